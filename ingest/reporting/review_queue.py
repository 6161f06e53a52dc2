"""Which records a person should look at, and in what order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from corpus.record import Record
from ingest.reporting.run_report import lacks
from kmsearch.confidence import SURE


@dataclass(frozen=True, slots=True)
class Finding:
    """A record that needs a person: its checks, the fields it lacks, and the values found with little confidence."""

    id: str
    title: str
    checks: tuple[str, ...]
    lacks: tuple[str, ...]
    unsure: dict[str, float]

    @property
    def badness(self) -> tuple[int, int, float]:
        """The greater, the sooner: checks count first, then lacking fields, then the lowest confidence."""
        return len(self.checks), len(self.lacks), 1 - min(self.unsure.values(), default=1.0)

    def to_json(self) -> dict[str, Any]:
        """The finding for ``kmsearch check --json``."""
        return asdict(self)


def review(records: Iterable[Record]) -> list[Finding]:
    """The records that need a person, worst first; those with nothing to look at are left out."""
    findings = [finding for record in records if (finding := _finding(record)) is not None]
    return sorted(findings, key=lambda finding: (*(-each for each in finding.badness), finding.id))


def _finding(record: Record) -> Finding | None:
    unsure = {name: found.confidence for name, found in record.evidence.items() if found.confidence < SURE}
    if not (record.checks or unsure or lacks(record)):
        return None
    return Finding(record.id, record.title, record.checks, lacks(record), dict(sorted(unsure.items(), key=_confidence)))


def _confidence(entry: tuple[str, float]) -> float:
    return entry[1]
