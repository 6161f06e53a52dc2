"""What stands before the text of a point: numbers in every notation, letters, bullets, and “กิจกรรมที่ ๑”."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.document import Line
from kmsearch.thai.tokenizer import arabic

_COUNTED = r"(?:คน|ครัวเรือน|เท่า|ชั่วโมง|ปี|วัน)(?:(?=ต่อ|ละ|ของ|ใน|จาก|และ|หรือ|ครึ่ง|ขึ้น|ที่แล้ว)|(?![ก-๎]))"
_UNITS = rf"(?:ล้าน|พัน|หมื่น|แสน|บาท|%|เปอร์เซ็นต์|กิโล|กก|เมตร|ไร่|น\.|{_COUNTED})"
"""After a decimal number these make it a quantity and no numbering; everyday words only where they end."""

LETTERED = "ก."
LETTERS = "กขคงจฉชซฌ"
"""Letters that points are numbered with, in their order."""

FIVE_G = "ก1"
"""Style of the points of หลัก ๕ ก (ก๑, ก๒ …): named, and complete in themselves."""

_LATER_LETTER = re.compile(r"[จฉชซฌ][.)]\s+|\([จฉชซฌ]\)\s*")

_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("deep", re.compile(rf"\(?(?P<n>\d{{1,2}}(?:\.\d{{1,2}})+)\s*[.)]*(?!\d|[/,]\d|\s*{_UNITS})\s*[:：]?\s*")),
    ("()", re.compile(r"\(\s*(?P<n>\d{1,2})\s*\)\s*")),
    ("1)", re.compile(r"(?P<n>\d{1,2})\s?\.?\)\s*")),
    ("1.", re.compile(r"(?P<n>\d{1,2})\s?\.(?!\d)\s*")),
    ("ข้อ", re.compile(r"ข้อ\s?(?:ที่)?\s?(?P<n>\d{1,2})(?!\d)\s*[.:)]?\s+")),
    (LETTERED, re.compile(r"[กขคง][.)]\s+|\([กขคง]\)\s*")),
    ("a.", re.compile(r"[a-hA-H][.)]\s+")),
    ("•", re.compile("[•●○◦▪▫■□◆◇►▶▸➢➤➔→✓✔✗❖★☆※*+·\uf000-\uf0ff]\\s*|[-–—−]+(?!\\d)\\s*|o\\s+(?=[ก-๛])")),
)
"""The order is the priority: a deeper number before the plain one it begins with."""

NAMED = re.compile(
    r"(?:กิจกรรม|ขั้นตอน|ขั้น|ระยะ|เทคนิค|ประการ|กลยุทธ์|วิธี|แนวทาง|ช่วง)ที่\s?[\d๐-๙]{1,2}(?![\d๐-๙])|[กPS][\d๐-๙](?=[\s.:=])"
)
"""A number with its noun; it is part of the text, and what follows it without a marker belongs to it."""

_PART_NOUNS = ("ประเด็น", "ส่วน", "ตอน", "หัวข้อ", "ข้อ", "องค์ประกอบ", "บท", "ลำดับ", "ภาค", "หมวด", "ด้าน")
_PART = re.compile(rf"(?P<noun>{'|'.join(_PART_NOUNS)})ที่\s?(?P<n>\d{{1,2}})(?!\d)\s*(?:[-–—:：.)]+\s*|\s+|(?=[ก-๎]))")
"""What counts the headings of a text: ประเด็นที่ 1, ส่วนที่ 2:, ตอนที่ ๓ -."""

_COUNTING = ("หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า", "สิบ")
_ORDINAL = re.compile(
    rf"(?:(?P<plain>{'|'.join(_COUNTING)})(?=[\s.:)])\.?|(?:ประการ|อย่าง|ข้อ)(?:ที่\s?(?:(?P<word>{'|'.join(_COUNTING)})|(?P<number>\d{{1,2}})(?!\d))|(?P<first>แรก)|สุดท้าย))"
    r"(?:\s*(?:คือ|ได้แก่)?\s*[:：,]\s*|\s+|(?=[-–—]))(?:คือ\s+)?"
)

ORDINAL = "ที่"
"""Style of points that are counted in words (ประการแรก, ประการที่สอง)."""


def peel_ordinal(text: str) -> tuple[Marker, str] | None:
    """The word that counts a point, as a marker, and the text without it; it also begins sentences of a story."""
    match = _ORDINAL.match(arabic(text))
    if match is None or match.end() == len(text):
        return None
    if match["first"]:
        number = 1
    else:
        word = match["word"] or match["plain"]
        number = _COUNTING.index(word) + 1 if word else int(match["number"] or 0)
    return Marker(ORDINAL, (number,) if number else ()), text[match.end() :]


TICKED = re.compile(r"[☑☒✓✔√■◼●⦿☻xX]|\(\s*[/✓✔√xX*•●]\s*\)|\[\s*[/✓✔√xX*]\s*\]")
UNTICKED = re.compile(r"[☐□◻○◯]|\(\s*\)|\[\s*\]")


@dataclass(frozen=True, slots=True)
class Marker:
    """One marker: its notation (``style``; equal notations are one level of a list) and its numbers, if any."""

    style: str
    numbers: tuple[int, ...] = ()


def peel(text: str) -> tuple[tuple[Marker, ...], str]:
    """The markers before a text (``- ๑) ก`` has two) and the text without them."""
    markers: list[Marker] = []
    while len(markers) < 3 and (found := _peel_one(text)):
        marker, text = found
        markers.append(marker)
    return tuple(markers), text


def peel_line(line: Line) -> tuple[tuple[Marker, ...], str]:
    """The markers of a line, written in its text or, where there are none, those its format gives it; and the text."""
    markers, text = peel(line.text)
    if not markers and line.bullet:
        written, _ = peel(f"{line.bullet} ")
        markers = (Marker(f"li{line.depth}", written[-1].numbers if written else ()),)
    return markers, text


def peel_heading(line: Line) -> tuple[tuple[Marker, ...], str]:
    """The markers of a line that may be a heading, and its text: there a noun with its number counts like a number."""
    markers, text = peel_line(line)
    part = _PART.match(arabic(text)) if not any(marker.numbers for marker in markers) else None
    if part is None or part.end() == len(text):
        return markers, text
    return (*markers, Marker(part["noun"], (int(part["n"]),))), text[part.end() :]


def is_part(marker: Marker) -> bool:
    """Whether a marker is a noun with its number, which no list of points has."""
    return marker.style in _PART_NOUNS


def _peel_one(text: str) -> tuple[Marker, str] | None:
    plain = arabic(text)
    for style, pattern in _KINDS:
        if match := pattern.match(plain):
            written = match.groupdict().get("n") or ""
            numbers = tuple(int(part) for part in written.split(".") if part)
            if numbers and max(numbers) > 40:
                continue
            depth = f"{style}{len(numbers)}" if style == "deep" else style
            return Marker(depth, numbers), text[match.end() :]
    return None


BULLETS = ("•", "●", "▪", "■", "◆", "►", "➢", "✓", "✔")
"""Bullets that stand nowhere else, so that a run of points can be cut at them."""


def next_letter(before: tuple[Marker, ...], text: str) -> tuple[tuple[Marker, ...], str] | None:
    """A point lettered จ. and further: a marker only behind a lettered point, for จ. and ช. are abbreviations too."""
    match = _LATER_LETTER.match(text) if before and before[-1].style == LETTERED else None
    return ((Marker(LETTERED),), text[match.end() :]) if match else None
