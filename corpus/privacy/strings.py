"""Maps every string in a nested value: dataclasses, mappings and collections keep their shape."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Mapping, Set
from datetime import date, time
from decimal import Decimal
from pathlib import PurePath
from typing import Any, TypeVar, cast

Change = Callable[[str, str], str]
"""Function of (text, name of its field or key or an empty string) that returns the replacement."""

_SCALARS = (type(None), bool, int, float, Decimal, date, time)

_T = TypeVar("_T")


def map_strings(value: _T, change: Change) -> _T:
    """Returns ``value`` with ``change`` applied to every string; parts without a changed string stay the same object.

    The (text, marked) pieces of a highlighted text are changed as one text, since a highlight may split a number.
    Raises TypeError for an object of an unknown type, and ValueError if a change alters the length of a highlighted
    text.
    """
    return cast(_T, _mapped(value, "", change))


def _mapped(value: Any, name: str, change: Change) -> Any:
    if isinstance(value, str):
        changed = change(value, name)
        return value if changed == value else type(value)(changed)
    if isinstance(value, _SCALARS):
        return value
    if isinstance(value, PurePath):
        changed = change(str(value), name)
        return value if changed == str(value) else type(value)(changed)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _mapped_dataclass(value, change)
    if isinstance(value, Mapping):
        pairs = {_mapped(key, "", change): _mapped(each, str(key), change) for key, each in value.items()}
        return pairs if any(pairs.get(key) is not each for key, each in value.items()) else value
    if isinstance(value, tuple | list | Set):
        return _mapped_collection(value, name, change)
    raise TypeError(f"no rule for the strings of a {type(value).__qualname__}")


def _mapped_dataclass(value: Any, change: Change) -> Any:
    changed = {}
    for field in dataclasses.fields(value):
        old = getattr(value, field.name)
        new = _mapped(old, field.name, change)
        if new is not old:
            changed[field.name] = new
    return dataclasses.replace(value, **changed) if changed else value


def _mapped_collection(value: Collection[Any], name: str, change: Change) -> Any:
    if isinstance(value, tuple) and value and all(map(_is_piece, value)):
        return _mapped_pieces(value, name, change)
    mapped = [_mapped(each, name, change) for each in value]
    if all(new is old for new, old in zip(mapped, value, strict=True)):
        return value
    make: Any = type(value)
    return make(*mapped) if hasattr(value, "_fields") else make(mapped)


def _mapped_pieces(pieces: tuple[tuple[str, bool], ...], name: str, change: Change) -> tuple[tuple[str, bool], ...]:
    whole = "".join(piece for piece, _ in pieces)
    changed = change(whole, name)
    if changed == whole:
        return pieces
    if len(changed) != len(whole):
        raise ValueError("a highlighted text keeps its length")
    start, parts = 0, []
    for piece, is_marked in pieces:
        parts.append((changed[start : start + len(piece)], is_marked))
        start += len(piece)
    return tuple(parts)


def _is_piece(value: Any) -> bool:
    return isinstance(value, tuple) and len(value) == 2 and isinstance(value[0], str) and isinstance(value[1], bool)
