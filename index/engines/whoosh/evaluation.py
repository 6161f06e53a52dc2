"""Answers a query from posting lists read whole: bitmaps for what matches, then BM25F for the documents wanted.

For an embedded engine that can give its posting lists. Facets need the whole set of matches, so lists are read to their
end anyway; sets of matches are then combined as integers, and only documents somebody will see are scored. Lists are
numpy arrays: an operation on one takes microseconds for a thousand documents.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce, singledispatchmethod
from math import log
from operator import and_
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from whoosh import query

from index.engines.byte_cache import ByteCache
from index.engines.protocol import Within
from index.reader.document_sets import Members, at_least, from_members, members, union

K1, B = 1.2, 0.75
"""BM25's saturation and length normalisation, at the values of the literature."""

CACHE_BYTES = 64 * 1024 * 1024
"""Memory for posting lists of one index; the common words of 10,000 records fit."""

_PLACE_BITS = 32
"""A document and a position in it are one number; the position has so many bits of it."""

Numbers = NDArray[np.uint32]
Weights = NDArray[np.float32]
Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Postings:
    """One list: document ``ids`` ascending, what the term adds to the score of each, the ids as a set; its idf."""

    ids: Numbers
    impacts: Weights
    bits: int
    idf: float

    @property
    def cost(self) -> int:
        """Bytes of memory, about."""
        return self.ids.nbytes + self.impacts.nbytes + self.bits.bit_length() // 8 + 300

    def impacts_of(self, wanted: NDArray[np.intp], size: int) -> Scores:
        """What the term adds to each of ``wanted``, in their order; of an index of ``size`` documents."""
        every = np.zeros(size)
        every[self.ids] = self.impacts
        return every[wanted]


class PostingSource(Protocol):
    """What an engine gives to be evaluated. Document numbers ascend; none is of a document that was taken out."""

    def weights(self, field: str, term: str) -> tuple[Numbers, Weights]:
        """The documents with ``term`` in ``field``, and its weighted frequency in each."""

    def positions(self, field: str, term: str, wanted: Members) -> tuple[Numbers, Numbers]:
        """Each place where ``term`` stands in ``field`` of the documents ``wanted``: the document, the position."""

    def expand(self, field: str, prefix: str) -> Sequence[str]:
        """The most frequent terms of ``field`` that begin with ``prefix``, a bounded number."""


