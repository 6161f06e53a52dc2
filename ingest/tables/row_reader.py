"""Files of structured records, row by row: lines of JSON, and tables as spreadsheet programs save them."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from ingest.forms.label_table import load_labels
from ingest.readers import refuse_special
from ingest.readers.text import decode
from ingest.tables.column_names import target_of
from kmsearch.errors import NoRecord, UnreadableFile

LONGEST_ROW = 8 * 2**20
"""Bytes or letters of one row: the longest record of an office is some hundred thousand."""

MOST_LINES = 2000
"""Lines of one row of a table: past these a quotation mark was never closed."""

_SAMPLE = 2**18
"""Bytes that the encoding and the layout of a table are told from."""

_HEADER_ROWS = 10
"""Rows among which the header stands: offices print a heading or two above it."""

_DELIMITERS = ",;\t|"

Cells = tuple[tuple[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One record as a file gives it: its line, (name, value) pairs, their SHA-256; or the ``fault``, cause and cure."""

    number: int
    cells: Cells = ()
    digest: str = ""
    fault: tuple[str, str] | None = None


def rows_of(file: Path, path: Path) -> Iterator[Row]:
    """The rows of the table in ``file``, one in memory at a time; ``path`` is its name for people.

    A row that cannot be read has its fault. Raises UnreadableFile, or NoRecord where no column is known.
    """
    try:
        refuse_special(file)
        with file.open("rb") as data:
            yield from _READERS[path.suffix.lower()](data, path)
    except OSError as error:
        raise UnreadableFile(f"เปิดไฟล์ไม่ได้ ({error.strerror or error})", "ตรวจว่าไฟล์ยังอยู่และมีสิทธิ์อ่าน", file=path) from error


def accepts(path: Path) -> bool:
    """Whether a file's ending is that of structured records."""
    return path.suffix.lower() in _READERS


def is_json(path: Path) -> bool:
    """Whether the rows are lines of JSON, whose values have kinds, and no cells."""
    return _READERS[path.suffix.lower()] is _json_rows


_NOT_UTF8 = ("บรรทัดนี้ไม่ได้เข้ารหัสเป็น UTF-8", "บันทึกไฟล์ใหม่เป็น UTF-8 แล้วนำเข้าอีกครั้ง")
_TOO_LONG = ("บรรทัดนี้ยาวเกินไป", f"แบ่งบันทึกให้สั้นกว่า {LONGEST_ROW // 2**20} MB")
_NOT_JSON = "เขียนบันทึกหนึ่งบันทึกเป็น JSON หนึ่งบรรทัด { … }"
_UNCLOSED = ("เปิดเครื่องหมายคำพูดแล้วไม่ปิด", 'ปิดเครื่องหมาย " ของเซลล์นั้น หรือเขียน " ในข้อความเป็น ""')


def _json_rows(data: BinaryIO, path: Path) -> Iterator[Row]:
    number = 0
    while line := data.readline(LONGEST_ROW):
        number += 1
        text = line.strip().removeprefix(b"\xef\xbb\xbf")
        if number == 1 and (text == b"[" or line.startswith((b"\xff\xfe", b"\xfe\xff"))):
            raise UnreadableFile("ไฟล์นี้ไม่ใช่ JSON บรรทัดละบันทึก", f"{_NOT_JSON} และบันทึกไฟล์เป็น UTF-8", file=path)
        if len(line) == LONGEST_ROW and not line.endswith(b"\n"):
            while (rest := data.readline(LONGEST_ROW)) and not rest.endswith(b"\n"):
                pass
            yield Row(number, fault=_TOO_LONG)
        elif text:
            yield _json_row(number, text)


def _json_row(number: int, line: bytes) -> Row:
    try:
        values = json.loads(line)
    except UnicodeDecodeError:
        return Row(number, fault=_NOT_UTF8)
    except (ValueError, RecursionError) as error:
        place = f" ตัวที่ {error.colno}" if isinstance(error, json.JSONDecodeError) else ""
        return Row(number, fault=(f"อ่านเป็น JSON ไม่ได้{place}", _NOT_JSON))
    if not isinstance(values, dict):
        return Row(number, fault=("บรรทัดนี้ไม่ใช่บันทึก", _NOT_JSON))
    return Row(number, tuple(values.items()), hashlib.sha256(line).hexdigest())


def _csv_rows(data: BinaryIO, path: Path) -> Iterator[Row]:
    sample = data.read(_SAMPLE)
    data.seek(0)
    encoding = _encoding_of(sample, path)
    csv.field_size_limit(2 * LONGEST_ROW)
    text = sample.decode(encoding, "ignore")
    delimiter, above, header = _layout(text, path)
    with io.TextIOWrapper(data, encoding, errors="surrogateescape", newline="") as file:
        yield from islice(_table_rows(_Lines(file), delimiter, header), above, None)


