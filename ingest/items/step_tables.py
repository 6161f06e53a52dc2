"""Tables of steps, a cell or a row per line: the head row removed, running numbers made the markers of the steps."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from ingest.document import Line
from ingest.vocabulary import alternation
from kmsearch.thai.normalise import to_arabic_digits

_FEWEST_ROWS = 2
"""Consecutive numbers from 1 that make a column of running numbers."""

_NUMBER = re.compile(r"(\d{1,2})[.)]?")
_NUMBERED = re.compile(r"(\d{1,2})\s+(?=\S)")
_RUNNING_NUMBER = alternation("tables", "running_number")
_OTHER_COLUMN = alternation("tables", "step", "beside_step")
_BESIDE_CELL = re.compile(alternation("tables", "beside_step"))
_HEAD_ROW = re.compile(rf"{_RUNNING_NUMBER}(?:\s+{_OTHER_COLUMN})+", re.IGNORECASE)


def mark_steps(lines: Sequence[Line]) -> tuple[list[Line], set[int]]:
    """The lines of a section with the running numbers of a table of steps as their bullets and without its
    head row; and the numbers of the lines that only say who does a step, when or with what."""
    head = next((index for index, line in enumerate(lines) if _HEAD_ROW.fullmatch(line.text)), None)
    if head is None:
        return _mark_cells(lines, [])
    before, after = list(lines[:head]), lines[head + 1 :]
    cells, beside = _mark_cells(after, lines[head].text.split())
    if len(cells) < len(after):
        return before + cells, beside
    rows = _mark_rows(after)
    return before + rows if rows else list(lines), set()


def _mark_rows(lines: Sequence[Line]) -> list[Line]:
    """The rows under a head row; none if they are not numbered."""
    rows: list[Line] = []
    count = 0
    for line in lines:
        number = _NUMBERED.match(to_arabic_digits(line.text))
        if number and int(number[1]) == count + 1:
            count += 1
            line = replace(line, text=line.text[number.end() :], bullet=f"{count}.")
        rows.append(line)
    return rows if count >= _FEWEST_ROWS else []


def _mark_cells(lines: Sequence[Line], columns: Sequence[str]) -> tuple[list[Line], set[int]]:
    """Cells, the first of each row holding nothing but its number; ``columns`` are the names of their columns."""
    numbers = _number_column(lines)
    if len(numbers) < _FEWEST_ROWS:
        return list(lines), set()
    marked = list(lines[: numbers[0]])
    for index in range(numbers[0], len(lines)):
        if index - 1 in numbers:
            marked.append(replace(lines[index], bullet=f"{numbers.index(index - 1) + 1}."))
        elif index not in numbers:
            marked.append(lines[index])
    return marked, {lines[index].number for index in _cells_beside_steps(columns, numbers) if index < len(lines)}


def _cells_beside_steps(columns: Sequence[str], numbers: Sequence[int]) -> Iterator[int]:
    """The places of cells beside the steps, in a table whose rows have a line for each of the ``columns``."""
    if any(below - above != len(columns) for above, below in pairwise(numbers)):
        return
    for start in numbers:
        yield from (start + index for index, name in enumerate(columns) if _BESIDE_CELL.fullmatch(name))


def _number_column(lines: Sequence[Line]) -> list[int]:
    """The places of lines that are the numbers 1, 2, 3 …, each with text behind it."""
    column: list[int] = []
    for index, (line, after) in enumerate(zip(lines, lines[1:], strict=False)):
        number = _NUMBER.fullmatch(to_arabic_digits(line.text))
        if number and int(number[1]) == len(column) + 1 and not _NUMBER.fullmatch(to_arabic_digits(after.text)):
            column.append(index)
    return column
