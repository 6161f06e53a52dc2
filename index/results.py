"""What a search gives back: ResultPage of Hits and Facets. One shape for web UI, CLI and API."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

Target = Literal["records", "items"]
Sort = Literal["relevance", "newest", "oldest"]
Mode = Literal["browse", "all", "most", "any"]


@dataclass(frozen=True, slots=True)
class Request:
    """A search: user ``text``, facet choices by facet name, and which page of what.

    Several values of one facet widen, different facets narrow. ``page`` counts from 1. ``exact``: the text is taken
    as typed, whatever it may have been meant to be.
    """

    text: str = ""
    target: Target = "records"
    filters: Mapping[str, tuple[str, ...]] | None = None
    sort: Sort = "relevance"
    page: int = 1
    size: int = 10
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of a record that matched. ``pieces`` are (text, marked) in order; joined they are the fragment.

    ``section`` is a section id, or a field name such as ``title``; ``number`` the item's number there (0: none).
    """

    section: str
    label: str
    number: int
    pieces: tuple[tuple[str, bool], ...]

    @property
    def text(self) -> str:
        """The fragment without marks."""
        return "".join(piece for piece, _ in self.pieces)

    def to_json(self) -> dict[str, Any]:
        """``marks`` are [start, end) character offsets into ``text``."""
        marks, start = [], 0
        for piece, marked in self.pieces:
            if marked:
                marks.append([start, start + len(piece)])
            start += len(piece)
        return {
            "section": self.section,
            "label": self.label,
            "number": self.number,
            "text": self.text,
            "marks": marks,
        }


@dataclass(frozen=True, slots=True)
class Mention:
    """A record that says the same as another, or the point (``section``, ``number``) of it that does: who, where, when.

    ``year`` is None where it is not known; of a record ``section`` is empty and ``number`` 0. ``text`` is what the
    point says, a long one cut, and empty where that is not asked for.
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
        """``strategies-3`` for a point, empty for a record."""
        return _anchor(self.section, self.number)

    def to_json(self) -> dict[str, Any]:
        """The fields and the anchor."""
        return {**asdict(self), "anchor": self.anchor}


@dataclass(frozen=True, slots=True)
class Shared:
    """A point of a record (``section``, ``number``) that ``records`` other records make too.

    ``mentions`` are the newest of these, one point of each.
    """

    section: str
    number: int
    records: int
    mentions: tuple[Mention, ...]

    @property
    def anchor(self) -> str:
        """``strategies-3``."""
        return _anchor(self.section, self.number)

    def to_json(self) -> dict[str, Any]:
        """``mentions`` as a list of objects."""
        mentions = [mention.to_json() for mention in self.mentions]
        return {"section": self.section, "number": self.number, "records": self.records, "mentions": mentions}


@dataclass(frozen=True, slots=True)
class Similar:
    """The ``records`` most like the record ``id``, the likest first, and its ``points`` that others make too."""

    id: str
    records: tuple[Mention, ...] = ()
    points: tuple[Shared, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The one JSON shape of ``/api/v1/records/<id>/similar``."""
        return {
            "id": self.id,
            "records": [record.to_json() for record in self.records],
            "points": [point.to_json() for point in self.points],
        }


