"""The lines of a section as its items: points joined over line breaks, paragraphs, leads, sub-points."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise, zip_longest

from corpus.record import Item
from ingest.cleaning.page_furniture import width, without_leaders
from ingest.document import Line
from ingest.items.list_markers import FIVE_G, NAMED, Marker, next_letter, peel_line, peel_ordinal
from ingest.items.list_splitter import split_points
from ingest.items.step_tables import with_steps
from kmsearch.thai.tokenizer import join_lines, squeeze

LONGEST_WRAP = 105
"""Letters (marks not counted) past which a line was not broken by a page's width: A4 holds some 80 to 100."""

_FULL = 0.8
"""A line ends a paragraph when the next word would have fitted within this share of the widest line."""

_HALF_FULL = 0.4
"""The same for the lines of a numbered point, whose wrapped lines are ragged but seldom shorter than this."""

NARROWEST_WRAP = 60
"""Widest line, in letters, below which lines were broken by their writer: each is a point of its own."""

_NARROWEST_POINT = 30
"""Widest line below which even a numbered point is no wrapped one: no column of print is narrower."""

_NARROWEST_STORY = 40
_EVEN = 0.85
"""A story may be wrapped narrower still, where two lines or more fill this share of the widest."""

_ALL_APART = 0.9
"""Share of lines with blank space above from which it means nothing: the file was written so."""

_EMPTY = re.compile(r"[\s\-–—._…*•]*|[._…]{4,}\s*[\d๐-๙]{1,2}|(?:[-–—]?\s*ไม่มี\s*[-–—]?)")
_CUE = re.compile(r"(?:ดังนี้|ดังต่อไปนี้|ดังนี้คือ|ได้แก่|ประกอบด้วย|แยกเป็น|เกิดจาก|คือ|เช่น|ต่อไปนี้|มีดังนี้|ประการ|[:：])\s*[:：]?$")
"""How a sentence ends that announces what follows."""

_OPEN_END = re.compile(r"(?:และ|หรือ|ที่|ของ|ใน|กับ|โดย|เพื่อ|จาก|เป็น|แยกเป็น|ให้|การ|ได้แก่|คือ|เช่น|จำนวน|ต่อ|[,/(\-])$")
_OPEN_HEAD = re.compile(r"(?:[)ๆ/,]|จำนวน\s?[\d๐-๙])")

_LEAD_LENGTH = 70
"""Longest numbered sub-heading (2.1 …) over bullets that counts as a lead and no point."""


_SIDE = re.compile(r"ด้าน|ระดับ|ช่วง|ระยะ|ขั้น|กลุ่ม|ส่วน")
_SIDE_LENGTH = 40
"""How the headings begin that part the points of a section, and letters they have at most."""

_FIVE_G = re.compile(r"[กPS][\d๐-๙]")
"""The points of หลัก ๕ ก (ก๑, ก๒ …) are named, and complete in themselves."""


_DASHES = ("-", "–", "—", "−")


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
    dashed = sum(line.text.startswith(_DASHES) for line in lines)
    lines, beside = with_steps(lines)
    gathered = _gather(lines, section == "background")
    entries = [part for entry in gathered for part in _split(entry, dashed <= 1, section == "background")]
    entries = [entry for entry in entries if not _EMPTY.fullmatch(entry.text)]
    _set_levels(entries)
    leads = _leads(section, entries)
    leads |= {place for place, entry in enumerate(entries) if entry.lines[0].number in beside}
    return [
        (Item(squeeze(entry.text), entry.level, lead=place in leads), entry.lines)
        for place, entry in enumerate(entries)
    ]


def _gather(lines: Sequence[Line], story: bool) -> list[_Entry]:
    if sum(line.gap for line in lines[1:]) >= _ALL_APART * max(2, len(lines) - 1):
        lines = [replace(line, gap=False) for line in lines]
    widest = max((width(line.text) for line in lines if width(line.text) <= LONGEST_WRAP), default=0)
    narrowest = _narrowest(lines, widest, story)
    counted = not story and _run_on([peel_ordinal(peel_line(line)[1]) for line in lines])
    opened = _SIDE.match(lines[0].text) if lines and width(lines[0].text) <= _SIDE_LENGTH else None
    entries: list[_Entry] = []
    for line, after in zip_longest(lines, lines[1:]):
        markers, text = peel_line(line)
        if counted and not markers and (ordinal := peel_ordinal(text)):
            markers, text = (ordinal[0],), ordinal[1]
        text = without_leaders(text)
        if not markers and _FIVE_G.match(text) and NAMED.match(text):
            markers = (Marker(FIVE_G, (int(text[1]),)),)
        if not markers and entries and (letter := next_letter(entries[-1].markers, text)):
            markers, text = letter
        named = bool(NAMED.match(text))
        begins = markers or named or not entries or _restarts(entries[-1], line, after, widest, opened)
        if begins or not _goes_on(entries[-1], line, widest, narrowest):
            entries.append(_Entry([line], markers, [text], named))
        else:
            entries[-1].lines.append(line)
            entries[-1].texts.append(text)
    return entries


def _restarts(entry: _Entry, line: Line, after: Line | None, widest: int, opened: re.Match[str] | None) -> bool:
    """A short line in a list, with a list from 1 under it, is that list's own heading; so is one like that which
    ``opened`` the section (ด้านคน … ด้านตลาด)."""
    markers = peel_line(after)[0] if after else ()
    number = entry.markers[-1].numbers if entry.markers else ()
    under_one = bool(markers) and markers[-1].numbers == (1,) and bool(number) and len(number) == 1
    side = _SIDE.match(line.text)
    alike = side is not None and opened is not None and opened[0] == side[0]
    if alike and markers and number and width(line.text) <= _SIDE_LENGTH:
        return True
    return under_one and width(line.text) < _LEAD_LENGTH and width(entry.lines[-1].text) < _FULL * widest


