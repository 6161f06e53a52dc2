"""What ``kmsearch extract`` prints: one JSON object a file."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from corpus.record import Record
from ingest.pipeline import read_file


def extract_file(path: Path) -> dict[str, Any]:
    """One file as ``kmsearch extract`` prints it: source, records, problems."""
    result = read_file(path)
    problems = [{"cause": result.error.cause, "cure": result.error.cure}] if result.error else []
    return {"source": str(path), "records": [extracted(record) for record in result.records], "problems": problems}


_EXTRACTED = (
    *("title", "author_name", "author_position", "author_office", "phone", "district", "province", "region"),
    *("year", "category", "form"),
)


def extracted(record: Record) -> dict[str, Any]:
    """A record as ``kmsearch extract`` prints it; ``sections`` holds the points, without leads and ``other``."""
    points = {section.name: [item.text for item in section.points] for section in record.sections}
    leads = {s.name: [item.text for item in s.items if item.lead] for s in record.sections}
    return {
        **{name: getattr(record, name) for name in _EXTRACTED},
        "other": points.pop("other", []),
        "sections": points,
        "lead_ins": {name: texts for name, texts in leads.items() if texts},
        "checks": list(record.checks),
        "evidence": {name: asdict(found) for name, found in record.evidence.items()},
    }
