"""Record ⇄ one line of JSON, lossless: written by ``kmsearch export``, read back by ``kmsearch ingest``."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from corpus.record import Item, Record, RecordHead
from corpus.schema import RecordObject, plain, plain_members, storable, validate

EXPORT_MARK = "extracted"
"""Key of every exported line: a line with it is read as a stored record, without extraction."""

_LINE_ENDS = re.compile("[\x7f-\x9f\u2028\u2029]")
"""Characters that other programs may take for a line end; written as escapes."""


def to_line(record: Record) -> str:
    """Returns the record as one line of JSON, without a line end."""
    text = json.dumps(to_object(record), ensure_ascii=False)
    return _LINE_ENDS.sub(lambda char: f"\\u{ord(char[0]):04x}", text)


def to_object(record: Record) -> dict[str, Any]:
    """Returns the record as a JSON object; empty values are left out, except ``extracted``.

    ``sections`` maps section names to items: a plain item is its text, a lead or a sub-item an object.
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
    """Returns the record of a JSON object. Raises BrokenRecord with every unknown name and value of a wrong type."""
    return validate(RecordObject, plain(values)).record()
