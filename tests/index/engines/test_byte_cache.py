"""The least-recently-used cache with a limit in bytes."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from index.engines.byte_cache import ByteCache


@dataclass(frozen=True)
class Value:
    cost: int


def test_a_kept_value_is_made_once() -> None:
    cache: ByteCache[Value] = ByteCache(10)
    value = cache.get("a", lambda: Value(5))
    assert cache.get("a", lambda: pytest.fail("made again")) is value
    assert cache.peek("a") is value
    assert cache.peek("b") is None


def test_the_least_recently_used_value_is_evicted_first() -> None:
    cache: ByteCache[Value] = ByteCache(10)
    for key in ("a", "b"):
        cache.get(key, lambda: Value(5))
    assert cache.peek("a") == cache.peek("b") == Value(5)
    cache.peek("a")
    cache.get("c", lambda: Value(5))
    assert [key for key in "abc" if cache.peek(key)] == ["a", "c"]


def test_a_value_above_the_limit_is_kept_alone() -> None:
    cache: ByteCache[Value] = ByteCache(10)
    cache.get("a", lambda: Value(5))
    cache.get("large", lambda: Value(50))
    assert (cache.peek("a"), cache.peek("large")) == (None, Value(50))
    cache.get("b", lambda: Value(5))
    assert (cache.peek("large"), cache.peek("b")) == (None, Value(5))
