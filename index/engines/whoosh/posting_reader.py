"""Reads whole posting lists and columns of a Whoosh index, across its segments."""

from __future__ import annotations

import zlib
from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from whoosh.index import FileIndex
from whoosh.reading import TermNotFound

from index.engines.byte_cache import ByteCache
from index.engines.document_sets import DocumentMask, DocumentSet, to_mask
from index.engines.protocol import PREFIX_TERMS
from index.engines.whoosh.damage import damaged, reading
from index.engines.whoosh.evaluation import Numbers, Weights
from index.engines.whoosh.schema import PART_BITS, SUB_FIELDS, VALUE_BYTES, FieldLayout, ValueBlock
from kmsearch.thai.tokenizer import CLUSTER_JOINT

PREFIX_SCAN = 2000
"""Terms read in each segment to find the most frequent ones with a prefix. A guess: a single letter begins more
terms."""

CACHE_BYTES = 64 * 1024 * 1024
"""Memory for the stored lists of one index."""


@dataclass(frozen=True, slots=True)
class _StoredList:
    """A posting list as stored: ``counts`` has the number of ``values`` of each document.

    Values are the positions of a word, or one set of parts per document of a subword.
    """

    ids: Numbers
    weights: Weights
    values: Numbers
    counts: Numbers

    @property
    def cost(self) -> int:
        """Approximate bytes of memory."""
        return self.ids.nbytes + self.weights.nbytes + self.values.nbytes + self.counts.nbytes + 400

    def only(self, mask: DocumentMask) -> _StoredList:
        """The list without the postings for which ``mask``, one element per posting, is false."""
        values = self.values[np.repeat(mask, self.counts)]
        return _StoredList(self.ids[mask], self.weights[mask], values, self.counts[mask])


