"""Reads PDF files: rows in reading order, without running heads and page numbers; scanned pages are read by OCR.

Read with PDFium: it is many times faster than readers written in Python, and keeps Thai marks that they lose.
"""

from __future__ import annotations

import time
from contextlib import closing

import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]

from ingest.document import Document
from ingest.readers.layout.page_lines import lines_of_pages
from ingest.readers.layout.rows import LayoutRow
from ingest.readers.pdf.page_text import rows_of_page
from ingest.readers.pdf.scanned_pages import read_scanned_pages
from kmsearch.errors import UnreadableFile

MAX_PAGES = 2000
"""Pages of a file: booklets have hundreds; at 100 pages a second, this many take 20 seconds."""

MAX_SECONDS = 300
"""Time after which a file is given up: it was made to be slow. A guess."""

_HEAD_SIZE, _TAIL_SIZE = 1024, 16_384
"""Bytes in which a file must have the PDF header and the end mark; some programs write more before and after them."""

_SAVE_AGAIN = "เปิดด้วยโปรแกรมอ่าน PDF แล้วบันทึกหรือพิมพ์เป็น PDF ใหม่"


def read(data: bytes, path: str) -> Document:
    """The lines of a PDF file.

    Raises UnreadableFile for one that is damaged, encrypted or too long, and for a scan where OCR is not installed.
    """
    try:
        with closing(_open(data, path)) as file:
            pages = _read_pages(file, path)
            pages, notes = read_scanned_pages(file, pages, path)
    except pdfium.PdfiumError as error:
        raise UnreadableFile("ไฟล์ PDF เสียหาย", _SAVE_AGAIN, file=path) from error
    return Document(path, lines_of_pages(pages), notes=notes)


def _open(data: bytes, path: str) -> pdfium.PdfDocument:
    if b"%PDF-" not in data[:_HEAD_SIZE]:
        raise UnreadableFile("ไฟล์นี้ไม่ใช่ PDF", _SAVE_AGAIN, file=path)
    if b"%%EOF" not in data[-_TAIL_SIZE:]:
        raise UnreadableFile("ไฟล์ PDF ไม่ครบ ตอนท้ายขาดหายไป", "ดาวน์โหลดหรือคัดลอกไฟล์มาใหม่", file=path)
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if error.err_code in (pdfium_c.FPDF_ERR_PASSWORD, pdfium_c.FPDF_ERR_SECURITY):
            cure = "เปิดด้วยรหัสผ่าน แล้วบันทึกหรือพิมพ์เป็น PDF ใหม่ที่ไม่มีรหัส"
            raise UnreadableFile("ไฟล์ PDF ตั้งรหัสผ่านไว้", cure, file=path) from error
        raise UnreadableFile("ไฟล์ PDF เสียหาย", _SAVE_AGAIN, file=path) from error


def _read_pages(file: pdfium.PdfDocument, path: str) -> list[list[LayoutRow]]:
    if len(file) > MAX_PAGES:
        raise UnreadableFile(f"ไฟล์ PDF มี {len(file):,} หน้า", f"แบ่งไฟล์ให้ไม่เกิน {MAX_PAGES:,} หน้า", file=path)
    began = time.monotonic()
    pages: list[list[LayoutRow]] = []
    for number in range(len(file)):
        if time.monotonic() - began > MAX_SECONDS:
            raise UnreadableFile(f"ไฟล์ PDF อ่านช้าผิดปกติ หยุดที่หน้า {number}", _SAVE_AGAIN, file=path)
        try:
            with closing(file[number]) as page:
                pages.append(rows_of_page(page))
        except pdfium.PdfiumError as error:
            raise UnreadableFile(f"ไฟล์ PDF เสียหายที่หน้า {number + 1}", _SAVE_AGAIN, file=path) from error
    return pages
