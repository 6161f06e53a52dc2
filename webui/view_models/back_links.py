"""The link from a record back to the page from which it was opened: ``from=/topics/หนี้สิน?page=2`` in its URL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit

from flask import current_app, request
from werkzeug.exceptions import HTTPException
from werkzeug.urls import iri_to_uri

from corpus.fields import SECTION
from webui.labels import BACK_LINK_PAGES
from webui.urls import FROM, name_page


@dataclass(frozen=True, slots=True)
class BackLink:
    """The page from which a record was opened; ``page`` is the value of the parameter ``from``.

    ``endpoint``, ``arguments`` (of the path) and ``parameters`` determine the list on it.
    """

    label: str
    href: str
    page: str
    endpoint: str
    arguments: Mapping[str, str]
    parameters: tuple[tuple[str, str], ...]


def read_back_link() -> BackLink | None:
    """The page named in the current URL; None unless it is one of ``BACK_LINK_PAGES``."""
    iri = request.args.get(FROM, "")
    if not iri.startswith("/") or iri.startswith("//") or not iri.isprintable():
        return None
    try:
        parts = urlsplit(iri)
        endpoint, arguments = current_app.url_map.bind("localhost").match(unquote(parts.path), "GET")
    except (HTTPException, ValueError):
        return None
    if endpoint not in BACK_LINK_PAGES:
        return None
    label = BACK_LINK_PAGES[endpoint] or _section_label(arguments["section"])
    href = iri_to_uri(parts._replace(fragment="").geturl())
    return BackLink(label, href, name_page(iri), endpoint, arguments, tuple(parse_qsl(parts.query))) if label else None


def _section_label(name: str) -> str:
    return SECTION[name].label if name in SECTION else ""
