"""Answers in fewer bytes for browsers that can read them: gzip, of the standard library."""

from __future__ import annotations

import gzip

from flask import Response, request

LEVEL = 5
"""Of zlib's nine: the next saves 2 to 5 % more on our pages and takes half to three quarters longer."""

LEAST = 1_000
"""Bytes from which it is worth it: less goes in one packet anyway."""

TYPES = frozenset({"text/html", "text/css", "text/javascript", "text/plain", "application/json", "image/svg+xml"})
"""What is text; fonts and originals are compressed already, or stay as they are."""


def compress(response: Response) -> Response:
    """The answer compressed, where it is text and the browser says that it reads gzip."""
    if response.mimetype not in TYPES:
        return response
    response.vary.add("Accept-Encoding")
    if response.status_code != 200 or response.content_encoding or not request.accept_encodings["gzip"]:
        return response
    response.direct_passthrough = False
    data = response.get_data()
    if len(data) >= LEAST:
        response.set_data(gzip.compress(data, LEVEL, mtime=0))
        response.content_encoding = "gzip"
        tag, _ = response.get_etag()
        if tag:
            response.set_etag(tag, weak=True)
    return response
