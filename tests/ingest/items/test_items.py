"""Items of a section: markers, wrapped lines, levels, leads and tables of steps."""

from __future__ import annotations

import pytest

from ingest.document import Line
from ingest.items.item_builder import build_items
from ingest.items.list_markers import Marker, split_markers
from ingest.items.list_splitter import split_items
from ingest.readers.text import as_lines


def texts(section: str, text: str) -> list[str]:
    return [("~" if item.lead else "") + ">" * item.level + item.text for item in build_items(section, as_lines(text))]


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("1.เครือข่าย", "เครือข่าย"),
        ("- ๑) หลักการ", "หลักการ"),
        ("2.1ประสานงาน", "ประสานงาน"),
        ("(3) ติดตาม", "ติดตาม"),
        ("2.08-1234-5678", "2.08-1234-5678"),
        ("2.1-2345-67890-12-1", "2.1-2345-67890-12-1"),
        ("2.0 8 1 2 3 4 5 6 7 8", "2.0 8 1 2 3 4 5 6 7 8"),
        ("2.1-ทำนา", "ทำนา"),
        ("•จัดเวที", "จัดเวที"),
        ("ข้อ ๑ การออม", "การออม"),
        ("1.5 ล้านบาทเป็นทุน", "1.5 ล้านบาทเป็นทุน"),
        ("2.1 คนต่อครัวเรือน", "2.1 คนต่อครัวเรือน"),
        ("2.1 คนฟังอยากให้พูดช้า", "คนฟังอยากให้พูดช้า"),
        ("3.2 วันประชุมต้องแน่นอน", "วันประชุมต้องแน่นอน"),
        ("2557 เป็นปีแรก", "2557 เป็นปีแรก"),
        ("กิจกรรมที่ 1 ทำขนม", "กิจกรรมที่ 1 ทำขนม"),
        ("ก.พ. เดินทาง", "ก.พ. เดินทาง"),
        ("จ. ลำปาง", "จ. ลำปาง"),
    ],
)
def test_markers_are_split_off_and_quantities_are_not(text: str, rest: str) -> None:
    assert split_markers(text)[1] == rest


def test_numbered_items_are_joined_over_wrapped_lines() -> None:
    items = texts("strategies", "1. จัดเวทีให้ทุกคนได้พูดเรื่องของตนเอง\nและฟังคนอื่น\n2. ใช้ระบบ OTOP\nเดิม")
    assert items == ["จัดเวทีให้ทุกคนได้พูดเรื่องของตนเองและฟังคนอื่น", "ใช้ระบบ OTOP เดิม"]


def test_lettered_items_continue_past_letters_that_are_abbreviations() -> None:
    assert texts("techniques", "ก. หนึ่ง\nข. สอง\nค. สาม\nง. สี่\nจ. ห้า\nฉ. หก") == ["หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก"]


def test_numbering_faults_and_restarts_lose_no_item() -> None:
    assert texts("strategies", "1. ก่อน\n3. กลาง\n3. หลัง\n1. อีกชุด") == ["ก่อน", "กลาง", "หลัง", "อีกชุด"]


def test_a_section_with_only_a_dash_is_empty() -> None:
    assert texts("cautions", "-") == []
    assert texts("cautions", "- ไม่มี -") == []


def test_sub_items_are_deeper_and_the_next_item_is_not() -> None:
    assert texts("methods", "1. ฝึก\n- ตรวจเช้า\n- ตรวจเย็น\n2. สรุป") == ["ฝึก", ">ตรวจเช้า", ">ตรวจเย็น", "สรุป"]


def test_what_announces_a_list_is_a_lead() -> None:
    assert texts("knowledge_assets", "ความสำเร็จเกิดจาก\n1. คณะทำงาน\n2. แผน") == ["~ความสำเร็จเกิดจาก", "คณะทำงาน", "แผน"]


def test_a_numbered_heading_over_bullets_is_a_lead() -> None:
    assert texts("methods", "2.1 เตรียมการ\n• ประชุม\n2.2 ลงมือ\n• ทำ") == ["~เตรียมการ", ">ประชุม", "~ลงมือ", ">ทำ"]


