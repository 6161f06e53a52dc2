"""Which files the store already holds: SHA-256 and path of every source, remembered between runs.

The memory is a cache beside the records, rebuilt from them whenever it is missing or a record's stamp differs.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypedDict

from corpus.record import Source
from corpus.storage import atomic_files
from corpus.storage.store import Store
from ingest.dedup.candidates import CandidateIndex
from kmsearch.errors import BrokenRecord, RecordNotFound

CACHE = ".sources.json"


class _Row(TypedDict):
    stamp: str
    sources: list[tuple[str, str]]


@dataclass(slots=True)
class Known:
    """``sources``: record id → (path, digest) of each of its sources; ``digests``: digest → a record that has it."""

    store: Store
    sources: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    by_path: dict[str, dict[str, None]] = field(default_factory=dict)
    _candidates: CandidateIndex | None = None

    @classmethod
    def load(cls, store: Store) -> Known:
        """What is known, reading only the records whose stamp the cache does not have."""
        cached = _read_cache(store.home / CACHE)
        known = cls(store)
        for entry in store.scan():
            row = cached.get(entry.id)
            if row and row["stamp"] == entry.stamp:
                known._remember(entry.id, [(path, digest) for path, digest in row["sources"]])
                continue
            with suppress(BrokenRecord, RecordNotFound):
                known._remember(entry.id, [(source.path, source.digest) for source in store.read(entry).source])
        return known

    def _remember(self, id: str, rows: list[tuple[str, str]]) -> None:
        self.sources[id] = rows
        for path, digest in rows:
            self.digests[digest] = id
            self.by_path.setdefault(path, {})[id] = None

    def ids_of(self, path: str) -> list[str]:
        """The records that came from the file ``path``."""
        return list(self.by_path.get(path, ()))

    def add(self, id: str, source: Source) -> None:
        """Remember that the record ``id`` has this source."""
        rows = [row for row in self.sources.get(id, []) if row[0] != source.path]
        self._remember(id, [*rows, (source.path, source.digest)])

    @property
    def candidates(self) -> CandidateIndex:
        """The records by what they say; read when first asked for, since most runs meet nothing new."""
        self._candidates = self._candidates or CandidateIndex.load(self.store)
        return self._candidates

    def forget(self, id: str) -> None:
        """The record ``id`` is gone; its sources are another's now."""
        for path, _ in self.sources.pop(id, ()):
            self.by_path.get(path, {}).pop(id, None)
        if self._candidates:
            self._candidates.remove(id)

    def save(self) -> None:
        """Write the caches for the next run."""
        if self._candidates:
            self._candidates.save()
        stamps = {entry.id: entry.stamp for entry in self.store.scan()}
        table = {id: {"stamp": stamps[id], "sources": rows} for id, rows in self.sources.items() if id in stamps}
        data = json.dumps(table, ensure_ascii=False).encode("utf-8", "backslashreplace")
        with atomic_files.explained(self.store.home / CACHE):
            atomic_files.write(self.store.home / CACHE, data)


def _read_cache(path: Path) -> dict[str, _Row]:
    try:
        table = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return table if isinstance(table, dict) else {}
