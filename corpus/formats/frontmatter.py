"""The head of a Markdown record: fields, sources, checks and evidence as YAML that a person can edit."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from types import MappingProxyType
from typing import Any

import yaml

from corpus.fields import FIELDS, FieldKind
from corpus.record import Evidence, Record, Source
from kmsearch.errors import BrokenRecord
from kmsearch.thai.dates import buddhist
from kmsearch.thai.tokenizer import arabic, squeeze

_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_DUMPER: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)

_MAX_DEPTH = 3
"""The deepest a head goes: fields, the list of sources, one source. Much deeper YAML exhausts a parser's stack."""

_NO_YEAR = frozenset({"", "-", "~", "null"})
"""What people write for a year that is not known."""

_DASH = re.compile(r"^(\w+:)[ \t]+-[ \t]*$", re.MULTILINE)
"""A field that a person filled with a dash, which YAML would take for a list."""

_NOT_IN_YAML = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_QUOTES = 'ใส่ข้อความที่มี : # * & ! หรือวงเล็บไว้ในเครื่องหมาย " " และย่อหน้าด้วยช่องว่าง ไม่ใช้แท็บ'

_UNQUOTED = "ค่าขึ้นต้นด้วยเครื่องหมายที่ต้องอยู่ในเครื่องหมายคำพูด หรือย่อหน้าด้วยแท็บ"

# What the parser says, in English, and what a person did; the first sign that stands in it counts.
_YAML_FAULTS: tuple[tuple[str, str], ...] = (
    ("mapping values are not allowed", "มี : กลางข้อความที่ไม่อยู่ในเครื่องหมายคำพูด หรือย่อหน้าไม่ตรงกัน"),
    ("unexpected end of stream", "เปิดเครื่องหมายคำพูดแล้วไม่ปิด"),
    ("simple key", "บรรทัดนี้ไม่มี : หลังชื่อ"),
    ("flow", "เปิดวงเล็บแล้วไม่ปิด หรือขาดเครื่องหมายจุลภาค"),
    ("cannot start any token", _UNQUOTED),
    ("scanning an alias", _UNQUOTED),
    ("scanning an anchor", _UNQUOTED),
    (" a tag", _UNQUOTED),
    ("tab character", "ย่อหน้าด้วยแท็บ"),
    ("sequence entries", "รายการที่ขึ้นต้นด้วย - ต้องเริ่มบรรทัดใหม่"),
    ("block", "มีข้อความต่อท้ายเครื่องหมายคำพูด หรือย่อหน้าไม่ตรงกัน"),
)

_LEFT_OPEN = frozenset({"unexpected end of stream", "simple key", "flow"})
"""Of these faults the parser notices the end; the line to mend is the one where it began."""

_TEXT, _MAPPING = "tag:yaml.org,2002:str", "tag:yaml.org,2002:map"
_BREAK = re.compile("[\n\x85\u2028\u2029]")
"""Line breaks, which go in double quotes so that a value stays on its line."""


class _OneLine(dict[str, Any]):
    """A mapping written on one line: ``{lines: 3-5, confidence: 0.9}``."""


_Dumper: Any = type("_Dumper", (_DUMPER,), {"ignore_aliases": lambda self, data: True})
_Dumper.add_representer(
    str, lambda dumper, data: dumper.represent_scalar(_TEXT, data, '"' if _BREAK.search(data) else None)
)
_Dumper.add_representer(_OneLine, lambda dumper, data: dumper.represent_mapping(_MAPPING, data, True))


def write_front(record: Record) -> str:
    """The YAML of ``record``: id, the fields in their order, then what ingest notes; empty values left out."""
    values: dict[str, Any] = {"id": record.id}
    values |= {row.name: getattr(record, row.name) for row in FIELDS}
    values["source"] = [_filled(asdict(source), keep="path") for source in record.source]
    values["checks"] = record.checks
    values["evidence"] = {
        _plain(name): _OneLine(_filled(asdict(found), keep="confidence")) for name, found in record.evidence.items()
    }
    values["extracted"] = record.extracted
    filled = _filled(values, keep="id")
    return str(yaml.dump(filled, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1 << 30))


def _filled(values: Mapping[str, Any], keep: str) -> dict[str, Any]:
    empty: tuple[object, ...] = ("", None, (), [], {})
    return {name: _plain(value) for name, value in values.items() if name == keep or value not in empty}


def _plain(value: Any) -> Any:
    if isinstance(value, (tuple, list)):
        return [_plain(each) for each in value]
    return storable(value) if isinstance(value, str) else value


def storable(text: str) -> str:
    """The text as UTF-8 can hold it: a lone surrogate, as in a file name that is no UTF-8, becomes ``?``."""
    return text.encode("utf-8", "replace").decode()


def read_front(text: str, first_line: int) -> dict[str, Any]:
    """The arguments for Record that the YAML ``text`` gives; ``first_line`` is where it starts in the file.

    Raises BrokenRecord, with the line, for bad YAML, an unknown or repeated name, a wrong kind, a missing id.
    """
    values: dict[str, Any] = {}
    for name, node in _mapping(_Composer(text, first_line).compose(), "หัวเอกสาร").items():
        if name not in _READERS:
            raise BrokenRecord(f"ไม่รู้จักชื่อ “{name}” ในหัวเอกสาร", f"ใช้ได้: {', '.join(_READERS)}", line=node.line)
        values[name] = _READERS[name](node, name)
    if not values.get("id"):
        raise BrokenRecord("หัวเอกสารไม่มี id", "เพิ่มบรรทัด id: ให้ตรงกับชื่อไฟล์ (ไม่รวม .md)", line=first_line)
    return values


@dataclass(frozen=True, slots=True)
class _Node:
    """A YAML value with its line, or the line of its name; every scalar is a string, as it is written."""

    value: str | list[_Node] | dict[str, _Node]
    line: int


