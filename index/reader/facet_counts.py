"""Facets as bitmaps: one set of document numbers for each value, so that counting is a matter of microseconds."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from functools import reduce
from operator import and_

from corpus.fields import FACETS, SECTION_FACET, Field, section_label, value_label
from index.reader.document_sets import bitmap_of_runs, union
from index.results import Facet, FacetValue
from kmsearch.errors import QueryError
from kmsearch.thai.tokenizer import collation_key

MAX_VALUES = 100
"""Values of one facet that are given back: all 77 provinces; nobody reads further down a list of positions."""

WITHIN: dict[str, tuple[str, ...]] = {"district": ("region", "province", "district")}
"""Facets that are counted once there is a choice in one of these: nobody reads 928 districts, which take 3 ms to count
among 10,000 records, 9 ms among 100,000 items."""

INSIDE: dict[str, tuple[str, ...]] = {"region": ("province", "district"), "province": ("district",)}
"""Facets whose values lie in those of another: who chooses a region has not yet chosen a province of it."""

NOT_GIVEN = "ไม่ระบุ"
"""The choice of the documents that have no value of a facet; it is shown as it is."""

MAY_LACK = ("province", "region", "year")
"""Facets that know ``NOT_GIVEN``: it may be chosen, and is no value of its own where a record has the word itself."""

Run = tuple[range, Mapping[str, Iterable[str]]]

Filters = Mapping[str, tuple[str, ...]]

_FACET = {facet.name: facet for facet in FACETS}
_YEARS = re.compile(r"(\d{4})?-(\d{4})?")


class FacetTable:
    """The sets of one index: facet name → value → document numbers."""

    def __init__(self, rows: Iterable[Run], size: int):
        """``rows`` are (document numbers, their values by name); a name that is no facet is counted all the same."""
        runs: dict[str, dict[str, list[range]]] = {name: {} for name in _FACET}
        every: list[range] = []
        for numbers, row in rows:
            every.append(numbers)
            for name, values in row.items():
                sets = runs.setdefault(name, {})
                for value in values:
                    sets.setdefault(value, []).append(numbers)
        self._bits = {
            name: {value: bitmap_of_runs(members, size) for value, members in sets.items()}
            for name, sets in runs.items()
        }
        live = bitmap_of_runs(every, size)
        for name in MAY_LACK:
            self._bits[name].pop(NOT_GIVEN, None)
        self._lacking = {name: live & ~union(self._bits[name].values()) for name in MAY_LACK}

    def allowed(self, filters: Filters, *, without: Container[str] = ()) -> int | None:
        """The set that the choices allow, those of the facets ``without`` left out; None: no choice narrows."""
        chosen = [
            union(self._members(name, value) for value in values)
            for name, values in filters.items()
            if values and name not in without
        ]
        return reduce(and_, chosen) if chosen else None

    def count(self, bits: int, filters: Filters) -> tuple[Facet, ...]:
        """Each facet with its values' counts among ``bits``, its own choice and those ``INSIDE`` left out; no values
        where none are due."""
        return tuple(
            Facet(
                facet.name, facet.label, self.values(facet.name, bits, filters) if _is_due(facet.name, filters) else ()
            )
            for facet in FACETS
        )

    def values(
        self, name: str, bits: int, filters: Filters, *, most: int | None = MAX_VALUES
    ) -> tuple[FacetValue, ...]:
        """The values of one facet that occur or are chosen, most frequent first (years: newest first); ``most`` of
        them and those chosen, None: all."""
        allowed = self.allowed(filters, without=(name, *INSIDE.get(name, ())))
        base = bits if allowed is None else bits & allowed
        chosen = filters.get(name, ())
        counts = {value: (base & members).bit_count() for value, members in self._bits.get(name, {}).items()}
        counts |= {value: (base & self._members(name, value)).bit_count() for value in chosen if value not in counts}
        found = [
            FacetValue(value, choice_label(name, value), count, value in chosen)
            for value, count in counts.items()
            if count or value in chosen
        ]
        found.sort(key=_year_order if name == "year" else _count_order)
        return tuple(one for place, one in enumerate(found) if most is None or place < most or one.selected)

    def _members(self, name: str, value: str) -> int:
        """The set of a value; of a span of years, that of all its years."""
        if value == NOT_GIVEN and name in MAY_LACK:
            return self._lacking[name]
        sets, span = self._bits[name], years_of(value) if name == "year" else None
        if span is None:
            return sets.get(value, 0)
        return union(members for year, members in sets.items() if year.isdecimal() and int(year) in span)


def years_of(value: str) -> range | None:
    """The years of a span that stands as one value of ``year``: 2555-2560, 2555-, -2560; None for any other value."""
    found = _YEARS.fullmatch(value)
    if not found or value == "-":
        return None
    first, last = (int(year) if year else end for year, end in zip(found.groups(), (0, 9999), strict=True))
    return range(min(first, last), max(first, last) + 1)


def check_filters(filters: Mapping[str, Iterable[str]] | None) -> Filters:
    """The filters with every value once. Raises QueryError for a facet that is none."""
    for name in filters or {}:
        if name not in _FACET:
            raise QueryError(f"ไม่รู้จักตัวกรอง “{name}”", f"ใช้ได้: {', '.join(_FACET)}")
    return {name: tuple(dict.fromkeys(map(str, values))) for name, values in (filters or {}).items() if values}


def facet(name: str) -> Field:
    """The facet's row in ``corpus.fields``."""
    return _FACET[name]


def _is_due(name: str, filters: Filters) -> bool:
    return name not in WITHIN or any(filters.get(outer) for outer in WITHIN[name])


def choice_label(name: str, value: str) -> str:
    """What a value of a facet is called: 2555–2560, the label of a section or a form, else itself."""
    if name == "year" and years_of(value):
        first, _, last = value.partition("-")
        return f"{first}–{last}" if first and last else f"ตั้งแต่ {first}" if first else f"ถึง {last}"
    return section_label(value) if name == SECTION_FACET.name else value_label(name, value)


def _count_order(value: FacetValue) -> tuple[int, tuple[str, str]]:
    return -value.count, collation_key(value.label)


def _year_order(value: FacetValue) -> tuple[int, str]:
    return -int(value.value) if value.value.isdecimal() else 0, value.value
