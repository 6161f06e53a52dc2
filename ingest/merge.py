"""When a record is met again: in a changed file, on another page, or after a person has edited it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import replace

from corpus.fields import FIELDS
from corpus.record import Record, Section
from ingest.report import Status

SAME_TITLE = 0.8
"""Likeness of titles from which a record of a changed file is the one it was before, reworded."""


def pair_with_previous(records: Sequence[Record], before: Sequence[Record]) -> list[Record]:
    """The records of a changed file under the ids they had: by id, else by title, else the only one left of each."""
    left = {record.id: record for record in before if record.id not in {new.id for new in records}}
    known = {record.id for record in before}
    paired = []
    for record in records:
        old = None if record.id in known else _previous(record, left.values(), alone=len(records) == len(before) == 1)
        if old is not None:
            record = replace(record, id=old.id)
            del left[old.id]
        paired.append(record)
    return paired


def _previous(record: Record, left: Iterable[Record], alone: bool) -> Record | None:
    likeness = {old.id: difflib.SequenceMatcher(None, old.title, record.title).ratio() for old in left}
    best = max(left, key=lambda old: likeness[old.id], default=None)
    return best if best is not None and (alone or likeness[best.id] >= SAME_TITLE) else None


def merge_records(stored: Record, found: Record) -> tuple[Record, Status]:
    """The record to keep, and what that makes of it: updated, merged (from another page), or kept as edited by hand.

    Sources add up. A stored record that a person edited keeps its text. From another page, the fuller text stays and
    fields it lacks are filled.
    """
    paths = {source.path for source in found.source}
    sources = (*(source for source in stored.source if source.path not in paths), *found.source)
    if is_edited(stored):
        return replace(stored, source=sources), "kept"
    if any(source.path in paths for source in stored.source):
        return replace(found, source=sources, note=stored.note), "updated"
    fuller, other = (found, stored) if text_length(found) > text_length(stored) else (stored, found)
    merged = replace(_filled(fuller, other), source=sources, note=stored.note)
    return replace(merged, extracted=merged.content_digest()), "merged"


def is_edited(record: Record) -> bool:
    """Whether a person has changed the record since ingest wrote it."""
    return bool(record.extracted) and record.content_digest() != record.extracted


def restore_layout(found: Record, stored: Record) -> Record:
    """The record of a spreadsheet's row with what a row cannot hold, from the stored one: leads, sub-points, sources,
    evidence. It is the stored record itself where nothing else differs."""
    points = {section.name: section for section in found.sections}
    sections = [_laid_out(section, points.pop(section.name, None)) for section in stored.sections]
    laid_out = tuple(section for section in (*sections, *points.values()) if section is not None)
    restored = replace(found, sections=laid_out, source=stored.source, evidence=stored.evidence)
    return stored if replace(restored, extracted=stored.extracted) == stored else restored


def _laid_out(stored: Section, found: Section | None) -> Section | None:
    """The stored section if its points are those found; one that has none had no cell."""
    texts = [item.text for item in found.points] if found else []
    return stored if texts == [item.text for item in stored.points] else found


def _filled(record: Record, other: Record) -> Record:
    lacking = [row.name for row in FIELDS if not getattr(record, row.name) and getattr(other, row.name)]
    evidence = {**record.evidence, **{name: other.evidence[name] for name in lacking if name in other.evidence}}
    return replace(record, **{name: getattr(other, name) for name in lacking}, evidence=evidence)


def text_length(record: Record) -> int:
    """Letters in the sections that count: all but ``other``."""
    return sum(len(item.text) for section in record.sections for item in section.items if section.name != "other")
