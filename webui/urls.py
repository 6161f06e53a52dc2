"""The addresses of the pages for those who look round: topics, points, people, coverage."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote

from flask import request, url_for

from corpus.fields import FACETS
from index.browse.people import Kind
from index.results import Mention, Request
from webui import search_params
from webui.view_models import back_links

SIZE = 20
"""Entries, records or names a page of a list: two screens of an office PC, each of one or two lines."""

PEOPLE: dict[Kind, str] = {"author": "people.authors", "office": "people.offices"}
PERSON: dict[Kind, str] = {"author": "people.author", "office": "people.office"}


BRANCHES = {
    "topics.tree": "topics",
    "points.page": "points",
    "people.authors": "people",
    "coverage.page": "coverage",
    "search.page": "record",
}
"""Pages of the main menu, each with the blueprint whose other pages stand in its branch."""


def current_way(page: str) -> str:
    """How the main menu marks one of its pages: ``page`` where it is shown, ``true`` in its branch, empty elsewhere.

    The search page stands in it for all records: it is none of them with a text, and a branch with a filter.
    """
    if request.endpoint != page:
        return "true" if request.blueprint == BRANCHES.get(page) else ""
    if page == "search.page" and request.args.get("q"):
        return ""
    narrowed = page == "search.page" and any(facet.name in request.args for facet in FACETS)
    elsewhere = (request.view_args or {}).get("section", "strategies") != "strategies"
    return "true" if narrowed or elsewhere else "page"


def topic(label: str, tab: str = "", asked: Request | None = None) -> str:
    """A topic's page, by the filters and the page of the request; ``tab`` is a section or ``records``, without it the
    first that has something."""
    asked = asked or Request(size=SIZE)
    filters = {**(asked.filters or {}), "section": (tab,) if tab else ()}
    return search_params.address(url_for("topics.page", topic=label), replace(asked, filters=filters), SIZE)


def points(section: str, asked: Request) -> str:
    """What a section says, by the filters and the page of the request."""
    return search_params.address(url_for("points.page", section=section), asked, SIZE)


def entry(source: Mention, page: int = 1, size: int = SIZE) -> str:
    """What the point of a record says, with all who say it."""
    there = url_for("points.entry", section=source.section, record_id=source.id, number=source.number)
    return search_params.address(there, Request(page=page, size=size), SIZE)


def people(kind: Kind, asked: Request) -> str:
    """The list of people or offices, by the text, the filters and the page of the request."""
    return search_params.address(url_for(PEOPLE[kind]), asked, SIZE)


def person(kind: Kind, record_id: str) -> str:
    """The author or the office of a record."""
    return url_for(PERSON[kind], record_id=record_id)


def record(record_id: str, anchor: str = "") -> str:
    """A record, at a place in it, which remembers the page that is being shown."""
    return record_from(back_links.here(), record_id, anchor)


def record_from(origin: str, record_id: str, anchor: str = "") -> str:
    """A record that remembers a page, named as in ``origins``; empty: none."""
    there = f"?{back_links.NAME}={origin}" if origin else ""
    return url_for("record.page", record_id=record_id) + there + (f"#{quote(anchor)}" if anchor else "")


def coverage(look: search_params.Look) -> str:
    """The table of what is covered."""
    return search_params.look_address(url_for("coverage.page"), look)
