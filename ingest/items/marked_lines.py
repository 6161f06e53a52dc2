"""The lines of a section with all evidence about them: markers, width, and open ends of sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.cleaning.leaders import without_leaders
from ingest.cleaning.paragraphs import text_width
from ingest.document import Line
from ingest.items.list_markers import (
    FIVE_G,
    FIVE_G_MARK,
    NAMED,
    Marker,
    Markers,
    split_later_letter,
    split_line_markers,
    split_ordinal,
)
from ingest.vocabulary import alternation

_CUT_END = re.compile(rf"(?:{alternation('prose', 'line_ends')}|[,/(\-])$")
_REST_HEAD = re.compile(rf"(?:[)ๆ/,]|{alternation('prose', 'quantity_heads')}\s?\d)")

_WIDEST_HEAD = 12
"""Width in letters at which a line's first word is capped, to decide whether it would have fitted into the line above.
A guess."""


@dataclass(frozen=True, slots=True)
class MarkedLine:
    """A line of a section, read once.

    ``text`` is without ``markers`` and leader dots;
    ``written_markers`` leaves out ordinals in words. ``is_named``: the text begins with a noun and its number
    (กิจกรรมที่ 1). ``later_letter``: markers and text if the line goes on a lettered list. ``width`` and ``head_width``
    count the letters of the line and of its first word. ``ends_open`` and ``begins_open``: the words at its end, or at
    its head, are none that a sentence ends or begins with.
    """

    line: Line
    written_markers: Markers
    markers: Markers
    text: str
    is_named: bool
    later_letter: tuple[Markers, str] | None
    width: int
    head_width: int
    has_leaders: bool
    ends_open: bool
    begins_open: bool


def mark_lines(lines: Sequence[Line], is_story: bool) -> list[MarkedLine]:
    """The lines with their evidence. Ordinals in words (ประการแรก) are markers where they count on, but in no story."""
    split = [split_line_markers(line) for line in lines]
    ordinals = [None if is_story else split_ordinal(text) for _, text in split]
    if not _count_on(ordinals):
        ordinals = [None] * len(split)
    return [
        _mark(line, markers, text, ordinal)
        for line, (markers, text), ordinal in zip(lines, split, ordinals, strict=True)
    ]


def _mark(line: Line, written: Markers, text: str, ordinal: tuple[Marker, str] | None) -> MarkedLine:
    markers = written
    if ordinal and not written:
        markers, text = (ordinal[0],), ordinal[1]
    text = without_leaders(text)
    is_named = bool(NAMED.match(text))
    if not markers and is_named and FIVE_G_MARK.match(text):
        markers = (Marker(FIVE_G, (int(text[1]),)),)
    return MarkedLine(
        line,
        written,
        markers,
        text,
        is_named,
        later_letter=None if markers else split_later_letter(text),
        width=text_width(line.text),
        head_width=min(text_width(line.text.split(" ", 1)[0]), _WIDEST_HEAD),
        has_leaders=without_leaders(line.text) != line.text,
        ends_open=bool(_CUT_END.search(line.text)),
        begins_open=bool(_REST_HEAD.match(line.text)),
    )


def _count_on(ordinals: Iterable[tuple[Marker, str] | None]) -> bool:
    """Whether ordinals begin with the first and go on with the second or the last."""
    numbers = [ordinal[0].numbers for ordinal in ordinals if ordinal]
    return (1,) in numbers and ((2,) in numbers or () in numbers)
