"""The words that a query can mean: those of the corpus with their counts, those of the dictionary, and which are near.

Words that differ by one error share their first half or their second half (of a word of n letters at least the first
or the last (n-1)//2), so that only the words with the same half are compared. Tables for 30,000 words take 0.1 s to
make and 20 MB; a look-up takes some 0.1 ms.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from math import log

from rapidfuzz.distance import OSA

from kmsearch.lexicon.model import Lexicon
from kmsearch.thai.tokenizer import word_counts

TONES = "่้๊๋"

SHORTEST = 4
"""Letters of the shortest word that is near another by a letter: of three, nearly every other word is near."""

LONG = 9
"""From so many letters on two errors are forgiven: few words are that near a long one by chance."""

LONGEST = 24
"""Letters of the longest word that is looked up; longer ones are titles run together."""

TONE_PRICE, ERROR_PRICE = 4.5, 7.0
"""What a word costs more for tone marks alone, or for each wrong, missing, added or swapped letter: minus the logarithm
of how often that happens to a word, about one in 90 and one in 1,100."""

_HALF = 4
_GENERAL_WORDS = 33.5e6
_REMEMBERED = 20_000
_NO_TONES = str.maketrans("", "", TONES)


class Vocabulary:
    """Words with prices: minus the logarithm of how often a word is meant, by the corpus and by general Thai alike."""

    def __init__(self, counts: Mapping[str, int], lexicon: Lexicon):
        """``counts`` are the words of the corpus with the number of records that have each."""
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
        """How many records have the term as a word of its own."""
        return self._counts.get(term, 0)

    def is_known(self, term: str) -> bool:
        """Whether the corpus, the lexicon or the dictionary has the term."""
        return term in self._counts or term in self._said or self._analyzer.is_word(term)

    def is_word(self, term: str) -> bool:
        """Whether the dictionary has the term, or the corpus more than once."""
        return self._analyzer.is_word(term) or self.count(term) > 1

    def price(self, term: str) -> float:
        """The price of a known word; the rarer, the higher (between 3 and 19)."""
        general = _general().get(term, 0) if self._analyzer.is_word(term) else 0
        share = self.count(term) / self._total + general / _GENERAL_WORDS
        return -log(share / 2 or 1 / _GENERAL_WORDS)

    def tones(self, term: str) -> list[str]:
        """The words of the corpus that are ``term`` but for tone marks, the most frequent first."""
        same = self._toneless.get(term.translate(_NO_TONES), ())
        return sorted((word for word in same if word != term), key=lambda word: (-self.count(word), word))

    def _near(self, term: str) -> tuple[tuple[str, float], ...]:
        """The words of corpus and lexicon that ``term`` may be meant for, with what its errors cost."""
        found = dict.fromkeys(self.tones(term), TONE_PRICE)
        if SHORTEST <= len(term) <= LONGEST:
            for word in self._alike(term):
                errors = OSA.distance(term, word, score_cutoff=2)
                if 0 < errors <= (2 if min(len(term), len(word)) >= LONG else 1):
                    found.setdefault(word, errors * ERROR_PRICE)
        return tuple(found.items())

    def nearest(self, term: str, most: int) -> list[str]:
        """At most so many words of the corpus that are near ``term``, the likeliest first."""
        near = [(price + self.price(word), word) for word, price in self.near(term) if self.count(word)]
        return [word for _, word in sorted(near)[:most]]

    def _alike(self, term: str) -> set[str]:
        """The words of about the length of ``term`` that begin or end with the same half."""
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
        """Whether a word can be what was meant: a fragment or a misspelling that stands somewhere once cannot."""
        return len(word) > 1 and not word.isdecimal() and (word in self._said or self.is_word(word))

    def _cut(self, phrase: str) -> Iterator[str]:
        return (term.text for term in self._analyzer.words(phrase))


def _half(length: int) -> int:
    return min(_HALF, (length - 1) // 2)


@cache
def _general() -> Mapping[str, int]:
    """How often each word stands in general Thai; 0.3 s the first time."""
    return word_counts()
