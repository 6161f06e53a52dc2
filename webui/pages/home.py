"""The home page, which shows what the corpus holds, and the help page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from importlib.resources import files

from flask import Blueprint, jsonify, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from index.browse.coverage import OTHERS
from index.browse.item_groups import PointsPage
from index.results import Facet, FacetValue, Request, facets_json
from kmsearch.lexicon.model import Topic
from webui import search_params, urls
from webui.pages.item_groups import entry_views
from webui.pages.search import address, facet_address
from webui.services import services
from webui.view_models import hits
from webui.view_models.hits import Link
from webui.view_models.markdown_html import render_markdown
from webui.view_models.year_histogram import SWEPT, timeline

pages = Blueprint("browse", __name__)

PROVINCES = 12
"""Provinces that stand open on the home page."""

UNDER = 6
"""Topics listed in one card, so that no card stretches its row; the page of the topics has all."""

SHARED = 5
"""Strategies of several records on the home page; the rest is one click away."""


@dataclass(frozen=True, slots=True)
class TopicCard:
    """A broad topic (without a count where only its narrower ones are known) and the topics under it.

    Of these ``more`` are not listed.
    """

    topic: Link
    under: tuple[Link, ...]
    more: int


@pages.get("/")
def home() -> ResponseReturnValue:
    """The numbers, topics, provinces and years of the corpus, its newest records, what most officers do."""
    stats = services().stats()
    shared = _shared()
    topics, provinces, years = (_values(stats.facets, name) for name in ("topics", "province", "year"))
    return render_template(
        "home.html",
        notice=services().notice,
        records=stats.records,
        items=stats.items,
        provinces=[_facet_link("province", value) for value in provinces],
        open_provinces=PROVINCES,
        bars=timeline(years, partial(facet_address, "year")),
        swept=facet_address("year", SWEPT),
        cards=list(_topic_cards(topics)),
        span=_span(years),
        all_records=address(services().request()),
        all_items=address(services().request(target="items")),
        newest=[hits.hit_view(hit, urls.record) for hit in stats.newest],
        shared=entry_views(shared),
        all_shared=shared.shared,
        strategies=urls.points("strategies", Request(size=urls.SIZE)),
        all_topics=url_for("topics.tree"),
        by_year=urls.coverage(search_params.Look("year")),
        by_province=urls.coverage(search_params.Look()),
        twin=url_for("browse.twin"),
    )


@pages.get("/api/v1/overview")
def twin() -> ResponseReturnValue:
    """What the home page shows."""
    stats = services().stats()
    return jsonify(
        records=stats.records,
        items=stats.items,
        facets=facets_json(stats.facets),
        newest=[hit.to_json() for hit in stats.newest],
        shared=[entry.to_json() for entry in _shared().entries],
    )


def _shared() -> PointsPage:
    """The strategies that most records bear out, those of one record left out."""
    found = services().points("strategies", Request(size=SHARED))
    return replace(found, entries=tuple(entry for entry in found.entries if entry.records > 1))


def _values(facets: Iterable[Facet], name: str) -> tuple[FacetValue, ...]:
    return next((facet.values for facet in facets if facet.name == name), ())


def _facet_link(facet: str, value: FacetValue) -> Link:
    return Link(value.label, facet_address(facet, value.value), count=value.count)


def _topic_link(value: FacetValue) -> Link:
    return Link(value.label, urls.topic(value.value), count=value.count)


def _span(values: Iterable[FacetValue]) -> str:
    years = sorted({value.label for value in values})
    return "–".join(dict.fromkeys((years[0], years[-1]))) if years else ""


def _topic_cards(values: Iterable[FacetValue]) -> Iterator[TopicCard]:
    """A card for each broad topic of the lexicon that has records; one more for topics the lexicon does not know."""
    found = {value.value: value for value in values}
    topics = services().lexicon.topics
    for broad in (topic for topic in topics if not topic.parent):
        under = [found.pop(topic.label) for topic in _below(topics, broad.label) if topic.label in found]
        own = found.pop(broad.label, None)
        if own or under:
            yield _card(_topic_link(own) if own else Link(broad.label, urls.topic(broad.label)), under)
    if found:
        yield _card(Link(OTHERS, ""), tuple(found.values()))


def _card(topic: Link, under: Sequence[FacetValue]) -> TopicCard:
    shown = under if len(under) <= UNDER + 1 else under[:UNDER]
    return TopicCard(topic, tuple(map(_topic_link, shown)), len(under) - len(shown))


def _below(topics: Iterable[Topic], label: str) -> Iterator[Topic]:
    for topic in topics:
        if topic.parent == label:
            yield topic
            yield from _below(topics, topic.label)


@pages.get("/help")
def help() -> ResponseReturnValue:
    """How to search."""
    return render_template("help.html", text=_help_text())


@cache
def _help_text() -> Markup:
    return render_markdown((files("webui") / "content" / "help.md").read_text("utf-8"))
