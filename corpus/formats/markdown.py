"""Record ⇄ Markdown, lossless: front matter, then a heading for each section and a numbered list of its items.

Except that items without text are left out and lone surrogates become ``?``. Reading is lenient to edits by hand:
bullets or any numbers, wrapped lines, missing blank lines, CRLF, a byte-order mark, and a repeated section heading.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from corpus.fields import SECTION, SECTIONS
from corpus.formats.frontmatter import read_front, write_front
from corpus.record import Item, Record, Section
from corpus.schema import storable
from kmsearch.errors import BrokenRecord
from kmsearch.thai.normalise import collapse_whitespace, fold, join_lines, normalise

NOTE_LABEL = "หมายเหตุ"
"""Heading of the note of the curators; written last."""

_FENCE = "---"
_INDENT = "    "
_DEEPER = "\u2003"
"""An em space before a text marks one level more than the list can show. The text of an item never begins with one."""

# Characters that are Markdown anywhere in a line; an underscore inside a word is not.
_INLINE = re.compile(r"[\\`*\[]|(?<![^\W_])_|_(?![^\W_])|<(?=\S)|&(?=#|\w+;)")
# Characters that open a block at the start of a line: heading, quote, bullet, underline, fence, table rule; a number.
_OPENER = re.compile(r"\A(?:[#>•-]|\+(?=\s|$)|=(?==*$)|~(?=~~)|[|:](?=[-|:\s]*$))")
_NUMBER = re.compile(r"\A(\d+)(?=[.)](?!\d))")
_BACKSLASHED = frozenset("\\`*_[#>+-")
"""Characters that a backslash escapes in every Markdown program; the others are written as entities."""

_ESCAPED = re.compile(
    r"\\(?P<char>[!-/:-@\[-`{-~])|&(?:\#\d{1,7}|\#[xX][\da-fA-F]{1,6}|[A-Za-z][A-Za-z\d]{0,31});", re.ASCII
)
_HEADING = re.compile(r" {0,3}(?P<marks>#{1,6})(?P<title>.*)")
_RULE = re.compile(r"(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}")
_LINE = re.compile(
    r"(?P<indent>[ \t]*)"
    r"(?P<mark>(?:\d{1,9}[.)](?!\d)|-(?![-\d])|[*+](?=\s|$)|•)[ \t]*)?"
    rf"(?P<deeper>{_DEEPER}*)(?P<text>.*)"
)


def _heading_key(title: str) -> str:
    return fold(collapse_whitespace(normalise(title))).rstrip(": ")


_HEADINGS: dict[str, str] = {
    _heading_key(title): row.name for row in SECTIONS for title in (row.name, row.label, row.short)
} | {_heading_key(NOTE_LABEL): NOTE_LABEL}


def to_markdown(record: Record) -> str:
    """Returns the Markdown file of ``record``; every line ends with ``\\n``."""
    parts = [f"{_FENCE}\n{write_front(record)}{_FENCE}\n"]
    parts += [f"## {SECTION[section.name].label}\n{_write_items(section)}" for section in record.sections]
    if record.note:
        lines = ("\\" + line if _opens_section(line.lstrip("\\")) else line for line in record.note.split("\n"))
        parts.append(f"## {NOTE_LABEL}\n\n" + "\n".join(lines) + "\n")
    return storable("\n".join(parts))


def _write_items(section: Section) -> str:
    """Returns the items as one numbered list with blank lines around leads and, in a nested list, between all items.

    An item is at most one level deeper than the previous item; otherwise Markdown would read a code block.
    """
    items = [item for item in section.items if item.text]
    is_nested = any(item.level for item in items)
    text, number, deepest, joins_previous = "", 0, 0, False
    for item in items:
        depth = min(max(item.level, 0), deepest)
        number += not item.lead
        text += "" if joins_previous and not item.lead else "\n"
        text += _write_item(item, depth, "" if item.lead else f"{number}. ")
        deepest, joins_previous = (depth, False) if item.lead else (depth + 1, not is_nested)
    return text


def _write_item(item: Item, depth: int, mark: str) -> str:
    first = _INDENT * depth + mark + _DEEPER * (item.level - depth)
    hard_break = "\\\n" + _INDENT * (depth + bool(mark))
    return first + hard_break.join(map(escape, item.text.split("\n"))) + "\n"


def escape(line: str) -> str:
    """Escapes one line of plain text so that Markdown renders it unchanged, also at the start of a block."""
    line = _INLINE.sub(_escape_character, line)
    return _NUMBER.sub(r"\1\\", line) if _NUMBER.match(line) else _OPENER.sub(_escape_character, line)


def _escape_character(match: re.Match[str]) -> str:
    char = match[0]
    return "\\" + char if char in _BACKSLASHED else {"<": "&lt;", "&": "&amp;"}.get(char, f"&#{ord(char)};")


def unescape(line: str) -> str:
    """Returns the plain text of an escaped line, also of entities and backslashes of hand-written Markdown."""
    return _ESCAPED.sub(lambda match: match["char"] or html.unescape(match[0]), line)


def from_markdown(text: str, file: Path | str | None = None) -> Record:
    """Parses a record. Raises BrokenRecord with ``file`` and the line, cause and cure of every fault."""
    try:
        return _read(_lines(text))
    except BrokenRecord as fault:
        fault.file = file
        raise


def _lines(text: str) -> list[str]:
    text = storable(text.removeprefix("\ufeff"))
    if text.partition("\n")[0].endswith("\r"):
        text = text.replace("\r\n", "\n")
    return text.split("\n")


def _read(lines: list[str]) -> Record:
    start, end = _front(lines)
    faults: list[BrokenRecord] = []
    values: dict[str, Any] = {}
    try:
        values = read_front("\n".join(lines[start:end]), first_line=start + 1)
    except BrokenRecord as fault:
        faults += fault.faults
    parts = _parts(enumerate(lines[end + 1 :], end + 2), faults)
    if faults:
        raise BrokenRecord.combined(faults)
    return Record(**values, **_read_body(parts))


def _front(lines: list[str]) -> tuple[int, int]:
    """Returns the indexes of the first line of YAML and of its closing line. Raises BrokenRecord without either."""
    cure = f"เริ่มไฟล์ด้วยบรรทัด {_FENCE} ตามด้วย id: และจบหัวเอกสารด้วยบรรทัด {_FENCE}"
    opening = next((index for index, line in enumerate(lines) if line.strip()), 0)
    if lines[opening].rstrip() != _FENCE:
        raise BrokenRecord("ไม่มีหัวเอกสาร (YAML)", cure, line=opening + 1)
    for index in range(opening + 1, len(lines)):
        if lines[index].rstrip() == _FENCE:
            return opening + 1, index
    raise BrokenRecord("หัวเอกสารไม่มีบรรทัดปิด", cure, line=opening + 1)


def _read_body(parts: Iterable[tuple[str, list[str]]]) -> dict[str, Any]:
    """Parses sections and note to arguments of Record; sections of the same name are merged."""
    sections: dict[str, list[Item]] = {}
    notes: list[str] = []
    for name, lines in parts:
        if name == NOTE_LABEL:
            notes.append(_read_note(lines))
        else:
            sections.setdefault(name, []).extend(_read_items(lines))
    return {
        "sections": tuple(Section(name, tuple(items)) for name, items in sections.items()),
        "note": "\n\n".join(notes),
    }


def _parts(lines: Iterable[tuple[int, str]], faults: list[BrokenRecord]) -> list[tuple[str, list[str]]]:
    """Splits the body into (section name or note label, lines), in order.

    The heading of a section ends a note. Unknown headings and text above the first heading are added to ``faults``.
    """
    parts: list[tuple[str, list[str]]] = []
    unknown_headings = 0
    for number, text in lines:
        in_note = bool(parts) and parts[-1][0] == NOTE_LABEL
        name = _opens_section(text) if in_note else _opens_part(text)
        heading = _HEADING.match(text)
        if name:
            parts.append((name, []))
        elif not in_note and heading and len(heading["marks"]) < 3:
            unknown_headings += 1
            faults.append(_unknown_heading(heading["title"], number))
        elif parts:
            parts[-1][1].append(text)
        elif text.strip() and not unknown_headings:
            cure = f"ใส่หัวข้อไว้เหนือข้อความ เช่น ## {SECTIONS[0].label}"
            faults.append(BrokenRecord("มีข้อความอยู่นอกส่วนของบันทึก", cure, line=number))
            parts.append((SECTIONS[0].name, []))
    return parts


def _unknown_heading(title: str, number: int) -> BrokenRecord:
    """Returns the fault of an unknown heading of level one or two; deeper headings are leads of items."""
    known = ", ".join([*(row.label for row in SECTIONS), NOTE_LABEL])
    cure = f"ใช้หัวข้อใดหัวข้อหนึ่ง: {known}; ถ้าเป็นข้อความธรรมดา ใส่ \\ หน้า #"
    return BrokenRecord(f"ไม่รู้จักหัวข้อ “{collapse_whitespace(title)}”", cure, line=number)


def _opens_part(text: str) -> str:
    """Returns the section name or note label of a heading; empty for any other line."""
    heading = _HEADING.match(text)
    return _HEADINGS.get(_heading_key(heading["title"].rstrip(" #")), "") if heading else ""


def _opens_section(text: str) -> str:
    name = _opens_part(text)
    return "" if name == NOTE_LABEL else name


def _read_note(lines: list[str]) -> str:
    if lines and not lines[0].strip():
        lines = lines[1:]
    if lines and not lines[-1]:
        lines = lines[:-1]
    return "\n".join(line[1:] if line[:1] == "\\" and _opens_section(line.lstrip("\\")) else line for line in lines)


def _read_items(lines: Iterable[str]) -> Iterator[Item]:
    level, lead, wrapped = 0, True, list[str]()
    for line in lines:
        heading, parts = _HEADING.match(line), next(_LINE.finditer(line))
        ends = bool(heading or not line.strip() or _RULE.fullmatch(line.strip()))
        if ends or parts["mark"]:
            yield from _make_item(wrapped, level, lead)
            wrapped = []
        if heading:
            yield from _make_item([heading["title"].rstrip(" #")], 0, True)
        elif not ends:
            if not wrapped:
                level, lead = _level(parts), not parts["mark"]
            wrapped.append(parts["text"])
    yield from _make_item(wrapped, level, lead)


def _level(match: re.Match[str]) -> int:
    """Returns the level of an item: four blanks a level as written, but two or three by hand also count as one."""
    return (len(match["indent"].expandtabs(4)) + 2) // 4 + len(match["deeper"])


def _make_item(wrapped: list[str], level: int, lead: bool) -> Iterator[Item]:
    item = Item(_join_wrapped(wrapped), level, lead)
    if item.text:
        yield item


def _join_wrapped(wrapped: Iterable[str]) -> str:
    """Joins wrapped lines; a backslash at the end of a line keeps the line break."""
    kept: list[list[str]] = [[]]
    for line in wrapped:
        line = line.strip()
        breaks = (len(line) - len(line.rstrip("\\"))) % 2 == 1
        kept[-1].append(unescape(line[:-1] if breaks else line))
        if breaks:
            kept.append([])
    return "\n".join(lines[0] if len(lines) == 1 else join_lines(lines) for lines in kept)
