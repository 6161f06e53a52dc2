"""What the beginning of a query can go on to: words and phrases of the corpus, topics, places, people, titles.

Words and phrases complete the end of what is typed, and the words before stay. Topics, provinces, people, offices and
titles are looked for by all that is typed; they match where a word of theirs begins. Where nothing does, the text is
read as typed on the other keyboard layout, then with its last word misspelt.

For 10,000 records the tables take 5 s to make and 27 MB, a look-up 1 ms, of a hundred the slowest five 5 ms and more
(``benchmarks/suggest.py``).
"""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from itertools import accumulate, chain
from typing import Any, Literal

from index.mapping import KNOWLEDGE
from index.suggest.collocations import phrases, says_little
from index.suggest.spelling_model import Vocabulary
from kmsearch.lexicon.model import Lexicon
from kmsearch.thai.keyboard_layout import to_latin, to_thai
from kmsearch.thai.tokenizer import Analyzer, fold, normalise, squeeze

Kind = Literal["word", "phrase", "topic", "province", "author", "office", "title"]

SIZE, MOST = 8, 10
"""Suggestions that are given when no number is asked for, and at most: what a phone shows above its keyboard."""

MAX_CHARS = 100
"""Characters of a text that is completed; a full question has as many and needs no end."""

NAMES: dict[str, Kind] = {
    "topics": "topic",
    "province": "province",
    "author_name": "author",
    "author_office": "office",
}
"""Fields whose values are suggested, in order, and as what."""

NAMED, WORDS = 2, 2
"""Names and single words among the suggestions, at most, so that phrases and titles have their place."""

SAMPLED, SAMPLE_CHARS = 300, 200_000
"""Records, spread evenly over all, and characters of theirs that phrases are counted in: 1 s. What is frequent among
10,000 records stands in three of these; of 100 records of ordinary length nearly all is read."""

LEAST_WORD = 2
"""Records that a word stands in: what stands in one is often a misspelling."""

LOOKED_AT = 2_000
"""Places of the typed text among titles that are looked at, the newest first: 3 ms."""

LONGEST_END = 40
"""Characters at the end of a text that are completed: three long words."""

SHORTEST_KEYS = 2
"""Keys of the shortest text that is read on the other layout."""

_MARKS = frozenset("ัำิีึืฺุู็่้๊๋์ํ๎")
_NOT_FIRST = _MARKS | frozenset("ะาๅๆฯ ")
_SIGNS = frozenset(' "()*:-')
_BEFORE_LETTER = frozenset("เแโใไ")
_LAST = "\U0010ffff"

