"""The addresses of the pages for those who look round: topics, points, people, coverage."""

from __future__ import annotations

from urllib.parse import quote

from flask import url_for

from index.people import Kind
from index.results import Mention, Request
from webui import links

SIZE = 20
"""Entries, records or names a page of a list: two screens of an office PC, each of one or two lines."""

PEOPLE: dict[Kind, str] = {"author": "people.authors", "office": "people.offices"}
PERSON: dict[Kind, str] = {"author": "people.author", "office": "people.office"}


def topic(label: str, tab: str = "", page: int = 1) -> str:
    """A topic's page; ``tab`` is a section or ``records``, without it the first that has something."""
    asked = Request(filters={"section": (tab,)} if tab else {}, page=page, size=SIZE)
    return links.address(url_for("topics.page", topic=label), asked, SIZE)


def points(section: str, asked: Request) -> str:
    """What a section says, by the filters and the page of the request."""
    return links.address(url_for("points.page", section=section), asked, SIZE)


def entry(source: Mention, page: int = 1) -> str:
    """What the point of a record says, with all who say it."""
    there = url_for("points.entry", section=source.section, record_id=source.id, number=source.number)
    return links.address(there, Request(page=page, size=SIZE), SIZE)


def people(kind: Kind, asked: Request) -> str:
    """The list of people or offices, by the text, the filters and the page of the request."""
    return links.address(url_for(PEOPLE[kind]), asked, SIZE)


def person(kind: Kind, record_id: str) -> str:
    """The author or the office of a record."""
    return url_for(PERSON[kind], record_id=record_id)


def record(record_id: str, anchor: str = "") -> str:
    """A record, at a place in it; of no search."""
    return url_for("record.page", record_id=record_id) + (f"#{quote(anchor)}" if anchor else "")


def coverage(look: links.Look) -> str:
    """The table of what is covered."""
    return links.look_address(url_for("coverage.page"), look)
