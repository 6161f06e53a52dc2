"""The OpenAPI 3.1 description of the JSON API: ``/api/v1/openapi.json``. A new operation is a row of ``OPERATIONS``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, get_args

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from corpus.fields import FACETS, SECTION
from index.browse.coverage import OTHER_TOPICS, CoverageBy
from index.browse.people import PeopleOrder
from index.browse.people_index import PEOPLE_FACETS
from index.query.planning import MAX_PAGE_SIZE
from index.reader.facet_counts import MAY_LACK, NOT_GIVEN
from index.results import Sort, Target
from index.suggest.suggester import MAX_CHARS, MAX_SUGGESTIONS, SIZE
from kmsearch.version import VERSION
from webui.api.examples import EXAMPLES
from webui.api.schemas import SCHEMAS, TEXT, Schema, enum_of, list_of, ref
from webui.search_params import MAX_PAGE, MAX_VALUES

blueprint = Blueprint("openapi", __name__, url_prefix="/api/v1")

ROOT = "/api/v1"
TITLE = "คลังองค์ความรู้"
ABOUT = (
    "ทุกหน้าของโปรแกรมมีคำตอบแบบ JSON ที่ใช้พารามิเตอร์ชุดเดียวกัน อ่านได้อย่างเดียว ไม่ต้องลงชื่อเข้าใช้"
    " พารามิเตอร์ที่ไม่รู้จักจะถูกข้ามไป ค่าที่ว่างเท่ากับไม่ได้ส่งมา"
)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of the query or of the path; path parameters are required. ``example`` may be None."""

    name: str
    about: str
    schema: Schema
    example: Any = None
    in_path: bool = False

    def to_json(self) -> dict[str, Any]:
        """The OpenAPI parameter object; an empty value is allowed even if the schema does not contain it."""
        narrow = "default" in self.schema or "maximum" in self.schema
        return {
            "name": self.name,
            "in": "path" if self.in_path else "query",
            "required": self.in_path,
            "description": self.about,
            **({"allowEmptyValue": True} if narrow else {}),
            "schema": self.schema,
            **({} if self.example is None else {"example": self.example}),
        }


