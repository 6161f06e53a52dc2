"""The raw lines of a section as its items, in a straight line: steps marked, lines read, joined, split, levelled."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.record import Item
from ingest.cleaning.leaders import without_leaders
from ingest.document import Line
from ingest.items.item_levels import find_leads, set_levels
from ingest.items.list_markers import NAMED
from ingest.items.list_splitter import split_items
from ingest.items.marked_lines import mark_lines
from ingest.items.raw_item import RawItem, join_items
from ingest.items.step_tables import mark_steps
from ingest.vocabulary import alternation
from kmsearch.thai.tokenizer import squeeze

_EMPTY = re.compile(
    rf"[\s\-–—._…*•]*|[._…]{{4,}}\s*[\d๐-๙]{{1,2}}|(?:[-–—]?\s*{alternation('lists', 'nothing')}\s*[-–—]?)"
)
"""What stands for no item: dashes, leader dots to a page number, “ไม่มี”."""

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
    items = [part for item in joined for part in _split(item, dashed <= 1, is_story) if not _EMPTY.fullmatch(part.text)]
    set_levels(items)
    leads = find_leads(section, items)
    leads |= {place for place, item in enumerate(items) if item.lines[0].line.number in beside}
    return [
        (Item(squeeze(item.text), item.level, lead=place in leads), [marked.line for marked in item.lines])
        for place, item in enumerate(items)
    ]


def _split(item: RawItem, dashes: bool, is_story: bool) -> Iterator[RawItem]:
    """A flattened item (``1. ก 2. ข 3. ค`` or ``• ก • ข`` in one run) as several; others as they are.

    ``dashes``: dashes separate items only where no other line of the section begins with one, for they stand in
    sentences too. A story is not split: its 1) 2) 3) are the writer's own sentence.
    """
    parts = [] if is_story and not item.markers else split_items(item.text, item.markers, dashes)
    if len(parts) < 2:
        yield item
        return
    for markers, text in parts:
        filled = without_leaders(text)
        yield RawItem(item.lines, markers, [filled], bool(NAMED.match(filled)))
