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
"""U+FFFD, the replacement character: a byte that could not be decoded."""

_CARRIERS = frozenset(CONSONANTS)
_TONED_VOWELS = frozenset(ABOVE_VOWELS + BELOW_VOWELS) - frozenset("็ฺ")
"""Vowel signs above and below a consonant that a tone mark may follow."""

_TONE_CARRIERS = _CARRIERS | _TONED_VOWELS
_SLIPPED_OVER = _CARRIERS | frozenset(LEADING_VOWELS + "ะ")
_NOT_WORD_INITIAL = frozenset(COMBINING_MARKS + FOLLOWING_VOWELS)
_NOT_WORD_FINAL = frozenset(LEADING_VOWELS)

_UNKNOWN, _UNKNOWN_LETTER = 9.0, 3.2
"""Cost of a word outside the vocabulary (a guess), and of each of its letters: one of 25 likely ones (ln 25 = 3.2)."""

_MAX_UNKNOWN_LETTERS = 12
"""Maximum letters of one unknown word; a longer one is decoded as several. A guess."""

_MAX_WORD_LETTERS = 24
"""Maximum letters of a word that is looked up; longer words are decoded as their parts."""

_CACHED_READINGS = 20_000
"""Maximum readings in the cache: the unknown names and words of some thousand records, a few MB."""

_CORPUS_WORDS = 33.5e6
"""Words of the Thai National Corpus, the source of the frequencies."""

_MIN_FREQUENCY = 0.5
"""Frequency assumed for a word outside the corpus. A guess."""

WELL_KNOWN = 15.0
"""Maximum cost of a word in which exceptional damage is undone: ten occurrences in the corpus."""

_MIN_EXCEPTION_LETTERS = 5
"""Minimum letters of a word in which a lost tone mark or ring is exceptional damage to undo: shorter words are parts of
names."""

_COMMON_COST = 9.6
"""Maximum cost of a four-letter word in which a lost ring is undone as an exception: 2,000 occurrences, like ตำบล;
foreign names often contain ทานา or ตารา."""

_COMMON_TONED_COST = 12.0
"""Maximum cost of a word in which a lost tone mark is undone as an exception: 200 occurrences; rarer words are often
spelt both ways."""

_EXCEPTION_COST = 4.0
"""Minimum cost of a kind of damage that counts as exceptional in its document. A guess."""

_UNKNOWN_NEIGHBOUR_COST = 10.0
"""Cost of a word repaired as an exception next to an unknown one: both are probably parts of a name. A guess."""

_SLIP_BLANK_DISCOUNT = 4.0
"""Maximum discount on a slipped mark followed by the blank that typically comes with it and that sound words lack. A
guess."""

_MIN_COST_DIFFERENCE = 2.3
"""Minimum cost difference between the best and second repair of one word: ten times more probable (ln 10 = 2.3)."""


@dataclass(frozen=True)
class DamageCosts:
    """Cost of undoing each kind of damage once (negative log probability); infinite: never undone.

    ``ring``: ำ written as า. ``excess``: า written as ำ. ``slip``: a mark that moved past the next letter. ``tone``: a
    lost tone mark. ``blank``: a blank inside a word.
    """

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
        self.prices = {
            word: -log(max(counts.get(word, 0), _MIN_FREQUENCY) / _CORPUS_WORDS) for word in words if len(word) > 1
        }
        self._sorted = sorted(self.prices)
        self._begins: dict[str, bool] = {}
        self._parts: dict[str, float] = {}
        self._rare = -log(_MIN_FREQUENCY / _CORPUS_WORDS)
        self.known = {**dict.fromkeys((name for name in names if len(name) > 2), self._rare), **self.prices}
        self.longest = _MAX_WORD_LETTERS

    def price_of(self, word: str) -> float:
        """Returns the cost of a word; a rare word costs at most the sum of two parts, since many are compounds."""
        price = self.prices[word]
        if price < _COMMON_COST:
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
            index = bisect_left(self._sorted, letters)
            known = index < len(self._sorted) and self._sorted[index].startswith(letters)
            if len(self._begins) > 10 * _CACHED_READINGS:
                self._begins.clear()
            self._begins[letters] = known
        return known


