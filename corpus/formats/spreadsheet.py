"""Record ⇄ one row of a spreadsheet: fields and items are kept; leads, levels, sources and evidence are not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from corpus.fields import FIELDS, SECTIONS
from corpus.record import Item, Record, RecordHead, Section
from corpus.schema import storable, validate
from kmsearch.errors import BrokenRecord

COLUMNS: tuple[str, ...] = (
    "id",
    *(row.name for row in FIELDS),
    *(row.name for row in SECTIONS),
    *("note", "checks", "extracted"),
)
"""The columns of the header, in order."""

_LISTS = ("checks", *(row.name for row in FIELDS if row.kind == "keywords"))
"""Columns of lists, one value a line."""

_YEARS = tuple(row.name for row in FIELDS if row.kind == "year")

_WRAP = "\n    "
"""A line break inside an item in a cell; no line of an item begins with a blank."""

_NUMBERED = re.compile(r"(\d+)\. (.*)", re.DOTALL)
_FORMULA = tuple("=+-@\t\r'")
"""First characters of a cell that spreadsheet programs take for a formula; an apostrophe in front prevents that."""


def to_row(record: Record) -> list[str]:
    """Returns the cells of ``record`` in the order of ``COLUMNS``."""
    reduced = _reduced(record)
    sections = {section.name: _write_items(section) for section in reduced.sections}
    names = {row.name for row in SECTIONS}
    return [_cell(sections.get(name) if name in names else getattr(reduced, name)) for name in COLUMNS]


def _reduced(record: Record) -> Record:
    """Returns the record without the parts a row lacks, and ``extracted`` adapted so that unedited records stay so."""
    sections = [
        Section(s.name, tuple(Item(item.text) for item in s.numbered_items if item.text)) for s in record.sections
    ]
    reduced = replace(record, sections=tuple(section for section in sections if section.items))
    edited = record.extracted != record.content_digest()
    return reduced if edited else replace(reduced, extracted=reduced.content_digest())


def _write_items(section: Section) -> str:
    lines = (item.text.replace("\n", _WRAP) for item in section.items)
    return "\n".join(f"{number}. {text}" for number, text in enumerate(lines, 1))


def _cell(value: object) -> str:
    text = "\n".join(value) if isinstance(value, tuple) else "" if value is None else str(value)
    return storable("'" + text if text.startswith(_FORMULA) else text)


def from_row(cells: Mapping[str, str]) -> Record:
    """Parses the cells of a row by column name. Raises BrokenRecord with every unknown column and invalid cell."""
    values: dict[str, Any] = {name: text.removeprefix("'") for name, text in cells.items()}
    sections = [Section(row.name, _read_items(values.pop(row.name, ""))) for row in SECTIONS]
    note = values.pop("note", "")
    for name in _LISTS:
        values[name] = [text for text in values.get(name, "").split("\n") if text]
    for name in _YEARS:
        values[name] = _year(values.get(name, ""))
    faults = [_unknown_column(name) for name in values if name not in COLUMNS]
    try:
        head = validate(RecordHead, {name: value for name, value in values.items() if name in COLUMNS})
    except BrokenRecord as fault:
        faults += fault.faults
    if faults:
        raise BrokenRecord.combined(faults)
    kept = {name: getattr(head, name) for name in ("id", *(row.name for row in FIELDS), "checks", "extracted")}
    return Record(**kept, sections=tuple(section for section in sections if section.items), note=note)


def _unknown_column(name: str) -> BrokenRecord:
    return BrokenRecord(f"ไม่รู้จักคอลัมน์ “{name}”", f"ใช้ได้: {', '.join(COLUMNS)}")


def _read_items(text: str) -> tuple[Item, ...]:
    """Parses the items of a cell; a line that does not begin with the next number continues the previous item."""
    items: list[str] = []
    for line in text.replace("\r\n", "\n").split("\n") if text.strip() else ():
        match = _NUMBERED.match(line)
        if match and (int(match[1]) == len(items) + 1 or not items):
            items.append(match[2])
        elif items:
            items[-1] += "\n" + line
        else:
            items.append(line)
    return tuple(item for item in map(Item, items) if item.text)


def _year(text: str) -> int | str | None:
    """Parses a year; other text stays, empty text becomes None."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else text or None
