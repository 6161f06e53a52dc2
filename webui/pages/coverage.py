"""The coverage table, ``/coverage``: topics against provinces, regions or years, as a heat map."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil
from urllib.parse import quote

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from index.browse.coverage import OTHER_TOPICS, Coverage, CoverageBy, CoverageRow
from index.reader.facet_counts import NOT_GIVEN, Filters, choice_label, facet
from index.results import Request
from webui import browse_requests, search_params, urls
from webui.browse_params import LIST_SIZE, CoverageRequest
from webui.labels import COVERAGE_ROWS
from webui.services import services
from webui.view_models.facets import NO_REGION
from webui.view_models.links import Link
from webui.view_models.year_histogram import YEAR_FACET, YearSpanForm, make_span_form

blueprint = Blueprint("coverage", __name__)

SHADES = 4
"""Shades of a cell, on a logarithmic scale. A guess: more are hard to distinguish."""

_TOPIC_PLACEHOLDER = "\0"
"""Placeholder for the topic in the URL of a row, which is built once per row; no topic contains it."""


@dataclass(frozen=True, slots=True)
class CellView:
    """A count with the URL of its records (empty if 0); ``shade`` is 0 (no records) to ``SHADES``.

    The cell of ``OTHER_TOPICS`` leads to the table that lists these topics one by one.
    """

    count: int
    href: str
    shade: int


@dataclass(frozen=True, slots=True)
class CoverageRowView:
    """A place or year; ``head`` leads to its own table. ``region`` is set in the first row of a region, else empty."""

    head: Link
    region: str
    total: CellView
    cells: tuple[CellView, ...]


@dataclass(frozen=True, slots=True)
class ShadeView:
    """A shade and the counts that have it."""

    shade: int
    label: str


@blueprint.get("/coverage")
def page() -> ResponseReturnValue:
    """The table, the number of its empty cells, and links to narrower tables."""
    table = browse_requests.read_coverage_request()
    if search_params.has_year_form(request.args):
        return redirect(urls.coverage_url(table))
    coverage = services().count_coverage(table)
    known_rows = [row for row in coverage.rows if row.label != NOT_GIVEN]
    highest = max((count for row in coverage.rows for count in row.counts), default=0)
    thresholds = _shade_thresholds(highest)
    return render_template(
        "coverage.html",
        row_kinds=[
            Link(label, urls.coverage_url(replace(table, by=by)), by == table.by) for by, label in COVERAGE_ROWS.items()
        ],
        row_kind=COVERAGE_ROWS[table.by],
        chips=list(_make_chips(table)),
        unfiltered=urls.coverage_url(CoverageRequest(table.by)),
        columns=[_link_column(table, coverage, label) for label in coverage.topics],
        rows=list(_view_rows(table, coverage, thresholds)),
        totals=_view_cells(table, coverage, {}, coverage.totals),
        total=_view_total(coverage, {}, coverage.record_count),
        shades=list(_label_shades(thresholds, highest)),
        covered=sum(1 for row in known_rows if row.record_count),
        known=len(known_rows),
        empty=sum(row.counts.count(0) for row in known_rows),
        cells=len(known_rows) * len(coverage.topics),
        span=_make_span_form(table),
        uncovered=[row.label for row in known_rows if not row.record_count],
        json_href=urls.json_url(urls.coverage_url(table)),
    )


def _make_span_form(table: CoverageRequest) -> YearSpanForm:
    """The form that filters the table by years."""
    values = next((facet.values for facet in services().stats().facets if facet.name == YEAR_FACET), ())
    years = [int(value.value) for value in values if value.value.isdecimal()]
    all_years = range(min(years, default=1), max(years, default=0) + 1)
    other_filters = {name: values for name, values in table.filters.items() if name != YEAR_FACET}
    unfiltered_url = urls.coverage_url(replace(table, filters=other_filters))
    return make_span_form(table.filters.get(YEAR_FACET, ()), all_years, unfiltered_url)


def _make_chips(table: CoverageRequest) -> Iterator[Link]:
    """The topic and the filters in force, each with the URL of the table without it."""
    if table.topic:
        yield Link(f"หัวข้อ: {table.topic}", urls.coverage_url(replace(table, topic="")))
    for name, values in table.filters.items():
        for value in values:
            remaining = {**table.filters, name: tuple(other_value for other_value in values if other_value != value)}
            remaining = {facet_name: chosen for facet_name, chosen in remaining.items() if chosen}
            label = f"{facet(name).label}: {choice_label(name, value)}"
            yield Link(label, urls.coverage_url(replace(table, filters=remaining)))


def _link_column(table: CoverageRequest, coverage: Coverage, label: str) -> Link:
    """The link of a column: to its own table for a topic with children and ``OTHER_TOPICS``, else to the page of the
    topic."""
    if label == OTHER_TOPICS and table.topic != OTHER_TOPICS:
        return Link(label, urls.coverage_url(replace(table, topic=OTHER_TOPICS)))
    details = services().find_topic(label)
    if details is not None and details.children and label != coverage.topic:
        return Link(label, urls.coverage_url(replace(table, topic=label)))
    return Link(label, urls.topic_url(label, listed=Request(filters=table.filters, size=LIST_SIZE)))


def _view_rows(table: CoverageRequest, coverage: Coverage, thresholds: Sequence[int]) -> Iterator[CoverageRowView]:
    previous_region = ""
    for row in coverage.rows:
        region = (row.region or NO_REGION) if coverage.by == "province" else ""
        yield CoverageRowView(
            Link(row.label, _row_url(table, row)),
            region if region != previous_region else "",
            _view_total(coverage, row.filters, row.record_count),
            _view_cells(table, coverage, row.filters, row.counts, thresholds),
        )
        previous_region = region


def _row_url(table: CoverageRequest, row: CoverageRow) -> str:
    """The URL of the table of one row: a region's provinces, a province's years, a year's provinces."""
    if not row.record_count:
        return ""
    if table.by == "region":
        return urls.coverage_url(replace(table, by="province", filters={**table.filters, **row.filters}))
    by: CoverageBy = "year" if table.by == "province" else "province"
    filters = {name: values for name, values in table.filters.items() if by == "province" or name != "region"}
    return urls.coverage_url(replace(table, by=by, filters={**filters, **row.filters}))


