"""Autocompletion of queries: words and phrases of the corpus, topics, provinces, people, offices and titles.

Words and phrases complete the end of the typed text. Topics, provinces, people, offices and titles must contain the
whole typed text, beginning at a word boundary. If nothing matches, the text is converted from the other keyboard
layout, then its last word is corrected.

For 10,000 records the tables take 5 s to build and 27 MB; a lookup takes 1 ms, the 95th percentile is 5 ms
(``benchmarks/suggestion_speed.py``).
"""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from itertools import accumulate, chain
from typing import Any, Literal

from index.mapping import KNOWLEDGE
from index.suggest.collocations import find_collocations, is_function_word
from index.suggest.spelling_model import SpellingModel
from kmsearch.lexicon.model import Lexicon
from kmsearch.thai.characters import COMBINING_MARKS, LEADING_VOWELS
from kmsearch.thai.keyboard_layout import to_latin, to_thai
from kmsearch.thai.normalise import collapse_whitespace, fold, normalise
from kmsearch.thai.tokenizer import Analyzer

SuggestionKind = Literal["word", "phrase", "topic", "province", "author", "office", "title"]

SIZE, MAX_SUGGESTIONS = 8, 10
"""Default and maximum number of suggestions: as many as a phone shows above its keyboard."""

MAX_CHARS = 100
"""Maximum characters of a text that is completed; a full question of that length needs none. A guess."""

NAMES: dict[str, SuggestionKind] = {
    "topics": "topic",
    "province": "province",
    "author_name": "author",
    "author_office": "office",
}
"""Fields whose values are suggested → kind of suggestion."""

MAX_NAMES, MAX_WORDS = 2, 2
"""Maximum names and single words among the suggestions, to leave room for phrases and titles. A guess."""

SAMPLED_RECORDS, SAMPLE_CHARS = 300, 200_000
"""Records, evenly spaced, and their characters in which phrases are counted: 1 s. A phrase frequent in 10,000 records
occurs in three of the sample; 100 records of ordinary length are read almost whole."""

MIN_WORD_RECORDS = 2
"""Minimum document frequency of a suggested word: a word of one record is often a misspelling."""

MAX_TITLE_OCCURRENCES = 2_000
"""Maximum occurrences of the typed text in titles or names that are examined, in order: 3 ms."""

MAX_ENDING_CHARS = 40
"""Maximum characters at the end of the text that are completed: three long words. A guess."""

MIN_LAYOUT_KEYS = 2
"""Minimum keys of a text that is converted to the other layout. A guess."""

_MARKS = frozenset(COMBINING_MARKS + "ำ")
_NOT_FIRST = _MARKS | frozenset("ะาๅๆฯ ")
_SIGNS = frozenset(' "()*:-')
_BEFORE_LETTER = frozenset(LEADING_VOWELS)
_AFTER_ALL_TEXTS = "\U0010ffff"

Pieces = tuple[tuple[str, bool], ...]
"""A text in pieces: (text, whether it was typed)."""

Span = tuple[int, int]
"""Start and end offset."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A completion. ``pieces`` are (text, was typed) in order; joined they are the suggestion.

    ``count`` is the number of records it finds, if known. ``record`` is the id if a title belongs to one record.
    """

    kind: SuggestionKind
    pieces: Pieces
    count: int | None = None
    record: str = ""

    @property
    def text(self) -> str:
        """The suggestion as plain text: a whole query, a name or a title."""
        return "".join(piece for piece, _ in self.pieces)


