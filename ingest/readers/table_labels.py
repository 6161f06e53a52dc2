"""Which lines of tables are labels: the first cell of a row that has values beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ingest.document import LABEL, Line

_LONGEST_LABEL = 60
"""Letters of a label cell; what is longer is a cell of text."""


class Rows:
    """Follows the rows of a page's tables, nested ones too, by the lines that stand when a cell begins or ends."""

    def __init__(self) -> None:
        self._open: list[list[list[int]]] = []
        self._firsts: list[tuple[int, int]] = []

    def see(self, event: str, tag: str, written: int) -> None:
        """A tag opened or closed."""
        if tag == "tr" and event == "open":
            self._open.append([])
        elif tag == "tr" and self._open:
            cells = [(first, last) for first, last in self._open.pop() if last > first]
            self._firsts += cells[:1] if len(cells) > 1 else []
        elif tag in ("td", "th") and self._open:
            if event == "open":
                self._open[-1].append([written, written])
            elif self._open[-1]:
                self._open[-1][-1][1] = written

    def marked(self, lines: Sequence[Line]) -> Iterator[Line]:
        """The lines, labels with their ``head``."""
        labels = {first for first, last in self._firsts if last == first + 1}
        yield from (_label(line) if place in labels else line for place, line in enumerate(lines))


def with_label(cells: Iterable[Sequence[Line]]) -> Iterator[Line]:
    """The lines of a row's cells, its label with its ``head``."""
    filled = [cell for cell in cells if cell]
    for place, cell in enumerate(filled):
        is_label = place == 0 and len(filled) > 1 and len(cell) == 1
        yield from map(_label, cell) if is_label else cell


def _label(line: Line) -> Line:
    fits = len(line.text) <= _LONGEST_LABEL and not line.bullet
    return replace(line, head=line.head or LABEL) if fits else line
