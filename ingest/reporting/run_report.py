"""The report of an ingest run: one entry per file, with its records or the cause and cure of its failure."""

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

EXPECTED_FIELDS = ("title", "author_name", "author_position", "author_office", "district", "province", "year")
"""Fields that every record should have; a report names those that are missing."""


@dataclass(frozen=True, slots=True)
class RecordReport:
    """One record of a file: its status, missing fields and checks."""

    id: str
    title: str
    status: Status
    missing_fields: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """One line of a table that gave no record: cause and cure."""

    line: int
    cause: str
    cure: str


@dataclass(frozen=True, slots=True)
class FileReport:
    """One file: its records, or ``cause`` and ``cure`` (Thai sentences) of its failure.

    Of a table: ``known`` rows that were stored before, ``bad`` rows that gave no record, and ``problems`` of the first
    of the bad ones.
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
    """A run, file by file. ``stopped``: Ctrl-C ended it before the last file."""

    files: list[FileReport] = field(default_factory=list)
    seconds: float = 0.0
    stopped: bool = False

    @property
    def ok(self) -> bool:
        """Whether the run was not stopped and every file, and every row of a table, gave a record or was known."""
        return not self.stopped and all(file.status != "failed" and not file.bad for file in self.files)

    def counts(self) -> Counter[Status]:
        """Number of files by status."""
        return Counter(file.status for file in self.files)

    def failures(self) -> Iterator[FileReport]:
        """The files that failed, in order."""
        return (file for file in self.files if file.status == "failed")

    def to_json(self) -> dict[str, Any]:
        """The whole report for ``--report FILE.json``."""
        return {
            "ok": self.ok,
            "stopped": self.stopped,
            "seconds": round(self.seconds, 3),
            "counts": {status: self.counts()[status] for status in STATUS_LABELS},
            "files": [asdict(file) for file in self.files],
        }


def missing_fields(record: Record) -> tuple[str, ...]:
    """Names of the expected fields that a record has no value for."""
    return tuple(name for name in EXPECTED_FIELDS if not getattr(record, name))


def field_labels(names: tuple[str, ...]) -> str:
    """The Thai labels of fields, separated by commas."""
    return ", ".join(FIELD[name].label for name in names)
