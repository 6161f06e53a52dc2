"""One opened index of records or items: the engine, its facets, and its documents in the orders of sorting."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from heapq import nlargest
from itertools import compress, groupby, islice

from whoosh.query import Prefix, Query, Term

from index.build.generation import Row
from index.engines.protocol import Engine
from index.mapping import split_key
from index.reader.collapse import Folds
from index.reader.document_sets import at_least, bitmap, bitmap_of_runs, flags, numbers
from index.reader.facet_counts import FacetTable, Run
from index.results import Sort
from kmsearch.errors import IndexDamaged

SCORED = 100_000
"""Scores worked out for one page, one for each document and list: documents with few of the words seldom come first."""

MIN_SCORED = 2_000
"""Documents that are scored however many words there are."""


_HIDDEN = -1.0


class Collection:
    """The documents of one engine with what the engine does not know of them. Nothing changes after it is made."""

    def __init__(self, engine: Engine, rows: Mapping[str, Row], groups: Callable[[], Iterable[Sequence[str]]]):
        """``groups`` gives the keys of the documents that say the same, group by group; asked for when needed."""
        self.engine = engine
        self._groups = groups
        self._rows = rows
        self.places = [split_key(key) for key in engine.keys]
        self.size = len(self.places)
        self.live = bitmap((number for number, place in enumerate(self.places) if place[0]), self.size)

    @cached_property
    def facets(self) -> FacetTable:
        """The facets; of records also the categories."""
        return FacetTable(self._faceted(), self.size)

    @cached_property
    def folds(self) -> Folds:
        """The documents that say the same. Raises IndexDamaged."""
        groups = [*self._groups()]
        named = {key for group in groups for key in group}
        number = {key: number for number, key in enumerate(self.engine.keys) if key in named}
        if len(number) != sum(map(len, groups)):
            raise IndexDamaged("กลุ่มข้อความในดัชนีไม่ตรงกับเอกสาร", "โปรแกรมจะสร้างใหม่จากบันทึกให้เอง")
        return Folds(([number[key] for key in group] for group in groups), self.size)

    @cached_property
    def _newest(self) -> list[int]:
        return self._by_year(-1)

    @cached_property
    def _oldest(self) -> list[int]:
        return self._by_year(1)

    def first(self, bits: int, sort: Sort, count: int, *, once: bool = False) -> list[int]:
        """The first ``count`` of ``bits`` by year; documents without a year come last, equals by id. ``once``: of
        documents that say the same only the first."""
        order = self._oldest if sort == "oldest" else self._newest
        member = flags(bits).ljust(self.size, b"\0")
        found = compress(order, map(member.__getitem__, order))
        return list(islice(self.folds.once(found) if once else found, count))

    def best(self, bits: int, query: Query, count: int) -> list[tuple[int, float]]:
        """The ``count`` of ``bits`` that match best, with their scores; equals by id. Of documents that say the same
        only the best.

        Of more documents than can be scored in time, those with few of the words come last, newest first, unscored.
        """
        worth = self._worth_scoring(bits, query)
        wanted = numbers(worth)
        scores = self.engine.score(query, wanted)
        for group in self.folds.several(worth):
            self._keep_best([bisect_left(wanted, number) for number in group], wanted, scores)
        least = max(0.0, min(nlargest(count, scores), default=0.0))
        ranked = [one for one in zip(wanted, scores, strict=True) if one[1] >= least]
        ranked = sorted(ranked, key=lambda one: (-one[1], self.places[one[0]]))[:count]
        left = bits & ~self.folds.spread(worth) if worth != bits else 0
        rest = self.first(left, "newest", count - len(ranked), once=True) if left else []
        return ranked + [(number, 0.0) for number in rest]

    def _keep_best(self, places: Iterable[int], wanted: Sequence[int], scores: list[float]) -> None:
        """Of the documents at ``places`` of ``wanted`` only the best keeps its score; the others get less than none."""
        best = min(places, key=lambda place: (-scores[place], self.places[wanted[place]]))
        for place in places:
            if place != best:
                scores[place] = _HIDDEN

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

    def newest(self, some: Iterable[int]) -> list[int]:
        """A few documents in the order of ``first``."""
        return sorted(some, key=partial(self._year_order, -1))

    def values(self, number: int, facet: str) -> list[str]:
        """What a document's record has of a facet."""
        return self._rows[self.places[number][0]][facet]

    def numbers_of(self, id: str) -> list[int]:
        """The documents of one record, in their order."""
        return [number for run in self._runs.get(id, ()) for number in run]

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
        live = (number for number, place in enumerate(self.places) if place[0])
        return sorted(live, key=partial(self._year_order, direction))

    def _year_order(self, direction: int, number: int) -> tuple[bool, int, str, int]:
        id = self.places[number][0]
        year = next(iter(self._rows[id]["year"]), "")
        return not year, direction * int(year or 0), id, number


def _runs_of(labels: Iterable[tuple[str, ...]]) -> Iterator[tuple[tuple[str, ...], range]]:
    """Each label with the run of places where it stands without a break."""
    start = 0
    for label, group in groupby(labels):
        stop = start + sum(1 for _ in group)
        yield label, range(start, stop)
        start = stop
