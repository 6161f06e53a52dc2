"""Marks in a whole text the places that a query would match."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import accumulate, pairwise

from index.query.highlighter import Highlighter
from index.query.parser import parse
from kmsearch.errors import QueryError
from kmsearch.lexicon.model import Lexicon
from webui.view_models.hits import Pieces

Marker = Callable[[str], Pieces]


def plain(text: str) -> Pieces:
    """The text with nothing marked."""
    return ((text, False),)


def marker(query: str, lexicon: Lexicon) -> Marker:
    """What turns a text into pieces with the words of ``query`` marked; line breaks stay."""
    try:
        parsed = parse(query, lexicon)
    except QueryError:
        return plain
    highlighter = Highlighter(lexicon.analyzer, parsed.marks, parsed.prefixes)

    def mark(text: str) -> Pieces:
        if not highlighter.likely(text):
            return plain(text)
        return tuple(_recut(text, highlighter.mark(text).whole()))

    return mark if parsed.marks or parsed.prefixes else plain


def _recut(text: str, pieces: Pieces) -> Iterator[tuple[str, bool]]:
    """The pieces of ``text`` itself, where ``pieces`` are of the same text on one line."""
    bounds = accumulate((len(piece) for piece, _ in pieces), initial=0)
    for (start, end), (_, marked) in zip(pairwise(bounds), pieces, strict=True):
        yield text[start:end], marked