class Evaluator:
    """Evaluates queries over one source. ``lengths`` are weighted lengths by document number, ``live`` who is there."""

    def __init__(self, source: PostingSource, lengths: Sequence[float], live: int):
        self._source = source
        self._live = live
        self._size = len(lengths)
        self._count = live.bit_count()
        known = np.asarray(lengths, np.float32)
        average = float(known[members(live, self._size)].sum(dtype=np.float64)) / max(1, self._count) or 1.0
        self._norms = (K1 * (1 - B + B * known / average)).astype(np.float32)
        self._kept: ByteCache[Postings] = ByteCache(CACHE_BYTES)

    @singledispatchmethod
    def match(self, node: Any) -> int:
        """The bitmap of the documents that match. Raises TypeError for a node that engines do not answer."""
        raise TypeError(f"no engine answers {type(node).__name__}")

    @match.register(query.Term)
    @match.register(query.Phrase)
    @match.register(query.Prefix)
    def _match_list(self, node: query.Query) -> int:
        return self._list(node).bits

    @match.register(query.And)
    def _match_and(self, node: query.And) -> int:
        return reduce(and_, (self.match(child) for child in node), self._live)

    @match.register(query.Or)
    @match.register(query.DisjunctionMax)
    def _match_or(self, node: query.Or | query.DisjunctionMax) -> int:
        sets = [self.match(child) for child in node]
        least = getattr(node, "minmatch", 0)
        return at_least(sets, least) if least > 1 else union(sets)

    @match.register(query.Not)
    def _match_not(self, node: query.Not) -> int:
        return self._live & ~self.match(node.query)

    @match.register(query.AndMaybe)
    def _match_maybe(self, node: query.AndMaybe) -> int:
        return self.match(node.a)

    @match.register(query.Every)
    def _match_every(self, _: query.Every) -> int:
        return self._live

    @match.register(type(query.NullQuery))
    def _match_null(self, _: query.Query) -> int:
        return 0

    @match.register(Within)
    def _match_within(self, node: Within) -> int:
        return self._live & node.bits

    def score(self, node: Any, wanted: Sequence[int]) -> list[float]:
        """The score of each of the documents ``wanted``, in their order; 0.0 for one that does not match."""
        scores: list[float] = self._score(node, np.asarray(wanted, np.intp)).tolist()
        return scores

    def _score(self, node: Any, wanted: NDArray[np.intp]) -> Scores:
        if isinstance(node, query.AndMaybe):
            scores = self._score(node.a, wanted) + self._score(node.b, wanted)
        elif isinstance(node, query.And | query.Or):
            scores = self._join(np.add, node, wanted)
        elif isinstance(node, query.DisjunctionMax):
            scores = self._join(np.maximum, node, wanted)
        elif isinstance(node, query.Term | query.Phrase | query.Prefix):
            scores = self._list(node).impacts_of(wanted, self._size)
        else:
            return np.zeros(len(wanted))
        return scores if node.boost == 1.0 else scores * node.boost

    def _join(self, join: Callable[[Scores, Scores], Scores], nodes: Any, wanted: NDArray[np.intp]) -> Scores:
        parts = [self._score(child, wanted) for child in nodes]
        return reduce(join, parts) if parts else np.zeros(len(wanted))

    def _list(self, node: Any) -> Postings:
        if isinstance(node, query.Phrase):
            return self._phrase(node)
        if isinstance(node, query.Prefix):
            return self._prefix(node.fieldname, node.text)
        return self._term(node.fieldname, node.text)

    def _term(self, field: str, term: str) -> Postings:
        def make() -> Postings:
            ids, weights = self._source.weights(field, term)
            return self._weigh(ids, weights, log(1 + (self._count - len(ids) + 0.5) / (len(ids) + 0.5)))

        return self._kept.get((field, term), make)

    def _prefix(self, field: str, prefix: str) -> Postings:
        """The best of the terms that begin so, in each document that has any."""

        def make() -> Postings:
            best = np.zeros(self._size, np.float32)
            for term in self._source.expand(field, prefix):
                postings = self._term(field, term)
                best[postings.ids] = np.maximum(best[postings.ids], postings.impacts)
            ids = np.flatnonzero(best).astype(np.uint32)
            return self._postings(ids, best[ids], 0.0)

        return self._kept.get((field, prefix, "*"), make)

    def _phrase(self, node: query.Phrase) -> Postings:
        """The documents where the words stand side by side; a phrase is as rare as its words."""

        def make() -> Postings:
            words = [self._term(node.fieldname, word) for word in node.words]
            both = reduce(and_, (word.bits for word in words), self._live)
            ids, times = self._times(node.fieldname, node.words, both)
            return self._weigh(ids, times, sum(word.idf for word in words))

        return self._kept.get((node.fieldname, tuple(node.words)), make)

    def _times(self, field: str, words: Sequence[str], both: int) -> tuple[Numbers, Weights]:
        """The documents of the set ``both`` where ``words`` stand side by side, and how often they do."""
        starts = np.zeros(0, np.int64)
        wanted = members(both, self._size)
        for place, word in enumerate(words):
            if not both:
                break
            numbers, positions = self._source.positions(field, word, wanted)
            here = (numbers.astype(np.int64) << _PLACE_BITS) + positions - place
            starts = np.intersect1d(starts, here, assume_unique=True) if place else here
        ids, times = np.unique(starts >> _PLACE_BITS, return_counts=True)
        return ids.astype(np.uint32), times.astype(np.float32)

    def _weigh(self, ids: Numbers, weights: Weights, idf: float) -> Postings:
        """BM25's share of each document, ``idf * (K1 + 1) * weight / (weight + norm)``, worked out list by list."""
        return self._postings(ids, idf * (K1 + 1) * weights / (weights + self._norms[ids]), idf)

    def _postings(self, ids: Numbers, impacts: Weights, idf: float) -> Postings:
        found = np.zeros(self._size, np.bool_)
        found[ids] = True
        return Postings(ids, impacts.astype(np.float32, copy=False), from_members(found), idf)