@dataclass(frozen=True, slots=True)
class Operation:
    """A GET operation: ``answer`` is the schema name of its 200 response, ``errors`` are its error statuses."""

    path: str
    name: str
    title: str
    about: str
    parameters: tuple[Parameter, ...]
    answer: str
    errors: tuple[int, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The OpenAPI operation object."""
        content = _content(ref(self.answer), EXAMPLES.get(self.answer))
        failures = {str(status): {"$ref": f"#/components/responses/{status}"} for status in self.errors}
        return {
            "operationId": self.name,
            "summary": self.title,
            "description": self.about,
            "parameters": [parameter.to_json() for parameter in self.parameters],
            "responses": {"200": {"description": SCHEMAS[self.answer]["description"], "content": content}, **failures},
        }


_QUERY = Parameter("q", "คำค้น ใช้รูปแบบคำค้นเดียวกับช่องค้นหา", TEXT, "ตลาดชุมชน")
_ID = Parameter(
    "id",
    "รหัสของบันทึก ตัวพิมพ์ใหญ่และอักขระที่ชื่อไฟล์ใช้ไม่ได้เขียนเป็น ~ ตามด้วยเลขฐานสิบหก เช่น KM-1 เขียน ~4b~4d-1",
    {"type": "string", "minLength": 1},
    in_path=True,
)
_YEARS = "ช่วงปีเขียนเป็นค่าเดียว เช่น 2555-2560, 2555- หรือ -2560"
_LACKING = f"{NOT_GIVEN} หมายถึงบันทึกที่ไม่มีค่านี้"
_FACETS = {
    facet.name: Parameter(
        facet.name,
        f"ตัวกรอง{facet.label} ส่งซ้ำได้หลายค่า"
        + (f" {_YEARS}" if facet.kind == "year" else "")
        + (f" {_LACKING}" if facet.name in MAY_LACK else ""),
        list_of(TEXT, MAX_VALUES),
    )
    for facet in FACETS
}
_PAGE = Parameter("page", "หน้าที่", {"type": "integer", "minimum": 1, "maximum": MAX_PAGE, "default": 1})
_SIZE = Parameter("size", "จำนวนต่อหน้า", {"type": "integer", "minimum": 1, "maximum": MAX_PAGE_SIZE})
_ITEM_PARAMETERS = (*(parameter for name, parameter in _FACETS.items() if name != "section"), _PAGE, _SIZE)
_PEOPLE_PARAMETERS = (
    Parameter("q", "ส่วนของชื่อ ตำแหน่ง หรือสังกัด", TEXT),
    *(_FACETS[name] for name in PEOPLE_FACETS),
    Parameter("sort", "ตามจำนวนบันทึก หรือตามชื่อ", {**enum_of(get_args(PeopleOrder)), "default": get_args(PeopleOrder)[0]}),
    Parameter("letter", "อักษรแรกของชื่อ ไม่นับคำนำหน้าและสระหน้า", TEXT, "ก"),
    _PAGE,
    _SIZE,
)
_SEARCH_PARAMETERS: tuple[Parameter, ...] = (
    _QUERY,
    Parameter("exact", "1: ค้นตามที่พิมพ์ ไม่แก้คำผิด", {**enum_of(("0", "1")), "default": "0"}),
    Parameter("in", "ค้นทั้งบันทึก หรือทีละข้อ", {**enum_of(get_args(Target)), "default": get_args(Target)[0]}),
    *_FACETS.values(),
    Parameter("sort", "ลำดับของผลลัพธ์", {**enum_of(get_args(Sort)), "default": get_args(Sort)[0]}),
    _PAGE,
    _SIZE,
)

OPERATIONS: tuple[Operation, ...] = (
    Operation(
        "/search",
        "search",
        "ค้นหา",
        "คำตอบเดียวกับหน้า /search หลายค่าของตัวกรองเดียวกันได้ผลลัพธ์มากขึ้น หลายตัวกรองได้ผลลัพธ์แคบลง",
        _SEARCH_PARAMETERS,
        "ResultPage",
        (400,),
    ),
    Operation(
        "/suggest",
        "suggest",
        "คำแนะนำขณะพิมพ์",
        f"สิ่งที่ข้อความนี้อาจพิมพ์ต่อไปเป็น ข้อความที่ยาวกว่า {MAX_CHARS} ตัวอักษรไม่มีคำแนะนำ",
        (
            _QUERY,
            Parameter(
                "size",
                f"จำนวนคำแนะนำ ได้ไม่เกิน {MAX_SUGGESTIONS}",
                {"type": "integer", "minimum": 1, "maximum": MAX_PAGE_SIZE, "default": SIZE},
            ),
        ),
        "Suggestions",
        (400,),
    ),
    Operation("/records/{id}", "record", "บันทึกหนึ่งเรื่อง", "คำตอบเดียวกับหน้าของบันทึก", (_ID,), "Record", (404,)),
    Operation(
        "/records/{id}/similar",
        "similar",
        "สิ่งที่คล้ายกับบันทึก",
        "บันทึกที่ใกล้เคียงที่สุด และข้อที่บันทึกอื่นกล่าวเช่นเดียวกัน",
        (_ID,),
        "SimilarRecords",
        (404,),
    ),
    Operation("/overview", "overview", "ภาพรวมของคลัง", "คำตอบเดียวกับหน้าแรก", (), "Overview"),
    Operation("/topics", "topics", "หัวข้อทั้งหมด", "คำตอบเดียวกับหน้า /topics", (), "Topics"),
    Operation(
        "/topics/{topic}",
        "topic",
        "หัวข้อหนึ่ง",
        "สิ่งที่ส่วนหนึ่งของบันทึกในหัวข้อนี้กล่าว หรือบันทึกของหัวข้อ และคำที่ทำให้อยู่ในหัวข้อ",
        (
            Parameter("topic", "ชื่อหัวข้อ", {"type": "string", "minLength": 1}, in_path=True),
            Parameter("section", "รหัสของส่วน หรือ records", TEXT),
            *(parameter for name, parameter in _FACETS.items() if name not in ("section", "topics")),
            _PAGE,
            _SIZE,
        ),
        "TopicPage",
        (400, 404),
    ),
    Operation(
        "/strategies",
        "strategies",
        "กลยุทธ์จากทุกบันทึก",
        "ข้อที่กล่าวเช่นเดียวกันรวมเป็นเรื่องเดียว เรื่องที่หลายบันทึกกล่าวอยู่ก่อน",
        _ITEM_PARAMETERS,
        "ItemGroupsPage",
        (400,),
    ),
    Operation(
        "/items/{section}",
        "items",
        "ข้อจากส่วนเดียวกันของทุกบันทึก",
        "เช่นเดียวกับ /strategies สำหรับส่วนอื่นของบันทึก",
        (
            Parameter(
                "section",
                "รหัสของส่วน",
                enum_of(name for name in SECTION if name not in ("strategies", "other")),
                "cautions",
                in_path=True,
            ),
            *_ITEM_PARAMETERS,
        ),
        "ItemGroupsPage",
        (400, 404),
    ),
    Operation(
        "/items/{section}/{id}/{number}",
        "item_group",
        "เรื่องหนึ่งกับทุกบันทึกที่กล่าว",
        "ข้อหนึ่งของบันทึก และข้อของบันทึกอื่นที่กล่าวเช่นเดียวกัน แต่ละข้อด้วยคำของเขาเอง",
        (
            Parameter("section", "รหัสของส่วน", enum_of(name for name in SECTION if name != "other"), in_path=True),
            _ID,
            Parameter("number", "ลำดับของข้อในส่วนนั้น", {"type": "integer", "minimum": 1}, in_path=True),
            _PAGE,
            _SIZE,
        ),
        "ItemGroupPage",
        (400, 404),
    ),
    Operation("/people", "people", "ผู้เขียน", "คำตอบเดียวกับหน้า /people", _PEOPLE_PARAMETERS, "PeoplePage", (400,)),
    Operation("/offices", "offices", "หน่วยงาน", "คำตอบเดียวกับหน้า /offices", _PEOPLE_PARAMETERS, "PeoplePage", (400,)),
    Operation("/people/{id}", "author", "ผู้เขียนของบันทึกหนึ่ง", "ผู้เขียนกับบันทึกทั้งหมด และสิ่งที่เขาทำ", (_ID,), "Profile", (404,)),
    Operation(
        "/offices/{id}",
        "office",
        "หน่วยงานของบันทึกหนึ่ง",
        "หน่วยงานกับบันทึกทั้งหมด คนของหน่วยงาน และสิ่งที่ทำ",
        (_ID,),
        "Profile",
        (404,),
    ),
    Operation(
        "/coverage",
        "coverage",
        "ความครอบคลุม",
        "จำนวนบันทึกของแต่ละหัวข้อ ในแต่ละจังหวัด ภาค หรือปี",
        (
            Parameter("by", "แถวเป็นอะไร", {**enum_of(get_args(CoverageBy)), "default": get_args(CoverageBy)[0]}),
            Parameter("topic", f"ดูหัวข้อที่อยู่ใต้หัวข้อนี้ {OTHER_TOPICS} คือหัวข้อที่ไม่อยู่ในคลังคำ", TEXT),
            *(_FACETS[name] for name in ("region", "province", "year")),
        ),
        "Coverage",
        (400,),
    ),
)
"""Every operation under ``/api/v1``, in the order of ``/api/docs``."""

FAILURES: dict[int, str] = {
    400: "คำขอมีค่าที่ใช้ไม่ได้",
    404: "ไม่มีสิ่งที่ขอ",
    405: "ที่อยู่นี้รับ GET เท่านั้น",
    500: "โปรแกรมทำงานผิดพลาด",
}
"""HTTP status → Thai description; every operation may answer 405 and 500."""


@blueprint.get("/openapi.json")
def describe() -> ResponseReturnValue:
    """Serves the OpenAPI document."""
    return jsonify(description())


@cache
def description() -> dict[str, Any]:
    """The API as an OpenAPI 3.1 document."""
    return {
        "openapi": "3.1.0",
        "info": {"title": TITLE, "version": VERSION, "description": ABOUT},
        "servers": [{"url": ROOT}],
        "paths": {operation.path: {"get": operation.to_json()} for operation in OPERATIONS},
        "components": {
            "schemas": SCHEMAS,
            "responses": {
                str(status): {"description": about, "content": _content(ref("Error"), EXAMPLES["Error"])}
                for status, about in FAILURES.items()
            },
        },
    }


def _content(schema: Schema, example: Any) -> dict[str, Any]:
    return {"application/json": {"schema": schema, **({} if example is None else {"example": example})}}
