"""Thai tokenization: words, subwords and character clusters. The only module that imports PyThaiNLP.

One :class:`Analyzer` tokenizes text for the index, for queries and for highlighting, so that the three always agree.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby, pairwise
from typing import NamedTuple, cast

os.environ.setdefault("PYTHAINLP_READ_ONLY", "1")  # otherwise PyThaiNLP creates a data folder in the user's home

from pythainlp import __version__ as PYTHAINLP_VERSION
from pythainlp.corpus import phupha, thai_family_names, thai_female_names, thai_male_names, thai_words
from pythainlp.corpus.tnc import unigram_word_freqs
from pythainlp.tokenize.newmm import segment
from pythainlp.tokenize.tcc import _PAT_TCC as TCC
from pythainlp.util import Trie

from kmsearch.thai.characters import CONSONANTS, LETTERS, THAI_CHARACTERS, WORD_CHARACTERS
from kmsearch.thai.normalise import fold, normalise

ANALYZER_VERSION = 3
"""Incremented whenever the same text gives other terms; part of every index's fingerprint."""

CLUSTER_JOINT = "·"
"""Separator between the two character clusters of a bigram; it keeps every bigram distinct from every word."""

_THAI_LETTER = re.compile(f"[{CONSONANTS}]")
_CLUSTER = re.compile(f"{TCC.pattern}|.", re.DOTALL)
"""One Thai character cluster (TCC). PyThaiNLP's own ``tcc`` function copies the rest of the text for each cluster; its
pattern alone is faster."""

RUNS_KEPT = 50_000
"""Thai runs whose segmentation is cached: runs recur, and words and subwords need the same segmentation. A guess."""

PREFIXES_KEPT = 10_000
"""Positions whose dictionary prefixes are cached: newmm looks them up, then the search for subwords. A guess."""

_SHORT_FORM = re.compile(rf"[{CONSONANTS}]{{1,4}}(?:\.[{CONSONANTS}]{{1,4}})+\.?")


def _runs(short_forms: Iterable[str]) -> re.Pattern[str]:
    """Pattern of the runs that text is split into before dictionary lookup: dotted abbreviations, Thai (ended by ๆ and
    ฯ), digits, other letters. ``short_forms``, longest first, are abbreviations recognised inside a run of letters."""
    known = "|".join(re.escape(form.rstrip(".")) + rf"(?:\.|(?![{LETTERS}]))" for form in short_forms) or "(?!)"
    return re.compile(
        rf"(?P<short>{known}|(?<![{LETTERS}])(?:[{CONSONANTS}]{{1,4}}\.)+(?:[{CONSONANTS}]{{1,3}}(?![{LETTERS}]))?)"
        rf"|(?P<thai>(?:(?!{known})[{WORD_CHARACTERS}])+)|\d+|[^\W\d_{THAI_CHARACTERS}]+"
    )


class Term(NamedTuple):
    """A term and its position: ``text`` is folded; ``start`` and ``end`` are character offsets."""

    text: str
    start: int
    end: int


