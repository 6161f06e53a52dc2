"""Offices and positions: recognised by how they begin or end, and separated where one value holds both."""

from __future__ import annotations

import re

from ingest.vocabulary import alternation
from kmsearch.thai.normalise import collapse_whitespace

OFFICE = re.compile(rf"(?:^|(?<=[\s(])){alternation('offices', 'heads')}")
"""The first word of an office's name, at the head of a text or behind a blank or bracket."""

_OFFICE_KIND = re.compile(alternation("offices", "kinds"))
_POSITION = re.compile(rf"(?:{alternation('labels', 'position')}\s*)?{alternation('positions', 'heads')}")
_LEVEL = re.compile(rf"{alternation('positions', 'levels')}$")
_GENERAL_POSITION = re.compile(alternation("positions", "general"))
_POSITION_LABEL = re.compile(rf"^{alternation('labels', 'position')}\s*")

LONGEST_POSITION = 140
"""Letters of the longest position seen in records, with room."""

_LONGEST_UNLABELLED_POSITION = 60
"""Letters of the longest line that is taken for a position without its label. A guess."""

_SHORTEST_OFFICE = 11
"""Letters, with the blank behind, up to which an office belongs to the position before it (กศน.ตำบล, กองช่าง). A
guess."""

_CUT_POSITION = re.compile(rf"{alternation('positions', 'cut_ends')}$")
_REST_OF_POSITION = re.compile(alternation("positions", "rests"))

_EDGES = " .…_:：-–—,;*|"


def strip_edges(text: str) -> str:
    """The text without leader dots, separators and blanks at its ends, runs of blanks as one."""
    return collapse_whitespace(text).strip(_EDGES)


def unlabelled_field(text: str) -> str:
    """The field of a short line without a label: ``author_office``, ``author_position``, or empty for neither."""
    if len(text) > LONGEST_POSITION:
        return ""
    if OFFICE.match(text):
        return "author_office"
    return "author_position" if is_position(text) and len(text) < _LONGEST_UNLABELLED_POSITION else ""


def is_position(text: str) -> bool:
    """Whether a text begins as positions do, or ends with a level of the civil service."""
    return bool(_POSITION.match(text) or _LEVEL.search(text))


def has_level(text: str) -> bool:
    """Whether a text ends with a level of the civil service."""
    return bool(_LEVEL.search(text))


def is_rest_of_position(value: str, rest: str) -> bool:
    """Whether ``rest``, in the next line, ends the position ``value``: its level, or the work it was cut before."""
    level = has_level(value + rest) and not unlabelled_field(rest)
    return bool(_REST_OF_POSITION.fullmatch(rest)) and (level or bool(_CUT_POSITION.search(value)))


def clean_position(text: str) -> tuple[str, str]:
    """The position, and the office if it follows in the same value (else empty)."""
    text = strip_edges(_POSITION_LABEL.sub("", text))
    office = OFFICE.search(text)
    if office and office.start() > 0 and not _is_office_kind(text[: office.start()], text[office.start() :]):
        office = own_office(text, office, strip_edges(text[: office.start()]))
        return strip_edges(text[: office.start()]).rstrip("/ "), strip_edges(text[office.start() :])
    position, _, beside = text.partition(" / ")
    if beside and not is_position(beside):
        return strip_edges(position), strip_edges(beside)
    return text, ""


def own_office(text: str, office: re.Match[str], position: str) -> re.Match[str]:
    """The second office where the first is part of a general position (ครู กศน.ตำบล กศน.อำเภอ…); else ``office``.

    ``position`` is the text before the first office.
    """
    second = OFFICE.search(text, office.end())
    is_short = second is not None and second.start() - office.start() <= _SHORTEST_OFFICE
    return second if second and is_short and _GENERAL_POSITION.fullmatch(position) else office


def _is_office_kind(position: str, office: str) -> bool:
    return bool(_OFFICE_KIND.fullmatch(office.strip()) and _GENERAL_POSITION.fullmatch(position.strip()))
