"""Thai labels of parameters, of their values and of pages: plain data that pages, errors and links share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from corpus.fields import FACETS, SECTION
from index.browse.coverage import CoverageBy
from index.browse.people import PeopleOrder, PersonKind
from index.results import Sort, Target

RECORDS_TAB = "records"
"""The tab of a topic's records, as in URLs."""

TARGETS: dict[Target, str] = {"records": "บันทึก", "items": "รายข้อ"}
TARGET_UNITS: dict[Target, str] = {"records": "บันทึก", "items": "ข้อ"}
SORTS: dict[Sort, str] = {"relevance": "เกี่ยวข้องที่สุด", "newest": "ปีล่าสุด", "oldest": "ปีเก่าสุด"}
COVERAGE_ROWS: dict[CoverageBy, str] = {"province": "จังหวัด", "region": "ภาค", "year": "ปี"}
PERSON_KINDS: dict[PersonKind, str] = {"author": "บุคคล", "office": "หน่วยงาน"}
PEOPLE_ORDERS: dict[PeopleOrder, str] = {"records": "ตามจำนวนบันทึก", "name": "ตามชื่อ"}

PARAMETERS: dict[str, str] = {
    **{facet.name: facet.label for facet in FACETS},
    "by": "แถวของตาราง",
    "exact": "การค้นตามที่พิมพ์",
    "in": "สิ่งที่ค้น",
    "page": "เลขหน้า",
    "size": "จำนวนต่อหน้า",
    "sort": "ลำดับ",
    "topic": "หัวข้อ",
    "year_from": "ปีเริ่มต้น",
    "year_to": "ปีสุดท้าย",
}
"""URL parameter → its label."""

PARAMETER_VALUES: dict[str, Mapping[Any, str]] = {
    "by": COVERAGE_ROWS,
    "in": TARGETS,
    "section": {**{section.name: section.short for section in SECTION.values()}, RECORDS_TAB: TARGETS["records"]},
    "sort": SORTS | {"records": "จำนวนบันทึก", "name": "ชื่อ"},
}
"""URL parameter with few values → the label of each value."""

BACK_LINK_PAGES = {
    "home.page": "หน้าแรก",
    "topics.page": "หัวข้อ",
    "item_groups.page": "",
    "item_groups.group": "รวมข้อที่กล่าวตรงกัน",
    "people.authors": "รายชื่อบุคคล",
    "people.offices": "รายชื่อหน่วยงาน",
    "people.author": "ผู้เขียน",
    "people.office": "หน่วยงาน",
    "search.page": "รายการทั้งหมด",
    "record.page": "บันทึกก่อนหน้านี้",
}
"""Endpoint of a page to which a record can link back → its label; empty: the label of its section."""

LIST_LINKS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "topics.page": ("ดูหัวข้อทั้งหมด", "topics.tree", {}),
    "people.author": ("ดูรายชื่อบุคคลทั้งหมด", "people.authors", {}),
    "people.office": ("ดูรายชื่อหน่วยงานทั้งหมด", "people.offices", {}),
    "item_groups.page": ("ดูกลยุทธ์ทั้งหมด", "item_groups.page", {"section": "strategies"}),
    "item_groups.group": ("ดูกลยุทธ์ทั้งหมด", "item_groups.page", {"section": "strategies"}),
    "record.page": ("ดูบันทึกทั้งหมด", "search.page", {}),
}
"""Endpoint of a missing page → label, endpoint and arguments of the list that a 404 page links to."""