def test_a_flattened_list_is_split() -> None:
    parts = split_items("ออมทุกเดือน 2. ประชุม 3) ตรวจ", (Marker("1.", (1,)),))
    assert [text for _, text in parts] == ["ออมทุกเดือน", "ประชุม", "ตรวจ"]
    assert texts("strategies", "1. ออมทุกเดือน 2. ประชุม 3. ตรวจ") == ["ออมทุกเดือน", "ประชุม", "ตรวจ"]
    assert texts("strategies", "1. ใช้เวลา 3 เดือน") == ["ใช้เวลา 3 เดือน"]


def test_short_lines_without_markers_are_items_and_wrapped_ones_a_paragraph() -> None:
    assert texts("theories", "การมีส่วนร่วม\nการออม") == ["การมีส่วนร่วม", "การออม"]
    wrapped = "กลุ่มออมทรัพย์เพื่อการผลิตตั้งมาสิบกว่าปีมีสมาชิกเก้าสิบสองคนและมีเงินสัจจะสะสมรวมกันหก\nแสนบาทแต่ไม่มีใครทำบัญชี"
    assert len(texts("background", wrapped)) == 1


def test_an_activity_takes_the_text_under_its_name() -> None:
    items = texts("methods", "กิจกรรมที่ 1 ทำขนม\nสอนเด็กสามสิบคนสองวัน\nกิจกรรมที่ 2 ฝึกสมาธิ\nเดินจงกรม")
    assert items == ["กิจกรรมที่ 1 ทำขนม สอนเด็กสามสิบคนสองวัน", "กิจกรรมที่ 2 ฝึกสมาธิ เดินจงกรม"]


def paragraphs(section: str, *rows: str) -> list[str]:
    """The items of lines that are each a paragraph of their format."""
    return [
        item.text for item in build_items(section, [Line(row, place, begins=True) for place, row in enumerate(rows, 1)])
    ]


LONG = "กลุ่มออมทรัพย์เพื่อการผลิตตั้งมาสิบกว่าปีมีสมาชิกเก้าสิบสองคนและมีเงินสัจจะสะสมรวมกันหกแสน"


def test_paragraphs_of_the_format_are_items_unless_a_sentence_is_cut() -> None:
    assert paragraphs("background", LONG, "แต่ไม่มีใครทำบัญชี") == [LONG, "แต่ไม่มีใครทำบัญชี"]
    assert paragraphs("background", f"{LONG}และ", "ไม่มีใครทำบัญชี") == [f"{LONG}และไม่มีใครทำบัญชี"]
    assert paragraphs("methods", "1. ออม", "ประชุม") == ["ออม", "ประชุม"]


def test_a_story_may_be_wrapped_narrow_and_a_list_of_short_lines_is_not() -> None:
    rows = "ชาวบ้านเดินข้ามห้วยทุกวันเพื่อไปส่งลูกหลานเข้าโรงเรียน\nพอหน้าฝนน้ำเชี่ยวจนต้องหยุดเรียนเป็นอาทิตย์ทุกปีไม่มีเว้น\nจนครูท้อใจ"
    assert len(texts("background", rows)) == 1
    assert len(texts("theories", rows)) == 3


def test_a_line_indented_like_a_paragraph_begins_one() -> None:
    lines = [
        Line("ชาวบ้านเดินข้ามห้วยทุกวัน", 1, indent=6, wraps=True),
        Line("จนถึงหน้าฝน", 2, wraps=True),
        Line("ปีนั้นมีสะพาน", 3, indent=6, wraps=True),
        Line("แล้ว", 4),
    ]
    assert [item.text for item in build_items("background", lines)] == ["ชาวบ้านเดินข้ามห้วยทุกวันจนถึงหน้าฝน", "ปีนั้นมีสะพานแล้ว"]


@pytest.mark.parametrize(
    "text",
    [
        "ประการแรก ออม\nประการที่สอง ประชุม\nประการสุดท้าย ตรวจ",
        "ข้อแรก ออม\nข้อที่สอง ประชุม\nข้อที่สาม ตรวจ",
        "หนึ่ง ออม\nสอง ประชุม\nสาม ตรวจ",
    ],
)
def test_ordinals_in_words_are_markers_where_they_count_on(text: str) -> None:
    assert texts("methods", text) == ["ออม", "ประชุม", "ตรวจ"]


def test_a_single_ordinal_and_one_in_a_story_are_text() -> None:
    assert texts("methods", "ประการแรก ออม") == ["ประการแรก ออม"]
    assert texts("background", "ประการแรก ไม่มีเงิน\nประการที่สอง ไม่มีน้ำ") == ["ประการแรก ไม่มีเงิน", "ประการที่สอง ไม่มีน้ำ"]


