"""Values without an end: what a field's value looks like at its head, and where it ends when a story runs on behind."""

from __future__ import annotations

import re

from ingest.fields.parsers import OFFICE, PERSON, unlabelled
from kmsearch.thai.dates import MONTHS, find_years
from kmsearch.thai.tokenizer import arabic

_REACH = 60
"""Letters at the head of a value that tell what it is."""

_LONGEST: dict[str, int] = {"event": 60, "place": 80, "phone": 40, "author_office": 110}
"""Letters past which a value with nothing but blanks behind it is taken to run on; half as long again as is common."""

_LONGEST_TITLE, _SHORTEST_TITLE = 150, 12
_SHORTEST_REPEATED = 10
"""Letters a post's heading has at least when a title is known by it."""

_PLACE = re.compile(
    r"(?:ณ\s*)?(?:(?:ที่ทำการ|บ้านเลขที่|บ้าน|หมู่|ชุมชน|ศาลา|ตำบล|ต\.|แขวง|กิ่ง|อำเภอ|อ\.|เขต|จังหวัด|จ\.)"
    r"\s?\S+\s*(?:ที่\s?)?(?:\d+\s+)?)+"
)
_YEAR = r"(?:พ\.?\s?ศ\.?\s*)?\d{2,4}(?!\d)"
_DATE = re.compile(
    rf"(?:[ก-๎]\S*\s+){{0,4}}?\S*?(?:(?:ปี\S*?|พ\.\s?ศ\.)\s*{_YEAR}|(?:{MONTHS})\s*{_YEAR})"
    rf"(?:\s*(?:-|–|ถึง|/)\s*(?:(?:{MONTHS})\s*)?(?:ปี\s*)?{_YEAR})?(?=\s|$)"
)
_SIGN = "./()\\u2010-\\u2015\\u2212-"
_PHONE = re.compile(
    rf"(?:[ก-๎.][ก-๎.\s]*)?[+\d๐-๙][\d๐-๙ {_SIGN}]*[\d๐-๙](?:\s*(?:,|ต่อ|หรือ|และ)\s*[\d๐-๙][\d๐-๙ {_SIGN}]*)*"
)
_OFFICE_END = re.compile(r".*?(?:จังหวัด\s?\S+|อำเภอ\s?\S+(?!\s*จังหวัด))(?=\s|$)")
_ENDINGS: dict[str, re.Pattern[str]] = {"event": _DATE, "place": _PLACE, "phone": _PHONE, "author_office": _OFFICE_END}


def fits_field(target: str, text: str) -> bool:
    """Whether ``text`` begins as values of the field do: a name with its title, an office, digits, a year."""
    head = text[:_REACH].lstrip("( .…")
    if target in ("author_name", "signature"):
        return bool(PERSON.match(head)) or bool(OFFICE.match(head))
    if target == "author_position":
        return head.startswith("พัฒนากร") or target in (unlabelled(head), unlabelled(head.split(" ")[0]))
    if target == "author_office":
        return bool(OFFICE.match(head))
    if target == "phone":
        return sum(char.isdigit() for char in head[:30]) >= 8
    if target == "event":
        return bool(find_years(head))
    return target == "place" and bool(_PLACE.match(head))


def value_end(target: str, value: str, before: str) -> int:
    """The offset at which ``value`` ends and a story begins; 0 when all of it is the value.

    A title ends where the post's own heading, which stands in ``before``, repeats it.
    """
    if target == "title":
        return _title_end(value, before)
    pattern = _ENDINGS.get(target)
    if len(value) <= _LONGEST.get(target, len(value)):
        return 0
    match = pattern.match(arabic(value)) if pattern else None
    return match.end() if match and match.end() < len(value.rstrip()) else 0


def _title_end(value: str, before: str) -> int:
    ends = [blank.start() for blank in re.finditer(r"\s", value) if blank.start() >= _SHORTEST_REPEATED]
    repeated = [end for end in ends if _stands_alone(value[:end], before)]
    if repeated:
        return repeated[-1]
    if len(value) <= _LONGEST_TITLE:
        return 0
    return next((end for end in ends if end >= _SHORTEST_TITLE), 0)


def _stands_alone(text: str, before: str) -> bool:
    """Whether ``text`` stands in ``before`` between blanks."""
    return bool(re.search(rf"(?:^|\s){re.escape(text)}(?:\s|$)", before))
