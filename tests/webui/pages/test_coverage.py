"""``/coverage`` and its JSON: every count equals the results behind its link."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from bs4 import Tag
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from index.browse.coverage import OTHER_TOPICS
from index.reader.facet_counts import NOT_GIVEN
from kmsearch.config import Settings
from kmsearch.geo.matcher import region_of
from tests.factories import record
from tests.web import MakeClient, get, get_json, number, texts, total
from webui import create_app, search_params
from webui.pages.coverage import SHADES, _label_shades, _shade_thresholds

OWN = tuple(f"งานพิเศษเรื่องที่ {number}" for number in range(37))
TABLES = (
    "",
    "?by=region",
    "?by=year",
    "?topic=ทุนและการเงินชุมชน",
    f"?topic={OTHER_TOPICS}",
    "?by=year&region=ภาคเหนือ",
    f"?by=year&province={NOT_GIVEN}",
    f"?by=region&region={NOT_GIVEN}",
)


# id, topics, province, year
ROWS: list[tuple[str, tuple[str, ...], str, int | None]] = [
    ("debt1", ("หนี้สิน", "ทุนและการเงินชุมชน"), "น่าน", 2558),
    ("debt2", ("หนี้สิน", "ทุนและการเงินชุมชน", OWN[0]), "แพร่", 2562),
    ("nowhere", ("ทุนและการเงินชุมชน", OWN[1]), "", 2558),
    ("never", ("หนี้สิน", OWN[0]), "น่าน", None),
    ("far", ("หนี้สิน",), "เวียงจันทน์", 2560),
    *((f"own{number}", (topic,), "น่าน", 2560) for number, topic in enumerate(OWN)),
]
RECORDS = [
    record(
        id,
        f"เรื่อง {id}",
        f"ทำงานอย่างที่ {id}",
        topics=topics,
        province=province,
        region=region_of(province),
        year=year,
    )
    for id, topics, province, year in ROWS
]


@pytest.fixture(scope="module")
def client(make_client: MakeClient) -> FlaskClient:
    return make_client(RECORDS)


def counted(page: Tag) -> int:
    """The number of results before collapsing, or the records of a table."""
    return total(page) if page.select(".total") else number(texts(page, "tfoot td:last-child")[0])


def row(page: Tag, name: str) -> Tag:
    return next(tag for tag in page.select("tbody tr, tfoot tr") if tag.th and tag.th.get_text() == name)


@pytest.mark.slow
@pytest.mark.parametrize("query", TABLES)
def test_every_number_leads_to_as_many_records(client: FlaskClient, query: str) -> None:
    cells = get(client, f"/coverage{query}").select("td.heat a")
    assert len(cells) > 2
    for cell in cells:
        assert counted(get(client, str(cell["href"]))) == number(cell.get_text()), cell["href"]


@pytest.mark.slow
@pytest.mark.parametrize("query", TABLES)
def test_every_number_has_a_link(client: FlaskClient, query: str) -> None:
    page = get(client, f"/coverage{query}")
    cells = page.select("td.heat")
    assert cells
    assert [cell.get_text() for cell in cells if not cell.a and number(cell.get_text() + " 0")] == []


@pytest.mark.parametrize("query", TABLES)
def test_the_json_answer_has_the_same_numbers(client: FlaskClient, query: str) -> None:
    page = get(client, f"/coverage{query}")
    (link,) = page.select(".foot a[href^='/api/']")
    answer = get_json(client, str(link["href"]))
    shown = [
        [number(cell.get_text() + " 0") for cell in one.select("td")]
        for one in page.select("tbody tr:not(.heat-group)")
    ]
    assert shown == [[*row["counts"], row["record_count"]] for row in answer["rows"]]
    assert texts(page, "thead th")[1:-1] == [" ".join(label.split()) for label in answer["topics"]]


def test_the_table_is_a_table(client: FlaskClient) -> None:
    page = get(client, "/coverage")
    assert texts(page, "caption") == ["จำนวนบันทึกตามหัวข้อและจังหวัด"]
    columns = len(page.select("thead th[scope=col]"))
    rows = page.select("tbody tr:not(.heat-group)")
    assert len(rows) == 79
    assert {len(table_row.select("th[scope=row], td")) for table_row in rows} == {columns}
    assert all(cell.get_text().strip() for cell in page.select("td.heat"))
    (box,) = page.select(".heat-box")
    assert (box["tabindex"], box["role"], box["aria-labelledby"]) == ("0", "region", "heat-caption")


@pytest.mark.slow
def test_provinces_are_listed_by_region(client: FlaskClient) -> None:
    groups = {
        text: texts(group.parent, "tr:not(.heat-group) th")  # type: ignore[arg-type]
        for group in get(client, "/coverage").select(".heat-group")
        for text in texts(group, "th")
    }
    assert "น่าน" in groups["ภาคเหนือ"]
    assert groups["อื่น ๆ"] == ["เวียงจันทน์", NOT_GIVEN]
    assert get(client, "/coverage?by=year").select(".heat-group") == []


def test_empty_cells_and_places_are_counted(client: FlaskClient) -> None:
    page = get(client, "/coverage")
    answer = get_json(client, "/api/v1/coverage")
    rows_with_place = [row for row in answer["rows"] if row["label"] != NOT_GIVEN]
    sentence = next(line for line in texts(page, "main p") if "ช่องที่ยังว่าง" in line)
    empty = sum(row["counts"].count(0) for row in rows_with_place)
    assert [int(digits) for digits in re.findall(r"\d+", sentence)] == [3, 78, empty, 78 * len(answer["topics"])]


def test_row_heads_lead_to_narrower_tables(client: FlaskClient) -> None:
    (region,) = row(get(client, "/coverage?by=region"), "ภาคเหนือ").select("th a")
    provinces = get(client, str(region["href"]))
    assert texts(provinces, ".chip") == ["เอาออก ภาค: ภาคเหนือ×"]
    (province,) = row(provinces, "น่าน").select("th a")
    years = get(client, str(province["href"]))
    assert texts(years, ".tabs [aria-current]") == ["ปี"]
    (year,) = row(years, "2558").select("th a")
    assert texts(get(client, str(year["href"])), ".chip") == ["เอาออก จังหวัด: น่าน×", "เอาออก ปี พ.ศ.: 2558×"]


def test_every_table_has_its_own_title(client: FlaskClient) -> None:
    titles = [get(client, f"/coverage{query}").title.get_text() for query in TABLES]  # type: ignore[union-attr]
    assert len(set(titles)) == len(TABLES)


# Topics that the lexicon does not have


@pytest.mark.slow
def test_topics_outside_the_lexicon_are_one_column_with_its_own_table(client: FlaskClient) -> None:
    page = get(client, "/coverage")
    last = page.select("thead a")[-1]
    assert " ".join(last.get_text().split()) == OTHER_TOPICS
    opened = get(client, str(last["href"]))
    assert texts(opened, ".chip") == [f"เอาออก หัวข้อ: {OTHER_TOPICS}×"]
    assert set(texts(opened, "thead a")) == set(OWN)
    assert counted(opened) == number(row(page, "ทั้งหมด").select("td")[-2].get_text()) == len(OWN) + 3


def test_a_number_of_that_column_leads_to_the_table_of_its_row(client: FlaskClient) -> None:
    (cell,) = row(get(client, "/coverage"), "แพร่").select("td:nth-last-child(2) a")
    opened = get(client, str(cell["href"]))
    assert texts(opened, ".chip") == [f"เอาออก หัวข้อ: {OTHER_TOPICS}×", "เอาออก จังหวัด: แพร่×"]
    assert counted(opened) == number(cell.get_text()) == 1


@pytest.mark.slow
def test_a_total_over_too_many_topics_has_no_link(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_params, "MAX_VALUES", len(OWN) - 1)
    page = get(client, f"/coverage?topic={OTHER_TOPICS}")
    assert page.select("tbody td.heat a")
    assert not page.select("td.heat:last-child a")
    assert counted(page) == len(OWN) + 3


# Records without a value


@pytest.mark.slow
@pytest.mark.parametrize(("by", "chip"), [("province", "จังหวัด"), ("region", "ภาค"), ("year", "ปี พ.ศ.")])
def test_the_row_of_records_without_a_value_leads_to_them(client: FlaskClient, by: str, chip: str) -> None:
    cell = row(get(client, f"/coverage?by={by}"), NOT_GIVEN).select("td a")[-1]
    results = get(client, str(cell["href"]))
    assert texts(results, ".chip") == [f"เอาออก {chip}: {NOT_GIVEN}×"]
    assert counted(results) == number(cell.get_text())
    (chosen,) = [value for value in get_json(client, f"/api/v1{cell['href']}")["facets"][by] if value["selected"]]
    assert (chosen["value"], chosen["count"]) == (NOT_GIVEN, counted(results))


# Shades


def test_the_legend_has_every_shade_of_the_table(client: FlaskClient) -> None:
    page = get(client, "/coverage")
    ranges = {str(label.span["class"][-1]): label.get_text() for label in page.select(".shades li") if label.span}
    assert ranges["heat-0"] == "ว่าง"
    cells = page.select("tbody td.heat:not(:last-child)")
    assert cells
    for cell in cells:
        shade = str(cell["class"][-1])
        count = number(cell.get_text() + " 0")
        ends = [int(end) for end in re.findall(r"\d+", ranges[shade])] or [0]
        assert ends[0] <= count <= ends[-1]
    assert len({str(cell["class"][-1]) for cell in page.select("tbody td.heat")}) > 2


@given(st.integers(0, 100_000))
def test_shades_cover_every_count_once_and_in_order(highest: int) -> None:
    empty, *shades = _label_shades(_shade_thresholds(highest), highest)
    assert (empty.shade, empty.label) == (0, "ว่าง")
    ends = [[int(end.replace(",", "")) for end in view.label.split("–")] for view in shades]
    assert [view.shade for view in shades] == sorted({view.shade for view in shades} & set(range(1, SHADES + 1)))
    assert [end[0] for end in ends] == [1, *(end[-1] + 1 for end in ends)][: len(ends)]
    assert (ends[-1][-1] if ends else 0) == highest


# Invalid values


@pytest.mark.parametrize(
    ("query", "parameter", "message"),
    [
        ("by=zzz", "by", "แถวของตาราง “zzz” ไม่มีให้เลือก เลือกได้: จังหวัด · ภาค · ปี"),
        ("topic=หนี้", "topic", "หัวข้อ “หนี้” ไม่มีในคลัง ที่ชื่อคล้ายกัน: หนี้สิน"),
        ("topic=zzz", "topic", "หัวข้อ “zzz” ไม่มีในคลัง เลือกหัวข้อจากหน้า “หัวข้อ”"),
        ("province=เชียงไหม่", "province", "จังหวัด “เชียงไหม่” ไม่มีในรายชื่อจังหวัด และไม่มีบันทึกใดใช้ ใช้ชื่อ “เชียงใหม่”"),
        ("region=zzz", "region", "ภาค “zzz” ไม่มีในรายชื่อภาค และไม่มีบันทึกใดใช้ เลือกได้: ภาคกลาง"),
        ("year=abc", "year", "ปี พ.ศ. “abc” ไม่ใช่ปี ใช้ปี พ.ศ. เช่น 2560"),
        ("year_from=abc", "year_from", "ปีเริ่มต้น “abc” ไม่ใช่ปี"),
    ],
)
def test_an_invalid_value_is_explained(client: FlaskClient, query: str, parameter: str, message: str) -> None:
    page = get(client, f"/coverage?{query}", 400)
    assert message in " ".join(texts(page, ".trouble h1, .trouble h1 + p"))
    assert [tag["href"] for tag in page.select(".onward")][0] == "/coverage"
    assert f" ของ {parameter} " in get_json(client, f"/api/v1/coverage?{query}", 400)["error"]["cause"]


@pytest.mark.parametrize("query", ["province=เวียงจันทน์", "province=ระยอง", "year=2500", "year=2555-2560", "topic=หนี้สิน"])
def test_a_valid_value_without_records_is_no_error(client: FlaskClient, query: str) -> None:
    get(client, f"/coverage?{query}")
    assert get_json(client, f"/api/v1/coverage?{query}")["rows"] is not None


@pytest.mark.slow
def test_a_corpus_without_records_has_a_table_of_empty_cells(tmp_path: Path) -> None:
    client = create_app(Settings(home=tmp_path / "none")).test_client()
    page = get(client, "/coverage")
    assert texts(page, ".shades li") == ["ว่าง"]
    assert not page.select(".heat a")
    assert texts(get(client, f"/coverage?topic={OTHER_TOPICS}"), ".note") == ["ไม่มีบันทึกตามที่เลือก"]


def test_every_filter_has_a_chip_and_is_kept_in_links_to_topics(client: FlaskClient) -> None:
    page = get(client, "/coverage?province=น่าน&province=แพร่&year=2555-2562")
    assert texts(page, ".chip") == ["เอาออก จังหวัด: น่าน×", "เอาออก จังหวัด: แพร่×", "เอาออก ปี พ.ศ.: 2555–2562×"]
    narrow = get(client, "/coverage?topic=ทุนและการเงินชุมชน&year=2555-2562")
    topics = [str(tag["href"]) for tag in narrow.select("thead a") if "/topics/" in str(tag["href"])]
    assert topics and all("year=2555-2562" in url for url in topics)
