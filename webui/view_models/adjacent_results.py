"""The previous and the next record in the result or list from which a record was opened."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from index.results import DocumentRef, Hit, Request
from kmsearch.errors import QueryError
from webui import search_params, urls
from webui.browse_params import LIST_SIZE
from webui.browse_requests import TOPIC_FACETS
from webui.labels import RECORDS_TAB
from webui.services import services
from webui.view_models.back_links import BackLink
from webui.view_models.links import Link
from webui.view_models.text import title_or_untitled


@dataclass(frozen=True, slots=True)
class ResultNeighbours:
    """The ``position`` (from 1) of a record among ``total`` results; ``previous`` and ``next`` are None at the ends.

    ``unit`` is the Thai word for what is counted.
    """

    unit: str
    position: int
    total: int
    previous: Link | None
    next: Link | None


def find_adjacent_results(search: Request, record_id: str) -> ResultNeighbours | None:
    """The neighbours of a record on the result page of ``search`` or the adjacent page; None if the record is not on
    it.

    If the page has several items of the record: the hits before the first and after the last of them.
    """
    try:
        page = services().search(search)
    except QueryError:
        return None
    indexes = [index for index, hit in enumerate(page.hits) if hit.id == record_id]
    if not indexes:
        return None
    first, last = indexes[0], indexes[-1]
    before, after = page.hits[max(0, first - 1) : first], page.hits[last + 1 : last + 2]
    previous_link = _link_hit(search, before[0]) if before else _link_adjacent_page(search, -1, page.page_count)
    next_link = _link_hit(search, after[0]) if after else _link_adjacent_page(search, 1, page.page_count)
    position = (search.page - 1) * search.size + first + 1
    return ResultNeighbours("ผล", position, page.total, previous_link, next_link)


def find_list_neighbours(back_link: BackLink, record_id: str) -> ResultNeighbours | None:
    """The neighbours on the shown page of a person's, an office's or a topic's records, or of all records.

    None for other lists, which are lists of items or of several kinds.
    """
    skipped, total, records = _list_records(back_link)
    index = next((index for index, record in enumerate(records) if record.id == record_id), None)
    if index is None:
        return None
    previous_link = _link_first(back_link, records[max(0, index - 1) : index])
    next_link = _link_first(back_link, records[index + 1 : index + 2])
    return ResultNeighbours("บันทึก", skipped + index + 1, total, previous_link, next_link)


def _list_records(back_link: BackLink) -> tuple[int, int, tuple[DocumentRef, ...]]:
    """The number of records on earlier pages, the total, and the records of the shown page."""
    if back_link.endpoint in urls.PERSON_KINDS:
        person = services().find_person(urls.PERSON_KINDS[back_link.endpoint], back_link.arguments["record_id"])
        return (0, person.record_count, person.records) if person else (0, 0, ())
    with suppress(QueryError):
        if back_link.endpoint == "search.page":
            return _list_search_results(back_link)
        if back_link.endpoint == "topics.page" and ("section", RECORDS_TAB) in back_link.parameters:
            return _list_topic_records(back_link)
    return 0, 0, ()


def _list_search_results(back_link: BackLink) -> tuple[int, int, tuple[DocumentRef, ...]]:
    search = search_params.read_request(back_link.parameters, urls.default_page_size())
    if search.target != "records":
        return 0, 0, ()
    page = services().search(search)
    records = tuple(DocumentRef(hit.id, hit.title.text) for hit in page.hits)
    return (search.page - 1) * search.size, page.total, records


def _list_topic_records(back_link: BackLink) -> tuple[int, int, tuple[DocumentRef, ...]]:
    details = services().find_topic(back_link.arguments["topic"])
    if not details:
        return 0, 0, ()
    listed = search_params.keep_facets(search_params.read_request(back_link.parameters, LIST_SIZE), *TOPIC_FACETS)
    page = services().list_topic_records(details.topic.label, listed)
    return (listed.page - 1) * listed.size, page.total, tuple(row.record for row in page.records)


def _link_first(back_link: BackLink, records: Sequence[DocumentRef]) -> Link | None:
    if not records:
        return None
    return Link(title_or_untitled(records[0].title), urls.record_url_from(back_link.page, records[0].id))


def _link_adjacent_page(search: Request, step: int, page_count: int) -> Link | None:
    """The last hit of the previous page (``step`` -1), or the first of the next page (1)."""
    if not 1 <= search.page + step <= page_count:
        return None
    adjacent = search_params.turn_to(search, search.page + step)
    hits = services().search(adjacent).hits
    return _link_hit(adjacent, hits[-1 if step < 0 else 0]) if hits else None


def _link_hit(search: Request, hit: Hit) -> Link:
    return Link(title_or_untitled(hit.title.text), urls.result_url(search, hit.id, hit.anchor))
