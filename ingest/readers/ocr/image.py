"""Reads pictures of pages, scanned or photographed, by OCR."""

from __future__ import annotations

import struct
from collections.abc import Callable

from ingest.document import Document
from ingest.readers.layout.page_lines import lines_of_pages
from ingest.readers.ocr.tesseract import read_picture
from kmsearch.errors import UnreadableFile

MAX_PIXELS = 150_000_000
"""Pixels of a picture: A3 scanned at 600 dpi has 70 million. A small file can claim billions, all white."""

MAX_SECONDS = 600
"""Time for one file, which may have many pages: some 200 on a slow computer."""

_SAVE_AGAIN = "เปิดด้วยโปรแกรมดูภาพ แล้วบันทึกใหม่เป็น PNG หรือ JPEG"
_FRAME_MARKERS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""JPEG markers of a frame header, which has the size."""


def read(data: bytes, path: str) -> Document:
    """The lines of a picture, or of all pages of a TIFF.

    Raises UnreadableFile for a file that is no picture, damaged or too large, and where OCR is not installed.
    """
    try:
        pixels = next((count_pixels(data) for begins, count_pixels in _PIXEL_COUNTERS if data.startswith(begins)), None)
    except (struct.error, IndexError) as error:
        raise UnreadableFile("ไฟล์ภาพเสียหาย", "สแกนหรือคัดลอกไฟล์มาใหม่", file=path) from error
    if pixels is None:
        raise UnreadableFile("ไฟล์นี้ไม่ใช่ภาพแบบที่อ่านได้", _SAVE_AGAIN, file=path)
    if pixels > MAX_PIXELS:
        limit = f"สแกนที่ 300 dpi หรือย่อให้ไม่เกิน {MAX_PIXELS // 1_000_000} ล้านจุด"
        raise UnreadableFile(f"ภาพใหญ่เกินไป ({pixels // 1_000_000:,} ล้านจุด)", limit, file=path)
    lines = lines_of_pages(read_picture(data, path, seconds=MAX_SECONDS))
    if not lines:
        raise UnreadableFile("OCR อ่านไม่พบตัวอักษรในภาพ", "สแกนใหม่ให้ชัด ตรง และละเอียด 200–300 dpi", file=path)
    return Document(path, lines)


def _png(data: bytes) -> int:
    width, height = struct.unpack_from(">II", data, 16)
    return int(width * height)


def _jpeg(data: bytes) -> int:
    offset = 2
    while data[offset + 1] not in _FRAME_MARKERS:
        offset += 2 + struct.unpack_from(">H", data, offset + 2)[0] if data[offset + 1] != 0xFF else 1
    height, width = struct.unpack_from(">HH", data, offset + 5)
    return int(width * height)


def _bmp(data: bytes) -> int:
    width, height = struct.unpack_from("<ii", data, 18)
    return int(abs(width * height))


def _tiff(data: bytes) -> int:
    """Pixels of the largest page: tags 256 and 257 of each directory are width and height."""
    byte_order = "<" if data.startswith(b"II") else ">"
    (offset,) = struct.unpack_from(f"{byte_order}I", data, 4)
    seen_offsets: set[int] = set()
    largest = 0
    while offset and offset not in seen_offsets:
        seen_offsets.add(offset)
        (count,) = struct.unpack_from(f"{byte_order}H", data, offset)
        tags = [_tag(data, byte_order, offset + 2 + 12 * index) for index in range(count)]
        sides = dict(tag for tag in tags if tag[0] in (256, 257))
        largest = max(largest, sides.get(256, 0) * sides.get(257, 0))
        (offset,) = struct.unpack_from(f"{byte_order}I", data, offset + 2 + 12 * count)
    return largest


def _tag(data: bytes, byte_order: str, offset: int) -> tuple[int, int]:
    """The number of a tag, and its value if that is one short or long number."""
    tag, kind = struct.unpack_from(f"{byte_order}HH", data, offset)
    return tag, struct.unpack_from(f"{byte_order}{'H' if kind == 3 else 'I'}", data, offset + 8)[0]


_PIXEL_COUNTERS: tuple[tuple[bytes, Callable[[bytes], int]], ...] = (
    (b"\x89PNG\r\n\x1a\n", _png),
    (b"\xff\xd8\xff", _jpeg),
    (b"II*\0", _tiff),
    (b"MM\0*", _tiff),
    (b"BM", _bmp),
)
"""First bytes of a file → function that counts its pixels. Tesseract would take other files for a list of files."""
