"""A document line by line, with what each line became and how sure that is; derived from its drafts and records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from corpus.fields import FIELD, section_label
from corpus.record import Record
from ingest.cleaning.cleaner import prepare
from ingest.cleaning.line_roles import role_of
from ingest.document import Document, Line
from ingest.forms.label_table import LabelTable, load_labels
from ingest.items.item_builder import traced_items
from ingest.record_builder import build_record, holds_record
from ingest.segmentation.headings.heading_rules import HeadingContext
from ingest.segmentation.headings.line_classifier import classify_line
from ingest.segmentation.headings.worded_fields import worded_field
from ingest.segmentation.raw_record import RawRecord
from ingest.segmentation.segmenter import segment
from ingest.segmentation.splitting.line_splitter import join_cut_labels, split_lines
from kmsearch.thai.tokenizer import repair, squeeze

Named = Literal["field", "heading", "item", "lead", "label"]
Plain = Literal["start", "date", "other", "prelude", "chrome", "furniture", "joined", "empty", "unused"]
Kind = Named | Plain

_PLAIN_LABELS: dict[Kind, str] = {
    "start": "ชื่อแบบฟอร์ม",
    "date": "วันที่",
    "other": "ข้อความอื่น",
    "prelude": "ก่อนบันทึก",
    "chrome": "ส่วนของเว็บไซต์",
    "furniture": "ส่วนประกอบหน้า",
    "joined": "ต่อกับบรรทัดก่อน",
    "empty": "ช่องว่าง",
    "unused": "ไม่ได้ใช้",
}

_EXTRA_LABELS: dict[str, str] = {"event": "เวลา", "place": "สถานที่", "signature": "ผู้ลงชื่อ", "email": "ช่องทางติดต่ออื่น"}
"""Thai names of what forms label and no record has as a field (``ingest.forms.label_table.EXTRA_FIELDS``)."""


_ELSE = frozenset({"prelude", "empty"})
"""Roles of lines that became nothing else."""


@dataclass(frozen=True, slots=True)
class Role:
    """What a line became: its ``kind``, the field or section, the item's number there (0: none), how sure (None: a
    matter of course), and how it was found."""

    kind: Kind
    name: str = ""
    number: int = 0
    confidence: float | None = None
    how: str = ""

    @property
    def label(self) -> str:
        """The role in Thai."""
        if self.kind in _PLAIN_LABELS:
            return _PLAIN_LABELS[self.kind]
        name = (
            FIELD[self.name].label if self.name in FIELD else _EXTRA_LABELS.get(self.name) or section_label(self.name)
        )
        words: dict[Kind, str] = {"heading": "หัวข้อ ", "lead": "คำนำของ ", "label": "ป้ายชื่อ "}
        return words.get(self.kind, "") + name + (f" ข้อ {self.number}" if self.number else "")


@dataclass(frozen=True, slots=True)
class Explained:
    """A line of the document with its roles, the chief one first; ``record`` counts the document's records from 1,
    0 for lines of none."""

    number: int
    text: str
    roles: tuple[Role, ...]
    record: int = 0


def explain(document: Document, labels: LabelTable | None = None) -> list[Explained]:
    """Every line of ``document``, in order, with at least one role each."""
    labels = labels or load_labels()
    roles: dict[int, list[Role]] = {}
    owners: dict[int, int] = {}
    records = 0
    for draft in segment(document, labels):
        holds = holds_record(draft)
        records += holds
        record = build_record(draft, document, labels) if holds else None
        for number, role in _roles(draft, record, labels):
            said = roles.setdefault(number, [])
            if role not in said and not (said and role.kind in _ELSE):
                said.append(role)
            owners.setdefault(number, records if holds else 0)
    prepared = {line.number: line for line in split_lines(join_cut_labels(prepare(document.lines), labels), labels)}
    return [
        Explained(line.number, line.text, tuple(found), owners.get(line.number, 0))
        for line in document.lines
        for found in [roles.get(line.number) or [_leftover(line, prepared, labels)]]
    ]


def _roles(draft: RawRecord, record: Record | None, labels: LabelTable) -> Iterator[tuple[int, Role]]:
    for name, value in draft.values.items():
        for number in range(value.first, value.last + 1):
            yield number, Role("field", name, 0, value.confidence, value.how)
    yield from _sections(draft, record)
    yield from _found(draft, record)
    for line in draft.prelude:
        match = labels.match(line.text)
        yield line.number, Role("start" if match and match.label.kind == "start" else "prelude")
    yield from ((line.number, Role("other")) for line in draft.other)
    yield from ((line.number, Role("date")) for line in (draft.post_date, draft.signature_date) if line)


def _found(draft: RawRecord, record: Record | None) -> Iterator[tuple[int, Role]]:
    """What was found where no label is: a title above the record, a year or a place in the story."""
    for name, found in record.evidence.items() if record else ():
        if name in FIELD and name not in draft.values and found.lines:
            first, _, last = found.lines.partition("-")
            for number in range(int(first), int(last) + 1):
                yield number, Role("field", name, 0, found.confidence, found.how)


def _sections(draft: RawRecord, record: Record | None) -> Iterator[tuple[int, Role]]:
    for name, heading in draft.headings.items():
        yield heading.line, Role("heading", name, 0, heading.confidence)
    yield from ((found.line, Role("heading", found.target, 0, found.confidence)) for found in draft.guessed)
    for name, lines in draft.sections.items():
        sure = record.evidence[name].confidence if record else None
        points = 0
        for item, parts in traced_items(name, lines):
            points += not item.lead
            role = Role("lead", name, 0, sure) if item.lead else Role("item", name, points, sure)
            yield from ((line.number, role) for line in parts)
        yield from ((line.number, Role("empty")) for line in lines)


def _leftover(line: Line, prepared: dict[int, Line], labels: LabelTable) -> Role:
    """What a line is that stands in no draft: furniture, chrome, a label without a value, a second heading."""
    role = role_of(squeeze(repair(line.text)))
    if role in ("page", "furniture", "contents"):
        return Role("furniture")
    if line.number not in prepared:
        return _left_out(line, prepared)
    if role == "chrome" or role == "date":
        return Role(role)
    classified, after = classify_line(prepared[line.number], labels), prepared.get(line.number + 1)
    heading = classified.heading_in(HeadingContext("header"))
    if heading is None and (
        found := worded_field(classified, classify_line(after, labels) if after else None, labels, ())
    ):
        return Role("label", found.target, 0, found.confidence) if found.target != "other" else Role("other")
    if heading is None or heading.kind == "start":
        return Role("unused" if heading is None else "start")
    return Role("heading" if heading.kind == "section" else "label", heading.target, 0, heading.confidence)


def _left_out(line: Line, prepared: dict[int, Line]) -> Role:
    """A line that cleaning took: the rest of a bracket, joined to the line before, or a running head."""
    before = max((number for number in prepared if number < line.number), default=0)
    joined = before and squeeze(repair(line.text)) in prepared[before].text
    return Role("joined" if joined else "furniture")


def confidence_of(roles: Iterable[Role]) -> float | None:
    """The lowest confidence among the roles of a line; None where there is none to speak of."""
    return min((role.confidence for role in roles if role.confidence is not None), default=None)
