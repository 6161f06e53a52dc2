"""What officers do, section by section: ``/strategies`` and ``/points/<section>``, each thing once with its sources."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from corpus.fields import FACETS, SECTION, SECTIONS
from index.browse.item_groups import Entry, EntryPage, PointsPage
from index.browse.topics import TopicCount
from index.results import Mention, Request
from webui import not_found, search_params, urls
from webui.pages.search import address as search_address
from webui.services import services
from webui.urls import SIZE
from webui.view_models import hits
from webui.view_models.facets import facet_views
from webui.view_models.hits import Link, MentionView, OthersView
from webui.view_models.pagination import listed, only, pager

pages = Blueprint("points", __name__)

LISTED = tuple(section.name for section in SECTIONS if section.name != "other")
"""The sections whose points have an address of their own."""

_FACETS = tuple(facet.name for facet in FACETS if facet.name != "section")


@dataclass(frozen=True, slots=True)
class PointLink:
    """What a point says, with its address; ``wider`` leads to all who say so where the filters leave some out."""

    label: str
    href: str
    wider: Link | None


@dataclass(frozen=True, slots=True)
class EntryView:
    """Something that points of several records say, under a label that opens them; or what one record alone says.

    ``points`` are the texts, those of one record with their addresses; ``source`` is that record.
    """

    points: tuple[PointLink, ...]
    source: MentionView | None
    others: OthersView | None


@pages.get("/strategies", defaults={"section": "strategies"})
@pages.get("/points/<section>")
def page(section: str) -> ResponseReturnValue:
    """What one section of all records says, with the facets of the search page."""
    asked = _asked(section)
    if request.args.keys() & set(search_params.YEAR_ENDS):
        return redirect(f"{urls.points(section, asked)}#facet-year")
    found = services().points(section, asked)

    def there(to: Request) -> str:
        return urls.points(section, to)

    return render_template(
        "points.html",
        section=SECTION[section],
        sections=[
            Link(SECTION[name].short, urls.points(name, search_params.turn_to(asked, 1)), name == section)
            for name in LISTED
        ],
        found=found,
        entries=entry_views(found),
        facets=facet_views(listed(asked, found.facets), there),
        chips=hits.chips(listed(asked, found.facets), there),
        unfiltered=there(search_params.drop_filters(asked)),
        pager=pager(asked, found.pages, there),
        hidden=[("in", "items"), *search_params.parameters(_in_section(asked, section), services().settings.page_size)],
        as_search=search_address(Request(target="items", filters=_in_section(asked, section).filters)),
        twin=search_params.address(url_for("points.twin", section=section), asked, SIZE),
    )


@pages.get("/api/v1/strategies", defaults={"section": "strategies"})
@pages.get("/api/v1/points/<section>")
def twin(section: str) -> ResponseReturnValue:
    """What ``/strategies`` or ``/points/<section>`` shows, with the same parameters."""
    return jsonify(services().points(section, _asked(section)).to_json())


@pages.get("/points/<section>/<id:record_id>/<int:number>")
def entry(section: str, record_id: str, number: int) -> ResponseReturnValue:
    """What a point says, with all who say it, each in their own words."""
    found = _entry(section, record_id, number)
    said = found.entry
    mentions = [hits.mention_view(source, urls.record) for source in said.sources]

    def there(to: Request) -> str:
        return urls.entry(Mention(record_id, "", section=section, number=number), to.page, to.size)

    return render_template(
        "entry.html",
        section=Link(SECTION[section].label, urls.points(section, Request(size=SIZE))),
        text=said.text,
        facts=(f"{said.records:,} บันทึก", *where_and_when(said)),
        mentions=mentions,
        first=(found.request.page - 1) * found.request.size + 1,
        pager=pager(found.request, found.pages, there),
        twin=search_params.address(
            url_for("points.entry_twin", section=section, record_id=record_id, number=number), found.request, SIZE
        ),
    )


@pages.get("/api/v1/points/<section>/<id:record_id>/<int:number>")
def entry_twin(section: str, record_id: str, number: int) -> ResponseReturnValue:
    """What ``/points/<section>/<id>/<number>`` shows, with the same parameters."""
    return jsonify(_entry(section, record_id, number).to_json())


def _entry(section: str, record_id: str, number: int) -> EntryPage:
    asked = only(search_params.read_request(request.args.items(multi=True), SIZE))
    found = services().entry(section, record_id, number, asked) if section in LISTED else None
    return found or not_found.point(section, record_id, number)


def entry_views(found: PointsPage) -> list[EntryView]:
    """The entries of a page ready to show, what one record alone says joined where it stands together."""
    grouped = groupby(found.entries, key=lambda entry: entry.sources[0].id if entry.records == 1 else "")
    return [view for record_id, entries in grouped for view in _views(record_id, list(entries))]


def _asked(section: str) -> Request:
    if section not in LISTED:
        not_found.section(section)
    return only(search_params.read_request(request.args.items(multi=True), SIZE), *_FACETS)


def _in_section(asked: Request, section: str) -> Request:
    return Request(filters={**(asked.filters or {}), "section": (section,)}, size=services().settings.page_size)


def _views(record_id: str, entries: Sequence[Entry]) -> Iterator[EntryView]:
    if not record_id:
        yield from map(_entry_view, entries)
        return
    texts = [PointLink(entry.text, urls.record(record_id, entry.sources[0].anchor), _wider(entry)) for entry in entries]
    source = replace(entries[0].sources[0], section="", number=0, text="")
    yield EntryView(tuple(texts), hits.mention_view(source, urls.record), None)


def _entry_view(entry: Entry) -> EntryView:
    label = " · ".join((f"{entry.records:,} บันทึก", *where_and_when(entry)))
    others = hits.others_view(label, entry.sources, entry.records, urls.record, urls.entry(entry.sources[0]))
    return EntryView((PointLink(entry.text, "", _wider(entry)),), None, others)


def _wider(entry: Entry) -> Link | None:
    if entry.everywhere == entry.records:
        return None
    return Link(f"ทั้งคลัง {entry.everywhere:,} บันทึก", urls.entry(entry.sources[0]))


def where_and_when(said: Entry | TopicCount) -> tuple[str, ...]:
    """In how many provinces and in which years, of what is known."""
    return (
        *((f"{said.provinces} จังหวัด",) if said.provinces else ()),
        *((f"พ.ศ.\N{NO-BREAK SPACE}{span(said.years)}",) if said.years else ()),
    )


def span(years: tuple[int, int] | None) -> str:
    """``2553–2559``, one year alone, or nothing."""
    return "–".join(dict.fromkeys(map(str, years))) if years else ""
