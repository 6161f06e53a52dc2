"""Structured records: each row of a table or line of JSON as a record, its columns mapped by name."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from corpus.fields import FIELD, SECTION, SECTION_ORDER
from corpus.formats.jsonlines import EXPORT_MARK, from_object
from corpus.formats.spreadsheet import from_row
from corpus.ids import ID_RULE, is_id, record_id
from corpus.record import Evidence, Item, Record, Section, Source
from corpus.schema import read_items, storable
from ingest.document import Document, Line
from ingest.forms.label_table import EXTRA_FIELDS, LabelTable, load_labels
from ingest.items.item_builder import items_of
from ingest.items.list_markers import peel
from ingest.record_builder import record_of
from ingest.segmentation.raw_record import Draft, Value
from ingest.tables.column_names import NOTHING, target_of
from ingest.tables.row_reader import Row, is_json, rows_of
from kmsearch.errors import BrokenRecord, IngestError, NoRecord
from kmsearch.thai.damage_repair import default_repairer
from kmsearch.thai.dates import buddhist
from kmsearch.thai.tokenizer import arabic, squeeze

_HOW = "คอลัมน์ในตาราง"
_CONFIDENCE = 1.0
"""A column that names a field leaves no doubt which it is."""

_LINE_END = re.compile("\r\n?|\n")
_DEEPEST = 8
"""Lists and tables inside one another whose texts are repaired; the sections of a record need five."""


@dataclass(frozen=True, slots=True)
class Structured:
    """A row with its record, or with its ``fault`` (cause and cure); with neither it is known already.

    ``own``: an export of ours wrote it, the record stands as it was. ``given``: the id is the row's own.
    """

    row: Row
    record: Record | None = None
    own: bool = False
    given: bool = False
    fault: tuple[str, str] | None = None


def records_of(file: Path, path: Path, known: Mapping[str, str] | None = None) -> Iterator[Structured]:
    """Every row of the table in ``file``, in order; ``path`` is its name for people, ``known`` digest → id of a record.

    Raises UnreadableFile, or NoRecord where the file as a whole cannot be used.
    """
    labels, stored = load_labels(), {} if known is None else known
    first, again = dict[str, int](), Counter[str]()
    for row in rows_of(file, path):
        if row.fault:
            yield Structured(row, fault=row.fault)
        elif row.digest in stored:
            first.setdefault(stored[row.digest], row.number)
            yield Structured(row)
        else:
            yield _structured(row, path, labels, first, again)


def _structured(row: Row, path: Path, labels: LabelTable, first: dict[str, int], again: Counter[str]) -> Structured:
    try:
        record, own, given = _read(row, path, labels)
        _check_id(record.id, first if given else {})
    except (BrokenRecord, IngestError) as error:
        return Structured(row, fault=(error.cause, error.cure))
    record = _unlike_others(record, first, again)
    first[record.id] = row.number
    return Structured(row, record, own, given)


def _read(row: Row, path: Path, labels: LabelTable) -> tuple[Record, bool, bool]:
    """The record of a row, whether an export of ours wrote it, and whether its id is given."""
    if any(name == EXPORT_MARK for name, _ in row.cells):
        values = dict(row.cells)
        return from_object(values) if is_json(path) else from_row(values), True, True
    mended, repairs = _mended(row.cells)
    cells = _Cells(row, labels, repairs)
    cells.take(mended)
    return cells.record(str(path)), False, "id" in cells.fields


def _check_id(id: str, first: Mapping[str, int]) -> None:
    """Raises BrokenRecord for an id that cannot be one, or that a row of ``first`` has."""
    if not is_id(id):
        raise BrokenRecord(f"รหัสบันทึก “{id}” ใช้ไม่ได้", f"{ID_RULE} หรือเว้นรหัสว่างให้โปรแกรมตั้งให้")
    if id in first:
        raise BrokenRecord(f"รหัส “{id}” ซ้ำกับบรรทัดที่ {first[id]}", "แก้รหัสให้ไม่ซ้ำกัน")


def _unlike_others(record: Record, first: Mapping[str, int], again: Counter[str]) -> Record:
    """The record under an id that no row before it has: rows without ids that are named alike are as many records."""
    named = record.id
    while record.id in first:
        again[named] += 1
        title = f"{record.title} {again[named] + 1}"
        record = replace(record, id=record_id(title, record.author_name, _content(record)))
    return record


def _content(record: Record) -> str:
    return " ".join(item.text for section in record.sections for item in section.items)


@dataclass(slots=True)
class _Cells:
    """The cells of a row, gathered by what their columns mean."""

    row: Row
    labels: LabelTable
    repairs: int = 0
    fields: dict[str, str] = field(default_factory=dict)
    topics: tuple[str, ...] = ()
    sections: dict[str, list[Item]] = field(default_factory=dict)

    def take(self, cells: Iterable[tuple[str, Any]], inside: bool = False) -> None:
        """Gather ``cells``; ``inside``: they stand in ``sections``, where every unknown name is a text of its own."""
        for name, value in cells:
            target = target_of(name, self.labels)
            if target == "sections" and isinstance(value, Mapping) and not inside:
                self.take(value.items(), inside=True)
            elif target == "topics":
                self.topics += _list(value)
            elif target in SECTION:
                self.sections.setdefault(target, []).extend(_items(target, value))
            elif target in FIELD or target in EXTRA_FIELDS or target in ("id", "note"):
                self._field(target, name, _text(value))
            elif target != NOTHING:
                self._rest(name, _text(value))

    def _field(self, target: str, name: str, text: str) -> None:
        if target == "year":
            target, text = "event", _year(text)
        if target in self.fields:
            self._rest(name, text)
        elif text:
            self.fields[target] = text

    def _rest(self, name: str, text: str) -> None:
        if text:
            self.sections.setdefault("other", []).append(Item(f"{name}: {text}" if name else text))

    def record(self, path: str) -> Record:
        """The record, its facts found from the fields as they are in a document. Raises NoRecord for none."""
        number = self.row.number
        values = {name: Value(text, number, number, _CONFIDENCE, _HOW) for name, text in self.fields.items()}
        found = record_of(Draft(values=values, repairs=self.repairs), Document(path, ()), self.labels)
        self._keep_extras(found)
        given = self._given(found)
        sections = tuple(Section(name, tuple(self.sections[name])) for name in sorted(self.sections, key=_place))
        if not (found.title or any(section.points for section in sections if section.name != "other")):
            raise NoRecord("ไม่มีชื่อเรื่องและไม่มีเนื้อความ", "ตรวจว่ามีชื่อเรื่อง หรือหัวข้อของบันทึกอย่างน้อยหนึ่งหัวข้อ")
        evidence = dict.fromkeys([*given, *self.sections], Evidence(f"{number}-{number}", _CONFIDENCE, _HOW))
        evidence.pop("other", None)
        record = replace(
            found,
            **given,
            topics=self.topics,
            sections=sections,
            note=self.fields.get("note", ""),
            evidence={**found.evidence, **evidence},
            source=(Source(path, digest=self.row.digest, lines=f"{number}-{number}"),),
        )
        id = self.fields.get("id") or record_id(record.title, record.author_name, _content(record))
        return replace(record, id=id, extracted=record.content_digest())

    def _given(self, found: Record) -> dict[str, Any]:
        """Fields to keep as the table has them: a title with its quotes, a place that no list knows."""
        given = {name: self.fields[name] for name in ("title", "region", "form") if name in self.fields}
        places = ("district", "province")
        return given | {name: self.fields[name] for name in places if name in self.fields and not getattr(found, name)}

    def _keep_extras(self, found: Record) -> None:
        """What no field of a record holds stays in ``other``; of a year only what gave none."""
        for name in self.fields:
            if name in EXTRA_FIELDS and not (name == "event" and found.year):
                self._rest("", self.fields[name])


def _mended(cells: Sequence[tuple[str, Any]]) -> tuple[list[tuple[str, Any]], int]:
    """The cells with their texts repaired, by what the whole row shows, and at how many places; names stay."""
    texts = [storable(text) for _, value in cells for text in _texts_in(value)]
    lines = [_LINE_END.split(text) for text in texts]
    mended = default_repairer().repair_lines([line for text in lines for line in text])
    rest = iter(mended)
    whole = iter(["\n".join(next(rest).text for _ in text) for text in lines])
    return [(name, _replaced(value, whole)) for name, value in cells], sum(line.changes for line in mended)


def _texts_in(value: Any, depth: int = 0) -> Iterator[str]:
    """Every text in a cell, in order, that stands no deeper than a record has use for."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict) and depth < _DEEPEST:
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts_in(part, depth + 1)


