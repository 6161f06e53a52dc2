"""Result collapsing: the groups of duplicate documents of one index, and one representative of each in a result."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from index.engines.document_sets import DocumentSet, to_array

_NO_GROUP = -1


class CollapseGroups:
    """The groups of duplicates among the documents of one index. Immutable.

    Duplicates are items of similar text in one section, and near-duplicate records by one author (``index.dedup``).
    """

    def __init__(self, groups: Iterable[Sequence[int]], size: int):
        """``groups`` are document numbers below ``size``, each in at most one group."""
        self._groups = [sorted(group) for group in groups]
        self._group_of = array("i", [_NO_GROUP]) * size
        for position, group in enumerate(self._groups):
            for number in group:
                self._group_of[number] = position
        self._group_array = np.frombuffer(self._group_of, np.int32)
        self._grouped = DocumentSet([number for group in self._groups for number in group])
        self._later = DocumentSet([number for group in self._groups for number in group[1:]])

    def members(self, number: int) -> Sequence[int]:
        """The group of document ``number``, itself included, ascending; the document alone if it has no group."""
        position = self._group_of[number]
        return [number] if position == _NO_GROUP else self._groups[position]

    def groups_within(self, documents: DocumentSet) -> list[list[int]]:
        """The groups that have two and more members in ``documents``: these members, ascending."""
        touched = self._positions(documents & self._later)
        groups = ([number for number in self._groups[position] if number in documents] for position in touched)
        return [group for group in groups if len(group) > 1]

    def count(self, documents: DocumentSet) -> int:
        """The number of results after collapsing ``documents``."""
        return documents.difference_cardinality(self._grouped) + len(self._positions(documents & self._grouped))

    def with_duplicates(self, documents: DocumentSet) -> DocumentSet:
        """``documents`` and all their duplicates."""
        touched = self._positions(documents & self._grouped)
        return documents | DocumentSet([number for position in touched for number in self._groups[position]])

    def collapsed(self, ordered: Iterable[int]) -> Iterator[int]:
        """The first document of each group and every document without a group, in the order given."""
        seen_groups = set[int]()
        for number in ordered:
            position = self._group_of[number]
            if position not in seen_groups:
                if position != _NO_GROUP:
                    seen_groups.add(position)
                yield number

    def _positions(self, grouped: DocumentSet) -> list[int]:
        """The positions of the groups that have any of ``grouped``, ascending."""
        positions: list[int] = np.unique(self._group_array[to_array(grouped)]).tolist() if grouped else []
        return positions
