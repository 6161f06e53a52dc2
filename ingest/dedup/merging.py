"""Merging of two versions of a record into the one to keep: the fuller text, fields filled in, sources of both."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from corpus.fields import FIELDS
from corpus.record import Record, Source
from ingest.dedup.candidate_keys import KeyIndex, candidate_keys
from ingest.dedup.checks import merged_check, with_check
from ingest.dedup.features import RecordFeatures
from ingest.dedup.matching import EXACT_MATCH, PairMatch, match_pair
from ingest.reporting.run_report import Status

MIN_UPDATED_LENGTH = 0.8
"""Share of its text below which a record found again is a part: one of its several pages shows less of it now. A
guess."""

MIN_EQUAL_LENGTH = 0.9
"""Share of the longer text from which the shorter is as full: a scanner adds as many letters as it loses. A guess."""


def merge_same_id(stored: Record, new: Record) -> tuple[Record, Status]:
    """The record to keep of two with one id, and its status: ``updated``, ``merged`` (from another page), ``kept``.

    Sources add up. A stored record that a person edited keeps its text. From another page, or from one of its pages
    that lost much text, the fuller text stays, and fields it lacks are filled.
    """
    paths = {source.path for source in new.source}
    sources = (*(source for source in stored.source if source.path not in paths), *new.source)
    if is_edited(stored):
        return replace(stored, source=sources), "kept"
    pages = {source.path for source in stored.source}
    if pages == paths or (pages & paths and text_length(new) >= MIN_UPDATED_LENGTH * text_length(stored)):
        return replace(new, source=sources, note=stored.note), "updated"
    return _fuller(stored, new, sources), "updated" if pages & paths else "merged"


def merge_duplicate(stored: Record, new: Record) -> tuple[Record, Status]:
    """The record to keep of two duplicates with different ids, under the id of ``stored``, and its status.

    The sources of both stay, but for those from an older state of a file of ``new``.
    """
    digests = {source.path: source.digest for source in new.source}
    current = [source for source in stored.source if digests.get(source.path, source.digest) == source.digest]
    sources = tuple(dict.fromkeys([*current, *new.source]))
    if is_edited(stored):
        return replace(stored, source=sources), "kept"
    note = "\n\n".join(dict.fromkeys(filter(None, (stored.note, new.note))))
    return replace(_fuller(stored, new, sources), note=note), "merged"


def merge_within_document(records: Iterable[Record]) -> list[Record]:
    """The records of one document without duplicates: the fuller of two, at the position of the first."""
    kept: list[Record] = []
    keys = KeyIndex()
    for record in records:
        position, match = _duplicate_among(record, kept, keys)
        if position is None:
            position = len(kept)
            kept.append(record)
        else:
            less, more = sorted((kept[position], record), key=text_length)
            kept[position] = more if match.certain else with_check(more, merged_check(less, match))
        keys.add(str(position), candidate_keys(kept[position]))
    return kept


def _duplicate_among(record: Record, kept: list[Record], keys: KeyIndex) -> tuple[int | None, PairMatch]:
    """The position in ``kept`` of a duplicate of ``record`` (None without one), and their match."""
    features = RecordFeatures(record)
    for position in map(int, keys.candidates(candidate_keys(record))):
        match = match_pair(features, RecordFeatures(kept[position]))
        if match.is_duplicate:
            return position, match
    same_id = (position for position, other in enumerate(kept) if other.id == record.id)
    return next(same_id, None), EXACT_MATCH


def is_edited(record: Record) -> bool:
    """Whether a person has changed the record since ingest wrote it."""
    return bool(record.extracted) and record.content_digest() != record.extracted


def text_length(record: Record) -> int:
    """Letters in all sections but ``other``."""
    return sum(len(item.text) for section in record.sections for item in section.items if section.name != "other")


def _fuller(stored: Record, new: Record, sources: tuple[Source, ...]) -> Record:
    """The record with more text under the id of ``stored``; fields it lacks are filled from the other.

    Of two of equal length, the one with fewer checks: it came from the better page.
    """
    other, fuller = sorted((stored, new), key=_length_and_digest)
    if text_length(other) >= MIN_EQUAL_LENGTH * text_length(fuller) and len(other.checks) < len(fuller.checks):
        other, fuller = fuller, other
    merged = replace(_filled(fuller, other), id=stored.id, source=sources, note=stored.note)
    return replace(merged, extracted=merged.content_digest())


def _length_and_digest(record: Record) -> tuple[int, str]:
    """Sort key; the digest makes the order of two equally long records independent of which came first."""
    return text_length(record), record.content_digest()


def _filled(record: Record, other: Record) -> Record:
    """The record with the fields that it lacks, and their evidence, from ``other``."""
    missing = [row.name for row in FIELDS if not getattr(record, row.name) and getattr(other, row.name)]
    evidence = {**record.evidence, **{name: other.evidence[name] for name in missing if name in other.evidence}}
    return replace(record, **{name: getattr(other, name) for name in missing}, evidence=evidence)
