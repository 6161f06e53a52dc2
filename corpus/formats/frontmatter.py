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
from kmsearch.thai.tokenizer import arabic, squeeze

_DUMPER: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)

_NO_YEAR = frozenset({"", "-", "~", "null"})
"""What people write for a year that is not known."""

_TEXT, _MAPPING = "tag:yaml.org,2002:str", "tag:yaml.org,2002:map"
_BREAK = re.compile("[\n\x85\u2028\u2029]")
"""Line breaks. A value that has one is written in double quotes, so that it stays on its line."""


class _OneLine(dict[str, Any]):
    """A mapping written on one line: ``{lines: 3-5, confidence: 0.9}``."""


_Dumper: Any = type("_Dumper", (_DUMPER,), {"ignore_aliases": lambda self, data: True})
_Dumper.add_representer(
    str, lambda dumper, data: dumper.represent_scalar(_TEXT, data, '"' if _BREAK.search(data) else None)
)
_Dumper.add_representer(_OneLine, lambda dumper, data: dumper.represent_mapping(_MAPPING, data, True))


def write_front(record: Record) -> str:
    """The YAML of ``record``: id, fields, sources, checks and evidence; empty values are left out."""
    values = plain_members(record, RecordHead)
    if "evidence" in values:
        values["evidence"] = {name: _OneLine(found) for name, found in values["evidence"].items()}
    return str(yaml.dump(values, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1 << 30))


def read_front(text: str, first_line: int) -> dict[str, Any]:
    """The arguments for Record that the YAML ``text`` gives; ``first_line`` is the line at which it starts.

    Raises BrokenRecord with the line of each fault: bad YAML, unknown or repeated names, wrong kinds, a missing id.
    """
    root, faults = compose(text, first_line)
    values = root.plain()
    if isinstance(values, Mapping):
        values = {name: _READERS[name](value) if name in _READERS else value for name, value in values.items()}
    try:
        head = validate(RecordHead, values, line_of=root.line_at)
    except BrokenRecord as fault:
        faults += fault.faults
    if faults:
        raise BrokenRecord.combined(faults)
    return members(head, RecordHead)


def _written_list(value: Any) -> Any:
    """A list that a person wrote as one text."""
    return value if not isinstance(value, str) else [value] if value else []


def _written_year(value: Any) -> Any:
    """A year as people write it (๒๕๖๐, 2017, 60) as a Buddhist one; text that is not a year stays as it is."""
    digits = squeeze(arabic(value)) if isinstance(value, str) else ""
    if isinstance(value, str) and digits in _NO_YEAR:
        return None
    if digits.isascii() and digits.isdecimal() and len(digits) < 10:
        return buddhist(int(digits)) or int(digits)
    return value


def _written_evidence(value: Any) -> Any:
    """Evidence whose confidence is a number; text that is not a number stays as it is."""
    if not isinstance(value, Mapping):
        return value
    return {name: _with_number(found) if isinstance(found, Mapping) else found for name, found in value.items()}


def _with_number(found: Mapping[str, Any]) -> Mapping[str, Any]:
    try:
        return {**found, "confidence": float(found["confidence"])}
    except (KeyError, TypeError, ValueError):
        return found


_BY_KIND: Mapping[FieldKind, Callable[[Any], Any]] = {"keywords": _written_list, "year": _written_year}

_READERS: Mapping[str, Callable[[Any], Any]] = {
    **{row.name: _BY_KIND[row.kind] for row in FIELDS if row.kind in _BY_KIND},
    "checks": _written_list,
    "evidence": _written_evidence,
}
"""What turns the text of a YAML value into the kind of value that the model wants, by name."""
