"""Text runs of a PDF page: the characters of PDFium with their positions, split at wide gaps, without false blanks.

PDFium gives the text in the order it was written, a line at a time; positions tell where columns part, and which blanks
are real. Only the ends of words are asked for: asking for every character doubles the time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from ctypes import c_double, c_int, c_ushort, create_string_buffer
from math import hypot, pi

import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]

from ingest.readers.layout.rows import MIN_BLANK, LayoutRow, TextRun, rows_in_order
from kmsearch.thai.characters import COMBINING_MARKS, CONSONANTS, LEADING_VOWELS

_MIN_COLUMN_GAP = 1.5
"""Ems between two words in different columns, cells or at different tab stops. A guess."""

_MAX_GAP_AFTER_AM = 1.2
"""Letter widths up to which there is no blank behind ำ written as one glyph with its consonant: its า, about as wide as
a letter, then has no position of its own. With a blank the gap is 1.4 or more."""

_MAX_LETTER_WIDTH = 0.7
"""Ems that the letters of a line are wide on average at most; a line set wide has wider blanks, not wider letters."""

_MAX_TILT = 0.1
"""Rotation, in radians, past which text is a watermark. A guess."""

_MIN_FONT_SIZE, _MAX_FONT_SIZE = 1.0, 500.0
"""Font sizes in points; damaged files say 0 and millions."""

_BOLD_FONT = re.compile(rb"bold|black|heavy|demi", re.IGNORECASE)
_TEXT_LINE = re.compile(r"[^\r\n]+")
_BLANKS = re.compile(r"\s+")
_MARKS = re.compile(f"[{COMBINING_MARKS}]")

_CLUSTER = f"[{CONSONANTS}][{COMBINING_MARKS}ำ]{{1,4}}"
_REPEATED = re.compile(
    rf"(?P<one>{_CLUSTER})(?:[{CONSONANTS}][{COMBINING_MARKS}]*|[{LEADING_VOWELS}ะาๅ]|\s)?(?P<ghost>(?P=one))"
)
_ONLY_CLUSTERS = re.compile(rf"(?:{_CLUSTER}\s*)+")
_GHOST = re.compile(f"(?P<ghost>{_CLUSTER})")
"""Ghosts: some programs draw a mark apart from its letter and give the text of the letter again, behind the letter or
in a line of its own at the end of a page whose next page has the line."""

_Point = tuple[float, float]
_ROTATIONS: dict[int, Callable[[float, float], _Point]] = {
    0: lambda x, y: (x, y),
    90: lambda x, y: (y, -x),
    180: lambda x, y: (-x, -y),
    270: lambda x, y: (-y, x),
}
"""Rotation of a page in degrees, clockwise → a point in the rotated page."""


def rows_of_page(page: pdfium.PdfPage) -> list[LayoutRow]:
    """The rows of a page in reading order. Raises PdfiumError for a damaged page."""
    rotate = _ROTATIONS[page.get_rotation()]
    text_page = page.get_textpage()
    try:
        runs = list(_PageText(text_page.raw, rotate).runs())
    finally:
        text_page.close()
    left, bottom, right, top = page.get_bbox()
    return rows_in_order(runs, max(rotate(left, bottom)[1], rotate(right, top)[1]))


class _PageText:
    """The characters of a page by offset; positions are asked of PDFium when needed."""

    def __init__(self, text_page: object, rotate: Callable[[float, float], _Point]) -> None:
        self._page = text_page
        self._rotate = rotate
        self._upright = rotate is _ROTATIONS[0]
        self._box = pdfium_c.FS_RECTF()
        self._x, self._y = c_double(), c_double()
        self._matrix = pdfium_c.FS_MATRIX()
        self._name = create_string_buffer(128)
        self._flags = c_int()
        self._text = self._read()

    def _read(self) -> str:
        """The text, one letter per character of PDFium, so that offsets are the same."""
        count = max(0, pdfium_c.FPDFText_CountChars(self._page))
        buffer = (c_ushort * (count + 1))()
        written = pdfium_c.FPDFText_GetText(self._page, 0, count, buffer) if count else 0
        text = bytes(memoryview(buffer)[: max(0, written - 1)]).decode("utf-16-le", "replace")
        return text if len(text) == count else "".join(map(self._character, range(count)))

    def _character(self, offset: int) -> str:
        code = pdfium_c.FPDFText_GetUnicode(self._page, offset)
        return chr(code) if 0 < code < 0xD800 or 0xDFFF < code < 0x110000 else "\ufffd"

    def runs(self) -> Iterator[TextRun]:
        """The text runs of the page in the order of PDFium; text set at an angle is left out."""
        for line in _TEXT_LINE.finditer(self._text):
            start = line.start() + len(line[0]) - len(line[0].lstrip())
            end = line.start() + len(line[0].rstrip())
            if start < end and not self._is_tilted(start):
                yield from self._split(start, end)

    def _split(self, start: int, end: int) -> Iterator[TextRun]:
        """The runs of a line of PDFium: split at wide gaps, without ghosts and false blanks."""
        size = self._size(start)
        dropped = self._ghosts(start, end, size)
        letter_width = 0.0
        for blank in _BLANKS.finditer(self._text, start, end):
            before = _first_kept(dropped, blank.start() - 1, -1)
            after = _first_kept(dropped, blank.end(), 1)
            if before < start or after >= end:
                continue
            gap = self._left(after) - self._right(before)
            if gap > _MIN_COLUMN_GAP * size or gap < -size:
                yield from self._run(start, blank.start(), size, dropped)
                start = after
            elif gap < MIN_BLANK * size:
                dropped.update(range(*blank.span()))
            elif self._is_joined_am(before):
                letter_width = letter_width or self._mean_letter_width(start, end, size)
                if self._origin(after)[0] - self._right(before) < _MAX_GAP_AFTER_AM * letter_width:
                    dropped.update(range(*blank.span()))
        yield from self._run(start, end, size, dropped)

    def _run(self, start: int, end: int, size: float, dropped: set[int]) -> Iterator[TextRun]:
        start, end = _first_kept(dropped, start, 1), _first_kept(dropped, end - 1, -1) + 1
        if start >= end:
            return
        text, offset = "", start
        for hole in sorted(offset for offset in dropped if start < offset < end):
            text += self._text[offset:hole]
            offset = hole + 1
        text += self._text[offset:end]
        left, foot = self._origin(start)
        bold = self._is_bold(start) and self._is_bold(end - 1)
        yield TextRun(text, left, self._right(end - 1), foot, size, bold)

    def _is_joined_am(self, offset: int) -> bool:
        """Whether ำ at ``offset`` is one glyph with its consonant, and PDFium made up the blank behind it."""
        return (
            self._text[offset] == "ำ"
            and pdfium_c.FPDFText_IsGenerated(self._page, offset + 1) == 1
            and self._origin(offset) == self._origin(offset - 1)
        )

    def _mean_letter_width(self, start: int, end: int, size: float) -> float:
        letters = len(_MARKS.sub("", self._text[start:end]))
        return min((self._right(end - 1) - self._left(start)) / max(letters, 1), _MAX_LETTER_WIDTH * size)

    def _ghosts(self, start: int, end: int, size: float) -> set[int]:
        """Offsets of ghosts: letters that only stand for a mark, whose glyph is left of where a letter would begin."""
        pattern = _GHOST if _ONLY_CLUSTERS.fullmatch(self._text, start, end) else _REPEATED
        offsets: Sequence[int] = range(start, end)
        ghosts: set[int] = set()
        while new_ghosts := set(self._ghosts_among(offsets, pattern, size)):
            ghosts |= new_ghosts
            offsets = [offset for offset in offsets if offset not in new_ghosts]
            pattern = _REPEATED
        return ghosts

    def _ghosts_among(self, offsets: Sequence[int], pattern: re.Pattern[str], size: float) -> Iterator[int]:
        """The ghosts by ``pattern`` among ``offsets``; removing one may reveal another."""
        text = "".join(self._text[offset] for offset in offsets)
        for match in pattern.finditer(text):
            ghost = offsets[match.start("ghost") : match.end("ghost")]
            if self._right(ghost[-1]) < self._origin(ghost[0])[0] + MIN_BLANK * size:
                yield from ghost

    def _origin(self, offset: int) -> _Point:
        pdfium_c.FPDFText_GetCharOrigin(self._page, offset, self._x, self._y)
        return self._rotate(self._x.value, self._y.value)

    def _left(self, offset: int) -> float:
        box = self._box_of(offset)
        return float(box.left if self._upright else min(self._edges(box)))

    def _right(self, offset: int) -> float:
        box = self._box_of(offset)
        return float(box.right if self._upright else max(self._edges(box)))

    def _box_of(self, offset: int) -> pdfium_c.FS_RECTF:
        pdfium_c.FPDFText_GetLooseCharBox(self._page, offset, self._box)
        return self._box

    def _edges(self, box: pdfium_c.FS_RECTF) -> _Point:
        return self._rotate(box.left, box.bottom)[0], self._rotate(box.right, box.top)[0]

    def _size(self, offset: int) -> float:
        matrix = self._matrix
        pdfium_c.FPDFText_GetMatrix(self._page, offset, matrix)
        size: float = pdfium_c.FPDFText_GetFontSize(self._page, offset) * hypot(matrix.c, matrix.d)
        return min(max(size, _MIN_FONT_SIZE), _MAX_FONT_SIZE)

    def _is_tilted(self, offset: int) -> bool:
        quarters = pdfium_c.FPDFText_GetCharAngle(self._page, offset) / (pi / 2)
        return bool(abs(quarters - round(quarters)) > _MAX_TILT)

    def _is_bold(self, offset: int) -> bool:
        pdfium_c.FPDFText_GetFontInfo(self._page, offset, self._name, len(self._name), self._flags)
        return bool(_BOLD_FONT.search(self._name.value))


def _first_kept(dropped: set[int], offset: int, step: int) -> int:
    """The first offset from ``offset`` on, in steps of ``step``, that is not dropped."""
    while offset in dropped:
        offset += step
    return offset