class _Node(NamedTuple):
    """A decoder state: ``position`` in the stretch, number of slipped marks behind it that are already consumed
    (``consumed``), and the decoding of the previous word (``last``): 0 as written, 1 unknown, 2 exceptional repair."""

    position: int
    consumed: int
    last: int = 0


class _Step(NamedTuple):
    """One step inside a word: the letters it adds, the next state, its cost, and the kind of damage it undoes."""

    letters: str
    node: _Node
    price: float
    undone: str = ""


class _DecodedWord(NamedTuple):
    """A word on a path: its text, the state after it, its cost, and the kinds of damage undone in it."""

    text: str
    end: _Node
    price: float
    undone: tuple[str, ...]


@dataclass(slots=True)
class _BestPath:
    """The cheapest path to a state: its cost, the previous state, and the last word with its repairs."""

    price: float = inf
    before: _Node | None = None
    text: str = ""
    undone: tuple[str, ...] = ()


@dataclass
class RepairDecoder:
    """Decodes stretches of Thai letters, single blanks and U+FFFD with one vocabulary and one set of costs."""

    vocabulary: RepairVocabulary
    prices: DamageCosts
    _readings: dict[str, RepairedStretch] = field(default_factory=dict)

    def read(self, stretch: str) -> RepairedStretch:
        """Returns the reading of ``stretch`` with the lowest cost."""
        reading = self._readings.get(stretch)
        if reading is None:
            if len(self._readings) > _CACHED_READINGS:
                self._readings.clear()
            reading = self._readings[stretch] = self._search(stretch)
        return reading

    def _search(self, stretch: str) -> RepairedStretch:
        """Finds the path of lowest cost over the states of the stretch; the stretch unchanged if there is no path."""
        best: dict[_Node, _BestPath] = {_Node(0, 0): _BestPath(0.0)}
        open_nodes: dict[int, set[_Node]] = {0: {*best}}
        for position in range(len(stretch)):
            words_by_consumed: dict[int, list[_DecodedWord]] = {}
            for node in sorted(open_nodes.pop(position, ())):
                if node.consumed not in words_by_consumed:
                    words_by_consumed[node.consumed] = list(self._words_from(stretch, _Node(position, node.consumed)))
                for word in words_by_consumed[node.consumed]:
                    penalty = _UNKNOWN_NEIGHBOUR_COST if {node.last, word.end.last} == {1, 2} else 0
                    price = best[node].price + word.price + penalty
                    if price < best.setdefault(word.end, _BestPath()).price:
                        best[word.end] = _BestPath(price, node, word.text, word.undone)
                        open_nodes.setdefault(word.end.position, set()).add(word.end)
        ends = [node for node in best if node.position == len(stretch)]
        return _read_path(best, min(ends, key=lambda end: best[end].price)) if ends else RepairedStretch(stretch, ())

    def _words_from(self, stretch: str, node: _Node) -> Iterator[_DecodedWord]:
        """Yields the words that may begin at a state: a blank; unknown, known and repaired words."""
        if stretch[node.position] == " ":
            yield _DecodedWord(" ", _Node(node.position + 1, 0), 0.0, ())
            return
        yield from _unknown_words(stretch, node)
        if node.consumed == 0:
            yield from self._known_words(stretch, node.position)
        yield from self._repaired_words(stretch, node)

    def _known_words(self, stretch: str, start: int) -> Iterator[_DecodedWord]:
        known = self.vocabulary.known
        for end in range(start + 1, min(len(stretch), start + self.vocabulary.longest) + 1):
            word = stretch[start:end]
            if word in known and _is_word_end(stretch, end):
                yield _DecodedWord(word, _Node(end, 0), known[word], ())

    def _repaired_words(self, stretch: str, start: _Node) -> Iterator[_DecodedWord]:
        """Yields the cheapest repaired word that begins at ``start`` for each end; none if it adds a tone mark and is
        not clearly cheaper than the second."""
        words_by_end: dict[_Node, dict[str, _DecodedWord]] = {}
        for word in self._repairs_from(stretch, start):
            words = words_by_end.setdefault(word.end, {})
            if word.text not in words or word.price < words[word.text].price:
                words[word.text] = word
        for words in words_by_end.values():
            best, *others = sorted(words.values(), key=lambda word: word.price)
            if "tone" not in best.undone or not others or others[0].price - best.price >= _MIN_COST_DIFFERENCE:
                yield best

    def _repairs_from(self, stretch: str, start: _Node) -> Iterator[_DecodedWord]:
        """Yields every word of the vocabulary that the letters from ``start`` give with damage undone (depth-first)."""
        states: list[tuple[str, _Node, float, tuple[str, ...]]] = [("", start, 0.0, ())]
        prices, begins = self.vocabulary.prices, self.vocabulary.begins
        while states:
            letters, node, price, undone = states.pop()
            after_blank = node.consumed == 0 and stretch[node.position - 1] == " "
            is_repaired = bool(undone or start.consumed)
            if is_repaired and letters in prices and not after_blank and _is_word_end(stretch, node.position):
                word_price = self.vocabulary.price_of(letters)
                if price < _EXCEPTION_COST:
                    yield _DecodedWord(letters, node, price + word_price, undone)
                elif _allows_exception(letters, word_price, undone):
                    yield _DecodedWord(letters, node._replace(last=2), price + word_price, undone)
            for step in self._steps(stretch, node, letters):
                longer = letters + step.letters
                if begins(longer):
                    kinds = (*undone, step.undone) if step.undone else undone
                    states.append((longer, step.node, price + step.price, kinds))

    def _steps(self, stretch: str, node: _Node, letters: str) -> Iterator[_Step]:
        """Yields the steps from a state inside a word that has ``letters`` so far: as written, or damage undone."""
        position, consumed, _ = node
        if position < len(stretch):
            char, after = stretch[position], position + 1 + consumed
            if char not in (" ", LOST):
                yield _Step(char, _Node(after, 0), 0.0)
            if consumed:
                if stretch[after : after + 1] == " ":
                    yield _Step(char, _Node(after + 1, 0), -min(_SLIP_BLANK_DISCOUNT, 0.8 * self.prices.slip))
                return
            yield from self._repair_steps(stretch, position, letters)
        may_lack_tone = self.prices.tone < inf and bool(letters) and letters[-1] in _TONE_CARRIERS
        if may_lack_tone and not _mark_follows(stretch, position):
            yield from (_Step(tone, node, self.prices.tone, "tone") for tone in TONE_MARKS)

    def _repair_steps(self, stretch: str, position: int, letters: str) -> Iterator[_Step]:
        """Yields the steps that undo damage at the character at ``position``, all kinds except lost tone marks."""
        char, after = stretch[position], stretch[position + 1 : position + 2]
        if char == "า":
            yield _Step("ำ", _Node(position + 1, 0), self.prices.ring, "ring")
        elif char == "ำ":
            yield _Step("า", _Node(position + 1, 0), self.prices.excess, "excess")
        elif char == " " and letters:
            has_slipped = stretch[position - 1] in COMBINING_MARKS and letters[-1] in _CARRIERS
            yield from self._blank_steps(position, after, has_slipped)
        elif char == LOST:
            yield from _lost_character_steps(stretch, position)
        may_have_slipped = char in _SLIPPED_OVER and after and after in COMBINING_MARKS
        if letters and letters[-1] in _TONE_CARRIERS and may_have_slipped:
            marks = re.match(f"[{COMBINING_MARKS}]+", stretch[position + 1 :])
            for count in range(1, 1 + (marks.end() if marks else 0)):
                slipped_marks = stretch[position + 1 : position + 1 + count]
                yield _Step(slipped_marks, _Node(position, count), self.prices.slip, "slip")

    def _blank_steps(self, position: int, after: str, has_slipped: bool) -> Iterator[_Step]:
        """Yields the steps that undo a blank inside a word. A blank before า is half of ำ, unless it belongs to the
        mark before it, which ``has_slipped``. The costs 0.1 (probable) and 3.0 (improbable) are guesses."""
        sara_am_price, blank_price = (3.0, 0.1) if has_slipped else (0.1, 3.0)
        if after == "า":
            yield _Step("ำ", _Node(position + 2, 0), sara_am_price, "gap")
        if after in _NOT_WORD_INITIAL:
            yield _Step("", _Node(position + 1, 0), blank_price if after == "า" else 0.1, "gap")
        else:
            yield _Step("", _Node(position + 1, 0), self.prices.blank, "blank")