class PostingReader:
    """The postings, columns and payloads of an index at one moment.

    A lock serialises access, because segment files are shared and have one read position. Damaged files raise
    IndexDamaged (see ``damage``), an unknown field KeyError.
    """

    def __init__(self, index: FileIndex, layout: FieldLayout, folder: Path):
        self._locate = layout.locate
        self._folder = folder
        self._lock = Lock()
        self._cache: ByteCache[_StoredList] = ByteCache(CACHE_BYTES)
        with reading(folder):
            self._open(index)

    def _open(self, index: FileIndex) -> None:
        self._reader = index.reader()
        self._leaves = [(leaf, base) for leaf, base in self._reader.leaf_readers() if leaf.doc_count_all()]
        self.size: int = self._reader.doc_count_all()
        deleted = {base + number for leaf, base in self._leaves for number in _deleted(leaf)}
        for leaf, _ in self._leaves:
            leaf.deleted_docs_set = frozenset()  # Whoosh would skip deleted documents one by one; we mask whole lists
        self.live = DocumentSet([number for number in range(self.size) if number not in deleted])
        self._is_live = to_mask(self.live, self.size)
        self.keys = ["" if number in deleted else key.decode() for number, key in enumerate(self._column("key"))]
        self.lengths = array("f", self._column("length"))
        if not self.size == len(self.keys) == len(self.lengths):
            raise damaged(self._folder, "columns of different lengths")
        self._payloads = [leaf.column_reader("payload") for leaf, _ in self._leaves]

    def close(self) -> None:
        """Closes the files."""
        self._reader.close()

    def payload(self, number: int) -> str:
        """The payload of a document."""
        with self._lock, reading(self._folder):
            for (_, base), column in zip(reversed(self._leaves), reversed(self._payloads), strict=True):
                if number >= base:
                    compressed: bytes = column[number - base]
                    return zlib.decompress(compressed).decode() if compressed else ""
        return ""

    def weights(self, field: str, term: str) -> tuple[Numbers, Weights]:
        """The documents with ``term`` in ``field``, and its weighted frequency in each."""
        name, part = self._locate(field)
        postings = self._list(name, term)
        if part is None:
            return postings.ids, postings.weights
        in_part = postings.values >> part & 1 if name in SUB_FIELDS else postings.values >> PART_BITS == part
        owners = np.repeat(np.arange(len(postings.ids)), postings.counts)
        frequencies = np.bincount(owners, in_part, len(postings.ids)).astype(np.float32)
        return postings.ids[frequencies > 0], frequencies[frequencies > 0]

    def positions(self, field: str, term: str, mask: DocumentMask) -> tuple[Numbers, Numbers]:
        """The occurrences of ``term`` in ``field`` of the documents in ``mask``: document numbers and positions, same
        length."""
        name, part = self._locate(field)
        postings = self._list(name, term)
        postings = postings.only(mask[postings.ids])
        owners = np.repeat(postings.ids, postings.counts)
        if part is None:
            return owners, postings.values
        in_part = postings.values >> PART_BITS == part
        return owners[in_part], postings.values[in_part]

    def expand(self, field: str, prefix: str) -> Sequence[str]:
        """The most frequent terms of ``field`` that begin with ``prefix``, at most ``PREFIX_TERMS``."""
        name, _ = self._locate(field)
        start = prefix.encode()
        frequencies: Counter[str] = Counter()
        with self._lock, reading(self._folder):
            for leaf, _ in self._leaves:
                for (owner, term), info in islice(leaf.iter_from(name, start), PREFIX_SCAN):
                    if owner != name or not term.startswith(start):
                        break
                    frequencies[term.decode()] += info.doc_frequency()
        return [term for term, _ in frequencies.most_common() if CLUSTER_JOINT not in term][:PREFIX_TERMS]

    def frequency(self, field: str, term: str) -> int:
        """The document frequency of ``term`` in ``field``."""
        name, _ = self._locate(field)
        with self._lock, reading(self._folder):
            return sum(leaf.doc_frequency(name, term) for leaf, _ in self._leaves)

    def terms(self, field: str) -> Mapping[str, int]:
        """The words of ``field`` with their document frequencies; without cluster bigrams."""
        name, _ = self._locate(field)
        frequencies: Counter[str] = Counter()
        with self._lock, reading(self._folder):
            for leaf, _ in self._leaves:
                for (owner, term), info in leaf.iter_from(name, b""):
                    if owner != name:
                        break
                    frequencies[term.decode()] += info.doc_frequency()
        return {term: count for term, count in frequencies.items() if CLUSTER_JOINT not in term}

    def _list(self, name: str, term: str) -> _StoredList:
        """The list of a term. Cached, because a query reads the lists of its words several times."""
        return self._cache.get((name, term), lambda: self._read(name, term))

    def _read(self, name: str, term: str) -> _StoredList:
        ids, weights = [np.zeros(0, np.uint32)], [np.zeros(0, np.float32)]
        blobs, sizes = list[bytes](), list[bytes]()
        with self._lock, reading(self._folder):
            for leaf, base in self._leaves:
                for steps, block_weights, values in _blocks(leaf, name, term):
                    ids.append(np.array(steps, np.uint32).cumsum(dtype=np.uint32) + np.uint32(base))
                    weights.append(_weights(block_weights, len(steps)))
                    blobs.append(values.blob if isinstance(values, ValueBlock) else values)
                    sizes.append(values.sizes if isinstance(values, ValueBlock) else b"")
        blob, all_ids = b"".join(blobs), np.concatenate(ids)
        if len(blob) % VALUE_BYTES:
            raise damaged(self._folder, "a posting list with half a value")
        postings = _StoredList(
            all_ids,
            np.concatenate(weights),
            np.frombuffer(blob, np.uint32),
            np.frombuffer(b"".join(sizes), np.uint32) // VALUE_BYTES
            if name not in SUB_FIELDS
            else np.ones(len(all_ids), np.uint32),
        )
        self._check(postings)
        live = self._is_live[all_ids]
        return postings if live.all() else postings.only(live)

    def _check(self, postings: _StoredList) -> None:
        """Raises IndexDamaged if the arrays of a list are inconsistent with each other or with the index."""
        if not len(postings.ids) == len(postings.weights) == len(postings.counts):
            raise damaged(self._folder, "a posting list whose arrays differ in length")
        if postings.counts.sum() != len(postings.values) or (postings.ids >= self.size).any():
            raise damaged(self._folder, "a posting list that does not fit the index")

    def _column(self, name: str) -> Iterator[Any]:
        for leaf, _ in self._leaves:
            yield from leaf.column_reader(name, translate=False)


def _weights(stored: tuple[float, ...] | float | None, count: int) -> Weights:
    """The weights of a block, expanded: ``stored`` is one each, one for all, or None (1.0 for all)."""
    if isinstance(stored, tuple):
        return np.array(stored, np.float32)
    return np.full(count, 1.0 if stored is None else stored, np.float32)


def _deleted(leaf: Any) -> Iterator[int]:
    return (number for number in range(leaf.doc_count_all()) if leaf.is_deleted(number))


def _blocks(leaf: Any, name: str, term: str) -> Iterator[tuple[tuple[int, ...], Any, Any]]:
    """The blocks of one list as stored: delta-coded document numbers, weights (see ``_weights``), values.

    Reads private names of Whoosh's matcher: stepping through it document by document takes several times as long.
    """
    try:
        matcher = leaf.postings(name, term)
    except TermNotFound:
        return
    while matcher.is_active():
        matcher._read_data()
        yield matcher._data
        matcher._next_block()
