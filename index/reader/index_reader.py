"""One opened index of records or items: engine, facets, collapse groups, and the documents in order of year."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from itertools import groupby, islice

from index.build.generation import FacetValues
from index.engines.document_sets import DocumentSet, from_ranges
from index.engines.protocol import Engine
from index.mapping import split_key
from index.reader.collapse import CollapseGroups
from index.reader.facet_counts import FacetRange, FacetTable
from index.results import Sort
from kmsearch.errors import IndexDamaged


class IndexReader:
    """The documents of one engine with their facets, collapse groups and order by year. Immutable.

    ``addresses`` has (record id, section, item number) by document number: section "" and number 0 for a record, an
    empty id for a deleted document.
    """

    def __init__(
        self, engine: Engine, values: Mapping[str, FacetValues], read_groups: Callable[[], Iterable[Sequence[str]]]
    ):
        """``values`` are the facet values by record id; ``read_groups`` returns the collapse groups as document keys
        and is called when first needed."""
        self.engine = engine
        self._read_groups = read_groups
        self._values = values
        self.addresses = [split_key(key) for key in engine.keys]
        self.size = len(self.addresses)
        self.live = DocumentSet([number for number, address in enumerate(self.addresses) if address[0]])

    @cached_property
    def facets(self) -> FacetTable:
        """The facet table; for records it also has the categories."""
        return FacetTable(self._facet_ranges())

    @cached_property
    def collapse(self) -> CollapseGroups:
        """The groups of duplicates. Raises IndexDamaged."""
        groups = [*self._read_groups()]
        grouped_keys = {key for group in groups for key in group}
        number_of = {key: number for number, key in enumerate(self.engine.keys) if key in grouped_keys}
        if len(number_of) != sum(map(len, groups)):
            raise IndexDamaged("กลุ่มข้อความในดัชนีไม่ตรงกับเอกสาร", "โปรแกรมจะสร้างใหม่จากบันทึกให้เอง")
        return CollapseGroups(([number_of[key] for key in group] for group in groups), self.size)

    def first(self, documents: DocumentSet, sort: Sort, limit: int, *, collapse: bool = False) -> list[int]:
        """The first ``limit`` of ``documents`` by year, those without a year last, ties by id.

        With ``collapse`` only the first document of each group of duplicates.
        """
        order = self._oldest_first if sort == "oldest" else self._newest_first
        ordered: Iterable[int] = filter(documents.__contains__, order)
        return list(islice(self.collapse.collapsed(ordered) if collapse else ordered, limit))

    def newest(self, numbers: Iterable[int]) -> list[int]:
        """``numbers`` sorted as by ``first``, newest first; for a few documents."""
        return sorted(numbers, key=partial(self._year_key, -1))

    def values(self, number: int, facet: str) -> list[str]:
        """The values of a facet that the record of a document has."""
        return self._values[self.addresses[number][0]][facet]

    def numbers_of(self, id: str) -> list[int]:
        """The documents of one record, ascending."""
        return [number for numbers in self._ranges.get(id, ()) for number in numbers]

    def of_records(self, ids: Iterable[str]) -> DocumentSet:
        """The documents of the records ``ids``."""
        return from_ranges(numbers for id in ids for numbers in self._ranges.get(id, ()))

    @cached_property
    def _newest_first(self) -> list[int]:
        return self._by_year(-1)

    @cached_property
    def _oldest_first(self) -> list[int]:
        return self._by_year(1)

    @cached_property
    def _ranges(self) -> dict[str, list[range]]:
        """The document numbers of each record; mostly one range."""
        ranges: dict[str, list[range]] = {}
        for (id,), numbers in _label_ranges((id,) for id, _, _ in self.addresses):
            ranges.setdefault(id, []).append(numbers)
        return ranges

    def _facet_ranges(self) -> Iterator[FacetRange]:
        """Every range of documents with its facet values. Items have the values of their record, except its sections
        and category, and their own section."""
        has_items = any(section for _, section, _ in self.addresses)
        skipped = {"section", "category"} if has_items else frozenset()
        for id, ranges in self._ranges.items():
            if id:
                values = {
                    name: record_values for name, record_values in self._values[id].items() if name not in skipped
                }
                yield from ((numbers, values) for numbers in ranges)
        for (_, section), numbers in _label_ranges((id, section) for id, section, _ in self.addresses):
            if section:
                yield numbers, {"section": [section]}

    def _by_year(self, direction: int) -> list[int]:
        return sorted(self.live, key=partial(self._year_key, direction))

    def _year_key(self, direction: int, number: int) -> tuple[bool, int, str, int]:
        id = self.addresses[number][0]
        year = next(iter(self._values[id]["year"]), "")
        return not year, direction * int(year or 0), id, number


def _label_ranges(labels: Iterable[tuple[str, ...]]) -> Iterator[tuple[tuple[str, ...], range]]:
    """Each run of equal labels with the range of its positions."""
    start = 0
    for label, group in groupby(labels):
        stop = start + sum(1 for _ in group)
        yield label, range(start, stop)
        start = stop
