"""The privacy boundary of the web UI: masks all values that templates print, all JSON, and the bodies of text
responses.

Pages get values that have passed the boundary already; this is the second line of defence. Not masked are values that
the visitor typed into the request, and the ids of records, which are part of their URLs.
"""

from __future__ import annotations

import re
from typing import Any, TypeVar
from urllib.parse import unquote

from flask import Flask, Response, g, has_request_context, request
from flask.json.provider import DefaultJSONProvider
from markupsafe import Markup

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
        """``value`` (a text or a structure of texts) with its private values masked."""
        return self._boundary.disclose(value, self._is_known)

    def printed(self, value: Any) -> Any:
        """``value`` for a template (Jinja's ``finalize``): a text is masked, any other value is returned unchanged.

        Markup is the output of a macro, whose values have been printed one by one; ``response`` masks any other.
        """
        return self.value(value) if isinstance(value, str) and not isinstance(value, Markup) else value

    def response(self, response: Response) -> Response:
        """The response with its body masked, if it is text and not a file."""
        if self._boundary.hidden and not response.direct_passthrough and _TEXT_TYPES.match(response.mimetype or ""):
            body = response.get_data(as_text=True)
            masked = self.value(body)
            if masked != body:
                response.set_data(masked)
        return response

    def _is_known(self, text: str, span: PrivateSpan) -> bool:
        """Whether the value of ``span`` must not be masked: the visitor typed it, or it is part of a record's id."""
        if has_request_context() and span.value in _typed():
            return True
        before = _ID_BEFORE.search(text[max(0, span.start - _LONGEST_ID) : span.start])
        after = _ID_AFTER.match(text[span.end : span.end + _LONGEST_ID])
        word = (before[0] if before else "") + text[span.start : span.end] + (after[0] if after else "")
        return any(name in self._store for name in {word, unquote(word), word.partition(".")[0]})


class GuardedJSON(DefaultJSONProvider):
    """Flask's JSON with Thai unescaped, keys in insertion order, and every text masked."""

    ensure_ascii = False
    sort_keys = False
    guard: PrivacyGuard

    def dumps(self, obj: Any, **kwargs: Any) -> str:
        """The JSON of ``obj`` with its private values masked."""
        return super().dumps(self.guard.value(obj), **kwargs)


def install(app: Flask, boundary: Boundary, store: Store) -> None:
    """Installs a guard for all templates, all JSON and all responses of ``app``."""
    guard = PrivacyGuard(boundary, store)
    provider = GuardedJSON(app)
    provider.guard = guard
    app.json = provider
    app.jinja_env.finalize = guard.printed
    app.after_request(guard.response)


def _typed() -> frozenset[str]:
    """The private values in the path and parameters of the current request."""
    if "typed_private_values" not in g:
        texts = [request.path, *request.values.values()]
        texts += [value for values in request.args.listvalues() for value in values]
        g.typed_private_values = frozenset(span.value for text in texts for span in find_private(text))
    typed: frozenset[str] = g.typed_private_values
    return typed
