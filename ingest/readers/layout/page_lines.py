"""Makes lines of the rows of pages: indents, gaps, paragraphs and bold, relative to the usual layout of the
document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import quantiles

from ingest.document import Line
from ingest.readers.layout.number_repair import repair_numbers
from ingest.readers.layout.rows import LayoutRow
from ingest.readers.layout.running_heads import WIDE_SPACING, body_size, without_running_heads
from ingest.readers.layout.table_cells import box_edges, continues_value, join_label_lines
from kmsearch.thai.normalise import collapse_whitespace

_MIN_HEADING_SIZE = 1.2
"""Times the font size of the body from which a row is a heading. A guess."""

_MAX_SPACING = 4.0
"""Line distances, in ems, that are left out of the usual line distance when larger. A guess."""

_INDENT_WIDTH = 0.5
"""Ems per letter of indent. A guess."""

_MAX_SHORTFALL = 4
"""Ems that a wrapped line may end before its column does: about the longest Thai word that moved to the next line."""

_MAX_LAST_LINE_SHARE = 0.5
"""Share of its column below which a line ends a paragraph: the next word had room on it. A guess."""

_MIN_COLUMN_INDENT = 12
"""Ems right of the margin from which text is in a column with a margin of its own. A guess."""

_MAX_BOLD_SHARE = 0.6
"""Share of bold text above which bold does not mark headings. A guess."""


@dataclass(frozen=True, slots=True)
class _BodyLayout:
    """The usual layout of a document: font size, line distance in ems, left margin, and whether bold marks headings."""

    size: float
    spacing: float
    margin: float
    bold_counts: bool


def lines_of_pages(pages: list[list[LayoutRow]]) -> tuple[Line, ...]:
    """The lines of pages, without running heads and page numbers, list numbers repaired."""
    return repair_numbers(list(_lines([join_label_lines(rows) for rows in without_running_heads(pages)])))


def _lines(pages: list[list[LayoutRow]]) -> Iterator[Line]:
    body = _body_layout(pages)
    number = 0
    for rows in pages:
        for block in _blocks([rows]):
            for line in _block_lines(block, rows, body):
                number += 1
                yield replace(line, number=number)


def _block_lines(block: list[LayoutRow], page: list[LayoutRow], body: _BodyLayout) -> Iterator[Line]:
    """The lines of a block of ``page``, not numbered yet."""
    left, right = min(row.left for row in block), max(row.right for row in block)
    if left < body.margin + _MIN_COLUMN_INDENT * body.size:
        left = body.margin
    edges = box_edges(block, page)
    continued_ids = {id(row) for row, after in pairwise(block) if continues_value(row, after, page)}
    previous: LayoutRow | None = None
    begins_paragraph = False
    for row in block:
        text = collapse_whitespace(row.text)
        if not text:
            continue
        strong = (row.bold and body.bold_counts) or row.size > _MIN_HEADING_SIZE * body.size
        indent = max(0, round((row.left - left) / (_INDENT_WIDTH * body.size)))
        gap = previous is not None and _has_gap_between(previous, row, body)
        edge = edges.get(id(row), right)
        wraps = row.right > edge - _MAX_SHORTFALL * body.size or id(row) in continued_ids
        yield Line(text, 0, gap, strong, indent=indent, wraps=wraps, sure=row.confidence, begins=begins_paragraph)
        is_short = row.right - row.left < _MAX_LAST_LINE_SHARE * (edge - row.left)
        begins_paragraph = is_short and id(row) not in continued_ids
        previous = row


def _has_gap_between(last: LayoutRow, row: LayoutRow, body: _BodyLayout) -> bool:
    return _spacing(last, row) > WIDE_SPACING * body.spacing


def _spacing(last: LayoutRow, row: LayoutRow) -> float:
    return (row.top - last.top) / ((last.size + row.size) / 2)


def _body_layout(pages: list[list[LayoutRow]]) -> _BodyLayout:
    size = body_size(pages)
    distances = [
        spacing
        for block in _blocks(pages)
        for last, row in pairwise(block)
        if 0 < (spacing := _spacing(last, row)) < _MAX_SPACING
    ]
    spacing = quantiles(distances, n=4, method="inclusive")[0] if len(distances) > 1 else _MAX_SPACING
    rows = [row for page in pages for row in page]
    bold_letters = sum(len(row.text) for row in rows if row.bold)
    all_letters = sum(len(row.text) for row in rows)
    return _BodyLayout(
        size, spacing, min((row.left for row in rows), default=0.0), bold_letters < _MAX_BOLD_SHARE * all_letters
    )


def _blocks(pages: Iterable[Iterable[LayoutRow]]) -> Iterator[list[LayoutRow]]:
    """Runs of rows that go down a page without going up again: a page, or a column of it."""
    for rows in pages:
        block: list[LayoutRow] = []
        for row in rows:
            if block and row.top < block[-1].top - row.size:
                yield block
                block = []
            block.append(row)
        if block:
            yield block
