"""Page numbers and running heads with page numbers among the lines of a document."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ingest.document import Line
from ingest.vocabulary import alternation
from kmsearch.thai.normalise import collapse_whitespace, to_arabic_digits

_NUMBER = re.compile(r"\d{1,3}")

_MIN_CENTRED_INDENT = 8
"""Blanks before a number alone on its line from which it is in the middle or at the right of a page. A guess."""

_MAX_COLUMN_DISTANCE = 6
"""Lines from one number of a column to the next; a page has more. A guess."""

_MAX_PAGE_STEP = 2
"""Pages from one running head to the next of its kind: left and right pages may have their own."""

_SEPARATOR = rf"(?:\s{{3,}}|\s*[|•·]\s*|\s+{alternation('page_furniture', 'page_thai')}\s*)"
_HEAD_WITH_NUMBER = re.compile(
    rf"(?P<head>\S.{{5,90}}?){_SEPARATOR}(?P<number>\d{{1,3}})|(?P<number_before>\d{{1,3}}){_SEPARATOR}(?P<foot>\S.{{5,90}})"
)


def page_number_positions(lines: Sequence[Line]) -> set[int]:
    """The positions of lines that are only a page number, or a running head with a page number."""
    texts = [to_arabic_digits(line.text.strip()) for line in lines]
    return {*_lone_numbers(lines, texts), *_running_heads(texts)}


def _lone_numbers(lines: Sequence[Line], texts: Sequence[str]) -> Iterator[int]:
    """Numbers alone on lines with blank space around, but not in a column of numbers, in cells, or after a colon."""
    positions = [position for position, text in enumerate(texts) if _NUMBER.fullmatch(text)]
    in_columns = {
        position
        for pair in pairwise(positions)
        if pair[1] - pair[0] <= _MAX_COLUMN_DISTANCE and int(texts[pair[1]]) == int(texts[pair[0]]) + 1
        for position in pair
    }
    for position in positions:
        line = lines[position]
        gap_below = position + 1 == len(lines) or lines[position + 1].gap
        follows_colon = position > 0 and texts[position - 1].endswith((":", "："))
        is_apart = line.gap or gap_below or line.indent >= _MIN_CENTRED_INDENT
        if is_apart and not (line.begins or line.bullet or follows_colon or position in in_columns):
            yield position


def _running_heads(texts: Sequence[str]) -> Iterator[int]:
    """Lines that are repeated with the number of a following page."""
    heads: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for position, text in enumerate(texts):
        if match := _HEAD_WITH_NUMBER.fullmatch(text):
            number = int(match["number"] or match["number_before"])
            heads[collapse_whitespace(match["head"] or match["foot"])].append((position, number))
    for repeats in heads.values():
        steps = [after[1] - before[1] for before, after in pairwise(repeats)]
        if steps and all(1 <= step <= _MAX_PAGE_STEP for step in steps):
            yield from (position for position, _ in repeats)
