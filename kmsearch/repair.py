"""Damaged Thai mended where a dictionary shows how; sound text stays as it is.

:func:`kmsearch.thai.repair` undoes what the script leaves no doubt about, for queries too. A :class:`Repairer` does
more for whole documents: it reads what no dictionary knows as words that one of the known kinds of damage has changed
(:mod:`kmsearch.readings`). What a document shows to be the rule is then undone where only words fit too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import log

from rapidfuzz.distance import Indel

from kmsearch.lexicon import load_lexicon
from kmsearch.mojibake import recover
from kmsearch.readings import LOST, MARKS, Prices, Reader, Vocabulary
from kmsearch.thai import Analyzer, known_names, normalise, word_counts
from kmsearch.thai import repair as repair_by_rule

ROUNDS = 4
"""Most times a text is read again because mending it has changed what it shows."""

_THAI = "ก-ฮะ-ฺเ-ๅ็-๎"
_RUN = re.compile(f"[{_THAI}{LOST}]+")
_PHRASE = re.compile(f"[{_THAI}{LOST}]+(?: [{_THAI}{LOST}]+)*")
_CLUSTER = f"[ก-๎][{MARKS}]*"
_SPACED = re.compile(rf"(?<!\S){_CLUSTER}(?: {_CLUSTER}(?!\S)){{2,}}")
_LONE_VOWEL = re.compile("(?<!\\S)[ะาเแโใไ](?!\\S)")
"""Letters set apart for show, which vowels that stand alone betray: their blanks are no damage."""

_PLAIN = re.compile(f"[{_THAI}]+")

EXCEPTIONS = Prices(ring=9.0, excess=9.0, slip=9.0, tone=11.0, blank=10.0)
"""Prices (minus the logarithm of a chance) in a document that shows no damage. Chosen on names that no dictionary
knows, which are what sound text has that looks like damage: dear enough that they stay as they are."""

_SYSTEMATIC = 5.0
"""Price below which a kind of damage is looked for where words fit as written: one place in 150."""

_INTACT: dict[str, Callable[[str], int]] = {
    "ring": lambda text: text.count("ำ"),
    "excess": lambda text: text.count("า"),
    "slip": lambda text: len(re.findall(f"[ก-ฮ][{MARKS}]+[ก-ฮ]", text)),
    "tone": lambda text: len(re.findall("[่-๋]", text)),
    "blank": lambda text: len(re.findall(f"[{_THAI}] (?=[{_THAI}])", text)),
}
"""The places where each kind of damage could have been done and has not."""

_SITES: dict[str, re.Pattern[str]] = {
    "ring": re.compile("า"),
    "excess": re.compile("ำ"),
    "slip": re.compile(f"[ก-ฮ][ก-ฮเแโใไะ][{MARKS}]"),
    "tone": re.compile("[ก-ฮ]"),
    "blank": re.compile(" "),
}
"""Where each kind of damage may have been done."""

_MEND_COUNT = 20
"""Times a word that no dictionary has must stand in the corpus to be taken for one; it must have four letters too."""


@dataclass(frozen=True, slots=True)
class Repaired:
    """A text mended, and at how many places it was changed beyond its one canonical spelling."""

    text: str
    changes: int


class Repairer:
    """Mends texts with the words an :class:`Analyzer` knows. Keep one: it takes a second to make, and it remembers."""

    def __init__(self, analyzer: Analyzer):
        self._vocabulary = _vocabulary(analyzer.vocabulary)
        self._lost_rings = _lost_rings(self._vocabulary)
        self._pieces = lru_cache(maxsize=100_000)(self._cover)
        self._plain = Reader(self._vocabulary, EXCEPTIONS)

    def repair(self, text: str) -> Repaired:
        """``text``, best a whole document, mended. Mending it again changes nothing."""
        before = normalise(recover(text))
        after = self._settle(before)
        if after == before:
            return Repaired(after, 0)
        pairs = zip(before.split("\n"), after.split("\n"), strict=True)
        return Repaired(after, sum(_count_changes(line, mended) for line, mended in pairs))

    def repair_lines(self, lines: Sequence[str]) -> list[Repaired]:
        """The lines of one document, each mended by what all of them show."""
        before = [normalise(recover(line)).replace("\n", " ") for line in lines]
        after = self._settle("\n".join(before)).split("\n")
        return [
            Repaired(mended, _count_changes(line, mended)) for line, mended in zip(before, after, strict=bool(lines))
        ]

    def _settle(self, text: str) -> str:
        for _ in range(ROUNDS):
            again = repair_by_rule(self._mend(text))
            if again == text:
                break
            text = again
        return text

    def _mend(self, text: str) -> str:
        mended, undone = self._read(text, self._plain, self._damaged)
        if not undone:
            return mended
        prices = _prices(undone, text)
        if not prices:
            return mended
        reader = Reader(self._vocabulary, Prices(**prices))
        return self._read(text, reader, lambda phrase: self._where(phrase, prices))[0]

    def _read(
        self, text: str, reader: Reader, where: Callable[[str], Iterator[tuple[int, int]]]
    ) -> tuple[str, Counter[str]]:
        """``text`` with the stretches that ``where`` names in each phrase read by ``reader``; what it undid."""
        undone: Counter[str] = Counter()
        spaced = [match.span() for match in _SPACED.finditer(text) if _LONE_VOWEL.search(match[0])]

        def mend(phrase: re.Match[str]) -> str:
            if any(start < phrase.end() and phrase.start() < end for start, end in spaced):
                return phrase[0]
            parts, done = [], 0
            for start, end in where(phrase[0]):
                reading = reader.read(phrase[0][start:end])
                undone.update(reading.undone)
                parts += [phrase[0][done:start], reading.text]
                done = end
            return "".join([*parts, phrase[0][done:]])

        return _PHRASE.sub(mend, text), undone

    def _where(self, phrase: str, rules: Iterable[str]) -> Iterator[tuple[int, int]]:
        if any(_SITES[kind].search(phrase) for kind in rules):
            yield 0, len(phrase)
        else:
            yield from self._damaged(phrase)

    def _damaged(self, phrase: str) -> Iterator[tuple[int, int]]:
        """The stretches of a phrase that words do not cover, each with the run before and behind it."""
        runs = [match.span() for match in _RUN.finditer(phrase)]
        pieces = [self._pieces(phrase[start:end]) for start, end in runs]
        bad = {place for place, cover in enumerate(pieces) if not cover}
        bad |= {place for place in range(len(runs) - 1) if self._is_cut(pieces[place], pieces[place + 1])}
        near = sorted({place + step for place in bad for step in (-1, 0, 1)} & set(range(len(runs))))
        for place, run in enumerate(near):
            if place == 0 or near[place - 1] != run - 1:
                start = runs[run][0]
            if place == len(near) - 1 or near[place + 1] != run + 1:
                yield start, runs[run][1]

    def _is_cut(self, pieces: tuple[str, ...], following: tuple[str, ...]) -> bool:
        """Whether the last word before a blank and the first behind it are far likelier one word cut in two."""
        if not pieces or not following:
            return False
        prices = self._vocabulary.prices
        whole = prices.get(pieces[-1] + following[0])
        parts = self._vocabulary.known[pieces[-1]] + self._vocabulary.known[following[0]]
        return whole is not None and whole + EXCEPTIONS.blank < parts

    def _cover(self, run: str) -> tuple[str, ...]:
        """Known words, the longest first, that cover all of ``run``; none if they do not, or a lost ring shows."""
        known, lost, longest = self._vocabulary.known, self._lost_rings, self._vocabulary.longest
        dead: set[int] = set()
        pieces: list[tuple[int, str]] = []
        place, limit = 0, len(run)
        while place < len(run):
            for end in range(min(limit, place + longest), place + 1, -1):
                word = run[place:end]
                if word in lost:
                    return ()
                if word in known and end not in dead:
                    pieces.append((place, word))
                    place, limit = end, len(run)
                    break
            else:
                dead.add(place)
                if not pieces:
                    return ()
                place, word = pieces.pop()
                limit = place + len(word) - 1
        return tuple(word for _, word in pieces)


@lru_cache(maxsize=2)
def _vocabulary(words: frozenset[str]) -> Vocabulary:
    counts = word_counts()
    common = (word for word, count in counts.items() if count >= _MEND_COUNT and len(word) > 3)
    return Vocabulary(filter(_PLAIN.fullmatch, {*words, *common}), counts, filter(_PLAIN.fullmatch, known_names()))


def _lost_rings(vocabulary: Vocabulary) -> frozenset[str]:
    """Common words with ำ as they stand without its ring, where that is no word; shorter than a word it may be part."""
    words = (word for word, price in vocabulary.prices.items() if "ำ" in word and price < 15 and len(word) > 3)
    return frozenset(word.replace("ำ", "า") for word in words) - vocabulary.known.keys()


def _prices(undone: Counter[str], text: str) -> dict[str, float]:
    """What each kind costs that is a rule in a document where so many were found: the chance that a place is damaged.

    One find may be chance and does not count.
    """
    found = {kind: undone[kind] - 1 for kind in _INTACT if undone[kind] > 1}
    prices = {kind: -log(count / (count + _INTACT[kind](text) + 1)) for kind, count in found.items()}
    return {kind: price for kind, price in prices.items() if price < _SYSTEMATIC}


def _count_changes(line: str, mended: str) -> int:
    if line == mended:
        return 0
    same = [operation.tag == "equal" for operation in Indel.opcodes(line, mended)]
    return sum(1 for before, equal in pairwise([True, *same]) if before and not equal)


@lru_cache(maxsize=1)
def default_repairer() -> Repairer:
    """The repairer that knows the words of PyThaiNLP and of the lexicon that comes with the program."""
    return Repairer(load_lexicon().analyzer)
