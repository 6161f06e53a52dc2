"""A document cut into drafts of records: which line is a label, which a value, which belongs to which section."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ingest.clean import prepare, role_of
from ingest.document import Document, Line
from ingest.flatten import split_fields, split_labels
from ingest.headings import Context, Heading, Where, follows, heading_of
from ingest.labels import LabelTable
from ingest.markers import peel_line
from ingest.values import is_option, looks_like_value, unlabelled
from kmsearch.thai import join_lines, squeeze

UNLABELLED = 0.8
"""Confidence of a position or an office that stands under the name without a label."""

CONTINUED = ("phone", "author_office", "author_position", "author_name", "category", "title")
"""Fields whose value may go on in the next line; the one met last in a line is asked first."""

OF_OFFICE = frozenset({"author_office", "author_position", "author_name"})
PLACE_WORD = re.compile(r"(?:ตำบล|อำเภอ|กิ่งอำเภอ|เขต|จังหวัด)(?=\S)")
MOST_PLACE = 60
"""Letters of a line that is no more than the district and province of an office."""

_MOST_FOREIGN = 60
"""Letters of a heading that no form knows."""

BEGINS_RECORD = frozenset({"title", "author_name"})
"""Fields whose second appearance begins another record."""


@dataclass(frozen=True, slots=True)
class Value:
    """A field as the document gives it: raw text, its lines, how sure the label was (0 to 1), how it was found."""

    text: str
    first: int
    last: int
    confidence: float
    how: str


@dataclass(slots=True)
class Draft:
    """A record in the making. ``sections`` hold raw lines by section name, in order of appearance."""

    values: dict[str, Value] = field(default_factory=dict)
    sections: dict[str, list[Line]] = field(default_factory=dict)
    headings: dict[str, Heading] = field(default_factory=dict)
    prelude: list[Line] = field(default_factory=list)
    other: list[Line] = field(default_factory=list)
    post_date: Line | None = None
    signed: Line | None = None
    signs: list[tuple[str, str]] = field(default_factory=list)
    started: bool = False
    repairs: int = 0

    @property
    def has_sections(self) -> bool:
        """Whether a heading of a section was met (narrative under no heading does not count)."""
        return bool(self.headings)


def cut(document: Document, labels: LabelTable) -> list[Draft]:
    """The drafts in a document, in order; one that holds nothing but text if no label is met."""
    lines = [part for line in prepare(document.lines) for part in split_labels(line, labels)]
    return _Cutter(lines, labels).run()


class _Cutter:
    """Walks the lines once. ``mode`` is where text goes: prelude, header, closed, tail, or a section's name."""

    def __init__(self, lines: Sequence[Line], labels: LabelTable):
        self.lines = lines
        self.labels = labels
        self.drafts = [Draft()]
        self.mode = "prelude"
        self.pending = ""
        self.place = 0
        self.heading: tuple[int, ...] = ()
        self.point: tuple[int, ...] = ()

    @property
    def draft(self) -> Draft:
        return self.drafts[-1]

    def run(self) -> list[Draft]:
        for place, line in enumerate(self.lines):
            self.place = place
            role = role_of(line.text)
            self.draft.repairs += line.repairs
            if role == "chrome":
                self._close()
            elif role == "date":
                self._date(line)
            elif role == "text":
                self._text(line)
        return self.drafts

    def _close(self) -> None:
        self.pending = ""
        if self.draft.started:
            self.mode = "closed"

    def _date(self, line: Line) -> None:
        if self.pending == "event":
            self._set("event", line.text, line, 0.95)
            return
        if self.mode == "tail":
            self.draft.signed = self.draft.signed or line
        elif self.draft.has_sections:
            self._begin()
        if self.draft.post_date is None and not self.draft.started:
            self.draft.post_date = line
        else:
            self._add(line)

    def _begin(self) -> None:
        self.drafts.append(Draft())
        self.mode, self.pending = "prelude", ""
        self.heading, self.point = (), ()

    def _text(self, line: Line) -> None:
        heading = heading_of(line, self.labels, Where(self._context(), self.heading, self.point))
        if heading is None:
            self._plain(line)
        elif heading.kind == "start":
            self._start(line)
        elif heading.kind == "section":
            self._open(heading, line)
        elif not self._field(heading, line):
            self._plain(line)

    def _context(self) -> Context:
        """What ``heading_of`` needs to know of the place: header, story, section or tail."""
        if self.mode in ("prelude", "header"):
            return "header"
        if self.mode == "background":
            return "story"
        return "tail" if self.mode in ("tail", "closed") else "section"

    def _start(self, line: Line) -> None:
        if self.draft.values or self.draft.has_sections:
            self._begin()
        self.draft.started = True
        self.mode, self.pending = "header", ""
        self.draft.prelude.append(line)

    def _open(self, heading: Heading, line: Line) -> None:
        self.draft.started = True
        self.pending = ""
        self.draft.signs.append((heading.form, heading.target))
        self.heading, self.point = heading.number or self.heading, ()
        if heading.target == "other":
            self.mode = "closed"
            self.draft.other.append(line)
            return
        self.mode = heading.target
        self.draft.headings.setdefault(heading.target, heading)
        content = self.draft.sections.setdefault(heading.target, [])
        if heading.rest:
            content.append(replace(line, text=heading.rest, gap=True, bullet="", strong=False))

    def _field(self, heading: Heading, line: Line) -> bool:
        """Take the line as a labelled value; False when its label means nothing here."""
        target = heading.target
        if self._context() == "section" and not self._leaves_section(heading):
            return False
        if (
            self._context() == "story"
            and (heading.weak or target in self.draft.values)
            and not self._leaves_section(heading)
        ):
            return False
        if self._context() == "tail" and target in self.draft.values and target in BEGINS_RECORD:
            if self._sections_follow():
                self._begin()
            else:
                self.mode = "tail"
        if target == "signature":
            self.mode = "tail"
            self.draft.other.append(line)
            self._values(heading, line)
            return True
        self.draft.started = True
        if self.mode == "prelude":
            self.mode = "header"
        self.draft.signs.append((heading.form, target))
        self.heading, self.point = heading.number or self.heading, ()
        self._values(heading, line)
        return True

    def _leaves_section(self, heading: Heading) -> bool:
        """Whether a field's label inside a section ends the section: a signature, a late field, or the next record."""
        if heading.target == "signature":
            return True
        if heading.target not in BEGINS_RECORD or heading.weak:
            return False
        if heading.target not in self.draft.values and not self._sections_follow():
            self.mode = "tail"
        elif self._sections_follow():
            self._begin()
        else:
            self.mode = "tail"
        return True

    def _sections_follow(self) -> bool:
        """Whether a section's heading comes before the same kind of record would begin once more."""
        for line in self.lines[self.place + 1 :]:
            heading = heading_of(line, self.labels, Where("section"))
            if heading is not None and heading.kind == "section" and heading.target != "other":
                return True
        return False

    def _values(self, heading: Heading, line: Line) -> None:
        """Set the field and those whose labels stand in the same line behind it."""
        for target, text in split_fields(heading.target, heading.rest, self.labels):
            if not text:
                self.pending = target
            elif looks_like_value(target, text):
                self._set(target, text, line, heading.confidence)
            else:
                self._add(replace(line, text=text, gap=True))

    def _set(self, target: str, text: str, line: Line, confidence: float, how: str = "ป้ายชื่อในเอกสาร") -> None:
        self.pending = ""
        if target not in self.draft.values:
            self.draft.values[target] = Value(squeeze(text), line.number, line.number, confidence, how)
        elif self.mode == "tail" or target in BEGINS_RECORD:
            self.draft.other.append(line)

    def _plain(self, line: Line) -> None:
        if self.pending and self._take_pending(line):
            return
        if self._continues_value(line) or self._unlabelled_value(line):
            return
        if self._is_foreign_heading(line):
            self.mode = "closed"
        self._add(line)

    def _take_pending(self, line: Line) -> bool:
        target, self.pending = self.pending, ""
        if not looks_like_value(target, line.text):
            return False
        parts = split_fields(target, line.text, self.labels)
        for name, text in parts:
            if text:
                self._set(name, text, line, 0.93, "บรรทัดถัดจากป้ายชื่อ")
            else:
                self.pending = name
        return True

    def _continues_value(self, line: Line) -> bool:
        """A value that the printed line was too short for goes on in the next line, other labels behind it."""
        if self.mode != "header" or line.gap or self.place == 0:
            return False
        before = self.lines[self.place - 1]
        for target in CONTINUED:
            value = self.draft.values.get(target)
            first, *others = split_fields(target, line.text, self.labels)
            is_place = target in OF_OFFICE and bool(PLACE_WORD.match(line.text)) and len(line.text) < MOST_PLACE
            if value and value.last == before.number and (others or is_place or self._was_cut(before, line)):
                parted = is_place or unlabelled(first[1])
                text = f"{value.text} {first[1]}" if parted else join_lines([value.text, first[1]])
                self.draft.values[target] = replace(value, text=text, last=line.number)
                for name, part in others:
                    self._set(name, part, line, value.confidence)
                return True
        return False

    def _unlabelled_value(self, line: Line) -> bool:
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
        target = unlabelled(line.text)
        if not target or target in values:
            return False
        for part, text in split_fields(target, line.text, self.labels):
            values.setdefault(part, Value(text, line.number, line.number, UNLABELLED, "ใต้ชื่อเจ้าของความรู้"))
        return True

    def _was_cut(self, before: Line, line: Line) -> bool:
        after = self.lines[self.place + 1] if self.place + 1 < len(self.lines) else None
        ends_here = after is None or after.gap or heading_of(after, self.labels, Where("header")) is not None
        widest = max((len(other.text) for other in self.lines if len(other.text) <= 120), default=0)
        return ends_here and len(before.text) >= 0.8 * widest and len(line.text) < len(before.text)

    def _is_foreign_heading(self, line: Line) -> bool:
        """A heading no form knows: it carries the number after the last heading's, while the points do not."""
        markers, text = peel_line(line)
        number = next((marker.numbers for marker in markers if marker.numbers), ())
        if not number:
            return False
        foreign = follows(number, self.heading) and not follows(number, self.point) and len(text) < _MOST_FOREIGN
        if foreign and self.mode in self.draft.headings and len(number) == len(self.heading) and not self.point:
            self.heading = number
            return True
        self.point = number
        return False

    def _add(self, line: Line) -> None:
        if self.mode == "prelude":
            self.draft.prelude.append(line)
        elif self.mode in ("closed", "tail"):
            self.draft.other.append(line)
        elif self.mode == "header":
            self._add_narrative(line)
        else:
            self.draft.sections[self.mode].append(line)

    def _add_narrative(self, line: Line) -> None:
        """Text in the header under no label is the story; before any label it is the post's own heading."""
        if not self.draft.values:
            self.draft.prelude.append(line)
            return
        content = self.draft.sections.setdefault("background", [])
        apart = bool(content) and content[-1].number < line.number - 1
        content.append(replace(line, gap=line.gap or apart))
