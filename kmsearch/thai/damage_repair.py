"""Damaged Thai mended where a dictionary shows how; sound text stays as it is.

``tokenizer.repair`` undoes what the script leaves no doubt about, for queries too. A :class:`Repairer` does
more for whole documents: it reads what no dictionary knows as words that one of the known kinds of damage has changed
(:mod:`kmsearch.thai.repair_decoder`). What a document shows to be the rule is then undone where only words fit too.
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
from kmsearch.thai.mojibake import recover
from kmsearch.thai.repair_decoder import LOST, MARKS, WELL_KNOWN, Prices, Reader, Vocabulary
from kmsearch.thai.tokenizer import Analyzer, known_names, normalise, word_counts
from kmsearch.thai.tokenizer import repair as repair_by_rule

ROUNDS = 4
"""Most times a text is read again because mending it has changed what it shows."""

_THAI = "ก-ฮะ-ฺเ-ๅ็-๎"
_RUN = re.compile(f"[{_THAI}{LOST}]+")
_LAST_RUN = re.compile(f"(?<![{_THAI}{LOST}])[{_THAI}{LOST}]+$")
_PHRASE = re.compile(rf"[{_THAI}{LOST}]+(?: (?![ก-ฮ]{{1,4}}\.)[{_THAI}{LOST}]+)*")
"""Runs of Thai parted by single blanks, up to a dotted abbreviation."""

_CLUSTER = f"[ก-๎][{MARKS}]*"
_SPACED = re.compile(rf"(?<!\S){_CLUSTER}(?: {_CLUSTER}(?!\S)){{2,}}")
_LONE_VOWEL = re.compile("(?<!\\S)[ะาเแโใไ](?!\\S)")
"""Letters set apart for show, which vowels that stand alone betray: their blanks are no damage."""

_PLAIN = re.compile(f"[{_THAI}]+")
_NUMBER = re.compile(rf"(?<!\d)\d{{1,3}}(?= ?[{_THAI}]{{2}})")
"""A number before Thai: that of a page, if it parts a word."""

_NEAR = 60
"""Letters looked at on either side of a number: no word is longer."""

EXCEPTIONS = Prices(ring=5.0, excess=9.0, slip=9.0, tone=11.0, blank=10.0)
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

_LONG_WORD = 6
"""Letters from which a word that a number parts need not be common to be known again."""

_UNITS = frozenset(
    "กรัม ลิตร เมตร วัตต์ ไบต์ ตัน ไร่ วา แห่ง คน ครัว เรือน บ้าน เที่ยว หน ที แรง ดอก กาล ข้อ ชาติ กอง สาย สี ฐาน".split()
)
"""What is counted or measured after a number and ends a longer word too: the number is then one."""

_OWN_COUNT = 100
"""Times an own word, a province or a district is taken to stand in the corpus at least."""


@dataclass(frozen=True, slots=True)
class Repaired:
    """A text mended, and at how many places it was changed beyond its one canonical spelling."""

    text: str
    changes: int


class Repairer:
    """Mends texts with the words an :class:`Analyzer` knows. Keep one: it takes a second to make, and it remembers."""

    def __init__(self, analyzer: Analyzer):
        self._vocabulary = _vocabulary(analyzer.vocabulary, analyzer.own_words)
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

    def parts_word(self, before: str, after: str) -> bool:
        """Whether ``before`` ends and ``after`` begins with the halves of one word that something stands between.

        Certain only where a half is no word, or where the halves are far rarer than the whole: not in กลุ่ม 5 คน.
        """
        ends, begins = _LAST_RUN.search(before), _RUN.match(after)
        if not ends or not begins or len(ends[0]) < 2 or len(begins[0]) < 2:
            return False
        halves = self._pieces(ends[0]), self._pieces(begins[0])
        if all(halves):
            return halves[1][0] not in _UNITS and self._is_cut(*halves)
        return self._joins(ends[0], begins[0])

    def _joins(self, before: str, after: str) -> bool:
        """Whether known words cover the two runs together, and the one that stands across the joint is well known."""
        end = 0
        for word in self._pieces(before + after):
            start, end = end, end + len(word)
            if start < len(before) < end:
                return word in self._vocabulary.prices and (len(word) >= _LONG_WORD or self._is_well_known(word))
        return False

    def _is_well_known(self, word: str) -> bool:
        return self._vocabulary.prices[word] <= WELL_KNOWN

    def _without_page_numbers(self, text: str) -> str:
        parts, done = [], 0
        for number in _NUMBER.finditer(text):
            before = text[max(done, number.start() - _NEAR) : number.start()].removesuffix(" ")
            after = text[number.end() : number.end() + _NEAR].removeprefix(" ")
            if self.parts_word(before, after):
                parts.append(text[done : number.start()].removesuffix(" "))
                done = number.end() + (text[number.end()] == " ")
        return "".join([*parts, text[done:]])

    def _mend(self, text: str) -> str:
        text = self._without_page_numbers(text)
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
def _vocabulary(words: frozenset[str], own: frozenset[str]) -> Vocabulary:
    """The dictionary, the office's ``own`` words, provinces and districts, what is common in the corpus, and names."""
    counts = word_counts()
    common = [word for word, count in counts.items() if count >= _MEND_COUNT and len(word) > 3]
    local = {word for word in (*own, *gazetteer().provinces, *gazetteer().owners) if len(word) > 3}
    counts |= {word: max(counts.get(word, 0), _OWN_COUNT) for word in local}
    names = filter(_PLAIN.fullmatch, known_names())
    return Vocabulary(filter(_PLAIN.fullmatch, {*words, *common, *local}), counts, names)


def _lost_rings(vocabulary: Vocabulary) -> frozenset[str]:
    """Common words with ำ as they stand without its ring, where that is no word; shorter than a word it may be part."""
    words = (word for word, price in vocabulary.prices.items() if "ำ" in word and price < 15 and len(word) > 3)
    return frozenset(word.replace("ำ", "า") for word in words) - vocabulary.known.keys()


def _prices(undone: Counter[str], text: str) -> dict[str, float]:
    """What each kind costs that is a rule in a document where so many were found: the chance that a place is damaged.

    One find may be chance and does not count; a ring is only found in common words, so that half of one does.
    """
    chance = {kind: 0.5 if kind == "ring" else 1.0 for kind in _INTACT}
    found = {kind: undone[kind] - chance[kind] for kind in _INTACT if undone[kind] > chance[kind]}
    prices = {kind: -log(count / (count + _INTACT[kind](text) + 1)) for kind, count in found.items()}
    return {kind: price for kind, price in prices.items() if price < _SYSTEMATIC}


def _count_changes(line: str, mended: str) -> int:
    if line == mended:
        return 0
    same = [operation.tag == "equal" for operation in Indel.opcodes(line, mended)]
    return sum(1 for before, equal in pairwise([True, *same]) if before and not equal)


_lexicon: Path | None = None


def use_lexicon(path: Path | None) -> None:
    """Tells this process which lexicon file's words count as words (None: the one that ships); each worker needs it.

    Raises ConfigError for a file that cannot be read.
    """
    global _lexicon
    if path is not None:
        load_lexicon(path)
    _lexicon = path


def lexicon_in_use() -> Path | None:
    """The lexicon file that ``use_lexicon`` was told last."""
    return _lexicon


def default_repairer() -> Repairer:
    """The repairer that knows the words of PyThaiNLP, of the list of places and of the lexicon in use."""
    return _repairer(_lexicon)


@lru_cache(maxsize=1)
def _repairer(lexicon: Path | None) -> Repairer:
    return Repairer(load_lexicon(lexicon).analyzer)
