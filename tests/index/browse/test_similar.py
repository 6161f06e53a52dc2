"""Result collapsing, similar records, and items that other records have too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from corpus.record import Record
from index.query.result_page import MAX_DUPLICATES
from index.results import Hit, Request, ResultPage, SimilarRecords
from index.searcher import Searcher, open_searcher
from kmsearch.config import Settings
from kmsearch.lexicon.loader import load_lexicon
from tests.commands import invoke
from tests.factories import built, record
from tests.web import get, texts
from webui import create_app

LEXICON = load_lexicon()
PHONE = "08-0000-1234"
MEETING = "ประชุมสมาชิกทุกเดือนที่ศาลาวัด"
DEBT = (
    "สำรวจหนี้สมาชิกทุกครัวเรือนในตำบล",
    "เชิญเจ้าหนี้มานั่งคุยเรื่องหนี้",
    "ทำตารางผ่อนหนี้ตามฤดูขายมันสำปะหลัง",
    "ตั้งพี่เลี้ยงคอยถามข่าวลูกหนี้ทุกสัปดาห์",
)


def in_nan(id: str, title: str, *strategies: str, **fields: Any) -> Record:
    return record(
        id, title, *strategies, **{"author_name": f"นางผู้เขียน {title}", "province": "น่าน", "year": 2560, **fields}
    )


RECORDS = (
    in_nan("debt", "คลี่คลายหนี้สินหมู่บ้าน", *DEBT, MEETING, author_name="นายแก้ว หนี้ไทย", year=2558),
    in_nan("debt61", "คลี่คลายหนี้สินหมู่บ้าน ปีที่สอง", *DEBT, author_name="นายแก้ว  หนี้ไทย", year=2561),
    in_nan("debt62", "หนี้สินหมู่บ้านที่หายไป", *DEBT, author_name="นายแก้ว หนี้ไทย", year=2562, province="แพร่"),
    in_nan("loan", "ลูกหนี้กลับมา", "เชิญเจ้าหนี้กับลูกหนี้มากินข้าว", "ทำตารางผ่อนหนี้คนละแผ่น", "สำรวจหนี้ก่อนเริ่ม"),
    in_nan("weave", f"ผ้าทอ โทร {PHONE}", "ย้อมครามก่อนฝน", f"{MEETING} ทั้งช่างและคนขาย", year=2563),
    in_nan("rice", "ข้าวไร่", "ปลูกข้าวไร่ก่อนฝน", MEETING, year=2559),
    in_nan("fish", "ปลาหน้าวัด", "ปล่อยปลาหน้าวัด", "ประชุมสมาชิกทุกเดือนในศาลาวัด", year=None),
    *(in_nan(f"many{n:02}", f"บันทึกที่ {n}", "ขอแรงเพื่อนบ้านมาขุดสระ") for n in range(MAX_DUPLICATES + 3)),
)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return built(tmp_path_factory.mktemp("home"), RECORDS, LEXICON)


@pytest.fixture(scope="module")
def searcher(settings: Settings) -> Iterator[Searcher]:
    with open_searcher(settings, LEXICON) as searcher:
        yield searcher


@pytest.fixture(scope="module")
def client(settings: Settings, searcher: Searcher) -> FlaskClient:
    return create_app(settings, searcher).test_client()


def collapsed_keys(hit: Hit) -> list[str]:
    return [f"{ref.id}#{ref.anchor}" if ref.anchor else ref.id for ref in hit.collapsed]


def only(page: ResultPage) -> Hit:
    (hit,) = page.hits
    return hit


def test_similar_items_of_several_records_collapse_to_one_hit(searcher: Searcher) -> None:
    page = searcher.search(Request("ศาลาวัด", "items"))
    assert (page.total, page.page_count, page.document_count) == (1, 1, 4)
    hit = only(page)
    assert {f"{hit.id}#{hit.anchor}", *collapsed_keys(hit)} == {
        "debt#strategies-5", "weave#strategies-2", "rice#strategies-2", "fish#strategies-2"
    }  # fmt: skip
    assert hit.collapsed_count == 3
    assert [ref.year for ref in hit.collapsed] == sorted((o.year for o in hit.collapsed), key=lambda y: -(y or 0))
    weave = next(ref for ref in hit.collapsed if ref.id == "weave")
    masked = "นางผู้เขียน ผ้าทอ โทร xx-xxxx-1234"
    assert (weave.author, weave.province, weave.year) == (masked, "น่าน", 2563)


def test_the_best_matching_member_represents_its_group(searcher: Searcher) -> None:
    assert only(searcher.search(Request("ศาลาวัด ช่าง", "items"))).id == "weave"
    filtered = only(searcher.search(Request("ศาลาวัด", "items", {"year": ("2559", "2563")})))
    assert (filtered.collapsed_count, {filtered.id, *(ref.id for ref in filtered.collapsed)}) == (
        1,
        {"rice", "weave"},
    )
    alone = only(searcher.search(Request("ศาลาวัด", "items", {"year": ("2559",)})))
    assert (alone.id, alone.collapsed_count, alone.collapsed) == ("rice", 0, ())


@pytest.mark.slow
@pytest.mark.parametrize("text", ["", "ศาลาวัด OR หนี้", "หนี้ ศาลาวัด", "หนี้ ขุด ศาลาวัด"])
@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
@pytest.mark.parametrize("target", ["records", "items"])
def test_no_page_repeats_a_group_of_another_page(searcher: Searcher, text: str, sort: str, target: str) -> None:
    request = Request(text, target, sort=sort, size=100)  # type: ignore[arg-type]
    whole = searcher.search(request)
    assert len(whole.hits) == whole.total
    assert sum(1 + hit.collapsed_count for hit in whole.hits) == whole.document_count
    pages = [
        searcher.search(Request(text, target, sort=sort, size=2, page=page))  # type: ignore[arg-type]
        for page in range(1, whole.total // 2 + 2)
    ]
    assert [hit.to_json() for page in pages for hit in page.hits] == [hit.to_json() for hit in whole.hits]
    hit_keys = [(hit.id, hit.anchor) for hit in whole.hits]
    all_keys = hit_keys + [(ref.id, ref.anchor) for hit in whole.hits for ref in hit.collapsed]
    assert len(set(all_keys)) == len(all_keys)


def test_all_duplicates_are_counted_and_some_are_listed(searcher: Searcher) -> None:
    hit = only(searcher.search(Request("ขุดสระ", "items")))
    assert (hit.collapsed_count, len(hit.collapsed)) == (MAX_DUPLICATES + 2, MAX_DUPLICATES)


def test_near_duplicate_records_of_one_author_are_one_hit(searcher: Searcher) -> None:
    page = searcher.search(Request("เจ้าหนี้"))
    assert (page.total, page.document_count) == (2, 4)
    hit = next(hit for hit in page.hits if hit.collapsed_count)
    assert {hit.id, *collapsed_keys(hit)} == {"debt", "debt61", "debt62"}
    assert next(hit for hit in page.hits if hit.id == "loan").collapsed_count == 0
    assert only(searcher.search(Request("เจ้าหนี้", filters={"province": ("แพร่",)}))).id == "debt62"


def test_the_first_by_year_represents_near_duplicate_records(searcher: Searcher) -> None:
    newest = searcher.search(Request("เจ้าหนี้", sort="newest")).hits
    oldest = searcher.search(Request("เจ้าหนี้", sort="oldest")).hits
    assert [hit.id for hit in newest] == ["debt62", "loan"]
    assert [hit.id for hit in oldest] == ["debt", "loan"]


def test_stats_count_every_record(searcher: Searcher) -> None:
    assert searcher.stats.records == len(RECORDS)


def ids(similar: SimilarRecords) -> list[str]:
    return [record.id for record in similar.records]


def test_similar_records_leave_out_near_duplicates_by_the_author(searcher: Searcher) -> None:
    assert ids(searcher.similar("debt62")) == ["loan"]
    assert ids(searcher.similar("loan"))[0] in ("debt", "debt61", "debt62")
    assert len(ids(searcher.similar("loan"))) == 1


def test_items_in_groups_with_other_records_are_listed(searcher: Searcher) -> None:
    similar = searcher.similar("rice")
    (item,) = similar.items
    assert (item.anchor, item.other_record_count) == ("strategies-2", 3)
    assert [member.id for member in item.members] == ["weave", "debt", "fish"]
    assert searcher.similar("loan").items == ()


def test_an_unknown_record_has_no_similar_records(searcher: Searcher) -> None:
    assert searcher.similar("missing") == SimilarRecords("missing")


def test_the_page_of_a_record_shows_the_group_members_of_its_items(client: FlaskClient) -> None:
    page = get(client, "/records/rice")
    (opened,) = page.select("#strategies-2 details.collapsed")
    assert opened.summary and opened.summary.text == "อีก 3 บันทึกพบเช่นเดียวกัน"
    assert [str(link["href"]) for link in opened.select(".documents a")] == [
        f"/records/{id}?from=/records/rice#{anchor}"
        for id, anchor in (("weave", "strategies-2"), ("debt", "strategies-5"), ("fish", "strategies-2"))
    ]  # fmt: skip
    assert "xx-xxxx-1234" in opened.text
    assert PHONE not in str(page)
    assert not page.select("#strategies-1 details")


def test_the_page_of_a_record_lists_similar_records(client: FlaskClient) -> None:
    page = get(client, "/records/debt62")
    assert [str(link["href"]) for link in page.select(".similar .documents a")] == [
        "/records/loan?from=/records/debt62"
    ]
    assert not get(client, "/records/many01").select(".similar")


def test_results_show_collapsed_documents(client: FlaskClient) -> None:
    page = get(client, "/search?q=ศาลาวัด&in=items")
    assert texts(page, ".total") == ["1 ข้อ (รวมที่ตรงกันแล้ว จาก 4)"]
    assert [tag.text for tag in page.select(".hit summary")] == ["อีก 3 ข้อกล่าวเช่นเดียวกัน"]
    assert len(page.select(".hit .documents li")) == 3
    records = get(client, "/search?q=เจ้าหนี้")
    assert [tag.text for tag in records.select(".hit summary")] == ["และอีก 2 บันทึกที่ใกล้เคียงกันของผู้เขียนเดียวกัน"]
    many = get(client, "/search?q=ขุดสระ&in=items")
    assert [tag.text for tag in many.select(".collapsed .soft")] == ["และอีก 2 รายการ"]


def test_json_has_collapsed_documents_and_grouped_items(client: FlaskClient) -> None:
    (hit,) = client.get("/api/v1/search?q=ศาลาวัด&in=items").get_json()["hits"]
    assert hit["collapsed_count"] == len(hit["collapsed"]) == 3
    similar = client.get("/api/v1/records/rice/similar").get_json()
    assert [item["other_record_count"] for item in similar["items"]] == [3]
    member = similar["items"][0]["members"][0]
    assert (member["id"], member["anchor"], member["title"]) == ("weave", "strategies-2", "ผ้าทอ โทร xx-xxxx-1234")
    assert client.get("/api/v1/records/missing/similar").status_code == 404


def test_the_command_line_shows_collapsed_documents(settings: Settings) -> None:
    result = invoke("--home", settings.home, "search", "ขุดสระ", "--in", "items")
    assert f"พบ 1 ข้อ จาก {MAX_DUPLICATES + 3} ข้อ" in result.output
    assert f"อีก {MAX_DUPLICATES + 2} ข้อกล่าวเช่นเดียวกัน" in result.output
    assert "และอีก 2 รายการ" in result.output
