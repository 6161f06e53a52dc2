"""Writes Whoosh segments a posting list at a time.

Whoosh's own writer sorts and checks single postings, which took nearly twice as long. The files are the same: only the
pool that collects postings and the loop that feeds the codec's writer are ours; they use private names of both.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from whoosh.codec.whoosh3 import W3Codec, W3FieldWriter
from whoosh.index import FileIndex
from whoosh.writing import SegmentWriter

from index.engines.base import Document
from index.engines.whoosh_layout import Layout

BLOCK = 1024
"""Postings a block. Lists are read whole, so that large blocks only save overhead."""

SEGMENT_POSTINGS = 4_000_000
"""Postings held in memory before a segment is written: about 150 MB, and records and items are written at once."""


class _List:
    """One posting list in the making; documents come in ascending order. The values stand in one row of bytes."""

    __slots__ = ("blob", "ends", "ids", "weights")

    def __init__(self) -> None:
        self.ids = array("I")
        self.weights = array("f")
        self.blob = bytearray()
        self.ends = array("I", (0,))

    def add(self, number: int, weight: float, value: bytes) -> None:
        """Takes the next posting."""
        self.ids.append(number)
        self.weights.append(weight)
        self.blob += value
        self.ends.append(len(self.blob))

    def values(self, start: int, stop: int) -> list[bytes]:
        """The values of the postings from ``start`` to ``stop``."""
        return [bytes(self.blob[low:high]) for low, high in pairwise(self.ends[start : stop + 1])]


class _Pool:
    """The posting lists of a segment, in place of Whoosh's PostingPool."""

    def __init__(self) -> None:
        self._fields: defaultdict[str, defaultdict[bytes, _List]] = defaultdict(lambda: defaultdict(_List))
        self.size = 0

    def put(self, field: str, number: int, postings: list[tuple[str, float, bytes]]) -> None:
        """Takes all postings of one document in one field."""
        lists = self._fields[field]
        for term, weight, value in postings:
            lists[term.encode()].add(number, weight, value)
        self.size += len(postings)

    def add(self, item: tuple[str, bytes, int, float, bytes]) -> None:
        """Takes one posting; Whoosh calls it when it merges segments."""
        field, term, number, weight, value = item
        self.put(field, number, [(term.decode(), weight, value)])

    def iter_postings(self) -> Iterator[tuple[str, bytes, _List]]:
        """The lists in the order of fields and terms, each given away."""
        for field in sorted(self._fields):
            lists = self._fields[field]
            for term in sorted(lists):
                yield field, term, lists.pop(term)

    def cleanup(self) -> None:
        """Nothing stands on disk."""


class _ListWriter(W3FieldWriter):  # type: ignore[misc]
    def add_postings(self, schema: Any, lengths: Any, items: Iterator[tuple[str, bytes, _List]]) -> None:
        """Writes whole lists where Whoosh writes postings."""
        current = None
        for field, term, postings in items:
            if field != current:
                if current is not None:
                    self.finish_field()
                self.start_field(field, schema[field])
                current = field
            self.start_term(term)
            self._write(postings)
            self.finish_term()
        if current is not None:
            self.finish_field()

    def _write(self, postings: _List) -> None:
        writer = self._postwriter
        for start in range(0, len(postings.ids), BLOCK):
            if start:
                writer._write_block()
            writer._ids = postings.ids[start : start + BLOCK]
            writer._weights = postings.weights[start : start + BLOCK]
            writer._values = postings.values(start, start + BLOCK)
            writer._maxweight = max(writer._weights)


class ListCodec(W3Codec):  # type: ignore[misc]
    """Whoosh's codec with our loop in its writer; reading is Whoosh's."""

    def field_writer(self, storage: Any, segment: Any) -> _ListWriter:
        """The writer of posting lists."""
        return _ListWriter(self, storage, segment)


class _Writer(SegmentWriter):  # type: ignore[misc]
    """Whoosh's writer of one segment, with our pool."""

    def __init__(self, index: FileIndex):
        super().__init__(index, codec=ListCodec(blocklimit=BLOCK))
        self.pool = _Pool()


class Segments:
    """Takes documents and deletions, and writes as many segments as memory asks for."""

    def __init__(self, index: FileIndex, layout: Layout):
        self._index = index
        self._layout = layout
        self._writer = _Writer(index)

    def delete(self, number: int) -> None:
        """Takes out a document; before anything is added."""
        self._writer.delete_document(number)

    def add(self, document: Document) -> None:
        """Indexes one document."""
        number, pool = self._writer.docnum, self._writer.pool
        for field, postings in self._layout.postings(document):
            pool.put(field, number, postings)
        self._writer.add_document(**self._layout.columns(document))
        if pool.size >= SEGMENT_POSTINGS:
            self._writer.commit(merge=False)
            self._writer = _Writer(self._index)

    def commit(self, *, merge: bool) -> None:
        """Writes what is left; ``merge`` joins small segments, as updates leave them."""
        self._writer.commit(merge=merge)

    def cancel(self) -> None:
        """Lets go of files and lock; what was written stays, for the caller to throw away."""
        if not self._writer.is_closed:
            self._writer.cancel()
