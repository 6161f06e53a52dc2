"""Where something has been written down, and where nothing: topics against provinces, regions or years."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from index.browse.topics import TopicCount
from index.reader.document_sets import union
from index.reader.facet_counts import NOT_GIVEN, Filters, facet
from index.reader.generation_reader import Snapshot
from index.reader.index_reader import Collection
from kmsearch.errors import ParameterError
from kmsearch.geo.gazetteer import mend_province, provinces, region_of

By = Literal["province", "region", "year"]

OTHERS = "หัวข้อที่บันทึกตั้งเอง"
"""Stands for the topics that the lexicon does not have: the column that gathers them, and the look that shows them."""


@dataclass(frozen=True, slots=True)
class Row:
    """A place or a year: its ``label``, the ``filters`` that find its records, its counts by topic, all its records.

    ``region`` is a province's. The last row may be ``NOT_GIVEN``: the records that do not say where or when.
    """

    label: str
    region: str
    filters: Filters
    counts: tuple[int, ...]
    records: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """Records by topic and by place or year; ``topics`` are the columns, ``totals`` their sums, ``records`` all.

    ``topic`` is the one whose narrower topics the columns are, empty for the broad ones; these are followed by one
    column, ``OTHERS``, for all topics that only records name, and where ``topic`` is ``OTHERS`` the columns are these.
    ``base`` are the filters that hold for every cell.
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


def coverage(snapshot: Snapshot, topics: Sequence[TopicCount], by: By, topic: str, base: Filters) -> Coverage:
    """The table of the records that the filters of ``base`` allow; where ``topic`` is given, of those that have one of
    the columns. Raises ParameterError for a place that is none."""
    records = snapshot.collection("records")
    _check_places(records, base)
    columns = columns_of(topics, topic)
    allowed = records.facets.allowed(base)
    bits = records.live if allowed is None else allowed
    sets = [(records.facets.allowed({"topics": labels}) or 0) & bits for labels in columns.values()]
    if topic:
        bits = union(sets)
    rows = [_row(records, label, of, chosen, bits, sets) for label, of, chosen in _rows(records, by, base, bits)]
    if bits & ~union(records.facets.allowed(row.filters) or 0 for row in rows):
        rows.append(_row(records, NOT_GIVEN, "", {by: (NOT_GIVEN,)}, bits, sets))
    totals = tuple(one.bit_count() for one in sets)
    return Coverage(by, topic, base, tuple(columns), tuple(rows), totals, bits.bit_count())


def columns_of(topics: Sequence[TopicCount], topic: str) -> dict[str, tuple[str, ...]]:
    """Each column with the topics it counts: the broad ones and ``OTHERS``, those ``OTHERS`` stands for, or ``topic``
    and those right under it."""
    others = tuple(one.label for one in topics if not one.known)
    if topic == OTHERS:
        return {label: (label,) for label in others}
    under = [one.label for one in topics if one.known and one.parent == topic]
    gathered = {OTHERS: others} if others and not topic else {}
    return {label: (label,) for label in (*filter(None, [topic]), *under)} | gathered


def _check_places(records: Collection, base: Filters) -> None:
    """Raises ParameterError for a province or region that neither the list of places nor a record has."""
    known = {"province": {province.name for province in provinces()}, "region": set(regions())}
    for name, names in known.items():
        for value in base.get(name, ()):
            if value not in names and value != NOT_GIVEN and not records.facets.allowed({name: (value,)}):
                wrong = f"ไม่มีในรายชื่อ{facet(name).label} และไม่มีบันทึกใดใช้"
                raise ParameterError(wrong, _choose(name, value), name=name, value=value)


def _choose(name: str, value: str) -> str:
    if name == "region":
        return f"เลือกได้: {' · '.join(regions())}"
    meant, is_other = mend_province(value)
    return f"ใช้ชื่อ “{meant}”" if is_other else "ใช้ชื่อเต็มของจังหวัด เช่น ลำปาง"


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
