"""List markers before the text of an item or a heading: numbers, letters, bullets, ordinals in words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.document import Line
from ingest.vocabulary import alternation, words
from kmsearch.thai.characters import LETTERS, THAI_CHARACTERS
from kmsearch.thai.normalise import to_arabic_digits

Number = tuple[int, ...]
"""A number of a list or a heading, part by part: (6, 4) for 6.4; empty without one."""

_MAX_MARKERS = 3
"""Markers before one text (``- ๑) ก`` has two); more are a pattern of dashes or dots."""

_HIGHEST_NUMBER = 40
"""Highest number of an item: higher ones are years, quantities and house numbers. A guess."""

LETTERED = "ก."
LIST_LETTERS = "กขคงจฉชซฌ"
"""Letters that items are numbered with, in their order."""

FIRST_LETTERS, LATER_LETTERS = LIST_LETTERS[:4], LIST_LETTERS[4:]
"""Letters from จ. on are markers only behind a lettered item: จ. and ช. are abbreviations too."""

FIVE_G = "ก1"
"""Style of the items of หลัก ๕ ก (ก๑, ก๒ …): they are named, and complete in themselves."""

FIVE_G_MARK = re.compile(r"[กPS]\d")

ORDINAL = "ที่"
"""Style of items that are counted in words (ประการแรก, ประการที่สอง)."""

BULLETS = ("•", "●", "▪", "■", "◆", "►", "➢", "✓", "✔")
"""Bullets that do not occur inside items, so that a run of items can be cut at them."""

TICKED = re.compile(r"[☑☒✓✔√■◼●⦿☻xX]|\(\s*[/✓✔√xX*•●]\s*\)|\[\s*[/✓✔√xX*]\s*\]")
UNTICKED = re.compile(r"[☐□◻○◯]|\(\s*\)|\[\s*\]")

_BULLET_SIGNS = "•●○◦▪▫■□◆◇►▶▸➢➤➔→✓✔✗❖★☆※*+·\uf000-\uf0ff"
"""Signs that begin a list item, with those of symbol fonts in the private-use area; for use between ``[`` and ``]``."""

_COUNTED = (
    rf"{alternation('lists', 'counted_nouns')}(?:(?={alternation('lists', 'after_counted_noun')})|(?![{LETTERS}]))"
)
_UNITS = rf"(?:{alternation('lists', 'units')}|{_COUNTED})"
_OF_A_NUMBER = r"\d|[/,-]\d|\s\d(?:\s\d){5}"
"""What follows the digits of a fraction, a telephone number or a citizen id, not those of a marker."""

_STYLES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("deep", re.compile(rf"\(?(?P<n>\d{{1,2}}(?:\.\d{{1,2}})+)\s*[.)]*(?!{_OF_A_NUMBER}|\s*{_UNITS})\s*[:：]?\s*")),
    ("()", re.compile(r"\(\s*(?P<n>\d{1,2})\s*\)\s*")),
    ("1)", re.compile(r"(?P<n>\d{1,2})\s?\.?\)\s*")),
    ("1.", re.compile(r"(?P<n>\d{1,2})\s?\.(?!\d)\s*")),
    ("ข้อ", re.compile(rf"{alternation('lists', 'article')}\s?(?:ที่)?\s?(?P<n>\d{{1,2}})(?!\d)\s*[.:)]?\s+")),
    (LETTERED, re.compile(rf"[{FIRST_LETTERS}][.)]\s+|\([{FIRST_LETTERS}]\)\s*")),
    ("a.", re.compile(r"[a-hA-H][.)]\s+")),
    ("•", re.compile(rf"[{_BULLET_SIGNS}]\s*|[-–—−]+(?!\d)\s*|o\s+(?=[{THAI_CHARACTERS}])")),
)
"""Style → its pattern; the order is the priority: a deeper number before the plain one it begins with."""

_LATER_LETTER = re.compile(rf"[{LATER_LETTERS}][.)]\s+|\([{LATER_LETTERS}]\)\s*")

NAMED = re.compile(rf"{alternation('lists', 'item_nouns')}ที่\s?\d{{1,2}}(?!\d)|{FIVE_G_MARK.pattern}(?=[\s.:=])")
"""A number with its noun; it is part of the text, and what follows it without a marker belongs to it."""

_PART_NOUNS = words("lists", "part_nouns")
_PART = re.compile(
    rf"(?P<noun>{alternation('lists', 'part_nouns')})ที่\s?(?P<n>\d{{1,2}})(?!\d)"
    rf"\s*(?:[-–—:：.)]+\s*|\s+|(?=[{LETTERS}]))"
)
"""A noun with its number that counts the headings of a text: ประเด็นที่ 1, ส่วนที่ 2:, ตอนที่ ๓ -."""

_ORDINALS = words("lists", "ordinals")
_ORDINAL_WORD = alternation("lists", "ordinals")
_FIRST, _LAST = alternation("lists", "first"), alternation("lists", "last")
_COPULA = alternation("lists", "ordinal_copulas")
_ORDINAL = re.compile(
    rf"(?:(?P<plain>{_ORDINAL_WORD})(?=[\s.:)])\.?"
    rf"|{alternation('lists', 'ordinal_nouns')}"
    rf"(?:ที่\s?(?:(?P<word>{_ORDINAL_WORD})|(?P<number>\d{{1,2}})(?!\d))|(?P<first>{_FIRST})|{_LAST}))"
    rf"(?:\s*{_COPULA}?\s*[:：,]\s*|\s+|(?=[-–—]))(?:{alternation('lists', 'copula_behind_blank')}\s+)?"
)


@dataclass(frozen=True, slots=True)
class Marker:
    """One marker: its notation (``style``; equal notations are one level of a list) and its number, if any."""

    style: str
    numbers: Number = ()


Markers = tuple[Marker, ...]


def follows(number: Number, before: Number) -> bool:
    """Whether ``number`` is the next after ``before`` in a numbering: 6.4 after 6.3, 7 after 6 or 6.3."""
    depth = len(number)
    return 0 < depth <= len(before) and number[:-1] == before[: depth - 1] and number[-1] == before[depth - 1] + 1


def number_of(markers: Markers) -> Number:
    """The number of the first marker that has one; empty without one."""
    return next((marker.numbers for marker in markers if marker.numbers), ())


def split_markers(text: str) -> tuple[Markers, str]:
    """The markers before a text (``- ๑) ก`` has two) and the text without them."""
    markers: list[Marker] = []
    while len(markers) < _MAX_MARKERS and (first := _split_marker(text)):
        marker, text = first
        markers.append(marker)
    return tuple(markers), text


def split_line_markers(line: Line) -> tuple[Markers, str]:
    """The markers written in a line, else those of its format; and the text without them."""
    markers, text = split_markers(line.text)
    if not markers and line.bullet:
        written, _ = split_markers(f"{line.bullet} ")
        markers = (Marker(f"li{line.depth}", written[-1].numbers if written else ()),)
    return markers, text


def split_heading_markers(markers: Markers, text: str) -> tuple[Markers, str]:
    """The same for a line that may be a heading, where a noun with its number (ส่วนที่ 2) counts as a marker too."""
    part = _PART.match(to_arabic_digits(text)) if not number_of(markers) else None
    if part is None or part.end() == len(text):
        return markers, text
    return (*markers, Marker(part["noun"], (int(part["n"]),))), text[part.end() :]


def is_part(marker: Marker) -> bool:
    """Whether a marker is a noun with its number, which no list of items has."""
    return marker.style in _PART_NOUNS


def split_ordinal(text: str) -> tuple[Marker, str] | None:
    """The ordinal in words that counts an item, as a marker, and the text without it; None without one.

    Such words also begin sentences: ask only where several lines of a section have one.
    """
    match = _ORDINAL.match(to_arabic_digits(text))
    if match is None or match.end() == len(text):
        return None
    word = match["word"] or match["plain"]
    number = 1 if match["first"] else _ORDINALS.index(word) + 1 if word else int(match["number"] or 0)
    return Marker(ORDINAL, (number,) if number else ()), text[match.end() :]


def split_later_letter(text: str) -> tuple[Markers, str] | None:
    """The marker จ. and further, and the text without it; None without one. Ask only behind a lettered item."""
    match = _LATER_LETTER.match(text)
    return ((Marker(LETTERED),), text[match.end() :]) if match else None


def _split_marker(text: str) -> tuple[Marker, str] | None:
    plain = to_arabic_digits(text)
    for style, pattern in _STYLES:
        if match := pattern.match(plain):
            written = match.groupdict().get("n") or ""
            numbers = tuple(int(part) for part in written.split(".") if part)
            if numbers and max(numbers) > _HIGHEST_NUMBER:
                continue
            depth = f"{style}{len(numbers)}" if style == "deep" else style
            return Marker(depth, numbers), text[match.end() :]
    return None
