"""Parses the output of Tesseract (hOCR and plain text) into rows of a page with confidences.

One run gives two outputs, as neither is enough. In hOCR every Thai letter is a “word”: it has positions and
confidences, but no blanks. The plain text has the blanks, as the network that reads the line saw them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from statistics import median
from xml.etree.ElementTree import Element, fromstring

from ingest.readers.layout.rows import LayoutRow, TextRun, rows_in_order

_MIN_COLUMN_GAP = 1.2
"""Line heights (Tesseract's ``x_size``, 1.1 to 1.3 ems) between letters of different columns or cells. A guess."""

_XHTML = "{http://www.w3.org/1999/xhtml}"

_Box = tuple[float, float, float, float]
_ROTATIONS: dict[int, Callable[[_Box, _Box], _Box]] = {
    0: lambda box, page: box,
    90: lambda box, page: (page[3] - box[3], box[0], page[3] - box[1], box[2]),
    180: lambda box, page: (page[2] - box[2], page[3] - box[3], page[2] - box[0], page[3] - box[1]),
    270: lambda box, page: (box[1], page[2] - box[2], box[3], page[2] - box[0]),
}
"""hOCR's ``textangle`` (rotation of the text in degrees, counter-clockwise) → a box in the upright page."""


@dataclass(frozen=True, slots=True)
class _HocrWord:
    """A word of hOCR: edges in pixels, confidence (0 to 1), and whether a blank is before it."""

    text: str
    left: float
    right: float
    foot: float
    confidence: float
    blank: bool


@dataclass(frozen=True, slots=True)
class _HocrLine:
    """Words on a baseline, which crosses the left edge of the page at ``foot`` (pixels downwards) and falls by
    ``slope``."""

    words: tuple[_HocrWord, ...]
    foot: float
    slope: float
    size: float


def pages_of(hocr: str, plain: str, width: float) -> list[list[LayoutRow]]:
    """The rows of each page, ``width`` points wide. Raises ParseError for damaged hOCR."""
    root = fromstring(hocr)  # noqa: S314 - Tesseract on this machine wrote it
    blanks = _PlainTextBlanks(plain)
    return [_rows(page, blanks, width) for page in root.iter(f"{_XHTML}div") if page.get("class") == "ocr_page"]


class _PlainTextBlanks:
    """Walks through the plain text along the words of hOCR, which are the same letters in the same order."""

    def __init__(self, plain: str) -> None:
        self._plain = plain
        self._offset = 0

    def is_before(self, word: str) -> bool:
        """Whether a blank is before ``word``, the next one."""
        start = self._offset
        while self._plain[start : start + 1].isspace():
            start += 1
        blank = start > self._offset
        if self._plain.startswith(word, start):
            self._offset = start + len(word)
        return blank


def _rows(page: Element, blanks: _PlainTextBlanks, width: float) -> list[LayoutRow]:
    """The rows of one page, upright and ``width`` points wide."""
    page_box = _box(page)
    lines = [line for span in page.iter(f"{_XHTML}span") if (line := _line(span, page_box, blanks))]
    if not lines:
        return []
    scale = width / max(page_box[2], 1.0)
    slope = median(line.slope for line in lines)
    size = median(line.size for line in lines) * scale
    runs = [run for line in lines for run in _runs(line, scale, slope, size)]
    return rows_in_order(runs, 0.0)


def _line(span: Element, page: _Box, blanks: _PlainTextBlanks) -> _HocrLine | None:
    title = span.get("title", "")
    size = re.search(r"x_size ([0-9.]+)", title)
    if not size:
        return None
    angle = re.search(r"textangle (\d+)", title)
    rotate = _ROTATIONS[int(angle[1]) if angle else 0]
    children = [word for word in span.iter(f"{_XHTML}span") if word.get("class") == "ocrx_word"]
    words = [word for child in children if (word := _word(child, rotate(_box(child), page), blanks)).text]
    if not words:
        return None
    slope, foot = _baseline(title, rotate(_box(span), page), words)
    return _HocrLine(tuple(words), foot, slope, max(float(size[1]), 1.0))


def _baseline(title: str, box: _Box, words: list[_HocrWord]) -> tuple[float, float]:
    """Slope of a line, and where it crosses the left edge of the page; hOCR has neither for a rotated page."""
    baseline = re.search(r"baseline (\S+) ([^\s;]+)", title)
    if not baseline:
        return 0.0, median(word.foot for word in words)
    slope, down = float(baseline[1]), float(baseline[2])
    return slope, box[3] + down - slope * box[0]


def _box(element: Element) -> _Box:
    """Left, top, right and bottom edge in pixels."""
    left, top, right, bottom = re.findall(r"-?\d+", element.get("title", "").partition("bbox ")[2])[:4]
    return float(left), float(top), float(right), float(bottom)


def _word(span: Element, box: _Box, blanks: _PlainTextBlanks) -> _HocrWord:
    text = "".join("".join(span.itertext()).split())
    confidence = re.search(r"x_wconf (\d+)", span.get("title", ""))
    return _HocrWord(
        text, box[0], box[2], box[3], int(confidence[1]) / 100 if confidence else 0.0, blanks.is_before(text)
    )


def _runs(line: _HocrLine, scale: float, slope: float, size: float) -> Iterator[TextRun]:
    """The text runs of a line, split at wide gaps and turned upright by ``slope``."""
    foot = -line.foot * scale
    group: list[_HocrWord] = []
    for word in line.words:
        if group and word.left - group[-1].right > _MIN_COLUMN_GAP * line.size:
            yield _run(group, foot, scale, slope, size)
            group = []
        group.append(word)
    yield _run(group, foot, scale, slope, size)


def _run(words: list[_HocrWord], foot: float, scale: float, slope: float, size: float) -> TextRun:
    text = "".join(" " * word.blank + word.text for word in words).strip()
    x_shift = -slope * foot
    confidence = sum(word.confidence * len(word.text) for word in words) / max(sum(len(word.text) for word in words), 1)
    left, right = words[0].left * scale + x_shift, max(word.right for word in words) * scale + x_shift
    return TextRun(text, left, right, foot, size, False, confidence)


def mean_confidence(pages: Iterable[Iterable[LayoutRow]]) -> float:
    """The mean confidence of all letters on the pages."""
    rows = [row for page in pages for row in page]
    return sum(row.confidence * len(row.text) for row in rows) / max(sum(len(row.text) for row in rows), 1)
