"""State of the segmenter: the raw records so far, the target of the next text, and the last numbers of headings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ingest.document import Line
from ingest.items.list_markers import Number
from ingest.segmentation.headings.heading_rules import HeadingContext
from ingest.segmentation.headings.heading_style import DocumentOutline
from ingest.segmentation.headings.line_classifier import ClassifiedLine
from ingest.segmentation.raw_record import RawRecord


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """Facts about a whole document, collected before the walk: its lines, their outline, and the positions of the lines
    that begin a record. ``last_text`` is the position of the last text, -1 without one. ``has_contents``: it has a
    table of contents."""

    lines: Sequence[ClassifiedLine]
    outline: DocumentOutline
    starts: frozenset[int]
    last_text: int
    has_contents: bool


@dataclass(slots=True)
class SegmentState:
    """State of the walk over the lines.

    ``mode`` is where text goes: ``prelude`` (above any label), ``header``, ``closed`` (behind a section that has
    ended), ``tail`` (behind the signature), or a section's name. ``pending`` is the field whose label was alone
    on its line. ``position`` is the position of the line at hand, ``label_position`` that of the last line with a value
    behind its label.
    ``heading`` and ``item`` are the last heading's number and that of the last item under it. ``in_table``: the
    section began in a table.
    """

    facts: DocumentFacts
    records: list[RawRecord] = field(default_factory=lambda: [RawRecord()])
    cover: RawRecord = field(default_factory=RawRecord)
    mode: str = "prelude"
    pending: str = ""
    position: int = 0
    label_position: int = -1
    heading: Number = ()
    item: Number = ()
    in_table: bool = False

    @property
    def record(self) -> RawRecord:
        """The record at hand."""
        return self.records[-1]

    @property
    def line_before(self) -> ClassifiedLine | None:
        """The line above the one at hand."""
        return self.facts.lines[self.position - 1] if self.position else None

    @property
    def line_after(self) -> ClassifiedLine | None:
        """The line below the one at hand."""
        return self.facts.lines[self.position + 1] if self.position + 1 < len(self.facts.lines) else None

    @property
    def context(self) -> HeadingContext:
        """The context of the line at hand for the rules for headings."""
        if self.mode in ("prelude", "header") or self.after_form_name:
            return HeadingContext("header", self.heading, self.item)
        if self.mode == "background":
            in_header = self.position > 0 and self.label_position == self.position - 1
            return HeadingContext("header" if in_header else "story", self.heading, self.item)
        return HeadingContext("tail" if self.mode in ("tail", "closed") else "section", self.heading, self.item)

    @property
    def after_form_name(self) -> bool:
        """Whether the line before can be the name of the form (เรื่องเล่าจากพื้นที่), which serves as a story's heading."""
        record = self.record
        if self.mode != "background" or record.values or self.line_before is None:
            return False
        is_only_heading = list(record.headings) == ["background"] == list(record.sections)
        before = self.line_before.line.number
        return is_only_heading and not record.sections["background"] and record.headings["background"].line == before

    @property
    def is_record_start(self) -> bool:
        """Whether the line at hand is the first of another record, by the boundaries of the whole document."""
        role = self.facts.lines[self.position].role
        is_text = role == "text" or (role == "foot" and not self.record.sections)
        return is_text and self.position in self.facts.starts and self.record.has_sections

    @property
    def sections_follow(self) -> bool:
        """Whether a heading of a section follows this line."""
        return self.position < self.facts.outline.last_section

    def begin_record(self, at_label: bool = False) -> None:
        """Begin another record; ``at_label``: a field's label begins it in the midst of a document."""
        self.records.append(RawRecord(at_label=at_label))
        self.mode, self.pending = "prelude", ""
        self.heading, self.item = (), ()

    def end_cover(self) -> None:
        """Make everything so far the cover of a booklet, which is part of no record."""
        lines = self.facts.lines[len(self.cover.prelude) : self.position]
        self.cover.prelude += [line.line for line in lines]
        self.records = [self.cover, RawRecord()]
        self.mode, self.pending = "prelude", ""

    def close_section(self) -> None:
        """End the section: further text goes to ``other``."""
        self.pending = ""
        if self.record.sections:
            self.mode = "closed"

    def add_text(self, line: Line) -> None:
        """Add a line of text to the part of the record that ``mode`` names."""
        if self.mode == "prelude":
            self.record.prelude.append(line)
        elif self.mode in ("closed", "tail"):
            self.record.other.append(line)
        elif self.mode == "header":
            self._add_narrative(line)
        else:
            self.record.sections[self.mode].append(line)

    def _add_narrative(self, line: Line) -> None:
        """Add text of the header that has no label to the story; before any label it is the post's own heading."""
        if not self.record.values:
            self.record.prelude.append(line)
            return
        story = self.record.sections.setdefault("background", [])
        is_apart = bool(story) and story[-1].number < line.number - 1
        story.append(replace(line, gap=line.gap or is_apart))
