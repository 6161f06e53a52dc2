"""Readers: text in the encodings of offices, and web pages as they are shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.document import Document
from ingest.readers import READERS, SUFFIXES, read
from ingest.readers.text import decode
from ingest.record_builder import extract
from kmsearch.errors import UnreadableFile
from tests.documents import texts_of

THAI = "บันทึกองค์ความรู้ เรื่อง การจัดการน้ำ\nตำแหน่ง พัฒนากร\n"


def lines(name: str, text: str | bytes) -> list[str]:
    return texts_of(name, text.encode() if isinstance(text, str) else text)


def page(html: str) -> list[str]:
    return lines("page.html", html)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "tis-620", "cp874", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_thai_text_is_read_in_every_encoding(encoding: str) -> None:
    assert lines("a.txt", THAI.encode(encoding)) == THAI.splitlines()


@pytest.mark.parametrize("declared", ["utf-8", "windows-874", "tis-620", "iso-8859-1"])
@pytest.mark.parametrize("real", ["utf-8", "cp874"])
def test_the_encoding_of_a_page_is_detected_whatever_it_declares(declared: str, real: str) -> None:
    html = f'<meta charset="{declared}"><p>การจัดการความรู้</p>'
    assert lines("a.html", html.encode(real)) == ["การจัดการความรู้"]


def test_characters_that_are_not_seen_are_text() -> None:
    assert lines("a.txt", "โทร 081\u00ad-234\u2060-5678\n" * 3)


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(UnreadableFile):
        decode(bytes(range(256)) * 10, "a.txt")


@pytest.mark.slow
@given(st.binary(max_size=400))
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    for suffix in SUFFIXES:
        try:
            assert isinstance(read(Path(f"a{suffix}"), data), Document)
        except UnreadableFile as refused:
            assert refused.cause and refused.cure


@given(st.text(alphabet="<>/pbrdivlouh1 class='menu'\"=&;กา\n", max_size=300))
def test_any_markup_gives_lines_in_order(html: str) -> None:
    numbers = [line.number for line in read(Path("a.html"), html.encode()).lines]
    assert numbers == sorted(set(numbers))


def test_numbers_count_lines_of_the_file_and_gaps_are_seen() -> None:
    lines = read(Path("a.txt"), "หนึ่ง\n\n  สอง\nสาม".encode()).lines
    assert [(line.text, line.number, line.gap, line.indent) for line in lines] == [
        ("หนึ่ง", 1, False, 0),
        ("สอง", 3, True, 2),
        ("สาม", 4, False, 0),
    ]


def test_blocks_and_breaks_split_lines_and_inline_tags_do_not() -> None:
    assert page("<div>ก<b>ข</b> <span>ค</span></div><p>ง<br>จ</p>") == ["กข ค", "ง", "จ"]


def test_list_entries_have_marker_and_depth() -> None:
    lines = read(Path("a.html"), "<ol><li>ก<ul><li>ข</li></ul></li><li>ค</li></ol>".encode()).lines
    assert [(line.text, line.bullet, line.depth) for line in lines] == [("ก", "1.", 0), ("ข", "•", 1), ("ค", "2.", 0)]


WORD_ENTRY = (
    "<p style='mso-list:l0 level1 lfo1'>{open}<span style='mso-list:Ignore'>{marker}<span>&nbsp; &nbsp;</span></span>"
    "{close}<span>ออมเงิน</span></p>"
)


@pytest.mark.parametrize(
    ("comments"), [("<![if !supportLists]>", "<![endif]>"), ("<!--[if !supportLists]-->", "<!--[endif]-->"), ("", "")]
)
@pytest.mark.parametrize(
    ("marker", "shown"), [("1.", "1. ออมเงิน"), ("ก)", "ก) ออมเงิน"), ("Ø", "• ออมเงิน"), ("·", "• ออมเงิน")]
)
def test_list_entries_pasted_from_word_have_their_marker(comments: tuple[str, str], marker: str, shown: str) -> None:
    assert page(WORD_ENTRY.format(open=comments[0], close=comments[1], marker=marker)) == [shown]


def test_a_word_list_item_without_marker_gets_a_bullet() -> None:
    lines = read(
        Path("a.html"), "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'>ออม</p><p>ก</p>".encode()
    ).lines
    assert [(line.text, line.bullet) for line in lines] == [("ออม", "•"), ("ก", "")]


def test_word_markup_is_not_shown() -> None:
    html = (
        "<?xml:namespace prefix = o /><!--[if gte mso 9]><xml>Normal</xml><![endif]--><p>ก<![if !vml]>ข<![endif]></p>"
    )
    assert page(html) == ["กข"]


def test_paragraphs_and_cells_begin_with_their_line_and_breaks_and_divisions_do_not() -> None:
    html = "<p>ก<br>ข</p><table><tr><td>ค</td><td>ง<br>จ</td></tr></table><div>ฉ</div><div>ช</div>"
    lines = read(Path("a.html"), html.encode()).lines
    assert "".join(line.text for line in lines if line.begins) == "กคงฉ"
    assert "".join(line.text for line in lines if line.cell) == "คงจ"


def test_text_below_a_form_that_is_a_table_is_no_item_of_it() -> None:
    html = (
        "<table><tr><td>ชื่อเรื่อง</td><td>ทำปุ๋ย</td></tr><tr><td>ชื่อ-สกุล</td><td>นายดี งาม</td></tr>"
        "<tr><td>วิธีการ</td><td>กองใบไม้<br>รดน้ำ</td></tr></table><p>แบบฟอร์มนี้ใช้ภายใน</p>"
    )
    (record,) = extract(read(Path("a.html"), html.encode()))
    assert [item.text for name, _, item in record.numbered_items() if name == "methods"] == ["กองใบไม้", "รดน้ำ"]


def test_cells_of_a_table_are_lines_of_their_own() -> None:
    assert page("<table><tr><td>ตำแหน่ง</td><td>พัฒนากร</td></tr></table>") == ["ตำแหน่ง", "พัฒนากร"]


def test_scripts_comments_and_chrome_are_left_out() -> None:
    story = "<p>เรื่องเล่าของพัฒนากรที่ทำงานมาสิบปี</p>"
    chrome = '<nav>เมนู</nav><div class="sidebar">เก่า</div><div id="comments">เห็นด้วย</div><footer>ท้าย</footer>'
    assert page(f"<script>x</script><style>y</style><!-- z -->{chrome}{story}") == ["เรื่องเล่าของพัฒนากรที่ทำงานมาสิบปี"]


def test_an_element_with_most_of_the_text_is_no_chrome() -> None:
    assert page('<div class="has-sidebar"><p>เรื่องเล่า</p></div>') == ["เรื่องเล่า"]


def test_deeply_nested_pages_are_read() -> None:
    assert page("<div>" * 3000 + "ลึก" + "</div>" * 3000) == ["ลึก"]


def test_the_table_of_readers_names_modules_that_read() -> None:
    from importlib import import_module

    for module in READERS:
        assert callable(import_module(module).read)