def test_a_numbered_item_is_no_lead_if_a_sibling_has_no_items_under_it() -> None:
    assert texts("methods", "2.1 เตรียมการ\n• ประชุม\n2.2 ลงมือ") == ["เตรียมการ", ">ประชุม", "ลงมือ"]


def test_a_shallower_number_after_a_deeper_one_is_not_under_it() -> None:
    assert texts("methods", "4.3 ปันผล\n5. สรุปผล")[0] == "ปันผล"


STEPS = (
    ["ลำดับ กิจกรรม ผู้รับผิดชอบ", "๑", "ประชุม", "เทศบาล", "๒", "สำรวจ", "อสม."],
    ["ที่ ขั้นตอน", "1", "ประชุม", "2", "สำรวจ"],
    ["ลำดับ กิจกรรม", "1 ประชุม", "2 สำรวจ"],
)


@pytest.mark.parametrize("rows", STEPS)
def test_a_table_of_steps_gives_its_steps(rows: list[str]) -> None:
    lines = [Line(row, place, gap=True, begins=True) for place, row in enumerate(rows, 1)]
    assert [item.text for item in build_items("methods", lines) if not item.lead] == ["ประชุม", "สำรวจ"]


def test_numbers_outside_a_column_are_text() -> None:
    assert texts("methods", "1 คนปลูก\n2 คนขาย") == ["1 คนปลูก", "2 คนขาย"]


def test_short_lines_under_a_short_list_are_items_of_their_own() -> None:
    assert texts("methods", "ก) แจกเมล็ดพันธุ์\nข) ประกวดรั้ว\nเริ่มจากใกล้ตัว") == ["แจกเมล็ดพันธุ์", "ประกวดรั้ว", "เริ่มจากใกล้ตัว"]


@pytest.mark.parametrize(
    ("text", "filled"),
    [("......ออม......", "ออม"), ("_____ออม", "ออม"), ("…ออม…….", "ออม"), ("ออม...", "ออม..."), ("น.ส.", "น.ส.")],
)
def test_leader_dots_of_a_form_are_not_in_its_items(text: str, filled: str) -> None:
    assert texts("methods", f"1) {text}") == [filled]


def test_a_long_run_of_dots_is_read_once() -> None:
    assert texts("methods", "1) ออม " + "." * 50_000 + "x")[0].endswith("x")


def test_headings_that_group_the_items_of_a_section_are_leads() -> None:
    items = texts("knowledge_assets", "ด้านคน\n1. คนเขียนเองจำได้นานกว่าคนอื่นเขียนให้\nด้านตลาด\n2. ขายใกล้บ้านก่อนขายไกล")
    assert items == ["~ด้านคน", "คนเขียนเองจำได้นานกว่าคนอื่นเขียนให้", "~ด้านตลาด", "ขายใกล้บ้านก่อนขายไกล"]


def test_a_bold_stage_over_its_items_is_a_lead() -> None:
    lines = [
        Line("1) ขั้นเตรียมคน", 1, strong=True),
        Line("ประชุมแกนนำ", 2, bullet="-"),
        Line("2) ขั้นลงมือ", 3, strong=True),
        Line("ปลูกพร้อมกัน", 4, bullet="-"),
    ]
    found = build_items("methods", lines)
    assert [item.text for item in found if not item.lead] == ["ประชุมแกนนำ", "ปลูกพร้อมกัน"]


def test_a_last_deep_number_without_items_keeps_its_siblings_from_being_sub_headings() -> None:
    nested = "1. แผน\n1.1 ประชุม\n- ชวนคน\n1.2 ติดตาม"
    assert texts("methods", nested) == ["แผน", ">ประชุม", ">>ชวนคน", ">ติดตาม"]
    assert texts("methods", f"{nested}\n- ทุกเดือน") == ["แผน", "~>ประชุม", ">>ชวนคน", "~>ติดตาม", ">>ทุกเดือน"]


def test_ordinals_in_words_are_no_markers_in_a_story() -> None:
    text = "ประการแรก ชวนคน\nประการที่สอง ทำบัญชี\nประการที่สาม ติดตาม"
    assert texts("strategies", text) == ["ชวนคน", "ทำบัญชี", "ติดตาม"]
    assert texts("background", text)[0].startswith("ประการแรก ชวนคน")
