"""What a text says, as a small set of weighted numbers, a gist; texts whose gists are alike say the same.

A gist holds one number for each word that tells something: 28 bits name the word, 4 are its weight. Synonyms are one
word; figures, numbers and words of any advice are left out; a word that is negated is another word. Whether two texts
say the same depends on nothing but these two and the words' frequency in general Thai, so that it is the same however
the corpus grows.
"""

from __future__ import annotations

import re
import struct
import tomllib
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from math import inf, log
from typing import Any

from corpus.record import Record
from kmsearch.lexicon.model import Lexicon
from kmsearch.thai.tokenizer import Term, fold, normalise, squeeze, word_counts

VERSION = 2
"""Raised when the same text gives another gist, or the same gists other groups; part of every index's fingerprint."""

Gist = frozenset[int]


ALIKE = 0.5
"""Share of the weight of both that two gists have in common from which they say the same; over the judged pairs of
``tests/alike`` (``benchmarks/alike.py`` prints the curve)."""

SURE = 0.8
"""Share from which smaller key words that each lacks of the other no longer part two gists; over the same pairs."""

KEY_WEIGHT, SURE_KEY_WEIGHT = 2, 3
"""Weight from which a word decides what is spoken of: where each of two texts has one that the other lacks, they
speak of different things. กรรมการ weighs 3, กลุ่ม 2. The second holds for texts that have nearly all in common."""

PART_COUNT = 50
"""Times a word stands in general Thai at least, so that it is taken for a part of a compound: rarer ones are slips."""

SHORTEST_COMPOUND, SHORTEST_PART = 5, 2
"""Letters."""

ENOUGH = 11
"""Weight of what stands before a detail from which the detail can be left out: three ordinary words."""

MOST_DETAIL = 2.5
"""Letters of a detail against what stands before it, at most: more than that is no detail."""

HEAVIEST = 7
"""A rarer word weighs no more: the rarest are slips of the cut and names."""

UNKNOWN = 2
"""Weight of what no dictionary knows: names of places, misspellings."""

_COMMONEST = 4.5
"""Minus the logarithm of the share of all words from which on a word weighs nothing: ที่ และ ให้ มี ได้."""

_SMOOTHING = 50
_WEIGHT_BITS = 4
WEIGHT = (1 << _WEIGHT_BITS) - 1
"""The bits of a number that are its weight."""

_NEGATION = zlib.crc32("¬".encode()) >> _WEIGHT_BITS << _WEIGHT_BITS
"""Stands in the gist of a text that says not; of no weight."""

_NEGATED = 0x5555_5550
"""What makes the number of a word that of its negation."""

_THAI = re.compile("[ก-๎]+")
_BRACKETS = re.compile(r"\s*\([^()]*\)")


NARRATIVE = frozenset({"background", "other"})
"""Sections whose items are paragraphs: what they begin with is no main point of them."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a record says: its ``author`` as compared, and the gist of each of its points, dumped, by anchor.

    Points of ``other`` are among them; those that say nothing are not.
    """

    author: str
    gists: dict[str, str]


def said_by(record: Record, lexicon: Lexicon) -> Said:
    """What ``record`` says."""
    found: dict[str, str] = {}
    gists = _gists(lexicon)
    for section in record.sections:
        for number, item in enumerate(section.points, 1):
            text = normalise(item.text)
            gist = gists.of(text, lexicon.analyzer.words(text), whole=section.name in NARRATIVE)
            if gist:
                found[f"{section.name}-{number}"] = dump(gist)
    return Said(squeeze(fold(normalise(record.author_name))), found)


