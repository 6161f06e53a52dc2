"""Parses and serialises the URL parameters of a search. Pure functions.

``/search?q=ตลาด&in=items&province=ลำปาง&province=น่าน&sort=newest&page=2`` is a complete search, so that it can be
shared. Parameters have a fixed order and defaults are left out: one search has one URL.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypeVar, get_args
from urllib.parse import quote, urlencode

from corpus.fields import FACETS
from index.query.planning import MAX_PAGE_SIZE
from index.reader.facet_counts import INSIDE, NOT_GIVEN, years_of
from index.results import Request, Sort, Target
from kmsearch.errors import ParameterError, QueryError
from kmsearch.geo.gazetteer import provinces_of, region_of
from kmsearch.thai.dates import buddhist
from kmsearch.thai.normalise import to_arabic_digits

Pairs = Iterable[tuple[str, str]]
"""(name, value) of URL parameters."""
Choice = TypeVar("Choice", bound=str)

MAX_PAGE = 10_000
"""Highest page number of a URL. A guess: a million results at 100 a page."""
MAX_VALUES = 50
"""Values of one facet in a URL at most. A guess: more than anyone selects by hand."""

YEAR_ENDS = ("year_from", "year_to")
"""Parameters of the form for a span of years; a URL has them as one value: ``year=2555-2560``."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
"""Control characters: replaced by a blank, because HTML must not contain them."""

_TARGETS: tuple[Target, ...] = get_args(Target)
_SORTS: tuple[Sort, ...] = get_args(Sort)
_EXACT = ("0", "1")


def read_request(pairs: Pairs, size: int) -> Request:
    """The search request in the parameters; unknown parameters are ignored.

    ``size`` is the default page size. Raises QueryError for an invalid value.
    """
    values_by_name: dict[str, list[str]] = {}
    for name, value in pairs:
        values_by_name.setdefault(name, []).append(_CONTROL.sub(" ", value).strip())
    last = {name: values[-1] for name, values in values_by_name.items()}
    return Request(
        text=last.get("q", ""),
        target=check_choice(_TARGETS, "in", last.get("in", "")),
        filters=_read_filters(values_by_name),
        sort=check_choice(_SORTS, "sort", last.get("sort", "")),
        page=_read_count("page", last.get("page", ""), 1, MAX_PAGE),
        size=_read_count("size", last.get("size", ""), min(size, MAX_PAGE_SIZE), MAX_PAGE_SIZE),
        exact=check_choice(_EXACT, "exact", last.get("exact", "")) == "1" and bool(last.get("q")),
    )


