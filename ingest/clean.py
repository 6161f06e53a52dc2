"""Before forms are looked for: repaired text, joined brackets, and which lines are page furniture."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Literal

from ingest.document import Line
from kmsearch.thai import arabic, join_lines, repair, squeeze

Role = Literal["text", "furniture", "page", "chrome", "date"]

_MONTH = "มกราคม|กุมภาพันธ์|มีนาคม|เมษายน|พฤษภาคม|มิถุนายน|กรกฎาคม|สิงหาคม|กันยายน|ตุลาคม|พฤศจิกายน|ธันวาคม"
_ENGLISH_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*"

# The order is the priority. Furniture says nothing; a page's number may stand in mid-sentence; chrome is what a web page prints round a post and ends it.
_ROLES: tuple[tuple[Role, re.Pattern[str]], ...] = (
    ("furniture", re.compile(r"[\W_]{3,}")),
    ("page", re.compile(r"[-–—~]?\s*(?:หน้า|หน้าที่|page|p\.)\s*[-–]?\s*\d{1,4}(?:\s*(?:/|จาก|of)\s*\d{1,4})?\s*[-–—~]?", re.I)),
    ("page", re.compile(r"[-–—~|]\s*\d{1,4}\s*[-–—~|]")),
    ("furniture", re.compile(r".{3,}?\s*\.{4,}\s*\d{1,3}")),
    ("date", re.compile(
        rf"(?:(?:โพสต์เมื่อ|เผยแพร่เมื่อ|บันทึกเมื่อ|Posted on|Published)\s*:?\s*)?(?:วัน\S{{3,10}}ที่|วันที่)?\s*"
        rf"\d{{1,2}}\s+(?:{_MONTH}|{_ENGLISH_MONTH}),?\s+(?:พ\.?ศ\.?\s*)?\d{{4}}(?:\s.{{0,30}})?", re.I)),
    ("date", re.compile(
        rf"(?:(?:Posted on|Published)\s*:?\s*)?(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s+)?"
        rf"{_ENGLISH_MONTH}\s+\d{{1,2}},?\s+\d{{4}}(?:\s.{{0,30}})?", re.I)),
    ("chrome", re.compile(r"(?:ไม่มี|\d+\s*)?ความคิดเห็น\s*:?(?:\s*\(\d+\))?|แสดงความคิดเห็น|แสดงความคิดเห็น\s*\(.*")),
    ("chrome", re.compile(r"(?:เขียนโดย|เขียนโดยคุณ|โพสต์โดย|Posted by)\s.*(?:ที่|at|on|เมื่อ)\s.*\d.*", re.I)),
    ("chrome", re.compile(r"บทความใหม่กว่า.*|บทความที่เก่ากว่า.*|สมัครสมาชิก\s*:.*|ส่งข้อคิดเห็นทางอีเมล.*|แชร์ไปที่.*|ป้ายกำกับ\s*:.*")),
    ("chrome", re.compile(r"Leave a (?:Reply|Comment).*|No comments.*|\d+ comments?:?|Newer Posts?|Older Posts?|Subscribe to:.*|Share this:?|Like this:?|Related(?: posts)?:?|Powered by .*", re.I)),
    ("chrome", re.compile(r"\[?\s*(?:กลับ(?:ไป)?หน้าหลัก|กลับไปหน้าแรก|กลับหน้าแรก|หน้าแรก|กลับด้านบน|ปรับปรุงล่าสุด|สงวนลิขสิทธิ์|ลิขสิทธิ์|จำนวนผู้เข้าชม|Copyright).*|.*©.*", re.I)),
    ("chrome", re.compile(r"คลังบทความ.*|คลังเก็บ.*|เรื่องล่าสุด|บทความล่าสุด|หมวดหมู่ของบล็อก|ผู้ติดตาม|เกี่ยวกับฉัน|เพิ่มความคิดเห็น.*|ใส่ความเห็น.*")),
)  # fmt: skip


_LONGEST_BRACKET = 60
"""Letters a bracket may hold that is taken for one cut by a line break."""

_LONGEST_HEAD = 100
"""Letters past which a line that pages repeat is no running head."""


def role_of(text: str) -> Role:
    """What a whole line is: text, furniture (separators, page numbers, contents), blog chrome, or a post's date."""
    plain = squeeze(arabic(text))
    return next((role for role, pattern in _ROLES if pattern.fullmatch(plain)), "text")


def prepare(lines: Iterable[Line]) -> list[Line]:
    """The lines repaired, without page numbers and running heads, a bracket that a line break cut in two joined."""
    prepared: list[Line] = []
    for line in _without_page_breaks(list(lines)):
        text = squeeze(repair(line.text))
        if prepared and text and _is_cut_bracket(prepared[-1].text, text):
            last = prepared[-1]
            prepared[-1] = replace(last, text=join_lines([last.text, text]))
        elif text:
            prepared.append(replace(line, text=text))
    return prepared


def _without_page_breaks(lines: Sequence[Line]) -> Iterator[Line]:
    """The text runs on over a page break: its number, and the line beside it that other pages repeat, are left out."""
    pages = {place for place, line in enumerate(lines) if role_of(line.text) == "page"}
    beside = [place for place in range(len(lines)) if place not in pages and pages & {place - 1, place + 1}]
    repeated = Counter([lines[place].text for place in beside] + [line.text for line in lines[:2]])
    heads = {place for place in beside if repeated[lines[place].text] > 1 and len(lines[place].text) < _LONGEST_HEAD}
    broken = False
    for place, line in enumerate(lines):
        if place in pages or place in heads:
            broken = True
        else:
            yield replace(line, gap=line.gap and not broken)
            broken = False


def _is_cut_bracket(text: str, after: str) -> bool:
    """A short bracket that opens at the end of one line and closes at the head of the next was cut by the break."""
    start = text.rfind("(")
    end = after.find(")")
    return start >= 0 <= end and ")" not in text[start:] and len(text) - start + end <= _LONGEST_BRACKET
