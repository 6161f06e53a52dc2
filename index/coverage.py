"""Where something has been written down, and where nothing: topics against provinces, regions or years."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any, Literal

from index.bitmap import union
from index.collection import Collection
from index.facets import Filters
from index.snapshot import Snapshot
from index.topics import TopicCount
from kmsearch.places import provinces, region_of

By = Literal["province", "region", "year"]


@dataclass(frozen=True, slots=True)
class Row:
    """A place or a year: its ``label``, the ``filters`` that find its records, its counts by topic, all its records.

    ``region`` is a province's. ``filters`` are empty for the records of which place or year is not known.
    """

    label: str
    region: str
    filters: Filters
    counts: tuple[int, ...]
    records: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """Records by topic and by place or year; ``topics`` are the columns, ``totals`` their sums, ``records`` all.

    ``topic`` is the one whose narrower topics the columns are, empty for the broad ones. ``base`` are the filters that
    hold for every cell.
    """

    by: By
    topic: str
    base: Filters
    topics: tuple[str, ...]
    rows: tuple[Row, ...]
    totals: tuple[int, ...]
    records: int

    def to_json(self) -> dict[str, Any]:
        """The one JSON shape of ``/api/v1/coverage``."""
        return {
            "by": self.by,
            "topic": self.topic,
            "filters": {name: list(values) for name, values in self.base.items()},
            "topics": list(self.topics),
            "rows": [{**asdict(row), "filters": {n: list(v) for n, v in row.filters.items()}} for row in self.rows],
            "totals": list(self.totals),
            "records": self.records,
        }


def coverage(snapshot: Snapshot, topics: Iterable[TopicCount], by: By, topic: str, base: Filters) -> Coverage:
    """The table of the records that the filters of ``base`` allow; where ``topic`` is given, of those that have one of
    the columns."""
    records = snapshot.collection("records")
    columns = columns_of(topics, topic)
    allowed = records.facets.allowed({**base, "topics": columns} if topic else base)
    bits = records.live if allowed is None else allowed
    sets = [(records.facets.allowed({"topics": (label,)}) or 0) & bits for label in columns]
    rows = [_row(records, label, of, chosen, bits, sets) for label, of, chosen in _rows(records, by, base, bits)]
    rest = bits & ~union(records.facets.allowed(row.filters) or 0 for row in rows)
    if rest:
        rows.append(Row("ไม่ระบุ", "", {}, tuple((one & rest).bit_count() for one in sets), rest.bit_count()))
    totals = tuple(one.bit_count() for one in sets)
    return Coverage(by, topic, base, columns, tuple(rows), totals, bits.bit_count())


def columns_of(topics: Iterable[TopicCount], topic: str) -> tuple[str, ...]:
    """The broad topics, or ``topic`` and those right under it."""
    if not topic:
        return tuple(one.label for one in topics if not one.parent)
    return (topic, *(one.label for one in topics if one.parent == topic))


def regions() -> tuple[str, ...]:
    """The regions, in the order of the list of places."""
    return tuple(dict.fromkeys(province.region for province in provinces()))


def _rows(records: Collection, by: By, base: Filters, bits: int) -> Iterator[tuple[str, str, Filters]]:
    """Label, region and filters of each row: every province, region or year, with records or without."""
    if by == "year":
        years = [int(year.value) for year in records.facets.values("year", bits, {}) if year.value.isdecimal()]
        for year in range(max(years, default=0), min(years, default=1) - 1, -1):
            yield str(year), "", {"year": (str(year),)}
    elif by == "region":
        for name in _in_order(records, by, bits, base.get("region") or _regions_of(base.get("province", ()))):
            yield name, name, {"region": (name,)}
    else:
        within = base.get("region") or regions()
        names = [one.name for region in regions() if region in within for one in provinces() if one.region == region]
        for name in _in_order(records, by, bits, base.get("province") or names):
            yield name, region_of(name), {"province": (name,)}


def _in_order(records: Collection, facet: str, bits: int, names: Iterable[str]) -> list[str]:
    """The names, then those that records have beside them."""
    named = [value.value for value in records.facets.values(facet, bits, {})]
    return list(dict.fromkeys((*names, *named)))


def _regions_of(chosen: Iterable[str]) -> tuple[str, ...]:
    """The regions of the provinces that are chosen; all where none is."""
    of = [region_of(name) for name in chosen]
    return tuple(name for name in regions() if not of or name in of)


def _row(records: Collection, label: str, region: str, filters: Filters, bits: int, sets: list[int]) -> Row:
    own = (records.facets.allowed(filters) or 0) & bits
    return Row(label, region, filters, tuple((one & own).bit_count() for one in sets), own.bit_count())
