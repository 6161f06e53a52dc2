"""404 messages, one function per kind of missing resource; each raises NameNotFound."""

from __future__ import annotations

from typing import NoReturn

from rapidfuzz import fuzz, process

from corpus.fields import section_label
from index.browse.people import PersonKind
from kmsearch.errors import NameNotFound
from webui.labels import PERSON_KINDS
from webui.services import services

MAX_SIMILAR_TOPICS = 5
"""Similar topics offered for an unknown one. A guess."""

MIN_SIMILARITY = 70.0
"""Least similarity (RapidFuzz WRatio, 0 to 100) of a topic that is offered. Between two examples: ผู้สูงวัย has 70 with
สวัสดิการและผู้สูงอายุ, หนี้ only 68 with การทำงานของเจ้าหน้าที่ (and 90 with หนี้สิน)."""


def raise_for_topic(label: str) -> NoReturn:
    """Raises NameNotFound: neither the lexicon nor a record has this topic."""
    similar = list_similar_topics(label)
    cure = "ลองหัวข้อที่ชื่อคล้ายกัน หรือเลือกจากหัวข้อทั้งหมด" if similar else "เลือกจากหัวข้อทั้งหมด"
    raise NameNotFound(f"ไม่พบหัวข้อ “{label}”", cure, near=similar)


def list_similar_topics(label: str) -> tuple[str, ...]:
    """The topics with similar names, the most similar first."""
    labels = [topic.label for topic in services().list_topics()]
    matches = process.extract(
        label,
        labels,
        scorer=fuzz.WRatio,
        processor=str.lower,
        score_cutoff=MIN_SIMILARITY,
        limit=MAX_SIMILAR_TOPICS,
    )
    return tuple(name for name, _, _ in matches)


def raise_for_person(kind: PersonKind, record_id: str) -> NoReturn:
    """Raises NameNotFound: there is no such record, or it names no author or office."""
    label = PERSON_KINDS[kind]
    raise NameNotFound(f"ไม่พบ{label}จากบันทึก “{record_id}”", f"หาชื่อจากรายชื่อ{label}ทั้งหมด")


def raise_for_section(name: str) -> NoReturn:
    """Raises NameNotFound: there is no such section, or its items have no item groups."""
    raise NameNotFound(f"ไม่มีรายการของส่วน “{name}”", "เลือกส่วนของบันทึกจากหน้ากลยุทธ์")


def raise_for_item(section: str, record_id: str, number: int) -> NoReturn:
    """Raises NameNotFound: there is no such record, or it has no such item."""
    raise NameNotFound(f"ไม่พบ{section_label(section)} ข้อ {number} ของบันทึก “{record_id}”", "เลือกส่วนของบันทึกจากหน้ากลยุทธ์")
