"""The page that explains the JSON API to people: ``/api/docs``, from the same rows as its description for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import quote, urlencode

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from corpus.ids import file_stem
from index.results import Request
from webui.api import openapi
from webui.api.examples import EXAMPLES
from webui.api.openapi import FAILURES, OPERATIONS, Operation, Parameter
from webui.api.schemas import SCHEMAS, Schema
from webui.services import services

pages = Blueprint("docs", __name__)

_KINDS = {
    "string": "ข้อความ",
    "integer": "จำนวนเต็ม",
    "number": "จำนวน",
    "boolean": "true หรือ false",
    "null": "null",
}


@dataclass(frozen=True, slots=True)
class TypeView:
    """What a value is: ``text``, then the ``shape`` it links to (empty: none), or the ``words`` it is one of."""

    text: str
    shape: str = ""
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RowView:
    """A parameter or a property; ``limits`` say what may be sent, ``always``: it is always there or always needed."""

    name: str
    type: TypeView
    about: str
    always: bool
    limits: str = ""


@dataclass(frozen=True, slots=True)
class OperationView:
    """An address; ``try_href`` asks it for an example, and is empty where there is nothing to ask for."""

    name: str
    path: str
    title: str
    about: str
    parameters: tuple[RowView, ...]
    answer: str
    errors: tuple[tuple[int, str], ...]
    try_href: str
    example: str


@dataclass(frozen=True, slots=True)
class ShapeView:
    """A named shape with its properties."""

    name: str
    about: str
    rows: tuple[RowView, ...]


@pages.get("/api/docs")
def page() -> ResponseReturnValue:
    """Every address with its parameters, answers and an example to open; every shape."""
    known = dict(_known())
    return render_template(
        "docs.html",
        about=openapi.ABOUT,
        root=openapi.ROOT,
        operations=[_operation_view(operation, known) for operation in OPERATIONS],
        shapes=_shapes(),
        failures=FAILURES,
    )


def _known() -> Iterator[tuple[str, str]]:
    """Values that parameters of paths can have in this corpus."""
    stats = services().stats()
    yield from (("id", file_stem(hit.id)) for hit in stats.newest[:1])
    for entry in services().points("strategies", Request(size=1)).entries:
        point = entry.sources[0]
        yield from (("id", file_stem(point.id)), ("section", point.section), ("number", str(point.number)))
    yield from (("topic", facet.values[0].value) for facet in stats.facets if facet.name == "topics" and facet.values)


def _operation_view(operation: Operation, known: Mapping[str, str]) -> OperationView:
    example = EXAMPLES.get(operation.answer)
    return OperationView(
        operation.name,
        operation.path,
        operation.title,
        operation.about,
        tuple(map(_parameter_view, operation.parameters)),
        operation.answer,
        tuple((status, FAILURES[status]) for status in operation.errors),
        _try_href(operation, known),
        json.dumps(example, ensure_ascii=False, indent=2) if example else "",
    )


def _try_href(operation: Operation, known: Mapping[str, str]) -> str:
    """The address with the examples of its parameters, or what is ``known``; empty where a part of its path is not."""
    path = operation.path
    for one in operation.parameters:
        value = one.example or known.get(one.name)
        if one.in_path and not value:
            return ""
        path = path.replace(f"{{{one.name}}}", quote(str(value)))
    given = [(one.name, one.example) for one in operation.parameters if one.example is not None and not one.in_path]
    return openapi.ROOT + path + (f"?{urlencode(given, quote_via=quote)}" if given else "")


def _parameter_view(parameter: Parameter) -> RowView:
    limits = " · ".join(_limits(parameter.schema))
    return RowView(parameter.name, _type(parameter.schema), parameter.about, parameter.in_path, limits)


def _limits(schema: Schema) -> Iterator[str]:
    if "maximum" in schema:
        yield f"{schema['minimum']:,} ถึง {schema['maximum']:,}"
    if "maxItems" in schema:
        yield f"ไม่เกิน {schema['maxItems']} ค่า"
    if "default" in schema:
        yield f"ไม่ส่งคือ {schema['default']}"


@cache
def _shapes() -> tuple[ShapeView, ...]:
    return tuple(ShapeView(name, schema["description"], tuple(_rows(schema))) for name, schema in SCHEMAS.items())


def _rows(schema: Schema) -> Iterator[RowView]:
    for name, inner in schema["properties"].items():
        yield RowView(name, _type(inner), inner.get("description", ""), name in schema["required"])


def _type(schema: Schema) -> TypeView:
    """What a value of the schema is, in words."""
    if "$ref" in schema:
        return TypeView("", schema["$ref"].rpartition("/")[2])
    if "anyOf" in schema:
        return _within("null หรือ ", schema["anyOf"][0])
    if "enum" in schema:
        return TypeView("", words=tuple(schema["enum"]))
    if "prefixItems" in schema:
        return TypeView("จำนวนเต็มสองจำนวน")
    if schema["type"] == "array":
        return _within("รายการของ ", schema["items"])
    if schema["type"] == "object":
        return _within("วัตถุของ ", schema["additionalProperties"])
    return TypeView(" หรือ ".join(_KINDS[kind] for kind in _kinds(schema)))


def _within(before: str, schema: Schema) -> TypeView:
    inner = _type(schema)
    return TypeView(before + inner.text, inner.shape, inner.words)


def _kinds(schema: Schema) -> list[Any]:
    return schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
