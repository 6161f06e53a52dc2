"""Which records may be the same as one: the keys of ``twins.py`` of every record, sorted, remembered between runs.

The memory is a cache beside the records, rebuilt from them where it is missing, damaged or of another stamp. It takes
300 bytes a record on disk and 400 in memory.
"""

from __future__ import annotations

import json
import sys
import zlib
from array import array
from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Iterable, Iterator, MutableSequence
from contextlib import suppress
from pathlib import Path

from corpus.record import Record
from corpus.storage import atomic_files
from corpus.storage.store import Store
from ingest.dedup.matching import Likeness, Traits, compare, keys_of
from kmsearch.errors import BrokenRecord, RecordNotFound

CACHE = ".twins"

MADE = 1
"""Raised when the keys of the same record change; a cache of another number is made anew."""

COMMON = 64
"""Records that share a key from which it tells nothing: a phrase of a form, an office that signs for all."""

SHARED = 2
"""Keys that two records share before they are compared: one alone is chance or a phrase."""

MOST = 12
"""Records compared with a new one, those that share most keys. The next would share two or three of thirty."""

_RECENT = 20_000
"""Keys held in one growing list, where each insertion moves the rest: some hundred records, a few microseconds."""


class Keys:
    """Key → names that have it. A pair is one 64-bit number: the key above, the place of the name below."""

    def __init__(self, names: Iterable[str] = (), pairs: Iterable[int] = ()):
        self.names = list(names)
        self._places = {name: place for place, name in enumerate(self.names)}
        self._sorted = [array("Q", pairs)]
        self._recent: list[int] = []

    def __contains__(self, name: str) -> bool:
        return name in self._places

    def add(self, name: str, keys: Iterable[int]) -> None:
        """``name`` has these keys, and none it had before."""
        self.remove(name)
        place = self._places[name] = len(self.names)
        self.names.append(name)
        for key in keys:
            insort(self._recent, key << 32 | place)
        if len(self._recent) > _RECENT:
            self._settle()

    def remove(self, name: str) -> None:
        """``name`` is found no more."""
        place = self._places.pop(name, None)
        if place is not None:
            self.names[place] = ""

    def near(self, keys: Iterable[int]) -> list[str]:
        """The names that share enough of ``keys``, most shared first; at most ``MOST``."""
        shared: Counter[str] = Counter()
        for key in keys:
            having = [pair & 0xFFFFFFFF for part in (*self._sorted, self._recent) for pair in _range(part, key)]
            names = [self.names[place] for place in having]
            if len(names) <= COMMON:
                shared.update(filter(None, names))
        found = sorted((-count, name) for name, count in shared.items() if count >= SHARED)
        return [name for _, name in found[:MOST]]

    def pairs(self) -> tuple[list[str], array[int]]:
        """The names there are, and all pairs in order, their places those of the names."""
        kept = [place for place, name in enumerate(self.names) if name]
        moved = dict(zip(kept, range(len(kept)), strict=True))
        self._settle()
        while len(self._sorted) > 1:
            self._join()
        everything = (pair for pair in self._sorted[0] if self.names[pair & 0xFFFFFFFF])
        pairs = array("Q", (pair >> 32 << 32 | moved[pair & 0xFFFFFFFF] for pair in everything))
        return [self.names[place] for place in kept], pairs

    def _settle(self) -> None:
        """The recent pairs into an array, small arrays into larger ones: each pair moves a few times in all."""
        self._sorted.append(array("Q", self._recent))
        self._recent = []
        while len(self._sorted) > 1 and len(self._sorted[-2]) <= len(self._sorted[-1]):
            self._join()

    def _join(self) -> None:
        last = self._sorted.pop()
        self._sorted[-1] = array("Q", sorted([*self._sorted[-1], *last]))


def _range(pairs: MutableSequence[int], key: int) -> Iterable[int]:
    first = bisect_left(pairs, key << 32)
    return pairs[first : min(bisect_left(pairs, key + 1 << 32, first), first + COMMON + 1)]


class Nearby:
    """The records of a store by their keys. Tell it of every record that is written or removed."""

    def __init__(self, store: Store, keys: Keys):
        self._store = store
        self._keys = keys

    @classmethod
    def load(cls, store: Store) -> Nearby:
        """From the cache; only records whose stamp it does not have are read."""
        stamps, keys = _read_cache(store.home / CACHE)
        nearby = cls(store, keys)
        found = set()
        for entry in store.scan():
            found.add(entry.id)
            if stamps.get(entry.id) != entry.stamp:
                keys.remove(entry.id)
                with suppress(BrokenRecord, RecordNotFound):
                    nearby.add(store.read(entry))
        for id in stamps.keys() - found:
            keys.remove(id)
        return nearby

    def add(self, record: Record) -> None:
        """The record is in the store as it is here."""
        self._keys.add(record.id, keys_of(record))

    def remove(self, id: str) -> None:
        """The record is in the store no more."""
        self._keys.remove(id)

    def alike(self, record: Record) -> Iterator[tuple[Record, Likeness]]:
        """The other records that may be the same, each with how like it is; broken ones left out."""
        traits = Traits(record)
        for id in self._keys.near(keys_of(record)):
            if id != record.id:
                with suppress(BrokenRecord, RecordNotFound):
                    stored = self._store.get(id)
                    yield stored, compare(traits, Traits(stored))

    def save(self) -> None:
        """Write the cache for the next run: a line of JSON, then the pairs."""
        names, pairs = self._keys.pairs()
        stamps = {entry.id: entry.stamp for entry in self._store.scan()}
        data = pairs.tobytes()
        head = {
            "made": [MADE, sys.byteorder, zlib.crc32(data)],
            "names": names,
            "stamps": [stamps.get(name, "") for name in names],
        }
        path = self._store.home / CACHE
        with atomic_files.explained(path):
            atomic_files.write(path, json.dumps(head, ensure_ascii=False).encode() + b"\n" + data)


def _read_cache(path: Path) -> tuple[dict[str, str], Keys]:
    """Name → stamp, and the keys; empty where there is no cache or it is not whole."""
    try:
        first, _, data = path.read_bytes().partition(b"\n")
        head = json.loads(first)
        if head["made"] != [MADE, sys.byteorder, zlib.crc32(data)]:
            return {}, Keys()
        pairs = array("Q")
        pairs.frombytes(data)
        return dict(zip(head["names"], head["stamps"], strict=True)), Keys(head["names"], pairs)
    except (OSError, ValueError, LookupError, TypeError):
        return {}, Keys()
