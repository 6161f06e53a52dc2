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
    found = searcher.browse(lambda browser: browser.find_topic(label))
    assert found is not None
    return found


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


# What points say


def test_what_several_records_say_is_one_entry(searcher: Searcher) -> None:
    groups = {group.text: group for group in item_groups(searcher, size=50).groups}
    meeting = groups[MEETING]
    assert (meeting.item_count, meeting.record_count, meeting.province_count, meeting.years) == (3, 3, 2, (2558, 2562))
    assert [(member.id, member.anchor, member.text) for member in meeting.members] == [
        ("loan", "strategies-2", SAME_MEETING),
        ("tree", "strategies-2", MEETING),
        ("debt", "strategies-2", MEETING),
    ]
    assert SAME_MEETING not in groups


def test_what_most_records_say_stands_first(searcher: Searcher) -> None:
    found = item_groups(searcher, size=50)
    assert [group.text for group in found.groups[:2]] == [DIG, MEETING]
    assert {group.record_count for group in found.groups[2:]} == {1}
    assert found.multi_record_count == 2


def test_of_many_sources_the_newest_are_named_one_a_record(searcher: Searcher) -> None:
    dig = item_groups(searcher).groups[0]
    assert (dig.record_count, dig.item_count) == (LISTED_MEMBERS + 2, 2 * (LISTED_MEMBERS + 2))
    assert [member.year for member in dig.members] == list(range(2541 + LISTED_MEMBERS, 2541, -1))


def test_the_page_of_an_entry_has_everybody_who_says_it(searcher: Searcher) -> None:
    def page(number: int) -> list[str]:
        asked = Request(page=number, size=LISTED_MEMBERS)
        found = searcher.browse(lambda browser: browser.find_item_group("strategies", "many00", 2, asked))
        assert found is not None
        assert (found.group.text, found.group.record_count, found.page_count) == (DIG, LISTED_MEMBERS + 2, 2)
        return [member.id for member in found.group.members]

    assert page(1) + page(2) == [f"many{n:02}" for n in range(LISTED_MEMBERS + 1, -1, -1)]
    assert page(3) == []
    assert searcher.browse(lambda browser: browser.find_item_group("strategies", "many00", 3, Request())) is None


def test_of_equals_those_of_more_provinces_stand_first(make_searcher: MakeSearcher) -> None:
    far, near = ("เลี้ยงผึ้งโพรงใต้ต้นลำไย", "แปรรูปกล้วยตากในโรงอบ")
    rows = (("a", near, "น่าน"), ("b", near, "น่าน"), ("c", far, "น่าน"), ("d", far, "ตรัง"))
    records = [officer_record(id, f"บันทึก {id}", text, province=province) for id, text, province in rows]
    found = item_groups(make_searcher(records, LEXICON))
    assert [(group.text, group.province_count) for group in found.groups] == [(far, 2), (near, 1)]


def test_entries_and_points_are_what_the_search_counts(searcher: Searcher) -> None:
    for section in ("strategies", "cautions", "methods"):
        found = item_groups(searcher, section)
        page = searcher.search(Request(target="items", filters={"section": (section,)}))
        assert (found.total, found.item_count) == (page.total, page.document_count)


def test_filters_narrow_what_is_grouped(searcher: Searcher) -> None:
    found = item_groups(searcher, filters={"province": ("น่าน",)}, size=50)
    meeting = next(group for group in found.groups if group.text == MEETING)
    assert (meeting.record_count, meeting.province_count, [one.id for one in meeting.members]) == (
        2,
        1,
        ["tree", "debt"],
    )
    assert meeting.unfiltered_record_count == 3
    assert found.item_count == count(searcher, "items", section="strategies", province="น่าน")


def test_facets_count_points_and_offer_no_section(searcher: Searcher) -> None:
    facets = {facet.name: facet.values for facet in item_groups(searcher, filters={"year": ("2558",)}).facets}
    assert "section" not in facets
    assert facets["province"]
    for value in facets["province"]:
        assert value.count == count(searcher, "items", section="strategies", year="2558", province=value.value)


@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_pages_have_every_entry_once(searcher: Searcher, size: int) -> None:
    whole = item_groups(searcher, size=50).groups
    first = item_groups(searcher, size=size)
    turned = [
        group for n in range(1, first.page_count + 1) for group in item_groups(searcher, page=n, size=size).groups
    ]
    assert turned == list(whole)
    assert item_groups(searcher, page=first.page_count + 1, size=size).groups == ()


def test_a_long_text_is_cut(make_searcher: MakeSearcher) -> None:
    long = officer_record("long", "เรื่องยาว", "เดินไปทุกบ้านแล้วถามข่าว " * 40)
    (group,) = item_groups(make_searcher([long], LEXICON)).groups
    assert group.text.endswith("…") and len(group.text) < 260


def test_an_unknown_filter_is_an_error(searcher: Searcher) -> None:
    with pytest.raises(QueryError):
        item_groups(searcher, filters={"colour": ("เขียว",)})


# Topics


