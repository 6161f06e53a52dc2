"""The way back from a record to the page it was opened from, which its address names: ``from=/topics/หนี้สิน?page=2``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from flask import current_app, g, request
from werkzeug.exceptions import HTTPException
from werkzeug.urls import iri_to_uri, uri_to_iri

from corpus.fields import SECTION

NAME = "from"
"""The parameter of a record's address."""

PAGES = {
    "browse.home": "หน้าแรก",
    "topics.page": "หัวข้อ",
    "points.page": "",
    "points.entry": "รวมข้อที่กล่าวตรงกัน",
    "people.authors": "รายชื่อบุคคล",
    "people.offices": "รายชื่อหน่วยงาน",
    "people.author": "ผู้เขียน",
    "people.office": "หน่วยงาน",
    "search.page": "รายการทั้งหมด",
    "record.page": "บันทึกก่อนหน้านี้",
}
"""Pages that lead to records, and what they are called; one without a name is that of a section."""


@dataclass(frozen=True, slots=True)
class Origin:
    """A page that led to a record: what it is called, its address, and that as the address of a record names it.

    ``endpoint``, ``parts`` of the path and ``pairs`` of parameters say what it lists.
    """

    label: str
    href: str
    named: str
    endpoint: str
    parts: Mapping[str, str]
    pairs: tuple[tuple[str, str], ...]


def here() -> str:
    """The page that is being shown as a record's address names it; empty where there is no way back to it."""
    if "origin" not in g:
        g.origin = _named(_here()) if request.endpoint in PAGES else ""
    return str(g.origin)


def _here() -> str:
    """Of a record without its parameters, or each record would carry all those before it."""
    query = "" if request.endpoint == "record.page" else request.query_string.decode("ascii", "ignore")
    return uri_to_iri(quote(request.path) + (f"?{query}" if query else ""))


def way_back() -> Origin | None:
    """The page that the address of a record names; None where that is no page of ours that leads to records."""
    address = request.args.get(NAME, "")
    if not address.startswith("/") or address.startswith("//") or not address.isprintable():
        return None
    try:
        asked = urlsplit(address)
        endpoint, parts = current_app.url_map.bind("localhost").match(unquote(asked.path), "GET")
    except (HTTPException, ValueError):
        return None
    if endpoint not in PAGES:
        return None
    label = PAGES[endpoint] or (SECTION[parts["section"]].label if parts["section"] in SECTION else "")
    href = iri_to_uri(asked._replace(fragment="").geturl())
    return Origin(label, href, _named(address), endpoint, parts, tuple(parse_qsl(asked.query))) if label else None


def _named(address: str) -> str:
    return quote(address, safe="/?=:")
