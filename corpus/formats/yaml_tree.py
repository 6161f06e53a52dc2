"""Parses YAML to a tree of bounded depth whose values have line numbers; faults are in Thai."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

import yaml
from yaml.parser import ParserError

from kmsearch.errors import BrokenRecord

_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

_MAX_DEPTH = 3
"""Maximum nesting of front matter: fields, list of sources, one source. Much deeper YAML exhausts a parser's stack."""

_DASH = re.compile(r"^(\w+:)[ \t]+-[ \t]*$", re.MULTILINE)
"""A field whose value is a single dash, which YAML would parse as a list."""

_NOT_IN_YAML = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_QUOTES = 'ใส่ข้อความที่มี : # * & ! หรือวงเล็บไว้ในเครื่องหมาย " " และย่อหน้าด้วยช่องว่าง ไม่ใช้แท็บ'

_UNQUOTED = "ค่าขึ้นต้นด้วยเครื่องหมายที่ต้องอยู่ในเครื่องหมายคำพูด หรือย่อหน้าด้วยแท็บ"

_NOT_CLOSED = "เปิดเครื่องหมายคำพูดแล้วไม่ปิด"
_BRACKET = "เปิดวงเล็บแล้วไม่ปิด หรือขาดเครื่องหมายจุลภาค"
_NO_COLON = "บรรทัดนี้ไม่มี : หลังชื่อ"
_TRAILING = "มีข้อความต่อท้ายเครื่องหมายคำพูด หรือย่อหน้าไม่ตรงกัน"
_TOO_DEEP = "รายการซ้อนกันลึกเกินไป"

_AT_PROBLEM: Mapping[str, str] = MappingProxyType(
    {
        ":": "มี : กลางข้อความที่ไม่อยู่ในเครื่องหมายคำพูด หรือย่อหน้าไม่ตรงกัน",
        "-": "รายการที่ขึ้นต้นด้วย - ต้องเริ่มบรรทัดใหม่",
        "@": _UNQUOTED,
        "`": _UNQUOTED,
        "%": _UNQUOTED,
    }
)
"""Character at which the scanner stopped → Thai cause."""

_OPENERS = re.compile(r":?[\s\[{]*")
"""A run of opening brackets after the colon of a field. libyaml refuses a long run before its first event."""


@dataclass(frozen=True, slots=True)
class YamlNode:
    """A YAML value and its line (in a mapping: the line of its key). Scalars are strings as written."""

    value: str | list[YamlNode] | dict[str, YamlNode]
    line: int

    def plain(self) -> Any:
        """Returns the value as strings, lists and dicts."""
        if isinstance(self.value, dict):
            return {name: node.plain() for name, node in self.value.items()}
        return [node.plain() for node in self.value] if isinstance(self.value, list) else self.value

    def line_at(self, path: Iterable[str | int]) -> int:
        """Returns the line of the value at ``path``, or of its deepest existing ancestor."""
        node = self
        for part in path:
            if isinstance(node.value, dict) and part in node.value:
                node = node.value[str(part)]
            elif isinstance(node.value, list) and isinstance(part, int) and part < len(node.value):
                node = node.value[part]
            else:
                break
        return node.line


def compose(text: str, first_line: int) -> tuple[YamlNode, list[BrokenRecord]]:
    """Returns the tree of a YAML text and the faults of duplicate keys, of which the first is kept.

    ``first_line`` is the line of the file at which the text starts. Raises BrokenRecord for text that is not YAML.
    """
    composer = _Composer(text, first_line)
    try:
        return composer.compose(), composer.repeated
    except BrokenRecord as fault:
        raise BrokenRecord.combined([*composer.repeated, fault]) from fault