def test_topics_count_what_the_search_counts(searcher: Searcher) -> None:
    topics = searcher.browse(lambda browser: browser.topics)
    assert [one.label for one in topics] == ["เงินทอง", "หนี้สิน", "หนี้นอกระบบ", "ป่าไม้", "ทะเล", "ของเรา"]
    for one in topics:
        assert one.record_count == count(searcher, topics=one.label)
        assert one.item_count == count(searcher, "items", topics=one.label)
    assert [one.in_lexicon for one in topics] == [True] * 5 + [False]


def test_a_topic_knows_places_and_years(searcher: Searcher) -> None:
    debt, sea = topic(searcher, "หนี้สิน").topic, topic(searcher, "ทะเล").topic
    assert (debt.record_count, debt.province_count, debt.years) == (2, 2, (2558, 2562))
    assert (sea.record_count, sea.item_count, sea.province_count, sea.years) == (0, 0, 0, None)


def test_a_topic_knows_what_stands_round_it(searcher: Searcher) -> None:
    found = topic(searcher, "หนี้นอกระบบ")
    assert (found.ancestors, found.children) == (("เงินทอง", "หนี้สิน"), ())
    assert [one.label for one in topic(searcher, "เงินทอง").children] == ["หนี้สิน"]


def test_a_topic_counts_the_entries_of_each_section(searcher: Searcher) -> None:
    found = topic(searcher, "หนี้สิน")
    for section, groups in found.sections:
        assert item_groups(searcher, section, filters={"topics": ("หนี้สิน",)}).total == groups
    assert dict(found.sections) == {"strategies": 3, "cautions": 2}


def test_an_unknown_topic_is_none(searcher: Searcher) -> None:
    assert searcher.browse(lambda browser: browser.find_topic("ดาวอังคาร")) is None


def test_a_record_says_why_it_has_a_topic(searcher: Searcher) -> None:
    found = {
        one.record.id: one.reasons for one in searcher.browse(lambda b: b.list_topic_records("หนี้สิน", Request())).records
    }
    assert list(found) == ["loan", "debt"]
    assert [(one.text, one.section, one.number) for one in found["debt"]] == [
        ("หนี้", "title", 0),
        ("เงินกู้", "strategies", 1),
    ]
    assert ("เจ้าหนี้นอกระบบ", "title") in [(one.text, one.section) for one in found["loan"]]


def test_a_topic_that_the_record_names_needs_no_word(searcher: Searcher) -> None:
    (assigned,) = searcher.browse(lambda browser: browser.list_topic_records("ของเรา", Request())).records
    assert (assigned.record.id, assigned.reasons) == ("own", ())


# People


def test_the_same_name_is_one_person_with_all_records(searcher: Searcher) -> None:
    found = person(searcher, "debt")
    assert found is not None
    assert (found.id, found.name, found.record_count) == ("debt", "นายแก้ว ใจดี", 2)
    assert [record.id for record in found.records] == ["tree", "debt"]
    assert (found.years, found.offices, found.provinces) == ((2558, 2559), ("สำนักงานตัวอย่าง",), ("น่าน",))
    assert dict(found.topics) == {"เงินทอง": 1, "หนี้สิน": 1, "ป่าไม้": 1}
    assert person(searcher, "tree") == found


def test_records_without_an_author_make_nobody(searcher: Searcher) -> None:
    assert person(searcher, "nobody") is None
    assert person(searcher, "no-such-record") is None
    assert people(searcher).total == len(RECORDS) - 2


def test_those_with_most_records_stand_first(searcher: Searcher) -> None:
    found = people(searcher, size=100).people
    assert found[0].name == "นายแก้ว ใจดี"
    assert [one.name for one in found[1:]] == sorted(one.name for one in found[1:])


def test_people_are_found_by_name_office_and_place(searcher: Searcher) -> None:
    assert [one.id for one in people(searcher, "แก้ว ใจดี").people] == ["debt"]
    assert [one.id for one in people(searcher, "สำนักงาน แพร่").people] == ["loan"]
    assert people(searcher, "ไม่มีใครชื่อนี้").total == 0


def test_digits_find_nobody_by_telephone(searcher: Searcher) -> None:
    assert people(searcher, "แม่บ้าน 0000").total == people(searcher, "แม่บ้าน 9999").total == 1


def test_people_are_narrowed_by_topic_and_province(searcher: Searcher) -> None:
    found = people(searcher, filters={"topics": ("หนี้สิน",), "province": ("น่าน",)})
    assert [one.id for one in found.people] == ["debt"]
    facets = {facet.name: {value.value: value.count for value in facet.values} for facet in found.facets}
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
def test_every_cell_is_what_the_search_counts(searcher: Searcher, by: str) -> None:
    found = coverage(searcher, by)
    assert found.record_count == len(RECORDS)
    named = {OTHER_TOPICS: ("ของเรา",)}
    for row in found.rows:
        assert searcher.search(Request(filters=row.filters)).document_count == row.record_count
        for label, number in zip(found.topics, row.counts, strict=True):
            filters = {**row.filters, "topics": named.get(label, (label,))}
            assert searcher.search(Request(filters=filters)).document_count == number
    assert sum(row.record_count for row in found.rows) == len(RECORDS)


