"""The records of a table: row by row, with ids that are valid and unique within the table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from corpus.formats.jsonlines import EXPORT_MARK, from_object
from corpus.formats.spreadsheet import from_row
from corpus.ids import ID_RULE, is_id, record_id
from corpus.record import Record
from ingest.forms.label_table import LabelTable, load_labels
from ingest.tables.row_reader import is_json, rows_of
from ingest.tables.row_record import content_of, record_of_row
from ingest.tables.table_row import Fault, TableRow
from kmsearch.errors import BrokenRecord, IngestError


@dataclass(frozen=True, slots=True)
class RowResult:
    """A row with its record or its ``fault``; with neither, its digest is known.

    ``is_export``: an export of ours wrote it, and the record is stored as it is. ``has_id``: the row gives the id.
    """

    row: TableRow
    record: Record | None = None
    is_export: bool = False
    has_id: bool = False
    fault: Fault | None = None


def records_of(file: Path, path: Path, known: Mapping[str, str] | None = None) -> Iterator[RowResult]:
    """Every row of the table in ``file``, in order; ``path`` is its name for people, ``known`` digest → id of a record.

    Raises UnreadableFile, or NoRecord where the file as a whole cannot be used.
    """
    labels, known_ids = load_labels(), {} if known is None else known
    table_ids = _TableIds()
    for row in rows_of(file, path):
        if row.fault:
            yield RowResult(row, fault=row.fault)
        elif row.digest in known_ids:
            table_ids.rows.setdefault(known_ids[row.digest], row.number)
            yield RowResult(row)
        else:
            yield _result(row, path, labels, table_ids)


def _result(row: TableRow, path: Path, labels: LabelTable, table_ids: _TableIds) -> RowResult:
    try:
        record, is_export, has_id = _read(row, path, labels)
        table_ids.check(record.id, may_repeat=not has_id)
    except (BrokenRecord, IngestError) as error:
        return RowResult(row, fault=(error.cause, error.cure))
    record = table_ids.with_unique_id(record)
    table_ids.rows[record.id] = row.number
    return RowResult(row, record, is_export, has_id)


def _read(row: TableRow, path: Path, labels: LabelTable) -> tuple[Record, bool, bool]:
    """The record of a row, whether an export of ours wrote it, and whether the row gives the id."""
    if any(name == EXPORT_MARK for name, _ in row.cells):
        values = dict(row.cells)
        return from_object(values) if is_json(path) else from_row(values), True, True
    record, has_id = record_of_row(row, str(path), labels)
    return record, False, has_id


@dataclass(slots=True)
class _TableIds:
    """The ids of the rows so far: id → line of the row, and how often a generated id was met again."""

    rows: dict[str, int] = field(default_factory=dict)
    repeats: Counter[str] = field(default_factory=Counter)

    def check(self, id: str, may_repeat: bool) -> None:
        """Raises BrokenRecord for an invalid id, or for one of an earlier row unless it ``may_repeat``."""
        if not is_id(id):
            raise BrokenRecord(f"รหัสบันทึก “{id}” ใช้ไม่ได้", f"{ID_RULE} หรือเว้นรหัสว่างให้โปรแกรมตั้งให้")
        if not may_repeat and id in self.rows:
            raise BrokenRecord(f"รหัส “{id}” ซ้ำกับบรรทัดที่ {self.rows[id]}", "แก้รหัสให้ไม่ซ้ำกัน")

    def with_unique_id(self, record: Record) -> Record:
        """The record under an id that no earlier row has: rows of one title and author are different records."""
        generated = record.id
        while record.id in self.rows:
            self.repeats[generated] += 1
            title = f"{record.title} {self.repeats[generated] + 1}"
            record = replace(record, id=record_id(title, record.author_name, content_of(record)))
        return record
