"""Reads Whoosh's posting lists and columns, each whole, across segments."""

from __future__ import annotations

import zlib
from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from threading import Lock
from typing import Any

import numpy as np
from whoosh.index import FileIndex
from whoosh.reading import TermNotFound

from index.engines.byte_cache import ByteCache
from index.engines.protocol import PREFIX_TERMS
from index.engines.whoosh.evaluation import Numbers, Weights
from index.engines.whoosh.schema import PART_BITS, SUB_FIELDS, VALUE_BYTES, Joined, Layout
from index.reader.document_sets import Members, bitmap, members
from kmsearch.thai.tokenizer import CLUSTER_JOINT

PREFIX_SCAN = 2000
"""Terms looked at in each segment to find the most frequent of a prefix: a prefix of one letter has more."""

CACHE_BYTES = 64 * 1024 * 1024
"""Memory for the lists of one index as they were written."""


@dataclass(frozen=True, slots=True)
class _RawList:
    """A posting list as it was written: ``counts`` says how many of the ``values`` are of each document.

    The values are the positions of a word; of a sub-word, one set of parts a document.
    """

    ids: Numbers
    weights: Weights
    values: Numbers
    counts: Numbers

    @property
    def cost(self) -> int:
        """Bytes of memory, about."""
        return self.ids.nbytes + self.weights.nbytes + self.values.nbytes + self.counts.nbytes + 400

    def only(self, kept: Members) -> _RawList:
        """The list of the documents that are ``kept``, a place for each."""
        values = self.values[np.repeat(kept, self.counts)]
        return _RawList(self.ids[kept], self.weights[kept], values, self.counts[kept])


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
        self._is_live = members(self.live, self.size)
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

    def weights(self, field: str, term: str) -> tuple[Numbers, Weights]:
        """The documents with ``term`` in ``field``, and its weighted frequency in each."""
        name, part = self._place(field)
        found = self._list(name, term)
        if part is None:
            return found.ids, found.weights
        inside = found.values >> part & 1 if name in SUB_FIELDS else found.values >> PART_BITS == part
        owners = np.repeat(np.arange(len(found.ids)), found.counts)
        times = np.bincount(owners, inside, len(found.ids)).astype(np.float32)
        return found.ids[times > 0], times[times > 0]

    def positions(self, field: str, term: str, wanted: Members) -> tuple[Numbers, Numbers]:
        """Each place where ``term`` stands in ``field`` of the documents ``wanted``: the document, the position."""
        name, part = self._place(field)
        found = self._list(name, term)
        found = found.only(wanted[found.ids])
        owners = np.repeat(found.ids, found.counts)
        if part is None:
            return owners, found.values
        inside = found.values >> PART_BITS == part
        return owners[inside], found.values[inside]

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

    def frequency(self, field: str, term: str) -> int:
        """The number of documents that have ``term`` in ``field``."""
        name, _ = self._place(field)
        with self._lock:
            return sum(leaf.doc_frequency(name, term) for leaf, _ in self._leaves)

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
        ids, weights, raw, sizes = [np.zeros(0, np.uint32)], [np.zeros(0, np.float32)], list[bytes](), list[bytes]()
        with self._lock:
            for leaf, base in self._leaves:
                for steps, same, inside in _blocks(leaf, name, term):
                    ids.append(np.array(steps, np.uint32).cumsum(dtype=np.uint32) + np.uint32(base))
                    weights.append(_weights(same, len(steps)))
                    raw.append(inside.blob if isinstance(inside, Joined) else inside)
                    sizes.append(inside.sizes if isinstance(inside, Joined) else b"")
        every = np.concatenate(ids)
        found = _RawList(
            every,
            np.concatenate(weights),
            np.frombuffer(b"".join(raw), np.uint32),
            np.frombuffer(b"".join(sizes), np.uint32) // VALUE_BYTES
            if name not in SUB_FIELDS
            else np.ones(len(every), np.uint32),
        )
        live = self._is_live[every]
        return found if live.all() else found.only(live)

    def _column(self, name: str) -> Iterator[Any]:
        for leaf, _ in self._leaves:
            yield from leaf.column_reader(name, translate=False)


def _weights(same: tuple[float, ...] | float | None, count: int) -> Weights:
    if isinstance(same, tuple):
        return np.array(same, np.float32)
    return np.full(count, 1.0 if same is None else same, np.float32)


def _deleted(leaf: Any) -> Iterator[int]:
    return (number for number in range(leaf.doc_count_all()) if leaf.is_deleted(number))


def _blocks(leaf: Any, name: str, term: str) -> Iterator[tuple[tuple[int, ...], Any, Any]]:
    """Each block of one list as it was written: the first document and the steps to the others; the weights, or the one
    weight of all (None: 1.0); the values, those of a fixed length as bytes.

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
