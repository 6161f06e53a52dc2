"""Decides whether a raw record is complete enough for a record, and explains documents without one."""

from __future__ import annotations

from collections.abc import Iterable

from corpus.fields import SECTION_ORDER
from ingest.building.section_builder import SectionItems
from ingest.document import Document
from ingest.segmentation.raw_record import RawRecord

_KNOWLEDGE_SECTIONS = frozenset(SECTION_ORDER) - {"background", "other"}


def holds_record(raw: RawRecord, items: SectionItems) -> bool:
    """Whether ``raw`` has one section of knowledge with items and a title or author, or two such sections (a slice)."""
    named = sum(_has_value(raw, name) for name in ("title", "author_name"))
    if named == 2 and raw.sections.get("background"):
        return True
    filled = {name for name in _KNOWLEDGE_SECTIONS if items.get(name)}
    return len(filled - {heading.target for heading in raw.guessed}) >= 2 or (named > 0 and bool(filled))


def _has_value(raw: RawRecord, name: str) -> bool:
    value = raw.values.get(name)
    return value is not None and any(char.isalnum() for char in value.text)


def why_no_record(document: Document, raw_records: Iterable[RawRecord]) -> str:
    """The cause, in Thai, of a document without a record."""
    if not document.lines:
        return "ไฟล์ว่าง ไม่มีข้อความ"
    if any(raw.met_labels for raw in raw_records):
        return "มีหัวข้อของแบบฟอร์ม แต่ไม่มีเนื้อความในหัวข้อความรู้"
    return "ไม่พบหัวข้อของบันทึกองค์ความรู้ (เช่น ขุมความรู้ แก่นความรู้ วิธีการ)"
