"""A least-recently-used cache with a limit in bytes, safe in any number of threads."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, Protocol, TypeVar


class Sized(Protocol):
    """A value that knows its size in memory."""

    @property
    def cost(self) -> int:
        """Approximate bytes of memory."""


_T = TypeVar("_T", bound=Sized)


class ByteCache(Generic[_T]):
    """Keeps the values used last, up to ``limit`` bytes in all."""

    def __init__(self, limit: int):
        self._limit = limit
        self._values: OrderedDict[Hashable, _T] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def peek(self, key: Hashable) -> _T | None:
        """The value cached under ``key``, or None."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
            return self._values.get(key)

    def get(self, key: Hashable, make: Callable[[], _T]) -> _T:
        """The value cached under ``key``; if there is none, ``make()``, which is then cached. Two threads may make it
        at once."""
        cached = self.peek(key)
        if cached is not None:
            return cached
        value = make()
        with self._lock:
            if key not in self._values:
                self._values[key] = value
                self._bytes += value.cost
            while self._bytes > self._limit and len(self._values) > 1:
                self._bytes -= self._values.popitem(last=False)[1].cost
        return value
