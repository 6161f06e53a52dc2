"""Writes the rows of a table (CSV, JSON lines) into the store as they are read, one in memory at a time."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from corpus.privacy.restoring import restored
from corpus.record import Record, Source
from ingest.dedup.merging import is_edited
from ingest.dedup.reingestion import restore_layout
from ingest.input_file import InputFile
from ingest.reporting.run_report import FileReport, RecordReport, RowProblem
from ingest.store_writer import StoreWriter, report_of, summary_status
from ingest.tables.row_reader import is_json
from ingest.tables.table_records import RowResult, records_of
from kmsearch.errors import BrokenRecord, IngestError, RecordNotFound

MAX_REPORTED_PROBLEMS = 1000
"""Rows of one table whose problems a report lists; further ones are only counted, as nobody reads so many (a guess)."""

_ROWS_PER_PROGRESS = 200
"""Rows between two calls of the progress callback. A guess."""


def write_table(input: InputFile, writer: StoreWriter, on_row: Callable[[int], None] | None = None) -> FileReport:
    """Stores the rows of a table; ``on_row`` is called with the line number every few hundred rows.

    A row with the digest of a stored one changes nothing: a table with one changed row writes one record.
    """
    table = _TableWriter(input, writer)
    try:
        for number, result in enumerate(records_of(input.file, input.path, writer.known.digests)):
            table.write(result)
            if on_row and number % _ROWS_PER_PROGRESS == 0:
                on_row(result.row.number)
    except IngestError as error:
        return replace(table.report(), status="failed", cause=error.cause, cure=error.cure)
    return table.report()


class _TableWriter:
    """Stores the rows of one table and counts them by status."""

    def __init__(self, input: InputFile, writer: StoreWriter):
        self._input = input
        self._writer = writer
        self._records: list[RecordReport] = []
        self._problems: list[RowProblem] = []
        self._unchanged_rows = 0
        self._bad_rows = 0
        self._source: Source | None = None

    def write(self, result: RowResult) -> None:
        """Stores one row, or notes its problem."""
        if result.fault:
            self._add_problem(result, *result.fault)
        elif result.record is None:
            self._unchanged_rows += 1
        else:
            try:
                self._write_record(result, result.record)
            except BrokenRecord as broken:
                cause = f"{broken.place}: {broken.cause}" if broken.place else broken.cause
                self._add_problem(result, cause, broken.cure)

    def _add_problem(self, result: RowResult, cause: str, cure: str) -> None:
        self._bad_rows += 1
        if len(self._problems) < MAX_REPORTED_PROBLEMS:
            self._problems.append(RowProblem(result.row.number, cause, cure))

    def _write_record(self, result: RowResult, record: Record) -> None:
        if result.is_export:
            self._write_export(record)
            return
        self._source = self._source or self._keep_original()
        source = replace(self._source, digest=result.row.digest, lines=record.source[0].lines)
        if result.has_id and record.id not in self._writer.known.ids_of(source.path):
            self._refuse_taken_id(record)
        report = self._writer.write_record(replace(record, source=(source,)), keeps_id=result.has_id)
        self._records.append(report)
        self._writer.known.add(report.id, source)

    def _keep_original(self) -> Source:
        with self._input.file.open("rb") as data:
            digest = hashlib.file_digest(data, "sha256").hexdigest()
        original = self._writer.store.keep_original(self._input.file, digest)
        return Source(str(self._input.path.resolve()), original)

    def _refuse_taken_id(self, record: Record) -> None:
        """Raises BrokenRecord when the id of the row is that of a record from another source with another title."""
        with suppress(RecordNotFound):
            stored = self._writer.store.get(record.id)
            if stored.title != record.title:
                cause = f"รหัส “{record.id}” เป็นของบันทึกอื่นที่มีอยู่แล้ว ({stored.title or 'ไม่มีชื่อเรื่อง'})"
                raise BrokenRecord(cause, "เปลี่ยนรหัส หรือลบบันทึกเดิม แล้วนำเข้าใหม่")

    def _write_export(self, record: Record) -> None:
        """Stores a row of our own export as it is, unless the stored record is the same or was edited by a person."""
        try:
            stored = self._writer.store.get(record.id)
        except RecordNotFound:
            self._writer.put(record)
            self._records.append(report_of(record, "new"))
            return
        record = restored(record, stored)
        if not is_json(self._input.path):
            record = restore_layout(record, stored)
        if record == stored:
            self._unchanged_rows += 1
        elif is_edited(stored):
            self._records.append(report_of(stored, "kept"))
        else:
            self._writer.put(record)
            self._records.append(report_of(record, "updated"))

    def report(self) -> FileReport:
        """The report of the rows written so far; failed where no row gave a record."""
        path, problems, bad_rows = str(self._input.path), tuple(self._problems), self._bad_rows
        if self._records or self._unchanged_rows:
            status, records = summary_status(self._records), tuple(self._records)
            return FileReport(path, status, records, "", "", self._unchanged_rows, bad_rows, problems)
        first = problems[0] if problems else RowProblem(0, "ไฟล์ว่าง ไม่มีบันทึก", "ตรวจว่าเลือกไฟล์ถูก")
        cause = f"บรรทัดที่ {first.line}: {first.cause}" if first.line else first.cause
        return FileReport(path, "failed", (), cause, first.cure, 0, bad_rows, problems)
