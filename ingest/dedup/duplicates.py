"""Duplicates in the store: decides which of the matching stored records become one with a record to be stored."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from corpus.privacy.restoring import restored
from corpus.record import Record
from ingest.dedup.checks import merged_check, separate_check, with_check
from ingest.dedup.features import RecordFeatures
from ingest.dedup.matching import MIN_REPORTED_CONTAINMENT, PairMatch, are_distinct
from ingest.dedup.merging import is_edited, merge_duplicate
from ingest.reporting.run_report import Status
from ingest.tables import row_reader

_GENERATED_ID = re.compile(r"km[a-z2-7]{10}")
_ROWS_OF_ONE_TABLE = "เป็นคนละแถวของตารางเดียวกัน"
_SET_BY_A_PERSON = "มีรหัสหรือข้อความที่คนกำหนดไว้แล้ว"


def merge_duplicates(
    record: Record, status: Status, matches: Iterable[tuple[Record, PairMatch]], *, keeps_id: bool = False
) -> tuple[Record, Status, list[Record]]:
    """The record to store, its status, and the stored records that are merged into it and must be deleted.

    A ``new`` record goes into its best duplicate, unless ``keeps_id`` (its source gives the id). Further duplicates are
    merged into that one, but for those whose id was given or whose text a person has edited. A similar record that
    stays separate is reported in the checks.
    """
    merged: list[Record] = []
    first: Record | None = None
    for duplicate, match in sorted(matches, key=_best_first):
        difference = match.difference or (_ROWS_OF_ONE_TABLE if _are_rows_of_one_table(record, duplicate) else "")
        is_duplicate = match.is_duplicate and not difference
        if is_duplicate and status == "new" and not keeps_id:
            new_record, first = record, duplicate
            record, status = merge_duplicate(duplicate, restored(new_record, duplicate))
            record = with_check(record, "" if match.certain else merged_check(new_record, match))
        elif is_duplicate and _may_be_deleted(duplicate, first):
            record, _ = merge_duplicate(restored(record, duplicate), duplicate)
            record = with_check(record, "" if match.certain else merged_check(duplicate, match))
            merged.append(duplicate)
        elif match.containment >= MIN_REPORTED_CONTAINMENT:
            record = with_check(record, separate_check(duplicate, match, difference or _SET_BY_A_PERSON))
    return record, "merged" if merged and status == "new" else status, merged


def _best_first(pair: tuple[Record, PairMatch]) -> tuple[bool, bool, float, str]:
    """Sort key: duplicates first, among them records that a person set, then by containment."""
    record, match = pair
    return not match.is_duplicate, _is_untouched(record), -match.containment, record.id


def _are_rows_of_one_table(record: Record, other: Record) -> bool:
    """Whether two records come from different rows of one table: its author took them for two."""
    lines = {source.path: source.lines for source in record.source if row_reader.accepts(Path(source.path))}
    return any(lines.get(source.path, source.lines) != source.lines for source in other.source)


def _is_untouched(record: Record) -> bool:
    """Whether id and text are as ingest made them, without a note of a person."""
    return bool(_GENERATED_ID.fullmatch(record.id)) and not is_edited(record) and not record.note


def _may_be_deleted(duplicate: Record, first: Record | None) -> bool:
    """Whether a further duplicate may go: not if more than its text separates it from the ``first``."""
    distinct = first is not None and are_distinct(RecordFeatures(first), RecordFeatures(duplicate))
    return _is_untouched(duplicate) and not distinct
