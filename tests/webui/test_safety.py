"""Errors, security headers, and records with markup in every field."""

import hypothesis
import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import strategies as st

from corpus.record import Evidence, Item, Record, Section, Source
from kmsearch.errors import KmsearchError, NameNotFound, ParameterError, QueryError, RecordNotFound, StoreLocked
from tests.factories import section
from tests.web import MakeClient

HARM = (
    "\"'><script>alert(1)</script><img src=x onerror=alert(2)><svg/onload=alert(3)>"
    " [a](javascript:alert(4)) javascript:alert(5) {{7*191}} </title></textarea>"
)
ADDRESSES = (
    "/",
    "/help",
    "/search",
    "/search?q=alert",
    "/search?q=alert&in=items",
    "/search?q=<script>alert(1)</script>",
    '/search?q=ฃฅ&province=<script>alert(1)</script>&year="onclick=x',
    "/search?sort=<script>alert(1)</script>",
    "/records/evil",
    '/records/evil?q="><script>alert(1)</script>&province=javascript:alert(1)',
    "/records/<script>alert(1)</script>",
    "/<script>alert(1)</script>",
)


@pytest.fixture(scope="module")
def app(make_client: MakeClient) -> Flask:
    evil = Record(
        "evil",
        *[HARM] * 8,
        year=2560,
        category=HARM,
        topics=(HARM,),
        form=HARM,
        sections=(
            section("background", HARM),
            Section("strategies", (Item(HARM), Item(HARM, lead=True), Item(HARM, 2))),
            section("other", HARM),
        ),
        note=HARM,
        source=(Source(HARM, HARM, HARM, HARM),),
        checks=(HARM,),
        evidence={"title": Evidence(HARM, 0.5, HARM)},
    )
    app = make_client([evil]).application
    app.add_url_rule("/fail/<kind>", view_func=_fail)
    app.add_url_rule("/api/fail/<kind>", endpoint="api_fail", view_func=_fail)
    return app


@pytest.fixture(scope="module")
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def _fail(kind: str) -> str:
    raise next((error for error in FAILURES if type(error).__name__ == kind), ZeroDivisionError("secret detail"))


def _every_error(root: type[KmsearchError] = KmsearchError) -> list[type[KmsearchError]]:
    return [root, *(error for child in root.__subclasses__() for error in _every_error(child))]


FAILURES = [error("เหตุ <b>", "วิธีแก้ <b>", file="/srv/secret/ก.md", line=7) for error in _every_error()]


# Hostile records


@pytest.mark.parametrize("address", ADDRESSES)
def test_pages_contain_no_active_content_but_their_scripts(client: FlaskClient, address: str) -> None:
    page = BeautifulSoup(client.get(address).text, "html.parser")
    assert not page.find_all(["style", "iframe", "object", "embed", "base"])
    for script in page.find_all("script"):
        assert str(script["src"]).startswith("/static/") and not script.get_text()
    assert all(image["src"].startswith("/static/") for image in page.find_all("img"))
    for tag in page.find_all(True):
        assert not [name for name in tag.attrs if name.startswith("on") or name in {"style", "srcdoc"}]
        for name in ("href", "src", "action"):
            assert str(tag.get(name, "/")).startswith(("/", "#")), tag


@pytest.mark.slow
@hypothesis.settings(max_examples=60, deadline=None)
@hypothesis.given(
    st.dictionaries(
        st.sampled_from(["q", "in", "sort", "page", "size", "province", "year", "topics", "section", "x"]),
        st.text(max_size=20) | st.sampled_from(["alert", "items", "oldest", "2", "ปี:9", '"-(*', "กลยุทธ์:", HARM]),
    )
)
def test_no_query_breaks_a_page(client: FlaskClient, query: dict[str, str]) -> None:
    for path in ("/search", "/api/v1/search", "/api/v1/suggest"):
        response = client.get(path, query_string=query)
        assert response.status_code in {200, 400}
    assert client.get("/records/evil", query_string=query).status_code == 200


def test_markup_in_a_record_is_escaped(client: FlaskClient) -> None:
    page = BeautifulSoup(client.get("/records/evil").text, "html.parser")
    assert page.h1 is not None and page.h1.get_text() == HARM
    assert [tag.get_text() for tag in page.select("#strategies .item-text")] == [HARM, HARM]
    assert [tag.get_text() for tag in page.select(".path")] == [HARM.rpartition("/")[2]]
    assert "1337" not in page.get_text()


