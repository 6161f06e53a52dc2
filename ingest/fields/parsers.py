"""Field values as a careful reader would copy them: names without nicknames, numbers without words, one position."""

from __future__ import annotations

import re

from corpus.privacy.recogniser import find_phones, plain_number
from ingest.items.list_markers import TICKED, UNTICKED
from kmsearch.thai.dates import MONTHS, find_years
from kmsearch.thai.tokenizer import squeeze

PERSON = re.compile(
    r"(?:นาย(?!ก(?:เทศ|องค์การ|อบ[ตจ]|สมาคม|เหล่า|รัฐมนตรี|สภา|ส\.|\s)|อำเภอ|ทะเบียน|ช่าง|สัตวแพทย์(?:ปฏิบัติ|ชำนาญ|อาวุโส|เชี่ยว|ประจำ)|แพทย์(?:ปฏิบัติ|ชำนาญ|อาวุโส|เชี่ยว|ประจำ|สาธารณสุข))|"
    r"นางสาว|นาง|น\.ส\.|น\.ส|ว่าที่\s?(?:ร้อย|ร\.|พัน|พ\.)\S*|ดร\.|ผศ\.|รศ\.|ศ\.|อ\.(?=ดร\.)|อาจารย์|"
    r"(?:ผู้ช่วย|รอง)ศาสตราจารย์|ศาสตราจารย์|นพ\.|พญ\.|ทพ\.|ทพญ\.|ภก\.|ภญ\.|สพ\.ญ?\.|น\.สพ\.|"
    r"(?:แพทย์|เภสัชกร|ทันตแพทย์|สัตวแพทย์)หญิง|เภสัชกร(?!หญิง|ปฏิบัติ|ชำนาญ|เชี่ยว|ประจำ|\s)|"
    r"(?:พล|พัน|ร้อย|จ่าสิบ|สิบ|ดาบ|สารวัตร)(?:ตำรวจ)?(?:เอก|โท|ตรี)(?:หญิง)?|ดาบตำรวจ|จ่าสิบตำรวจ|"
    r"พ\.?จ\.?อ\.|จ่าเอก|ส\.?อ\.|สิบเอก|ส\.?ต\.|สิบ\S{2,4}|[รพ]\.ต\.[อทต]\.|[รพ]\.[อทต]\.|"
    r"พระ(?!ราช)\S{3,}|คุณ(?!ภาพ|ค่า|ธรรม|สมบัติ|ลักษณะ|ประโยชน์|ครู)|ร\.ต\.\S*|พันจ่า\S*|จ\.ส\.อ\.|ด\.ต\.|พ\.ต\.\S*|"
    r"Mr\.?|Mrs\.?|Ms\.?|Miss|Dr\.?)\s*(?=[ก-๎A-Z])"
)
"""Titles that Thai names in records begin with."""

OFFICE = re.compile(
    r"(?:^|(?<=[\s(]))(?:สำนักงาน|สำนัก(?=[ก-๎])|สนง\.|สพ[ออจ]\.|สสอ\.|สสจ\.|สพป\.|สพม\.|ที่ทำการ|ที่ว่าการ|องค์การบริหาร|องค์กร|"
    r"อบต\.|อบจ\.|เทศบาล|โรงพยาบาล|รพ\.|รพ\.?สต\.|โรงเรียน|รร\.|ศูนย์|ศพก\.|กอง(?!ทุน)|กรม|กระทรวง|กลุ่มงาน|กลุ่มบริหาร|"
    r"กลุ่มสาระ|สถานีอนามัย|สถานี|วิทยาลัย|มหาวิทยาลัย|สถาบัน|คณะ(?=[ก-๎]+ศาสตร์|[ก-๎]+วิทยา)|กศน\.|สกร\.|ฝ่าย|สหกรณ์(?=[ก-๎]{3,})|ด่าน(?=ศุลกากร|กักกัน|ตรวจ)|"
    r"ธนาคาร|บริษัท|วิสาหกิจชุมชน|หอผู้ป่วย|ศาล(?=จังหวัด|แขวง|เยาวชน|ปกครอง|แพ่ง|อาญา)|เรือนจำ|สำนักศาล|อุทยาน|หน่วย(?=งาน|จัดการ|พิทักษ์|บริการ|ป้องกัน|พัฒนา)|"
    r"งาน(?=พัฒนา|ส่งเสริม|สวัสดิการ))"
)
"""Words that begin the name of an office."""

