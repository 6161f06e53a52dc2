"""Facet counts: values of one facet are combined by OR, facets by AND; a count equals the results of filtering by the
value."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from random import Random

import pytest

from corpus.fields import FACETS
from corpus.record import Record
from index.engines.document_sets import DocumentSet
from index.reader.facet_counts import INSIDE, MAY_LACK, NOT_GIVEN, FacetTable, years_of
from index.results import Request
from index.searcher import Searcher
from kmsearch.errors import QueryError
from tests.factories import EMPTY_LEXICON, MakeSearcher, section


def records() -> Iterator[Record]:
    """Forty records with values of every facet; some lack a value."""
    rng = Random(11)
    for number in range(40):
        names = rng.sample(["background", "strategies", "methods", "cautions"], rng.randint(1, 3))
        yield Record(
            f"km{number:02}",
            title=rng.choice(["กลุ่ม", "ตลาด", "กติกา", "กลุ่ม ตลาด"]),
            province=rng.choice(["ลำปาง", "น่าน", "แพร่", ""]),
            district=rng.choice(["ปัว", "แม่ทะ", ""]),
            region=rng.choice(["ภาคเหนือ", ""]),
            year=rng.choice([2558, 2560, 2560, 2561, None]),
            topics=tuple(rng.sample(["หนี้สิน", "ยาเสพติด", "แผนชุมชน"], rng.randint(0, 2))),
            author_position=rng.choice(["พัฒนาการอำเภอ", "นักวิชาการ"]),
            form=rng.choice("AB"),
            sections=tuple(section(name, *rng.choices(["กลุ่ม", "ตลาด", "กติกา"], k=rng.randint(1, 3))) for name in names),
        )


@pytest.fixture(scope="module")
def searcher(make_searcher: MakeSearcher) -> Searcher:
    return make_searcher(records(), EMPTY_LEXICON)


CHOICES = [
    {"province": values, "year": years, "form": forms}
    for values, years, forms in product(
        [(), ("ลำปาง",), ("ลำปาง", "น่าน"), ("ไม่มี",), (NOT_GIVEN, "น่าน")],
        [(), ("2560",), ("2560", "2558"), ("2559-2560",), ("2561-", "2558"), (NOT_GIVEN,)],
        [(), ("B",)],
    )
]


def expand_filter(values: tuple[str, ...]) -> set[str]:
    """Filter values with spans of years as single years, and NOT_GIVEN as the values of a record that lacks one."""
    lacking = {"", "None"} if NOT_GIVEN in values else set()
    return {str(year) for value in values for year in years_of(value) or ()} | set(values) | lacking


@pytest.mark.parametrize(
    ("value", "years"),
    [
        ("2555-2557", range(2555, 2558)),
        ("2557-2555", range(2555, 2558)),
        ("2560-", range(2560, 10_000)),
        ("-2560", range(2561)),
        ("2560", None),
        ("-", None),
        ("", None),
        ("12-2560", None),
        ("น่าน", None),
    ],
)
def test_a_span_of_years_is_one_value(value: str, years: range | None) -> None:
    assert years_of(value) == years


def test_a_chosen_span_has_its_count_and_its_years_stay(searcher: Searcher) -> None:
    page = searcher.search(Request(filters={"year": ("2558-2560",)}))
    years = {value.value: value for facet in page.facets if facet.name == "year" for value in facet.values}
    assert list(years) == ["2561", "2560", "2558", "2558-2560"]
    span = years["2558-2560"]
    assert (span.label, span.selected, span.count) == ("2558–2560", True, page.document_count)
    assert span.count == years["2560"].count + years["2558"].count


@pytest.mark.slow
@pytest.mark.parametrize("target", ["records", "items"])
@pytest.mark.parametrize("text", ["", "กลุ่ม OR ตลาด", "กติกา"])
def test_a_facet_count_is_the_count_of_its_filter(searcher: Searcher, target: str, text: str) -> None:
    for filters in CHOICES:
        page = searcher.search(Request(text, target, filters, size=100))  # type: ignore[arg-type]
        assert any(facet.values for facet in page.facets)
        for facet in page.facets:
            for value in facet.values:
                alone = {**filters, **dict.fromkeys(INSIDE.get(facet.name, ()), ()), facet.name: (value.value,)}
                assert searcher.search(Request(text, target, alone, size=1)).document_count == value.count  # type: ignore[arg-type]


@pytest.mark.parametrize("filters", CHOICES, ids=str)
def test_choices_of_one_facet_widen_and_of_two_narrow(searcher: Searcher, filters: dict[str, tuple[str, ...]]) -> None:
    hit_ids = {hit.id for hit in searcher.search(Request(filters=filters, size=100)).hits}
    assert hit_ids == {
        record.id
        for record in records()
        if all(not values or str(getattr(record, name)) in expand_filter(values) for name, values in filters.items())
    }


def test_items_have_the_values_of_their_record_and_their_own_section(searcher: Searcher) -> None:
    filters = {"province": ("น่าน",), "topics": ("หนี้สิน",), "section": ("methods", "cautions")}
    hits = searcher.search(Request("", "items", filters, size=100)).hits
    item_hits = [element for hit in hits for element in (hit, *hit.collapsed)]
    assert {element.section for element in item_hits} == {"methods", "cautions"}
    assert {(element.id, element.section, element.number) for element in item_hits} == {
        (element.id, section, number)
        for element in records()
        for section, number, _ in element.numbered_items()
        if element.province == "น่าน" and "หนี้สิน" in element.topics and section in ("methods", "cautions")
    }


def test_every_facet_is_a_row_of_the_table(searcher: Searcher) -> None:
    page = searcher.search(Request())
    assert [(facet.name, facet.label) for facet in page.facets] == [(row.name, row.label) for row in FACETS]
    assert [facet.name for facet in page.facets if not facet.values] == ["district"]


@pytest.mark.parametrize("filters", [{"region": ("ภาคเหนือ",)}, {"province": ("น่าน",)}, {"district": ("ปัว",)}])
def test_districts_are_counted_if_a_place_is_filtered(searcher: Searcher, filters: dict[str, tuple[str, ...]]) -> None:
    facets = {facet.name: facet.values for facet in searcher.search(Request(filters=filters)).facets}
    assert {value.value for value in facets["district"]} == {"ปัว", "แม่ทะ"}


def test_facet_values_are_sorted_by_frequency_and_years_newest_first(searcher: Searcher) -> None:
    facets = {facet.name: facet.values for facet in searcher.search(Request()).facets}
    for name, values in facets.items():
        if name != "year":
            assert [value.count for value in values] == sorted((value.count for value in values), reverse=True)
    assert [value.value for value in facets["year"]] == ["2561", "2560", "2558"]
    labels = {value.value: value.label for value in facets["section"]}
    assert labels["strategies"] == "กลยุทธ์ในการทำงาน"


def test_a_selected_value_without_documents_stays_in_its_facet(searcher: Searcher) -> None:
    page = searcher.search(Request("กลุ่ม", filters={"province": ("ระยอง",)}))
    province = next(facet for facet in page.facets if facet.name == "province")
    assert page.total == 0
    assert [(value.count, value.selected) for value in province.values if value.value == "ระยอง"] == [(0, True)]
    assert "จังหวัด" in page.note


@pytest.mark.parametrize("target", ["records", "items"])
@pytest.mark.parametrize("name", MAY_LACK)
def test_documents_without_a_value_can_be_filtered(searcher: Searcher, name: str, target: str) -> None:
    page = searcher.search(Request("", target, {name: (NOT_GIVEN,)}, size=100))  # type: ignore[arg-type]
    lacking = [record for record in records() if getattr(record, name) in ("", None)]
    assert {hit.id for hit in page.hits} <= {record.id for record in lacking}
    assert page.document_count == len(
        [item for record in lacking for item in record.numbered_items()] if target == "items" else lacking
    )
    (chosen,) = [value for facet in page.facets if facet.name == name for value in facet.values if value.selected]
    assert (chosen.value, chosen.label, chosen.count) == (NOT_GIVEN, NOT_GIVEN, page.document_count)


def test_not_given_is_listed_only_when_selected(searcher: Searcher) -> None:
    offered = {facet.name: [value.value for value in facet.values] for facet in searcher.search(Request()).facets}
    assert offered["province"]
    assert [name for name, values in offered.items() if NOT_GIVEN in values] == []


def test_not_given_as_a_value_of_a_record_counts_as_no_value() -> None:
    rows = [(range(0, 1), {"province": [NOT_GIVEN]}), (range(1, 2), {"province": ["น่าน"]}), (range(2, 3), {})]
    table = FacetTable(rows)
    assert table.allowed({"province": (NOT_GIVEN,)}) == DocumentSet([0, 2])
    assert [value.value for value in table.values("province", DocumentSet([0, 1, 2]), {})] == ["น่าน"]


def test_an_unknown_filter_is_refused_with_the_known_ones(searcher: Searcher) -> None:
    with pytest.raises(QueryError, match="province"):
        searcher.search(Request(filters={"colour": ("red",)}))
