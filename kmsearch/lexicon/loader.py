"""Loads the lexicon: topics, synonyms and own words, in one YAML file that staff can edit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping
from importlib.resources import files
from pathlib import Path

import yaml

from kmsearch.errors import ConfigError
from kmsearch.lexicon.model import Lexicon, Topic
from kmsearch.thai.normalise import collapse_whitespace, normalise

KEYS = ("words", "synonyms", "topics")
"""Keys allowed at the top level of the file."""

TOPIC_KEYS = ("words", "under")
"""Keys allowed in a topic that is written as a mapping."""


def lexicon_path(path: Path | None = None) -> Path:
    """Returns the path of the lexicon: ``path``, or the file that ships."""
    return path or Path(str(files("kmsearch.data") / "lexicon.yaml"))


def load_lexicon(path: Path | None = None) -> Lexicon:
    """Loads the lexicon in ``path``, or the one that ships. Raises ConfigError with file, line and cause."""
    source = lexicon_path(path)
    tree = _read_yaml(source)
    try:
        data = {name: value for name, value in _table(tree, "คลังคำ", KEYS).items() if value is not None}
        return Lexicon(
            topics=_with_unique_labels(tuple(_topics(_table(data.get("topics"), "topics")))),
            synonyms=tuple(_phrases(group, "synonyms") for group in _list(data.get("synonyms", []), "synonyms")),
            words=_phrases(data.get("words", []), "words"),
        )
    except (_SchemaError, RecursionError) as error:
        raise _config_error(source, error) from error


class _SchemaError(Exception):
    """A part of the file does not fit the schema of a lexicon; the message says which, in Thai."""


def _read_yaml(source: Path) -> object:
    """Parses the file. Besides ``YAMLError`` PyYAML's constructors raise Python's own errors for scalars that do not
    fit their tag (``!!int ""``, ``!!timestamp x``, a date in month 13)."""
    try:
        return yaml.safe_load(source.read_text("utf-8-sig"))
    except (OSError, ValueError, LookupError, AttributeError, TypeError, RecursionError, yaml.YAMLError) as error:
        raise _config_error(source, error) from error


def _config_error(source: Path, error: Exception) -> ConfigError:
    """Wraps an error of reading the lexicon, with the line if YAML gives one."""
    mark = getattr(error, "problem_mark", None)
    cause = f"อ่านคลังคำไม่ได้ ({collapse_whitespace(str(error))})"
    cure = "แก้ไฟล์ให้เป็น YAML ตามตัวอย่างที่มากับโปรแกรม"
    return ConfigError(cause, cure, file=str(source), line=mark.line + 1 if mark else None)


def _topics(table: Mapping[str, object], parent: str = "") -> Iterable[Topic]:
    """Yields topics, parents first; each is written as a list of words or as a mapping of ``words`` and ``under``."""
    for label, entry in table.items():
        parts = {"words": entry} if isinstance(entry, list) else _table(entry, label, TOPIC_KEYS)
        if not parts:
            raise _SchemaError(f"“{label}” ยังไม่มีคำ")
        yield Topic(label, _phrases(parts.get("words", []), label), parent)
        yield from _topics(_table(parts.get("under"), label), label)


def _with_unique_labels(topics: tuple[Topic, ...]) -> tuple[Topic, ...]:
    """Returns ``topics``. Raises _SchemaError if two have the same label."""
    for label, count in Counter(topic.label for topic in topics).items():
        if count > 1:
            raise _SchemaError(f"หัวข้อ “{label}” มีมากกว่าหนึ่งแห่ง")
    return topics


def _table(value: object, name: str, keys: Container[str] | None = None) -> dict[str, object]:
    """Returns ``value`` as a mapping with text keys, restricted to ``keys`` if given; None gives an empty one.

    Raises _SchemaError.
    """
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise _SchemaError(f"“{name}” ต้องเป็นรายการของ ชื่อ: ค่า")
    table = {_text(key, name): entry for key, entry in value.items()}
    unknown = [key for key in table if keys is not None and key not in keys]
    if unknown:
        raise _SchemaError(f"ไม่รู้จัก “{unknown[0]}” ใน “{name}”")
    return table


def _list(value: object, name: str) -> list[object]:
    if not isinstance(value, list):
        raise _SchemaError(f"“{name}” ต้องเป็นรายการในวงเล็บ [ ] หรือขึ้นต้นบรรทัดด้วย -")
    return value


def _phrases(value: object, name: str) -> tuple[str, ...]:
    return tuple(_text(phrase, name) for phrase in _list(value, name))


def _text(value: object, name: str) -> str:
    if isinstance(value, str) and collapse_whitespace(normalise(value)):
        return collapse_whitespace(normalise(value))
    raise _SchemaError(f"“{value}” ใน “{name}” ต้องเป็นข้อความ (ตัวเลขหรือคำเช่น no ให้ใส่เครื่องหมายคำพูด)")
