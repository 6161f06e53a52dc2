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
"""Name of the format, which is also the suffix of its files → writer."""


def write_stream(records: Iterable[Record], format: str, stream: BinaryIO, boundary: Boundary = _STRICT) -> None:
    """Writes ``records`` as ``boundary`` discloses them to ``stream`` in one of ``FORMATS``, UTF-8, one at a time."""
    file = io.TextIOWrapper(stream, "utf-8", newline="")
    try:
        FORMATS[format](boundary.records(records), file)
    finally:
        file.detach()


def write_file(records: Iterable[Record], format: str, path: Path, boundary: Boundary = _STRICT) -> None:
    """Writes ``records`` to the file ``path``, whole or not at all. Raises CorpusError when it cannot be written."""
    part = path.with_name(path.name + ".part")
    with atomic_files.explained(path):
        try:
            with part.open("wb") as stream:
                write_stream(records, format, stream, boundary)
            atomic_files.patiently(lambda: part.replace(path))
        finally:
            part.unlink(missing_ok=True)
