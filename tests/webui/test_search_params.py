"""URLs of searches: one search has exactly one URL, which is complete."""

from dataclasses import replace
from typing import get_args
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.fields import FACETS
from index.browse.coverage import OTHER_TOPICS, CoverageBy
from index.browse.people import PeopleOrder
from index.browse.people_index import PEOPLE_FACETS
from index.query.planning import MAX_PAGE_SIZE
from index.reader.facet_counts import INSIDE, NOT_GIVEN
from index.results import Request, Sort, Target
from kmsearch.errors import ParameterError, QueryError
from webui import search_params
from webui.browse_params import (
    CoverageRequest,
    PeopleRequest,
    list_coverage_parameters,
    list_people_parameters,
    read_coverage,
    read_people,
)

SIZE = 10
SIGNS = st.characters(exclude_categories=["Cs", "Cc"])
WORDS = st.text(SIGNS, min_size=1, max_size=12).map(str.strip).filter(bool)
YEARS = st.integers(0, 9999).map(str) | st.sampled_from(["2555-2560", "2560-", "-2560", NOT_GIVEN])
FILTERS = st.fixed_dictionaries(
    {},
    optional={
        facet.name: st.sets(YEARS if facet.kind == "year" else WORDS, min_size=1, max_size=4).map(sorted).map(tuple)
        for facet in FACETS
    },
)
REQUESTS = st.builds(
    Request,
    text=st.text(SIGNS, max_size=30).map(str.strip),
    target=st.sampled_from(get_args(Target)),
    filters=FILTERS,
    sort=st.sampled_from(get_args(Sort)),
    page=st.integers(1, search_params.MAX_PAGE),
    size=st.integers(1, MAX_PAGE_SIZE),
    exact=st.booleans(),
).map(lambda request: replace(request, exact=request.exact and bool(request.text)))


def address(request: Request) -> str:
    return search_params.format_url("/search", search_params.list_parameters(request, SIZE))


def read(url: str) -> Request:
    return search_params.read_request(parse_qsl(urlsplit(url).query, keep_blank_values=True), SIZE)


@pytest.mark.slow
@given(REQUESTS)
def test_a_url_holds_the_whole_search(request: Request) -> None:
    assert read(address(request)) == request


@pytest.mark.slow
@given(REQUESTS, st.randoms())
def test_the_order_of_parameters_does_not_matter(request: Request, random) -> None:  # type: ignore[no-untyped-def]
    pairs = search_params.list_parameters(request, SIZE)
    shuffled = random.sample(pairs, len(pairs))
    assert address(search_params.read_request(shuffled, SIZE)) == address(request)


@given(REQUESTS, st.sampled_from([facet.name for facet in FACETS]), WORDS)
def test_toggling_a_value_twice_restores_the_request(request: Request, facet: str, value: str) -> None:
    for other in ("year",) if facet == "year" else INSIDE.get(facet, ()):
        request = search_params.drop_facet(request, other)
    once = search_params.toggle(request, facet, value)
    assert once.filters != request.filters
    assert once.page == 1
    assert search_params.toggle(once, facet, value) == replace(request, page=1)


def test_the_url_has_the_parameters_in_their_fixed_order() -> None:
    request = Request("ตลาด", "items", {"year": ("2560",), "province": ("ลำปาง", "น่าน")}, "newest", page=2)
    pairs = parse_qsl(urlsplit(address(request)).query)
    assert pairs == [
        ("q", "ตลาด"),
        ("in", "items"),
        ("province", "น่าน"),
        ("province", "ลำปาง"),
        ("year", "2560"),
        ("sort", "newest"),
        ("page", "2"),
    ]


def test_defaults_are_left_out_of_the_url() -> None:
    assert address(Request(size=SIZE)) == "/search"
    assert address(Request("a b&c", size=SIZE)) == "/search?q=a%20b%26c"
    assert search_params.format_url("/records/x", [("q", "ก")], "strategies-3") == "/records/x?q=%E0%B8%81#strategies-3"


def test_filters_are_removed_by_facet_or_all_together() -> None:
    request = Request("ตลาด", filters={"province": ("น่าน", "ลำปาง"), "year": ("2560",)}, page=4)
    assert search_params.drop_facet(request, "province").filters == {"year": ("2560",)}
    assert search_params.drop_facet(request, "form").filters == request.filters
    assert search_params.drop_filters(request) == Request("ตลาด", filters={})


def test_another_order_or_target_starts_from_the_first_page() -> None:
    request = Request("ตลาด", page=4)
    assert search_params.sort_by(request, "oldest") == Request("ตลาด", sort="oldest", page=1)
    assert search_params.search_in(request, "items") == Request("ตลาด", target="items", page=1)
    assert search_params.turn_to(request, 5) == Request("ตลาด", page=5)


def test_unknown_parameters_are_ignored() -> None:
    assert read("/search?utm_source=line&q=%20ตลาด%20&province=&year=2560&year=2560&in=&page=") == Request(
        "ตลาด", filters={"year": ("2560",)}, size=SIZE
    )


def test_control_characters_become_blanks() -> None:
    assert read("/search?q=%00").text == ""
    assert read("/search?q=กลุ่ม%00ทอผ้า%7f&province=น่าน%0d").text == "กลุ่ม ทอผ้า"


