"""Spelling model: the words a query may mean with their costs, and neighbours by edit distance.

Two words with one edit share their first or second half (of n letters at least the first or last (n-1)//2), so that
only words with an equal half are compared. Tables for 30,000 words take 0.1 s to build and 20 MB; a lookup 0.1 ms.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from math import log

from rapidfuzz.distance import OSA

from kmsearch.lexicon.model import Lexicon
from kmsearch.thai.characters import TONE_MARKS
from kmsearch.thai.tokenizer import word_frequencies

MIN_LETTERS = 4
"""Minimum letters of words compared by edit distance: with three letters nearly every word has neighbours."""

TWO_EDIT_LETTERS = 9
"""Minimum letters of words with two edits: long words have few neighbours by chance. A guess."""

MAX_LETTERS = 24
"""Maximum letters of a word that is looked up; longer ones are titles without blanks. A guess."""

TONE_COST, EDIT_COST = 4.5, 7.0
"""Additional cost of a difference in tone marks only, and of each substituted, missing, added or transposed letter:
negative log of its probability per word, about 1 in 90 and 1 in 1,100. Assumed, not measured."""

_MAX_HALF = 4
"""Maximum letters of a half in the index. A guess."""

_GENERAL_WORDS = 33.5e6
"""Words of the Thai National Corpus, the source of the general frequencies."""

_CACHED_NEIGHBOURS = 20_000
"""Terms whose neighbours are cached. A guess."""

_NO_TONES = str.maketrans("", "", TONE_MARKS)


class SpellingModel:
    """Words with costs: negative log of the mean of their relative frequencies in the corpus and in general Thai."""

    def __init__(self, counts: Mapping[str, int], lexicon: Lexicon):
        """``counts`` are the words of the corpus with their document frequencies."""
        self._counts = counts
        self._analyzer = lexicon.analyzer
        self._total = max(1, sum(counts.values()))
        self._synonym_terms = frozenset(
            term for group in lexicon.synonyms for phrase in group for term in self._terms(phrase)
        )
        self._starts: dict[tuple[int, str], list[str]] = {}
        self._ends: dict[tuple[int, str], list[str]] = {}
        self._toneless: dict[str, list[str]] = {}
        self._index_words(word for word in {*counts, *self._synonym_terms} if self._is_valid_correction(word))
        self.near = lru_cache(_CACHED_NEIGHBOURS)(self._near)

    def count(self, term: str) -> int:
        """Returns the document frequency of the term as a word."""
        return self._counts.get(term, 0)

    def is_known(self, term: str) -> bool:
        """Whether the term is in the corpus, in a synonym group or in the dictionary."""
        return term in self._counts or term in self._synonym_terms or self._analyzer.is_word(term)

    def is_word(self, term: str) -> bool:
        """Whether the term is in the dictionary or in more than one record."""
        return self._analyzer.is_word(term) or self.count(term) > 1

    def price(self, term: str) -> float:
        """Returns the cost of a known word; between 3 (frequent) and 19 (rare)."""
        general = _general_frequencies().get(term, 0) if self._analyzer.is_word(term) else 0
        share = self.count(term) / self._total + general / _GENERAL_WORDS
        return -log(share / 2 or 1 / _GENERAL_WORDS)

    def tones(self, term: str) -> list[str]:
        """Returns the words of the corpus that differ from ``term`` in tone marks only, most frequent first."""
        variants = self._toneless.get(term.translate(_NO_TONES), ())
        return sorted((word for word in variants if word != term), key=lambda word: (-self.count(word), word))

    def _near(self, term: str) -> tuple[tuple[str, float], ...]:
        """Returns the words of corpus and lexicon within edit distance of ``term``, with their error costs."""
        cost_by_word = dict.fromkeys(self.tones(term), TONE_COST)
        if MIN_LETTERS <= len(term) <= MAX_LETTERS:
            for word in self._sharing_half(term):
                errors = OSA.distance(term, word, score_cutoff=2)
                if 0 < errors <= (2 if min(len(term), len(word)) >= TWO_EDIT_LETTERS else 1):
                    cost_by_word.setdefault(word, errors * EDIT_COST)
        return tuple(cost_by_word.items())

    def nearest(self, term: str, limit: int) -> list[str]:
        """Returns at most ``limit`` neighbours of ``term`` in the corpus, most probable first."""
        near = [(price + self.price(word), word) for word, price in self.near(term) if self.count(word)]
        return [word for _, word in sorted(near)[:limit]]

    def _sharing_half(self, term: str) -> set[str]:
        """Returns the words of similar length that share the first or second half of ``term``."""
        max_edits = 2 if len(term) >= TWO_EDIT_LETTERS else 1
        candidates: set[str] = set()
        for length in range(max(MIN_LETTERS, len(term) - max_edits), len(term) + max_edits + 1):
            half = _half(length)
            candidates.update(self._starts.get((length, term[:half]), ()), self._ends.get((length, term[-half:]), ()))
        return candidates

    def _index_words(self, words: Iterable[str]) -> None:
        """Indexes the words by spelling without tones, and by length with first and last half."""
        for word in words:
            self._toneless.setdefault(word.translate(_NO_TONES), []).append(word)
            if MIN_LETTERS <= len(word) <= MAX_LETTERS:
                half = _half(len(word))
                self._starts.setdefault((len(word), word[:half]), []).append(word)
                self._ends.setdefault((len(word), word[-half:]), []).append(word)

    def _is_valid_correction(self, word: str) -> bool:
        """Whether a word is a valid correction; a fragment or a word of a single record is not."""
        return len(word) > 1 and not word.isdecimal() and (word in self._synonym_terms or self.is_word(word))

    def _terms(self, phrase: str) -> Iterator[str]:
        return (term.text for term in self._analyzer.words(phrase))


def _half(length: int) -> int:
    """Returns the letters of the indexed half of a word of ``length`` letters."""
    return min(_MAX_HALF, (length - 1) // 2)


@cache
def _general_frequencies() -> Mapping[str, int]:
    """Returns word frequencies of general Thai; 0.3 s on the first call."""
    return word_frequencies()
