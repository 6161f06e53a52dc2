"""The documentation page of the JSON API, ``/api/docs``, generated from its OpenAPI description."""

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

blueprint = Blueprint("api_docs", __name__)

_TYPE_LABELS = {
    "string": "ข้อความ",
    "integer": "จำนวนเต็ม",
    "number": "จำนวน",
    "boolean": "true หรือ false",
    "null": "null",
}


@dataclass(frozen=True, slots=True)
class TypeView:
    """The type of a value: Thai text, followed by the schema it links to or by the values of an enumeration."""

    text: str
    schema: str = ""
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PropertyView:
    """A parameter or a property; ``limits`` are the bounds of its values."""

    name: str
    type: TypeView
    description: str
    required: bool
    limits: str = ""


@dataclass(frozen=True, slots=True)
class OperationView:
    """An operation; ``try_href`` is the URL of an example request, empty if the corpus has no value for it."""

    name: str
    path: str
    title: str
    description: str
    parameters: tuple[PropertyView, ...]
    answer: str
    errors: tuple[tuple[int, str], ...]
    try_href: str
    example: str


@dataclass(frozen=True, slots=True)
class SchemaView:
    """A named schema with its properties."""

    name: str
    description: str
    properties: tuple[PropertyView, ...]


@blueprint.get("/api/docs")
def page() -> ResponseReturnValue:
    """Every operation with its parameters, answers and an example to open; every named schema."""
    path_values = dict(_find_path_values())
    return render_template(
        "docs.html",
        about=openapi.ABOUT,
        root=openapi.ROOT,
        operations=[_view_operation(operation, path_values) for operation in OPERATIONS],
        schemas=_view_schemas(),
        failures=FAILURES,
    )


def _find_path_values() -> Iterator[tuple[str, str]]:
    """(path parameter, value) for values that exist in this corpus."""
    stats = services().stats()
    yield from (("id", file_stem(hit.id)) for hit in stats.newest[:1])
    for group in services().list_item_groups("strategies", Request(size=1)).groups:
        item = group.members[0]
        yield from (("id", file_stem(item.id)), ("section", item.section), ("number", str(item.number)))
    yield from (("topic", facet.values[0].value) for facet in stats.facets if facet.name == "topics" and facet.values)


def _view_operation(operation: Operation, path_values: Mapping[str, str]) -> OperationView:
    example = EXAMPLES.get(operation.answer)
    return OperationView(
        operation.name,
        operation.path,
        operation.title,
        operation.about,
        tuple(map(_view_parameter, operation.parameters)),
        operation.answer,
        tuple((status, FAILURES[status]) for status in operation.errors),
        _make_example_url(operation, path_values),
        json.dumps(example, ensure_ascii=False, indent=2) if example else "",
    )


def _make_example_url(operation: Operation, path_values: Mapping[str, str]) -> str:
    """The URL with the examples of the parameters; empty if a path parameter has no value."""
    path = operation.path
    for parameter in operation.parameters:
        value = parameter.example or path_values.get(parameter.name)
        if parameter.in_path and not value:
            return ""
        path = path.replace(f"{{{parameter.name}}}", quote(str(value)))
    query = [
        (parameter.name, parameter.example)
        for parameter in operation.parameters
        if parameter.example is not None and not parameter.in_path
    ]
    return openapi.ROOT + path + (f"?{urlencode(query, quote_via=quote)}" if query else "")


def _view_parameter(parameter: Parameter) -> PropertyView:
    limits = " · ".join(_list_limits(parameter.schema))
    return PropertyView(parameter.name, _view_type(parameter.schema), parameter.about, parameter.in_path, limits)


def _list_limits(schema: Schema) -> Iterator[str]:
    if "maximum" in schema:
        yield f"{schema['minimum']:,} ถึง {schema['maximum']:,}"
    if "maxItems" in schema:
        yield f"ไม่เกิน {schema['maxItems']} ค่า"
    if "default" in schema:
        yield f"ไม่ส่งคือ {schema['default']}"


@cache
def _view_schemas() -> tuple[SchemaView, ...]:
    return tuple(
        SchemaView(name, schema["description"], tuple(_view_properties(schema))) for name, schema in SCHEMAS.items()
    )


def _view_properties(schema: Schema) -> Iterator[PropertyView]:
    for name, value_schema in schema["properties"].items():
        description = value_schema.get("description", "")
        yield PropertyView(name, _view_type(value_schema), description, name in schema["required"])


def _view_type(schema: Schema) -> TypeView:
    """The type of a schema's values, in Thai."""
    if "$ref" in schema:
        return TypeView("", schema["$ref"].rpartition("/")[2])
    if "anyOf" in schema:
        return _prefix_type("null หรือ ", schema["anyOf"][0])
    if "enum" in schema:
        return TypeView("", values=tuple(schema["enum"]))
    if "prefixItems" in schema:
        return TypeView("จำนวนเต็มสองจำนวน")
    if schema["type"] == "array":
        return _prefix_type("รายการของ ", schema["items"])
    if schema["type"] == "object":
        return _prefix_type("วัตถุของ ", schema["additionalProperties"])
    return TypeView(" หรือ ".join(_TYPE_LABELS[name] for name in _list_type_names(schema)))


def _prefix_type(prefix: str, schema: Schema) -> TypeView:
    inner = _view_type(schema)
    return TypeView(prefix + inner.text, inner.schema, inner.values)


def _list_type_names(schema: Schema) -> list[Any]:
    return schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
