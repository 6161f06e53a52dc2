"""Recognises fields in the header of a record whose labels no form has, by the words of the label and the shape of
the value."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

from ingest.document import LABEL
from ingest.fields.value_shapes import is_date, looks_like_value
from ingest.forms.label_table import LabelTable
from ingest.items.list_markers import TICKED, UNTICKED, number_of
from ingest.segmentation.headings.heading_rules import Heading
from ingest.segmentation.headings.line_classifier import ClassifiedLine
from ingest.vocabulary import alternation
from kmsearch.confidence import confidence
from kmsearch.thai.characters import LETTERS
from kmsearch.thai.normalise import to_arabic_digits
from kmsearch.thai.person_names import PERSON_TITLE

SHAPED, WORDED = confidence("label", "shaped"), confidence("label", "worded")
"""Confidence of a field by the words of its label: its value has the field's shape, or could be of another."""

_LONGEST_LABEL, _MAX_LABEL_WORDS, _LONGEST_UNKNOWN_VALUE = 40, 6, 90
"""Letters and words of a label, and letters of the value of a label that names nothing; forms have no longer ones."""

_STORY_SECTIONS = ("background", "problems_solutions")
"""Sections that a label above the story may name; its value is the topic of the story."""

_NO_SECTION = ("", "other")
"""Targets of a label whose words name no section."""

_SHAPED_FIELDS = ("author_name", "phone", "event")
"""Fields whose values have a shape of their own."""

_SEPARATED = re.compile(r"(?P<label>[^:：…]{2,60}?)\s*(?:[:：]+|\.{4,}|…{2,})\s*(?P<rest>.*)")
_NUMBER = r"\d[\d ,()\u2010-\u2015\u2212-]{7,}"
_OWNER_HEAD, _BY = alternation("labels", "owner_label_heads"), alternation("labels", "by")
_OWNER_LABEL = rf"{_OWNER_HEAD}[{LETTERS}/-]{{0,25}}|[{LETTERS}]{{1,16}}{_BY}"
_BY_SHAPE = (
    ("author_name", re.compile(rf"(?P<label>{_OWNER_LABEL})\s+(?P<rest>{PERSON_TITLE.pattern}.*)")),
    ("phone", re.compile(rf"(?P<label>[{LETTERS}./ ()A-Za-z]{{2,40}}?)\s+(?P<rest>{_NUMBER})")),
    (
        "category",
        re.compile(
            rf"(?P<label>[{LETTERS}/ ]{{3,40}}?)\s*(?P<rest>(?:{TICKED.pattern}|{UNTICKED.pattern})\s*[{LETTERS}].*)"
        ),
    ),
    ("event", re.compile(rf"(?P<label>[{LETTERS}. ]{{2,40}}?)\s+(?P<rest>.*\d.*)")),
)
"""Field → pattern that splits a label from its value at a blank: before a person, a number, boxes, a date."""


class _LabelledValue(NamedTuple):
    target: str
    label: str
    rest: str


def worded_field(
    line: ClassifiedLine, after: ClassifiedLine | None, labels: LabelTable, taken: Collection[str]
) -> Heading | None:
    """The field that a line above the first section is, or what the story is about in one line; its target is ``other``
    where a label is plain to see but names nothing, or a field that is ``taken``; None for text."""
    if line.is_option:
        return None
    after_text = after.line.text if after else ""
    value = (
        _by_separator(line.text, after_text, labels, taken)
        or _by_shape(line.text, labels)
        or _by_position(line, after, labels)
    )
    if value is None:
        return None
    number, line_number = number_of(line.markers), line.line.number
    if value.target == "background":
        return Heading("section", value.target, "", value.rest, number, WORDED, False, line_number, value.label)
    target = "other" if value.target in taken else value.target
    confidence = SHAPED if target in _SHAPED_FIELDS else WORDED
    return Heading("field", target, "", value.rest, number, confidence, False, line_number, value.label)


def _by_separator(text: str, after: str, labels: LabelTable, taken: Collection[str]) -> _LabelledValue | None:
    """A label with a colon or leader dots behind it."""
    match = _SEPARATED.fullmatch(text)
    if match is None or not _is_label(match["label"]):
        return None
    label, rest = match["label"], match["rest"].strip(" .…_")
    target = labels.field_by_words(label)
    if target and target not in taken and _has_shape(target, rest or after):
        return _LabelledValue(target, label, rest)
    section = labels.section_by_words(label)
    if rest and section in _STORY_SECTIONS:
        return _LabelledValue("background", label, rest)
    is_unknown = section in _NO_SECTION and 0 < len(rest) <= _LONGEST_UNKNOWN_VALUE
    return _LabelledValue("other", label, rest) if is_unknown else None


def _by_shape(text: str, labels: LabelTable) -> _LabelledValue | None:
    """A label and a value with nothing but a blank between them, where the value's shape is that of the field."""
    for target, shape in _BY_SHAPE:
        match = shape.fullmatch(text)
        if match and _is_label(match["label"]) and _has_shape(target, match["rest"]):
            named = labels.field_by_words(match["label"])
            if named == target or (named, target) == ("signature", "author_name"):
                return _LabelledValue(named, match["label"], match["rest"])
    return None


def _by_position(line: ClassifiedLine, after: ClassifiedLine | None, labels: LabelTable) -> _LabelledValue | None:
    """A label in a cell of its own, or bold above its options."""
    head, text = line.line.head, line.text
    is_set_apart = head == LABEL or (line.line.strong and after is not None and after.is_option)
    if not is_set_apart or after is None or after.line.head or not _is_label(text):
        return None
    if labels.section_by_words(text) not in _NO_SECTION:
        return None
    target = labels.field_by_words(text)
    if target and _has_shape(target, after.line.text):
        return _LabelledValue(target, text, "")
    is_unknown = head and not target and len(after.line.text) <= _LONGEST_UNKNOWN_VALUE
    return _LabelledValue("other", text, "") if is_unknown else None


def _is_label(text: str) -> bool:
    is_short = len(text) <= _LONGEST_LABEL and len(text.split()) <= _MAX_LABEL_WORDS
    return is_short and not any(char.isdigit() for char in to_arabic_digits(text))


def _has_shape(target: str, value: str) -> bool:
    """Whether a value has the shape that a field whose label is only guessed must have."""
    if target in ("author_name", "signature"):
        return bool(PERSON_TITLE.match(value.lstrip("( ")))
    if target == "event":
        return is_date(value)
    if target == "category":
        return bool(value)
    return bool(value) and looks_like_value(target, value)