class _Composer:
    """Makes one bounded tree of the parser's events: no aliases, no tags, no repeated names."""

    def __init__(self, text: str, first_line: int):
        self._text = _DASH.sub(r"\1 '-'", text)
        self._first = first_line
        self._events: Iterator[Any] = yaml.parse(self._text, Loader=_LOADER)

    def compose(self) -> _Node:
        """The tree of the whole text; an empty mapping where the text says nothing."""
        root = _Node({}, self._first)
        try:
            for event in self._events:
                if getattr(event, "explicit", False):
                    raise self._fault("มี --- ... หรือ % ของ YAML เกินมา", event.start_mark.line)
                if isinstance(event, yaml.NodeEvent):
                    root = self._node(event, 1)
        except yaml.YAMLError as error:
            raise self._explain(error) from error
        return root

    def _node(self, event: Any, depth: int) -> _Node:
        line = event.start_mark.line
        if isinstance(event, yaml.AliasEvent) or event.anchor or event.tag:
            raise self._fault(_UNQUOTED, line)
        if isinstance(event, yaml.ScalarEvent):
            return _Node(event.value, line + self._first)
        if depth > _MAX_DEPTH:
            raise self._fault("รายการซ้อนกันลึกเกินไป", line)
        children = self._children(depth + 1)
        is_list = isinstance(event, yaml.SequenceStartEvent)
        return _Node(list(children) if is_list else _pairs(children), line + self._first)

    def _children(self, depth: int) -> Iterator[_Node]:
        for event in self._events:
            if isinstance(event, yaml.CollectionEndEvent):
                return
            yield self._node(event, depth)

    def _explain(self, error: yaml.YAMLError) -> BrokenRecord:
        if not isinstance(error, yaml.MarkedYAMLError):
            odd = _NOT_IN_YAML.search(self._text)
            line = self._text.count("\n", 0, odd.start()) if odd else 0
            return self._fault("หัวเอกสารมีอักขระควบคุมที่ YAML ไม่รับ", line)
        said = f"{error.context or ''} {error.problem or ''}".strip()
        unknown = ("", f"หัวเอกสารไม่ใช่ YAML ที่ถูกต้อง ({said})")
        sign, cause = next((row for row in _YAML_FAULTS if row[0] in said), unknown)
        mark = error.context_mark if sign in _LEFT_OPEN else error.problem_mark
        return self._fault(cause, mark.line if mark else 0)

    def _fault(self, cause: str, line: int) -> BrokenRecord:
        return BrokenRecord(cause, _QUOTES, line=line + self._first)


def _pairs(nodes: Iterator[_Node]) -> dict[str, _Node]:
    table: dict[str, _Node] = {}
    for key in nodes:
        name = _text(key, "ชื่อ")
        if name in table:
            raise BrokenRecord(f"มี “{name}” ซ้ำ", "เก็บไว้เพียงแห่งเดียว", line=key.line)
        table[name] = replace(next(nodes), line=key.line)
    return table


def _wrong(node: _Node, name: str, wanted: str) -> BrokenRecord:
    return BrokenRecord(f"ค่าของ “{name}” ต้องเป็น{wanted}", "แก้ค่าให้ถูกชนิด หรือลบบรรทัดนั้น", line=node.line)


def _text(node: _Node, name: str) -> str:
    if not isinstance(node.value, str):
        raise _wrong(node, name, "ข้อความ")
    return node.value


def _texts(node: _Node, name: str) -> tuple[str, ...]:
    if isinstance(node.value, str):
        return (node.value,) if node.value else ()
    return tuple(_text(each, name) for each in _list(node, name))


def _list(node: _Node, name: str) -> list[_Node]:
    if not isinstance(node.value, list):
        raise _wrong(node, name, "รายการ")
    return node.value


def _mapping(node: _Node, name: str) -> dict[str, _Node]:
    if not isinstance(node.value, dict):
        raise _wrong(node, name, "คู่ ชื่อ: ค่า")
    return node.value


def _year(node: _Node, name: str) -> int | None:
    text = squeeze(arabic(_text(node, name)))
    if text in _NO_YEAR:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise _wrong(node, name, "ปี พ.ศ. เช่น 2560")
    return buddhist(int(text)) or int(text)


def _share(node: _Node, name: str) -> float:
    try:
        number = float(_text(node, name))
    except ValueError as error:
        raise _wrong(node, name, "ตัวเลข 0 ถึง 1") from error
    if not 0 <= number <= 1:
        raise _wrong(node, name, "ตัวเลข 0 ถึง 1")
    return number


def _sources(node: _Node, name: str) -> tuple[Source, ...]:
    return tuple(Source(**_known(each, name, _SOURCE)) for each in _list(node, name))


def _evidence(node: _Node, name: str) -> Mapping[str, Evidence]:
    unsaid: dict[str, Any] = {"lines": "", "confidence": 0.0}
    found = {key: _known(each, f"{name}.{key}", _EVIDENCE) for key, each in _mapping(node, name).items()}
    return MappingProxyType({key: Evidence(**unsaid | said) for key, said in found.items()})


def _known(node: _Node, name: str, readers: Mapping[str, _Reader]) -> dict[str, Any]:
    values = _mapping(node, name)
    for key, value in values.items():
        if key not in readers:
            raise BrokenRecord(f"ไม่รู้จักชื่อ “{key}” ใน {name}", f"ใช้ได้: {', '.join(readers)}", line=value.line)
    return {key: readers[key](value, f"{name}.{key}") for key, value in values.items()}


_Reader = Callable[[_Node, str], Any]

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
    "source": _sources,
    "checks": _texts,
    "evidence": _evidence,
    "extracted": _text,
}
