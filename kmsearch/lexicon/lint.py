"""Lints a lexicon file: parses its entries with their line numbers and reports problems that need no corpus."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import yaml

from kmsearch.errors import ConfigError
from kmsearch.lexicon.loader import KEYS, TOPIC_KEYS, load_lexicon
from kmsearch.lexicon.model import Lexicon
from kmsearch.thai.normalise import collapse_whitespace, fold, normalise
from kmsearch.thai.tokenizer import Analyzer

MIN_TOPIC_WORD_LETTERS = 3
"""Minimum letters of a topic word: topic words match as substrings, and shorter ones occur in many other words. A
guess."""

_STRING_TAG = "tag:yaml.org,2002:str"
_NULL_TAG = "tag:yaml.org,2002:null"


@dataclass(frozen=True, slots=True)
class LexiconProblem:
    """A problem of a lexicon: Thai text, line if known. ``fatal``: the file is unusable as it is, or loses entries."""

    text: str
    line: int | None = None
    fatal: bool = False

    def to_json(self) -> dict[str, Any]:
        """Returns the problem as a JSON object."""
        return {"line": self.line, "text": self.text, "fatal": self.fatal}


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase of the file, white space collapsed, with its line number."""

    text: str
    line: int

    @property
    def form(self) -> str:
        """The normalised form in which phrases are compared."""
        return plain(self.text)


@dataclass(frozen=True, slots=True)
class LexiconEntry:
    """One entry of the file: all own words, one synonym group, or one topic with its ``label``; and its first line."""

    kind: Literal["words", "synonyms", "topics"]
    phrases: tuple[Phrase, ...]
    line: int
    label: str = ""


@dataclass(slots=True)
class LexiconFile:
    """A parsed lexicon file: entries and problems; ``lexicon`` is None if the file cannot be used."""

    path: Path
    lexicon: Lexicon | None = None
    entries: list[LexiconEntry] = field(default_factory=list)
    problems: list[LexiconProblem] = field(default_factory=list)


def plain(phrase: str) -> str:
    """Returns the form in which phrases are compared: canonical spelling, lower case, Arabic digits, single blanks."""
    return collapse_whitespace(fold(normalise(phrase)))


def read_lexicon_file(path: Path) -> LexiconFile:
    """Parses the file and returns its entries and all problems that need no corpus, in line order."""
    file = LexiconFile(path)
    try:
        file.lexicon = load_lexicon(path)
    except ConfigError as error:
        fault = LexiconProblem(error.cause, error.line, fatal=True)
    _TreeWalker(file).read()
    if not file.lexicon and not any(problem.fatal for problem in file.problems):
        file.problems.append(fault)
    if file.lexicon:
        file.problems += _warnings(file.entries, file.lexicon)
    file.problems.sort(key=lambda problem: problem.line or 0)
    return file


