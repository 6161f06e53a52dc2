"""The lines of a section as its items: points joined over line breaks, paragraphs, leads, sub-points."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise, zip_longest

from corpus.record import Item
from ingest.document import Line
from ingest.markers import BULLETS, NAMED, Marker, next_letter, peel_line, split_sequence
from kmsearch.thai import join_lines, squeeze

LONGEST_WRAP = 105
"""Letters (marks not counted) past which a line was not broken by a page's width: A4 holds some 80 to 100."""

_FULL = 0.8
"""A line ends a paragraph when the next word would have fitted within this share of the widest line."""

_HALF_FULL = 0.4
"""The same for the lines of a numbered point, whose wrapped lines are ragged but seldom shorter than this."""

NARROWEST_WRAP = 60
"""Widest line, in letters, below which lines were broken by their writer: each is a point of its own."""

_ALL_APART = 0.9
"""Share of lines with blank space above from which it means nothing: the file was written so."""

_MARKS = re.compile("[ัิ-ฺ็-๎]")
_EMPTY = re.compile(r"[\s\-–—._…*•]*|(?:[-–—]?\s*ไม่มี\s*[-–—]?)")
_CUE = re.compile(r"(?:ดังนี้|ดังต่อไปนี้|ดังนี้คือ|ได้แก่|ประกอบด้วย|แยกเป็น|เกิดจาก|คือ|เช่น|ต่อไปนี้|มีดังนี้|ประการ|[:：])\s*[:：]?$")
"""How a sentence ends that announces what follows."""

_OPEN_END = re.compile(r"(?:และ|หรือ|ที่|ของ|ใน|กับ|โดย|เพื่อ|จาก|เป็น|แยกเป็น|ให้|การ|ได้แก่|คือ|เช่น|จำนวน|ต่อ|[,/(\-])$")
_OPEN_HEAD = re.compile(r"(?:[)ๆ/,]|จำนวน\s?[\d๐-๙])")

_LEAD_LENGTH = 70
"""Longest numbered sub-heading (2.1 …) over bullets that counts as a lead and no point."""


_LIST_IN_TEXT = re.compile(r"\s[1๑]\s?[.)](?!\d)\s*(?=\S.*\s[2๒]\s?[.)](?!\d))")
"""A list that begins and goes on within one run of text."""

_FIVE_G = re.compile(r"[กPS][\d๐-๙]")
"""The points of หลัก ๕ ก (ก๑, ก๒ …) are named, and complete in themselves."""


@dataclass(slots=True)
class _Entry:
    """Lines that make one item; ``markers`` is empty for a paragraph."""

    lines: list[Line]
    markers: tuple[Marker, ...] = ()
    texts: list[str] = field(default_factory=list)
    named: bool = False
    level: int = 0

    @property
    def text(self) -> str:
        if self.named:
            return squeeze(f"{self.texts[0]} {join_lines(self.texts[1:])}")
        return join_lines(self.texts)


def items_of(section: str, lines: Sequence[Line]) -> tuple[Item, ...]:
    """The items of a section's raw lines, in order; none for a section that only holds a dash."""
    return tuple(item for item, _ in traced_items(section, lines))


def traced_items(section: str, lines: Sequence[Line]) -> list[tuple[Item, list[Line]]]:
    """The same, each item with the lines it was made of."""
    entries = [part for entry in _gather(lines) for part in _split(entry, alone=len(lines) == 1)]
    entries = [entry for entry in entries if not _EMPTY.fullmatch(entry.text)]
    _set_levels(entries)
    leads = _leads(section, entries)
    return [
        (Item(squeeze(entry.text), entry.level, lead=place in leads), entry.lines)
        for place, entry in enumerate(entries)
    ]


def _gather(lines: Sequence[Line]) -> list[_Entry]:
    if sum(line.gap for line in lines[1:]) >= _ALL_APART * max(2, len(lines) - 1):
        lines = [replace(line, gap=False) for line in lines]
    widest = max((width(line.text) for line in lines if width(line.text) <= LONGEST_WRAP), default=0)
    entries: list[_Entry] = []
    for line, after in zip_longest(lines, lines[1:]):
        markers, text = peel_line(line)
        if not markers and _FIVE_G.match(text) and NAMED.match(text):
            markers = (Marker("ก1"),)
        if not markers and entries and (letter := next_letter(entries[-1].markers, text)):
            markers, text = letter
        named = bool(NAMED.match(text))
        begins = markers or named or not entries or _restarts(entries[-1], line, after, widest)
        if begins or not _goes_on(entries[-1], line, widest):
            entries.append(_Entry([line], markers, [text], named))
        else:
            entries[-1].lines.append(line)
            entries[-1].texts.append(text)
    return entries