def test_markup_in_json_is_not_served_as_html(client: FlaskClient) -> None:
    for address in (
        "/api/v1/records/evil",
        "/api/v1/search?q=alert",
        "/api/v1/search?sort=<script>",
        "/api/v1/suggest?q=alert",
    ):
        assert client.get(address).content_type == "application/json"
    assert client.get("/api/v1/records/evil").get_json()["title"] == HARM


def test_markup_in_a_download_is_served_as_an_attachment(client: FlaskClient) -> None:
    response = client.get("/records/evil.md")
    assert response.content_type.startswith("text/plain")
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert client.get("/records/evil/original/1").status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/records/..%2f..%2fevil",
        "/records/..",
        "/records/%00",
        "/records/" + "a" * 5000,
        "/records/EVIL",
        "/records/con",
        "/records/ก",
        "/records/.md",
        "/api/v1/records/..%2fevil",
        "/static/../__init__.py",
        "/static/%2e%2e/__init__.py",
    ],
)
def test_no_path_leads_out_of_the_corpus(client: FlaskClient, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 404
    assert "from __future__" not in response.text


# Headers


@pytest.mark.parametrize("address", [*ADDRESSES, "/static/kmsearch.css", "/api/v1/search", "/api/v1/records/none"])
def test_every_response_has_the_security_headers(client: FlaskClient, address: str) -> None:
    with client.get(address) as response:
        headers = response.headers
    policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["script-src"] == policy["connect-src"] == "'self'"
    assert not any("unsafe" in sources or "*" in sources for sources in policy.values())
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Referrer-Policy" in headers


def test_head_is_get_without_a_body(client: FlaskClient) -> None:
    for address in ("/", "/search", "/records/evil", "/records/evil.md", "/api/v1/search"):
        response = client.head(address)
        assert (response.status_code, response.data) == (200, b"")


def test_static_files_are_cached_until_they_change(client: FlaskClient) -> None:
    page = BeautifulSoup(client.get("/").text, "html.parser")
    sheet = client.get(page.select_one("link[rel=stylesheet]")["href"])  # type: ignore[index]
    assert sheet.content_type.startswith("text/css")
    assert sheet.cache_control.max_age and sheet.cache_control.max_age > 3600
    assert client.get("/").cache_control.no_cache
    sheet.close()


# Errors


@pytest.mark.parametrize("error", [*FAILURES, ZeroDivisionError()], ids=lambda error: type(error).__name__)
def test_every_error_becomes_a_page_and_json(client: FlaskClient, error: Exception) -> None:
    statuses = {RecordNotFound: 404, NameNotFound: 404, QueryError: 400, ParameterError: 400, StoreLocked: 503}
    for root in ("", "/api"):
        response = client.get(f"{root}/fail/{type(error).__name__}")
        assert response.status_code == statuses.get(type(error), 500)  # type: ignore[call-overload]
        assert not [hidden for hidden in ("Traceback", "secret", "/srv") if hidden in response.text]
    answer = response.get_json()["error"]
    assert answer["cause"] and answer["cure"]


def test_an_error_page_names_cause_and_cure(client: FlaskClient) -> None:
    page = BeautifulSoup(client.get("/fail/BrokenRecord").text, "html.parser")
    assert page.h1 is not None and page.h1.get_text() == "เหตุ <b> (ก.md บรรทัด 7)"
    assert "วิธีแก้ <b>" in page.get_text()
    assert page.select("form[role=search]")


@pytest.mark.parametrize(
    ("address", "status"),
    [("/nothing", 404), ("/records/none", 404), ("/search?page=0", 400), ("/search?in=people", 400)],
)
def test_wrong_addresses_have_their_status_as_page_and_as_json(client: FlaskClient, address: str, status: int) -> None:
    page = client.get(address)
    assert page.status_code == status
    assert page.content_type.startswith("text/html")
    answer = client.get("/api/v1" + address)
    assert answer.status_code == status
    assert set(answer.get_json()["error"]) == {"cause", "cure"}


def test_other_methods_are_refused(client: FlaskClient) -> None:
    assert client.post("/search").status_code == 405
    assert client.delete("/records/evil").status_code == 405
    assert client.post("/api/v1/search").get_json()["error"]["cause"]
