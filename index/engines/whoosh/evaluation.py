"""Evaluates queries over whole posting lists: the set of matching documents, then BM25F scores of the requested ones.

For embedded engines whose posting lists can be read. Facets need the whole set of matches, so lists are read to their
end anyway. Sets are roaring bitmaps; ids, weights and scores are numpy arrays, and only documents that are shown or
ranked are scored.
"""

from __future__ import annotations

import sys
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
from index.engines.document_sets import EMPTY, DocumentMask, DocumentSet, from_array, in_at_least, to_mask, union
from index.engines.protocol import InDocuments

K1, B = 1.2, 0.75
"""BM25's term frequency saturation and length normalisation: the usual values (Robertson and Zaragoza, 2009)."""

CACHE_BYTES = 64 * 1024 * 1024
"""Memory for the posting lists of one index: the common words of 10,000 records fit."""

_POSITION_BITS = 32
"""Bits of the position in an integer that packs document number and position."""

Numbers = NDArray[np.uint32]
Weights = NDArray[np.float32]
Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class PostingList:
    """A scored posting list: document numbers (``ids``), ascending; the score of the term in each (``impacts``, same
    length); the numbers as a set; the term's idf."""

    ids: Numbers
    impacts: Weights
    documents: DocumentSet
    idf: float

    @property
    def cost(self) -> int:
        """Approximate bytes of memory."""
        return self.ids.nbytes + self.impacts.nbytes + sys.getsizeof(self.documents) + 300

    def impacts_of(self, numbers: NDArray[np.intp], size: int) -> Scores:
        """The score of the term in each of ``numbers``, in their order; the index has ``size`` documents."""
        all_impacts = np.zeros(size)
        all_impacts[self.ids] = self.impacts
        return all_impacts[numbers]


class PostingSource(Protocol):
    """An engine's posting lists. Document numbers ascend; deleted documents are left out."""

    def weights(self, field: str, term: str) -> tuple[Numbers, Weights]:
        """The documents with ``term`` in ``field``, and its weighted term frequency in each."""

    def positions(self, field: str, term: str, mask: DocumentMask) -> tuple[Numbers, Numbers]:
        """The occurrences of ``term`` in ``field`` of the documents in ``mask``: document numbers and positions, same
        length."""

    def expand(self, field: str, prefix: str) -> Sequence[str]:
        """The most frequent terms of ``field`` that begin with ``prefix``, a bounded number."""


