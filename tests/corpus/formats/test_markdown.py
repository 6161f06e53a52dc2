"""Records as Markdown: lossless round trip, plain rendering in any viewer, lenient reading of hand edits."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import replace

import markdown
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from corpus.fields import SECTION
from corpus.formats.markdown import from_markdown, to_markdown
from corpus.record import Evidence, Item, Record, Section, Source
from kmsearch.errors import BrokenRecord

# Texts that Markdown, YAML or the format of records could misread.
ODD = (
    *"|#-*_`[]()!<>&;\\=:\"'{}%@•?~+",
    *("##", "---", "- ", "+ ", "***", "___", "```", "~~~", "<b>", "</", "<!--", "-->", "&amp;", "&lt;", "&#61;", "&#1"),
    *("1.", "1. ", "๑. ", "12) ", "1.ก", "===", "> ", ": ", "|---|", "--|--", "\\\\", "๒๕๖๐", "b_c", "https://a.b/c"),
    *("ก", "ที่", "บริหารหนี้", "เเ", "่", "ำ", "ๆ", "😀", "A", "หมายเหตุ", "## ขุมความรู้", "## หมายเหตุ", "null", "no"),
    *(" ", "  ", "\t", "\n", "\n\n", "\r\n", "\r", "\x0b", "\x85", "\xa0", "\u200b", "\u2003", "\u2028", "\ufeff"),
    *("\x00", "\x07", "\x7f", "\ufffe"),
)
texts = st.lists(st.sampled_from(ODD) | st.text(st.characters(exclude_categories=["Cs"]), max_size=3), max_size=8).map(
    "".join
)
items = st.builds(Item, texts, st.sampled_from((0, 0, 0, 1, 1, 2, 3, 9)), st.booleans()).filter(lambda item: item.text)
sections = st.lists(
    st.builds(Section, st.sampled_from(list(SECTION)), st.lists(items, max_size=6).map(tuple)),
    max_size=4,
    unique_by=lambda section: section.name,
).map(tuple)
records = st.builds(
    Record,
    id=texts.filter(bool),
    **dict.fromkeys(("title", "author_name", "phone", "province", "category", "form", "note", "extracted"), texts),
    year=st.none() | st.integers(2475, 2600),
    topics=st.lists(texts, max_size=3).map(tuple),
    checks=st.lists(texts, max_size=2).map(tuple),
    source=st.lists(st.builds(Source, texts, texts, texts, texts), max_size=2).map(tuple),
    evidence=st.dictionaries(texts, st.builds(Evidence, texts, st.floats(0, 1), texts), max_size=3),
    sections=sections,
)

VIEWERS: dict[str, Callable[[str], str]] = {
    "markdown": markdown.markdown,
    "markdown with tables": lambda text: markdown.markdown(text, extensions=["tables", "fenced_code", "sane_lists"]),
    "CommonMark": MarkdownIt("commonmark").render,
    "CommonMark with tables": MarkdownIt("commonmark").enable("table").render,
}
LAYOUT = re.compile(r'</?(?:h2|p|ol|li|br ?/?)>|<ol start="\d+">')

SAMPLE = Record(
    id="kmabc",
    title="การบริหารหนี้: กลุ่ม #1",
    author_name="นางสมศรี ใจงาม",
    phone="08-0000-1234",
    year=2560,
    topics=("หนี้", "2560"),
    sections=(
        Section("background", (Item("เรื่องเล่า\nสองบรรทัด", lead=True),)),
        Section("strategies", (Item("หลักการ", lead=True), Item("หนึ่ง"), Item("ย่อย", 1), Item("สอง & สาม_สี่"))),
        Section("techniques"),
    ),
    note="**ดีมาก**",
    source=(Source("a.txt", "0123.txt", "ff", "1-9"),),
    checks=("ไม่พบอำเภอ",),
    evidence={"title": Evidence("1-2", 0.95, "ป้าย")},
)
SAMPLE_TEXT = """---
id: kmabc
title: 'การบริหารหนี้: กลุ่ม #1'
author_name: นางสมศรี ใจงาม
phone: 08-0000-1234
year: 2560
topics:
- หนี้
- '2560'
source:
- path: a.txt
  original: 0123.txt
  digest: ff
  lines: 1-9
checks:
- ไม่พบอำเภอ
evidence:
  title: {lines: 1-2, confidence: 0.95, how: ป้าย}
