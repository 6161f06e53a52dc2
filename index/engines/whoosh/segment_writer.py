"""Writes Whoosh segments one posting list at a time.

Whoosh's own writer sorts and checks single postings, which takes nearly twice as long. The file format is Whoosh's;
replaced are the pool that collects postings and the loop that feeds the codec's writer. Both use private names of
Whoosh (``private_names``).
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterator
from operator import sub
from pathlib import Path
from struct import Struct
from typing import Any

from whoosh.codec.whoosh3 import W3Codec, W3FieldWriter, W3PostingsWriter
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, FileIndex
from whoosh.writing import SegmentWriter

from index.engines.protocol import IndexDocument
from index.engines.whoosh.schema import SUB_FIELDS, FieldLayout, ValueBlock, schema

BLOCK = 8192
"""Postings in a block. Lists are read whole, so a large block has less overhead and no disadvantage."""

COMPRESSED = 32
"""Postings from which a block is compressed: compressing smaller ones takes a sixth of the writing time and saves only
an eighth of the disk."""

SEGMENT_POSTINGS = 4_000_000
"""Postings held in memory before a segment is written: about 150 MB, twice, because records and items are written at
the same time."""


_HEAD = Struct("=IfI")


class _ListBuffer:
    """One posting list being collected; documents come in ascending order.

    ``heads`` has document number, weight and value length of each posting, ``blob`` the concatenated values.
    """

    __slots__ = ("blob", "heads")

    def __init__(self) -> None:
        self.heads = bytearray()
        self.blob = bytearray()

    def blocks(self, *, fixed_size: bool) -> Iterator[tuple[array[int], array[float], bytes | ValueBlock]]:
        """Documents, weights and values of each block; with ``fixed_size`` the values are only concatenated, else a
        ValueBlock."""
        heads = array("I", bytes(self.heads))
        ids, weights, sizes = heads[::3], array("f", bytes(self.heads))[1::3], heads[2::3]
        end = 0
        for start in range(0, len(ids), BLOCK):
            block_sizes = sizes[start : start + BLOCK]
            begin, end = end, end + sum(block_sizes)
            blob = bytes(self.blob[begin:end])
            values = blob if fixed_size else ValueBlock(block_sizes.tobytes(), blob)
            yield ids[start : start + BLOCK], weights[start : start + BLOCK], values


class _Pool:
    """The posting lists of a segment, in place of Whoosh's PostingPool."""

    def __init__(self) -> None:
        self._fields: defaultdict[str, defaultdict[str, _ListBuffer]] = defaultdict(lambda: defaultdict(_ListBuffer))
        self.size = 0

    def put(self, field: str, number: int, postings: list[tuple[str, float, bytes]]) -> None:
        """Adds all postings of one document in one field."""
        lists, pack = self._fields[field], _HEAD.pack
        for term, weight, value in postings:
            postings_of_term = lists[term]
            postings_of_term.heads += pack(number, weight, len(value))
            postings_of_term.blob += value
        self.size += len(postings)

    def add(self, item: tuple[str, bytes, int, float, bytes]) -> None:
        """Adds one posting; called by Whoosh when it merges segments."""
        field, term, number, weight, value = item
        self.put(field, number, [(term.decode(), weight, value)])

    def iter_postings(self) -> Iterator[tuple[str, bytes, _ListBuffer]]:
        """The lists in order of field and term; each is removed from the pool."""
        for field in sorted(self._fields):
            lists = self._fields[field]
            for term in sorted(lists):
                yield field, term.encode(), lists.pop(term)

    def cleanup(self) -> None:
        """Does nothing: the pool has no temporary files."""


class _ListWriter(W3FieldWriter):  # type: ignore[misc]
    def add_postings(self, schema: Any, lengths: Any, items: Iterator[tuple[str, bytes, _ListBuffer]]) -> None:
        """Writes whole lists; Whoosh's method writes single postings."""
        current = None
        for field, term, postings in items:
            if field != current:
                if current is not None:
                    self.finish_field()
                self.start_field(field, schema[field])
                current = field
            self.start_term(term)
            self._write(postings, fixed_size=field in SUB_FIELDS)
            self.finish_term()
        if current is not None:
            self.finish_field()

    def _write(self, postings: _ListBuffer, *, fixed_size: bool) -> None:
        writer = self._postwriter
        for ids, weights, values in postings.blocks(fixed_size=fixed_size):
            if writer._ids:
                writer._write_block()
            writer._compression = self._codec._compression if len(ids) >= COMPRESSED else 0
            writer._ids, writer._weights, writer._values = ids, weights, values
            writer._maxweight = max(weights)


class _BlockWriter(W3PostingsWriter):  # type: ignore[misc]
    """Packs a block as Whoosh does, in fewer steps; values come concatenated."""

    def _mini_ids(self) -> tuple[int, ...]:
        return self._ids[0], *map(sub, self._ids[1:], self._ids)

    def _mini_weights(self) -> tuple[float, ...] | float | None:
        weights = set(self._weights)
        if len(weights) > 1:
            return tuple(self._weights)
        common_weight: float = weights.pop()
        return None if common_weight == 1.0 else common_weight

    def _mini_values(self) -> bytes | ValueBlock:
        values: bytes | ValueBlock = self._values
        return values


class ListCodec(W3Codec):  # type: ignore[misc]
    """Whoosh's codec with our field and block writers; readers are Whoosh's."""

    def field_writer(self, storage: Any, segment: Any) -> _ListWriter:
        """The writer of posting lists."""
        return _ListWriter(self, storage, segment)

    def postings_writer(self, dbfile: Any, byteids: bool = False) -> _BlockWriter:
        """The writer of blocks."""
        return _BlockWriter(dbfile, self._blocklimit, byteids, self._compression, self._inlinelimit)


class _Writer(SegmentWriter):  # type: ignore[misc]
    """Whoosh's segment writer with our pool."""

    def __init__(self, index: FileIndex):
        super().__init__(index, codec=ListCodec(blocklimit=BLOCK))
        self.pool = _Pool()


class SegmentSink:
    """Takes documents and deletions, and writes a segment whenever ``SEGMENT_POSTINGS`` postings are in memory."""

    def __init__(self, index: FileIndex, layout: FieldLayout):
        self._index = index
        self._layout = layout
        self._writer = _Writer(index)

    def delete(self, number: int) -> None:
        """Deletes a document; to be called before anything is added."""
        self._writer.delete_document(number)

    def add(self, document: IndexDocument) -> None:
        """Indexes one document."""
        number, pool = self._writer.docnum, self._writer.pool
        for field, postings in self._layout.postings(document):
            pool.put(field, number, postings)
        self._writer.add_document(**self._layout.columns(document))
        if pool.size >= SEGMENT_POSTINGS:
            self._flush()

    def take(self, folder: Path) -> None:
        """Moves in the segments of the index in ``folder``."""
        if self._writer.docnum:
            self._flush()
        home = Path(self._index.storage.folder)
        for segment in TOC.read(FileStorage(str(folder)), self._index.indexname, schema=schema()).segments:
            for file in folder.glob(f"{segment.segment_id()}.*"):
                file.replace(home / file.name)
            self._writer.segments.append(segment)

    def commit(self, *, merge: bool) -> None:
        """Writes the last segment; ``merge`` merges small segments, which updates leave behind."""
        self._writer.commit(merge=merge)

    def _flush(self) -> None:
        self._writer.commit(merge=False)
        self._writer = _Writer(self._index)

    def cancel(self) -> None:
        """Closes files and releases the lock; segments already written stay, for the caller to delete."""
        if not self._writer.is_closed:
            self._writer.cancel()
