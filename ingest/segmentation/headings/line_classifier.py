"""Classifies lines: collects, once, all evidence about a line that does not depend on its context."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ingest.cleaning.line_roles import LineRole, role_of
from ingest.document import Line
from ingest.fields.owners import is_owner_line, split_owner
from ingest.fields.positions import unlabelled_field
from ingest.fields.value_shapes import is_date, is_option
from ingest.forms.label_table import LabelTable
from ingest.items.list_markers import (
    NAMED,
    Markers,
    Number,
    number_of,
    split_heading_markers,
    split_line_markers,
    split_markers,
)
from ingest.segmentation.headings.heading_rules import Heading, HeadingContext, LabelCandidate, accept, read_label
from ingest.vocabulary import alternation
from kmsearch.thai.person_names import PERSON_TITLE

LONGEST_HEADING, LONGEST_INLINE_HEADING = 45, 30
"""Letters of a heading that stands alone, and of one with its text in the same line; known ones are seldom longer. A
guess."""

NAMING_FIELDS = frozenset({"title", "author_name"})
"""Fields that name a record: their second appearance begins another one."""

_PERSON_REACH = 60
"""Letters at the head of a line in which its owner is looked for. A guess."""

_HEADER, _SECTION = HeadingContext("header"), HeadingContext("section")

_HEADING_END = re.compile(r"\s*(?:[:：]+|\.{4,}|…{2,})\s*")
_SPEECH = re.compile(rf"{alternation('prose', 'speech')}|\d")
"""Words and digits that occur in sentences and not in headings."""


@dataclass(frozen=True, slots=True)
class HeadingWords:
    """A line read as a heading of no form: its words, and the text behind them, with a colon or leader dots between."""

    words: str
    rest: str = ""
    colon: bool = False
    leader: bool = False

    @property
    def is_sentence(self) -> bool:
        """Whether the words are those of a sentence."""
        return bool(_SPEECH.search(self.words))


@dataclass(frozen=True, slots=True)
class ClassifiedLine:
    """A line with its evidence.

    ``text`` is the text behind ``markers``, the markers of a list item; ``heading_markers`` count parts of a text too
    (ส่วนที่ 2), and ``number`` is that of a heading.
    ``label`` is the form's label that the line begins with. ``words`` are those of a heading of no form, if it
    ``can_be_heading``, and ``section_hint`` the section they name. ``field_hint`` is the field that the line can only
    be. ``is_owner``: a person with position or office; ``is_person``: it begins with a person.
    """

    line: Line
    role: LineRole
    markers: Markers
    text: str
    heading_markers: Markers
    heading_text: str
    number: Number
    label: LabelCandidate | None
    words: HeadingWords
    can_be_heading: bool
    section_hint: str
    field_hint: str
    is_person: bool
    is_owner: bool
    is_date: bool
    is_option: bool

    @property
    def is_bulleted(self) -> bool:
        """Whether it begins with a marker without a number."""
        return bool(self.heading_markers) and not self.number

    @property
    def written_markers(self) -> Markers:
        """The markers in the text itself, not in its format."""
        return () if self.text == self.line.text else self.markers

    @property
    def owner_name(self) -> str:
        """The name of the first person in the line, without blanks; empty without one."""
        title = PERSON_TITLE.search(self.line.text[:_PERSON_REACH])
        return split_owner(self.line.text[title.start() :])["author_name"].replace(" ", "") if title else ""

    @property
    def naming_label(self) -> str:
        """The field, of those that name a record, whose label the line is in a header: ``title``, or ``author_name``,
        whose everyday labels count with a person behind them; empty without one."""
        heading = self.header_heading
        if heading is None or heading.kind != "field" or self.label is None:
            return ""
        is_name = self.label.is_person if heading.target == "author_name" else not heading.weak
        return heading.target if heading.target in NAMING_FIELDS and is_name else ""

    @property
    def header_heading(self) -> Heading | None:
        """The heading that the line is in a header."""
        return self.heading_in(_HEADER)

    @property
    def section_heading(self) -> Heading | None:
        """The heading of a section that the line is in the midst of a document."""
        heading = self.heading_in(_SECTION)
        return heading if heading and heading.kind == "section" else None

    def heading_in(self, context: HeadingContext) -> Heading | None:
        """The heading of a form that the line is in this context; None for text."""
        return accept(self.label, self.line, context) if self.label else None


def classify(lines: Iterable[Line], labels: LabelTable) -> list[ClassifiedLine]:
    """The lines with their evidence, in order."""
    return [classify_line(line, labels) for line in lines]


def classify_line(line: Line, labels: LabelTable) -> ClassifiedLine:
    """One line with its evidence."""
    markers, text = split_line_markers(line)
    heading_markers, heading_text = split_heading_markers(markers, text)
    number = number_of(heading_markers)
    words = _heading_words(heading_text)
    option = is_option(line.text)
    can_be_heading = not option and _can_be_heading(words, is_bulleted=bool(heading_markers) and not number)
    is_person = bool(PERSON_TITLE.match(line.text))
    return ClassifiedLine(
        line,
        role_of(line.text),
        markers,
        text,
        heading_markers,
        heading_text,
        number,
        read_label(heading_markers, number, heading_text, labels),
        words,
        can_be_heading,
        section_hint=labels.section_by_words(words.words) if can_be_heading else "",
        field_hint=unlabelled_field(line.text),
        is_person=is_person,
        is_owner=is_person and is_owner_line(line.text),
        is_date=is_date(line.text),
        is_option=option,
    )


def _heading_words(text: str) -> HeadingWords:
    """The words before a colon, leader dots or a list that begins in the line."""
    if (end := _HEADING_END.search(text)) and end.start() > 0:
        colon = end[0].strip()[0] in ":："
        return HeadingWords(text[: end.start()], text[end.end() :].strip(" ._…"), colon, not colon)
    for blank in re.finditer(" ", text[: LONGEST_INLINE_HEADING + 2]):
        if split_markers(text[blank.end() :])[0]:
            return HeadingWords(text[: blank.start()], text[blank.end() :])
    return HeadingWords(text.strip(" ._…"))


def _can_be_heading(heading: HeadingWords, is_bulleted: bool) -> bool:
    """Whether words are short enough for a heading, and neither a bulleted item, a named item nor a person."""
    longest = LONGEST_INLINE_HEADING if heading.rest else LONGEST_HEADING
    is_item = is_bulleted or NAMED.match(heading.words) or PERSON_TITLE.match(heading.words)
    return 1 < len(heading.words) <= longest and not is_item
