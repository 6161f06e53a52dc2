"""A page of a PDF as rows of text: pieces where they stand, joined along a line, in the order they are read.

PDFium gives the text in the order it was written, a line at a time; positions say where columns part, which blanks are
real, and what stands above what. Only the ends of words are asked for: asking for every character doubles the time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from ctypes import c_double, c_int, c_ushort, create_string_buffer
from dataclasses import dataclass
from itertools import pairwise
from math import hypot, inf, pi
from statistics import median

import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]

_APART = 1.5
"""Ems between two words that stand in different columns, cells or at different tabs."""

_BLANK = 0.1
"""Ems below which there is no blank between words; the blank of Thai fonts is 0.22 to 0.35 em wide."""

_BLANK_AFTER_AM = 1.2
"""Letters' widths up to which there is no blank behind ำ written as one letter with its consonant: its า, about as wide
as a letter, then has no place of its own. With a blank it is 1.4 or more."""

_WIDEST_LETTERS = 0.7
"""Ems that the letters of a line are wide on average at most; a line set wide has wider blanks, not wider letters."""

_SAME_LINE = 0.4
"""Ems that the feet of letters on one line may differ by: raised figures do."""

_LEAST_ROWS = 4
_COLUMN = 12
"""Columns that were written line by line across the page: so many rows in turn, their halves so many ems wide as a
rule. The cells of a form are narrower, and its labels are read with their values."""

_GUTTER = 0.5
"""Ems of blank between two such columns."""

_MESSY = 0.15
"""Share of rows written above the row before them, past which a page is read from top to bottom."""

_TILTED = 0.1
"""Turn, in radians, past which text is a watermark."""

_BOLD = re.compile(rb"bold|black|heavy|demi", re.IGNORECASE)
_LINE = re.compile(r"[^\r\n]+")
_BLANKS = re.compile(r"\s+")
_MARKS = re.compile("[ัิ-ฺ็-๎]")
_SMALLEST, _LARGEST = 1.0, 500.0
"""Points a letter can be high; damaged files say 0 and millions."""

_CLUSTER = "[ก-ฮ][ัำิ-ฺ็-๎]{1,4}"
_REPEATED = re.compile(rf"(?P<one>{_CLUSTER})(?:[ก-ฮ][ัิ-ฺ็-๎]*|[ะาเ-ๅ]|\s)?(?P<ghost>(?P=one))")
_ONLY_CLUSTERS = re.compile(rf"(?:{_CLUSTER}\s*)+")
_GHOST = re.compile(f"(?P<ghost>{_CLUSTER})")
"""Marks that a program sets apart from their letter, and gives the letter's text once more: behind the letter, or in a
line of their own at a page's end where the line itself is on the next page."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stand together: ``left``, ``right`` and ``foot`` (the baseline, upwards) and ``size`` in points."""

    text: str
    left: float
    right: float
    foot: float
    size: float
    bold: bool
    sure: float = 1.0


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a page as it is read: ``top`` is the way down from the page's upper edge to its baseline."""

    text: str
    left: float
    right: float
    top: float
    size: float
    bold: bool
    sure: float = 1.0


_Point = tuple[float, float]
_TURNS: dict[int, Callable[[float, float], _Point]] = {
    0: lambda x, y: (x, y),
    90: lambda x, y: (y, -x),
    180: lambda x, y: (-x, -y),
    270: lambda x, y: (-y, x),
}
"""A page's turn in degrees, clockwise → where a point comes to stand."""


def rows_of(page: pdfium.PdfPage) -> list[Row]:
    """The rows of a page in reading order. Raises PdfiumError for a damaged page."""
    turn = _TURNS[page.get_rotation()]
    text_page = page.get_textpage()
    try:
        pieces = list(_Text(text_page.raw, turn).pieces())
    finally:
        text_page.close()
    left, bottom, right, top = page.get_bbox()
    return in_order(pieces, max(turn(left, bottom)[1], turn(right, top)[1]))


def in_order(pieces: list[Piece], upper: float) -> list[Row]:
    """The rows that pieces make, in reading order; ``upper`` is where the page's upper edge is."""
    lines = list(_along_lines(pieces))
    if _is_messy(lines):
        lines = list(_along_lines(sorted(pieces, key=lambda piece: (-round(piece.foot / piece.size * 2), piece.left))))
    return [_row(line, upper) for line in _by_columns(lines)]


