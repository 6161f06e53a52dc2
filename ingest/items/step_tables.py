"""Tables of steps, a cell or a row a line: without their head row, the running numbers as markers of the steps."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from ingest.document import Line
from kmsearch.thai.tokenizer import arabic

_FEWEST = 2
"""Numbers that run on from 1 and make a column."""

_NUMBER = re.compile(r"(\d{1,2})[.)]?")
_NUMBERED = re.compile(r"(\d{1,2})\s+(?=\S)")
_COUNT = r"(?:ลำดับ(?:ที่)?|ที่|ข้อ|No\.?)"
_STEP = (
    r"(?:ขั้นตอน(?:ที่|การ\S{0,20})?|กิจกรรม\S{0,20}|รายการ|รายละเอียด\S{0,20}|วิธีการ\S{0,20}|วิธีดำเนิน\S{0,20}|"
    r"การดำเนิน\S{0,20})"
)
_BESIDE = (
    r"(?:ผู้รับผิดชอบ|ผู้ดำเนิน\S{0,10}|ระยะเวลา\S{0,20}|วัน(?:ที่|เวลา)|เวลา|สถานที่|งบประมาณ|หมายเหตุ|เครื่องมือ\S{0,20}|"
    r"อุปกรณ์|เป้าหมาย|ตัวชี้วัด)"
)
_COUNT_CELL = re.compile(_COUNT, re.IGNORECASE)
_BESIDE_CELL = re.compile(_BESIDE)
_HEAD_CELL = re.compile(rf"{_COUNT}|{_STEP}|{_BESIDE}", re.IGNORECASE)
_HEAD_ROW = re.compile(rf"{_COUNT}(?:\s+(?:{_STEP}|{_BESIDE}))+", re.IGNORECASE)


def with_steps(lines: Sequence[Line]) -> tuple[list[Line], set[int]]:
    """The lines of a section, and the numbers of those that only say who does a step, when or with what.

    The lines of a table of steps carry its running numbers as their marker.
    """
    head = next((place for place, line in enumerate(lines) if _HEAD_ROW.fullmatch(line.text)), None)
    if head is None:
        return _cells(lines, [])
    before, after = list(lines[:head]), lines[head + 1 :]
    cells, beside = _cells(after, lines[head].text.split())
    if len(cells) < len(after):
        return before + cells, beside
    rows = _rows(after)
    return before + rows if rows else list(lines), set()


def with_head_rows(lines: Sequence[Line]) -> list[Line]:
    """The lines of a document, the head row of a table of steps as one, so that no cell of it is taken for a label."""
    shown: list[Line] = []
    place = 0
    while place < len(lines):
        end = place + 1
        if lines[place].cell and _COUNT_CELL.fullmatch(lines[place].text.strip()):
            while end < len(lines) and _HEAD_CELL.fullmatch(lines[end].text.strip()):
                end += 1
        text = " ".join(line.text.strip() for line in lines[place:end])
        is_row = end - place > 1 and end < len(lines) and _NUMBER.fullmatch(arabic(lines[end].text.strip()))
        shown += [replace(lines[place], text=text, head=0)] if is_row else lines[place:end]
        place = end
    return shown


def _rows(lines: Sequence[Line]) -> list[Line]:
    """The rows under a head row; none if they are not numbered."""
    rows: list[Line] = []
    count = 0
    for line in lines:
        found = _NUMBERED.match(arabic(line.text))
        if found and int(found[1]) == count + 1:
            count += 1
            line = replace(line, text=line.text[found.end() :], bullet=f"{count}.")
        rows.append(line)
    return rows if count >= _FEWEST else []


def _cells(lines: Sequence[Line], heads: Sequence[str]) -> tuple[list[Line], set[int]]:
    """Cells of which each first holds nothing but its number; ``heads`` are those of their columns."""
    column = _column(lines)
    if len(column) < _FEWEST:
        return list(lines), set()
    kept = list(lines[: column[0]])
    for place in range(column[0], len(lines)):
        if place - 1 in column:
            kept.append(replace(lines[place], bullet=f"{column.index(place - 1) + 1}."))
        elif place not in column:
            kept.append(lines[place])
    return kept, {lines[place].number for place in _beside(heads, column) if place < len(lines)}


def _beside(heads: Sequence[str], column: Sequence[int]) -> Iterator[int]:
    """The places of cells beside the steps, in a table whose rows have a line for each of the ``heads``."""
    if any(below - above != len(heads) for above, below in pairwise(column)):
        return
    for start in column:
        yield from (start + place for place, head in enumerate(heads) if _BESIDE_CELL.fullmatch(head))


def _column(lines: Sequence[Line]) -> list[int]:
    """The places of lines that are the numbers 1, 2, 3 …, each with text behind it."""
    column: list[int] = []
    for place, (line, after) in enumerate(zip(lines, lines[1:], strict=False)):
        found = _NUMBER.fullmatch(arabic(line.text))
        if found and int(found[1]) == len(column) + 1 and not _NUMBER.fullmatch(arabic(after.text)):
            column.append(place)
    return column
