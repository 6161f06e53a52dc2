"""What was read, into the store: a document's records, or a table's rows one by one; and what to report of each."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from corpus.privacy.restoring import restored
from corpus.record import Record, Source
from corpus.storage.store import Store
from ingest.dedup.merging import join_twins
from ingest.dedup.reingestion import is_edited, merge_records, pair_with_previous, restore_layout
from ingest.known_sources import Known
from ingest.readers.archive import Input
from ingest.reporting.run_report import FileReport, Problem, RecordReport, Status, lacks
from ingest.tables.row_reader import is_json
from ingest.tables.table_records import Structured, records_of
from kmsearch.errors import BrokenRecord, IngestError, KmsearchError, RecordNotFound

MOST_PROBLEMS = 1000
"""Bad rows of one table that a report names; the others are counted. More than these no one reads."""

_NOTED_EVERY = 200
"""Rows between two signs of life."""


@dataclass(frozen=True, slots=True)
class Read:
    """A file as a worker gives it back: its SHA-256, its records, or the error; a table comes back unread."""

    input: Input
    digest: str = ""
    records: tuple[Record, ...] = ()
    error: KmsearchError | None = None

    @property
    def path(self) -> Path:
        """What people know the file by."""
        return self.input.path


def store_file(result: Read, store: Store, known: Known) -> FileReport:
    """The records of a document stored. Raises CorpusError, StoreLocked when the store itself fails."""
    path = str(result.path)
    if result.error is not None:
        return FileReport(path, "failed", cause=result.error.cause, cure=result.error.cure)
    if result.digest in known.digests:
        return FileReport(path, "known")
    try:
        rows = _store_records(result, store, known)
    except BrokenRecord as broken:
        return FileReport(path, "failed", cause=f"{broken.place}: {broken.cause}", cure=broken.cure)
    return FileReport(path, _worst(rows), tuple(rows))


def _store_records(result: Read, store: Store, known: Known) -> list[RecordReport]:
    path = str(result.path.resolve())
    original = store.keep_original(result.input.file, result.digest)
    before = [store.get(id) for id in known.ids_of(path)]
    rows = []
    for record in pair_with_previous(result.records, before):
        source = Source(path, original, result.digest, record.source[0].lines if record.source else "")
        rows.append(_store_record(replace(record, source=(source,)), store, known))
        known.add(rows[-1].id, source)
    return rows


def _store_record(record: Record, store: Store, known: Known, *, given: bool = False) -> RecordReport:
    """The record stored: under its id if that is there, else in the one it is the same as, else as a new one.

    One whose id is ``given`` keeps it; others go into it.
    """
    status: Status = "new"
    with suppress(RecordNotFound):
        stored = store.get(record.id)
        record, status = merge_records(stored, restored(record, stored))
    gone: list[Record] = []
    if status != "kept":
        record, status, gone = join_twins(record, status, known.nearby.alike(record), given=given)
    store.put(record)
    known.nearby.add(record)
    for twin in gone:
        store.delete(twin.id)
        known.forget(twin.id)
        for source in twin.source:
            known.add(record.id, source)
    return _report(record, status)


def _report(record: Record, status: Status) -> RecordReport:
    return RecordReport(record.id, record.title, status, lacks(record), record.checks)


def _worst(rows: list[RecordReport]) -> Status:
    """The status that says most about a file: something new before something changed before something kept."""
    order: tuple[Status, ...] = ("new", "updated", "merged", "kept", "known")
    return min((row.status for row in rows), key=order.index, default="known")


def store_table(input: Input, store: Store, known: Known, on_row: Callable[[int], None] | None = None) -> FileReport:
    """The rows of a table stored as they are read, one in memory at a time; ``on_row`` is told the line now and then.

    A row with the digest of a stored one changes nothing, so that a table with one changed row writes one record.
    """
    table = _Table(input, store, known)
    try:
        for number, found in enumerate(records_of(input.file, input.path, known.digests)):
            table.take(found)
            if on_row and number % _NOTED_EVERY == 0:
                on_row(found.row.number)
    except IngestError as error:
        return replace(table.report(), status="failed", cause=error.cause, cure=error.cure)
    return table.report()


@dataclass(slots=True)
class _Table:
    """A table on its way into the store, and what came of it so far."""

    input: Input
    store: Store
    known: Known
    rows: list[RecordReport] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unchanged: int = 0
    bad: int = 0
    source: Source | None = None

    def take(self, found: Structured) -> None:
        """One row into the store, or into the problems."""
        if found.fault:
            self._refuse(found, *found.fault)
        elif found.record is None:
            self.unchanged += 1
        else:
            try:
                self._store(found, found.record)
            except BrokenRecord as broken:
                self._refuse(found, f"{broken.place}: {broken.cause}" if broken.place else broken.cause, broken.cure)

    def _refuse(self, found: Structured, cause: str, cure: str) -> None:
        self.bad += 1
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(Problem(found.row.number, cause, cure))

    def _store(self, found: Structured, record: Record) -> None:
        if found.own:
            self._store_own(record)
            return
        self.source = self.source or self._keep_table()
        source = replace(self.source, digest=found.row.digest, lines=record.source[0].lines)
        if found.given and record.id not in self.known.by_path.get(source.path, ()):
            self._refuse_anothers(record)
        record = replace(record, source=(source,))
        self.rows.append(_store_record(record, self.store, self.known, given=found.given))
        self.known.add(self.rows[-1].id, source)

    def _keep_table(self) -> Source:
        with self.input.file.open("rb") as data:
            digest = hashlib.file_digest(data, "sha256").hexdigest()
        return Source(str(self.input.path.resolve()), self.store.keep_original(self.input.file, digest))

    def _refuse_anothers(self, record: Record) -> None:
        """Raises BrokenRecord when the given id is that of a record from elsewhere, with another title."""
        with suppress(RecordNotFound):
            stored = self.store.get(record.id)
            if stored.title != record.title:
                cause = f"รหัส “{record.id}” เป็นของบันทึกอื่นที่มีอยู่แล้ว ({stored.title or 'ไม่มีชื่อเรื่อง'})"
                raise BrokenRecord(cause, "เปลี่ยนรหัส หรือลบบันทึกเดิม แล้วนำเข้าใหม่")

    def _store_own(self, record: Record) -> None:
        try:
            stored = self.store.get(record.id)
        except RecordNotFound:
            self._put(record, "new")
            return
        record = restored(record, stored)
        if not is_json(self.input.path):
            record = restore_layout(record, stored)
        if record == stored:
            self.unchanged += 1
        elif is_edited(stored):
            self.rows.append(_report(stored, "kept"))
        else:
            self._put(record, "updated")

    def _put(self, record: Record, status: Status) -> None:
        self.store.put(record)
        self.known.nearby.add(record)
        self.rows.append(_report(record, status))

    def report(self) -> FileReport:
        """What came of the table."""
        path, problems = str(self.input.path), tuple(self.problems)
        if self.rows or self.unchanged:
            return FileReport(path, _worst(self.rows), tuple(self.rows), "", "", self.unchanged, self.bad, problems)
        first = problems[0] if problems else Problem(0, "ไฟล์ว่าง ไม่มีบันทึก", "ตรวจว่าเลือกไฟล์ถูก")
        cause = f"บรรทัดที่ {first.line}: {first.cause}" if first.line else first.cause
        return FileReport(path, "failed", (), cause, first.cure, 0, self.bad, problems)
