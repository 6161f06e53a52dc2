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

from index.suggest.spelling_model import LONGEST, SHORTEST, SpellingModel
from kmsearch.lexicon.model import Lexicon
from kmsearch.thai.characters import COMBINING_MARKS, FOLLOWING_VOWELS, THAI_CHARACTERS, WORD_CHARACTERS
from kmsearch.thai.keyboard_layout import to_latin, to_thai
from kmsearch.thai.normalise import collapse_whitespace, fold, normalise

MAX_CHARS = 200
"""Maximum characters of a query that is corrected; a full question has about 100."""

MAX_STRETCHES = 400
"""Maximum spans of a query that are looked up: 40 ms."""

CLEARLY, OF_WORDS = 1.0, 3.0
"""Minimum cost advantage (natural log of a likelihood ratio) of a correction over the text as typed; the second holds
if the text as typed consists of words of two letters or more."""

MANY_WORDS = 6
"""Length in words of a run from which words of the corpus are taken as correct: looking for errors among them costs
most of the time of a question and finds none (nDCG@10 of 960 queries with an error is the same within .001)."""

SHORTEST_KEYS = 3
"""Minimum keys of a text that is converted to the other layout: any two keys give a word on one or the other."""

_UNKNOWN, _UNKNOWN_LETTER = 9.0, 3.2
"""Cost of a span outside the vocabulary, and of each of its letters: one of some 25 likely ones (ln 25 = 3.2)."""

_NOT_FIRST = frozenset(COMBINING_MARKS + FOLLOWING_VOWELS)
_RUN = re.compile(rf"[{WORD_CHARACTERS}]+|[^\W\d_{THAI_CHARACTERS}]+")
_LEFT_ALONE = re.compile(r'"[^"]*"?|\S+\s*:\s*\S+|\S+\*|(?:^|(?<=\s))(?:-\S+|OR|NOT|AND|หรือ)(?=\s|$)')
"""Parts of a query that are never corrected: quoted phrases, field queries, prefixes, exclusions, operators."""

Stands = Callable[[tuple[str, ...]], bool]
"""Predicate: whether the corpus has these terms as a phrase."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A corrected query: ``text``, and the (typed, corrected) parts that differ. ``layout``: by keyboard layout."""

    text: str
    changes: tuple[tuple[str, str], ...]
    layout: bool = False


class Corrector:
    """Corrects queries against one corpus; ``stands`` is a phrase lookup in its index."""

    def __init__(self, vocabulary: SpellingModel, lexicon: Lexicon, stands: Stands):
        self._vocabulary = vocabulary
        self._lexicon = lexicon
        self._stands = stands

    def correct(self, text: str) -> Correction | None:
        """Returns the correction of ``text``; None if it is plausible as typed."""
        if len(text) > MAX_CHARS or not text.strip():
            return None
        return self._retyped(collapse_whitespace(text)) or self._respelt(collapse_whitespace(normalise(text)))

    def _retyped(self, text: str) -> Correction | None:
        """Converts the chunks typed on the other layout; chunks with an operator sign only if all chunks convert."""
        chunks = text.split()
        meant = [self._on_other_layout(chunk) for chunk in chunks]
        if not all(meant):
            meant = ["" if chunk[0] in '-"(' else other for chunk, other in zip(chunks, meant, strict=True)]
        changes = tuple((chunk, other) for chunk, other in zip(chunks, meant, strict=True) if other)
        whole = " ".join(other or chunk for chunk, other in zip(chunks, meant, strict=True))
        return Correction(whole, changes, layout=True) if changes else None

    def _on_other_layout(self, chunk: str) -> str:
        """Converts a chunk of unknown words to the other layout; empty unless the result consists of known words."""
        is_thai = any("ก" <= char <= "๛" for char in chunk)
        other = normalise(to_latin(chunk) if is_thai else to_thai(chunk))
        if len(chunk) < SHORTEST_KEYS or "".join(_RUN.findall(fold(other))) != fold(other):
            return ""
        found = self._terms(other)
        sound = all(len(term) > 1 and self._vocabulary.is_known(term) for term in found)
        if not (sound and any(map(self._is_found, found))):
            return ""
        terms = self._terms(chunk)
        return "" if self._may_be_meant(terms, is_thai) or self._stands(terms) else other

    def _may_be_meant(self, terms: tuple[str, ...], is_thai: bool) -> bool:
        """Whether the terms are words as typed; for Thai only a single term, since any letters segment into words."""
        words = [term for term in terms if len(term) > 1 and not term.isdecimal()]
        known = all(map(self._vocabulary.is_known, words))
        return known and (not is_thai or len(terms) == 1)

    def _is_found(self, term: str) -> bool:
        return bool(self._vocabulary.count(term) or self._lexicon.synonyms_of((term,)))

    def _respelt(self, text: str) -> Correction | None:
        changes, pieces, end, left = [], [], 0, MAX_STRETCHES
        for start, run in _free_runs(text):
            meant, cost = self._meant(fold(run), left)
            left -= cost
            if meant != fold(run):
                changes.append((run, meant))
                pieces += [text[end:start], meant]
                end = start + len(run)
        return Correction("".join([*pieces, text[end:]]), tuple(changes)) if changes else None

    def _meant(self, run: str, most: int) -> tuple[str, int]:
        """Returns the corrected run and the number of spans looked up."""
        terms = self._terms(run)
        if len(run) < 3 or self._is_sound(terms) or self._stands(terms):
            return run, 0
        decoder = _RunDecoder(run, terms, self._vocabulary, most)
        return decoder.best(), decoder.looked_up

    def _is_sound(self, terms: tuple[str, ...]) -> bool:
        """Whether the terms are one known word, or so many words of the corpus that an error is improbable: an error
        leaves single letters or a word of no record."""
        if len(terms) == 1:
            return self._vocabulary.is_known(terms[0])
        return len(terms) >= MANY_WORDS and all(len(term) > 1 and self._vocabulary.count(term) for term in terms)

    def _terms(self, text: str) -> tuple[str, ...]:
        return tuple(term.text for term in self._lexicon.analyzer.words(normalise(text)))


