"""Rules for headings: whether a line that begins with a form's label is that label, and with what confidence.

``read_label`` collects the evidence of a line once, without regard to its context. ``accept`` decides: a pure
function of that evidence and of the context.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from ingest.document import Line
from ingest.fields.value_boundaries import fits_field
from ingest.forms.label_table import LabelKind, LabelTable, Match
from ingest.items.list_markers import NAMED, Markers, Number, follows, is_part, split_markers
from ingest.vocabulary import alternation
from kmsearch.confidence import confidence
from kmsearch.thai.characters import LETTERS
from kmsearch.thai.normalise import to_arabic_digits
from kmsearch.thai.person_names import PERSON_TITLE

EXACT, NEAR, GLUED = (confidence("label", way) for way in ("exact", "misspelt", "glued"))
"""Confidence of a label matched to the letter, misspelt, and with more words glued to it."""

_LONGEST_LINE = 90
"""Letters past which a line that begins with an everyday word is a sentence. A guess."""

_LONGEST_SUFFIX = 30
"""Letters that may follow a heading's label in its own line (กลยุทธ์ในการทำงานให้ประสบความสำเร็จ). A guess."""

_LONGEST_HEADING = 60
"""Letters of a heading that is known by its number alone and begins with an everyday word (๖.๔ ปัญหาที่พบบ่อย…). A
guess."""

_LONGEST_OWNER = 200
"""Letters of a name with position and office behind it, on the line of an everyday label (โดย). A guess."""

_EVERYDAY_LENGTH = 8
"""Letters below which a field's label is an everyday word (เรื่อง, โดย, วันที่). A guess."""

_SEPARATOR = re.compile(r"\s*(?:[:：]+[-–—]*|[-–—]+(?=\s)|\.{2,}|…+)\s*")
_BRACKET = re.compile(r"\s*\([^()]{0,60}\)")
_CLOSING = re.compile(r"^[\s\"'”’*_)\]}]+")
_OPENING = re.compile(r"^[\s\"'“‘*_#(\[{]+")
_END_OF_LONGER_LABEL = re.compile(rf"^[{LETTERS} /]{{1,25}}[:：]+\s*")
"""The end of a field's label that is longer than a form has it (ผู้ถ่ายทอด|องค์ความรู้ :)."""

_BARE_NUMBER = re.compile(rf"(\d{{1,2}})\s+(?=[{LETTERS}])")
_RUNS_ON = re.compile(alternation("prose", "after_label"))

ContextKind = Literal["header", "story", "section", "tail"]


@dataclass(frozen=True, slots=True)
class HeadingContext:
    """Context of a line: part of the record, number of the last heading, and number of the last item under it."""

    kind: ContextKind
    heading: Number = ()
    item: Number = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """A line read as a label: its target, the text behind it, the number before it, and its confidence.

    ``weak``: an everyday word, which any evidence against it overrules. ``form`` is the form that has the
    label; a heading that no form has is known by its ``words``.
    """

    kind: LabelKind
    target: str
    form: str
    rest: str
    number: Number
    confidence: float
    weak: bool
    line: int
    words: str = ""


@dataclass(frozen=True, slots=True)
class LabelCandidate:
    """A line that begins with a label, and all evidence whether it is that label.

    ``rest`` is the text behind the label. ``separated``: a colon or dots are between them. ``marked``: a marker
    is before the label; ``is_part``: one that counts headings only (ส่วนที่ 2). The rest ``runs_on`` as a
    sentence, ``begins_list``, ``is_person``, or ``fits`` the field.
    """

    match: Match
    rest: str
    separated: bool
    marked: bool
    number: Number
    is_part: bool
    runs_on: bool
    begins_list: bool
    is_person: bool
    fits: bool

    @property
    def is_bulleted(self) -> bool:
        """Whether it has a bullet without a number: with more words behind the label, the line is a list item."""
        return self.marked and not self.number


def read_label(markers: Markers, number: Number, text: str, labels: LabelTable) -> LabelCandidate | None:
    """The label at the beginning of ``text``, the text behind ``markers`` and their ``number``; None without one."""
    text = _OPENING.sub("", text)
    match = labels.match(text) if not NAMED.match(text) else None
    if match is None and not markers and (bare := _BARE_NUMBER.match(to_arabic_digits(text))):
        number, text = (int(bare[1]),), text[bare.end() :]
        match = labels.match(text)
        match = match if match and match.end == len(text) and not match.errors else None
    if match is None:
        return None
    rest, separated = _split_rest(text, match)
    is_field = match.label.kind == "field"
    return LabelCandidate(
        match,
        rest,
        separated,
        marked=bool(markers),
        number=number,
        is_part=any(map(is_part, markers)),
        runs_on=bool(_RUNS_ON.match(rest)),
        begins_list=not is_field and bool(split_markers(rest)[0]),
        is_person=is_field and bool(PERSON_TITLE.match(rest)),
        fits=is_field and fits_field(match.label.target, rest),
    )


