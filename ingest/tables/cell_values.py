"""Values of cells: repair of damaged Thai over a whole row, and conversion to text, lists, years and items."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from corpus.record import Item
from corpus.schema import read_items, storable
from ingest.document import Line
from ingest.items.item_builder import build_items
from ingest.items.list_markers import split_markers
from kmsearch.thai.damage_repair import default_repairer
from kmsearch.thai.dates import buddhist
from kmsearch.thai.tokenizer import arabic, squeeze

_LINE_END = re.compile("\r\n?|\n")
_MAX_DEPTH = 8
"""Nested lists and objects of JSON whose texts are repaired; the sections of a record need five levels."""


def repair_cells(cells: Sequence[tuple[str, Any]]) -> tuple[list[tuple[str, Any]], int]:
    """The cells with their texts repaired, judged by the text of the whole row, and the number of repairs.

    Names of columns are not repaired.
    """
    texts = [storable(text) for _, value in cells for text in _texts_in(value)]
    lines = [_LINE_END.split(text) for text in texts]
    repaired = default_repairer().repair_lines([line for text in lines for line in text])
    repaired_lines = iter(repaired)
    repaired_texts = iter(["\n".join(next(repaired_lines).text for _ in text) for text in lines])
    cells = [(name, _with_texts(value, repaired_texts)) for name, value in cells]
    return cells, sum(line.changes for line in repaired)


def _texts_in(value: Any, depth: int = 0) -> Iterator[str]:
    """Every text in a value, in order, down to ``_MAX_DEPTH``."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict) and depth < _MAX_DEPTH:
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts_in(part, depth + 1)


def _with_texts(value: Any, texts: Iterator[str], depth: int = 0) -> Any:
    """The value with its texts, in the order of ``_texts_in``, replaced by ``texts``."""
    if isinstance(value, str):
        return next(texts)
    if isinstance(value, dict) and depth < _MAX_DEPTH:
        return {name: _with_texts(part, texts, depth + 1) for name, part in value.items()}
    if isinstance(value, list) and depth < _MAX_DEPTH:
        return [_with_texts(part, texts, depth + 1) for part in value]
    return value


def to_text(value: Any) -> str:
    """A value as one line of text; objects, nested lists and booleans of JSON as JSON."""
    if value is None:
        return ""
    if isinstance(value, list) and all(isinstance(each, str | int | float) for each in value):
        value = ", ".join(map(str, value))
    elif isinstance(value, list | dict | bool):
        value = json.dumps(value, ensure_ascii=False)
    return squeeze(storable(str(value)))


def to_texts(value: Any) -> tuple[str, ...]:
    """The texts of a list, or of a cell with commas or line breaks between them."""
    texts = value if isinstance(value, list) else str(value or "").replace(",", "\n").split("\n")
    return tuple(filter(None, map(to_text, texts)))


def to_year_text(text: str) -> str:
    """A year with พ.ศ.: a bare number may be of either era, also where a program wrote 2560.0. Other text as it is."""
    number = arabic(text).removesuffix(".0")
    year = buddhist(int(number)) if number.isascii() and number.isdecimal() and len(number) <= 4 else None
    return f"พ.ศ. {year}" if year else text


def to_items(section: str, value: Any) -> tuple[Item, ...]:
    """The items of a cell (numbered or bulleted, else one a line), or of a list of JSON as they are."""
    if isinstance(value, list):
        return read_items(value, section)
    text = value if isinstance(value, str) else to_text(value)
    texts = [line for line in storable(text).split("\n") if line.strip()]
    has_markers = any(split_markers(text.strip())[0] for text in texts)
    lines = [Line(squeeze(text), number, gap=not has_markers) for number, text in enumerate(texts, 1)]
    return build_items(section, lines)
