"""The home page, an overview of the corpus, and the help page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from importlib.resources import files

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from index.browse.coverage import OTHER_TOPICS
from index.results import Facet, FacetValue
from kmsearch.lexicon.model import Topic
from webui import urls
from webui.browse_params import CoverageRequest
from webui.browse_requests import list_common_strategies
from webui.markdown_html import render_markdown
from webui.services import services
from webui.view_models.hits import view_hit
from webui.view_models.item_groups import view_item_groups
from webui.view_models.links import Link
from webui.view_models.year_histogram import SWEPT_YEARS, make_timeline

blueprint = Blueprint("home", __name__)

OPEN_PROVINCES = 12
"""Provinces shown without unfolding. A guess."""

MAX_CARD_TOPICS = 6
"""Topics listed on one card. A guess: no card then stretches its row; the page of topics lists all."""


@dataclass(frozen=True, slots=True)
class TopicCard:
    """A top-level topic with topics below it, ``more`` of which are not listed.

    The topic has no count if only topics below it have records.
    """

    topic: Link
    below: tuple[Link, ...]
    more: int


@blueprint.get("/")
def page() -> ResponseReturnValue:
    """The home page."""
    stats = services().stats()
    strategies = list_common_strategies()
    topics, provinces, years = (_facet_values(stats.facets, name) for name in ("topics", "province", "year"))
    return render_template(
        "home.html",
        notice=services().notice,
        record_count=stats.records,
        item_count=stats.items,
        provinces=[
            Link(value.label, urls.facet_url("province", value.value), count=value.count) for value in provinces
        ],
        open_provinces=OPEN_PROVINCES,
        bars=make_timeline(years, partial(urls.facet_url, "year")),
        swept_href=urls.facet_url("year", SWEPT_YEARS),
        cards=list(_make_topic_cards(topics)),
        year_span=_format_span(years),
        all_records=urls.search_url(urls.make_search()),
        all_items=urls.search_url(urls.make_search(target="items")),
        newest=[view_hit(hit, urls.record_url) for hit in stats.newest],
        strategies=view_item_groups(strategies.groups),
        all_strategies=urls.item_groups_url("strategies"),
        all_topics=url_for("topics.tree"),
        coverage_by_year=urls.coverage_url(CoverageRequest("year")),
        coverage_by_province=urls.coverage_url(CoverageRequest()),
        json_href=url_for("api.overview"),
    )


def _facet_values(facets: Iterable[Facet], name: str) -> tuple[FacetValue, ...]:
    return next((facet.values for facet in facets if facet.name == name), ())


def _format_span(values: Iterable[FacetValue]) -> str:
    """``2553–2559``, or a single year; empty without years."""
    years = sorted({value.label for value in values})
    return "–".join(dict.fromkeys((years[0], years[-1]))) if years else ""


def _make_topic_cards(values: Iterable[FacetValue]) -> Iterator[TopicCard]:
    """A card for each top-level topic with records, and one for the topics that the lexicon lacks."""
    unplaced = {value.value: value for value in values}
    topics = services().lexicon.topics
    for top in (topic for topic in topics if not topic.parent):
        below = [unplaced.pop(topic.label) for topic in _list_below(topics, top.label) if topic.label in unplaced]
        top_value = unplaced.pop(top.label, None)
        if top_value or below:
            yield _make_card(_link_topic(top_value) if top_value else Link(top.label, urls.topic_url(top.label)), below)
    if unplaced:
        yield _make_card(Link(OTHER_TOPICS, ""), tuple(unplaced.values()))


def _make_card(topic: Link, below: Sequence[FacetValue]) -> TopicCard:
    listed = below if len(below) <= MAX_CARD_TOPICS + 1 else below[:MAX_CARD_TOPICS]
    return TopicCard(topic, tuple(map(_link_topic, listed)), len(below) - len(listed))


def _link_topic(value: FacetValue) -> Link:
    return Link(value.label, urls.topic_url(value.value), count=value.count)


def _list_below(topics: Iterable[Topic], label: str) -> Iterator[Topic]:
    """The topics at all levels below one."""
    for topic in topics:
        if topic.parent == label:
            yield topic
            yield from _list_below(topics, topic.label)


@blueprint.get("/help")
def help() -> ResponseReturnValue:
    """The help page on how to search."""
    return render_template("help.html", text=_help_text())


@cache
def _help_text() -> Markup:
    return render_markdown((files("webui") / "content" / "help.md").read_text("utf-8"))
