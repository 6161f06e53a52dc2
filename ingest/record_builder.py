"""Extracts the records of a document: segmentation into raw records, a record built of each, duplicates merged."""

from __future__ import annotations

from collections.abc import Iterable

from corpus.record import Record
from ingest.building.completeness import holds_record, why_no_record
from ingest.building.record import build_record
from ingest.building.section_builder import section_items
from ingest.dedup.candidates import Keys
from ingest.dedup.matching import Likeness, Traits, compare, keys_of
from ingest.dedup.merging import joined, with_check
from ingest.dedup.reingestion import text_length
from ingest.document import Document
from ingest.forms.label_table import LabelTable, load_labels
from ingest.segmentation.segmenter import segment
from kmsearch.errors import NoRecord


def extract(document: Document, labels: LabelTable | None = None) -> tuple[Record, ...]:
    """The records in a document; the same record twice in it is one. Raises NoRecord that says why there is none."""
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
    return tuple(merge_same(records))


def merge_same(records: Iterable[Record]) -> list[Record]:
    """The records with each that stands twice kept once: the fuller of the two, in the place of the first."""
    kept: list[Record] = []
    keys = Keys()
    for record in records:
        place, likeness = _same_among(record, kept, keys)
        if place is None:
            place = len(kept)
            kept.append(record)
        else:
            less, more = sorted((kept[place], record), key=text_length)
            kept[place] = more if likeness.sure else with_check(more, joined(less, likeness))
        keys.add(str(place), keys_of(kept[place]))
    return kept


def _same_among(record: Record, kept: list[Record], keys: Keys) -> tuple[int | None, Likeness]:
    """Where the same record stands in ``kept``, if it does, and how like it is."""
    traits = Traits(record)
    for place in map(int, keys.near(keys_of(record))):
        likeness = compare(traits, Traits(kept[place]))
        if likeness.same:
            return place, likeness
    same = (place for place, other in enumerate(kept) if other.id == record.id)
    return next(same, None), Likeness(True, 1.0, sure=True)
