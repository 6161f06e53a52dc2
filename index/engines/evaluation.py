"""Answers a query from posting lists read whole: bitmaps for what matches, then BM25F for the documents wanted.

For an embedded engine that can give its posting lists. Facets need the whole set of matches, so lists are read to their
end anyway; sets of matches are then combined as integers, and only documents somebody will see are scored.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce, singledispatchmethod
from math import log
from operator import add, and_
from threading import Lock
from typing import Any, Protocol

from whoosh import query

from index.bitmap import at_least, bitmap, numbers, union
from index.engines.base import Within

K1, B = 1.2, 0.75
"""BM25's saturation and length normalisation, at the values of the literature."""

CACHE_BYTES = 64 * 1024 * 1024
"""Memory for posting lists of one index; the common words of 10,000 records fit."""

_LOOKUP_COST = 8
"""Finding one document in a list by bisection costs about as much as passing over so many."""


@dataclass(frozen=True, slots=True)
class Postings:
    """One list: document ``ids`` ascending, what the term adds to the score of each, and the ids as a set."""

    ids: array[int]
    impacts: array[float]
    bits: int

    @property
    def cost(self) -> int:
        """Bytes of memory, about."""
        return 8 * len(self.ids) + self.bits.bit_length() // 8 + 200

    def impacts_of(self, wanted: Sequence[int]) -> list[float]:
        """What the term adds to each of ``wanted``, in their order."""
        if len(wanted) * _LOOKUP_COST > len(self.ids):
            table = dict(zip(self.ids, self.impacts, strict=True))
            return [table.get(number, 0.0) for number in wanted]
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
        self._kept: OrderedDict[object, Postings] = OrderedDict()
        self._kept_bytes = 0
        self._lock = Lock()

    @singledispatchmethod
    def match(self, node: Any) -> int:
        """The bitmap of the documents that match. Raises TypeError for a node that engines do not answer."""
        raise TypeError(f"no engine answers {type(node).__name__}")

    @match.register(query.Term)
    @match.register(query.Phrase)
    @match.register(query.Prefix)
    def _match_lists(self, node: query.Query) -> int:
        return union(postings.bits for postings in self._lists(node))

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
        join: Callable[[float, float], float] = max
        if isinstance(node, query.And | query.Or | query.AndMaybe):
            join = add
        if isinstance(node, query.And | query.Or | query.DisjunctionMax | query.AndMaybe):
            parts = [self.score(child, wanted) for child in node.children()]
        elif isinstance(node, query.Term | query.Phrase | query.Prefix):
            parts = [postings.impacts_of(wanted) for postings in self._lists(node)]
        else:
            parts = []
        if not parts:
            return [0.0] * len(wanted)
        total = reduce(lambda some, more: list(map(join, some, more)), parts)
        return total if node.boost == 1.0 else [score * node.boost for score in total]

    def _lists(self, node: Any) -> list[Postings]:
        if isinstance(node, query.Phrase):
            return [self._phrase(node.fieldname, tuple(node.words))]
        if isinstance(node, query.Prefix):
            return [self._term(node.fieldname, term) for term in self._source.expand(node.fieldname, node.text)]
        return [self._term(node.fieldname, node.text)]

    def _term(self, field: str, term: str) -> Postings:
        return self._keep((field, term), lambda: self._weigh(*self._source.weights(field, term)))

    def _phrase(self, field: str, words: tuple[str, ...]) -> Postings:
        return self._keep((field, words), lambda: self._weigh(*self._side_by_side(field, words)))

    def _side_by_side(self, field: str, words: tuple[str, ...]) -> tuple[list[int], list[float]]:
        wanted = reduce(and_, (self._term(field, word).bits for word in words), self._live)
        starts: dict[int, set[int]] = {}
        for place, word in enumerate(words):
            here = self._source.positions(field, word, wanted) if wanted else {}
            shifted = {number: {position - place for position in at} for number, at in here.items()}
            starts = {n: both for n, at in shifted.items() if (both := at & starts.get(n, at if not place else set()))}
            wanted = bitmap(starts, self._size)
        return list(starts), [float(len(at)) for at in starts.values()]

    def _weigh(self, ids: Sequence[int], weights: Sequence[float]) -> Postings:
        idf = log(1 + (self._count - len(ids) + 0.5) / (len(ids) + 0.5))
        norms, gain = self._norms, idf * (K1 + 1)
        impacts = array("f", (gain * w / (w + norms[number]) for number, w in zip(ids, weights, strict=True)))
        return Postings(array("I", ids), impacts, bitmap(ids, self._size))

    def _keep(self, key: object, make: Callable[[], Postings]) -> Postings:
        """The list under ``key`` from memory, or made and kept in place of those longest unused."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = make()
        with self._lock:
            if key not in self._kept:
                self._kept[key] = made
                self._kept_bytes += made.cost
            while self._kept_bytes > CACHE_BYTES and len(self._kept) > 1:
                self._kept_bytes -= self._kept.popitem(last=False)[1].cost
        return made
