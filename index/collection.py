"""One opened index of records or items: the engine, its facets, and its documents in the orders of sorting."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from heapq import nlargest
from itertools import compress, groupby, islice

from whoosh.query import Prefix, Query, Term

from index.bitmap import at_least, bitmap, bitmap_of_runs, flags, numbers
from index.documents import split_key
from index.engines.base import Engine
from index.facets import FacetTable, Run
from index.generation import Row
from index.results import Sort

SCORED = 100_000
"""Scores worked out for one page, one for each document and list: 15 ms. Of 578 first hits of questions over
10,000 records, 3 were others than with all scored; with 60,000 pairs, 10 were."""

MIN_SCORED = 2_000
"""Documents that are scored however many words there are."""


class Collection:
    """The documents of one engine with what the engine does not know of them. Nothing changes after it is made."""

    def __init__(self, engine: Engine, rows: Mapping[str, Row]):
        self.engine = engine
        self._rows = rows
        self.places = [split_key(key) for key in engine.keys]
        self.size = len(self.places)
        self.live = bitmap((number for number, place in enumerate(self.places) if place[0]), self.size)

    @cached_property
    def facets(self) -> FacetTable:
        """The facets; of records also the categories."""
        return FacetTable(self._faceted(), self.size)

    @cached_property
    def _newest(self) -> list[int]:
        return self._by_year(-1)

    @cached_property
    def _oldest(self) -> list[int]:
        return self._by_year(1)

    def first(self, bits: int, sort: Sort, count: int) -> list[int]:
        """The first ``count`` of ``bits`` by year; documents without a year come last, equals by id."""
        order = self._oldest if sort == "oldest" else self._newest
        member = flags(bits).ljust(self.size, b"\0")
        return list(islice(compress(order, map(member.__getitem__, order)), count))

    def best(self, bits: int, query: Query, count: int) -> list[tuple[int, float]]:
        """The ``count`` of ``bits`` that match best, with their scores; equals by id.

        Of more documents than can be scored in time, those with few of the words come last, newest first, unscored.
        """
        worth = self._worth_scoring(bits, query)
        wanted = numbers(worth)
        scores = self.engine.score(query, wanted)
        least = min(nlargest(count, scores), default=0.0)
        ranked = [one for one in zip(wanted, scores, strict=True) if one[1] >= least]
        ranked = sorted(ranked, key=lambda one: (-one[1], self.places[one[0]]))[:count]
        rest = self.first(bits & ~worth, "newest", count - len(ranked)) if worth != bits else []
        return ranked + [(number, 0.0) for number in rest]

    def _worth_scoring(self, bits: int, query: Query) -> int:
        """All of ``bits``, or as many of those with most of the query's words as ``SCORED`` allows."""
        leaves = [leaf for leaf in query.leaves() if isinstance(leaf, Term | Prefix)]
        most = max(MIN_SCORED, SCORED // max(1, len(leaves)))
        if bits.bit_count() <= most:
            return bits
        sets = [self.engine.match(leaf) & bits for leaf in leaves]
        worth = bits
        for least in range(2, len(sets) + 1):
            fewer = at_least(sets, least)
            if not fewer:
                break
            worth = fewer
            if worth.bit_count() <= most:
                return worth
        return bitmap(numbers(worth)[:most], self.size)

    def of_records(self, ids: Iterable[str]) -> int:
        """The bitmap of the documents that belong to these records."""
        return bitmap_of_runs((run for id in ids for run in self._runs.get(id, ())), self.size)

    @cached_property
    def _runs(self) -> dict[str, list[range]]:
        """Where the documents of each record stand: mostly one run of numbers."""
        runs: dict[str, list[range]] = {}
        for (id,), run in _runs_of((id,) for id, _, _ in self.places):
            runs.setdefault(id, []).append(run)
        return runs

    def _faceted(self) -> Iterator[Run]:
        """Every run of documents with its facet values; of items, the section is their own."""
        own = {"section", "category"} if any(section for _, section, _ in self.places) else frozenset()
        for id, runs in self._runs.items():
            if id:
                row = {name: values for name, values in self._rows[id].items() if name not in own}
                yield from ((run, row) for run in runs)
        for (_, section), run in _runs_of((id, section) for id, section, _ in self.places):
            if section:
                yield run, {"section": [section]}

    def _by_year(self, direction: int) -> list[int]:
        def order(number: int) -> tuple[bool, int, str, int]:
            id = self.places[number][0]
            year = next(iter(self._rows[id]["year"]), "")
            return not year, direction * int(year or 0), id, number

        return sorted((number for number, place in enumerate(self.places) if place[0]), key=order)


def _runs_of(labels: Iterable[tuple[str, ...]]) -> Iterator[tuple[tuple[str, ...], range]]:
    """Each label with the run of places where it stands without a break."""
    start = 0
    for label, group in groupby(labels):
        stop = start + sum(1 for _ in group)
        yield label, range(start, stop)
        start = stop
