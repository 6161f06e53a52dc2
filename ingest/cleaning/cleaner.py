"""Before forms are looked for: repaired text, joined brackets, and which lines are page furniture."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Literal

from ingest.cleaning.page_furniture import is_contents_head, page_marks, with_leaders, with_titles, without_breaks
from ingest.cleaning.web_furniture import is_address, is_note, is_way, names_date
from ingest.document import Line
from ingest.items.step_tables import join_head_rows
from kmsearch.thai.damage_repair import default_repairer
from kmsearch.thai.dates import ENGLISH_MONTHS, MONTHS
from kmsearch.thai.tokenizer import arabic, join_lines, squeeze

Role = Literal["text", "furniture", "page", "contents", "chrome", "date", "foot"]

_SEPARATOR = re.compile(r"[\W_]{3,}")
_CONTENTS = re.compile(r".{3,}?\s*\.{4,}\s*\d{1,3}")
_PAGE_NUMBER = re.compile(
    r"[-–—~]?\s*(?:หน้า(?:ที่)?|page|p\.)\s*[-–]?\s*\d{1,4}(?:\s*(?:/|จาก|of)\s*\d{1,4})?\s*[-–—~]?"
    r"|[-–—~|]\s*\d{1,4}\s*[-–—~|]",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d{1,3}")
_STORY_NUMBER = re.compile(r"(?:เรื่อง|บทความ|ผลงาน|บันทึก|องค์ความรู้|ชุดความรู้|กรณีศึกษา)ที่\s?\d{1,3}\s*[.:]?")
"""The place of a record in a booklet, above its title."""
_INTERNAL = re.compile(
    r"(?:เอกสาร)?(?:เผยแพร่|ใช้|สำหรับใช้)(?:เฉพาะ)?ภายใน(?:หน่วยงาน|สำนักงาน|องค์กร|กรม|จังหวัด|อำเภอ|เท่านั้น|\s|$).*"
    r"|เอกสาร(?:วิชาการ|เผยแพร่|ประกอบการจัดการความรู้)?\s?(?:ลำดับ|ฉบับ|เล่ม|เลข)ที่\s?[\d/]+.*"
)
"""The foot that offices print on the pages of their papers."""
_EMPTY_NOTE = re.compile(r"หมายเหตุ\s*:?[\s._…-]*")
"""The last line of a form, for notes, with nothing behind it."""
_LEADER = re.compile(r"(?:[._]|…)(?:\s?[._…]){3,}|…\s?…[\s….]*")
_SHORT_LEADER = re.compile(
    r"(?<=[^\s.…])(?:\.{3}|…)\s*(?=(?:ตำแหน่ง|สังกัด|เบอร์|โทร|มือถือ|หน่วยงาน|นามสกุล|หมู่ที่|ตำบล|อำเภอ|จังหวัด|พ\.ศ\.)[^.…]{0,20}(?:\.{2}|…|[:：]))"
)
"""The dots between what was filled in and the next label of a form; three may be its writer's anywhere else."""
_WORD_LEAK = re.compile(
    r"<!--\[if [^\]]{1,40}\]>.{0,2000}?<!\[endif\]-->|<?!?(?:--)?\[(?:if\s[^\]<>]{1,40}|endif)\](?:--)?>?"
    r"|if !supportLists|(?<=\s)endif(?=\s|$)"
)
"""What text copied out of Word's web pages keeps of them."""
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
    if len(text) < _LONGEST_HEAD and is_way(text):
        return True
    begins = text.lower().replace(" :", ":").startswith(tuple(phrase.lower() for phrase in CHROME))
    return begins and len(text) < _LONGEST_HEAD or bool(_BYLINE.fullmatch(text) or _COMMENTS.fullmatch(text))


_LONGEST_BRACKET = 60
"""Letters a bracket may hold that is taken for one cut by a line break."""

_LONGEST_HEAD = 100
"""Letters past which a line is neither a running head nor what a site prints round a post."""


_LONGEST_NOTE = 500
"""Letters past which a line is text: a row of contents with its dots, a post's date or its byline is shorter."""

_LONGEST_LINE = 20_000
"""Letters past which a line is read as several, for much looks back and forth in a line: a whole record written as one
line has some 10,000, and a machine's output has millions."""


