"""Field values as a careful reader would copy them: names without nicknames, numbers without words, one position."""

from __future__ import annotations

import re

from ingest.markers import TICKED, UNTICKED
from kmsearch.dates import find_years
from kmsearch.thai import arabic, squeeze

PERSON = re.compile(
    r"(?:นาย|นางสาว|นาง|น\.ส\.|น\.ส|ว่าที่\s?(?:ร้อย|ร\.)\S*|ดร\.|ผศ\.|พ\.?จ\.?อ\.|จ่าเอก|ส\.?อ\.|สิบเอก|ส\.?ต\.|สิบ\S{2,4}|"
    r"พระ\S{3,}|คุณ|ร\.ต\.\S*|พันจ่า\S*|จ\.ส\.อ\.|ด\.ต\.|พ\.ต\.\S*|Mr\.?|Mrs\.?|Ms\.?|Miss)\s*(?=[ก-๎A-Z])"
)
"""Titles that Thai names in records begin with."""

OFFICE = re.compile(
    r"(?:^|(?<=\s))(?:สำนักงาน|สนง\.|สพ[ออจ]\.|ที่ทำการ|ที่ว่าการ|องค์การบริหาร|องค์กร|อบต\.|อบจ\.|เทศบาล|โรงพยาบาล|รพ\.|รพ\.?สต\.|โรงเรียน|"
    r"ศูนย์|กอง(?!ทุน)|กรม|กระทรวง|กลุ่มงาน|กลุ่มบริหาร|สถานีอนามัย|สถานี|วิทยาลัย|มหาวิทยาลัย|สถาบัน|กศน\.|ฝ่าย|งาน(?=พัฒนา|ส่งเสริม|สวัสดิการ))"
)
"""Words that begin the name of an office."""

_FEWEST_DIGITS, _SHORT_PHONE = 8, 20
"""A phone number has 9 or 10 digits; an extension stands in a short text. A sentence with a number is neither."""

_EVERY_WORD_END = r"(?=\s|$|[,:;/(])"
_NICKNAME = re.compile(r"\s*[(\[“\"][^)\]”\"]{1,20}[)\]”\"]\s*$")
_NARRATIVE = re.compile(r"(?:^|\s)(?:มี|ได้|เป็น|จำนวน|ซึ่ง|โดย|ที่ผ่านมา|และ|เพื่อ|ทั้งนี้)")
_LIMITS: dict[str, int] = {
    "author_name": 220,
    "author_position": 140,
    "author_office": 160,
    "phone": 90,
    "event": 90,
    "place": 110,
    "district": 40,
    "province": 40,
    "title": 400,
    "category": 600,
    "email": 120,
}
"""Longest values met in records, with room; what is longer is narrative that begins with the label's word."""


def looks_like_value(target: str, text: str) -> bool:
    """Whether ``text`` can be the value of the field ``target``, rather than a sentence that begins like its label."""
    if len(text) > _LIMITS.get(target, 400):
        return False
    if target == "phone":
        digits = sum(char.isdigit() for char in text)
        is_short = digits > 0 and len(text) <= _SHORT_PHONE
        return digits >= _FEWEST_DIGITS or is_short or text.strip("-–. ") == ""
    if target == "event":
        return bool(find_years(text)) or len(text) < 60
    if target == "place":
        return not _NARRATIVE.search(text)
    return True


def is_option(text: str) -> bool:
    """Whether a line is one of a printed list of options: a box, ticked or not, before its text."""
    return bool(TICKED.match(text) or UNTICKED.match(text))


def unlabelled(text: str) -> str:
    """The field a short line can only be: ``author_position``, ``author_office``, or none (empty)."""
    if len(text) > _LIMITS["author_position"]:
        return ""
    if OFFICE.match(text):
        return "author_office"
    return "author_position" if (_POSITION.match(text) or _LEVEL.search(text)) and len(text) < 60 else ""


def clean_title(text: str) -> str:
    """A title without quotes round it, a leading “เรื่อง”, or leader dots."""
    text = _strip(text)
    text = re.sub(r"^เรื่อง\s*[:：]?\s*(?=\S)", "", text) if re.match(r"เรื่อง[\s:：“\"]", text) else text
    pairs = {"“": "”", '"': '"', "‘": "’", "'": "'", "«": "»", "”": "”"}
    if (
        len(text) > 2
        and text[0] in pairs
        and text[-1] in (pairs[text[0]], text[0], "“", "”")
        and text[0] not in text[1:-1]
    ):
        text = text[1:-1]
    return _strip(text)


