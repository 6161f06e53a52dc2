"""The fields of the record at hand: filled from labels, from the line after a label, and from lines that go on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from ingest.document import Line
from ingest.fields.positions import unlabelled_field
from ingest.fields.value_shapes import is_option, is_rest_of_value, looks_like_value
from ingest.forms.label_table import LabelTable
from ingest.segmentation.heading_rules import Where, heading_of
from ingest.segmentation.line_splitter import split_fields
from ingest.segmentation.raw_record import FieldValue, RawRecord
from kmsearch.confidence import confidence
from kmsearch.thai.tokenizer import join_lines, squeeze

UNLABELLED, NEXT_LINE = confidence("guess", "below_name"), confidence("label", "next_line")
"""Confidence of a position or an office that stands under the name without a label, and of a value under its label."""

CONTINUED = ("phone", "author_office", "author_position", "author_name", "place", "category", "title")
"""Fields whose value may go on in the next line; the one met last in a line is asked first."""

OF_OFFICE = frozenset({"author_office", "author_position", "author_name", "place"})
PLACE_WORD = re.compile(r"(?:ตำบล|อำเภอ|กิ่งอำเภอ|เขต|จังหวัด)(?=\S)")
MOST_PLACE = 60
"""Letters of a line that is no more than the district and province of an office."""

_LONGEST_LINE = 120
"""Letters past which a line was not broken by the width of a page."""

BEGINS_RECORD = frozenset({"title", "author_name"})
"""Fields whose second appearance begins another record."""


class Filler:
    """Fills the fields of the last draft, line by line. ``mode`` is where text goes (prelude, header, closed, tail,
    or a section's name); ``pending`` is the field whose label stood alone; ``place`` that of the line at hand."""

    def __init__(self, lines: Sequence[Line], labels: LabelTable):
        self.lines = lines
        self.labels = labels
        self.drafts = [RawRecord()]
        self.mode = "prelude"
        self.pending = ""
        self.place = 0

    @property
    def draft(self) -> RawRecord:
        return self.drafts[-1]

    @cached_property
    def _widest(self) -> int:
        """Letters of the widest line that a page's width can have broken."""
        return max((len(line.text) for line in self.lines if len(line.text) <= _LONGEST_LINE), default=0)

    def fill(self, target: str, text: str, line: Line, confidence: float, how: str = "ป้ายชื่อในเอกสาร") -> None:
        self.pending = ""
        before = self.draft.values.get(target)
        if before is None or (target == "event" and self._stands_above(before)):
            self.draft.values[target] = FieldValue(squeeze(text), line.number, line.number, confidence, how)
        elif self.mode == "tail" or target in BEGINS_RECORD:
            self.draft.other.append(line)

    def _stands_above(self, value: FieldValue) -> bool:
        """Whether a value stands above the title and the owner: on the cover of a booklet."""
        named = [self.draft.values[name].first for name in BEGINS_RECORD if name in self.draft.values]
        return bool(named) and value.last < min(named)

    def take_pending(self, line: Line) -> bool:
        target, self.pending = self.pending, ""
        if target == "other":
            self.draft.other.append(line)
            return True
        if not looks_like_value(target, line.text):
            return False
        parts = split_fields(target, line.text, self.labels)
        for name, text in parts:
            if text:
                self.fill(name, text, line, NEXT_LINE, "บรรทัดถัดจากป้ายชื่อ")
            else:
                self.pending = name
        return True

    def continues_value(self, line: Line) -> bool:
        """A value that the printed line was too short for goes on in the next line, other labels behind it."""
        if self.mode not in ("header", "background") or line.gap or self.place == 0:
            return False
        before = self.lines[self.place - 1]
        for target in CONTINUED:
            value = self.draft.values.get(target)
            first, *others = split_fields(target, line.text, self.labels)
            was_cut = self.mode == "header" and self._was_cut(before, line)
            is_place = target in OF_OFFICE and bool(PLACE_WORD.match(line.text)) and len(line.text) < MOST_PLACE
            if (
                value
                and value.last == before.number
                and (others or is_place or was_cut or is_rest_of_value(target, value.text, line.text))
            ):
                parted = is_place or target == "author_name" or unlabelled_field(first[1])
                text = f"{value.text} {first[1]}" if parted else join_lines([value.text, first[1]])
                self.draft.values[target] = replace(value, text=text, last=line.number)
                for name, part in others:
                    self.fill(name, part, line, value.confidence)
                return True
        return False

    def unlabelled_value(self, line: Line) -> bool:
        """Position and office often stand under a name without a label; options of a category under its label."""
        before = self.lines[self.place - 1] if self.place else None
        values = self.draft.values
        if (
            before is not None
            and "category" in values
            and values["category"].last == before.number
            and is_option(line.text)
        ):
            value = values["category"]
            values["category"] = replace(value, text=f"{value.text} {line.text}", last=line.number)
            return True
        name = values.get("signature" if self.mode == "tail" else "author_name")
        if name is None or line.number - name.last > 3 or self.mode not in ("tail", "header"):
            return False
        target = unlabelled_field(line.text)
        if not target or target in values:
            return False
        for part, text in split_fields(target, line.text, self.labels):
            values.setdefault(part, FieldValue(text, line.number, line.number, UNLABELLED, "ใต้ชื่อเจ้าของความรู้"))
        return True

    def _was_cut(self, before: Line, line: Line) -> bool:
        after = self.lines[self.place + 1] if self.place + 1 < len(self.lines) else None
        ends_here = after is None or after.gap or heading_of(after, self.labels, Where("header")) is not None
        hangs = before.wraps and not line.begins and line.indent > before.indent
        full = hangs or len(before.text) >= 0.8 * self._widest
        return ends_here and full and len(line.text) < len(before.text)
