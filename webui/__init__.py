"""The web UI: Thai pages rendered on the server, which work without JavaScript, and a read-only JSON API.

- ``pages``: HTML; ``api``: JSON and OpenAPI; ``view_models``: values for the templates
- ``services``: access to corpus and index
- ``search_params``, ``browse_params``, ``browse_requests`` read URLs, ``urls`` builds them
- ``labels``: Thai words of parameters and pages; ``error_pages``, ``not_found``: errors
"""

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
from webui.view_models.text import lang_attribute

BLUEPRINTS = (
    *(home.blueprint, topics.blueprint, item_groups.blueprint, people.blueprint, coverage.blueprint),
    *(search.blueprint, record.blueprint, routes.blueprint, openapi.blueprint, api_docs.blueprint),
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
STATIC_MAX_AGE = 365 * 24 * 3600
"""Seconds that a browser may cache a static file, one year: its URL has a digest of its content."""


class _IdConverter(UnicodeConverter):
    """Converts a record's id in a URL, which is encoded as in its file name: without slashes, dots and capitals."""

    def to_python(self, value: str) -> str:
        return id_of(value)

    def to_url(self, value: str) -> str:
        return super().to_url(file_stem(value))


def create_app(settings: Settings | None = None, searcher: Searcher | None = None) -> Flask:
    """The application over the corpus and the index of ``settings`` (default: the settings in force).

    The caller closes a ``searcher`` that it passes. Raises ConfigError or SearchError.
    """
    settings = settings or load_settings()
    app = Flask(__name__)
    app.url_map.converters["id"] = _IdConverter
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = STATIC_MAX_AGE
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(static_url=_static_url, version=VERSION, today=_today, printed_url=_printed_url)
    app.jinja_env.globals.update(lang=lang_attribute, menu_state=urls.menu_state)
    app.config[urls.PAGE_SIZE] = settings.page_size
    store = Store(settings.home)
    app.extensions[EXTENSION] = Services(settings, store, searcher or open_searcher(settings))
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.add_url_rule("/api", view_func=_redirect_to_docs)
    error_pages.register(app)
    app.after_request(_add_headers)
    app.after_request(compress)
    privacy_guard.install(
        app, Boundary.from_settings(settings), store
    )  # after_request functions run in reverse order: masked, then compressed
    return app


def _add_headers(response: Response) -> Response:
    response.headers.update(SECURITY_HEADERS)
    response.headers.setdefault("Cache-Control", "no-cache")
    return response


def _redirect_to_docs() -> ResponseReturnValue:
    return redirect(url_for("api_docs.page"), 308)


def _today() -> str:
    return thai_date(date.today())


def _printed_url() -> str:
    """The page's decoded URL, for print; only the path if the host is the local computer."""
    root = services().settings.public_url or request.host_url.rstrip("/")
    return ("" if is_this_computer(root) else root) + unquote(request.full_path.rstrip("?"))


def _static_url(name: str) -> str:
    return url_for("static", filename=name, v=_digest(name))


@cache
def _digest(name: str) -> str:
    return hashlib.sha256((Path(__file__).parent / "static" / name).read_bytes()).hexdigest()[:12]
