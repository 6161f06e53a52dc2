"""Browsing without a query: topics, item groups, people and coverage; counts agree with the search."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from corpus.storage.store import Store
from index.browse.browser import Browser
from index.browse.coverage import OTHER_TOPICS, Coverage, list_regions
from index.browse.item_groups import LISTED_MEMBERS, ItemGroupsPage
from index.browse.people import PeoplePage, Person
from index.browse.topics import TopicDetails
from index.build.builder import build
from index.reader.facet_counts import NOT_GIVEN
from index.results import Request
from index.searcher import Searcher, open_searcher
from kmsearch.config import Settings
from kmsearch.errors import ParameterError, QueryError
from kmsearch.geo.matcher import provinces
from kmsearch.lexicon.loader import load_lexicon
from kmsearch.lexicon.model import Lexicon, Topic
from tests.factories import MakeSearcher, officer_record

LEXICON = Lexicon(
    topics=(
        Topic("เงินทอง", ("การเงิน",)),
        Topic("หนี้สิน", ("หนี้", "เงินกู้"), "เงินทอง"),
        Topic("หนี้นอกระบบ", ("เจ้าหนี้นอกระบบ",), "หนี้สิน"),
        Topic("ป่าไม้", ("ป่าชุมชน",)),
        Topic("ทะเล", ("ปะการัง",)),
    ),
    synonyms=(),
    words=load_lexicon().words,
)
MEETING = "ประชุมสมาชิกทุกเดือนที่ศาลาวัด"
SAME_MEETING = "ประชุมสมาชิกทุกเดือนในศาลาวัด"
DIG = "ขอแรงเพื่อนบ้านมาขุดสระ"
PHONE = "08-0000-1234"


RECORDS = (
    officer_record("debt", "ปลดหนี้ทั้งตำบล", "ทำตารางผ่อนเงินกู้ตามฤดูขายข้าว", MEETING, year=2558, author_name="นายแก้ว  ใจดี"),
    officer_record("loan", "คุยกับเจ้าหนี้นอกระบบ", "เชิญคู่กรณีมากินข้าว", SAME_MEETING, province="แพร่", year=2562),
    officer_record(
        "tree", "ป่าชุมชนบ้านเหนือ", "ปลูกไผ่แนวเขต", MEETING, year=2559, author_name="นายแก้ว ใจดี", author_office=""
    ),
    officer_record("own", "เรื่องที่ตั้งหัวข้อเอง", "เก็บเมล็ดพันธุ์ไว้ทุกปี", province="", year=None, topics=("ของเรา", "ป่าไม้")),
    officer_record("phone", f"ติดต่อกลุ่ม {PHONE}", "จดชื่อคนที่มาช่วยงาน", author_name=f"กลุ่มแม่บ้าน {PHONE}", province="ตรัง"),
    officer_record("nobody", "ไม่มีชื่อผู้เขียน", "บันทึกเสียงคนเฒ่า", author_name="", author_office="", year=2560),
    *(officer_record(f"many{n:02}", f"ขุดสระแห่งที่ {n}", DIG, DIG, year=2540 + n) for n in range(LISTED_MEMBERS + 2)),
)


@pytest.fixture(scope="module")
def searcher(make_searcher: MakeSearcher) -> Searcher:
    return make_searcher(RECORDS, LEXICON)


def item_groups(searcher: Searcher, section: str = "strategies", **request: object) -> ItemGroupsPage:
    return searcher.browse(lambda browser: browser.list_item_groups(section, Request(**request)))  # type: ignore[arg-type]


def topic(searcher: Searcher, label: str) -> TopicDetails:
    details = searcher.browse(lambda browser: browser.find_topic(label))
    assert details is not None
    return details


def people(searcher: Searcher, text: str = "", **request: object) -> PeoplePage:
    return searcher.browse(lambda browser: browser.list_people("author", Request(text, **request)))  # type: ignore[arg-type]


def person(searcher: Searcher, id: str) -> Person | None:
    return searcher.browse(lambda browser: browser.find_person("author", id))


def coverage(searcher: Searcher, by: str = "province", topic: str = "", **filters: str) -> Coverage:
    chosen = {name: (value,) for name, value in filters.items()}
    return searcher.browse(lambda browser: browser.count_coverage(by, topic, chosen))  # type: ignore[arg-type]


def count(searcher: Searcher, target: str = "records", **filters: str) -> int:
    chosen = {name: (value,) for name, value in filters.items()}
    return searcher.search(Request(target=target, filters=chosen)).document_count  # type: ignore[arg-type]


# Item groups


def test_similar_items_of_several_records_are_one_item_group(searcher: Searcher) -> None:
    groups = {group.text: group for group in item_groups(searcher, size=50).groups}
    meeting = groups[MEETING]
    assert (meeting.item_count, meeting.record_count, meeting.province_count, meeting.years) == (3, 3, 2, (2558, 2562))
    assert [(member.id, member.anchor, member.text) for member in meeting.members] == [
        ("loan", "strategies-2", SAME_MEETING),
        ("tree", "strategies-2", MEETING),
        ("debt", "strategies-2", MEETING),
    ]
    assert SAME_MEETING not in groups


def test_item_groups_with_the_most_records_come_first(searcher: Searcher) -> None:
    groups_page = item_groups(searcher, size=50)
    assert [group.text for group in groups_page.groups[:2]] == [DIG, MEETING]
    assert {group.record_count for group in groups_page.groups[2:]} == {1}
    assert groups_page.multi_record_count == 2


def test_an_item_group_lists_its_newest_members_one_per_record(searcher: Searcher) -> None:
    dig = item_groups(searcher).groups[0]
    assert (dig.record_count, dig.item_count) == (LISTED_MEMBERS + 2, 2 * (LISTED_MEMBERS + 2))
    assert [member.year for member in dig.members] == list(range(2541 + LISTED_MEMBERS, 2541, -1))


def test_the_pages_of_an_item_group_list_all_members(searcher: Searcher) -> None:
    def page(number: int) -> list[str]:
        request = Request(page=number, size=LISTED_MEMBERS)
        group_page = searcher.browse(lambda browser: browser.find_item_group("strategies", "many00", 2, request))
        assert group_page is not None
        assert (group_page.group.text, group_page.group.record_count, group_page.page_count) == (
            DIG,
            LISTED_MEMBERS + 2,
            2,
        )
        return [member.id for member in group_page.group.members]

    assert page(1) + page(2) == [f"many{n:02}" for n in range(LISTED_MEMBERS + 1, -1, -1)]
    assert page(3) == []
    assert searcher.browse(lambda browser: browser.find_item_group("strategies", "many00", 3, Request())) is None


def test_ties_are_ranked_by_number_of_provinces(make_searcher: MakeSearcher) -> None:
    far, near = ("เลี้ยงผึ้งโพรงใต้ต้นลำไย", "แปรรูปกล้วยตากในโรงอบ")
    rows = (("a", near, "น่าน"), ("b", near, "น่าน"), ("c", far, "น่าน"), ("d", far, "ตรัง"))
    records = [officer_record(id, f"บันทึก {id}", text, province=province) for id, text, province in rows]
    groups_page = item_groups(make_searcher(records, LEXICON))
    assert [(group.text, group.province_count) for group in groups_page.groups] == [(far, 2), (near, 1)]


def test_counts_of_groups_and_items_equal_those_of_the_search(searcher: Searcher) -> None:
    for section in ("strategies", "cautions", "methods"):
        groups_page = item_groups(searcher, section)
        page = searcher.search(Request(target="items", filters={"section": (section,)}))
        assert (groups_page.total, groups_page.item_count) == (page.total, page.document_count)


def test_filters_apply_before_grouping(searcher: Searcher) -> None:
    groups_page = item_groups(searcher, filters={"province": ("น่าน",)}, size=50)
    meeting = next(group for group in groups_page.groups if group.text == MEETING)
    assert (meeting.record_count, meeting.province_count, [member.id for member in meeting.members]) == (
        2,
        1,
        ["tree", "debt"],
    )
    assert meeting.unfiltered_record_count == 3
    assert groups_page.item_count == count(searcher, "items", section="strategies", province="น่าน")


def test_facets_count_items_and_leave_out_sections(searcher: Searcher) -> None:
    facets = {facet.name: facet.values for facet in item_groups(searcher, filters={"year": ("2558",)}).facets}
    assert "section" not in facets
    assert facets["province"]
    for value in facets["province"]:
        assert value.count == count(searcher, "items", section="strategies", year="2558", province=value.value)


@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_pages_have_every_item_group_once(searcher: Searcher, size: int) -> None:
    whole = item_groups(searcher, size=50).groups
    first = item_groups(searcher, size=size)
    groups_by_page = [
        group for n in range(1, first.page_count + 1) for group in item_groups(searcher, page=n, size=size).groups
    ]
    assert groups_by_page == list(whole)
    assert item_groups(searcher, page=first.page_count + 1, size=size).groups == ()


def test_a_long_text_is_shortened(make_searcher: MakeSearcher) -> None:
    long = officer_record("long", "เรื่องยาว", "เดินไปทุกบ้านแล้วถามข่าว " * 40)
    (group,) = item_groups(make_searcher([long], LEXICON)).groups
    assert group.text.endswith("…") and len(group.text) < 260


def test_an_unknown_filter_is_an_error(searcher: Searcher) -> None:
    with pytest.raises(QueryError):
        item_groups(searcher, filters={"colour": ("เขียว",)})


# Topics


def test_topic_counts_equal_those_of_the_search(searcher: Searcher) -> None:
    topics = searcher.browse(lambda browser: browser.topics)
    assert [summary.label for summary in topics] == ["เงินทอง", "หนี้สิน", "หนี้นอกระบบ", "ป่าไม้", "ทะเล", "ของเรา"]
    for summary in topics:
        assert summary.record_count == count(searcher, topics=summary.label)
        assert summary.item_count == count(searcher, "items", topics=summary.label)
    assert [summary.in_lexicon for summary in topics] == [True] * 5 + [False]


def test_a_topic_has_its_number_of_provinces_and_its_years(searcher: Searcher) -> None:
    debt, sea = topic(searcher, "หนี้สิน").topic, topic(searcher, "ทะเล").topic
    assert (debt.record_count, debt.province_count, debt.years) == (2, 2, (2558, 2562))
    assert (sea.record_count, sea.item_count, sea.province_count, sea.years) == (0, 0, 0, None)


def test_a_topic_has_its_ancestors_and_children(searcher: Searcher) -> None:
    details = topic(searcher, "หนี้นอกระบบ")
    assert (details.ancestors, details.children) == (("เงินทอง", "หนี้สิน"), ())
    assert [child.label for child in topic(searcher, "เงินทอง").children] == ["หนี้สิน"]


def test_a_topic_counts_the_item_groups_of_each_section(searcher: Searcher) -> None:
    details = topic(searcher, "หนี้สิน")
    for section, groups in details.sections:
        assert item_groups(searcher, section, filters={"topics": ("หนี้สิน",)}).total == groups
    assert dict(details.sections) == {"strategies": 3, "cautions": 2}


def test_an_unknown_topic_gives_none(searcher: Searcher) -> None:
    assert searcher.browse(lambda browser: browser.find_topic("ดาวอังคาร")) is None


def test_a_record_of_a_topic_lists_the_trigger_words(searcher: Searcher) -> None:
    reasons = {
        topic_record.record.id: topic_record.reasons
        for topic_record in searcher.browse(lambda b: b.list_topic_records("หนี้สิน", Request())).records
    }
    assert list(reasons) == ["loan", "debt"]
    assert [(word.text, word.section, word.number) for word in reasons["debt"]] == [
        ("หนี้", "title", 0),
        ("เงินกู้", "strategies", 1),
    ]
    assert ("เจ้าหนี้นอกระบบ", "title") in [(word.text, word.section) for word in reasons["loan"]]


def test_a_topic_named_by_the_record_has_no_trigger_words(searcher: Searcher) -> None:
    (assigned,) = searcher.browse(lambda browser: browser.list_topic_records("ของเรา", Request())).records
    assert (assigned.record.id, assigned.reasons) == ("own", ())


# People


def test_the_same_name_is_one_person_with_all_records(searcher: Searcher) -> None:
    author = person(searcher, "debt")
    assert author is not None
    assert (author.id, author.name, author.record_count) == ("debt", "นายแก้ว ใจดี", 2)
    assert [record.id for record in author.records] == ["tree", "debt"]
    assert (author.years, author.offices, author.provinces) == ((2558, 2559), ("สำนักงานตัวอย่าง",), ("น่าน",))
    assert dict(author.topics) == {"เงินทอง": 1, "หนี้สิน": 1, "ป่าไม้": 1}
    assert person(searcher, "tree") == author


def test_records_without_an_author_are_not_listed(searcher: Searcher) -> None:
    assert person(searcher, "nobody") is None
    assert person(searcher, "no-such-record") is None
    assert people(searcher).total == len(RECORDS) - 2


def test_people_with_the_most_records_come_first(searcher: Searcher) -> None:
    authors = people(searcher, size=100).people
    assert authors[0].name == "นายแก้ว ใจดี"
    assert [author.name for author in authors[1:]] == sorted(author.name for author in authors[1:])


def test_people_are_searched_by_name_office_and_province(searcher: Searcher) -> None:
    assert [author.id for author in people(searcher, "แก้ว ใจดี").people] == ["debt"]
    assert [author.id for author in people(searcher, "สำนักงาน แพร่").people] == ["loan"]
    assert people(searcher, "ไม่มีใครชื่อนี้").total == 0


def test_phone_digits_do_not_narrow_a_search_for_people(searcher: Searcher) -> None:
    assert people(searcher, "แม่บ้าน 0000").total == people(searcher, "แม่บ้าน 9999").total == 1


def test_people_are_filtered_by_topic_and_province(searcher: Searcher) -> None:
    people_page = people(searcher, filters={"topics": ("หนี้สิน",), "province": ("น่าน",)})
    assert [author.id for author in people_page.people] == ["debt"]
    facets = {facet.name: {value.value: value.count for value in facet.values} for facet in people_page.facets}
    assert facets["province"] == {"น่าน": 1, "แพร่": 1}
    assert facets["topics"]["หนี้สิน"] == 1
    for value, number in facets["province"].items():
        assert people(searcher, filters={"topics": ("หนี้สิน",), "province": (value,)}).total == number


def test_offices_count_their_people(searcher: Searcher) -> None:
    (office,) = searcher.browse(lambda browser: browser.list_people("office", Request())).people
    assert (office.name, office.record_count, office.author_count) == (
        "สำนักงานตัวอย่าง",
        len(RECORDS) - 2,
        len(RECORDS) - 2,
    )


# Coverage


@pytest.mark.parametrize("by", ["province", "region", "year"])
def test_every_cell_equals_the_count_of_the_search(searcher: Searcher, by: str) -> None:
    table = coverage(searcher, by)
    assert table.record_count == len(RECORDS)
    named = {OTHER_TOPICS: ("ของเรา",)}
    for row in table.rows:
        assert searcher.search(Request(filters=row.filters)).document_count == row.record_count
        for label, number in zip(table.topics, row.counts, strict=True):
            filters = {**row.filters, "topics": named.get(label, (label,))}
            assert searcher.search(Request(filters=filters)).document_count == number
    assert sum(row.record_count for row in table.rows) == len(RECORDS)


def test_rows_are_all_provinces_regions_or_years(searcher: Searcher) -> None:
    assert {province.name for province in provinces()} < {row.label for row in coverage(searcher).rows}
    assert [row.label for row in coverage(searcher, "region").rows] == [*list_regions(), "ไม่ระบุ"]
    years = [row.label for row in coverage(searcher, "year").rows]
    assert years == [*map(str, range(2562, 2539, -1)), "ไม่ระบุ"]


def test_records_without_a_province_are_the_last_row(searcher: Searcher) -> None:
    last_row = coverage(searcher).rows[-1]
    assert (last_row.label, last_row.filters, last_row.record_count) == ("ไม่ระบุ", {"province": (NOT_GIVEN,)}, 1)
    (only_row,) = coverage(searcher, province=NOT_GIVEN).rows
    assert (only_row.label, only_row.record_count, only_row.counts) == (
        last_row.label,
        last_row.record_count,
        last_row.counts,
    )


def test_columns_are_top_level_topics_or_a_topic_and_its_children(searcher: Searcher) -> None:
    assert coverage(searcher).topics == ("เงินทอง", "ป่าไม้", "ทะเล", OTHER_TOPICS)
    assert coverage(searcher, topic="เงินทอง").topics == ("เงินทอง", "หนี้สิน")


def test_topics_that_only_records_name_share_one_column_with_its_own_table(make_searcher: MakeSearcher) -> None:
    records = [
        officer_record(f"own{number}", f"เรื่องที่ {number}", f"ทำอย่างที่ {number}", topics=topics)
        for number, topics in enumerate([("ของเรา",), ("ของเรา", "ของใคร"), ("หนี้สิน",)])
    ]
    searcher = make_searcher(records, LEXICON)
    table, opened = coverage(searcher), coverage(searcher, topic=OTHER_TOPICS)
    assert table.totals[table.topics.index(OTHER_TOPICS)] == opened.record_count == 2
    assert dict(zip(opened.topics, opened.totals, strict=True)) == {"ของเรา": 2, "ของใคร": 1}
    assert sum(row.record_count for row in opened.rows) == 2


def test_the_column_is_left_out_if_all_topics_are_in_the_lexicon(make_searcher: MakeSearcher) -> None:
    searcher = make_searcher(RECORDS[:1], LEXICON)
    assert coverage(searcher).topics == ("เงินทอง", "ป่าไม้", "ทะเล")
    opened = coverage(searcher, topic=OTHER_TOPICS)
    assert (opened.topics, opened.record_count) == ((), 0)


@pytest.mark.parametrize("filters", [{"province": "ดาวอังคาร"}, {"region": "ภาคกลางคืน"}])
def test_a_place_in_neither_the_gazetteer_nor_a_record_is_an_error(searcher: Searcher, filters: dict[str, str]) -> None:
    with pytest.raises(ParameterError) as caught:
        coverage(searcher, **filters)
    ((name, value),) = filters.items()
    assert (caught.value.name, caught.value.value) == (name, value)


def test_the_error_for_a_misspelt_province_suggests_its_name(searcher: Searcher) -> None:
    with pytest.raises(ParameterError) as caught:
        coverage(searcher, province="เชียงไหม่")
    assert "เชียงใหม่" in caught.value.cure


def test_a_place_that_only_a_record_has_is_accepted(make_searcher: MakeSearcher) -> None:
    far = officer_record("far", "ไปดูงาน", "จดทุกอย่าง", province="เวียงจันทน์", region="ต่างประเทศ")
    searcher = make_searcher([far], LEXICON)
    assert coverage(searcher, province="เวียงจันทน์").record_count == 1
    assert coverage(searcher, region="ต่างประเทศ").record_count == 1


def test_a_region_filter_leaves_its_provinces(searcher: Searcher) -> None:
    table = coverage(searcher, region="ภาคใต้")
    assert {row.region for row in table.rows} == {"ภาคใต้"}
    assert table.record_count == 1
    assert coverage(searcher, "region", province="ตรัง").record_count == 1
    assert [row.label for row in coverage(searcher, "region", province="ตรัง").rows] == ["ภาคใต้"]


def test_a_region_without_records_is_empty(searcher: Searcher) -> None:
    table = coverage(searcher, "year", region="ภาคตะวันออก")
    assert (table.record_count, table.rows) == (0, ())


def test_a_year_filter_leaves_its_records(searcher: Searcher) -> None:
    table = coverage(searcher, year="2558")
    assert table.record_count == count(searcher, year="2558")


# Generations


def test_a_new_generation_is_browsed_after_refresh(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")
    store = Store(settings.home)
    store.put(RECORDS[0])
    with open_searcher(settings, LEXICON) as searcher:
        assert (item_groups(searcher).total, people(searcher).total) == (2, 1)
        store.put(replace(RECORDS[1], author_name="นางคนใหม่"))
        build(settings, LEXICON)
        assert searcher.refresh()
        assert (item_groups(searcher).total, people(searcher).total) == (3, 2)
        assert topic(searcher, "หนี้สิน").topic.record_count == 2


def test_an_empty_corpus_gives_empty_lists(tmp_path: Path) -> None:
    with open_searcher(Settings(home=tmp_path / "home"), LEXICON) as searcher:

        def look(browser: Browser) -> tuple[int, int, int]:
            table = browser.count_coverage("year", "", {})
            return (
                browser.list_item_groups("strategies", Request()).total,
                browser.list_people("author", Request()).total,
                table.record_count,
            )

        assert searcher.browse(look) == (0, 0, 0)
        assert {summary.record_count for summary in searcher.browse(lambda browser: browser.topics)} == {0}
