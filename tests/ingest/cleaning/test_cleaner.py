"""Cleaning: page numbers, running heads, covers, notes of web systems and dot leaders are left out; cut lines are
joined."""

from __future__ import annotations

import pytest

from ingest.cleaning.cleaner import prepare
from ingest.cleaning.line_roles import role_of
from ingest.document import Document, Line
from ingest.readers.text import as_lines
from ingest.record_builder import extract
from kmsearch.confidence import SURE


def kept(text: str) -> list[str]:
    return [line.text for line in prepare(as_lines(text))]


def sections(text: str) -> dict[str, list[str]]:
    (record,) = extract(Document("a.txt", as_lines(text)))
    return {section.name: [item.text for item in section.items] for section in record.sections}


HEADED = """คู่มือความรู้ ตำบลดอนทราย                     {first}

ชื่อเรื่อง : เลี้ยงเป็ดในสวนปาล์ม
ชื่อ-สกุล : นายดี งาม

วิธีการ
1. ปล่อยเป็ดลงสวนหลังตัดหญ้าแล้วสองวัน

คู่มือความรู้ ตำบลดอนทราย                     {second}

เพื่อให้เป็ดกินหอย
2. กั้นตาข่ายรอบสวน
"""


@pytest.mark.parametrize(("first", "second"), [("๙", "๑๐"), ("12", "14")])
def test_a_running_head_is_left_out_and_the_item_it_cut_is_whole(first: str, second: str) -> None:
    items_by_section = sections(HEADED.format(first=first, second=second))
    assert items_by_section == {"methods": ["ปล่อยเป็ดลงสวนหลังตัดหญ้าแล้วสองวันเพื่อให้เป็ดกินหอย", "กั้นตาข่ายรอบสวน"]}


def test_lines_that_differ_by_more_than_a_page_are_text() -> None:
    rows = ["จำนวนสมาชิกกลุ่ม     25", "เงินออมของกลุ่มรวม     90", "จำนวนสมาชิกกลุ่ม     48"]
    assert kept("\n".join(rows)) == [" ".join(row.split()) for row in rows]


def test_a_number_alone_is_a_page_unless_a_label_or_a_column_asks_for_it() -> None:
    assert kept("ออมทุกเดือน\n\n                 ๗\n\nประชุมทุกไตรมาส") == ["ออมทุกเดือน", "ประชุมทุกไตรมาส"]
    assert "25" in kept("จำนวนสมาชิก:\n25\n\nออมทุกเดือน")
    assert {"1", "2"} <= set(kept("ลำดับ\n\n1\n\nประชุม\n\n2\n\nสำรวจ"))
    cells = [Line("25", 2, gap=True, begins=True), Line("คน", 3, gap=True, begins=True)]
    assert [line.text for line in prepare(cells)] == ["25", "คน"]


BOOKLET = """รวมองค์ความรู้ดีเด่น
ปี พ.ศ. ๒๕๖๑
{contents}

เรื่องที่ ๑ เพาะเห็ดในโอ่ง
เจ้าของความรู้ นายดี งาม
ปี ๒๕๖๐
วิธีการ
- ใช้ฟางแช่น้ำหนึ่งคืน
ข้อควรระวัง
- อย่าเปิดโอ่งบ่อย
เรื่องที่ ๒ ตากกล้วยในโรงพลาสติก
เจ้าของความรู้ นางสาวใจ เย็น
วิธีการ
- กลับกล้วยวันละครั้ง
ข้อควรระวัง
- กันแมลงวันด้วยมุ้ง
"""


@pytest.mark.parametrize(
    "contents",
    [
        "สารบัญ\nเพาะเห็ดในโอ่ง ............ ๑\nตากกล้วยในโรงพลาสติก ............ ๓",
        "สารบัญ\nเรื่อง               หน้า\nเพาะเห็ดในโอ่ง               1\nตากกล้วยในโรงพลาสติก         3",
    ],
)
def test_a_cover_and_its_contents_name_no_record_and_counted_titles_begin_them(contents: str) -> None:
    first, second = extract(Document("a.txt", as_lines(BOOKLET.format(contents=contents))))
    assert (first.title, first.year) == ("เพาะเห็ดในโอ่ง", 2560)
    assert (second.title, second.year) == ("ตากกล้วยในโรงพลาสติก", 2561)
    assert second.evidence["year"].confidence < SURE
    assert [item.text for _, _, item in first.numbered_items()] == ["ใช้ฟางแช่น้ำหนึ่งคืน", "อย่าเปิดโอ่งบ่อย"]


