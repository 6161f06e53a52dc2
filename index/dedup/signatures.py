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
"""Minimum similarity of near-duplicate items; chosen on the judged pairs of ``tests/grouping``.
``benchmarks/grouping.py`` prints their precision-recall curve."""

NEAR_IDENTITY = 0.8
"""Minimum similarity at which ``SURE_KEY_WEIGHT`` replaces ``KEY_WEIGHT``; chosen on the same pairs."""

KEY_WEIGHT, SURE_KEY_WEIGHT = 2, 3
"""Minimum weight of a key word: two texts that each have a key word the other lacks are about different subjects.
กรรมการ weighs 3, กลุ่ม 2. The second value applies to signatures of at least ``NEAR_IDENTITY``."""

MIN_PART_FREQUENCY = 50
"""Minimum frequency in general Thai of a word accepted as a part of a compound: rarer parts are segmentation errors. A
guess."""

MIN_COMPOUND_LETTERS, MIN_PART_LETTERS = 5, 2
"""Minimum letters of a compound and of its parts. A guess."""

MIN_MAIN_WEIGHT = 11
"""Minimum weight of the main clause for a following detail to be left out: three ordinary words. A guess."""

MAX_DETAIL_RATIO = 2.5
"""Maximum length of a detail relative to the main clause. A guess."""

MAX_WEIGHT = 7
"""Maximum weight of a word: the rarest words are segmentation errors and names. A guess."""

UNKNOWN_WORD_WEIGHT = 2
"""Weight of words outside the dictionary: place names, misspellings. A guess."""

_STOP_WORD_RARITY = 4.5
"""Negative log of the relative frequency in general Thai below which a word is a stop word of weight 0: ที่ และ ให้ มี
ได้."""

_SMOOTHING = 50
"""Added to every word frequency, so that rare words of unreliable frequency weigh alike. A guess."""

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
    serialised: dict[str, str] = {}
    builder = _builder(lexicon)
    for section in record.sections:
        for number, item in enumerate(section.numbered_items, 1):
            text = normalise(item.text)
            signature = builder.of(text, lexicon.analyzer.words(text), whole=section.name in NARRATIVE)
            if signature:
                serialised[f"{section.name}-{number}"] = serialise_signature(signature)
    return RecordSignatures(collapse_whitespace(fold(normalise(record.author_name))), serialised)


