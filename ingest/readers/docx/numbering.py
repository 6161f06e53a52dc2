"""Numbers that Word counts and does not write down: ``numbering.xml`` (ECMA-376 part 1, 17.9)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from ingest.readers.docx.package import W

DEPTHS = 9
"""Levels a list of Word can have."""

_THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
_THAI_LETTERS = "กขคงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮ"
"""Letters that lists count by: all consonants but ฃ and ฅ, no longer in use."""

_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl")),
    *((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_MOST = 9999
"""Largest number written out: no list is longer, and a damaged file may begin anywhere."""


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: first number, notation, pattern (``%1.%2``), and the style that stands for it."""

    start: int = 1
    notation: str = "decimal"
    pattern: str = "%1."
    style: str = ""
    restarts: bool = True
    legal: bool = False


@dataclass(slots=True)
class _List:
    levels: dict[int, Level]
    linked_style: str = ""
    counts: list[int | None] = field(default_factory=lambda: [None] * DEPTHS)


@dataclass(frozen=True, slots=True)
class _Use:
    """A ``w:num``: the list it counts in, and where it begins anew or is printed otherwise."""

    list_id: str
    starts: dict[int, int]
    levels: dict[int, Level]


class Numbering:
    """The lists of a document, counted as its paragraphs are met, in order."""

    def __init__(self, root: Element | None, style_lists: dict[str, str]):
        """``style_lists``: the list (``w:numId``) of each style that has one."""
        self._style_lists = style_lists
        self._lists: dict[str, _List] = {}
        self._uses: dict[str, _Use] = {}
        self._begun: set[tuple[str, int]] = set()
        for element in root if root is not None else ():
            if element.tag == W + "abstractNum":
                self._lists[element.get(W + "abstractNumId", "")] = _List(
                    _levels(element.iterfind(W + "lvl")), value_of(element, "numStyleLink")
                )
            elif element.tag == W + "num":
                self._uses[element.get(W + "numId", "")] = _use(element)

    def level_of_style(self, list_id: str, style: str) -> int | None:
        """The level of the list that is the style's own, if one is."""
        found = self._find(list_id)
        levels = found[1].levels.items() if found else ()
        return next((depth for depth, level in levels if level.style == style), None)

    def count(self, list_id: str, depth: int) -> str:
        """The marker of the next paragraph of a list at ``depth``: ``1.``, ``ก)``, ``2.1``, ``•``; empty if none."""
        found = self._find(list_id)
        if found is None or not 0 <= depth < DEPTHS:
            return ""
        use, counted = found
        levels = {**counted.levels, **use.levels}
        self._advance(list_id, use, counted, levels, depth)
        return _write(levels, counted.counts, depth)

    def _find(self, list_id: str) -> tuple[_Use, _List] | None:
        use = self._uses.get(list_id)
        counted = self._lists.get(use.list_id) if use else None
        if use and counted and counted.linked_style and not counted.levels:
            linked = self._uses.get(self._style_lists.get(counted.linked_style, ""))
            counted = self._lists.get(linked.list_id) if linked else None
        return (use, counted) if use and counted else None

    def _advance(self, list_id: str, use: _Use, counted: _List, levels: dict[int, Level], depth: int) -> None:
        counts = counted.counts
        if depth in use.starts and (list_id, depth) not in self._begun:
            counts[depth] = None
        start = use.starts.get(depth, levels.get(depth, Level()).start)
        self._begun.add((list_id, depth))
        before = counts[depth]
        counts[depth] = start if before is None else before + 1
        for deeper in range(depth + 1, DEPTHS):
            if levels.get(deeper, Level()).restarts:
                counts[deeper] = None


def _use(element: Element) -> _Use:
    starts: dict[int, int] = {}
    levels: dict[int, Level] = {}
    for override in element.iterfind(W + "lvlOverride"):
        depth = as_number(override.get(W + "ilvl"), 0)
        if override.find(W + "startOverride") is not None:
            starts[depth] = as_number(value_of(override, "startOverride"), 1)
        levels.update(_levels(override.iterfind(W + "lvl")))
    return _Use(value_of(element, "abstractNumId"), starts, levels)


def _levels(elements: Iterable[Element]) -> dict[int, Level]:
    return {as_number(element.get(W + "ilvl"), 0): _level(element) for element in elements}


def _level(element: Element) -> Level:
    return Level(
        as_number(value_of(element, "start"), 0),
        value_of(element, "numFmt") or "decimal",
        value_of(element, "lvlText"),
        value_of(element, "pStyle"),
        value_of(element, "lvlRestart") != "0",
        element.find(W + "isLgl") is not None,
    )


def _write(levels: dict[int, Level], counts: list[int | None], depth: int) -> str:
    level = levels.get(depth, Level())
    if level.notation == "bullet":
        return level.pattern if level.pattern in ("-", "–", "*") else "•"

    def number(place: re.Match[str]) -> str:
        which = int(place[1]) - 1
        other = levels.get(which, Level())
        count = counts[which]
        return write_number(other.start if count is None else count, "decimal" if level.legal else other.notation)

    return re.sub("%([1-9])", number, level.pattern).strip()


def write_number(number: int, notation: str) -> str:
    """``number`` in a notation of Word (``w:numFmt``); Arabic where the notation is rare."""
    if notation == "none":
        return ""
    writer = _NOTATIONS.get(notation, str)
    return writer(number) if 0 < number <= _MOST else str(number)


def _letter(number: int, letters: str) -> str:
    """a … z, aa, bb …"""
    rounds, place = divmod(number - 1, len(letters))
    return letters[place] * (rounds + 1)


def _roman(number: int) -> str:
    written = ""
    for value, sign in _ROMAN:
        times, number = divmod(number, value)
        written += sign * times
    return written


_NOTATIONS: dict[str, Callable[[int], str]] = {
    "thaiNumbers": lambda number: str(number).translate(_THAI_DIGITS),
    "thaiLetters": lambda number: _letter(number, _THAI_LETTERS),
    "lowerLetter": lambda number: _letter(number, "abcdefghijklmnopqrstuvwxyz"),
    "upperLetter": lambda number: _letter(number, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    "lowerRoman": lambda number: _roman(number),
    "upperRoman": lambda number: _roman(number).upper(),
    "decimalZero": lambda number: f"{number:02}",
}


def value_of(element: Element, name: str) -> str:
    """The ``w:val`` of a child; empty when there is none."""
    child = element.find(W + name)
    return child.get(W + "val", "") if child is not None else ""


def as_number(text: str | None, otherwise: int) -> int:
    """A whole number as a file gives it, or ``otherwise``."""
    return int(text) if text and re.fullmatch(r"-?\d{1,6}", text) else otherwise
