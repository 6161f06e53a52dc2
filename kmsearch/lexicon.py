"""The lexicon: topics, synonyms and own words, in one YAML file that staff can edit."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from kmsearch.errors import ConfigError
from kmsearch.thai import Analyzer, fold, normalise


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
            forms = tuple(dict.fromkeys(self._terms(phrase) for phrase in group))
            for form in forms:
                table[form] = tuple(other for other in forms if other != form)
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
        plain = fold(normalise(text))
        found = {topic.label for topic in self.topics if any(word in plain for word in self._topic_words[topic.label])}
        found |= {topic.parent for topic in self.topics if topic.label in found and topic.parent}
        return tuple(topic.label for topic in self.topics if topic.label in found)

    @cached_property
    def _topic_words(self) -> dict[str, tuple[str, ...]]:
        return {t.label: tuple(fold(normalise(word)) for word in t.words) for t in self.topics}

    def _terms(self, phrase: str) -> tuple[str, ...]:
        return tuple(term.text for term in self.analyzer.words(normalise(phrase)))


def load_lexicon(path: Path | None = None) -> Lexicon:
    """The lexicon in ``path``, or the one that ships. Raises ConfigError that names the file and the fault."""
    source = path or files("kmsearch.data") / "lexicon.yaml"
    try:
        data = yaml.safe_load(source.read_text("utf-8-sig")) or {}
        return Lexicon(
            topics=tuple(_topics(data.get("topics") or {})),
            synonyms=tuple(tuple(map(str, group)) for group in data.get("synonyms") or ()),
            words=tuple(map(str, data.get("words") or ())),
        )
    except (OSError, UnicodeDecodeError, yaml.YAMLError, AttributeError, TypeError) as error:
        raise ConfigError(
            f"อ่านคลังคำไม่ได้ ({error})", "แก้ไฟล์ให้เป็น YAML ตามตัวอย่างที่มากับโปรแกรม", file=str(source)
        ) from error


def _topics(table: Mapping[str, Any], parent: str = "") -> Iterable[Topic]:
    for label, entry in table.items():
        under = entry.get("under") or {} if isinstance(entry, Mapping) else {}
        words = entry.get("words") or () if isinstance(entry, Mapping) else entry or ()
        yield Topic(str(label), tuple(map(str, words)), parent)
        yield from _topics(under, str(label))
