"""A record and those in the store that are the same under other ids: which become one, and what a person is told."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from corpus.privacy.restoring import restored
from corpus.record import Record
from ingest.dedup.matching import COPIED, Likeness, Traits, told_apart
from ingest.dedup.reingestion import is_edited, join_records
from ingest.reporting.run_report import Status
from ingest.tables import row_reader

_MADE_ID = re.compile(r"km[a-z2-7]{10}")

Alike = tuple[Record, Likeness]


def join_twins(
    record: Record, status: Status, alike: Iterable[Alike], *, given: bool = False
) -> tuple[Record, Status, list[Record]]:
    """The record as it is to be stored, what came of it, and the stored records that are now in it and are to go.

    A new record goes into the stored one that is most like it, unless its own id is ``given``. Others like it go into
    that, but for those whose id was given or whose text a person has edited. What is alike and stays apart is named in
    the checks.
    """
    gone: list[Record] = []
    home: Record | None = None
    for twin, likeness in sorted(alike, key=_best_first):
        why = likeness.why or (_ROWS if _are_rows_of_one_table(record, twin) else "")
        if likeness.same and not why and status == "new" and not given:
            found, home = record, twin
            record, status = join_records(twin, restored(found, twin))
            record = with_check(record, "" if likeness.sure else joined(found, likeness))
        elif likeness.same and not why and _may_go(twin, home):
            record, _ = join_records(restored(record, twin), twin)
            record = with_check(record, "" if likeness.sure else joined(twin, likeness))
            gone.append(twin)
        elif likeness.share >= COPIED:
            record = with_check(record, _apart(twin, likeness, why or _OTHERS))
    return record, "merged" if gone and status == "new" else status, gone


_ROWS = "เป็นคนละแถวของตารางเดียวกัน"
_OTHERS = "มีรหัสหรือข้อความที่คนกำหนดไว้แล้ว"


def _best_first(found: Alike) -> tuple[bool, bool, float, str]:
    twin, likeness = found
    return not likeness.same, _is_ours(twin), -likeness.share, twin.id


def _are_rows_of_one_table(record: Record, other: Record) -> bool:
    """Whether two records stand in two lines of one table: its author took them for two."""
    lines = {source.path: source.lines for source in record.source if row_reader.accepts(Path(source.path))}
    return any(lines.get(source.path, source.lines) != source.lines for source in other.source)


def _is_ours(record: Record) -> bool:
    """Whether nobody gave the record its id or touched its text."""
    return bool(_MADE_ID.fullmatch(record.id)) and not is_edited(record) and not record.note


def _may_go(twin: Record, home: Record | None) -> bool:
    """Whether a second twin may go as well: it may not if it was told apart from the first by more than its text."""
    return _is_ours(twin) and not (home and told_apart(Traits(home), Traits(twin)))


def with_check(record: Record, check: str) -> Record:
    """The record with one check more, unless it has it or there is none."""
    checks = dict.fromkeys((*record.checks, check)) if check else record.checks
    return replace(record, checks=tuple(checks))


def joined(found: Record, likeness: Likeness) -> str:
    """The check of a record that ``found`` was put into because the two are alike."""
    page = Path(found.source[0].path).name if found.source else found.id
    return f"รวมกับ {_called(found)} จาก {page} ซึ่งคล้ายกัน {likeness.percent}% ควรตรวจว่าเป็นเรื่องเดียวกัน"


def _apart(twin: Record, likeness: Likeness, why: str) -> str:
    return f"คล้ายกับ {_called(twin)} ({twin.id}) {likeness.percent}% แต่เก็บแยกไว้ เพราะ{why} ควรตรวจว่าเป็นคนละเรื่อง"


def _called(record: Record) -> str:
    return f"“{record.title}”" if record.title else "บันทึกที่ไม่มีชื่อเรื่อง"