class _Composer:
    """Builds a tree of bounded depth from parser events; refuses aliases and tags, collects duplicate keys.

    Faults are derived from the type and marks of a parser error, the characters there and the open brackets, never from
    its wording, which differs between versions of PyYAML and between libyaml and the Python parser.
    """

    def __init__(self, text: str, first_line: int):
        self._text = _DASH.sub(r"\1 '-'", text)
        self._first = first_line
        self._events: Iterator[Any] = yaml.parse(self._text, Loader=_LOADER)
        self._parsed = 0
        self.repeated: list[BrokenRecord] = []
        self._open_brackets: list[int] = []

    def compose(self) -> YamlNode:
        """Returns the tree of the text; an empty mapping for an empty text."""
        root = YamlNode({}, self._first)
        try:
            for event in self._events:
                if getattr(event, "explicit", False):
                    raise self._fault("มี --- ... หรือ % ของ YAML เกินมา", event.start_mark.line)
                if isinstance(event, yaml.NodeEvent):
                    root = self._node(event, 1)
        except yaml.MarkedYAMLError as error:
            raise self._fault(*self._explain(error)) from error
        except yaml.YAMLError as error:
            odd = _NOT_IN_YAML.search(self._text)
            line = self._text.count("\n", 0, odd.start()) if odd else 0
            raise self._fault("หัวเอกสารมีอักขระควบคุมที่ YAML ไม่รับ", line) from error
        return root

    def _node(self, event: Any, depth: int) -> YamlNode:
        line = event.start_mark.line
        self._parsed = event.end_mark.index
        if isinstance(event, yaml.AliasEvent) or event.anchor or event.tag:
            raise self._fault(_UNQUOTED, line)
        if isinstance(event, yaml.ScalarEvent):
            return YamlNode(event.value, line + self._first)
        if depth > _MAX_DEPTH:
            raise self._fault(_TOO_DEEP, line)
        children = self._children(depth + 1, event)
        is_list = isinstance(event, yaml.SequenceStartEvent)
        return YamlNode(list(children) if is_list else self._pairs(children), line + self._first)

    def _children(self, depth: int, parent: Any) -> Iterator[YamlNode]:
        if parent.flow_style:
            self._open_brackets.append(parent.start_mark.line)
        for event in self._events:
            if isinstance(event, yaml.CollectionEndEvent):
                if parent.flow_style:
                    self._open_brackets.pop()
                return
            yield self._node(event, depth)

    def _explain(self, error: Any) -> tuple[str, int]:
        """Returns the cause of a parser error and its line from 0: for an unclosed quote or bracket the opening one."""
        problem = error.problem_mark
        context = error.context_mark or problem
        if self._brackets_before(problem.index) > _MAX_DEPTH:
            return _TOO_DEEP, problem.line
        if isinstance(error, ParserError):
            return (_BRACKET, self._open_brackets[-1]) if self._open_brackets else (_TRAILING, problem.line)
        stopped_at, began_with = self._character(problem), self._character(context)
        if began_with and began_with in "'\"" and not stopped_at:
            return _NOT_CLOSED, context.line
        if stopped_at == "\t":
            return "ย่อหน้าด้วยแท็บ", problem.line
        if began_with and began_with in "*&!":
            return _UNQUOTED, problem.line
        if began_with and began_with in "|>":
            return _TRAILING, problem.line
        if self._open_brackets:
            return _BRACKET, self._open_brackets[-1]
        if context.line < problem.line:
            return _NO_COLON, context.line
        if stopped_at in _AT_PROBLEM and context.index == problem.index:
            return _AT_PROBLEM[stopped_at], problem.line
        return f"หัวเอกสารไม่ใช่ YAML ที่ถูกต้อง ({error.problem or error.context})", problem.line

    def _character(self, mark: Any) -> str:
        """Returns the character at ``mark``; empty if only white space follows."""
        return self._text[mark.index : mark.index + 1] if self._text[mark.index :].strip() else ""

    def _brackets_before(self, index: int) -> int:
        """Returns the number of brackets opened between the last event and ``index``; 0 if there is other text."""
        unparsed = self._text[self._parsed : index]
        return sum(map(unparsed.count, "[{")) if _OPENERS.fullmatch(unparsed) else 0

    def _fault(self, cause: str, line: int) -> BrokenRecord:
        return BrokenRecord(cause, _QUOTES, line=line + self._first)

    def _pairs(self, nodes: Iterator[YamlNode]) -> dict[str, YamlNode]:
        """Builds the members of a mapping from nodes that alternate between key and value."""
        members: dict[str, YamlNode] = {}
        for name in nodes:
            value = replace(next(nodes), line=name.line)
            if not isinstance(name.value, str):
                raise self._fault("ชื่อหน้า : ต้องเป็นข้อความ", name.line - self._first)
            if name.value in members:
                cause = f"มี “{name.value}” ซ้ำ"
                self.repeated.append(BrokenRecord(cause, "เก็บไว้เพียงแห่งเดียว", line=name.line))
            members.setdefault(name.value, value)
        return members
