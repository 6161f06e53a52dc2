"""Reads CSV and TSV tables as spreadsheet programs save them: finds encoding, delimiter and header, then the rows."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO, TextIO

from ingest.forms.label_table import load_labels
from ingest.readers.text import decode
from ingest.tables import table_row
from ingest.tables.column_names import target_of
from ingest.tables.table_row import NOT_UTF8, TOO_LONG, Fault, TableRow
from kmsearch.errors import NoRecord, UnreadableFile

MAX_LINES_PER_ROW = 2000
"""Lines of one row: past these a quotation mark was never closed. A guess."""

_SAMPLE_SIZE = 2**18
"""Bytes from which encoding, delimiter and header are detected. A guess."""

_MAX_HEADER_ROW = 10
"""Rows among which the header is looked for: offices print a heading or two above it."""

_DELIMITERS = ",;\t|"
_UNCLOSED_QUOTE: Fault = ("เปิดเครื่องหมายคำพูดแล้วไม่ปิด", 'ปิดเครื่องหมาย " ของเซลล์นั้น หรือเขียน " ในข้อความเป็น ""')


def read_rows(data: BinaryIO, path: Path) -> Iterator[TableRow]:
    """The rows below the header, empty ones left out. Raises UnreadableFile; NoRecord where no column is known."""
    sample = data.read(_SAMPLE_SIZE)
    data.seek(0)
    encoding = _encoding_of(sample, path)
    csv.field_size_limit(2 * table_row.MAX_ROW_SIZE)
    layout = _layout_of(sample.decode(encoding, "ignore"), path)
    with io.TextIOWrapper(data, encoding, errors="surrogateescape", newline="") as file:
        yield from islice(_rows(_RowLines(file), layout), layout.rows_to_skip, None)


@dataclass(frozen=True, slots=True)
class _TableLayout:
    """Delimiter, names of the columns, and the non-empty rows down to and including the header."""

    delimiter: str
    header: list[str]
    rows_to_skip: int


def _rows(lines: _RowLines, layout: _TableLayout) -> Iterator[TableRow]:
    reader = csv.reader(lines, delimiter=layout.delimiter)
    while True:
        cells = next(reader, None)
        if lines.is_cut:
            yield TableRow(lines.give_back(), fault=_UNCLOSED_QUOTE)
        elif lines.is_overlong:
            yield TableRow(lines.end_row(), fault=TOO_LONG)
        elif cells is None:
            return
        else:
            row = _row(lines.end_row(), cells, layout.header)
            if row.cells or row.fault:
                yield row


def _row(number: int, cells: list[str], header: list[str]) -> TableRow:
    if any("\udc80" <= char <= "\udcff" for cell in cells if not cell.isascii() for char in cell):
        return TableRow(number, fault=NOT_UTF8)
    if any(cell.strip() for cell in cells[len(header) :]):
        cause = f"แถวนี้มี {len(cells)} ช่อง แต่หัวตารางมี {len(header)} ช่อง"
        return TableRow(number, fault=(cause, "ใส่ข้อความที่มีเครื่องหมายคั่นช่องไว้ในเครื่องหมายคำพูด"))
    pairs = tuple(zip(header, cells, strict=False))
    if not any(cell.strip() for cell in cells):
        return TableRow(number)
    return TableRow(number, pairs, hashlib.sha256(json.dumps(pairs).encode()).hexdigest())


class _RowLines:
    """The lines of a table for ``csv.reader``, which takes as many as a row needs.

    ``is_cut``: the row did not end within the limits; ``give_back`` then hands out all but its first line again.
    ``is_overlong``: a line of the row was longer than a row may be, and only its head was given.
    """

    def __init__(self, file: TextIO):
        self.is_cut = self.is_overlong = False
        self._file = file
        self._given_back: deque[str] = deque()
        self._row: list[str] = []
        self._row_size = 0
        self._lines_before = 0

    def __iter__(self) -> _RowLines:
        return self

    def __next__(self) -> str:
        max_size = table_row.MAX_ROW_SIZE
        is_full = len(self._row) >= MAX_LINES_PER_ROW or self._row_size >= max_size
        line = "" if is_full else self._given_back.popleft() if self._given_back else self._file.readline(max_size)
        if not line:
            self.is_cut = bool(self._row)
            raise StopIteration
        rest = line
        while len(rest) == max_size and rest[-1] not in "\r\n":
            self.is_overlong, rest = True, self._file.readline(max_size)
        self._row.append(line)
        self._row_size += len(line)
        return line

    def end_row(self) -> int:
        """Ends the row and returns the number of its first line."""
        first = self._lines_before + 1
        self._lines_before += len(self._row)
        self.is_cut, self.is_overlong, self._row, self._row_size = False, False, [], 0
        return first

    def give_back(self) -> int:
        """Ends a cut row after its first line, whose number it returns; its other lines are read again."""
        self._given_back.extendleft(reversed(self._row[1:]))
        del self._row[1:]
        return self.end_row()


def _encoding_of(sample: bytes, path: Path) -> str:
    """The encoding of a table by its first lines; UTF-8 with some damaged lines is still UTF-8."""
    end = sample.rfind(b"\n") + 1 if len(sample) == _SAMPLE_SIZE else len(sample)
    end += len(sample) > end and sample[end : end + 1] == b"\0"
    whole_lines = sample[:end] or sample
    try:
        return decode(whole_lines, str(path))[1]
    except UnreadableFile:
        lines = [line for line in whole_lines.split(b"\n") if not line.isascii()]
        if b"\0" in whole_lines or sum(map(_is_utf8, lines)) * 2 < len(lines):
            raise
        return "utf-8-sig"


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _layout_of(sample: str, path: Path) -> _TableLayout:
    """The layout with which most columns are known, of all delimiters and of the first rows as header."""
    best_score, best = (0, 0), _TableLayout(",", [], 1)
    for delimiter in _DELIMITERS:
        reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
        rows = (row for row in reader if any(map(str.strip, row)))
        for position, row in enumerate(islice(rows, _MAX_HEADER_ROW)):
            known_columns = sum(bool(name and target_of(name, load_labels())) for name in row)
            if (known_columns, len(row)) > best_score:
                best_score = (known_columns, len(row))
                best = _TableLayout(delimiter, [name.strip() for name in row], position + 1)
    if not best_score[0]:
        cure = "ให้แถวแรกเป็นชื่อคอลัมน์ เช่น ชื่อเรื่อง, เจ้าของความรู้, แก่นความรู้, กลยุทธ์"
        raise NoRecord("ไม่พบแถวหัวตารางที่รู้จัก", cure, file=path)
    return best
