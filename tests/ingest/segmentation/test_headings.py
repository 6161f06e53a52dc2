"""Headings and labels that no form has: recognised by their style, assigned to sections and fields by keywords."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.record import Record
from ingest.document import LABEL
from ingest.forms.label_table import load_labels
from ingest.readers.html import html_reader
from ingest.record_builder import extract
from kmsearch.errors import NoRecord
from tests.documents import records_of_text


def of_page(markup: str) -> tuple[Record, ...]:
    return extract(html_reader.read(markup.encode(), "a.html"))


def items(record: Record) -> dict[str, list[str]]:
    return {section.name: [item.text for item in section.numbered_items] for section in record.sections}


@pytest.mark.parametrize(
    ("heading", "section"),
    [
        ("เคล็ดลับ/เทคนิค", "techniques"),
        ("ปัจจัยที่เอื้อต่อความสำเร็จ", "success_factors"),
        ("หัวใจของงาน", ""),
        ("ข้อสังเกต/ข้อควรระวัง", "cautions"),
        ("กิจกรรมการพัฒนา", "methods"),
        ("การวัดผลและผลของการเปลี่ยนแปลง", "outcomes"),
        ("วิธีเพิ่มผลผลิต", "methods"),
        ("ผลิตภัณฑ์ของกลุ่ม", ""),
        ("หลักการและเหตุผลความจำเป็น", "background"),
        ("วิธีการแก้ไขปัญหา", "problems_solutions"),
        ("ความเป็นมาและสภาพปัญหา", "background"),
        ("Lesson Learned", "core_knowledge"),
        ("สิ่งสำคัญ (Key Success Factors)", "success_factors"),
        ("การเผยแพร่/การได้รับการยอมรับ", "other"),
        ("ด้านคน", ""),
    ],
)
def test_keywords_give_the_section_of_a_heading(heading: str, section: str) -> None:
    assert load_labels().section_by_words(heading) == section


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ("เรื่องที่เล่า", "title"),
        ("หัวข้อ (Topic)", "title"),
        ("ผู้ให้ความรู้", "author_name"),
        ("เบอร์โทรผู้เล่า", "phone"),
        ("ปีที่เริ่ม", "event"),
        ("ผู้บันทึกข้อมูล", "signature"),
        ("ประเภทความรู้", "category"),
        ("คำขวัญ", ""),
    ],
)
def test_keywords_give_the_field_of_a_label(label: str, field: str) -> None:
    assert load_labels().field_by_words(label) == field


PAGE = """<h1>บ่อบาดาลของหมู่บ้าน</h1><p>ผู้เล่า : นายก้อง ใจดี</p>
<h3>ความเป็นมา</h3><p>น้ำแล้งทุกปี</p>
<h3>วิธีดำเนินการ</h3><h4>ผลการประชุมครั้งแรก</h4><ul><li>คุยกันที่ศาลา</li></ul>
<p><b>เทคนิคการเจาะ</b></p><ul><li>เจาะหน้าแล้ง</li></ul>
<h3>หัวใจความสำเร็จ</h3><ul><li>ทุกบ้านลงแรง</li></ul>
<h3>ความประทับใจ</h3><p>ยายน้อยยิ้มเมื่อน้ำพุ่ง</p>
<h3>ผลลัพธ์</h3><ul><li>มีน้ำใช้ทั้งปี</li></ul>"""


def test_a_heading_of_the_common_level_opens_its_section_and_a_deeper_one_stays_inside() -> None:
    (record,) = of_page(PAGE)
    found_items = items(record)
    assert found_items["success_factors"] == ["ทุกบ้านลงแรง"]
    assert found_items["outcomes"] == ["มีน้ำใช้ทั้งปี"]
    assert {"ผลการประชุมครั้งแรก", "เจาะหน้าแล้ง"} <= {item.text for item in record.section("methods").items}
    assert "techniques" not in found_items


def test_a_heading_of_that_level_without_keywords_goes_to_other_with_its_text() -> None:
    (record,) = of_page(PAGE)
    assert items(record)["other"] == ["ความประทับใจ", "ยายน้อยยิ้มเมื่อน้ำพุ่ง"]


def test_a_section_known_by_keywords_alone_is_to_be_reviewed() -> None:
    (record,) = of_page(PAGE)
    assert record.evidence["success_factors"].confidence < 0.75
    assert any("หัวใจความสำเร็จ" in check for check in record.checks)
    assert not any("ผลลัพธ์" in check for check in record.checks)


def test_the_next_heading_number_counts_although_items_stand_between() -> None:
    (record,) = records_of_text(
        "1. ชื่อองค์ความรู้ ร้านค้าของเด็ก\n2. ความเป็นมา\nครูเป็นคนขายทุกวัน\n3. ขั้นตอน\n3.1 เลือกกรรมการ\n3.2 ฝึกทอนเงิน\n"
        "4. สิ่งที่ภูมิใจ\n4.1 เด็กทำบัญชีได้\n5. ก้าวเดินข้างหน้า\nเปิดสาขา\n"
    )
    found_items = items(record)
    assert found_items["methods"] == ["เลือกกรรมการ", "ฝึกทอนเงิน"]
    assert found_items["outcomes"] == ["เด็กทำบัญชีได้"]
    assert found_items["other"] == ["5. ก้าวเดินข้างหน้า", "เปิดสาขา"]


def test_a_numbered_item_that_begins_like_a_heading_stays_an_item() -> None:
    (record,) = records_of_text(
        "1. ชื่อองค์ความรู้ เลี้ยงผึ้ง\n2. ชื่อเจ้าของความรู้ นายผึ้ง สวนดี\n3. ความเป็นมา\nลำไยไม่ติดลูก\n4. วิธีเลี้ยง\n1. วางกล่อง\n"
        "2. ย้ายกล่อง\n3. เทคนิคการล่อ\n5. เทคนิคที่ค้นพบ\n1. ทาขี้ผึ้ง\n"
    )
    assert items(record)["methods"] == ["วางกล่อง", "ย้ายกล่อง", "เทคนิคการล่อ"]
    assert items(record)["techniques"] == ["ทาขี้ผึ้ง"]


def test_named_items_with_a_colon_are_no_headings() -> None:
    (record,) = records_of_text(
        "ชื่อ-นามสกุล นางสาวมะลิ ใจงาม\nชื่อเรื่อง การฟื้นกลุ่ม\nเรื่องเล่า\nกลุ่มหยุดเดินบัญชี\nขุมความรู้\n"
        "เทคนิคการพูด : พูดสั้น\nผลที่เห็น : ยอดเงินเพิ่ม\nแก่นความรู้\nปัญหาคือครู\n"
    )
    found_items = items(record)
    assert found_items["knowledge_assets"] == ["เทคนิคการพูด : พูดสั้น", "ผลที่เห็น : ยอดเงินเพิ่ม"]
    assert found_items["core_knowledge"] == ["ปัญหาคือครู"]


def test_a_bulleted_item_that_continues_after_a_label_is_an_item() -> None:
    (record,) = records_of_text(
        "ชื่อ-นามสกุล นายดี งาม\nชื่อเรื่อง กองทุนข้าวเปลือก\nแก่นความรู้\n- ให้ในสิ่งที่มี\n"
        "แนวคิด ทฤษฎี\n- แนวทางการดำเนินงานกองทุนข้าว\n- ทุนทางสังคม\n"
    )
    assert items(record)["theories"] == ["แนวทางการดำเนินงานกองทุนข้าว", "ทุนทางสังคม"]


NO_FORM = """เรื่องเล่าเร้าพลัง : คืนที่ไฟดับ
นางสาวปราณี ศรีสมมุติ พยาบาลวิชาชีพชำนาญการ รพ.สต.บ้านสมมุติ อำเภอปัว จังหวัดน่าน

