"""Boxes and cells of a page: right edges of boxes, values that continue below, labels broken over the lines of a
cell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from ingest.items.list_markers import split_markers
from ingest.readers.layout.rows import MAX_BASELINE_SHIFT, LayoutRow
from kmsearch.thai.normalise import join_lines

_MIN_BOX_LINES = 3
"""Lines with one left edge from which their box has a right edge of its own. A guess."""

_MIN_BOX_WIDTH = 8
"""Ems that a box is wide at least; text nearer than that is indented. A guess."""

_MAX_RAGGEDNESS = 4
"""Ems that the ends of full lines differ by at most. A guess."""

_MAX_ROWS = 2000
"""Rows of a page from which it is not analysed: printed pages have some dozens."""

_MAX_LABEL_LINES = 4
_MAX_LABEL_LENGTH = 80
"""Lines and letters of the longest label in a narrow cell. Guesses."""

_MIN_HANGING_INDENT = 2
_MAX_WORD_LENGTH = 10
"""Ems that a continued value is indented from its label at least, and letters of a word that moves to the next line
whole. Guesses."""

_MAX_LINE_DISTANCE = 2.0
"""Ems between the baselines of two lines of one cell. A guess."""


def box_edges(block: Sequence[LayoutRow], page: Sequence[LayoutRow]) -> dict[int, float]:
    """``id(row)`` → right edge of the box that the row is in, for rows of ``block`` that have text beside their box."""
    if len(page) > _MAX_ROWS:
        return {}
    boxes: dict[int, list[LayoutRow]] = defaultdict(list)
    for row in block:
        boxes[round(row.left / row.size)].append(row)
    edges: dict[int, float] = {}
    for rows in boxes.values():
        top, foot = rows[0].top, rows[-1].top + rows[-1].size
        min_edge = rows[0].left + _MIN_BOX_WIDTH * rows[0].size
        gutter = min((row.left for row in page if row.left > min_edge and top <= row.top <= foot), default=0.0)
        inside = [row for row in rows if row.right <= gutter]
        if len(inside) >= _MIN_BOX_LINES:
            edges.update((id(row), _edge(inside)) for row in inside)
    return edges


def _edge(rows: Sequence[LayoutRow]) -> float:
    """Right edge of the longest lines; a line longer than all others is a heading over the box."""
    ends = sorted((row.right for row in rows), reverse=True)
    return next((end for end, shorter in pairwise(ends) if end - shorter < _MAX_RAGGEDNESS * rows[0].size), ends[0])


def continues_value(row: LayoutRow, after: LayoutRow, page: Sequence[LayoutRow]) -> bool:
    """Whether ``after`` continues the value beside its label in ``row``: it is indented below the value, and its first
    word had no room between that and the next cell or the edge of the page."""
    if len(page) > _MAX_ROWS:
        return False
    size = row.size
    is_indented = row.left + _MIN_HANGING_INDENT * size < after.left < row.right
    if not (is_indented and 0 < after.top - row.top < _MAX_LINE_DISTANCE * size):
        return False
    max_shift = MAX_BASELINE_SHIFT * size
    next_cells = [cell.left for cell in page if cell.left > row.right and abs(cell.top - row.top) < max_shift]
    bound = min(next_cells, default=max(cell.right for cell in page))
    first_word = min(len(after.text.split(" ", 1)[0]), _MAX_WORD_LENGTH)
    word_width = first_word / max(len(after.text), 1) * (after.right - after.left)
    return after.right <= bound + size and row.right + word_width > bound - size


def join_label_lines(rows: Sequence[LayoutRow]) -> list[LayoutRow]:
    """The rows of a page with the lines of a label in its cell joined: the value follows beside the first of them."""
    joined: list[LayoutRow] = []
    for row in rows:
        cell = _cell_before(joined, row)
        if len(cell) > 1:
            joined[-len(cell) :] = [_joined(cell)]
        joined.append(row)
    return joined


def _cell_before(rows: Sequence[LayoutRow], after: LayoutRow) -> list[LayoutRow]:
    """The last of ``rows``, left of ``after``, if they look like one label broken over lines; else empty."""
    cell: list[LayoutRow] = []
    for row in reversed(rows[-_MAX_LABEL_LINES - 1 :]):
        if row.top < after.top - MAX_BASELINE_SHIFT * row.size or row.right >= after.left:
            break
        cell.insert(0, row)
    if not cell or len(cell) > _MAX_LABEL_LINES or abs(cell[0].top - after.top) > MAX_BASELINE_SHIFT * after.size:
        return []
    return cell if _is_label(cell) else []


def _is_label(cell: Sequence[LayoutRow]) -> bool:
    first = cell[0]
    same_style = all(
        row.bold == first.bold and round(row.size) == round(first.size) and abs(row.left - first.left) < first.size
        for row in cell
    )
    are_close = all(0 < below.top - above.top < _MAX_LINE_DISTANCE * first.size for above, below in pairwise(cell))
    has_marker = any(split_markers(row.text)[0] for row in cell[1:])
    return same_style and are_close and not has_marker and sum(len(row.text) for row in cell) <= _MAX_LABEL_LENGTH


def _joined(cell: Sequence[LayoutRow]) -> LayoutRow:
    first = cell[0]
    text = join_lines([row.text for row in cell])
    right = max(row.right for row in cell)
    return LayoutRow(text, first.left, right, first.top, first.size, first.bold, min(row.confidence for row in cell))
