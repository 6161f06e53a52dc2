"""What the points of a section say, each thing once: who bears it out, where and when; first what most records say."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from index.bitmap import bitmap
from index.collection import Collection
from index.facets import Filters
from index.highlight import WHOLE, Highlighter
from index.results import Facet, Mention, Request
from index.snapshot import Snapshot
from kmsearch.lexicon import Lexicon

SOURCES = 10
"""Points listed under one entry; the page of any of them has all."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What ``points`` points of ``records`` records in ``provinces`` provinces say, in the words of the newest.

    ``years`` are the first and the last that are known, None where none is. ``sources`` are the newest points, one a
    record.
    """

    text: str
    points: int
    records: int
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
        return max(1, -(-self.total // self.request.size))

    def to_json(self) -> dict[str, Any]:
        """The one JSON shape of ``/api/v1/points/<section>``."""
        return {
            "section": self.section,
            "filters": {name: list(values) for name, values in (self.request.filters or {}).items() if values},
            "page": self.request.page,
            "pages": self.pages,
            "total": self.total,
            "points": self.points,
            "shared": self.shared,
            "entries": [entry.to_json() for entry in self.entries],
            "facets": {facet.name: [value.to_json() for value in facet.values] for facet in self.facets},
        }


def points_page(
    snapshot: Snapshot, section: str, request: Request, shared: Sequence[Sequence[int]], text: Callable[[int], str]
) -> PointsPage:
    """The page of ``section`` that ``request`` asks for; ``shared`` is what ``shared_groups`` gives for it, ``text``
    what ``shown_text`` gives for a point."""
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
        tuple(_entry(snapshot, group, text) for group in groups),
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


def _entry(snapshot: Snapshot, group: Sequence[int], text: Callable[[int], str]) -> Entry:
    items = snapshot.collection("items")
    ordered = items.newest(group)
    firsts: dict[str, int] = {}
    for number in ordered:
        firsts.setdefault(items.places[number][0], number)
    years = sorted(int(year) for number in group for year in items.values(number, "year"))
    provinces = {province for number in group for province in items.values(number, "province")}
    return Entry(
        text(ordered[0]),
        len(group),
        len(firsts),
        len(provinces),
        (years[0], years[-1]) if years else None,
        tuple(_sources(snapshot, list(firsts.values())[:SOURCES])),
    )


def _sources(snapshot: Snapshot, numbers: Sequence[int]) -> Iterator[Mention]:
    return (snapshot.mention("items", number) for number in numbers)


def shown_text(snapshot: Snapshot, lexicon: Lexicon, number: int) -> str:
    """The text of a point, a long one cut between words."""
    text = snapshot.text(number)
    if len(text) <= WHOLE:
        return text
    return "".join(piece for piece, _ in Highlighter(lexicon.analyzer, ()).mark(text).piece())
