"""Builds the URLs of all pages and of their JSON answers."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote

from flask import current_app, g, request, url_for
from werkzeug.urls import uri_to_iri

from corpus.fields import FACETS
from index.browse.people import PersonKind
from index.reader.facet_counts import Filters
from index.results import DocumentRef, Request, Target
from webui.browse_params import (
    LIST_SIZE,
    CoverageRequest,
    PeopleRequest,
    list_coverage_parameters,
    list_people_parameters,
)
from webui.labels import BACK_LINK_PAGES
from webui.search_params import format_url, list_parameters

API_ROOT = "/api/v1"

PAGE_SIZE = "KMSEARCH_PAGE_SIZE"
"""Key of ``app.config``: the default number of results on a search page."""

FROM = "from"
"""Parameter of a record's URL: the page from which the record was opened."""

FIRST_PAGE = Request(size=LIST_SIZE)
"""The first page of a list without filters."""

PERSON_KINDS: dict[str, PersonKind] = {"people.author": "author", "people.office": "office"}
"""Endpoint of a person's page → kind of person."""

_PERSON_ENDPOINTS = {kind: endpoint for endpoint, kind in PERSON_KINDS.items()}
_PEOPLE_ENDPOINTS: dict[PersonKind, str] = {"author": "people.authors", "office": "people.offices"}

_MENU_BLUEPRINTS = {
    "topics.tree": "topics",
    "item_groups.page": "item_groups",
    "people.authors": "people",
    "coverage.page": "coverage",
    "search.page": "record",
}
"""Endpoint in the main menu → the blueprint of the pages below it."""


def menu_state(endpoint: str) -> str:
    """``aria-current`` of a page in the main menu: ``page`` if it is shown, ``true`` if a page below it is, else empty.

    The menu entry of the search page means all records: not marked with a query, ``true`` with a filter.
    """
    if request.endpoint != endpoint:
        return "true" if request.blueprint == _MENU_BLUEPRINTS.get(endpoint) else ""
    if endpoint == "search.page" and request.args.get("q"):
        return ""
    is_filtered = endpoint == "search.page" and any(facet.name in request.args for facet in FACETS)
    is_other_section = (request.view_args or {}).get("section", "strategies") != "strategies"
    return "true" if is_filtered or is_other_section else "page"


def make_search(
    text: str = "", target: Target = "records", filters: Filters | None = None, *, exact: bool = False
) -> Request:
    """A search request of the default page size."""
    return Request(text, target, filters, size=default_page_size(), exact=exact)


def default_page_size() -> int:
    """The number of results on a search page unless the URL says otherwise."""
    size: int = current_app.config[PAGE_SIZE]
    return size


def search_url(search: Request) -> str:
    """The search page."""
    return format_url(url_for("search.page"), list_parameters(search, default_page_size()))


def facet_url(facet: str, value: str) -> str:
    """The search page with all records that have this value of a facet."""
    return search_url(make_search(filters={facet: (value,)}))


def topic_url(label: str, tab: str = "", listed: Request = FIRST_PAGE) -> str:
    """A topic's page; ``tab`` is a section or ``records``, by default the first that is not empty."""
    filters = {**(listed.filters or {}), "section": (tab,) if tab else ()}
    return _list_url(url_for("topics.page", topic=label), replace(listed, filters=filters))


def item_groups_url(section: str, listed: Request = FIRST_PAGE) -> str:
    """The item groups of a section."""
    return _list_url(url_for("item_groups.page", section=section), listed)


def item_group_url(section: str, record_id: str, number: int, listed: Request = FIRST_PAGE) -> str:
    """The item group of an item, with a page of its members."""
    path = url_for("item_groups.group", section=section, record_id=record_id, number=number)
    return _list_url(path, replace(FIRST_PAGE, page=listed.page, size=listed.size))


def group_url_of(item: DocumentRef) -> str:
    """The item group of an item."""
    return item_group_url(item.section, item.id, item.number)


def people_url(kind: PersonKind, people: PeopleRequest) -> str:
    """The list of authors or offices."""
    return format_url(url_for(_PEOPLE_ENDPOINTS[kind]), list_people_parameters(people))


def person_url(kind: PersonKind, record_id: str) -> str:
    """The author or the office of a record."""
    return url_for(_PERSON_ENDPOINTS[kind], record_id=record_id)


def coverage_url(table: CoverageRequest) -> str:
    """The coverage table."""
    return format_url(url_for("coverage.page"), list_coverage_parameters(table))


def record_url(record_id: str, anchor: str = "") -> str:
    """A record with a link back to the current page."""
    return record_url_from(current_page(), record_id, anchor)


def record_url_from(page: str, record_id: str, anchor: str = "") -> str:
    """A record with a link back to ``page``, a value of ``name_page``; empty: without a link back."""
    back = f"?{FROM}={page}" if page else ""
    return url_for("record.page", record_id=record_id) + back + (f"#{quote(anchor)}" if anchor else "")


def result_url(search: Request, record_id: str, anchor: str = "") -> str:
    """A record with a link back to the search that found it; without query and filters, to the current page."""
    if not (search.text or search.filters):
        return record_url(record_id, anchor)
    path = url_for("record.page", record_id=record_id)
    return format_url(path, list_parameters(search, default_page_size()), anchor)


def current_page() -> str:
    """The current page as the parameter ``from`` of a record's URL; empty if records do not link back to it."""
    if "current_page" not in g:
        g.current_page = name_page(_current_iri()) if request.endpoint in BACK_LINK_PAGES else ""
    return str(g.current_page)


def name_page(iri: str) -> str:
    """A path and query as the value of the parameter ``from``."""
    return quote(iri, safe="/?=:")


def _current_iri() -> str:
    """The current path and query; without the query on a record's page, so that URLs do not grow from record to
    record."""
    query = "" if request.endpoint == "record.page" else request.query_string.decode("ascii", "ignore")
    return uri_to_iri(quote(request.path) + (f"?{query}" if query else ""))


def json_url(page_url: str) -> str:
    """The URL of a page's JSON answer: the same path and parameters below ``API_ROOT``."""
    return request.script_root + API_ROOT + page_url.removeprefix(request.script_root)


def _list_url(path: str, listed: Request) -> str:
    return format_url(path, list_parameters(listed, LIST_SIZE))