_FEWEST_DIGITS, _SHORT_PHONE = 8, 20
"""A phone number has 9 or 10 digits; an extension stands in a short text. A sentence with a number is neither."""

_EVERY_WORD_END = r"(?=\s|$|[,:;/(])"
_NICKNAME = re.compile(r"\s*[(\[“\"][^)\]”\"]{1,20}[)\]”\"]\s*$")
_NARRATIVE = re.compile(r"(?:^|\s)(?:มี|ได้|เป็น|จำนวน|ซึ่ง|โดย|ที่ผ่านมา|และ|เพื่อ|ทั้งนี้)")
_TOLD = re.compile(
    r"(?:^|\s)(?:ผม|ดิฉัน|ฉัน|หนู|เรา|ข้าพเจ้า|กระผม|แม่|พ่อ|ป้า|ลุง|ตา|ยาย)?(?:จึง|ได้|เริ่ม|ยัง|เคย|ไม่|มี(?!นาคม)|ถูก|ไป|มา)(?=[ก-๎])|"
    r"(?:^|\s)(?:ผม|ดิฉัน|ข้าพเจ้า|กระผม)"
)
"""What makes a time a sentence: who did something, and that it was done."""

_CONTENTS_HEAD = re.compile(
    r"(?:หน้า|หน้าที่|page|ผู้เขียน|ลำดับ|สารบัญ|รายละเอียด|เนื้อหา|ข้อมูล|คำอธิบาย|คำตอบ|สาระ(?:สำคัญ)?|[\s|/])+", re.IGNORECASE
)
_DATE = re.compile(
    rf"(?:{MONTHS}|วันที่|วัน\S{{3,10}}ที่|เดือน|ปี|งบประมาณ|การศึกษา|ภาคเรียนที่|พ\.?\s?ศ\.?|ระหว่าง|ตั้งแต่|ต้น|กลาง|ปลาย|ช่วง|"
    r"จนถึง|ถึง|ปัจจุบัน|และ|เวลา|น\.|[\d๐-๙]|[\s,./–—()-])+"
)
"""Text that is a time and nothing else."""

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
    if target == "title":
        return not _CONTENTS_HEAD.fullmatch(text)
    if target == "event":
        told = _TOLD.search(text)
        return not told and (bool(find_years(text)) or len(text) < 60)
    if target == "place":
        return not _NARRATIVE.search(text)
    return True


def is_date(text: str) -> bool:
    """Whether a text is a date, a year or a span of them, and nothing else."""
    return bool(_DATE.fullmatch(text)) and bool(find_years(text))


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


_KIND = re.compile(
    r"^(?:การ)?(?:ถอดบทเรียน|ถอดองค์ความรู้|เรื่องเล่า(?:เร้าพลัง|ความสำเร็จ)?|องค์ความรู้|แนวปฏิบัติที่ดี|วิธีปฏิบัติที่(?:ดี|เป็นเลิศ)|"
    r"นวัตกรรม|บทเรียน|(?:Good|Best) Practices?|KM|CoP|AAR)\s*[:：]\s*(?=\S)",
    re.IGNORECASE,
)
"""What a title may say of the kind of text it heads."""