---

## ที่มา/เรื่องเล่า

เรื่องเล่า\\
สองบรรทัด

## กลยุทธ์ในการทำงาน

หลักการ

1. หนึ่ง

    2. ย่อย

3. สอง & สาม_สี่

## เทคนิค

## หมายเหตุ

**ดีมาก**
"""


def body(text: str) -> Record:
    return from_markdown(f"---\nid: a\n---\n{text}")


def strategies(text: str) -> list[tuple[str, int, bool]]:
    items = body(f"## กลยุทธ์\n{text}").section("strategies").items
    return [(item.text, item.level, item.lead) for item in items]


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(records)
def test_a_record_round_trips(record: Record) -> None:
    text = to_markdown(record)
    assert from_markdown(text) == record
    assert from_markdown(text).content_digest() == record.content_digest()
    assert to_markdown(from_markdown(text)) == text


@pytest.mark.slow
@settings(max_examples=120, deadline=None)
@given(records)
def test_a_file_saved_on_windows_round_trips(record: Record) -> None:
    record = replace(record, note=record.note.replace("\r", ""))
    assert from_markdown("\ufeff" + to_markdown(record).replace("\n", "\r\n")) == record


@pytest.mark.slow
@pytest.mark.parametrize("viewer", VIEWERS)
@settings(max_examples=120, deadline=None)
@given(sections=sections)
def test_a_markdown_viewer_renders_every_text_as_it_is(viewer: str, sections: tuple[Section, ...]) -> None:
    page = VIEWERS[viewer](to_markdown(Record("a", sections=sections)).split("---\n", 2)[2])
    expected = "".join(SECTION[s.name].label + "".join(item.text for item in s.items) for s in sections)
    shown = html.unescape(LAYOUT.sub("", page.replace("\\\n", "\n") if viewer.startswith("markdown") else page))
    assert "".join(shown.split()) == "".join(expected.split())
    assert page.count("<li>") == sum(len(section.points) for section in sections)


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(
    st.text()
    | texts
    | texts.map("---\nid: a\n{}".format)
    | texts.map("---\nid: a\n---\n## เทคนิค\n{}".format)
    | st.lists(texts).map(lambda lines: "---\n" + "\n".join(lines) + "\n---\n")
)
def test_any_text_is_a_record_or_raises_broken_record_with_a_line(text: str) -> None:
    try:
        record = from_markdown(text, "a.md")
    except BrokenRecord as broken:
        assert broken.file == "a.md"
        assert broken.cause and broken.cure
        assert broken.line in range(1, text.count("\n") + 2)
    else:
        assert from_markdown(to_markdown(record)) == record


def test_the_sample_file() -> None:
    assert to_markdown(SAMPLE) == SAMPLE_TEXT
    assert from_markdown(SAMPLE_TEXT) == SAMPLE


def test_an_empty_record_is_only_its_id() -> None:
    assert to_markdown(Record("kmabc")) == "---\nid: kmabc\n---\n"


@pytest.mark.parametrize(
    "text",
    [
        "ก" * 50_000,
        "\\" * 50_000,
        "&a" * 25_000,
        "_<*1. " * 9_000,
        "1" * 50_000,
        "|- " * 17_000,
        "\n".join(["1. ก"] * 9_000),
    ],
    ids=lambda text: text[:6],
)
def test_a_very_long_item_is_kept(text: str) -> None:
    record = Record("a", sections=(Section("other", (Item(text),)),))
    assert from_markdown(to_markdown(record)) == record


def test_items_without_text_are_left_out() -> None:
    record = Record("a", sections=(Section("methods", (Item("หนึ่ง"), Item(" "), Item("สอง"))),))
    assert from_markdown(to_markdown(record)).section("methods").items == (Item("หนึ่ง"), Item("สอง"))


def test_a_lone_surrogate_becomes_a_question_mark() -> None:
    record = Record("a", source=(Source("\udcb1.txt"),), note="\ud800", evidence={"\udcff": Evidence("", 1.0)})
    read = from_markdown(to_markdown(record))
    assert (read.source[0].path, read.note, list(read.evidence)) == ("?.txt", "?", ["?"])


def test_a_level_without_a_parent_is_kept_without_a_code_block() -> None:
    record = Record("a", sections=(Section("methods", (Item("นำ", lead=True), Item("ข้อ", 1), Item("ย่อย", 3))),))
    text = to_markdown(record)
    assert from_markdown(text) == record
    assert "<pre>" not in markdown.markdown(text.split("---\n")[2])


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("- หนึ่ง\n* สอง\n+ สาม\n• สี่", [("หนึ่ง", 0, False), ("สอง", 0, False), ("สาม", 0, False), ("สี่", 0, False)]),
        ("-หนึ่ง\n1.สอง\n๓. สาม\n7) สี่", [("หนึ่ง", 0, False), ("สอง", 0, False), ("สาม", 0, False), ("สี่", 0, False)]),
        ("1. หนึ่ง\n1. สอง\n\n1. สาม", [("หนึ่ง", 0, False), ("สอง", 0, False), ("สาม", 0, False)]),
        ("1. ให้ความรู้แก่\nสมาชิก\n   ทุก SME\n   ทุกปี", [("ให้ความรู้แก่สมาชิกทุก SME ทุกปี", 0, False)]),
        ("1. บรรทัดแรก\\\nบรรทัดสอง", [("บรรทัดแรก\nบรรทัดสอง", 0, False)]),
        ("1.\nหนึ่ง", [("หนึ่ง", 0, False)]),
        ("นำ\n1. หนึ่ง\n\nนำต่อ", [("นำ", 0, True), ("หนึ่ง", 0, False), ("นำต่อ", 0, True)]),
        ("1. แม่\n    - ลูก\n        - หลาน", [("แม่", 0, False), ("ลูก", 1, False), ("หลาน", 2, False)]),
        ("1. แม่\n   - ลูก", [("แม่", 0, False), ("ลูก", 1, False)]),
        ("1. แม่\n\t- ลูก", [("แม่", 0, False), ("ลูก", 1, False)]),
        ("### หัวข้อย่อย\n1. หนึ่ง", [("หัวข้อย่อย", 0, True), ("หนึ่ง", 0, False)]),
        ("1. หนึ่ง\n---\n2. สอง", [("หนึ่ง", 0, False), ("สอง", 0, False)]),
        ("2.5 ล้านบาท", [("2.5 ล้านบาท", 0, True)]),
        ("-5 องศา", [("-5 องศา", 0, True)]),
        ("1. ก&nbsp;ข &copy; R&D \\*", [("ก ข © R&D *", 0, False)]),
    ],
)  # fmt: skip
def test_hand_written_items_are_read(text: str, read: list[tuple[str, int, bool]]) -> None:
    assert strategies(text) == read


@pytest.mark.parametrize("heading", ["## กลยุทธ์", "##กลยุทธ์ในการทำงาน:", "# strategies #", "  ## Strategies"])
def test_a_section_heading_is_a_label_short_label_or_name(heading: str) -> None:
    assert body(f"{heading}\n1. หนึ่ง").section("strategies").items == (Item("หนึ่ง"),)


def test_sections_keep_their_order_and_repeated_headings_are_merged() -> None:
    read = body("## ผลลัพธ์\n1. ก\n## เทคนิค\n1. ข\n## ผลลัพธ์\n1. ค")
    assert read.sections == (Section("outcomes", (Item("ก"), Item("ค"))), Section("techniques", (Item("ข"),)))


def test_a_section_below_the_note_ends_the_note() -> None:
    read = body("## หมายเหตุ\nดี\n\n### ข้อสังเกต\n## เทคนิค\n1. ก\n## หมายเหตุ\nอีก")
    assert (read.note, read.section("techniques").items) == ("ดี\n\n### ข้อสังเกต\n\nอีก", (Item("ก"),))


@pytest.mark.parametrize(
    ("written", "year"),
    [("2560", 2560), ("'2560'", 2560), ("๒๕๖๐", 2560), ("2017", 2560), ("60", 2560), ("", None), ("-", None)],
)
def test_a_year_is_read_as_people_write_it(written: str, year: int | None) -> None:
    assert from_markdown(f"---\nid: a\nyear: {written}\n---\n").year == year


def test_unquoted_values_stay_text() -> None:
    read = from_markdown(
        "\n---\nid: 007\ntitle: no\nphone: 0800001234\ndistrict: -\ncategory: 2024-01-02\ntopics: หนี้\nform:\n---\n"
    )
    assert (read.id, read.title, read.phone, read.category) == ("007", "no", "0800001234", "2024-01-02")
    assert (read.topics, read.district, read.form) == (("หนี้",), "-", "")


@pytest.mark.parametrize(
    ("text", "line", "cause"),
    [
        ("", 1, "ไม่มีหัวเอกสาร"),
        ("\n\nข้อความ", 3, "ไม่มีหัวเอกสาร"),
        ("---\nid: a\n## เทคนิค", 1, "ไม่มีบรรทัดปิด"),
        ("---\ntitle: ก\n---", 2, "ไม่มี id"),
        ("---\nid: a\ntitle: ก: ข\n---", 3, "มี : กลางข้อความ"),
        ("---\nid: a\ntitle: 'ก\nphone: ข\n---", 3, "ไม่ปิด"),
        ("---\nid: a\ntitle ก\nphone: ข\n---", 3, "ไม่มี : หลังชื่อ"),
        ("---\nid: a\ntitle: [ก\nphone: ข\n---", 3, "เปิดวงเล็บ"),
        ("---\nid: a\ntitle: ก\n\tphone: ข\n---", 4, "แท็บ"),
        ("---\nid: a\ntitle: - ก\n---", 3, "ต้องเริ่มบรรทัดใหม่"),
        ('---\nid: a\ntitle: "ก" ข\n---', 3, "ต่อท้ายเครื่องหมายคำพูด"),
        ("---\nid: a\ntitle: *ก\n---", 3, "เครื่องหมายคำพูด"),
        ("---\nid: a\ntitle: !ก ข\n---", 3, "เครื่องหมายคำพูด"),
        ("---\nid: a\ntitle: !a ข\n---", 3, "เครื่องหมายคำพูด"),
        ("---\nid: a\ntitle: &a ข\n---", 3, "เครื่องหมายคำพูด"),
        ("---\nid: a\ntitle: &ก ข\n---", 3, "เครื่องหมายคำพูด"),
        ("---\nid: a\ntitle: *a\n---", 3, "เครื่องหมายคำพูด"),
        ("---\nid: a\ntitle: @ก\n---", 3, "เครื่องหมายคำพูด"),
        ("---\nid: a\ntitle: \x07\n---", 3, "อักขระควบคุม"),
        ('---\nid: a\ntitle: "\\q"\n---', 3, "ไม่ใช่ YAML"),
        ("---\nid: a\n--- x\n---", 3, "เกินมา"),
        ("---\nid: a\nid: b\n---", 3, "ซ้ำ"),
        ("---\nid: a\nตำบล:\n  ก: ข\n---", 3, "ไม่รู้จักชื่อ “ตำบล”"),
        ("---\n- a\n---", 2, "คู่ ชื่อ: ค่า"),
        ("---\nid: a\ntitle:\n- ก\n---", 3, "ต้องเป็นข้อความ"),
        ("---\nid: a\ntopics:\n- {ก: ข}\n---", 4, "ต้องเป็นข้อความ"),
        ("---\nid: a\nyear: ปีก่อน\n---", 3, "ปี พ.ศ."),
        ("---\nid: a\nsource: ก\n---", 3, "ต้องเป็นรายการ"),
        ("---\nid: a\nsource:\n- path: ก\n  size: 1\n---", 5, "ไม่รู้จักชื่อ “size”"),
        ("---\nid: a\nevidence:\n  title: {confidence: มาก}\n---", 4, "0 ถึง 1"),
        ("---\nid: a\nevidence:\n  title: {confidence: 7}\n---", 4, "0 ถึง 1"),
        ("---\nid: a\n---\n\nข้อความ\n", 5, "นอกส่วน"),
        ("---\r\nid: a\r\n---\r\n\r\n## เทคนิค\r\n1. ก\r\n## กลยุด\r\n", 7, "ไม่รู้จักหัวข้อ “กลยุด”"),
    ],
)
def test_a_fault_is_named_with_its_line(text: str, line: int, cause: str) -> None:
    with pytest.raises(BrokenRecord, match=re.escape(cause)) as caught:
        from_markdown(text, "a.md")
    assert (caught.value.line, caught.value.file) == (line, "a.md")
    assert caught.value.cure


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_deeply_nested_yaml_is_refused(opening: str) -> None:
    with pytest.raises(BrokenRecord, match="ซ้อนกันลึกเกินไป"):
        from_markdown(f"---\nid: a\ntopics:\n {opening * 100_000}\n---\n")
