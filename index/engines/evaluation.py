"""Answers a query from posting lists read whole: bitmaps for what matches, then BM25F for the documents wanted.

For an embedded engine that can give its posting lists. Facets need the whole set of matches, so lists are read to their
end anyway; sets of matches are then combined as integers, and only documents somebody will see are scored.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce, singledispatchmethod
from heapq import nlargest
from itertools import repeat
from math import log
from operator import add, and_, mul, truediv
from typing import Any, Protocol

from whoosh import query

from index.bitmap import at_least, bitmap, numbers, union
from index.engines.base import Within
from index.engines.cache import ByteCache

K1, B = 1.2, 0.75
"""BM25's saturation and length normalisation, at the values of the literature."""

CACHE_BYTES = 64 * 1024 * 1024
"""Memory for posting lists of one index; the common words of 10,000 records fit."""

OPTIONAL_CHECKS = 3000
"""Of what may also match (AndMaybe), so many (document, leaf) pairs are looked at, best documents first: 5 ms; with
twice as many no first page of 360 queries was another."""

_DENSE = 8
"""A list of more than one document in so many is also kept by document number, for at most four times the memory."""

_LOOKUP_COST = 8
"""Finding one document in a list by bisection costs about as much as passing over so many."""


@dataclass(frozen=True, slots=True)
class Postings:
    """One list: document ``ids`` ascending, what the term adds to the score of each, the ids as a set; its idf.

    ``dense``, of a long list, is what it adds to every document of the index; empty of the others.
    """

    ids: array[int]
    impacts: array[float]
    bits: int
    idf: float
    dense: array[float]

    @property
    def cost(self) -> int:
        """Bytes of memory, about."""
        return 8 * len(self.ids) + 4 * len(self.dense) + self.bits.bit_length() // 8 + 200

    def impacts_of(self, wanted: Sequence[int]) -> list[float]:
        """What the term adds to each of ``wanted``, in their order."""
        if self.dense:
            return list(map(self.dense.__getitem__, wanted))
        if len(wanted) * _LOOKUP_COST > len(self.ids):
            table = dict(zip(self.ids, self.impacts, strict=True))
            return list(map(table.get, wanted, repeat(0.0)))
        return [self._find(number) for number in wanted]

    def _find(self, number: int) -> float:
        place = bisect_left(self.ids, number)
        return self.impacts[place] if place < len(self.ids) and self.ids[place] == number else 0.0


class PostingSource(Protocol):
    """What an engine gives to be evaluated. Document numbers ascend; none is of a document that was taken out."""

    def weights(self, field: str, term: str) -> tuple[Sequence[int], Sequence[float]]:
        """The documents with ``term`` in ``field``, and its weighted frequency in each."""

    def positions(self, field: str, term: str, wanted: int) -> Mapping[int, Sequence[int]]:
        """Where ``term`` stands in ``field`` of the documents in the bitmap ``wanted`` that have it."""

    def expand(self, field: str, prefix: str) -> Sequence[str]:
        """The most frequent terms of ``field`` that begin with ``prefix``, a bounded number."""


class Evaluator:
    """Evaluates queries over one source. ``lengths`` are weighted lengths by document number, ``live`` who is there."""

    def __init__(self, source: PostingSource, lengths: Sequence[float], live: int):
        self._source = source
        self._live = live
        self._size = len(lengths)
        self._count = live.bit_count()
        average = sum(lengths[number] for number in numbers(live)) / max(1, self._count) or 1.0
        self._norms = array("f", (K1 * (1 - B + B * length / average) for length in lengths))
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
        if isinstance(node, query.AndMaybe):
            scores = self._score_maybe(node, wanted)
        elif isinstance(node, query.And | query.Or):
            scores = _join(add, [self.score(child, wanted) for child in node], wanted)
        elif isinstance(node, query.DisjunctionMax):
            scores = _join(max, [self.score(child, wanted) for child in node], wanted)
        elif isinstance(node, query.Phrase):
            scores = self._phrase(node, wanted).impacts_of(wanted)
        elif isinstance(node, query.Term | query.Prefix):
            scores = self._list(node).impacts_of(wanted)
        else:
            return [0.0] * len(wanted)
        return scores if node.boost == 1.0 else [score * node.boost for score in scores]

    def _score_maybe(self, node: query.AndMaybe, wanted: Sequence[int]) -> list[float]:
        """What may also match is looked for in the best documents only."""
        scores = self.score(node.a, wanted)
        depth = OPTIONAL_CHECKS // max(1, sum(1 for _ in node.b.leaves()))
        places = sorted(nlargest(depth, range(len(wanted)), key=scores.__getitem__))
        for place, more in zip(places, self.score(node.b, [wanted[place] for place in places]), strict=True):
            scores[place] += more
        return scores

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
            best: dict[int, float] = {}
            for term in self._source.expand(field, prefix):
                postings = self._term(field, term)
                for number, impact in zip(postings.ids, postings.impacts, strict=True):
                    if impact > best.get(number, 0.0):
                        best[number] = impact
            ids = sorted(best)
            return self._postings(ids, array("f", map(best.__getitem__, ids)), 0.0)

        return self._kept.get((field, prefix, "*"), make)

    def _phrase(self, node: query.Phrase, wanted: Sequence[int] | None = None) -> Postings:
        """The documents (among ``wanted``) where the words stand side by side; a phrase is as rare as its words."""
        key = node.fieldname, tuple(node.words)
        kept = self._kept.peek(key)
        if kept is None:
            words = [self._term(node.fieldname, word) for word in node.words]
            both = reduce(and_, (word.bits for word in words), self._live)
            if wanted is not None:
                both &= bitmap(wanted, self._size)
            times = self._times(node.fieldname, node.words, both)
            kept = self._weigh(list(times), list(times.values()), sum(word.idf for word in words))
            if wanted is None:
                self._kept.get(key, lambda: kept)
        return kept

    def _times(self, field: str, words: Sequence[str], both: int) -> dict[int, float]:
        """How often ``words`` stand side by side in each document of the set ``both``, where they do."""
        starts: dict[int, set[int]] = {}
        for place, word in enumerate(words):
            at = self._source.positions(field, word, both) if both else {}
            shifted = {number: {position - place for position in ones} for number, ones in at.items()}
            starts = {n: here for n, ones in shifted.items() if (here := ones & starts[n] if place else ones)}
            both = bitmap(starts, self._size)
        return {number: float(len(ones)) for number, ones in starts.items()}

    def _weigh(self, ids: Sequence[int], weights: Sequence[float], idf: float) -> Postings:
        """BM25's share of each document, ``idf * (K1 + 1) * weight / (weight + norm)``, worked out list by list."""
        gains = map(mul, repeat(idf * (K1 + 1)), weights)
        norms = map(self._norms.__getitem__, ids)
        return self._postings(ids, array("f", map(truediv, gains, map(add, weights, norms))), idf)

    def _postings(self, ids: Sequence[int], impacts: array[float], idf: float) -> Postings:
        dense = array("f")
        if len(ids) * _DENSE > self._size:
            dense = array("f", bytes(4 * self._size))
            for number, impact in zip(ids, impacts, strict=True):
                dense[number] = impact
        return Postings(array("I", ids), impacts, bitmap(ids, self._size), idf, dense)


def _join(
    operation: Callable[[float, float], float], parts: Sequence[list[float]], wanted: Sequence[int]
) -> list[float]:
    return reduce(lambda some, more: list(map(operation, some, more)), parts) if parts else [0.0] * len(wanted)
