"""Extracts collocations: bigrams and trigrams of words that occur in several records, more often than by chance.

The association of two words is their normalised pointwise mutual information (NPMI; Bouma 2009): 0 for words that meet
by chance, 1 for words that always occur together. 50,000 words take about 1 s, mostly tokenization, and 25 MB.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from math import log

from kmsearch.thai.tokenizer import Analyzer, Term
from kmsearch.word_lists import read_lists

MIN_RECORDS = 3
"""Minimum document frequency of a phrase: a phrase of two records may have been copied from one to the other."""

MIN_NPMI = 0.3
"""Minimum NPMI of a phrase. Judged by eye on the samples: between 0.2 and 0.3 are chance neighbours (เดือนหลัง,
สมาชิกกลุ่ม), above it few."""

PART_OF = 0.8
"""Share of a bigram's occurrences inside a longer phrase from which it is dropped as a fragment (การมีส่วน)."""

MAX_PHRASES = 5_000
"""Phrases kept, the most frequent; 1 MB."""

_WORDS = read_lists("kmsearch.data", "function_words")
_LINKS, _OPENERS = (frozenset(_WORDS[name].split()) for name in ("links", "openers"))
"""Function words, which neither begin nor end a phrase; words that need a complement, which end none."""

_Words = tuple[str, ...]
_Stretch = tuple[str, list[Term]]
"""A text and a run of its terms without a break."""


def find_collocations(records: Iterable[Iterable[str]], analyzer: Analyzer) -> dict[str, int]:
    """Returns the collocations of ``records`` (each an iterable of normalised texts) in their first spelling, with
    document frequencies; most frequent first."""
    cut = [[stretch for text in texts for stretch in _stretches(text, analyzer)] for texts in records]
    single, pairs, triples = _Counts(), _Counts(), _Counts()
    for stretches in cut:
        single.add(_rows(stretches, 1))
        pairs.add(_rows(stretches, 2))
    for stretches in cut:
        rows = _rows(stretches, 3)
        triples.add(row for row in rows if all(pairs.records[part] >= MIN_RECORDS for part in pairwise(row[0])))
    times = single.times | pairs.times | triples.times
    total = max(2, sum(single.times.values()))
    found = {
        words: count
        for words, count in (pairs.records | triples.records).items()
        if count >= MIN_RECORDS and _is_whole(words) and _npmi(words, times, total) >= MIN_NPMI
    }
    written = pairs.written | triples.written
    best = sorted(_without_pieces(found, times).items(), key=lambda one: (-one[1], one[0]))[:MAX_PHRASES]
    return {written[words]: count for words, count in best}


def is_function_word(word: str) -> bool:
    """Whether a word is useless as a suggestion by itself: a function word, or one that needs a complement."""
    return word in _LINKS or word in _OPENERS


class _Counts:
    """Occurrences and document frequencies of n-grams, and the first spelling of each."""

    def __init__(self) -> None:
        self.times: Counter[_Words] = Counter()
        self.records: Counter[_Words] = Counter()
        self.written: dict[_Words, str] = {}

    def add(self, rows: Iterable[tuple[_Words, str]]) -> None:
        """Counts the n-grams of one record."""
        found = list(rows)
        self.times.update(words for words, _ in found)
        self.records.update({words for words, _ in found})
        for words, text in found:
            self.written.setdefault(words, text)


def _stretches(text: str, analyzer: Analyzer) -> Iterator[_Stretch]:
    """Yields runs of terms without a break; a blank breaks Thai words, a number or a single letter breaks any."""
    row: list[Term] = []
    for term in analyzer.words(text):
        if row and not _meet(text, row[-1], term):
            yield text, row
            row = []
        if len(term.text) > 1 and not term.text.isdecimal():
            row.append(term)
        elif row:
            yield text, row
            row = []
    yield text, row


def _meet(text: str, first: Term, second: Term) -> bool:
    between = text[first.end : second.start]
    return not between or (between == " " and text[first.end - 1].isascii() and text[second.start].isascii())


def _rows(stretches: Iterable[_Stretch], length: int) -> Iterator[tuple[_Words, str]]:
    """Yields every n-gram of ``length`` words with its spelling."""
    for text, terms in stretches:
        for place in range(len(terms) - length + 1):
            row = terms[place : place + length]
            yield tuple(term.text for term in row), text[row[0].start : row[-1].end]


def _is_whole(words: _Words) -> bool:
    return not (words[0] in _LINKS or words[-1] in _LINKS or words[-1] in _OPENERS)


def _npmi(words: _Words, times: Mapping[_Words, int], total: int) -> float:
    """Returns the NPMI of the words; for three words the minimum over both splits."""
    share = times[words] / total
    cuts = ((words[:place], words[place:]) for place in range(1, len(words)))
    return min(log(share * total * total / (times[first] * times[rest])) / -log(share) for first, rest in cuts)


def _without_pieces(found: Mapping[_Words, int], times: Mapping[_Words, int]) -> dict[_Words, int]:
    """Drops the bigrams that rarely occur outside a longer phrase."""
    pieces = {
        part for words in found if len(words) > 2 for part in pairwise(words) if times[words] >= PART_OF * times[part]
    }
    return {words: count for words, count in found.items() if words not in pieces}
