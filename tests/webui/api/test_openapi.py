"""The API conforms to its OpenAPI description: URLs, parameters, answers and errors."""

from __future__ import annotations

import json
import re
from typing import Any

import jsonschema_rs
import pytest
import schemathesis
from bs4 import BeautifulSoup
from flask import Flask, abort
from flask.testing import FlaskClient
from schemathesis.config import (
    ChecksConfig,
    GenerationConfig,
    PositiveDataAcceptanceConfig,
    ProjectConfig,
    ProjectsConfig,
)

from corpus.fields import FACETS, FIELDS, SECTIONS
from corpus.record import Evidence, Item, Record, Source
from tests.factories import record, section
from tests.web import MakeClient
from webui.api.examples import EXAMPLES
from webui.api.openapi import OPERATIONS, ROOT, description
from webui.api.schemas import SCHEMAS

EXAMPLES_TRIED = 15
"""Generated requests per operation beside those at the bounds of its parameters; a run stays under 30 seconds."""

UNREADABLE = [200, 400, 404]
"""Statuses of a request with valid values: a query may be unreadable, a record may be missing."""

CONFIG = schemathesis.Config(
    seed=2560,
    projects=ProjectsConfig(
        default=ProjectConfig(
            generation=GenerationConfig(max_examples=EXAMPLES_TRIED, deterministic=True, database="none"),
            checks=ChecksConfig(positive_data_acceptance=PositiveDataAcceptanceConfig(expected_statuses=UNREADABLE)),
        )
    ),
)

SEARCHES = (
    "",
    "?q=ตลาด",
    "?q=ตลาด&in=items",
    "?q=ตลดา",
    "?q=9]kf",
    "?q=กลุ้ม&exact=1",
    "?q=ตลาด&province=น่าน&year=2500",
    "?q=ปี:2555-2560&sort=oldest&size=1&page=2",
    "?q=ฃฅ&topics=ไม่มี",
)
"""Searches with every kind of answer: records, items, corrections, the other keyboard layout, zero results."""


def whole_record(id: str, title: str, province: str, year: int | None, *strategies: str) -> Record:
    return record(
        id,
        title,
        Item("เริ่มจากคนใกล้ตัว", lead=True),
        *strategies,
        section("other", "ข้อความท้ายเรื่อง"),
        author_name="นางสาวทดสอบ ระบบดี",
        author_office=f"สำนักงานทดสอบ{province}",
        phone="08-0000-1234",
        province=province,
        year=year,
        topics=("หนี้สิน",) if year else (),
        source=(Source("ก.txt", "", "", "1-9"),),
        checks=("ควรตรวจปี",),
        evidence={"year": Evidence("3-3", 0.7, "ปีในเรื่อง")},
    )


@pytest.fixture(scope="module")
def app(make_client: MakeClient) -> Flask:
    common_item = "ให้ผู้ขายตั้งกติกาตลาดกันเองทั้งหมด"
    records = [
        whole_record("1", "ตลาดนัดหน้าวัด", "น่าน", 2560, "เปิดตลาดทุกวันเสาร์", common_item),
        whole_record("2", "ตลาดริมทาง", "ลำปาง", None, common_item, "กลุ่มสตรีดูแลความสะอาด"),
    ]
    app = make_client(records).application
    app.add_url_rule("/api/fail/<int:status>", view_func=_fail)
    return app


def _fail(status: int) -> str:
    abort(status)


@pytest.fixture(scope="module")
def client(app: Flask) -> FlaskClient:
    return app.test_client()


described = schemathesis.openapi.from_dict(description(), config=CONFIG)


@pytest.mark.slow
@described.parametrize()
def test_the_api_answers_as_it_is_described(app: Flask, case: schemathesis.Case[Any]) -> None:
    case.call_and_validate(app=app, headers={"Accept-Encoding": "identity"})


def test_the_description_is_openapi(client: FlaskClient) -> None:
    document = client.get(f"{ROOT}/openapi.json").get_json()
    assert document["openapi"] == "3.1.0"
    assert document == json.loads(json.dumps(description()))
    schemathesis.openapi.from_dict(document).validate()


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_schema_is_valid_and_used(name: str) -> None:
    jsonschema_rs.meta.validate(SCHEMAS[name])
    assert f"#/components/schemas/{name}" in json.dumps(description())


def test_exactly_the_existing_routes_are_described(app: Flask) -> None:
    rules = [rule.rule.removeprefix(ROOT) for rule in app.url_map.iter_rules() if rule.rule.startswith(ROOT + "/")]
    named = {re.sub(r"<(?:\w+:)?(\w+)>", lambda match: "{" + match[1].removeprefix("record_") + "}", r) for r in rules}
    assert named - {"/openapi.json"} == {operation.path for operation in OPERATIONS}


def checked(name: str, answer: Any) -> None:
    whole = {"$ref": f"#/components/schemas/{name}", "components": {"schemas": SCHEMAS}}
    jsonschema_rs.validator_for(whole).validate(answer)


@pytest.mark.parametrize("search", SEARCHES)
def test_every_kind_of_search_matches_the_schema(client: FlaskClient, search: str) -> None:
    checked("ResultPage", client.get(f"{ROOT}/search{search}").get_json())


