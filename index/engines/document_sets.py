"""Sets of document numbers: roaring bitmaps, and their conversions to and from numpy arrays."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap, FrozenBitMap

DocumentSet = FrozenBitMap
"""A set of document numbers. Immutable, so that caches and facets may share it."""

DocumentMask = NDArray[np.bool_]
"""One element per document number, true for a member of the set."""

EMPTY = DocumentSet()


def from_ranges(ranges: Iterable[range]) -> DocumentSet:
    """The set of the numbers in any of ``ranges``, each of step 1; compressed to runs."""
    members = BitMap()
    for numbers in ranges:
        members.add_range(numbers.start, numbers.stop)
    members.run_optimize()
    members.shrink_to_fit()
    return DocumentSet(members)


def from_array(numbers: NDArray[np.uint32]) -> DocumentSet:
    """The set of ``numbers``, which are contiguous in memory."""
    return DocumentSet(array("I", numbers.tobytes()))


def to_array(documents: DocumentSet) -> NDArray[np.uint32]:
    """The members, ascending."""
    return np.frombuffer(documents.to_array(), np.uint32) if documents else np.zeros(0, np.uint32)


def to_mask(documents: DocumentSet, size: int) -> DocumentMask:
    """The mask of length ``size``; no member is ``size`` or more."""
    mask = np.zeros(size, np.bool_)
    mask[to_array(documents)] = True
    return mask


def union(sets: Iterable[DocumentSet]) -> DocumentSet:
    """The members of any of ``sets``."""
    return EMPTY.union(*sets)


def in_at_least(sets: Sequence[DocumentSet], minimum: int) -> DocumentSet:
    """The members of ``minimum`` (1 and more) or more of ``sets``.

    Counts for all documents at once: ``planes[n]`` are the documents whose count has bit ``n`` set.
    """
    planes: list[DocumentSet] = []
    for carry in sets:
        for bit, plane in enumerate(planes):
            planes[bit], carry = plane ^ carry, plane & carry
        if carry:
            planes.append(carry)
    if minimum >> len(planes):
        return EMPTY
    above, equal = EMPTY, union(planes)
    for bit in reversed(range(len(planes))):
        if minimum >> bit & 1:
            equal = equal & planes[bit]
        else:
            above = above | (equal & planes[bit])
            equal = equal - planes[bit]
    return above | equal
