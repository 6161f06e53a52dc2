"""What a web system prints with a post: who put it there and when, how often it was read, buttons."""

from __future__ import annotations

import re

from ingest.fields.positions import OFFICE
from kmsearch.thai.dates import ENGLISH_MONTHS, MONTHS

_DATE = (
    r"(?:วัน\S{3,10}ที่|วันที่|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?)?\s*"
    rf"(?:\d{{1,2}}\s*(?:{MONTHS}|{ENGLISH_MONTHS}),?\s*(?:พ\.?ศ\.?\s*)?|{ENGLISH_MONTHS}\s+\d{{1,2}},?\s+)\d{{4}}"
)
_TIME = r"(?:เวลา|at)?\s*\d{1,2}[:.]\d{2}(?::\d{2})?\s*(?:น\.?|am|pm)?"
_COUNT = r"[\d,]+\s*(?:ครั้ง|คน|views?|hits?|reads?)?"
_READ = rf"(?:อ่านแล้ว|เปิดอ่าน|อ่าน|(?:จำนวน)?ผู้(?:เข้าชม|อ่าน|ชม)|เข้าชม|เข้าดู|ดู|ฮิต|hits?|views?|read)\s*:?\s*{_COUNT}"
_BUTTON = r"พิมพ์(?:หน้านี้)?|อีเมล์?|e-?mail|print|pdf|ส่งต่อ|แชร์|share(?: this)?\s*:?|tweet|like"
_BY = r"(?:(?:เขียน|โพสต?์?|เผยแพร่|ลงข้อมูล|บันทึก|ประกาศ)โดย|(?:written |posted )?by)\s*:?\s*[^|]{1,40}?"
_PLACED = r"(?:หมวด(?:หมู่)?|category|posted in|filed under|แท็ก|tags?)\s*:\s*.{1,40}"

_SURE = re.compile(
    rf"{_READ}|{_BUTTON}|{_BY}\s+(?:(?:เมื่อ|on|at)\s+)?{_DATE}(?:\s+{_TIME})?|{_DATE}\s+{_TIME}", re.IGNORECASE
)
_LIKELY = re.compile(
    rf"{_BY}|{_PLACED}|(?:{_DATE})(?:\s+{_TIME})?(?:\s+{_BY})?|{_TIME}|\d+\s*(?:ความคิดเห็น|comments?)", re.IGNORECASE
)
_ALONE = re.compile(
    rf"{_READ}|{_BY}\s+(?:(?:เมื่อ|on|at)\s+)?{_DATE}(?:\s+{_TIME})?|{_DATE}\s+{_TIME}|posted by .{{1,40}} at {_TIME}",
    re.IGNORECASE,
)
_PARTS = re.compile(r"\s*[|•·»]\s*")
_HAS_DATE = re.compile(_DATE, re.IGNORECASE)

_POSTCODE = re.compile(
    r"(?:(?:จ\.|จังหวัด)\s?\S+|กรุงเทพ\S*)\s*,?\s*[1-9]\d{4}(?=\s*(?:$|[,(|]|โทร|tel|แฟกซ์|แฟ็กซ์|e-?mail|อีเมล|www|http))",
    re.IGNORECASE,
)
_STREET = re.compile(r"(?:^|\s)(?:เลขที่|หมู่(?:ที่)?|ม\.|ถ\.|ถนน|ต\.|ตำบล|แขวง|อ\.|อำเภอ|เขต)\s?\S")
_LONGEST_ADDRESS = 200
_REACHED = re.compile(
    r".*?(?:(?:โทร(?:ศัพท์|สาร)?|tel|แฟก?ก?ซ์|แฟ็กซ์|fax)\s?[.:]*\s?\(?0[\d -]{6,}|เว็บมาสเตอร์|webmaster|ผู้(?:เยี่ยม|เข้า)ชม)"
    r"(?:[^ก-๎]|โทรศัพท์|โทรสาร|โทร|แฟกซ์|แฟ็กซ์|อีเมล์?|ต่อ|หรือ|มท|เว็บไซต์|ติดต่อ|เว็บมาสเตอร์|(?:จำนวน)?ผู้(?:เยี่ยม|เข้า)ชม|คน|ครั้ง)*",
    re.IGNORECASE,
)
"""A line that ends with how an office is reached, or how many came to its page."""

_ARROW = r"[<>«»‹›←→↑⇐⇒◄►◀▶|\[\]/^]"
_WAY = (
    r"(?:(?:กลับ(?:ไป)?(?:ยัง|ที่)?|ไป(?:ยัง|ที่)?|ย้อนกลับ)?\s?(?:หน้า|เมนู|สู่หน้า)(?:\s?(?:ก่อนหน้า|ก่อน|ถัดไป|ต่อไป|แรก|หลัก|เดิม|"
    r"KM|รวม|รายการ|องค์ความรู้|คลังความรู้|เว็บ\S{0,10}))?|(?:บทความ|เรื่อง|ข่าว|โพสต์|หน้า)?(?:ก่อนหน้า(?:นี้)?|ถัดไป|ต่อไป|ที่แล้ว)|"
    r"ย้อนกลับ|กลับ|ขึ้น(?:ไป)?ด้านบน|back(?: to .{1,20})?|home|top|prev(?:ious)?(?: post| page)?|next(?: post| page)?|"
    r"อ่านต่อ|อ่านทั้งหมด|read more|more|\d{1,3})"
)
_PLAIN_WAY = r"กลับ(?:ไป)?(?:ยัง|ที่)?\s?(?:หน้า|เมนู|สู่หน้า)|^ย้อนกลับ$|ก่อนหน้า.*ถัดไป|prev.*next"
_WAYS = re.compile(
    rf"(?=.*(?:{_ARROW}|{_PLAIN_WAY}))(?=.*[^\W\d])(?:{_ARROW}|\s|{_WAY}(?=\s|$|{_ARROW})){{1,20}}", re.IGNORECASE
)
"""Ways to other pages, with an arrow or in words that say nothing else (<< กลับหน้า KM, < ก่อนหน้า ถัดไป >)."""


def is_note(text: str) -> bool:
    """Whether a line (in Arabic digits) only says when and by whom a post was put there, or how often it was read."""
    parts = [part for part in _PARTS.split(text) if part]
    if len(parts) < 2:
        return bool(_ALONE.fullmatch(text))
    sure = [bool(_SURE.fullmatch(part)) for part in parts]
    return any(sure) and all(known or _LIKELY.fullmatch(part) for known, part in zip(sure, parts, strict=True))


def names_date(text: str) -> bool:
    """Whether a day, month and year stand in the line."""
    return bool(_HAS_DATE.search(text))


def is_way(text: str) -> bool:
    """Whether a line (in Arabic digits) is nothing but ways to other pages."""
    return bool(_WAYS.fullmatch(text))


def is_address(text: str) -> bool:
    """Whether a line (in Arabic digits) is an office's address, postal or by telephone, as pages and letters have it
    at their foot."""
    if len(text) > _LONGEST_ADDRESS:
        return False
    by_post = _POSTCODE.search(text) and _STREET.search(text)
    return bool(by_post or (OFFICE.match(text) and _REACHED.fullmatch(text)))
