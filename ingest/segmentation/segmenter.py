"""A document cut into drafts of records: which line is a label, which a value, which belongs to which section."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from ingest.cleaning.cleaner import prepare
from ingest.cleaning.contents import is_contents_head
from ingest.cleaning.line_roles import role_of
from ingest.document import Document, Line
from ingest.fields.owners import is_owner_line
from ingest.fields.value_shapes import is_date, looks_like_value
from ingest.forms.label_table import LabelTable
from ingest.items.list_markers import follows, split_heading_markers, split_line_markers
from ingest.segmentation.field_collector import BEGINS_RECORD, UNLABELLED, Filler
from ingest.segmentation.heading_rules import GLUED, Context, Heading, Number, Where, heading_of
from ingest.segmentation.heading_style import outline, whole_labels
from ingest.segmentation.line_splitter import part_lines, split_fields
from ingest.segmentation.raw_record import RawRecord
from ingest.segmentation.record_boundaries import part_prelude, record_starts
from ingest.segmentation.record_header import field_of
from ingest.segmentation.value_boundaries import fits_field
from kmsearch.confidence import confidence

_PART = re.compile(r"(?:ส่วน|ตอน)ที่\s?[\d๐-๙]{1,2}(?:\s*[:.]|\s)?[^\d๐-๙]{0,50}")
"""The name of a part of a form (ส่วนที่ 2 สาระขององค์ความรู้); what belongs to it has headings of its own."""

_MOST_FOREIGN = 60
"""Letters of a heading that no form knows."""


def cut(document: Document, labels: LabelTable) -> list[RawRecord]:
    """The drafts in a document, in order; one that holds nothing but text if no label is met."""
    return _Cutter(list(part_lines(whole_labels(prepare(document.lines), labels), labels)), labels).run()


class _Cutter(Filler):
    """Walks the lines once: fields are filled, headings open sections, text goes where it belongs."""

    def __init__(self, lines: Sequence[Line], labels: LabelTable):
        super().__init__(lines, labels)
        self.outline = outline(lines, labels)
        self.cover = RawRecord()
        self.in_table = False
        self.heading: tuple[int, ...] = ()
        self.point: tuple[int, ...] = ()
        self.labelled = -1

    def run(self) -> list[RawRecord]:
        for place, line in enumerate(self.lines):
            self.place = place
            role = role_of(line.text)
            self.draft.repairs += line.repairs
            if role == "chrome":
                self._close()
            elif role == "date":
                self._date(line)
            elif role == "contents":
                self._end_cover()
            elif role == "foot" and self.draft.sections:
                self._close()
                self._add(line)
            elif role in ("text", "foot"):
                self._text(line)
        self._share_cover()
        self._give_back()
        return self.drafts

    def _give_back(self) -> None:
        """What a label parted from the record above it, and is none itself, goes with that record's other text."""
        before = self.drafts[0]
        for draft in self.drafts[1:]:
            if not draft.at_label or any(draft.sections.get(name) for name in draft.headings):
                before = draft
            else:
                lines = [*draft.prelude, *(line for content in draft.sections.values() for line in content)]
                before.other += [*lines, *draft.other]
                draft.prelude, draft.sections, draft.other = [], {}, []

    def _share_cover(self) -> None:
        """What stands on the cover of a compendium may say the year and the province of all its records."""
        with_sections = [draft for draft in self.drafts if draft.has_sections]
        if self.cover.prelude or len(with_sections) > 1:
            cover = self.cover.prelude or self.drafts[0].prelude
            for draft in with_sections:
                draft.cover = cover

    def _end_cover(self) -> None:
        """A table of contents ends a cover: what stands before it names no record."""
        if self._has_contents and not any(draft.has_sections for draft in self.drafts):
            self.cover.prelude += self.lines[len(self.cover.prelude) : self.place]
            self.drafts = [self.cover, RawRecord()]
            self.mode, self.pending = "prelude", ""

    @cached_property
    def _has_contents(self) -> bool:
        return any(is_contents_head(line.text) for line in self.lines)

    def _close(self) -> None:
        self.pending = ""
        if self.draft.sections:
            self.mode = "closed"

    def _date(self, line: Line) -> None:
        if self.pending == "event":
            self.fill("event", line.text, line, confidence("label", "date_line"))
            return
        if self.mode == "tail" or self.draft.has_sections and self._ends_here:
            self.draft.signature_date = self.draft.signature_date or line
            self.draft.other.append(line)
            return
        elif self.draft.has_sections:
            self._begin()
        if self.draft.post_date is None and not self.draft.has_sections:
            self.draft.post_date = line
        else:
            self._add(line)

    @property
    def _ends_here(self) -> bool:
        """Whether no text stands behind this line: a date at the foot of a document is that of the record above."""
        return self.place > self._last_text and self.mode != "closed"

    @cached_property
    def _last_text(self) -> int:
        return max((place for place, line in enumerate(self.lines) if role_of(line.text) == "text"), default=-1)

    def _begin(self, at_label: bool = False) -> None:
        self.drafts.append(RawRecord(at_label=at_label))
        self.mode, self.pending = "prelude", ""
        self.heading, self.point = (), ()

    def _text(self, line: Line) -> None:
        if self.place in self._starts and self.draft.has_sections:
            self._begin()
        heading = heading_of(line, self.labels, Where(self._context(), self.heading, self.point))
        if heading is None:
            heading = self._by_words(line)
        if heading is None and _PART.fullmatch(line.text):
            self.mode = self.mode if self._context() == "header" else "closed"
            self.draft.other.append(line)
        elif heading is None:
            self._plain(line)
        elif heading.kind == "start":
            self._start(line)
        elif heading.kind == "section":
            self._open(heading, line)
        elif not self._field(heading, line):
            self._plain(line)

    @cached_property
    def _starts(self) -> set[int]:
        return record_starts(self.lines, self.outline.known, self.labels)

    def _context(self) -> Context:
        """What ``heading_of`` needs to know of the place: header, story, section or tail."""
        if self.mode in ("prelude", "header"):
            return "header"
        if self._is_name_of_form:
            return "header"
        if self.mode == "background":
            return "header" if self.place and self.labelled == self.place - 1 else "story"
        return "tail" if self.mode in ("tail", "closed") else "section"

    @property
    def _is_name_of_form(self) -> bool:
        """Whether the line before was no heading but the name of the form (เรื่องเล่าจากพื้นที่), if a field follows."""
        draft, before = self.draft, self.lines[self.place - 1].number
        alone = list(draft.headings) == ["background"] == list(draft.sections) and not draft.sections["background"]
        return alone and self.mode == "background" and not draft.values and draft.headings["background"].line == before

    def _by_words(self, line: Line) -> Heading | None:
        """The heading or the field that a line no form knows is, by its dress and its words."""
        guess = self.outline.guessed.get(self.place)
        if guess is not None and self._holds(guess):
            return guess
        told = self.mode == "header" and self.draft.sections and not line.head
        if self._context() != "header" or self.pending or told:
            return None
        after = self.lines[self.place + 1] if self.place + 1 < len(self.lines) else None
        found = field_of(line, after, self.labels, self.draft.values)
        if found is None:
            return None
        return found if found.target != "other" or self.draft.values else None

    def _holds(self, guess: Heading) -> bool:
        """Whether a line in the dress of a heading is one in its place."""
        if self.mode == "tail" or (guess.target == self.mode and not guess.number):
            return False
        if guess.target == "other" and not self.draft.sections.get(self.mode):
            return False
        if not (self.draft.has_sections or self.draft.values) and guess.target != "background":
            return False
        return not guess.number or self._is_next(guess.number)

    def _is_next(self, number: Number) -> bool:
        """Whether a heading's number goes on from the last heading's, and is none of the points under that."""
        if not self.heading:
            return number == (1,)
        return follows(number, self.heading) and (self._is_under_heading or not follows(number, self.point))

    @property
    def _is_under_heading(self) -> bool:
        """Whether the last point carries its heading's number and one more (2.3 under 2)."""
        depth = len(self.heading)
        return len(self.point) > depth and self.point[:depth] == self.heading

    def _start(self, line: Line) -> None:
        if self.draft.values or self.draft.has_sections:
            self._begin()
        self.draft.started = True
        self.mode, self.pending = "header", ""
        self.draft.prelude.append(line)

    def _open(self, heading: Heading, line: Line) -> None:
        if not self.draft.started:
            part_prelude(self.draft, bool(self._starts))
        self.draft.started = True
        self.pending = ""
        self.draft.signs.append((heading.form, heading.target))
        self.heading, self.point = heading.number or self.heading, ()
        if heading.target == "other":
            self.mode = "closed"
            self.draft.other.append(line)
            return
        self.mode = heading.target
        self.in_table = line.cell
        self.draft.headings.setdefault(heading.target, heading)
        if heading.words:
            self.draft.guessed.append(heading)
        content = self.draft.sections.setdefault(heading.target, [])
        if heading.rest:
            self.labelled = self.place
            (_, text), *fields = split_fields(heading.target, heading.rest, self.labels)
            fields = fields if self.mode == "background" and not content else []
            text = text if fields else heading.rest
            content.append(replace(line, text=text, gap=True, bullet="", strong=False))
            for name, value in fields:
                self.fill(name, value, line, heading.confidence)

    def _field(self, heading: Heading, line: Line) -> bool:
        """Take the line as a labelled value; False when its label means nothing here."""
        target = heading.target
        if target == "other":
            self.draft.other.append(line)
            self.labelled, self.pending = self.place, "" if heading.rest else target
            return True
        if _is_sentence(heading) or self._runs_on(heading, line):
            return False
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
                self._begin(at_label=True)
            else:
                self.mode = "tail"
        if target == "signature":
            self.mode = "tail"
            self.draft.other.append(line)
            self._values(heading, line)
            return True
        self.draft.started = True
        if self._is_name_of_form:
            self.draft.prelude += self.lines[self.place - 1 : self.place]
            del self.draft.sections["background"], self.draft.headings["background"]
            self.mode = "header"
        if self.mode == "prelude":
            self.mode = "header"
        self.draft.signs.append((heading.form, target))
        self.heading, self.point = heading.number or self.heading, ()
        self.labelled = self.place
        self._values(heading, line)
        return True

    def _runs_on(self, heading: Heading, line: Line) -> bool:
        """Whether a label with more glued to it is the head of a story's next line (…แต่ละ|หน่วยงานต่างคน…)."""
        told = self.draft.sections.get("background", [])
        before = self.lines[self.place - 1]
        is_inside = bool(told) and told[-1].number == before.number and len(before.text) > _MOST_FOREIGN
        glued = heading.confidence == GLUED and not fits_field(heading.target, heading.rest)
        return is_inside and glued and not line.gap

    def _leaves_section(self, heading: Heading) -> bool:
        """Whether a field's label inside a section ends the section: a signature, a late field, or the next record."""
        if heading.target == "signature":
            return True
        if heading.target not in BEGINS_RECORD or (heading.weak and not self._begins_anew(heading)):
            return False
        if heading.target not in self.draft.values and not self._sections_follow():
            self.mode = "tail"
        elif self._sections_follow():
            self._begin(at_label=True)
        else:
            self.mode = "tail"
        return True

    def _begins_anew(self, heading: Heading) -> bool:
        """Whether an everyday word is the title of the next record: its owner's label stands in the next line."""
        if heading.target not in self.draft.values or self.place + 1 >= len(self.lines):
            return False
        after = heading_of(self.lines[self.place + 1], self.labels, Where("header"))
        return after is not None and after.kind == "field" and after.target == "author_name"

    def _sections_follow(self) -> bool:
        """Whether a section's heading comes behind this line."""
        return self.place < self._last_section

    @cached_property
    def _last_section(self) -> int:
        """The place of the last section's heading, found once: a book asks for it at every name; -1 for none."""
        return self.outline.last_section()

    def _values(self, heading: Heading, line: Line) -> None:
        """Set the field and those whose labels stand in the same line behind it."""
        for target, text in split_fields(heading.target, heading.rest, self.labels):
            if not text:
                self.pending = target
            elif looks_like_value(target, text):
                self.fill(target, text, line, heading.confidence)
            else:
                self._add(replace(line, text=text, gap=True))

    def _plain(self, line: Line) -> None:
        if self.pending and self.take_pending(line):
            return
        if self.continues_value(line) or self.unlabelled_value(line):
            return
        if self.mode == "header" and "author_name" not in self.draft.values and is_owner_line(line.text):
            for name, text in split_fields("author_name", line.text, self.labels):
                self.fill(name, text, line, UNLABELLED, "ชื่อบุคคลเหนือบันทึก")
            return
        if self.mode == "header" and "event" not in self.draft.values and is_date(line.text):
            self.fill("event", line.text, line, UNLABELLED, "วันที่เหนือบันทึก")
            return
        if self._is_foreign_heading(line) or self._leaves_table(line):
            self.mode = "closed"
        self._add(line)

    def _leaves_table(self, line: Line) -> bool:
        """Whether the line stands below a form that is a table, heading and text: a note on the form."""
        content = self.draft.sections.get(self.mode, [])
        return bool(content) and self.in_table and content[-1].cell and not line.cell

    def _is_foreign_heading(self, line: Line) -> bool:
        """A heading no form knows: it carries the number after the last heading's, while the points do not."""
        markers, text = split_heading_markers(*split_line_markers(line))
        number = next((marker.numbers for marker in markers if marker.numbers), ())
        if not number:
            return False
        foreign = bool(self.heading) and self._is_next(number) and len(text) < _MOST_FOREIGN
        free = not self.point or self._is_under_heading
        if foreign and self.mode in self.draft.headings and len(number) == len(self.heading) and free:
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


def _is_sentence(heading: Heading) -> bool:
    """Whether what looks like a time's label begins a sentence (เมื่อปี พ.ศ. 2561 ผมจึง…)."""
    begins = heading.rest[:1].isdigit()
    return heading.target == "event" and begins and not looks_like_value("event", heading.rest)
