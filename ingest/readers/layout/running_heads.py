"""Finds running heads, running feet and page numbers among the rows of pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from ingest.readers.layout.rows import LayoutRow
from ingest.vocabulary import alternation
from kmsearch.thai.normalise import collapse_whitespace, to_arabic_digits

_MAX_HEAD_ROWS = 3
"""Rows at the top and at the bottom of a page that can be running heads. A guess."""

_PAGE_OFFSETS = (-2, -1, 1, 2)
"""Nearby pages, one of which repeats a running head: left and right pages may have their own."""

_MAX_SHIFT = 6.0
"""Points that a running head may move from page to page. A guess."""

_MIN_HEAD_LENGTH = 12
"""Letters of a head or foot that is recognised at any place, as the first or last row of its page. A guess."""

_MAX_HEAD_SIZE = 1.15
"""Times the font size of the body that a running head has at most. A guess."""

WIDE_SPACING = 1.3
"""Times the usual line distance from which there is blank space between two lines. A guess."""

_FILE = "page_furniture"
_PAGE_NUMBER = re.compile(
    rf"[-–—~|\s]*(?:{alternation(_FILE, 'page_thai', 'page_english')}\s*)?"
    rf"#(?:\s*{alternation(_FILE, 'page_of')}\s*#)?[-–—~|\s]*",
    re.IGNORECASE,
)
"""A page number, with ``#`` for its digits."""


_SortedPages = Sequence[Sequence[LayoutRow]]
"""The rows of each page from top to bottom."""


def without_running_heads(pages: list[list[LayoutRow]]) -> list[list[LayoutRow]]:
    """The pages without page numbers, and without rows at an edge that a nearby page repeats at the same place."""
    body = body_size(pages)
    sorted_pages = [sorted(rows, key=lambda row: row.top) for rows in pages]
    heads = [
        {id(row) for side in (rows, rows[::-1]) for row in _running_heads(side, page, sorted_pages, body)}
        for page, rows in enumerate(sorted_pages)
    ]
    return [[row for row in rows if id(row) not in heads[page]] for page, rows in enumerate(pages)]


def body_size(pages: Iterable[Iterable[LayoutRow]]) -> float:
    """The font size of the body: the one that most letters have."""
    sizes: Counter[float] = Counter()
    for rows in pages:
        for row in rows:
            sizes[round(row.size, 1)] += len(row.text)
    return sizes.most_common(1)[0][0] if sizes else 1.0


def _running_heads(rows: Sequence[LayoutRow], page: int, pages: _SortedPages, body: float) -> Iterator[LayoutRow]:
    """The running heads and page numbers among ``rows``, from an edge of the page inwards up to the first other row."""
    for row, after in zip(rows[:_MAX_HEAD_ROWS], [*rows[1:], None], strict=False):
        text = _without_numbers(row.text)
        stands_alone = after is None or abs(after.top - row.top) > WIDE_SPACING * row.size
        is_page_number = bool(_PAGE_NUMBER.fullmatch(text)) and stands_alone
        is_small = row.size <= _MAX_HEAD_SIZE * body
        if not (is_page_number or (is_small and _is_repeated(row, text, page, pages))):
            return
        yield row


def _is_repeated(row: LayoutRow, text: str, page: int, pages: _SortedPages) -> bool:
    return any(
        _is_on_page(row, text, pages, page + offset) or _is_outermost_on_both(row, text, pages, page, offset)
        for offset in _PAGE_OFFSETS
    )


def _is_on_page(row: LayoutRow, text: str, pages: _SortedPages, page: int) -> bool:
    """Whether a row with this text is at the same place near an edge of ``page``."""
    if not 0 <= page < len(pages):
        return False
    outer = (*pages[page][:_MAX_HEAD_ROWS], *pages[page][-_MAX_HEAD_ROWS:])
    return any(abs(other.top - row.top) < _MAX_SHIFT and _without_numbers(other.text) == text for other in outer)


def _is_outermost_on_both(row: LayoutRow, text: str, pages: _SortedPages, page: int, offset: int) -> bool:
    """Whether the row is the first or the last of its page and of a nearby page: a foot may be close to its text."""
    if not 0 <= page + offset < len(pages) or not pages[page + offset] or len(text) < _MIN_HEAD_LENGTH:
        return False
    return any(
        row is pages[page][side] and text == _without_numbers(pages[page + offset][side].text) for side in (0, -1)
    )


def _without_numbers(text: str) -> str:
    """The text with ``#`` in place of each number."""
    return re.sub(r"\d{1,4}", "#", to_arabic_digits(collapse_whitespace(text)))
