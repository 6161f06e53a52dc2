"""Search requests and result pages, common to the web UI, the command line and the JSON API."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Target = Literal["records", "items"]
Sort = Literal["relevance", "newest", "oldest"]
Mode = Literal["browse", "all", "most", "any"]


@dataclass(frozen=True, slots=True)
class Request:
    """A search request: the query ``text``, the filters by facet name, the sort order and the page.

    Values of one facet are combined by OR, facets by AND. ``page`` counts from 1. ``exact`` turns spelling correction
    off.
    """

    text: str = ""
    target: Target = "records"
    filters: Mapping[str, tuple[str, ...]] | None = None
    sort: Sort = "relevance"
    page: int = 1
    size: int = 10
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of a record with highlights: ``pieces`` are (text, highlighted) in order.

    ``section`` is a section id or a field name such as ``title``; ``number`` is the item's number in the section, 0
    outside of items.
    """

    section: str
    label: str
    number: int
    pieces: tuple[tuple[str, bool], ...]

    @property
    def text(self) -> str:
        """The snippet without highlights."""
        return "".join(piece for piece, _ in self.pieces)

    def to_json(self) -> dict[str, Any]:
        """``highlights`` are [start, end) character offsets into ``text``."""
        highlights, start = [], 0
        for piece, highlighted in self.pieces:
            if highlighted:
                highlights.append([start, start + len(piece)])
            start += len(piece)
        return {
            "section": self.section,
            "label": self.label,
            "number": self.number,
            "text": self.text,
            "highlights": highlights,
        }


@dataclass(frozen=True, slots=True)
class DocumentRef:
    """A reference to a record, or to one of its items: title, author, office, province and year.

    For a record ``section`` is empty and ``number`` is 0. ``year`` is None if unknown. ``text`` is the item's text,
    shortened if long; empty in lists without texts.
    """

    id: str
    title: str
    author: str = ""
    office: str = ""
    province: str = ""
    year: int | None = None
    section: str = ""
    number: int = 0
    text: str = ""

    @property
    def anchor(self) -> str:
        """``strategies-3`` for an item, empty for a record."""
        return _anchor(self.section, self.number)

    def to_json(self) -> dict[str, Any]:
        """The fields and the anchor."""
        return {**asdict(self), "anchor": self.anchor}


@dataclass(frozen=True, slots=True)
class GroupedItem:
    """An item of a record whose item group also has items of ``other_record_count`` other records.

    ``members`` are the newest of those, one item per record.
    """

    section: str
    number: int
    other_record_count: int
    members: tuple[DocumentRef, ...]

    @property
    def anchor(self) -> str:
        """``strategies-3``."""
        return _anchor(self.section, self.number)

    def to_json(self) -> dict[str, Any]:
        """``members`` as a list of objects."""
        return {
            "section": self.section,
            "number": self.number,
            "other_record_count": self.other_record_count,
            "members": [member.to_json() for member in self.members],
        }


