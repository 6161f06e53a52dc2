"""Fields and sections of a record, one row each: adding a field, facet or section means adding one row here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, ClassVar, Literal, get_type_hints

from pydantic import Strict, StringConstraints

FieldKind = Literal["text", "keyword", "keywords", "year", "phone"]


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its Thai label, what search does with it, and its name everywhere.

    ``kind``: text is tokenized and searched; keyword is one exact value; keywords several; year a Buddhist integer;
    phone is shown masked and never searched. ``boost`` weighs matches (0: not searched by free words).
    ``facet``: offered as a facet of records and items.
    """

    label: str
    kind: FieldKind = "text"
    boost: float = 0.0
    facet: bool = False
    name: str = ""


@dataclass(frozen=True, slots=True)
class SectionKind:
    """One section of a record; ``short`` is the label for narrow places, ``boost`` weighs its matches."""

    name: str
    label: str
    short: str
    boost: float = 1.0


@dataclass(frozen=True, slots=True)
class RecordFields:
    """The id and the fields of a record, in the order of files and pages.

    Front matter, JSON lines, CSV, OpenAPI, the index and its facets follow these rows. A text field without a value
    is an empty string, ``year`` is None.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    id: Annotated[str, StringConstraints(min_length=1)]
    title: Annotated[str, Field("ชื่อเรื่อง", boost=4.0)] = ""
    author_name: Annotated[str, Field("เจ้าของความรู้", boost=1.0)] = ""
    author_position: Annotated[str, Field("ตำแหน่ง", kind="keyword", facet=True)] = ""
    author_office: Annotated[str, Field("สังกัด", boost=0.5)] = ""
    phone: Annotated[str, Field("เบอร์โทรศัพท์", kind="phone")] = ""
    district: Annotated[str, Field("อำเภอ", kind="keyword", boost=0.5, facet=True)] = ""
    province: Annotated[str, Field("จังหวัด", kind="keyword", boost=0.5, facet=True)] = ""
    region: Annotated[str, Field("ภาค", kind="keyword", boost=0.5, facet=True)] = ""
    year: Annotated[int | None, Strict(), Field("ปี พ.ศ.", kind="year", boost=0.5, facet=True)] = None
    category: Annotated[str, Field("หมวดองค์ความรู้", boost=1.5)] = ""
    topics: Annotated[tuple[str, ...], Field("หัวข้อ", kind="keywords", facet=True)] = ()
    form: Annotated[str, Field("แบบฟอร์ม", kind="keyword", facet=True)] = ""


FIELDS: tuple[Field, ...] = tuple(
    replace(row, name=name)
    for name, hint in get_type_hints(RecordFields, include_extras=True).items()
    for row in getattr(hint, "__metadata__", ())
    if isinstance(row, Field)
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

SECTION_FACET = Field("ส่วนของบันทึก", kind="keywords", facet=True, name="section")
"""The one facet that is not a field: the sections that a record fills, or the section of an item."""

FACETS: tuple[Field, ...] = (*(field for field in FIELDS if field.facet), SECTION_FACET)

FIELD: dict[str, Field] = {field.name: field for field in FIELDS}
SECTION: dict[str, SectionKind] = {section.name: section for section in SECTIONS}

SECTION_ORDER: dict[str, int] = {section.name: position for position, section in enumerate(SECTIONS)}
"""Section name → position in an exported record."""

FORM_LABELS = {
    "A": "บันทึกขุมความรู้และแก่นความรู้",
    "B": "บันทึกองค์ความรู้รายบุคคล",
    "อื่น ๆ": "แบบอื่น",
}
"""Name of a form in ``ingest/forms/`` → Thai label on pages."""


def value_label(field: str, value: str) -> str:
    """Returns the label of a field value on pages: the Thai name of a form, else the value itself."""
    return FORM_LABELS.get(value, value) if field == "form" else value


def section_label(name: str) -> str:
    """Returns the Thai label of a section; an unknown name unchanged."""
    return SECTION[name].label if name in SECTION else name