class _RunDecoder:
    """Decodes one run as words at the lowest cost (dynamic programming over its positions)."""

    def __init__(self, run: str, terms: tuple[str, ...], vocabulary: SpellingModel, most: int):
        self.looked_up = 0
        self._run = run
        self._vocabulary = vocabulary
        self._most = most
        self._is_words = all(len(term) > 1 and vocabulary.is_known(term) for term in terms)
        self._doubtful = self._doubts(terms)

    def best(self) -> str:
        """Returns the decoding that is clearly cheaper than the run as typed, else the run."""
        as_typed, _ = self._cheapest(errors=False)
        price, meant = self._cheapest(errors=True)
        least = OF_WORDS if self._is_words else CLEARLY
        return meant if price + least < as_typed else self._run

    def _doubts(self, terms: tuple[str, ...]) -> list[bool]:
        """Returns for each letter whether it may be misspelt: it is in or next to a term of no record; all letters are
        if there is no such term.

        Terms of two letters are typical fragments of a misspelt word, so that the neighbourhood extends over them.
        """
        lacking = [place for place, term in enumerate(terms) if len(term) < 2 or not self._vocabulary.count(term)]
        if not lacking:
            return [True] * len(self._run)
        doubtful = {near for place in lacking for near in _around(place, terms)}
        doubts = [True] * len(self._run)
        start = 0
        for place, term in enumerate(terms):
            start = self._run.find(term, start)
            doubts[start : start + len(term)] = [place in doubtful] * len(term)
            start += len(term)
        return doubts

    def _cheapest(self, *, errors: bool) -> tuple[float, str]:
        size = len(self._run)
        best: list[tuple[float, str]] = [(0.0, "")] + [(inf, "")] * size
        for start in range(size):
            price, before = best[start]
            if price < inf:
                for end, word, cost in self._from(start, errors):
                    if price + cost < best[end][0]:
                        best[end] = (price + cost, before + word)
        return best[size]

    def _from(self, start: int, errors: bool) -> Iterator[tuple[int, str, float]]:
        """Yields the words that may begin at ``start``: end, word, cost."""
        for end in range(start + 1, min(len(self._run), start + LONGEST) + 1):
            piece = self._run[start:end]
            known = len(piece) > 1 and self._vocabulary.is_known(piece)
            if known:
                yield end, piece, self._vocabulary.price(piece)
            yield end, piece, _UNKNOWN + _UNKNOWN_LETTER * len(piece)
            if errors and not known and self._may_be_wrong(start, end):
                self.looked_up += 1
                for word, price in self._vocabulary.near(piece):
                    yield end, word, price + self._vocabulary.price(word)

    def _may_be_wrong(self, start: int, end: int) -> bool:
        return (
            end - start >= SHORTEST - 1
            and self.looked_up < self._most
            and (end == len(self._run) or self._run[end] not in COMBINING_MARKS)
            and (start == 0 or self._run[start] not in _NOT_FIRST)
            and (all(self._doubtful[start:end]) or end - start == len(self._run))
        )


def _around(place: int, terms: tuple[str, ...]) -> Iterator[int]:
    """Yields a position and its neighbours on both sides, over terms of two letters up to the first longer one."""
    yield place
    for side in (range(place - 1, -1, -1), range(place + 1, len(terms))):
        for near in side:
            yield near
            if len(terms[near]) > 2:
                break


def _free_runs(text: str) -> Iterator[tuple[int, str]]:
    """Yields the runs of the free words of a query with their start offsets."""
    taken = [found.span() for found in _LEFT_ALONE.finditer(text)]
    for run in _RUN.finditer(text):
        if not any(start <= run.start() < end for start, end in taken):
            yield run.start(), run[0]
