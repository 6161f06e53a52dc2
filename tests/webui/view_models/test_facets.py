"""Facets of the search page: long lists, years, places, and the link that undoes every choice."""

from __future__ import annotations

from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from index.reader.facet_counts import INSIDE
from index.results import Facet, FacetValue, Request
from tests.factories import record
from tests.web import MakeClient, facet, get, texts
from webui.search_params import format_url, list_parameters
from webui.view_models.year_histogram import MAX_SINGLE_YEARS, YearHistogram, make_histogram

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


RECORDS = [
    *(
        record(
            f"p{number}",
            f"เรื่องที่ {number}",
            f"วิธีของบันทึกที่ {number}",
            district=district,
            province=province,
            region=region,
            year=year,
        )
        for number, (district, province, region, year) in enumerate(PLACES)
    ),
    *(
        record(f"q{number}", "ตำแหน่ง", author_position=f"ตำแหน่ง {letter}", year=2561)
        for number, letter in enumerate("กขคงจฉชซญดตถ")
    ),
]


@pytest.fixture(scope="module")
def client(make_client: MakeClient) -> FlaskClient:
    return make_client(RECORDS, page_size=50)


def press(client: FlaskClient, page: Tag, name: str, label: str) -> BeautifulSoup:
    """The page behind a value of a facet."""
    (link,) = [value for value in facet(page, name).select(".choice, a.bar") if label in value.get_text()]
    return get(client, str(link["href"]))


def hits(page: Tag) -> int:
    return len(page.select(".hit"))


@pytest.mark.slow
def test_every_choice_leads_back_to_its_anchor_and_every_bar_to_the_facet(client: FlaskClient) -> None:
    page = get(client, "/search?region=ภาคเหนือ&province=น่าน&year=2555-2560")
    facets = page.select(".facet")
    assert len(facets) >= 3
    for facet_tag in facets:
        heading = facet_tag.select_one("h3")
        assert heading is not None and heading["tabindex"] == "-1"
        anchors = facet_tag.select(".choice, a.bar")
        assert anchors
        for link in anchors:
            anchor = heading["id"] if "bar" in link["class"] else link["id"]
            assert unquote(urlsplit(str(link["href"])).fragment) == anchor


def test_a_facet_shows_the_number_of_selected_values(client: FlaskClient) -> None:
    page = get(client, "/search?province=น่าน&province=สงขลา&district=ปัว&year=2555-2560")
    assert texts(facet(page, "province"), "h3 .count") == ["เลือก 3"]
    assert texts(facet(page, "year"), "h3 .count") == ["เลือก 1"]
    assert not facet(get(client, "/search"), "year").select("h3 .count")


# Long facets


def test_a_long_facet_unfolds_and_selected_values_are_open(client: FlaskClient) -> None:
    positions = facet(get(client, "/search"), "author_position")
    assert len(positions.select("& > ul > li")) == 8
    assert texts(positions, "summary") == ["แสดงเพิ่ม (4)"]
    assert len(positions.select("details .choice")) == 4
    last = positions.select("details .choice")[-1]
    after = facet(get(client, str(last["href"])), "author_position")
    assert len(after.select("& > ul > li")) == 9
    assert texts(after, "[aria-current] .choice-label")[0].endswith("(เลือกอยู่ กดเพื่อเอาออก)")


def test_the_facet_script_is_small_and_never_writes_html(client: FlaskClient) -> None:
    page = get(client, "/search")
    (source,) = [str(tag["src"]) for tag in page.select("script") if "facets" in str(tag["src"])]
    with client.get(source) as answer:
        script = answer.text
    assert len(script.encode()) < 4_000
    assert not [danger for danger in ("innerHTML", "outerHTML", "insertAdjacent", "eval(", "http") if danger in script]


# Years


def test_the_histogram_has_every_year(client: FlaskClient) -> None:
    chart = facet(get(client, "/search"), "year")
    assert texts(chart, ".bar") == [
        "ปี พ.ศ. 2555 1 รายการ 55",
        "ปี พ.ศ. 2556 2 รายการ 56",
        "ปี พ.ศ. 2557 0 รายการ 57",
        "ปี พ.ศ. 2558 0 รายการ 58",
        "ปี พ.ศ. 2559 2 รายการ 59",
        "ปี พ.ศ. 2560 1 รายการ 60",
        "ปี พ.ศ. 2561 12 รายการ 61",
    ]
    assert len(chart.select("a.bar")) == 5
    assert [str(bar["height"]) for bar in chart.select("rect")][-3:] == ["17", "8", "100"]


def test_years_are_selected_one_by_one(client: FlaskClient) -> None:
    one_year = press(client, get(client, "/search"), "year", "พ.ศ. 2556")
    two_years = press(client, one_year, "year", "พ.ศ. 2559")
    assert (hits(one_year), hits(two_years)) == (2, 4)
    assert texts(facet(two_years, "year"), ".bar[aria-current] .bar-year") == ["56", "59"]


