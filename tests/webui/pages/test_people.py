"""Pages of people and offices: order of names, items, telephone numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from bs4 import Tag
from flask.testing import FlaskClient

from corpus.record import Record
from index.browse.people_index import MAX_SECTION_ITEMS
from tests.factories import record, section
from tests.web import MakeClient, first, get, get_json, texts
from webui.pages.people import OPEN_LINKS

OFFICE = "สำนักงานตัวอย่างอำเภอสมมุติ"
PHONES = ("08-0000-1111", "08-0000-2222", "08-0000-2222", "")
NAMES = ("นายโอภาส", "นางสาวไก่แก้ว", "นางเขียวขจี", "นายกล้า", "นางแอนนา", "นายขันติ", "Jane Doe", "กลุ่ม ๑๒")


def records() -> Iterator[Record]:
    """An author with four records, h0 (the newest) to h3, and others with one record each."""
    for number, phone in enumerate(PHONES):
        strategies = (f"ปลูกต้นไม้ชนิดที่ {number} ริมทาง", f"รดน้ำวันละ {number + 1} ครั้งในหน้าแล้ง", f"นับต้นที่รอดในแปลง {number}")
        yield Record(
            f"h{number}",
            title=f"ป่าหัวไร่ {number}",
            author_name="นางสาวหทัย ตัวอย่าง",
            author_office=OFFICE,
            phone=phone,
            province="น่าน",
            year=2565 - number,
            sections=(section("strategies", *strategies), section("core_knowledge", f"ป่าแปลงที่ {number} คือธนาคาร")),
            topics=tuple(f"ไม้ชนิดที่ {topic_number}" for topic_number in range(OPEN_LINKS + 3)),
        )
    for number, name in enumerate(NAMES):
        where = {"author_office": OFFICE} if number < 2 else {}
        done = (section("methods", "ทำทีละขั้น"), section("techniques", "ใช้เชือกสีต่างกัน"), section("cautions", "ระวังฝน"))
        named = Record(f"n{number}", title=f"เรื่องที่ {number}", author_name=name, province="แพร่", **where)  # type: ignore[arg-type]
        yield replace(named, sections=() if number else done)


@pytest.fixture(scope="module")
def client(make_client: MakeClient) -> FlaskClient:
    return make_client(records())


def names(page: Tag) -> list[str]:
    return texts(page, ".person h3")


# The list


BY_NAME = [
    *("Jane Doe", "นายกล้า", "กลุ่ม ๑๒", "นางสาวไก่แก้ว", "นายขันติ", "นางเขียวขจี"),
    *("นางสาวหทัย ตัวอย่าง", "นางแอนนา", "นายโอภาส"),
]


def test_names_are_sorted_by_record_count_then_in_dictionary_order(client: FlaskClient) -> None:
    hathai = "นางสาวหทัย ตัวอย่าง"
    assert names(get(client, "/people")) == [hathai, *(name for name in BY_NAME if name != hathai)]


@pytest.mark.slow
def test_names_can_be_sorted_in_dictionary_order_without_titles(client: FlaskClient) -> None:
    page = get(client, "/people")
    orders = first(page, ".sorts")
    assert [(tag.get_text(), tag.get("aria-current")) for tag in orders.select("a")] == [
        ("ตามจำนวนบันทึก", "true"),
        ("ตามชื่อ", None),
    ]
    sorted_page = get(client, str(orders.select("a")[1]["href"]))
    assert names(sorted_page) == BY_NAME
    assert [name_json["name"] for name_json in get_json(client, "/api/v1/people?sort=name")["people"]] == BY_NAME
    assert texts(sorted_page, ".sorts [aria-current]") == ["ตามชื่อ"]


def test_an_unknown_order_is_an_error(client: FlaskClient) -> None:
    assert client.get("/people?sort=newest").status_code == 400
    assert client.get("/api/v1/offices?sort=x").status_code == 400


def test_the_alphabet_leads_to_the_names_of_each_letter(client: FlaskClient) -> None:
    assert not get(client, "/people").select(".letters")
    page = get(client, "/people?sort=name")
    letters = {tag.find(string=True): str(tag["href"]) for tag in page.select(".letters a")}
    assert list(letters) == ["ทั้งหมด", "ก", "ข", "ห", "อ", "J"]
    assert len(page.select(".letters li")) > 40
    assert names(get(client, letters["ก"])) == ["นายกล้า", "กลุ่ม ๑๒", "นางสาวไก่แก้ว"]
    assert names(get(client, letters["อ"])) == ["นางแอนนา", "นายโอภาส"]
    assert texts(get(client, letters["ข"]), ".letters [aria-current]") == ["ข 2 ชื่อ"]
    assert names(get(client, letters["ทั้งหมด"])) == BY_NAME
    answer = get_json(client, "/api/v1/people?sort=name&letter=ก")
    assert (answer["sort"], answer["letter"], answer["total"]) == ("name", "ก", 3)
    assert {"letter": "อ", "name_count": 2} in answer["letters"]


def test_links_keep_the_initial_and_the_order(client: FlaskClient) -> None:
    page = get(client, "/people?sort=name&letter=ก&province=แพร่&size=2")
    links = [str(tag["href"]) for tag in page.select(".facet a.choice, .chip, .pages a")]
    assert len(links) > 3
    assert all("sort=name" in href and "letter=" in href for href in links)
    hidden = {str(tag["name"]): tag["value"] for tag in page.select(".find input[type=hidden]")}
    assert hidden == {"province": "แพร่", "size": "2", "sort": "name"}
    assert all("province=" in str(tag["href"]) for tag in page.select(".letters a"))


def test_an_initial_without_names_links_to_all_names(client: FlaskClient) -> None:
    page = get(client, "/people?letter=ฮ")
    assert first(page, ".note a")["href"] == "/people"


# A person


def test_a_profile_shows_masked_phone_numbers_of_the_newest_records(
    client: FlaskClient, make_client: MakeClient
) -> None:
    assert texts(get(client, "/people/h3"), ".phones strong") == ["xx-xxxx-1111 · xx-xxxx-2222"]
    assert get_json(client, "/api/v1/people/h0")["phones"] == ["xx-xxxx-1111", "xx-xxxx-2222"]
    assert not get(client, "/people/n0").select(".phones")
    page = get(make_client(records(), show_phone=True), "/people/h0")
    assert texts(page, ".phones strong") == ["08-0000-1111 · 08-0000-2222"]


def test_a_record_deleted_after_indexing_has_no_phone_number(make_client: MakeClient, tmp_path: Path) -> None:
    phones = {"g1": "08-0000-0001", "g2": "08-0000-0002"}
    records = [record(id, f"เรื่อง {id}", author_name="นายกล้า", phone=phone) for id, phone in phones.items()]
    client = make_client(records, tmp_path)
    (tmp_path / "records" / "g1.md").unlink()
    assert [phone[-1] for phone in get_json(client, "/api/v1/people/g2")["phones"]] == ["2"]


def test_items_on_a_profile_link_to_their_anchors(client: FlaskClient) -> None:
    page = get(client, "/people/h0")
    assert texts(page, ".person-part h2") == ["เรื่องที่รู้", "กลยุทธ์ที่ใช้ 12 ข้อ", "แก่นความรู้ 4 ข้อ", "บันทึก 4"]
    strategies = first(page, "[aria-labelledby=strategies]")
    items = strategies.select("a.quote")
    assert len(items) == MAX_SECTION_ITEMS
    assert (items[0].get_text(), items[0]["href"]) == (
        "ปลูกต้นไม้ชนิดที่ 0 ริมทาง",
        "/records/h0?from=/people/h0#strategies-1",
    )
    assert texts(strategies, ".item-source a") == [f"ป่าหัวไร่ {number}" for number in range(4)]
    assert first(strategies, ".onward")["href"] == "#records"
    assert not first(page, "[aria-labelledby=core_knowledge]").select(".onward")
    assert [
        (row["section"], row["item_count"], len(row["items"]))
        for row in get_json(client, "/api/v1/people/h0")["sections"]
    ] == [
        ("strategies", 12, MAX_SECTION_ITEMS),
        ("core_knowledge", 4, 4),
    ]


def test_a_profile_without_strategies_shows_other_sections(client: FlaskClient) -> None:
    page = get(client, "/people/n0")
    assert texts(page, ".item-group a.quote") == ["ทำทีละขั้น", "ใช้เชือกสีต่างกัน"]


def test_a_span_of_years_has_one_url(client: FlaskClient) -> None:
    answer = client.get("/people?year_from=2563&year_to=2565&sort=name")
    assert answer.status_code == 302
    assert answer.location.endswith("/people?year=2563-2565&sort=name#facet-year")
    assert texts(get(client, answer.location), ".person h3") == ["นางสาวหทัย ตัวอย่าง"]


def test_the_name_is_not_repeated_under_each_record(client: FlaskClient) -> None:
    for url, name in (("/people/h0", "นางสาวหทัย ตัวอย่าง"), ("/offices/h0", OFFICE)):
        page = get(client, url)
        assert first(page, "h1").get_text() == name
        assert not [fact for fact in texts(page, ".person-part .facts span") if fact == name]


def test_many_topics_unfold(client: FlaskClient) -> None:
    about = first(get(client, "/people/h0"), "[aria-labelledby=about]")
    assert len(about.select("section > .tags .tag")) == OPEN_LINKS
    assert texts(about, "summary") == ["อีก 3 หัวข้อ"]
    assert len(about.select(".tag")) == OPEN_LINKS + 3


def test_an_office_links_to_its_authors(client: FlaskClient) -> None:
    page = get(client, "/offices/h0")
    people = first(page, "[aria-labelledby=people]").select("a")
    assert [tag.get_text() for tag in people] == ["นางสาวไก่แก้ว", "นางสาวหทัย ตัวอย่าง", "นายโอภาส"]
    for tag in people:
        assert first(get(client, str(tag["href"])), "h1").get_text() == tag.get_text()
    assert [name_json["name"] for name_json in get_json(client, "/api/v1/offices/n1")["colleagues"]] == [
        tag.get_text() for tag in people
    ]
    assert get_json(client, "/api/v1/people/h0")["colleagues"] == []
