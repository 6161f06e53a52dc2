"""Reads JSON lines: one object per line, one line in memory at a time."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from ingest.tables import table_row
from ingest.tables.table_row import NOT_UTF8, TOO_LONG, TableRow
from kmsearch.errors import UnreadableFile

_ONE_OBJECT_A_LINE = "เขียนบันทึกหนึ่งบันทึกเป็น JSON หนึ่งบรรทัด { … }"


def read_rows(data: BinaryIO, path: Path) -> Iterator[TableRow]:
    """The rows of a file, blank lines left out. Raises UnreadableFile for a JSON array or UTF-16."""
    number = 0
    max_size = table_row.MAX_ROW_SIZE
    while line := data.readline(max_size):
        number += 1
        text = line.strip().removeprefix(b"\xef\xbb\xbf")
        if number == 1 and (text == b"[" or line.startswith((b"\xff\xfe", b"\xfe\xff"))):
            cure = f"{_ONE_OBJECT_A_LINE} และบันทึกไฟล์เป็น UTF-8"
            raise UnreadableFile("ไฟล์นี้ไม่ใช่ JSON บรรทัดละบันทึก", cure, file=path)
        if len(line) == max_size and not line.endswith(b"\n"):
            while (rest := data.readline(max_size)) and not rest.endswith(b"\n"):
                pass
            yield TableRow(number, fault=TOO_LONG)
        elif text:
            yield _row(number, text)


def _row(number: int, line: bytes) -> TableRow:
    try:
        values = json.loads(line)
    except UnicodeDecodeError:
        return TableRow(number, fault=NOT_UTF8)
    except (ValueError, RecursionError) as error:
        position = f" ตัวที่ {error.colno}" if isinstance(error, json.JSONDecodeError) else ""
        return TableRow(number, fault=(f"อ่านเป็น JSON ไม่ได้{position}", _ONE_OBJECT_A_LINE))
    if not isinstance(values, dict):
        return TableRow(number, fault=("บรรทัดนี้ไม่ใช่บันทึก", _ONE_OBJECT_A_LINE))
    return TableRow(number, tuple(values.items()), hashlib.sha256(line).hexdigest())
