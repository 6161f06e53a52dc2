"""Fuzzy comparison of the authors and of the titles of two records. Every function is symmetric."""

from __future__ import annotations

import re

from rapidfuzz import fuzz

from corpus.record import Record
from ingest.dedup.features import RecordFeatures
from ingest.vocabulary import alternation
from kmsearch.thai.normalise import to_arabic_digits
from kmsearch.thai.person_names import CIVIL_TITLES

MIN_NAME_RATIO, MIN_TITLE_RATIO = 70, 80
"""Similarity (0 to 100, ``fuzz.ratio``) from which two names, or two titles, are the same: one wrong letter in a name
of four, one in ten of a title."""

MIN_VOUCHED_NAME_RATIO = 50
"""Similarity of given names that is enough where surname and telephone number agree as well. A guess."""

_SERIAL = re.compile(rf"{alternation('titles', 'series')}{alternation('titles', 'ordinal')}?\s*(\d{{1,2}})(?!\d)")
_MIN_PHONE_DIGITS = 9
"""Digits of a whole Thai telephone number (9 fixed, 10 mobile): shorter ones, such as 1669, identify nobody."""

_MIN_FUZZY_TITLE = 10
"""Letters from which a title is compared with tolerance; shorter ones must be equal. A guess."""

_MIN_PREFIX_RATIO = 90
"""Similarity of a title to the beginning of a longer one from which it is that title, cut short. A guess."""


def same_author(one: RecordFeatures, other: RecordFeatures) -> bool | None:
    """Whether the same person or office wrote both; None where a record does not name its author."""
    (given_name, surname), (other_given_name, other_surname) = one.author, other.author
    if not given_name or not other_given_name:
        return None
    if one.is_office or other.is_office:
        same_place = _similar_names(one.record.district, other.record.district) and _similar_names(
            one.record.province, other.record.province
        )
        return fuzz.ratio(given_name, other_given_name) >= MIN_TITLE_RATIO and same_place
    if not (surname and other_surname):
        return (
            given_name == other_given_name
            or fuzz.ratio(given_name + surname, other_given_name + other_surname) >= MIN_TITLE_RATIO
        )
    similar_surnames = _similar_names(surname, other_surname)
    if _same_phone(one.record, other.record):
        vouched = similar_surnames and fuzz.ratio(given_name, other_given_name) >= MIN_VOUCHED_NAME_RATIO
        return vouched or _same_given_name(given_name, other_given_name)
    return similar_surnames and _same_given_name(given_name, other_given_name)


def same_title(one: RecordFeatures, other: RecordFeatures) -> bool | None:
    """Whether two titles are the same, misspelt or cut short, with the same numbers; None if a record has no title."""
    if not (one.title and other.title):
        return None
    if _numbers(one.title) != _numbers(other.title):
        return False
    short, long = sorted((one.title, other.title), key=len)
    if len(short) < _MIN_FUZZY_TITLE:
        return short == long
    return fuzz.ratio(short, long[: len(short)]) >= _MIN_PREFIX_RATIO or fuzz.ratio(short, long) >= MIN_TITLE_RATIO


def differ_in_number(one: RecordFeatures, other: RecordFeatures) -> bool:
    """Whether two titles are of one series but of different numbers: of two years, of the first and second class."""
    numbers, other_numbers = _numbers(one.title), _numbers(other.title)
    if numbers and other_numbers and numbers != other_numbers and fuzz.ratio(one.title, other.title) >= MIN_TITLE_RATIO:
        return True
    return bool(one.record.title and other.record.title) and _serials(one.record) != _serials(other.record)


def _same_given_name(name: str, other_name: str) -> bool:
    """Whether two given names are the same, misspelt, also if one has a (misspelt) title of a person before it."""
    if _similar_names(name, other_name):
        return True
    shorter, longer = sorted((name, other_name), key=len)
    possible_title, long_name = longer[: len(longer) - len(shorter)], longer[len(longer) - len(shorter) :]
    is_title = any(fuzz.ratio(possible_title, title) >= MIN_VOUCHED_NAME_RATIO for title in CIVIL_TITLES)
    return is_title and _similar_names(shorter, long_name)


def _similar_names(text: str, other: str) -> bool:
    """Whether two names are similar, or one is missing."""
    return not (text and other) or fuzz.ratio(text, other) >= MIN_NAME_RATIO


def _same_phone(one: Record, other: Record) -> bool:
    phones = [re.sub(r"\D", "", record.phone) for record in (one, other)]
    return len(phones[0]) >= _MIN_PHONE_DIGITS and phones[0] == phones[1]


def _serials(record: Record) -> set[str]:
    """The numbers in a series that the title names (รุ่นที่ 2, ครั้งที่ 3); a title without any is the first."""
    numbers = _SERIAL.findall(to_arabic_digits(record.title))
    return set(numbers) or {"1"}


def _numbers(title: str) -> list[str]:
    return re.findall(r"\d+", title)
