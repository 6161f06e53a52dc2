"""Builds a record from a raw record: fields, sections, evidence, and checks for a reviewer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from corpus.fields import FIELDS, Field, section_label
from corpus.ids import record_id
from corpus.record import Evidence, Record, Source
from ingest.building.field_reader import read_fields
from ingest.building.section_builder import SectionItems, build_sections, section_evidence
from ingest.document import Document
from ingest.fields.ocr_confidence import ocr_checks, weaken_evidence
from ingest.fields.validators import check_shapes
from ingest.forms.label_table import LabelTable
from ingest.segmentation.raw_record import RawRecord
from kmsearch.confidence import SURE
from kmsearch.thai.dates import find_years


def build_record(raw: RawRecord, items: SectionItems, document: Document, labels: LabelTable) -> Record:
    """The record that ``raw`` and the ``items`` of its sections hold, with evidence for each value and section."""
    fields, year = read_fields(raw, document, labels)
    sections = build_sections(raw, items, fields.text("title"), labels)
    evidence = weaken_evidence({**fields.evidence, **section_evidence(raw)}, document)
    evidence = check_shapes(fields.values, evidence)
    span = _span(raw)
    record = Record(
        id="",
        **{row.name: _typed(row, fields.text(row.name)) for row in FIELDS},
        sections=sections,
        checks=(*ocr_checks(span, document), *_checks(evidence, raw.repairs)),
        evidence=evidence,
        source=(Source(document.path, lines=span),),
    )
    record = replace(record, year=year, form=labels.form_of(raw.met_labels))
    content = " ".join(item.text for section in sections for item in section.items)
    record = replace(record, id=record_id(record.title, record.author_name, content))
    return replace(record, extracted=record.content_digest())


def _typed(row: Field, text: str) -> Any:
    """The value of a field from its text, in the type of the field; empty for no text."""
    if row.kind == "year":
        years = find_years(text)
        return years[0].year if years else None
    if row.kind == "keywords":
        return (text,) if text else ()
    return text


def _checks(evidence: Mapping[str, Evidence], repairs: int) -> Iterator[str]:
    """What a reviewer has to look at, in Thai: repaired text, and values below the confidence threshold."""
    if repairs:
        yield f"ข้อความเสียหายถูกซ่อม {repairs} แห่ง ควรเทียบกับต้นฉบับ"
    labels = {row.name: row.label for row in FIELDS}
    for name, source in evidence.items():
        if source.confidence < SURE:
            label = labels.get(name) or section_label(name)
            yield f"{label}: {source.how} (ความมั่นใจ {source.confidence:.0%}) ควรตรวจ"


def _span(raw: RawRecord) -> str:
    """The lines of a record, ``first-last``; empty for none."""
    numbers = [line.number for lines in raw.sections.values() for line in lines]
    numbers += [line.number for line in [*raw.prelude, *raw.other]]
    numbers += [number for value in raw.values.values() for number in (value.first, value.last)]
    return f"{min(numbers)}-{max(numbers)}" if numbers else ""
