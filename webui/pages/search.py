"""The search page: ``/search``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from index.results import Clue, Request, ResultPage, Sort, Target
from webui import search_params, urls
from webui.services import services
from webui.view_models import hits
from webui.view_models.facets import facet_views
from webui.view_models.hits import Link
from webui.view_models.pagination import pager

pages = Blueprint("search", __name__)

TARGETS: dict[Target, str] = {"records": "บันทึก", "items": "รายข้อ"}
UNITS: dict[Target, str] = {"records": "บันทึก", "items": "ข้อ"}
SORTS: dict[Sort, str] = {"relevance": "เกี่ยวข้องที่สุด", "newest": "ปีล่าสุด", "oldest": "ปีเก่าสุด"}
BROWSE_TOPICS = 8


@dataclass(frozen=True, slots=True)
class RescueWord:
    """A word of a query without results: a link where it finds something alone, and links to the words near it."""

    link: Link
    nearest: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Rescue:
    """Ways on from an empty result: the words of the query one by one, wider searches that find something, topics."""

    words: tuple[RescueWord, ...]
    ways: tuple[Link, ...]
    topics: tuple[Link, ...]


@pages.get("/search")
def page() -> ResponseReturnValue:
    """Results with facets, chips, order, pages; or a way out when there are none. A span of years has one address."""
    asked = search_params.read_request(request.args.items(multi=True), services().settings.page_size)
    if request.args.keys() & set(search_params.YEAR_ENDS):
        return redirect(f"{address(asked)}#facet-year")
    found = services().search(asked)
    alone = found.instead is not None and found.instead.alone
    return render_template(
        "search.html",
        page=found,
        target=TARGETS[asked.target],
        unit=UNITS[asked.target],
        hits=[hits.hit_view(hit, partial(record_address, asked), tell_near=not alone) for hit in found.hits],
        facets=facet_views(found, address),
        chips=hits.chips(found, address),
        hidden=_hidden(asked),
        targets=_target_links(asked),
        sorts=list(_sort_links(found)),
        pager=pager(asked, found.pages if found.hits else 0, address, services().settings.page_size),
        last_page=address(search_params.turn_to(asked, found.pages)),
        unfiltered=address(search_params.drop_filters(asked)),
        twin=search_params.address(url_for("api.search"), asked, services().settings.page_size),
        as_typed=address(search_params.as_typed(asked)),
        meant=address(search_params.search_for(asked, found.instead.text)) if found.instead else "",
        rescue=None if found.total else _rescue(found),
    )


def address(asked: Request) -> str:
    """The address of the search page for a request."""
    return search_params.address(url_for("search.page"), asked, services().settings.page_size)


def record_address(asked: Request, record_id: str, anchor: str = "") -> str:
    """The address of a record's page that remembers the search it was found by, or the page it is listed on."""
    if not (asked.text or asked.filters):
        return urls.record(record_id, anchor)
    return search_params.address(
        url_for("record.page", record_id=record_id), asked, services().settings.page_size, anchor
    )


def facet_address(facet: str, value: str) -> str:
    """The address of all records with this value of a facet."""
    return address(services().request(filters={facet: (value,)}))


def _hidden(asked: Request) -> list[tuple[str, str]]:
    kept = search_params.parameters(replace(asked, page=1), services().settings.page_size)
    return [(name, value) for name, value in kept if name not in ("q", "exact")]


def _target_links(asked: Request) -> list[Link]:
    return [
        Link(label, address(search_params.search_in(asked, target)), target == asked.target)
        for target, label in TARGETS.items()
    ]


def _sort_links(found: ResultPage) -> Iterator[Link]:
    """The orders to choose from; where nothing is asked for, nothing is relevant, and the newest stand first."""
    browsing = found.mode == "browse"
    current = "newest" if browsing and found.request.sort == "relevance" else found.request.sort
    for sort, label in SORTS.items():
        if sort != "relevance" or not browsing:
            yield Link(label, address(search_params.sort_by(found.request, sort)), sort == current)


def _rescue(found: ResultPage) -> Rescue:
    return Rescue(
        words=tuple(_rescue_word(clue) for clue in found.clues),
        ways=(*_filters_to_drop(found), *_other_target(found.request)),
        topics=_browse_topics(),
    )


def _filters_to_drop(found: ResultPage) -> Iterator[Link]:
    """The search without the filters that stand in the way, each with how many results that brings."""
    for drop in found.drops:
        if drop.name:
            without = address(search_params.drop_facet(found.request, drop.name))
            yield Link(f"เอาตัวกรอง “{drop.label}” ออก", without, count=drop.count)
        else:
            yield Link("ล้างตัวกรองทั้งหมด", address(search_params.drop_filters(found.request)), count=drop.count)


def _other_target(asked: Request) -> Iterator[Link]:
    other: Target = "items" if asked.target == "records" else "records"
    wider = search_params.search_in(asked, other)
    if count := services().count(wider):
        yield Link(f"ค้นใน{TARGETS[other]}แทน", address(wider), count=count)


def _rescue_word(clue: Clue) -> RescueWord:
    """The word and those near it, each with an address where it finds something by itself."""
    nearest = tuple(_word_link(word) for word, _ in clue.nearest)
    return RescueWord(_word_link(clue.word), tuple(link for link in nearest if link.href))


def _word_link(word: str) -> Link:
    alone = services().request(text=word, exact=True)
    count = services().count(alone)
    return Link(word, address(alone) if count else "", count=count)


def _browse_topics() -> tuple[Link, ...]:
    topics = next((facet.values for facet in services().stats().facets if facet.name == "topics"), ())
    return tuple(Link(topic.label, urls.topic(topic.value), count=topic.count) for topic in topics[:BROWSE_TOPICS])
