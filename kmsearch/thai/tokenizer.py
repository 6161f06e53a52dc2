"""Thai text: normalise, repair, join and cut. The only module that touches PyThaiNLP.

One :class:`Analyzer` cuts text for the index, for queries and for highlighting, so that they cannot drift apart.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import groupby, pairwise
from typing import NamedTuple, cast

os.environ.setdefault("PYTHAINLP_READ_ONLY", "1")  # it would otherwise make a folder in the user's home

from pythainlp import __version__ as PYTHAINLP_VERSION
from pythainlp.corpus import phupha, thai_family_names, thai_female_names, thai_male_names, thai_words
from pythainlp.corpus.tnc import unigram_word_freqs
from pythainlp.tokenize.newmm import segment
from pythainlp.tokenize.tcc import _PAT_TCC as TCC
from pythainlp.util import Trie

ANALYZER_VERSION = 3
"""Raised when the terms that come out of the same text change; part of every index's fingerprint."""

CLUSTER_JOINT = "·"
"""Stands between the two character clusters of a bigram, so that no bigram equals a word."""

_TONES = "่-๋"
_MARKS = "ัิ-ฺ็-๎"
_SOUND_MARKS = f"[ัิีึืฺุู็]?[{_TONES}]?[าำ]?(?![{_MARKS}าำ])"
_THAI_LETTER = re.compile(r"[ก-ฮ]")
_CLUSTER = re.compile(f"{TCC.pattern}|.", re.DOTALL)
"""One cluster as PyThaiNLP's ``tcc`` cuts it; it copies the rest of the text for each, its pattern alone is faster."""

RUNS_KEPT = 50_000
"""Thai runs whose cut is remembered: text repeats itself, and words and sub-words both ask."""

PREFIXES_KEPT = 10_000
"""Places of which is remembered what words begin there: newmm looks, then the search for words inside compounds."""

_THAI_DIGIT = re.compile("[๐-๙]")
_FOLD = {ord("๐") + digit: str(digit) for digit in range(10)}

KEYS_KEPT = 20_000
"""Collation keys that are remembered: the values of the facets are sorted with every answer."""

_NUMBER = re.compile(r"\d+")
_LONGEST_NUMBER = 12
_LEADING_VOWEL = re.compile("([เ-ไ])([ก-ฮ])")
_LATE_MARKS = re.compile("[็-์]")
"""Marks by which a dictionary sorts only what is the same without them: ็, the tones, ์."""

_SHIFTED = "ฐิีึื่้๊๋์่้๊๋์ญัํ็่้๊๋์ฺุู"
"""What the private-use characters from U+F700 on stand for: glyphs shifted clear of a neighbour, by the convention of
the Thai fonts of Windows, that a PDF or an old file gives back as characters of their own."""

_SYMBOLS = {
    **{"\uf0b7": "•", "\uf0a7": "▪", "\uf0d8": "➢", "\uf076": "❖", "\uf06c": "●", "\uf06e": "■", "\uf075": "◆"},
    **{"\uf0fc": "✓", "\uf0fb": "✗", "\uf0fe": "☑", "\uf0fd": "☒", "\uf0a8": "◻", "\uf06f": "□", "\uf071": "❑"},
    **{"\uf0e0": "→", "\uf0e8": "➔", "\uf0f0": "⇨", "\uf02d": "-"},
}
"""Bullets and boxes of the fonts Symbol and Wingdings, which word processors put at U+F000 and the byte."""


def _in_order(run: re.Match[str]) -> str:
    """The marks of one letter (vowel, tone, the rest), each once, then า or ำ; with nikhahit, า is ำ."""
    marks = sorted(run[0].replace("า", "").replace("ำ", ""), key=_place_of)
    vowels = "".join(char for char in run[0] if char in "าำ")
    if vowels and "ํ" in marks:
        marks, vowels = [mark for mark in marks if mark != "ํ"], "ำ" + vowels[1:]
    return "".join(mark for mark, _ in groupby(marks)) + re.sub("ำ[าำ]+", "ำ", vowels)


def _place_of(mark: str) -> int:
    return 0 if mark in "ัิีึืฺุู็" else 1 if "่" <= mark <= "๋" else 2


_Replacement = str | Callable[[re.Match[str]], str]

# Each pair mends what no sound Thai text holds; the order matters: marks stand side by side before they are ordered.
_NORMAL_FORMS: tuple[tuple[re.Pattern[str], _Replacement], ...] = (
    (re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]"), "\n"),
    (re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad\x00-\x08\x0e-\x1f\x7f]"), ""),
    (re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000]"), " "),
    (re.compile("[\uf700-\uf71a]"), lambda glyph: _SHIFTED[ord(glyph[0]) - 0xF700]),
    (re.compile("[\uf020-\uf0ff]"), lambda glyph: _SYMBOLS.get(glyph[0], glyph[0])),
    (re.compile("เเ"), "แ"),
    (re.compile("([แโใไ])\\1+"), r"\1"),
    (re.compile(f"(?!{_SOUND_MARKS})[{_MARKS}าำ]{{2,}}"), _in_order),
)

