"""Splits a run of text at the markers of lists in its middle: numbers, letters and bullets, nested lists too."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.cleaning.leaders import without_leaders
from ingest.items.list_markers import (
    BULLETS,
    FIVE_G,
    FIVE_G_MARK,
    LETTERED,
    LIST_LETTERS,
    NAMED,
    Marker,
    Markers,
    Number,
    number_of,
    split_markers,
)
from ingest.items.raw_item import RawItem
from ingest.vocabulary import alternation
from kmsearch.thai.normalise import to_arabic_digits

MarkedText = tuple[Markers, str]
"""An item's markers and its text without them."""

_PLAIN_STYLES = ("1.", "1)", "()")
"""Notations of plain numbers; flattened lists change from one to the other in mid-list."""

_MAX_SKIPPED_NUMBERS = 2
"""Numbers from one item to the next: the same again and one left out are misprints that flattened lists have."""

_MARKER_REACH = 40
"""Letters read at each blank for a marker. A guess."""

_DASH = re.compile(r"[-–—−](?=\s*(?:\d{1,2}\s?[.)](?!\d)|[^\s\d-]))")
_MARKER_PLACE = re.compile(rf"^|(?<=\s)(?=\S)|(?=[{''.join(BULLETS)}])")
_LETTER = re.compile(rf"([{LIST_LETTERS}])[.)]\s+|\(([{LIST_LETTERS}])\)\s*")
_NUMBERED_NOUN = re.compile(rf"(?:^|\s){alternation('lists', 'numbered_nouns')}(?:ที่)?$")
"""Nouns that are followed by their own number (ตาราง 2)."""


def split_item(item: RawItem, dashes: bool, is_story: bool) -> Iterator[RawItem]:
    """A flattened item (``1. ก 2. ข 3. ค`` or ``• ก • ข`` in one run) as several; others as they are.

    ``dashes``: dashes separate items only where no other line of the section begins with one, as they
    occur in sentences too. A story is not split: its 1) 2) 3) are the writer's own sentence.
    """
    parts = [] if is_story and not item.markers else split_items(item.text, item.markers, dashes)
    if len(parts) < 2:
        yield item
        return
    for markers, text in parts:
        filled = without_leaders(text)
        yield RawItem(item.lines, markers, [filled], bool(NAMED.match(filled)))


def split_items(text: str, markers: Markers = (), dashes: bool = False) -> list[MarkedText]:
    """``text``, the text behind ``markers``, cut before every marker in its middle: (markers, text) of each part.

    A number must go on from an open list (the next, the same again or one left out, for lists are misnumbered so),
    or begin one that goes on. ``dashes``: whether dashes between blanks are markers; they occur in sentences too.
    """
    candidates = list(_find_markers(text, dashes))
    series = _OpenLists(markers)
    cuts = [0]
    for index, (start, marker) in enumerate(candidates):
        if start and series.takes(marker, [later for _, later in candidates[index + 1 :]], text[:start]):
            cuts.append(start)
    parts = [text[start:end].strip() for start, end in zip(cuts, [*cuts[1:], len(text)], strict=True)]
    first = [(markers, parts[0])] if parts[0] else []
    return first + [_read_part(part) for part in parts[1:]]


def _read_part(text: str) -> MarkedText:
    markers, rest = split_markers(text)
    if markers:
        return markers, rest
    letter = _read_letter(text)
    return ((letter[0],), text[letter[1] :]) if letter else ((), text)


def _read_letter(text: str) -> tuple[Marker, int] | None:
    match = _LETTER.match(text)
    return (Marker(LETTERED, (LIST_LETTERS.index(match[1] or match[2]) + 1,)), match.end()) if match else None


def _find_markers(text: str, dashes: bool) -> Iterator[tuple[int, Marker]]:
    """The offset of everything behind a blank that could be a marker, with the marker."""
    for blank in _MARKER_PLACE.finditer(text):
        start = blank.start()
        ahead = text[start : start + _MARKER_REACH]
        if ahead.startswith(BULLETS):
            yield start, Marker("•")
        elif dashes and _DASH.match(ahead):
            yield start, Marker("-")
        elif letter := _read_letter(ahead):
            yield start, letter[0]
        elif named := NAMED.match(ahead):
            number = int(re.sub(r"\D", "", to_arabic_digits(named[0])) or 0)
            yield start, Marker(FIVE_G if FIVE_G_MARK.match(ahead) else "named", (number,))
        else:
            markers, rest = split_markers(ahead)
            if number_of(markers[:1]) and rest:
                yield start, markers[0]


class _OpenLists:
    """The lists that are open at a point of the text, the outermost first: (class of notation, last number) of each."""

    def __init__(self, markers: Sequence[Marker]):
        self.open: list[tuple[str, Number]] = [
            (_notation(marker), marker.numbers or (1,) * (marker.style == LETTERED)) for marker in markers
        ]

    def takes(self, marker: Marker, later: Sequence[Marker], before: str) -> bool:
        """Whether the marker is one of a list; it is then the last of that list. ``later`` are the markers behind it,
        ``before`` is the text before it."""
        notation = _notation(marker)
        if notation in ("•", "-"):
            self._reach(notation)
            return True
        for depth in range(len(self.open) - 1, -1, -1):
            if self.open[depth][0] == notation and _continues(marker.numbers, self.open[depth][1]):
                if notation == "1" and _NUMBERED_NOUN.search(before.rstrip()):
                    return False
                del self.open[depth:]
                self.open.append((notation, marker.numbers))
                return True
        if not self._begins(notation, marker, later):
            return False
        self.open.append((notation, marker.numbers))
        return True

    def _reach(self, notation: str) -> None:
        """Close the lists inside the one with this notation, or open one."""
        notations = [open_notation for open_notation, _ in self.open]
        if notation in notations:
            del self.open[notations.index(notation) + 1 :]
        else:
            self.open.append((notation, ()))

    def _begins(self, notation: str, marker: Marker, later: Sequence[Marker]) -> bool:
        """Whether a list begins here: with its first number, and the second further on."""
        if notation == "deep":
            parents = {numbers for _, numbers in self.open}
            return marker.numbers[-1] == 1 and (marker.numbers[:-1] in parents or _next_is_later(marker, later))
        return marker.numbers == (1,) and _next_is_later(marker, later)


def _next_is_later(marker: Marker, later: Sequence[Marker]) -> bool:
    following = (*marker.numbers[:-1], marker.numbers[-1] + 1)
    return any(other.style == marker.style and other.numbers == following for other in later)


def _notation(marker: Marker) -> str:
    """The class of a marker's notation: ``1`` for plain numbers, ``deep`` for 1.1 and deeper, else its style."""
    return "1" if marker.style in _PLAIN_STYLES else "deep" if marker.style.startswith("deep") else marker.style


def _continues(number: Number, before: Number) -> bool:
    if not before or len(number) != len(before):
        return False
    if number[:-1] == before[:-1]:
        return 0 <= number[-1] - before[-1] <= _MAX_SKIPPED_NUMBERS
    return number[-1] == 1 and number[0] == before[0] + 1
