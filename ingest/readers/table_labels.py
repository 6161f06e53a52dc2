"""Marks the labels in tables: the first cell of a row with values beside it (``Line.head`` = ``LABEL``)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ingest.document import LABEL, Line

_MAX_LABEL_LENGTH = 60
"""Letters of a label cell; a longer cell is text. A guess."""


class TableRowTracker:
    """Follows rows and cells of nested tables by the number of lines written when a cell begins or ends."""

    def __init__(self) -> None:
        self._open_rows: list[list[list[int]]] = []
        self._first_cells: list[tuple[int, int]] = []

    def update(self, event: str, tag: str, line_count: int) -> None:
        """Records that a tag opened or closed after ``line_count`` lines."""
        if tag == "tr" and event == "open":
            self._open_rows.append([])
        elif tag == "tr" and self._open_rows:
            cells = [(first, last) for first, last in self._open_rows.pop() if last > first]
            self._first_cells += cells[:1] if len(cells) > 1 else []
        elif tag in ("td", "th") and self._open_rows:
            if event == "open":
                self._open_rows[-1].append([line_count, line_count])
            elif self._open_rows[-1]:
                self._open_rows[-1][-1][1] = line_count

    def with_labels(self, lines: Sequence[Line]) -> Iterator[Line]:
        """The lines, the labels among them marked."""
        labels = {first for first, last in self._first_cells if last == first + 1}
        yield from (_label(line) if position in labels else line for position, line in enumerate(lines))


def with_row_label(cells: Iterable[Sequence[Line]]) -> Iterator[Line]:
    """The lines of the cells of one row, its label marked."""
    filled = [cell for cell in cells if cell]
    for position, cell in enumerate(filled):
        is_label = position == 0 and len(filled) > 1 and len(cell) == 1
        yield from map(_label, cell) if is_label else cell


def _label(line: Line) -> Line:
    fits = len(line.text) <= _MAX_LABEL_LENGTH and not line.bullet
    return replace(line, head=line.head or LABEL) if fits else line
