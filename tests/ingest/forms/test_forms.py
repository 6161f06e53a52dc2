"""Labels of forms: matched in every printing, not in sentences; a form is added by one file."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.document import Document, Line
from ingest.forms.label_table import load_labels, read_forms
from ingest.readers.text import as_lines
from ingest.record_builder import extract
from ingest.segmentation.headings.heading_rules import ContextKind, HeadingContext
from ingest.segmentation.headings.line_classifier import classify_line
from kmsearch.errors import FormError, NoRecord


def target(
    text: str, context: ContextKind = "header", heading: tuple[int, ...] = (), item: tuple[int, ...] = ()
) -> str:
    """The target of the heading that a line is; empty for text."""
    heading_read = classify_line(Line(text, 1), load_labels()).heading_in(HeadingContext(context, heading, item))
    return heading_read.target if heading_read else ""


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("บันทึกขุมความรู้ (Knowledge Assets)", "knowledge_assets"),
        ("๓) แก่นความรู้ ( Core Competcy )", "core_knowledge"),
        ("5. กลยุทธในการทำงาน", "strategies"),
        ("กฏระเบียบ / แนวคิด / ทฤษฎีที่เกี่ยวข้อง", "theories"),
        ("๓. หมวตองค์ความรู้ที่บ่งชี้ การตลาด", "category"),
        ("๖.๒ ข้อพึงระวัง(ถ้ามี)", "cautions"),
        ("ชื่อ - สกุล      นายตัวอย่าง", "author_name"),
        ("ชื่อเจ้าขององค์ความรู้ นางตัวอย่าง", "author_name"),
        ("- ปัจจัยแห่งความสำเร็จ :", "success_factors"),
        ("เบอร์โทรศัพท์ที่ติดต่อได้สะดวก 08-0000-1234", "phone"),
        ("ที่มาและความสำคัญของปัญหา", "background"),
        ("5.2 การดำเนินการ", "methods"),
    ],
)
def test_labels_match_in_every_printing(text: str, name: str) -> None:
    assert target(text) == name


@pytest.mark.parametrize(
    "text",
    [
        "เทคนิคการขับเคลื่อนงานในพื้นที่ต้องใช้เวลา",
        "เรื่องนี้สอนให้รู้ว่าต้องเริ่มจากคน",
        "ปัญหาที่พบคือสมาชิกไม่มาประชุม",
        "กลยุทธ์ของกลุ่มคือการรวมซื้อ",
        "โดยมีวัตถุประสงค์เพื่อช่วยเหลือกัน",
    ],
)
def test_sentences_that_begin_with_a_label_are_text(text: str) -> None:
    assert target(text) == ""


def test_an_item_that_begins_like_a_heading_stays_an_item() -> None:
    assert target("1. แนวทางการดำเนินงานกองทุน", "section", heading=(5,)) == ""
    assert target("3. กระบวนการ", "section", heading=(5,), item=(2,)) == ""


def test_the_next_heading_number_makes_an_unusual_heading_valid() -> None:
    assert target("๖.๔ ปัญหากับทางออกที่ใช้", "section", heading=(6, 3)) == "problems_solutions"
    assert target("๖.๔ ปัญหากับทางออกที่ใช้", "section") == ""


HOSPITAL = """
name = "hospital"
label = "แนวปฏิบัติที่ดีของโรงพยาบาล"
signs = ["methods", "outcomes"]
[fields]
title = ["ชื่อแนวปฏิบัติ"]
author_name = ["ทีมงานผู้รับผิดชอบ"]
[sections]
methods = ["กิจกรรมการพัฒนา"]
outcomes = ["ตัวชี้วัดและผลลัพธ์"]
"""

PRACTICE = """ชื่อแนวปฏิบัติ ลดการหกล้มในหอผู้ป่วย
ทีมงานผู้รับผิดชอบ ทีมการพยาบาล
กิจกรรมการพัฒนา
1. ติดราวจับข้างเตียง
2. ประเมินทุกเวร
ตัวชี้วัดและผลลัพธ์
1. หกล้มลดลงครึ่งหนึ่ง
"""


def test_a_form_is_added_by_one_file(tmp_path: Path) -> None:
    (tmp_path / "hospital.toml").write_text(HOSPITAL, "utf-8")
    (record,) = extract(Document("a.txt", as_lines(PRACTICE)), read_forms(tmp_path.iterdir()))
    assert (record.form, record.title, record.author_name) == ("hospital", "ลดการหกล้มในหอผู้ป่วย", "ทีมการพยาบาล")
    assert [item.text for item in record.section("methods").numbered_items] == ["ติดราวจับข้างเตียง", "ประเมินทุกเวร"]


def test_a_form_adds_keywords_for_headings_it_does_not_have(tmp_path: Path) -> None:
    words = '[keywords]\nsections = [["cautions", "ระวัง|ห้าม"], ["success_factors", "^ปัจจัย", "สำเร็จ$"]]\n'
    (tmp_path / "hospital.toml").write_text(HOSPITAL + words, "utf-8")
    labels = read_forms(tmp_path.iterdir())
    assert labels.section_by_words("สิ่งที่ต้องระวัง") == "cautions"
    assert labels.section_by_words("ปัจจัยแห่งความสำเร็จ") == "success_factors"
    assert labels.section_by_words("ปัจจัยการผลิต") == ""
    assert labels.field_by_words("ผู้เล่า") == ""


@pytest.mark.parametrize(
    "text",
    [
        "name = ",
        'name = "x"',
        HOSPITAL.replace("outcomes = [", "nonsense = ["),
        HOSPITAL.replace('["กิ', '[["กิ'),
        HOSPITAL + '[keywords]\nsections = [["nonsense", "ระวัง"]]\n',
        HOSPITAL + '[keywords]\nsections = [["cautions"]]\n',
        HOSPITAL + '[keywords]\nsections = [["cautions", "ระวัง|"]]\n',
        HOSPITAL + '[keywords]\nfields = ["ระวัง"]\n',
        "keywords = 1\n" + HOSPITAL,
    ],
)
def test_a_broken_form_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "broken.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(FormError) as caught:
        read_forms([path])
    assert str(path) in str(caught.value)


WORDS = [
    "ชื่อ-นามสกุล",
    "ชื่อเรื่อง",
    "นายดี งาม",
    "แก่นความรู้",
    "กลยุทธ์ในการทำงาน",
    "1.",
    "-",
    "๖.๑",
    "(",
    ")",
    ":",
    "....",
    "ก",
    " ",
    "\n",
    "\n\n",
]


@pytest.mark.slow
@given(st.lists(st.sampled_from(WORDS) | st.text(max_size=8), max_size=60).map("".join))
def test_any_text_gives_records_or_the_cause_of_none(text: str) -> None:
    try:
        records = extract(Document("a.txt", as_lines(text)))
    except NoRecord as none:
        assert none.cause and none.cure
    else:
        assert records
        assert [record for record in records if not record.id] == []


FLAT = (
    "แบบบันทึกองค์ความรู้ ชื่อ-นามสกุล นางสาวมะลิ ใจงาม ตำแหน่ง พัฒนากร สังกัด สำนักงานพัฒนาชุมชนอำเภอแม่ทะ "
    "ชื่อเรื่อง การฟื้นกลุ่ม บันทึกขุมความรู้ (Knowledge Assets) ความสำเร็จเกิดจาก 1. คณะทำงาน 2. แผน "
    "แก่นความรู้ (Core Competency) 1. ความไว้ใจ 2. ความโปร่งใส กฏระเบียบ/แนวคิด ทฤษฎีที่เกี่ยวข้อง 1. การออม"
)


def test_a_record_flattened_into_one_line_is_split() -> None:
    (record,) = extract(Document("a.txt", as_lines(FLAT)))
    assert (record.author_name, record.author_position, record.title) == ("นางสาวมะลิ ใจงาม", "พัฒนากร", "การฟื้นกลุ่ม")
    items = {section.name: [item.text for item in section.numbered_items] for section in record.sections}
    assert items["knowledge_assets"] == ["คณะทำงาน", "แผน"]
    assert items["core_knowledge"] == ["ความไว้ใจ", "ความโปร่งใส"]
    assert items["theories"] == ["การออม"]


def test_blank_lines_between_all_lines_change_nothing() -> None:
    close = "ชื่อเรื่อง การฟื้นกลุ่ม\nแก่นความรู้\n1. ให้สมาชิกทุกคนมีส่วนร่วมในการตั้งกติกาของ\nกลุ่มด้วยตนเอง\n2. ติดตาม\nขุมความรู้\n1. ใช้"
    apart = close.replace("\n", "\n\n")
    core_sections = [extract(Document("a.txt", as_lines(text)))[0].section("core_knowledge") for text in (close, apart)]
    assert core_sections[0] == core_sections[1]
