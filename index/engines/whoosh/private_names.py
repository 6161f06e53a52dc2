"""The undocumented names of whoosh3 that this package uses, checked at import.

A release of whoosh3 may rename them; without the check, building or reading an index would then fail with an unclear
error.
"""

from __future__ import annotations

from collections.abc import Iterator
from dis import get_instructions
from importlib import import_module
from types import FunctionType

from kmsearch.errors import EngineMissing

REQUIREMENT = "whoosh3>=3.54,<3.55"
"""The releases that have these private names, as in setup.cfg."""

PRIVATE_NAMES: dict[str, tuple[str, ...]] = {
    "whoosh.codec.whoosh3:W3Codec": ("_blocklimit", "_compression", "_inlinelimit", "field_writer", "postings_writer"),
    "whoosh.codec.whoosh3:W3FieldWriter": (
        *("_codec", "_postwriter", "add_postings", "start_field", "finish_field", "start_term", "finish_term"),
    ),
    "whoosh.codec.whoosh3:W3PostingsWriter": (
        *("_ids", "_weights", "_values", "_maxweight", "_compression"),
        *("_mini_ids", "_mini_weights", "_mini_values", "_write_block"),
    ),
    "whoosh.codec.whoosh3:W3LeafMatcher": ("_data", "_read_data", "_next_block"),
    "whoosh.index:TOC": ("read", "segments"),
    "whoosh.writing:SegmentWriter": ("docnum", "is_closed", "pool", "segments"),
}
"""Class, as module:name → its methods and attributes."""


def require_private_names() -> None:
    """Raises EngineMissing with the names that the installed whoosh3 lacks."""
    missing = [name for path, attributes in PRIVATE_NAMES.items() for name in _missing(path, attributes)]
    if missing:
        cause = f"whoosh3 รุ่นที่ติดตั้งไว้ไม่มีชื่อภายในที่โปรแกรมใช้: {', '.join(missing)}"
        raise EngineMissing(cause, f'ติดตั้งด้วย: pip install "{REQUIREMENT}"')


def minor_version() -> str:
    """The major and minor version of the installed whoosh3: ``3.54``."""
    major, minor, *_ = import_module("whoosh").__version__
    return f"{major}.{minor}"


def _missing(path: str, attributes: tuple[str, ...]) -> Iterator[str]:
    module, _, name = path.partition(":")
    try:
        existing_names = _attributes(getattr(import_module(module), name))
    except (ImportError, AttributeError):
        yield f"{module}.{name}"
    else:
        yield from (f"{module}.{name}.{attribute}" for attribute in attributes if attribute not in existing_names)


def _attributes(checked: type) -> set[str]:
    """The attributes of a class, and those that its methods assign to instances."""
    methods = [value for ancestor in checked.__mro__ for value in vars(ancestor).values()]
    steps = (step for method in methods if isinstance(method, FunctionType) for step in get_instructions(method))
    return {*dir(checked), *(step.argval for step in steps if step.opname == "STORE_ATTR")}
