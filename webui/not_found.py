"""What is said of an address that names what is not there. Each of these raises NameNotFound."""

from __future__ import annotations

from typing import NoReturn

from rapidfuzz import fuzz, process

from corpus.fields import section_label
from index.browse.people import Kind
from kmsearch.errors import NameNotFound
from webui.services import services

NEAR = 5
"""Names offered for one that nothing has."""

LIKENESS = 70.0
"""Of 100: ผู้สูงวัย has 70 with สวัสดิการและผู้สูงอายุ; หนี้ has 90 with หนี้สิน, 68 with การทำงานของเจ้าหน้าที่."""

_LISTS: dict[Kind, str] = {"author": "บุคคล", "office": "หน่วยงาน"}


def topic(label: str) -> NoReturn:
    """Neither the lexicon nor a record has this topic."""
    near = topics_like(label)
    cure = "ลองหัวข้อที่ชื่อคล้ายกัน หรือเลือกจากหัวข้อทั้งหมด" if near else "เลือกจากหัวข้อทั้งหมด"
    raise NameNotFound(f"ไม่พบหัวข้อ “{label}”", cure, near=near)


def topics_like(label: str) -> tuple[str, ...]:
    """The topics whose names are like this one, the nearest first."""
    known = [one.label for one in services().topic_tree()]
    found = process.extract(label, known, scorer=fuzz.WRatio, processor=str.lower, score_cutoff=LIKENESS, limit=NEAR)
    return tuple(name for name, _, _ in found)


def person(kind: Kind, record_id: str) -> NoReturn:
    """No record has this id, or it names no author, or no office."""
    label = _LISTS[kind]
    raise NameNotFound(f"ไม่พบ{label}จากบันทึก “{record_id}”", f"หาชื่อจากรายชื่อ{label}ทั้งหมด")


def section(name: str) -> NoReturn:
    """No section has this id, or it is one whose texts have no address of their own."""
    raise NameNotFound(f"ไม่มีรายการของส่วน “{name}”", "เลือกส่วนของบันทึกจากหน้ากลยุทธ์")


def point(section: str, record_id: str, number: int) -> NoReturn:
    """The record has no such point, or there is no such record."""
    raise NameNotFound(f"ไม่พบ{section_label(section)} ข้อ {number} ของบันทึก “{record_id}”", "เลือกส่วนของบันทึกจากหน้ากลยุทธ์")
