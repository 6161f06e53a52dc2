"""Viterbi decoder for damaged Thai: finds the most probable sound reading of a stretch of text.

A stretch is decoded as words of a vocabulary, each at the cost of its rarity (negative log of its relative frequency),
and as unknown letters at a higher cost. Inside words each kind of damage may be undone at its own cost. The path of
lowest total cost over the positions of the stretch wins.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from math import inf, log
from typing import NamedTuple

from kmsearch.thai.characters import (
    ABOVE_VOWELS,
    BELOW_VOWELS,
    COMBINING_MARKS,
    CONSONANTS,
    FOLLOWING_VOWELS,
    LEADING_VOWELS,
    TONE_MARKS,
)

LOST = "\ufffd"
"""The replacement character: a byte that could not be decoded."""

_CARRIERS = frozenset(CONSONANTS)
_TONED_VOWELS = frozenset(ABOVE_VOWELS + BELOW_VOWELS) - frozenset("็ฺ")
"""Vowel signs above and below a consonant that a tone mark may follow."""

_TONE_CARRIERS = _CARRIERS | _TONED_VOWELS
_PASSED = _CARRIERS | frozenset(LEADING_VOWELS + "ะ")
_NEVER_FIRST = frozenset(COMBINING_MARKS + FOLLOWING_VOWELS)
_NEVER_LAST = frozenset(LEADING_VOWELS)

_UNKNOWN, _UNKNOWN_LETTER = 9.0, 3.2
"""Cost of a stretch outside the vocabulary, and of each of its letters: one of some 25 likely letters (ln 25 = 3.2)."""

_LONGEST_UNKNOWN = 12
_LONGEST_WORD = 24
"""Letters of the longest word looked up; longer words are decoded as their parts."""

_REMEMBERED = 20_000
"""Readings in the cache: the unknown names and words of some thousand records, a few MB."""

_CORPUS = 33.5e6
_RARE = 0.5
"""Frequency assumed for a word that the corpus lacks."""

WELL_KNOWN = 15.0
"""Highest word cost at which damage is undone where damage is exceptional: ten occurrences in the corpus."""

_LONG = 5
"""Minimum letters of a word that gets a tone mark or a ring where damage is exceptional: shorter words are parts of
names."""

_COMMON = 9.6
"""Highest cost of a four-letter word that gets a ring where damage is exceptional: 2,000 occurrences, like ตำบล;
foreign names often contain ทานา or ตารา."""

_COMMON_TONED = 12.0
"""Highest cost of a word that gets a tone mark where damage is exceptional: 200 occurrences; rarer words are often
spelt both ways."""

_EXCEPTION = 4.0
"""Cost from which a kind of damage counts as exceptional in its document."""

_BAD_COMPANY = 10.0
"""Penalty where a word repaired as an exception is next to an unknown one: both are probably parts of a name."""

_LEFT_BLANK = 4.0
"""Discount on a slipped mark that is followed by the blank typical of it, which sound words do not have."""

_CLEAR = 2.3
"""Minimum cost difference between the best and second repair of one word: ten times more probable (ln 10 = 2.3)."""


@dataclass(frozen=True)
class DamageCosts:
    """Cost of undoing each kind of damage once; infinite means never."""

    ring: float = inf
    excess: float = inf
    slip: float = inf
    tone: float = inf
    blank: float = inf


class RepairedStretch(NamedTuple):
    """A decoded stretch: its text, and the kind of each damage that was undone."""

    text: str
    undone: tuple[str, ...]


class RepairVocabulary:
    """Words with their costs. ``names`` are words too, but damage is never undone to produce one."""

    def __init__(self, words: Iterable[str], counts: Mapping[str, int], names: Iterable[str] = ()):
        self.prices = {word: -log(max(counts.get(word, 0), _RARE) / _CORPUS) for word in words if len(word) > 1}
        self._sorted = sorted(self.prices)
        self._begins: dict[str, bool] = {}
        self._parts: dict[str, float] = {}
        self._rare = -log(_RARE / _CORPUS)
        self.known = {**dict.fromkeys((name for name in names if len(name) > 2), self._rare), **self.prices}
        self.longest = _LONGEST_WORD

    def price_of(self, word: str) -> float:
        """Returns the cost of a word; a rare word costs at most the sum of two parts, since many are compounds."""
        price = self.prices[word]
        if price < _COMMON:
            return price
        if word not in self._parts:
            halves = ((self.prices.get(word[:cut]), self.prices.get(word[cut:])) for cut in range(2, len(word) - 1))
            sums = [first + second for first, second in halves if first is not None and second is not None]
            self._parts[word] = min([price, *sums])
        return self._parts[word]

    def begins(self, letters: str) -> bool:
        """Whether some word begins with ``letters``."""
        known = self._begins.get(letters)
        if known is None:
            place = bisect_left(self._sorted, letters)
            known = place < len(self._sorted) and self._sorted[place].startswith(letters)
            if len(self._begins) > 10 * _REMEMBERED:
                self._begins.clear()
            self._begins[letters] = known
        return known


class _Node(NamedTuple):
    """A decoder state: position in the stretch, number of slipped marks behind it that are consumed already, and how
    the previous word was decoded: 0 as written, 1 as unknown, 2 as an exceptional repair."""

    place: int
    read: int
    last: int = 0


class _Step(NamedTuple):
    letters: str
    node: _Node
    price: float
    undone: str = ""


class _DecodedWord(NamedTuple):
    text: str
    end: _Node
    price: float
    undone: tuple[str, ...]


@dataclass(slots=True)
class _Best:
    price: float = inf
    before: _Node | None = None
    text: str = ""
    undone: tuple[str, ...] = ()


@dataclass
class RepairDecoder:
    """Decodes stretches of Thai letters, single blanks and U+FFFD with one vocabulary and one set of costs."""

    vocabulary: RepairVocabulary
    prices: DamageCosts
    _seen: dict[str, RepairedStretch] = field(default_factory=dict)

    def read(self, stretch: str) -> RepairedStretch:
        """Returns the reading of ``stretch`` with the lowest cost."""
        reading = self._seen.get(stretch)
        if reading is None:
            if len(self._seen) > _REMEMBERED:
                self._seen.clear()
            reading = self._seen[stretch] = self._search(stretch)
        return reading

    def _search(self, stretch: str) -> RepairedStretch:
        best: dict[_Node, _Best] = {_Node(0, 0): _Best(0.0)}
        met: dict[int, set[_Node]] = {0: {*best}}
        for place in range(len(stretch)):
            onward: dict[int, list[_DecodedWord]] = {}
            for node in sorted(met.pop(place, ())):
                if node.read not in onward:
                    onward[node.read] = list(self._onward(stretch, _Node(place, node.read)))
                for word in onward[node.read]:
                    price = (
                        best[node].price + word.price + (_BAD_COMPANY if {node.last, word.end.last} == {1, 2} else 0)
                    )
                    if price < best.setdefault(word.end, _Best()).price:
                        best[word.end] = _Best(price, node, word.text, word.undone)
                        met.setdefault(word.end.place, set()).add(word.end)
        ends = [node for node in best if node.place == len(stretch)]
        return _trace(best, min(ends, key=lambda end: best[end].price)) if ends else RepairedStretch(stretch, ())

    def _onward(self, stretch: str, node: _Node) -> Iterator[_DecodedWord]:
        if stretch[node.place] == " ":
            yield _DecodedWord(" ", _Node(node.place + 1, 0), 0.0, ())
            return
        yield from _unknown(stretch, node)
        if node.read == 0:
            yield from self._as_written(stretch, node.place)
        yield from self._mended(stretch, node)

    def _as_written(self, stretch: str, start: int) -> Iterator[_DecodedWord]:
        known = self.vocabulary.known
        for end in range(start + 1, min(len(stretch), start + self.vocabulary.longest) + 1):
            word = stretch[start:end]
            if word in known and _may_part(stretch, end):
                yield _DecodedWord(word, _Node(end, 0), known[word], ())

    def _mended(self, stretch: str, start: _Node) -> Iterator[_DecodedWord]:
        """Yields repaired words that begin at ``start``; of those with the same end only one that is clearly best."""
        found: dict[_Node, dict[str, _DecodedWord]] = {}
        for word in self._walk(stretch, start):
            same = found.setdefault(word.end, {})
            if word.text not in same or word.price < same[word.text].price:
                same[word.text] = word
        for same in found.values():
            best, *others = sorted(same.values(), key=lambda word: word.price)
            if "tone" not in best.undone or not others or others[0].price - best.price >= _CLEAR:
                yield best

    def _walk(self, stretch: str, start: _Node) -> Iterator[_DecodedWord]:
        states: list[tuple[str, _Node, float, tuple[str, ...]]] = [("", start, 0.0, ())]
        prices, begins = self.vocabulary.prices, self.vocabulary.begins
        while states:
            letters, node, price, undone = states.pop()
            after_blank = node.read == 0 and stretch[node.place - 1] == " "
            if (undone or start.read) and letters in prices and not after_blank and _may_part(stretch, node.place):
                whole = self.vocabulary.price_of(letters)
                if price < _EXCEPTION:
                    yield _DecodedWord(letters, node, price + whole, undone)
                elif _stands_out(letters, whole, undone):
                    yield _DecodedWord(letters, node._replace(last=2), price + whole, undone)
            for step in self._steps(stretch, node, letters):
                longer = letters + step.letters
                if begins(longer):
                    kinds = (*undone, step.undone) if step.undone else undone
                    states.append((longer, step.node, price + step.price, kinds))

    def _steps(self, stretch: str, node: _Node, letters: str) -> Iterator[_Step]:
        place, read, _ = node
        if place < len(stretch):
            char, after = stretch[place], place + 1 + read
            if char not in (" ", LOST):
                yield _Step(char, _Node(after, 0), 0.0)
            if read:
                if stretch[after : after + 1] == " ":
                    yield _Step(char, _Node(after + 1, 0), -min(_LEFT_BLANK, 0.8 * self.prices.slip))
                return
            yield from self._misread(stretch, place, letters)
        if letters and letters[-1] in _TONE_CARRIERS and self.prices.tone < inf and not _mark_follows(stretch, place):
            yield from (_Step(tone, node, self.prices.tone, "tone") for tone in TONE_MARKS)

    def _misread(self, stretch: str, place: int, letters: str) -> Iterator[_Step]:
        char, after = stretch[place], stretch[place + 1 : place + 2]
        if char == "า":
            yield _Step("ำ", _Node(place + 1, 0), self.prices.ring, "ring")
        elif char == "ำ":
            yield _Step("า", _Node(place + 1, 0), self.prices.excess, "excess")
        elif char == " " and letters:
            yield from self._over_blank(
                place, after, stretch[place - 1] in COMBINING_MARKS and letters[-1] in _CARRIERS
            )
        elif char == LOST:
            yield from _lost(stretch, place)
        has_slipped = char in _PASSED and after and after in COMBINING_MARKS
        if letters and letters[-1] in _TONE_CARRIERS and has_slipped:
            marks = re.match(f"[{COMBINING_MARKS}]+", stretch[place + 1 :])
            for count in range(1, 1 + (marks.end() if marks else 0)):
                yield _Step(stretch[place + 1 : place + 1 + count], _Node(place, count), self.prices.slip, "slip")

    def _over_blank(self, place: int, after: str, slipped: bool) -> Iterator[_Step]:
        """A blank before า is half of ำ, unless it belongs to the mark before it, which has ``slipped``."""
        whole, bare = (3.0, 0.1) if slipped else (0.1, 3.0)
        if after == "า":
            yield _Step("ำ", _Node(place + 2, 0), whole, "gap")
        if after in _NEVER_FIRST:
            yield _Step("", _Node(place + 1, 0), bare if after == "า" else 0.1, "gap")
        else:
            yield _Step("", _Node(place + 1, 0), self.prices.blank, "blank")


def _lost(stretch: str, place: int) -> Iterator[_Step]:
    """Yields the candidates for a character that could not be decoded: nothing, a mark, ำ or its ring."""
    end = place
    while stretch[end : end + 1] == LOST:
        end += 1
    yield _Step("", _Node(end, 0), 3.0, "lost")
    yield from (_Step(mark, _Node(end, 0), 2.0, "lost") for mark in COMBINING_MARKS)
    whole = end + 1 if stretch[end : end + 1] in ("า", "ำ") else end
    yield _Step("ำ", _Node(whole, 0), 0.5, "lost")


def _unknown(stretch: str, node: _Node) -> Iterator[_DecodedWord]:
    start, after = node.place, node.place + 1 + node.read
    for end in range(after, min(len(stretch), start + _LONGEST_UNKNOWN) + 1):
        if stretch[end - 1] == " ":
            return
        if _may_part(stretch, end):
            text = stretch[start] + stretch[after:end]
            yield _DecodedWord(text, _Node(end, 0, 1), _UNKNOWN + _UNKNOWN_LETTER * len(text), ())


def _may_part(stretch: str, place: int) -> bool:
    """Whether a word may end at ``place``: not before a mark of the same syllable and not after a leading vowel."""
    if place == len(stretch) or stretch[place] == " ":
        return True
    return stretch[place] not in _NEVER_FIRST and stretch[place - 1] not in _NEVER_LAST


def _stands_out(letters: str, price: float, undone: tuple[str, ...]) -> bool:
    """Whether a word is common enough for exceptional damage to be undone in it."""
    if "tone" in undone and (len(letters) < _LONG or price > _COMMON_TONED or letters.endswith("ชั่น")):
        return False
    if "ring" in undone and len(letters) < _LONG:
        return len(letters) == _LONG - 1 and price <= _COMMON
    return price <= WELL_KNOWN


def _mark_follows(stretch: str, place: int) -> bool:
    return place < len(stretch) and stretch[place] in COMBINING_MARKS and stretch[place] not in _TONED_VOWELS


def _trace(best: Mapping[_Node, _Best], end: _Node) -> RepairedStretch:
    parts: list[_Best] = []
    node: _Node | None = end
    while node is not None:
        parts.append(best[node])
        node = best[node].before
    parts.reverse()
    return RepairedStretch("".join(part.text for part in parts), tuple(kind for part in parts for kind in part.undone))
