"""What a query was meant to be: typed on the other keyboard layout, or with errors in words.

Text is looked at run by run (Thai or Latin letters without a break). A run that stands in the corpus as it is typed is
right. Any other is read anew as words at the prices of ``spelling_model``, with errors undone at a price: an error
breaks the cut into words, so errors are undone in stretches that run over what the words were cut into. The reading
must be clearly cheaper than the one without errors. Words that are known are not exchanged for others.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import inf

from index.suggest.spelling_model import LONGEST, SHORTEST, Vocabulary
from kmsearch.lexicon.model import Lexicon
from kmsearch.thai.keyboard_layout import to_latin, to_thai
from kmsearch.thai.tokenizer import fold, normalise, squeeze

MAX_CHARS = 200
"""Characters of a query that is corrected: a full question has 100."""

MAX_STRETCHES = 400
"""Stretches of a query that are looked up: 40 ms at most."""

CLEARLY, OF_WORDS = 1.0, 3.0
"""How much cheaper than the text as typed a reading must be (e to this power times as likely), and how much where the
text as typed is words of two letters and more throughout."""

MANY = 6
"""Words in a row from which on those that the corpus has are taken as they are: looking for errors among them costs
most of what a question costs, and finds none (nDCG@10 of 960 queries with an error is the same within .001)."""

SHORTEST_KEYS = 3
"""Keys of the shortest text that is read on the other layout: two of any kind are a word on one or the other."""

_UNKNOWN, _UNKNOWN_LETTER = 9.0, 3.2
"""Price of letters no word covers, and of each of them: one of some 25 likely ones (ln 25 = 3.2)."""

_MARKS = "ัิีึืฺุู็่้๊๋์ํ๎"
_NOT_FIRST = frozenset(_MARKS + "ะาำๅ")
_RUN = re.compile(r"[ก-ฮะ-ฺเ-ๅ็-๎]+|[^\W\d_ก-๛]+")
_LEFT_ALONE = re.compile(r'"[^"]*"?|\S+\s*:\s*\S+|\S+\*|(?:^|(?<=\s))(?:-\S+|OR|NOT|AND|หรือ)(?=\s|$)')
"""What of a query is taken as typed: phrases, fields, beginnings of words, what is excluded, operators."""

Stands = Callable[[tuple[str, ...]], bool]
"""Whether the corpus has these terms side by side."""


@dataclass(frozen=True, slots=True)
class Correction:
    """The query that was meant: ``text``, and the (typed, meant) pieces that differ. ``layout``: by the keyboard."""

    text: str
    changes: tuple[tuple[str, str], ...]
    layout: bool = False


class Corrector:
    """Corrects queries over one corpus. ``stands`` asks its index."""

    def __init__(self, vocabulary: Vocabulary, lexicon: Lexicon, stands: Stands):
        self._vocabulary = vocabulary
        self._lexicon = lexicon
        self._stands = stands

    def correct(self, text: str) -> Correction | None:
        """What ``text`` was meant to be; None where it may well be meant as it is."""
        if len(text) > MAX_CHARS or not text.strip():
            return None
        return self._retyped(squeeze(text)) or self._respelt(squeeze(normalise(text)))

    def _retyped(self, text: str) -> Correction | None:
        """The text with the chunks that were typed on the other layout; one with an operator's sign if all were."""
        chunks = text.split()
        meant = [self._on_other_layout(chunk) for chunk in chunks]
        if not all(meant):
            meant = ["" if chunk[0] in '-"(' else other for chunk, other in zip(chunks, meant, strict=True)]
        changes = tuple((chunk, other) for chunk, other in zip(chunks, meant, strict=True) if other)
        whole = " ".join(other or chunk for chunk, other in zip(chunks, meant, strict=True))
        return Correction(whole, changes, layout=True) if changes else None

    def _on_other_layout(self, chunk: str) -> str:
        """What the keys of a chunk of unknown words give on the other layout, if that is words; else empty."""
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
        """Whether terms are words as they are; of Thai only a single one, since any letters are cut into words."""
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
        """What a run was meant to be, and how many stretches were looked up."""
        terms = self._terms(run)
        if len(run) < 3 or self._is_sound(terms) or self._stands(terms):
            return run, 0
        reading = _Reading(run, terms, self._vocabulary, most)
        return reading.meant(), reading.looked_up

    def _is_sound(self, terms: tuple[str, ...]) -> bool:
        """Whether terms are a word, or so many words that the corpus has that no error can be among them: it leaves
        letters, or a word that is in no record."""
        if len(terms) == 1:
            return self._vocabulary.is_known(terms[0])
        return len(terms) >= MANY and all(len(term) > 1 and self._vocabulary.count(term) for term in terms)

    def _terms(self, text: str) -> tuple[str, ...]:
        return tuple(term.text for term in self._lexicon.analyzer.words(normalise(text)))


class _Reading:
    """The cheapest way to read one run as words (dynamic programming over its places)."""

    def __init__(self, run: str, terms: tuple[str, ...], vocabulary: Vocabulary, most: int):
        self.looked_up = 0
        self._run = run
        self._vocabulary = vocabulary
        self._most = most
        self._is_words = all(len(term) > 1 and vocabulary.is_known(term) for term in terms)
        self._doubtful = self._doubts(terms)

    def meant(self) -> str:
        """The reading that is clearly cheaper than the run as it stands, else the run."""
        as_typed, _ = self._cheapest(errors=False)
        price, meant = self._cheapest(errors=True)
        least = OF_WORDS if self._is_words else CLEARLY
        return meant if price + least < as_typed else self._run

    def _doubts(self, terms: tuple[str, ...]) -> list[bool]:
        """For each letter whether it is of a term that the corpus lacks or near one; if there is none, all are.

        Terms of two letters are what an error leaves of longer ones, so that doubt reaches over them.
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
        """The words that may begin at ``start``: where they end, what they are, their price."""
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
            and (end == len(self._run) or self._run[end] not in _MARKS)
            and (start == 0 or self._run[start] not in _NOT_FIRST)
            and (all(self._doubtful[start:end]) or end - start == len(self._run))
        )


def _around(place: int, terms: tuple[str, ...]) -> Iterator[int]:
    """The place and those next to it on either side, over terms of two letters to the first longer one."""
    yield place
    for side in (range(place - 1, -1, -1), range(place + 1, len(terms))):
        for near in side:
            yield near
            if len(terms[near]) > 2:
                break


def _free_runs(text: str) -> Iterator[tuple[int, str]]:
    """The runs of the free words of a query, with where each begins."""
    taken = [found.span() for found in _LEFT_ALONE.finditer(text)]
    for run in _RUN.finditer(text):
        if not any(start <= run.start() < end for start, end in taken):
            yield run.start(), run[0]
