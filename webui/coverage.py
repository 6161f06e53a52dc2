"""Where something is written down, and where nobody has: ``/coverage``, topics against provinces, regions or years."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import log
from urllib.parse import quote

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from index.coverage import By, Coverage, Row
from index.facets import Filters, facet
from kmsearch.errors import QueryError
from webui import addresses, links
from webui.links import Look
from webui.search import address as search_address
from webui.services import services
from webui.views import Link
from webui.years import NAME, SpanForm, span_form

pages = Blueprint("coverage", __name__)

SHADES = 4
"""Shades of a cell, each some times the count of the one before; more cannot be told apart."""

BY: dict[By, str] = {"province": "จังหวัด", "region": "ภาค", "year": "ปี"}


@dataclass(frozen=True, slots=True)
class CellView:
    """A count with the search that finds its records, empty where there is none; ``shade`` from 0, nothing, to 4."""

    count: int
    href: str
    shade: int


@dataclass(frozen=True, slots=True)
class RowView:
    """A place or year; ``head`` leads on into it. ``group`` is the region that begins with this row, else empty."""

    head: Link
    group: str
    total: CellView
    cells: tuple[CellView, ...]


@pages.get("/coverage")
def page() -> ResponseReturnValue:
    """The table, its empty cells counted, with ways to look closer."""
    look = _asked()
    if request.args.keys() & set(links.YEAR_ENDS):
        return redirect(addresses.coverage(look))
    found = services().coverage(look)
    known = [row for row in found.rows if row.filters]
    return render_template(
        "coverage.html",
        by=[Link(label, addresses.coverage(replace(look, by=by)), by == look.by) for by, label in BY.items()],
        head=BY[look.by],
        chips=list(_chips(look)),
        everything=addresses.coverage(Look(look.by)),
        columns=[_column(look, found, label) for label in found.topics],
        rows=list(_rows(look, found)),
        totals=_cells(found, {}, found.totals),
        total=_total(found, {}, found.records),
        covered=sum(1 for row in known if row.records),
        known=len(known),
        empty=sum(row.counts.count(0) for row in known),
        cells=len(known) * len(found.topics),
        span=_span(look),
        missing=[row.label for row in known if not row.records],
        twin=links.look_address(url_for("coverage.twin"), look),
    )


@pages.get("/api/v1/coverage")
def twin() -> ResponseReturnValue:
    """What ``/coverage`` shows, with the same parameters."""
    return jsonify(services().coverage(_asked()).to_json())


def _asked() -> Look:
    look = links.read_look(request.args.items(multi=True))
    if look.topic and not services().topic(look.topic):
        raise QueryError(f"ไม่รู้จักหัวข้อ “{look.topic}”", "เลือกหัวข้อจากหน้า “หัวข้อ”")
    return look


def _span(look: Look) -> SpanForm:
    """The form that narrows the table to some years."""
    known = next((facet.values for facet in services().stats().facets if facet.name == NAME), ())
    years = [int(value.value) for value in known if value.value.isdecimal()]
    every = range(min(years, default=1), max(years, default=0) + 1)
    wide = {name: values for name, values in look.filters.items() if name != NAME}
    return span_form(look.filters.get(NAME, ()), every, addresses.coverage(replace(look, filters=wide)))


def _chips(look: Look) -> Iterator[Link]:
    """What narrows the table, each with the address without it."""
    if look.topic:
        yield Link(f"หัวข้อ: {look.topic}", addresses.coverage(replace(look, topic="")))
    for name, values in look.filters.items():
        without = {other: chosen for other, chosen in look.filters.items() if other != name}
        yield Link(f"{facet(name).label}: {', '.join(values)}", addresses.coverage(replace(look, filters=without)))


def _column(look: Look, found: Coverage, label: str) -> Link:
    """A broad topic leads to those under it, a narrow one to its page."""
    topic = services().topic(label)
    deeper = topic is not None and topic.below and label != found.topic
    return Link(label, addresses.coverage(replace(look, topic=label)) if deeper else addresses.topic(label))


def _rows(look: Look, found: Coverage) -> Iterator[RowView]:
    fullest = max((count for row in found.rows for count in row.counts), default=0)
    region = ""
    for row in found.rows:
        group = row.region if found.by == "province" and row.region != region else ""
        region = row.region
        yield RowView(
            Link(row.label, _deeper(look, row)),
            group,
            _total(found, row.filters or None, row.records),
            _cells(found, row.filters or None, row.counts, fullest),
        )


def _deeper(look: Look, row: Row) -> str:
    """The same table of one place or year: of a region its provinces, of a province its years, of a year its places."""
    if not row.records or not row.filters:
        return ""
    if look.by == "region":
        return addresses.coverage(replace(look, by="province", filters={**look.filters, **row.filters}))
    by: By = "year" if look.by == "province" else "province"
    wide = {name: values for name, values in look.filters.items() if by == "province" or name != "region"}
    return addresses.coverage(replace(look, by=by, filters={**wide, **row.filters}))


def _cells(found: Coverage, filters: Filters | None, counts: Sequence[int], fullest: int = 0) -> tuple[CellView, ...]:
    """The counts of a row by topic; ``filters`` narrow to the row, None where no search can.

    ``fullest`` is the largest count of the table, 0 where nothing is shaded. The address is made once a row, for the
    topic ``NUL``, which no topic is.
    """
    narrowed = {**found.base, **(filters or {}), "topics": ("\0",)}
    address = "" if filters is None else search_address(services().request(filters=narrowed))
    return tuple(
        CellView(count, address.replace("%00", quote(topic, safe="")) if count else "", _shade(count, fullest))
        for topic, count in zip(found.topics, counts, strict=True)
    )


def _total(found: Coverage, filters: Filters | None, count: int) -> CellView:
    """All records of a row."""
    topics = {"topics": found.topics} if found.topic else {}
    narrowed = {**found.base, **topics, **(filters or {})}
    there = "" if filters is None else search_address(services().request(filters=narrowed))
    return CellView(count, there if count else "", 0)


def _shade(count: int, fullest: int) -> int:
    return min(SHADES, 1 + int(SHADES * log(count) / log(fullest + 1))) if count and fullest else 0