class _TreeWalker:
    """Walks the node tree of a YAML file; a node that does not fit the lexicon's schema is a fatal problem."""

    def __init__(self, file: LexiconFile):
        self._file = file

    def read(self) -> None:
        """Collects entries and problems; a file that is not YAML gives none."""
        try:
            root = yaml.compose(self._file.path.read_text("utf-8-sig"), yaml.SafeLoader)
            for key, value in self._table(root, "คลังคำ", KEYS):
                if key.value == "words":
                    phrases = self._phrases(value, "words")
                    self._file.entries.append(LexiconEntry("words", phrases, key.start_mark.line + 1))
                elif key.value == "synonyms":
                    for group in self._list(value, "synonyms"):
                        phrases = self._phrases(group, "synonyms")
                        self._file.entries.append(LexiconEntry("synonyms", phrases, group.start_mark.line + 1))
                else:
                    self._topics(value)
        except (OSError, ValueError, RecursionError, yaml.YAMLError):
            return

    def _topics(self, node: yaml.Node) -> None:
        for label, entry in self._table(node, "topics"):
            parts = [] if isinstance(entry, yaml.SequenceNode) else self._table(entry, label.value, TOPIC_KEYS)
            if not parts and (isinstance(entry, yaml.MappingNode) or entry.tag == _NULL_TAG):
                self._add_fault(f"“{label.value}” ยังไม่มีคำ", label)
            words = [value for key, value in parts if key.value == "words"]
            words += [entry] if isinstance(entry, yaml.SequenceNode) else []
            phrases = tuple(phrase for word_list in words for phrase in self._phrases(word_list, label.value))
            name = collapse_whitespace(normalise(label.value))
            self._file.entries.append(LexiconEntry("topics", phrases, label.start_mark.line + 1, name))
            for key, value in parts:
                if key.value == "under":
                    self._topics(value)

    def _table(
        self, node: yaml.Node | None, name: str, keys: Container[str] | None = None
    ) -> list[tuple[yaml.ScalarNode, yaml.Node]]:
        """Returns keys and values of a mapping; for a duplicate key the later value, as YAML does, and a problem."""
        if node is None or node.tag == _NULL_TAG:
            return []
        if not isinstance(node, yaml.MappingNode):
            self._add_fault(f"“{name}” ต้องเป็นรายการของ ชื่อ: ค่า", node)
            return []
        rows: dict[str, tuple[yaml.ScalarNode, yaml.Node]] = {}
        for key, value in node.value:
            if key.tag != _STRING_TAG:
                self._add_fault(f"ชื่อใน “{name}” ต้องเป็นข้อความ (ตัวเลขให้ใส่เครื่องหมายคำพูด)", key)
            elif keys is not None and key.value not in keys:
                self._add_fault(f"ไม่รู้จัก “{key.value}” ใน “{name}”", key)
            else:
                if key.value in rows:
                    first_line = rows[key.value][0].start_mark.line + 1
                    self._add_fault(f"“{key.value}” มีสองครั้ง ที่บรรทัด {first_line} จะหายไป", key)
                rows[key.value] = key, value
        return list(rows.values())

    def _list(self, node: yaml.Node, name: str) -> list[yaml.Node]:
        if isinstance(node, yaml.SequenceNode):
            return list(node.value)
        if node.tag != _NULL_TAG:
            self._add_fault(f"“{name}” ต้องเป็นรายการในวงเล็บ [ ] หรือขึ้นต้นบรรทัดด้วย -", node)
        return []

    def _phrases(self, node: yaml.Node, name: str) -> tuple[Phrase, ...]:
        phrases = []
        for element in self._list(node, name):
            if element.tag == _STRING_TAG and plain(element.value):
                phrases.append(Phrase(collapse_whitespace(normalise(element.value)), element.start_mark.line + 1))
            else:
                value = element.value if isinstance(element, yaml.ScalarNode) else "[…]"
                cause = f"“{value}” ใน “{name}” ต้องเป็นข้อความ (ตัวเลขหรือคำเช่น no ให้ใส่เครื่องหมายคำพูด)"
                self._add_fault(cause, element)
        return tuple(phrases)

    def _add_fault(self, text: str, node: yaml.Node) -> None:
        self._file.problems.append(LexiconProblem(text, node.start_mark.line + 1, fatal=True))


def _warnings(entries: Iterable[LexiconEntry], lexicon: Lexicon) -> Iterator[LexiconProblem]:
    """Yields warnings about entries of a usable lexicon that have no effect or a misleading one.

    A dotted abbreviation has an effect even if the dictionary has it: it is recognised inside a run of letters.
    """
    dictionary = Analyzer()
    groups: dict[frozenset[str], int] = {}
    for entry in entries:
        yield from _duplicate_phrases(entry)
        if entry.kind == "words":
            for word in entry.phrases:
                if "." not in word.form and dictionary.is_word(word.form):
                    yield LexiconProblem(f"“{word.text}” มีในพจนานุกรมอยู่แล้ว ไม่ต้องเพิ่ม", word.line)
        elif entry.kind == "synonyms":
            yield from _group_warnings(entry, lexicon, groups)
        else:
            for word in entry.phrases:
                if len(word.form.replace(".", "")) < MIN_TOPIC_WORD_LETTERS:
                    yield LexiconProblem(f"“{word.text}” ของหัวข้อ “{entry.label}” สั้นไป จะพบในคำอื่น", word.line)


def _group_warnings(
    entry: LexiconEntry, lexicon: Lexicon, groups: dict[frozenset[str], int]
) -> Iterator[LexiconProblem]:
    """Yields warnings about one synonym group. ``groups`` maps earlier groups to lines; this group is added to it."""
    forms = frozenset(phrase.form for phrase in entry.phrases)
    segmented = {
        tuple(term.text for term in lexicon.analyzer.words(normalise(phrase.text))) for phrase in entry.phrases
    }
    if len(segmented - {()}) < 2:
        phrases = ", ".join(phrase.text for phrase in entry.phrases)
        yield LexiconProblem(f"กลุ่มคำพ้อง ({phrases}) มีคำเดียวเมื่อตัดคำแล้ว จึงไม่มีผล", entry.line)
    elif forms in groups:
        yield LexiconProblem(f"กลุ่มคำพ้องนี้มีแล้วที่บรรทัด {groups[forms]}", entry.line)
    groups.setdefault(forms, entry.line)


def _duplicate_phrases(entry: LexiconEntry) -> Iterator[LexiconProblem]:
    seen: dict[str, int] = {}
    for phrase in entry.phrases:
        if phrase.form in seen:
            yield LexiconProblem(f"“{phrase.text}” มีแล้วที่บรรทัด {seen[phrase.form]}", phrase.line)
        seen.setdefault(phrase.form, phrase.line)