class SignatureBuilder:
    """Computes signatures with the synonyms of one lexicon."""

    def __init__(self, lexicon: Lexicon):
        data = _data()
        self._analyzer = lexicon.analyzer
        self._numbers = frozenset(data["numbers"].split())
        self._ignored = self._numbers | frozenset(data["light"].split())
        self._negations = frozenset(data["negations"].split())
        self._detail = re.compile(rf"(?<=\S)\s+(?={'|'.join(data['details'].split())})")
        self._canonical = {word: group.split()[0] for group in data["same"] for word in group.split()}
        self._phrases = self._synonyms(lexicon)
        self._canonical_words = frozenset(word for phrases in self._phrases.values() for _, word in phrases)
        self._numbers_of = cache(self._compute_numbers)

    def of(self, text: str, terms: Iterable[Term], *, whole: bool = False) -> Signature:
        """Returns the signature of a normalised text given its ``terms``; of its main clause only, unless ``whole``."""
        bracketed = [match.span() for match in _BRACKETS.finditer(text)]
        if bracketed:
            terms = [term for term in terms if not any(start < term.start < end for start, end in bracketed)]
        if not whole:
            for detail in self._detail.finditer(text):
                main_clause = self._signature(term.text for term in terms if term.start < detail.start())
                is_short_detail = len(text) <= (1 + MAX_DETAIL_RATIO) * detail.start()
                if total_weight(main_clause) >= MIN_MAIN_WEIGHT and is_short_detail:
                    return main_clause
        return self._signature(term.text for term in terms)

    def _signature(self, terms: Iterable[str]) -> Signature:
        """Returns the signature of ``terms``: no numerals and their units; the word after a negation is negated."""
        signature, is_negated, after_numeral = set[int](), False, False
        for word in self._words(tuple(terms)):
            if word in self._negations or word.startswith("ไม่"):
                signature.add(_NEGATION)
                is_negated, word = True, word.removeprefix("ไม่")
                if word in self._negations:
                    continue
            is_unit, after_numeral = after_numeral, word in self._numbers or word.isdecimal()
            numbers = () if is_unit else self._numbers_of(word)
            signature.update(number ^ _NEGATED if is_negated else number for number in numbers)
            is_negated = is_negated and not numbers
        return frozenset(signature)

    def _words(self, terms: tuple[str, ...]) -> Iterator[str]:
        """Yields the words of ``terms``; a phrase with synonyms is replaced by the group's canonical word."""
        start = 0
        while start < len(terms):
            word, length = terms[start], 1
            for phrase, canonical_word in self._phrases.get(word, ()):
                if terms[start : start + len(phrase)] == phrase:
                    word, length = canonical_word, len(phrase)
                    break
            yield word
            start += length

    def _synonyms(self, lexicon: Lexicon) -> dict[str, list[tuple[tuple[str, ...], str]]]:
        """Returns phrases with synonyms by their first term, longest first, each with the canonical word of its group:
        the one most frequent in general Thai."""
        table: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        forms = {_terms_of(phrase, lexicon) for group in lexicon.synonyms for phrase in group} - {()}
        for form in sorted(forms, key=lambda form: (-len(form), form)):
            group = map("".join, (form, *lexicon.synonyms_of(form)))
            word = max(group, key=lambda word: (_general_frequencies()[0].get(word, 0), word))
            table.setdefault(form[0], []).append((form, word))
        return table

    def _compute_numbers(self, word: str) -> tuple[int, ...]:
        """Returns the numbers of a word, or of the parts of a compound; none for a stop word."""
        word = self._canonical.get(word, word)
        parts = () if word in self._ignored else self._parts(word)
        return tuple(number for part in parts if (number := self._number(part)) & WEIGHT)

    def _parts(self, word: str) -> tuple[str, ...]:
        """Splits a compound into its most probable parts (unigram model), so that its short forms match; other words
        stay whole."""
        end = len(word)
        if end < MIN_COMPOUND_LETTERS or not (_THAI.fullmatch(word) and self._analyzer.is_word(word)):
            return (word,)
        counts, total = _general_frequencies()
        best: list[tuple[float, tuple[str, ...]]] = [(0.0, ()), *[(inf, ())] * end]
        for start in range(end):
            price, before = best[start]
            for stop in range(start + MIN_PART_LETTERS, end + 1 if start else end):
                part = word[start:stop]
                count = counts.get(part, 0) if price < inf and self._analyzer.is_word(part) else 0
                if count >= MIN_PART_FREQUENCY:
                    best[stop] = min(best[stop], (price + log(total / count), (*before, part)))
        return best[end][1] or (word,)

    def _number(self, word: str) -> int:
        """Returns the number of a word without the nominal prefix การ: hash and weight; 0 for ignored words."""
        word = self._canonical.get(word, word)
        bare = word.removeprefix("การ")
        if bare != word and self._analyzer.is_word(bare):
            word = self._canonical.get(bare, bare)
        if not word or word in self._ignored or word.isdecimal():
            return 0
        return zlib.crc32(word.encode()) >> _WEIGHT_BITS << _WEIGHT_BITS | self._weight(word)

    def _weight(self, word: str) -> int:
        """Returns the weight of a word by its rarity in general Thai: 0 to ``MAX_WEIGHT``."""
        counts, total = _general_frequencies()
        if _THAI.fullmatch(word) and not (
            counts.get(word) or word in self._canonical_words or self._analyzer.is_word(word)
        ):
            return UNKNOWN_WORD_WEIGHT
        return max(0, min(MAX_WEIGHT, round(log(total / (counts.get(word, 0) + _SMOOTHING)) - _STOP_WORD_RARITY)))


def total_weight(signature: Iterable[int]) -> int:
    """Returns the total weight of the words of a signature."""
    return sum(number & WEIGHT for number in signature)


def similarity(first: Signature, second: Signature) -> float:
    """Returns the ``weighted_jaccard`` of two signatures; 0 if only one is negated or each has its own key word."""
    if (_NEGATION in first) != (_NEGATION in second):
        return 0.0
    jaccard = weighted_jaccard(first, second)
    min_weight = SURE_KEY_WEIGHT if jaccard >= NEAR_IDENTITY else KEY_WEIGHT
    differ = _has_key_word(first - second, min_weight) and _has_key_word(second - first, min_weight)
    return 0.0 if differ else jaccard


def weighted_jaccard(first: Signature, second: Signature) -> float:
    """Returns the weighted Jaccard similarity of two signatures (0 to 1)."""
    common = total_weight(first & second)
    return common / (total_weight(first) + total_weight(second) - common) if common else 0.0


def serialise_signature(signature: Signature) -> str:
    """Serialises a signature: eight hex digits a number, ascending."""
    return struct.pack(f">{len(signature)}I", *sorted(signature)).hex()


def parse_signature(text: str) -> Signature:
    """Parses the text of ``serialise_signature``. Raises ValueError for any other text."""
    data = bytes.fromhex(text)
    if len(data) % 4:
        raise ValueError(f"no signature: {text}")
    return frozenset(struct.unpack(f">{len(data) // 4}I", data))


def fingerprint() -> str:
    """Returns a text that changes when the same items may be clustered differently; part of an index's fingerprint."""
    return f"{VERSION} {zlib.crc32(repr(_data()).encode()):08x}"


@cache
def is_stop_word(word: str) -> bool:
    """Whether a word is a stop word by its frequency in general Thai."""
    counts, total = _general_frequencies()
    return log(total / max(1, counts.get(word, 0))) < _STOP_WORD_RARITY


def _has_key_word(words: Signature, min_weight: int) -> bool:
    return any(number & WEIGHT >= min_weight for number in words)


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
