"""Validation of field values: a value out of shape loses confidence, with the reason for a reviewer."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from corpus.record import Evidence
from ingest.fields.positions import OFFICE
from ingest.vocabulary import alternation
from kmsearch.confidence import ODD_SHAPE
from kmsearch.thai.person_names import BARE_TITLE, PERSON_TITLE

_BRACKET_PAIRS = ("“”", "()", "[]", "‘’")
_LEADERS = re.compile(r"\.{3,}|…|_{3,}")
_SEPARATE_NUMBER = re.compile(r"[^,;/]+")
_EXTENSION = re.compile(rf"{alternation('labels', 'extension')}.*", re.IGNORECASE)
_LABEL_IN_VALUE = re.compile(rf"(?:^|\s){alternation('labels', 'in_value')}")
_NO_NAME_CHARACTER = re.compile(r"[\d|:/]")

_NAME_LETTERS, _TITLE_LETTERS, _POSITION_LETTERS = (5, 70), (8, 200), (3, 80)
"""Fewest and most letters of a sound value; the fixtures and the real records have 11 to 42, 11 to 61 and 12 to 56."""

_PHONE_DIGITS = (9, 10)
"""Digits of a Thai telephone number, fixed and mobile (numbering plan of the NBTC)."""

_COUNTRY_CODE = "66"


def check_shapes(values: Mapping[str, str], evidence: Mapping[str, Evidence]) -> dict[str, Evidence]:
    """The evidence of all fields; a value out of shape has less confidence, and the reason in Thai in ``how``."""
    checked = dict(evidence)
    for field, fault_of in _FAULTS.items():
        if field in checked and (fault := fault_of(values.get(field, ""))):
            before = checked[field]
            how = f"{before.how} · {fault}" if before.how else fault
            checked[field] = replace(before, confidence=round(before.confidence * ODD_SHAPE, 3), how=how)
    return checked


def _name_fault(text: str) -> str:
    if OFFICE.match(text):
        return ""
    name = PERSON_TITLE.sub("", text, count=1)
    has_rest = _LEADERS.search(text) or _LABEL_IN_VALUE.search(text) or _NO_NAME_CHARACTER.search(text)
    if not _is_within(name, _NAME_LETTERS) or has_rest:
        return "ไม่เหมือนชื่อบุคคล"
    words = [word for word in text.split() if not BARE_TITLE.fullmatch(word)]
    return "" if len(words) > 1 else "มีแต่ชื่อ ไม่มีนามสกุล"


def _title_fault(text: str) -> str:
    if not _is_within(text, _TITLE_LETTERS):
        return "สั้นหรือยาวผิดปกติ"
    is_unpaired = any(text.count(pair[0]) != text.count(pair[1]) for pair in _BRACKET_PAIRS)
    return "เครื่องหมายคำพูดหรือวงเล็บไม่ครบคู่" if is_unpaired or text.count('"') % 2 else ""


def _position_fault(text: str) -> str:
    has_rest = _LEADERS.search(text) or _LABEL_IN_VALUE.search(text)
    is_sound = _is_within(text, _POSITION_LETTERS) and text[0].isalpha() and not has_rest
    return "" if is_sound else "ไม่เหมือนชื่อตำแหน่ง"


def _phone_fault(text: str) -> str:
    numbers = [re.sub(r"\D", "", _EXTENSION.sub("", number)) for number in _SEPARATE_NUMBER.findall(text)]
    is_sound = all(len(number) in _PHONE_DIGITS or number.startswith(_COUNTRY_CODE) for number in numbers)
    return "" if is_sound else "จำนวนหลักไม่เหมือนเบอร์โทรศัพท์"


def _is_within(text: str, bounds: tuple[int, int]) -> bool:
    shortest, longest = bounds
    return shortest <= len(text) <= longest


_FAULTS: dict[str, Callable[[str], str]] = {
    "author_name": _name_fault,
    "title": _title_fault,
    "author_position": _position_fault,
    "phone": _phone_fault,
}
"""Field → function that returns the fault of a value in Thai; empty for a sound one."""
