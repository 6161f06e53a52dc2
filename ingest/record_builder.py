"""Builds records from documents: segmentation into raw records, then fields, sections and checks of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from corpus.fields import FIELDS, section_label
from corpus.ids import record_id
from corpus.record import SECTION_ORDER, Evidence, Record, Source
from ingest.building.field_reader import read_fields
from ingest.building.section_builder import build_sections, section_evidence
from ingest.dedup.merging import merge_within_document
from ingest.document import Document
from ingest.fields.ocr_confidence import ocr_checks, weaken_evidence
from ingest.fields.validators import check_shapes
from ingest.forms.label_table import LabelTable, load_labels
from ingest.items.item_builder import build_items
from ingest.segmentation.raw_record import RawRecord
from ingest.segmentation.segmenter import segment
from kmsearch.confidence import SURE
from kmsearch.errors import NoRecord

_KNOWLEDGE_SECTIONS = frozenset(SECTION_ORDER) - {"background", "other"}


def extract(document: Document, labels: LabelTable | None = None) -> tuple[Record, ...]:
    """The records in a document; the same record twice in it is one. Raises NoRecord that says why there is none."""
    labels = labels or load_labels()
    raw_records = segment(document, labels)
    records = [build_record(raw, document, labels) for raw in raw_records if holds_record(raw)]
    if not records:
        cause = _why_no_record(document, raw_records)
        raise NoRecord(cause, "ถ้าเป็นบันทึกองค์ความรู้ ให้ตรวจว่ามีหัวข้อตามแบบฟอร์ม", file=document.path)
    return tuple(merge_within_document(records))


def holds_record(raw: RawRecord) -> bool:
    """A record has knowledge under a heading and says whose or what it is, or has two such sections (a slice)."""
    filled = [name for name in _KNOWLEDGE_SECTIONS if build_items(name, raw.sections.get(name, ()))]
    known = set(filled) - {heading.target for heading in raw.guessed}
    named = [name for name in ("title", "author_name") if _has_value(raw, name)]
    has_story = bool(raw.sections.get("background"))
    return len(known) >= 2 or (bool(named) and bool(filled)) or (len(named) == 2 and has_story)


def _has_value(raw: RawRecord, name: str) -> bool:
    value = raw.values.get(name)
    return value is not None and any(char.isalnum() for char in value.text)


def _why_no_record(document: Document, raw_records: Iterable[RawRecord]) -> str:
    if not document.lines:
        return "ไฟล์ว่าง ไม่มีข้อความ"
    if any(raw.met_labels for raw in raw_records):
        return "มีหัวข้อของแบบฟอร์ม แต่ไม่มีเนื้อความในหัวข้อความรู้"
    return "ไม่พบหัวข้อของบันทึกองค์ความรู้ (เช่น ขุมความรู้ แก่นความรู้ วิธีการ)"


def build_record(raw: RawRecord, document: Document, labels: LabelTable) -> Record:
    """The record that ``raw`` holds, with evidence for each value and section."""
    fields, year = read_fields(raw, document, labels)
    sections = build_sections(raw, fields.text("title"), labels)
    found = {**fields.evidence, **section_evidence(raw)}
    evidence = check_shapes(fields.values, weaken_evidence(found, document))
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
    """What a reviewer has to look at, in Thai: repaired text, and values below the confidence threshold."""
    if repairs:
        yield f"ข้อความเสียหายถูกซ่อม {repairs} แห่ง ควรเทียบกับต้นฉบับ"
    labels = {row.name: row.label for row in FIELDS}
    for name, found in evidence.items():
        if found.confidence < SURE:
            label = labels.get(name) or section_label(name)
            yield f"{label}: {found.how} (ความมั่นใจ {found.confidence:.0%}) ควรตรวจ"


def _span(raw: RawRecord) -> str:
    """The lines of a record, ``first-last``; empty for none."""
    numbers = [line.number for lines in raw.sections.values() for line in lines]
    numbers += [line.number for line in [*raw.prelude, *raw.other]]
    numbers += [number for value in raw.values.values() for number in (value.first, value.last)]
    return f"{min(numbers)}-{max(numbers)}" if numbers else ""
