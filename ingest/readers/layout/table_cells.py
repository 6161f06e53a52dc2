"""Boxes and cells of a page: where the lines in each end, and labels that a narrow cell broke in two."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from ingest.items.list_markers import peel
from ingest.readers.layout.rows import Row
from kmsearch.thai.tokenizer import join_lines

_FEWEST = 3
"""Lines with one left edge from which their box has a width of its own."""

_NARROWEST = 8
"""Ems a box is wide at least; what stands nearer is indented."""

_RAGGED = 4
"""Ems that the ends of full lines differ by at most."""

MOST_ROWS = 2000
"""Rows of a page past which nothing is looked for: printed pages have some dozens."""

_MOST_LABEL_ROWS = 4
_LONGEST_LABEL = 80
"""Lines and letters a label in a narrow cell may have."""

_HANGING = 2
_LONGEST_WORD = 10
"""Ems that a value hangs right of its label's edge at least, and letters that move to the next line together."""

_SAME_LINE = 0.4
_CLOSE = 2.0
"""Ems that one line's feet differ by at most, and that the lines of one cell are apart."""


def edges_of(block: Sequence[Row], page: Sequence[Row]) -> dict[int, float]:
    """The right edge of the box that each row of ``block`` stands in, by the row's id, where text is beside it."""
    if len(page) > MOST_ROWS:
        return {}
    boxes: dict[int, list[Row]] = defaultdict(list)
    for row in block:
        boxes[round(row.left / row.size)].append(row)
    edges: dict[int, float] = {}
    for rows in boxes.values():
        top, foot = rows[0].top, rows[-1].top + rows[-1].size
        beside = rows[0].left + _NARROWEST * rows[0].size
        gutter = min((row.left for row in page if row.left > beside and top <= row.top <= foot), default=0.0)
        inside = [row for row in rows if row.right <= gutter]
        if len(inside) >= _FEWEST:
            edges.update((id(row), _edge(inside)) for row in inside)
    return edges


def _edge(rows: Sequence[Row]) -> float:
    """Where the longest lines end; one that is longer than all others is a heading over the box."""
    ends = sorted((row.right for row in rows), reverse=True)
    return next((end for end, shorter in pairwise(ends) if end - shorter < _RAGGED * rows[0].size), ends[0])


def hangs(row: Row, after: Row, page: Sequence[Row]) -> bool:
    """Whether ``after`` goes on with the value that stands beside its label in ``row``: it hangs under the value, and
    its first word had no room between that and the next cell or the edge of the page."""
    size = row.size
    if not (row.left + _HANGING * size < after.left < row.right and 0 < after.top - row.top < _CLOSE * size):
        return False
    beside = [cell.left for cell in page if cell.left > row.right and abs(cell.top - row.top) < _SAME_LINE * size]
    bound = min(beside, default=max(cell.right for cell in page))
    word = min(len(after.text.split(" ", 1)[0]), _LONGEST_WORD) / max(len(after.text), 1) * (after.right - after.left)
    return after.right <= bound + size and row.right + word > bound - size


def with_labels(rows: Sequence[Row]) -> list[Row]:
    """The rows of a page, the lines of a label in its cell joined: what follows them begins beside the first."""
    joined: list[Row] = []
    for row in rows:
        cell = _cell_before(joined, row)
        if len(cell) > 1:
            joined[-len(cell) :] = [_as_one(cell)]
        joined.append(row)
    return joined


def _cell_before(rows: Sequence[Row], after: Row) -> list[Row]:
    """The last of ``rows`` that ``after`` stands right of, if they look like one label broken over lines."""
    cell: list[Row] = []
    for row in reversed(rows[-_MOST_LABEL_ROWS - 1 :]):
        if row.top < after.top - _SAME_LINE * row.size or row.right >= after.left:
            break
        cell.insert(0, row)
    if not cell or len(cell) > _MOST_LABEL_ROWS or abs(cell[0].top - after.top) > _SAME_LINE * after.size:
        return []
    return cell if _is_label(cell) else []


def _is_label(cell: Sequence[Row]) -> bool:
    first = cell[0]
    alike = all(
        row.bold == first.bold and round(row.size) == round(first.size) and abs(row.left - first.left) < first.size
        for row in cell
    )
    close = all(0 < below.top - above.top < _CLOSE * first.size for above, below in pairwise(cell))
    marked = any(peel(row.text)[0] for row in cell[1:])
    return alike and close and not marked and sum(len(row.text) for row in cell) <= _LONGEST_LABEL


def _as_one(cell: Sequence[Row]) -> Row:
    first = cell[0]
    text = join_lines([row.text for row in cell])
    right = max(row.right for row in cell)
    return Row(text, first.left, right, first.top, first.size, first.bold, min(row.sure for row in cell))