def test_all_provinces_regions_and_years_stand_there(searcher: Searcher) -> None:
    assert {province.name for province in provinces()} < {row.label for row in coverage(searcher).rows}
    assert [row.label for row in coverage(searcher, "region").rows] == [*list_regions(), "ไม่ระบุ"]
    years = [row.label for row in coverage(searcher, "year").rows]
    assert years == [*map(str, range(2562, 2539, -1)), "ไม่ระบุ"]


def test_what_has_no_place_is_the_last_row(searcher: Searcher) -> None:
    rest = coverage(searcher).rows[-1]
    assert (rest.label, rest.filters, rest.record_count) == ("ไม่ระบุ", {"province": (NOT_GIVEN,)}, 1)
    (alone,) = coverage(searcher, province=NOT_GIVEN).rows
    assert (alone.label, alone.record_count, alone.counts) == (rest.label, rest.record_count, rest.counts)


def test_columns_are_broad_topics_or_those_under_one(searcher: Searcher) -> None:
    assert coverage(searcher).topics == ("เงินทอง", "ป่าไม้", "ทะเล", OTHER_TOPICS)
    assert coverage(searcher, topic="เงินทอง").topics == ("เงินทอง", "หนี้สิน")


def test_topics_that_only_records_name_stand_in_one_column_that_opens(make_searcher: MakeSearcher) -> None:
    records = [
        officer_record(f"own{number}", f"เรื่องที่ {number}", f"ทำอย่างที่ {number}", topics=topics)
        for number, topics in enumerate([("ของเรา",), ("ของเรา", "ของใคร"), ("หนี้สิน",)])
    ]
    searcher = make_searcher(records, LEXICON)
    found, opened = coverage(searcher), coverage(searcher, topic=OTHER_TOPICS)
    assert found.totals[found.topics.index(OTHER_TOPICS)] == opened.record_count == 2
    assert dict(zip(opened.topics, opened.totals, strict=True)) == {"ของเรา": 2, "ของใคร": 1}
    assert sum(row.record_count for row in opened.rows) == 2


def test_without_topics_of_their_own_there_is_no_such_column(make_searcher: MakeSearcher) -> None:
    searcher = make_searcher(RECORDS[:1], LEXICON)
    assert coverage(searcher).topics == ("เงินทอง", "ป่าไม้", "ทะเล")
    opened = coverage(searcher, topic=OTHER_TOPICS)
    assert (opened.topics, opened.record_count) == ((), 0)


@pytest.mark.parametrize("place", [{"province": "ดาวอังคาร"}, {"region": "ภาคกลางคืน"}])
def test_a_place_that_neither_the_list_nor_a_record_has_is_an_error(searcher: Searcher, place: dict[str, str]) -> None:
    with pytest.raises(ParameterError) as caught:
        coverage(searcher, **place)
    ((name, value),) = place.items()
    assert (caught.value.name, caught.value.value) == (name, value)


def test_a_misspelt_province_is_told_its_name(searcher: Searcher) -> None:
    with pytest.raises(ParameterError) as caught:
        coverage(searcher, province="เชียงไหม่")
    assert "เชียงใหม่" in caught.value.cure


def test_a_place_that_only_a_record_has_is_no_error(make_searcher: MakeSearcher) -> None:
    far = officer_record("far", "ไปดูงาน", "จดทุกอย่าง", province="เวียงจันทน์", region="ต่างประเทศ")
    searcher = make_searcher([far], LEXICON)
    assert coverage(searcher, province="เวียงจันทน์").record_count == 1
    assert coverage(searcher, region="ต่างประเทศ").record_count == 1


def test_a_region_narrows_to_its_provinces(searcher: Searcher) -> None:
    found = coverage(searcher, region="ภาคใต้")
    assert {row.region for row in found.rows} == {"ภาคใต้"}
    assert found.record_count == 1
    assert coverage(searcher, "region", province="ตรัง").record_count == 1
    assert [row.label for row in coverage(searcher, "region", province="ตรัง").rows] == ["ภาคใต้"]


def test_a_region_without_records_is_empty(searcher: Searcher) -> None:
    found = coverage(searcher, "year", region="ภาคตะวันออก")
    assert (found.record_count, found.rows) == (0, ())


def test_a_year_narrows(searcher: Searcher) -> None:
    found = coverage(searcher, year="2558")
    assert found.record_count == count(searcher, year="2558")


# A generation


def test_a_new_generation_is_looked_at_afresh(tmp_path: Path) -> None:
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


def test_an_empty_corpus_has_nothing_and_no_error(tmp_path: Path) -> None:
    with open_searcher(Settings(home=tmp_path / "home"), LEXICON) as searcher:

        def look(browser: Browser) -> tuple[int, int, int]:
            found = browser.count_coverage("year", "", {})
            return (
                browser.list_item_groups("strategies", Request()).total,
                browser.list_people("author", Request()).total,
                found.record_count,
            )

        assert searcher.browse(look) == (0, 0, 0)
        assert {one.record_count for one in searcher.browse(lambda browser: browser.topics)} == {0}
