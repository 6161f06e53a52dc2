"""Signatures of texts: small sets of weighted word hashes, compared by weighted Jaccard similarity.

A signature has one 32-bit number for each content word: 28 bits of hash, 4 bits of weight by rarity (a coarse idf).
Synonyms share a hash; digits, numerals and words common to all advice are left out; a negated word has another hash.
The similarity of two texts depends only on the texts and on word frequencies of general Thai, not on the corpus, so
that it stays the same as the corpus grows.
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
from kmsearch.thai.characters import LETTERS
from kmsearch.thai.normalise import collapse_whitespace, fold, normalise
from kmsearch.thai.tokenizer import Term, word_frequencies

VERSION = 2
"""Incremented when the same text gives another signature, or the same signatures other groups; part of every index's
fingerprint."""

Signature = frozenset[int]

SIMILARITY_THRESHOLD = 0.5
"""Similarity from which two items say the same; chosen on the judged pairs of ``tests/grouping``.
``benchmarks/grouping.py`` prints their precision-recall curve."""

NEAR_IDENTITY = 0.8
"""Similarity from which only ``SURE_KEY_WEIGHT`` separates two signatures; chosen on the same pairs."""

KEY_WEIGHT, SURE_KEY_WEIGHT = 2, 3
"""Weight from which a word is a key word: two texts that each have a key word the other lacks are about different
things. กรรมการ weighs 3, กลุ่ม 2. The second value holds for texts with nearly everything in common."""

PART_COUNT = 50
"""Minimum frequency in general Thai of a word accepted as a part of a compound: rarer ones are mis-segmented."""

SHORTEST_COMPOUND, SHORTEST_PART = 5, 2
"""Minimum letters of a compound and of its parts."""

MIN_MAIN_WEIGHT = 11
"""Minimum weight of the main clause before a detail for the detail to be left out: three ordinary words."""

MAX_DETAIL_RATIO = 2.5
"""Maximum length of a detail relative to the main clause; a longer one is no detail."""

HEAVIEST = 7
"""Maximum weight of a word: the rarest are segmentation errors and names."""

UNKNOWN = 2
"""Weight of words outside the dictionary: place names, misspellings."""

_COMMONEST = 4.5
"""Negative log of the relative frequency below which a word is a stop word of weight 0: ที่ และ ให้ มี ได้."""

_SMOOTHING = 50
_WEIGHT_BITS = 4
WEIGHT = (1 << _WEIGHT_BITS) - 1
"""Bit mask of the weight within a number."""

_NEGATION = zlib.crc32("¬".encode()) >> _WEIGHT_BITS << _WEIGHT_BITS
"""Number of weight 0 in the signature of a text with a negation."""

_NEGATED = 0x5555_5550
"""XOR mask that turns the number of a word into the number of its negation."""

_THAI = re.compile(f"[{LETTERS}]+")
_BRACKETS = re.compile(r"\s*\([^()]*\)")


NARRATIVE = frozenset({"background", "other"})
"""Sections whose items are paragraphs: their first clause is not their main statement."""


@dataclass(frozen=True, slots=True)
class RecordSignatures:
    """Signatures of one record: normalised ``author``, and the serialised signature of each item by anchor.

    Items of ``other`` are included; items without content words are not.
    """

    author: str
    by_anchor: dict[str, str]


def sign_record(record: Record, lexicon: Lexicon) -> RecordSignatures:
    """Computes the signatures of a record's items."""
    found: dict[str, str] = {}
    builder = _builder(lexicon)
    for section in record.sections:
        for number, item in enumerate(section.numbered_items, 1):
            text = normalise(item.text)
            signature = builder.of(text, lexicon.analyzer.words(text), whole=section.name in NARRATIVE)
            if signature:
                found[f"{section.name}-{number}"] = serialise_signature(signature)
    return RecordSignatures(collapse_whitespace(fold(normalise(record.author_name))), found)


