"""The facets of the search page: long lists, years, places; every choice leads back to where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient

from corpus.record import Item, Record, Section
from corpus.store import Store
from index.search import open_searcher
from kmsearch.config import Settings
from webui import create_app

# district, province, region, year
PLACES = (
    ("ปัว", "น่าน", "ภาคเหนือ", 2555),
    ("ปัว", "น่าน", "ภาคเหนือ", 2556),
    ("เวียงสา", "น่าน", "ภาคเหนือ", 2556),
    ("แม่ทะ", "ลำปาง", "ภาคเหนือ", 2559),
    ("หาดใหญ่", "สงขลา", "ภาคใต้", 2559),
    ("สะเดา", "สงขลา", "ภาคใต้", None),
    ("", "", "", 2560),
)

PROVINCES = {province for _, province, _, _ in PLACES}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    settings = Settings(home=tmp_path_factory.mktemp("facets"), page_size=50)
    store = Store(settings.home)
    for number, (district, province, region, year) in enumerate(PLACES):
        points = Section("strategies", (Item(f"วิธีของบันทึกที่ {number}"),))
        place = Record(f"p{number}", f"เรื่องที่ {number}", district=district, province=province, region=region, year=year)
        store.put(replace(place, sections=(points,)))
    for number in range(12):
        store.put(Record(f"q{number}", title="ตำแหน่ง", author_position=f"ตำแหน่ง {'กขคงจฉชซญดตถ'[number]}", year=2561))
    with open_searcher(settings) as searcher:
        yield create_app(settings, searcher).test_client()


def get(client: FlaskClient, url: str, status: int = 200) -> BeautifulSoup:
    response = client.get(url)
    assert response.status_code == status, url
    return BeautifulSoup(response.text, "html.parser")


def facet(page: Tag, name: str) -> Tag:
    found = page.select_one(f"section[aria-labelledby=facet-{name}]")
    assert found is not None, name
    return found


def texts(page: Tag, selector: str) -> list[str]:
    return [" ".join(tag.get_text().split()) for tag in page.select(selector)]


def press(client: FlaskClient, page: Tag, name: str, label: str) -> BeautifulSoup:
    """The page that a value of a facet leads to."""
    (link,) = [one for one in facet(page, name).select(".choice, a.bar") if label in one.get_text()]
    return get(client, str(link["href"]))


def total(page: Tag) -> int:
    return len(page.select(".hit"))


def test_every_choice_leads_back_to_its_facet(client: FlaskClient) -> None:
    page = get(client, "/search?region=ภาคเหนือ&province=น่าน&year=2555-2560")
    facets = page.select(".facet")
    assert len(facets) >= 3
    for one in facets:
        heading = one.select_one("h3")
        assert heading is not None and heading["tabindex"] == "-1"
        links = one.select(".choice, a.bar")
        assert links
        assert {urlsplit(str(link["href"])).fragment for link in links} == {heading["id"]}


def test_a_facet_says_how_many_of_its_values_are_chosen(client: FlaskClient) -> None:
    page = get(client, "/search?province=น่าน&province=สงขลา&district=ปัว&year=2555-2560")
    assert texts(facet(page, "province"), "h3 .count") == ["เลือก 3"]
    assert texts(facet(page, "year"), "h3 .count") == ["เลือก 1"]
    assert not facet(get(client, "/search"), "year").select("h3 .count")


# Long facets


def test_a_long_facet_unfolds_and_chosen_values_stand_open(client: FlaskClient) -> None:
    positions = facet(get(client, "/search"), "author_position")
    assert len(positions.select("& > ul > li")) == 8
    assert texts(positions, "summary") == ["แสดงเพิ่ม (4)"]
    assert len(positions.select("details .choice")) == 4
    last = positions.select("details .choice")[-1]
    after = facet(get(client, str(last["href"])), "author_position")
    assert len(after.select("& > ul > li")) == 9
    assert texts(after, "[aria-current] .choice-label")[0].endswith("(เลือกอยู่ กดเพื่อเอาออก)")


def test_the_script_of_the_facets_is_small_and_makes_no_markup_of_text(client: FlaskClient) -> None:
    page = get(client, "/search")
    (source,) = [str(tag["src"]) for tag in page.select("script") if "facets" in str(tag["src"])]
    with client.get(source) as answer:
        script = answer.text
    assert len(script.encode()) < 4_000
    assert not [danger for danger in ("innerHTML", "outerHTML", "insertAdjacent", "eval(", "http") if danger in script]


# Years


def test_the_histogram_has_every_year(client: FlaskClient) -> None:
    years = facet(get(client, "/search"), "year")
    assert texts(years, ".bar") == [
        "ปี พ.ศ. 2561 12 รายการ 61",
        "ปี พ.ศ. 2560 1 รายการ 60",
        "ปี พ.ศ. 2559 2 รายการ 59",
        "ปี พ.ศ. 2558 0 รายการ 58",
        "ปี พ.ศ. 2557 0 รายการ 57",
        "ปี พ.ศ. 2556 2 รายการ 56",
        "ปี พ.ศ. 2555 1 รายการ 55",
    ]
    assert len(years.select("a.bar")) == 5
    assert [str(bar["height"]) for bar in years.select("rect")][:3] == ["100", "8", "17"]


def test_years_are_chosen_one_by_one(client: FlaskClient) -> None:
    one = press(client, get(client, "/search"), "year", "พ.ศ. 2556")
    two = press(client, one, "year", "พ.ศ. 2559")
    assert (total(one), total(two)) == (2, 4)
    assert texts(facet(two, "year"), ".bar[aria-current] .bar-year") == ["59", "56"]


def test_a_span_of_years_has_one_short_address(client: FlaskClient) -> None:
    page = get(client, "/search?q=เรื่อง&province=น่าน&page=1&sort=newest")
    form = page.select_one("form.span")
    assert form is not None
    sent = {str(tag["name"]): str(tag["value"]) for tag in form.select("input")}
    assert sent == {"q": "เรื่อง", "province": "น่าน", "sort": "newest", "year_from": "", "year_to": ""}
    assert form["action"] == "/search#facet-year"
    answer = client.get("/search", query_string=sent | {"year_from": "๒๕๕๖", "year_to": "2559"})
    assert answer.status_code == 302
    where = urlsplit(answer.location)
    assert parse_qs(where.query) == {"q": ["เรื่อง"], "province": ["น่าน"], "year": ["2556-2559"], "sort": ["newest"]}
    assert where.fragment == "facet-year"
    found = get(client, answer.location)
    assert total(found) == 2
    assert [str(tag["value"]) for tag in found.select("form.span input[name^=year]")] == ["2556", "2559"]
    assert "เอาออก ปี พ.ศ.: 2556–2559×" in texts(found, ".chip")


def test_a_year_of_a_span_narrows_to_it(client: FlaskClient) -> None:
    span = get(client, "/search?year=2555-2559")
    assert total(span) == 5
    assert texts(facet(span, "year"), ".bar[aria-current] .bar-year") == ["59", "56", "55"]
    assert total(press(client, span, "year", "พ.ศ. 2556")) == 2


@pytest.mark.parametrize(("year", "count"), [("2559-", 15), ("-2556", 3), ("2570-2580", 0), ("ไม่มี", 0)])
def test_an_open_or_empty_span(client: FlaskClient, year: str, count: int) -> None:
    page = get(client, f"/search?year={year}")
    assert total(page) == count
    assert page.select(".chip")
    assert client.get(f"/api/v1/search?year={year}").get_json()["documents"] == count


def test_a_year_that_is_none_is_explained(client: FlaskClient) -> None:
    assert "ไม่ใช่ปี" in get(client, "/search?year_from=ปีนี้", 400).get_text()


# Places


def test_provinces_stand_in_their_regions(client: FlaskClient) -> None:
    places = facet(get(client, "/search"), "province")
    assert texts(places, "summary") == ["ภาคเหนือ 4 รายการ", "ภาคใต้ 2 รายการ"]
    north = places.select("details")[0]
    assert texts(north, ".choice-label") == ["ทั้งภาคเหนือ", "น่าน", "ลำปาง"]
    assert not places.select(".under")


def test_from_the_region_to_the_district_and_back(client: FlaskClient) -> None:
    region = press(client, get(client, "/search"), "province", "ทั้งภาคเหนือ")
    province = press(client, region, "province", "น่าน")
    district = press(client, province, "province", "ปัว")
    assert [total(page) for page in (region, province, district)] == [4, 3, 2]
    assert texts(facet(province, "province"), ".under .choice-label") == ["ปัว", "เวียงสา"]
    assert texts(district, ".chip") == ["เอาออก อำเภอ: ปัว×", "เอาออก จังหวัด: น่าน×", "เอาออก ภาค: ภาคเหนือ×"]
    without = press(client, district, "province", "น่าน")
    assert texts(without, ".chip") == ["เอาออก ภาค: ภาคเหนือ×"]


def test_districts_of_two_provinces_stand_each_under_its_own(client: FlaskClient) -> None:
    places = facet(get(client, "/search?province=น่าน&province=สงขลา"), "province")
    assert [texts(under, ".choice-label") for under in places.select(".under")] == [
        ["ปัว", "เวียงสา"],
        ["สะเดา", "หาดใหญ่"],
    ]
    assert [details.has_attr("open") for details in places.select("details")] == [True, True]


def test_a_district_alone_stands_in_its_province(client: FlaskClient) -> None:
    places = facet(get(client, "/search?district=ปัว"), "province")
    assert [str(under["aria-label"]) for under in places.select(".under")] == ["อำเภอในน่าน"]
    assert texts(places, "[aria-current] .choice-label") == ["ปัว (เลือกอยู่ กดเพื่อเอาออก)"]


def test_a_place_nobody_knows_can_be_let_go(client: FlaskClient) -> None:
    page = get(client, "/search?district=ดาวอังคาร&province=แอตแลนติส")
    assert total(page) == 0
    assert len(facet(page, "province").select("[aria-current]")) == 2


@pytest.mark.parametrize(
    "address", ["/search", "/search?region=ภาคเหนือ", "/search?province=น่าน", "/search?province=น่าน&province=สงขลา"]
)
def test_every_place_that_is_not_chosen_finds_as_many_as_it_counts(client: FlaskClient, address: str) -> None:
    page = get(client, address)
    for link in facet(page, "province").select(".choice:not([aria-current])"):
        label = texts(link, ".choice-label")[0].removeprefix("ทั้ง")
        level = "region" if label.startswith("ภาค") else "province" if label in PROVINCES else "district"
        alone = {**parse_qs(urlsplit(address).query), level: [label]}
        count = int("".join(filter(str.isdecimal, texts(link, ".count")[0])))
        assert client.get("/api/v1/search", query_string=alone).get_json()["documents"] == count, label
