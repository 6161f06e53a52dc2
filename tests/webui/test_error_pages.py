"""Error pages: missing resources, wrong values, pages past the end, and the links that lead on."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote

import pytest
from bs4 import Tag
from flask.testing import FlaskClient

from tests.factories import record
from tests.web import MakeClient, first, get, get_json, texts
from webui.browse_params import LIST_SIZE

MEETING = "ประชุมสมาชิกทุกเดือนที่ศาลาวัด"


RECORDS = [
    record("nobody", "ไม่มีชื่อ"),
    *(
        record(
            f"km{number}",
            f"เรื่องที่ {number}",
            MEETING,
            f"เพาะกล้าพันธุ์ที่ {number} แจกบ้านที่ {number}",
            author_name=f"นางผู้เขียน คนที่{number}",
            author_office=f"สำนักงานแห่งที่ {number}",
            topics=("หนี้สิน",),
        )
        for number in range(LIST_SIZE + 1)
    ),
]


@pytest.fixture(scope="module")
def client(make_client: MakeClient) -> FlaskClient:
    return make_client(RECORDS)


def error(client: FlaskClient, url: str, status: int) -> Any:
    return get_json(client, f"/api/v1{url}", status)["error"]


def heading(page: Tag) -> str:
    (tag,) = page.select("h1")
    return tag.get_text()


# Missing resources


@pytest.mark.parametrize(
    ("url", "cause", "onward"),
    [
        ("/topics/ไม่มี", "ไม่พบหัวข้อ “ไม่มี”", "/topics"),
        ("/people/xxx", "ไม่พบบุคคลจากบันทึก “xxx”", "/people"),
        ("/people/nobody", "ไม่พบบุคคลจากบันทึก “nobody”", "/people"),
        ("/offices/nobody", "ไม่พบหน่วยงานจากบันทึก “nobody”", "/offices"),
        ("/items/nothing", "ไม่มีรายการของส่วน “nothing”", "/strategies"),
        ("/items/other", "ไม่มีรายการของส่วน “other”", "/strategies"),
        ("/items/strategies/km1/99", "ไม่พบกลยุทธ์ในการทำงาน ข้อ 99 ของบันทึก “km1”", "/strategies"),
    ],
)
def test_a_missing_resource_is_named_and_its_list_linked(
    client: FlaskClient, url: str, cause: str, onward: str
) -> None:
    page = get(client, url, 404)
    assert heading(page) == cause
    assert onward in [tag["href"] for tag in page.select(".onward")]
    assert client.get(onward).status_code == 200
    assert error(client, url, 404)["cause"] == cause


def test_topics_with_similar_names_are_offered(client: FlaskClient) -> None:
    page = get(client, "/topics/หนีสิน", 404)
    assert [tag.get_text() for tag in page.select(".trouble .tag")] == ["หนี้สิน"]
    get(client, str(page.select(".trouble .tag")[0]["href"]))
    cure = error(client, "/topics/หนีสิน", 404)["cure"]
    assert cure.startswith("ลองหัวข้อที่ชื่อคล้ายกัน")
    assert "หนี้สิน" in cure


def test_without_similar_names_no_topic_is_offered(client: FlaskClient) -> None:
    assert get(client, "/topics/zzz", 404).select(".trouble .tag") == []
    assert error(client, "/topics/zzz", 404)["cure"].startswith("เลือกจากหัวข้อทั้งหมด")


def test_an_unknown_path_has_the_general_message(client: FlaskClient) -> None:
    page = get(client, "/nothing", 404)
    assert heading(page) == "ไม่พบหน้านี้"
    assert [tag["href"] for tag in page.select(".onward")] == ["/"]


# Invalid values


@pytest.mark.parametrize(
    ("url", "cause", "cure", "for_programs"),
    [
        ("/search?sort=zzz", "ลำดับ “zzz” ไม่มีให้เลือก", "เกี่ยวข้องที่สุด · ปีล่าสุด · ปีเก่าสุด", "relevance, newest, oldest"),
        ("/search?in=zzz", "สิ่งที่ค้น “zzz” ไม่มีให้เลือก", "บันทึก · รายข้อ", "records, items"),
        ("/search?page=0", "เลขหน้า “0” ใช้ไม่ได้", "ตั้งแต่ 1", "ตั้งแต่ 1"),
        ("/strategies?size=x", "จำนวนต่อหน้า “x” ใช้ไม่ได้", "ตั้งแต่ 1", "ตั้งแต่ 1"),
        ("/search?year=abc", "ปี พ.ศ. “abc” ไม่ใช่ปี", "2555-2560", "2555-2560"),
        ("/people?sort=zzz", "ลำดับ “zzz” ไม่มีให้เลือก", "จำนวนบันทึก · ชื่อ", "records, name"),
        ("/topics/หนี้สิน?section=zzz", "ส่วนของบันทึก “zzz” ไม่มีให้เลือก", "กลยุทธ์", "strategies"),
    ],
)
def test_an_invalid_value_is_explained_to_people_and_to_programs(
    client: FlaskClient, url: str, cause: str, cure: str, for_programs: str
) -> None:
    page = get(client, url, 400)
    assert heading(page) == cause
    assert cure in page.get_text()
    api_error = error(client, url, 400)
    name = re.findall(r"[?](\w+)=", url)[0]
    assert f" ของ {name} " in api_error["cause"]
    assert for_programs in api_error["cure"]


def test_after_an_invalid_value_the_page_is_linked_without_parameters(client: FlaskClient) -> None:
    for url in ("/search?page=0", "/topics/หนี้สิน?section=zzz", "/items/cautions?page=x", "/strategies?page=x"):
        onward = get(client, url, 400).select(".onward")[0]
        assert unquote(str(onward["href"])) == url.partition("?")[0]
        get(client, str(onward["href"]))


@pytest.mark.parametrize(
    ("section", "shown"),
    [
        ("strategies", "กลยุทธ์ในการทำงาน"),
        ("records", f"เรื่องที่ {LIST_SIZE}"),
        ("theories", "กฎระเบียบ/แนวคิด/ทฤษฎี"),
        ("", "กลยุทธ์ในการทำงาน"),
    ],
)
def test_every_tab_of_a_topic_has_a_url(client: FlaskClient, section: str, shown: str) -> None:
    page = get(client, f"/topics/หนี้สิน?section={section}")
    assert heading(page) == "หนี้สิน"
    assert shown in first(page, "main").get_text()


def test_a_filter_without_records_is_no_error(client: FlaskClient) -> None:
    for url in ("/search?province=zzz", "/strategies?province=zzz", "/people?province=zzz", "/search?year=2500"):
        assert get(client, url).select(".chip")


# Past the end


@pytest.mark.slow
@pytest.mark.parametrize(
    "url",
    [
        "/search?",
        "/search?in=items&",
        "/people?",
        "/offices?",
        "/strategies?",
        "/topics/หนี้สิน?section=strategies&",
        "/topics/หนี้สิน?section=records&",
        "/items/strategies/km1/1?",
    ],
)
def test_past_the_end_a_list_shows_its_number_of_pages(client: FlaskClient, url: str) -> None:
    (note,) = get(client, f"{url}page=9999").select("main .note")
    (last,) = note.select("a")
    pages = int(re.findall(r"มี (\d+) หน้า", note.get_text())[0])
    assert last.get_text() == "ไปหน้าสุดท้าย"
    assert str(last["href"]).endswith(f"page={pages}") == (pages > 1)
    end = get(client, str(last["href"]))
    assert not end.select("main .note")
    assert end.select(".hit, .item-group, .person, .topic-records > li")
    assert get(client, f"{url}page={pages + 1}").select("main .note a")


@pytest.mark.parametrize("url", ["/people?q=zzz&page=9", "/strategies?province=zzz&page=9", "/items/methods?page=9"])
def test_an_empty_list_has_no_link_to_the_last_page(client: FlaskClient, url: str) -> None:
    (note,) = texts(get(client, url), "main .note")
    assert note and "หน้าสุดท้าย" not in note


# Trailing slashes


@pytest.mark.slow
@pytest.mark.parametrize(
    ("url", "there"),
    [
        ("/topics/", "/topics"),
        ("/search/?q=ตลาด&in=items", "/search?q=ตลาด&in=items"),
        ("/people/", "/people"),
        ("/strategies/?page=2", "/strategies?page=2"),
        ("/coverage/?by=year", "/coverage?by=year"),
        ("/topics/หนี้สิน/", "/topics/หนี้สิน"),
        ("/records/km1/", "/records/km1"),
        ("/api/docs/", "/api/docs"),
        ("/api/v1/topics/", "/api/v1/topics"),
        ("/api", "/api/docs"),
        ("/topics//", "/topics"),
    ],
)
def test_a_trailing_slash_is_redirected(client: FlaskClient, url: str, there: str) -> None:
    response = client.get(url)
    assert response.status_code == 308
    assert unquote(response.headers["Location"]).removeprefix("http://localhost") == there
    assert client.get(response.headers["Location"]).status_code == 200


def test_several_redirects_lead_to_the_page(client: FlaskClient) -> None:
    assert client.get("/api/", follow_redirects=True).request.path == "/api/docs"


@pytest.mark.parametrize("path", ["/nothing/", "//example.org/", "//topics/", "/\\example.org/", "/topics/a\r\nb/"])
def test_no_redirect_leaves_the_site(client: FlaskClient, path: str) -> None:
    response = client.get("/", environ_overrides={"PATH_INFO": path})
    assert response.status_code in (308, 404)
    there = response.headers.get("Location", "/").removeprefix("http://localhost/")
    assert not there.startswith(("//", "/\\", "http"))
