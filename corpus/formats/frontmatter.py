"""Record ⇄ front matter: id, fields, sources, checks and evidence as YAML that a person can edit."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import yaml

from corpus.fields import FIELDS, FieldKind
from corpus.formats.yaml_tree import compose
from corpus.record import Record, RecordHead
from corpus.schema import members, plain_members, validate
from kmsearch.errors import BrokenRecord
from kmsearch.thai.dates import buddhist
from kmsearch.thai.normalise import collapse_whitespace, to_arabic_digits

_DUMPER: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)

_NO_YEAR = frozenset({"", "-", "~", "null"})
"""Notations of an unknown year in hand-written files."""

_TEXT, _MAPPING = "tag:yaml.org,2002:str", "tag:yaml.org,2002:map"
_BREAK = re.compile("[\n\x85\u2028\u2029]")
"""Line breaks. A value with one is written in double quotes, which keep it on one line."""


class _OneLine(dict[str, Any]):
    """A mapping written on one line: ``{lines: 3-5, confidence: 0.9}``."""


_Dumper: Any = type("_Dumper", (_DUMPER,), {"ignore_aliases": lambda self, data: True})
_Dumper.add_representer(
    str, lambda dumper, data: dumper.represent_scalar(_TEXT, data, '"' if _BREAK.search(data) else None)
)
_Dumper.add_representer(_OneLine, lambda dumper, data: dumper.represent_mapping(_MAPPING, data, True))


def write_front(record: Record) -> str:
    """Returns the YAML of ``record``: id, fields, sources, checks and evidence; empty values are left out."""
    values = plain_members(record, RecordHead)
    if "evidence" in values:
        values["evidence"] = {name: _OneLine(evidence) for name, evidence in values["evidence"].items()}
    return str(yaml.dump(values, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1 << 30))


def read_front(text: str, first_line: int) -> dict[str, Any]:
    """Parses YAML to the arguments of Record; ``first_line`` is the line of the file at which ``text`` starts.

    Raises BrokenRecord with the line of each fault: bad YAML, unknown or repeated names, wrong kinds, a missing id.
    """
    root, faults = compose(text, first_line)
    values = root.plain()
    if isinstance(values, Mapping):
        values = {name: _CONVERTERS[name](value) if name in _CONVERTERS else value for name, value in values.items()}
    try:
        head = validate(RecordHead, values, line_of=root.line_at)
    except BrokenRecord as fault:
        faults += fault.faults
    if faults:
        raise BrokenRecord.combined(faults)
    return members(head, RecordHead)


def _written_list(value: Any) -> Any:
    """Converts a text to a list of one, an empty text to an empty list; other values stay."""
    return value if not isinstance(value, str) else [value] if value else []


def _written_year(value: Any) -> Any:
    """Converts a year as people write it (๒๕๖๐, 2017, 60) to a Buddhist year; other text stays."""
    digits = collapse_whitespace(to_arabic_digits(value)) if isinstance(value, str) else ""
    if isinstance(value, str) and digits in _NO_YEAR:
        return None
    if digits.isascii() and digits.isdecimal() and len(digits) < 10:
        return buddhist(int(digits)) or int(digits)
    return value


def _written_evidence(value: Any) -> Any:
    """Converts each confidence to a number; other text stays."""
    if not isinstance(value, Mapping):
        return value
    return {name: _with_number(entry) if isinstance(entry, Mapping) else entry for name, entry in value.items()}


def _with_number(evidence: Mapping[str, Any]) -> Mapping[str, Any]:
    try:
        return {**evidence, "confidence": float(evidence["confidence"])}
    except (KeyError, TypeError, ValueError):
        return evidence


_CONVERTER_OF_KIND: Mapping[FieldKind, Callable[[Any], Any]] = {"keywords": _written_list, "year": _written_year}

_CONVERTERS: Mapping[str, Callable[[Any], Any]] = {
    **{row.name: _CONVERTER_OF_KIND[row.kind] for row in FIELDS if row.kind in _CONVERTER_OF_KIND},
    "checks": _written_list,
    "evidence": _written_evidence,
}
"""Name of a field → converter of its YAML value to the type of the model."""
