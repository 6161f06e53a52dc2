"""Exports the whole corpus to one file: lossless JSON lines, or CSV for spreadsheet programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import BinaryIO, TextIO

from corpus.formats.jsonlines import to_line
from corpus.formats.spreadsheet import COLUMNS, to_row
from corpus.privacy.boundary import Boundary
from corpus.record import Record
from corpus.storage import atomic_files


def _write_jsonl(records: Iterable[Record], file: TextIO) -> None:
    file.writelines(to_line(record) + "\n" for record in records)


def _write_csv(records: Iterable[Record], file: TextIO) -> None:
    file.write("\ufeff")  # without it spreadsheet programs read another encoding
    table = csv.writer(file)
    table.writerow(COLUMNS)
    table.writerows(map(to_row, records))


_STRICT = Boundary()

FORMATS: dict[str, Callable[[Iterable[Record], TextIO], None]] = {"jsonl": _write_jsonl, "csv": _write_csv}
"""Format name, also the file suffix → writer."""


def write_stream(records: Iterable[Record], format: str, stream: BinaryIO, boundary: Boundary = _STRICT) -> None:
    """Writes ``records``, disclosed by ``boundary``, one by one to ``stream`` in one of ``FORMATS``, in UTF-8."""
    file = io.TextIOWrapper(stream, "utf-8", newline="")
    try:
        FORMATS[format](boundary.records(records), file)
    finally:
        file.detach()


def write_file(records: Iterable[Record], format: str, path: Path, boundary: Boundary = _STRICT) -> None:
    """Writes ``records`` to ``path`` atomically. Raises CorpusError if it cannot be written."""
    temp = path.with_name(path.name + ".part")
    with atomic_files.explained(path):
        try:
            with temp.open("wb") as stream:
                write_stream(records, format, stream, boundary)
            atomic_files.patiently(lambda: temp.replace(path))
        finally:
            temp.unlink(missing_ok=True)
