"""Measures the effect of a lexicon on a corpus, and the changes if it replaced the one in force."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from corpus.fields import FIELDS, SECTION
from corpus.record import Record
from index.mapping import topic_text, topics_of
from kmsearch.lexicon.lint import LexiconEntry, LexiconProblem, plain
from kmsearch.lexicon.model import Lexicon
from kmsearch.thai.normalise import fold, normalise
from kmsearch.thai.tokenizer import Analyzer

MAX_TOPIC_WORD_SHARE = 0.5
"""Share of the records above which a topic word does not discriminate; the widest topic of the sample corpus, with all
its words, has 0.45."""

MIN_RECORDS = 20
"""Minimum records of a corpus in which too common topic words are reported; a guess."""

Terms = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TopicChange:
    """Numbers of records that have a topic ``before`` and ``after``, that ``gained`` it and that ``lost`` it."""

    label: str
    before: int
    after: int
    gained: int
    lost: int


@dataclass(frozen=True, slots=True)
class WordChange:
    """An own word that is added (``added``) or removed, and the number of records in which it is one token."""

    word: str
    added: bool
    records: int


@dataclass(frozen=True, slots=True)
class GroupChange:
    """A synonym group that is added (``added``) or removed: the document frequency of each form, and the number of
    records with any form."""

    forms: tuple[tuple[str, int], ...]
    added: bool
    records: int


@dataclass(frozen=True, slots=True)
class Changes:
    """The changes another lexicon makes. ``cut`` is the number of records with a different segmentation."""

    topics: tuple[TopicChange, ...]
    words: tuple[WordChange, ...]
    groups: tuple[GroupChange, ...]
    cut: int

    @property
    def none(self) -> bool:
        """Whether there is no change."""
        return not (self.topics or self.words or self.groups or self.cut)

    def to_json(self) -> dict[str, Any]:
        """Returns lists of flat objects; the forms of a group are objects too."""
        groups = [asdict(group) for group in self.groups]
        for group in groups:
            group["forms"] = [{"form": form, "records": records} for form, records in group["forms"]]
        return {
            "topics": [asdict(topic) for topic in self.topics],
            "words": [asdict(word) for word in self.words],
            "synonyms": groups,
            "cut": self.cut,
        }


class LexiconCheck:
    """Accumulates the effect of ``new`` over the records of a corpus, compared with ``old`` if given."""

    def __init__(self, new: Lexicon, old: Lexicon | None = None):
        self._new = new
        self._old = old or new
        self.records = 0
        self._changed_segmentations = 0
        self._topic_words = {plain(word) for topic in new.topics for word in topic.words}
        self._topic_word_counts: Counter[str] = Counter()
        self._topics: dict[str, Counter[str]] = {name: Counter() for name in ("before", "after", "gained", "lost")}
        self._words = [*_new_words(new, self._old, True), *_new_words(self._old, new, False)]
        before, after = (_groups(lexicon) for lexicon in (self._old, new))
        self._groups = {
            key: _SynonymGroup(group, new.analyzer, added=True, changed=key not in before)
            for key, group in after.items()
        }
        self._removed_groups = [
            _SynonymGroup(group, self._old.analyzer, added=False, changed=True)
            for key, group in before.items()
            if key not in after
        ]

    def add(self, record: Record) -> None:
        """Adds one record to the counts."""
        self.records += 1
        text = plain(topic_text(record))
        self._topic_word_counts.update(word for word in self._topic_words if word in text)
        before, after = set(topics_of(record, self._old)), set(topics_of(record, self._new))
        counted = {"before": before, "after": after, "gained": after - before, "lost": before - after}
        for name, labels in counted.items():
            self._topics[name].update(labels)
        texts = [_SegmentedText(text) for text in _texts(record)]
        is_segmented_differently = False
        for word in self._words:
            is_segmented_differently |= word.add(texts, self._old.analyzer, self._new.analyzer)
        self._changed_segmentations += is_segmented_differently
        for group in [*self._groups.values(), *self._removed_groups]:
            if group.changed or not group.records:
                group.add(texts)

    def problems(self, entries: Iterable[LexiconEntry]) -> Iterator[LexiconProblem]:
        """Yields problems of the new lexicon found in the corpus: entries without effect, too common topic words."""
        if not self.records:
            return
        for entry in entries:
            if entry.kind == "synonyms":
                group = self._groups.get(frozenset(phrase.form for phrase in entry.phrases))
                if group and not group.records:
                    forms = ", ".join(phrase.text for phrase in entry.phrases)
                    yield LexiconProblem(f"ไม่มีคำใดของกลุ่มคำพ้อง ({forms}) ในคลัง", entry.line)
            elif entry.kind == "topics":
                if not self._topics["after"][entry.label]:
                    yield LexiconProblem(f"หัวข้อ “{entry.label}” ไม่มีบันทึก", entry.line)
                yield from self._common_words(entry)

    def changes(self) -> Changes:
        """Returns the changes of the new lexicon against the old one."""
        names = dict.fromkeys(topic.label for lexicon in (self._old, self._new) for topic in lexicon.topics)
        known = [{topic.label for topic in lexicon.topics} for lexicon in (self._old, self._new)]
        rows = [TopicChange(name, *(self._topics[part][name] for part in self._topics)) for name in names]
        changed = (
            topic
            for topic in rows
            if topic.gained or topic.lost or (topic.label in known[0]) != (topic.label in known[1])
        )
        groups = [group for group in [*self._groups.values(), *self._removed_groups] if group.changed]
        return Changes(
            tuple(changed),
            tuple(WordChange(word.word, word.added, word.records) for word in self._words),
            tuple(GroupChange(tuple(group.counts.items()), group.added, group.records) for group in groups),
            self._changed_segmentations,
        )

    def _common_words(self, entry: LexiconEntry) -> Iterator[LexiconProblem]:
        for word in entry.phrases:
            count = self._topic_word_counts[word.form]
            if self.records >= MIN_RECORDS and count > MAX_TOPIC_WORD_SHARE * self.records:
                share = f"{count:,} จาก {self.records:,} บันทึก"
                yield LexiconProblem(f"“{word.text}” ของหัวข้อ “{entry.label}” พบใน {share} จึงไม่แยกบันทึกใด", word.line)


class _SegmentedText:
    """A text of a record: normalised (``text``), folded without dots (``flat``), and its terms, cached by analyzer."""

    def __init__(self, text: str):
        self.text = normalise(text)
        self.flat = fold(self.text).replace(".", "")
        self._segmentations: dict[int, Terms] = {}

    def words(self, analyzer: Analyzer) -> Terms:
        """Returns the terms of the text by ``analyzer``."""
        if id(analyzer) not in self._segmentations:
            self._segmentations[id(analyzer)] = tuple(term.text for term in analyzer.words(self.text))
        return self._segmentations[id(analyzer)]


class _OwnWord:
    """An own word of one lexicon only; ``analyzer`` belongs to the lexicon that has it."""

    def __init__(self, word: str, added: bool, analyzer: Analyzer):
        self.word, self.added, self.records = word, added, 0
        self._analyzer = analyzer
        self._flat = word.replace(".", "")

    def add(self, texts: Iterable[_SegmentedText], old: Analyzer, new: Analyzer) -> bool:
        """Counts the record; returns whether the segmentation of a text with the word changes."""
        texts_with_word = [text for text in texts if self._flat in text.flat]
        self.records += any(self._flat in text.words(self._analyzer) for text in texts_with_word)
        return any(text.words(old) != text.words(new) for text in texts_with_word)


class _SynonymGroup:
    """A synonym group, its forms segmented by ``analyzer``; ``changed``: it is in one lexicon only."""

    def __init__(self, phrases: Iterable[str], analyzer: Analyzer, *, added: bool, changed: bool):
        self.added, self.changed, self.records = added, changed, 0
        self.counts = dict.fromkeys(phrases, 0)
        self._analyzer = analyzer
        self._forms = [(phrase, tuple(t.text for t in analyzer.words(normalise(phrase)))) for phrase in self.counts]

    def add(self, texts: list[_SegmentedText]) -> None:
        """Counts the record for each form that it has."""
        occurring_forms = [
            phrase for phrase, terms in self._forms if terms and any(self._occurs_in(terms, t) for t in texts)
        ]
        self.records += bool(occurring_forms)
        for phrase in occurring_forms:
            self.counts[phrase] += 1

    def _occurs_in(self, terms: Terms, text: _SegmentedText) -> bool:
        """Whether a search for the form finds the text: its terms as a phrase, or its single term as a subword."""
        if not all(term in text.flat for term in terms):
            return False
        words, length = text.words(self._analyzer), len(terms)
        if any(words[start : start + length] == terms for start in range(len(words) - length + 1)):
            return True
        return length == 1 and terms[0] in self._analyzer.subwords(text.text)


def _new_words(lexicon: Lexicon, other: Lexicon, added: bool) -> Iterator[_OwnWord]:
    """Yields the words that are one token with ``lexicon`` and not with ``other``; Latin words always are."""
    phrases = [*lexicon.words, *(phrase for group in lexicon.synonyms for phrase in group if " " not in phrase)]
    known = {plain(phrase) for phrase in other.words} | {plain(form) for group in other.synonyms for form in group}
    for word in sorted(set(map(plain, phrases)) - known):
        if any("ก" <= char <= "ฮ" for char in word) and not other.analyzer.is_word(word):
            yield _OwnWord(word, added, lexicon.analyzer)


def _groups(lexicon: Lexicon) -> dict[frozenset[str], tuple[str, ...]]:
    return {frozenset(map(plain, group)): group for group in lexicon.synonyms}


def _texts(record: Record) -> Iterator[str]:
    """Yields the texts of a record that a query without a field searches."""
    for field in FIELDS:
        if field.boost and (value := getattr(record, field.name)):
            yield str(value)
    for section in record.sections:
        if SECTION[section.name].boost:
            yield from (item.text for item in section.items)
