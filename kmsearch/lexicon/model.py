"""The lexicon: topics, synonym groups and own words, and the analyzer built from them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property

from kmsearch.thai.normalise import collapse_whitespace, fold, normalise
from kmsearch.thai.tokenizer import Analyzer


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic: ``label`` (its facet value everywhere), the ``words`` that assign it, the label of its ``parent``."""

    label: str
    words: tuple[str, ...]
    parent: str = ""


@dataclass(frozen=True)
class Lexicon:
    """The content of one lexicon file. ``synonyms`` are groups of interchangeable phrases."""

    topics: tuple[Topic, ...]
    synonyms: tuple[tuple[str, ...], ...]
    words: tuple[str, ...]

    @cached_property
    def analyzer(self) -> Analyzer:
        """The analyzer over PyThaiNLP's dictionary and this lexicon's own words and synonyms without blanks."""
        return Analyzer([*self.words, *(phrase for group in self.synonyms for phrase in group if " " not in phrase)])

    @cached_property
    def fingerprint(self) -> str:
        """Hex digest that changes when terms, synonyms or topics may change; part of every index's fingerprint."""
        content = repr((self.topics, self.synonyms)).encode()
        return self.analyzer.fingerprint + hashlib.sha256(content).hexdigest()[:16]

    @cached_property
    def _synonyms(self) -> dict[tuple[str, ...], tuple[tuple[str, ...], ...]]:
        table: dict[tuple[str, ...], tuple[tuple[str, ...], ...]] = {}
        for group in self.synonyms:
            forms = [form for form in map(self._terms, group) if form]
            for form in forms:
                others = (*table.get(form, ()), *(other for other in forms if other != form))
                table[form] = tuple(dict.fromkeys(others))
        return table

    def synonyms_of(self, terms: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
        """Returns the synonyms of the phrase given as ``terms``, each a tuple of terms; empty without synonyms."""
        return self._synonyms.get(terms, ())

    @cached_property
    def longest_phrase(self) -> int:
        """Terms in the longest phrase with synonyms: the look-ahead a query needs."""
        return max(map(len, self._synonyms), default=0)

    def topics_of(self, text: str) -> tuple[str, ...]:
        """Returns the labels of topics whose words occur in ``text`` and of their ancestors, in lexicon order."""
        plain = collapse_whitespace(fold(normalise(text)))
        labels = {topic.label for topic in self.topics if any(word in plain for word in self._topic_words[topic.label])}
        for topic in reversed(self.topics):
            if topic.label in labels and topic.parent:
                labels.add(topic.parent)
        return tuple(topic.label for topic in self.topics if topic.label in labels)

    def words_showing(self, label: str, text: str) -> tuple[str, ...]:
        """Returns the words of a topic and its descendants that occur in ``text``: the evidence for the topic."""
        plain = collapse_whitespace(fold(normalise(text)))
        labels = self._with_descendants(label)
        return tuple(
            word
            for topic in self.topics
            if topic.label in labels
            for word, form in zip(topic.words, self._topic_words[topic.label], strict=True)
            if form in plain
        )

    def _with_descendants(self, label: str) -> set[str]:
        """Returns the labels of a topic and its descendants; every topic follows its parent in ``topics``."""
        labels = {label}
        for topic in self.topics:
            if topic.parent in labels:
                labels.add(topic.label)
        return labels

    @cached_property
    def _topic_words(self) -> dict[str, tuple[str, ...]]:
        return {
            topic.label: tuple(collapse_whitespace(fold(normalise(word))) for word in topic.words)
            for topic in self.topics
        }

    def _terms(self, phrase: str) -> tuple[str, ...]:
        return tuple(term.text for term in self.analyzer.words(normalise(phrase)))