def split_owner(text: str) -> dict[str, str]:
    """Name, position and office out of a line that may hold all three: ``{"author_name": …, …}``."""
    text = re.sub(rf"^(?:ชื่อ|คือ){_EVERY_WORD_END}\s*", "", _strip(text))
    found: dict[str, str] = {}
    office = OFFICE.search(text)
    if office and office.start() == 0:
        return {"author_name": text, "author_office": text}
    if office:
        text, found["author_office"] = text[: office.start()].strip(), text[office.start() :].strip()
    person = PERSON.match(text)
    words = text.split(" ") if person else []
    name_words = _name_length(words, text[: person.end()] if person else "")
    if name_words and len(words) > name_words:
        rest = " ".join(words[name_words:])
        if rest[0] in "([" and not _LEVEL.search(rest.strip("()[] ")):
            return {"author_name": " ".join(words[:name_words]), **found}
        if _POSITION.match(rest.lstrip("(,")) or _LEVEL.search(rest):
            text, found["author_position"] = " ".join(words[:name_words]), rest.strip("(), ")
    return {"author_name": clean_name(text), **found}


_LEVEL = re.compile(r"(?:ปฏิบัติงาน|ชำนาญงาน|อาวุโส|ปฏิบัติการ|ชำนาญการ|ชำนาญการพิเศษ|เชี่ยวชาญ|ทรงคุณวุฒิ)$")
"""Levels of the Thai civil service that positions end with (Civil Service Act B.E. 2551)."""

_POSITION = re.compile(
    r"(?:ตำแหน่ง\s*)?(?:นักวิชาการ|นัก|พัฒนาการ|เจ้าพนักงาน|เจ้าหน้าที่|ผู้อำนวยการ|ผอ\.|หัวหน้า|ครู|พยาบาล|ปลัด|รอง|ผู้ช่วย|อาสา|ประธาน|กำนัน|ผู้ใหญ่|เกษตร|สาธารณสุข|วิศวกร|นิติกร|พนักงาน|แพทย์|เภสัชกร|ทันต|นายก|จนท\.|นวช\.)"
)


def _name_length(words: list[str], title: str) -> int:
    """Words of a Thai name at the head: the title if it stands alone, a given name, a surname (with ณ)."""
    if not words:
        return 0
    count = 2 + (words[0] == title.strip())
    if "ณ" in words[1:count]:
        count += 1
    return count


def clean_name(text: str) -> str:
    """A name without nickname, leader dots or the word for its label."""
    text = _strip(re.sub(r"^ชื่อ\s+", "", text))
    text = _NICKNAME.sub("", text)
    return _strip(text)


def clean_position(text: str) -> tuple[str, str]:
    """The position, and the office if it follows in the same value."""
    text = _strip(re.sub(r"^ตำแหน่ง\s*", "", text))
    office = OFFICE.search(text)
    if office and office.start() > 0:
        return _strip(text[: office.start()]), _strip(text[office.start() :])
    return text, ""


def clean_phone(text: str) -> str:
    """Numbers as written, Arabic digits, without the words round them; several are parted by a comma."""
    plain = re.sub(r"\s*-\s*", "-", arabic(text))
    numbers = re.findall(r"\+?\d[\d\- ()]*\d(?:\s*(?:ต่อ|ext\.?|กด)\s*\d+)?", plain)
    kept = [squeeze(number) for number in numbers if sum(map(str.isdigit, number)) >= 3]
    return ", ".join(kept)


def chosen_category(text: str) -> str:
    """The category; of a printed list of options the ticked one, and of crossed-out ones the one that is not."""
    ticked = [(match.start(), match.end()) for match in TICKED.finditer(text)]
    boxes = sorted(ticked + [(match.start(), match.end()) for match in UNTICKED.finditer(text)])
    if not boxes:
        return _strip(text)
    starts = [start for start, _ in boxes] + [len(text)]
    options = {start: _strip(text[end : starts[place + 1]]) for place, (start, end) in enumerate(boxes)}
    chosen = [options[start] for start, _ in ticked if options[start]]
    return ", ".join(chosen)


def _strip(text: str) -> str:
    return squeeze(text).strip(" .…_:：-–—,;*|")
