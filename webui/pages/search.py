"""The search page: ``/search``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from index.results import Request, ResultPage, Target, ZeroResultTerm
from webui import search_params, urls
from webui.labels import SORTS, TARGET_UNITS, TARGETS
from webui.services import services
from webui.urls import search_url
from webui.view_models.facets import view_facets
from webui.view_models.hits import view_hit
from webui.view_models.links import Link, make_chips
from webui.view_models.pagination import make_pager

blueprint = Blueprint("search", __name__)

ZERO_RESULT_TOPICS = 8
"""Topics offered on an empty result. A guess."""


@dataclass(frozen=True, slots=True)
class TermView:
    """A term of a query without results, with a URL if it has results on its own; ``nearest`` are similar terms that
    have."""

    link: Link
    nearest: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class ZeroResultsView:
    """Ways on from an empty result: links to single terms, to relaxed searches that have results, and to topics."""

    terms: tuple[TermView, ...]
    relaxed_searches: tuple[Link, ...]
    topics: tuple[Link, ...]


@blueprint.get("/search")
def page() -> ResponseReturnValue:
    """Results with facets, chips, sort orders and pages; an empty result with a ZeroResultsView."""
    search = search_params.read_request(request.args.items(multi=True), urls.default_page_size())
    if search_params.has_year_form(request.args):
        return redirect(f"{search_url(search)}#facet-year")
    result = services().search(search)
    correction = result.corrected_query
    mark_approximate = correction is None or not correction.replaces_query
    record_url = partial(urls.result_url, search)
    return render_template(
        "search.html",
        page=result,
        target=TARGETS[search.target],
        unit=TARGET_UNITS[search.target],
        hits=[view_hit(hit, record_url, mark_approximate=mark_approximate) for hit in result.hits],
        facets=view_facets(search, result.facets, search_url),
        chips=make_chips(search, result.facets, search_url),
        hidden=_list_kept_parameters(search),
        targets=[
            Link(label, search_url(search_params.search_in(search, target)), target == search.target)
            for target, label in TARGETS.items()
        ],
        sorts=list(_link_sorts(result)),
        pager=make_pager(search, result.page_count if result.hits else 0, search_url, urls.default_page_size()),
        last_page=search_url(search_params.turn_to(search, result.page_count)),
        unfiltered=search_url(search_params.drop_filters(search)),
        json_href=urls.json_url(search_url(search)),
        exact_search=search_url(search_params.search_exactly(search)),
        corrected_search=search_url(search_params.search_text(search, correction.text)) if correction else "",
        zero_results=None if result.total else _view_zero_results(result),
    )


def _list_kept_parameters(search: Request) -> list[tuple[str, str]]:
    """The parameters that the search box keeps for the next query."""
    pairs = search_params.list_parameters(replace(search, page=1), urls.default_page_size())
    return [(name, value) for name, value in pairs if name not in ("q", "exact")]


def _link_sorts(result: ResultPage) -> Iterator[Link]:
    """Links to the sort orders; without a query relevance is left out, and newest is the default."""
    is_browsing = result.mode == "browse"
    current = "newest" if is_browsing and result.request.sort == "relevance" else result.request.sort
    for sort, label in SORTS.items():
        if sort != "relevance" or not is_browsing:
            yield Link(label, search_url(search_params.sort_by(result.request, sort)), sort == current)


def _view_zero_results(result: ResultPage) -> ZeroResultsView:
    topics = next((facet.values for facet in services().stats().facets if facet.name == "topics"), ())
    return ZeroResultsView(
        terms=tuple(map(_view_term, result.zero_result_terms)),
        relaxed_searches=(*_link_relaxed_filters(result), *_link_other_target(result.request)),
        topics=tuple(
            Link(topic.label, urls.topic_url(topic.value), count=topic.count) for topic in topics[:ZERO_RESULT_TOPICS]
        ),
    )


def _link_relaxed_filters(result: ResultPage) -> Iterator[Link]:
    """Links to the search without one facet's filters, or without any, with the number of results."""
    for relaxation in result.filter_relaxations:
        if relaxation.name:
            relaxed = search_params.drop_facet(result.request, relaxation.name)
            yield Link(f"เอาตัวกรอง “{relaxation.label}” ออก", search_url(relaxed), count=relaxation.count)
        else:
            unfiltered = search_params.drop_filters(result.request)
            yield Link("ล้างตัวกรองทั้งหมด", search_url(unfiltered), count=relaxation.count)


def _link_other_target(search: Request) -> Iterator[Link]:
    other_target: Target = "items" if search.target == "records" else "records"
    other_search = search_params.search_in(search, other_target)
    if count := services().count(other_search):
        yield Link(f"ค้นใน{TARGETS[other_target]}แทน", search_url(other_search), count=count)


def _view_term(term: ZeroResultTerm) -> TermView:
    nearest = tuple(_link_term(text) for text, _ in term.nearest)
    return TermView(_link_term(term.term), tuple(link for link in nearest if link.href))


def _link_term(text: str) -> Link:
    """Link to the search for one term; without a URL if it has no results."""
    search = urls.make_search(text=text, exact=True)
    count = services().count(search)
    return Link(text, search_url(search) if count else "", count=count)
