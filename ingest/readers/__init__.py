"""Readers: one module per format, each with ``read(data: bytes, path: str) -> Document``. ``READERS`` is the registry;
a new format is a module and a row there.

- ``text``, ``markdown``, ``html.html_reader``, ``html.mht``: text and web pages
- ``docx.docx_reader``, ``pptx``: Office Open XML; ``libreoffice``: other office formats, converted to these
- ``pdf.pdf_reader``, ``ocr.image``: pages with positions, made into lines by ``layout``
- ``file_types``: type of a file by its first bytes
- ``table_labels``: labels in the first column of tables
"""

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
"""Module → the suffixes it reads, the usual one first; imported when first used."""

SUFFIXES: dict[str, str] = {suffix: module for module, suffixes in READERS.items() for suffix in suffixes}

ALSO_READ = (".csv", ".jsonl", ".zip")
"""Suffixes that ``ingest`` reads beside documents: tables (``ingest.tables``) and archives (``ingest.archive``)."""

MAX_BYTES = 200 * 2**20
"""Largest file that is read: a record has kilobytes, a scanned booklet tens of megabytes."""


def accepts(path: Path) -> bool:
    """Whether a reader takes files with this suffix."""
    return path.suffix.lower() in SUFFIXES


def refuse_special(path: Path) -> None:
    """Raises UnreadableFile for a pipe, device or folder, reading of which may block; OSError as ``stat`` does."""
    mode = path.stat().st_mode
    if not S_ISREG(mode):
        raise UnreadableFile("เป็นท่อ อุปกรณ์ หรือโฟลเดอร์ ไม่ใช่ไฟล์", "คัดลอกเนื้อหาเป็นไฟล์ธรรมดา แล้วนำเข้าไฟล์นั้น", file=path)


def load(path: Path) -> bytes:
    """The bytes of a file. Raises UnreadableFile with the cause."""
    try:
        refuse_special(path)
        if path.stat().st_size > MAX_BYTES:
            limit = f"แบ่งไฟล์ให้เล็กกว่า {MAX_BYTES // 2**20} MB"
            raise UnreadableFile("ไฟล์ใหญ่เกินไป", limit, file=path)
        return path.read_bytes()
    except OSError as error:
        raise UnreadableFile(*fault(error), file=path) from error


def read(path: Path, data: bytes) -> Document:
    """The document in ``data``, by the reader for its detected type, or else for the suffix of ``path``.

    Raises UnknownFormat when no reader takes the suffix, UnreadableFile when its reader cannot read it.
    """
    if not accepts(path):
        usual = " ".join([*(suffixes[0] for suffixes in READERS.values()), *ALSO_READ])
        cure = f"แปลงเป็นแบบที่อ่านได้ก่อน เช่น {usual}"
        raise UnknownFormat(f"ไม่รู้จักไฟล์แบบ “{path.suffix or 'ไม่มีนามสกุล'}”", cure, file=path)
    suffix = suffix_of(data) or path.suffix.lower()
    reader: Callable[[bytes, str], Document] = import_module(SUFFIXES[suffix]).read
    return reader(data, str(path))
