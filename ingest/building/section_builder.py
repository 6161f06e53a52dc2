"""Sections of a raw record with their items and evidence; text of no section goes to ``other``."""

from __future__ import annotations

from collections.abc import Mapping

from corpus.fields import SECTION_ORDER
from corpus.record import Evidence, Item, Section
from ingest.building.field_reader import without_number
from ingest.document import Line
from ingest.fields.parsers import clean_title
from ingest.forms.label_table import EXTRA_FIELDS, LabelTable
from ingest.items.item_builder import build_items
from ingest.segmentation.raw_record import RawRecord
from kmsearch.confidence import confidence
from kmsearch.thai.normalise import collapse_whitespace

_UNHEADED = confidence("guess", "unheaded")


SectionItems = Mapping[str, tuple[Item, ...]]
"""Section → its items."""


def section_items(raw: RawRecord) -> SectionItems:
    """The items of each section, in the order of the schema."""
    names = sorted(raw.sections, key=SECTION_ORDER.__getitem__)
    return {name: build_items(name, raw.sections[name]) for name in names}


def build_sections(raw: RawRecord, items: SectionItems, title: str, labels: LabelTable) -> tuple[Section, ...]:
    """The sections in the order of the schema; ``other`` holds the record's remaining text, without its
    ``title``."""
    sections = [Section(name, content) for name, content in items.items()]
    other = [Item(line.text) for line in raw.prelude if _adds_text(line, title, labels)]
    other += [Item(value.text) for name, value in raw.values.items() if name in EXTRA_FIELDS and value.text]
    other += [Item(line.text) for line in raw.other]
    return (*sections, Section("other", tuple(other))) if other else tuple(sections)


def section_evidence(raw: RawRecord) -> dict[str, Evidence]:
    """The evidence of each section: its lines, and the confidence of its heading."""
    return {name: _evidence_of(raw, name) for name in sorted(raw.sections, key=SECTION_ORDER.__getitem__)}


def _evidence_of(raw: RawRecord, name: str) -> Evidence:
    heading = raw.headings.get(name)
    guess = next((guess for guess in raw.guessed if guess.target == name), None)
    numbers = [line.number for line in raw.sections[name]] + ([heading.line] if heading else [])
    span = f"{min(numbers)}-{max(numbers)}"
    if guess:
        how = f"หัวข้อ “{guess.words}” ไม่มีในแบบฟอร์ม จัดเข้าตามคำในหัวข้อ"
        return Evidence(span, guess.confidence, how)
    if heading:
        return Evidence(span, heading.confidence, "หัวข้อในเอกสาร")
    return Evidence(span, _UNHEADED, "ข้อความก่อนหัวข้อแรก")


def _adds_text(line: Line, title: str, labels: LabelTable) -> bool:
    """Whether a line above the record is more than its title or the form's own name."""
    return collapse_whitespace(clean_title(without_number(line.text))) != title and not labels.is_form_name(line.text)