def _split_rest(text: str, match: Match) -> tuple[str, bool]:
    """The text behind the label and its brackets, and whether a colon or dots separate it from the label."""
    rest = _CLOSING.sub("", text[match.end :]) if match.clean else text[match.end :]
    if not match.clean and match.label.kind == "field" and len(match.label.letters) >= _EVERYDAY_LENGTH - 1:
        rest = _END_OF_LONGER_LABEL.sub(": ", rest)
    while bracket := _BRACKET.match(rest):
        rest = rest[bracket.end() :]
    separator = _SEPARATOR.match(rest)
    if separator and not (match.label.kind == "section" and separator[0].strip() == "-"):
        rest = rest[separator.end() :]
    return rest.strip(" \t.…_"), bool(separator)


def accept(candidate: LabelCandidate, line: Line, context: HeadingContext) -> Heading | None:
    """The line read as a heading in this context; None for text."""
    label = candidate.match.label
    confidence = _RULES[label.kind](candidate, line, context)
    if not confidence:
        return None
    is_spelled_out = label.kind == "field" and candidate.separated and len(label.letters) >= _EVERYDAY_LENGTH
    is_suffix = label.kind == "section" and confidence == GLUED and not candidate.separated
    return Heading(
        label.kind,
        label.target,
        label.form,
        "" if is_suffix else candidate.rest,
        candidate.number,
        min(confidence, NEAR) if candidate.match.errors else confidence,
        not (label.strong or is_spelled_out),
        line.number,
    )


def _accept_start(candidate: LabelCandidate, line: Line, context: HeadingContext) -> float:
    return EXACT if len(candidate.rest) <= _LONGEST_SUFFIX and not candidate.marked else 0.0


def _accept_field(candidate: LabelCandidate, line: Line, context: HeadingContext) -> float:
    label, clean, rest = candidate.match.label, candidate.match.clean, candidate.rest
    names_record = label.target in ("title", "author_name") and clean
    if context.kind == "section" and candidate.marked and not names_record:
        return 0.0
    if label.target == "author_name" and clean and candidate.is_person and len(rest) <= _LONGEST_OWNER:
        return EXACT
    is_everyday = len(label.letters) < _EVERYDAY_LENGTH
    is_short = len(label.letters) < _EVERYDAY_LENGTH - 1 and not line.strong
    if not clean and (is_short or rest.startswith("ของ")):
        return 0.0
    if not rest or candidate.separated:
        return EXACT
    if not clean and context.kind == "story" and not candidate.fits:
        return 0.0
    if is_everyday and (not clean or len(rest) > _LONGEST_LINE) and not line.strong:
        return 0.0
    return EXACT if clean else GLUED


def _accept_section(candidate: LabelCandidate, line: Line, context: HeadingContext) -> float:
    label, clean, rest = candidate.match.label, candidate.match.clean, candidate.rest
    is_next = _continues_headings(candidate, context)
    if _continues_list(candidate, context, is_next) and (not label.strong or (rest and not candidate.separated)):
        return 0.0
    if clean and (not rest or candidate.separated):
        return EXACT
    is_value_above_story = context.kind == "header" and label.target == "background"
    if clean and label.strong and is_value_above_story and not candidate.runs_on:
        return NEAR
    if clean and candidate.begins_list and (label.strong or candidate.marked or line.strong):
        return EXACT
    has_suffix = candidate.runs_on and len(rest) <= _LONGEST_SUFFIX
    if is_next and clean and label.strong and not has_suffix:
        return NEAR
    if is_next and len(line.text) <= _LONGEST_HEADING:
        return GLUED
    stands_out = candidate.marked or line.strong or line.gap
    if not label.strong or not stands_out:
        return 0.0
    if not clean:
        return GLUED if len(rest) <= _LONGEST_SUFFIX and " " not in rest and not candidate.is_bulleted else 0.0
    if candidate.runs_on:
        is_marked = candidate.marked or line.strong
        return GLUED if has_suffix and is_marked and not candidate.is_bulleted else 0.0
    return NEAR


def _continues_headings(candidate: LabelCandidate, context: HeadingContext) -> bool:
    """Whether the number goes on from the last heading's and not from the last item's; 3 after 2 and 2.3 is a
    heading's."""
    goes_on_items = len(context.item) <= len(candidate.number) and follows(candidate.number, context.item)
    return follows(candidate.number, context.heading) and not goes_on_items


def _continues_list(candidate: LabelCandidate, context: HeadingContext, is_next: bool) -> bool:
    """Whether the line looks like one more item of the list around it."""
    begins = candidate.number == (1,) and context.kind == "section"
    is_item = candidate.marked and not (is_next or candidate.is_part)
    return is_item and (begins or follows(candidate.number, context.item))


_RULES: dict[LabelKind, Callable[[LabelCandidate, Line, HeadingContext], float]] = {
    "start": _accept_start,
    "field": _accept_field,
    "section": _accept_section,
}
"""Kind of label → the rule that gives its confidence; 0 for text."""
