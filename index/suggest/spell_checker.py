"""Corrects queries typed on the wrong keyboard layout or with misspelt words.

A query is processed run by run (Thai or Latin letters without a break). A run that occurs in the corpus as typed is
correct. Any other run is decoded as words at the costs of ``spelling_model`` (a noisy channel model: word cost plus
error cost). A misspelling also breaks the segmentation, so errors are searched in spans across token boundaries. A
correction must be clearly cheaper than the run as typed. Known words are not replaced.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import inf

from index.suggest.spelling_model import MAX_LETTERS, MIN_LETTERS, SpellingModel
from kmsearch.lexicon.model import Lexicon
from kmsearch.thai.characters import COMBINING_MARKS, FOLLOWING_VOWELS, THAI_CHARACTERS, WORD_CHARACTERS
from kmsearch.thai.keyboard_layout import to_latin, to_thai
from kmsearch.thai.normalise import collapse_whitespace, fold, normalise

MAX_CHARS = 200
"""Maximum characters of a query that is corrected; a full question has about 100."""

MAX_LOOKED_UP_SPANS = 400
"""Maximum spans of a query that are looked up: 40 ms."""

MIN_ADVANTAGE, MIN_ADVANTAGE_OVER_WORDS = 1.0, 3.0
"""Minimum cost advantage (natural log of a likelihood ratio) of a correction over the text as typed; the second applies
if the text as typed consists of known words of two letters or more. Guesses."""

SOUND_RUN_WORDS = 6
"""Minimum words of a run that is taken as correct if all are in the corpus. Searching such runs for errors takes most
of the time of a question and gains nothing (nDCG@10 of 960 queries with an error stays within 0.001)."""

MIN_LAYOUT_KEYS = 3
"""Minimum keys of a text that is converted to the other layout: almost any two keys are a word on one layout."""

_UNKNOWN, _UNKNOWN_LETTER = 9.0, 3.2
"""Cost of a span outside the vocabulary (a guess), and of each of its letters: one of 25 likely ones (ln 25 = 3.2)."""

_NOT_FIRST = frozenset(COMBINING_MARKS + FOLLOWING_VOWELS)
_RUN = re.compile(rf"[{WORD_CHARACTERS}]+|[^\W\d_{THAI_CHARACTERS}]+")
_NOT_CORRECTED = re.compile(r'"[^"]*"?|\S+\s*:\s*\S+|\S+\*|(?:^|(?<=\s))(?:-\S+|OR|NOT|AND|หรือ)(?=\s|$)')
"""Parts of a query that are never corrected: quoted phrases, field queries, prefixes, exclusions, operators."""

PhraseLookup = Callable[[tuple[str, ...]], bool]
"""Predicate: whether the corpus has these terms as a phrase."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A corrected query: ``text``, and the (typed, corrected) parts that differ. ``layout``: by keyboard layout."""

    text: str
    changes: tuple[tuple[str, str], ...]
    layout: bool = False


class Corrector:
    """Corrects queries against one corpus; ``has_phrase`` looks a phrase up in its index."""

    def __init__(self, vocabulary: SpellingModel, lexicon: Lexicon, has_phrase: PhraseLookup):
        self._vocabulary = vocabulary
        self._lexicon = lexicon
        self._has_phrase = has_phrase

    def correct(self, text: str) -> Correction | None:
        """Returns the correction of ``text``; None if it is plausible as typed."""
        if len(text) > MAX_CHARS or not text.strip():
            return None
        return self._corrected_layout(collapse_whitespace(text)) or self._corrected_spelling(
            collapse_whitespace(normalise(text))
        )

    def _corrected_layout(self, text: str) -> Correction | None:
        """Converts the chunks typed on the other layout; chunks with an operator sign only if all chunks convert."""
        chunks = text.split()
        converted = [self._on_other_layout(chunk) for chunk in chunks]
        if not all(converted):
            converted = ["" if chunk[0] in '-"(' else other for chunk, other in zip(chunks, converted, strict=True)]
        changes = tuple((chunk, other) for chunk, other in zip(chunks, converted, strict=True) if other)
        corrected = " ".join(other or chunk for chunk, other in zip(chunks, converted, strict=True))
        return Correction(corrected, changes, layout=True) if changes else None

    def _on_other_layout(self, chunk: str) -> str:
        """Converts a chunk of unknown words to the other layout; empty unless the result consists of known words."""
        is_thai = any("ก" <= char <= "๛" for char in chunk)
        other = normalise(to_latin(chunk) if is_thai else to_thai(chunk))
        if len(chunk) < MIN_LAYOUT_KEYS or "".join(_RUN.findall(fold(other))) != fold(other):
            return ""
        converted_terms = self._terms(other)
        are_words = all(len(term) > 1 and self._vocabulary.is_known(term) for term in converted_terms)
        if not (are_words and any(map(self._has_results, converted_terms))):
            return ""
        typed_terms = self._terms(chunk)
        return "" if self._may_be_intended(typed_terms, is_thai) or self._has_phrase(typed_terms) else other

    def _may_be_intended(self, terms: tuple[str, ...], is_thai: bool) -> bool:
        """Whether the terms are words as typed; for Thai only a single term, since any letters segment into words."""
        words = [term for term in terms if len(term) > 1 and not term.isdecimal()]
        known = all(map(self._vocabulary.is_known, words))
        return known and (not is_thai or len(terms) == 1)

    def _has_results(self, term: str) -> bool:
        """Whether a search for the term finds records, itself or through a synonym."""
        return bool(self._vocabulary.count(term) or self._lexicon.synonyms_of((term,)))

    def _corrected_spelling(self, text: str) -> Correction | None:
        """Corrects the runs one by one, within MAX_LOOKED_UP_SPANS for the query; None if none changes."""
        changes, pieces, end, remaining = [], [], 0, MAX_LOOKED_UP_SPANS
        for start, run in _correctable_runs(text):
            corrected, looked_up = self._correct_run(fold(run), remaining)
            remaining -= looked_up
            if corrected != fold(run):
                changes.append((run, corrected))
                pieces += [text[end:start], corrected]
                end = start + len(run)
        return Correction("".join([*pieces, text[end:]]), tuple(changes)) if changes else None

    def _correct_run(self, run: str, max_looked_up: int) -> tuple[str, int]:
        """Returns the corrected run and the number of spans looked up."""
        terms = self._terms(run)
        if len(run) < 3 or self._is_sound(terms) or self._has_phrase(terms):
            return run, 0
        decoder = _RunDecoder(run, terms, self._vocabulary, max_looked_up)
        return decoder.best(), decoder.looked_up

    def _is_sound(self, terms: tuple[str, ...]) -> bool:
        """Whether the terms are one known word, or SOUND_RUN_WORDS or more words of the corpus: an error would leave
        single letters or a word outside the corpus."""
        if len(terms) == 1:
            return self._vocabulary.is_known(terms[0])
        return len(terms) >= SOUND_RUN_WORDS and all(len(term) > 1 and self._vocabulary.count(term) for term in terms)

    def _terms(self, text: str) -> tuple[str, ...]:
        return tuple(term.text for term in self._lexicon.analyzer.words(normalise(text)))