class _Text:
    """The characters of a page, asked for where they stand."""

    def __init__(self, text_page: object, turn: Callable[[float, float], _Point]) -> None:
        self._page = text_page
        self._turn = turn
        self._upright = turn is _TURNS[0]
        self._box = pdfium_c.FS_RECTF()
        self._x, self._y = c_double(), c_double()
        self._matrix = pdfium_c.FS_MATRIX()
        self._name = create_string_buffer(128)
        self._flags = c_int()
        self._text = self._read()

    def _read(self) -> str:
        """The text, one letter for each character PDFium counts, so that offsets are its numbers."""
        count = max(0, pdfium_c.FPDFText_CountChars(self._page))
        buffer = (c_ushort * (count + 1))()
        written = pdfium_c.FPDFText_GetText(self._page, 0, count, buffer) if count else 0
        text = bytes(memoryview(buffer)[: max(0, written - 1)]).decode("utf-16-le", "replace")
        return text if len(text) == count else "".join(map(self._char, range(count)))

    def _char(self, place: int) -> str:
        code = pdfium_c.FPDFText_GetUnicode(self._page, place)
        return chr(code) if 0 < code < 0xD800 or 0xDFFF < code < 0x110000 else "\ufffd"

    def pieces(self) -> Iterator[Piece]:
        for line in _LINE.finditer(self._text):
            start = line.start() + len(line[0]) - len(line[0].lstrip())
            end = line.start() + len(line[0].rstrip())
            if start < end and not self._is_tilted(start):
                yield from self._split(start, end)

    def _split(self, start: int, end: int) -> Iterator[Piece]:
        """A line of PDFium's, parted at wide gaps and rid of ghosts and of blanks that are none."""
        size = self._size(start)
        dropped = self._ghosts(start, end, size)
        letter = 0.0
        for blank in _BLANKS.finditer(self._text, start, end):
            before = _past(dropped, blank.start() - 1, -1)
            after = _past(dropped, blank.end(), 1)
            if before < start or after >= end:
                continue
            gap = self._left(after) - self._right(before)
            if gap > _APART * size or gap < -size:
                yield from self._piece(start, blank.start(), size, dropped)
                start = after
            elif gap < _BLANK * size:
                dropped.update(range(*blank.span()))
            elif self._is_joined_am(before):
                letter = letter or self._letter_width(start, end, size)
                if self._origin(after)[0] - self._right(before) < _BLANK_AFTER_AM * letter:
                    dropped.update(range(*blank.span()))
        yield from self._piece(start, end, size, dropped)

    def _piece(self, start: int, end: int, size: float, dropped: set[int]) -> Iterator[Piece]:
        start, end = _past(dropped, start, 1), _past(dropped, end - 1, -1) + 1
        if start >= end:
            return
        text, place = "", start
        for hole in sorted(place for place in dropped if start < place < end):
            text += self._text[place:hole]
            place = hole + 1
        text += self._text[place:end]
        left, foot = self._origin(start)
        bold = self._is_bold(start) and self._is_bold(end - 1)
        yield Piece(text, left, self._right(end - 1), foot, size, bold)

    def _is_joined_am(self, place: int) -> bool:
        """Whether ำ stands at ``place``, in one with its consonant, and PDFium made up the blank behind it."""
        return (
            self._text[place] == "ำ"
            and pdfium_c.FPDFText_IsGenerated(self._page, place + 1) == 1
            and self._origin(place) == self._origin(place - 1)
        )

    def _letter_width(self, start: int, end: int, size: float) -> float:
        letters = len(_MARKS.sub("", self._text[start:end]))
        return min((self._right(end - 1) - self._left(start)) / max(letters, 1), _WIDEST_LETTERS * size)

    def _ghosts(self, start: int, end: int, size: float) -> set[int]:
        """Places of letters that only stand for a mark: its picture lies left of where a letter would begin."""
        pattern = _GHOST if _ONLY_CLUSTERS.fullmatch(self._text, start, end) else _REPEATED
        places: Sequence[int] = range(start, end)
        ghosts: set[int] = set()
        while found := set(self._ghosts_among(places, pattern, size)):
            ghosts |= found
            places = [place for place in places if place not in found]
            pattern = _REPEATED
        return ghosts

    def _ghosts_among(self, places: Sequence[int], pattern: re.Pattern[str], size: float) -> Iterator[int]:
        """The places, of those given, whose letters are ghosts by ``pattern``; behind one ghost another may show."""
        text = "".join(self._text[place] for place in places)
        for found in pattern.finditer(text):
            ghost = places[found.start("ghost") : found.end("ghost")]
            if self._right(ghost[-1]) < self._origin(ghost[0])[0] + _BLANK * size:
                yield from ghost

    def _origin(self, place: int) -> _Point:
        pdfium_c.FPDFText_GetCharOrigin(self._page, place, self._x, self._y)
        return self._turn(self._x.value, self._y.value)

    def _left(self, place: int) -> float:
        box = self._box_at(place)
        return float(box.left if self._upright else min(self._across(box)))

    def _right(self, place: int) -> float:
        box = self._box_at(place)
        return float(box.right if self._upright else max(self._across(box)))

    def _box_at(self, place: int) -> pdfium_c.FS_RECTF:
        pdfium_c.FPDFText_GetLooseCharBox(self._page, place, self._box)
        return self._box

    def _across(self, box: pdfium_c.FS_RECTF) -> _Point:
        return self._turn(box.left, box.bottom)[0], self._turn(box.right, box.top)[0]

    def _size(self, place: int) -> float:
        matrix = self._matrix
        pdfium_c.FPDFText_GetMatrix(self._page, place, matrix)
        size: float = pdfium_c.FPDFText_GetFontSize(self._page, place) * hypot(matrix.c, matrix.d)
        return min(max(size, _SMALLEST), _LARGEST)

    def _is_tilted(self, place: int) -> bool:
        quarters = pdfium_c.FPDFText_GetCharAngle(self._page, place) / (pi / 2)
        return bool(abs(quarters - round(quarters)) > _TILTED)

    def _is_bold(self, place: int) -> bool:
        pdfium_c.FPDFText_GetFontInfo(self._page, place, self._name, len(self._name), self._flags)
        return bool(_BOLD.search(self._name.value))


