"""How sure each way of finding a value is, and below what a person is asked to look: ``data/confidence.toml``."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    return tomllib.loads((files("kmsearch.data") / "confidence.toml").read_text("utf-8"))


def confidence(group: str, way: str) -> float:
    """The confidence (0 to 1) of a value found by ``way``: ``confidence("label", "misspelt")``."""
    return float(_table()[group][way])


SURE: float = _table()["threshold"]
"""Confidence below which a value goes into the record's checks."""

ODD_SHAPE: float = _table()["odd_shape"]
"""What is left of the confidence of a value that is not of the shape of its field."""
