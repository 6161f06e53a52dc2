"""Facet counts: one set of documents for each value of each facet, intersected with the results."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from functools import reduce
from operator import and_

from corpus.fields import FACETS, SECTION_FACET, Field, section_label, value_label
from index.engines.document_sets import EMPTY, DocumentSet, from_ranges, union
from index.results import Facet, FacetValue
from kmsearch.errors import QueryError
from kmsearch.thai.normalise import collation_key

MAX_VALUES = 100
"""Values of one facet in a result. A guess: more than the 77 provinces, and more than a reader scrolls through."""

WITHIN: dict[str, tuple[str, ...]] = {"district": ("region", "province", "district")}
"""Facet → facets of which one must be filtered before it is counted: a list of all 928 districts is too long to use."""

INSIDE: dict[str, tuple[str, ...]] = {"region": ("province", "district"), "province": ("district",)}
"""Facet → facets at lower levels of its hierarchy; its counts ignore their filters."""

NOT_GIVEN = "ไม่ระบุ"
"""The filter value for documents without a value of the facet, and its label."""

MAY_LACK = ("province", "region", "year")
"""Facets that accept ``NOT_GIVEN``; a record whose value is this very word counts as a record without a value."""

FacetRange = tuple[range, Mapping[str, Iterable[str]]]
"""A range of document numbers with the values that all its documents have, by facet name."""

Filters = Mapping[str, tuple[str, ...]]

_FACET = {facet.name: facet for facet in FACETS}
_YEARS = re.compile(r"(\d{4})?-(\d{4})?")


class FacetTable:
    """The documents of one index by facet name and value."""

    def __init__(self, ranges: Iterable[FacetRange]):
        """``ranges`` are the values of the documents; names that are not facets, such as the category, get a table
        too."""
        ranges_of: dict[str, dict[str, list[range]]] = {name: {} for name in _FACET}
        all_ranges: list[range] = []
        for numbers, values_of in ranges:
            all_ranges.append(numbers)
            for name, values in values_of.items():
                by_value = ranges_of.setdefault(name, {})
                for value in values:
                    by_value.setdefault(value, []).append(numbers)
        self._documents = {
            name: {value: from_ranges(numbers) for value, numbers in by_value.items()}
            for name, by_value in ranges_of.items()
        }
        live = from_ranges(all_ranges)
        for name in MAY_LACK:
            self._documents[name].pop(NOT_GIVEN, None)
        self._lacking = {name: live - union(self._documents[name].values()) for name in MAY_LACK}

    def allowed(self, filters: Filters, *, without: Container[str] = ()) -> DocumentSet | None:
        """The documents that pass ``filters``, those of the facets ``without`` ignored; None if no filter is left.

        Values of one facet are combined by OR, facets by AND.
        """
        chosen = [
            union(self._with_value(name, value) for value in values)
            for name, values in filters.items()
            if values and name not in without
        ]
        return reduce(and_, chosen) if chosen else None

    def count(self, documents: DocumentSet, filters: Filters) -> tuple[Facet, ...]:
        """Each facet with the counts of its values among ``documents``; without values if ``WITHIN`` requires a filter
        that is not set."""
        return tuple(
            Facet(
                facet.name,
                facet.label,
                self.values(facet.name, documents, filters) if _is_counted(facet.name, filters) else (),
            )
            for facet in FACETS
        )

    def values(
        self, name: str, documents: DocumentSet, filters: Filters, *, limit: int | None = MAX_VALUES
    ) -> tuple[FacetValue, ...]:
        """The values of one facet that occur or are selected, most frequent first (years: newest first).

        Counts respect ``filters`` except those of the facet itself and of the facets ``INSIDE`` it. At most ``limit``
        values (None: all) and the selected ones.
        """
        allowed = self.allowed(filters, without=(name, *INSIDE.get(name, ())))
        base = documents if allowed is None else documents & allowed
        selected = filters.get(name, ())
        counts = {
            value: base.intersection_cardinality(value_documents)
            for value, value_documents in self._documents.get(name, {}).items()
        }
        counts |= {
            value: base.intersection_cardinality(self._with_value(name, value))
            for value in selected
            if value not in counts
        }
        values = [
            FacetValue(value, choice_label(name, value), count, value in selected)
            for value, count in counts.items()
            if count or value in selected
        ]
        values.sort(key=_year_order if name == "year" else _count_order)
        return tuple(value for rank, value in enumerate(values) if limit is None or rank < limit or value.selected)

    def _with_value(self, name: str, value: str) -> DocumentSet:
        """The documents with a value; for a span of years, with any of its years."""
        if value == NOT_GIVEN and name in MAY_LACK:
            return self._lacking[name]
        by_value, span = self._documents[name], years_of(value) if name == "year" else None
        if span is None:
            return by_value.get(value, EMPTY)
        return union(
            year_documents for year, year_documents in by_value.items() if year.isdecimal() and int(year) in span
        )


def years_of(value: str) -> range | None:
    """The years of a span given as one value of ``year``: 2555-2560, 2555-, -2560; None for any other value."""
    match = _YEARS.fullmatch(value)
    if not match or value == "-":
        return None
    first, last = (int(year) if year else end for year, end in zip(match.groups(), (0, 9999), strict=True))
    return range(min(first, last), max(first, last) + 1)


def check_filters(filters: Mapping[str, Iterable[str]] | None) -> Filters:
    """The filters without repeated values and empty choices. Raises QueryError for an unknown facet."""
    for name in filters or {}:
        if name not in _FACET:
            raise QueryError(f"ไม่รู้จักตัวกรอง “{name}”", f"ใช้ได้: {', '.join(_FACET)}")
    return {name: tuple(dict.fromkeys(map(str, values))) for name, values in (filters or {}).items() if values}


def facet(name: str) -> Field:
    """The field of ``corpus.fields`` that a facet counts."""
    return _FACET[name]


def _is_counted(name: str, filters: Filters) -> bool:
    return name not in WITHIN or any(filters.get(outer) for outer in WITHIN[name])


def choice_label(name: str, value: str) -> str:
    """The label of a facet value: 2555–2560 for a span of years, the label of a section or form, else the value."""
    if name == "year" and years_of(value):
        first, _, last = value.partition("-")
        return f"{first}–{last}" if first and last else f"ตั้งแต่ {first}" if first else f"ถึง {last}"
    return section_label(value) if name == SECTION_FACET.name else value_label(name, value)


def _count_order(value: FacetValue) -> tuple[int, tuple[str, str]]:
    return -value.count, collation_key(value.label)


def _year_order(value: FacetValue) -> tuple[int, str]:
    return -int(value.value) if value.value.isdecimal() else 0, value.value
