"""Reads tables row by row: the registry of table formats by file suffix."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from ingest.readers import refuse_special
from ingest.tables import csv_table, json_lines
from ingest.tables.table_row import TableRow
from kmsearch.errors import UnreadableFile

_READERS: dict[str, Callable[[BinaryIO, Path], Iterator[TableRow]]] = {
    ".jsonl": json_lines.read_rows,
    ".ndjson": json_lines.read_rows,
    ".csv": csv_table.read_rows,
    ".tsv": csv_table.read_rows,
}
"""File suffix → reader of its rows."""

SUFFIXES: tuple[str, ...] = tuple(_READERS)


def rows_of(file: Path, path: Path) -> Iterator[TableRow]:
    """The rows of the table in ``file``, one in memory at a time; ``path`` is its name for people.

    A row that cannot be read has its ``fault``. Raises UnreadableFile, or NoRecord where no column is known.
    """
    try:
        refuse_special(file)
        with file.open("rb") as data:
            yield from _READERS[path.suffix.lower()](data, path)
    except OSError as error:
        cause = f"เปิดไฟล์ไม่ได้ ({error.strerror or error})"
        raise UnreadableFile(cause, "ตรวจว่าไฟล์ยังอยู่และมีสิทธิ์อ่าน", file=path) from error


def accepts(path: Path) -> bool:
    """Whether the suffix of a file is that of a table."""
    return path.suffix.lower() in _READERS


def is_json(path: Path) -> bool:
    """Whether the rows are JSON lines, whose values are typed, and not cells of text."""
    return _READERS[path.suffix.lower()] is json_lines.read_rows