def clean_title(text: str) -> str:
    """A title without quotes round it, the kind of text before a colon, a leading “เรื่อง”, or leader dots."""
    text = _KIND.sub("", _strip(text))
    text = re.sub(r"^เรื่อง\s*[:：]?\s*(?=\S)", "", text) if re.match(r"เรื่อง[\s:：“\"]", text) else text
    pairs = {"“": "”", '"': '"', "‘": "’", "'": "'", "«": "»", "”": "”"}
    if (
        len(text) > 2
        and text[0] in pairs
        and text[-1] in (pairs[text[0]], text[0], "“", "”")
        and text[0] not in text[1:-1]
    ):
        text = text[1:-1]
    return _strip(_without_half(text))


def _without_half(text: str) -> str:
    """The text without a quotation mark at an end that has no other half."""
    for opening, closing in ("“”", "‘’", "«»", '""'):
        if text.endswith(closing) and text.count(closing) + (opening != closing) * text.count(opening) == 1:
            text = text[:-1]
        elif text.startswith(opening) and text.count(opening) + (opening != closing) * text.count(closing) == 1:
            text = text[1:]
    return text


_ROLE = re.compile(
    rf"^(?:(?:ชื่อ|คือ)(?=\s|$|[,:;/(])|(?:ผู้|เจ้าของ)[ก-๎]{{2,24}}?(?=\s*[:：]|\s+{PERSON.pattern}))\s*[:：]?\s*"
)
"""What may stand before a name in its value: the word for who the person is (ผู้จัดทำ)."""

_SIGNED = re.compile(
    r"\s*\(?\s*ผู้(?:บันทึก|รายงาน|จัดทำ|เล่า|เขียน|ถอดบทเรียน|ให้ความรู้|ให้สัมภาษณ์|รับรอง|เสนอ|นำเสนอ)[ก-๎]{0,12}\s*\)?\s*$"
)
"""What stands behind a signature."""

_WHERE = re.compile(r"\s+(?=หมู่(?:ที่|บ้าน)?\s?[\d๐-๙]|ม\.\s?[\d๐-๙]|บ้าน[ก-๎]|ต\.|ตำบล|อ\.|อำเภอ|จ\.|จังหวัด|เขต[ก-๎])")
"""Where an address begins behind a position."""

_BETWEEN = re.compile(r"\s*[|;,/]\s*")
_LONGEST_NICKNAME = 8
_AGE = re.compile(r"\s*(?:\(\s*)?อายุ\s*[\d๐-๙]+\s*ปี(?:\s*\))?")
_SHORT_OFFICE = 11
"""Letters of the name of an office that belongs to the position, with the blank behind it (กศน.ตำบล, กองช่าง)."""

_GENERAL = re.compile(
    r"(?:ครู(?:ผู้ช่วย|อาสา\S*|ศรช\.?)?|ประธาน|รองประธาน|หัวหน้า|ผู้อำนวยการ|รองผู้อำนวยการ|ผอ\.|ผู้จัดการ|ปลัด|รองปลัด|นายก|"
    r"เลขานุการ|เหรัญญิก|สมาชิก|กรรมการ)"
)
"""Positions that say little without the office that belongs to them (ครู กศน.ตำบล)."""


_KIND_OF_OFFICE = re.compile(
    r"(?:กศน\.|สกร\.)\s?(?:ตำบล|แขวง|อำเภอ|เขต)|อบต\.|อบจ\.|เทศบาล(?:ตำบล|เมือง|นคร)?|รพ\.?\s?สต\.|โรงเรียน|กอง[ก-๎]{3,}|"
    r"ศูนย์(?:การเรียน(?:รู้)?ชุมชน|(?:พัฒนา)?เด็กเล็ก|เรียนรู้)?"
)
"""A kind of office and no office: part of the position (ครู กศน.ตำบล)."""


def _is_kind(position: str, office: str) -> bool:
    return bool(_KIND_OF_OFFICE.fullmatch(office.strip()) and _GENERAL.fullmatch(position.strip()))