def _restarts(entry: _Entry, line: Line, after: Line | None, widest: int) -> bool:
    """A short line in a list, with a list from 1 under it, is that list's own heading."""
    markers = peel_line(after)[0] if after else ()
    number = entry.markers[-1].numbers if entry.markers else ()
    under_one = bool(markers) and markers[-1].numbers == (1,) and bool(number) and len(number) == 1
    return under_one and width(line.text) < _LEAD_LENGTH and width(entry.lines[-1].text) < _FULL * widest


def width(text: str) -> int:
    """Letters that take room on a line: marks above and below do not."""
    return len(_MARKS.sub("", text))


def _goes_on(entry: _Entry, line: Line, widest: int) -> bool:
    """Whether an unmarked line belongs to the entry before it."""
    last = entry.lines[-1]
    if entry.named and len(entry.lines) == 1 and not _FIVE_G.match(entry.text):
        return True
    if not entry.text:
        return True
    if line.gap or line.strong != last.strong:
        return False
    if last.wraps:
        return True
    if width(last.text) > LONGEST_WRAP or width(line.text) > LONGEST_WRAP:
        return False
    filled = (width(last.text) + min(width(line.text.split(" ", 1)[0]), 12)) / max(widest, 1)
    if entry.markers:
        return filled > (_FULL if line.indent < entry.lines[0].indent else _HALF_FULL)
    if widest < NARROWEST_WRAP:
        return False
    if line.indent != entry.lines[0].indent or last.indent != entry.lines[0].indent:
        return line.indent <= last.indent
    if _OPEN_END.search(last.text) or _OPEN_HEAD.match(line.text):
        return True
    return filled > _FULL


def _split(entry: _Entry, alone: bool) -> Iterable[_Entry]:
    """A flattened entry (``1. ก 2. ข 3. ค`` or ``• ก • ข`` in one run) as several; others as they are.

    Dashes part points only in a section that is one line, for they stand in sentences too.
    """
    if entry.markers and entry.lines[0].text.startswith(BULLETS):
        parts = [part.strip() for part in re.split("|".join(BULLETS), entry.text)]
        return [_Entry(entry.lines, entry.markers, [part]) for part in parts if part]
    if not entry.markers and (begun := _LIST_IN_TEXT.search(entry.text)):
        points = split_sequence(entry.text[begun.end() :], 1)
        lead = _Entry(entry.lines, (), [entry.text[: begun.start()].strip()])
        return [lead, *(_Entry(entry.lines, (Marker("1.", (1,)),), [point]) for point in points)]
    if alone and entry.markers and entry.lines[0].text.startswith("-"):
        parts = [part.strip() for part in re.split(r"\s-\s", entry.text)]
        return [_Entry(entry.lines, entry.markers, [part]) for part in parts]
    number = entry.markers[-1].numbers if entry.markers else ()
    if len(number) != 1 or not entry.markers[-1].style.startswith(("1", "()")):
        return [entry]
    parts = split_sequence(entry.text, number[0])
    if len(parts) == 1:
        return [entry]
    return [_Entry(entry.lines, entry.markers, [part], entry.named) for part in parts]


def _set_levels(entries: list[_Entry]) -> None:
    """Depth by notation: a notation not yet open is one deeper, an open one closes those below it."""
    open_styles: list[str] = []
    for entry in entries:
        if not entry.markers:
            open_styles.clear()
            continue
        style = "+".join(marker.style for marker in entry.markers)
        if style in open_styles:
            del open_styles[open_styles.index(style) + 1 :]
        else:
            open_styles.append(style)
        entry.level = len(open_styles) - 1


def _leads(section: str, entries: list[_Entry]) -> set[int]:
    """Which entries only introduce others."""
    leads = {
        place
        for place, (entry, after) in enumerate(pairwise(entries))
        if _is_subheading(entry) and after.markers and after.level > entry.level
    }
    if section == "background":
        return leads
    opening = next((place for place, entry in enumerate(entries) if entry.markers or entry.named), 0)
    if opening == 1:
        leads.add(0)
    leads |= {
        place
        for place, (before, entry, after) in enumerate(zip(entries, entries[1:], entries[2:], strict=False), 1)
        if before.markers
        and not entry.markers
        and not entry.named
        and _begins_list(after)
        and width(entry.text) < _LEAD_LENGTH
    }
    leads |= {place for place in range(opening) if _CUE.search(entries[place].text)}
    return leads


def _begins_list(entry: _Entry) -> bool:
    return bool(entry.markers) and entry.markers[-1].numbers == (1,)


def _is_subheading(entry: _Entry) -> bool:
    deep = any(len(marker.numbers) > 1 for marker in entry.markers)
    return deep and width(entry.text) <= _LEAD_LENGTH