def test_the_searches_cover_every_property_of_the_schema(client: FlaskClient) -> None:
    pages = [client.get(f"{ROOT}/search{search}").get_json() for search in SEARCHES]
    assert all(any(page[name] for page in pages) for name in SCHEMAS["ResultPage"]["required"])
    hits = [hit for page in pages for hit in page["hits"]]
    assert all(any(name in hit for hit in hits) for name in SCHEMAS["Hit"]["properties"])
    assert any(hit["collapsed"] for hit in hits)


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("Record", "/records/1"),
        ("SimilarRecords", "/records/1/similar"),
        ("Suggestions", "/suggest?q=ต"),
        ("Error", "/none"),
        ("Overview", "/overview"),
        ("Topics", "/topics"),
        ("TopicPage", "/topics/หนี้สิน"),
        ("TopicPage", "/topics/หนี้สิน?section=records"),
        ("ItemGroupsPage", "/strategies"),
        ("ItemGroupsPage", "/items/strategies?province=น่าน&page=2"),
        ("ItemGroupPage", "/items/strategies/1/1"),
        ("PeoplePage", "/people?q=ทดสอบ"),
        ("PeoplePage", "/offices?province=ลำปาง"),
        ("Profile", "/people/1"),
        ("Profile", "/offices/1"),
        ("PeoplePage", "/people?sort=name&letter=ร"),
        ("Coverage", "/coverage"),
        ("Coverage", "/coverage?by=region&year=2555-2560"),
        ("Coverage", "/coverage?by=year&topic=หนี้สิน&province=น่าน"),
    ],
)
def test_other_answers_match_their_schema(client: FlaskClient, name: str, path: str) -> None:
    answer = client.get(ROOT + path, follow_redirects=True)
    assert answer.status_code == (404 if name == "Error" else 200)
    checked(name, answer.get_json())


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_match_their_schema(name: str) -> None:
    checked(name, json.loads(json.dumps(EXAMPLES[name])))


def test_the_schemas_have_all_fields_facets_and_sections() -> None:
    assert {field.name for field in FIELDS} <= SCHEMAS["Record"]["properties"].keys()
    assert list(SCHEMAS["Facets"]["properties"]) == [facet.name for facet in FACETS]
    assert SCHEMAS["GroupedItem"]["properties"]["section"]["enum"] == [section.name for section in SECTIONS]


def test_a_schema_allows_no_other_property() -> None:
    with pytest.raises(jsonschema_rs.ValidationError):
        checked("Error", {"error": {"cause": "ก", "cure": "ข"}, "detail": ""})


# Errors


@pytest.mark.parametrize("status", [400, 404, 405, 408, 413, 414, 415, 429, 500, 503])
def test_every_error_is_thai_json_of_its_status(client: FlaskClient, status: int) -> None:
    answer = client.get(f"/api/fail/{status}")
    assert answer.status_code == status
    checked("Error", answer.get_json())
    assert all(re.search("[ก-๙]", text) for text in answer.get_json()["error"].values())


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_another_method_is_not_allowed(client: FlaskClient, method: str) -> None:
    answer = client.open(f"{ROOT}/search", method=method, data=b"x" * 100_000)
    assert answer.status_code == 405
    assert answer.allow.as_set() == {"get", "head", "options"}
    assert "/api/docs" in answer.get_json()["error"]["cure"]


def test_unknown_parameters_are_ignored(client: FlaskClient) -> None:
    assert client.get(f"{ROOT}/search?utm_source=x&q=ตลาด").get_json()["total"] == 2
    assert client.get(f"{ROOT}/records/1?x=1").status_code == 200


# The page


@pytest.fixture(scope="module")
def page(client: FlaskClient) -> BeautifulSoup:
    return BeautifulSoup(client.get("/api/docs").text, "html.parser")


def test_the_page_explains_every_operation_parameter_and_schema(page: BeautifulSoup) -> None:
    assert OPERATIONS and SCHEMAS
    for operation in OPERATIONS:
        part = page.select_one(f"section#{operation.name}")
        assert part is not None and ROOT + operation.path in part.get_text()
        assert [tag.get_text() for tag in part.select("th code")] == [
            parameter.name for parameter in operation.parameters
        ]
    for name, schema in SCHEMAS.items():
        rows = [tag.get_text() for tag in page.select(f"section[id='{name}'] th code")]
        assert rows == list(schema["properties"])


def test_every_link_of_the_page_has_its_target(page: BeautifulSoup, client: FlaskClient) -> None:
    ids = [str(tag["id"]) for tag in page.select("[id]")]
    assert len(ids) == len(set(ids))
    links = [str(tag["href"]) for tag in page.select("main a")]
    assert {link[1:] for link in links if link.startswith("#")} <= set(ids)
    example_links = [link for link in links if link.startswith(ROOT)]
    assert len(example_links) > len(OPERATIONS)
    assert [link for link in example_links if client.get(link).status_code != 200] == []


def test_the_page_of_an_empty_corpus_has_no_record_to_try(make_client: MakeClient) -> None:
    text = make_client([]).get("/api/docs").text
    assert f"{ROOT}/search?q=" in text
    assert f'href="{ROOT}/records/' not in text
