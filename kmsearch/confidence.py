"""Confidence of each way to find a value, and the threshold below which people check it: ``data/confidence.toml``."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    return tomllib.loads((files("kmsearch.data") / "confidence.toml").read_text("utf-8"))


def confidence(group: str, way: str) -> float:
    """The confidence (0 to 1) of a value found in a certain way: ``confidence("label", "misspelt")``."""
    return float(_table()[group][way])


SURE: float = _table()["threshold"]
"""Confidence below which a value is added to the checks of its record."""

ODD_SHAPE: float = _table()["odd_shape"]
"""Factor for the confidence of a value that does not have the shape of its field."""
