"""The shape of every JSON answer as JSON Schema. The shapes of records come from the model in ``corpus``."""

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
from index.suggest.suggester import Kind

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


def list_of(schema: Schema, most: int | None = None) -> Schema:
    """An array of such values, at most ``most``."""
    return {"type": "array", "items": schema, **({} if most is None else {"maxItems": most})}


def map_of(schema: Schema, names: Iterable[str] = ()) -> Schema:
    """An object with such values, under any of ``names``, or any name at all where none are given."""
    keys = list(names)
    return {"type": "object", "additionalProperties": schema, **({"propertyNames": {"enum": keys}} if keys else {})}


def word_of(words: Iterable[str]) -> Schema:
    """One of a few words."""
    return {"type": "string", "enum": list(words)}


def said(schema: Schema, description: str) -> Schema:
    """The schema with a Thai sentence on what its value is."""
    return {**schema, "description": description}


def shape(description: str, optional: Iterable[str] = (), **properties: Schema) -> Schema:
    """An object with exactly these properties, all there but the ``optional`` ones. ``in_`` is the property ``in``."""
    named = {name.rstrip("_"): schema for name, schema in properties.items()}
    return {
        "type": "object",
        "description": description,
        "required": [name for name in named if name not in set(optional)],
        "properties": named,
        "additionalProperties": False,
    }


_FIELDS: dict[str, Schema] = json_properties(RecordFields)
_HIT_FIELDS: dict[str, Schema] = {
    field.name: _FIELDS[field.name] for field in FIELDS if field.kind != "phone" and field.name != "title"
}
_FACET_NAMES = tuple(facet.name for facet in FACETS)
_FILTERS: Schema = said(map_of(list_of(TEXT), _FACET_NAMES), "ตัวกรองที่ใช้")
_FACET_VALUES: Schema = said(map_of(list_of(ref("FacetValue")), _FACET_NAMES), "ค่าของตัวกรองแต่ละตัว")
_PAGING: dict[str, Schema] = {"page": POSITIVE, "page_count": POSITIVE}
_DOCUMENT_REF: dict[str, Schema] = {
    "id": TEXT,
    "title": TEXT,
    "author": TEXT,
    "office": TEXT,
    "province": TEXT,
    "year": YEAR,
    "section": said(TEXT, "ส่วนของข้อ ว่างเมื่อเป็นทั้งบันทึก"),
    "number": said(COUNT, "ลำดับของข้อ 0 เมื่อเป็นทั้งบันทึก"),
    "text": said(TEXT, "สิ่งที่ข้อนี้กล่าว ว่างเมื่อเป็นทั้งบันทึก หรือในผลลัพธ์ของการค้นหา"),
    "anchor": said(TEXT, "ตำแหน่งในหน้าบันทึก ว่างเมื่อเป็นทั้งบันทึก"),
}
_TOPIC: dict[str, Schema] = {
    "label": said(TEXT, "ชื่อหัวข้อ"),
    "parent": said(TEXT, "หัวข้อที่กว้างกว่า ว่างเมื่อไม่มี"),
    "words": said(list_of(TEXT), "คำที่ทำให้บันทึกอยู่ในหัวข้อนี้"),
    "in_lexicon": said(FLAG, "อยู่ในคลังคำ"),
    "record_count": COUNT,
    "item_count": said(COUNT, "จำนวนข้อ"),
    "province_count": said(COUNT, "จำนวนจังหวัด"),
    "years": SPAN_OF_YEARS,
}
_PERSON: dict[str, Schema] = {
    "id": said(TEXT, "รหัสของบันทึกหนึ่งของเขา ใช้ในที่อยู่"),
    "name": TEXT,
    "offices": said(list_of(TEXT), "สังกัดของบุคคล ล่าสุดก่อน"),
    "positions": said(list_of(TEXT), "ตำแหน่งของบุคคล ล่าสุดก่อน"),
    "author_count": said(COUNT, "จำนวนผู้เขียน"),
    "provinces": list_of(TEXT),
    "years": SPAN_OF_YEARS,
    "topics": list_of(ref("PersonTopic")),
    "record_count": POSITIVE,
    "records": said(list_of(ref("DocumentRef")), "บันทึก ใหม่ที่สุดก่อน"),
}
_PLACE: dict[str, Schema] = {
    "section": said(SECTION_NAME, "ส่วนของบันทึกที่ข้อนี้อยู่"),
    "number": said(POSITIVE, "ลำดับของข้อในส่วนนั้น"),
    "anchor": said(TEXT, "ตำแหน่งในหน้าบันทึก เช่น strategies-3"),
}

