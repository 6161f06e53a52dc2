"""Example answers for the API description: invented records, serialised by the code that serialises real ones."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from corpus.fields import FACETS, FIELDS
from corpus.record import Evidence, Item, Record, Section, Source
from index.results import DocumentRef, Facet, FacetValue, GroupedItem, Hit, Request, ResultPage, SimilarRecords, Snippet
from webui.api.routes import record_json

RECORD = Record(
    "KM-001",
    title="ตลาดนัดชุมชนที่อยู่ได้เกินปี",
    author_name="นางสาวตัวอย่าง ใจดี",
    author_position="นักวิชาการพัฒนาชุมชนชำนาญการ",
    author_office="สำนักงานพัฒนาชุมชนอำเภอแม่ทะ จังหวัดลำปาง",
    phone="xx-xxxx-1234",
    district="แม่ทะ",
    province="ลำปาง",
    region="ภาคเหนือ",
    year=2560,
    category="เทคนิคการส่งเสริมการตลาด",
    topics=("การตลาดและช่องทางจำหน่าย",),
    form="A",
    sections=(Section("strategies", (Item("ด้านผู้ขาย", lead=True), Item("ให้ผู้ขายตั้งกติกาตลาดเอง"))),),
    source=(Source("บันทึก.docx", "3f2a.docx", "3f2a", "1-40"),),
    checks=("ควรตรวจปี พ.ศ.",),
    evidence={"year": Evidence("12-12", 0.7, "ปีแรกในเรื่องเล่า")},
)
_OTHER_RECORD = DocumentRef("KM-002", "ตลาดริมคลอง", "นายสมมุติ รักถิ่น", "", "น่าน", 2558)
_OTHER_ITEM = replace(_OTHER_RECORD, section="strategies", number=2, text="ผู้ขายตั้งกติกากันเอง")
_HIT = Hit(
    RECORD.id,
    Snippet("title", "ชื่อเรื่อง", 0, (("ตลาด", True), ("นัดชุมชนที่อยู่ได้เกินปี", False))),
    {field.name: getattr(RECORD, field.name) for field in FIELDS if field.name not in ("title", "phone")},
    (Snippet("strategies", "กลยุทธ์ในการทำงาน", 1, (("ให้ผู้ขายตั้งกติกา", False), ("ตลาด", True), ("เอง", False))),),
    4.21,
)
_FACET_VALUES = {"province": (FacetValue("ลำปาง", "ลำปาง", 1, True), FacetValue("น่าน", "น่าน", 3, False))}

EXAMPLES: dict[str, Any] = {
    "ResultPage": ResultPage(
        Request("ตลาด", filters={"province": ("ลำปาง",)}),
        1,
        (_HIT,),
        facets=tuple(Facet(facet.name, facet.label, _FACET_VALUES.get(facet.name, ())) for facet in FACETS),
        terms=("ตลาด",),
        document_count=1,
    ).to_json(),
    "Suggestions": {
        "text": "ตลา",
        "suggestions": [
            {"text": "ตลาดชุมชน", "kind": "phrase", "count": 4, "typed": [[0, 3]], "url": "/search?q=ตลาดชุมชน"}
        ],
    },
    "Record": record_json(RECORD, RECORD.topics, f"/records/{RECORD.id}"),
    "SimilarRecords": SimilarRecords(
        RECORD.id, (_OTHER_RECORD,), (GroupedItem("strategies", 1, 1, (_OTHER_ITEM,)),)
    ).to_json(),
    "Error": {"error": {"cause": "ค่า “0” ของ page ใช้ไม่ได้", "cure": "ใช้จำนวนเต็มตั้งแต่ 1 ถึง 10000"}},
}
"""Schema name → an example of it."""