@pytest.mark.parametrize(
    ("line", "role"),
    [
        ("12 ตุลาคม 2016 by admin", "date"),
        ("| พิมพ์ | อีเมล | เขียนโดย ผู้ดูแล | วันพุธที่ 14 พฤษภาคม 2557 เวลา 09:12 น. | ฮิต: 512", "date"),
        ("เขียนโดย ผู้ดูแล เมื่อ 5 มีนาคม 2557", "date"),
        ("พิมพ์ | อีเมล | ฮิต: 512", "furniture"),
        ("อ่าน ๕๑๒ ครั้ง", "furniture"),
        ("Share this:", "chrome"),
        ("เรื่องที่ ๒", "furniture"),
        ("สารบัญ", "contents"),
        ("เลขที่ 9 หมู่ 1 ต.ดอนทราย อ.เมือง จ.ราชบุรี 70000", "foot"),
        ("เขียนโดย นางสาวใจ เย็น", "text"),
        ("- อ่านหนังสือ 5 ครั้ง", "text"),
        ("โทรหาแม่ | พ่อ | ครู", "text"),
        ("เรื่องที่ ๒ ที่ทำคือออมเงิน", "text"),
        ("อำเภอเมือง จังหวัดราชบุรี มีประชากร 70000 คน", "text"),
    ],
)
def test_roles_of_lines_of_web_systems_and_offices(line: str, role: str) -> None:
    assert role_of(line) == role


def test_an_address_ends_a_record_at_its_foot_and_is_kept_apart() -> None:
    text = "ชื่อเรื่อง : ทำปุ๋ย\nชื่อ-สกุล : นายดี งาม\nวิธีการ\n- กองใบไม้\nหมู่ 1 ต.ดอนทราย อ.เมือง จ.ราชบุรี 70000"
    items_by_section = sections(text)
    assert items_by_section["methods"] == ["กองใบไม้"]
    assert "70000" in items_by_section["other"][0]


DOTTED = """ชื่อ.......นายดี  งาม.......ตำแหน่ง......พัฒนากรชำนาญการ......
เรื่อง…………ทำปุ๋ยในวงปูน…………
วิธีการ
1)......กองใบไม้สลับมูลวัว.......
2)..............................
ข้อควรระวัง____________________
ผลที่ได้รับ......ลดค่าปุ๋ยครึ่งหนึ่ง......
"""


def test_dot_leaders_separate_labels_and_are_no_text() -> None:
    (record,) = extract(Document("a.txt", as_lines(DOTTED)))
    assert (record.author_name, record.author_position, record.title) == ("นายดี งาม", "พัฒนากรชำนาญการ", "ทำปุ๋ยในวงปูน")
    assert [item.text for _, _, item in record.numbered_items()] == ["กองใบไม้สลับมูลวัว", "ลดค่าปุ๋ยครึ่งหนึ่ง"]


def test_conditional_comments_of_word_are_left_out() -> None:
    assert kept("<![if !supportLists]>1. <![endif]>กองใบไม้") == ["1. กองใบไม้"]
    assert kept("<!--[if gte mso 9]><xml>Normal 0</xml><![endif]-->\nรดน้ำ") == ["รดน้ำ"]


EVEN = "สมาชิกทุกคนต้องรู้ยอดเงินออมของตนเองในทุกเดือนโดยคณะกรรมการนำสมุดบัญชีไปให้ดู"


def test_false_paragraphs_are_ignored() -> None:
    page = [Line(text, number, begins=True) for number, text in enumerate([EVEN] * 6 + ["ถึงบ้าน"], 1)]
    assert [line.begins for line in prepare(page)] == [False] * 7
    story = [*page, Line(EVEN * 2, 8, begins=True)]
    assert [line.begins for line in prepare(story)] == [True] * 8


