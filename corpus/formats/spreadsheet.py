"""Record ⇄ one row of a table for spreadsheet programs: fields and points, lossless; the rest has no column.

Not held: which points are sub-points, leads, headings without points, sources and evidence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from corpus.fields import FIELDS, SECTIONS
from corpus.formats.frontmatter import storable
from corpus.formats.jsonlines import OWN
from corpus.record import Item, Record, Section
from kmsearch.errors import BrokenRecord

COLUMNS: tuple[str, ...] = (
    "id",
    *(row.name for row in FIELDS),
    *(row.name for row in SECTIONS),
    *("note", "checks", OWN),
)
"""The header, in its order."""

_WRAP = "\n    "
"""Inside a cell, what a point's own line break becomes; no line of an item begins with a blank."""

_POINT = re.compile(r"(\d+)\. (.*)", re.DOTALL)
_FORMULA = tuple("=+-@\t\r'")
"""What a spreadsheet program would run as a formula when a cell begins so; an apostrophe before it prevents that."""


def to_row(record: Record) -> list[str]:
    """The cells of ``record``, one for each of ``COLUMNS``."""
    plain = _plain(record)
    values = {row.name: getattr(plain, row.name) for row in FIELDS}
    values |= {"id": plain.id, "note": plain.note, "checks": plain.checks, OWN: plain.extracted}
    values |= {section.name: _write_points(section) for section in plain.sections}
    return [_cell(values.get(name)) for name in COLUMNS]


def _plain(record: Record) -> Record:
    """The record as a row holds it; its ``extracted`` still says whether people have edited it."""
    sections = [Section(s.name, tuple(Item(item.text) for item in s.points if item.text)) for s in record.sections]
    plain = replace(record, sections=tuple(section for section in sections if section.items))
    edited = record.extracted != record.content_digest()
    return plain if edited else replace(plain, extracted=plain.content_digest())


def _write_points(section: Section) -> str:
    lines = (item.text.replace("\n", _WRAP) for item in section.items)
    return "\n".join(f"{number}. {text}" for number, text in enumerate(lines, 1))


def _cell(value: object) -> str:
    text = "\n".join(value) if isinstance(value, tuple) else "" if value is None else str(value)
    return storable("'" + text if text.startswith(_FORMULA) else text)


def from_row(cells: Mapping[str, str]) -> Record:
    """The record of a row by column names. Raises BrokenRecord for an unknown column or a cell that does not read."""
    for name in cells:
        if name not in COLUMNS:
            raise BrokenRecord(f"ไม่รู้จักคอลัมน์ “{name}”", f"ใช้ได้: {', '.join(COLUMNS)}")
    values = {name: text.removeprefix("'") for name, text in cells.items()}
    if not values.get("id"):
        raise BrokenRecord("แถวนี้ไม่มี id", "ใส่รหัสในคอลัมน์ id")
    sections = [Section(row.name, _read_points(values.pop(row.name, ""))) for row in SECTIONS]
    lists = {name: tuple(filter(None, values.pop(name, "").split("\n"))) for name in ("topics", "checks")}
    year = _year(values.pop("year", ""))
    return Record(year=year, sections=tuple(s for s in sections if s.items), **lists, **values)  # type: ignore[arg-type]


def _read_points(text: str) -> tuple[Item, ...]:
    """The points of a cell; a line that people wrote without the next number goes on with the point before it."""
    points: list[str] = []
    for line in text.replace("\r\n", "\n").split("\n") if text.strip() else ():
        match = _POINT.match(line)
        if match and (int(match[1]) == len(points) + 1 or not points):
            points.append(match[2])
        elif points:
            points[-1] += "\n" + line
        else:
            points.append(line)
    return tuple(item for item in map(Item, points) if item.text)


def _year(text: str) -> int | None:
    if text and not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise BrokenRecord("ค่าของ “year” ต้องเป็นปี พ.ศ. เช่น 2560", "แก้ค่าในคอลัมน์ year")
    return int(text) if text else None
