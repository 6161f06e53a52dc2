"""The records before and after one in the result, or in the list, it was opened from."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from index.browse.people import Kind
from index.results import Hit, Mention, Request
from kmsearch.errors import QueryError
from webui import search_params, urls
from webui.pages.search import record_address
from webui.pages.topics import TOPIC_FACETS
from webui.services import services
from webui.view_models.back_links import Origin
from webui.view_models.hits import UNTITLED, Link
from webui.view_models.pagination import only

KINDS: dict[str, Kind] = {endpoint: kind for kind, endpoint in urls.PERSON.items()}


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Where a record stands (``place``, from 1) among ``total`` results, and those beside it; None at either end.

    ``unit`` is what they are called.
    """

    unit: str
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
    return Neighbours("ผล", start + first + 1, found.total, before, after)


def listed_beside(origin: Origin, record_id: str) -> Neighbours | None:
    """The neighbours in the list of a person, an office or the records of a topic, on the page that it shows.

    None where the list is another, for it is of points or of many kinds.
    """
    start, total, listed = _listed(origin)
    place = next((place for place, mention in enumerate(listed) if mention.id == record_id), None)
    if place is None:
        return None
    before, after = listed[max(0, place - 1) : place], listed[place + 1 : place + 2]
    return Neighbours("บันทึก", start + place + 1, total, _listed_link(origin, before), _listed_link(origin, after))


def _listed(origin: Origin) -> tuple[int, int, tuple[Mention, ...]]:
    """How many records stand before those of the page, how many there are, and those of the page."""
    if origin.endpoint in KINDS:
        person = services().person(KINDS[origin.endpoint], origin.parts["record_id"])
        return 0, person.records if person else 0, person.mentions if person else ()
    if origin.endpoint == "search.page":
        with suppress(QueryError):
            asked = search_params.read_request(origin.pairs, services().settings.page_size)
            result = services().search(replace(asked, target="records"))
            mentions = tuple(Mention(hit.id, hit.title.text) for hit in result.hits)
            return (asked.page - 1) * asked.size, result.total, mentions if asked.target == "records" else ()
    topic = services().topic(origin.parts["topic"]) if origin.endpoint == "topics.page" else None
    if topic and ("section", "records") in origin.pairs:
        with suppress(QueryError):
            asked = search_params.read_request(origin.pairs, urls.SIZE)
            asked = only(asked, *TOPIC_FACETS)
            found = services().assigned(topic.topic.label, asked)
            return (asked.page - 1) * asked.size, found.total, tuple(one.record for one in found.assigned)
    return 0, 0, ()


def _listed_link(origin: Origin, mentions: Sequence[Mention]) -> Link | None:
    there = [Link(one.title.strip() or UNTITLED, urls.record_from(origin.named, one.id)) for one in mentions]
    return there[0] if there else None


def _turned(asked: Request, step: int, pages: int) -> Link | None:
    """The last result of the page before, or the first of the page after."""
    if not 1 <= asked.page + step <= pages:
        return None
    turned = search_params.turn_to(asked, asked.page + step)
    hits = services().search(turned).hits
    return _link(turned, hits[-1 if step < 0 else 0]) if hits else None


def _link(asked: Request, hit: Hit) -> Link:
    return Link(hit.title.text.strip() or UNTITLED, record_address(asked, hit.id, hit.anchor))
