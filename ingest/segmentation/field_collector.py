"""Collects the values of fields into the record at hand: behind labels, below them, and on continuation lines."""

from __future__ import annotations

import re
from dataclasses import replace

from ingest.document import Line
from ingest.fields.positions import unlabelled_field
from ingest.fields.value_shapes import is_rest_of_value, looks_like_value
from ingest.forms.label_table import LabelTable
from ingest.segmentation.headings.heading_rules import Heading
from ingest.segmentation.headings.line_classifier import NAMING_FIELDS, ClassifiedLine
from ingest.segmentation.raw_record import FieldValue
from ingest.segmentation.segment_state import SegmentState
from ingest.segmentation.splitting.line_splitter import split_fields
from ingest.vocabulary import alternation
from kmsearch.confidence import confidence
from kmsearch.thai.normalise import collapse_whitespace, join_lines

UNLABELLED, NEXT_LINE = confidence("guess", "below_name"), confidence("label", "next_line")
"""Confidence of a value below the name without a label, and of one below its label."""

_LABELLED = "ป้ายชื่อในเอกสาร"
"""How a value with a label in its own line was found."""

_CONTINUED_FIELDS = ("phone", "author_office", "author_position", "author_name", "place", "category", "title")
"""Fields whose value may continue on the next line, in the order in which they are tried."""

_FIELDS_WITH_PLACE = frozenset({"author_office", "author_position", "author_name", "place"})
_PLACE_HEAD = re.compile(rf"{alternation('places', 'units')}(?=\S)")
_LONGEST_PLACE = 60
"""Letters of the longest line that holds only the district and province of an office. A guess."""

_LONGEST_WRAPPED_LINE = 120
"""Letters past which a line was not broken by the width of a page. A guess."""

_FULL_LINE = 0.8
"""Share of the widest line from which a line was broken by the width of a page. A guess."""

_LINES_BELOW_NAME = 3
"""Lines below a name that may hold position and office without a label. A guess."""


class FieldCollector:
    """Fills the fields of the record at hand, line by line."""

    def __init__(self, state: SegmentState, labels: LabelTable):
        self._state = state
        self._labels = labels
        lengths = (len(line.line.text) for line in state.facts.lines)
        self._widest = max((length for length in lengths if length <= _LONGEST_WRAPPED_LINE), default=0)

    def fill(self, field: str, text: str, line: Line, confidence: float, how: str = _LABELLED) -> None:
        """Set a field that has no value yet; a second title or owner that begins no record is kept as other text."""
        state, record = self._state, self._state.record
        state.pending = ""
        before = record.values.get(field)
        if before is None or (field == "event" and self._is_on_cover(before)):
            record.values[field] = FieldValue(collapse_whitespace(text), line.number, line.number, confidence, how)
        elif state.mode == "tail" or field in NAMING_FIELDS:
            record.other.append(line)

    def _is_on_cover(self, value: FieldValue) -> bool:
        """Whether a value is above the title and the owner: on the cover of a booklet."""
        values = self._state.record.values
        named = [values[name].first for name in NAMING_FIELDS if name in values]
        return bool(named) and value.last < min(named)

    def fill_labelled(self, heading: Heading, line: Line) -> None:
        """Set the field of a label, and the fields whose labels follow in the same line; a label alone on its line
        waits for the next line, and text that cannot be a value is kept as text."""
        for field, text in split_fields(heading.target, heading.rest, self._labels):
            if not text:
                self._state.pending = field
            elif looks_like_value(field, text):
                self.fill(field, text, line, heading.confidence)
            else:
                self._state.add_text(replace(line, text=text, gap=True))

    def collect(self, line: ClassifiedLine) -> bool:
        """Take a line without a label as a value, or as the rest of one; False for text."""
        return (
            self._take_pending(line.line)
            or self._continue_value(line.line)
            or self._continue_options(line)
            or self._take_below_name(line)
            or self._take_header_value(line)
        )

    def _take_pending(self, line: Line) -> bool:
        """Take the line as the value of the label that was alone on the line before."""
        field, self._state.pending = self._state.pending, ""
        if field == "other":
            self._state.record.other.append(line)
            return True
        if not field or not looks_like_value(field, line.text):
            return False
        for name, text in split_fields(field, line.text, self._labels):
            if text:
                self.fill(name, text, line, NEXT_LINE, "บรรทัดถัดจากป้ายชื่อ")
            else:
                self._state.pending = name
        return True

    def _continue_value(self, line: Line) -> bool:
        """The rest of a value that the printed line was too short for, other labels behind it."""
        state, before = self._state, self._state.line_before
        if state.mode not in ("header", "background") or line.gap or before is None:
            return False
        values = state.record.values
        for field in _CONTINUED_FIELDS:
            value = values.get(field)
            if value is None or value.last != before.line.number:
                continue
            (_, first), *others = split_fields(field, line.text, self._labels)
            is_place = (
                field in _FIELDS_WITH_PLACE and bool(_PLACE_HEAD.match(line.text)) and len(line.text) < _LONGEST_PLACE
            )
            was_cut = state.mode == "header" and self._was_cut(before.line, line)
            if others or is_place or was_cut or is_rest_of_value(field, value.text, line.text):
                is_separate = is_place or field == "author_name" or unlabelled_field(first)
                text = f"{value.text} {first}" if is_separate else join_lines([value.text, first])
                values[field] = replace(value, text=text, last=line.number)
                for name, part in others:
                    self.fill(name, part, line, value.confidence)
                return True
        return False

    def _was_cut(self, before: Line, line: Line) -> bool:
        """Whether a value's line was broken by the width of its page or cell, and this short one ends the value."""
        after = self._state.line_after
        ends_here = after is None or after.line.gap or after.header_heading is not None
        is_hanging = before.wraps and not line.begins and line.indent > before.indent
        is_full = is_hanging or len(before.text) >= _FULL_LINE * self._widest
        return ends_here and is_full and len(line.text) < len(before.text)

    def _continue_options(self, line: ClassifiedLine) -> bool:
        """One more option of a category's printed list."""
        before, value = self._state.line_before, self._state.record.values.get("category")
        if before is None or value is None or value.last != before.line.number or not line.is_option:
            return False
        text = f"{value.text} {line.line.text}"
        self._state.record.values["category"] = replace(value, text=text, last=line.line.number)
        return True

    def _take_below_name(self, line: ClassifiedLine) -> bool:
        """A position or an office under a name, without a label."""
        values, mode, number = self._state.record.values, self._state.mode, line.line.number
        name = values.get("signature" if mode == "tail" else "author_name")
        if name is None or number - name.last > _LINES_BELOW_NAME or mode not in ("tail", "header"):
            return False
        if not line.field_hint or line.field_hint in values:
            return False
        for field, text in split_fields(line.field_hint, line.line.text, self._labels):
            values.setdefault(field, FieldValue(text, number, number, UNLABELLED, "ใต้ชื่อเจ้าของความรู้"))
        return True

    def _take_header_value(self, line: ClassifiedLine) -> bool:
        """The owner's line, or a date, in a header that has none yet."""
        values = self._state.record.values
        if self._state.mode != "header":
            return False
        if "author_name" not in values and line.is_owner:
            for field, text in split_fields("author_name", line.line.text, self._labels):
                self.fill(field, text, line.line, UNLABELLED, "ชื่อบุคคลเหนือบันทึก")
            return True
        if "event" not in values and line.is_date:
            self.fill("event", line.line.text, line.line, UNLABELLED, "วันที่เหนือบันทึก")
            return True
        return False
