"""Highlighting: finds the query terms in a text, and cuts the window of the text that shows most of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from index.dedup.signatures import is_stop_word
from index.query.expansion import Terms
from kmsearch.thai.normalise import fold, normalise, to_arabic_digits
from kmsearch.thai.tokenizer import Analyzer, Term, clusters

WHOLE = 240
"""Characters of a snippet at most; a shorter text is shown whole. About three lines of a hit on an office screen."""

LEAD_IN = 40
"""Characters of context before the first highlight of a cut text. A guess: about eight Thai words."""

Pieces = tuple[tuple[str, bool], ...]

_THAI_RUN = re.compile(r"[ก-ฺเ-๎]+")


@dataclass(frozen=True, slots=True)
class Mark:
    """A range [start, end) of characters to highlight, and the number of the query term that it matches."""

    start: int
    end: int
    word: int


@dataclass(frozen=True, slots=True)
class Marked:
    """A text, normalised and on one line, with its marks in order and its tokens."""

    text: str
    marks: tuple[Mark, ...]
    terms: tuple[Term, ...]

    @property
    def words(self) -> int:
        """The numbers of the marked query terms, as the bits of an integer."""
        return sum({1 << mark.word for mark in self.marks})

    def whole(self) -> Pieces:
        """The whole text as (text, highlighted) pieces."""
        return _pieces(self.text, self.marks, 0, len(self.text))

    def piece(self) -> Pieces:
        """The snippet as (text, highlighted) pieces: a long text is cut between words to the window with most query
        terms, with ``…`` at the cuts."""
        if len(self.text) <= WHOLE:
            return self.whole()
        start, end = self._window()
        before = (("…", False),) if start else ()
        after = (("…", False),) if end < len(self.text) else ()
        return before + _pieces(self.text, self.marks, start, end) + after

    def _window(self) -> tuple[int, int]:
        def marks_shown(start: int) -> tuple[int, int]:
            inside = [mark for mark in self.marks if start <= mark.start and mark.end <= start + WHOLE - LEAD_IN]
            return len({mark.word for mark in inside}), len(inside)

        first = max((mark.start for mark in self.marks), key=marks_shown, default=0)
        start = 0 if first <= LEAD_IN else self._edge(first - LEAD_IN, first)
        return start, self._edge(start + 1, min(len(self.text), start + WHOLE), last=True)

    def _edge(self, start: int, end: int, *, last: bool = False) -> int:
        """The first (or last) word boundary from ``start`` to ``end``; if there is none, the last cluster boundary up
        to ``end``."""
        edges = {0, len(self.text)} | {term.start for term in self.terms} | {term.end for term in self.terms}
        inside = [edge for edge in edges if start <= edge <= end]
        if not inside:
            inside = [edge for edge in _cluster_edges(self.text) if edge <= end]
            last = True
        return max(inside) if last else min(inside)


class Highlighter:
    """Finds term sequences (``marks``) and words with one of ``prefixes``, as words and inside compounds.

    These query terms are numbered in the order of ``marks``, then ``prefixes``.
    """

    def __init__(self, analyzer: Analyzer, marks: Iterable[Terms], prefixes: Iterable[str] = ()):
        self._analyzer = analyzer
        self._numbers = {mark: number for number, mark in enumerate(marks)}
        self._prefixes = {prefix: len(self._numbers) + number for number, prefix in enumerate(prefixes)}
        marked = [(first, other_terms, 1 << number) for (first, *other_terms), number in self._numbers.items()]
        self._sought = [*marked, *((prefix, [], 1 << number) for prefix, number in self._prefixes.items())]
        stop_words = {number for mark, number in self._numbers.items() if len(mark) == 1 and is_stop_word(mark[0])}
        self._stop_words = stop_words if len(stop_words) < len(self._sought) else set[int]()
        self._lengths = sorted({len(mark) for mark in self._numbers}, reverse=True)

    def likely(self, plain: str) -> int:
        """The numbers of the query terms that may occur in a text, given in ``plain_form``, as the bits of an integer.

        A superset of the terms that ``mark`` marks, without tokenizing the text.
        """
        words = 0
        for first, other_terms, bit in self._sought:
            if first in plain and (not other_terms or all(term in plain for term in other_terms)):
                words |= bit
        return words

    def mark(self, text: str, spans: Sequence[int] = (), private: Iterable[tuple[int, int, str]] = ()) -> Marked:
        """The text with every match of the query marked. ``spans`` are the [start, end) offsets of its words in one
        sequence; if they are given, the text is not tokenized. ``private`` are start, end and search token of its
        private values."""
        line = normalise(text).replace("\n", " ")
        terms = list(_terms(line, spans)) or self._analyzer.words(line)
        marks = list(self._exact(terms))
        marks += self._inner(fold(line), marks)
        marks += (
            Mark(start, end, self._numbers[(token,)]) for start, end, token in private if (token,) in self._numbers
        )
        marks.sort(key=lambda mark: (mark.start, -mark.end))
        return Marked(line, tuple(self._discriminating(marks)), tuple(terms))

    def _discriminating(self, marks: Sequence[Mark]) -> Iterator[Mark]:
        """The marks without those of stop words, except stop words that touch the mark of another term.

        A query of stop words alone keeps all its marks.
        """
        checked_count = 0
        for start, end in _merged(marks) if self._stop_words else ():
            inside = [mark for mark in marks if start <= mark.start and mark.end <= end]
            checked_count += len(inside)
            if any(mark.word not in self._stop_words for mark in inside):
                yield from inside
        yield from marks[checked_count:]

    def _exact(self, terms: Sequence[Term]) -> Iterator[Mark]:
        """The marks of whole words and sequences of words."""
        for position, term in enumerate(terms):
            for length in self._lengths:
                sequence = terms[position : position + length]
                number = self._numbers.get(tuple(word.text for word in sequence))
                if number is not None:
                    yield Mark(term.start, sequence[-1].end, number)
            prefix_number = self._prefix_number(term.text)
            if prefix_number is not None:
                yield Mark(term.start, term.end, prefix_number)

    def _inner(self, plain: str, exact: Sequence[Mark]) -> Iterator[Mark]:
        """The marks of words inside compounds."""
        covered = bytearray(len(plain))
        for mark in exact:
            covered[mark.start : mark.end] = b"\1" * (mark.end - mark.start)
        for run in _THAI_RUN.finditer(plain):
            if not self._may_hide(run, covered):
                continue
            edges = {0, *accumulate(map(len, clusters(run[0])))}
            for word, number in self._hidden_words(run[0]):
                for start in _occurrences(word, run[0]):
                    if start in edges and start + len(word) in edges:
                        yield Mark(run.start() + start, run.start() + start + len(word), number)

    def _may_hide(self, run: re.Match[str], covered: bytearray) -> bool:
        """Whether a query term occurs in the run of Thai letters outside of the exact marks; if not, subwords are not
        needed."""
        singles = (mark[0] for mark in self._numbers if len(mark) == 1)
        return any(
            not all(covered[run.start() + start : run.start() + start + len(word)])
            for word in (*singles, *self._prefixes)
            for start in _occurrences(word, run[0])
        )

    def _hidden_words(self, run: str) -> Iterator[tuple[str, int]]:
        inner = set(self._analyzer.subwords(run))
        for mark, number in self._numbers.items():
            if len(mark) == 1 and (mark[0] in inner or self._is_unknown(mark[0])):
                yield mark[0], number
        for word in inner:
            prefix_number = self._prefix_number(word)
            if prefix_number is not None:
                yield word, prefix_number

    def _is_unknown(self, word: str) -> bool:
        """Whether the index finds the word by its cluster bigrams."""
        return not self._analyzer.is_word(word) and bool(self._analyzer.bigrams(word))

    def _prefix_number(self, word: str) -> int | None:
        return next((number for prefix, number in self._prefixes.items() if word.startswith(prefix)), None)


def _terms(line: str, spans: Sequence[int]) -> Iterator[Term]:
    """The terms at ``spans`` of a line."""
    lower_case = to_arabic_digits(line).lower()
    for start, end in zip(spans[::2], spans[1::2], strict=True):
        yield Term(lower_case[start:end].replace(".", ""), start, end)


def _occurrences(word: str, text: str) -> Iterator[int]:
    start = text.find(word)
    while start >= 0:
        yield start
        start = text.find(word, start + 1)


def _cluster_edges(text: str) -> Iterator[int]:
    """The offsets where a text may be cut without separating a letter from its marks."""
    end = 0
    for run in _THAI_RUN.finditer(text):
        yield from range(end, run.start())
        yield from accumulate(map(len, clusters(run[0])), initial=run.start())
        end = run.end()
    yield from range(end, len(text) + 1)


def _pieces(text: str, marks: Iterable[Mark], start: int, end: int) -> Pieces:
    """The text from ``start`` to ``end`` in pieces; adjacent and overlapping marks make one piece."""
    pieces: list[tuple[str, bool]] = []
    plain_start = start
    for marked_start, marked_end in _merged(mark for mark in marks if start <= mark.start and mark.end <= end):
        pieces += [(text[plain_start:marked_start], False), (text[marked_start:marked_end], True)]
        plain_start = marked_end
    pieces.append((text[plain_start:end], False))
    return tuple(piece for piece in pieces if piece[0])


def _merged(marks: Iterable[Mark]) -> Iterator[tuple[int, int]]:
    """The ranges that the marks, in order of start, cover."""
    start = end = -1
    for mark in marks:
        if mark.start > end:
            if end > 0:
                yield start, end
            start, end = mark.start, mark.end
        end = max(end, mark.end)
    if end > 0:
        yield start, end
