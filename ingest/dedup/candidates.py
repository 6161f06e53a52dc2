"""Candidates for duplicates in a store: the key index of its records, cached between runs.

The cache is a file beside the records, rebuilt from them where it is missing, damaged or of another version; only
records that changed since are read again. It takes 300 bytes a record on disk and 400 in memory.
"""

from __future__ import annotations

import json
import sys
import zlib
from array import array
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from corpus.record import Record
from corpus.storage import atomic_files
from corpus.storage.store import Store
from ingest.dedup.candidate_keys import KEYS_VERSION, KeyIndex, candidate_keys
from ingest.dedup.features import RecordFeatures
from ingest.dedup.matching import PairMatch, match_pair
from kmsearch.errors import BrokenRecord, RecordNotFound

CACHE = ".candidate-keys"


class CandidateIndex:
    """The records of a store by their candidate keys; the caller adds and removes each record it writes or deletes."""

    def __init__(self, store: Store, keys: KeyIndex):
        self._store = store
        self._keys = keys

    @classmethod
    def load(cls, store: Store) -> CandidateIndex:
        """The index from the cache; records with another stamp than the cached one are read."""
        stamps, keys = _read_cache(store.home / CACHE)
        index = cls(store, keys)
        stored_ids = set()
        for entry in store.scan():
            stored_ids.add(entry.id)
            if stamps.get(entry.id) != entry.stamp:
                keys.remove(entry.id)
                with suppress(BrokenRecord, RecordNotFound):
                    index.add(store.read(entry))
        for id in stamps.keys() - stored_ids:
            keys.remove(id)
        return index

    def add(self, record: Record) -> None:
        """Index a record as it was just stored."""
        self._keys.add(record.id, candidate_keys(record))

    def remove(self, id: str) -> None:
        """Forget a record that was deleted."""
        self._keys.remove(id)

    def matches(self, record: Record) -> Iterator[tuple[Record, PairMatch]]:
        """Every other record that is a candidate, with its match to ``record``; broken records are left out."""
        features = RecordFeatures(record)
        for id in self._keys.candidates(candidate_keys(record)):
            if id != record.id:
                with suppress(BrokenRecord, RecordNotFound):
                    stored = self._store.get(id)
                    yield stored, match_pair(features, RecordFeatures(stored))

    def save(self) -> None:
        """Write the cache: one line of JSON (version, ids, stamps), then the postings as 64-bit numbers."""
        ids, postings = self._keys.compacted()
        stamps = {entry.id: entry.stamp for entry in self._store.scan()}
        data = postings.tobytes()
        head = {
            "version": [KEYS_VERSION, sys.byteorder, zlib.crc32(data)],
            "ids": ids,
            "stamps": [stamps.get(id, "") for id in ids],
        }
        path = self._store.home / CACHE
        with atomic_files.explained(path):
            atomic_files.write(path, json.dumps(head, ensure_ascii=False).encode() + b"\n" + data)


def _read_cache(path: Path) -> tuple[dict[str, str], KeyIndex]:
    """Id → stamp, and the key index; both empty without a cache, or if it is damaged or of another version."""
    try:
        first, _, data = path.read_bytes().partition(b"\n")
        head = json.loads(first)
        if head["version"] != [KEYS_VERSION, sys.byteorder, zlib.crc32(data)]:
            return {}, KeyIndex()
        postings = array("Q")
        postings.frombytes(data)
        return dict(zip(head["ids"], head["stamps"], strict=True)), KeyIndex(head["ids"], postings)
    except (OSError, ValueError, LookupError, TypeError):
        return {}, KeyIndex()
