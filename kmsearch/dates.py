"""Years as Thai officers write them, in the Buddhist era (พ.ศ.): ปี ๒๕๖๐, พ.ศ. 2554-2555, 17 ก.ค. 57, 2014."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from kmsearch.thai import arabic

FIRST_YEAR, LAST_YEAR = 2475, 2600
"""Buddhist years taken for a date: from the first constitution to well past any record."""

_ERA_OFFSET = 543
MONTHS = (
    r"มกราคม|กุมภาพันธ์|มีนาคม|เมษายน|พฤษภาคม|มิถุนายน|กรกฎาคม|สิงหาคม|กันยายน|ตุลาคม|พฤศจิกายน|ธันวาคม"
    r"|ม\.?ค\.?|ก\.?พ\.?|มี\.?ค\.?|เม\.?ย\.?|พ\.?ค\.?|มิ\.?ย\.?|ก\.?ค\.?|ส\.?ค\.?|ก\.?ย\.?|ต\.?ค\.?|พ\.?ย\.?|ธ\.?ค\.?"
)
ENGLISH_MONTHS = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_ERA = r"(?:พ\.?\s?ศ\.?|ค\.?\s?ศ\.?|B\.?E\.?|A\.?D\.?)"
_RANGE = r"(?:\s*(?:-|–|—|ถึง|/)\s*(?P<last>25\d\d|20\d\d|\d\d)(?!\d))?"

# The order is the priority: what names its era or its unit first, bare numbers last.
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("era", re.compile(rf"{_ERA}\s*(?P<year>\d{{4}}|\d{{2}})(?!\d){_RANGE}", re.IGNORECASE)),
    (
        "date",
        re.compile(
            rf"(?<!\d)\d{{1,2}}\s*(?:{MONTHS}|{ENGLISH_MONTHS})\s*,?\s*(?:{_ERA})?\s*(?P<year>\d{{4}}|\d{{2}})(?!\d)"
        ),
    ),
    ("date", re.compile(rf"{ENGLISH_MONTHS}\s+\d{{1,2}},?\s+(?P<year>\d{{4}})(?!\d)")),
    ("month", re.compile(rf"(?<![ก-ฮ])(?:{MONTHS})\s*(?:{_ERA})?\s*(?P<year>\d{{4}}|\d{{2}})(?![\d.])")),
    ("date", re.compile(r"(?<!\d)\d{1,2}/\d{1,2}/(?P<year>\d{4}|\d{2})(?!\d)")),
    ("year", re.compile(rf"ปี(?:งบประมาณ|การศึกษา)?\s*(?:{_ERA})?\s*(?P<year>\d{{4}}|\d{{2}})(?!\d){_RANGE}")),
    ("bare", re.compile(rf"(?<![\d/.,-])(?P<year>25\d\d)(?![\d/.,]\d|\d){_RANGE}")),
    ("bare", re.compile(r"(?<![\d/.,-])(?P<year>20[0-4]\d)(?![\d/.,]\d|\d)")),
)


class YearFound(NamedTuple):
    """A year in a text: Buddhist ``year``, how it was written (``kind``), and its span."""

    year: int
    kind: str
    start: int
    end: int


def find_years(text: str) -> list[YearFound]:
    """Every year named in ``text``, in the order they stand; a range gives its last year.

    ``kind`` is era (พ.ศ. 2554), date (17 ก.ค. 57), month (มีนาคม 2560), year (ปี 60) or bare (2554).
    """
    plain = arabic(text)
    found: list[YearFound] = []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(plain):
            if all(match.end() <= seen.start or match.start() >= seen.end for seen in found):
                found += _years_of(kind, match)
    return sorted(found, key=lambda year: year.start)


def _years_of(kind: str, match: re.Match[str]) -> Iterator[YearFound]:
    written = match.groupdict()
    for digits in (written.get("last"), written["year"]):
        year = buddhist(int(digits)) if digits else None
        if year:
            yield YearFound(year, kind, match.start(), match.end())
            return


def buddhist(year: int) -> int | None:
    """The Buddhist year of a number as written: 2560, 60, or 2017 in the Christian era; None if it is no year."""
    if year < 100:
        year += 2500
    elif FIRST_YEAR - _ERA_OFFSET <= year <= LAST_YEAR - _ERA_OFFSET:
        year += _ERA_OFFSET
    return year if FIRST_YEAR <= year <= LAST_YEAR else None
