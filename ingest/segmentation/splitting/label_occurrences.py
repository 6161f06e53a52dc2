"""Occurrences of labels in a run of text: every label behind a blank, with the evidence of the text around it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from ingest.fields.value_boundaries import fits_field
from ingest.forms.label_table import Label, LabelTable, Match
from ingest.items.list_markers import Number, number_of, split_markers

_REACH = 90
"""Letters read at each blank: a number, the longest label and the text after it."""

_SHORTEST_FIELD = 6
"""Letters of a field's label that is looked for in mid-line (สังกัด has six)."""

_EVERYDAY_FIELDS = frozenset({"district", "province", "email"})
"""Fields whose labels are everyday words and are not looked for in mid-line."""

_LIST_REACH = 40
"""Letters behind a label in which the first marker of a list is looked for. A guess."""

_BLANK = re.compile(r"^|\s+")
_BRACKET = re.compile(r"\s*\(([^()]{0,60})\)")
_OPENING = re.compile(r"[\"'“‘*_#\[{(]*")
_NOT_BLANK = re.compile(r"\S*")
_VALUE_EDGE = " :：.…"


@dataclass(frozen=True, slots=True)
class LabelOccurrence:
    """A label in a text, from its number (``start``) to behind its words (``end``), with the evidence after it.

    ``clean``: a blank or colon parts the label from what follows. ``rest`` is the text behind the label and its
    ``bracket`` (None: it has none), ``value`` that up to the next occurrence. ``has_list``: a list begins behind the
    label, ``list_follows``: one begins in ``rest``. ``fits``: the value is of the field's kind; ``names_owner``: a
    person or an office follows the label.
    """

    start: int
    end: int
    label: Label
    clean: bool
    number: Number
    bracket: str | None
    rest: str
    value: str
    content_length: int
    has_list: bool
    list_follows: bool
    fits: bool
    names_owner: bool

    @property
    def is_short(self) -> bool:
        """Whether the label is an everyday word (เรื่อง, โดย)."""
        return len(self.label.letters) < _SHORTEST_FIELD

    @property
    def is_evident(self) -> bool:
        """Whether a number, or a list behind the label, is enough evidence for a heading."""
        return self.label.kind == "section" and (bool(self.number) or self.has_list)


@dataclass(frozen=True, slots=True)
class _LabelSpan:
    start: int
    end: int
    match: Match
    number: Number


def find_labels(text: str, labels: LabelTable) -> list[LabelOccurrence]:
    """The occurrences in ``text``, in order; of two that overlap, the first."""
    spans = list(_find_spans(text, labels))
    return [_occurrence(text, span, after) for span, after in zip_longest(spans, spans[1:])]


def _find_spans(text: str, labels: LabelTable) -> Iterator[_LabelSpan]:
    """Every label behind a blank, with the number before it."""
    end = 0
    for blank in _BLANK.finditer(text):
        start = blank.end()
        if start < end or start >= len(text):
            continue
        ahead = text[start : start + _REACH]
        markers, plain = split_markers(ahead)
        opening = _OPENING.match(plain)
        plain = plain[opening.end() :] if opening else plain
        match = labels.match(plain)
        number = number_of(markers) if match else ()
        if match is None or not _is_sought(match, bool(number)):
            continue
        head = start + len(ahead) - len(plain)
        end = head + match.end
        if match.label.kind == "section" and not match.clean and (glued := _NOT_BLANK.match(text, end)):
            end = glued.end()
        yield _LabelSpan(start if number or match.label.kind == "section" else head, end, match, number)


def _is_sought(match: Match, is_numbered: bool) -> bool:
    label, clean = match.label, match.clean
    if label.kind == "section":
        return clean or (is_numbered and not match.errors)
    if label.kind == "start":
        return clean and not match.errors
    is_long = len(label.letters) >= _SHORTEST_FIELD
    return label.target not in _EVERYDAY_FIELDS and (clean or (not match.errors and is_long))


def _occurrence(text: str, span: _LabelSpan, after: _LabelSpan | None) -> LabelOccurrence:
    label, behind = span.match.label, text[span.end :]
    bracket = _BRACKET.match(behind)
    rest = behind[bracket.end() :] if bracket else behind
    has_list = _begins_list(behind)
    content = rest[: after.start - span.end] if after else rest
    value = text[span.end : after.start if after else len(text)].lstrip(_VALUE_EDGE)
    is_owner_label = label.target in ("signature", "author_name")
    return LabelOccurrence(
        span.start,
        span.end,
        label,
        span.match.clean,
        span.number,
        bracket[1] if bracket else None,
        rest,
        value,
        content_length=len(content.strip(" -–—.")),
        has_list=has_list,
        list_follows=_begins_list(rest) if bracket else has_list,
        fits=label.kind == "field" and fits_field(label.target, value),
        names_owner=is_owner_label and fits_field("author_name", behind.lstrip(_VALUE_EDGE)),
    )


def _begins_list(text: str) -> bool:
    markers, _ = split_markers(text.lstrip(_VALUE_EDGE)[:_LIST_REACH])
    return bool(markers) and (not markers[0].numbers or markers[0].numbers[-1] == 1)
