"""The review queue: records that a person should check, the most urgent first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from corpus.record import Record
from ingest.reporting.run_report import missing_fields
from kmsearch.confidence import SURE


@dataclass(frozen=True, slots=True)
class Finding:
    """A record to review: its checks, missing fields, and the confidence of values below ``SURE``, lowest first."""

    id: str
    title: str
    checks: tuple[str, ...]
    missing_fields: tuple[str, ...]
    unsure: dict[str, float]

    @property
    def urgency(self) -> tuple[int, int, float]:
        """Sort key, greatest first: number of checks, then of missing fields, then 1 − lowest confidence."""
        return len(self.checks), len(self.missing_fields), 1 - min(self.unsure.values(), default=1.0)

    def to_json(self) -> dict[str, Any]:
        """The finding for ``kmsearch check --json``."""
        return asdict(self)


def review(records: Iterable[Record]) -> list[Finding]:
    """The findings of all records that have any, the most urgent first."""
    findings = [finding for record in records if (finding := _finding(record)) is not None]
    return sorted(findings, key=lambda finding: (*(-part for part in finding.urgency), finding.id))


def _finding(record: Record) -> Finding | None:
    unsure = [(name, evidence.confidence) for name, evidence in record.evidence.items() if evidence.confidence < SURE]
    missing = missing_fields(record)
    if not (record.checks or unsure or missing):
        return None
    by_confidence = dict(sorted(unsure, key=lambda pair: pair[1]))
    return Finding(record.id, record.title, record.checks, missing, by_confidence)
