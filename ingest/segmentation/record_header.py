"""Lines above the first section that no form knows: a field by the words of its label, and the owner's line."""

from __future__ import annotations

import re
from collections.abc import Collection

from ingest.document import LABEL, Line
from ingest.fields.parsers import PERSON, is_date, is_option, looks_like_value, split_owner
from ingest.forms.label_table import LabelTable
from ingest.items.list_markers import TICKED, UNTICKED, peel_line
from ingest.segmentation.form_headings import Heading
from kmsearch.confidence import confidence
from kmsearch.thai.tokenizer import arabic

SHAPED, WORDED = confidence("label", "shaped"), confidence("label", "worded")
"""Confidence of a field by the words of its label: its value has the field's shape, or could be of another."""

_MOST_LABEL, _MOST_WORDS, _MOST_VALUE = 40, 6, 90
"""Letters and words of a label, and letters of the value of one that says nothing; forms have no longer ones."""

_STORY = ("background", "problems_solutions")
"""What a label above the story names when it says what the story is about."""

_NOTHING = ("", "other")
"""What the words of a label say of a section when they name none."""

_MOST_OWNER, _MOST_NAME = 200, 60
"""Letters of a line with a name, a position and an office, and of one with a name alone."""

_PARTED = re.compile(r"(?P<label>[^:：…]{2,60}?)\s*(?:[:：]+|\.{4,}|…{2,})\s*(?P<rest>.*)")
_BOX = rf"(?:{TICKED.pattern}|{UNTICKED.pattern})"
_NUMBER = r"[\d๐-๙][\d๐-๙ ,()\u2010-\u2015\u2212-]{7,}"
_SHAPES = (
    ("author_name", re.compile(rf"(?P<label>(?:ผู้|ชื่อ)[ก-๎/-]{{0,25}}|[ก-๎]{{1,16}}โดย)\s+(?P<rest>{PERSON.pattern}.*)")),
    ("phone", re.compile(rf"(?P<label>[ก-๎./ ()A-Za-z]{{2,40}}?)\s+(?P<rest>{_NUMBER})")),
    (
        "category",
        re.compile(rf"(?P<label>[ก-๎/ ]{{3,40}}?)\s*(?P<rest>(?:{TICKED.pattern}|{UNTICKED.pattern})\s*[ก-๎].*)"),
    ),
    ("event", re.compile(r"(?P<label>[ก-๎. ]{2,40}?)\s+(?P<rest>(?:ปี|พ\.ศ|เดือน|วันที่)?.*[\d๐-๙].*)")),
)
"""What tells a label from its value where only a blank parts them: a person, a number, a list of boxes, a date."""


def field_of(line: Line, after: Line | None, labels: LabelTable, taken: Collection[str]) -> Heading | None:
    """The field that a line above the first section is, or what the story is about in one line; its target is ``other``
    where a label is plain to see but says nothing, or a field that is ``taken``; None for text."""
    markers, text = peel_line(line)
    number = next((marker.numbers for marker in markers if marker.numbers), ())
    found = _parted(text, after, labels, taken) or _shaped(text, labels) or _beside(line, text, after, labels)
    if found is None or is_option(line.text):
        return None
    target, label, rest = found
    if target == "background":
        return Heading("section", target, "", rest, number, WORDED, False, line.number, label)
    target = "other" if target in taken else target
    sure = SHAPED if target in ("author_name", "phone", "event") else WORDED
    return Heading("field", target, "", rest, number, sure, False, line.number, label)


def _parted(text: str, after: Line | None, labels: LabelTable, taken: Collection[str]) -> tuple[str, str, str] | None:
    """A label with a colon or leader dots behind it."""
    found = _PARTED.fullmatch(text)
    if found is None or not _is_label(found["label"]):
        return None
    label, rest = found["label"], found["rest"].strip(" .…_")
    target = labels.field_by_words(label)
    if target and target not in taken and _fits(target, rest or (after.text if after else "")):
        return target, label, rest
    if rest and labels.section_by_words(label) in _STORY:
        return "background", label, rest
    says_nothing = labels.section_by_words(label) in _NOTHING
    return ("other", label, rest) if says_nothing and 0 < len(rest) <= _MOST_VALUE else None


def _shaped(text: str, labels: LabelTable) -> tuple[str, str, str] | None:
    for target, shape in _SHAPES:
        found = shape.fullmatch(text)
        if found and _is_label(found["label"]) and _fits(target, found["rest"]):
            named = labels.field_by_words(found["label"])
            if named == target or (named, target) == ("signature", "author_name"):
                return named, found["label"], found["rest"]
    return None


def _beside(line: Line, text: str, after: Line | None, labels: LabelTable) -> tuple[str, str, str] | None:
    """A label in a cell of its own, or bold above its options."""
    set_apart = line.head == LABEL or (line.strong and after is not None and is_option(after.text))
    if not set_apart or after is None or after.head or not _is_label(text):
        return None
    if labels.section_by_words(text) not in _NOTHING:
        return None
    target = labels.field_by_words(text)
    if target and _fits(target, after.text):
        return target, text, ""
    return ("other", text, "") if line.head and not target and len(after.text) <= _MOST_VALUE else None


def _is_label(text: str) -> bool:
    plain = arabic(text)
    return len(text) <= _MOST_LABEL and len(text.split()) <= _MOST_WORDS and not any(char.isdigit() for char in plain)


def _fits(target: str, value: str) -> bool:
    """Whether a value has the shape that a field whose label is only guessed must have."""
    if target in ("author_name", "signature"):
        return bool(PERSON.match(value.lstrip("( ")))
    if target == "event":
        return is_date(value)
    if target == "category":
        return bool(value)
    return bool(value) and looks_like_value(target, value)


def is_owner(text: str) -> bool:
    """Whether a line is a person's name, alone or with position or office, and no sentence about the person."""
    if not PERSON.match(text) or len(text) > _MOST_OWNER:
        return False
    parts = split_owner(text)
    return len(parts["author_name"]) <= _MOST_NAME and len(parts) > 1
