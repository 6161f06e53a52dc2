"""Readers: one file a format. ``READERS`` is the table; a new format is a module and a row."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from stat import S_ISREG

from corpus.storage.atomic_files import fault
from ingest.document import Document
from ingest.readers.file_types import suffix_of
from kmsearch.errors import UnknownFormat, UnreadableFile

READERS: dict[str, tuple[str, ...]] = {
    "ingest.readers.text": (".txt", ".text"),
    "ingest.readers.markdown": (".md", ".markdown"),
    "ingest.readers.html.html_reader": (".html", ".htm", ".xhtml"),
    "ingest.readers.html.mht": (".mht", ".mhtml"),
    "ingest.readers.docx.docx_reader": (".docx", ".docm"),
    "ingest.readers.pptx": (".pptx", ".pptm", ".ppsx"),
    "ingest.readers.libreoffice": (".doc", ".rtf", ".odt", ".sxw", ".wps", ".ppt", ".pps", ".odp", ".sxi"),
    "ingest.readers.pdf.pdf_reader": (".pdf",),
    "ingest.readers.ocr.image": (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp"),
}
"""Module → the endings it reads, the usual one first; imported when first used.

Each has ``read(data: bytes, path: str) -> Document``.
"""

SUFFIXES: dict[str, str] = {suffix: module for module, suffixes in READERS.items() for suffix in suffixes}

ALSO_READ = (".csv", ".jsonl", ".zip")
"""What ``ingest`` reads beside documents: tables of records and archives (``row_reader``, ``archive``)."""

MAX_BYTES = 200 * 2**20
"""Largest file read: a record is kilobytes, a scanned booklet tens of megabytes; past this it is something else."""


def accepts(path: Path) -> bool:
    """Whether some reader takes files with this ending."""
    return path.suffix.lower() in SUFFIXES


def refuse_special(path: Path) -> None:
    """Raises UnreadableFile for a pipe or a device: to read one may wait without end. OSError as ``stat`` does."""
    mode = path.stat().st_mode
    if not S_ISREG(mode):
        raise UnreadableFile("เป็นท่อ อุปกรณ์ หรือโฟลเดอร์ ไม่ใช่ไฟล์", "คัดลอกเนื้อหาเป็นไฟล์ธรรมดา แล้วนำเข้าไฟล์นั้น", file=path)


def load(path: Path) -> bytes:
    """The bytes of a file. Raises UnreadableFile that says why there are none."""
    try:
        refuse_special(path)
        if path.stat().st_size > MAX_BYTES:
            limit = f"แบ่งไฟล์ให้เล็กกว่า {MAX_BYTES // 2**20} MB"
            raise UnreadableFile("ไฟล์ใหญ่เกินไป", limit, file=path)
        return path.read_bytes()
    except OSError as error:
        raise UnreadableFile(*fault(error), file=path) from error


def read(path: Path, data: bytes) -> Document:
    """The document in ``data``, by the reader for what it is, or else for the ending of ``path``.

    Raises UnknownFormat when no reader takes it, UnreadableFile when its reader cannot.
    """
    if not accepts(path):
        usual = " ".join([*(suffixes[0] for suffixes in READERS.values()), *ALSO_READ])
        cure = f"แปลงเป็นแบบที่อ่านได้ก่อน เช่น {usual}"
        raise UnknownFormat(f"ไม่รู้จักไฟล์แบบ “{path.suffix or 'ไม่มีนามสกุล'}”", cure, file=path)
    suffix = suffix_of(data) or path.suffix.lower()
    reader: Callable[[bytes, str], Document] = import_module(SUFFIXES[suffix]).read
    return reader(data, str(path))
