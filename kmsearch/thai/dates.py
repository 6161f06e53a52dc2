"""Finds years as Thai officers write them and converts them to the Buddhist era (พ.ศ.): ปี ๒๕๖๐, พ.ศ. 2554-2555,
17 ก.ค. 57, 2014."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from kmsearch.thai.characters import LETTERS
from kmsearch.thai.normalise import to_arabic_digits
from kmsearch.word_lists import alternation, word_list

FIRST_YEAR, LAST_YEAR = 2475, 2600
"""Range of Buddhist years accepted as a date: the first constitution (2475) to well past any record."""

_ERA_OFFSET = 543
_MONTH_NAMES = word_list("kmsearch.data", "dates", "months")
_FULL_MONTHS = alternation(_MONTH_NAMES)
_SHORT_MONTHS = alternation(word_list("kmsearch.data", "dates", "short_months"))
MONTHS = f"(?:{_FULL_MONTHS}|{_SHORT_MONTHS})"
ENGLISH_MONTHS = rf"{alternation(word_list('kmsearch.data', 'dates', 'english_months'))}[a-z]*\.?"

_UNIT = f" ?{alternation(word_list('kmsearch.data', 'dates', 'amount_units'))}"

_THAI_ERA = rf"(?:[พค]\.\s?ศ\.?|(?<![{LETTERS}])[พค]\s?ศ\.?|พุทธศักราช|คริสต์ศักราช)"
_ENGLISH_ERA = r"(?<![A-Za-z])(?:B\.?E\.?|A\.?D\.?|C\.?E\.?)"
_ALONE = r"(?!\d|[.,:]\d)"
_YEAR = rf"(?P<year>\d{{4}}(?!\d)|\d\d{_ALONE})"
_YEAR_NO_AMOUNT = rf"(?P<year>\d{{4}}(?!\d)|\d\d{_ALONE}(?!{_UNIT}))"
_RANGE = rf"(?:\s*(?:-|–|—|ถึง|/)\s*(?P<last>25\d\d(?!\d)|20\d\d(?!\d)|\d\d{_ALONE}(?!{_UNIT})))?"
_YEAR_WORD = rf"ปี(?:งบประมาณ|งบฯ?|การศึกษา)?\s*(?:{_THAI_ERA})?\s*"
_MONTH_ALONE = rf"(?:{_FULL_MONTHS}|(?:(?<![{LETTERS}])|(?<=เดือน))(?:{_SHORT_MONTHS}))\s*(?:{_THAI_ERA})?\s*"
_DAY, _MONTH_NUMBER = r"(?<![\d/.-])(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])"

# A bare number is a year unless a letter, sign or number joined to it makes a longer token; years may be listed.
_BARE_START = r"(?<![A-Za-z\d/.-])(?:(?<!\d[ ,])|(?<=2[05]\d\d[ ,]))"
_BARE_END = rf"(?![A-Za-z\d]|[/.]\d|,\d{{3}}(?!\d)|[ -](?!2[05])\d{{3,4}}(?!\d))(?!{_UNIT})"

# In order of priority: patterns that name an era or a unit first, bare numbers last.
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        ("era", rf"{_THAI_ERA}\s*{_YEAR}{_RANGE}"),
        ("era", rf"{_ENGLISH_ERA}\s*(?P<year>\d{{4}})(?!\d){_RANGE}"),
        ("date", rf"(?<!\d)\d{{1,2}}\s*(?:เดือน\s?)?(?:{MONTHS}|{ENGLISH_MONTHS})\s*,?\s*(?:{_THAI_ERA})?\s*{_YEAR}"),
        ("date", rf"{ENGLISH_MONTHS}\s+\d{{1,2}},?\s+(?P<year>\d{{4}})(?!\d)"),
        ("month", _MONTH_ALONE + _YEAR_NO_AMOUNT),
        ("date", rf"{_DAY}/{_MONTH_NUMBER}/(?P<year>\d{{4}}|\d\d)(?!\d)"),
        ("date", rf"{_DAY}(?P<sign>[.-]){_MONTH_NUMBER}(?P=sign)(?P<year>\d{{4}})(?!\d)"),
        ("date", r"(?<![\d-])(?P<year>\d{4})-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?![\d-])"),
        ("year", rf"{_YEAR_WORD}(?P<year>\d{{4}})(?!\d){_RANGE}"),
        ("year", rf"(?<!ทุก|ต่อ)(?<!\d)(?<!\d\s){_YEAR_WORD}{_YEAR_NO_AMOUNT}{_RANGE}"),
        ("bare", rf"{_BARE_START}(?P<year>25\d\d){_BARE_END}{_RANGE}"),
        ("bare", rf"{_BARE_START}(?P<year>20[0-4]\d){_BARE_END}{_RANGE}"),
    )
)


class YearFound(NamedTuple):
    """A year found in a text: Buddhist ``year``, its notation (``kind``) and its character span."""

    year: int
    kind: str
    start: int
    end: int


def thai_date(day: date) -> str:
    """Formats a day in Thai with the Buddhist year: 21 พฤศจิกายน 2569."""
    return f"{day.day} {_MONTH_NAMES[day.month - 1]} {day.year + _ERA_OFFSET}"


def find_years(text: str) -> list[YearFound]:
    """Returns every year in ``text`` in text order; a range gives its last year, an amount (2554 บาท) gives none.

    ``kind`` is era (พ.ศ. 2554), date (17 ก.ค. 57), month (มีนาคม 2560), year (ปี 60) or bare (2554).
    """
    plain = to_arabic_digits(text)
    matched = bytearray(len(plain))
    years: list[YearFound] = []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(plain):
            start, end = match.span()
            year = _year_of(match)
            if year and not any(matched[start:end]):
                matched[start:end] = b"x" * (end - start)
                years.append(YearFound(year, kind, start, end))
    return sorted(years, key=lambda year: year.start)


def _year_of(match: re.Match[str]) -> int | None:
    """Returns the last year of a range, or the only year; a two-digit last year takes the century of the first."""
    first = int(match["year"])
    last = int(match.groupdict().get("last") or first)
    years = (buddhist(first), buddhist(last if last > 99 else first // 100 * 100 + last))
    return max((year for year in years if year), default=None) if years[0] else None


def buddhist(year: int) -> int | None:
    """Converts a year as written (2560, 60, or 2017 of the Christian era) to the Buddhist era; None if out of range."""
    if 0 <= year < 100:
        year += 2500
    elif FIRST_YEAR - _ERA_OFFSET <= year <= LAST_YEAR - _ERA_OFFSET:
        year += _ERA_OFFSET
    return year if FIRST_YEAR <= year <= LAST_YEAR else None
