"""Pages of a PDF that are pictures: which they are, and their rows read by OCR in their place."""

from __future__ import annotations

import time
from collections.abc import Iterable
from contextlib import closing
from itertools import groupby

import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]

from ingest.readers.layout.rows import Row
from ingest.readers.ocr import tesseract
from kmsearch.errors import UnreadableFile

MAX_SECONDS = 1800
"""Time after which the rest of the pictures is left unread, and said to be: some 600 pages on a slow computer."""

DPI = 200
"""Dots an inch at which a page is drawn: 1.5 to 1.9 % of the letters of two scans were misread, at 150 and 250 2 %."""

MAX_DOTS = 40_000_000
"""Dots of a page drawn: A2 at 200 an inch is 15 million; larger pages are drawn coarser."""

_FEWEST_LETTERS = 20
"""Letters below which a page with a picture is a scan: stamps and page numbers make up as many."""

_STAMPED = 150
"""Letters below which a page that one picture covers is a scan: a stamp of receipt, a running head and a number."""

_COVERED = 0.6
"""Share of a page that a picture covers if the page is a scan."""

_Pages = list[list[Row]]


def read_scans(file: pdfium.PdfDocument, pages: _Pages, path: str) -> tuple[_Pages, tuple[str, ...]]:
    """The pages with those that are pictures read by OCR, and Thai notes on those that could not be.

    Raises UnreadableFile when pictures are all there is and OCR is missing or finds no text in them.
    """
    scans = [number for number, rows in enumerate(pages) if _is_scan(file, number, rows)]
    if not scans:
        return pages, ()
    missing = tesseract.lacking()
    if missing:
        if _is_bare(pages):
            raise UnreadableFile(f"ไฟล์เป็นภาพสแกน {missing[0]}", missing[1], file=path)
        return pages, (_note(scans, *missing),)
    read, failed = _read_all(file, scans, path)
    pages = [max(rows, read.get(number, rows), key=_letters) for number, rows in enumerate(pages)]
    if _is_bare(pages):
        cause = "ไฟล์เป็นภาพสแกนที่ OCR อ่านไม่พบตัวอักษร"
        raise UnreadableFile(cause, "สแกนใหม่ให้ชัด ตรง และละเอียด 200–300 dpi แล้วนำเข้าใหม่", file=path)
    return pages, (_note(failed, "อ่านด้วย OCR ไม่สำเร็จ", "เปิดต้นฉบับเทียบ"),) if failed else ()


def _read_all(file: pdfium.PdfDocument, scans: Iterable[int], path: str) -> tuple[dict[int, list[Row]], list[int]]:
    """Page number → its rows; and the numbers of the pages that could not be read."""
    began = time.monotonic()
    read: dict[int, list[Row]] = {}
    failed: list[int] = []
    for number in scans:
        if time.monotonic() - began > MAX_SECONDS:
            failed.append(number)
            continue
        try:
            picture, width = _draw(file, number)
            (read[number],) = tesseract.read_picture(picture, path, width)
        except (UnreadableFile, pdfium.PdfiumError, ValueError):
            failed.append(number)
    return read, failed


def _draw(file: pdfium.PdfDocument, number: int) -> tuple[bytes, float]:
    """A page as a grey picture in PGM, and its width in points."""
    with closing(file[number]) as page:
        width, height = page.get_size()
        scale = min(DPI / 72, (MAX_DOTS / max(width * height, 1)) ** 0.5)
        with closing(page.render(scale=scale, grayscale=True)) as drawn:
            dots = bytes(drawn.buffer)
            rows = (dots[start : start + drawn.width] for start in range(0, drawn.stride * drawn.height, drawn.stride))
            return b"P5 %d %d 255\n" % (drawn.width, drawn.height) + b"".join(rows), width


def _is_scan(file: pdfium.PdfDocument, number: int, rows: list[Row]) -> bool:
    letters = _letters(rows)
    if letters >= _STAMPED:
        return False
    with closing(file[number]) as page:
        pictures = list(page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE], max_depth=3))
        return bool(pictures) and (letters < _FEWEST_LETTERS or any(_covers(picture, page) for picture in pictures))


def _covers(picture: pdfium.PdfObject, page: pdfium.PdfPage) -> bool:
    left, bottom, right, top = picture.get_bounds()
    west, south, east, north = page.get_bbox()
    return bool((right - left) * (top - bottom) > _COVERED * (east - west) * (north - south))


def _letters(rows: Iterable[Row]) -> int:
    return sum(len(row.text) for row in rows)


def _is_bare(pages: _Pages) -> bool:
    return sum(map(_letters, pages)) < _FEWEST_LETTERS * len(pages)


def _note(numbers: Iterable[int], cause: str, cure: str) -> str:
    """A sentence on the pages ``numbers`` (from 0)."""
    runs = [[number + 1 for _, number in run] for _, run in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0])]
    told = ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs)
    return f"หน้า {told} เป็นภาพ ยังไม่ได้อ่าน: {cause} ({cure})"
