"""How a record is cited in a list of sources: ``ผู้เขียน. (ปี พ.ศ.). ชื่อเรื่อง. หน่วยงาน. ที่อยู่``, the Thai way of APA.

Titles of persons are left out; ranks of monks and nobles stay: they are part of the name. Where nobody is named, the
office stands in the author's place, and where no office is known either, the title. Without a year it is ม.ป.ป., and
an author that is the office is not said twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.record import Record
from kmsearch.thai import squeeze

NO_DATE = "ม.ป.ป."
NO_TITLE = "[ไม่มีชื่อเรื่อง]"

# นายก, นายอำเภอ and their like are posts, not titles; ะ and the like after นาย make another word of it.
_TITLE_OF_PERSON = re.compile(
    r"(?:นาย(?!กเทศ|กองค์|กสมาคม|กสภา|กเหล่า|กอบ|อำเภอ|ทะเบียน|ช่าง|แพทย์|สัตวแพทย์)|นางสาว|นาง|น\.\s?ส\."
    r"|(?:ว่าที่\s?)?(?:ร้อย|พัน|พล|สิบ|จ่าสิบ)(?:ตำรวจ)?(?:ตรี|โท|เอก)(?:หญิง)?|(?:ว่าที่\s?)?[รพ]\.\s?ต?\.?\s?[ตทอ]\.(?:หญิง)?"
    r"|ผศ\.|รศ\.|ศ\.|ดร\.|Mr\.?|Mrs\.?|Ms\.?|Miss|Dr\.?)\s*(?=[ก-ฮเ-ไA-Z])"
)
_BETWEEN_NAMES = re.compile(r"(\s*[,/;]\s*|\s+และ\s*)")
_ENDED = (".", "?", "!", "ฯ")


def cite(record: Record, address: str) -> str:
    """The citation of a record that is found at ``address``; one line."""
    return " ".join([*map(_ended, _parts(record)), address])


def _parts(record: Record) -> Iterator[str]:
    author, office = _author(record.author_name), squeeze(record.author_office)
    title = squeeze(record.title) or NO_TITLE
    year = f"({record.year or NO_DATE})"
    first = author or office
    yield from (first, year, title) if first else (title, year)
    if office and office != first:
        yield office


def _author(names: str) -> str:
    return "".join(map(_without_title, _BETWEEN_NAMES.split(squeeze(names))))


def _without_title(name: str) -> str:
    while found := _TITLE_OF_PERSON.match(name):
        name = name[found.end() :]
    return name


def _ended(part: str) -> str:
    return part if part.endswith(_ENDED) else part + "."
