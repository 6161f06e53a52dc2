"""Builds the items of a section from its raw lines: marks steps and lines, joins, splits and levels them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.record import Item
from ingest.document import Line
from ingest.items.item_levels import find_leads, set_levels
from ingest.items.list_splitter import split_item
from ingest.items.marked_lines import mark_lines
from ingest.items.raw_item import join_items
from ingest.items.step_tables import mark_steps
from ingest.vocabulary import alternation
from kmsearch.thai.normalise import collapse_whitespace

_EMPTY = re.compile(rf"[\s\-–—._…*•]*|[._…]{{4,}}\s*\d{{1,2}}|(?:[-–—]?\s*{alternation('lists', 'nothing')}\s*[-–—]?)")
"""Text that is no item: dashes, leader dots to a page number, “ไม่มี”."""

_DASHES = ("-", "–", "—", "−")


def build_items(section: str, lines: Sequence[Line]) -> tuple[Item, ...]:
    """The items of a section's raw lines, in order; none for a section that only holds a dash."""
    return tuple(item for item, _ in traced_items(section, lines))


def traced_items(section: str, lines: Sequence[Line]) -> list[tuple[Item, list[Line]]]:
    """The same, each item with the lines it was made of."""
    is_story = section == "background"
    steps, beside = mark_steps(lines)
    joined = join_items(mark_lines(steps, is_story), is_story)
    dashed = sum(line.text.startswith(_DASHES) for line in lines)
    items = [
        part for item in joined for part in split_item(item, dashed <= 1, is_story) if not _EMPTY.fullmatch(part.text)
    ]
    set_levels(items)
    leads = find_leads(section, items)
    leads |= {index for index, item in enumerate(items) if item.lines[0].line.number in beside}
    return [
        (Item(collapse_whitespace(item.text), item.level, lead=index in leads), [marked.line for marked in item.lines])
        for index, item in enumerate(items)
    ]
