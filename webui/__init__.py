"""The web UI: pages rendered on the server, in Thai, that work without JavaScript; with it, the search box suggests."""

from __future__ import annotations

import hashlib
from datetime import date
from functools import cache
from pathlib import Path
from urllib.parse import unquote

from flask import Flask, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from jinja2 import StrictUndefined
from werkzeug.routing import UnicodeConverter

from corpus.citation import is_this_computer
from corpus.ids import file_stem, id_of
from corpus.privacy.boundary import Boundary
from corpus.storage.store import Store
from index.searcher import Searcher, open_searcher
from kmsearch.config import Settings, load_settings
from kmsearch.thai.dates import thai_date
from kmsearch.version import VERSION
from webui import error_pages, privacy_guard, urls
from webui.api import openapi, routes
from webui.compression import compress
from webui.pages import api_docs, coverage, home, item_groups, people, record, search, topics
from webui.services import EXTENSION, Services, services
from webui.view_models import hits

BLUEPRINTS = (
    *(home.pages, topics.pages, item_groups.pages, people.pages, coverage.pages),
    *(search.pages, record.pages, routes.pages, openapi.pages, api_docs.pages),
)

SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; font-src 'self';"
        " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
STATIC_AGE = 365 * 24 * 3600
"""Seconds a browser may keep a static file; its address changes when its content does."""


class _IdConverter(UnicodeConverter):
    """The id of a record in an address, as its file is named: no slash, no dots, no capitals."""

    def to_python(self, value: str) -> str:
        return id_of(value)

    def to_url(self, value: str) -> str:
        return super().to_url(file_stem(value))


def create_app(settings: Settings | None = None, searcher: Searcher | None = None) -> Flask:
    """The application over the corpus and index that the settings name (default: the settings in force).

    ``searcher`` is one that is open already; it stays the caller's to close. Raises ConfigError or SearchError.
    """
    settings = settings or load_settings()
    app = Flask(__name__)
    app.url_map.converters["id"] = _IdConverter
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = STATIC_AGE
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(static_url=_static_url, version=VERSION, today=_today, here=_here)
    app.jinja_env.globals.update(lang=hits.lang, current_way=urls.current_way)
    store = Store(settings.home)
    app.extensions[EXTENSION] = Services(settings, store, searcher or open_searcher(settings))
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.add_url_rule("/api", view_func=_explain_api)
    error_pages.register(app)
    app.after_request(_add_headers)
    app.after_request(compress)
    privacy_guard.install(app, Boundary.from_settings(settings), store)  # functions after a request run last one first
    return app


def _add_headers(response: Response) -> Response:
    response.headers.update(SECURITY_HEADERS)
    response.headers.setdefault("Cache-Control", "no-cache")
    return response


def _explain_api() -> ResponseReturnValue:
    return redirect(url_for("docs.page"), 308)


def _today() -> str:
    return thai_date(date.today())


def _here() -> str:
    """The address of the page as people read it on paper; of a computer that is nobody else's only the path."""
    root = services().settings.public_url or request.host_url.rstrip("/")
    return ("" if is_this_computer(root) else root) + unquote(request.full_path.rstrip("?"))


def _static_url(name: str) -> str:
    return url_for("static", filename=name, v=_digest(name))


@cache
def _digest(name: str) -> str:
    return hashlib.sha256((Path(__file__).parent / "static" / name).read_bytes()).hexdigest()[:12]
