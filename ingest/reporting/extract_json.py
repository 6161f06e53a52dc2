"""What ``kmsearch extract`` prints: one JSON object a file, or each line of the file explained."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from corpus.record import Record
from ingest import archive
from ingest.archive import Input
from ingest.pipeline import read_input
from ingest.readers import load, read
from ingest.reporting.line_explanation import Explained, explain
from ingest.tables import row_reader
from ingest.tables.table_records import records_of
from kmsearch.errors import KmsearchError


def extract_file(path: Path) -> dict[str, Any]:
    """One file as ``kmsearch extract`` prints it: source, records, problems."""
    return _extract(Input(path, path))


def extract_files(path: Path) -> Iterator[dict[str, Any]]:
    """The same for each member of an archive, or for a file that is none."""
    if not archive.accepts(path):
        yield extract_file(path)
        return
    with archive.unpacked(path) as members:
        yield from map(_extract, members)


def _extract(input: Input) -> dict[str, Any]:
    try:
        if input.error:
            raise input.error
        if row_reader.accepts(input.path):
            return _extract_table(input)
        result = read_input(input)
        if result.error:
            raise result.error
    except KmsearchError as error:
        return {"source": str(input.path), "records": [], "problems": [{"cause": error.cause, "cure": error.cure}]}
    return {"source": str(input.path), "records": [extracted(record) for record in result.records], "problems": []}


def _extract_table(input: Input) -> dict[str, Any]:
    found = list(records_of(input.file, input.path))
    problems = [{"line": row.row.number, "cause": row.fault[0], "cure": row.fault[1]} for row in found if row.fault]
    records = [{"id": row.record.id, **extracted(row.record)} for row in found if row.record]
    return {"source": str(input.path), "records": records, "problems": problems}


def explain_file(path: Path) -> list[Explained]:
    """Every line of a document with what it became. Raises UnknownFormat, UnreadableFile."""
    return explain(read(path, load(path)))


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
