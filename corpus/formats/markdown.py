"""Record ⇄ Markdown, lossless: YAML on top, a heading a section, a numbered point an item.

What is written reads back the same, but for what no file can show: items without text are left out, lone surrogates
become ``?``. What people write by hand is read kindly: bullets or any numbers, wrapped lines, missing blank lines,
CRLF, a byte-order mark, a section in two places.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from corpus.fields import SECTION, SECTIONS
from corpus.formats.frontmatter import read_front, storable, write_front
from corpus.record import Item, Record, Section
from kmsearch.errors import BrokenRecord
from kmsearch.thai.tokenizer import fold, join_lines, normalise, squeeze

NOTE_LABEL = "หมายเหตุ"
"""Heading of the curators' own Markdown, written last."""

_FENCE = "---"
_INDENT = "    "
_DEEPER = "\u2003"
"""An em space before a text: one level deeper than the list it stands in can show. No item's text holds one."""

# Marks that mean something anywhere in a line; an underscore inside a word does not.
_INLINE = re.compile(r"[\\`*\[]|(?<![^\W_])_|_(?![^\W_])|<(?=\S)|&(?=#|\w+;)")
# Marks that open a block at the start of a line: heading, quote, bullet, underline, fence, table rule; a number.
_OPENER = re.compile(r"\A(?:[#>•-]|\+(?=\s|$)|=(?==*$)|~(?=~~)|[|:](?=[-|:\s]*$))")
_NUMBER = re.compile(r"\A(\d+)(?=[.)](?!\d))")
_SLASHED = frozenset("\\`*_[#>+-")
"""Of these marks, the ones a backslash shields in every Markdown program; the others are written as entities."""

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
    return fold(squeeze(normalise(title))).rstrip(": ")


_HEADINGS: dict[str, str] = {
    _heading_key(title): row.name for row in SECTIONS for title in (row.name, row.label, row.short)
} | {_heading_key(NOTE_LABEL): NOTE_LABEL}


def to_markdown(record: Record) -> str:
    """The whole file of ``record``; every line ends with ``\\n``."""
    parts = [f"{_FENCE}\n{write_front(record)}{_FENCE}\n"]
    parts += [f"## {SECTION[section.name].label}\n{_write_items(section)}" for section in record.sections]
    if record.note:
        lines = ("\\" + line if _opens_section(line.lstrip("\\")) else line for line in record.note.split("\n"))
        parts.append(f"## {NOTE_LABEL}\n\n" + "\n".join(lines) + "\n")
    return storable("\n".join(parts))


def _write_items(section: Section) -> str:
    items = [item for item in section.items if item.text]
    apart = any(item.level for item in items)
    text, number, room, tight = "", 0, 0, False
    for item in items:
        depth = min(max(item.level, 0), room)
        number += not item.lead
        text += "" if tight and not item.lead else "\n"
        text += _write_item(item, depth, "" if item.lead else f"{number}. ")
        room, tight = (depth, False) if item.lead else (depth + 1, not apart)
    return text


def _write_item(item: Item, depth: int, mark: str) -> str:
    first = _INDENT * depth + mark + _DEEPER * (item.level - depth)
    hard_break = "\\\n" + _INDENT * (depth + bool(mark))
    return first + hard_break.join(map(escape, item.text.split("\n"))) + "\n"


def escape(line: str) -> str:
    """One line of plain text as Markdown that shows just that text, also where a block could start."""
    line = _INLINE.sub(_shield, line)
    return _NUMBER.sub(r"\1\\", line) if _NUMBER.match(line) else _OPENER.sub(_shield, line)


def _shield(match: re.Match[str]) -> str:
    char = match[0]
    return "\\" + char if char in _SLASHED else {"<": "&lt;", "&": "&amp;"}.get(char, f"&#{ord(char)};")


def unescape(line: str) -> str:
    """The plain text that ``escape`` was given; entities and backslashes of hand-written Markdown too."""
    return _ESCAPED.sub(lambda match: match["char"] or html.unescape(match[0]), line)


def from_markdown(text: str, file: Path | str | None = None) -> Record:
    """The record that ``text`` holds. Raises BrokenRecord with ``file``, the line, cause and cure."""
    try:
        lines = _lines(text)
        start, end = _front(lines)
        values = read_front("\n".join(lines[start:end]), first_line=start + 1)
        return Record(**values, **_read_body(_Line(*row) for row in enumerate(lines[end + 1 :], end + 2)))
    except BrokenRecord as fault:
        fault.file = file
        raise


class _Line(NamedTuple):
    number: int
    text: str


