"""Builds a record from a raw record: fields, sections, evidence, and checks for a reviewer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from corpus.fields import FIELDS, section_label
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


def build_record(raw: RawRecord, items: SectionItems, document: Document, labels: LabelTable) -> Record:
    """The record that ``raw`` and the ``items`` of its sections hold, with evidence for each value and section."""
    fields, year = read_fields(raw, document, labels)
    sections = build_sections(raw, items, fields.text("title"), labels)
    evidence = weaken_evidence({**fields.evidence, **section_evidence(raw)}, document)
    evidence = check_shapes(fields.values, evidence)
    span = _span(raw)
    record = Record(
        id="",
        title=fields.text("title"),
        author_name=fields.text("author_name"),
        author_position=fields.text("author_position"),
        author_office=fields.text("author_office"),
        phone=fields.text("phone"),
        district=fields.text("district"),
        province=fields.text("province"),
        region=fields.text("region"),
        category=fields.text("category"),
        year=year,
        form=labels.form_of(raw.met_labels),
        sections=sections,
        checks=(*ocr_checks(span, document), *_checks(evidence, raw.repairs)),
        evidence=evidence,
        source=(Source(document.path, lines=span),),
    )
    content = " ".join(item.text for section in sections for item in section.items)
    record = replace(record, id=record_id(record.title, record.author_name, content))
    return replace(record, extracted=record.content_digest())


def _checks(evidence: Mapping[str, Evidence], repairs: int) -> Iterator[str]:
    """The checks for a reviewer, in Thai: repaired text, and values below the confidence threshold."""
    if repairs:
        yield f"ข้อความเสียหายถูกซ่อม {repairs} แห่ง ควรเทียบกับต้นฉบับ"
    labels = {row.name: row.label for row in FIELDS}
    for name, source in evidence.items():
        if source.confidence < SURE:
            label = labels.get(name) or section_label(name)
            yield f"{label}: {source.how} (ความมั่นใจ {source.confidence:.0%}) ควรตรวจ"


def _span(raw: RawRecord) -> str:
    """The lines of a record, ``first-last``; empty without one."""
    numbers = [line.number for lines in raw.sections.values() for line in lines]
    numbers += [line.number for line in [*raw.prelude, *raw.other]]
    numbers += [number for value in raw.values.values() for number in (value.first, value.last)]
    return f"{min(numbers)}-{max(numbers)}" if numbers else ""
