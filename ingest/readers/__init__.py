"""Readers: one file a format. ``READERS`` is the table; a new format is a module and a row."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from corpus.durable import fault
from ingest.document import Document
from kmsearch.errors import UnknownFormat, UnreadableFile

READERS: dict[str, tuple[str, ...]] = {
    "ingest.readers.text": (".txt", ".text"),
    "ingest.readers.html": (".html", ".htm", ".xhtml"),
    "ingest.readers.docx": (".docx", ".docm"),
    "ingest.readers.pdf": (".pdf",),
}
"""Module → the endings it reads. Each has ``read(data: bytes, path: str) -> Document``; imported when first used."""

SUFFIXES: dict[str, str] = {suffix: module for module, suffixes in READERS.items() for suffix in suffixes}

ALSO_READ = (".csv", ".jsonl", ".zip")
"""What ``ingest`` reads beside documents: tables of records and archives (``ingest.rows``, ``ingest.archive``)."""

MAX_BYTES = 200 * 2**20
"""Largest file read: a record is kilobytes, a scanned booklet tens of megabytes; past this it is something else."""


def accepts(path: Path) -> bool:
    """Whether some reader takes files with this ending."""
    return path.suffix.lower() in SUFFIXES


def load(path: Path) -> bytes:
    """The bytes of a file. Raises UnreadableFile that says why there are none."""
    try:
        if path.stat().st_size > MAX_BYTES:
            limit = f"แบ่งไฟล์ให้เล็กกว่า {MAX_BYTES // 2**20} MB"
            raise UnreadableFile("ไฟล์ใหญ่เกินไป", limit, file=path)
        return path.read_bytes()
    except OSError as error:
        raise UnreadableFile(*fault(error), file=path) from error


def read(path: Path, data: bytes) -> Document:
    """The document in ``data``, by the reader for the ending of ``path``.

    Raises UnknownFormat when no reader takes it, UnreadableFile when its reader cannot.
    """
    if not accepts(path):
        cure = f"แปลงเป็นแบบที่อ่านได้ก่อน: {' '.join([*sorted(SUFFIXES), *ALSO_READ])}"
        raise UnknownFormat(f"ไม่รู้จักไฟล์แบบ “{path.suffix or 'ไม่มีนามสกุล'}”", cure, file=path)
    reader: Callable[[bytes, str], Document] = import_module(SUFFIXES[path.suffix.lower()]).read
    return reader(data, str(path))
