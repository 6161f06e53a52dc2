"""Head rows of tables of steps, which readers give as one line per cell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.document import Line
from ingest.vocabulary import alternation
from kmsearch.thai.normalise import to_arabic_digits

_RUNNING_NUMBER = alternation("tables", "running_number")
_NUMBER_CELL = re.compile(_RUNNING_NUMBER, re.IGNORECASE)
_HEAD_CELL = re.compile(rf"{_RUNNING_NUMBER}|{alternation('tables', 'step', 'beside_step')}", re.IGNORECASE)
_NUMBER = re.compile(r"(\d{1,2})[.)]?")


def join_head_rows(lines: Sequence[Line]) -> list[Line]:
    """The lines of a document with the cells of each head row joined, so that no cell is read as a label."""
    joined: list[Line] = []
    start = 0
    while start < len(lines):
        end = start + 1
        if lines[start].cell and _NUMBER_CELL.fullmatch(lines[start].text.strip()):
            while end < len(lines) and _HEAD_CELL.fullmatch(lines[end].text.strip()):
                end += 1
        text = " ".join(line.text.strip() for line in lines[start:end])
        is_head_row = (
            end - start > 1 and end < len(lines) and _NUMBER.fullmatch(to_arabic_digits(lines[end].text.strip()))
        )
        joined += [replace(lines[start], text=text, head=0)] if is_head_row else lines[start:end]
        start = end
    return joined
