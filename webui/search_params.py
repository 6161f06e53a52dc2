"""Addresses of searches: what the parameters of a page mean, and the requests its links lead to. Pure functions.

``/search?q=ตลาด&in=items&province=ลำปาง&province=น่าน&sort=newest&page=2`` says all of a search, so it can be shared.
Parameters always stand in the same order, and what is the default is left out: one search has one address.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TypeVar, get_args
from urllib.parse import quote, urlencode

from corpus.fields import FACETS
from index.browse.coverage import By
from index.reader.facet_counts import INSIDE, NOT_GIVEN, Filters, years_of
from index.results import Request, Sort, Target
from kmsearch.errors import ParameterError, QueryError
from kmsearch.geo.gazetteer import provinces_of, region_of
from kmsearch.thai.dates import buddhist
from kmsearch.thai.tokenizer import arabic

Pairs = Iterable[tuple[str, str]]
Word = TypeVar("Word", bound=str)

MAX_SIZE = 100
"""Results a page at most; what a screen can still be scrolled through."""
MAX_PAGE = 10_000
MAX_VALUES = 50
"""Values of one facet at most; more than anyone chooses by hand."""

YEAR_ENDS = ("year_from", "year_to")
"""Parameters of the form that asks for a span of years; in an address it is one value: ``year=2555-2560``."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
"""Signs that no keyboard writes and no page may hold."""

_TARGETS: tuple[Target, ...] = get_args(Target)
_SORTS: tuple[Sort, ...] = get_args(Sort)
_EXACT = ("0", "1")
_BY: tuple[By, ...] = get_args(By)
_NARROWED_BY = ("region", "province", "year")


def read_request(pairs: Pairs, size: int) -> Request:
    """The search that the parameters ask for; parameters that are none of ours are passed over.

    ``size`` is the number of results a page when none is asked for. Raises QueryError for a value that means nothing.
    """
    given: dict[str, list[str]] = {}
    for name, value in pairs:
        given.setdefault(name, []).append(_CONTROL.sub(" ", value).strip())
    last = {name: values[-1] for name, values in given.items()}
    return Request(
        text=last.get("q", ""),
        target=one_of(_TARGETS, "in", last.get("in", "")),
        filters=_read_filters(given),
        sort=one_of(_SORTS, "sort", last.get("sort", "")),
        page=_count("page", last.get("page", ""), 1, MAX_PAGE),
        size=_count("size", last.get("size", ""), min(size, MAX_SIZE), MAX_SIZE),
        exact=one_of(_EXACT, "exact", last.get("exact", "")) == "1" and bool(last.get("q")),
    )


