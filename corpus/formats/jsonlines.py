"""Record ⇄ one line of JSON, lossless: ``kmsearch export`` writes it and ``kmsearch ingest`` reads it as it stands."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from corpus.record import Item, Record, RecordHead
from corpus.schema import RecordObject, plain, plain_members, storable, validate

EXPORT_MARK = "extracted"
"""The name that every line of an export has: a line with it is a stored record, nothing is extracted from it again."""

_LINE_ENDS = re.compile("[\x7f-\x9f\u2028\u2029]")
"""Characters that other programs may read as the end of a line; written as escapes."""


def to_line(record: Record) -> str:
    """The record as one line of JSON, without the line's end."""
    text = json.dumps(to_object(record), ensure_ascii=False)
    return _LINE_ENDS.sub(lambda char: f"\\u{ord(char[0]):04x}", text)


def to_object(record: Record) -> dict[str, Any]:
    """The record as JSON has it; empty values are left out, but never ``extracted``.

    ``sections`` maps the name of a section to its items: a plain item is its text, a lead or a sub-item is an object.
    """
    values = plain_members(record, RecordHead)
    sections: dict[str, list[Any]] = {}
    for section in record.sections:
        sections.setdefault(section.name, []).extend(_item(item) for item in section.items if item.text)
    body = {"sections": sections, "note": storable(record.note)}
    return {
        **values,
        EXPORT_MARK: values.get(EXPORT_MARK, ""),
        **{name: value for name, value in body.items() if value},
    }


def _item(item: Item) -> Any:
    if item.level or item.lead:
        return {name: value for name, value in plain(item).items() if value}
    return storable(item.text)


def from_object(values: Mapping[str, Any]) -> Record:
    """The record of a JSON object. Raises BrokenRecord with every unknown name and every value of a wrong kind."""
    return validate(RecordObject, plain(values)).record()