def _lost_character_steps(stretch: str, position: int) -> Iterator[_Step]:
    """Yields the candidates for a character that could not be decoded: nothing, a mark, ำ or its ring. The costs are
    guesses: ำ is the likeliest, nothing the least likely."""
    end = position
    while stretch[end : end + 1] == LOST:
        end += 1
    yield _Step("", _Node(end, 0), 3.0, "lost")
    yield from (_Step(mark, _Node(end, 0), 2.0, "lost") for mark in COMBINING_MARKS)
    sara_am_end = end + 1 if stretch[end : end + 1] in ("า", "ำ") else end
    yield _Step("ำ", _Node(sara_am_end, 0), 0.5, "lost")


def _unknown_words(stretch: str, node: _Node) -> Iterator[_DecodedWord]:
    """Yields unknown words of increasing length that begin at a state."""
    start, after = node.position, node.position + 1 + node.consumed
    for end in range(after, min(len(stretch), start + _MAX_UNKNOWN_LETTERS) + 1):
        if stretch[end - 1] == " ":
            return
        if _is_word_end(stretch, end):
            text = stretch[start] + stretch[after:end]
            yield _DecodedWord(text, _Node(end, 0, 1), _UNKNOWN + _UNKNOWN_LETTER * len(text), ())


def _is_word_end(stretch: str, position: int) -> bool:
    """Whether a word may end at ``position``: not before a mark of the same syllable and not after a leading vowel."""
    if position == len(stretch) or stretch[position] == " ":
        return True
    return stretch[position] not in _NOT_WORD_INITIAL and stretch[position - 1] not in _NOT_WORD_FINAL


def _allows_exception(letters: str, price: float, undone: tuple[str, ...]) -> bool:
    """Whether a word is common enough for exceptional damage to be undone in it."""
    if "tone" in undone and (
        len(letters) < _MIN_EXCEPTION_LETTERS or price > _COMMON_TONED_COST or letters.endswith("ชั่น")
    ):
        return False
    if "ring" in undone and len(letters) < _MIN_EXCEPTION_LETTERS:
        return len(letters) == _MIN_EXCEPTION_LETTERS - 1 and price <= _COMMON_COST
    return price <= WELL_KNOWN


def _mark_follows(stretch: str, position: int) -> bool:
    """Whether a mark that excludes a tone mark before it follows: any but a vowel sign."""
    return position < len(stretch) and stretch[position] in COMBINING_MARKS and stretch[position] not in _TONED_VOWELS


def _read_path(best: Mapping[_Node, _BestPath], end: _Node) -> RepairedStretch:
    """Follows the cheapest path back from ``end`` and returns its words joined."""
    parts: list[_BestPath] = []
    node: _Node | None = end
    while node is not None:
        parts.append(best[node])
        node = best[node].before
    parts.reverse()
    return RepairedStretch("".join(part.text for part in parts), tuple(kind for part in parts for kind in part.undone))