def _run_on(ordinals: Iterable[tuple[Marker, str] | None]) -> bool:
    """Whether words that count points begin with the first and go on with the second or the last."""
    numbers = [found[0].numbers for found in ordinals if found]
    return (1,) in numbers and ((2,) in numbers or () in numbers)


def _narrowest(lines: Sequence[Line], widest: int, story: bool) -> int:
    """The width from which lines are taken for wrapped ones."""
    full = sum(_EVEN * widest <= width(line.text) <= widest for line in lines)
    return _NARROWEST_STORY if story and full > 1 else NARROWEST_WRAP


def _goes_on(entry: _Entry, line: Line, widest: int, narrowest: int) -> bool:
    """Whether an unmarked line belongs to the entry before it."""
    last = entry.lines[-1]
    if entry.named and len(entry.lines) == 1 and not _FIVE_G.match(entry.text):
        return True
    if not entry.text:
        return without_leaders(last.text) == last.text
    if line.gap or line.strong != last.strong:
        return False
    if _is_indented_anew(entry, line):
        return False
    if last.wraps:
        return True
    if width(last.text) > LONGEST_WRAP or width(line.text) > LONGEST_WRAP:
        return False
    filled = (width(last.text) + min(width(line.text.split(" ", 1)[0]), 12)) / max(widest, 1)
    if line.begins:
        return widest >= NARROWEST_WRAP and filled > _FULL and _is_cut(last, line)
    if entry.markers and widest < _NARROWEST_POINT and not _is_cut(last, line):
        return False
    if entry.markers:
        return filled > (_FULL if line.indent < entry.lines[0].indent else _HALF_FULL)
    if widest < narrowest:
        return False
    if line.indent != entry.lines[0].indent or last.indent != entry.lines[0].indent:
        return line.indent <= last.indent
    return filled > _FULL or _is_cut(last, line)


def _is_cut(last: Line, line: Line) -> bool:
    """Whether the words themselves say that a sentence goes on over the line's end."""
    return bool(_OPEN_END.search(last.text) or _OPEN_HEAD.match(line.text))


def _is_indented_anew(entry: _Entry, line: Line) -> bool:
    """Whether the line is indented as the paragraph's first line was and its others were not."""
    first, *others = entry.lines
    return bool(others) and not entry.markers and others[-1].indent < first.indent <= line.indent


def _split(entry: _Entry, dashes: bool, story: bool) -> Iterable[_Entry]:
    """A flattened entry (``1. ก 2. ข 3. ค`` or ``• ก • ข`` in one run) as several; others as they are.

    Dashes part points only where no other line of the section begins with one, for they stand in sentences too. A
    story is not parted: its 1) 2) 3) are the writer's own sentence.
    """
    if story and not entry.markers:
        return [entry]
    parts = split_points(entry.text, entry.markers, dashes)
    if len(parts) == 1:
        return [entry]
    filled = [(markers, without_leaders(part)) for markers, part in parts]
    return [_Entry(entry.lines, markers, [part], bool(NAMED.match(part))) for markers, part in filled]


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
        if _is_subheading(entry) and _is_under(after, entry)
    }
    leads -= {
        place for place in leads if any(_are_siblings(entries[place], entry) for entry in _without_points(entries))
    }
    if section == "background":
        return leads
    opened = _side(entries[0]) if entries and not entries[0].markers else ""
    opening = next((place for place, entry in enumerate(entries) if entry.markers or entry.named), 0)
    if opening == 1:
        leads.add(0)
    leads |= {
        place
        for place, (before, entry, after) in enumerate(zip(entries, entries[1:], entries[2:], strict=False), 1)
        if before.markers
        and not entry.markers
        and not entry.named
        and (_begins_list(after) or (opened and opened == _side(entry) and after.markers))
        and width(entry.text) < _LEAD_LENGTH
    }
    leads |= {place for place in range(opening) if _CUE.search(entries[place].text)}
    return leads


def _is_under(after: _Entry, entry: _Entry) -> bool:
    """Whether ``after`` is the first point under a numbered one: a bullet, number 1, or its number and one more."""
    if not after.markers or after.level <= entry.level:
        return False
    numbers, own = after.markers[-1].numbers, entry.markers[-1].numbers
    return not numbers or numbers == (1,) or numbers[:-1] == own


def _without_points(entries: Sequence[_Entry]) -> Iterable[_Entry]:
    """The entries with deep numbers that have no points under them."""
    for entry, after in zip_longest(entries, entries[1:]):
        if _has_deep_number(entry) and not (after and _is_under(after, entry)):
            yield entry


def _are_siblings(entry: _Entry, other: _Entry) -> bool:
    return bool(other.markers) and entry.markers[-1].numbers[:-1] == other.markers[-1].numbers[:-1]


def _side(entry: _Entry) -> str:
    """The word that a heading which parts the points of a section begins with; empty for any other line."""
    found = _SIDE.match(entry.text) if width(entry.text) <= _SIDE_LENGTH else None
    return found[0] if found else ""


def _begins_list(entry: _Entry) -> bool:
    return bool(entry.markers) and entry.markers[-1].numbers == (1,)


def _is_subheading(entry: _Entry) -> bool:
    return (_has_deep_number(entry) or _is_stage(entry)) and width(entry.text) <= _LEAD_LENGTH


def _is_stage(entry: _Entry) -> bool:
    """Whether a bold point says no more than which stage or side its points are of (1) ขั้นเตรียมคน)."""
    return entry.lines[0].strong and bool(entry.markers and _side(entry))


def _has_deep_number(entry: _Entry) -> bool:
    return any(len(marker.numbers) > 1 for marker in entry.markers)
