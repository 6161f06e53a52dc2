"""Values that are not of the shape of their field: a name without a surname, a telephone number one digit short."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from corpus.record import Evidence
from ingest.fields.parsers import OFFICE, PERSON
from kmsearch.confidence import ODD_SHAPE

_PAIRS = ("“”", "()", "[]", "‘’")
_LEADERS = re.compile(r"\.{3,}|…|_{3,}")
_NUMBER = re.compile(r"[^,;/]+")
_EXTENSION = re.compile(r"(?:ต่อ|ext\.?|กด).*", re.IGNORECASE)
_LABEL_WORD = re.compile(r"(?:^|\s)(?:ตำแหน่ง|สังกัด|โทร|เบอร์|หน่วยงาน|ชื่อ-|ผู้(?:บันทึก|จัดทำ|เขียน|เล่า))")

_BARE_TITLE = re.compile(r"นาย|นาง|นางสาว|น\.ส\.?|ดร\.|คุณ|ว่าที่|ร้อยตรี|ร\.ต\.")

_NAME, _TITLE, _POSITION = (5, 70), (8, 200), (3, 80)
"""Fewest and most letters of a sound value; the fixtures and the real records have 11 to 42, 11 to 61 and 12 to 56."""

_DIGITS = (9, 10)
"""Digits of a Thai telephone number, at a desk and in a pocket (numbering plan of the NBTC)."""


def _odd_name(text: str) -> str:
    if OFFICE.match(text):
        return ""
    name = PERSON.sub("", text, count=1)
    if not _fits(name, _NAME) or _LEADERS.search(text) or _LABEL_WORD.search(text) or re.search(r"[\d|:/]", text):
        return "ไม่เหมือนชื่อบุคคล"
    words = [word for word in text.split() if not _BARE_TITLE.fullmatch(word)]
    return "" if len(words) > 1 else "มีแต่ชื่อ ไม่มีนามสกุล"


def _odd_title(text: str) -> str:
    if not _fits(text, _TITLE):
        return "สั้นหรือยาวผิดปกติ"
    open_pairs = any(text.count(pair[0]) != text.count(pair[1]) for pair in _PAIRS)
    return "เครื่องหมายคำพูดหรือวงเล็บไม่ครบคู่" if open_pairs or text.count('"') % 2 else ""


def _odd_position(text: str) -> str:
    sound = _fits(text, _POSITION) and text[0].isalpha() and not _LEADERS.search(text) and not _LABEL_WORD.search(text)
    return "" if sound else "ไม่เหมือนชื่อตำแหน่ง"


def _odd_phone(text: str) -> str:
    numbers = [re.sub(r"\D", "", _EXTENSION.sub("", number)) for number in _NUMBER.findall(text)]
    fits = all(len(number) in _DIGITS or number.startswith("66") for number in numbers)
    return "" if fits else "จำนวนหลักไม่เหมือนเบอร์โทรศัพท์"


def _fits(text: str, bounds: tuple[int, int]) -> bool:
    fewest, most = bounds
    return fewest <= len(text) <= most


_ODD: dict[str, Callable[[str], str]] = {
    "author_name": _odd_name,
    "title": _odd_title,
    "author_position": _odd_position,
    "phone": _odd_phone,
}


def doubted(values: Mapping[str, str], evidence: Mapping[str, Evidence]) -> dict[str, Evidence]:
    """The evidence, weaker and with the reason in Thai where a value is not of the shape of its field."""
    found = dict(evidence)
    for name, odd in _ODD.items():
        if name in found and (reason := odd(values.get(name, ""))):
            how = f"{found[name].how} · {reason}" if found[name].how else reason
            found[name] = replace(found[name], confidence=round(found[name].confidence * ODD_SHAPE, 3), how=how)
    return found
