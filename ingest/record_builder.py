"""Extracts the records of a document: segmentation into raw records, a record built of each, duplicates merged."""

from __future__ import annotations

from corpus.record import Record
from ingest.building.completeness import holds_record, why_no_record
from ingest.building.record import build_record
from ingest.building.section_builder import section_items
from ingest.dedup.merging import merge_within_document
from ingest.document import Document
from ingest.forms.label_table import LabelTable, load_labels
from ingest.segmentation.segmenter import segment
from kmsearch.errors import NoRecord


def extract(document: Document, labels: LabelTable | None = None) -> tuple[Record, ...]:
    """The records in a document; the same record twice in it is one. Raises NoRecord with the cause."""
    labels = labels or load_labels()
    raw_records = segment(document, labels)
    records = [
        build_record(raw, items, document, labels)
        for raw in raw_records
        if holds_record(raw, items := section_items(raw))
    ]
    if not records:
        cause = why_no_record(document, raw_records)
        raise NoRecord(cause, "ถ้าเป็นบันทึกองค์ความรู้ ให้ตรวจว่ามีหัวข้อตามแบบฟอร์ม", file=document.path)
    return tuple(merge_within_document(records))
