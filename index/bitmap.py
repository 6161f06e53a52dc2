"""Sets of document numbers as Python integers: bit ``n`` stands for document ``n``. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from itertools import compress, count
from operator import or_

_TO_FLAGS = bytes.maketrans(b"01", b"\x00\x01")
_TO_DIGITS = bytes.maketrans(b"\x00\x01", b"01")


def bitmap(numbers: Iterable[int], size: int) -> int:
    """The set of ``numbers``, each below ``size``."""
    members = bytearray(size)
    for number in numbers:
        members[number] = 1
    return from_flags(members)


def bitmap_of_runs(runs: Iterable[range], size: int) -> int:
    """The set of the numbers in any of ``runs``, each of step 1 and below ``size``."""
    members = bytearray(size)
    for run in runs:
        members[run.start : run.stop] = b"\1" * len(run)
    return from_flags(members)


def from_flags(members: bytearray) -> int:
    """The set of the places where ``members`` holds 1; it holds 0 in the others."""
    return int(members.translate(_TO_DIGITS)[::-1] or b"0", 2)


def flags(bits: int) -> bytes:
    """One byte a number, 1 where it is in the set; it ends at the highest member."""
    return bin(bits)[:1:-1].encode().translate(_TO_FLAGS)


def numbers(bits: int) -> list[int]:
    """The members of the set, ascending."""
    return list(compress(count(), flags(bits)))


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
