"""Dictionary-based repair of damaged Thai in whole documents; sound text stays unchanged.

``normalise.repair_by_rule`` applies rules that need no dictionary, to queries too. A :class:`Repairer` goes further: it
decodes stretches outside the dictionary as words changed by one of the known kinds of damage
(:mod:`kmsearch.thai.repair_decoder`). A kind of damage that is systematic in a document is then also undone where the
damaged text happens to consist of words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import log
from pathlib import Path

from rapidfuzz.distance import Indel

from kmsearch.geo.gazetteer import gazetteer
from kmsearch.lexicon.loader import load_lexicon
from kmsearch.thai.characters import COMBINING_MARKS, CONSONANTS, LEADING_VOWELS, LETTERS, TONE_MARKS, WORD_CHARACTERS
from kmsearch.thai.mojibake import recover
from kmsearch.thai.normalise import normalise
from kmsearch.thai.normalise import repair_by_rule as repair_by_rule
from kmsearch.thai.repair_decoder import LOST, WELL_KNOWN, DamageCosts, RepairDecoder, RepairVocabulary
from kmsearch.thai.tokenizer import Analyzer, personal_names, word_frequencies
from kmsearch.word_lists import word_list

ROUNDS = 4
"""Maximum repair passes over one text; each pass may reveal damage that the next one repairs. A guess."""

_THAI = WORD_CHARACTERS
_RUN = re.compile(f"[{_THAI}{LOST}]+")
_LAST_RUN = re.compile(f"(?<![{_THAI}{LOST}])[{_THAI}{LOST}]+$")
_PHRASE = re.compile(rf"[{_THAI}{LOST}]+(?: (?![{CONSONANTS}]{{1,4}}\.)[{_THAI}{LOST}]+)*")
"""Runs of Thai separated by single blanks, up to a dotted abbreviation."""

_CLUSTER = f"[{LETTERS}][{COMBINING_MARKS}]*"
_SPACED = re.compile(rf"(?<!\S){_CLUSTER}(?: {_CLUSTER}(?!\S)){{2,}}")
_LONE_VOWEL = re.compile(f"(?<!\\S)[ะา{LEADING_VOWELS}](?!\\S)")
"""A vowel between blanks: a sign of letter-spaced text, whose blanks are typography, not damage."""

_PLAIN = re.compile(f"[{_THAI}]+")
_NUMBER = re.compile(rf"(?<!\d)\d{{1,3}}(?= ?[{_THAI}]{{2}})")
"""A number before Thai letters: a page number if it splits a word."""

_CONTEXT_CHARS = 60
"""Characters of context on either side of a number: more than any word has."""

EXCEPTIONS = DamageCosts(ring=5.0, excess=9.0, slip=9.0, tone=11.0, blank=10.0)
"""Costs (negative log probabilities) in a document without systematic damage. Tuned on names outside the dictionary,
the part of sound text that looks most like damage: high enough to leave them unchanged."""

_SYSTEMATIC = 5.0
"""Cost below which a kind of damage counts as systematic (one site in 150) and is undone inside known words too."""

_INTACT: dict[str, Callable[[str], int]] = {
    "ring": lambda text: text.count("ำ"),
    "excess": lambda text: text.count("า"),
    "slip": lambda text: len(re.findall(f"[{CONSONANTS}][{COMBINING_MARKS}]+[{CONSONANTS}]", text)),
    "tone": lambda text: len(re.findall(f"[{TONE_MARKS}]", text)),
    "blank": lambda text: len(re.findall(f"[{_THAI}] (?=[{_THAI}])", text)),
}
"""Kind of damage → function that counts the intact sites of a text, where the damage could have occurred."""

_SITES: dict[str, re.Pattern[str]] = {
    "ring": re.compile("า"),
    "excess": re.compile("ำ"),
    "slip": re.compile(f"[{CONSONANTS}][{CONSONANTS}{LEADING_VOWELS}ะ][{COMBINING_MARKS}]"),
    "tone": re.compile(f"[{CONSONANTS}]"),
    "blank": re.compile(" "),
}
"""Kind of damage → pattern of the sites where it may have occurred."""

_MIN_WORD_FREQUENCY = 20
"""Minimum corpus frequency of an accepted word outside the dictionary, which must also have four letters. A guess."""

_LONG_WORD_LETTERS = 6
"""Minimum letters of a word split by a number that is accepted whatever its frequency. A guess."""

_UNITS = frozenset(word_list("kmsearch.data", "damage_repair", "units"))
"""Units and classifiers that also end longer words: a number before one of them is an amount, not a page number."""

_MIN_OWN_FREQUENCY = 100
"""Minimum corpus frequency assumed for own words, provinces and districts. A guess."""


@dataclass(frozen=True, slots=True)
class Repaired:
    """A repaired text, and the number of places changed beyond normalisation."""

    text: str
    changes: int


class Repairer:
    """Repairs texts with the vocabulary of an :class:`Analyzer`. Reuse it: construction takes a second; it caches."""

    def __init__(self, analyzer: Analyzer):
        self._vocabulary = _vocabulary(analyzer.vocabulary, analyzer.own_words)
        self._lost_rings = _lost_rings(self._vocabulary)
        self._pieces = lru_cache(maxsize=100_000)(self._cover_with_words)
        self._exception_decoder = RepairDecoder(self._vocabulary, EXCEPTIONS)

    def repair(self, text: str) -> Repaired:
        """Repairs ``text``, preferably a whole document. Idempotent."""
        before = normalise(recover(text))
        after = self._repair_until_stable(before)
        if after == before:
            return Repaired(after, 0)
        pairs = zip(before.split("\n"), after.split("\n"), strict=True)
        return Repaired(after, sum(_count_changes(line, repaired) for line, repaired in pairs))

    def repair_lines(self, lines: Sequence[str]) -> list[Repaired]:
        """Repairs the lines of one document; damage that is systematic in the document is undone in every line."""
        before = [normalise(recover(line)).replace("\n", " ") for line in lines]
        after = self._repair_until_stable("\n".join(before)).split("\n")
        return [
            Repaired(repaired, _count_changes(line, repaired))
            for line, repaired in zip(before, after, strict=bool(lines))
        ]

    def _repair_until_stable(self, text: str) -> str:
        """Repeats the repair passes until the text stays the same, at most ROUNDS times."""
        for _ in range(ROUNDS):
            again = repair_by_rule(self._repair_once(text))
            if again == text:
                break
            text = again
        return text

    def parts_word(self, before: str, after: str) -> bool:
        """Whether the end of ``before`` and the beginning of ``after`` are halves of one word that was split.

        True only if a half is not a word or the halves are far less probable than the whole; false for กลุ่ม 5 คน.
        """
        ends, begins = _LAST_RUN.search(before), _RUN.match(after)
        if not ends or not begins or len(ends[0]) < 2 or len(begins[0]) < 2:
            return False
        halves = self._pieces(ends[0]), self._pieces(begins[0])
        if all(halves):
            return halves[1][0] not in _UNITS and self._is_split_word(*halves)
        return self._is_word_across(ends[0], begins[0])

    def _is_word_across(self, before: str, after: str) -> bool:
        """Whether known words cover both runs together and the word that spans the joint is a common one."""
        end = 0
        for word in self._pieces(before + after):
            start, end = end, end + len(word)
            if start < len(before) < end:
                return word in self._vocabulary.prices and (
                    len(word) >= _LONG_WORD_LETTERS or self._is_well_known(word)
                )
        return False

    def _is_well_known(self, word: str) -> bool:
        return self._vocabulary.prices[word] <= WELL_KNOWN

    def _without_page_numbers(self, text: str) -> str:
        """Returns ``text`` without the numbers that split a word: page numbers of a running text."""
        parts, done = [], 0
        for number in _NUMBER.finditer(text):
            before = text[max(done, number.start() - _CONTEXT_CHARS) : number.start()].removesuffix(" ")
            after = text[number.end() : number.end() + _CONTEXT_CHARS].removeprefix(" ")
            if self.parts_word(before, after):
                parts.append(text[done : number.start()].removesuffix(" "))
                done = number.end() + (text[number.end()] == " ")
        return "".join([*parts, text[done:]])

    def _repair_once(self, text: str) -> str:
        """Runs one pass: repairs damaged spans as exceptions, then decodes again at the costs of systematic damage."""
        text = self._without_page_numbers(text)
        repaired, undone = self._decode_phrases(text, self._exception_decoder, self._damaged_spans)
        if not undone:
            return repaired
        costs = _systematic_costs(undone, text)
        if not costs:
            return repaired
        decoder = RepairDecoder(self._vocabulary, DamageCosts(**costs))
        return self._decode_phrases(text, decoder, lambda phrase: self._decoded_spans(phrase, costs))[0]

    def _decode_phrases(
        self, text: str, decoder: RepairDecoder, spans_of: Callable[[str], Iterator[tuple[int, int]]]
    ) -> tuple[str, Counter[str]]:
        """Decodes the spans that ``spans_of`` yields for each phrase; returns the text and the number of repairs by
        kind."""
        undone: Counter[str] = Counter()
        spaced = [match.span() for match in _SPACED.finditer(text) if _LONE_VOWEL.search(match[0])]

        def repair_phrase(phrase: re.Match[str]) -> str:
            if any(start < phrase.end() and phrase.start() < end for start, end in spaced):
                return phrase[0]
            parts, done = [], 0
            for start, end in spans_of(phrase[0]):
                reading = decoder.read(phrase[0][start:end])
                undone.update(reading.undone)
                parts += [phrase[0][done:start], reading.text]
                done = end
            return "".join([*parts, phrase[0][done:]])

        return _PHRASE.sub(repair_phrase, text), undone

    def _decoded_spans(self, phrase: str, kinds: Iterable[str]) -> Iterator[tuple[int, int]]:
        """Yields the whole phrase if it has a site of one of the ``kinds`` of damage, else its damaged spans."""
        if any(_SITES[kind].search(phrase) for kind in kinds):
            yield 0, len(phrase)
        else:
            yield from self._damaged_spans(phrase)

    def _damaged_spans(self, phrase: str) -> Iterator[tuple[int, int]]:
        """Yields the spans of a phrase that known words do not cover, each with the neighbouring runs."""
        runs = [match.span() for match in _RUN.finditer(phrase)]
        pieces = [self._pieces(phrase[start:end]) for start, end in runs]
        damaged = {run for run, cover in enumerate(pieces) if not cover}
        damaged |= {run for run in range(len(runs) - 1) if self._is_split_word(pieces[run], pieces[run + 1])}
        with_neighbours = {run + step for run in damaged for step in (-1, 0, 1)} & set(range(len(runs)))
        for run in sorted(with_neighbours):
            if run - 1 not in with_neighbours:
                start = runs[run][0]
            if run + 1 not in with_neighbours:
                yield start, runs[run][1]

    def _is_split_word(self, pieces: tuple[str, ...], following: tuple[str, ...]) -> bool:
        """Whether the words before and after a blank are far more probable as one word cut in two."""
        if not pieces or not following:
            return False
        prices = self._vocabulary.prices
        whole = prices.get(pieces[-1] + following[0])
        parts = self._vocabulary.known[pieces[-1]] + self._vocabulary.known[following[0]]
        return whole is not None and whole + EXCEPTIONS.blank < parts

    def _cover_with_words(self, run: str) -> tuple[str, ...]:
        """Covers ``run`` with known words, longest match first with backtracking; empty if that fails or if a word with
        a lost ring occurs."""
        known, lost, longest = self._vocabulary.known, self._lost_rings, self._vocabulary.longest
        dead_ends: set[int] = set()
        pieces: list[tuple[int, str]] = []
        start, limit = 0, len(run)
        while start < len(run):
            for end in range(min(limit, start + longest), start + 1, -1):
                word = run[start:end]
                if word in lost:
                    return ()
                if word in known and end not in dead_ends:
                    pieces.append((start, word))
                    start, limit = end, len(run)
                    break
            else:
                dead_ends.add(start)
                if not pieces:
                    return ()
                start, word = pieces.pop()
                limit = start + len(word) - 1
        return tuple(word for _, word in pieces)


@lru_cache(maxsize=2)
def _vocabulary(words: frozenset[str], own: frozenset[str]) -> RepairVocabulary:
    """Builds the vocabulary: dictionary, ``own`` words of the office, places, frequent corpus words, personal names."""
    counts = word_frequencies()
    common = [word for word, count in counts.items() if count >= _MIN_WORD_FREQUENCY and len(word) > 3]
    local = {word for word in (*own, *gazetteer().provinces, *gazetteer().owners) if len(word) > 3}
    counts |= {word: max(counts.get(word, 0), _MIN_OWN_FREQUENCY) for word in local}
    names = filter(_PLAIN.fullmatch, personal_names())
    return RepairVocabulary(filter(_PLAIN.fullmatch, {*words, *common, *local}), counts, names)


def _lost_rings(vocabulary: RepairVocabulary) -> frozenset[str]:
    """Returns the forms of common words with า instead of ำ, unless that is a word too; words of three letters are left
    out because they are often part of other words."""
    words = (word for word, price in vocabulary.prices.items() if "ำ" in word and price < 15 and len(word) > 3)
    return frozenset(word.replace("ำ", "า") for word in words) - vocabulary.known.keys()


def _systematic_costs(undone: Counter[str], text: str) -> dict[str, float]:
    """Returns the cost of each kind of damage that is systematic: the negative log of its rate in the document.

    One occurrence may be chance and is subtracted; for rings, which are found in common words only, half of one.
    """
    chance = {kind: 0.5 if kind == "ring" else 1.0 for kind in _INTACT}
    counts = {kind: undone[kind] - chance[kind] for kind in _INTACT if undone[kind] > chance[kind]}
    costs = {kind: -log(count / (count + _INTACT[kind](text) + 1)) for kind, count in counts.items()}
    return {kind: cost for kind, cost in costs.items() if cost < _SYSTEMATIC}


def _count_changes(line: str, repaired: str) -> int:
    """Returns the number of separate places in which the two lines differ."""
    if line == repaired:
        return 0
    same = [operation.tag == "equal" for operation in Indel.opcodes(line, repaired)]
    return sum(1 for before, equal in pairwise([True, *same]) if before and not equal)


_lexicon: Path | None = None
"""Lexicon file of this process; None: the one that ships."""


def use_lexicon(path: Path | None) -> None:
    """Sets the lexicon file of this process (None: the one that ships); every worker process must call it.

    Raises ConfigError for a file that cannot be read.
    """
    global _lexicon
    if path is not None:
        load_lexicon(path)
    _lexicon = path


def lexicon_in_use() -> Path | None:
    """Returns the lexicon file set by the last ``use_lexicon``."""
    return _lexicon


def default_repairer() -> Repairer:
    """Returns the shared repairer over PyThaiNLP's words, the gazetteer and the lexicon in use."""
    return _repairer(_lexicon)


@lru_cache(maxsize=1)
def _repairer(lexicon: Path | None) -> Repairer:
    return Repairer(load_lexicon(lexicon).analyzer)
