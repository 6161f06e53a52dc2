"""The search page: ``/search``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from corpus.fields import FACETS
from index.results import Request, ResultPage, Sort, Target
from webui import links, views
from webui.services import services
from webui.views import Link

pages = Blueprint("search", __name__)

TARGETS: dict[Target, str] = {"records": "บันทึก", "items": "รายข้อ"}
UNITS: dict[Target, str] = {"records": "บันทึก", "items": "ข้อ"}
SORTS: dict[Sort, str] = {"relevance": "เกี่ยวข้องที่สุด", "newest": "ปีล่าสุด", "oldest": "ปีเก่าสุด"}
BROWSE_TOPICS = 8
RESCUE_WORDS = 6
"""Words of an empty query that are tried alone; each is a search."""


@dataclass(frozen=True, slots=True)
class Rescue:
    """Ways on from an empty result: the words of the query one by one, wider searches that find something, topics."""

    words: tuple[Link, ...]
    ways: tuple[Link, ...]
    topics: tuple[Link, ...]


@pages.get("/search")
def page() -> ResponseReturnValue:
    """Results with facets, chips, order, pages; or a way out when there are none."""
    asked = links.read_request(request.args.items(multi=True), services().settings.page_size)
    found = services().search(asked)
    return render_template(
        "search.html",
        page=found,
        target=TARGETS[asked.target],
        unit=UNITS[asked.target],
        hits=[views.hit_view(hit, partial(record_address, asked), facet_address) for hit in found.hits],
        facets=views.facet_views(found, address),
        chips=views.chips(found, address),
        hidden=_hidden(asked),
        targets=_target_links(asked),
        sorts=list(_sort_links(found)),
        page_links=list(views.page_links(asked, found.pages, address)),
        before=_page_address(found, asked.page - 1),
        after=_page_address(found, asked.page + 1),
        last_page=address(links.turn_to(asked, found.pages)),
        unfiltered=address(links.drop_filters(asked)),
        twin=links.address(url_for("api.search"), asked, services().settings.page_size),
        rescue=None if found.total else _rescue(found),
    )


def address(asked: Request) -> str:
    """The address of the search page for a request."""
    return links.address(url_for("search.page"), asked, services().settings.page_size)


def record_address(asked: Request, record_id: str, anchor: str = "") -> str:
    """The address of a record's page that remembers the search it was found by."""
    return links.address(url_for("record.page", record_id=record_id), asked, services().settings.page_size, anchor)


def facet_address(facet: str, value: str) -> str:
    """The address of all records with this value of a facet."""
    return address(services().request(filters={facet: (value,)}))


def _page_address(found: ResultPage, number: int) -> str:
    return address(links.turn_to(found.request, number)) if 1 <= number <= found.pages else ""


def _hidden(asked: Request) -> list[tuple[str, str]]:
    kept = links.parameters(replace(asked, page=1), services().settings.page_size)
    return [(name, value) for name, value in kept if name != "q"]


def _target_links(asked: Request) -> list[Link]:
    return [
        Link(label, address(links.search_in(asked, target)), target == asked.target)
        for target, label in TARGETS.items()
    ]


def _sort_links(found: ResultPage) -> Iterator[Link]:
    """The orders to choose from; where nothing is asked for, nothing is relevant, and the newest stand first."""
    browsing = found.mode == "browse"
    current = "newest" if browsing and found.request.sort == "relevance" else found.request.sort
    for sort, label in SORTS.items():
        if sort != "relevance" or not browsing:
            yield Link(label, address(links.sort_by(found.request, sort)), sort == current)


def _rescue(found: ResultPage) -> Rescue:
    wider = ((label, services().count(request), address(request)) for label, request in _wider(found.request))
    return Rescue(
        words=tuple(_word_link(word) for word in dict.fromkeys(found.words[:RESCUE_WORDS]) if " " not in word),
        ways=tuple(Link(label, href, count=count) for label, count, href in wider if count),
        topics=_browse_topics(),
    )


def _wider(asked: Request) -> Iterator[tuple[str, Request]]:
    """The searches to try instead, the nearest first, each with what it does."""
    chosen = [facet for facet in FACETS if facet.name in (asked.filters or {})]
    for facet in chosen:
        yield f"เอาตัวกรอง “{facet.label}” ออก", links.drop_facet(asked, facet.name)
    if len(chosen) > 1:
        yield "ล้างตัวกรองทั้งหมด", links.drop_filters(asked)
    other: Target = "items" if asked.target == "records" else "records"
    yield f"ค้นใน{TARGETS[other]}แทน", links.search_in(asked, other)


def _word_link(word: str) -> Link:
    """The word, with an address where it finds something by itself."""
    alone = services().request(text=word)
    count = services().count(alone)
    return Link(word, address(alone) if count else "", count=count)


def _browse_topics() -> tuple[Link, ...]:
    topics = next((facet.values for facet in services().stats().facets if facet.name == "topics"), ())
    return tuple(
        Link(topic.label, facet_address("topics", topic.value), count=topic.count) for topic in topics[:BROWSE_TOPICS]
    )