SCHEMAS: dict[str, Schema] = {
    "Problem": shape("เหตุและวิธีแก้", cause=said(TEXT, "เกิดอะไรขึ้น"), cure=said(TEXT, "ควรทำอย่างไร")),
    "Error": shape("ข้อผิดพลาด ใช้รูปนี้ทุกครั้ง", error=ref("Problem")),
    "Snippet": shape(
        "ข้อความที่ตรงกับคำค้น",
        section=said(TEXT, "รหัสของส่วน หรือชื่อช่อง"),
        label=said(TEXT, "ชื่อไทยของส่วนหรือช่อง"),
        number=said(COUNT, "ลำดับของข้อ 0 เมื่อไม่มีลำดับ"),
        text=TEXT,
        highlights=said(list_of(SPAN), "ช่วงที่ตรงกับคำค้น [เริ่ม, สิ้นสุด) นับเป็นตัวอักษรของ text"),
    ),
    "DocumentRef": shape("บันทึก หรือข้อหนึ่งของบันทึก ว่าใคร ที่ไหน เมื่อไร", **_DOCUMENT_REF),
    "Hit": shape(
        "ผลลัพธ์หนึ่งรายการ รายข้อมี section, number และ anchor ด้วย",
        optional=_PLACE,
        id=said(TEXT, "รหัสของบันทึก"),
        title=TEXT,
        **_HIT_FIELDS,
        **_PLACE,
        score=said({"type": "number"}, "คะแนนความเกี่ยวข้อง"),
        approximate=said(FLAG, "ตรงกับคำใกล้เคียง ไม่ตรงตามที่พิมพ์"),
        collapsed_count=said(COUNT, "จำนวนรายการอื่นที่กล่าวเช่นเดียวกัน"),
        collapsed=said(list_of(ref("DocumentRef")), "รายการใหม่ที่สุดในนั้น"),
        snippets=list_of(ref("Snippet")),
    ),
    "FacetValue": shape("ค่าหนึ่งของตัวกรอง", value=TEXT, label=TEXT, count=COUNT, selected=said(FLAG, "เลือกอยู่")),
    "Facets": shape("ค่าของตัวกรองแต่ละตัว", **{facet.name: list_of(ref("FacetValue")) for facet in FACETS}),
    "Change": shape("คำที่แก้", typed=said(TEXT, "ที่พิมพ์"), corrected=said(TEXT, "ที่น่าจะหมายถึง")),
    "CorrectedQuery": shape(
        "คำค้นที่ใช้แทนหรือใช้ร่วมกับคำที่พิมพ์",
        text=TEXT,
        replaces_query=said(FLAG, "ใช้แทนคำที่พิมพ์ทั้งหมด"),
        keyboard_layout=said(FLAG, "พิมพ์ผิดแป้นภาษา"),
        changes=list_of(ref("Change")),
    ),
    "NearestTerm": shape("คำที่มีในคลัง", term=TEXT, count=said(COUNT, "จำนวนผลลัพธ์ของคำนี้คำเดียว")),
    "ZeroResultTerm": shape(
        "คำหนึ่งของคำค้นที่ไม่พบผลลัพธ์",
        term=TEXT,
        count=said(COUNT, "จำนวนผลลัพธ์ของคำนี้คำเดียว"),
        nearest=said(list_of(ref("NearestTerm")), "คำใกล้เคียง ที่น่าจะใช่ที่สุดก่อน"),
    ),
    "FilterRelaxation": shape(
        "ตัวกรองที่เอาออกแล้วมีผลลัพธ์", name=said(TEXT, "ว่างเมื่อหมายถึงตัวกรองทั้งหมด"), label=TEXT, count=COUNT
    ),
    "ResultPage": shape(
        "ผลการค้นหาหนึ่งหน้า",
        query=said(TEXT, "คำค้นตามที่ส่งมา"),
        in_=word_of(get_args(Target)),
        filters=_FILTERS,
        sort=word_of(get_args(Sort)),
        **_PAGING,
        total=said(COUNT, "จำนวนผลลัพธ์ ที่กล่าวเช่นเดียวกันนับเป็นหนึ่ง"),
        document_count=said(COUNT, "จำนวนบันทึกหรือข้อทั้งหมดที่ตรง"),
        mode=said(word_of(get_args(Mode)), "ต้องมีคำใดบ้าง: ไม่มีคำค้น ครบทุกคำ เกือบทุกคำ หรือคำใดก็ได้"),
        terms=said(list_of(TEXT), "คำค้นถูกตัดเป็น"),
        exact=FLAG,
        note=said(TEXT, "ประโยคที่อธิบายผลลัพธ์ ว่างเมื่อไม่มีอะไรต้องบอก"),
        corrected_query={"anyOf": [ref("CorrectedQuery"), {"type": "null"}]},
        zero_result_terms=said(list_of(ref("ZeroResultTerm")), "เมื่อไม่พบผลลัพธ์: คำค้นทีละคำ"),
        filter_relaxations=said(list_of(ref("FilterRelaxation")), "เมื่อไม่พบผลลัพธ์: ตัวกรองที่ควรเอาออก"),
        hits=list_of(ref("Hit")),
        facets=ref("Facets"),
    ),
    "Suggestion": shape(
        "คำแนะนำหนึ่งรายการ",
        text=TEXT,
        kind=word_of(get_args(Kind)),
        count=said({"type": ["integer", "null"]}, "จำนวนบันทึกที่พบ"),
        typed=said(list_of(SPAN), "ช่วงของ text ที่พิมพ์แล้ว [เริ่ม, สิ้นสุด)"),
        url=said(TEXT, "หน้าที่คำแนะนำนี้พาไป"),
    ),
    "Suggestions": shape("คำแนะนำขณะพิมพ์", text=TEXT, suggestions=list_of(ref("Suggestion"))),
    "Source": shape(
        "ไฟล์ที่บันทึกมาจาก",
        **json_properties(Source),
    ),
    "Evidence": shape(
        "ค่านี้ได้มาอย่างไร",
        **json_properties(Evidence),
    ),
    "Lead": shape("ประโยคนำ", before=said(POSITIVE, "ลำดับของข้อที่ตามมา"), text=TEXT),
    "Record": shape(
        "บันทึกหนึ่งเรื่อง",
        **_FIELDS,
        sections=said(map_of(list_of(TEXT), (section.name for section in SECTIONS)), "ข้อความของแต่ละส่วน ทีละข้อ"),
        leads=said(map_of(list_of(ref("Lead")), (section.name for section in SECTIONS)), "ประโยคนำของแต่ละส่วน"),
        note=said(TEXT, "หมายเหตุของผู้ดูแลคลัง เป็น Markdown"),
        url=said(TEXT, "หน้าของบันทึก"),
        sources=list_of(ref("Source")),
        checks=said(list_of(TEXT), "สิ่งที่ควรตรวจดู"),
        evidence=said(map_of(ref("Evidence")), "แต่ละช่องและส่วนได้มาอย่างไร"),
    ),
    "GroupedItem": shape(
        "ข้อของบันทึกที่บันทึกอื่นกล่าวเช่นเดียวกัน",
        section=SECTION_NAME,
        number=POSITIVE,
        other_record_count=said(POSITIVE, "จำนวนบันทึกอื่น"),
        members=list_of(ref("DocumentRef")),
    ),
    "SimilarRecords": shape(
        "สิ่งที่คล้ายกับบันทึกหนึ่ง", id=TEXT, records=list_of(ref("DocumentRef")), items=list_of(ref("GroupedItem"))
    ),
    "ItemGroup": shape(
        "เรื่องหนึ่งที่ข้อของบันทึกกล่าว",
        text=TEXT,
        item_count=said(POSITIVE, "จำนวนข้อที่กล่าว"),
        record_count=said(POSITIVE, "จำนวนบันทึกที่กล่าว"),
        unfiltered_record_count=said(POSITIVE, "จำนวนบันทึกที่กล่าวทั้งคลัง ไม่ว่ากรองอย่างไร"),
        province_count=said(COUNT, "จำนวนจังหวัด"),
        years=SPAN_OF_YEARS,
        members=said(list_of(ref("DocumentRef")), "ข้อที่กล่าว บันทึกละหนึ่งข้อ ใหม่ที่สุดก่อน"),
    ),
    "ItemGroupsPage": shape(
        "สิ่งที่ส่วนหนึ่งของทุกบันทึกกล่าว เรื่องที่หลายบันทึกกล่าวอยู่ก่อน",
        section=SECTION_NAME,
        filters=_FILTERS,
        **_PAGING,
        total=said(COUNT, "จำนวนเรื่อง"),
        item_count=said(COUNT, "จำนวนข้อ"),
        multi_record_count=said(COUNT, "จำนวนเรื่องที่หลายบันทึกกล่าว"),
        groups=list_of(ref("ItemGroup")),
        facets=_FACET_VALUES,
    ),
    "ItemGroupPage": shape(
        "เรื่องหนึ่งกับบันทึกทั้งหมดที่กล่าว members เป็นของหน้าที่ขอ",
        section=SECTION_NAME,
        **_PAGING,
        total=said(POSITIVE, "จำนวนบันทึกที่กล่าว"),
        group=ref("ItemGroup"),
    ),
    "Overview": shape(
        "ภาพรวมของคลัง",
        record_count=COUNT,
        item_count=said(COUNT, "จำนวนข้อ"),
        facets=ref("Facets"),
        newest=said(list_of(ref("Hit")), "บันทึกปีล่าสุด"),
        strategies=said(list_of(ref("ItemGroup")), "กลยุทธ์ที่หลายบันทึกกล่าว"),
    ),
    "Topic": shape("หัวข้อและจำนวนที่มี", **_TOPIC),
    "Topics": shape("หัวข้อทั้งหมด หัวข้อกว้างอยู่ก่อนหัวข้อที่อยู่ใต้", topics=list_of(ref("Topic"))),
    "TopicSection": shape("ส่วนหนึ่งของหัวข้อ", section=SECTION_NAME, group_count=said(COUNT, "จำนวนเรื่อง")),
    "Reason": shape(
        "คำที่ทำให้บันทึกอยู่ในหัวข้อ และที่ที่คำอยู่",
        word=TEXT,
        section=said(TEXT, "รหัสของส่วน หรือชื่อช่อง"),
        label=said(TEXT, "ชื่อไทยของส่วนหรือช่อง"),
        number=said(COUNT, "ลำดับของข้อ 0 เมื่อไม่มีลำดับ"),
    ),
    "TopicRecord": shape("บันทึกของหัวข้อ", **_DOCUMENT_REF, reasons=said(list_of(ref("Reason")), "ว่างเมื่อบันทึกระบุหัวข้อเอง")),
    "TopicRecordsPage": shape(
        "บันทึกของหัวข้อหนึ่งหน้า",
        filters=_FILTERS,
        **_PAGING,
        total=COUNT,
        records=list_of(ref("TopicRecord")),
        facets=_FACET_VALUES,
    ),
    "TopicPage": shape(
        "หัวข้อหนึ่ง มี item_groups เมื่อดูส่วนหนึ่ง มี records เมื่อดูบันทึก",
        optional=("item_groups", "records"),
        **_TOPIC,
        ancestors=said(list_of(TEXT), "หัวข้อที่กว้างกว่า"),
        children=said(list_of(ref("Topic")), "หัวข้อที่อยู่ใต้"),
        filters=_FILTERS,
        sections=said(list_of(ref("TopicSection")), "ส่วนของบันทึก นับตามตัวกรอง"),
        matching_record_count=said(COUNT, "จำนวนบันทึกตามตัวกรอง"),
        tab=said(word_of((*SECTION_NAME["enum"], "records")), "สิ่งที่ดูอยู่"),
        item_groups=ref("ItemGroupsPage"),
        records=ref("TopicRecordsPage"),
    ),
    "ProfileSection": shape(
        "สิ่งที่ส่วนหนึ่งของบันทึกของเขากล่าว",
        section=SECTION_NAME,
        item_count=said(POSITIVE, "จำนวนข้อ"),
        items=said(list_of(ref("DocumentRef")), f"ข้อจากบันทึกใหม่ที่สุด ไม่เกิน {MAX_SECTION_ITEMS} ข้อ"),
    ),
    "PersonTopic": shape("หัวข้อที่บุคคลหรือหน่วยงานเขียนถึง", topic=TEXT, record_count=POSITIVE),
    "Person": shape("ผู้เขียน หรือหน่วยงาน", **_PERSON),
    "Colleague": shape("บุคคลของหน่วยงาน", name=TEXT, id=said(TEXT, "รหัสของบันทึกหนึ่งของเขา ใช้ในที่อยู่")),
    "Profile": shape(
        "ผู้เขียน หรือหน่วยงาน กับสิ่งที่ทำ",
        **_PERSON,
        phones=said(list_of(TEXT), "เบอร์โทรศัพท์ในบันทึก ใหม่ที่สุดก่อน"),
        sections=said(list_of(ref("ProfileSection")), "กลยุทธ์ที่ใช้ และแก่นความรู้"),
        colleagues=said(list_of(ref("Colleague")), "บุคคลของหน่วยงาน ตามลำดับชื่อ ว่างเมื่อเป็นบุคคล"),
    ),
    "Initial": shape("อักษรแรกของชื่อ", letter=TEXT, name_count=said(POSITIVE, "จำนวนชื่อ")),
    "PeoplePage": shape(
        "รายชื่อหนึ่งหน้า",
        kind=word_of(get_args(PersonKind)),
        query=TEXT,
        filters=_FILTERS,
        sort=word_of(get_args(PeopleOrder)),
        letter=said(TEXT, "อักษรแรกที่เลือก ว่างเมื่อไม่ได้เลือก"),
        **_PAGING,
        total=COUNT,
        letters=said(list_of(ref("Initial")), "อักษรแรกทั้งหมดที่มีชื่อ"),
        people=list_of(ref("Person")),
        facets=_FACET_VALUES,
    ),
    "CoverageRow": shape(
        "จังหวัด ภาค หรือปีหนึ่ง",
        label=TEXT,
        region=said(TEXT, "ภาคของจังหวัด"),
        filters=said(_FILTERS, "ตัวกรองที่พบบันทึกของแถวนี้"),
        counts=said(list_of(COUNT), "จำนวนบันทึกของแต่ละหัวข้อ ตามลำดับของ topics"),
        record_count=COUNT,
    ),
    "Coverage": shape(
        "มีบันทึกเรื่องใด ที่ไหน เมื่อไร",
        by=word_of(get_args(CoverageBy)),
        topic=said(TEXT, "หัวข้อที่ดูหัวข้อใต้ ว่างเมื่อดูหัวข้อกว้าง"),
        filters=_FILTERS,
        topics=said(list_of(TEXT), "หัวข้อของแต่ละช่อง"),
        rows=list_of(ref("CoverageRow")),
        totals=list_of(COUNT),
        record_count=COUNT,
    ),
}
"""Every named shape, those that others use first."""
