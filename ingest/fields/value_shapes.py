"""Shapes of field values: whether a text can be the value of a field, a date, an option, or the rest of a value."""

from __future__ import annotations

import re

from ingest.fields.owners import is_surname_of
from ingest.fields.positions import LONGEST_POSITION, is_rest_of_position
from ingest.items.list_markers import TICKED, UNTICKED
from ingest.vocabulary import alternation
from kmsearch.thai.characters import LETTERS
from kmsearch.thai.dates import MONTHS, find_years

_FEWEST_PHONE_DIGITS, _LONGEST_SHORT_PHONE = 8, 20
"""Fewest digits of a phone number (it has 9 or 10), and letters of the longest text that is an extension. Guesses."""

_LONGEST_UNDATED_EVENT = 60
"""Letters of a value of ``event`` without a year in it. A guess."""

_NARRATIVE = re.compile(rf"(?:^|\s){alternation('prose', 'narrative')}")
_TELLING = re.compile(
    rf"(?:^|\s){alternation('prose', 'narrators')}?{alternation('prose', 'deeds')}(?=[{LETTERS}])"
    rf"|(?:^|\s){alternation('prose', 'first_person')}"
)
"""Narrator and verb, which show that a value of ``event`` is a sentence."""

_CONTENTS_HEAD = re.compile(rf"(?:{alternation('labels', 'contents')}|[\s|/])+", re.IGNORECASE)
_DATE = re.compile(rf"(?:{MONTHS}|{alternation('dates', 'parts')}|\d|[\s,./–—()-])+")
_OPEN_PLACE = re.compile(rf"{alternation('places', 'open_units')}$")

_LONGEST_VALUE = 400
"""Letters of the longest value of any other field. A guess."""

_LONGEST_OF_FIELD: dict[str, int] = {
    "author_name": 220,
    "author_position": LONGEST_POSITION,
    "author_office": 160,
    "phone": 90,
    "event": 90,
    "place": 110,
    "district": 40,
    "province": 40,
    "title": 400,
    "category": 600,
    "email": 120,
}
"""Letters of the longest values seen in records, with room; a longer text is narrative that begins like the label."""


def looks_like_value(field: str, text: str) -> bool:
    """Whether ``text`` can be the value of ``field``, rather than a sentence that begins like its label."""
    if len(text) > _LONGEST_OF_FIELD.get(field, _LONGEST_VALUE):
        return False
    if field == "phone":
        digits = sum(char.isdigit() for char in text)
        is_short = digits > 0 and len(text) <= _LONGEST_SHORT_PHONE
        return digits >= _FEWEST_PHONE_DIGITS or is_short or text.strip("-–. ") == ""
    if field == "title":
        return not _CONTENTS_HEAD.fullmatch(text)
    if field == "event":
        return not _TELLING.search(text) and (bool(find_years(text)) or len(text) < _LONGEST_UNDATED_EVENT)
    if field == "place":
        return not _NARRATIVE.search(text)
    return True


def is_date(text: str) -> bool:
    """Whether a text is a date, a year or a span of them, and nothing else."""
    return bool(_DATE.fullmatch(text)) and bool(find_years(text))


def is_option(text: str) -> bool:
    """Whether a line is one of a printed list of options: a box, ticked or not, before its text."""
    return bool(TICKED.match(text) or UNTICKED.match(text))


def is_rest_of_value(field: str, value: str, rest: str) -> bool:
    """Whether the words show that the next line, ``rest``, ends the ``value`` of a field: the name of a place after
    จังหวัด, the level or the work of a position, the surname after a given name."""
    if field == "author_position":
        return is_rest_of_position(value, rest)
    if field == "author_name":
        return is_surname_of(value, rest)
    return bool(_OPEN_PLACE.search(value))
