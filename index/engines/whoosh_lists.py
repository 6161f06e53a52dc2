"""Reads Whoosh's posting lists and columns, each whole, across segments."""

from __future__ import annotations

import re
import zlib
from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, compress, islice, repeat
from operator import sub
from threading import Lock
from typing import Any

from whoosh.index import FileIndex
from whoosh.reading import TermNotFound

from index.bitmap import bitmap, flags
from index.engines.base import PREFIX_TERMS
from index.engines.cache import ByteCache
from index.engines.whoosh_layout import MASK_BYTES, SUB_FIELDS, Layout, occurrences, positions
from kmsearch.thai import CLUSTER_JOINT

PREFIX_SCAN = 2000
"""Terms looked at in each segment to find the most frequent of a prefix: a prefix of one letter has more."""

CACHE_BYTES = 64 * 1024 * 1024
"""Memory for the lists of one index as they were written."""


_LIVE = re.compile(b"\1+")


@dataclass(frozen=True, slots=True)
class _RawList:
    """A posting list as it was written; the values stand in one row of bytes, ``ends`` says where."""

    ids: array[int]
    weights: array[float]
    blob: bytes
    ends: Sequence[int]

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

    def terms(self, field: str) -> Mapping[str, int]:
        """The words of ``field``, bigrams left out, with the number of documents that have each."""
        name, _ = self._place(field)
        found: Counter[str] = Counter()
        with self._lock:
            for leaf, _ in self._leaves:
                for (owner, term), info in leaf.iter_from(name, b""):
                    if owner != name:
                        break
                    found[term.decode()] += info.doc_frequency()
        return {term: count for term, count in found.items() if CLUSTER_JOINT not in term}

    def _list(self, name: str, term: str) -> _RawList:
        """The whole list of a term; those read last are kept, as a query asks for its words several times."""
        return self._kept.get((name, term), lambda: self._read(name, term))

    def _read(self, name: str, term: str) -> _RawList:
        ids, weights, values = array("I"), array("f"), list[bytes]()
        with self._lock:
            for leaf, base in self._leaves:
                for (first, *steps), same, inside in _blocks(leaf, name, term):
                    ids.extend(accumulate(steps, initial=base + first))
                    weights.extend(same if isinstance(same, tuple) else repeat(same or 1.0, len(steps) + 1))
                    values += (inside,) if isinstance(inside, bytes) else inside
        ends: Sequence[int] = array("I", accumulate(map(len, values), initial=0))
        if name in SUB_FIELDS:
            ends = range(0, MASK_BYTES * len(ids) + 1, MASK_BYTES)
        return self._living(_RawList(ids, weights, b"".join(values), ends))

    def _living(self, found: _RawList) -> _RawList:
        """The list without the documents that were taken out."""
        live = bytes(map(self._is_live.__getitem__, found.ids))
        if all(live):
            return found
        ends = found.ends
        runs = [(ends[run.start()], ends[run.end()]) for run in _LIVE.finditer(live)]
        sizes = compress(map(sub, ends[1:], ends), live)
        return _RawList(
            array("I", compress(found.ids, live)),
            array("f", compress(found.weights, live)),
            b"".join(found.blob[low:high] for low, high in runs),
            array("I", accumulate(sizes, initial=0)),
        )

    def _column(self, name: str) -> Iterator[Any]:
        for leaf, _ in self._leaves:
            yield from leaf.column_reader(name, translate=False)


def _deleted(leaf: Any) -> Iterator[int]:
    return (number for number in range(leaf.doc_count_all()) if leaf.is_deleted(number))


def _blocks(leaf: Any, name: str, term: str) -> Iterator[tuple[tuple[int, ...], Any, Any]]:
    """Each block of one list as it was written: the first document and the steps to the others; the weights, or the one
    weight of all (None: 1.0); the values, those of a fixed length joined.

    Private names of Whoosh's matcher are read: stepping through it document by document costs several times as much.
    """
    try:
        matcher = leaf.postings(name, term)
    except TermNotFound:
        return
    while matcher.is_active():
        matcher._read_data()
        yield matcher._data
        matcher._next_block()