def _view_cells(
    table: CoverageRequest,
    coverage: Coverage,
    row_filters: Filters,
    counts: Sequence[int],
    thresholds: Sequence[int] = (),
) -> tuple[CellView, ...]:
    """The counts of a row by topic; without ``thresholds`` cells have no shade."""
    filters = {**coverage.filters, **row_filters}
    topic_search = urls.search_url(urls.make_search(filters={**filters, "topics": (_TOPIC_PLACEHOLDER,)}))
    other_topics_table = urls.coverage_url(replace(table, topic=OTHER_TOPICS, filters=filters))

    def cell_url(topic: str) -> str:
        if topic == OTHER_TOPICS and table.topic != OTHER_TOPICS:
            return other_topics_table
        return topic_search.replace(quote(_TOPIC_PLACEHOLDER), quote(topic, safe=""))

    return tuple(
        CellView(count, cell_url(topic) if count else "", bisect_right(thresholds, count))
        for topic, count in zip(coverage.topics, counts, strict=True)
    )


def _view_total(coverage: Coverage, row_filters: Filters, count: int) -> CellView:
    """The cell of all records of a row; without a URL if that would need more topics than a search allows."""
    topics = {"topics": coverage.topics} if coverage.topic else {}
    search = urls.make_search(filters={**coverage.filters, **topics, **row_filters})
    can_be_searched = count and len(coverage.topics) <= search_params.MAX_VALUES
    return CellView(count, urls.search_url(search) if can_be_searched else "", 0)


def _shade_thresholds(highest: int) -> tuple[int, ...]:
    """The lowest count of each shade, for counts up to ``highest``."""
    return tuple(ceil((highest + 1) ** (step / SHADES)) for step in range(SHADES))


def _label_shades(thresholds: Sequence[int], highest: int) -> Iterator[ShadeView]:
    """The legend: the range of counts of each shade, first that of empty cells; shades without counts are left out."""
    yield ShadeView(0, "ว่าง")
    for shade, (lowest, above) in enumerate(zip(thresholds, (*thresholds[1:], highest + 1), strict=True), 1):
        if lowest < above:
            yield ShadeView(shade, "–".join(dict.fromkeys(f"{count:,}" for count in (lowest, above - 1))))