def _replaced(value: Any, texts: Iterator[str], depth: int = 0) -> Any:
    """The value with its texts, in the order of ``_texts_in``, replaced by ``texts``."""
    if isinstance(value, str):
        return next(texts)
    if isinstance(value, dict) and depth < _DEEPEST:
        return {name: _replaced(part, texts, depth + 1) for name, part in value.items()}
    if isinstance(value, list) and depth < _DEEPEST:
        return [_replaced(part, texts, depth + 1) for part in value]
    return value


def _place(section: str) -> int:
    return SECTION_ORDER[section]


def _text(value: Any) -> str:
    """A cell as text; what JSON has beyond texts and numbers as JSON."""
    if value is None:
        return ""
    if isinstance(value, list) and all(isinstance(each, str | int | float) for each in value):
        value = ", ".join(map(str, value))
    elif isinstance(value, list | dict | bool):
        value = json.dumps(value, ensure_ascii=False)
    return squeeze(storable(str(value)))


def _year(text: str) -> str:
    """A year as documents write it: a bare number is one of either era, also where a program wrote 2560.0."""
    number = arabic(text).removesuffix(".0")
    year = buddhist(int(number)) if number.isascii() and number.isdecimal() and len(number) <= 4 else None
    return f"พ.ศ. {year}" if year else text


def _list(value: Any) -> tuple[str, ...]:
    texts = value if isinstance(value, list) else str(value or "").replace(",", "\n").split("\n")
    return tuple(filter(None, map(_text, texts)))


def _items(section: str, value: Any) -> tuple[Item, ...]:
    """The items of a cell (one a line, numbered or bulleted, or each line one) or of a list, each as it is."""
    if isinstance(value, list):
        return read_items(value, section)
    text = value if isinstance(value, str) else _text(value)
    texts = [line for line in storable(text).split("\n") if line.strip()]
    marked = any(peel(text.strip())[0] for text in texts)
    lines = [Line(squeeze(text), number, gap=not marked) for number, text in enumerate(texts, 1)]
    return items_of(section, lines)