@pytest.mark.parametrize(
    ("line", "role"),
    [
        ("<< กลับหน้า KM", "chrome"),
        ("< ก่อนหน้า ถัดไป >", "chrome"),
        ("← เรื่องก่อนหน้า | เรื่องถัดไป →", "chrome"),
        ("« Previous Next »", "chrome"),
        ("[กลับหน้าเดิม]", "chrome"),
        ("ก่อนหน้านี้", "text"),
        ("ขั้นต่อไป", "text"),
        ("< 30", "text"),
        ("กลับบ้านแล้วเล่าให้ลูกฟัง", "text"),
        ("สำนักงานพัฒนาชุมชนอำเภอดอนทราย โทร 0-5000-0000 โทรสาร 0-5000-0001", "foot"),
        ("เทศบาลตำบลดอนทราย ติดต่อเว็บมาสเตอร์ ผู้เยี่ยมชม 000123", "foot"),
        ("สำนักงานพัฒนาชุมชนอำเภอดอนทราย โทร 0-5000-0000 รับแจ้งเรื่องทุกวัน", "text"),
        ("เอกสารเผยแพร่ภายใน กลุ่มงานความรู้", "page"),
        ("เอกสารที่ใช้ต้องอ่านง่าย", "text"),
        ("หมายเหตุ :", "furniture"),
        ("หมายเหตุ ปลูกก่อนฝน", "text"),
    ],
)
def test_navigation_and_the_foot_of_a_page_are_no_text(line: str, role: str) -> None:
    assert role_of(line) == role


def test_three_dots_before_a_label_are_a_leader_and_in_a_sentence_not() -> None:
    assert kept("ชื่อ...นายดี งาม...ตำแหน่ง...พัฒนากร...") == ["ชื่อ...นายดี งาม .... ตำแหน่ง...พัฒนากร..."]
    assert kept("เขาได้...ตำแหน่งที่ไม่มีใครอยากได้") == ["เขาได้...ตำแหน่งที่ไม่มีใครอยากได้"]


def test_a_date_at_the_foot_of_a_document_is_that_of_its_record() -> None:
    (record,) = extract(
        Document("a.txt", as_lines("เรื่อง เลี้ยงเป็ด\nวิธีการ\n- ปล่อยเช้า\nผลลัพธ์\n- ไข่มาก\n\nบันทึกเมื่อ 9 กันยายน 2559"))
    )
    assert record.year == 2559
    assert [item.text for name, _, item in record.numbered_items() if name == "outcomes"] == ["ไข่มาก"]


@pytest.mark.parametrize(
    ("lines", "field", "value"),
    [
        ("ชื่อ-สกุล นางสาวดี\nโพธิ์งาม\nตำแหน่ง พัฒนากร", "author_name", "นางสาวดี โพธิ์งาม"),
        ("ชื่อ-สกุล นายดี งาม\nตำแหน่ง นักวิชาการพัฒนา\nชุมชน\nโทร 081-000-0000", "author_position", "นักวิชาการพัฒนาชุมชน"),
        ("ชื่อ-สกุล นายดี งาม\nตำแหน่ง นักวิชาการพัฒนาชุมชนชำนาญ\nการ", "author_position", "นักวิชาการพัฒนาชุมชนชำนาญการ"),
        ("ชื่อ-สกุล นายดี งาม\nตำแหน่ง ครู กศน.ตำบล", "author_position", "ครู กศน.ตำบล"),
        ('องค์ความรู้ เรื่อง "เป็ดไล่ทุ่ง"', "title", "เป็ดไล่ทุ่ง"),
    ],
)
def test_a_value_ends_where_its_words_say_so(lines: str, field: str, value: str) -> None:
    (record,) = extract(Document("a.txt", as_lines(f"{lines}\nวิธีการ\n- ปล่อยเช้า\nผลลัพธ์\n- ไข่มาก")))
    assert getattr(record, field) == value
    assert "background" not in {section.name for section in record.sections}