class SignatureBuilder:
    """Computes signatures with the synonyms of one lexicon."""

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

    def of(self, text: str, terms: Iterable[Term], *, whole: bool = False) -> Signature:
        """Returns the signature of a normalised text given its ``terms``; of its main clause only, unless ``whole``."""
        asides = [found.span() for found in _BRACKETS.finditer(text)]
        if asides:
            terms = [term for term in terms if not any(start < term.start < end for start, end in asides)]
        if not whole:
            for detail in self._detail.finditer(text):
                before = self._signature(term.text for term in terms if term.start < detail.start())
                if total_weight(before) >= MIN_MAIN_WEIGHT and len(text) <= (1 + MAX_DETAIL_RATIO) * detail.start():
                    return before
        return self._signature(term.text for term in terms)

    def _signature(self, terms: Iterable[str]) -> Signature:
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
        """Yields the words of ``terms``; a phrase with synonyms is replaced by the group's canonical word."""
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
        """Returns phrases with synonyms by their first term, longest first, each with the canonical word of its group:
        the one most frequent in general Thai."""
        table: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        forms = {_terms_of(phrase, lexicon) for group in lexicon.synonyms for phrase in group} - {()}
        for form in sorted(forms, key=lambda form: (-len(form), form)):
            same = map("".join, (form, *lexicon.synonyms_of(form)))
            word = max(same, key=lambda word: (_general_frequencies()[0].get(word, 0), word))
            table.setdefault(form[0], []).append((form, word))
        return table

    def _make_numbers(self, word: str) -> tuple[int, ...]:
        """Returns the numbers of a word, or of the parts of a compound; none for a stop word."""
        word = self._head.get(word, word)
        parts = () if word in self._silent else self._parts(word)
        return tuple(number for part in parts if (number := self._number(part)) & WEIGHT)

    def _parts(self, word: str) -> tuple[str, ...]:
        """Splits a compound into its most probable parts (unigram model), so that its short forms match; other words
        stay whole."""
        end = len(word)
        if end < SHORTEST_COMPOUND or not (_THAI.fullmatch(word) and self._analyzer.is_word(word)):
            return (word,)
        counts, total = _general_frequencies()
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
        """Returns the weight of a word by its rarity in general Thai: 0 to ``HEAVIEST``."""
        counts, total = _general_frequencies()
        if _THAI.fullmatch(word) and not (counts.get(word) or word in self._said or self._analyzer.is_word(word)):
            return UNKNOWN
        return max(0, min(HEAVIEST, round(log(total / (counts.get(word, 0) + _SMOOTHING)) - _COMMONEST)))


def total_weight(signature: Iterable[int]) -> int:
    """Returns the total weight of the words of a signature."""
    return sum(number & WEIGHT for number in signature)


def similarity(one: Signature, other: Signature) -> float:
    """Returns the ``weighted_jaccard`` of two signatures; 0 if only one is negated or each has its own key word."""
    if (_NEGATION in one) != (_NEGATION in other):
        return 0.0
    common = weighted_jaccard(one, other)
    key = SURE_KEY_WEIGHT if common >= NEAR_IDENTITY else KEY_WEIGHT
    return 0.0 if _has_key(one - other, key) and _has_key(other - one, key) else common


def weighted_jaccard(one: Signature, other: Signature) -> float:
    """Returns the weighted Jaccard similarity of two signatures (0 to 1)."""
    common = total_weight(one & other)
    return common / (total_weight(one) + total_weight(other) - common) if common else 0.0


def serialise_signature(signature: Signature) -> str:
    """Serialises a signature: eight hex digits a number, ascending."""
    return struct.pack(f">{len(signature)}I", *sorted(signature)).hex()


def parse_signature(text: str) -> Signature:
    """Parses a signature written by ``dump``. Raises ValueError for any other text."""
    data = bytes.fromhex(text)
    if len(data) % 4:
        raise ValueError(f"no signature: {text}")
    return frozenset(struct.unpack(f">{len(data) // 4}I", data))


def fingerprint() -> str:
    """Text that changes when the same texts could be grouped otherwise."""
    return f"{VERSION} {zlib.crc32(repr(_data()).encode()):08x}"


@cache
def is_stop_word(word: str) -> bool:
    """Whether a word is a stop word by its frequency in general Thai."""
    counts, total = _general_frequencies()
    return log(total / max(1, counts.get(word, 0))) < _COMMONEST


def _has_key(words: Signature, least: int) -> bool:
    return any(number & WEIGHT >= least for number in words)


def _terms_of(phrase: str, lexicon: Lexicon) -> tuple[str, ...]:
    return tuple(term.text for term in lexicon.analyzer.words(normalise(phrase)))


@lru_cache(maxsize=2)
def _builder(lexicon: Lexicon) -> SignatureBuilder:
    return SignatureBuilder(lexicon)


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((files("kmsearch.data") / "signatures.toml").read_text("utf-8"))


@cache
def _general_frequencies() -> tuple[Mapping[str, int], int]:
    """Returns word frequencies of general Thai and their sum; 0.3 s on the first call."""
    counts = word_frequencies()
    return counts, sum(counts.values())
