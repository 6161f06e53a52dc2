"""A run of text as its points: lists whose numbers, letters and bullets stand in mid-line, sub-points too."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.items.list_markers import BULLETS, FIVE_G, LETTERED, LETTERS, NAMED, Marker, peel
from kmsearch.thai.tokenizer import arabic

Point = tuple[tuple[Marker, ...], str]

_PLAIN = ("1.", "1)", "()")
"""Notations of plain numbers; flattened lists change from one to the other in mid-list."""

_DASH = re.compile(r"[-–—−](?=\s*(?:\d{1,2}\s?[.)](?!\d)|[^\s\d-]))")
_OWN_NUMBER = re.compile(r"(?:^|\s)(?:ข้อ|หมู่|บท|ตาราง|มาตรา)(?:ที่)?$")
"""Words whose own number stands behind them."""


def split_points(text: str, markers: tuple[Marker, ...] = (), dashes: bool = False) -> list[Point]:
    """``text``, which stands behind ``markers``, cut before every marker in its middle: (markers, text) of each part.

    A number must go on from an open list (the next, the same again or one left out, for lists are misnumbered so),
    or begin one that goes on. ``dashes``: whether dashes between blanks are markers; they stand in sentences too.
    """
    places = list(_markers(text, dashes))
    series = _Series(markers)
    cuts = [0]
    for place, (start, found) in enumerate(places):
        if start and series.takes(found, [later for _, later in places[place + 1 :]], text[:start]):
            cuts.append(start)
    parts = [text[start:end].strip() for start, end in zip(cuts, [*cuts[1:], len(text)], strict=True)]
    first = [(markers, parts[0])] if parts[0] else []
    return first + [_read(part, dashes) for part in parts[1:]]


def _read(text: str, dashes: bool) -> Point:
    markers, rest = peel(text)
    if markers:
        return markers, rest
    letter = _letter(text)
    return ((letter[0],), text[letter[1] :]) if letter else ((), text)


def _letter(text: str) -> tuple[Marker, int] | None:
    match = re.match(rf"([{LETTERS}])[.)]\s+|\(([{LETTERS}])\)\s*", text)
    return (Marker(LETTERED, (LETTERS.index(match[1] or match[2]) + 1,)), match.end()) if match else None


def _markers(text: str, dashes: bool) -> Iterator[tuple[int, Marker]]:
    """Everything behind a blank that could be a marker, with its offset."""
    for blank in re.finditer(r"^|(?<=\s)(?=\S)|" + "(?=[" + "".join(BULLETS) + "])", text):
        start = blank.start()
        ahead = text[start : start + 40]
        if ahead.startswith(BULLETS):
            yield start, Marker("•")
        elif dashes and _DASH.match(ahead):
            yield start, Marker("-")
        elif letter := _letter(ahead):
            yield start, letter[0]
        elif named := NAMED.match(ahead):
            number = int(re.sub(r"\D", "", arabic(named[0])) or 0)
            yield start, Marker(FIVE_G if re.match(r"[กPS][\d๐-๙]", ahead) else "named", (number,))
        else:
            markers, rest = peel(ahead)
            if markers and markers[0].numbers and rest:
                yield start, markers[0]


class _Series:
    """The lists that are open at a place of the text, the outermost first."""

    def __init__(self, markers: Sequence[Marker]):
        self.open: list[tuple[str, tuple[int, ...]]] = [
            (_class(marker), marker.numbers or (1,) * (marker.style == LETTERED)) for marker in markers
        ]

    def takes(self, found: Marker, later: Sequence[Marker], before: str) -> bool:
        """Whether the marker is one of a list; it is then the last of that list."""
        kind = _class(found)
        if kind in ("•", "-"):
            self._reach(kind, ())
            return True
        for place in range(len(self.open) - 1, -1, -1):
            if self.open[place][0] == kind and _goes_on(found.numbers, self.open[place][1]):
                if kind == "1" and _OWN_NUMBER.search(before.rstrip()):
                    return False
                del self.open[place:]
                self.open.append((kind, found.numbers))
                return True
        if not self._begins(kind, found, later):
            return False
        self.open.append((kind, found.numbers))
        return True

    def _reach(self, kind: str, numbers: tuple[int, ...]) -> None:
        kinds = [known for known, _ in self.open]
        if kind in kinds:
            del self.open[kinds.index(kind) + 1 :]
        else:
            self.open.append((kind, numbers))

    def _begins(self, kind: str, found: Marker, later: Sequence[Marker]) -> bool:
        """Whether a list begins here: with its first number, and the second further on."""
        if kind == "deep":
            parents = {numbers for _, numbers in self.open}
            return found.numbers[-1] == 1 and (found.numbers[:-1] in parents or _follows_later(found, later))
        return found.numbers == (1,) and _follows_later(found, later)


def _follows_later(found: Marker, later: Sequence[Marker]) -> bool:
    after = (*found.numbers[:-1], found.numbers[-1] + 1)
    return any(marker.style == found.style and marker.numbers == after for marker in later)


def _class(marker: Marker) -> str:
    return "1" if marker.style in _PLAIN else "deep" if marker.style.startswith("deep") else marker.style


def _goes_on(number: tuple[int, ...], before: tuple[int, ...]) -> bool:
    if not before or len(number) != len(before):
        return False
    if number[:-1] == before[:-1]:
        return 0 <= number[-1] - before[-1] <= 2
    return number[-1] == 1 and number[0] == before[0] + 1
