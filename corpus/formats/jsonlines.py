"""Record ⇄ one line of JSON, lossless: what ``kmsearch export`` writes and ``kmsearch ingest`` takes whole."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict
from types import MappingProxyType
from typing import Any

from corpus.fields import FIELDS, SECTION, FieldKind
from corpus.formats.frontmatter import storable
from corpus.record import Evidence, Item, Record, Section, Source
from kmsearch.errors import BrokenRecord

OWN = "extracted"
"""The name that every line of an export has: a line with it is taken as it stands, nothing is read into it."""

_LINE_ENDS = re.compile("[\x7f-\x9f\u2028\u2029]")
"""What other programs may take for the end of a line; written as escapes."""

_EMPTY: tuple[object, ...] = ("", None, (), [], {})


def to_line(record: Record) -> str:
    """The record as one line of JSON, without the line's end."""
    text = storable(json.dumps(to_object(record), ensure_ascii=False))
    return _LINE_ENDS.sub(lambda char: f"\\u{ord(char[0]):04x}", text)


def to_object(record: Record) -> dict[str, Any]:
    """The record as JSON has it; empty values are left out, ``extracted`` never.

    ``sections`` maps a section's id to its items: a plain point is its text, a lead or a sub-point is an object.
    """
    values: dict[str, Any] = {"id": record.id}
    values |= {row.name: getattr(record, row.name) for row in FIELDS}
    sections: dict[str, list[Any]] = {}
    for section in record.sections:
        sections.setdefault(section.name, []).extend(_item(item) for item in section.items if item.text)
    values |= {"sections": sections, "note": record.note}
    values["source"] = [_filled(asdict(source)) for source in record.source]
    values["checks"] = record.checks
    values["evidence"] = {name: _filled(asdict(found)) for name, found in record.evidence.items()}
    return {**_filled(values), OWN: record.extracted}


def _filled(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in _EMPTY}


def _item(item: Item) -> str | dict[str, Any]:
    if not (item.level or item.lead):
        return item.text
    return {"text": item.text} | ({"level": item.level} if item.level else {}) | ({"lead": True} if item.lead else {})


def from_object(values: Mapping[str, Any]) -> Record:
    """The record that ``to_object`` was given. Raises BrokenRecord for an unknown name or a value of the wrong kind."""
    for name in values:
        if name not in _READERS:
            raise BrokenRecord(f"ไม่รู้จักชื่อ “{name}”", f"ใช้ได้: {', '.join(_READERS)}")
    if not values.get("id"):
        raise BrokenRecord("บันทึกไม่มี id", "เพิ่ม id ให้บันทึกนี้")
    return Record(**{name: _READERS[name](value, name) for name, value in values.items()})


def read_items(value: Any, name: str) -> tuple[Item, ...]:
    """The items of a list as ``sections`` holds it; those without text left out. Raises BrokenRecord."""
    return tuple(item for item in (_read_item(each, name) for each in _list(value, name)) if item.text)


def _read_item(value: Any, name: str) -> Item:
    if isinstance(value, str):
        return Item(storable(value))
    parts = {"text": "", "level": 0, "lead": False} | _mapping(value, name)
    if len(parts) > 3 or type(parts["level"]) is not int or type(parts["lead"]) is not bool:
        raise _wrong(name, 'ข้อความ หรือ {"text": …, "level": 1, "lead": true}')
    return Item(_text(parts["text"], name), parts["level"], parts["lead"])


def _wrong(name: str, wanted: str) -> BrokenRecord:
    return BrokenRecord(f"ค่าของ “{name}” ต้องเป็น{wanted}", "แก้ค่าให้ถูกชนิด หรือลบชื่อนั้น")


def _text(value: Any, name: str) -> str:
    if not isinstance(value, str):
        raise _wrong(name, "ข้อความ")
    return storable(value)


def _texts(value: Any, name: str) -> tuple[str, ...]:
    return tuple(_text(each, name) for each in _list(value, name))


def _list(value: Any, name: str) -> list[Any]:
    if not isinstance(value, list | tuple):
        raise _wrong(name, "รายการ")
    return list(value)


def _mapping(value: Any, name: str) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise _wrong(name, "คู่ ชื่อ: ค่า")
    return dict(value)


def _year(value: Any, name: str) -> int | None:
    if value is not None and type(value) is not int:
        raise _wrong(name, "ปี พ.ศ. เช่น 2560")
    return value


def _share(value: Any, name: str) -> float:
    if type(value) not in (int, float) or not 0 <= value <= 1:
        raise _wrong(name, "ตัวเลข 0 ถึง 1")
    return float(value)


def _sections(value: Any, name: str) -> tuple[Section, ...]:
    sections = _mapping(value, name)
    for section in sections:
        if section not in SECTION:
            raise BrokenRecord(f"ไม่รู้จักส่วนของบันทึก “{section}”", f"ใช้ได้: {', '.join(SECTION)}")
    return tuple(Section(section, read_items(items, section)) for section, items in sections.items())


def _sources(value: Any, name: str) -> tuple[Source, ...]:
    return tuple(Source(**{"path": ""} | _known(each, name, _SOURCE)) for each in _list(value, name))


def _evidence(value: Any, name: str) -> Mapping[str, Evidence]:
    unsaid: dict[str, Any] = {"lines": "", "confidence": 0.0}
    found = {key: _known(each, f"{name}.{key}", _EVIDENCE) for key, each in _mapping(value, name).items()}
    return MappingProxyType({storable(key): Evidence(**unsaid | said) for key, said in found.items()})


def _known(value: Any, name: str, readers: Mapping[str, _Reader]) -> dict[str, Any]:
    values = _mapping(value, name)
    for key in values:
        if key not in readers:
            raise BrokenRecord(f"ไม่รู้จักชื่อ “{key}” ใน {name}", f"ใช้ได้: {', '.join(readers)}")
    return {key: readers[key](each, f"{name}.{key}") for key, each in values.items()}


_Reader = Callable[[Any, str], Any]

_KINDS: dict[FieldKind, _Reader] = {
    "text": _text,
    "keyword": _text,
    "keywords": _texts,
    "year": _year,
    "phone": _text,
}
_SOURCE: dict[str, _Reader] = {"path": _text, "original": _text, "digest": _text, "lines": _text}
_EVIDENCE: dict[str, _Reader] = {"lines": _text, "confidence": _share, "how": _text}
_READERS: dict[str, _Reader] = {
    "id": _text,
    **{row.name: _KINDS[row.kind] for row in FIELDS},
    "sections": _sections,
    "note": _text,
    "source": _sources,
    "checks": _texts,
    "evidence": _evidence,
    OWN: _text,
}
