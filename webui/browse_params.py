"""Parses and serialises the URL parameters of the people lists and of the coverage table. Pure functions."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import get_args

from index.browse.coverage import CoverageBy
from index.browse.people import PeopleOrder
from index.browse.people_index import PEOPLE_FACETS
from index.reader.facet_counts import Filters
from index.results import Request
from webui.search_params import Pairs, check_choice, keep_facets, list_parameters, read_request

LIST_SIZE = 20
"""Default length of a list page: two screens of an office PC at one or two lines each."""

_COVERAGE_BY: tuple[CoverageBy, ...] = get_args(CoverageBy)
_COVERAGE_FACETS = ("region", "province", "year")
_ORDERS: tuple[PeopleOrder, ...] = get_args(PeopleOrder)


@dataclass(frozen=True, slots=True)
class CoverageRequest:
    """A request for a coverage table: the kind of rows (``by``), the ``topic`` whose children are the columns, and the
    filters.

    ``topic`` may be empty (top-level topics) or ``OTHER_TOPICS``.
    """

    by: CoverageBy = _COVERAGE_BY[0]
    topic: str = ""
    filters: Filters = field(default_factory=dict)


def read_coverage(pairs: Pairs) -> CoverageRequest:
    """The coverage request in the parameters. Raises QueryError for an invalid value."""
    stripped = [(name, value.strip()) for name, value in pairs]
    last = dict(stripped)
    filters = keep_facets(read_request(stripped, 1), *_COVERAGE_FACETS).filters or {}
    return CoverageRequest(check_choice(_COVERAGE_BY, "by", last.get("by", "")), last.get("topic", ""), filters)


def list_coverage_parameters(table: CoverageRequest) -> list[tuple[str, str]]:
    """The URL parameters of the table in their fixed order, without defaults."""
    values = {"by": table.by if table.by != _COVERAGE_BY[0] else "", "topic": table.topic}
    pairs = [(name, value) for name, value in values.items() if value]
    return pairs + [(name, value) for name in _COVERAGE_FACETS for value in sorted(table.filters.get(name, ()))]


@dataclass(frozen=True, slots=True)
class PeopleRequest:
    """A request for a list of authors or offices: text, filters and page; the order; the initial (empty: any)."""

    request: Request = field(default_factory=lambda: Request(size=LIST_SIZE))
    order: PeopleOrder = _ORDERS[0]
    letter: str = ""


def read_people(pairs: Pairs) -> PeopleRequest:
    """The people request in the parameters; ``sort`` is a PeopleOrder here. Raises QueryError for an invalid value."""
    pairs = list(pairs)
    last = {name: value.strip() for name, value in pairs}
    search = read_request([pair for pair in pairs if pair[0] not in ("sort", "letter")], LIST_SIZE)
    return PeopleRequest(
        replace(keep_facets(search, *PEOPLE_FACETS), text=search.text),
        check_choice(_ORDERS, "sort", last.get("sort", "")),
        last.get("letter", "")[:1].upper(),
    )


def list_people_parameters(people: PeopleRequest) -> list[tuple[str, str]]:
    """The URL parameters of the list in their fixed order, without defaults."""
    sort = people.order if people.order != _ORDERS[0] else ""
    people_parameters = [(name, value) for name, value in (("sort", sort), ("letter", people.letter)) if value]
    return [*list_parameters(people.request, LIST_SIZE), *people_parameters]
