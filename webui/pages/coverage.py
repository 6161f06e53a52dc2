"""Where something is written down, and where nobody has: ``/coverage``, topics against provinces, regions or years."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil
from urllib.parse import quote

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from index.browse.coverage import OTHERS, By, Coverage, Row
from index.reader.facet_counts import NOT_GIVEN, Filters, choice_label, facet
from index.results import Request
from kmsearch.errors import ParameterError
from webui import not_found, search_params, urls
from webui.pages.search import address as search_address
from webui.search_params import Look
from webui.services import services
from webui.view_models.facets import NO_REGION
from webui.view_models.hits import Link
from webui.view_models.year_histogram import NAME, SpanForm, span_form

pages = Blueprint("coverage", __name__)

SHADES = 4
"""Shades of a cell, each some times the count of the one before; more cannot be told apart."""

BY: dict[By, str] = {"province": "จังหวัด", "region": "ภาค", "year": "ปี"}


@dataclass(frozen=True, slots=True)
class CellView:
    """A count with the address of its records, empty where there are none; ``shade`` from 0, nothing, to ``SHADES``.

    The records of all topics that the lexicon does not have stand behind the look that shows these one by one.
    """

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


@dataclass(frozen=True, slots=True)
class ShadeView:
    """A shade, and the counts that have it."""

    shade: int
    label: str


@pages.get("/coverage")
def page() -> ResponseReturnValue:
    """The table, its empty cells counted, with ways to look closer."""
    look = _asked()
    if request.args.keys() & set(search_params.YEAR_ENDS):
        return redirect(urls.coverage(look))
    found = services().coverage(look)
    known = [row for row in found.rows if row.label != NOT_GIVEN]
    fullest = max((count for row in found.rows for count in row.counts), default=0)
    firsts = _firsts(fullest)
    return render_template(
        "coverage.html",
        by=[Link(label, urls.coverage(replace(look, by=by)), by == look.by) for by, label in BY.items()],
        head=BY[look.by],
        chips=list(_chips(look)),
        everything=urls.coverage(Look(look.by)),
        columns=[_column(look, found, label) for label in found.topics],
        rows=list(_rows(look, found, firsts)),
        totals=_cells(look, found, {}, found.totals),
        total=_total(found, {}, found.records),
        shades=list(_shades(firsts, fullest)),
        covered=sum(1 for row in known if row.records),
        known=len(known),
        empty=sum(row.counts.count(0) for row in known),
        cells=len(known) * len(found.topics),
        span=_span(look),
        missing=[row.label for row in known if not row.records],
        twin=search_params.look_address(url_for("coverage.twin"), look),
    )


@pages.get("/api/v1/coverage")
def twin() -> ResponseReturnValue:
    """What ``/coverage`` shows, with the same parameters."""
    return jsonify(services().coverage(_asked()).to_json())


def _asked() -> Look:
    look = search_params.read_look(request.args.items(multi=True))
    if look.topic not in ("", OTHERS) and not services().topic(look.topic):
        near = not_found.topics_like(look.topic)
        cure = f"ที่ชื่อคล้ายกัน: {' · '.join(near)}" if near else "เลือกหัวข้อจากหน้า “หัวข้อ”"
        raise ParameterError("ไม่มีในคลัง", cure, name="topic", value=look.topic)
    return look


def _span(look: Look) -> SpanForm:
    """The form that narrows the table to some years."""
    known = next((facet.values for facet in services().stats().facets if facet.name == NAME), ())
    years = [int(value.value) for value in known if value.value.isdecimal()]
    every = range(min(years, default=1), max(years, default=0) + 1)
    wide = {name: values for name, values in look.filters.items() if name != NAME}
    return span_form(look.filters.get(NAME, ()), every, urls.coverage(replace(look, filters=wide)))


def _chips(look: Look) -> Iterator[Link]:
    """What narrows the table, each with the address without it."""
    if look.topic:
        yield Link(f"หัวข้อ: {look.topic}", urls.coverage(replace(look, topic="")))
    for name, values in look.filters.items():
        for value in values:
            rest = {**look.filters, name: tuple(other for other in values if other != value)}
            without = {each: chosen for each, chosen in rest.items() if chosen}
            label = f"{facet(name).label}: {choice_label(name, value)}"
            yield Link(label, urls.coverage(replace(look, filters=without)))


def _column(look: Look, found: Coverage, label: str) -> Link:
    """A broad topic leads to those under it, as do those that the lexicon does not have; a narrow one to its page."""
    if label == OTHERS and look.topic != OTHERS:
        return Link(label, urls.coverage(replace(look, topic=OTHERS)))
    topic = services().topic(label)
    if topic is not None and topic.below and label != found.topic:
        return Link(label, urls.coverage(replace(look, topic=label)))
    return Link(label, urls.topic(label, asked=Request(filters=look.filters, size=urls.SIZE)))


def _rows(look: Look, found: Coverage, firsts: Sequence[int]) -> Iterator[RowView]:
    before = ""
    for row in found.rows:
        region = (row.region or NO_REGION) if found.by == "province" else ""
        yield RowView(
            Link(row.label, _deeper(look, row)),
            region if region != before else "",
            _total(found, row.filters, row.records),
            _cells(look, found, row.filters, row.counts, firsts),
        )
        before = region


def _deeper(look: Look, row: Row) -> str:
    """The same table of one place or year: of a region its provinces, of a province its years, of a year its places."""
    if not row.records:
        return ""
    if look.by == "region":
        return urls.coverage(replace(look, by="province", filters={**look.filters, **row.filters}))
    by: By = "year" if look.by == "province" else "province"
    wide = {name: values for name, values in look.filters.items() if by == "province" or name != "region"}
    return urls.coverage(replace(look, by=by, filters={**wide, **row.filters}))


def _cells(
    look: Look, found: Coverage, filters: Filters, counts: Sequence[int], firsts: Sequence[int] = ()
) -> tuple[CellView, ...]:
    """The counts of a row by topic; ``filters`` narrow to the row, ``firsts`` begin the shades.

    The address is made once a row, for the topic ``NUL``, which no topic is.
    """
    narrowed = {**found.base, **filters, "topics": ("\0",)}
    address = search_address(services().request(filters=narrowed))
    gathered = urls.coverage(replace(look, topic=OTHERS, filters={**found.base, **filters}))

    def there(topic: str) -> str:
        if topic == OTHERS and look.topic != OTHERS:
            return gathered
        return address.replace("%00", quote(topic, safe=""))

    return tuple(
        CellView(count, there(topic) if count else "", bisect_right(firsts, count))
        for topic, count in zip(found.topics, counts, strict=True)
    )


def _total(found: Coverage, filters: Filters, count: int) -> CellView:
    """All records of a row; without an address where it would have to name more topics than one may."""
    topics = {"topics": found.topics} if found.topic else {}
    narrowed = {**found.base, **topics, **filters}
    can_be_asked = count and len(found.topics) <= search_params.MAX_VALUES
    return CellView(count, search_address(services().request(filters=narrowed)) if can_be_asked else "", 0)


def _firsts(fullest: int) -> tuple[int, ...]:
    """The least count of each shade, for cells of at most ``fullest``."""
    return tuple(ceil((fullest + 1) ** (step / SHADES)) for step in range(SHADES))


def _shades(firsts: Sequence[int], fullest: int) -> Iterator[ShadeView]:
    """What each shade stands for, the empty cell first; shades that no count can have left out."""
    yield ShadeView(0, "ว่าง")
    for shade, (first, after) in enumerate(zip(firsts, (*firsts[1:], fullest + 1), strict=True), 1):
        if first < after:
            yield ShadeView(shade, "–".join(dict.fromkeys(f"{count:,}" for count in (first, after - 1))))
