"""Joins the lines of a section to raw items: decides which line begins an item and which continues the one before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from ingest.items.list_markers import FIVE_G_MARK, LETTERED, NAMED, Markers
from ingest.items.marked_lines import MarkedLine
from ingest.vocabulary import alternation
from kmsearch.thai.normalise import collapse_whitespace, join_lines

LONGEST_WRAP = 105
"""Letters (marks not counted) past which a line was not broken by a page's width: A4 holds some 80 to 100."""

FULL_LINE = 0.8
"""A line ends a paragraph when the next word would have fitted within this share of the widest line. A guess."""

_HALF_FULL_LINE = 0.4
"""The same for the lines of a numbered item, whose wrapped lines are ragged but seldom shorter than this. A guess."""

NARROWEST_WRAP = 60
"""Widest line, in letters, below which lines were broken by their writer: each is an item of its own. A guess."""

_NARROWEST_ITEM = 30
"""Widest line below which even a numbered item is no wrapped one: no column of print is narrower. A guess."""

_NARROWEST_STORY = 40
_EVEN_LINE = 0.85
"""Widest line in letters from which a story was wrapped, if two lines or more fill ``_EVEN_LINE`` of it. Guesses."""

_ALL_SPACED = 0.9
"""Share of lines with blank space above from which blank space separates nothing: the whole file is written so. A
guess."""

LONGEST_SUBHEADING = 70
"""Letters of the longest numbered sub-heading (2.1 …) over bullets that counts as a lead and no item. A guess."""

GROUP_HEAD = re.compile(alternation("lists", "group_heads"))
LONGEST_GROUP_HEAD = 40
"""Letters of the longest sub-heading that groups the items of a section (ด้านคน). A guess."""


@dataclass(slots=True)
class RawItem:
    """Lines that make one item; ``markers`` is empty for a paragraph; ``level`` is its depth in the list."""

    lines: list[MarkedLine]
    markers: Markers = ()
    texts: list[str] = field(default_factory=list)
    is_named: bool = False
    level: int = 0

    @property
    def text(self) -> str:
        """The texts joined over their line breaks; a blank follows a noun with its number."""
        if self.is_named:
            return collapse_whitespace(f"{self.texts[0]} {join_lines(self.texts[1:])}")
        return join_lines(self.texts)


@dataclass(frozen=True, slots=True)
class _Layout:
    """Layout of a section's lines: width of the widest wrapped line, width from which lines count as wrapped, whether
    blank space separates items, and the word that groups of items begin with (ด้าน)."""

    widest: int
    narrowest: int
    is_spaced: bool
    group_head: str


def join_items(lines: Sequence[MarkedLine], is_story: bool) -> list[RawItem]:
    """The raw items of a section, in order."""
    layout = _layout_of(lines, is_story)
    items: list[RawItem] = []
    for line, after in zip_longest(lines, lines[1:]):
        markers, text, is_named = line.markers, line.text, line.is_named
        if line.later_letter and items and _is_lettered(items[-1]):
            markers, text = line.later_letter
            is_named = bool(NAMED.match(text))
        begins = markers or is_named or not items or _restarts(items[-1], line, after, layout)
        if begins or not _goes_on(items[-1], line, layout):
            items.append(RawItem([line], markers, [text], is_named))
        else:
            items[-1].lines.append(line)
            items[-1].texts.append(text)
    return items


def group_head(text: str, width: int) -> str:
    """The word that a sub-heading over a group of items begins with; empty for any other line."""
    head = GROUP_HEAD.match(text) if width <= LONGEST_GROUP_HEAD else None
    return head[0] if head else ""


def _layout_of(lines: Sequence[MarkedLine], is_story: bool) -> _Layout:
    widest = max((line.width for line in lines if line.width <= LONGEST_WRAP), default=0)
    full = sum(_EVEN_LINE * widest <= line.width <= widest for line in lines)
    all_spaced = sum(line.line.gap for line in lines[1:]) >= _ALL_SPACED * max(2, len(lines) - 1)
    return _Layout(
        widest,
        _NARROWEST_STORY if is_story and full > 1 else NARROWEST_WRAP,
        not all_spaced,
        group_head(lines[0].line.text, lines[0].width) if lines else "",
    )


def _is_lettered(item: RawItem) -> bool:
    return bool(item.markers) and item.markers[-1].style == LETTERED


def _restarts(item: RawItem, line: MarkedLine, after: MarkedLine | None, layout: _Layout) -> bool:
    """Whether a line is the heading of a list of its own: a short one in a list with a list from 1 under it, or one
    that begins as the section's first line does (ด้านคน … ด้านตลาด)."""
    markers = after.written_markers if after else ()
    number = item.markers[-1].numbers if item.markers else ()
    is_group = layout.group_head != "" and group_head(line.line.text, line.width) == layout.group_head
    if is_group and markers and number:
        return True
    over_list = bool(markers) and markers[-1].numbers == (1,) and len(number) == 1
    return over_list and line.width < LONGEST_SUBHEADING and item.lines[-1].width < FULL_LINE * layout.widest


def _goes_on(item: RawItem, line: MarkedLine, layout: _Layout) -> bool:
    """Whether an unmarked line belongs to the item before it."""
    last = item.lines[-1]
    if item.is_named and len(item.lines) == 1 and not FIVE_G_MARK.match(item.text):
        return True
    if not item.text:
        return not last.has_leaders
    if (line.line.gap and layout.is_spaced) or line.line.strong != last.line.strong or _is_indented_anew(item, line):
        return False
    if last.line.wraps:
        return True
    if last.width > LONGEST_WRAP or line.width > LONGEST_WRAP:
        return False
    is_cut = last.ends_open or line.begins_open
    filled = (last.width + line.head_width) / max(layout.widest, 1)
    if line.line.begins:
        return layout.widest >= NARROWEST_WRAP and filled > FULL_LINE and is_cut
    first_indent, indent = item.lines[0].line.indent, line.line.indent
    if item.markers:
        is_wrapped = layout.widest >= _NARROWEST_ITEM or is_cut
        return is_wrapped and filled > (FULL_LINE if indent < first_indent else _HALF_FULL_LINE)
    if layout.widest < layout.narrowest:
        return False
    if indent != first_indent or last.line.indent != first_indent:
        return indent <= last.line.indent
    return filled > FULL_LINE or is_cut


def _is_indented_anew(item: RawItem, line: MarkedLine) -> bool:
    """Whether the line is indented as the paragraph's first line was and its others were not."""
    first, *others = item.lines
    is_first_line = bool(others) and others[-1].line.indent < first.line.indent <= line.line.indent
    return is_first_line and not item.markers
