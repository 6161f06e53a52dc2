"""Builds the record of one row: its cells gathered by the field or section that their columns mean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from corpus.fields import FIELD, SECTION, SECTION_ORDER
from corpus.ids import record_id
from corpus.record import Evidence, Item, Record, Section, Source
from ingest.building.record import build_record
from ingest.document import Document
from ingest.forms.label_table import EXTRA_FIELDS, LabelTable
from ingest.segmentation.raw_record import FieldValue, RawRecord
from ingest.tables.cell_values import repair_cells, to_items, to_text, to_texts, to_year_text
from ingest.tables.column_names import IGNORED, target_of
from ingest.tables.table_row import TableRow
from kmsearch.errors import NoRecord

_HOW = "คอลัมน์ในตาราง"
_CONFIDENCE = 1.0
"""Confidence of a value whose column names its field: certain."""


def record_of_row(row: TableRow, path: str, labels: LabelTable) -> tuple[Record, bool]:
    """The record of a row, and whether the row itself gives the id. Raises NoRecord for a row without any content."""
    cells, repairs = repair_cells(row.cells)
    gathered = _RowCells(row, labels, repairs)
    gathered.take(cells)
    return gathered.record(path), "id" in gathered.fields


def content_of(record: Record) -> str:
    """The text of all items, from which the id of a record without title and author is made."""
    return " ".join(item.text for section in record.sections for item in section.items)


@dataclass(slots=True)
class _RowCells:
    """The cells of a row, grouped by the field or section of their column."""

    row: TableRow
    labels: LabelTable
    repairs: int = 0
    fields: dict[str, str] = field(default_factory=dict)
    topics: tuple[str, ...] = ()
    sections: dict[str, list[Item]] = field(default_factory=dict)

    def take(self, cells: Iterable[tuple[str, Any]], in_sections: bool = False) -> None:
        """Adds ``cells``; ``in_sections``: they are in the object ``sections``, where unknown names go to ``other``."""
        for name, value in cells:
            target = target_of(name, self.labels)
            if target == "sections" and isinstance(value, Mapping) and not in_sections:
                self.take(value.items(), in_sections=True)
            elif target == "topics":
                self.topics += to_texts(value)
            elif target in SECTION:
                self.sections.setdefault(target, []).extend(to_items(target, value))
            elif target in FIELD or target in EXTRA_FIELDS or target in ("id", "note"):
                self._add_field(target, name, to_text(value))
            elif target != IGNORED:
                self._add_other(name, to_text(value))

    def _add_field(self, target: str, name: str, text: str) -> None:
        if target == "year":
            target, text = "event", to_year_text(text)
        if target in self.fields:
            self._add_other(name, text)
        elif text:
            self.fields[target] = text

    def _add_other(self, name: str, text: str) -> None:
        if text:
            self.sections.setdefault("other", []).append(Item(f"{name}: {text}" if name else text))

    def record(self, path: str) -> Record:
        """The record; year, place and office are derived as for a document. Raises NoRecord for one without content."""
        number = self.row.number
        values = {name: FieldValue(text, number, number, _CONFIDENCE, _HOW) for name, text in self.fields.items()}
        raw = RawRecord(values=values, repairs=self.repairs)
        derived = build_record(raw, {}, Document(path, ()), self.labels)
        self._keep_extra_fields(derived)
        verbatim = self._verbatim_fields(derived)
        names = sorted(self.sections, key=SECTION_ORDER.__getitem__)
        sections = tuple(Section(name, tuple(self.sections[name])) for name in names)
        if not (derived.title or any(section.numbered_items for section in sections if section.name != "other")):
            raise NoRecord("ไม่มีชื่อเรื่องและไม่มีเนื้อความ", "ตรวจว่ามีชื่อเรื่อง หรือหัวข้อของบันทึกอย่างน้อยหนึ่งหัวข้อ")
        evidence = dict.fromkeys([*verbatim, *self.sections], Evidence(f"{number}-{number}", _CONFIDENCE, _HOW))
        evidence.pop("other", None)
        record = replace(
            derived,
            **verbatim,
            topics=self.topics,
            sections=sections,
            note=self.fields.get("note", ""),
            evidence={**derived.evidence, **evidence},
            source=(Source(path, digest=self.row.digest, lines=f"{number}-{number}"),),
        )
        id = self.fields.get("id") or record_id(record.title, record.author_name, content_of(record))
        return replace(record, id=id, extracted=record.content_digest())

    def _verbatim_fields(self, derived: Record) -> dict[str, Any]:
        """Fields kept as the table has them: a title with its quotation marks, a place that the gazetteer lacks."""
        fields = {name: self.fields[name] for name in ("title", "region", "form") if name in self.fields}
        place_fields = ("district", "province")
        return fields | {
            name: self.fields[name] for name in place_fields if name in self.fields and not getattr(derived, name)
        }

    def _keep_extra_fields(self, derived: Record) -> None:
        """Puts values without a field of a record into ``other``; the text of a year only where no year was found."""
        for name in self.fields:
            if name in EXTRA_FIELDS and not (name == "event" and derived.year):
                self._add_other("", self.fields[name])