_LETTER_ALONE = f"[ก-๎][{_MARKS}]*"
_REPAIRS: tuple[tuple[re.Pattern[str], _Replacement], ...] = (
    (re.compile(f"(?<=[ก-ฮ{_MARKS}])[ \t]+(?=[{_MARKS}])"), ""),
    (
        re.compile(
            rf"(?P<spaced>(?<!\S){_LETTER_ALONE}(?:[ \t]+{_LETTER_ALONE}(?!\S)){{2,}})"
            rf"|(?<=[ก-ฮ])(?P<tone>[{_TONES}]?)ํ?[ \t]+[าำ]"
        ),
        lambda broken: broken["spaced"] or broken["tone"] + "ำ",
    ),
)

_SHORT_FORM = re.compile(r"[ก-ฮ]{1,4}(?:\.[ก-ฮ]{1,4})+\.?")


def _runs(short_forms: Iterable[str]) -> re.Pattern[str]:
    """What text is parted into before the dictionary sees it: dotted abbreviations, Thai (ๆ and ฯ end it), digits,
    other letters. ``short_forms``, longest first, are abbreviations known even where they are written on to a word."""
    known = "|".join(re.escape(form.rstrip(".")) + r"(?:\.|(?![ก-๎]))" for form in short_forms) or "(?!)"
    return re.compile(
        rf"(?P<short>{known}|(?<![ก-๎])(?:[ก-ฮ]{{1,4}}\.)+(?:[ก-ฮ]{{1,3}}(?![ก-๎]))?)"
        rf"|(?P<thai>(?:(?!{known})[ก-ฮะ-ฺเ-ๅ็-๎])+)|\d+|[^\W\d_ก-๛]+"
    )


class Term(NamedTuple):
    """A term and where it stands: ``text`` is folded; ``start`` and ``end`` are character offsets."""

    text: str
    start: int
    end: int


def normalise(text: str) -> str:
    """The same text in its one canonical spelling (idempotent): sara am, mark order, แ, blanks, zero-width."""
    for pattern, replacement in _NORMAL_FORMS:
        text = pattern.sub(replacement, text)
    return text


def repair(text: str) -> str:
    """``normalise`` plus what broken extraction leaves: blanks before marks, ำ as blank and า (idempotent).

    Letters set apart for show (ก า ร) stay as they are: which blanks part words cannot be told.
    """
    text = normalise(text)
    for pattern, replacement in _REPAIRS:
        text = pattern.sub(replacement, text)
    return normalise(text)


def arabic(text: str) -> str:
    """The text with Thai digits as Arabic ones; same length."""
    return text.translate(_FOLD) if _THAI_DIGIT.search(text) else text


def fold(text: str) -> str:
    """The form terms are compared in: Arabic digits, lower case; same length, so offsets hold."""
    plain = arabic(text)
    low = plain.lower()
    if len(low) == len(plain) and "Σ" not in plain:  # sigma is the one letter whose neighbours decide
        return low
    return "".join(low if len(low := char.lower()) == 1 else char for char in plain)


def squeeze(text: str) -> str:
    """One line: every run of white space is one blank, none at the ends."""
    return " ".join(text.split())


@lru_cache(KEYS_KEPT)
def collation_key(text: str) -> tuple[str, str]:
    """What sorts texts as a Thai dictionary does: a vowel before a consonant after it, marks last, numbers by size.

    Capitals count as small letters.
    """
    sized = _NUMBER.sub(lambda number: number[0].zfill(_LONGEST_NUMBER), fold(normalise(text)))
    whole = _LEADING_VOWEL.sub(r"\2\1", sized)
    return _LATE_MARKS.sub("", whole), whole


def join_lines(lines: Iterable[str]) -> str:
    """One paragraph from wrapped lines: no blank where Thai meets Thai, one blank anywhere else."""
    text = ""
    for line in (squeeze(line) for line in lines):
        if text and line:
            text += "" if _is_thai(text[-1]) and _is_thai(line[0]) else " "
        text += line
    return text


def _is_thai(char: str) -> bool:
    return "ก" <= char <= "๎" and char not in "ๆฯ฿"