def _table_rows(lines: _Lines, delimiter: str, header: list[str]) -> Iterator[Row]:
    reader = csv.reader(lines, delimiter=delimiter)
    while True:
        cells = next(reader, None)
        if lines.cut:
            yield Row(lines.give_back(), fault=_UNCLOSED)
        elif lines.overlong:
            yield Row(lines.end_row(), fault=_TOO_LONG)
        elif cells is None:
            return
        else:
            row = _table_row(lines.end_row(), cells, header)
            if row.cells or row.fault:
                yield row


def _table_row(number: int, cells: list[str], header: list[str]) -> Row:
    if any("\udc80" <= char <= "\udcff" for cell in cells if not cell.isascii() for char in cell):
        return Row(number, fault=_NOT_UTF8)
    if any(cell.strip() for cell in cells[len(header) :]):
        cause = f"แถวนี้มี {len(cells)} ช่อง แต่หัวตารางมี {len(header)} ช่อง"
        return Row(number, fault=(cause, "ใส่ข้อความที่มีเครื่องหมายคั่นช่องไว้ในเครื่องหมายคำพูด"))
    pairs = tuple(zip(header, cells, strict=False))
    if not any(cell.strip() for cell in cells):
        return Row(number)
    return Row(number, pairs, hashlib.sha256(json.dumps(pairs).encode()).hexdigest())


class _Lines:
    """The lines of a table for the reader of rows, which takes as many as a row needs.

    ``cut``: the row did not end where one must; ``give_back`` then hands out all but its first line again.
    ``overlong``: a line of the row was longer than a row may be, and only its head was given.
    """

    def __init__(self, file: TextIO):
        self.cut = self.overlong = False
        self._file = file
        self._again: deque[str] = deque()
        self._taken: list[str] = []
        self._size = 0
        self._number = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        full = len(self._taken) >= MOST_LINES or self._size >= LONGEST_ROW
        line = "" if full else self._again.popleft() if self._again else self._file.readline(LONGEST_ROW)
        if not line:
            self.cut = bool(self._taken)
            raise StopIteration
        rest = line
        while len(rest) == LONGEST_ROW and rest[-1] not in "\r\n":
            self.overlong, rest = True, self._file.readline(LONGEST_ROW)
        self._taken.append(line)
        self._size += len(line)
        return line

    def end_row(self) -> int:
        """The number of the row's first line; the next row begins."""
        first = self._number + 1
        self._number += len(self._taken)
        self.cut, self.overlong, self._taken, self._size = False, False, [], 0
        return first

    def give_back(self) -> int:
        """The number of the row's first line, which is given up; those behind it are read again."""
        self._again.extendleft(reversed(self._taken[1:]))
        del self._taken[1:]
        return self.end_row()


def _encoding_of(sample: bytes, path: Path) -> str:
    """The encoding of a table by its first lines; UTF-8 with some damaged lines is still UTF-8."""
    end = sample.rfind(b"\n") + 1 if len(sample) == _SAMPLE else len(sample)
    end += len(sample) > end and sample[end : end + 1] == b"\0"
    whole = sample[:end] or sample
    try:
        return decode(whole, str(path))[1]
    except UnreadableFile:
        lines = [line for line in whole.split(b"\n") if not line.isascii()]
        if b"\0" in whole or sum(map(_is_utf8, lines)) * 2 < len(lines):
            raise
        return "utf-8-sig"


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _layout(sample: str, path: Path) -> tuple[str, int, list[str]]:
    """What parts the cells, the rows above the header that hold anything, the header: where most columns are known."""
    best: tuple[int, int, str, int, list[str]] = (0, 0, ",", 0, [])
    for delimiter in _DELIMITERS:
        rows = (
            row for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter) if any(map(str.strip, row))
        )
        for place, row in enumerate(islice(rows, _HEADER_ROWS)):
            known = sum(bool(name and target_of(name, load_labels())) for name in row)
            if (known, len(row)) > best[:2]:
                best = (known, len(row), delimiter, place, row)
    if not best[0]:
        cure = "ให้แถวแรกเป็นชื่อคอลัมน์ เช่น ชื่อเรื่อง, เจ้าของความรู้, แก่นความรู้, กลยุทธ์"
        raise NoRecord("ไม่พบแถวหัวตารางที่รู้จัก", cure, file=path)
    return best[2], best[3] + 1, [name.strip() for name in best[4]]


_READERS: dict[str, Callable[[BinaryIO, Path], Iterator[Row]]] = {
    ".jsonl": _json_rows,
    ".ndjson": _json_rows,
    ".csv": _csv_rows,
    ".tsv": _csv_rows,
}
"""Ending → what reads the rows."""

SUFFIXES: tuple[str, ...] = tuple(_READERS)
