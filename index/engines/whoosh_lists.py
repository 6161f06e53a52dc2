"""Reads Whoosh's posting lists and columns, each whole, across segments."""

from __future__ import annotations

import zlib
from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, compress, islice
from threading import Lock
from typing import Any

from whoosh.index import FileIndex
from whoosh.reading import TermNotFound

from index.bitmap import bitmap, flags
from index.engines.base import PREFIX_TERMS
from index.engines.cache import ByteCache
from index.engines.whoosh_layout import SUB_FIELDS, Layout, occurrences, positions
from kmsearch.thai import CLUSTER_JOINT

PREFIX_SCAN = 2000
"""Terms looked at in each segment to find the most frequent of a prefix: a prefix of one letter has more."""

CACHE_BYTES = 64 * 1024 * 1024
"""Memory for the lists of one index as they were written."""


@dataclass(frozen=True, slots=True)
class _RawList:
    """A posting list as it was written; the values stand in one row of bytes, ``ends`` says where."""

    ids: array[int]
    weights: array[float]
    blob: bytes
    ends: array[int]

    @property
    def cost(self) -> int:
        """Bytes of memory, about."""
        return 12 * len(self.ids) + len(self.blob) + 300

    def value(self, place: int) -> bytes:
        """The value of the posting at ``place``."""
        return self.blob[self.ends[place] : self.ends[place + 1]]

    def values(self) -> Iterator[bytes]:
        """The values in order."""
        return map(self.value, range(len(self.ids)))


class WhooshLists:
    """What an index holds at one moment. Files are shared and have one place to read from, hence the lock."""

    def __init__(self, index: FileIndex, layout: Layout):
        self._place = layout.place
        self._lock = Lock()
        self._kept: ByteCache[_RawList] = ByteCache(CACHE_BYTES)
        self._reader = index.reader()
        self._leaves = [(leaf, base) for leaf, base in self._reader.leaf_readers() if leaf.doc_count_all()]
        for leaf, _ in self._leaves:
            leaf.deleted_docs_set = frozenset()  # lists come whole; we leave out what was taken out ourselves
        self.size: int = self._reader.doc_count_all()
        gone = {base + number for leaf, base in self._leaves for number in _deleted(leaf)}
        self.live = bitmap((number for number in range(self.size) if number not in gone), self.size)
        self._all_live = not gone
        self._is_live = flags(self.live).ljust(self.size, b"\0")
        self.keys = ["" if n in gone else key.decode() for n, key in enumerate(self._column("key"))]
        self.lengths = array("f", self._column("length"))
        self._payloads = [leaf.column_reader("payload") for leaf, _ in self._leaves]

    def close(self) -> None:
        """Closes the files."""
        self._reader.close()

    def payload(self, number: int) -> str:
        """The payload of a document."""
        with self._lock:
            for (_, base), column in zip(reversed(self._leaves), reversed(self._payloads), strict=True):
                if number >= base:
                    raw: bytes = column[number - base]
                    return zlib.decompress(raw).decode() if raw else ""
        return ""

    def weights(self, field: str, term: str) -> tuple[Sequence[int], Sequence[float]]:
        """The documents with ``term`` in ``field``, and its weighted frequency in each."""
        name, part = self._place(field)
        found = self._list(name, term)
        if part is None:
            return found.ids, found.weights
        counts = [occurrences(raw, part, name in SUB_FIELDS) for raw in found.values()]
        kept = [(number, float(count)) for number, count in zip(found.ids, counts, strict=True) if count]
        return [number for number, _ in kept], [count for _, count in kept]

    def positions(self, field: str, term: str, wanted: int) -> Mapping[int, Sequence[int]]:
        """Where ``term`` stands in ``field`` of the documents ``wanted`` that have it."""
        name, part = self._place(field)
        found = self._list(name, term)
        is_wanted = flags(wanted).ljust(self.size, b"\0")
        places = compress(range(len(found.ids)), map(is_wanted.__getitem__, found.ids))
        return {found.ids[place]: positions(found.value(place), part) for place in places}

    def expand(self, field: str, prefix: str) -> Sequence[str]:
        """The most frequent terms of ``field`` that begin with ``prefix``."""
        name, _ = self._place(field)
        start = prefix.encode()
        found: Counter[str] = Counter()
        with self._lock:
            for leaf, _ in self._leaves:
                for (owner, term), info in islice(leaf.iter_from(name, start), PREFIX_SCAN):
                    if owner != name or not term.startswith(start):
                        break
                    found[term.decode()] += info.doc_frequency()
        return [term for term, _ in found.most_common() if CLUSTER_JOINT not in term][:PREFIX_TERMS]

    def _list(self, name: str, term: str) -> _RawList:
        """The whole list of a term; those read last are kept, as a query asks for its words several times."""
        return self._kept.get((name, term), lambda: self._read(name, term))

    def _read(self, name: str, term: str) -> _RawList:
        ids, weights, values = array("I"), array("f"), list[bytes]()
        with self._lock:
            for leaf, base in self._leaves:
                for block in _blocks(leaf, name, term):
                    ids.extend(map(base.__add__, block._ids))
                    weights.extend(block._weights)
                    values.extend(block._values)
        if not self._all_live:
            kept = [place for place, number in enumerate(ids) if self._is_live[number]]
            ids = array("I", (ids[place] for place in kept))
            weights = array("f", (weights[place] for place in kept))
            values = [values[place] for place in kept]
        return _RawList(ids, weights, b"".join(values), array("I", accumulate(map(len, values), initial=0)))

    def _column(self, name: str) -> Iterator[Any]:
        for leaf, _ in self._leaves:
            yield from leaf.column_reader(name, translate=False)


def _deleted(leaf: Any) -> Iterator[int]:
    return (number for number in range(leaf.doc_count_all()) if leaf.is_deleted(number))


def _blocks(leaf: Any, name: str, term: str) -> Iterator[Any]:
    """Whoosh's matcher over one list, standing at each block in turn with its lists loaded.

    Private names of the matcher are read: stepping through it document by document costs several times as much.
    """
    try:
        matcher = leaf.postings(name, term)
    except TermNotFound:
        return
    while matcher.is_active():
        matcher.id(), matcher.weight(), matcher.value()
        yield matcher
        matcher._next_block()
