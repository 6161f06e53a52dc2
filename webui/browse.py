"""The home page, which shows what the corpus holds, and the help page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from importlib.resources import files

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from index.results import Facet, FacetValue
from kmsearch.lexicon import Topic
from webui import views
from webui.render import render_markdown
from webui.search import address, facet_address, record_address
from webui.services import services
from webui.views import Link

pages = Blueprint("browse", __name__)

PROVINCES = 12
"""Provinces that stand open on the home page."""


@dataclass(frozen=True, slots=True)
class TopicCard:
    """A broad topic (without a count where only its narrower ones are known) and the topics under it."""

    topic: Link
    under: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class YearBar:
    """A year of the timeline; ``percent`` is its height against the fullest year, ``href`` empty without records."""

    year: int
    count: int
    percent: int
    href: str


@pages.get("/")
def home() -> ResponseReturnValue:
    """The numbers, topics, provinces and years of the corpus, and its newest records."""
    stats = services().stats()
    record_href = partial(record_address, services().request())
    topics, provinces, years = (_values(stats.facets, name) for name in ("topics", "province", "year"))
    return render_template(
        "home.html",
        records=stats.records,
        items=stats.items,
        provinces=[_facet_link("province", value) for value in provinces],
        open_provinces=PROVINCES,
        bars=list(_year_bars(years)),
        cards=list(_topic_cards(topics)),
        span=_span(years),
        all_records=address(services().request()),
        all_items=address(services().request(target="items")),
        newest=[views.hit_view(hit, record_href, facet_address) for hit in stats.newest],
    )


def _values(facets: Iterable[Facet], name: str) -> tuple[FacetValue, ...]:
    return next((facet.values for facet in facets if facet.name == name), ())


def _facet_link(facet: str, value: FacetValue) -> Link:
    return Link(value.label, facet_address(facet, value.value), count=value.count)


def _year_bars(values: Iterable[FacetValue]) -> Iterator[YearBar]:
    """Every year from the newest to the oldest, those without records too."""
    counts = {int(value.value): value.count for value in values if value.value.isdecimal()}
    fullest = max(counts.values(), default=1)
    for year in range(max(counts, default=0), min(counts, default=1) - 1, -1):
        count = counts.get(year, 0)
        href = facet_address("year", str(year)) if count else ""
        yield YearBar(year, count, round(100 * count / fullest), href)


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
            yield TopicCard(
                _facet_link("topics", own) if own else Link(broad.label, ""),
                tuple(_facet_link("topics", value) for value in under),
            )
    if found:
        yield TopicCard(Link("หัวข้ออื่น ๆ", ""), tuple(_facet_link("topics", value) for value in found.values()))


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
    return render_markdown((files("webui") / "pages" / "help.md").read_text("utf-8"))
