"""Segmentation of a document into raw records, in stages: split lines, classify them, find boundaries, walk them
once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ingest.cleaning.cleaner import prepare
from ingest.cleaning.contents import is_contents_head
from ingest.document import Document, Line
from ingest.forms.label_table import LabelTable
from ingest.segmentation.field_collector import FieldCollector
from ingest.segmentation.headings.heading_rules import Heading
from ingest.segmentation.headings.heading_style import outline_of
from ingest.segmentation.headings.line_classifier import ClassifiedLine, classify
from ingest.segmentation.line_rules import Action, Decision, decide, is_below_table, is_unknown_heading
from ingest.segmentation.raw_record import RawRecord
from ingest.segmentation.record_assembly import return_leftovers, share_cover, split_prelude
from ingest.segmentation.record_boundaries import record_starts
from ingest.segmentation.segment_state import DocumentFacts, SegmentState
from ingest.segmentation.splitting.line_splitter import join_cut_labels, split_fields, split_lines
from kmsearch.confidence import confidence

_DATE_LINE = confidence("label", "date_line")
"""Confidence of a date in a line of its own, under its label."""


def segment(document: Document, labels: LabelTable) -> list[RawRecord]:
    """The raw records in a document, in order; a single one of plain text if there is no label."""
    prepared = join_cut_labels(prepare(document.lines), labels)
    lines = classify(list(split_lines(prepared, labels)), labels)
    outline = outline_of(lines)
    facts = DocumentFacts(
        lines,
        outline,
        frozenset(record_starts(lines, outline.known)),
        last_text=max((position for position, line in enumerate(lines) if line.role == "text"), default=-1),
        has_contents=any(line.role == "contents" and is_contents_head(line.line.text) for line in lines),
    )
    state = Segmenter(facts, labels).run()
    share_cover(state.records, state.cover)
    return_leftovers(state.records)
    return state.records


class Segmenter:
    """Walks the classified lines once and carries out the decisions of the rules: text, fields and sections go to
    records."""

    def __init__(self, facts: DocumentFacts, labels: LabelTable):
        self._facts = facts
        self._labels = labels
        self._state = SegmentState(facts)
        self._fields = FieldCollector(self._state, labels)
        self._on_line: dict[Action, Callable[[ClassifiedLine], None]] = {
            "close": self._close,
            "end_cover": self._end_cover,
            "address": self._address,
            "event_date": self._event_date,
            "signature_date": self._signature_date,
            "post_date": self._post_date,
            "later_date": self._later_date,
            "start": self._start,
            "part": self._part,
            "text": self._text,
        }
        self._on_heading: dict[Action, Callable[[Line, Heading], None]] = {
            "section": self._section,
            "other_section": self._other_section,
            "field": self._field,
            "signature": self._signature,
            "other_field": self._other_field,
        }

    def run(self) -> SegmentState:
        """The state after the last line, with all records."""
        state = self._state
        for position, line in enumerate(self._facts.lines):
            state.position = position
            state.record.repairs += line.line.repairs
            if state.is_record_start:
                state.begin_record()
            self._carry_out(decide(state, line, self._labels), line)
        return state

    def _carry_out(self, decision: Decision, line: ClassifiedLine) -> None:
        if decision.begins_record:
            self._state.begin_record(decision.at_label)
        if decision.ends_record:
            self._state.mode = "tail"
        if decision.heading:
            self._on_heading[decision.action](line.line, decision.heading)
        elif decision.action != "skip":
            self._on_line[decision.action](line)

    def _close(self, line: ClassifiedLine) -> None:
        self._state.close_section()

    def _end_cover(self, line: ClassifiedLine) -> None:
        self._state.end_cover()

    def _address(self, line: ClassifiedLine) -> None:
        self._state.close_section()
        self._state.add_text(line.line)

    def _event_date(self, line: ClassifiedLine) -> None:
        self._fields.fill("event", line.line.text, line.line, _DATE_LINE)

    def _signature_date(self, line: ClassifiedLine) -> None:
        record = self._state.record
        record.signature_date = record.signature_date or line.line
        record.other.append(line.line)

    def _post_date(self, line: ClassifiedLine) -> None:
        self._state.record.post_date = line.line

    def _later_date(self, line: ClassifiedLine) -> None:
        self._state.add_text(line.line)

    def _start(self, line: ClassifiedLine) -> None:
        state = self._state
        state.record.started = True
        state.mode, state.pending = "header", ""
        state.record.prelude.append(line.line)

    def _part(self, line: ClassifiedLine) -> None:
        state = self._state
        state.mode = state.mode if state.context.kind == "header" else "closed"
        state.record.other.append(line.line)

    def _meet_heading(self, heading: Heading) -> None:
        """Update the record and the numbering for the heading of a section."""
        state, record = self._state, self._state.record
        if not record.started:
            split_prelude(record, in_booklet=bool(self._facts.starts))
        record.started = True
        state.pending = ""
        record.met_labels.append((heading.form, heading.target))
        state.heading, state.item = heading.number or state.heading, ()

    def _other_section(self, line: Line, heading: Heading) -> None:
        self._meet_heading(heading)
        self._state.mode = "closed"
        self._state.record.other.append(line)

    def _section(self, line: Line, heading: Heading) -> None:
        state = self._state
        self._meet_heading(heading)
        state.mode, state.in_table = heading.target, line.cell
        state.record.headings.setdefault(heading.target, heading)
        if heading.words:
            state.record.guessed.append(heading)
        content = state.record.sections.setdefault(heading.target, [])
        if heading.rest:
            state.label_position = state.position
            (_, text), *fields = split_fields(heading.target, heading.rest, self._labels)
            fields = fields if heading.target == "background" and not content else []
            text = text if fields else heading.rest
            content.append(replace(line, text=text, gap=True, bullet="", strong=False))
            for name, value in fields:
                self._fields.fill(name, value, line, heading.confidence)

    def _field(self, line: Line, heading: Heading) -> None:
        state = self._state
        record = state.record
        record.started = True
        if state.after_form_name:
            record.prelude += [before.line for before in self._facts.lines[state.position - 1 : state.position]]
            del record.sections["background"], record.headings["background"]
            state.mode = "header"
        if state.mode == "prelude":
            state.mode = "header"
        record.met_labels.append((heading.form, heading.target))
        state.heading, state.item = heading.number or state.heading, ()
        state.label_position = state.position
        self._fields.fill_labelled(heading, line)

    def _signature(self, line: Line, heading: Heading) -> None:
        self._state.mode = "tail"
        self._state.record.other.append(line)
        self._fields.fill_labelled(heading, line)

    def _other_field(self, line: Line, heading: Heading) -> None:
        self._state.record.other.append(line)
        self._state.label_position = self._state.position
        self._state.pending = "" if heading.rest else heading.target

    def _text(self, line: ClassifiedLine) -> None:
        state = self._state
        if self._fields.collect(line):
            return
        if is_unknown_heading(state, line):
            state.mode, state.heading = "closed", line.number
        else:
            state.item = line.number or state.item
            state.mode = "closed" if is_below_table(state, line) else state.mode
        state.add_text(line.line)
