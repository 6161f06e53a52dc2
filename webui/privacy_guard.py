"""The privacy boundary at the door of the web UI: what templates print, JSON, and the bodies of text responses.

Pages get values that passed the boundary already; this catches what a page forgot. Two things stay whole: a value that
the visitor typed into the request, and the id of a record, by which its address is made.
"""

from __future__ import annotations

import re
from typing import Any, TypeVar
from urllib.parse import unquote

from flask import Flask, Response, g, has_request_context, request
from flask.json.provider import DefaultJSONProvider

from corpus.privacy.boundary import Boundary
from corpus.privacy.recogniser import PrivateSpan, find_private
from corpus.storage.store import Store
from kmsearch.thai.characters import THAI_CHARACTERS

_TEXT_TYPES = re.compile(r"text/|application/(?:[\w.+-]+\+)?(?:json|xml|javascript|yaml)|image/svg")
_LONGEST_ID = 64
_ID_CHARS = rf"[\w.\-~%{THAI_CHARACTERS}]"
_ID_BEFORE = re.compile(_ID_CHARS + r"*\Z")
_ID_AFTER = re.compile(_ID_CHARS + "*")
_T = TypeVar("_T")


class PrivacyGuard:
    """Masks what an application sends by ``boundary``; ``store`` knows the ids of records."""

    def __init__(self, boundary: Boundary, store: Store):
        self._boundary = boundary
        self._store = store

    def value(self, value: _T) -> _T:
        """A value for a template or for JSON, masked."""
        return self._boundary.disclose(value, self._is_known)

    def printed(self, value: Any) -> Any:
        """What a template prints for a value; texts are masked, all else comes out as it is."""
        return self.value(value) if isinstance(value, str) else value

    def response(self, response: Response) -> Response:
        """The response with its body masked, where it is text and no file."""
        if self._boundary.hidden and not response.direct_passthrough and _TEXT_TYPES.match(response.mimetype or ""):
            body = response.get_data(as_text=True)
            masked = self.value(body)
            if masked != body:
                response.set_data(masked)
        return response

    def _is_known(self, text: str, span: PrivateSpan) -> bool:
        """Whether the visitor typed the value, or it is part of the id of a record."""
        if has_request_context() and span.value in _typed():
            return True
        before = _ID_BEFORE.search(text[max(0, span.start - _LONGEST_ID) : span.start])
        after = _ID_AFTER.match(text[span.end : span.end + _LONGEST_ID])
        word = (before[0] if before else "") + text[span.start : span.end] + (after[0] if after else "")
        return any(name in self._store for name in {word, unquote(word), word.partition(".")[0]})


class GuardedJSON(DefaultJSONProvider):
    """JSON in plain Thai, in the order in which it was made, of which every text passes the guard."""

    ensure_ascii = False
    sort_keys = False
    guard: PrivacyGuard

    def dumps(self, obj: Any, **kwargs: Any) -> str:
        """The JSON of ``obj`` without what is hidden."""
        return super().dumps(self.guard.value(obj), **kwargs)


def install(app: Flask, boundary: Boundary, store: Store) -> None:
    """Puts a guard behind every template, all JSON and every response of ``app``."""
    guard = PrivacyGuard(boundary, store)
    provider = GuardedJSON(app)
    provider.guard = guard
    app.json = provider
    app.jinja_env.finalize = guard.printed
    app.after_request(guard.response)


def _typed() -> frozenset[str]:
    """The private values that stand in the request itself."""
    if "typed_private_values" not in g:
        texts = [request.path, *request.values.values()]
        texts += [value for values in request.args.listvalues() for value in values]
        g.typed_private_values = frozenset(span.value for text in texts for span in find_private(text))
    typed: frozenset[str] = g.typed_private_values
    return typed
