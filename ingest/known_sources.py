"""Known sources: path and SHA-256 of every file that the stored records come from, cached between runs.

The cache is a file beside the records; a record whose stamp differs from the cached one is read again.
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
from kmsearch.errors import BrokenRecord, RecordNotFound

CACHE = ".sources.json"


class _CachedSources(TypedDict):
    stamp: str
    sources: list[tuple[str, str]]


@dataclass(slots=True)
class KnownSources:
    """``sources``: record id → (path, digest) of each source; ``digests``: digest → id of a record that has it;
    ``ids_by_path``: path → ids, as an ordered set."""

    store: Store
    sources: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    ids_by_path: dict[str, dict[str, None]] = field(default_factory=dict)

    @classmethod
    def load(cls, store: Store) -> KnownSources:
        """The sources of all records; only records whose stamp is not in the cache are read."""
        cached_sources = _read_cache(store.home / CACHE)
        known_sources = cls(store)
        for entry in store.scan():
            cached = cached_sources.get(entry.id)
            if cached and cached["stamp"] == entry.stamp:
                known_sources._set(entry.id, [(path, digest) for path, digest in cached["sources"]])
                continue
            with suppress(BrokenRecord, RecordNotFound):
                known_sources._set(entry.id, [(source.path, source.digest) for source in store.read(entry).source])
        return known_sources

    def _set(self, id: str, sources: list[tuple[str, str]]) -> None:
        self.sources[id] = sources
        for path, digest in sources:
            self.digests[digest] = id
            self.ids_by_path.setdefault(path, {})[id] = None

    def ids_of(self, path: str) -> list[str]:
        """The ids of the records that come from the file ``path``."""
        return list(self.ids_by_path.get(path, ()))

    def add(self, id: str, source: Source) -> None:
        """Adds a source of the record ``id``, in place of an earlier state of the same file."""
        others = [known for known in self.sources.get(id, []) if known[0] != source.path]
        self._set(id, [*others, (source.path, source.digest)])

    def forget(self, id: str) -> None:
        """Removes a record that was deleted; its digests stay known, for its sources went to another record."""
        for path, _ in self.sources.pop(id, ()):
            self.ids_by_path.get(path, {}).pop(id, None)

    def save(self) -> None:
        """Writes the cache for the next run."""
        stamps = {entry.id: entry.stamp for entry in self.store.scan()}
        table = {id: {"stamp": stamps[id], "sources": sources} for id, sources in self.sources.items() if id in stamps}
        data = json.dumps(table, ensure_ascii=False).encode("utf-8", "backslashreplace")
        with atomic_files.explained(self.store.home / CACHE):
            atomic_files.write(self.store.home / CACHE, data)


def _read_cache(path: Path) -> dict[str, _CachedSources]:
    """Record id → stamp and sources; empty where there is no cache or it is damaged."""
    try:
        table = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return table if isinstance(table, dict) else {}