def split_owner(text: str) -> dict[str, str]:
    """Name, position and office out of a line that may hold all three: ``{"author_name": …, …}``."""
    text = _AGE.sub("", _SIGNED.sub("", _ROLE.sub("", _strip(text))))
    if PERSON.match(text.lstrip("( ")):
        text = _BETWEEN.sub(" ", text.strip("( ") if text.startswith("(") else text)
        text = text.removesuffix(")") if "(" not in text else text
    found: dict[str, str] = {}
    office = OFFICE.search(text)
    if office and office.start() == 0:
        return {"author_name": text, "author_office": text}
    person = PERSON.match(text)
    if office:
        office = _own_office(text, office, person) or office
        text, found["author_office"] = text[: office.start()].strip(), text[office.start() :].strip()
    words = text.split(" ") if person else []
    name_words = _name_length(words, text[: person.end()] if person else "")
    if name_words and len(words) > name_words:
        rest = " ".join(words[name_words:])
        if rest[0] in "([" and not _is_position(rest.strip("()[] ")):
            return {"author_name": " ".join(words[:name_words]), **found}
        if _POSITION.match(rest.lstrip("(,")) or _LEVEL.search(rest):
            text, found["author_position"] = (
                " ".join(words[:name_words]),
                _WHERE.split(rest, maxsplit=1)[0].strip("(), "),
            )
    return {"author_name": clean_name(text), **found}


def _is_position(text: str) -> bool:
    """Whether what stands in brackets behind a name is a position; a short one (ครูเอก) is a nickname."""
    return bool(_LEVEL.search(text)) or (bool(_POSITION.match(text)) and len(text) > _LONGEST_NICKNAME)


def _own_office(text: str, office: re.Match[str], person: re.Match[str] | None) -> re.Match[str] | None:
    """The second office of a line whose first one belongs to the position (ครู กศน.ตำบล กศน.อำเภอ…)."""
    before = text[: office.start()].split()
    second = OFFICE.search(text, office.end())
    short = second and second.start() - office.start() <= _SHORT_OFFICE
    return second if short and before and person and _GENERAL.fullmatch(before[-1]) else None


_OPEN_PLACE = re.compile(r"(?:ตำบล|อำเภอ|เขต|จังหวัด)$")
_OPEN_POSITION = re.compile(
    r"(?:พัฒนา|ส่งเสริม|วิชาการ|ชำนาญ|ปฏิบัติ|ชำนาญการ|เจ้าพนักงาน|เจ้าหน้าที่|ผู้ช่วย|สาธารณ|รักษาการ|รักษาการใน|ประจำ)$"
)
_REST_OF_POSITION = re.compile(
    r"(?:ชำนาญ|ปฏิบัติ)?(?:การ|งาน)(?:พิเศษ)?|พิเศษ|อาวุโส|เชี่ยวชาญ|ทรงคุณวุฒิ|ชุมชน(?:ชำนาญ\S+|ปฏิบัติ\S+|อาวุโส)?|"
    r"(?:การ)?(?:เกษตร|ประมง|ปศุสัตว์|สาธารณสุข|สุข|ศึกษา|สังคม|สหกรณ์)(?:ชำนาญ\S+|ปฏิบัติ\S+|อาวุโส)?"
)
"""Where the line of a position was too short for it, and what of it stands in the next one."""

_MOST_SURNAME = 24


def is_rest(target: str, value: str, rest: str) -> bool:
    """Whether the words themselves say that ``rest``, in the next line, is the end of a field's value: the place after
    จังหวัด, the level or the work of a position, the surname after a given name."""
    if target == "author_position":
        level = bool(_LEVEL.search(value + rest)) and not unlabelled(rest)
        return bool(_REST_OF_POSITION.fullmatch(rest)) and (level or bool(_OPEN_POSITION.search(value)))
    if target == "author_name":
        person = PERSON.match(value)
        words = value.split(" ")
        surname = re.fullmatch(r"[ก-๎]+(?: ณ [ก-๎]+)?", rest) and len(rest) <= _MOST_SURNAME
        given = person is not None and len(words) < _name_length(words, value[: person.end()])
        return bool(surname) and given and not (PERSON.match(rest) or unlabelled(rest))
    return bool(_OPEN_PLACE.search(value))