def _read_filters(given: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
    filters = {facet.name: tuple(sorted({*given.get(facet.name, ())} - {""})) for facet in FACETS}
    for facet in FACETS:
        if len(given.get(facet.name, ())) > MAX_VALUES:
            raise QueryError(f"เลือก{facet.label}มากเกินไป", f"เลือกได้ไม่เกิน {MAX_VALUES} ค่า")
    filters["year"] = tuple(sorted(set(map(_years, filters["year"]))))
    ends = [_year(name, given.get(name, [""])[-1]) for name in YEAR_ENDS]
    if all(ends):
        ends.sort()
    if any(ends):
        filters["year"] = (ends[0] if ends[0] == ends[1] else "-".join(ends),)
    return {name: values for name, values in filters.items() if values}


def one_of(allowed: tuple[Word, ...], name: str, value: str) -> Word:
    """The value of a parameter that has few; the first where none is given. Raises ParameterError for any other."""
    if not value:
        return allowed[0]
    for known in allowed:
        if known == value:
            return known
    raise ParameterError("ไม่มีให้เลือก", f"ใช้ได้: {', '.join(allowed)}", name=name, value=value, allowed=allowed)


def _years(value: str) -> str:
    """A year, a span of years or ``NOT_GIVEN`` as it is chosen; what is none of these no address of ours has held."""
    plain = arabic(value)
    is_year = plain.isascii() and plain.isdecimal() and len(plain) < 5
    if not (is_year or years_of(plain) or plain == NOT_GIVEN):
        raise ParameterError("ไม่ใช่ปี", "ใช้ปี พ.ศ. เช่น 2560 หรือช่วงปี เช่น 2555-2560", name="year", value=value)
    return plain


def _year(name: str, value: str) -> str:
    """The Buddhist year that is meant, of either era and with two digits or four; empty where none is given."""
    digits = arabic(value)
    year = buddhist(int(digits)) if digits.isascii() and digits.isdecimal() and len(digits) < 5 else None
    if value and not year:
        raise ParameterError("ไม่ใช่ปี", "ใช้ปี พ.ศ. เช่น 2560", name=name, value=value)
    return str(year or "")


def _count(name: str, value: str, default: int, most: int) -> int:
    if not value:
        return default
    digits = arabic(value)
    if not (digits.isascii() and digits.isdecimal() and len(digits) < 9 and 0 < int(digits) <= most):
        raise ParameterError("ใช้ไม่ได้", f"ใช้จำนวนเต็มตั้งแต่ 1 ถึง {most}", name=name, value=value)
    return int(digits)


def parameters(request: Request, size: int) -> list[tuple[str, str]]:
    """The parameters of the request's address, in their one order; defaults left out."""
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


def address(path: str, request: Request, size: int, anchor: str = "") -> str:
    """``path`` with the parameters of the request; ``anchor`` is a place in the page, without its ``#``."""
    query = urlencode(parameters(request, size), quote_via=quote)
    return path + (f"?{query}" if query else "") + (f"#{quote(anchor)}" if anchor else "")


def toggle(request: Request, facet: str, value: str) -> Request:
    """The request with the value chosen if it was not, and not chosen if it was; from its first page.

    A year takes the place of the span it lies in. A place takes the place of the choices inside such places, and one
    that is let go of takes the places in it along.
    """
    chosen = set((request.filters or {}).get(facet, ()))
    if value in chosen:
        return _without_places_in(_with_filter(request, facet, chosen - {value}), facet, value)
    if facet == "year":
        chosen = {one for one in chosen if not (value.isdecimal() and int(value) in (years_of(one) or ()))}
    for inner in INSIDE.get(facet, ()):
        request = drop_facet(request, inner)
    return _with_filter(request, facet, chosen | {value})


def _without_places_in(request: Request, facet: str, place: str) -> Request:
    filters = request.filters or {}
    if facet == "region":
        for province in (one for one in filters.get("province", ()) if region_of(one) == place):
            request = toggle(request, "province", province)
    elif facet == "province":
        within = [one for one in filters.get("district", ()) if place in provinces_of(one)]
        request = _with_filter(request, "district", set(filters.get("district", ())) - set(within))
    return request


def choose(request: Request, facet: str, value: str) -> Request:
    """The request with this value chosen in the facet and no other, from its first page."""
    return _with_filter(request, facet, (value,))


def drop_facet(request: Request, facet: str) -> Request:
    """The request with nothing chosen in this facet."""
    return _with_filter(request, facet, ())


def drop_filters(request: Request) -> Request:
    """The request with nothing chosen in any facet."""
    return replace(request, filters={}, page=1)


def _with_filter(request: Request, facet: str, values: Iterable[str]) -> Request:
    filters = {**(request.filters or {}), facet: tuple(sorted(values))}
    return replace(request, filters={name: chosen for name, chosen in filters.items() if chosen}, page=1)


def as_typed(request: Request) -> Request:
    """The same search with its text taken as it is typed, from its first page."""
    return replace(request, exact=True, page=1)


def search_for(request: Request, text: str) -> Request:
    """The same search for another text, from its first page."""
    return replace(request, text=text, exact=False, page=1)


def turn_to(request: Request, page: int) -> Request:
    """The same search, another page."""
    return replace(request, page=page)


def sort_by(request: Request, sort: Sort) -> Request:
    """The same search in another order, from its first page."""
    return replace(request, sort=sort, page=1)


def search_in(request: Request, target: Target) -> Request:
    """The same search for records or for items, from its first page."""
    return replace(request, target=target, page=1)


@dataclass(frozen=True, slots=True)
class Look:
    """A look at what is covered: places or years against the broad topics, or those under ``topic``, or ``OTHERS``.

    ``filters`` (regions, provinces, years) narrow it.
    """

    by: By = _BY[0]
    topic: str = ""
    filters: Filters = field(default_factory=dict)


def read_look(pairs: Pairs) -> Look:
    """The look that the parameters ask for. Raises QueryError for a value that means nothing."""
    given = [(name, value.strip()) for name, value in pairs]
    last = dict(given)
    filters = read_request(given, 1).filters or {}
    narrowed = {name: filters[name] for name in _NARROWED_BY if name in filters}
    return Look(one_of(_BY, "by", last.get("by", "")), last.get("topic", ""), narrowed)


def look_address(path: str, look: Look) -> str:
    """``path`` with the parameters of the look, in their one order; defaults left out."""
    given = {"by": look.by if look.by != _BY[0] else "", "topic": look.topic}
    pairs = [(name, value) for name, value in given.items() if value]
    pairs += [(name, value) for name in _NARROWED_BY for value in sorted(look.filters.get(name, ()))]
    query = urlencode(pairs, quote_via=quote)
    return path + (f"?{query}" if query else "")