class Analyzer:
    """Cuts text into index terms: newmm words over PyThaiNLP's dictionary plus ``own_words``.

    ``words`` are the exact terms. ``subwords`` are the words inside compounds and the character-cluster bigrams
    (TCC, as PyThaiNLP's ``tcc`` cuts them) that find what the dictionary does not know.
    """

    def __init__(self, own_words: Iterable[str] = ()):
        words = [fold(normalise(word)) for word in own_words]
        self._own = frozenset(re.sub(r"[^ก-๎]", "", word) for word in words) - {""}
        self._short_forms = sorted(set(filter(_SHORT_FORM.fullmatch, words)), key=lambda form: (-len(form), form))
        self._runs = _runs(self._short_forms)
        self._dictionary = _dictionary(self._own)
        self._cut = lru_cache(RUNS_KEPT)(self._cut_thai)

    @property
    def fingerprint(self) -> str:
        """Sixteen hex digits that change when the terms of a text may change."""
        versions = f"{ANALYZER_VERSION} {PYTHAINLP_VERSION}"
        said = "\n".join([versions, *self._short_forms, *sorted(self._own | thai_words())])
        return hashlib.sha256(said.encode()).hexdigest()[:16]

    def words(self, text: str) -> list[Term]:
        """The exact terms of ``text`` in order; offsets point into ``text`` as given (normalise it first)."""
        terms: list[Term] = []
        for run in self._runs.finditer(fold(text)):
            if run["thai"]:
                terms += self._thai_words(run["thai"], run.start())
            else:
                terms.append(Term(run[0].replace(".", ""), run.start(), run.end()))
        return terms

    def subwords(self, text: str) -> list[str]:
        """Words inside compounds of each Thai run, then its cluster bigrams; folded, without offsets."""
        found: list[str] = []
        for run in self._runs.finditer(fold(text)):
            if run["thai"]:
                found += self._inner_words(run["thai"])
                found += self.bigrams(run["thai"])
        return found

    def is_word(self, term: str) -> bool:
        """Whether the dictionary knows ``term``, so that ``subwords`` holds it wherever it stands."""
        return term in self._dictionary.words

    @property
    def vocabulary(self) -> frozenset[str]:
        """Every word that ``is_word`` knows."""
        return frozenset(thai_words() | self._own)

    @property
    def own_words(self) -> frozenset[str]:
        """The words it was given beside PyThaiNLP's, Thai letters only."""
        return self._own

    def bigrams(self, run: str) -> list[str]:
        """The character-cluster bigrams of one Thai run, each ``first·second``."""
        return [first + CLUSTER_JOINT + second for first, second in pairwise(clusters(run))]

    def _thai_words(self, run: str, start: int) -> Iterator[Term]:
        for piece in self._cut(run):
            if _THAI_LETTER.search(piece):
                yield Term(piece, start, start + len(piece))
            start += len(piece)

    def _cut_thai(self, run: str) -> tuple[str, ...]:
        return tuple(segment(run, cast("Trie", self._dictionary), safe_mode=True))

    def _inner_words(self, run: str) -> Iterator[str]:
        for known, pieces in groupby(self._cut(run), self._dictionary.words.__contains__):
            if known:
                yield from self._lattice("".join(pieces))

    def _lattice(self, stretch: str) -> Iterator[str]:
        """Every word that stands in some way to cut all of ``stretch`` into dictionary words of two letters or more."""
        bounds = [0, *(cluster.end() for cluster in _CLUSTER.finditer(stretch))]
        borders = set(bounds)
        reached = {0}
        edges: dict[int, list[int]] = {}
        for start in bounds[:-1]:
            if start in reached:
                words = self._dictionary.prefixes(stretch, start)
                edges[start] = [end for word in words if len(word) > 1 and (end := start + len(word)) in borders]
                reached.update(edges[start])
        leads_on = {len(stretch)}
        for start in reversed(edges):
            if not leads_on.isdisjoint(edges[start]):
                leads_on.add(start)
        for start, ends in edges.items():
            yield from (stretch[start:end] for end in ends if end in leads_on)


def clusters(run: str) -> Iterator[str]:
    """The Thai character clusters of one run, in order; joined they are the run."""
    return (cluster[0] for cluster in _CLUSTER.finditer(run))


def word_counts() -> dict[str, int]:
    """How often each word stands in the Thai National Corpus (33.5 million words); some are no dictionary's words.

    That corpus is cut into short words; of the dictionary's long ones the share that they have of a larger corpus of
    the web (Phupha, 27 billion) counts where it is greater.
    """
    counts, web = dict(unigram_word_freqs()), phupha.unigram_word_freqs()
    share = sum(counts.values()) / sum(web.values())
    longer = (word for word in web.keys() & thai_words() if len(word) > 3)
    return counts | {word: max(counts.get(word, 0), round(share * web[word])) for word in longer}


def known_names() -> frozenset[str]:
    """First and family names of Thai people."""
    return frozenset(thai_family_names() | thai_female_names() | thai_male_names())


class _Dictionary:
    """Words by their first three letters: what newmm asks of PyThaiNLP's Trie, in less time and memory."""

    def __init__(self, words: Iterable[str]):
        self.words = frozenset(word.strip() for word in words)
        lengths: dict[str, set[int]] = {}
        for word in self.words:
            if len(word) > 2:
                lengths.setdefault(word[:3], {1, 2}).add(len(word))
        self._lengths = {start: tuple(sorted(found)) for start, found in lengths.items()}
        self.prefixes = lru_cache(PREFIXES_KEPT)(self._prefixes)

    def _prefixes(self, text: str, start: int = 0) -> list[str]:
        """The words that begin at ``start``, ascending."""
        lengths = self._lengths.get(text[start : start + 3], (1, 2))
        beyond = len(text) - start + 1
        words = self.words
        return [word for n in lengths if n < beyond and (word := text[start : start + n]) in words]


@lru_cache(maxsize=4)
def _dictionary(own: frozenset[str]) -> _Dictionary:
    return _Dictionary(thai_words() | own)