_LEVEL = re.compile(r"(?:ปฏิบัติงาน|ชำนาญงาน|อาวุโส|ปฏิบัติการ|ชำนาญการ|ชำนาญการพิเศษ|เชี่ยวชาญ|ทรงคุณวุฒิ)$")
"""Levels of the Thai civil service that positions end with (Civil Service Act B.E. 2551)."""

_POSITION = re.compile(
    r"(?:ตำแหน่ง\s*)?(?:นักวิชาการ|นัก(?!เรียน)|พัฒนาการ|พัฒนากร|ประมง(?=อำเภอ|จังหวัด)|ปศุสัตว์(?=อำเภอ|จังหวัด)|สหกรณ์(?=อำเภอ|จังหวัด)|ท้องถิ่น(?=อำเภอ|จังหวัด)|"
    r"ผู้จัดการ|ผู้พิพากษา|พนักงาน|นายช่าง|นายอำเภอ|นายสัตวแพทย์|นายแพทย์|สัตวแพทย์|สัตวบาล|อาจารย์|ผู้ดูแล|อสม\.|อปพร\.|อช\.|แกนนำ|ปราชญ์|หมอดิน|"
    r"เลขานุการ|เหรัญญิก|กรรมการ|สมาชิก|ศึกษานิเทศก์|บรรณารักษ์|นักจิต|นายทะเบียน|สารวัตร|ผู้บังคับ|ผู้กำกับ|รองสารวัตร|"
    r"เจ้าพนักงาน|เจ้าหน้าที่|ผู้อำนวยการ|ผอ\.|หัวหน้า|ครู|พยาบาล|ปลัด|รอง|ผู้ช่วย|อาสา|ประธาน|กำนัน|ผู้ใหญ่|เกษตร|สาธารณสุข|วิศวกร|นิติกร|พนักงาน|แพทย์|เภสัชกร|ทันต|นายก|จนท\.|นวช\.)"
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
    if office and office.start() > 0 and not _is_kind(text[: office.start()], text[office.start() :]):
        second = OFFICE.search(text, office.end())
        short = second and second.start() - office.start() <= _SHORT_OFFICE
        office = second if second and short and _GENERAL.fullmatch(_strip(text[: office.start()])) else office
        return _strip(text[: office.start()]).rstrip("/ "), _strip(text[office.start() :])
    position, _, beside = text.partition(" / ")
    if beside and not (_POSITION.match(beside) or _LEVEL.search(beside)):
        return _strip(position), _strip(beside)
    return text, ""


_FAX = re.compile(r"(?<!/)(?<!/ )(?:โทรสาร|แฟกซ์|แฟ็กซ์|แฟ๊กซ์|\bfax\b)\s*[.:]?\s*[\d ,().-]*", re.IGNORECASE)
_DIGITS_OF_A_NUMBER = re.compile(r"\+?\d[\d\- ()]*\d(?:\s*(?:ต่อ|ext\.?|กด)\s*\d+)?")


def clean_phone(text: str) -> str:
    """Numbers as written, in Arabic digits and with one kind of dash, without the words round them; several are parted
    by a comma. Numbers that the recogniser does not know are taken where they have three digits."""
    plain = _FAX.sub("", re.sub(r"\s*-\s*", "-", plain_number(text)))
    numbers: list[str] = []
    reached = 0
    for span in find_phones(plain):
        numbers += _DIGITS_OF_A_NUMBER.findall(plain[reached : span.start])
        start = span.start - len(re.search(r"[+(]*$", plain[: span.start])[0])  # type: ignore[index]
        numbers.append(plain[start : span.extension])
        reached = span.extension
    numbers += _DIGITS_OF_A_NUMBER.findall(plain[reached:])
    kept = [squeeze(number).strip(" ,") for number in numbers if sum(map(str.isdigit, number)) >= 3]
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
