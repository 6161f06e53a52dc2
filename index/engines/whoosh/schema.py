"""How documents lie in a Whoosh index: four fields of finished terms, and three columns.

``text`` and ``sub`` hold the words and sub-words of every part that free words search, ``aside`` and ``aside_sub``
those of the other parts. A posting's weight is the term's frequency, boosted by its parts (BM25F in one list); its
value says in which parts it stands, so that one list answers both ``ตลาด`` and ``กลยุทธ์:ตลาด``.
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

from index.engines.protocol import SUB, SUB_SUFFIX, TEXT, Document, Part, PartKind

PART_BITS = 26
"""A position is the number of its part, then its place there in so many bits: 64 parts of 67 million words."""

_ASIDE = {TEXT: "aside", SUB: "aside_sub"}

SUB_FIELDS = (SUB, _ASIDE[SUB])
"""The Whoosh fields whose values are sets of parts."""

VALUE_BYTES = 4
"""Bytes of such a set, and of a position."""


class Joined(Sequence[bytes]):
    """The values of a block in one piece: pickled, many small ones take several times as long to read."""

    __slots__ = ("_ends", "blob", "sizes")

    def __init__(self, sizes: bytes, blob: bytes):
        """``sizes`` are the bytes of each value, as 32-bit numbers; ``blob`` the values one behind another."""
        self.sizes = sizes
        self.blob = blob
        self._ends: Sequence[int] = ()

    def __reduce__(self) -> tuple[type[Joined], tuple[bytes, bytes]]:
        return Joined, (self.sizes, self.blob)

    def __len__(self) -> int:
        return len(self.sizes) // VALUE_BYTES

    def __getitem__(self, place: Any) -> Any:
        """The value at ``place``; Whoosh asks for them one by one where it merges segments."""
        self._ends = self._ends or tuple(accumulate(array("I", self.sizes), initial=0))
        return self.blob[self._ends[place] : self._ends[place + 1]]


class _RawFormat(Format):  # type: ignore[misc]
    """Values are bytes that Whoosh passes through: ``size`` of them, or any number (-1)."""

    def __init__(self, size: int):
        super().__init__()
        self.posting_size = size


class _Postings(FieldType):  # type: ignore[misc]
    """A field whose postings come finished from ``ListWriter``; Whoosh cuts nothing."""

    def __init__(self, size: int):
        super().__init__(_RawFormat(size), analyzer=None)


def schema() -> Schema:
    """The Whoosh schema of every index."""
    return Schema(
        key=COLUMN(VarBytesColumn()),
        length=COLUMN(NumericColumn("f")),
        payload=COLUMN(VarBytesColumn()),
        **{name: _Postings(-1) for name in (TEXT, _ASIDE[TEXT])},
        **{name: _Postings(VALUE_BYTES) for name in (SUB, _ASIDE[SUB])},
    )


class Layout:
    """Where the parts of documents stand in the index."""

    def __init__(self, parts: Sequence[PartKind]):
        self._number = {part.name: number for number, part in enumerate(parts)}
        self._boost = {part.name: part.boost for part in parts}

    def place(self, field: str) -> tuple[str, int | None]:
        """The Whoosh field that answers for ``field`` of a query, and the one part it means (None: any)."""
        if field in (TEXT, SUB):
            return field, None
        name = field.removesuffix(SUB_SUFFIX)
        base = TEXT if name == field else SUB
        return base if self._boost[name] else _ASIDE[base], self._number[name]

    def columns(self, document: Document) -> dict[str, Any]:
        """The column values of one document."""
        return {
            "key": document.key.encode(),
            "length": sum(self._boost[part.name] * len(part.words) for part in document.parts),
            "payload": zlib.compress(document.payload.encode()) if document.payload else b"",
        }

    def postings(self, document: Document) -> Iterator[tuple[str, list[tuple[str, float, bytes]]]]:
        """For each Whoosh field the postings (term, weight, value) of one document."""
        parts = sorted(document.parts, key=lambda part: self._number[part.name])
        searched = [part for part in parts if self._boost[part.name]]
        aside = [part for part in parts if not self._boost[part.name]]
        yield TEXT, self._words(searched)
        yield SUB, self._subwords(searched)
        yield _ASIDE[TEXT], self._words(aside)
        yield _ASIDE[SUB], self._subwords(aside)

    def _words(self, parts: Iterable[Part]) -> list[tuple[str, float, bytes]]:
        weights: defaultdict[str, float] = defaultdict(float)
        places: defaultdict[str, list[int]] = defaultdict(list)
        for part in parts:
            base, boost = self._number[part.name] << PART_BITS, self._boost[part.name] or 1.0
            for term, place in part.words:
                weights[term] += boost
                places[term].append(base + place)
        return [(term, weight, array("I", places[term]).tobytes()) for term, weight in weights.items()]

    def _subwords(self, parts: Iterable[Part]) -> list[tuple[str, float, bytes]]:
        weights: defaultdict[str, float] = defaultdict(float)
        masks: defaultdict[str, int] = defaultdict(int)
        for part in parts:
            bit, boost = 1 << self._number[part.name], self._boost[part.name] or 1.0
            for term, times in Counter(part.subwords).items():
                weights[term] += times * boost
                masks[term] |= bit
        return [(term, weight, masks[term].to_bytes(VALUE_BYTES, "little")) for term, weight in weights.items()]
