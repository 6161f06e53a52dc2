"""Computes the list numbers of Word, which are counted and not written: ``numbering.xml`` (ECMA-376 part 1, 17.9)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from ingest.readers.docx.package import W
from kmsearch.thai.characters import CONSONANTS, DIGITS

MAX_LEVELS = 9
"""Levels that a list of Word can have."""

_THAI_DIGITS = str.maketrans("0123456789", DIGITS)
_COUNTING_LETTERS = "".join(letter for letter in CONSONANTS if letter not in "ฃฅฆฤฦ")
"""Letters that lists count by: the consonants without ฃ, ฅ and ฆ (ECMA-376 part 1, 17.18.59, ``thaiLetters``)."""

_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl")),
    *((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_MAX_WRITTEN = 9999
"""Largest number written in a notation: no list is longer, and a damaged file may begin anywhere."""


@dataclass(frozen=True, slots=True)
class ListLevel:
    """One level of a list: first number, notation, pattern (``%1.%2``), and the style linked to it."""

    start: int = 1
    notation: str = "decimal"
    pattern: str = "%1."
    style: str = ""
    restarts: bool = True
    legal: bool = False


@dataclass(slots=True)
class _ListDefinition:
    """A ``w:abstractNum``: its levels, and the last number of each."""

    levels: dict[int, ListLevel]
    linked_style: str = ""
    counts: list[int | None] = field(default_factory=lambda: [None] * MAX_LEVELS)


@dataclass(frozen=True, slots=True)
class _ListInstance:
    """A ``w:num``: the definition it counts in, and the levels that it restarts or formats otherwise."""

    list_id: str
    starts: dict[int, int]
    levels: dict[int, ListLevel]


class Numbering:
    """The lists of a document, counted in the order of its paragraphs."""

    def __init__(self, root: Element | None, style_lists: dict[str, str]):
        """``style_lists``: style → list (``w:numId``), for styles that have one."""
        self._style_lists = style_lists
        self._definitions: dict[str, _ListDefinition] = {}
        self._instances: dict[str, _ListInstance] = {}
        self._started: set[tuple[str, int]] = set()
        for element in root if root is not None else ():
            if element.tag == W + "abstractNum":
                self._definitions[element.get(W + "abstractNumId", "")] = _ListDefinition(
                    _levels(element.iterfind(W + "lvl")), value_of(element, "numStyleLink")
                )
            elif element.tag == W + "num":
                self._instances[element.get(W + "numId", "")] = _instance_of(element)

    def level_of_style(self, list_id: str, style: str) -> int | None:
        """The level of the list that is linked to the style; None without one."""
        resolved = self._resolve(list_id)
        levels = resolved[1].levels.items() if resolved else ()
        return next((depth for depth, level in levels if level.style == style), None)

    def count(self, list_id: str, depth: int) -> str:
        """The marker of the next paragraph of a list at ``depth``: ``1.``, ``ก)``, ``2.1``, ``•``; else empty."""
        resolved = self._resolve(list_id)
        if resolved is None or not 0 <= depth < MAX_LEVELS:
            return ""
        instance, definition = resolved
        levels = {**definition.levels, **instance.levels}
        self._advance(list_id, instance, definition, levels, depth)
        return _marker(levels, definition.counts, depth)

    def _resolve(self, list_id: str) -> tuple[_ListInstance, _ListDefinition] | None:
        instance = self._instances.get(list_id)
        definition = self._definitions.get(instance.list_id) if instance else None
        if instance and definition and definition.linked_style and not definition.levels:
            linked = self._instances.get(self._style_lists.get(definition.linked_style, ""))
            definition = self._definitions.get(linked.list_id) if linked else None
        return (instance, definition) if instance and definition else None

    def _advance(
        self,
        list_id: str,
        instance: _ListInstance,
        definition: _ListDefinition,
        levels: dict[int, ListLevel],
        depth: int,
    ) -> None:
        """Counts one paragraph on at ``depth``; deeper levels restart."""
        counts = definition.counts
        if depth in instance.starts and (list_id, depth) not in self._started:
            counts[depth] = None
        start = instance.starts.get(depth, levels.get(depth, ListLevel()).start)
        self._started.add((list_id, depth))
        previous = counts[depth]
        counts[depth] = start if previous is None else previous + 1
        for deeper in range(depth + 1, MAX_LEVELS):
            if levels.get(deeper, ListLevel()).restarts:
                counts[deeper] = None


def _instance_of(element: Element) -> _ListInstance:
    starts: dict[int, int] = {}
    levels: dict[int, ListLevel] = {}
    for override in element.iterfind(W + "lvlOverride"):
        depth = as_number(override.get(W + "ilvl"), 0)
        if override.find(W + "startOverride") is not None:
            starts[depth] = as_number(value_of(override, "startOverride"), 1)
        levels.update(_levels(override.iterfind(W + "lvl")))
    return _ListInstance(value_of(element, "abstractNumId"), starts, levels)


def _levels(elements: Iterable[Element]) -> dict[int, ListLevel]:
    return {as_number(element.get(W + "ilvl"), 0): _level(element) for element in elements}


def _level(element: Element) -> ListLevel:
    return ListLevel(
        as_number(value_of(element, "start"), 0),
        value_of(element, "numFmt") or "decimal",
        value_of(element, "lvlText"),
        value_of(element, "pStyle"),
        value_of(element, "lvlRestart") != "0",
        element.find(W + "isLgl") is not None,
    )


def _marker(levels: dict[int, ListLevel], counts: list[int | None], depth: int) -> str:
    """The marker of a level: its pattern with the numbers of all levels filled in."""
    level = levels.get(depth, ListLevel())
    if level.notation == "bullet":
        return level.pattern if level.pattern in ("-", "–", "*") else "•"

    def number_at(match: re.Match[str]) -> str:
        other_depth = int(match[1]) - 1
        other = levels.get(other_depth, ListLevel())
        count = counts[other_depth]
        return write_number(other.start if count is None else count, "decimal" if level.legal else other.notation)

    return re.sub("%([1-9])", number_at, level.pattern).strip()


def write_number(number: int, notation: str) -> str:
    """``number`` in a notation of Word (``w:numFmt``); in Arabic digits where the notation is rare."""
    if notation == "none":
        return ""
    writer = _NOTATIONS.get(notation, str)
    return writer(number) if 0 < number <= _MAX_WRITTEN else str(number)


def _in_letters(number: int, letters: str) -> str:
    """a … z, aa, bb …"""
    rounds, position = divmod(number - 1, len(letters))
    return letters[position] * (rounds + 1)


def _roman(number: int) -> str:
    written = ""
    for value, sign in _ROMAN:
        times, number = divmod(number, value)
        written += sign * times
    return written


_NOTATIONS: dict[str, Callable[[int], str]] = {
    "thaiNumbers": lambda number: str(number).translate(_THAI_DIGITS),
    "thaiLetters": lambda number: _in_letters(number, _COUNTING_LETTERS),
    "lowerLetter": lambda number: _in_letters(number, "abcdefghijklmnopqrstuvwxyz"),
    "upperLetter": lambda number: _in_letters(number, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    "lowerRoman": lambda number: _roman(number),
    "upperRoman": lambda number: _roman(number).upper(),
    "decimalZero": lambda number: f"{number:02}",
}


def value_of(element: Element, name: str) -> str:
    """The ``w:val`` of a child element; else empty."""
    child = element.find(W + name)
    return child.get(W + "val", "") if child is not None else ""


def as_number(text: str | None, default: int) -> int:
    """The whole number in ``text``, else ``default``."""
    return int(text) if text and re.fullmatch(r"-?\d{1,6}", text) else default
