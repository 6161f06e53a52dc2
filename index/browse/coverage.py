"""The coverage table: records by topic and by province, region or year, with its empty cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from index.browse.topics import TopicSummary
from index.engines.document_sets import EMPTY, DocumentSet, union
from index.reader.facet_counts import NOT_GIVEN, Filters, facet
from index.reader.generation_reader import GenerationReader
from index.reader.index_reader import IndexReader
from index.results import filters_json
from kmsearch.errors import ParameterError
from kmsearch.geo.gazetteer import mend_province, provinces, region_of

CoverageBy = Literal["province", "region", "year"]

OTHER_TOPICS = "หัวข้อที่บันทึกตั้งเอง"
"""The column of all topics that the lexicon lacks; as the value of ``topic`` it selects the table with a column for
each of them."""


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """A province, region or year: the ``filters`` that find its records, its counts by topic and of all its records.

    ``region`` is a province's. The last row may be ``NOT_GIVEN``: the records without a place or year.
    """

    label: str
    region: str
    filters: Filters
    counts: tuple[int, ...]
    record_count: int

    def to_json(self) -> dict[str, Any]:
        """The row flat."""
        return {**asdict(self), "filters": filters_json(self.filters)}


@dataclass(frozen=True, slots=True)
class Coverage:
    """The table of records by topic and by place or year: ``topics`` are the columns, ``totals`` the record count of
    each column.

    ``topic`` is the topic whose children are the columns. If it is empty, the columns are the top-level topics and
    ``OTHER_TOPICS``; if it is ``OTHER_TOPICS``, they are the topics that only records name. ``filters`` apply to every
    cell.
    """

    by: CoverageBy
    topic: str
    filters: Filters
    topics: tuple[str, ...]
    rows: tuple[CoverageRow, ...]
    totals: tuple[int, ...]
    record_count: int

    def to_json(self) -> dict[str, Any]:
        """The JSON shape of ``/api/v1/coverage``."""
        return {
            "by": self.by,
            "topic": self.topic,
            "filters": filters_json(self.filters),
            "topics": list(self.topics),
            "rows": [row.to_json() for row in self.rows],
            "totals": list(self.totals),
            "record_count": self.record_count,
        }


def count_coverage(
    reader: GenerationReader, summaries: Sequence[TopicSummary], by: CoverageBy, topic: str, filters: Filters
) -> Coverage:
    """The table of the records that match ``filters`` and, if ``topic`` is not empty, have a topic of one of the
    columns.

    Raises ParameterError for an unknown place.
    """
    records = reader.index("records")
    _check_places(records, filters)
    columns = topics_by_column(summaries, topic)
    allowed = records.facets.allowed(filters)
    matching = records.live if allowed is None else allowed
    column_sets = [(records.facets.allowed({"topics": labels}) or EMPTY) & matching for labels in columns.values()]
    if topic:
        matching = union(column_sets)
    rows = [
        _count_row(records, label, region, row_filters, matching, column_sets)
        for label, region, row_filters in _list_rows(records, by, filters, matching)
    ]
    if matching - union(records.facets.allowed(row.filters) or EMPTY for row in rows):
        rows.append(_count_row(records, NOT_GIVEN, "", {by: (NOT_GIVEN,)}, matching, column_sets))
    totals = tuple(len(column_set) for column_set in column_sets)
    return Coverage(by, topic, filters, tuple(columns), tuple(rows), totals, len(matching))


def topics_by_column(summaries: Sequence[TopicSummary], topic: str) -> dict[str, tuple[str, ...]]:
    """Column label → the topics that the column counts; ``Coverage`` describes the columns."""
    record_topics = tuple(summary.label for summary in summaries if not summary.in_lexicon)
    if topic == OTHER_TOPICS:
        return {label: (label,) for label in record_topics}
    children = [summary.label for summary in summaries if summary.in_lexicon and summary.parent == topic]
    gathered = {OTHER_TOPICS: record_topics} if record_topics and not topic else {}
    return {label: (label,) for label in (*filter(None, [topic]), *children)} | gathered


def _check_places(records: IndexReader, filters: Filters) -> None:
    """Raises ParameterError if a filtered province or region is neither in the gazetteer nor in a record."""
    gazetteer_names = {"province": {province.name for province in provinces()}, "region": set(list_regions())}
    for name, gazetteer_values in gazetteer_names.items():
        for value in filters.get(name, ()):
            if value not in gazetteer_values and value != NOT_GIVEN and not records.facets.allowed({name: (value,)}):
                problem = f"ไม่มีในรายชื่อ{facet(name).label} และไม่มีบันทึกใดใช้"
                raise ParameterError(problem, _suggest_place(name, value), name=name, value=value)


def _suggest_place(name: str, value: str) -> str:
    if name == "region":
        return f"เลือกได้: {' · '.join(list_regions())}"
    province, is_correction = mend_province(value)
    return f"ใช้ชื่อ “{province}”" if is_correction else "ใช้ชื่อเต็มของจังหวัด เช่น ลำปาง"


def list_regions() -> tuple[str, ...]:
    """The regions in the order of the gazetteer."""
    return tuple(dict.fromkeys(province.region for province in provinces()))


def _list_rows(
    records: IndexReader, by: CoverageBy, filters: Filters, matching: DocumentSet
) -> Iterator[tuple[str, str, Filters]]:
    """Label, region and filters of each row: every province, region or year, with or without records."""
    if by == "year":
        values = records.facets.values("year", matching, {})
        years = [int(year.value) for year in values if year.value.isdecimal()]
        for year in range(max(years, default=0), min(years, default=1) - 1, -1):
            yield str(year), "", {"year": (str(year),)}
    elif by == "region":
        regions = filters.get("region") or _regions_of(filters.get("province", ()))
        for name in _add_indexed(records, by, matching, regions):
            yield name, name, {"region": (name,)}
    else:
        chosen = filters.get("region") or list_regions()
        names = [
            province.name
            for region in list_regions()
            if region in chosen
            for province in provinces()
            if province.region == region
        ]
        for name in _add_indexed(records, by, matching, filters.get("province") or names):
            yield name, region_of(name), {"province": (name,)}


def _add_indexed(records: IndexReader, facet: str, matching: DocumentSet, names: Iterable[str]) -> list[str]:
    """``names``, then the other values of the facet that occur in ``matching``."""
    indexed = [value.value for value in records.facets.values(facet, matching, {})]
    return list(dict.fromkeys((*names, *indexed)))


def _regions_of(chosen: Iterable[str]) -> tuple[str, ...]:
    """The regions of the chosen provinces; all regions if none is chosen."""
    chosen_regions = [region_of(name) for name in chosen]
    return tuple(name for name in list_regions() if not chosen_regions or name in chosen_regions)


def _count_row(
    records: IndexReader,
    label: str,
    region: str,
    filters: Filters,
    matching: DocumentSet,
    column_sets: list[DocumentSet],
) -> CoverageRow:
    row_documents = (records.facets.allowed(filters) or EMPTY) & matching
    counts = tuple(len(column_set & row_documents) for column_set in column_sets)
    return CoverageRow(label, region, filters, counts, len(row_documents))
