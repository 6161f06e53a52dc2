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

MIN_FRAGMENT_SHARE = 0.8
"""Minimum share of a bigram's occurrences inside one longer phrase for the bigram to be dropped as a fragment
(การมีส่วน). A guess."""

MAX_PHRASES = 5_000
"""Maximum number of phrases, the most frequent first: 1 MB."""

_WORDS = read_lists("kmsearch.data", "function_words")
_LINKS, _OPENERS = (frozenset(_WORDS[name].split()) for name in ("links", "openers"))
"""Function words, which are at neither end of a phrase (links), and words that need a complement, which are never at
its end (openers)."""

_Words = tuple[str, ...]
_TermRun = tuple[str, list[Term]]
"""A text and a run of its terms without a break."""


def find_collocations(records: Iterable[Iterable[str]], analyzer: Analyzer) -> dict[str, int]:
    """Returns the collocations of ``records`` (each an iterable of normalised texts) in their first spelling, with
    document frequencies; most frequent first."""
    runs_by_record = [[run for text in texts for run in _term_runs(text, analyzer)] for texts in records]
    single, pairs, triples = _Counts(), _Counts(), _Counts()
    for runs in runs_by_record:
        single.add(_ngrams(runs, 1))
        pairs.add(_ngrams(runs, 2))
    for runs in runs_by_record:
        trigrams = _ngrams(runs, 3)
        triples.add(
            trigram for trigram in trigrams if all(pairs.records[pair] >= MIN_RECORDS for pair in pairwise(trigram[0]))
        )
    occurrences = single.occurrences | pairs.occurrences | triples.occurrences
    total = max(2, sum(single.occurrences.values()))
    collocations = {
        words: count
        for words, count in (pairs.records | triples.records).items()
        if count >= MIN_RECORDS and _is_whole(words) and _npmi(words, occurrences, total) >= MIN_NPMI
    }
    spellings = pairs.spellings | triples.spellings
    whole_phrases = _without_fragments(collocations, occurrences).items()
    most_frequent = sorted(whole_phrases, key=lambda phrase: (-phrase[1], phrase[0]))[:MAX_PHRASES]
    return {spellings[words]: count for words, count in most_frequent}


def is_function_word(word: str) -> bool:
    """Whether a word is useless as a suggestion by itself: a function word, or one that needs a complement."""
    return word in _LINKS or word in _OPENERS


class _Counts:
    """Occurrences and document frequencies of n-grams, and the first spelling of each."""

    def __init__(self) -> None:
        self.occurrences: Counter[_Words] = Counter()
        self.records: Counter[_Words] = Counter()
        self.spellings: dict[_Words, str] = {}

    def add(self, ngrams: Iterable[tuple[_Words, str]]) -> None:
        """Counts the n-grams of one record."""
        ngrams = list(ngrams)
        self.occurrences.update(words for words, _ in ngrams)
        self.records.update({words for words, _ in ngrams})
        for words, text in ngrams:
            self.spellings.setdefault(words, text)


def _term_runs(text: str, analyzer: Analyzer) -> Iterator[_TermRun]:
    """Yields runs of terms without a break; a blank breaks Thai words, a number or a single letter breaks any."""
    run: list[Term] = []
    for term in analyzer.words(text):
        if run and not _are_adjacent(text, run[-1], term):
            yield text, run
            run = []
        if len(term.text) > 1 and not term.text.isdecimal():
            run.append(term)
        elif run:
            yield text, run
            run = []
    yield text, run


def _are_adjacent(text: str, first: Term, second: Term) -> bool:
    """Whether two terms are adjacent: nothing between them, or one blank between Latin words."""
    between = text[first.end : second.start]
    return not between or (between == " " and text[first.end - 1].isascii() and text[second.start].isascii())


def _ngrams(runs: Iterable[_TermRun], length: int) -> Iterator[tuple[_Words, str]]:
    """Yields every n-gram of ``length`` words with its spelling."""
    for text, terms in runs:
        for start in range(len(terms) - length + 1):
            ngram = terms[start : start + length]
            yield tuple(term.text for term in ngram), text[ngram[0].start : ngram[-1].end]


def _is_whole(words: _Words) -> bool:
    """Whether no function word is at either end and the last word needs no complement."""
    return not (words[0] in _LINKS or words[-1] in _LINKS or words[-1] in _OPENERS)


def _npmi(words: _Words, occurrences: Mapping[_Words, int], total: int) -> float:
    """Returns the NPMI of the words; for three words the minimum over both splits."""
    share = occurrences[words] / total
    splits = ((words[:at], words[at:]) for at in range(1, len(words)))
    return min(
        log(share * total * total / (occurrences[first] * occurrences[rest])) / -log(share) for first, rest in splits
    )


def _without_fragments(collocations: Mapping[_Words, int], occurrences: Mapping[_Words, int]) -> dict[_Words, int]:
    """Returns ``collocations`` without the bigrams that rarely occur outside a longer phrase."""
    fragments = {
        pair
        for words in collocations
        if len(words) > 2
        for pair in pairwise(words)
        if occurrences[words] >= MIN_FRAGMENT_SHARE * occurrences[pair]
    }
    return {words: count for words, count in collocations.items() if words not in fragments}
