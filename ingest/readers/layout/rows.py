"""Rows of a page from text runs with positions (of a PDF or of OCR), in reading order, columns one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import inf
from statistics import median

MIN_BLANK = 0.1
"""Ems below which there is no blank between words; the blank of Thai fonts is 0.22 to 0.35 em wide."""

MAX_BASELINE_SHIFT = 0.4
"""Ems that the baselines of letters on one line may differ by: raised figures do. A guess."""

_MIN_COLUMN_ROWS, _MIN_COLUMN_WIDTH = 4, 12
"""Columns written line by line across the page: at least so many rows in turn, their halves so many ems wide (median).
The cells of a form are narrower, and its labels are read with their values."""

_MIN_GUTTER = 0.5
"""Ems of blank between two such columns. A guess."""

_MAX_JUMP_SHARE = 0.15
"""Share of rows written above the row before them, past which a page is read from top to bottom. A guess."""


@dataclass(frozen=True, slots=True)
class TextRun:
    """Words written together, in points: ``left`` and ``right`` edge, ``foot`` (the baseline, upwards), font ``size``.

    ``confidence``: of the recogniser in the letters (0 to 1); 1 for text that was not read by OCR.
    """

    text: str
    left: float
    right: float
    foot: float
    size: float
    bold: bool
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class LayoutRow:
    """A line of a page, in points: ``top`` is the distance from the top of the page down to its baseline."""

    text: str
    left: float
    right: float
    top: float
    size: float
    bold: bool
    confidence: float = 1.0


def rows_in_order(runs: list[TextRun], page_top: float) -> list[LayoutRow]:
    """The rows that text runs make, in reading order; ``page_top``: the height of the upper edge of the page."""
    lines = list(_lines_of_runs(runs))
    if _is_unordered(lines):
        lines = list(_lines_of_runs(sorted(runs, key=lambda run: (-round(run.foot / run.size * 2), run.left))))
    return [_row(line, page_top) for line in _by_columns(lines)]


def _lines_of_runs(runs: Iterable[TextRun]) -> Iterator[list[TextRun]]:
    """TextRuns that follow each other from left to right on one line, together."""
    line: list[TextRun] = []
    for run in runs:
        if line and not _continues(line[-1], run):
            yield line
            line = []
        line.append(run)
    if line:
        yield line


def _continues(last: TextRun, run: TextRun) -> bool:
    size = max(last.size, run.size)
    return abs(last.foot - run.foot) < MAX_BASELINE_SHIFT * size and run.left > last.right - size / 2


def _is_unordered(lines: list[list[TextRun]]) -> bool:
    """Whether so many rows are written above the row before them that the order of writing is no reading order."""
    jumps = sum(
        after[0].foot > before[0].foot + after[0].size
        and after[0].left < before[-1].right
        and before[0].left < after[-1].right
        for before, after in pairwise(lines)
    )
    return jumps > max(_MIN_COLUMN_ROWS, _MAX_JUMP_SHARE * len(lines))


def _by_columns(lines: list[list[TextRun]]) -> Iterator[list[TextRun]]:
    """The lines in reading order: of columns side by side, the left one before the right one."""
    position = 0
    while position < len(lines):
        left, right, length = _columns_from(lines, position)
        if _are_columns(left, right, length):
            yield from ([run] for run in (*left, *right))
        else:
            yield from lines[position : position + length]
        position += length


def _are_columns(left: list[TextRun], right: list[TextRun], rows: int) -> bool:
    full_rows = len(left) + len(right) - rows
    return full_rows >= _MIN_COLUMN_ROWS and all(
        median((run.right - run.left) / run.size for run in side) >= _MIN_COLUMN_WIDTH for side in (left, right)
    )


def _columns_from(lines: list[list[TextRun]], position: int) -> tuple[list[TextRun], list[TextRun], int]:
    """The rows from ``position`` on that one gutter divides: the runs left and right of it, and the number of rows (≥
    1)."""
    left: list[TextRun] = []
    right: list[TextRun] = []
    edge, start = -inf, inf
    for length in range(len(lines) - position):
        line = lines[position + length]
        if len(line) > 2 or (len(line) == 1 and not length):
            return left, right, max(length, 1)
        is_left = len(line) == 2 or line[0].right < start
        is_right = len(line) == 2 or not is_left
        edge = max(edge, line[0].right) if is_left else edge
        start = min(start, line[-1].left) if is_right else start
        if start - edge <= _MIN_GUTTER * line[0].size:
            return left, right, max(length, 1)
        left += line[:1] if is_left else []
        right += line[-1:] if is_right else []
    return left, right, len(lines) - position


def _row(line: list[TextRun], page_top: float) -> LayoutRow:
    text = line[0].text
    for before, run in pairwise(line):
        text += ("" if run.left - before.right < MIN_BLANK * run.size else " ") + run.text
    size = max(run.size for run in line)
    bold = all(run.bold for run in line)
    confidence = sum(run.confidence * len(run.text) for run in line) / sum(len(run.text) for run in line)
    return LayoutRow(text, line[0].left, line[-1].right, page_top - line[0].foot, size, bold, confidence)
