"""A cache bounded by memory, shared by threads."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, Protocol, TypeVar


class Weighed(Protocol):
    """Something that knows what it costs to keep."""

    @property
    def cost(self) -> int:
        """Bytes of memory, about."""


_T = TypeVar("_T", bound=Weighed)


class ByteCache(Generic[_T]):
    """Keeps what was used last, up to ``limit`` bytes."""

    def __init__(self, limit: int):
        self._limit = limit
        self._kept: OrderedDict[Hashable, _T] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def peek(self, key: Hashable) -> _T | None:
        """What is kept under ``key``, if anything."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def get(self, key: Hashable, make: Callable[[], _T]) -> _T:
        """What is kept under ``key``, or else made and kept."""
        kept = self.peek(key)
        if kept is not None:
            return kept
        made = make()
        with self._lock:
            if key not in self._kept:
                self._kept[key] = made
                self._bytes += made.cost
            while self._bytes > self._limit and len(self._kept) > 1:
                self._bytes -= self._kept.popitem(last=False)[1].cost
        return made