@pytest.mark.parametrize(
    ("query", "year"),
    [
        ("year_from=2555&year_to=2560", "2555-2560"),
        ("year_from=2560&year_to=2555", "2555-2560"),
        ("year_from=๒๕๕๕&year_to=60", "2555-2560"),
        ("year_from=2012&year_to=2017", "2555-2560"),
        ("year_from=2555", "2555-"),
        ("year_to=2560&year_from=", "-2560"),
        ("year_from=2560&year_to=2560", "2560"),
        ("year=2540&year_from=2555&year_to=2560", "2555-2560"),
    ],
)
def test_the_form_for_a_span_of_years_becomes_one_value(query: str, year: str) -> None:
    request = read("/search?" + query)
    assert request.filters == {"year": (year,)}
    assert address(request) == f"/search?year={year}"


def test_a_year_replaces_a_span_that_contains_it() -> None:
    spans = Request(filters={"year": ("2540-2545", "2555-2560")})
    assert search_params.toggle(spans, "year", "2558").filters == {"year": ("2540-2545", "2558")}
    assert search_params.toggle(spans, "year", "2550").filters == {"year": ("2540-2545", "2550", "2555-2560")}
    assert search_params.toggle(spans, "year", "2540-2545").filters == {"year": ("2555-2560",)}


def test_removing_a_place_removes_the_places_in_it() -> None:
    chosen = {"region": ("ภาคเหนือ",), "province": ("น่าน", "สงขลา"), "district": ("ปัว", "หาดใหญ่")}
    request = Request(filters=chosen)
    assert search_params.toggle(request, "province", "น่าน").filters == {
        "region": ("ภาคเหนือ",),
        "province": ("สงขลา",),
        "district": ("หาดใหญ่",),
    }
    assert search_params.toggle(request, "region", "ภาคเหนือ").filters == {
        "province": ("สงขลา",),
        "district": ("หาดใหญ่",),
    }
    assert search_params.toggle(request, "district", "ปัว").filters == chosen | {"district": ("หาดใหญ่",)}


def test_a_place_replaces_filters_of_the_levels_below() -> None:
    chosen = {"region": ("ภาคเหนือ",), "province": ("น่าน",), "district": ("ปัว",), "year": ("2560",)}
    request = Request(filters=chosen)
    assert search_params.toggle(request, "province", "แพร่").filters == {
        "region": ("ภาคเหนือ",),
        "province": ("น่าน", "แพร่"),
        "year": ("2560",),
    }
    assert search_params.toggle(request, "region", "ภาคใต้").filters == {
        "region": ("ภาคเหนือ", "ภาคใต้"),
        "year": ("2560",),
    }


def test_a_default_page_size_above_the_maximum_is_reduced() -> None:
    assert search_params.read_request([], 5000).size == MAX_PAGE_SIZE


def test_thai_digits_are_digits() -> None:
    assert read("/search?year=๒๕๖๐&year=2560").filters == {"year": ("2560",)}
    assert read("/search?page=๓&size=๒๐") == Request(filters={}, page=3, size=20)


@pytest.mark.parametrize(
    "query",
    [
        "in=everything",
        "sort=random",
        "page=0",
        "page=-1",
        "page=x",
        "page=1.5",
        "page=²",
        f"page={'9' * 5000}",
        f"size={MAX_PAGE_SIZE + 1}",
        "year=abc",
        "year=2560&year=-",
        "year=25560",
        "year_from=abc",
        "year_to=99999",
        "year_from=1200",
        "exact=yes",
        "&".join(f"province={n}" for n in range(search_params.MAX_VALUES + 1)),
    ],
)
def test_an_invalid_value_is_an_error_with_a_cure(query: str) -> None:
    with pytest.raises(QueryError) as caught:
        read("/search?" + query)
    assert caught.value.cure


def test_an_error_names_parameter_value_and_allowed_values() -> None:
    with pytest.raises(ParameterError) as caught:
        read("/search?sort=random")
    assert (caught.value.name, caught.value.value, caught.value.allowed) == ("sort", "random", get_args(Sort))
    assert caught.value.cause == "ค่า “random” ของ sort ไม่มีให้เลือก"


def test_a_long_invalid_value_is_shortened() -> None:
    with pytest.raises(ParameterError) as caught:
        read(f"/search?page={'9' * 500}")
    assert len(caught.value.cause) < 100


@given(
    st.sampled_from(get_args(CoverageBy)),
    WORDS | st.just(OTHER_TOPICS) | st.just(""),
    st.fixed_dictionaries({}, optional={"region": st.just(("ภาคใต้",)), "year": st.just((NOT_GIVEN,))}),
)
def test_a_url_holds_the_whole_coverage_table(by: CoverageBy, topic: str, filters: dict[str, tuple[str, ...]]) -> None:
    table = CoverageRequest(by, topic, filters)
    url = search_params.format_url("/coverage", list_coverage_parameters(table))
    assert read_coverage(parse_qsl(urlsplit(url).query)) == table


@given(
    REQUESTS,
    st.sampled_from(get_args(PeopleOrder)),
    st.sampled_from(["", "ก", "J"]),
)
def test_a_url_holds_the_whole_list_of_people(request: Request, order: PeopleOrder, letter: str) -> None:
    people = PeopleRequest(
        replace(search_params.keep_facets(request, *PEOPLE_FACETS), text=request.text), order, letter
    )
    url = search_params.format_url("/people", list_people_parameters(people))
    assert read_people(parse_qsl(urlsplit(url).query)) == people
