"""The output of ``kmsearch extract``: one JSON object per file, or, with ``--explain``, each line with its outcomes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from corpus.record import Record
from ingest import archive
from ingest.file_reader import read_input
from ingest.input_file import InputFile
from ingest.readers import load, read
from ingest.reporting.line_explanation import ExplainedLine, explain
from ingest.tables import row_reader
from ingest.tables.table_records import records_of
from kmsearch.errors import KmsearchError


def extract_file(path: Path) -> dict[str, Any]:
    """One file as ``kmsearch extract`` prints it: ``source``, ``records``, ``problems``."""
    return _extract(InputFile(path, path))


def extract_files(path: Path) -> Iterator[dict[str, Any]]:
    """The same for each member of an archive; for any other file, the file itself."""
    if not archive.accepts(path):
        yield extract_file(path)
        return
    with archive.unpacked(path) as members:
        yield from map(_extract, members)


def _extract(input: InputFile) -> dict[str, Any]:
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


def _extract_table(input: InputFile) -> dict[str, Any]:
    results = list(records_of(input.file, input.path))
    faults = [(result.row.number, *result.fault) for result in results if result.fault]
    problems = [{"line": line, "cause": cause, "cure": cure} for line, cause, cure in faults]
    records = [{"id": result.record.id, **extracted(result.record)} for result in results if result.record]
    return {"source": str(input.path), "records": records, "problems": problems}


def explain_file(path: Path) -> list[ExplainedLine]:
    """Every line of a document with its outcomes. Raises UnknownFormat, UnreadableFile."""
    return explain(read(path, load(path)))


_FIELD_NAMES = (
    *("title", "author_name", "author_position", "author_office", "phone", "district", "province", "region"),
    *("year", "category", "form"),
)


def extracted(record: Record) -> dict[str, Any]:
    """A record as ``kmsearch extract`` prints it; ``sections`` holds the items, without lead-ins and ``other``."""
    items = {section.name: [item.text for item in section.numbered_items] for section in record.sections}
    lead_ins = {section.name: [item.text for item in section.items if item.lead] for section in record.sections}
    return {
        **{name: getattr(record, name) for name in _FIELD_NAMES},
        "other": items.pop("other", []),
        "sections": items,
        "lead_ins": {name: texts for name, texts in lead_ins.items() if texts},
        "checks": list(record.checks),
        "evidence": {name: asdict(evidence) for name, evidence in record.evidence.items()},
    }
