"""Writes records into the store, merged with earlier versions and duplicates, and reports the status of each."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from corpus.privacy.restoring import restored
from corpus.record import Record, Source
from corpus.storage.store import Store
from ingest.dedup.candidates import CandidateIndex
from ingest.dedup.duplicates import merge_duplicates
from ingest.dedup.merging import merge_same_id
from ingest.dedup.reingestion import pair_with_previous
from ingest.input_file import ReadResult
from ingest.known_sources import KnownSources
from ingest.reporting.run_report import FileReport, RecordReport, Status, missing_fields
from kmsearch.errors import BrokenRecord, RecordNotFound


class StoreWriter:
    """Writes to ``store`` and keeps ``known`` sources and the candidate index in step with it.

    Every method raises CorpusError or StoreLocked when the store itself fails.
    """

    def __init__(self, store: Store, known: KnownSources):
        self.store = store
        self.known = known
        self._candidates: CandidateIndex | None = None

    @property
    def candidates(self) -> CandidateIndex:
        """The candidate index of the store, loaded when first used: most runs meet no new record."""
        self._candidates = self._candidates or CandidateIndex.load(self.store)
        return self._candidates

    def write_document(self, result: ReadResult) -> FileReport:
        """Stores the records of a document; a file that failed or is known is only reported."""
        path = str(result.path)
        if result.error is not None:
            return FileReport(path, "failed", cause=result.error.cause, cure=result.error.cure)
        if result.digest in self.known.digests:
            return FileReport(path, "known")
        try:
            records = self._write_records(result)
        except BrokenRecord as broken:
            return FileReport(path, "failed", cause=f"{broken.place}: {broken.cause}", cure=broken.cure)
        return FileReport(path, summary_status(records), tuple(records))

    def _write_records(self, result: ReadResult) -> list[RecordReport]:
        path = str(result.path.resolve())
        original = self.store.keep_original(result.input.file, result.digest)
        previous = [self.store.get(id) for id in self.known.ids_of(path)]
        reports = []
        for record in pair_with_previous(result.records, previous):
            source = Source(path, original, result.digest, record.source[0].lines if record.source else "")
            reports.append(self.write_record(replace(record, source=(source,))))
            self.known.add(reports[-1].id, source)
        return reports

    def write_record(self, record: Record, *, keeps_id: bool = False) -> RecordReport:
        """Stores a record: merged into the one with its id, else into a duplicate, else as a new one.

        ``keeps_id``: its source gives the id, so that duplicates are merged into this record.
        """
        status: Status = "new"
        with suppress(RecordNotFound):
            stored = self.store.get(record.id)
            record, status = merge_same_id(stored, restored(record, stored))
        merged: list[Record] = []
        if status != "kept":
            matches = self.candidates.matches(record)
            record, status, merged = merge_duplicates(record, status, matches, keeps_id=keeps_id)
        self.put(record)
        for duplicate in merged:
            self._delete_merged(duplicate, record.id)
        return report_of(record, status)

    def put(self, record: Record) -> None:
        """Stores a record as it is, and indexes it as a candidate for duplicates."""
        self.store.put(record)
        self.candidates.add(record)

    def _delete_merged(self, duplicate: Record, into_id: str) -> None:
        self.store.delete(duplicate.id)
        self.known.forget(duplicate.id)
        self.candidates.remove(duplicate.id)
        for source in duplicate.source:
            self.known.add(into_id, source)

    def save(self) -> None:
        """Writes the caches for the next run."""
        if self._candidates:
            self._candidates.save()
        self.known.save()


def report_of(record: Record, status: Status) -> RecordReport:
    """The report of a stored record."""
    return RecordReport(record.id, record.title, status, missing_fields(record), record.checks)


def summary_status(records: list[RecordReport]) -> Status:
    """The status of a file by its records: new before updated, merged, kept; known for a file without any."""
    status_order: tuple[Status, ...] = ("new", "updated", "merged", "kept", "known")
    return min((record.status for record in records), key=status_order.index, default="known")
