"""The records before and after one in the result it was opened from."""

from __future__ import annotations

from dataclasses import dataclass

from index.results import Hit, Request
from kmsearch.errors import QueryError
from webui import links
from webui.search import record_address
from webui.services import services
from webui.views import UNTITLED, Link


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Where a record stands (``place``, from 1) among ``total`` results, and those beside it; None at either end."""

    place: int
    total: int
    before: Link | None
    after: Link | None


def neighbours(asked: Request, record_id: str) -> Neighbours | None:
    """The neighbours on the page that ``asked`` asks for, by one search, or two at its edges; None if it is not there.

    Of a record with several points on the page, those before its first and after its last.
    """
    try:
        found = services().search(asked)
    except QueryError:
        return None
    places = [place for place, hit in enumerate(found.hits) if hit.id == record_id]
    if not places:
        return None
    first, last, start = places[0], places[-1], (asked.page - 1) * asked.size
    before = _link(asked, found.hits[first - 1]) if first else _turned(asked, -1, found.pages)
    after = _link(asked, found.hits[last + 1]) if last + 1 < len(found.hits) else _turned(asked, 1, found.pages)
    return Neighbours(start + first + 1, found.total, before, after)


def _turned(asked: Request, step: int, pages: int) -> Link | None:
    """The last result of the page before, or the first of the page after."""
    if not 1 <= asked.page + step <= pages:
        return None
    turned = links.turn_to(asked, asked.page + step)
    hits = services().search(turned).hits
    return _link(turned, hits[-1 if step < 0 else 0]) if hits else None


def _link(asked: Request, hit: Hit) -> Link:
    return Link(hit.title.text.strip() or UNTITLED, record_address(asked, hit.id, hit.anchor))