def _read_filters(values_by_name: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
    filters = {facet.name: tuple(sorted({*values_by_name.get(facet.name, ())} - {""})) for facet in FACETS}
    for facet in FACETS:
        if len(values_by_name.get(facet.name, ())) > MAX_VALUES:
            raise QueryError(f"เลือก{facet.label}มากเกินไป", f"เลือกได้ไม่เกิน {MAX_VALUES} ค่า")
    filters["year"] = tuple(sorted(set(map(_read_years, filters["year"]))))
    ends = [_read_year(name, values_by_name.get(name, [""])[-1]) for name in YEAR_ENDS]
    if all(ends):
        ends.sort()
    if any(ends):
        filters["year"] = (ends[0] if ends[0] == ends[1] else "-".join(ends),)
    return {name: values for name, values in filters.items() if values}


def check_choice(allowed: tuple[Choice, ...], name: str, value: str) -> Choice:
    """The value of an enumerated parameter, the first by default. Raises ParameterError for any other value."""
    if not value:
        return allowed[0]
    for choice in allowed:
        if choice == value:
            return choice
    raise ParameterError("ไม่มีให้เลือก", f"ใช้ได้: {', '.join(allowed)}", name=name, value=value, allowed=allowed)


def _read_years(value: str) -> str:
    """A year, a span of years or ``NOT_GIVEN``, with ASCII digits. Raises ParameterError for anything else."""
    plain = to_arabic_digits(value)
    is_year = plain.isascii() and plain.isdecimal() and len(plain) < 5
    if not (is_year or years_of(plain) or plain == NOT_GIVEN):
        raise ParameterError("ไม่ใช่ปี", "ใช้ปี พ.ศ. เช่น 2560 หรือช่วงปี เช่น 2555-2560", name="year", value=value)
    return plain


def _read_year(name: str, value: str) -> str:
    """The Buddhist year of a year in either era, of two or four digits; empty if ``value`` is."""
    digits = to_arabic_digits(value)
    year = buddhist(int(digits)) if digits.isascii() and digits.isdecimal() and len(digits) < 5 else None
    if value and not year:
        raise ParameterError("ไม่ใช่ปี", "ใช้ปี พ.ศ. เช่น 2560", name=name, value=value)
    return str(year or "")


def _read_count(name: str, value: str, default: int, maximum: int) -> int:
    """A whole number from 1 to ``maximum``. Raises ParameterError for anything else."""
    if not value:
        return default
    digits = to_arabic_digits(value)
    if not (digits.isascii() and digits.isdecimal() and len(digits) < 9 and 0 < int(digits) <= maximum):
        raise ParameterError("ใช้ไม่ได้", f"ใช้จำนวนเต็มตั้งแต่ 1 ถึง {maximum}", name=name, value=value)
    return int(digits)


def list_parameters(request: Request, size: int) -> list[tuple[str, str]]:
    """The URL parameters of the request in their fixed order, without defaults."""
    filters = request.filters or {}
    chosen = [(facet.name, value) for facet in FACETS for value in sorted(set(filters.get(facet.name, ())))]
    return [
        *([("q", request.text)] if request.text else ()),
        *([("exact", "1")] if request.exact and request.text else ()),
        *([("in", request.target)] if request.target != _TARGETS[0] else ()),
        *chosen,
        *([("sort", request.sort)] if request.sort != _SORTS[0] else ()),
        *([("page", str(request.page))] if request.page != 1 else ()),
        *([("size", str(request.size))] if request.size != size else ()),
    ]


def format_url(path: str, pairs: Pairs, anchor: str = "") -> str:
    """``path`` with URL parameters; ``anchor`` is the fragment without its ``#``."""
    query = urlencode(tuple(pairs), quote_via=quote)
    return path + (f"?{query}" if query else "") + (f"#{quote(anchor)}" if anchor else "")


def toggle(request: Request, facet: str, value: str) -> Request:
    """The request with the value added to the facet's filter, or removed if it was there; from the first page.

    A year replaces a span that contains it. A place replaces the filters of the levels below; removing a place also
    removes the places in it.
    """
    values = set((request.filters or {}).get(facet, ()))
    if value in values:
        return _drop_inner_places(_with_filter(request, facet, values - {value}), facet, value)
    if facet == "year":
        values = {
            filtered_year
            for filtered_year in values
            if not (value.isdecimal() and int(value) in (years_of(filtered_year) or ()))
        }
    for inner_facet in INSIDE.get(facet, ()):
        request = drop_facet(request, inner_facet)
    return _with_filter(request, facet, values | {value})


def _drop_inner_places(request: Request, facet: str, outer_place: str) -> Request:
    """The request without the filters on provinces or districts in ``place``."""
    filters = request.filters or {}
    if facet == "region":
        for province in (name for name in filters.get("province", ()) if region_of(name) == outer_place):
            request = toggle(request, "province", province)
    elif facet == "province":
        inner = [district for district in filters.get("district", ()) if outer_place in provinces_of(district)]
        request = _with_filter(request, "district", set(filters.get("district", ())) - set(inner))
    return request


def set_facet(request: Request, facet: str, value: str) -> Request:
    """The request with this value as the facet's only filter, from the first page."""
    return _with_filter(request, facet, (value,))


def drop_facet(request: Request, facet: str) -> Request:
    """The request without filters on the facet, from the first page."""
    return _with_filter(request, facet, ())


def drop_filters(request: Request) -> Request:
    """The request without filters, from the first page."""
    return replace(request, filters={}, page=1)


def _with_filter(request: Request, facet: str, values: Iterable[str]) -> Request:
    filters = {**(request.filters or {}), facet: tuple(sorted(values))}
    return replace(request, filters={name: chosen for name, chosen in filters.items() if chosen}, page=1)


def search_exactly(request: Request) -> Request:
    """The request without spelling correction, from the first page."""
    return replace(request, exact=True, page=1)


def search_text(request: Request, text: str) -> Request:
    """The request with another text, from the first page."""
    return replace(request, text=text, exact=False, page=1)


def turn_to(request: Request, page: int) -> Request:
    """The request for another page."""
    return replace(request, page=page)


def sort_by(request: Request, sort: Sort) -> Request:
    """The request in another sort order, from the first page."""
    return replace(request, sort=sort, page=1)


def search_in(request: Request, target: Target) -> Request:
    """The request for records or for items, from the first page."""
    return replace(request, target=target, page=1)


def has_year_form(parameters: Mapping[str, str]) -> bool:
    """Whether the form for a span of years was sent: such a URL is redirected to the one with the span."""
    return bool(parameters.keys() & set(YEAR_ENDS))


def keep_facets(request: Request, *facets: str) -> Request:
    """A request with only the page, the size and the filters on ``facets`` of ``request``, for lists without a
    query."""
    filters = {name: values for name, values in (request.filters or {}).items() if name in facets}
    return replace(Request(), filters=filters, page=request.page, size=request.size)
