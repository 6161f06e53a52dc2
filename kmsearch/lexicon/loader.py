"""The lexicon: topics, synonyms and own words, in one YAML file that staff can edit."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path

import yaml

from kmsearch.errors import ConfigError
from kmsearch.thai.tokenizer import Analyzer, fold, normalise, squeeze

KEYS = ("words", "synonyms", "topics")
TOPIC_KEYS = ("words", "under")
"""What may stand in the file, and in a topic that is a table."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic: its ``label`` (which is its value everywhere), the ``words`` that show it, the topic it is under."""

    label: str
    words: tuple[str, ...]
    parent: str = ""


@dataclass(frozen=True)
class Lexicon:
    """What one lexicon file says. ``synonyms`` are groups of phrases that stand for one another."""

    topics: tuple[Topic, ...]
    synonyms: tuple[tuple[str, ...], ...]
    words: tuple[str, ...]

    @cached_property
    def analyzer(self) -> Analyzer:
        """The one analyzer: PyThaiNLP's dictionary and this lexicon's own words and synonyms."""
        return Analyzer([*self.words, *(phrase for group in self.synonyms for phrase in group if " " not in phrase)])

    @cached_property
    def fingerprint(self) -> str:
        """Changes when terms, synonyms or topics may change; part of every index's fingerprint."""
        said = repr((self.topics, self.synonyms)).encode()
        return self.analyzer.fingerprint + hashlib.sha256(said).hexdigest()[:16]

    @cached_property
    def _same(self) -> dict[tuple[str, ...], tuple[tuple[str, ...], ...]]:
        table: dict[tuple[str, ...], tuple[tuple[str, ...], ...]] = {}
        for group in self.synonyms:
            forms = [form for form in map(self._terms, group) if form]
            for form in forms:
                others = (*table.get(form, ()), *(other for other in forms if other != form))
                table[form] = tuple(dict.fromkeys(others))
        return table

    def synonyms_of(self, terms: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
        """The other ways to say the phrase that ``terms`` is, each a tuple of terms; empty if it has none."""
        return self._same.get(terms, ())

    @cached_property
    def longest_phrase(self) -> int:
        """Terms in the longest phrase that has synonyms; how far a query must look ahead."""
        return max(map(len, self._same), default=0)

    def topics_of(self, text: str) -> tuple[str, ...]:
        """Labels of the topics whose words stand in ``text``, and of the topics above them, in lexicon order."""
        plain = squeeze(fold(normalise(text)))
        found = {topic.label for topic in self.topics if any(word in plain for word in self._topic_words[topic.label])}
        for topic in reversed(self.topics):
            if topic.label in found and topic.parent:
                found.add(topic.parent)
        return tuple(topic.label for topic in self.topics if topic.label in found)

    def words_showing(self, label: str, text: str) -> tuple[str, ...]:
        """The words of a topic, and of the topics under it, that stand in ``text``: why it has the topic."""
        plain = squeeze(fold(normalise(text)))
        below = self._below(label)
        return tuple(
            word
            for topic in self.topics
            if topic.label in below
            for word, form in zip(topic.words, self._topic_words[topic.label], strict=True)
            if form in plain
        )

    def _below(self, label: str) -> set[str]:
        """The topic and all under it; a topic stands after the one it is under."""
        found = {label}
        for topic in self.topics:
            if topic.parent in found:
                found.add(topic.label)
        return found

    @cached_property
    def _topic_words(self) -> dict[str, tuple[str, ...]]:
        return {topic.label: tuple(squeeze(fold(normalise(word))) for word in topic.words) for topic in self.topics}

    def _terms(self, phrase: str) -> tuple[str, ...]:
        return tuple(term.text for term in self.analyzer.words(normalise(phrase)))


def lexicon_path(path: Path | None = None) -> Path:
    """Where the lexicon is: ``path``, or the file that ships."""
    return path or Path(str(files("kmsearch.data") / "lexicon.yaml"))


def load_lexicon(path: Path | None = None) -> Lexicon:
    """The lexicon in ``path``, or the one that ships. Raises ConfigError that names the file and the fault."""
    source = lexicon_path(path)
    try:
        said = _table(yaml.safe_load(source.read_text("utf-8-sig")), "คลังคำ", KEYS)
        data = {name: value for name, value in said.items() if value is not None}
        return Lexicon(
            topics=_checked(tuple(_topics(_table(data.get("topics"), "topics")))),
            synonyms=tuple(_phrases(group, "synonyms") for group in _list(data.get("synonyms", []), "synonyms")),
            words=_phrases(data.get("words", []), "words"),
        )
    except (OSError, ValueError, LookupError, AttributeError, TypeError, RecursionError, yaml.YAMLError) as error:
        mark = getattr(error, "problem_mark", None)
        cause = f"อ่านคลังคำไม่ได้ ({squeeze(str(error))})"
        cure = "แก้ไฟล์ให้เป็น YAML ตามตัวอย่างที่มากับโปรแกรม"
        raise ConfigError(cause, cure, file=str(source), line=mark.line + 1 if mark else None) from error


def _topics(table: Mapping[str, object], parent: str = "") -> Iterable[Topic]:
    """The topics from broad to narrow: each entry a list of words, or a table of ``words`` and ``under``."""
    for label, entry in table.items():
        parts = {"words": entry} if isinstance(entry, list) else _table(entry, label, TOPIC_KEYS)
        if not parts:
            raise ValueError(f"“{label}” ยังไม่มีคำ")
        yield Topic(label, _phrases(parts.get("words", []), label), parent)
        yield from _topics(_table(parts.get("under"), label), label)


def _checked(topics: tuple[Topic, ...]) -> tuple[Topic, ...]:
    for label, count in Counter(topic.label for topic in topics).items():
        if count > 1:
            raise ValueError(f"หัวข้อ “{label}” มีมากกว่าหนึ่งแห่ง")
    return topics


def _table(value: object, name: str, keys: Container[str] | None = None) -> dict[str, object]:
    """``value`` as a table with text for keys, of ``keys`` if given; nothing written is an empty one."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise ValueError(f"“{name}” ต้องเป็นรายการของ ชื่อ: ค่า")
    table = {_text(key, name): entry for key, entry in value.items()}
    unknown = [key for key in table if keys is not None and key not in keys]
    if unknown:
        raise ValueError(f"ไม่รู้จัก “{unknown[0]}” ใน “{name}”")
    return table


def _list(value: object, name: str) -> list[object]:
    if not isinstance(value, list):
        raise ValueError(f"“{name}” ต้องเป็นรายการในวงเล็บ [ ] หรือขึ้นต้นบรรทัดด้วย -")
    return value


def _phrases(value: object, name: str) -> tuple[str, ...]:
    return tuple(_text(phrase, name) for phrase in _list(value, name))


def _text(value: object, name: str) -> str:
    if isinstance(value, str) and squeeze(normalise(value)):
        return squeeze(normalise(value))
    raise ValueError(f"“{value}” ใน “{name}” ต้องเป็นข้อความ (ตัวเลขหรือคำเช่น no ให้ใส่เครื่องหมายคำพูด)")
