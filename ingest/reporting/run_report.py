"""What a run of ingest did: one row a file, and how to say it to people and to programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from corpus.fields import FIELD
from corpus.record import Record

Status = Literal["new", "updated", "merged", "known", "kept", "failed"]

STATUS_LABELS: dict[Status, str] = {
    "new": "เพิ่มใหม่",
    "updated": "ปรับปรุง",
    "merged": "พบซ้ำ รวมกับบันทึกเดิม",
    "known": "มีอยู่แล้ว",
    "kept": "แก้ไขด้วยมือไว้แล้ว ไม่เขียนทับ",
    "failed": "ไม่ได้บันทึก",
}

EXPECTED = ("title", "author_name", "author_position", "author_office", "district", "province", "year")
"""Fields a careful reader would look for in every record; a report names those a record lacks."""


@dataclass(frozen=True, slots=True)
class RecordReport:
    """One record of a file: what became of it, the fields it lacks, and what a person should look at."""

    id: str
    title: str
    status: Status
    lacks: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """One line of a table that gave no record, and why."""

    line: int
    cause: str
    cure: str


@dataclass(frozen=True, slots=True)
class FileReport:
    """One file: its records, or why it gave none (``cause`` and ``cure``, Thai sentences).

    Of a table: ``known`` rows that were there already, ``bad`` rows that gave no record, the ``problems`` of the first
    of these.
    """

    path: str
    status: Status
    records: tuple[RecordReport, ...] = ()
    cause: str = ""
    cure: str = ""
    known: int = 0
    bad: int = 0
    problems: tuple[Problem, ...] = ()


@dataclass(slots=True)
class Report:
    """A run, file by file. ``ok`` when every file, and every row of a table, gave a record or was known before.

    ``stopped``: Ctrl-C ended it before the last file.
    """

    files: list[FileReport] = field(default_factory=list)
    seconds: float = 0.0
    stopped: bool = False

    @property
    def ok(self) -> bool:
        """Whether nothing failed."""
        return not self.stopped and all(row.status != "failed" and not row.bad for row in self.files)

    def counts(self) -> Counter[Status]:
        """Files by status."""
        return Counter(row.status for row in self.files)

    def failures(self) -> Iterator[FileReport]:
        """The files that gave nothing, in order."""
        return (row for row in self.files if row.status == "failed")

    def to_json(self) -> dict[str, Any]:
        """The whole report for ``--report FILE.json``."""
        return {
            "ok": self.ok,
            "stopped": self.stopped,
            "seconds": round(self.seconds, 3),
            "counts": {status: self.counts()[status] for status in STATUS_LABELS},
            "files": [asdict(row) for row in self.files],
        }


def lacks(record: Record) -> tuple[str, ...]:
    """Names of the expected fields that a record has no value for."""
    return tuple(name for name in EXPECTED if not getattr(record, name))


def field_labels(names: tuple[str, ...]) -> str:
    """The Thai labels of fields, for a sentence."""
    return ", ".join(FIELD[name].label for name in names)
