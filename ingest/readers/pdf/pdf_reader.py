"""PDF files: reading order, without running heads and page numbers. Pages that are pictures are read by OCR.

Read with PDFium: it is many times as fast as the readers written in Python, and loses no Thai mark that they lose.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import pairwise
from statistics import quantiles

import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]

from ingest.document import Document, Line
from ingest.readers.layout.number_repair import with_numbers
from ingest.readers.layout.rows import Row, rows_of
from ingest.readers.layout.table_cells import MOST_ROWS, edges_of, hangs, with_labels
from ingest.readers.pdf.scanned_pages import read_scans
from kmsearch.errors import UnreadableFile
from kmsearch.thai.tokenizer import arabic, squeeze

MAX_PAGES = 2000
"""Pages read: booklets have hundreds; at 100 pages a second a file of this length takes 20 seconds."""

MAX_SECONDS = 300
"""Time after which a file is given up: one that was made to be slow."""

_HEAD, _TAIL = 1024, 16_384
"""Bytes in which a file must say that it is a PDF and that it ends; some programs write more before and behind."""

_MARGIN_ROWS = 3
"""Rows at the top and at the bottom of a page that can be running heads."""

_NEIGHBOURS = (-2, -1, 1, 2)
"""Pages on one of which a running head stands again: left and right pages may have their own."""

_SAME_PLACE = 6.0
"""Points that a running head may move from page to page."""

_LONG_HEAD = 12
"""Letters of a running head or foot that is known wherever it stands, as the first or last row of its page."""

_LARGEST_HEAD = 1.15
_HEADING = 1.2
"""Times the size of the body: a running head is no larger, a heading is larger."""

_WIDE_SPACING = 1.3
"""Times the usual distance of lines from which blank space stands between them."""

_WIDEST_SPACING = 4.0
"""Distances of lines, in ems, past which they say nothing about the usual one."""

_INDENT = 0.5
"""Ems a letter of indent is wide."""

_EDGE = 4
"""Ems a wrapped line may end before its column does: about the longest Thai word that moved to the next line."""

_SHORT = 0.5
"""Share of its column below which a line ended a paragraph: what comes next had room on it."""

_COLUMN = 12
"""Ems right of the margin from which text stands in a column with a margin of its own."""

_MOSTLY = 0.6
"""Share of bold text from which bold says nothing."""

_NUMBER = re.compile(r"[-–—~|\s]*(?:(?:หน้า(?:ที่)?|page|p\.)\s*)?#(?:\s*(?:/|จาก|of)\s*#)?[-–—~|\s]*", re.IGNORECASE)

_SAVE_AGAIN = "เปิดด้วยโปรแกรมอ่าน PDF แล้วบันทึกหรือพิมพ์เป็น PDF ใหม่"


def read(data: bytes, path: str) -> Document:
    """The lines of a PDF file.

    Raises UnreadableFile for one that is damaged, encrypted or too long, and for a scan where OCR is missing.
    """
    try:
        with closing(_open(data, path)) as file:
            pages = _read_pages(file, path)
            pages, notes = read_scans(file, pages, path)
    except pdfium.PdfiumError as error:
        raise UnreadableFile("ไฟล์ PDF เสียหาย", _SAVE_AGAIN, file=path) from error
    return Document(path, lines_of(pages), notes=notes)


def _open(data: bytes, path: str) -> pdfium.PdfDocument:
    if b"%PDF-" not in data[:_HEAD]:
        raise UnreadableFile("ไฟล์นี้ไม่ใช่ PDF", _SAVE_AGAIN, file=path)
    if b"%%EOF" not in data[-_TAIL:]:
        raise UnreadableFile("ไฟล์ PDF ไม่ครบ ตอนท้ายขาดหายไป", "ดาวน์โหลดหรือคัดลอกไฟล์มาใหม่", file=path)
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if error.err_code in (pdfium_c.FPDF_ERR_PASSWORD, pdfium_c.FPDF_ERR_SECURITY):
            cure = "เปิดด้วยรหัสผ่าน แล้วบันทึกหรือพิมพ์เป็น PDF ใหม่ที่ไม่มีรหัส"
            raise UnreadableFile("ไฟล์ PDF ตั้งรหัสผ่านไว้", cure, file=path) from error
        raise UnreadableFile("ไฟล์ PDF เสียหาย", _SAVE_AGAIN, file=path) from error


def _read_pages(file: pdfium.PdfDocument, path: str) -> list[list[Row]]:
    if len(file) > MAX_PAGES:
        raise UnreadableFile(f"ไฟล์ PDF มี {len(file):,} หน้า", f"แบ่งไฟล์ให้ไม่เกิน {MAX_PAGES:,} หน้า", file=path)
    began = time.monotonic()
    pages: list[list[Row]] = []
    for number in range(len(file)):
        if time.monotonic() - began > MAX_SECONDS:
            raise UnreadableFile(f"ไฟล์ PDF อ่านช้าผิดปกติ หยุดที่หน้า {number}", _SAVE_AGAIN, file=path)
        try:
            with closing(file[number]) as page:
                pages.append(rows_of(page))
        except pdfium.PdfiumError as error:
            raise UnreadableFile(f"ไฟล์ PDF เสียหายที่หน้า {number + 1}", _SAVE_AGAIN, file=path) from error
    return pages


@dataclass(frozen=True, slots=True)
class _Body:
    """What is usual in a document: size of its letters, distance of its lines in ems, left margin; is bold special?"""

    size: float
    spacing: float
    margin: float
    bold_counts: bool


def _without_heads(pages: list[list[Row]]) -> list[list[Row]]:
    """The pages without the rows that repeat in the same place on a page nearby, and without page numbers."""
    body = _usual_size(pages)
    tops = [sorted(rows, key=lambda row: row.top) for rows in pages]
    heads = [
        {id(row) for side in (rows, rows[::-1]) for row in _heads_of(side, page, tops, body)}
        for page, rows in enumerate(tops)
    ]
    return [[row for row in rows if id(row) not in heads[page]] for page, rows in enumerate(pages)]


def _heads_of(rows: Sequence[Row], page: int, tops: Sequence[Sequence[Row]], body: float) -> Iterator[Row]:
    """The running heads and numbers among ``rows``, from an edge of the page inwards up to the first that is none."""
    for row, after in zip(rows[:_MARGIN_ROWS], [*rows[1:], None], strict=False):
        text = _folded(row.text)
        alone = after is None or abs(after.top - row.top) > _WIDE_SPACING * row.size
        numbered = bool(_NUMBER.fullmatch(text)) and alone
        small = row.size <= _LARGEST_HEAD * body
        again = any(_stands_on(row, text, tops, page + way) or _ends(row, text, tops, page, way) for way in _NEIGHBOURS)
        if not (numbered or (small and again)):
            return
        yield row


def _stands_on(row: Row, text: str, tops: Sequence[Sequence[Row]], page: int) -> bool:
    if not 0 <= page < len(tops):
        return False
    outer = (*tops[page][:_MARGIN_ROWS], *tops[page][-_MARGIN_ROWS:])
    return any(abs(other.top - row.top) < _SAME_PLACE and _folded(other.text) == text for other in outer)


def _ends(row: Row, text: str, tops: Sequence[Sequence[Row]], page: int, way: int) -> bool:
    """Whether the first or the last row of a page is that of a page nearby: a foot may stand close to its text."""
    if not 0 <= page + way < len(tops) or not tops[page + way] or len(text) < _LONG_HEAD:
        return False
    return any(row is tops[page][side] and text == _folded(tops[page + way][side].text) for side in (0, -1))


def _folded(text: str) -> str:
    return re.sub(r"\d{1,4}", "#", arabic(squeeze(text)))


def _usual_size(pages: Iterable[Iterable[Row]]) -> float:
    sizes: Counter[float] = Counter()
    for rows in pages:
        for row in rows:
            sizes[round(row.size, 1)] += len(row.text)
    return sizes.most_common(1)[0][0] if sizes else 1.0


def lines_of(pages: list[list[Row]]) -> tuple[Line, ...]:
    """The lines that the rows of pages make, running heads and page numbers left out, misread numbers mended."""
    return with_numbers(list(_lines([with_labels(rows) for rows in _without_heads(pages)])))


def _lines(pages: list[list[Row]]) -> Iterator[Line]:
    body = _body(pages)
    number = 0
    for rows in pages:
        for block in _blocks([rows]):
            left, right = min(row.left for row in block), max(row.right for row in block)
            if left < body.margin + _COLUMN * body.size:
                left = body.margin
            last: Row | None = None
            short = False
            edges = edges_of(block, rows)
            hanging = {id(row) for row, after in pairwise(block) if len(rows) <= MOST_ROWS and hangs(row, after, rows)}
            for row in block:
                text = squeeze(row.text)
                if not text:
                    continue
                number += 1
                strong = (row.bold and body.bold_counts) or row.size > _HEADING * body.size
                indent = max(0, round((row.left - left) / (_INDENT * body.size)))
                apart = last is not None and _is_apart(last, row, body)
                edge = edges.get(id(row), right)
                wraps = row.right > edge - _EDGE * body.size or id(row) in hanging
                yield Line(text, number, apart, strong, indent=indent, wraps=wraps, sure=row.sure, begins=short)
                short = row.right - row.left < _SHORT * (edge - row.left) and id(row) not in hanging
                last = row


def _is_apart(last: Row, row: Row, body: _Body) -> bool:
    return _spacing(last, row) > _WIDE_SPACING * body.spacing


def _spacing(last: Row, row: Row) -> float:
    return (row.top - last.top) / ((last.size + row.size) / 2)


def _body(pages: list[list[Row]]) -> _Body:
    size = _usual_size(pages)
    distances = [
        spacing
        for block in _blocks(pages)
        for last, row in pairwise(block)
        if 0 < (spacing := _spacing(last, row)) < _WIDEST_SPACING
    ]
    spacing = quantiles(distances, n=4, method="inclusive")[0] if len(distances) > 1 else _WIDEST_SPACING
    rows = [row for page in pages for row in page]
    bold = sum(len(row.text) for row in rows if row.bold)
    every = sum(len(row.text) for row in rows)
    return _Body(size, spacing, min((row.left for row in rows), default=0.0), bold < _MOSTLY * every)


def _blocks(pages: Iterable[Iterable[Row]]) -> Iterator[list[Row]]:
    """Rows that run down a page without going up again: a page, or a column of it."""
    for rows in pages:
        block: list[Row] = []
        for row in rows:
            if block and row.top < block[-1].top - row.size:
                yield block
                block = []
            block.append(row)
        if block:
            yield block