class Evaluator:
    """Evaluates queries over one source. ``lengths`` are weighted document lengths, ``live`` the documents that are
    not deleted."""

    def __init__(self, source: PostingSource, lengths: Sequence[float], live: DocumentSet):
        self._source = source
        self._live = live
        self._size = len(lengths)
        all_lengths = np.asarray(lengths, np.float32)
        average = float(all_lengths[to_mask(live, self._size)].sum(dtype=np.float64)) / max(1, len(live)) or 1.0
        self._norms = (K1 * (1 - B + B * all_lengths / average)).astype(np.float32)
        self._cache: ByteCache[PostingList] = ByteCache(CACHE_BYTES)

    @singledispatchmethod
    def match(self, node: Any) -> DocumentSet:
        """The documents that match. Raises TypeError for an unknown node, KeyError for an unknown field."""
        raise TypeError(f"no engine answers {type(node).__name__}")

    @match.register(query.Term)
    @match.register(query.Phrase)
    @match.register(query.Prefix)
    def _match_postings(self, node: query.Query) -> DocumentSet:
        return self._postings(node).documents

    @match.register(query.And)
    def _match_and(self, node: query.And) -> DocumentSet:
        return reduce(and_, (self.match(child) for child in node), self._live)

    @match.register(query.Or)
    @match.register(query.DisjunctionMax)
    def _match_or(self, node: query.Or | query.DisjunctionMax) -> DocumentSet:
        sets = [self.match(child) for child in node]
        minimum = getattr(node, "minmatch", 0)
        return in_at_least(sets, minimum) if minimum > 1 else union(sets)

    @match.register(query.Not)
    def _match_not(self, node: query.Not) -> DocumentSet:
        return self._live - self.match(node.query)

    @match.register(query.AndMaybe)
    def _match_maybe(self, node: query.AndMaybe) -> DocumentSet:
        return self.match(node.a)

    @match.register(query.Every)
    def _match_every(self, _: query.Every) -> DocumentSet:
        return self._live

    @match.register(type(query.NullQuery))
    def _match_null(self, _: query.Query) -> DocumentSet:
        return EMPTY

    @match.register(InDocuments)
    def _match_in_documents(self, node: InDocuments) -> DocumentSet:
        return self._live & node.documents

    def score(self, node: Any, numbers: Sequence[int]) -> list[float]:
        """The score of each of the documents ``numbers``, in their order; 0.0 for a document that does not match."""
        scores: list[float] = self._score(node, np.asarray(numbers, np.intp)).tolist()
        return scores

    def _score(self, node: Any, numbers: NDArray[np.intp]) -> Scores:
        if isinstance(node, query.AndMaybe):
            scores = self._score(node.a, numbers) + self._score(node.b, numbers)
        elif isinstance(node, query.And | query.Or):
            scores = self._combine(np.add, node, numbers)
        elif isinstance(node, query.DisjunctionMax):
            scores = self._combine(np.maximum, node, numbers)
        elif isinstance(node, query.Term | query.Phrase | query.Prefix):
            scores = self._postings(node).impacts_of(numbers, self._size)
        else:
            return np.zeros(len(numbers))
        return scores if node.boost == 1.0 else scores * node.boost

    def _combine(self, combine: Callable[[Scores, Scores], Scores], nodes: Any, numbers: NDArray[np.intp]) -> Scores:
        parts = [self._score(child, numbers) for child in nodes]
        return reduce(combine, parts) if parts else np.zeros(len(numbers))

    def _postings(self, node: Any) -> PostingList:
        if isinstance(node, query.Phrase):
            return self._phrase(node)
        if isinstance(node, query.Prefix):
            return self._prefix(node.fieldname, node.text)
        return self._term(node.fieldname, node.text)

    def _term(self, field: str, term: str) -> PostingList:
        def make() -> PostingList:
            ids, weights = self._source.weights(field, term)
            return self._weigh(ids, weights, log(1 + (len(self._live) - len(ids) + 0.5) / (len(ids) + 0.5)))

        return self._cache.get((field, term), make)

    def _prefix(self, field: str, prefix: str) -> PostingList:
        """The union of the terms with ``prefix``; a document has the score of its best one."""

        def make() -> PostingList:
            best = np.zeros(self._size, np.float32)
            for term in self._source.expand(field, prefix):
                postings = self._term(field, term)
                best[postings.ids] = np.maximum(best[postings.ids], postings.impacts)
            ids = np.flatnonzero(best).astype(np.uint32)
            return _make_posting_list(ids, best[ids], 0.0)

        return self._cache.get((field, prefix, "*"), make)

    def _phrase(self, node: query.Phrase) -> PostingList:
        """The documents with the words side by side; the idf of a phrase is the sum of its words' idf."""

        def make() -> PostingList:
            words = [self._term(node.fieldname, word) for word in node.words]
            candidates = reduce(and_, (word.documents for word in words), self._live)
            ids, frequencies = self._phrase_frequencies(node.fieldname, node.words, candidates)
            return self._weigh(ids, frequencies, sum(word.idf for word in words))

        return self._cache.get((node.fieldname, tuple(node.words)), make)

    def _phrase_frequencies(self, field: str, words: Sequence[str], candidates: DocumentSet) -> tuple[Numbers, Weights]:
        """The documents among ``candidates`` that have ``words`` side by side, and the phrase frequency in each."""
        starts = np.zeros(0, np.int64)
        candidate_mask = to_mask(candidates, self._size)
        for offset, word in enumerate(words):
            if not candidates:
                break
            numbers, positions = self._source.positions(field, word, candidate_mask)
            word_starts = (numbers.astype(np.int64) << _POSITION_BITS) + positions - offset
            starts = np.intersect1d(starts, word_starts, assume_unique=True) if offset else word_starts
        ids, frequencies = np.unique(starts >> _POSITION_BITS, return_counts=True)
        return ids.astype(np.uint32), frequencies.astype(np.float32)

    def _weigh(self, ids: Numbers, weights: Weights, idf: float) -> PostingList:
        """BM25F for a whole list: ``idf * (K1 + 1) * weight / (weight + norm)``."""
        return _make_posting_list(ids, idf * (K1 + 1) * weights / (weights + self._norms[ids]), idf)


def _make_posting_list(ids: Numbers, impacts: Weights, idf: float) -> PostingList:
    return PostingList(ids, impacts.astype(np.float32, copy=False), from_array(ids), idf)