เรื่องมีอยู่ว่า
คืนนั้นไฟดับทั้งตำบล แม่คลอดก่อนกำหนด

ทำอย่างไร
1. ใช้ไฟฉายสามกระบอก

ข้อคิดที่ได้
1. เตรียมไฟฉายไว้ทุกห้อง
"""


def test_a_record_without_any_heading_of_a_form() -> None:
    (record,) = records_of_text(NO_FORM)
    assert (record.title, record.author_name) == ("คืนที่ไฟดับ", "นางสาวปราณี ศรีสมมุติ")
    assert (record.author_position, record.district) == ("พยาบาลวิชาชีพชำนาญการ", "ปัว")
    assert items(record)["methods"] == ["ใช้ไฟฉายสามกระบอก"]
    assert items(record)["core_knowledge"] == ["เตรียมไฟฉายไว้ทุกห้อง"]


def test_news_with_headings_like_these_is_no_record() -> None:
    with pytest.raises(NoRecord):
        of_page(
            "<h1>อำเภอสมมุติจัดประชุมคณะทำงาน</h1><p>วันนี้นายอำเภอเป็นประธาน</p><h2>ผลการประชุม</h2><ul><li>รับรองรายงาน</li></ul>"
            "<h2>แนวทางการดำเนินงานต่อไป</h2><ul><li>ลงพื้นที่เดือนหน้า</li></ul>"
        )


TABLE = """<table>
<tr><td>ชื่อองค์ความรู้</td><td>ปลานิลในนาข้าว</td></tr>
<tr><td>ผู้ให้สัมภาษณ์</td><td>นายแดง ทองคำ</td></tr>
<tr><td>ตำแหน่ง/สังกัด</td><td>ประมงอำเภอปัว สำนักงานประมงอำเภอปัว</td></tr>
<tr><td>ช่องทางติดต่อ</td><td>081-000-0000</td></tr>
<tr><td>ช่วงที่ทำ</td><td>พ.ศ. 2559 - 2560</td></tr>
<tr><td>คำขวัญ</td><td>ทำน้อยได้มาก</td></tr>
<tr><td>จุดเริ่มต้น</td><td>ปุ๋ยแพง ข้าวราคาตก</td></tr>
<tr><td>ทำอย่างไรบ้าง</td><td>1. ขุดร่องรอบนา<br>2. ปล่อยปลา</td></tr>
<tr><td>สิ่งที่ต้องระวัง</td><td>อย่าใช้ยาฆ่าหญ้า</td></tr>
</table>"""


def test_the_first_cell_of_a_row_is_its_label() -> None:
    heads = [line.text for line in html_reader.read(TABLE.encode(), "a.html").lines if line.head == LABEL]
    assert heads[:2] == ["ชื่อองค์ความรู้", "ผู้ให้สัมภาษณ์"]
    (record,) = of_page(TABLE)
    assert (record.author_name, record.author_position) == ("นายแดง ทองคำ", "ประมงอำเภอปัว")
    assert (record.author_office, record.phone, record.year) == ("สำนักงานประมงอำเภอปัว", "081-000-0000", 2560)
    found_items = items(record)
    assert found_items["background"] == ["ปุ๋ยแพง ข้าวราคาตก"]
    assert found_items["methods"] == ["ขุดร่องรอบนา", "ปล่อยปลา"]
    assert found_items["cautions"] == ["อย่าใช้ยาฆ่าหญ้า"]
    assert {"คำขวัญ", "ทำน้อยได้มาก"} <= set(found_items["other"])


HEADER = "{line}\nชื่อเรื่อง ตะกร้ายาเก่าแลกไข่\nความเป็นมา\nยาเหลือเต็มบ้าน\nวิธีการ\n1. แจกตะกร้า\n"


@pytest.mark.parametrize(
    ("line", "name", "value"),
    [
        ("ผู้เล่าประสบการณ์ : นายดี งามตา", "author_name", "นายดี งามตา"),
        ("จัดทำโดย นางสาวมะลิ ใจงาม", "author_name", "นางสาวมะลิ ใจงาม"),
        ("ชื่อ-สกุล ผู้เขียน นางสาวมะลิ ใจงาม", "author_name", "นางสาวมะลิ ใจงาม"),
        ("โดย เภสัชกรหญิงดาว เดือนเพ็ญ (เภสัชกรปฏิบัติการ)", "author_position", "เภสัชกรปฏิบัติการ"),
        ("โดย นายดิน ดีงาม ครู กศน.ตำบล กศน.อำเภอแม่ทา จังหวัดลำพูน", "author_position", "ครู กศน.ตำบล"),
        ("โดย นางปลา แม่น้ำ ประธานกลุ่มแม่บ้าน ต.สมมุติ อ.บรบือ", "author_position", "ประธานกลุ่มแม่บ้าน"),
        ("ติดต่อ (Contact) : 053-000-840", "phone", "053-000-840"),
        ("โทรศัพท์ 076-000-345 โทรสาร 076-000-347", "phone", "076-000-345"),
        ("เหตุเกิดในช่วง ปี 2557 ถึง 2558", "year", 2558),
        ("ปี : 2560", "year", 2560),
    ],
)
def test_lines_above_the_story_are_fields_in_any_notation(line: str, name: str, value: object) -> None:
    (record,) = records_of_text(HEADER.format(line=line))
    assert getattr(record, name) == value
    assert items(record)["background"] == ["ยาเหลือเต็มบ้าน"]


def test_an_owner_line_between_bars_below_the_title() -> None:
    (record,) = of_page(
        "<h2>ตลาดนัดมือสอง</h2><p>นางสาวดาว เดือนเพ็ญ | นักวิชาการศึกษา | เทศบาลเมืองสมมุติ | โทร. 073-000-000</p>"
        "<h3>ที่มา</h3><p>หนังสือขาด</p><h3>วิธีการ</h3><p>จัดตลาด</p><h3>ผลลัพธ์</h3><p>ได้หนังสือ</p>"
    )
    assert (record.title, record.author_name) == ("ตลาดนัดมือสอง", "นางสาวดาว เดือนเพ็ญ")
    assert (record.author_position, record.phone) == ("นักวิชาการศึกษา", "073-000-000")


def test_a_story_that_begins_with_a_date_stays_a_story_and_gives_the_year() -> None:
    (record,) = records_of_text(
        "โดย นายดิน ดีงาม\nชื่อเรื่อง ป่าเปียก\n\nเมื่อปี พ.ศ. 2561 ผมจึงของบซื้อสายยาง\n\nเทคนิค\n1. เจาะรูด้วยเข็ม\n"
    )
    assert record.year == 2561
    assert items(record)["background"] == ["เมื่อปี พ.ศ. 2561 ผมจึงของบซื้อสายยาง"]


def test_a_record_s_own_year_beats_that_of_the_cover() -> None:
    (record,) = records_of_text(
        "องค์ความรู้ดีเด่น\nประจำปี พ.ศ. 2561\n\nชื่อเรื่อง เก็บภาษีที่ตลาด\nโดย นายดิน ดีงาม\nปีที่จัดทำ 2560\nวิธีการ\n1. ไปที่แผง\n"
    )
    assert record.year == 2560


def test_a_bare_number_before_a_label_alone_on_its_line() -> None:
    (record,) = records_of_text("9 ขุมความรู้\n1. ใจเย็น\n10 แก่นความรู้\n1. ไว้ใจกัน\n")
    assert items(record) == {"knowledge_assets": ["ใจเย็น"], "core_knowledge": ["ไว้ใจกัน"]}


LINES = [
    "วิธีการ\n",
    "ทำอย่างไร :\n",
    "5. ผลที่เกิด\n",
    "5.1 ข้อคิดที่ได้\n",
    "คำขวัญ : ทำดี\n",
    "- จุด\n",
    "1. จุด\n",
    "เรื่อง ข้าว\n",
    "\n",
    "ส่วนที่ 2 สาระ\n",
    "เทคนิค.....ดูให้ดี\n",
]


@pytest.mark.slow
@given(st.lists(st.sampled_from(LINES), max_size=30))
def test_no_text_of_a_record_is_lost(lines: list[str]) -> None:
    """An item comes out as often as it went in, among any headings and labels that no form has."""
    text = "ชื่อเรื่อง ตะกร้า\nโดย นางสาวมะลิ ใจงาม\nแก่นความรู้\n1. ไว้ใจ\nกลยุทธ์\n1. ทำก่อน\n" + "".join(lines)
    records = records_of_text(text)
    record_text = " ".join(item.text for record in records for section in record.sections for item in section.items)
    assert record_text.count("จุด") == text.count("จุด")
    assert record_text.count("ดูให้ดี") == text.count("ดูให้ดี")


@pytest.mark.parametrize("part", ["ประเด็นที่ {} ", "ส่วนที่ {}: ", "ตอนที่ {} - ", "องค์ประกอบที่ {} ", "ข้อที่ {} "])
def test_a_part_noun_with_a_number_is_a_heading_marker(part: str) -> None:
    heads = ("สภาพปัญหา", "แนวทาง/วิธีที่ใช้", "ผลที่ได้", "ข้อเสนอแนะ")
    bodies = ("ชาวบ้านไม่จดบัญชีเลยสักคน", "(1) ใช้เมล็ดพืชแทนเงิน\n(2) ประเด็นที่ 1 ปัญหาเงิน", "(1) จดได้เอง", "(1) ทำต่อ")
    text = "\n\n".join(
        f"{part.format(n)}{head}\n{body}" for n, (head, body) in enumerate(zip(heads, bodies, strict=True), 1)
    )
    (record,) = records_of_text(f"เรื่อง บัญชีเมล็ดพืช\nผู้จัดทำ นางสาวมะลิ ใจงาม\n\n{text}")
    found_items = items(record)
    assert found_items["background"] == ["ชาวบ้านไม่จดบัญชีเลยสักคน"]
    assert found_items["methods"] == ["ใช้เมล็ดพืชแทนเงิน", "ประเด็นที่ 1 ปัญหาเงิน"]
    assert found_items["outcomes"] == ["จดได้เอง"]
    assert "ทำต่อ" in found_items["other"][-1]


def test_the_name_of_a_part_is_no_heading_of_a_section() -> None:
    (record,) = records_of_text(
        "ส่วนที่ 1 ข้อมูลทั่วไป\nชื่อเรื่อง ตะกร้า\nส่วนที่ 2 สาระ\nขุมความรู้\n1. ทำก่อน\n2. พูดทีหลัง\nส่วนที่ 3 ภาพประกอบ\nภาพที่ 1"
    )
    assert items(record)["knowledge_assets"] == ["ทำก่อน", "พูดทีหลัง"]


def test_an_underlined_line_has_the_style_of_a_heading() -> None:
    (record,) = of_page(
        "<p>ชื่อเรื่อง : ธนาคารข้าว</p><p><u>ที่มา</u></p><p>ข้าวไม่พอกิน</p><p><u>คลังความรู้</u></p><ul><li>คืนเป็นข้าว</li></ul>"
        "<p><u>แก่นความรู้</u></p><p>ข้าวเป็นของทุกบ้าน</p>"
    )
    assert items(record)["knowledge_assets"] == ["คืนเป็นข้าว"]


def test_the_head_row_of_a_form_is_no_title() -> None:
    (record,) = of_page(
        "<table><tr><th>หัวข้อ</th><th>รายละเอียด</th></tr><tr><td>ชื่อเรื่อง</td><td>ถนนไม่มีถัง</td></tr>"
        "<tr><td>วิธีการ</td><td>เก็บถังตอนกลางวัน</td></tr><tr><td>ข้อควรระวัง</td><td>เก็บให้ตรงเวลา</td></tr></table>"
    )
    assert record.title == "ถนนไม่มีถัง"


def test_a_misspelt_label_makes_its_value_less_sure() -> None:
    text = "{}: การฟื้นกลุ่ม\nขุมความรู้\n1. คุยกันก่อน\n2. ทำบัญชี\n"
    sure, unsure = (records_of_text(text.format(label))[0] for label in ("ชื่อเรื่อง", "ชื่อเรอง"))
    assert sure.title == unsure.title == "การฟื้นกลุ่ม"
    assert unsure.evidence["title"].confidence < 0.8 < sure.evidence["title"].confidence


@pytest.mark.parametrize(
    ("knowledge", "sections"),
    [
        (
            "ขุมความรู้\n1. ก่อน\nแก่นความรู้\n1. ใจ\nเคล็ดลับที่ใช้\n1. ดูฟ้า\n",
            {"knowledge_assets": ["ก่อน"], "core_knowledge": ["ใจ"], "techniques": ["ดูฟ้า"]},
        ),
        (
            "ขุมความรู้\nคนก่อนงานเสมอ\n\nแก่นความรู้\nใจต้องมาก่อน\n\nเคล็ดลับที่ใช้\nดูฟ้าดูดินก่อนลงมือ\n",
            {"knowledge_assets": ["คนก่อนงานเสมอ"], "core_knowledge": ["ใจต้องมาก่อน"], "techniques": ["ดูฟ้าดูดินก่อนลงมือ"]},
        ),
        (
            "ขุมความรู้\nคนก่อนงานเสมอ\n\nแก่นความรู้\nใจต้องมาก่อน\nเคล็ดลับที่ใช้\nดูฟ้าดูดินก่อนลงมือ\n",
            {"knowledge_assets": ["คนก่อนงานเสมอ"], "core_knowledge": ["ใจต้องมาก่อน", "เคล็ดลับที่ใช้", "ดูฟ้าดูดินก่อนลงมือ"]},
        ),
    ],
    ids=["over a list", "below blank space", "in running text"],
)
def test_a_plain_line_is_a_heading_where_it_stands_as_the_known_ones_do(
    knowledge: str, sections: dict[str, list[str]]
) -> None:
    (record,) = records_of_text(f"ชื่อเรื่อง การทำฝาย\nผู้เล่า นายก่อ ดีมาก\n\n{knowledge}")
    assert items(record) == sections
