"""The fields and sections of a record: one row each. A new field, facet or section is a row here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

FieldKind = Literal["text", "keyword", "keywords", "year", "phone"]


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its name everywhere, its Thai label, and what search does with it.

    ``kind``: text is cut and searched; keyword is one exact value; keywords several; year a Buddhist integer;
    phone is shown masked and never searched. ``boost`` weighs matches (0: not searched by free words).
    ``facet``: offered as a facet of records and items.
    """

    name: str
    label: str
    kind: FieldKind = "text"
    boost: float = 0.0
    facet: bool = False


@dataclass(frozen=True, slots=True)
class SectionKind:
    """One section of a record; ``short`` is the label where space is scarce, ``boost`` weighs its matches."""

    name: str
    label: str
    short: str
    boost: float = 1.0


FIELDS: tuple[Field, ...] = (
    Field("title", "ชื่อเรื่อง", boost=4.0),
    Field("author_name", "เจ้าของความรู้", boost=1.0),
    Field("author_position", "ตำแหน่ง", kind="keyword", facet=True),
    Field("author_office", "สังกัด", boost=0.5),
    Field("phone", "เบอร์โทรศัพท์", kind="phone"),
    Field("district", "อำเภอ", kind="keyword", boost=0.5, facet=True),
    Field("province", "จังหวัด", kind="keyword", boost=0.5, facet=True),
    Field("region", "ภาค", kind="keyword", boost=0.5, facet=True),
    Field("year", "ปี พ.ศ.", kind="year", boost=0.5, facet=True),
    Field("category", "หมวดองค์ความรู้", boost=1.5),
    Field("topics", "หัวข้อ", kind="keywords", facet=True),
    Field("form", "แบบฟอร์ม", kind="keyword", facet=True),
)

SECTIONS: tuple[SectionKind, ...] = (
    SectionKind("background", "ที่มา/เรื่องเล่า", "ที่มา", 0.7),
    SectionKind("knowledge_assets", "ขุมความรู้", "ขุมความรู้", 1.5),
    SectionKind("core_knowledge", "แก่นความรู้", "แก่นความรู้", 1.5),
    SectionKind("strategies", "กลยุทธ์ในการทำงาน", "กลยุทธ์", 1.5),
    SectionKind("methods", "วิธีการ/ขั้นตอน", "วิธีการ"),
    SectionKind("techniques", "เทคนิค", "เทคนิค"),
    SectionKind("cautions", "ข้อพึงระวัง", "ข้อพึงระวัง"),
    SectionKind("success_factors", "ปัจจัยแห่งความสำเร็จ", "ปัจจัยความสำเร็จ"),
    SectionKind("problems_solutions", "ปัญหาและวิธีแก้", "ปัญหา/วิธีแก้"),
    SectionKind("outcomes", "ผลลัพธ์", "ผลลัพธ์"),
    SectionKind("theories", "กฎระเบียบ/แนวคิด/ทฤษฎี", "แนวคิด/ทฤษฎี"),
    SectionKind("other", "ข้อความอื่นในเอกสาร", "อื่น ๆ", 0.3),
)

SECTION_FACET = Field("section", "ส่วนของบันทึก", kind="keywords", facet=True)
"""The one facet that is no field: which sections a record fills, or the section an item stands in."""

FACETS: tuple[Field, ...] = (*(field for field in FIELDS if field.facet), SECTION_FACET)

FIELD: dict[str, Field] = {field.name: field for field in FIELDS}
SECTION: dict[str, SectionKind] = {section.name: section for section in SECTIONS}


FORM_LABELS = {
    "A": "บันทึกขุมความรู้และแก่นความรู้",
    "B": "บันทึกองค์ความรู้รายบุคคล",
    "อื่น ๆ": "แบบอื่น",
}
"""What readers are shown of the names of the forms in ``ingest/forms/``."""


def value_label(field: str, value: str) -> str:
    """A value of a field as readers are shown it; mostly the value itself."""
    return FORM_LABELS.get(value, value) if field == "form" else value


def section_label(name: str) -> str:
    """The Thai label of a section id; the id itself where no row has it."""
    return SECTION[name].label if name in SECTION else name
