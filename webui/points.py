"""What officers do, section by section: ``/strategies`` and ``/points/<section>``, each thing once with its sources."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from flask import Blueprint, abort, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue

from corpus.fields import FACETS, SECTION, SECTIONS
from index.points import Entry, PointsPage
from index.results import Request
from webui import addresses, links, views
from webui.addresses import SIZE
from webui.facets import facet_views
from webui.pager import listed, only, pager
from webui.search import address as search_address
from webui.services import services
from webui.views import Link, MentionView, OthersView

pages = Blueprint("points", __name__)

LISTED = tuple(section.name for section in SECTIONS if section.name != "other")
"""The sections whose points have an address of their own."""

_FACETS = tuple(facet.name for facet in FACETS if facet.name != "section")


@dataclass(frozen=True, slots=True)
class EntryView:
    """Something that points of several records say, under a label that opens them; or what one record alone says.

    ``points`` are the texts, those of one record with their addresses; ``source`` is that record.
    """

    points: tuple[Link, ...]
    source: MentionView | None
    others: OthersView | None


@pages.get("/strategies", defaults={"section": "strategies"})
@pages.get("/points/<section>")
def page(section: str) -> ResponseReturnValue:
    """What one section of all records says, with the facets of the search page."""
    asked = _asked(section)
    found = services().points(section, asked)

    def there(to: Request) -> str:
        return addresses.points(section, to)

    return render_template(
        "points.html",
        section=SECTION[section],
        sections=[
            Link(SECTION[name].short, addresses.points(name, links.turn_to(asked, 1)), name == section)
            for name in LISTED
        ],
        found=found,
        entries=entry_views(found),
        facets=facet_views(listed(asked, found.facets), there),
        chips=views.chips(listed(asked, found.facets), there),
        unfiltered=there(links.drop_filters(asked)),
        pager=pager(asked, found.pages, there),
        hidden=[("in", "items"), *links.parameters(_in_section(asked, section), services().settings.page_size)],
        as_search=search_address(Request(target="items", filters=_in_section(asked, section).filters)),
        twin=links.address(url_for("points.twin", section=section), asked, SIZE),
    )


@pages.get("/api/v1/strategies", defaults={"section": "strategies"})
@pages.get("/api/v1/points/<section>")
def twin(section: str) -> ResponseReturnValue:
    """What ``/strategies`` or ``/points/<section>`` shows, with the same parameters."""
    return jsonify(services().points(section, _asked(section)).to_json())


def entry_views(found: PointsPage) -> list[EntryView]:
    """The entries of a page ready to show, what one record alone says joined where it stands together."""
    grouped = groupby(found.entries, key=lambda entry: entry.sources[0].id if entry.records == 1 else "")
    return [view for record_id, entries in grouped for view in _views(record_id, list(entries))]


def _asked(section: str) -> Request:
    if section not in LISTED:
        abort(404)
    return only(links.read_request(request.args.items(multi=True), SIZE), *_FACETS)


def _in_section(asked: Request, section: str) -> Request:
    return Request(filters={**(asked.filters or {}), "section": (section,)}, size=services().settings.page_size)


def _views(record_id: str, entries: Sequence[Entry]) -> Iterator[EntryView]:
    if not record_id:
        yield from map(_entry_view, entries)
        return
    texts = [Link(entry.text, addresses.record(record_id, entry.sources[0].anchor)) for entry in entries]
    source = replace(entries[0].sources[0], section="", number=0)
    yield EntryView(tuple(texts), views.mention_view(source, addresses.record), None)


def _entry_view(entry: Entry) -> EntryView:
    label = f"{entry.records:,} บันทึก"
    if entry.provinces:
        label += f" · {entry.provinces} จังหวัด"
    if entry.years:
        label += f" · พ.ศ. {span(entry.years)}"
    text = Link(entry.text, "")
    return EntryView((text,), None, views.others_view(label, entry.sources, entry.records, addresses.record))


def span(years: tuple[int, int] | None) -> str:
    """``2553–2559``, one year alone, or nothing."""
    return "–".join(dict.fromkeys(map(str, years))) if years else ""