class Gists:
    """Makes gists for one lexicon."""

    def __init__(self, lexicon: Lexicon):
        data = _data()
        self._analyzer = lexicon.analyzer
        self._numbers = frozenset(data["numbers"].split())
        self._silent = self._numbers | frozenset(data["light"].split())
        self._negations = frozenset(data["negations"].split())
        self._detail = re.compile(rf"(?<=\S)\s+(?={'|'.join(data['details'].split())})")
        self._head = {word: group.split()[0] for group in data["same"] for word in group.split()}
        self._phrases = self._synonyms(lexicon)
        self._said = frozenset(word for phrases in self._phrases.values() for _, word in phrases)
        self._numbers_of = cache(self._make_numbers)

    def of(self, text: str, terms: Iterable[Term], *, whole: bool = False) -> Gist:
        """The gist of a normalised text that was cut into ``terms``; of its main point alone, unless ``whole``."""
        asides = [found.span() for found in _BRACKETS.finditer(text)]
        if asides:
            terms = [term for term in terms if not any(start < term.start < end for start, end in asides)]
        if not whole:
            for detail in self._detail.finditer(text):
                before = self._gist(term.text for term in terms if term.start < detail.start())
                if weight(before) >= ENOUGH and len(text) <= (1 + MOST_DETAIL) * detail.start():
                    return before
        return self._gist(term.text for term in terms)

    def _gist(self, terms: Iterable[str]) -> Gist:
        found, negated, counting = set[int](), False, False
        for word in self._words(tuple(terms)):
            if word in self._negations or word.startswith("ไม่"):
                found.add(_NEGATION)
                negated, word = True, word.removeprefix("ไม่")
                if word in self._negations:
                    continue
            unit, counting = counting, word in self._numbers or word.isdecimal()
            numbers = () if unit else self._numbers_of(word)
            found.update(number ^ _NEGATED if negated else number for number in numbers)
            negated = negated and not numbers
        return frozenset(found)

    def _words(self, terms: tuple[str, ...]) -> Iterator[str]:
        """The words that ``terms`` are; a phrase that has synonyms is one, whichever of them it is."""
        start = 0
        while start < len(terms):
            word, length = terms[start], 1
            for phrase, same in self._phrases.get(word, ()):
                if terms[start : start + len(phrase)] == phrase:
                    word, length = same, len(phrase)
                    break
            yield word
            start += length

    def _synonyms(self, lexicon: Lexicon) -> dict[str, list[tuple[tuple[str, ...], str]]]:
        """By their first term the phrases that have synonyms, the longest first, each with the one word for all: that
        which is most frequent in general Thai."""
        table: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        forms = {_cut(phrase, lexicon) for group in lexicon.synonyms for phrase in group} - {()}
        for form in sorted(forms, key=lambda form: (-len(form), form)):
            same = map("".join, (form, *lexicon.synonyms_of(form)))
            word = max(same, key=lambda word: (_general()[0].get(word, 0), word))
            table.setdefault(form[0], []).append((form, word))
        return table

    def _make_numbers(self, word: str) -> tuple[int, ...]:
        """The numbers of a word, or of the parts that it is made of; none where it tells nothing."""
        word = self._head.get(word, word)
        parts = () if word in self._silent else self._parts(word)
        return tuple(number for part in parts if (number := self._number(part)) & WEIGHT)

    def _parts(self, word: str) -> tuple[str, ...]:
        """A compound cut into its likeliest parts, so that who says it shorter says the same; another word whole."""
        end = len(word)
        if end < SHORTEST_COMPOUND or not (_THAI.fullmatch(word) and self._analyzer.is_word(word)):
            return (word,)
        counts, total = _general()
        best: list[tuple[float, tuple[str, ...]]] = [(0.0, ()), *[(inf, ())] * end]
        for start in range(end):
            price, before = best[start]
            for stop in range(start + SHORTEST_PART, end + 1 if start else end):
                part = word[start:stop]
                count = counts.get(part, 0) if price < inf and self._analyzer.is_word(part) else 0
                if count >= PART_COUNT:
                    best[stop] = min(best[stop], (price + log(total / count), (*before, part)))
        return best[end][1] or (word,)

    def _number(self, word: str) -> int:
        word = self._head.get(word, word)
        bare = word.removeprefix("การ")
        if bare != word and self._analyzer.is_word(bare):
            word = self._head.get(bare, bare)
        if not word or word in self._silent or word.isdecimal():
            return 0
        return zlib.crc32(word.encode()) >> _WEIGHT_BITS << _WEIGHT_BITS | self._weight(word)

    def _weight(self, word: str) -> int:
        """By how rare the word is in general Thai: 0 to ``HEAVIEST``."""
        counts, total = _general()
        if _THAI.fullmatch(word) and not (counts.get(word) or word in self._said or self._analyzer.is_word(word)):
            return UNKNOWN
        return max(0, min(HEAVIEST, round(log(total / (counts.get(word, 0) + _SMOOTHING)) - _COMMONEST)))


def weight(gist: Iterable[int]) -> int:
    """The weight of all words together."""
    return sum(number & WEIGHT for number in gist)


def likeness(one: Gist, other: Gist) -> float:
    """The ``share`` of two gists; 0 where only one says not, or where each has a key word that the other lacks."""
    if (_NEGATION in one) != (_NEGATION in other):
        return 0.0
    common = share(one, other)
    key = SURE_KEY_WEIGHT if common >= SURE else KEY_WEIGHT
    return 0.0 if _has_key(one - other, key) and _has_key(other - one, key) else common


def share(one: Gist, other: Gist) -> float:
    """Share (0 to 1) of the weight of two gists that they have in common."""
    common = weight(one & other)
    return common / (weight(one) + weight(other) - common) if common else 0.0


def dump(gist: Gist) -> str:
    """A gist as eight hex digits a number, ascending."""
    return struct.pack(f">{len(gist)}I", *sorted(gist)).hex()


def load(text: str) -> Gist:
    """The gist that ``dump`` wrote. Raises ValueError where it did not."""
    data = bytes.fromhex(text)
    if len(data) % 4:
        raise ValueError(f"no gist: {text}")
    return frozenset(struct.unpack(f">{len(data) // 4}I", data))


def fingerprint() -> str:
    """Changes when the same texts may be grouped otherwise."""
    return f"{VERSION} {zlib.crc32(repr(_data()).encode()):08x}"


@cache
def is_everywhere(word: str) -> bool:
    """Whether general Thai has the word in every other sentence, so that it tells nothing."""
    counts, total = _general()
    return log(total / max(1, counts.get(word, 0))) < _COMMONEST


def _has_key(words: Gist, least: int) -> bool:
    return any(number & WEIGHT >= least for number in words)


def _cut(phrase: str, lexicon: Lexicon) -> tuple[str, ...]:
    return tuple(term.text for term in lexicon.analyzer.words(normalise(phrase)))


@lru_cache(maxsize=2)
def _gists(lexicon: Lexicon) -> Gists:
    return Gists(lexicon)


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((files("kmsearch.data") / "gist.toml").read_text("utf-8"))


@cache
def _general() -> tuple[Mapping[str, int], int]:
    """How often each word stands in general Thai, and all words; 0.3 s the first time."""
    counts = word_counts()
    return counts, sum(counts.values())
