"""The pages for those who look round, and their JSON twins: what they show, and that links hold what they promise."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient

from corpus.record import Item, Record, Section
from corpus.store import Store
from index.search import Searcher, open_searcher
from kmsearch.config import Settings
from kmsearch.places import region_of
from webui import create_app
from webui.addresses import SIZE
from webui.points import LISTED

PHONE, MASKED = "08-0000-1234", "xx-xxxx-1234"
SCRIPT = "<script>alert(1)</script>"
MEETING = "ประชุมสมาชิกทุกเดือนที่ศาลาวัด"
TREES = (
    *("มะม่วง", "ลำไย", "ทุเรียน", "มังคุด", "เงาะ", "ลองกอง", "ส้มโอ", "มะนาว", "กล้วย", "มะพร้าว", "ขนุน"),
    *("มะละกอ", "ฝรั่ง", "ชมพู่", "น้อยหน่า", "ลิ้นจี่", "พุทรา", "สะเดา", "ไผ่", "ยางพารา", "กาแฟ"),
)
PAGES = (
    "/topics",
    "/topics/หนี้สิน",
    "/topics/หนี้สิน?section=records",
    "/topics/หนี้สิน?section=cautions",
    "/strategies",
    "/points/cautions",
    "/people",
    "/people/debt",
    "/offices",
    "/offices/debt",
    "/coverage",
    "/coverage?by=region",
    "/coverage?by=year",
    "/coverage?by=province&topic=ทุนและการเงินชุมชน&region=ภาคเหนือ",
)


def record(id: str, title: str, *strategies: str, **fields: object) -> Record:
    sections = (Section("strategies", tuple(map(Item, strategies))), Section("cautions", (Item(f"ระวังเรื่อง{title}"),)))
    who = {"author_name": f"นางผู้เขียน {id}", "author_office": "สำนักงานตัวอย่าง"}
    where = {"province": "น่าน", "region": region_of(str(fields.get("province", "น่าน"))), "year": 2560}
    return Record(id, title=title, sections=sections, **{**who, **where, **fields})  # type: ignore[arg-type]


RECORDS = (
    record("debt", "ปลดหนี้ทั้งตำบล", "ทำตารางผ่อนเงินกู้ตามฤดูขายข้าว", MEETING, year=2558, author_name="นายแก้ว ใจดี"),
    record("loan", "คุยกับเจ้าหนี้", "เชิญคู่กรณีมากินข้าว", f"{MEETING} ทั้งตำบล", province="แพร่", year=2562),
    record("script", SCRIPT, f"ติดป้าย {SCRIPT}", author_name=SCRIPT, author_office=SCRIPT, topics=("หนี้สิน", SCRIPT)),
    record("phone", f"โทร {PHONE}", f"จดเบอร์ {PHONE} ไว้", author_name=f"กลุ่ม {PHONE}", author_office=f"โทร {PHONE}"),
    record("blank", "", "ไม่มีชื่อเรื่อง", province="", year=None, author_office=""),
    *(record(f"many{n:02}", f"สวน{tree}", f"เพาะกล้า{tree}ขาย") for n, tree in enumerate(TREES)),
)


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    home = tmp_path_factory.mktemp("browse") / "home"
    for one in RECORDS:
        Store(home).put(one)
    with open_searcher(Settings(home=home)) as searcher:
        searcher.settings_home = home  # type: ignore[attr-defined]
        yield searcher


@pytest.fixture(scope="module")
def client(searcher: Searcher) -> FlaskClient:
    return create_app(Settings(home=searcher.settings_home), searcher).test_client()  # type: ignore[attr-defined]


def get(client: FlaskClient, url: str, status: int = 200) -> BeautifulSoup:
    response = client.get(url)
    assert response.status_code == status, url
    return BeautifulSoup(response.text, "html.parser")


def get_json(client: FlaskClient, url: str, status: int = 200) -> Any:
    response = client.get(url)
    assert (response.status_code, response.content_type) == (status, "application/json"), url
    return response.json


def first(page: Tag, selector: str) -> Tag:
    found = page.select_one(selector)
    assert found is not None, selector
    return found


def number(text: str) -> int:
    return int(re.findall(r"[\d,]+", text)[0].replace(",", ""))


def total(page: Tag) -> int:
    """What a page of results says it found: of points that say the same, all."""
    found = re.findall(r"[\d,]+", first(page, ".total").get_text())
    return int(found[-1].replace(",", ""))


def texts(page: Tag, selector: str) -> list[str]:
    return [" ".join(tag.get_text().split()) for tag in page.select(selector)]


# Every page


@pytest.mark.parametrize("url", PAGES)
def test_every_link_leads_to_a_page(client: FlaskClient, url: str) -> None:
    page = get(client, url)
    addresses = {str(tag["href"]).partition("#")[0] for tag in page.select("a[href]")} - {""}
    assert len(addresses) > 8
    assert [address for address in sorted(addresses)[:60] if client.get(address).status_code != 200] == []


@pytest.mark.parametrize("url", PAGES)
def test_links_to_a_place_find_it(client: FlaskClient, url: str) -> None:
    for tag in get(client, url).select("main a[href*='/records/'][href*='#']")[:5]:
        address, _, anchor = str(tag["href"]).partition("#")
        assert get(client, address).find(id=anchor), tag


@pytest.mark.parametrize("url", PAGES)
def test_nothing_is_run_and_no_number_is_shown(client: FlaskClient, url: str) -> None:
    for address in (url, str(first(get(client, url), ".foot a")["href"])):
        text = client.get(address).text
        assert PHONE not in text
        assert address.startswith("/api") or SCRIPT not in text


@pytest.mark.parametrize("url", PAGES)
def test_every_page_has_its_json_twin(client: FlaskClient, url: str) -> None:
    twin = str(first(get(client, url), ".foot a")["href"])
    assert twin.startswith("/api/v1/")
    assert isinstance(get_json(client, twin), dict)


@pytest.mark.parametrize("url", PAGES)
def test_a_page_has_one_heading_a_language_and_a_title(client: FlaskClient, url: str) -> None:
    page = get(client, url)
    assert len(page.select("h1")) == 1
    assert first(page, "html")["lang"] == "th"
    assert first(page, "title").get_text() != "คลังองค์ความรู้"
    ids = [tag["id"] for tag in page.select("[id]")]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("url", ["/topics", "/strategies", "/people", "/coverage"])
def test_the_header_says_where_one_is(client: FlaskClient, url: str) -> None:
    current = get(client, url).select(".top-nav [aria-current=page]")
    assert [tag["href"] for tag in current] == [url]


@pytest.mark.parametrize(
    "url",
    ["/topics/ไม่มีหัวข้อนี้", "/points/other", "/points/nothing", "/people/no-such", "/people/nobody-1", "/offices/blank"],
)
def test_what_is_not_there_is_a_thai_page(client: FlaskClient, url: str) -> None:
    assert "ไม่พบหน้านี้" in texts(get(client, url, 404), "h1")
    assert get_json(client, f"/api/v1{url}", 404)["error"]["cause"] == "ไม่พบหน้านี้"


@pytest.mark.parametrize("url", ["/coverage?by=x", "/coverage?topic=x", "/strategies?page=x"])
def test_a_value_that_means_nothing_is_an_error(client: FlaskClient, url: str) -> None:
    get(client, url, 400)
    assert get_json(client, f"/api/v1{url}", 400)["error"]["cure"]


def test_an_empty_corpus_has_pages_too(tmp_path: Path) -> None:
    client = create_app(Settings(home=tmp_path / "none")).test_client()
    for url in ("/topics", "/topics/หนี้สิน", "/strategies", "/people", "/offices", "/coverage", "/coverage?by=year"):
        get(client, url)


def test_numbers_are_shown_where_the_settings_allow_it(searcher: Searcher) -> None:
    settings = Settings(home=searcher.settings_home, show_phone=True)  # type: ignore[attr-defined]
    client = create_app(settings, searcher).test_client()
    for url in ("/people?q=กลุ่ม", "/people/phone", "/strategies?size=100", "/api/v1/offices"):
        assert PHONE in client.get(url).text, url


# Topics


def test_topics_promise_what_their_pages_hold(client: FlaskClient) -> None:
    page = get(client, "/topics")
    lines = [line for line in page.select(".topic-cards h2, .topic-line") if line.a]
    assert len(lines) > 30
    for line in lines:
        there = get(client, str(first(line, "a")["href"]))
        records = first(there, ".looks a")
        assert number(records.get_text()) == number(first(line, ".count").get_text())
        assert total(get(client, str(records["href"]))) == number(records.get_text())


def test_a_tab_promises_what_it_holds(client: FlaskClient) -> None:
    page = get(client, "/topics/หนี้สิน")
    assert texts(page, ".tabs a") == ["กลยุทธ์ 4 รายการ", "ข้อพึงระวัง 3 รายการ", "บันทึก 3 รายการ"]
    assert texts(page, ".tabs [aria-current]") == ["กลยุทธ์ 4 รายการ"]
    for tab in page.select(".tabs a"):
        there = get(client, str(tab["href"]))
        shown = len(there.select(".entry > ul > li, .entry > .others, .assigned > li"))
        assert shown == number(first(tab, ".count").get_text())


def test_a_topic_of_a_record_says_why(client: FlaskClient) -> None:
    why = texts(get(client, "/topics/หนี้สิน?section=records"), ".why")
    assert "พบ “หนี้” ในชื่อเรื่อง" in why
    assert "บันทึกระบุหัวข้อนี้ไว้เอง" in why


def test_a_broad_topic_leads_to_those_under_it_and_back(client: FlaskClient) -> None:
    below = get(client, "/topics/ทุนและการเงินชุมชน").select(".tags-big a")
    assert "หนี้สิน" in [tag.get_text().split()[0] for tag in below]
    assert texts(get(client, "/topics/หนี้สิน"), ".trail a") == ["หัวข้อ", "ทุนและการเงินชุมชน"]


def test_a_topic_in_json_has_the_entries_of_the_tab(client: FlaskClient) -> None:
    said = get_json(client, "/api/v1/topics/หนี้สิน?section=cautions")
    assert (said["label"], said["tab"], said["said"]["section"], said["said"]["total"]) == (
        "หนี้สิน",
        "cautions",
        "cautions",
        3,
    )
    listed = get_json(client, "/api/v1/topics/หนี้สิน?section=records")
    assert {one["id"] for one in listed["assigned"]} == {"debt", "loan", "script"}


# Points


def test_what_several_officers_do_is_one_entry_with_its_sources(client: FlaskClient) -> None:
    entry = first(get(client, "/strategies"), ".entry")
    assert first(entry, ".quote").get_text() == MEETING
    assert first(entry, "summary").get_text() == "2 บันทึก · 2 จังหวัด · พ.ศ.\N{NO-BREAK SPACE}2558–2562"
    assert [(tag["href"], tag.get_text()) for tag in entry.select(".mentions a")] == [
        ("/records/loan#strategies-2", f"{MEETING} ทั้งตำบล"),
        ("/records/debt#strategies-2", MEETING),
    ]


def test_an_entry_has_a_page_with_the_words_of_each(client: FlaskClient) -> None:
    entry = first(get(client, "/strategies"), ".entry")
    (link,) = entry.select("a.onward")
    page = get(client, str(link["href"]))
    assert first(page, "h1").get_text() == MEETING
    assert texts(page, ".entry a.quote") == [f"{MEETING} ทั้งตำบล", MEETING]
    said = get_json(client, f"/api/v1{link['href']}")
    assert [source["text"] for source in said["entry"]["sources"]] == [f"{MEETING} ทั้งตำบล", MEETING]
    for missing in ("/points/strategies/loan/99", "/points/strategies/nobody/1", "/points/nothing/loan/1"):
        assert client.get(missing).status_code == client.get(f"/api/v1{missing}").status_code == 404


def test_what_is_left_out_by_a_filter_is_a_press_away(client: FlaskClient) -> None:
    page = get(client, "/strategies?province=แพร่")
    (wider,) = page.select(".wider")
    assert wider.get_text() == "ทั้งคลัง 2 บันทึก"
    assert texts(get(client, str(wider["href"])), ".entry a.quote") == [f"{MEETING} ทั้งตำบล", MEETING]


def test_facets_of_strategies_promise_what_they_hold(client: FlaskClient) -> None:
    page = get(client, "/strategies?province=น่าน")
    choices = page.select(".facet .choice:not([aria-current])")
    assert len(choices) > 5
    for choice in choices:
        there = get(client, str(choice["href"]))
        if "province" not in str(first(choice.find_parent("section"), "h3")["id"]):  # type: ignore[arg-type]
            assert total(there) == number(first(choice, ".count").get_text()), choice["href"]


def test_a_list_is_turned_page_by_page(client: FlaskClient) -> None:
    page, seen = get(client, "/strategies"), 0
    whole = get_json(client, "/api/v1/strategies?size=100")
    assert whole["total"] == len(whole["entries"]) > SIZE
    while True:
        seen += len(page.select(".entry > ul > li, .entry > .others"))
        after = page.select_one("a[rel=next]")
        if after is None:
            break
        page = get(client, str(after["href"]))
    assert seen == whole["total"]


def test_strategies_have_one_address(client: FlaskClient) -> None:
    response = client.get("/points/strategies?province=น่าน")
    assert response.status_code == 308
    assert response.headers["Location"].endswith("/strategies?province=%E0%B8%99%E0%B9%88%E0%B8%B2%E0%B8%99")


@pytest.mark.parametrize("section", LISTED)
def test_every_section_has_a_page(client: FlaskClient, section: str) -> None:
    page = get(client, "/strategies" if section == "strategies" else f"/points/{section}")
    assert len(page.select(".tabs a")) == len(LISTED)


# People


def test_people_are_found_and_opened(client: FlaskClient) -> None:
    page = get(client, "/people?q=แก้ว")
    (name,) = page.select(".person h3 a")
    there = get(client, str(name["href"]))
    assert first(there, "h1").get_text() == name.get_text() == "นายแก้ว ใจดี"
    assert [tag["href"] for tag in there.select(".mentions a")] == ["/records/debt"]


def test_a_name_with_a_number_is_masked_and_not_found_by_it(client: FlaskClient) -> None:
    assert f"กลุ่ม {MASKED}" in texts(get(client, "/people?q=กลุ่ม"), ".person h3")
    right, wrong = (texts(get(client, f"/people?q=กลุ่ม 08-0000-{end}"), ".person h3") for end in ("1234", "9999"))
    assert right == wrong


def test_facets_of_people_promise_what_they_hold(client: FlaskClient) -> None:
    for choice in get(client, "/people?q=ผู้เขียน").select(".facet .choice"):
        there = get(client, str(choice["href"]))
        assert total(there) == number(first(choice, ".count").get_text())


def test_a_search_for_a_name_keeps_the_filters(client: FlaskClient) -> None:
    page = get(client, "/people?province=แพร่")
    hidden = {str(tag["name"]): tag["value"] for tag in page.select(".find input[type=hidden]")}
    assert hidden == {"province": "แพร่"}


# Coverage


@pytest.mark.parametrize("query", ["", "?by=region", "?by=year", "?topic=ทุนและการเงินชุมชน", "?by=year&region=ภาคเหนือ"])
def test_every_cell_promises_what_the_search_holds(client: FlaskClient, query: str) -> None:
    cells = get(client, f"/coverage{query}").select(".heat a")
    assert len(cells) > 5
    for cell in cells:
        assert total(get(client, str(cell["href"]))) == number(cell.get_text()), cell["href"]


def test_the_table_is_a_table(client: FlaskClient) -> None:
    table = first(get(client, "/coverage"), "table")
    assert first(table, "caption").get_text()
    columns = len(table.select("thead th[scope=col]"))
    rows = table.select("tbody tr:not(.heat-group)")
    assert len(rows) == 78
    assert {len(row.select("th[scope=row], td")) for row in rows} == {columns}
    assert all(cell.get_text().strip() for cell in table.select("td"))


def test_empty_cells_and_places_are_counted(client: FlaskClient) -> None:
    page = get(client, "/coverage")
    said = get_json(client, "/api/v1/coverage")
    empty = sum(row["counts"].count(0) for row in said["rows"] if row["filters"])
    told = next(line for line in texts(page, "main p") if "ช่องที่ยังว่าง" in line)
    assert [int(found) for found in re.findall(r"\d+", told)] == [2, 77, empty, 77 * len(said["topics"])]


def test_names_lead_deeper_into_the_table(client: FlaskClient) -> None:
    region = next(tag for tag in get(client, "/coverage?by=region").select("th a") if tag.get_text() == "ภาคเหนือ")
    provinces = get(client, str(region["href"]))
    assert texts(provinces, ".chip") == ["เอาออก ภาค: ภาคเหนือ×"]
    province = next(tag for tag in provinces.select("th a") if tag.get_text() == "น่าน")
    years = get(client, str(province["href"]))
    assert texts(years, ".tabs [aria-current]") == ["ปี"]
    year = next(tag for tag in years.select("th a") if tag.get_text() == "2558")
    assert texts(get(client, str(year["href"])), ".chip") == ["เอาออก จังหวัด: น่าน×", "เอาออก ปี พ.ศ.: 2558×"]


# Home


def test_home_shows_what_most_officers_do(client: FlaskClient) -> None:
    page = get(client, "/")
    assert texts(page, "section[aria-labelledby=shared] .quote") == [MEETING]
    assert [one["records"] for one in get_json(client, "/api/v1/overview")["shared"]] == [2]


def test_the_twin_of_home_counts_the_same(client: FlaskClient) -> None:
    numbers = texts(get(client, "/"), ".numbers strong")
    said = get_json(client, "/api/v1/overview")
    assert numbers[:2] == [str(said["records"]), str(said["items"])]
    assert PHONE not in client.get("/api/v1/overview").text
