"""JSON Schemas of all JSON answers. Those of records are derived from the model in ``corpus``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, get_args

from corpus.fields import FACETS, FIELDS, SECTIONS, RecordFields
from corpus.record import Evidence, Source
from corpus.schema import json_properties
from index.browse.coverage import CoverageBy
from index.browse.people import PeopleOrder, PersonKind
from index.browse.people_index import MAX_SECTION_ITEMS
from index.results import Mode, Sort, Target
from index.suggest.suggester import SuggestionKind

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
COUNT: Schema = {"type": "integer", "minimum": 0}
POSITIVE: Schema = {"type": "integer", "minimum": 1}
FLAG: Schema = {"type": "boolean"}
YEAR: Schema = {"type": ["integer", "null"], "description": "ปี พ.ศ. ว่างเมื่อไม่ทราบ"}
SECTION_NAME: Schema = {"type": "string", "enum": [section.name for section in SECTIONS]}
SPAN: Schema = {"type": "array", "prefixItems": [COUNT, COUNT], "items": False, "minItems": 2}
SPAN_OF_YEARS: Schema = {"anyOf": [SPAN, {"type": "null"}], "description": "ปีแรกและปีสุดท้าย ว่างเมื่อไม่ทราบ"}


def ref(name: str) -> Schema:
    """A reference to one of ``SCHEMAS``."""
    return {"$ref": f"#/components/schemas/{name}"}


def list_of(schema: Schema, max_items: int | None = None) -> Schema:
    """An array of ``schema``, of at most ``max_items`` elements if given."""
    return {"type": "array", "items": schema, **({} if max_items is None else {"maxItems": max_items})}


def map_of(schema: Schema, names: Iterable[str] = ()) -> Schema:
    """An object whose values match ``schema`` and whose property names are among ``names`` (empty: any)."""
    keys = list(names)
    return {"type": "object", "additionalProperties": schema, **({"propertyNames": {"enum": keys}} if keys else {})}


def enum_of(words: Iterable[str]) -> Schema:
    """A string that is one of ``words``."""
    return {"type": "string", "enum": list(words)}


def describe(schema: Schema, description: str) -> Schema:
    """``schema`` with a Thai ``description`` of its value."""
    return {**schema, "description": description}


def object_schema(description: str, optional: Iterable[str] = (), **properties: Schema) -> Schema:
    """An object with exactly these properties, all required except ``optional``. A trailing ``_`` is removed from names
    (``in_``)."""
    properties_by_name = {name.rstrip("_"): schema for name, schema in properties.items()}
    return {
        "type": "object",
        "description": description,
        "required": [name for name in properties_by_name if name not in set(optional)],
        "properties": properties_by_name,
        "additionalProperties": False,
    }


_FIELDS: dict[str, Schema] = json_properties(RecordFields)
_HIT_FIELDS: dict[str, Schema] = {
    field.name: _FIELDS[field.name] for field in FIELDS if field.kind != "phone" and field.name != "title"
}
_FACET_NAMES = tuple(facet.name for facet in FACETS)
_FILTERS: Schema = describe(map_of(list_of(TEXT), _FACET_NAMES), "ตัวกรองที่ใช้")
_FACET_VALUES: Schema = describe(map_of(list_of(ref("FacetValue")), _FACET_NAMES), "ค่าของตัวกรองแต่ละตัว")
_PAGING: dict[str, Schema] = {"page": POSITIVE, "page_count": POSITIVE}
_DOCUMENT_REF: dict[str, Schema] = {
    "id": TEXT,
    "title": TEXT,
    "author": TEXT,
    "office": TEXT,
    "province": TEXT,
    "year": YEAR,
    "section": describe(TEXT, "ส่วนของข้อ ว่างเมื่อเป็นทั้งบันทึก"),
    "number": describe(COUNT, "ลำดับของข้อ 0 เมื่อเป็นทั้งบันทึก"),
    "text": describe(TEXT, "สิ่งที่ข้อนี้กล่าว ว่างเมื่อเป็นทั้งบันทึก หรือในผลลัพธ์ของการค้นหา"),
    "anchor": describe(TEXT, "ตำแหน่งในหน้าบันทึก ว่างเมื่อเป็นทั้งบันทึก"),
}
_TOPIC: dict[str, Schema] = {
    "label": describe(TEXT, "ชื่อหัวข้อ"),
    "parent": describe(TEXT, "หัวข้อที่กว้างกว่า ว่างเมื่อไม่มี"),
    "words": describe(list_of(TEXT), "คำที่ทำให้บันทึกอยู่ในหัวข้อนี้"),
    "in_lexicon": describe(FLAG, "อยู่ในคลังคำ"),
    "record_count": COUNT,
    "item_count": describe(COUNT, "จำนวนข้อ"),
    "province_count": describe(COUNT, "จำนวนจังหวัด"),
    "years": SPAN_OF_YEARS,
}
_PERSON: dict[str, Schema] = {
    "id": describe(TEXT, "รหัสของบันทึกหนึ่งของเขา ใช้ในที่อยู่"),
    "name": TEXT,
    "offices": describe(list_of(TEXT), "สังกัดของบุคคล ล่าสุดก่อน"),
    "positions": describe(list_of(TEXT), "ตำแหน่งของบุคคล ล่าสุดก่อน"),
    "author_count": describe(COUNT, "จำนวนผู้เขียน"),
    "provinces": list_of(TEXT),
    "years": SPAN_OF_YEARS,
    "topics": list_of(ref("PersonTopic")),
    "record_count": POSITIVE,
    "records": describe(list_of(ref("DocumentRef")), "บันทึก ใหม่ที่สุดก่อน"),
}
_ITEM_LOCATION: dict[str, Schema] = {
    "section": describe(SECTION_NAME, "ส่วนของบันทึกที่ข้อนี้อยู่"),
    "number": describe(POSITIVE, "ลำดับของข้อในส่วนนั้น"),
    "anchor": describe(TEXT, "ตำแหน่งในหน้าบันทึก เช่น strategies-3"),
}

SCHEMAS: dict[str, Schema] = {
    "Problem": object_schema("เหตุและวิธีแก้", cause=describe(TEXT, "เกิดอะไรขึ้น"), cure=describe(TEXT, "ควรทำอย่างไร")),
    "Error": object_schema("ข้อผิดพลาด ใช้รูปนี้ทุกครั้ง", error=ref("Problem")),
    "Snippet": object_schema(
        "ข้อความที่ตรงกับคำค้น",
        section=describe(TEXT, "รหัสของส่วน หรือชื่อช่อง"),
        label=describe(TEXT, "ชื่อไทยของส่วนหรือช่อง"),
        number=describe(COUNT, "ลำดับของข้อ 0 เมื่อไม่มีลำดับ"),
        text=TEXT,
        highlights=describe(list_of(SPAN), "ช่วงที่ตรงกับคำค้น [เริ่ม, สิ้นสุด) นับเป็นตัวอักษรของ text"),
    ),
    "DocumentRef": object_schema("บันทึก หรือข้อหนึ่งของบันทึก ว่าใคร ที่ไหน เมื่อไร", **_DOCUMENT_REF),
    "Hit": object_schema(
        "ผลลัพธ์หนึ่งรายการ รายข้อมี section, number และ anchor ด้วย",
        optional=_ITEM_LOCATION,
        id=describe(TEXT, "รหัสของบันทึก"),
        title=TEXT,
        **_HIT_FIELDS,
        **_ITEM_LOCATION,
        score=describe({"type": "number"}, "คะแนนความเกี่ยวข้อง"),
        approximate=describe(FLAG, "ตรงกับคำใกล้เคียง ไม่ตรงตามที่พิมพ์"),
        collapsed_count=describe(COUNT, "จำนวนรายการอื่นที่กล่าวเช่นเดียวกัน"),
        collapsed=describe(list_of(ref("DocumentRef")), "รายการใหม่ที่สุดในนั้น"),
        snippets=list_of(ref("Snippet")),
    ),
    "FacetValue": object_schema(
        "ค่าหนึ่งของตัวกรอง", value=TEXT, label=TEXT, count=COUNT, selected=describe(FLAG, "เลือกอยู่")
    ),
    "Facets": object_schema("ค่าของตัวกรองแต่ละตัว", **{facet.name: list_of(ref("FacetValue")) for facet in FACETS}),
    "Change": object_schema("คำที่แก้", typed=describe(TEXT, "ที่พิมพ์"), corrected=describe(TEXT, "ที่น่าจะหมายถึง")),
    "CorrectedQuery": object_schema(
        "คำค้นที่ใช้แทนหรือใช้ร่วมกับคำที่พิมพ์",
        text=TEXT,
        replaces_query=describe(FLAG, "ใช้แทนคำที่พิมพ์ทั้งหมด"),
        keyboard_layout=describe(FLAG, "พิมพ์ผิดแป้นภาษา"),
        changes=list_of(ref("Change")),
    ),
    "NearestTerm": object_schema("คำที่มีในคลัง", term=TEXT, count=describe(COUNT, "จำนวนผลลัพธ์ของคำนี้คำเดียว")),
    "ZeroResultTerm": object_schema(
        "คำหนึ่งของคำค้นที่ไม่พบผลลัพธ์",
        term=TEXT,
        count=describe(COUNT, "จำนวนผลลัพธ์ของคำนี้คำเดียว"),
        nearest=describe(list_of(ref("NearestTerm")), "คำใกล้เคียง ที่น่าจะใช่ที่สุดก่อน"),
    ),
    "FilterRelaxation": object_schema(
        "ตัวกรองที่เอาออกแล้วมีผลลัพธ์", name=describe(TEXT, "ว่างเมื่อหมายถึงตัวกรองทั้งหมด"), label=TEXT, count=COUNT
    ),
    "ResultPage": object_schema(
        "ผลการค้นหาหนึ่งหน้า",
        query=describe(TEXT, "คำค้นตามที่ส่งมา"),
        in_=enum_of(get_args(Target)),
        filters=_FILTERS,
        sort=enum_of(get_args(Sort)),
        **_PAGING,
        total=describe(COUNT, "จำนวนผลลัพธ์ ที่กล่าวเช่นเดียวกันนับเป็นหนึ่ง"),
        document_count=describe(COUNT, "จำนวนบันทึกหรือข้อทั้งหมดที่ตรง"),
        mode=describe(enum_of(get_args(Mode)), "ต้องมีคำใดบ้าง: ไม่มีคำค้น ครบทุกคำ เกือบทุกคำ หรือคำใดก็ได้"),
        terms=describe(list_of(TEXT), "คำค้นถูกตัดเป็น"),
        exact=FLAG,
        note=describe(TEXT, "ประโยคที่อธิบายผลลัพธ์ ว่างเมื่อไม่มีอะไรต้องบอก"),
        corrected_query={"anyOf": [ref("CorrectedQuery"), {"type": "null"}]},
        zero_result_terms=describe(list_of(ref("ZeroResultTerm")), "เมื่อไม่พบผลลัพธ์: คำค้นทีละคำ"),
        filter_relaxations=describe(list_of(ref("FilterRelaxation")), "เมื่อไม่พบผลลัพธ์: ตัวกรองที่ควรเอาออก"),
        hits=list_of(ref("Hit")),
        facets=ref("Facets"),
    ),
    "Suggestion": object_schema(
        "คำแนะนำหนึ่งรายการ",
        text=TEXT,
        kind=enum_of(get_args(SuggestionKind)),
        count=describe({"type": ["integer", "null"]}, "จำนวนบันทึกที่พบ"),
        typed=describe(list_of(SPAN), "ช่วงของ text ที่พิมพ์แล้ว [เริ่ม, สิ้นสุด)"),
        url=describe(TEXT, "หน้าที่คำแนะนำนี้พาไป"),
    ),
    "Suggestions": object_schema("คำแนะนำขณะพิมพ์", text=TEXT, suggestions=list_of(ref("Suggestion"))),
    "Source": object_schema(
        "ไฟล์ที่บันทึกมาจาก",
        **json_properties(Source),
    ),
    "Evidence": object_schema(
        "ค่านี้ได้มาอย่างไร",
        **json_properties(Evidence),
    ),
    "Lead": object_schema("ประโยคนำ", before=describe(POSITIVE, "ลำดับของข้อที่ตามมา"), text=TEXT),
    "Record": object_schema(
        "บันทึกหนึ่งเรื่อง",
        **_FIELDS,
        sections=describe(map_of(list_of(TEXT), (section.name for section in SECTIONS)), "ข้อความของแต่ละส่วน ทีละข้อ"),
        leads=describe(map_of(list_of(ref("Lead")), (section.name for section in SECTIONS)), "ประโยคนำของแต่ละส่วน"),
        note=describe(TEXT, "หมายเหตุของผู้ดูแลคลัง เป็น Markdown"),
        url=describe(TEXT, "หน้าของบันทึก"),
        sources=list_of(ref("Source")),
        checks=describe(list_of(TEXT), "สิ่งที่ควรตรวจดู"),
        evidence=describe(map_of(ref("Evidence")), "แต่ละช่องและส่วนได้มาอย่างไร"),
    ),
    "GroupedItem": object_schema(
        "ข้อของบันทึกที่บันทึกอื่นกล่าวเช่นเดียวกัน",
        section=SECTION_NAME,
        number=POSITIVE,
        other_record_count=describe(POSITIVE, "จำนวนบันทึกอื่น"),
        members=list_of(ref("DocumentRef")),
    ),
    "SimilarRecords": object_schema(
        "สิ่งที่คล้ายกับบันทึกหนึ่ง", id=TEXT, records=list_of(ref("DocumentRef")), items=list_of(ref("GroupedItem"))
    ),
    "ItemGroup": object_schema(
        "เรื่องหนึ่งที่ข้อของบันทึกกล่าว",
        text=TEXT,
        item_count=describe(POSITIVE, "จำนวนข้อที่กล่าว"),
        record_count=describe(POSITIVE, "จำนวนบันทึกที่กล่าว"),
        unfiltered_record_count=describe(POSITIVE, "จำนวนบันทึกที่กล่าวทั้งคลัง ไม่ว่ากรองอย่างไร"),
        province_count=describe(COUNT, "จำนวนจังหวัด"),
        years=SPAN_OF_YEARS,
        members=describe(list_of(ref("DocumentRef")), "ข้อที่กล่าว บันทึกละหนึ่งข้อ ใหม่ที่สุดก่อน"),
    ),
    "ItemGroupsPage": object_schema(
        "สิ่งที่ส่วนหนึ่งของทุกบันทึกกล่าว เรื่องที่หลายบันทึกกล่าวอยู่ก่อน",
        section=SECTION_NAME,
        filters=_FILTERS,
        **_PAGING,
        total=describe(COUNT, "จำนวนเรื่อง"),
        item_count=describe(COUNT, "จำนวนข้อ"),
        multi_record_count=describe(COUNT, "จำนวนเรื่องที่หลายบันทึกกล่าว"),
        groups=list_of(ref("ItemGroup")),
        facets=_FACET_VALUES,
    ),
    "ItemGroupPage": object_schema(
        "เรื่องหนึ่งกับบันทึกทั้งหมดที่กล่าว members เป็นของหน้าที่ขอ",
        section=SECTION_NAME,
        **_PAGING,
        total=describe(POSITIVE, "จำนวนบันทึกที่กล่าว"),
        group=ref("ItemGroup"),
    ),
    "Overview": object_schema(
        "ภาพรวมของคลัง",
        record_count=COUNT,
        item_count=describe(COUNT, "จำนวนข้อ"),
        facets=ref("Facets"),
        newest=describe(list_of(ref("Hit")), "บันทึกปีล่าสุด"),
        strategies=describe(list_of(ref("ItemGroup")), "กลยุทธ์ที่หลายบันทึกกล่าว"),
    ),
    "Topic": object_schema("หัวข้อและจำนวนที่มี", **_TOPIC),
    "Topics": object_schema("หัวข้อทั้งหมด หัวข้อกว้างอยู่ก่อนหัวข้อที่อยู่ใต้", topics=list_of(ref("Topic"))),
    "TopicSection": object_schema("ส่วนหนึ่งของหัวข้อ", section=SECTION_NAME, group_count=describe(COUNT, "จำนวนเรื่อง")),
    "Reason": object_schema(
        "คำที่ทำให้บันทึกอยู่ในหัวข้อ และที่ที่คำอยู่",
        word=TEXT,
        section=describe(TEXT, "รหัสของส่วน หรือชื่อช่อง"),
        label=describe(TEXT, "ชื่อไทยของส่วนหรือช่อง"),
        number=describe(COUNT, "ลำดับของข้อ 0 เมื่อไม่มีลำดับ"),
    ),
    "TopicRecord": object_schema(
        "บันทึกของหัวข้อ", **_DOCUMENT_REF, reasons=describe(list_of(ref("Reason")), "ว่างเมื่อบันทึกระบุหัวข้อเอง")
    ),
    "TopicRecordsPage": object_schema(
        "บันทึกของหัวข้อหนึ่งหน้า",
        filters=_FILTERS,
        **_PAGING,
        total=COUNT,
        records=list_of(ref("TopicRecord")),
        facets=_FACET_VALUES,
    ),
    "TopicPage": object_schema(
        "หัวข้อหนึ่ง มี item_groups เมื่อดูส่วนหนึ่ง มี records เมื่อดูบันทึก",
        optional=("item_groups", "records"),
        **_TOPIC,
        ancestors=describe(list_of(TEXT), "หัวข้อที่กว้างกว่า"),
        children=describe(list_of(ref("Topic")), "หัวข้อที่อยู่ใต้"),
        filters=_FILTERS,
        sections=describe(list_of(ref("TopicSection")), "ส่วนของบันทึก นับตามตัวกรอง"),
        matching_record_count=describe(COUNT, "จำนวนบันทึกตามตัวกรอง"),
        tab=describe(enum_of((*SECTION_NAME["enum"], "records")), "สิ่งที่ดูอยู่"),
        item_groups=ref("ItemGroupsPage"),
        records=ref("TopicRecordsPage"),
    ),
    "ProfileSection": object_schema(
        "สิ่งที่ส่วนหนึ่งของบันทึกของเขากล่าว",
        section=SECTION_NAME,
        item_count=describe(POSITIVE, "จำนวนข้อ"),
        items=describe(list_of(ref("DocumentRef")), f"ข้อจากบันทึกใหม่ที่สุด ไม่เกิน {MAX_SECTION_ITEMS} ข้อ"),
    ),
    "PersonTopic": object_schema("หัวข้อที่บุคคลหรือหน่วยงานเขียนถึง", topic=TEXT, record_count=POSITIVE),
    "Person": object_schema("ผู้เขียน หรือหน่วยงาน", **_PERSON),
    "Colleague": object_schema("บุคคลของหน่วยงาน", name=TEXT, id=describe(TEXT, "รหัสของบันทึกหนึ่งของเขา ใช้ในที่อยู่")),
    "Profile": object_schema(
        "ผู้เขียน หรือหน่วยงาน กับสิ่งที่ทำ",
        **_PERSON,
        phones=describe(list_of(TEXT), "เบอร์โทรศัพท์ในบันทึก ใหม่ที่สุดก่อน"),
        sections=describe(list_of(ref("ProfileSection")), "กลยุทธ์ที่ใช้ และแก่นความรู้"),
        colleagues=describe(list_of(ref("Colleague")), "บุคคลของหน่วยงาน ตามลำดับชื่อ ว่างเมื่อเป็นบุคคล"),
    ),
    "Initial": object_schema("อักษรแรกของชื่อ", letter=TEXT, name_count=describe(POSITIVE, "จำนวนชื่อ")),
    "PeoplePage": object_schema(
        "รายชื่อหนึ่งหน้า",
        kind=enum_of(get_args(PersonKind)),
        query=TEXT,
        filters=_FILTERS,
        sort=enum_of(get_args(PeopleOrder)),
        letter=describe(TEXT, "อักษรแรกที่เลือก ว่างเมื่อไม่ได้เลือก"),
        **_PAGING,
        total=COUNT,
        letters=describe(list_of(ref("Initial")), "อักษรแรกทั้งหมดที่มีชื่อ"),
        people=list_of(ref("Person")),
        facets=_FACET_VALUES,
    ),
    "CoverageRow": object_schema(
        "จังหวัด ภาค หรือปีหนึ่ง",
        label=TEXT,
        region=describe(TEXT, "ภาคของจังหวัด"),
        filters=describe(_FILTERS, "ตัวกรองที่พบบันทึกของแถวนี้"),
        counts=describe(list_of(COUNT), "จำนวนบันทึกของแต่ละหัวข้อ ตามลำดับของ topics"),
        record_count=COUNT,
    ),
    "Coverage": object_schema(
        "มีบันทึกเรื่องใด ที่ไหน เมื่อไร",
        by=enum_of(get_args(CoverageBy)),
        topic=describe(TEXT, "หัวข้อที่ดูหัวข้อใต้ ว่างเมื่อดูหัวข้อกว้าง"),
        filters=_FILTERS,
        topics=describe(list_of(TEXT), "หัวข้อของแต่ละช่อง"),
        rows=list_of(ref("CoverageRow")),
        totals=list_of(COUNT),
        record_count=COUNT,
    ),
}
"""Schema name → schema, in the order of ``/api/docs``: schemas precede those that refer to them."""
