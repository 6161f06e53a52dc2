"""Highlights the matches of a query in a whole text, line breaks included."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import accumulate, pairwise

from index.query.highlighter import Highlighter
from index.query.parser import parse
from kmsearch.errors import QueryError
from kmsearch.lexicon.model import Lexicon
from webui.view_models.text import Pieces

Highlight = Callable[[str], Pieces]


def highlight_nothing(text: str) -> Pieces:
    """The text without highlights."""
    return ((text, False),)


def make_highlighter(query: str, lexicon: Lexicon) -> Highlight:
    """A function that highlights the words of ``query`` in a text."""
    try:
        parsed = parse(query, lexicon)
    except QueryError:
        return highlight_nothing
    highlighter = Highlighter(lexicon.analyzer, parsed.marks, parsed.prefixes)

    def highlight(text: str) -> Pieces:
        if not highlighter.likely(text):
            return highlight_nothing(text)
        return tuple(_restore_line_breaks(text, highlighter.mark(text).whole()))

    return highlight if parsed.marks or parsed.prefixes else highlight_nothing


def _restore_line_breaks(text: str, pieces: Pieces) -> Iterator[tuple[str, bool]]:
    """``pieces``, which were cut from ``text`` on one line, cut from ``text`` with its line breaks."""
    bounds = accumulate((len(piece) for piece, _ in pieces), initial=0)
    for (start, end), (_, highlighted) in zip(pairwise(bounds), pieces, strict=True):
        yield text[start:end], highlighted
