"""Levels of raw items, and which of them are leads: sub-headings and sentences that only introduce other items."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, zip_longest

from ingest.cleaning.paragraphs import text_width
from ingest.items.raw_item import LONGEST_SUBHEADING, RawItem, group_head
from ingest.vocabulary import alternation

_CUE = re.compile(rf"(?:{alternation('lists', 'cues')}|[:：])\s*[:：]?$")
"""End of a sentence that announces a list."""


def set_levels(items: Sequence[RawItem]) -> None:
    """Set the depth of each item by its notation: one not yet open is one deeper, an open one closes those below it."""
    open_styles: list[str] = []
    for item in items:
        if not item.markers:
            open_styles.clear()
            continue
        style = "+".join(marker.style for marker in item.markers)
        if style in open_styles:
            del open_styles[open_styles.index(style) + 1 :]
        else:
            open_styles.append(style)
        item.level = len(open_styles) - 1


def find_leads(section: str, items: Sequence[RawItem]) -> set[int]:
    """The places of items that only introduce others. In a story only numbered sub-headings do."""
    texts = [item.text for item in items]
    widths = [text_width(text) for text in texts]
    groups = list(map(group_head, texts, widths))
    leads = set(_subheadings(items, widths, groups))
    if section == "background":
        return leads
    opening = next((index for index, item in enumerate(items) if item.markers or item.is_named), 0)
    if opening == 1:
        leads.add(0)
    first_group = groups[0] if items and not items[0].markers else ""
    leads |= set(_headings_between(items, widths, groups, first_group))
    return leads | {index for index in range(opening) if _CUE.search(texts[index])}


def _subheadings(items: Sequence[RawItem], widths: Sequence[int], groups: Sequence[str]) -> Iterator[int]:
    """Short numbered items with items under them, unless others of their numbering have none."""
    without_items = list(_numbered_without_items(items))
    for index, (item, after) in enumerate(pairwise(items)):
        is_stage = item.lines[0].line.strong and bool(item.markers and groups[index])
        is_short = widths[index] <= LONGEST_SUBHEADING
        is_subheading = (_has_deep_number(item) or is_stage) and is_short and _is_under(after, item)
        if is_subheading and not any(_are_siblings(item, other) for other in without_items):
            yield index


def _headings_between(
    items: Sequence[RawItem], widths: Sequence[int], groups: Sequence[str], first_group: str
) -> Iterator[int]:
    """Short unmarked items between two lists: over a list from 1, or with the head word of the section's groups."""
    for index, (before, item, after) in enumerate(zip(items, items[1:], items[2:], strict=False), 1):
        is_group = bool(first_group) and first_group == groups[index] and bool(after.markers)
        is_between = before.markers and not item.markers and not item.is_named
        if is_between and widths[index] < LONGEST_SUBHEADING and (_opens_list(after) or is_group):
            yield index


def _is_under(after: RawItem, item: RawItem) -> bool:
    """Whether ``after`` is the first item under a numbered one: a bullet, number 1, or its number and one more."""
    if not after.markers or after.level <= item.level:
        return False
    numbers, own = after.markers[-1].numbers, item.markers[-1].numbers
    return not numbers or numbers == (1,) or numbers[:-1] == own


def _numbered_without_items(items: Sequence[RawItem]) -> Iterator[RawItem]:
    """The items with deep numbers that have no items under them."""
    for item, after in zip_longest(items, items[1:]):
        if _has_deep_number(item) and not (after and _is_under(after, item)):
            yield item


def _are_siblings(item: RawItem, other: RawItem) -> bool:
    return bool(other.markers) and item.markers[-1].numbers[:-1] == other.markers[-1].numbers[:-1]


def _opens_list(item: RawItem) -> bool:
    """Whether the innermost marker is the first of a list: number 1."""
    return bool(item.markers) and item.markers[-1].numbers == (1,)


def _has_deep_number(item: RawItem) -> bool:
    """Whether a marker has a number of two parts or more (2.1)."""
    return any(len(marker.numbers) > 1 for marker in item.markers)
