"""Thai text: normalise, repair, join and cut. The only module that touches PyThaiNLP.

One :class:`Analyzer` cuts text for the index, for queries and for highlighting, so that they cannot drift apart.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

os.environ.setdefault("PYTHAINLP_READ_ONLY", "1")  # it would otherwise make a folder in the user's home

from pythainlp import __version__ as PYTHAINLP_VERSION
from pythainlp.corpus import thai_family_names, thai_female_names, thai_male_names, thai_words
from pythainlp.corpus.tnc import unigram_word_freqs
from pythainlp.tokenize.newmm import segment
from pythainlp.tokenize.tcc import tcc_pos
from pythainlp.util import Trie

ANALYZER_VERSION = 2
"""Raised when the terms that come out of the same text change; part of every index's fingerprint."""

CLUSTER_JOINT = "·"
"""Stands between the two character clusters of a bigram, so that no bigram equals a word."""

_TONES = "่-๋"
_MARKS = "ัิ-ฺ็-๎"
_SOUND_MARKS = f"[ัิีึืฺุู็]?[{_TONES}]?[าำ]?(?![{_MARKS}าำ])"
_THAI_LETTER = re.compile(r"[ก-ฮ]")
_FOLD = {ord("๐") + digit: str(digit) for digit in range(10)}

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
    return text.translate(_FOLD)


def fold(text: str) -> str:
    """The form terms are compared in: Arabic digits, lower case; same length, so offsets hold."""
    return "".join(low if len(low := char.lower()) == 1 else char for char in arabic(text))


def squeeze(text: str) -> str:
    """One line: every run of white space is one blank, none at the ends."""
    return " ".join(text.split())


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
        self._cut = lru_cache(maxsize=50_000)(self._cut_thai)

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
        return term in self._dictionary

    @property
    def vocabulary(self) -> frozenset[str]:
        """Every word that ``is_word`` knows."""
        return frozenset(thai_words() | self._own)

    def bigrams(self, run: str) -> list[str]:
        """The character-cluster bigrams of one Thai run, each ``first·second``."""
        parts = list(clusters(run))
        return [first + CLUSTER_JOINT + second for first, second in zip(parts, parts[1:], strict=False)]

    def _thai_words(self, run: str, start: int) -> Iterator[Term]:
        for piece in self._cut(run):
            if _THAI_LETTER.search(piece):
                yield Term(piece, start, start + len(piece))
            start += len(piece)

    def _cut_thai(self, run: str) -> tuple[str, ...]:
        return tuple(segment(run, self._dictionary, safe_mode=True))

    def _inner_words(self, run: str) -> Iterator[str]:
        for known, pieces in groupby(self._cut(run), self.is_word):
            if known:
                yield from self._lattice("".join(pieces))

    def _lattice(self, stretch: str) -> Iterator[str]:
        """Every word that stands in some way to cut all of ``stretch`` into dictionary words of two letters or more."""
        bounds = {0} | tcc_pos(stretch)
        reached = {0}
        edges: dict[int, list[int]] = {}
        for start in sorted(bounds - {len(stretch)}):
            if start in reached:
                words = self._dictionary.prefixes(stretch, start)
                edges[start] = [start + len(word) for word in words if len(word) > 1 and start + len(word) in bounds]
                reached.update(edges[start])
        leads_on = {len(stretch)}
        for start in sorted(edges, reverse=True):
            if leads_on.intersection(edges[start]):
                leads_on.add(start)
        for start, ends in edges.items():
            yield from (stretch[start:end] for end in ends if end in leads_on)


def clusters(run: str) -> Iterator[str]:
    """The Thai character clusters of one run, in order; joined they are the run."""
    start = 0
    for end in sorted(tcc_pos(run)):
        yield run[start:end]
        start = end
    if start < len(run):
        yield run[start:]


def word_counts() -> dict[str, int]:
    """How often each word stands in the Thai National Corpus (33.5 million words); some are no dictionary's words."""
    return dict(unigram_word_freqs())


def known_names() -> frozenset[str]:
    """First and family names of Thai people."""
    return frozenset(thai_family_names() | thai_female_names() | thai_male_names())


@lru_cache(maxsize=4)
def _dictionary(own: frozenset[str]) -> Trie:
    return Trie(thai_words() | own)
