"""Sets of document numbers as Python integers: bit ``n`` stands for document ``n``. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_

import numpy as np
from numpy.typing import NDArray

Members = NDArray[np.bool_]
"""One place a number, true where it is in the set."""


def bitmap(numbers: Iterable[int], size: int) -> int:
    """The set of ``numbers``, each below ``size``."""
    found = np.zeros(size, np.bool_)
    found[np.fromiter(numbers, np.intp)] = True
    return from_members(found)


def bitmap_of_runs(runs: Iterable[range], size: int) -> int:
    """The set of the numbers in any of ``runs``, each of step 1 and below ``size``."""
    found = np.zeros(size, np.bool_)
    for run in runs:
        found[run.start : run.stop] = True
    return from_members(found)


def from_members(found: Members) -> int:
    """The set of the places where ``found`` is true."""
    return int.from_bytes(np.packbits(found, bitorder="little").tobytes(), "little")


def members(bits: int, size: int) -> Members:
    """For each number below ``size`` whether it is in the set; the set has none above."""
    packed = np.frombuffer(bits.to_bytes(-(-size // 8), "little"), np.uint8)
    return np.unpackbits(packed, count=size, bitorder="little").view(np.bool_)


def flags(bits: int) -> bytes:
    """One byte a number, 1 where it is in the set; it ends at the highest member."""
    return members(bits, bits.bit_length()).tobytes()


def numbers(bits: int) -> list[int]:
    """The members of the set, ascending."""
    return np.flatnonzero(members(bits, bits.bit_length())).tolist()


def union(sets: Iterable[int]) -> int:
    """What is in any of the sets."""
    return reduce(or_, sets, 0)


def at_least(sets: Sequence[int], least: int) -> int:
    """What is in ``least`` or more of the sets (1 and more)."""
    planes: list[int] = []
    for carry in sets:
        for place, plane in enumerate(planes):
            planes[place], carry = plane ^ carry, plane & carry
        if carry:
            planes.append(carry)
    if least >> len(planes):
        return 0
    more, same = 0, union(planes)
    for place in reversed(range(len(planes))):
        if least >> place & 1:
            same &= planes[place]
        else:
            more |= same & planes[place]
            same &= ~planes[place]
    return more | same
