"""What stands before the text of a point: numbers in every notation, letters, bullets, and “กิจกรรมที่ ๑”."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.document import Line
from kmsearch.thai import arabic

_UNITS = r"(?:ล้าน|พัน|หมื่น|แสน|บาท|%|เปอร์เซ็นต์|กิโล|กก|เมตร|ไร่|น\.|คน|ครัวเรือน|เท่า|ชั่วโมง|ปี(?!ก)|วัน(?!ที่))"
"""After a decimal number these make it a quantity and no numbering."""

_LETTERED = "ก."
_LATER_LETTER = re.compile(r"[จฉชซฌ][.)]\s+|\([จฉชซฌ]\)\s*")

_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("deep", re.compile(rf"\(?(?P<n>\d{{1,2}}(?:\.\d{{1,2}})+)\s*[.)]*(?!\d|[/,]\d|\s*{_UNITS})\s*[:：]?\s*")),
    ("()", re.compile(r"\(\s*(?P<n>\d{1,2})\s*\)\s*")),
    ("1)", re.compile(r"(?P<n>\d{1,2})\s?\.?\)\s*")),
    ("1.", re.compile(r"(?P<n>\d{1,2})\s?\.(?!\d)\s*")),
    ("ข้อ", re.compile(r"ข้อ\s?(?:ที่)?\s?(?P<n>\d{1,2})(?!\d)\s*[.:)]?\s+")),
    (_LETTERED, re.compile(r"[กขคง][.)]\s+|\([กขคง]\)\s*")),
    ("a.", re.compile(r"[a-hA-H][.)]\s+")),
    ("•", re.compile("[•●○◦▪▫■□◆◇►▶▸➢➤➔→✓✔✗❖★☆※*+·\uf000-\uf0ff]\\s*|[-–—−]+(?!\\d)\\s*|o\\s+(?=[ก-๛])")),
)
"""The order is the priority: a deeper number before the plain one it begins with."""

NAMED = re.compile(
    r"(?:กิจกรรม|ขั้นตอน|ขั้น|ระยะ|เทคนิค|ประการ|กลยุทธ์|วิธี|แนวทาง|ช่วง)ที่\s?[\d๐-๙]{1,2}(?![\d๐-๙])|[กPS][\d๐-๙](?=[\s.:=])"
)
"""A number with its noun; it is part of the text, and what follows it without a marker belongs to it."""

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
    match = _LATER_LETTER.match(text) if before and before[-1].style == _LETTERED else None
    return ((Marker(_LETTERED),), text[match.end() :]) if match else None


def split_sequence(text: str, number: int) -> list[str]:
    """``text``, the point ``number`` without its marker, cut where the next numbers stand in the same line.

    Flattened files run a list together: ``1. ก 2. ข 3. ค``. The next number, the same again or one left out may
    follow, for lists are misnumbered so.
    """
    parts: list[str] = []
    plain = arabic(text)
    while match := re.search(rf"(?<=\s)\(?({number + 1}|{number}|{number + 2})\s?[.)](?!\d)\s*(?=\S)", plain):
        parts.append(text[: match.start()].strip())
        text, plain = text[match.end() :], plain[match.end() :]
        number = int(match[1])
    return [*parts, text]