class Analyzer:
    """Tokenizes text into index terms: newmm words over PyThaiNLP's dictionary plus ``own_words``.

    ``words`` gives the exact terms. ``subwords`` gives the dictionary words inside compounds and the bigrams of Thai
    character clusters (TCC), which find words that the dictionary lacks.
    """

    def __init__(self, own_words: Iterable[str] = ()):
        words = [fold(normalise(word)) for word in own_words]
        self._own = frozenset(re.sub(f"[^{LETTERS}]", "", word) for word in words) - {""}
        self._short_forms = sorted(set(filter(_SHORT_FORM.fullmatch, words)), key=lambda form: (-len(form), form))
        self._runs = _runs(self._short_forms)
        self._dictionary = _dictionary(self._own)
        self._cut = lru_cache(RUNS_KEPT)(self._cut_thai)

    @property
    def fingerprint(self) -> str:
        """Sixteen hex digits that change whenever the same text could give other terms."""
        versions = f"{ANALYZER_VERSION} {PYTHAINLP_VERSION}"
        content = "\n".join([versions, *self._short_forms, *sorted(self._own | thai_words())])
        return hashlib.sha256(content.encode()).hexdigest()[:16]

    def words(self, text: str) -> list[Term]:
        """Returns the exact terms of ``text`` in order; offsets point into ``text`` as given (normalise it first)."""
        terms: list[Term] = []
        for run in self._runs.finditer(fold(text)):
            if run["thai"]:
                terms += self._thai_words(run["thai"], run.start())
            else:
                terms.append(Term(run[0].replace(".", ""), run.start(), run.end()))
        return terms

    def subwords(self, text: str) -> list[str]:
        """Returns the words inside compounds of each Thai run, then its cluster bigrams; folded, without offsets."""
        subwords: list[str] = []
        for run in self._runs.finditer(fold(text)):
            if run["thai"]:
                subwords += self._inner_words(run["thai"])
                subwords += self.bigrams(run["thai"])
        return subwords

    def is_word(self, term: str) -> bool:
        """Whether the dictionary has ``term``; ``subwords`` then contains it wherever it occurs."""
        return term in self._dictionary.words

    @property
    def vocabulary(self) -> frozenset[str]:
        """All words of the dictionary: PyThaiNLP's and the analyzer's own."""
        return frozenset(thai_words() | self._own)

    @property
    def own_words(self) -> frozenset[str]:
        """The words given at construction, reduced to their Thai letters."""
        return self._own

    def bigrams(self, run: str) -> list[str]:
        """Returns the character-cluster bigrams of one Thai run, each as ``first·second``."""
        return [first + CLUSTER_JOINT + second for first, second in pairwise(clusters(run))]

    def _thai_words(self, run: str, start: int) -> Iterator[Term]:
        for piece in self._cut(run):
            if _THAI_LETTER.search(piece):
                yield Term(piece, start, start + len(piece))
            start += len(piece)

    def _cut_thai(self, run: str) -> tuple[str, ...]:
        return tuple(segment(run, cast("Trie", self._dictionary), safe_mode=True))

    def _inner_words(self, run: str) -> Iterator[str]:
        for known, pieces in groupby(self._cut(run), self._dictionary.words.__contains__):
            if known:
                yield from self._lattice("".join(pieces))

    def _lattice(self, stretch: str) -> Iterator[str]:
        """Yields every word on some complete segmentation of ``stretch`` into dictionary words of two letters or more.

        A lattice over cluster boundaries: edges are dictionary words, kept if both ends are on a path end to end.
        """
        bounds = [0, *(cluster.end() for cluster in _CLUSTER.finditer(stretch))]
        borders = set(bounds)
        reached = {0}
        edges: dict[int, list[int]] = {}
        for start in bounds[:-1]:
            if start in reached:
                words = self._dictionary.prefixes(stretch, start)
                edges[start] = [end for word in words if len(word) > 1 and (end := start + len(word)) in borders]
                reached.update(edges[start])
        leading_to_end = {len(stretch)}
        for start in reversed(edges):
            if not leading_to_end.isdisjoint(edges[start]):
                leading_to_end.add(start)
        for start, ends in edges.items():
            yield from (stretch[start:end] for end in ends if end in leading_to_end)


def clusters(run: str) -> Iterator[str]:
    """Yields the Thai character clusters of one run, in order; joined they give the run."""
    return (cluster[0] for cluster in _CLUSTER.finditer(run))


def word_frequencies() -> dict[str, int]:
    """Returns word frequencies of the Thai National Corpus (33.5 million words); some words are in no dictionary.

    That corpus is segmented into short words. For longer dictionary words the relative frequency in a larger web
    corpus (Phupha, 27 billion words) is used where it is higher.
    """
    counts, web = dict(unigram_word_freqs()), phupha.unigram_word_freqs()
    share = sum(counts.values()) / sum(web.values())
    longer = (word for word in web.keys() & thai_words() if len(word) > 3)
    return counts | {word: max(counts.get(word, 0), round(share * web[word])) for word in longer}


def personal_names() -> frozenset[str]:
    """Returns given names and family names of Thai people, from PyThaiNLP."""
    return frozenset(thai_family_names() | thai_female_names() | thai_male_names())


class _Dictionary:
    """Word set with prefix lookup by the first three letters: the part of PyThaiNLP's ``Trie`` that newmm uses, faster
    and smaller."""

    def __init__(self, words: Iterable[str]):
        self.words = frozenset(word.strip() for word in words)
        lengths: dict[str, set[int]] = {}
        for word in self.words:
            if len(word) > 2:
                lengths.setdefault(word[:3], {1, 2}).add(len(word))
        self._lengths = {start: tuple(sorted(sizes)) for start, sizes in lengths.items()}
        self.prefixes = lru_cache(PREFIXES_KEPT)(self._prefixes)

    def _prefixes(self, text: str, start: int = 0) -> list[str]:
        """Returns the dictionary words that begin at ``start``, shortest first."""
        lengths = self._lengths.get(text[start : start + 3], (1, 2))
        beyond = len(text) - start + 1
        words = self.words
        return [word for n in lengths if n < beyond and (word := text[start : start + n]) in words]


@lru_cache(maxsize=4)
def _dictionary(own: frozenset[str]) -> _Dictionary:
    return _Dictionary(thai_words() | own)