def test_a_span_of_years_has_one_short_url(client: FlaskClient) -> None:
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
    results = get(client, answer.location)
    assert hits(results) == 2
    assert [str(tag["value"]) for tag in results.select("form.span input[name^=year]")] == ["2556", "2559"]
    assert "เอาออก ปี พ.ศ.: 2556–2559×" in texts(results, ".chip")


def test_a_year_in_a_span_replaces_the_span(client: FlaskClient) -> None:
    span = get(client, "/search?year=2555-2559")
    assert hits(span) == 5
    assert texts(facet(span, "year"), ".bar[aria-current] .bar-year") == ["55", "56", "59"]
    assert hits(press(client, span, "year", "พ.ศ. 2556")) == 2


def test_the_year_table_selects_years(client: FlaskClient) -> None:
    table = facet(get(client, "/search?year=2556"), "year").select_one("table")
    assert table is not None
    assert texts(table, "tbody th") == ["2561", "2560", "2559", "2556 (เลือกอยู่ กดเพื่อเอาออก)", "2555"]
    assert texts(table, "tbody td") == ["12", "1", "2", "2", "1"]
    both = get(client, str(table.select("a")[2]["href"]))
    assert hits(both) == 4
    assert texts(both, ".chip") == ["เอาออก ปี พ.ศ.: 2556×", "เอาออก ปี พ.ศ.: 2559×"]


def test_a_filter_on_years_can_be_removed(client: FlaskClient) -> None:
    chosen = get(client, "/search?q=เรื่อง&year=2556")
    (link,) = facet(chosen, "year").select("form.span a")
    assert str(link["href"]).endswith("/search?q=%E0%B9%80%E0%B8%A3%E0%B8%B7%E0%B9%88%E0%B8%AD%E0%B8%87#facet-year")
    assert not facet(get(client, str(link["href"])), "year").select("form.span a")


COUNTS = {2541: 3, 2549: 1, 2550: 2, 2556: 4, 2560: 6}


def view(chosen: str = "", counts: dict[int, int] = COUNTS) -> YearHistogram:
    """The histogram of a result with these counts by year, with one value selected."""
    values = [FacetValue(str(year), str(year), count, str(year) == chosen) for year, count in counts.items()]
    if chosen and not chosen.isdecimal():
        values.append(FacetValue(chosen, chosen, 0, True))
    request = Request("x", filters={"year": (chosen,)} if chosen else {})
    facet = Facet("year", "ปี", tuple(values))
    return make_histogram(facet, request, lambda to: format_url("/s", list_parameters(to, request.size)))


def test_many_years_are_joined_and_a_joined_bar_filters_by_its_span() -> None:
    bars = view().bars
    assert [(bar.short_label, bar.count, bar.percent) for bar in bars] == [
        ("41–44", 3, 50),
        ("45–48", 0, 0),
        ("49–52", 3, 50),
        ("53–56", 4, 67),
        ("57–60", 6, 100),
    ]
    assert bars[2].href == "/s?q=x&year=2549-2552#facet-year"
    assert [bool(bar.href) for bar in bars] == [True, False, True, True, True]


def test_a_selected_span_is_drawn_year_by_year() -> None:
    zoomed = view("2549-2552")
    assert [(bar.short_label, bar.count, bar.selected) for bar in zoomed.bars] == [
        ("49", 1, True),
        ("50", 2, True),
        ("51", 0, False),
        ("52", 0, False),
    ]
    assert zoomed.bars[0].href == "/s?q=x&year=2549#facet-year"
    form = zoomed.form
    assert form.all_years_href == "/s?q=x#facet-year"
    assert (form.first, form.last, form.oldest, form.newest) == ("2549", "2552", "2541", "2560")


def test_a_joined_bar_with_one_selected_year_is_partly_selected() -> None:
    assert [(bar.selected, bar.partly_selected) for bar in view("2550").bars] == [
        (False, False),
        (False, False),
        (False, True),
        (False, False),
        (False, False),
    ]


@pytest.mark.parametrize(
    ("chosen", "ends"),
    [("2556", ("2556", "2556")), ("2549-", ("2549", "")), ("-2556", ("", "2556")), ("ไม่มี", ("", "")), ("", ("", ""))],
)
def test_the_form_shows_the_span_in_force(chosen: str, ends: tuple[str, str]) -> None:
    form = view(chosen).form
    assert (form.first, form.last) == ends


