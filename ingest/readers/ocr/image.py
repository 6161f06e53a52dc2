"""Pictures of pages, scanned or photographed, read by OCR."""

from __future__ import annotations

import struct
from collections.abc import Callable

from ingest.document import Document
from ingest.readers.ocr.tesseract import read_picture
from ingest.readers.pdf.pdf_reader import lines_of
from kmsearch.errors import UnreadableFile

MAX_DOTS = 150_000_000
"""Dots of a picture: A3 scanned at 600 an inch has 70 million. A small file can claim billions, all white."""

MAX_SECONDS = 600
"""Time for one file, which may hold many pages: some 200 on a slow computer."""

_SAVE_AGAIN = "เปิดด้วยโปรแกรมดูภาพ แล้วบันทึกใหม่เป็น PNG หรือ JPEG"
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""JPEG's markers that begin a frame, which tells its size."""


def read(data: bytes, path: str) -> Document:
    """The lines of a picture; of all pages of a TIFF.

    Raises UnreadableFile for what is no picture, is damaged or too large, and where OCR is missing.
    """
    try:
        dots = next((size(data) for begins, size in _KINDS if data.startswith(begins)), None)
    except (struct.error, IndexError) as error:
        raise UnreadableFile("ไฟล์ภาพเสียหาย", "สแกนหรือคัดลอกไฟล์มาใหม่", file=path) from error
    if dots is None:
        raise UnreadableFile("ไฟล์นี้ไม่ใช่ภาพแบบที่อ่านได้", _SAVE_AGAIN, file=path)
    if dots > MAX_DOTS:
        limit = f"สแกนที่ 300 dpi หรือย่อให้ไม่เกิน {MAX_DOTS // 1_000_000} ล้านจุด"
        raise UnreadableFile(f"ภาพใหญ่เกินไป ({dots // 1_000_000:,} ล้านจุด)", limit, file=path)
    lines = lines_of(read_picture(data, path, seconds=MAX_SECONDS))
    if not lines:
        raise UnreadableFile("OCR อ่านไม่พบตัวอักษรในภาพ", "สแกนใหม่ให้ชัด ตรง และละเอียด 200–300 dpi", file=path)
    return Document(path, lines)


def _png(data: bytes) -> int:
    width, height = struct.unpack_from(">II", data, 16)
    return int(width * height)


def _jpeg(data: bytes) -> int:
    place = 2
    while data[place + 1] not in _FRAMES:
        place += 2 + struct.unpack_from(">H", data, place + 2)[0] if data[place + 1] != 0xFF else 1
    height, width = struct.unpack_from(">HH", data, place + 5)
    return int(width * height)


def _bmp(data: bytes) -> int:
    width, height = struct.unpack_from("<ii", data, 18)
    return int(abs(width * height))


def _tiff(data: bytes) -> int:
    """Dots of the largest page: tags 256 and 257 of each directory are width and height."""
    order = "<" if data.startswith(b"II") else ">"
    (place,) = struct.unpack_from(f"{order}I", data, 4)
    seen: set[int] = set()
    largest = 0
    while place and place not in seen:
        seen.add(place)
        (count,) = struct.unpack_from(f"{order}H", data, place)
        sides = [_tag(data, order, place + 2 + 12 * entry) for entry in range(count)]
        found = dict(side for side in sides if side[0] in (256, 257))
        largest = max(largest, found.get(256, 0) * found.get(257, 0))
        (place,) = struct.unpack_from(f"{order}I", data, place + 2 + 12 * count)
    return largest


def _tag(data: bytes, order: str, place: int) -> tuple[int, int]:
    """A tag's number, and its value if that is one short or long number."""
    tag, kind = struct.unpack_from(f"{order}HH", data, place)
    return tag, struct.unpack_from(f"{order}{'H' if kind == 3 else 'I'}", data, place + 8)[0]


_KINDS: tuple[tuple[bytes, Callable[[bytes], int]], ...] = (
    (b"\x89PNG\r\n\x1a\n", _png),
    (b"\xff\xd8\xff", _jpeg),
    (b"II*\0", _tiff),
    (b"MM\0*", _tiff),
    (b"BM", _bmp),
)
"""How a file begins → how many dots its picture has. What begins otherwise Tesseract would take for a list of files."""
