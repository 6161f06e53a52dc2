"""Markdown: lines without markup, numbers as typed, front matter of other systems, stored records refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.formats.markdown import to_markdown
from corpus.record import Item, Record, Section
from ingest.document import Line
from ingest.readers import read
from ingest.readers.markdown import MAX_NESTING, MAX_PARAGRAPH
from kmsearch.errors import UnreadableFile
from tests.documents import lines_of, listed, texts_of


def lines(text: str, encoding: str = "utf-8") -> tuple[Line, ...]:
    return lines_of("a.md", text.encode(encoding))


def texts(text: str) -> list[str]:
    return texts_of("a.md", text.encode())


def marked(text: str) -> list[tuple[str, int, str]]:
    return listed("a.md", text.encode())


def test_headings_of_both_kinds_and_bold_lines_are_strong() -> None:
    read_lines = lines("# ก\n\nขุมความรู้\n=======\n\n**แก่นความรู้**\n\nข้อความ **หนา** บางคำ\n")
    assert [(line.text, line.strong) for line in read_lines] == [
        ("ก", True),
        ("ขุมความรู้", True),
        ("แก่นความรู้", True),
        ("ข้อความ หนา บางคำ", False),
    ]


def test_list_numbers_stay_as_typed_after_a_paragraph_in_the_list() -> None:
    assert marked("1. ก\n2. ข\n\nคั่น\n\n3. ค\n\n5) ง\n") == [
        ("1.", 0, "ก"),
        ("2.", 0, "ข"),
        ("", 0, "คั่น"),
        ("3.", 0, "ค"),
        ("5)", 0, "ง"),
    ]


@pytest.mark.parametrize("mark", ["๑.", "๑)", "(1)", "1.1", "๖.๑", "ก.", "ข้อ ๒"])
def test_unknown_markup_stays_in_the_text(mark: str) -> None:
    assert marked(f"{mark} หนึ่ง\n{mark} สอง\n") == [("", 0, f"{mark} หนึ่ง"), ("", 0, f"{mark} สอง")]


def test_lists_nest_by_two_blanks_or_more_and_begin_right_under_a_paragraph() -> None:
    assert marked("ดังนี้\n- ก\n  - ข\n    1. ค\n* ง\n") == [
        ("", 0, "ดังนี้"),
        ("•", 0, "ก"),
        ("•", 1, "ข"),
        ("1.", 2, "ค"),
        ("•", 0, "ง"),
    ]


def test_lines_of_a_paragraph_stay_lines_and_indented_ones_are_text() -> None:
    assert texts("ตำแหน่ง พัฒนากร\nสังกัด อำเภอตัวอย่าง\n\n     ย่อหน้าเยื้องด้วยช่องว่าง\n") == [
        "ตำแหน่ง พัฒนากร",
        "สังกัด อำเภอตัวอย่าง",
        "ย่อหน้าเยื้องด้วยช่องว่าง",
    ]


def test_links_code_quotes_and_inline_html_leave_their_text() -> None:
    text = "[ระเบียบ](http://example.invalid) `รหัส` <u>ขีด</u> ก<br>ข ![รูป](a.png) \\*ดาว\\* &amp;\n\n> คำพูด\n"
    assert texts(text) == ["ระเบียบ รหัส ขีด ก", "ข *ดาว* &", "คำพูด"]


def test_links_that_are_defined_elsewhere_leave_their_text() -> None:
    assert texts("ตาม[ระเบียบ][1]และ[คู่มือ]\n\n[1]: http://example.invalid\n[คู่มือ]: /a\n") == ["ตามระเบียบและคู่มือ"]


def test_underscores_inside_words_are_text() -> None:
    assert texts("ชื่อ_ไฟล์_ยาว\n") == ["ชื่อ_ไฟล์_ยาว"]


def test_bold_that_ends_at_a_colon_before_thai_is_recognised() -> None:
    assert texts("**ตำแหน่ง:**พัฒนากร\n") == ["ตำแหน่ง:พัฒนากร"]


def test_cells_of_a_table_and_lines_of_a_fence_are_lines() -> None:
    assert texts("| ตำแหน่ง | พัฒนากร |\n|---|---|\n| สังกัด | **อำเภอ** |\n\n```\nหนึ่ง\nสอง\n```\n") == [
        "ตำแหน่ง",
        "พัฒนากร",
        "สังกัด",
        "อำเภอ",
        "หนึ่ง",
        "สอง",
    ]


def test_html_blocks_are_read_like_web_pages() -> None:
    marked_lines = marked("ก่อน\n\n<ol><li>ก</li><li>ข</li></ol><script>x</script>\n\n<!-- ลับ -->\n\nหลัง\n")
    assert marked_lines == [("", 0, "ก่อน"), ("1.", 0, "ก"), ("2.", 0, "ข"), ("", 0, "หลัง")]


def test_front_matter_of_another_system_gives_the_fields_it_names() -> None:
    head = "---\nlayout: post\ntitle: 'น้ำ: จัดการเอง'\nauthor: นางสาวมะลิ ใจงาม\ntags:\n  - น้ำ\n---\n"
    document = read(Path("a.md"), f"{head}เนื้อหา\n".encode())
    assert document.title == "น้ำ: จัดการเอง"
    assert [line.text for line in document.lines] == [
        "ชื่อเรื่อง น้ำ: จัดการเอง",
        "เจ้าของความรู้ นางสาวมะลิ ใจงาม",
        "เนื้อหา",
    ]


def test_text_between_two_rules_is_no_front_matter() -> None:
    assert texts("---\n\nเรื่องเล่าของเรา\n\n---\n\nจบ\n") == ["เรื่องเล่าของเรา", "จบ"]


def test_a_stored_record_is_refused() -> None:
    section = Section("strategies", (Item("ให้สมาชิกตั้งกติกา"),))
    record = Record(id="a-1", title="น้ำ", sections=(section,), extracted="0" * 64)
    with pytest.raises(UnreadableFile) as refused:
        lines(to_markdown(record))
    assert "kmsearch index" in refused.value.cure


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp874", "utf-16"])
def test_markdown_is_read_in_every_encoding(encoding: str) -> None:
    assert [line.text for line in lines("# บันทึก\r\n\r\n- การจัดการน้ำในหมู่บ้าน\r\n", encoding)] == [
        "บันทึก",
        "การจัดการน้ำในหมู่บ้าน",
    ]


def test_nested_quotes_are_bounded() -> None:
    assert texts("> " * MAX_NESTING * 50 + "ลึก\n\nตื้น\n")[-1] == "ตื้น"


def test_long_paragraphs_are_parsed_line_by_line_and_overlong_lines_not_at_all() -> None:
    long = "**หนา** ก\n" * (MAX_PARAGRAPH // 10 + 1)
    assert set(texts(long)) == {"หนา ก"}
    assert texts("[" * (MAX_PARAGRAPH + 1)) == ["[" * (MAX_PARAGRAPH + 1)]


@given(st.lists(st.text("กขคงจ", min_size=1), min_size=1, max_size=30), st.integers(1, 9))
def test_any_numbered_items_keep_their_text_and_numbers(items: list[str], first: int) -> None:
    written = "\n".join(f"{number}. {item}" for number, item in enumerate(items, first))
    wanted = [(f"{number}.", 0, item) for number, item in enumerate(items, first)]
    assert marked(f"# หัวข้อ\n\n{written}\n")[1:] == wanted


@given(st.text("#-*>|`_[]()<>/br!:=~ 1.กข\n\t", max_size=200))
def test_any_marks_give_lines_in_order(text: str) -> None:
    numbers = [line.number for line in lines(f"ก\n{text}")]
    assert numbers == list(range(1, len(numbers) + 1))