@dataclass(frozen=True, slots=True)
class Hit:
    """A record or an item that answers. For an item, ``section`` and ``number`` say where it stands.

    ``id`` is always the record's. ``title`` is a Fragment so that matches in it are marked too. ``near``: it answers
    words that were not typed so, a correction or a word with other tone marks. ``alike`` results more say the same (of
    records: nearly all the same, by the same author) and stand under it; ``others`` are the newest of them.
    """

    id: str
    title: Fragment
    fields: Mapping[str, Any]
    fragments: tuple[Fragment, ...] = ()
    score: float = 0.0
    section: str = ""
    number: int = 0
    near: bool = False
    alike: int = 0
    others: tuple[Mention, ...] = ()

    @property
    def anchor(self) -> str:
        """``strategies-3`` for an item, empty for a record."""
        return _anchor(self.section, self.number)

    def to_json(self) -> dict[str, Any]:
        """Flat: id, title, the fields, and for items section, number and anchor."""
        place = {"section": self.section, "number": self.number, "anchor": self.anchor} if self.section else {}
        return {
            "id": self.id,
            "title": self.title.text,
            **self.fields,
            **place,
            "score": round(self.score, 4),
            "near": self.near,
            "alike": self.alike,
            "others": [other.to_json() for other in self.others],
            "fragments": [fragment.to_json() for fragment in self.fragments],
        }


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value of a facet; ``count`` is of the results when the facet's own choice is left out."""

    value: str
    label: str
    count: int
    selected: bool

    def to_json(self) -> dict[str, Any]:
        """The shape of a facet value in every JSON answer."""
        return {"value": self.value, "label": self.label, "count": self.count, "selected": self.selected}


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet with its values, most frequent first (years: newest first); chosen values always stand in it."""

    name: str
    label: str
    values: tuple[FacetValue, ...]


@dataclass(frozen=True, slots=True)
class Instead:
    """The query that was searched beside the one typed (``alone``: in its place), and the pieces that differ.

    ``changes`` are (typed, meant). ``layout``: it was typed on the other keyboard layout.
    """

    text: str
    changes: tuple[tuple[str, str], ...]
    alone: bool
    layout: bool

    def to_json(self) -> dict[str, Any]:
        """``changes`` as a list of objects."""
        changes = [{"typed": typed, "meant": meant} for typed, meant in self.changes]
        return {"text": self.text, "alone": self.alone, "layout": self.layout, "changes": changes}


@dataclass(frozen=True, slots=True)
class Clue:
    """A word of a query without results: how many results it has alone, and the words of the corpus near it.

    ``nearest`` are (word, results it has alone), the likeliest first.
    """

    word: str
    count: int
    nearest: tuple[tuple[str, int], ...] = ()

    def to_json(self) -> dict[str, Any]:
        """``nearest`` as a list of objects."""
        nearest = [{"word": word, "count": count} for word, count in self.nearest]
        return {"word": self.word, "count": self.count, "nearest": nearest}


@dataclass(frozen=True, slots=True)
class Drop:
    """A facet whose choices, dropped, bring ``count`` results; an empty ``name``: all of them dropped."""

    name: str
    label: str
    count: int

    def to_json(self) -> dict[str, Any]:
        """Flat."""
        return {"name": self.name, "label": self.label, "count": self.count}


def page_count(total: int, size: int) -> int:
    """How many pages of ``size`` there are, at least 1."""
    return max(1, -(-total // size))


def filters_json(filters: Mapping[str, tuple[str, ...]] | None) -> dict[str, list[str]]:
    """The choices that are made, as every JSON answer has them."""
    return {name: list(values) for name, values in (filters or {}).items() if values}


def facets_json(facets: Iterable[Facet]) -> dict[str, list[dict[str, Any]]]:
    """The values of each facet by its name, as every JSON answer has them."""
    return {facet.name: [value.to_json() for value in facet.values] for facet in facets}


@dataclass(frozen=True, slots=True)
class ResultPage:
    """The answer to one Request.

    ``total`` counts what says something of its own, ``documents`` all records or items that answer, as facets do.
    ``mode`` says which words had to match: browse (no words given), all, most or any. ``words`` is how the query was
    cut. ``note`` is a Thai sentence for the page when the query was read otherwise than asked, else empty. ``instead``
    is what was searched beside or in place of the text. Without results, ``clues`` are the words one by one and
    ``drops`` the filters that stand in the way, the one that brings most first.
    """

    request: Request
    total: int
    hits: tuple[Hit, ...]
    facets: tuple[Facet, ...]
    mode: Mode = "all"
    words: tuple[str, ...] = ()
    note: str = ""
    instead: Instead | None = None
    clues: tuple[Clue, ...] = ()
    drops: tuple[Drop, ...] = ()
    documents: int = 0

    @property
    def pages(self) -> int:
        """How many pages there are, at least 1."""
        return page_count(self.total, self.request.size)

    def to_json(self) -> dict[str, Any]:
        """The one JSON shape of ``kmsearch search --json`` and ``/api/v1/search``."""
        return {
            "query": self.request.text,
            "in": self.request.target,
            "filters": filters_json(self.request.filters),
            "sort": self.request.sort,
            "page": self.request.page,
            "pages": self.pages,
            "total": self.total,
            "documents": self.documents,
            "mode": self.mode,
            "words": list(self.words),
            "exact": self.request.exact,
            "note": self.note,
            "instead": self.instead.to_json() if self.instead else None,
            "clues": [clue.to_json() for clue in self.clues],
            "drops": [drop.to_json() for drop in self.drops],
            "hits": [hit.to_json() for hit in self.hits],
            "facets": facets_json(self.facets),
        }


def _anchor(section: str, number: int) -> str:
    return f"{section}-{number}" if section else ""
