"""What the points of a section say, each thing once: who bears it out, where and when; first what most records say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from typing import Any

from index.query.highlighter import WHOLE, Highlighter
from index.reader.document_sets import bitmap
from index.reader.facet_counts import Filters
from index.reader.generation_reader import Snapshot
from index.reader.index_reader import Collection
from index.results import Facet, Mention, Request, facets_json, filters_json, page_count
from kmsearch.lexicon.model import Lexicon

SOURCES = 5
"""Points listed under one entry; the page of the entry has all."""

TEXTS_KEPT = 20_000
"""Texts of points that are remembered, and their words: some hundred bytes each."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What ``points`` points of ``records`` records in ``provinces`` provinces say, in the words most like all theirs.

    ``everywhere`` are the records that say so whatever the filters. ``years`` are the first and the last that are
    known, None where none is. ``sources`` are points with their own words, one a record, the newest first.
    """

    text: str
    points: int
    records: int
    everywhere: int
    provinces: int
    years: tuple[int, int] | None
    sources: tuple[Mention, ...]

    def to_json(self) -> dict[str, Any]:
        """``sources`` as a list of objects."""
        return {**asdict(self), "sources": [source.to_json() for source in self.sources]}


@dataclass(frozen=True, slots=True)
class PointsPage:
    """A page of what one section says: ``total`` entries of ``points`` points, ``shared`` of them by several records.

    Of ``request`` the filters, the page and the size count; ``facets`` count points.
    """

    request: Request
    section: str
    total: int
    points: int
    shared: int
    entries: tuple[Entry, ...]
    facets: tuple[Facet, ...]

    @property
    def pages(self) -> int:
        """How many pages there are, at least 1."""
        return page_count(self.total, self.request.size)

    def to_json(self) -> dict[str, Any]:
        """The one JSON shape of ``/api/v1/points/<section>``."""
        return {
            "section": self.section,
            "filters": filters_json(self.request.filters),
            "page": self.request.page,
            "pages": self.pages,
            "total": self.total,
            "points": self.points,
            "shared": self.shared,
            "entries": [entry.to_json() for entry in self.entries],
            "facets": facets_json(self.facets),
        }


@dataclass(frozen=True, slots=True)
class EntryPage:
    """One entry, its sources those of the page that ``request`` asks for; ``section`` is that of its points."""

    request: Request
    section: str
    entry: Entry

    @property
    def pages(self) -> int:
        """How many pages there are, at least 1."""
        return page_count(self.entry.records, self.request.size)

    def to_json(self) -> dict[str, Any]:
        """The one JSON shape of ``/api/v1/points/<section>/<record>/<number>``."""
        return {
            "section": self.section,
            "page": self.request.page,
            "pages": self.pages,
            "entry": self.entry.to_json(),
        }


class Texts:
    """What points say and the words of that, remembered; safe from several threads."""

    def __init__(self, snapshot: Snapshot, lexicon: Lexicon):
        self._snapshot, self._lexicon = snapshot, lexicon
        self.shown = lru_cache(TEXTS_KEPT)(self._shown)
        self._words = lru_cache(TEXTS_KEPT)(snapshot.words)
        self.typical = lru_cache(TEXTS_KEPT)(self._typical)

    def _shown(self, number: int) -> str:
        return shown_text(self._snapshot, self._lexicon, number)

    def mention(self, number: int) -> Mention:
        """Who says a point, where and when, with what it says."""
        return replace(self._snapshot.mention("items", number), text=self.shown(number))

    def _typical(self, numbers: tuple[int, ...]) -> int:
        """Of points that say the same the one with most words in common with the others; the shortest of equals."""
        if len(numbers) == 1:
            return numbers[0]
        words = {number: self._words(number) for number in numbers}

        def common(number: int) -> float:
            own = words[number]
            return sum(len(own & other) / len(own | other) for other in words.values() if own | other)

        return min(numbers, key=lambda number: (-round(common(number), 6), len(words[number])))


def points_page(
    snapshot: Snapshot, section: str, request: Request, shared: Sequence[Sequence[int]], texts: Texts
) -> PointsPage:
    """The page of ``section`` that ``request`` asks for; ``shared`` is what ``shared_groups`` gives for it."""
    items = snapshot.collection("items")
    filters = request.filters or {}
    bits = section_bits(items, section, filters)
    start, stop = (request.page - 1) * request.size, request.page * request.size
    groups = list(shared[start:stop])
    if len(groups) < request.size:
        alone = bits & ~bitmap((number for group in shared for number in group), items.size)
        before = max(0, start - len(shared))
        wanted = before + request.size - len(groups)
        groups += [_members(items, bits, number) for number in items.first(alone, "newest", wanted, once=True)[before:]]
    everything = section_bits(items, section, {})
    return PointsPage(
        request,
        section,
        items.folds.count(bits),
        bits.bit_count(),
        len(shared),
        tuple(_entry(snapshot, group, texts, range(SOURCES)) for group in groups),
        tuple(facet for facet in items.facets.count(everything, filters) if facet.name != "section"),
    )


def section_bits(items: Collection, section: str, filters: Filters) -> int:
    """The points of a section that the filters allow."""
    found = items.facets.allowed({**filters, "section": (section,)})
    return items.live if found is None else found


def shared_groups(items: Collection, section: str, filters: Filters) -> list[list[int]]:
    """The points of a section that say the same, of several records; those of most records, then provinces, first."""
    ranked = []
    for group in items.folds.several(section_bits(items, section, filters)):
        ids = {items.places[number][0] for number in group}
        if len(ids) > 1:
            provinces = {province for number in group for province in items.values(number, "province")}
            newest = max((year for number in group for year in items.values(number, "year")), default="")
            ranked.append((len(ids), len(provinces), newest, -group[0], group))
    ranked.sort(key=lambda one: one[:4], reverse=True)
    return [group for *_, group in ranked]


def _members(items: Collection, bits: int, number: int) -> list[int]:
    """The points of ``bits`` that say the same as ``number``."""
    return [member for member in items.folds.members(number) if bits >> member & 1]


def entry_page(
    snapshot: Snapshot, section: str, id: str, number: int, request: Request, texts: Texts
) -> EntryPage | None:
    """What a point of a record says with all who say it, whatever their topic, place or year; None: no such point."""
    items = snapshot.collection("items")
    point = next((one for one in items.numbers_of(id) if items.places[one] == (id, section, number)), None)
    if point is None:
        return None
    start = (request.page - 1) * request.size
    shown = range(start, start + request.size)
    return EntryPage(request, section, _entry(snapshot, items.folds.members(point), texts, shown))


def _entry(snapshot: Snapshot, group: Sequence[int], texts: Texts, shown: range) -> Entry:
    """The entry of points that say the same; of the records those at the places ``shown`` are named."""
    items = snapshot.collection("items")
    firsts = first_of_each(items, group)
    years = sorted(int(year) for number in group for year in items.values(number, "year"))
    provinces = {province for number in group for province in items.values(number, "province")}
    return Entry(
        texts.shown(texts.typical(tuple(firsts[:SOURCES]))),
        len(group),
        len(firsts),
        len({items.places[number][0] for number in items.folds.members(group[0])}),
        len(provinces),
        (years[0], years[-1]) if years else None,
        tuple(map(texts.mention, firsts[shown.start : shown.stop])),
    )


def first_of_each(items: Collection, group: Sequence[int]) -> list[int]:
    """A point of each record, the newest record first."""
    firsts: dict[str, int] = {}
    for number in items.newest(group):
        firsts.setdefault(items.places[number][0], number)
    return list(firsts.values())


def shown_text(snapshot: Snapshot, lexicon: Lexicon, number: int) -> str:
    """The text of a point, a long one cut between words."""
    text = snapshot.text(number)
    if len(text) <= WHOLE:
        return text
    return "".join(piece for piece, _ in Highlighter(lexicon.analyzer, ()).mark(text).piece())
