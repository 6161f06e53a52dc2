"""Confidence of extracted values by extraction rule, and the threshold for review, from ``data/confidence.toml``."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    return tomllib.loads((files("kmsearch.data") / "confidence.toml").read_text("utf-8"))


def confidence(group: str, way: str) -> float:
    """Returns the confidence (0 to 1) of values that a rule extracts: ``confidence("label", "misspelt")``.

    Raises KeyError for an unknown rule.
    """
    return float(_table()[group][way])


SURE: float = _table()["threshold"]
"""Threshold of confidence below which a value is added to the checks of its record."""

ODD_SHAPE: float = _table()["odd_shape"]
"""Factor on the confidence of a value that does not have the usual form of its field."""
