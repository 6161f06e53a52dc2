"""Finds the scanned pages of a PDF (pictures without text) and reads their rows by OCR."""

from __future__ import annotations

import time
from collections.abc import Iterable
from contextlib import closing
from itertools import groupby

import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]

from ingest.readers.layout.rows import LayoutRow
from ingest.readers.ocr import tesseract
from kmsearch.errors import UnreadableFile

MAX_SECONDS = 1800
"""Time after which the remaining scans are left unread, with a note: some 600 pages on a slow computer."""

DPI = 200
"""Resolution at which a page is rendered: 1.5 to 1.9 % of the letters of two scans were misread, at 150 and 250 dpi 2
%."""

MAX_PIXELS = 40_000_000
"""Pixels of a rendered page: A2 at 200 dpi has 15 million; larger pages are rendered at a lower resolution."""

_MIN_TEXT_LETTERS = 20
"""Letters below which a page with a picture is a scan: stamps and page numbers have as many. A guess."""

_MAX_STAMP_LETTERS = 150
"""Letters below which a page that a picture covers is a scan: a stamp of receipt, a running head and a number. A
guess."""

_MIN_COVERED_SHARE = 0.6
"""Share of a page that a picture covers on a scan. A guess."""

_PageRows = list[list[LayoutRow]]


def read_scanned_pages(file: pdfium.PdfDocument, pages: _PageRows, path: str) -> tuple[_PageRows, tuple[str, ...]]:
    """The pages, scans among them read by OCR, and Thai notes on scans that could not be read.

    Raises UnreadableFile when all pages are scans and OCR is not installed or finds no text.
    """
    scans = [number for number, rows in enumerate(pages) if _is_scan(file, number, rows)]
    if not scans:
        return pages, ()
    missing = tesseract.missing_program()
    if missing:
        if _have_no_text(pages):
            raise UnreadableFile(f"ไฟล์เป็นภาพสแกน {missing[0]}", missing[1], file=path)
        return pages, (_note(scans, *missing),)
    read, failed = _read_all(file, scans, path)
    pages = [max(rows, read.get(number, rows), key=_letters) for number, rows in enumerate(pages)]
    if _have_no_text(pages):
        cause = "ไฟล์เป็นภาพสแกนที่ OCR อ่านไม่พบตัวอักษร"
        raise UnreadableFile(cause, "สแกนใหม่ให้ชัด ตรง และละเอียด 200–300 dpi แล้วนำเข้าใหม่", file=path)
    return pages, (_note(failed, "อ่านด้วย OCR ไม่สำเร็จ", "เปิดต้นฉบับเทียบ"),) if failed else ()


def _read_all(
    file: pdfium.PdfDocument, scans: Iterable[int], path: str
) -> tuple[dict[int, list[LayoutRow]], list[int]]:
    """Page number → rows, and the numbers of pages that could not be read."""
    began = time.monotonic()
    read: dict[int, list[LayoutRow]] = {}
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
    """A page as a grey picture (PGM), and its width in points."""
    with closing(file[number]) as page:
        width, height = page.get_size()
        scale = min(DPI / 72, (MAX_PIXELS / max(width * height, 1)) ** 0.5)
        with closing(page.render(scale=scale, grayscale=True)) as drawn:
            pixels = bytes(drawn.buffer)
            rows = (
                pixels[start : start + drawn.width] for start in range(0, drawn.stride * drawn.height, drawn.stride)
            )
            return b"P5 %d %d 255\n" % (drawn.width, drawn.height) + b"".join(rows), width


def _is_scan(file: pdfium.PdfDocument, number: int, rows: list[LayoutRow]) -> bool:
    letters = _letters(rows)
    if letters >= _MAX_STAMP_LETTERS:
        return False
    with closing(file[number]) as page:
        pictures = list(page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE], max_depth=3))
        return bool(pictures) and (letters < _MIN_TEXT_LETTERS or any(_covers(picture, page) for picture in pictures))


def _covers(picture: pdfium.PdfObject, page: pdfium.PdfPage) -> bool:
    left, bottom, right, top = picture.get_bounds()
    west, south, east, north = page.get_bbox()
    return bool((right - left) * (top - bottom) > _MIN_COVERED_SHARE * (east - west) * (north - south))


def _letters(rows: Iterable[LayoutRow]) -> int:
    return sum(len(row.text) for row in rows)


def _have_no_text(pages: _PageRows) -> bool:
    return sum(map(_letters, pages)) < _MIN_TEXT_LETTERS * len(pages)


def _note(numbers: Iterable[int], cause: str, cure: str) -> str:
    """A sentence on the pages ``numbers`` (from 0): cause and cure."""
    runs = [[number + 1 for _, number in run] for _, run in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0])]
    page_list = ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs)
    return f"หน้า {page_list} เป็นภาพ ยังไม่ได้อ่าน: {cause} ({cure})"