class _RunDecoder:
    """Decodes one run as words at the lowest cost (dynamic programming over its positions)."""

    def __init__(self, run: str, terms: tuple[str, ...], vocabulary: SpellingModel, max_looked_up: int):
        self.looked_up = 0
        self._run = run
        self._vocabulary = vocabulary
        self._max_looked_up = max_looked_up
        self._is_words = all(len(term) > 1 and vocabulary.is_known(term) for term in terms)
        self._doubtful = self._doubtful_letters(terms)

    def best(self) -> str:
        """Returns the decoding that is clearly cheaper than the run as typed, else the run."""
        as_typed, _ = self._cheapest(errors=False)
        price, corrected = self._cheapest(errors=True)
        min_advantage = MIN_ADVANTAGE_OVER_WORDS if self._is_words else MIN_ADVANTAGE
        return corrected if price + min_advantage < as_typed else self._run

    def _doubtful_letters(self, terms: tuple[str, ...]) -> list[bool]:
        """Returns for each letter whether it may be misspelt: whether it is in or next to a term outside the corpus.

        Without such a term every letter is doubtful. Terms of two letters are typical fragments of a misspelt word, so
        the neighbourhood extends over them.
        """
        unknown = [index for index, term in enumerate(terms) if len(term) < 2 or not self._vocabulary.count(term)]
        if not unknown:
            return [True] * len(self._run)
        doubtful_terms = {near for index in unknown for near in _neighbourhood(index, terms)}
        doubts = [True] * len(self._run)
        start = 0
        for index, term in enumerate(terms):
            start = self._run.find(term, start)
            doubts[start : start + len(term)] = [index in doubtful_terms] * len(term)
            start += len(term)
        return doubts

    def _cheapest(self, *, errors: bool) -> tuple[float, str]:
        """Returns the lowest cost of the run as words and these words joined; ``errors`` allows misspelt words."""
        size = len(self._run)
        best: list[tuple[float, str]] = [(0.0, "")] + [(inf, "")] * size
        for start in range(size):
            price, before = best[start]
            if price < inf:
                for end, word, cost in self._words_from(start, errors):
                    if price + cost < best[end][0]:
                        best[end] = (price + cost, before + word)
        return best[size]

    def _words_from(self, start: int, errors: bool) -> Iterator[tuple[int, str, float]]:
        """Yields the words that may begin at ``start`` as (end, word, cost)."""
        for end in range(start + 1, min(len(self._run), start + MAX_LETTERS) + 1):
            piece = self._run[start:end]
            known = len(piece) > 1 and self._vocabulary.is_known(piece)
            if known:
                yield end, piece, self._vocabulary.price(piece)
            yield end, piece, _UNKNOWN + _UNKNOWN_LETTER * len(piece)
            if errors and not known and self._may_be_misspelt(start, end):
                self.looked_up += 1
                for word, price in self._vocabulary.near(piece):
                    yield end, word, price + self._vocabulary.price(word)

    def _may_be_misspelt(self, start: int, end: int) -> bool:
        """Whether the span is looked up as a misspelt word: long enough, at letter boundaries, doubtful, in budget."""
        return (
            end - start >= MIN_LETTERS - 1
            and self.looked_up < self._max_looked_up
            and (end == len(self._run) or self._run[end] not in COMBINING_MARKS)
            and (start == 0 or self._run[start] not in _NOT_FIRST)
            and (all(self._doubtful[start:end]) or end - start == len(self._run))
        )


def _neighbourhood(index: int, terms: tuple[str, ...]) -> Iterator[int]:
    """Yields the index of a term and of its neighbours on both sides, up to the first of more than two letters."""
    yield index
    for side in (range(index - 1, -1, -1), range(index + 1, len(terms))):
        for near in side:
            yield near
            if len(terms[near]) > 2:
                break


def _correctable_runs(text: str) -> Iterator[tuple[int, str]]:
    """Yields (start offset, run) of the letters of a query outside phrases, field queries, prefixes and operators."""
    excluded_spans = [match.span() for match in _NOT_CORRECTED.finditer(text)]
    for run in _RUN.finditer(text):
        if not any(start <= run.start() < end for start, end in excluded_spans):
            yield run.start(), run[0]