Pieces = tuple[tuple[str, bool], ...]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a query may go on to. ``pieces`` are (text, whether it was typed) in order; joined they are the suggestion.

    ``count`` is how many records it finds, where that is known. ``record`` is the id of the one record of a title.
    """

    kind: Kind
    pieces: Pieces
    count: int | None = None
    record: str = ""

    @property
    def text(self) -> str:
        """The suggestion without marks: a whole query, a name or a title."""
        return "".join(piece for piece, _ in self.pieces)


class Suggester:
    """Suggests over one corpus. Nothing changes after it is made."""

    def __init__(
        self,
        records: Iterable[tuple[str, str]],
        total: int,
        counts: Mapping[str, int],
        vocabulary: Vocabulary,
        lexicon: Lexicon,
    ):
        """``records`` are the ids and payloads of ``total`` records, the titles of the first ones first; ``counts`` are
        the words of the corpus with the number of records that have each."""
        self._vocabulary = vocabulary
        self._analyzer = lexicon.analyzer
        titles: dict[str, list[str]] = {}
        names: Counter[tuple[Kind, str]] = Counter()
        sample: list[list[str]] = []
        step = max(1, -(-total // SAMPLED))
        share = SAMPLE_CHARS // max(1, min(total, SAMPLED))
        for number, (id, payload) in enumerate(records):
            content = json.loads(payload)
            titles.setdefault(_line(content["title"]), []).append(id)
            names.update(_names(content))
            if number % step == 0:
                sample.append(list(_texts(content, share)))
        titles.pop("", None)
        self._records = list(titles.values())
        self._titles = _Lines(list(titles), self._analyzer)
        self._named = [(kind, count) for (kind, _), count in names.most_common()]
        self._names = _Lines([name for (_, name), _ in names.most_common()], self._analyzer)
        self._endings = _Endings(
            self._words(counts), phrases(sample, self._analyzer), max(1, total / max(1, len(sample)))
        )

    def suggest(self, text: str, size: int = SIZE) -> tuple[Suggestion, ...]:
        """At most ``size`` (and MOST) suggestions, the best first, no two alike; none for a very long text."""
        if len(text) > MAX_CHARS or not (typed := _line(text)):
            return ()
        for reading in _readings(typed):
            if found := self._all(reading, self._completed(reading)):
                return tuple(found[: max(0, min(size, MOST))])
        return tuple(self._respelt(typed))[: max(0, min(size, MOST))]

    def _all(self, typed: str, completed: Sequence[Suggestion]) -> list[Suggestion]:
        """Names that begin so, ways to go on, other names, titles."""
        begun, others = list[Suggestion](), list[Suggestion]()
        for place, spans in self._names.find(typed, NAMED):
            kind, count = self._named[place]
            (others if spans[0][0] else begun).append(Suggestion(kind, self._names.pieces(place, spans), count))
        titles = (self._title(place, spans) for place, spans in self._titles.find(typed, MOST))
        ordered = chain(begun, completed, others, titles)
        unique: dict[str, Suggestion] = {}
        for one in ordered:
            unique.setdefault(fold(one.text), one)
        return list(unique.values())

    def _title(self, place: int, spans: Sequence[Span]) -> Suggestion:
        ids = self._records[place]
        return Suggestion("title", self._titles.pieces(place, spans), len(ids), ids[0] if len(ids) == 1 else "")

    def _completed(self, typed: str) -> list[Suggestion]:
        """The text with its end completed: the longest end that words or phrases begin with."""
        size = len(typed)
        for start in self._ends(typed):
            if found := self._endings.find(fold(typed[start:]), SIZE // 2):
                return [Suggestion(kind, _cut(typed[:start] + ending, [(0, size)])) for kind, ending in found]
        return []

    def _respelt(self, typed: str) -> Iterator[Suggestion]:
        """The text with its last word as it may have been meant; a word typed beyond its end is not."""
        near = [
            (price, start, -self._vocabulary.count(word), word)
            for start in self._ends(typed)
            if not self._vocabulary.is_known(end := fold(typed[start:])) and _SIGNS.isdisjoint(end)
            for word, price in self._vocabulary.near(end)
            if self._vocabulary.count(word) and not end.startswith(word)
        ]
        for _, start, _, word in sorted(near)[:WORDS]:
            if start == min(near)[1]:
                yield Suggestion("word", _cut(typed[:start] + word, [(0, start)]))

    def _ends(self, typed: str) -> Iterator[int]:
        """Where what is to be completed may begin, the longest end first: behind a blank or a sign, or where the cut of
        the text has a word behind a known one. A last word that is not known may be cut elsewhere when it is whole."""
        terms = self._analyzer.words(typed)
        starts = {term.start for term in terms}
        if terms and not self._vocabulary.is_known(terms[-1].text):
            starts |= set(range(terms[-1].start, terms[-1].end))
        for start in range(max(0, len(typed) - LONGEST_END), len(typed)):
            before = typed[start - 1] if start else " "
            if typed[start] in _NOT_FIRST or before in _BEFORE_LETTER:
                continue
            if before in _SIGNS or (start in starts and len(typed) - start > 1 and self._is_word_before(typed, start)):
                yield start

    def _is_word_before(self, typed: str, start: int) -> bool:
        before = self._analyzer.words(typed[:start])[-1:]
        return any(len(term.text) > 1 and self._vocabulary.is_known(term.text) for term in before)

    def _words(self, counts: Mapping[str, int]) -> dict[str, int]:
        """The words of the corpus that say something."""
        return {
            word: count
            for word, count in counts.items()
            if count >= LEAST_WORD
            and len(word) > 1
            and not word.isdecimal()
            and not says_little(word)
            and (word.isascii() or self._analyzer.is_word(word))
        }


class _Endings:
    """Words and phrases in alphabetical order, with weights: the number of records that have each, about."""

    def __init__(self, words: Mapping[str, int], found: Mapping[str, int], scale: float):
        """``scale`` is how many records each that phrases were counted in stands for."""
        table: dict[str, tuple[float, Kind, str]] = {word: (count, "word", word) for word, count in words.items()}
        table |= {fold(phrase): (count * scale, "phrase", phrase) for phrase, count in found.items()}
        self._keys = sorted(table)
        self._rows = [table[key] for key in self._keys]

    def find(self, start: str, most: int) -> list[tuple[Kind, str]]:
        """The weightiest that begin with ``start``, with their kinds; single words only WORDS where phrases abound."""
        low, high = bisect_left(self._keys, start), bisect_right(self._keys, start + _LAST)
        rows = self._rows[low:high]
        words = nlargest(most, (row for row in rows if row[1] == "word" and row[2] != start))
        others = nlargest(most, (row for row in rows if row[1] == "phrase" and len(row[2]) > len(start)))
        best = [*words[: max(WORDS, most - len(others))], *others]
        return [(kind, text) for _, kind, text in nlargest(most, best)]


class _Lines:
    """Lines of text that are found by what stands in them, from where a word begins."""

    def __init__(self, lines: Sequence[str], analyzer: Analyzer):
        self._lines = lines
        self._folded = [fold(line) for line in lines]
        self._starts = [tuple(term.start for term in analyzer.words(line)) for line in lines]
        self._joined = "\n".join(self._folded)
        self._offsets = [0, *accumulate(len(line) + 1 for line in self._folded)]

    def find(self, typed: str, most: int) -> list[tuple[int, list[Span]]]:
        """At most so many lines that have ``typed``, or else all its chunks, with where these stand; those that begin
        so first."""
        wanted = fold(typed)
        found = {place: [span] for place, span in self._having(wanted)}
        chunks = sorted(wanted.split(), key=len, reverse=True)
        if len(chunks) > 1 and len(found) < most:
            for place, span in self._having(chunks[0]):
                spans = [span, *(other for chunk in chunks[1:] if (other := self._span(place, chunk)))]
                if len(spans) == len(chunks):
                    found.setdefault(place, sorted(spans))
        return sorted(found.items(), key=lambda one: (one[1][0][0] > 0, one[0]))[:most]

    def pieces(self, place: int, spans: Sequence[Span]) -> Pieces:
        """The line at ``place`` in pieces, with ``spans`` as what was typed."""
        return _cut(self._lines[place], spans)

    def _having(self, wanted: str) -> Iterator[tuple[int, Span]]:
        """The lines that have a word that begins so, each once, with the first such place."""
        at, last = self._joined.find(wanted), -1
        for _ in range(LOOKED_AT):
            if at < 0:
                return
            place = bisect_right(self._offsets, at) - 1
            start = at - self._offsets[place]
            if place != last and start in self._starts[place]:
                last = place
                yield place, (start, start + len(wanted))
            at = self._joined.find(wanted, at + 1)

    def _span(self, place: int, wanted: str) -> Span | None:
        line = self._folded[place]
        starts = (start for start in self._starts[place] if line.startswith(wanted, start))
        return next(((start, start + len(wanted)) for start in starts), None)


def _line(text: str) -> str:
    return squeeze(normalise(text))


def _names(content: Mapping[str, Any]) -> Iterator[tuple[Kind, str]]:
    """The values of a record's fields that are suggested."""
    for field, kind in NAMES.items():
        value = content["fields"].get(field) or ()
        for name in dict.fromkeys(map(_line, (value,) if isinstance(value, str) else value)):
            if name:
                yield kind, name