def _lines(text: str) -> list[str]:
    text = storable(text.removeprefix("\ufeff"))
    if text.partition("\n")[0].endswith("\r"):
        text = text.replace("\r\n", "\n")
    return text.split("\n")


def _front(lines: list[str]) -> tuple[int, int]:
    """Where the YAML starts and where the line that closes it stands, both as list indexes."""
    cure = f"เริ่มไฟล์ด้วยบรรทัด {_FENCE} ตามด้วย id: และจบหัวเอกสารด้วยบรรทัด {_FENCE}"
    opening = next((place for place, line in enumerate(lines) if line.strip()), 0)
    if lines[opening].rstrip() != _FENCE:
        raise BrokenRecord("ไม่มีหัวเอกสาร (YAML)", cure, line=opening + 1)
    for place in range(opening + 1, len(lines)):
        if lines[place].rstrip() == _FENCE:
            return opening + 1, place
    raise BrokenRecord("หัวเอกสารไม่มีบรรทัดปิด", cure, line=opening + 1)


def _read_body(lines: Iterable[_Line]) -> dict[str, Any]:
    """The sections and the note, as arguments for Record; a section that stands twice is one."""
    sections: dict[str, list[Item]] = {}
    notes: list[str] = []
    for name, part in _parts(lines):
        if name == NOTE_LABEL:
            notes.append(_read_note(part))
        else:
            sections.setdefault(name, []).extend(_read_items(part))
    return {
        "sections": tuple(Section(name, tuple(items)) for name, items in sections.items()),
        "note": "\n\n".join(notes),
    }


def _parts(lines: Iterable[_Line]) -> list[tuple[str, list[str]]]:
    """Each heading's section, or the note, with the lines under it; the heading of a section ends the note."""
    parts: list[tuple[str, list[str]]] = []
    for number, text in lines:
        in_note = bool(parts) and parts[-1][0] == NOTE_LABEL
        name = _opens_section(text) if in_note else _opens_part(text)
        if name:
            parts.append((name, []))
        elif not in_note:
            _refuse_heading(text, number)
        if parts and not name:
            parts[-1][1].append(text)
        elif text.strip() and not name:
            cure = f"ใส่หัวข้อไว้เหนือข้อความ เช่น ## {SECTIONS[0].label}"
            raise BrokenRecord("มีข้อความอยู่นอกส่วนของบันทึก", cure, line=number)
    return parts


def _opens_part(text: str) -> str:
    """The section, or the note, that a heading names; empty for any other line."""
    heading = _HEADING.match(text)
    return _HEADINGS.get(_heading_key(heading["title"].rstrip(" #")), "") if heading else ""


def _opens_section(text: str) -> str:
    name = _opens_part(text)
    return "" if name == NOTE_LABEL else name


def _refuse_heading(text: str, number: int) -> None:
    """Raises BrokenRecord for a heading of the first two levels; deeper ones introduce points."""
    heading = _HEADING.match(text)
    if heading and len(heading["marks"]) < 3:
        known = ", ".join([*(row.label for row in SECTIONS), NOTE_LABEL])
        cure = f"ใช้หัวข้อใดหัวข้อหนึ่ง: {known}; ถ้าเป็นข้อความธรรมดา ใส่ \\ หน้า #"
        raise BrokenRecord(f"ไม่รู้จักหัวข้อ “{squeeze(heading['title'])}”", cure, line=number)


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
            yield from _item(wrapped, level, lead)
            wrapped = []
        if heading:
            yield from _item([heading["title"].rstrip(" #")], 0, True)
        elif not ends:
            if not wrapped:
                level, lead = _level(parts), not parts["mark"]
            wrapped.append(parts["text"])
    yield from _item(wrapped, level, lead)


def _level(match: re.Match[str]) -> int:
    """Four blanks a level, as written; people also indent by two or three."""
    return (len(match["indent"].expandtabs(4)) + 2) // 4 + len(match["deeper"])


def _item(wrapped: list[str], level: int, lead: bool) -> Iterator[Item]:
    item = Item(_join(wrapped), level, lead)
    if item.text:
        yield item


def _join(wrapped: Iterable[str]) -> str:
    """The text of wrapped lines; a backslash at the end of a line keeps the break."""
    kept: list[list[str]] = [[]]
    for line in wrapped:
        line = line.strip()
        breaks = (len(line) - len(line.rstrip("\\"))) % 2 == 1
        kept[-1].append(unescape(line[:-1] if breaks else line))
        if breaks:
            kept.append([])
    return "\n".join(lines[0] if len(lines) == 1 else join_lines(lines) for lines in kept)
