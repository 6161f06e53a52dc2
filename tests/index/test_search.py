"""Search results: matches, ranking, facets, highlights, snippets and notes."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from corpus.record import Item, Record, Section
from index.query import ranking
from index.results import CorrectedQuery, Hit, Request, ResultPage
from index.searcher import Searcher
from kmsearch.errors import QueryError
from kmsearch.lexicon.loader import load_lexicon
from tests.factories import MakeSearcher, record, section

LEXICON = load_lexicon()
PHONE = "08-0000-1234"


MALI = {
    "author_name": "นางสาวมะลิ ใจงาม",
    "author_position": "นักวิชาการพัฒนาชุมชนชำนาญการ",
    "author_office": "สำนักงานพัฒนาชุมชนอำเภอแม่ทะ",
    "phone": PHONE,
    "form": "A",
}


def by_mali(id: str, title: str, *sections: Section, **fields: Any) -> Record:
    return record(id, title, *sections, **{**MALI, **fields})


RECORDS = (
    by_mali(
        "market",
        "เปิดตลาดนัดสีเขียวหน้าอำเภอ",
        section("background", "ชาวบ้านปลูกผักแล้วไม่มีที่ขาย"),
        section("strategies", "เริ่มจากผู้ขายสิบราย", "ตั้งกติกาของตลาดร่วมกัน", "ประกาศราคาให้เห็นชัด"),
        province="ลำปาง",
        district="แม่ทะ",
        year=2560,
        category="การตลาด",
    ),
    by_mali(
        "service",
        "ลดขั้นตอนการให้บริการประชาชน",
        section("methods", "เขียนขั้นตอนติดไว้ที่ประตู", "ให้ผู้มารับบริการบอกว่าติดตรงไหน"),
        section("outcomes", "รอไม่เกินสิบนาที"),
        province="น่าน",
        year=2561,
        form="B",
        category="งานสำนักงาน",
    ),
    by_mali(
        "otop",
        "กลุ่มทอผ้าขึ้นทะเบียน OTOP",
        section("strategies", "ช่วยกลุ่มทำบัญชี", "ออกแบบบรรจุภัณฑ์ใหม่"),
        section("cautions", "อย่ารับคำสั่งซื้อเกินกำลัง"),
        province="ลำปาง",
        year=2558,
        category="ผลิตภัณฑ์ชุมชน",
    ),
    by_mali(
        "onetambon",
        "โครงการหนึ่งตำบลหนึ่งผลิตภัณฑ์ของบ้านนา",
        section("core_knowledge", "คุณภาพมาก่อนจำนวน"),
        province="น่าน",
        year=2555,
    ),
    by_mali(
        "savings",
        "ฟื้นกลุ่มออมทรัพย์เพื่อการผลิต",
        section("background", "สมาชิกไม่ส่งคืนเงินกู้ กลุ่มหยุดเดินบัญชีตั้งแต่ พ.ศ. ๒๕๖๐"),
        section("strategies", "ยึดหลัก ๕ ก ในการพัฒนากลุ่ม", "เยี่ยมบ้านสมาชิกทุกเดือน"),
        section("success_factors", "กติกาที่สมาชิกตั้งเอง"),
        province="ลำปาง",
        year=2562,
        author_name="นายสมชาย ตัวอย่าง",
        form="B",
    ),
    by_mali(
        "debt",
        "คลี่คลายหนี้กองทุนหมู่บ้าน",
        section("methods", "๕ ขั้นตอนของการเจรจา", "ก. รู้จำนวนหนี้ ข. รู้เหตุ"),
        section("problems_solutions", "สมาชิกหลบหน้า: ใช้ผู้ใหญ่ที่นับถือพูด"),
        province="แพร่",
        author_position="พัฒนาการอำเภอ",
    ),
    by_mali(
        "sweets",
        "ตลาดขนมไทยบ้านสวน",
        section("techniques", "ชวนผู้เฒ่าสอนเด็กทำขนมไทย"),
        section("other", "หน้ากระดาษปกหลัง เครือข่าย"),
        province="แพร่",
        year=2560,
    ),
    by_mali(
        "network",
        "สร้างเครือข่ายผู้นำชุมชน",
        section("knowledge_assets", "เครือข่ายเริ่มจากคนสองคน"),
        section("strategies", "ให้เครือข่ายจัดเวทีเอง", "สื่อสารผ่านกลุ่มไลน์"),
        province="น่าน",
        year=2560,
    ),
)


@pytest.fixture(scope="module")
def searcher(make_searcher: MakeSearcher) -> Searcher:
    return make_searcher(RECORDS, LEXICON)


def ids(page: ResultPage) -> list[str]:
    return [hit.id for hit in page.hits]


def marked(hit: Hit) -> list[str]:
    return [piece for snippet in (hit.title, *hit.snippets) for piece, is_mark in snippet.pieces if is_mark]


@pytest.mark.parametrize(
    ("text", "expected_ids"),
    [
        ("ตลาด", {"market", "sweets"}),
        ("บริการ", {"service"}),
        ("ออมทรัพย์", {"savings"}),
        ("โอทอป", {"otop", "onetambon"}),
        ("โอท็อป", {"otop", "onetambon"}),
        ("otop", {"otop", "onetambon"}),
        ("หนึ่งตำบล หนึ่งผลิตภัณฑ์", {"otop", "onetambon"}),
        ("ขนมไทย", {"sweets"}),
        ("เครือข่าย", {"network", "sweets"}),
        ("network", {"network", "sweets"}),
        ("๒๕๖๐", {"market", "sweets", "network", "savings"}),
        ("2560", {"market", "sweets", "network", "savings"}),
        ("แพร่", {"debt", "sweets"}),
        ("สมชาย", {"savings"}),
        ('"กติกาของตลาด"', {"market"}),
        ("จังหวัด:ลำปาง กติกา", {"market", "savings"}),
        ("กลยุทธ์:กติกา", {"market"}),
        ("ผู้เขียน:สมชาย", {"savings"}),
        ("ตำแหน่ง:พัฒนาการอำเภอ", {"debt"}),
        ("ปี:2560-2562 กลุ่ม", {"savings", "network"}),
        ("ปี:60 -ตลาด", {"network"}),
        ("ตลา*", {"market", "sweets"}),
        ("ผัก OR หนี้", {"market", "debt"}),
        ("แบบฟอร์ม:B", {"savings", "service"}),
    ],
)
def test_a_query_matches_these_records(searcher: Searcher, text: str, expected_ids: set[str]) -> None:
    page = searcher.search(Request(text))
    assert set(ids(page)) == expected_ids
    assert page.total == len(expected_ids)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("เครือข่าย", "network"),
        ("หนึ่งตำบลหนึ่งผลิตภัณฑ์", "onetambon"),
        ("ตลาดนัด", "market"),
        ("กติกา ตลาด", "market"),
        ("กลุ่ม สมาชิก", "savings"),
        ("สมาชิกไม่ส่งคืนเงินกู้ทำอย่างไร", "savings"),
    ],
)
def test_ranks_first(searcher: Searcher, text: str, first: str) -> None:
    assert ids(searcher.search(Request(text)))[0] == first


@pytest.mark.parametrize("text", ["หลัก ๕ ก", "หลัก 5 ก", "๕ก", "5 ก"])
def test_words_side_by_side_come_first(searcher: Searcher, text: str) -> None:
    assert ids(searcher.search(Request(text)))[0] == "savings"


def test_an_exact_word_ranks_before_the_word_inside_a_compound(make_searcher: MakeSearcher) -> None:
    records = (
        by_mali("inside", "งาน", section("methods", "การให้บริการประชาชนที่หมู่บ้าน")),
        by_mali("exact", "งาน", section("methods", "บริการ รถรับส่งคนป่วยถึงบ้าน")),
    )
    assert ids(make_searcher(records, LEXICON).search(Request("บริการ"))) == ["exact", "inside"]


def test_telephone_numbers_are_not_searched_and_not_shown(searcher: Searcher) -> None:
    assert not {hit.id for hit in searcher.search(Request(f'"{PHONE}"')).hits}
    everything = json.dumps(searcher.search(Request("", size=100)).to_json(), ensure_ascii=False)
    assert RECORDS[0].title in everything
    assert PHONE not in everything


def test_matches_of_all_words_then_of_most_words(searcher: Searcher) -> None:
    page = searcher.search(Request("กติกา ตลาด ผู้ขาย สมาชิก หมู่บ้าน"))
    assert page.mode == "most"
    assert ids(page)[0] == "market"
    assert "อย่างน้อย 2 จาก 5 คำ" in page.note
    both = searcher.search(Request("กลุ่ม สมาชิก กติกา"))
    assert (both.mode, ids(both)[0]) == ("all", "savings")
    assert not both.note


def test_records_with_all_words_rank_before_records_with_most(make_searcher: MakeSearcher) -> None:
    long = "ประชุมตามวาระปกติของอำเภอ " * 30
    records = (
        by_mali("all", "เรื่องหนึ่ง", section("other", f"{long} แพะ แกะ ไก่")),
        by_mali("most", "แพะ แกะ", section("strategies", "แพะ แกะ", "แพะ แกะ")),
        by_mali("none", "เรื่องอื่น"),
    )
    page = make_searcher(records, LEXICON).search(Request("แพะ แกะ ไก่"))
    assert (ids(page), page.mode, page.total) == (["all", "most"], "most", 2)
    assert "1" in page.note


def test_any_word_matches_if_no_record_has_most_words(searcher: Searcher) -> None:
    page = searcher.search(Request("ขนมไทย กติกา บรรจุภัณฑ์"))
    assert page.mode == "any"
    assert set(ids(page)) == {"sweets", "market", "savings", "otop"}
    assert "บางคำ" in page.note


def test_the_note_of_an_empty_result_shows_the_tokens(searcher: Searcher) -> None:
    page = searcher.search(Request("จรวดดาวอังคาร"))
    assert (page.total, page.hits) == (0, ())
    assert " · ".join(page.terms) in page.note


@pytest.mark.parametrize(
    ("typed", "meant", "first"),
    [("ตลาดนดสีเขียว", "ตลาดนัดสีเขียว", "market"), ("[ibdki", "บริการ", "service"), ("สมาชก", "สมาชิก", "savings")],
)
def test_the_corrected_query_is_searched_and_reported(searcher: Searcher, typed: str, meant: str, first: str) -> None:
    page = searcher.search(Request(typed))
    assert page.corrected_query is not None
    assert (page.corrected_query.text, page.corrected_query.replaces_query) == (meant, True)
    assert (ids(page)[0], {hit.approximate for hit in page.hits}) == (first, {True})
    assert ids(page) == ids(searcher.search(Request(meant)))


def test_an_exact_search_takes_the_text_as_typed(searcher: Searcher) -> None:
    page = searcher.search(Request("[ibdki", exact=True))
    assert (page.total, page.corrected_query) == (0, None)


@pytest.mark.parametrize("text", ["ตลาด", "กติกา", "แพะ", "จรวดดาวอังคาร", '"ตลาดนดสีเขียว"', "ผู้เขียน:สมชาย"])
def test_known_and_unrecognisable_words_are_not_corrected(searcher: Searcher, text: str) -> None:
    assert searcher.search(Request(text)).corrected_query is None


def test_matches_as_typed_rank_before_matches_of_the_corrected_query(make_searcher: MakeSearcher) -> None:
    titles = {"typed": "ห้อง ด ล่า ต", "meant": "ตลาดนัด", "meant2": "ตลาดนัดบ้านนา"}
    records = [by_mali(id, title) for id, title in titles.items()]
    page = make_searcher(records, LEXICON).search(Request("ตล่าด"))
    assert page.corrected_query == CorrectedQuery(
        "ตลาด", (("ตล่าด", "ตลาด"),), replaces_query=False, keyboard_layout=False
    )
    assert [(hit.id, hit.approximate) for hit in page.hits] == [("typed", False), ("meant", True), ("meant2", True)]


def test_tone_variants_match_if_the_word_as_typed_does_not(make_searcher: MakeSearcher) -> None:
    forest = by_mali("forest", "ป่าของหมู่บ้าน", section("strategies", "แบ่งป่าเป็นสามส่วน"))
    searcher = make_searcher([forest, by_mali("none", "เรื่องอื่น")], LEXICON)
    page = searcher.search(Request("ป้า"))
    exact = searcher.search(Request("ป้า", exact=True))
    assert ([(hit.id, hit.approximate) for hit in page.hits], page.corrected_query) == ([("forest", True)], None)
    assert "ป่า" in page.note
    assert exact.total == 0


def test_an_empty_result_counts_each_term_on_its_own(searcher: Searcher) -> None:
    page = searcher.search(Request("ชื่อเรื่อง:กติกากา ผู้เขียน:ตลาต", exact=True))
    terms = {term.term: term for term in page.zero_result_terms}
    assert terms["กติกา"].count > 0
    assert terms["กติกา"].nearest == ()


def test_an_empty_result_offers_filters_to_remove_with_their_counts(searcher: Searcher) -> None:
    page = searcher.search(Request("ตลาด", filters={"province": ("น่าน",), "year": ("2560",)}))
    assert (page.total, page.zero_result_terms) == (0, ())
    for relaxation in page.filter_relaxations:
        remaining = {
            name: values
            for name, values in (page.request.filters or {}).items()
            if relaxation.name and name != relaxation.name
        }
        assert searcher.search(replace(page.request, filters=remaining)).total == relaxation.count
    assert [relaxation.count for relaxation in page.filter_relaxations if relaxation.name] == sorted(
        (relaxation.count for relaxation in page.filter_relaxations if relaxation.name), reverse=True
    )


def test_a_query_without_words_lists_everything_newest_first(searcher: Searcher) -> None:
    page = searcher.search(Request())
    assert (page.mode, page.total, page.note) == ("browse", len(RECORDS), "")
    assert ids(page) == ["savings", "service", "market", "network", "sweets", "otop", "onetambon", "debt"]
    assert all(hit.snippets for hit in page.hits)


def test_signs_without_words_list_everything_with_a_note(searcher: Searcher) -> None:
    page = searcher.search(Request("****"))
    assert (page.mode, page.total) == ("browse", len(RECORDS))
    assert page.note


def test_sorting_by_year_puts_unknown_years_last(searcher: Searcher) -> None:
    newest = ids(searcher.search(Request("กลุ่ม OR ตลาด OR หนี้", sort="newest")))
    oldest = ids(searcher.search(Request("กลุ่ม OR ตลาด OR หนี้", sort="oldest")))
    assert newest == ["savings", "market", "network", "sweets", "otop", "debt"]
    assert oldest == ["otop", "market", "network", "sweets", "savings", "debt"]


@pytest.mark.parametrize("target", ["records", "items"])
@pytest.mark.parametrize("text", ["", "กลุ่ม OR ตลาด OR ให้", "กติกา ตลาด ผู้ขาย สมาชิก หมู่บ้าน"])
@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
def test_pages_in_sequence_are_the_whole_list(searcher: Searcher, target: str, text: str, sort: str) -> None:
    request = Request(text, target, sort=sort, size=100)  # type: ignore[arg-type]
    whole = searcher.search(request)
    pages = [searcher.search(replace(request, size=2, page=page)) for page in range(1, whole.total // 2 + 3)]
    assert [hit.to_json() for page in pages for hit in page.hits] == [hit.to_json() for hit in whole.hits]
    assert {page.total for page in pages} == {whole.total}


def test_matches_beyond_the_score_budget_follow_unscored(searcher: Searcher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranking, "SCORE_BUDGET", 1)
    monkeypatch.setattr(ranking, "MIN_SCORED", 2)
    request = Request("กลุ่ม OR ตลาด OR สมาชิก OR กติกา", size=100)
    whole = searcher.search(request)
    assert whole.total == len(whole.hits) == 6
    assert set(ids(whole)[:2]) == {"savings", "market"}
    assert [hit.score > 0 for hit in whole.hits] == [True, True, False, False, False, False]
    pages = [searcher.search(replace(request, size=2, page=page)) for page in (1, 2, 3)]
    assert [id for page in pages for id in ids(page)] == ids(whole)


@pytest.mark.parametrize(
    "request_",
    [Request(page=0), Request(size=0), Request(size=10_000), Request(target="x"), Request(sort="x")],  # type: ignore[arg-type]
)
def test_a_request_out_of_bounds_is_refused(searcher: Searcher, request_: Request) -> None:
    with pytest.raises(QueryError):
        searcher.search(request_)


def test_items_are_a_separate_target(searcher: Searcher) -> None:
    page = searcher.search(Request("กติกา", "items"))
    anchors = {(hit.id, hit.anchor) for hit in page.hits}
    assert anchors == {("market", "strategies-2"), ("savings", "success_factors-1")}
    (hit,) = (hit for hit in page.hits if hit.id == "market")
    assert hit.title.text == "เปิดตลาดนัดสีเขียวหน้าอำเภอ"
    assert [(snippet.section, snippet.label, snippet.number, snippet.text) for snippet in hit.snippets] == [
        ("strategies", "กลยุทธ์ในการทำงาน", 2, "ตั้งกติกาของตลาดร่วมกัน")
    ]
    assert hit.fields["province"] == "ลำปาง"
    item_json = hit.to_json()
    assert (item_json["section"], item_json["number"], item_json["anchor"]) == ("strategies", 2, "strategies-2")
    (of_record,) = searcher.search(Request("ผู้ขาย", "records")).hits
    assert "anchor" not in of_record.to_json()


@pytest.mark.parametrize(
    ("text", "filters", "anchors"),
    [
        ("จังหวัด:ลำปาง กติกา", {}, {"market/strategies-2", "savings/success_factors-1"}),
        ("ชื่อ:ตลาด กลยุทธ์:กติกา", {}, {"market/strategies-2"}),
        ("กลยุทธ์:กติกา", {}, {"market/strategies-2"}),
        ("กติกา -จังหวัด:ลำปาง", {}, set()),
        ("ปี:2562 OR ปัจจัยความสำเร็จ:กติกา", {"section": ("success_factors",)}, {"savings/success_factors-1"}),
        ("กติกา", {"section": ("strategies",)}, {"market/strategies-2"}),
    ],
)
def test_items_match_by_the_fields_of_their_record(
    searcher: Searcher, text: str, filters: dict[str, tuple[str, ...]], anchors: set[str]
) -> None:
    page = searcher.search(Request(text, "items", filters, size=100))
    assert {f"{hit.id}/{hit.anchor}" for hit in page.hits} == anchors


def test_leads_and_the_section_other_are_not_items(make_searcher: MakeSearcher) -> None:
    methods = Section("methods", (Item("ขั้นแรก แกะ", lead=True), Item("ล้อมคอก"), Item("เลี้ยงแกะ")))
    searcher = make_searcher([by_mali("sheep", "เลี้ยงสัตว์", methods, section("other", "แกะตัวสุดท้าย"))], LEXICON)
    assert [hit.anchor for hit in searcher.search(Request("แกะ", "items")).hits] == ["methods-2"]
    snippets = searcher.search(Request("แกะ")).hits[0].snippets
    assert {(snippet.section, snippet.number) for snippet in snippets} == {("methods", 0), ("methods", 2), ("other", 1)}


def test_snippets_are_the_best_texts_with_highlights(searcher: Searcher) -> None:
    hit = searcher.search(Request("หลัก ๕ ก")).hits[0]
    assert hit.snippets[0].section == "strategies"
    assert hit.snippets[0].number == 1
    assert hit.snippets[0].text == "ยึดหลัก ๕ ก ในการพัฒนากลุ่ม"
    assert marked(hit)[:2] == ["หลัก", "๕ ก"]
    (title,) = (hit.title for hit in searcher.search(Request("ขนมไทย")).hits)
    assert title.pieces == (("ตลาด", False), ("ขนมไทย", True), ("บ้านสวน", False))


def test_a_match_in_a_field_is_shown_by_its_label(searcher: Searcher) -> None:
    (hit,) = searcher.search(Request("สมชาย")).hits
    assert [(snippet.section, snippet.label, snippet.text) for snippet in hit.snippets] == [
        ("author_name", "เจ้าของความรู้", "นายสมชาย ตัวอย่าง")
    ]


def test_stats_count_the_corpus(searcher: Searcher) -> None:
    stats = searcher.stats
    assert stats.records == len(RECORDS)
    assert stats.items == sum(1 for record in RECORDS for _ in record.numbered_items())
    assert {value.value: value.count for value in stats.categories} == {
        "การตลาด": 1,
        "งานสำนักงาน": 1,
        "ผลิตภัณฑ์ชุมชน": 1,
    }
    provinces = next(facet for facet in stats.facets if facet.name == "province")
    assert {value.value: value.count for value in provinces.values} == {"ลำปาง": 3, "น่าน": 3, "แพร่": 2}
    assert [hit.id for hit in stats.newest][:2] == ["savings", "service"]


@examples(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(st.text(max_size=120), st.text('ตลาดกลุ่ม ๕ก"-():*ปี|', max_size=80)),
    st.sampled_from(["records", "items"]),
)
def test_any_text_gives_results_a_note_or_a_query_error(searcher: Searcher, text: str, target: str) -> None:
    try:
        page = searcher.search(Request(text, target))  # type: ignore[arg-type]
    except QueryError as error:
        assert error.cause and error.cure
        return
    assert page.total or page.note
    assert len(page.hits) == min(page.total, 10)
    json.dumps(page.to_json())