def _texts(content: Mapping[str, Any], share: int) -> Iterator[str]:
    """The title and so many characters of a record's texts, what it teaches before what it tells."""
    yield _line(content["title"])
    for _, texts in sorted(content["sections"], key=lambda section: section[0] not in KNOWLEDGE):
        for text, number in texts:
            if number and share > 0:
                yield text[:share]
                share -= len(text)


def _readings(typed: str) -> Iterator[str]:
    """The text as it is typed; all of it, then its last chunk, as typed on the other keyboard layout."""
    yield typed
    *before, last = typed.split(" ")
    for kept, keys in (("", typed), (" ".join([*before, ""]), last)):
        if len(keys) >= SHORTEST_KEYS:
            yield _line(kept + (to_latin if any("ก" <= char <= "๛" for char in keys) else to_thai)(keys))


def _cut(text: str, spans: Iterable[Span]) -> Pieces:
    """The text in pieces, those of ``spans`` marked; no piece is empty, or begins with a mark of the letter before."""
    pieces: list[tuple[str, bool]] = []
    place = 0
    for start, end in spans:
        while text[end : end + 1] in _MARKS:
            end += 1
        pieces += [(text[place:start], False), (text[max(start, place) : end], True)]
        place = max(place, end)
    pieces.append((text[place:], False))
    return tuple(piece for piece in pieces if piece[0])
