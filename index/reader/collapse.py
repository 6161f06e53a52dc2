"""Documents that say the same, as numbers of one index: which stand once in a result, with the others under them."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence

from index.reader.document_sets import bitmap, flags, numbers

_ALONE = -1


class Folds:
    """The groups of one index. Nothing changes after it is made."""

    def __init__(self, groups: Iterable[Sequence[int]], size: int):
        """``groups`` are numbers of documents, each in one group at most and below ``size``."""
        self._groups = [sorted(group) for group in groups]
        self._size = size
        self._place = array("l", [_ALONE]) * size
        for place, group in enumerate(self._groups):
            for number in group:
                self._place[number] = place
        self._grouped = bitmap((number for group in self._groups for number in group), size)
        self._later = bitmap((number for group in self._groups for number in group[1:]), size)

    def members(self, number: int) -> Sequence[int]:
        """The documents that say the same as ``number``, itself among them, ascending."""
        place = self._place[number]
        return [number] if place == _ALONE else self._groups[place]

    def several(self, bits: int) -> list[list[int]]:
        """The groups of which ``bits`` has several documents: these documents, ascending."""
        later = numbers(bits & self._later)
        if not later:
            return []
        there = flags(bits).ljust(self._size, b"\0")
        places = set(map(self._place.__getitem__, later))
        found = ([number for number in self._groups[place] if there[number]] for place in places)
        return [group for group in found if len(group) > 1]

    def count(self, bits: int) -> int:
        """How many different things the documents of ``bits`` say."""
        return (bits & ~self._grouped).bit_count() + len(self._places(bits))

    def spread(self, bits: int) -> int:
        """``bits`` with every document that says the same as one of them."""
        return bits | bitmap((number for place in self._places(bits) for number in self._groups[place]), self._size)

    def _places(self, bits: int) -> set[int]:
        """The places of the groups of which ``bits`` has any document."""
        return set(map(self._place.__getitem__, numbers(bits & self._grouped)))

    def once(self, ordered: Iterable[int]) -> Iterator[int]:
        """The first document of each group, and those in none, in the order given."""
        seen = set[int]()
        for number in ordered:
            place = self._place[number]
            if place not in seen:
                if place != _ALONE:
                    seen.add(place)
                yield number
