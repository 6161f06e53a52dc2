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

SHORTEST = 4
"""Minimum letters of words compared by edit distance: with three letters nearly every word has neighbours."""

LONG = 9
"""Letters from which two edits are allowed: long words have few neighbours by chance."""

LONGEST = 24
"""Maximum letters of a word that is looked up; longer ones are titles without blanks."""

TONE_PRICE, ERROR_PRICE = 4.5, 7.0
"""Additional cost of a difference in tone marks only, and of each substituted, missing, added or transposed letter:
negative log of its probability per word, about 1 in 90 and 1 in 1,100. Assumed, not measured."""

_HALF = 4
_GENERAL_WORDS = 33.5e6
_REMEMBERED = 20_000
_NO_TONES = str.maketrans("", "", TONE_MARKS)


class SpellingModel:
    """Words with costs: negative log of the mean of their relative frequencies in the corpus and in general Thai."""

    def __init__(self, counts: Mapping[str, int], lexicon: Lexicon):
        """``counts`` are the words of the corpus with their document frequencies."""
        self._counts = counts
        self._analyzer = lexicon.analyzer
        self._total = max(1, sum(counts.values()))
        self._said = frozenset(term for group in lexicon.synonyms for phrase in group for term in self._cut(phrase))
        self._starts: dict[tuple[int, str], list[str]] = {}
        self._ends: dict[tuple[int, str], list[str]] = {}
        self._toneless: dict[str, list[str]] = {}
        self._arrange(word for word in {*counts, *self._said} if self._is_sound(word))
        self.near = lru_cache(_REMEMBERED)(self._near)

    def count(self, term: str) -> int:
        """Returns the document frequency of the term as a word."""
        return self._counts.get(term, 0)

    def is_known(self, term: str) -> bool:
        """Whether the corpus, the lexicon or the dictionary has the term."""
        return term in self._counts or term in self._said or self._analyzer.is_word(term)

    def is_word(self, term: str) -> bool:
        """Whether the dictionary has the term, or more than one record."""
        return self._analyzer.is_word(term) or self.count(term) > 1

    def price(self, term: str) -> float:
        """Returns the cost of a known word; between 3 (frequent) and 19 (rare)."""
        general = _general().get(term, 0) if self._analyzer.is_word(term) else 0
        share = self.count(term) / self._total + general / _GENERAL_WORDS
        return -log(share / 2 or 1 / _GENERAL_WORDS)

    def tones(self, term: str) -> list[str]:
        """Returns the words of the corpus that differ from ``term`` in tone marks only, most frequent first."""
        same = self._toneless.get(term.translate(_NO_TONES), ())
        return sorted((word for word in same if word != term), key=lambda word: (-self.count(word), word))

    def _near(self, term: str) -> tuple[tuple[str, float], ...]:
        """Returns the words of corpus and lexicon within edit distance of ``term``, with their error costs."""
        found = dict.fromkeys(self.tones(term), TONE_PRICE)
        if SHORTEST <= len(term) <= LONGEST:
            for word in self._alike(term):
                errors = OSA.distance(term, word, score_cutoff=2)
                if 0 < errors <= (2 if min(len(term), len(word)) >= LONG else 1):
                    found.setdefault(word, errors * ERROR_PRICE)
        return tuple(found.items())

    def nearest(self, term: str, most: int) -> list[str]:
        """Returns at most ``most`` neighbours of ``term`` in the corpus, most probable first."""
        near = [(price + self.price(word), word) for word, price in self.near(term) if self.count(word)]
        return [word for _, word in sorted(near)[:most]]

    def _alike(self, term: str) -> set[str]:
        """Returns the words of similar length that share the first or second half of ``term``."""
        reach = 2 if len(term) >= LONG else 1
        found: set[str] = set()
        for length in range(max(SHORTEST, len(term) - reach), len(term) + reach + 1):
            half = _half(length)
            found.update(self._starts.get((length, term[:half]), ()), self._ends.get((length, term[-half:]), ()))
        return found

    def _arrange(self, words: Iterable[str]) -> None:
        for word in words:
            self._toneless.setdefault(word.translate(_NO_TONES), []).append(word)
            if SHORTEST <= len(word) <= LONGEST:
                half = _half(len(word))
                self._starts.setdefault((len(word), word[:half]), []).append(word)
                self._ends.setdefault((len(word), word[-half:]), []).append(word)

    def _is_sound(self, word: str) -> bool:
        """Whether a word is a valid correction; a fragment or a word of a single record is not."""
        return len(word) > 1 and not word.isdecimal() and (word in self._said or self.is_word(word))

    def _cut(self, phrase: str) -> Iterator[str]:
        return (term.text for term in self._analyzer.words(phrase))


def _half(length: int) -> int:
    return min(_HALF, (length - 1) // 2)


@cache
def _general() -> Mapping[str, int]:
    """Returns word frequencies of general Thai; 0.3 s on the first call."""
    return word_frequencies()