class Suggester:
    """Suggests completions from one corpus; immutable once built."""

    def __init__(
        self,
        records: Iterable[tuple[str, str]],
        total: int,
        counts: Mapping[str, int],
        vocabulary: SpellingModel,
        lexicon: Lexicon,
    ):
        """``records`` are ids and payloads of ``total`` records in the order in which titles are suggested; ``counts``
        are the words of the corpus with their document frequencies."""
        self._vocabulary = vocabulary
        self._analyzer = lexicon.analyzer
        titles: dict[str, list[str]] = {}
        names: Counter[tuple[SuggestionKind, str]] = Counter()
        sample: list[list[str]] = []
        step = max(1, -(-total // SAMPLED_RECORDS))
        share = SAMPLE_CHARS // max(1, min(total, SAMPLED_RECORDS))
        for number, (id, payload) in enumerate(records):
            content = json.loads(payload)
            titles.setdefault(_one_line(content["title"]), []).append(id)
            names.update(_name_values(content))
            if number % step == 0:
                sample.append(list(_sample_texts(content, share)))
        titles.pop("", None)
        self._records = list(titles.values())
        self._titles = _WordStartIndex(list(titles), self._analyzer)
        self._name_kinds = [(kind, count) for (kind, _), count in names.most_common()]
        self._names = _WordStartIndex([name for (_, name), _ in names.most_common()], self._analyzer)
        self._endings = _EndingTable(
            self._useful_words(counts), find_collocations(sample, self._analyzer), max(1, total / max(1, len(sample)))
        )

    def suggest(self, text: str, size: int = SIZE) -> tuple[Suggestion, ...]:
        """Returns at most ``size`` (and MAX_SUGGESTIONS) distinct suggestions, best first; none for very long text."""
        if len(text) > MAX_CHARS or not (typed := _one_line(text)):
            return ()
        for reading in _readings(typed):
            if suggestions := self._all_suggestions(reading, self._completed(reading)):
                return tuple(suggestions[: max(0, min(size, MAX_SUGGESTIONS))])
        return tuple(self._corrected(typed))[: max(0, min(size, MAX_SUGGESTIONS))]

    def _all_suggestions(self, typed: str, completed: Sequence[Suggestion]) -> list[Suggestion]:
        """Returns names that begin with the text, completions, other names, titles; without duplicates."""
        names_with_prefix, other_names = list[Suggestion](), list[Suggestion]()
        for line, spans in self._names.find(typed, MAX_NAMES):
            kind, count = self._name_kinds[line]
            suggestion = Suggestion(kind, self._names.pieces(line, spans), count)
            (other_names if spans[0][0] else names_with_prefix).append(suggestion)
        titles = (self._title_suggestion(line, spans) for line, spans in self._titles.find(typed, MAX_SUGGESTIONS))
        unique: dict[str, Suggestion] = {}
        for suggestion in chain(names_with_prefix, completed, other_names, titles):
            unique.setdefault(fold(suggestion.text), suggestion)
        return list(unique.values())

    def _title_suggestion(self, line: int, spans: Sequence[Span]) -> Suggestion:
        ids = self._records[line]
        return Suggestion("title", self._titles.pieces(line, spans), len(ids), ids[0] if len(ids) == 1 else "")

    def _completed(self, typed: str) -> list[Suggestion]:
        """Completes the longest end of the text that is a prefix of words or phrases."""
        size = len(typed)
        for start in self._ending_starts(typed):
            if completions := self._endings.find(fold(typed[start:]), SIZE // 2):
                return [
                    Suggestion(kind, _marked_pieces(typed[:start] + ending, [(0, size)]))
                    for kind, ending in completions
                ]
        return []

    def _corrected(self, typed: str) -> Iterator[Suggestion]:
        """Corrects the last word of the text; a word followed by further letters is not a correction."""
        near = [
            (price, start, -self._vocabulary.count(word), word)
            for start in self._ending_starts(typed)
            if not self._vocabulary.is_known(end := fold(typed[start:])) and _SIGNS.isdisjoint(end)
            for word, price in self._vocabulary.near(end)
            if self._vocabulary.count(word) and not end.startswith(word)
        ]
        for _, start, _, word in sorted(near)[:MAX_WORDS]:
            if start == min(near)[1]:
                yield Suggestion("word", _marked_pieces(typed[:start] + word, [(0, start)]))

    def _ending_starts(self, typed: str) -> Iterator[int]:
        """Yields the offsets where a completion may begin, longest end first: after a blank or sign, or at a token
        after a known word. An unknown last word may be segmented otherwise once it is complete."""
        terms = self._analyzer.words(typed)
        starts = {term.start for term in terms}
        if terms and not self._vocabulary.is_known(terms[-1].text):
            starts |= set(range(terms[-1].start, terms[-1].end))
        for start in range(max(0, len(typed) - MAX_ENDING_CHARS), len(typed)):
            before = typed[start - 1] if start else " "
            if typed[start] in _NOT_FIRST or before in _BEFORE_LETTER:
                continue
            if before in _SIGNS or (start in starts and len(typed) - start > 1 and self._is_word_before(typed, start)):
                yield start

    def _is_word_before(self, typed: str, start: int) -> bool:
        """Whether the term before ``start`` is a known word."""
        before = self._analyzer.words(typed[:start])[-1:]
        return any(len(term.text) > 1 and self._vocabulary.is_known(term.text) for term in before)

    def _useful_words(self, counts: Mapping[str, int]) -> dict[str, int]:
        """Returns the words of the corpus that are useful as suggestions."""
        return {
            word: count
            for word, count in counts.items()
            if count >= MIN_WORD_RECORDS
            and len(word) > 1
            and not word.isdecimal()
            and not is_function_word(word)
            and (word.isascii() or self._analyzer.is_word(word))
        }


class _EndingTable:
    """Words and phrases in sorted order with their (estimated) document frequencies, for prefix lookup."""

    def __init__(self, words: Mapping[str, int], phrases: Mapping[str, int], scale: float):
        """``scale`` is the number of records that each record of the phrase sample represents."""
        table: dict[str, tuple[float, SuggestionKind, str]] = {
            word: (count, "word", word) for word, count in words.items()
        }
        table |= {fold(phrase): (count * scale, "phrase", phrase) for phrase, count in phrases.items()}
        self._keys = sorted(table)
        self._rows = [table[key] for key in self._keys]

    def find(self, prefix: str, limit: int) -> list[tuple[SuggestionKind, str]]:
        """Returns (kind, text) of at most ``limit`` entries longer than ``prefix``, most frequent first; at most
        MAX_WORDS single words if there are enough phrases."""
        low, high = bisect_left(self._keys, prefix), bisect_right(self._keys, prefix + _AFTER_ALL_TEXTS)
        rows = self._rows[low:high]
        words = nlargest(limit, (row for row in rows if row[1] == "word" and row[2] != prefix))
        phrases = nlargest(limit, (row for row in rows if row[1] == "phrase" and len(row[2]) > len(prefix)))
        candidates = [*words[: max(MAX_WORDS, limit - len(phrases))], *phrases]
        return [(kind, text) for _, kind, text in nlargest(limit, candidates)]


class _WordStartIndex:
    """Lines of text, found by substrings that begin at a word boundary."""

    def __init__(self, lines: Sequence[str], analyzer: Analyzer):
        self._lines = lines
        self._folded = [fold(line) for line in lines]
        self._starts = [tuple(term.start for term in analyzer.words(line)) for line in lines]
        self._joined = "\n".join(self._folded)
        self._offsets = [0, *accumulate(len(line) + 1 for line in self._folded)]

    def find(self, typed: str, limit: int) -> list[tuple[int, list[Span]]]:
        """Returns (line number, matching spans) of at most ``limit`` lines that contain ``typed`` or all its chunks;
        lines that begin with a match come first."""
        folded = fold(typed)
        spans_by_line = {line: [span] for line, span in self._lines_with(folded)}
        chunks = sorted(folded.split(), key=len, reverse=True)
        if len(chunks) > 1 and len(spans_by_line) < limit:
            for line, span in self._lines_with(chunks[0]):
                spans = [span, *(other for chunk in chunks[1:] if (other := self._first_span(line, chunk)))]
                if len(spans) == len(chunks):
                    spans_by_line.setdefault(line, sorted(spans))
        return sorted(spans_by_line.items(), key=lambda match: (match[1][0][0] > 0, match[0]))[:limit]

    def pieces(self, line: int, spans: Sequence[Span]) -> Pieces:
        """Returns the text of a line in pieces, with ``spans`` marked as typed."""
        return _marked_pieces(self._lines[line], spans)

    def _lines_with(self, text: str) -> Iterator[tuple[int, Span]]:
        """Yields (line number, first span) of each line with ``text`` at a word boundary."""
        offset, last_line = self._joined.find(text), -1
        for _ in range(MAX_TITLE_OCCURRENCES):
            if offset < 0:
                return
            line = bisect_right(self._offsets, offset) - 1
            start = offset - self._offsets[line]
            if line != last_line and start in self._starts[line]:
                last_line = line
                yield line, (start, start + len(text))
            offset = self._joined.find(text, offset + 1)

    def _first_span(self, line: int, text: str) -> Span | None:
        starts = (start for start in self._starts[line] if self._folded[line].startswith(text, start))
        return next(((start, start + len(text)) for start in starts), None)


def _one_line(text: str) -> str:
    return collapse_whitespace(normalise(text))


def _name_values(content: Mapping[str, Any]) -> Iterator[tuple[SuggestionKind, str]]:
    """Yields the field values of a record that are suggested, with their kinds."""
    for field, kind in NAMES.items():
        value = content["fields"].get(field) or ()
        for name in dict.fromkeys(map(_one_line, (value,) if isinstance(value, str) else value)):
            if name:
                yield kind, name


def _sample_texts(content: Mapping[str, Any], share: int) -> Iterator[str]:
    """Yields the title and ``share`` characters of a record's items, knowledge sections before the narrative."""
    yield _one_line(content["title"])
    for _, texts in sorted(content["sections"], key=lambda section: section[0] not in KNOWLEDGE):
        for text, number in texts:
            if number and share > 0:
                yield text[:share]
                share -= len(text)


def _readings(typed: str) -> Iterator[str]:
    """Yields the text as typed; then all of it, then its last chunk, converted from the other keyboard layout."""
    yield typed
    *before, last = typed.split(" ")
    for kept, keys in (("", typed), (" ".join([*before, ""]), last)):
        if len(keys) >= MIN_LAYOUT_KEYS:
            yield _one_line(kept + (to_latin if any("ก" <= char <= "๛" for char in keys) else to_thai)(keys))


def _marked_pieces(text: str, spans: Iterable[Span]) -> Pieces:
    """Splits the text into pieces, those of ``spans`` marked; no piece is empty or begins with a combining mark."""
    pieces: list[tuple[str, bool]] = []
    copied = 0
    for start, end in spans:
        while text[end : end + 1] in _MARKS:
            end += 1
        pieces += [(text[copied:start], False), (text[max(start, copied) : end], True)]
        copied = max(copied, end)
    pieces.append((text[copied:], False))
    return tuple(piece for piece in pieces if piece[0])
