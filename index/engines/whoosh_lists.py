"""Reads Whoosh's posting lists and columns, each whole, across segments."""

from __future__ import annotations

import zlib
from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from threading import Lock
from typing import Any

from whoosh.index import FileIndex
from whoosh.reading import TermNotFound

from index.bitmap import bitmap, flags
from index.engines.base import PREFIX_TERMS
from index.engines.whoosh_layout import Layout, occurrences, positions
from kmsearch.thai import CLUSTER_JOINT

PREFIX_SCAN = 2000
"""Terms looked at in each segment to find the most frequent of a prefix: a prefix of one letter has more."""

_SUB_FIELDS = ("sub", "aside_sub")


class WhooshLists:
    """What an index holds at one moment. Files are shared and have one place to read from, hence the lock."""

    def __init__(self, index: FileIndex, layout: Layout):
        self._place = layout.place
        self._lock = Lock()
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
        if part is None:
            ids, weights, _ = self._list(name, term, values=False)
            return ids, weights
        ids, _, values = self._list(name, term, values=True)
        counts = [occurrences(raw, part, name in _SUB_FIELDS) for raw in values]
        return [n for n, count in zip(ids, counts, strict=True) if count], [float(count) for count in counts if count]

    def positions(self, field: str, term: str, wanted: int) -> Mapping[int, Sequence[int]]:
        """Where ``term`` stands in ``field`` of the documents ``wanted`` that have it."""
        name, part = self._place(field)
        ids, _, values = self._list(name, term, values=True)
        is_wanted = flags(wanted).ljust(self.size, b"\0")
        return {n: positions(raw, part) for n, raw in zip(ids, values, strict=True) if is_wanted[n]}

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

    def _list(self, name: str, term: str, *, values: bool) -> tuple[array[int], array[float], list[bytes]]:
        ids, weights, raws = array("I"), array("f"), list[bytes]()
        with self._lock:
            for leaf, base in self._leaves:
                for block in _blocks(leaf, name, term):
                    ids.extend(base + number for number in block._ids)
                    weights.extend(block._weights)
                    if values:
                        raws.extend(block._values)
        if self._all_live:
            return ids, weights, raws
        kept = [place for place, number in enumerate(ids) if self._is_live[number]]
        return (
            array("I", (ids[place] for place in kept)),
            array("f", (weights[place] for place in kept)),
            [raws[place] for place in kept] if values else raws,
        )

    def _column(self, name: str) -> Iterator[Any]:
        for leaf, _ in self._leaves:
            yield from leaf.column_reader(name)


def _deleted(leaf: Any) -> Iterator[int]:
    return (number for number in range(leaf.doc_count_all()) if leaf.is_deleted(number))


def _blocks(leaf: Any, name: str, term: str) -> Iterator[Any]:
    """Whoosh's matcher over one list, standing at each block in turn with its lists loaded.

    Private names of the matcher are read: stepping through it costs six times as much.
    """
    try:
        matcher = leaf.postings(name, term)
    except TermNotFound:
        return
    while matcher.is_active():
        matcher.id(), matcher.weight(), matcher.value()
        yield matcher
        matcher._next_block()
