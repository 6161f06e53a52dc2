"""Before forms are looked for: repaired text, joined brackets, and which lines are page furniture."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Literal

from ingest.document import Line
from kmsearch.dates import ENGLISH_MONTHS, MONTHS
from kmsearch.repair import default_repairer
from kmsearch.thai import arabic, join_lines, squeeze

Role = Literal["text", "furniture", "page", "chrome", "date"]

_SEPARATOR = re.compile(r"[\W_]{3,}")
_CONTENTS = re.compile(r".{3,}?\s*\.{4,}\s*\d{1,3}")
_PAGE_NUMBER = re.compile(
    r"[-–—~]?\s*(?:หน้า(?:ที่)?|page|p\.)\s*[-–]?\s*\d{1,4}(?:\s*(?:/|จาก|of)\s*\d{1,4})?\s*[-–—~]?"
    r"|[-–—~|]\s*\d{1,4}\s*[-–—~|]",
    re.IGNORECASE,
)
_POSTED = "โพสต์เมื่อ|เผยแพร่เมื่อ|บันทึกเมื่อ|ลงเมื่อ|เขียนเมื่อ|วันที่ลงข้อมูล|วันที่โพสต์|วันที่เผยแพร่|Posted on|Published"
_POST_DATE = re.compile(
    rf"(?:(?:{_POSTED})\s*:?\s*)?(?:วัน\S{{3,10}}ที่|วันที่|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?)?\s*"
    rf"(?:\d{{1,2}}\s*(?:{MONTHS}|{ENGLISH_MONTHS}),?\s*(?:พ\.?ศ\.?\s*)?|{ENGLISH_MONTHS}\s+\d{{1,2}},?\s+)\d{{4}}"
    r"(?:\s.{0,40})?",
    re.IGNORECASE,
)
_BYLINE = re.compile(r"(?:เขียนโดย|โพสต์โดย|Posted by).*\s(?:ที่|at|on|เมื่อ)\s.*\d.*", re.IGNORECASE)
_COMMENTS = re.compile(r"(?:ไม่มี|\d+\s*)?ความคิดเห็น\s*:?(?:\s*\(\d+\))?|\d+ comments?:?", re.IGNORECASE)

CHROME = (
    *("แสดงความคิดเห็น", "เพิ่มความคิดเห็น", "ใส่ความเห็น", "ส่งข้อคิดเห็นทางอีเมล", "Leave a Reply", "Leave a Comment"),
    *("No comments", "บทความใหม่กว่า", "บทความที่เก่ากว่า", "Newer Post", "Older Post", "หน้าแรก", "กลับหน้าแรก"),
    *("กลับไปหน้าแรก", "กลับหน้าหลัก", "กลับไปหน้าหลัก", "[ กลับหน้าหลัก", "กลับด้านบน", "สมัครสมาชิก:", "Subscribe to:"),
    *("ป้ายกำกับ:", "แชร์ไปที่", "Share this", "Like this", "Related post", "Powered by", "Copyright", "สงวนลิขสิทธิ์"),
    *("ลิขสิทธิ์", "ปรับปรุงล่าสุด", "จำนวนผู้เข้าชม", "คลังบทความ", "คลังเก็บ", "เรื่องล่าสุด", "บทความล่าสุด", "ผู้ติดตาม"),
    *("เกี่ยวกับฉัน", "หมวดหมู่ของบล็อก", "©"),
)
"""How lines begin that blogs and office sites print round a post; a post's own text seldom does. They end it."""


def _is_chrome(text: str) -> bool:
    begins = text.lower().replace(" :", ":").startswith(tuple(phrase.lower() for phrase in CHROME))
    return begins and len(text) < _LONGEST_HEAD or bool(_BYLINE.fullmatch(text) or _COMMENTS.fullmatch(text))


_LONGEST_BRACKET = 60
"""Letters a bracket may hold that is taken for one cut by a line break."""

_LONGEST_HEAD = 100
"""Letters past which a line is neither a running head nor what a site prints round a post."""


def role_of(text: str) -> Role:
    """What a whole line is: text; furniture that says nothing; a page's number, which may stand in mid-sentence; the
    date of a post; or chrome, which a site prints round a post and which ends it."""
    plain = squeeze(arabic(text))
    if _PAGE_NUMBER.fullmatch(plain):
        return "page"
    if _SEPARATOR.fullmatch(plain) or _CONTENTS.fullmatch(plain):
        return "furniture"
    if _POST_DATE.fullmatch(plain):
        return "date"
    return "chrome" if _is_chrome(plain) else "text"


def prepare(lines: Iterable[Line]) -> list[Line]:
    """The lines repaired, without page numbers and running heads, a bracket that a line break cut in two joined."""
    prepared: list[Line] = []
    whole = list(_without_page_breaks(list(lines)))
    for line, mended in zip(whole, default_repairer().repair_lines([line.text for line in whole]), strict=True):
        text = squeeze(mended.text)
        if prepared and text and _is_cut_bracket(prepared[-1].text, text):
            last = prepared[-1]
            joined = join_lines([last.text, text]).replace("( ", "(")
            prepared[-1] = replace(last, text=joined, repairs=last.repairs + mended.changes)
        elif text:
            prepared.append(replace(line, text=text, repairs=mended.changes))
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
