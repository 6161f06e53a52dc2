"""Validates plain values against the model of a record; reports all faults of a record at once, in Thai.

The model is ``corpus.record``, whose fields are the rows of ``corpus.fields``. Front matter, JSON lines and CSV read
and write plain values (texts, numbers, lists, mappings) through this module; ``json_properties`` describes them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from functools import cache
from typing import Annotated, Any, TypeVar, cast

from pydantic import AfterValidator, BeforeValidator, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from corpus.fields import FIELD, SECTION
from corpus.record import Evidence, Item, Record, RecordHead, Section, Source
from kmsearch.errors import BrokenRecord

_T = TypeVar("_T")

ValuePath = tuple[str | int, ...]
"""Path of a value in a record, names and list indexes: ``("source", 0, "path")``."""

_MAX_DEPTH = 8
"""Maximum nesting of lists and mappings; a record has five levels. Deeper JSON would exhaust the stack."""

_EMPTY: tuple[object, ...] = ("", None, (), [], {})


def _section_name(name: str) -> str:
    if name not in SECTION:
        raise PydanticCustomError("unknown_section", "unknown section")
    return name


def _item_values(value: Any) -> Any:
    """Converts a text to an Item and adds a missing ``text`` to a mapping; pydantic refuses other values."""
    if isinstance(value, str):
        return Item(value)
    return {"text": "", **value} if isinstance(value, Mapping) else value


SectionName = Annotated[str, AfterValidator(_section_name)]
ItemValue = Annotated[Item, BeforeValidator(_item_values)]


@dataclass(frozen=True, slots=True)
class RecordObject(RecordHead):
    """A record as JSON has it: ``sections`` maps the name of a section to its items."""

    sections: Mapping[SectionName, tuple[ItemValue, ...]] = field(default_factory=dict)
    note: str = ""

    def record(self) -> Record:
        """Returns the record; items without text are left out."""
        sections = tuple(Section(name, _with_text(items)) for name, items in self.sections.items())
        return Record(**members(self, RecordHead), sections=sections, note=self.note)


def storable(text: str) -> str:
    """Returns the text encodable in UTF-8: lone surrogates, as in file names that are not UTF-8, become ``?``."""
    return text.encode("utf-8", "replace").decode()


def plain(value: Any, depth: int = 0) -> Any:
    """Converts a value to texts, numbers, lists and mappings; empty attributes of dataclasses are left out."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, Mapping) and depth < _MAX_DEPTH:
        return {storable(name): plain(member, depth + 1) for name, member in value.items()}
    if isinstance(value, tuple | list) and depth < _MAX_DEPTH:
        return [plain(member, depth + 1) for member in value]
    return plain_members(value, type(value)) if is_dataclass(value) else value


def members(value: Any, model: type) -> dict[str, Any]:
    """Returns the attributes of ``value`` that the dataclass ``model`` defines, by name, in its order."""
    return {name: getattr(value, name) for name in _attributes(model)}


def plain_members(value: Any, model: type) -> dict[str, Any]:
    """Returns the ``members`` as ``plain`` values, without the empty ones."""
    return {name: plain(member) for name, member in members(value, model).items() if member not in _EMPTY}


@cache
def _attributes(model: type) -> tuple[str, ...]:
    return tuple(row.name for row in fields(model))


@cache
def _adapter(model: Any) -> TypeAdapter[Any]:
    return TypeAdapter(model)


def validate(
    model: type[_T], values: Any, path: ValuePath = (), line_of: Callable[[ValuePath], int | None] = lambda path: None
) -> _T:
    """Returns the instance of ``model`` with plain ``values``. Raises BrokenRecord with every fault.

    ``path`` is the path of ``values`` in the record; ``line_of`` returns the line of the value at a path in its file.
    """
    try:
        return cast(_T, _adapter(cast(Any, model)).validate_python(values))
    except ValidationError as error:
        details = error.errors(include_url=False, include_context=False)
        faults = [_fault(detail, model, path, line_of) for detail in details]
        raise BrokenRecord.combined(faults) from error


def read_items(values: Any, section: str) -> tuple[Item, ...]:
    """Parses the item list of a section in a JSON record; items without text are left out. Raises BrokenRecord."""
    return _with_text(validate(tuple[ItemValue, ...], values, ("sections", section)))


def _with_text(items: Iterable[Item]) -> tuple[Item, ...]:
    return tuple(item for item in items if item.text)


def json_properties(model: type) -> dict[str, dict[str, Any]]:
    """Returns the JSON Schema of each attribute of a model, by name; record fields are described by their label."""
    properties = _adapter(model).json_schema(mode="serialization")["properties"]
    labels = {name: {"description": FIELD[name].label} for name in properties if name in FIELD}
    return {
        name: {key: value for key, value in schema.items() if key not in ("title", "default")} | labels.get(name, {})
        for name, schema in properties.items()
    }


_WANTED: Mapping[str, str] = {
    "string_type": "ข้อความ",
    "tuple_type": "รายการ",
    "dict_type": "คู่ ชื่อ: ค่า",
    "dataclass_type": "คู่ ชื่อ: ค่า",
    "int_type": "จำนวนเต็ม",
    "bool_type": "true หรือ false",
    "float_type": "ตัวเลข 0 ถึง 1",
    "greater_than_equal": "ตัวเลข 0 ถึง 1",
    "less_than_equal": "ตัวเลข 0 ถึง 1",
}
"""Type of a pydantic error → Thai name of the expected kind of value."""

_PARTS: Mapping[str, type] = {"source": Source, "evidence": Evidence, "sections": Item}
"""Field of a record → model of the mappings in it."""


def _fault(
    detail: ErrorDetails, model: Any, path: ValuePath, line_of: Callable[[ValuePath], int | None]
) -> BrokenRecord:
    """Returns the Thai fault for one pydantic error, by its type and its path in ``model``."""
    location = tuple(part for part in detail["loc"] if part != "[key]")
    whole, line = (*path, *location), line_of(location)
    name = _written(whole)
    if whole == ("id",) and not detail["input"] or detail["type"] == "missing":
        return BrokenRecord("บันทึกไม่มี id", "เพิ่ม id ให้บันทึกนี้", line=line)
    if detail["type"] == "unknown_section":
        return BrokenRecord(f"ไม่รู้จักส่วนของบันทึก “{whole[-1]}”", f"ใช้ได้: {', '.join(SECTION)}", line=line)
    if detail["type"] == "unexpected_keyword_argument":
        known = model if len(whole) == 1 else _PARTS[str(whole[0])]
        names = ", ".join(row.name for row in fields(known))
        where = f" ใน {_written(whole[:-1])}" if whole[1:] else ""
        return BrokenRecord(f"ไม่รู้จักชื่อ “{whole[-1]}”{where}", f"ใช้ได้: {names}", line=line)
    wanted = _WANTED.get(detail["type"], "ค่าที่ใช้ได้")
    if whole[-1:] and whole[-1] in FIELD and FIELD[str(whole[-1])].kind == "year":
        wanted = "ปี พ.ศ. เช่น 2560"
    return BrokenRecord(f"ค่าของ “{name}” ต้องเป็น{wanted}", "แก้ค่าให้ถูกชนิด หรือลบชื่อนั้น", line=line)


def _written(path: Iterable[str | int]) -> str:
    """Formats a path for people: names joined by full stops, list positions from 1 in brackets."""
    text = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.removeprefix(".") or "บันทึก"