def role_of(text: str) -> Role:
    """What a whole line is: text; furniture that says nothing; a page's number, which may stand in mid-sentence; the
    date of a post; chrome, which a site prints round a post and which ends it; a row of a table of contents; or an
    office's address, which ends a record where it stands at its foot."""
    if len(text) > _LONGEST_NOTE:
        return "furniture" if _SEPARATOR.fullmatch(text) else "text"
    plain = squeeze(arabic(text))
    if _PAGE_NUMBER.fullmatch(plain) or (len(plain) < _LONGEST_HEAD and _INTERNAL.fullmatch(plain)):
        return "page"
    if _CONTENTS.fullmatch(plain) or is_contents_head(plain):
        return "contents"
    if _SEPARATOR.fullmatch(plain) or _STORY_NUMBER.fullmatch(plain) or _EMPTY_NOTE.fullmatch(plain):
        return "furniture"
    if _POST_DATE.fullmatch(plain):
        return "date"
    if is_note(plain):
        return "date" if names_date(plain) else "furniture"
    if is_address(plain):
        return "foot"
    return "chrome" if _is_chrome(plain) else "text"


def prepare(lines: Iterable[Line]) -> list[Line]:
    """The lines repaired, without page numbers and running heads, a bracket that a line break cut in two joined."""
    prepared: list[Line] = []
    bounded = [part for line in lines for part in _bounded(line)]
    whole = list(_without_page_breaks(with_titles(with_leaders(without_breaks(join_head_rows(bounded))))))
    for line, mended in zip(whole, default_repairer().repair_lines([line.text for line in whole]), strict=True):
        text = _parted(squeeze(_WORD_LEAK.sub(" ", mended.text)))
        if prepared and text and _is_cut_bracket(prepared[-1].text, text):
            last = prepared[-1]
            joined = join_lines([last.text, text]).replace("( ", "(")
            prepared[-1] = replace(last, text=joined, repairs=last.repairs + mended.changes)
        elif text:
            prepared.append(replace(line, text=text, repairs=mended.changes))
    return prepared


def _parted(text: str) -> str:
    """The text with blanks round the dots that a form prints to be written on, so that labels behind them are seen."""
    if role_of(text) != "text":
        return text
    return squeeze(_LEADER.sub(" .... ", _SHORT_LEADER.sub(" .... ", text)))


def _bounded(line: Line) -> Iterator[Line]:
    """The line in parts of a bounded length, cut at blanks where there are any; all but the last wrap."""
    text = line.text
    while len(text) > _LONGEST_LINE:
        cut = text.rfind(" ", 1, _LONGEST_LINE) + 1 or _LONGEST_LINE
        yield replace(line, text=text[:cut].strip(), wraps=True)
        text, line = text[cut:], replace(line, gap=False, bullet="")
    yield replace(line, text=text)


def _without_page_breaks(lines: Sequence[Line]) -> Iterator[Line]:
    """The text runs on over a page break: its number, and the line beside it that other pages repeat, are left out."""
    pages = {place for place, line in enumerate(lines) if role_of(line.text) == "page"} | page_marks(lines)
    beside = [place for place in range(len(lines)) if place not in pages and pages & {place - 1, place + 1}]
    repeated = Counter(lines[place].text for place in {*beside, *range(min(2, len(lines)))})
    heads = {place for place in beside if repeated[lines[place].text] > 1 and len(lines[place].text) < _LONGEST_HEAD}
    inside = {place for place in range(len(lines)) if _parts_word(lines, place)}
    broken = False
    for place, line in enumerate(lines):
        if place in pages | heads | inside:
            broken = True
        else:
            yield replace(line, gap=line.gap and not broken)
            broken = False


def _parts_word(lines: Sequence[Line], place: int) -> bool:
    """A number alone on its line that stands between the halves of a word is a page's."""
    if not 0 < place < len(lines) - 1 or not _NUMBER.fullmatch(lines[place].text.strip()):
        return False
    return default_repairer().parts_word(lines[place - 1].text.rstrip(), lines[place + 1].text.lstrip())


def _is_cut_bracket(text: str, after: str) -> bool:
    """A short bracket that opens at the end of one line and closes at the head of the next was cut by the break."""
    start = text.rfind("(")
    end = after.find(")")
    return start >= 0 <= end and ")" not in text[start:] and len(text) - start + end <= _LONGEST_BRACKET
