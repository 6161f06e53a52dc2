"""Number of usable cores."""

from __future__ import annotations

import os

import pytest

from kmsearch.processes import cores


def test_cores_counts_the_cores_available_to_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 3}, raising=False)
    assert cores() == 2


@pytest.mark.parametrize(("counted", "used"), [(8, 8), (None, 1)])
def test_all_cores_count_without_sched_getaffinity(
    monkeypatch: pytest.MonkeyPatch, counted: int | None, used: int
) -> None:
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: counted)
    assert cores() == used