@dataclass(frozen=True, slots=True)
class SimilarRecords:
    """The ``records`` most similar to the record ``id``, best first, and its ``items`` that other records have too."""

    id: str
    records: tuple[DocumentRef, ...] = ()
    items: tuple[GroupedItem, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The JSON shape of ``/api/v1/records/<id>/similar``."""
        return {
            "id": self.id,
            "records": [record.to_json() for record in self.records],
            "items": [item.to_json() for item in self.items],
        }


@dataclass(frozen=True, slots=True)
class Hit:
    """A record or an item that matches. ``id`` is always the record's; ``section`` and ``number`` locate an item.

    ``title`` is a Snippet because it is highlighted too. ``approximate`` hits match a corrected word or one with other
    tone marks, not the words as typed. ``collapsed_count`` is how many documents of the same group are collapsed under
    this hit (items: the same item group; records: near-duplicates by one author); ``collapsed`` are the newest of them.
    """

    id: str
    title: Snippet
    fields: Mapping[str, Any]
    snippets: tuple[Snippet, ...] = ()
    score: float = 0.0
    section: str = ""
    number: int = 0
    approximate: bool = False
    collapsed_count: int = 0
    collapsed: tuple[DocumentRef, ...] = ()

    @property
    def anchor(self) -> str:
        """``strategies-3`` for an item, empty for a record."""
        return _anchor(self.section, self.number)

    def to_json(self) -> dict[str, Any]:
        """A flat object: id, title, the fields, and for items section, number and anchor."""
        location = {"section": self.section, "number": self.number, "anchor": self.anchor} if self.section else {}
        return {
            "id": self.id,
            "title": self.title.text,
            **self.fields,
            **location,
            "score": round(self.score, 4),
            "approximate": self.approximate,
            "collapsed_count": self.collapsed_count,
            "collapsed": [document.to_json() for document in self.collapsed],
            "snippets": [snippet.to_json() for snippet in self.snippets],
        }


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value of a facet; ``count`` ignores the filters on the facet itself."""

    value: str
    label: str
    count: int
    selected: bool

    def to_json(self) -> dict[str, Any]:
        """A flat object."""
        return {"value": self.value, "label": self.label, "count": self.count, "selected": self.selected}


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet with its values, most frequent first (years: newest first); selected values are always included."""

    name: str
    label: str
    values: tuple[FacetValue, ...]


@dataclass(frozen=True, slots=True)
class CorrectedQuery:
    """The corrected query that was searched in addition to the typed one, or in its place (``replaces_query``).

    ``changes`` are (typed, corrected). ``keyboard_layout``: the text was typed on the other keyboard layout.
    """

    text: str
    changes: tuple[tuple[str, str], ...]
    replaces_query: bool
    keyboard_layout: bool

    def to_json(self) -> dict[str, Any]:
        """``changes`` as a list of objects."""
        return {
            "text": self.text,
            "replaces_query": self.replaces_query,
            "keyboard_layout": self.keyboard_layout,
            "changes": [{"typed": typed, "corrected": corrected} for typed, corrected in self.changes],
        }


@dataclass(frozen=True, slots=True)
class ZeroResultTerm:
    """A term of a query without results, with the number of results it has on its own.

    ``nearest`` are (index term, number of results it has on its own), the likeliest spelling first.
    """

    term: str
    count: int
    nearest: tuple[tuple[str, int], ...] = ()

    def to_json(self) -> dict[str, Any]:
        """``nearest`` as a list of objects."""
        nearest = [{"term": term, "count": count} for term, count in self.nearest]
        return {"term": self.term, "count": self.count, "nearest": nearest}


@dataclass(frozen=True, slots=True)
class FilterRelaxation:
    """A facet whose filters, removed, give ``count`` results; an empty ``name`` means all filters."""

    name: str
    label: str
    count: int

    def to_json(self) -> dict[str, Any]:
        """A flat object."""
        return {"name": self.name, "label": self.label, "count": self.count}


def filters_json(filters: Mapping[str, tuple[str, ...]] | None) -> dict[str, list[str]]:
    """The JSON of the filters in force: facet name → values."""
    return {name: list(values) for name, values in (filters or {}).items() if values}


def facets_json(facets: Iterable[Facet]) -> dict[str, list[dict[str, Any]]]:
    """The JSON of facets: facet name → values."""
    return {facet.name: [value.to_json() for value in facet.values] for facet in facets}


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list of ``total`` elements, with the facets of the whole list."""

    request: Request
    total: int
    facets: tuple[Facet, ...] = field(default=(), kw_only=True)

    @property
    def page_count(self) -> int:
        """The number of pages, at least 1."""
        return max(1, -(-self.total // self.request.size))

    def paging_json(self) -> dict[str, Any]:
        """The page number, the number of pages and the total."""
        return {"page": self.request.page, "page_count": self.page_count, "total": self.total}

    def list_json(self) -> dict[str, Any]:
        """The JSON that every faceted list has: filters, paging and facets."""
        filters, facets = filters_json(self.request.filters), facets_json(self.facets)
        return {"filters": filters, **self.paging_json(), "facets": facets}


@dataclass(frozen=True, slots=True)
class ResultPage(Page):
    """The answer to one search request.

    ``total`` counts hits after collapsing, ``document_count`` all matching documents, as facets do. ``mode`` is the
    match requirement: browse (no terms), all, most or any. ``terms`` are the tokens of the query. ``note`` is a Thai
    sentence for the page if the query was relaxed or changed. Without results, ``zero_result_terms`` are the terms one
    by one and ``filter_relaxations`` the filters to remove, best first.
    """

    hits: tuple[Hit, ...] = ()
    mode: Mode = "all"
    terms: tuple[str, ...] = ()
    note: str = ""
    corrected_query: CorrectedQuery | None = None
    zero_result_terms: tuple[ZeroResultTerm, ...] = ()
    filter_relaxations: tuple[FilterRelaxation, ...] = ()
    document_count: int = 0

    def to_json(self) -> dict[str, Any]:
        """The JSON shape of ``kmsearch search --json`` and ``/api/v1/search``."""
        return {
            "query": self.request.text,
            "in": self.request.target,
            "sort": self.request.sort,
            **self.list_json(),
            "document_count": self.document_count,
            "mode": self.mode,
            "terms": list(self.terms),
            "exact": self.request.exact,
            "note": self.note,
            "corrected_query": self.corrected_query.to_json() if self.corrected_query else None,
            "zero_result_terms": [term.to_json() for term in self.zero_result_terms],
            "filter_relaxations": [relaxation.to_json() for relaxation in self.filter_relaxations],
            "hits": [hit.to_json() for hit in self.hits],
        }


def _anchor(section: str, number: int) -> str:
    return f"{section}-{number}" if section else ""