def _past(dropped: set[int], place: int, step: int) -> int:
    """The nearest place from ``place`` on, in steps of ``step``, that is not dropped."""
    while place in dropped:
        place += step
    return place


def _along_lines(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    """Pieces that follow each other from left to right on one line, together."""
    line: list[Piece] = []
    for piece in pieces:
        if line and not _goes_on(line[-1], piece):
            yield line
            line = []
        line.append(piece)
    if line:
        yield line


def _goes_on(last: Piece, piece: Piece) -> bool:
    size = max(last.size, piece.size)
    return abs(last.foot - piece.foot) < _SAME_LINE * size and piece.left > last.right - size / 2


def _is_messy(lines: list[list[Piece]]) -> bool:
    jumps = sum(
        after[0].foot > before[0].foot + after[0].size
        and after[0].left < before[-1].right
        and before[0].left < after[-1].right
        for before, after in pairwise(lines)
    )
    return jumps > max(_LEAST_ROWS, _MESSY * len(lines))


def _by_columns(lines: list[list[Piece]]) -> Iterator[list[Piece]]:
    """The lines in the order they are read: of columns written side by side, the left one before the right one."""
    place = 0
    while place < len(lines):
        left, right, length = _columns_from(lines, place)
        if _are_columns(left, right, length):
            yield from ([piece] for piece in (*left, *right))
        else:
            yield from lines[place : place + length]
        place += length


def _are_columns(left: list[Piece], right: list[Piece], rows: int) -> bool:
    pairs = len(left) + len(right) - rows
    return pairs >= _LEAST_ROWS and all(
        median((piece.right - piece.left) / piece.size for piece in side) >= _COLUMN for side in (left, right)
    )


def _columns_from(lines: list[list[Piece]], place: int) -> tuple[list[Piece], list[Piece], int]:
    """The rows from ``place`` on that one gutter parts: what is left and right of it, and how many (at least 1)."""
    left: list[Piece] = []
    right: list[Piece] = []
    edge, start = -inf, inf
    for length in range(len(lines) - place):
        line = lines[place + length]
        if len(line) > 2 or (len(line) == 1 and not length):
            return left, right, max(length, 1)
        is_left = len(line) == 2 or line[0].right < start
        is_right = len(line) == 2 or not is_left
        edge = max(edge, line[0].right) if is_left else edge
        start = min(start, line[-1].left) if is_right else start
        if start - edge <= _GUTTER * line[0].size:
            return left, right, max(length, 1)
        left += line[:1] if is_left else []
        right += line[-1:] if is_right else []
    return left, right, len(lines) - place


def _row(line: list[Piece], upper: float) -> Row:
    text = line[0].text
    for before, piece in pairwise(line):
        text += ("" if piece.left - before.right < _BLANK * piece.size else " ") + piece.text
    size = max(piece.size for piece in line)
    bold = all(piece.bold for piece in line)
    sure = sum(piece.sure * len(piece.text) for piece in line) / sum(len(piece.text) for piece in line)
    return Row(text, line[0].left, line[-1].right, upper - line[0].foot, size, bold, sure)
