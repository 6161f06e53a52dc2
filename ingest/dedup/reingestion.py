"""Re-ingestion: pairs the records of a changed file with its earlier ones, and a spreadsheet row with its record."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import replace

from corpus.record import Record, Section

MIN_TITLE_RATIO = 0.8
"""Similarity of titles (0 to 1) from which a record of a changed file is an earlier one, reworded. A guess."""


def pair_with_previous(records: Sequence[Record], previous: Sequence[Record]) -> list[Record]:
    """The records of a changed file under the ids they had: paired by id, else by title, else as the only one of each.

    The last holds only if no other file is a source of the previous record.
    """
    unpaired = {record.id: record for record in previous if record.id not in {new.id for new in records}}
    previous_ids = {record.id for record in previous}
    only_one = len(records) == len(previous) == 1 and len({source.path for source in previous[0].source}) == 1
    paired = []
    for record in records:
        earlier = None if record.id in previous_ids else _previous(record, unpaired.values(), only_one)
        if earlier is not None:
            record = replace(record, id=earlier.id)
            del unpaired[earlier.id]
        paired.append(record)
    return paired


def _previous(record: Record, unpaired: Iterable[Record], only_one: bool) -> Record | None:
    """The record with the most similar title, if similar enough or the only one."""
    ratios = {old.id: difflib.SequenceMatcher(None, old.title, record.title).ratio() for old in unpaired}
    best = max(unpaired, key=lambda old: ratios[old.id], default=None)
    return best if best is not None and (only_one or ratios[best.id] >= MIN_TITLE_RATIO) else None


def restore_layout(row_record: Record, stored: Record) -> Record:
    """The record of a spreadsheet row with what a row cannot hold, from the stored one: lead-ins, levels of items,
    sources, evidence. Returns ``stored`` itself where nothing else differs."""
    remaining = {section.name: section for section in row_record.sections}
    sections = [_with_layout(section, remaining.pop(section.name, None)) for section in stored.sections]
    laid_out = tuple(section for section in (*sections, *remaining.values()) if section is not None)
    restored = replace(row_record, sections=laid_out, source=stored.source, evidence=stored.evidence)
    return stored if replace(restored, extracted=stored.extracted) == stored else restored


def _with_layout(stored: Section, row_section: Section | None) -> Section | None:
    """The stored section if the row has the same items; a section without items had no cell and stays."""
    texts = [item.text for item in row_section.numbered_items] if row_section else []
    return stored if texts == [item.text for item in stored.numbered_items] else row_section
