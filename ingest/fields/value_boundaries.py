"""Boundaries of values in running text: whether a text begins as a field's values do, and where a value ends."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from ingest.fields.positions import OFFICE, unlabelled_field
from ingest.vocabulary import alternation
from kmsearch.thai.characters import LETTERS
from kmsearch.thai.dates import MONTHS, find_years
from kmsearch.thai.normalise import to_arabic_digits
from kmsearch.thai.person_names import PERSON_TITLE

_HEAD_LETTERS = 60
"""Letters at the head of a value by which its field is recognised. A guess."""

_PHONE_HEAD_LETTERS, _FEWEST_PHONE_DIGITS = 30, 8
"""Letters at the head of a telephone number, and digits among them. A guess."""

_LONGEST_OF_FIELD: dict[str, int] = {"event": 60, "place": 80, "phone": 40, "author_office": 110}
"""Letters past which a value with nothing but blanks behind it is taken to run on; half as long again as is common."""

_LONGEST_TITLE, _SHORTEST_TITLE = 150, 12
"""Letters above which a title runs on as a story, and of the shortest title that one is cut down to. A guess."""

_SHORTEST_REPEATED_TITLE = 10
"""Letters a post's heading has at least when a title is known by it. A guess."""

_PLACE = re.compile(rf"(?:ณ\s*)?(?:{alternation('places', 'address_parts')}\s?\S+\s*(?:ที่\s?)?(?:\d+\s+)?)+")
_YEAR = r"(?:พ\.?\s?ศ\.?\s*)?\d{2,4}(?!\d)"
_DATE = re.compile(
    rf"(?:[{LETTERS}]\S*\s+){{0,4}}?\S*?(?:(?:ปี\S*?|พ\.\s?ศ\.)\s*{_YEAR}|(?:{MONTHS})\s*{_YEAR})"
    rf"(?:\s*(?:[-–/]|{alternation('dates', 'until')})\s*(?:(?:{MONTHS})\s*)?(?:ปี\s*)?{_YEAR})?(?=\s|$)"
)
_SIGNS = "./()\\u2010-\\u2015\\u2212-"
"""Separators of digits in a telephone number, dashes of all kinds among them; for use between ``[`` and ``]``."""

_PHONE = re.compile(
    rf"(?:[{LETTERS}.][{LETTERS}.\s]*)?[+\d][\d {_SIGNS}]*\d"
    rf"(?:\s*(?:,|{alternation('labels', 'number_joints')})\s*\d[\d {_SIGNS}]*)*"
)
_OFFICE_END = re.compile(
    rf".*?(?:{alternation('places', 'province')}\s?\S+"
    rf"|{alternation('places', 'district')}\s?\S+(?!\s*{alternation('places', 'province')}))(?=\s|$)"
)
_VALUES: dict[str, re.Pattern[str]] = {"event": _DATE, "place": _PLACE, "phone": _PHONE, "author_office": _OFFICE_END}
"""Field → pattern of a whole value, from its head to its end."""


def fits_field(field: str, text: str) -> bool:
    """Whether ``text`` begins as values of the field do: a name with its title, an office, digits, a year."""
    head = text[:_HEAD_LETTERS].lstrip("( .…")
    if field in ("author_name", "signature"):
        return bool(PERSON_TITLE.match(head)) or bool(OFFICE.match(head))
    if field == "author_position":
        return field in (unlabelled_field(head), unlabelled_field(head.split(" ")[0]))
    if field == "author_office":
        return bool(OFFICE.match(head))
    if field == "phone":
        return sum(char.isdigit() for char in head[:_PHONE_HEAD_LETTERS]) >= _FEWEST_PHONE_DIGITS
    if field == "event":
        return bool(find_years(head))
    return field == "place" and bool(_PLACE.match(head))


def value_ends(text: str, values: Iterable[tuple[str, int, int]], cuts: Sequence[int]) -> Iterator[int]:
    """Offsets at which values in ``text`` end and a story begins that has no label of its own.

    ``values`` are (field, start of its label, start of its value); ``cuts`` are the offsets, in order, at which other
    labels end a value.
    """
    for field, label_start, value_start in values:
        end = next((cut for cut in cuts if cut > label_start), len(text))
        value = text[value_start:end].lstrip(" :：.…")
        if stop := value_end(field, value, text[:label_start]):
            yield end - len(value) + stop


def value_end(field: str, value: str, before: str) -> int:
    """The offset at which ``value`` ends and a story begins; 0 when all of it is the value.

    A title ends where it repeats the post's own heading, which is part of ``before``.
    """
    if field == "title":
        return _title_end(value, before)
    if len(value) <= _LONGEST_OF_FIELD.get(field, len(value)):
        return 0
    match = _VALUES[field].match(to_arabic_digits(value))
    return match.end() if match and match.end() < len(value.rstrip()) else 0


def _title_end(value: str, before: str) -> int:
    ends = [blank.start() for blank in re.finditer(r"\s", value) if blank.start() >= _SHORTEST_REPEATED_TITLE]
    repeated = [end for end in ends if _stands_alone(value[:end], before)]
    if repeated:
        return repeated[-1]
    if len(value) <= _LONGEST_TITLE:
        return 0
    return next((end for end in ends if end >= _SHORTEST_TITLE), 0)


def _stands_alone(text: str, before: str) -> bool:
    """Whether ``text`` occurs in ``before`` between blanks."""
    return bool(re.search(rf"(?:^|\s){re.escape(text)}(?:\s|$)", before))
