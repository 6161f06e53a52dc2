"""The Whoosh schema: four fields of terms that are tokenized already, and three columns.

``text`` and ``sub`` hold the words and subwords of every part that free words search, ``aside`` and ``aside_sub`` those
of the other parts. The weight of a posting is the term frequency, each occurrence boosted by its part (BM25F); its
value holds the parts in which the term occurs, so that one list answers both ``ตลาด`` and ``กลยุทธ์:ตลาด``.
"""

from __future__ import annotations

import zlib
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import Any

from whoosh.columns import NumericColumn, VarBytesColumn
from whoosh.fields import COLUMN, FieldType, Schema
from whoosh.formats import Format

from index.engines.protocol import SUB, SUB_SUFFIX, TEXT, IndexDocument, Part, PartKind

PART_BITS = 26
"""Low bits of a position, which hold the position within a part; the 6 bits above hold the part number: 64 parts of 67
million words."""

_ASIDE = {TEXT: "aside", SUB: "aside_sub"}

SUB_FIELDS = (SUB, _ASIDE[SUB])
"""The Whoosh fields whose values are sets of parts."""

VALUE_BYTES = 4
"""Bytes of such a set of parts, and of a position."""


class ValueBlock(Sequence[bytes]):
    """The concatenated values of a block. A pickled list of small values takes several times as long to read.

    Pickled into the index: its name and arguments are part of the file format.
    """

    __slots__ = ("_ends", "blob", "sizes")

    def __init__(self, sizes: bytes, blob: bytes):
        """``sizes`` are the lengths of the values in bytes, as 32-bit numbers; ``blob`` their concatenation."""
        self.sizes = sizes
        self.blob = blob
        self._ends: Sequence[int] = ()

    def __reduce__(self) -> tuple[type[ValueBlock], tuple[bytes, bytes]]:
        return ValueBlock, (self.sizes, self.blob)

    def __len__(self) -> int:
        return len(self.sizes) // VALUE_BYTES

    def __getitem__(self, position: Any) -> Any:
        """One value; Whoosh reads them one by one when it merges segments."""
        self._ends = self._ends or tuple(accumulate(array("I", self.sizes), initial=0))
        return self.blob[self._ends[position] : self._ends[position + 1]]


class _RawFormat(Format):  # type: ignore[misc]
    """Posting values that Whoosh stores unchanged, of ``size`` bytes (-1: any)."""

    def __init__(self, size: int):
        super().__init__()
        self.posting_size = size


class _PostingsField(FieldType):  # type: ignore[misc]
    """A field whose postings come from ``segment_writer``; Whoosh tokenizes nothing."""

    def __init__(self, size: int):
        super().__init__(_RawFormat(size), analyzer=None)


def schema() -> Schema:
    """The Whoosh schema of every index."""
    return Schema(
        key=COLUMN(VarBytesColumn()),
        length=COLUMN(NumericColumn("f")),
        payload=COLUMN(VarBytesColumn()),
        **{name: _PostingsField(-1) for name in (TEXT, _ASIDE[TEXT])},
        **{name: _PostingsField(VALUE_BYTES) for name in (SUB, _ASIDE[SUB])},
    )


class FieldLayout:
    """Maps the parts of documents to Whoosh fields, positions and part numbers."""

    def __init__(self, parts: Sequence[PartKind]):
        self._number = {part.name: number for number, part in enumerate(parts)}
        self._boost = {part.name: part.boost for part in parts}

    def locate(self, field: str) -> tuple[str, int | None]:
        """The Whoosh field that holds ``field`` of a query, and the number of its part (None: any part).

        Raises KeyError for an unknown field.
        """
        if field in (TEXT, SUB):
            return field, None
        name = field.removesuffix(SUB_SUFFIX)
        base = TEXT if name == field else SUB
        return base if self._boost[name] else _ASIDE[base], self._number[name]

    def columns(self, document: IndexDocument) -> dict[str, Any]:
        """The values of one document's columns."""
        return {
            "key": document.key.encode(),
            "length": sum(self._boost[part.name] * len(part.words) for part in document.parts),
            "payload": zlib.compress(document.payload.encode()) if document.payload else b"",
        }

    def postings(self, document: IndexDocument) -> Iterator[tuple[str, list[tuple[str, float, bytes]]]]:
        """The postings (term, weight, value) of one document, by Whoosh field."""
        parts = sorted(document.parts, key=lambda part: self._number[part.name])
        searched = [part for part in parts if self._boost[part.name]]
        aside = [part for part in parts if not self._boost[part.name]]
        yield TEXT, self._words(searched)
        yield SUB, self._subwords(searched)
        yield _ASIDE[TEXT], self._words(aside)
        yield _ASIDE[SUB], self._subwords(aside)

    def _words(self, parts: Iterable[Part]) -> list[tuple[str, float, bytes]]:
        weights: defaultdict[str, float] = defaultdict(float)
        positions: defaultdict[str, list[int]] = defaultdict(list)
        for part in parts:
            base, boost = self._number[part.name] << PART_BITS, self._boost[part.name] or 1.0
            for term, position in part.words:
                weights[term] += boost
                positions[term].append(base + position)
        return [(term, weight, array("I", positions[term]).tobytes()) for term, weight in weights.items()]

    def _subwords(self, parts: Iterable[Part]) -> list[tuple[str, float, bytes]]:
        weights: defaultdict[str, float] = defaultdict(float)
        masks: defaultdict[str, int] = defaultdict(int)
        for part in parts:
            bit, boost = 1 << self._number[part.name], self._boost[part.name] or 1.0
            for term, frequency in Counter(part.subwords).items():
                weights[term] += frequency * boost
                masks[term] |= bit
        return [(term, weight, masks[term].to_bytes(VALUE_BYTES, "little")) for term, weight in weights.items()]