@pytest.mark.slow
@given(st.dictionaries(st.integers(2400, 2600), st.integers(0, 9), min_size=1, max_size=12))
def test_the_bars_hold_every_year_once_and_are_few(counts: dict[int, int]) -> None:
    bars = view(counts=counts).bars
    assert len(bars) <= MAX_SINGLE_YEARS
    assert [year for bar in bars for year in range(bar.first, bar.last + 1)] == list(
        range(min(counts), max(counts) + 1)
    )
    assert sum(bar.count for bar in bars) == sum(counts.values())
    assert {bar.percent for bar in bars if bar.count == max(one.count for one in bars)} <= {0, 100}


@pytest.mark.parametrize(("year", "count"), [("2559-", 15), ("-2556", 3), ("2570-2580", 0)])
def test_an_open_or_empty_span_filters(client: FlaskClient, year: str, count: int) -> None:
    page = get(client, f"/search?year={year}")
    assert hits(page) == count
    assert page.select(".chip")
    assert client.get(f"/api/v1/search?year={year}").get_json()["document_count"] == count


def test_a_malformed_year_is_explained(client: FlaskClient) -> None:
    assert "ไม่ใช่ปี" in get(client, "/search?year_from=ปีนี้", 400).get_text()


# Places


def test_provinces_are_listed_by_region(client: FlaskClient) -> None:
    place_facet = facet(get(client, "/search"), "province")
    assert texts(place_facet, "summary") == ["ภาคเหนือ 4 รายการ", "ภาคใต้ 2 รายการ"]
    north = place_facet.select("details")[0]
    assert texts(north, ".choice-label") == ["ทั้งภาคเหนือ", "น่าน", "ลำปาง"]
    assert not place_facet.select(".below")


def test_filters_narrow_from_region_to_district_and_back(client: FlaskClient) -> None:
    region = press(client, get(client, "/search"), "province", "ทั้งภาคเหนือ")
    province = press(client, region, "province", "น่าน")
    district = press(client, province, "province", "ปัว")
    assert [hits(page) for page in (region, province, district)] == [4, 3, 2]
    assert texts(facet(province, "province"), ".below .choice-label") == ["ปัว", "เวียงสา"]
    assert texts(district, ".chip") == ["เอาออก อำเภอ: ปัว×", "เอาออก จังหวัด: น่าน×", "เอาออก ภาค: ภาคเหนือ×"]
    without = press(client, district, "province", "น่าน")
    assert texts(without, ".chip") == ["เอาออก ภาค: ภาคเหนือ×"]


def test_a_region_replaces_a_province_of_another_region(client: FlaskClient) -> None:
    province = get(client, "/search?province=น่าน")
    south = [value for value in facet(province, "province").select(".choice") if "ทั้งภาคใต้" in value.get_text()][0]
    assert texts(south, ".count") == ["2 รายการ"]
    region = get(client, str(south["href"]))
    assert hits(region) == 2
    assert texts(region, ".chip") == ["เอาออก ภาค: ภาคใต้×"]


def test_districts_are_listed_under_their_province(client: FlaskClient) -> None:
    place_facet = facet(get(client, "/search?province=น่าน&province=สงขลา"), "province")
    assert [texts(under, ".choice-label") for under in place_facet.select(".below")] == [
        ["ปัว", "เวียงสา"],
        ["สะเดา", "หาดใหญ่"],
    ]
    assert [details.has_attr("open") for details in place_facet.select("details")] == [True, True]


def test_a_district_without_its_province_is_listed_under_it(client: FlaskClient) -> None:
    place_facet = facet(get(client, "/search?district=ปัว"), "province")
    assert [str(under["aria-label"]) for under in place_facet.select(".below")] == ["อำเภอในน่าน"]
    assert texts(place_facet, "[aria-current] .choice-label") == ["ปัว (เลือกอยู่ กดเพื่อเอาออก)"]


def test_an_unknown_place_can_be_removed(client: FlaskClient) -> None:
    page = get(client, "/search?district=ดาวอังคาร&province=แอตแลนติส")
    assert hits(page) == 0
    assert len(facet(page, "province").select("[aria-current]")) == 2


@pytest.mark.slow
@pytest.mark.parametrize(
    "address", ["/search", "/search?region=ภาคเหนือ", "/search?province=น่าน", "/search?province=น่าน&province=สงขลา"]
)
def test_every_unselected_place_finds_as_many_as_it_counts(client: FlaskClient, address: str) -> None:
    links = facet(get(client, address), "province").select(".choice:not([aria-current])")
    assert links
    for link in links:
        label = texts(link, ".choice-label")[0].removeprefix("ทั้ง")
        level = "region" if label.startswith("ภาค") else "province" if label in PROVINCES else "district"
        parameters = parse_qs(urlsplit(address).query)
        alone = {name: parameters[name] for name in parameters.keys() - INSIDE.get(level, ())} | {level: [label]}
        count = int("".join(filter(str.isdecimal, texts(link, ".count")[0])))
        assert client.get("/api/v1/search", query_string=alone).get_json()["document_count"] == count, label
