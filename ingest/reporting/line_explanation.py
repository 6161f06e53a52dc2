"""Explains a document line by line: the outcomes of each line, with their confidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from corpus.fields import FIELD, section_label
from corpus.record import Record
from ingest.building.completeness import holds_record
from ingest.building.record import build_record
from ingest.building.section_builder import section_items
from ingest.cleaning.cleaner import prepare
from ingest.cleaning.line_roles import role_of
from ingest.document import Document, Line
from ingest.forms.label_table import LabelTable, load_labels
from ingest.items.item_builder import traced_items
from ingest.segmentation.headings.heading_rules import HeadingContext
from ingest.segmentation.headings.line_classifier import classify_line
from ingest.segmentation.headings.worded_fields import worded_field
from ingest.segmentation.raw_record import RawRecord
from ingest.segmentation.segmenter import segment
from ingest.segmentation.splitting.line_splitter import join_cut_labels, split_lines
from kmsearch.thai.normalise import collapse_whitespace, repair_by_rule

NamedKind = Literal["field", "heading", "item", "lead", "label"]
PlainKind = Literal["start", "date", "other", "prelude", "chrome", "furniture", "joined", "empty", "unused"]
OutcomeKind = NamedKind | PlainKind

_PLAIN_LABELS: dict[OutcomeKind, str] = {
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
_PREFIXES: dict[OutcomeKind, str] = {"heading": "หัวข้อ ", "lead": "คำนำของ ", "label": "ป้ายชื่อ "}
_EXTRA_FIELD_LABELS: dict[str, str] = {
    "event": "เวลา",
    "place": "สถานที่",
    "signature": "ผู้ลงชื่อ",
    "email": "ช่องทางติดต่ออื่น",
}
"""Thai names of labels of forms that are no field of a record (``ingest.forms.label_table.EXTRA_FIELDS``)."""

_FALLBACK_KINDS = frozenset({"prelude", "empty"})
"""Outcomes that count only for lines without another outcome."""


@dataclass(frozen=True, slots=True)
class LineOutcome:
    """One outcome of a line.

    ``name``: the field or section; ``number``: of the item in its section (0: none); ``confidence``: 0 to 1, None
    for outcomes without one; ``how``: the evidence, in Thai.
    """

    kind: OutcomeKind
    name: str = ""
    number: int = 0
    confidence: float | None = None
    how: str = ""

    @property
    def label(self) -> str:
        """The outcome in Thai."""
        if self.kind in _PLAIN_LABELS:
            return _PLAIN_LABELS[self.kind]
        if self.name in FIELD:
            name = FIELD[self.name].label
        else:
            name = _EXTRA_FIELD_LABELS.get(self.name) or section_label(self.name)
        return _PREFIXES.get(self.kind, "") + name + (f" ข้อ {self.number}" if self.number else "")


_Numbered = tuple[int, LineOutcome]
"""The number of a line, and an outcome of it."""


@dataclass(frozen=True, slots=True)
class ExplainedLine:
    """A line of the document with its outcomes, the main one first.

    ``record``: the record it belongs to, counted from 1 in the document; 0 without one.
    """

    number: int
    text: str
    outcomes: tuple[LineOutcome, ...]
    record: int = 0


def explain(document: Document, labels: LabelTable | None = None) -> list[ExplainedLine]:
    """Every line of ``document``, in order, with at least one outcome each."""
    labels = labels or load_labels()
    outcomes: dict[int, list[LineOutcome]] = {}
    record_numbers: dict[int, int] = {}
    record_count = 0
    for raw in segment(document, labels):
        items = section_items(raw)
        is_record = holds_record(raw, items)
        record_count += is_record
        record = build_record(raw, items, document, labels) if is_record else None
        for number, outcome in _outcomes(raw, record, labels):
            line_outcomes = outcomes.setdefault(number, [])
            if outcome not in line_outcomes and not (line_outcomes and outcome.kind in _FALLBACK_KINDS):
                line_outcomes.append(outcome)
            record_numbers.setdefault(number, record_count if is_record else 0)
    prepared = {line.number: line for line in split_lines(join_cut_labels(prepare(document.lines), labels), labels)}
    return [
        ExplainedLine(
            line.number,
            line.text,
            tuple(outcomes.get(line.number) or [_leftover(line, prepared, labels)]),
            record_numbers.get(line.number, 0),
        )
        for line in document.lines
    ]


def _outcomes(raw: RawRecord, record: Record | None, labels: LabelTable) -> Iterator[_Numbered]:
    for name, value in raw.values.items():
        for number in range(value.first, value.last + 1):
            yield number, LineOutcome("field", name, 0, value.confidence, value.how)
    yield from _section_outcomes(raw, record)
    yield from _derived_fields(raw, record)
    for line in raw.prelude:
        match = labels.match(line.text)
        yield line.number, LineOutcome("start" if match and match.label.kind == "start" else "prelude")
    yield from ((line.number, LineOutcome("other")) for line in raw.other)
    yield from ((line.number, LineOutcome("date")) for line in (raw.post_date, raw.signature_date) if line)


def _derived_fields(raw: RawRecord, record: Record | None) -> Iterator[_Numbered]:
    """Lines of fields that were found without a label: a title above the record, a year or a place in the story."""
    for name, evidence in record.evidence.items() if record else ():
        if name in FIELD and name not in raw.values and evidence.lines:
            first, _, last = evidence.lines.partition("-")
            for number in range(int(first), int(last) + 1):
                yield number, LineOutcome("field", name, 0, evidence.confidence, evidence.how)


def _section_outcomes(raw: RawRecord, record: Record | None) -> Iterator[_Numbered]:
    """Lines of headings, items and lead-ins."""
    for name, heading in raw.headings.items():
        yield heading.line, LineOutcome("heading", name, 0, heading.confidence)
    for guess in raw.guessed:
        yield guess.line, LineOutcome("heading", guess.target, 0, guess.confidence)
    for name, lines in raw.sections.items():
        confidence = record.evidence[name].confidence if record else None
        item_number = 0
        for item, item_lines in traced_items(name, lines):
            item_number += not item.lead
            kind: OutcomeKind = "lead" if item.lead else "item"
            outcome = LineOutcome(kind, name, 0 if item.lead else item_number, confidence)
            yield from ((line.number, outcome) for line in item_lines)
        yield from ((line.number, LineOutcome("empty")) for line in lines)


def _leftover(line: Line, prepared: dict[int, Line], labels: LabelTable) -> LineOutcome:
    """The outcome of a line in no raw record: furniture, chrome, a label without a value, a repeated heading."""
    role = role_of(collapse_whitespace(repair_by_rule(line.text)))
    if role in ("page", "furniture", "contents"):
        return LineOutcome("furniture")
    if line.number not in prepared:
        return _removed_line(line, prepared)
    if role == "chrome" or role == "date":
        return LineOutcome(role)
    classified = classify_line(prepared[line.number], labels)
    heading = classified.heading_in(HeadingContext("header"))
    if heading is None:
        after = prepared.get(line.number + 1)
        field = worded_field(classified, classify_line(after, labels) if after else None, labels, ())
        if field is None:
            return LineOutcome("unused")
        if field.target == "other":
            return LineOutcome("other")
        return LineOutcome("label", field.target, 0, field.confidence)
    if heading.kind == "start":
        return LineOutcome("start")
    kind: OutcomeKind = "heading" if heading.kind == "section" else "label"
    return LineOutcome(kind, heading.target, 0, heading.confidence)


def _removed_line(line: Line, prepared: dict[int, Line]) -> LineOutcome:
    """The outcome of a line that cleaning removed: joined to the line before (rest of a bracket), or a running head."""
    before = max((number for number in prepared if number < line.number), default=0)
    is_joined = before and collapse_whitespace(repair_by_rule(line.text)) in prepared[before].text
    return LineOutcome("joined" if is_joined else "furniture")


def confidence_of(outcomes: Iterable[LineOutcome]) -> float | None:
    """The lowest confidence among the outcomes of a line; None where no outcome has one."""
    return min((outcome.confidence for outcome in outcomes if outcome.confidence is not None), default=None)
