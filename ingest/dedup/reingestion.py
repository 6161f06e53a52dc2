"""When a record is met again: in a changed file, on another page, or after a person has edited it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import replace

from corpus.fields import FIELDS
from corpus.record import Record, Section, Source
from ingest.reporting.run_report import Status

SAME_TITLE = 0.8
"""Likeness of titles from which a record of a changed file is the one it was before, reworded."""

MUCH_SHORTER = 0.8
"""Share of its text to which a record shrinks when a page of its several holds only a part of it any more."""

AS_LONG = 0.9
"""Share of the longer text from which the shorter is no less full: a scanner adds as many letters as it loses."""


def pair_with_previous(records: Sequence[Record], before: Sequence[Record]) -> list[Record]:
    """The records of a changed file under the ids they had: by id, else by title, else the only one left of each.

    A record that other files hold too is no one's only one.
    """
    left = {record.id: record for record in before if record.id not in {new.id for new in records}}
    known = {record.id for record in before}
    alone = len(records) == len(before) == 1 and len({source.path for source in before[0].source}) == 1
    paired = []
    for record in records:
        old = None if record.id in known else _previous(record, left.values(), alone)
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

    Sources add up. A stored record that a person edited keeps its text. From another page, or from one of its pages
    where much is gone now, the fuller text stays and fields it lacks are filled.
    """
    paths = {source.path for source in found.source}
    sources = (*(source for source in stored.source if source.path not in paths), *found.source)
    if is_edited(stored):
        return replace(stored, source=sources), "kept"
    pages = {source.path for source in stored.source}
    if pages == paths or (pages & paths and text_length(found) >= MUCH_SHORTER * text_length(stored)):
        return replace(found, source=sources, note=stored.note), "updated"
    return _fuller(stored, found, sources), "updated" if pages & paths else "merged"


def join_records(stored: Record, found: Record) -> tuple[Record, Status]:
    """The record to keep of two that are the same under two ids: the stored one, as from another page of it.

    The sources of both stand, but for those from an older state of a file of ``found``.
    """
    digests = {source.path: source.digest for source in found.source}
    current = [source for source in stored.source if digests.get(source.path, source.digest) == source.digest]
    sources = tuple(dict.fromkeys([*current, *found.source]))
    if is_edited(stored):
        return replace(stored, source=sources), "kept"
    note = "\n\n".join(dict.fromkeys(filter(None, (stored.note, found.note))))
    return replace(_fuller(stored, found, sources), note=note), "merged"


def _fuller(stored: Record, found: Record, sources: tuple[Source, ...]) -> Record:
    """The fuller text of the two under the id of the first, what it lacks filled from the other.

    Of two as full, the one with fewer checks: it was the better page.
    """
    other, fuller = sorted((stored, found), key=_fullness)
    if text_length(other) >= AS_LONG * text_length(fuller) and len(other.checks) < len(fuller.checks):
        other, fuller = fuller, other
    merged = replace(_filled(fuller, other), id=stored.id, source=sources, note=stored.note)
    return replace(merged, extracted=merged.content_digest())


def _fullness(record: Record) -> tuple[int, str]:
    """Letters of text; of two records with as many, one is always the same one, whichever came first."""
    return text_length(record), record.content_digest()


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
