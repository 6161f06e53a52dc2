"""Normalisation of Thai text: canonical spelling, rule-based repair, folding, collation and joining of lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import groupby

from kmsearch.thai.characters import (
    ABOVE_VOWELS,
    BELOW_VOWELS,
    COMBINING_MARKS,
    CONSONANTS,
    DIGITS,
    LEADING_VOWELS,
    LETTERS,
    TONE_MARKS,
)

_VOWEL_SIGNS, _TONES, _MARKS = ABOVE_VOWELS + BELOW_VOWELS, TONE_MARKS, COMBINING_MARKS
_SOUND_MARKS = f"[{_VOWEL_SIGNS}]?[{_TONES}]?[าำ]?(?![{_MARKS}าำ])"
_THAI_DIGIT = re.compile(f"[{DIGITS}]")
_FOLD = {ord("๐") + digit: str(digit) for digit in range(10)}

KEYS_KEPT = 20_000
"""Collation keys in the cache: every response sorts its facet values. A guess."""

_NUMBER = re.compile(r"\d+")
_MAX_NUMBER_DIGITS = 12
"""Digits to which numbers are padded for comparison by value; longer ones compare as text. A guess."""

_LEADING_VOWEL = re.compile(f"([{LEADING_VOWELS}])([{CONSONANTS}])")
_LATE_MARKS = re.compile(f"[็{TONE_MARKS}์]")
"""Marks of secondary order: a Thai dictionary compares ็, the tones and ์ only between otherwise equal words."""

_SHIFTED = "ฐิีึื่้๊๋์่้๊๋์ญัํ็่้๊๋์ฺุู"
"""The characters behind the private-use code points from U+F700 on: shifted glyph variants, by the convention of the
Thai fonts of Windows, which PDFs and old files return as characters."""

_SYMBOLS = {
    **{"\uf0b7": "•", "\uf0a7": "▪", "\uf0d8": "➢", "\uf076": "❖", "\uf06c": "●", "\uf06e": "■", "\uf075": "◆"},
    **{"\uf0fc": "✓", "\uf0fb": "✗", "\uf0fe": "☑", "\uf0fd": "☒", "\uf0a8": "◻", "\uf06f": "□", "\uf071": "❑"},
    **{"\uf0e0": "→", "\uf0e8": "➔", "\uf0f0": "⇨", "\uf02d": "-"},
}
"""Bullets and boxes of the fonts Symbol and Wingdings, which word processors store as U+F000 plus the font's byte."""


def _sort_marks(run: re.Match[str]) -> str:
    """Sorts the marks of one letter: vowel, tone, others, each once, then า or ำ; nikhahit and า give ำ."""
    marks = sorted(run[0].replace("า", "").replace("ำ", ""), key=_mark_class)
    vowels = "".join(char for char in run[0] if char in "าำ")
    if vowels and "ํ" in marks:
        marks, vowels = [mark for mark in marks if mark != "ํ"], "ำ" + vowels[1:]
    return "".join(mark for mark, _ in groupby(marks)) + re.sub("ำ[าำ]+", "ำ", vowels)


def _mark_class(mark: str) -> int:
    return 0 if mark in _VOWEL_SIGNS else 1 if mark in _TONES else 2


_Replacement = str | Callable[[re.Match[str]], str]

# Each rule rewrites a sequence that intact Thai never has. Order matters: marks become adjacent before they are sorted.
_NORMAL_FORMS: tuple[tuple[re.Pattern[str], _Replacement], ...] = (
    (re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]"), "\n"),
    (re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad\x00-\x08\x0e-\x1f\x7f]"), ""),
    (re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000]"), " "),
    (re.compile("[\uf700-\uf71a]"), lambda glyph: _SHIFTED[ord(glyph[0]) - 0xF700]),
    (re.compile("[\uf020-\uf0ff]"), lambda glyph: _SYMBOLS.get(glyph[0], glyph[0])),
    (re.compile("เเ"), "แ"),
    (re.compile("([แโใไ])\\1+"), r"\1"),
    (re.compile(f"(?!{_SOUND_MARKS})[{_MARKS}าำ]{{2,}}"), _sort_marks),
)

_LETTER_ALONE = f"[{LETTERS}][{_MARKS}]*"
_REPAIRS: tuple[tuple[re.Pattern[str], _Replacement], ...] = (
    (re.compile(f"(?<=[{CONSONANTS}{_MARKS}])[ \t]+(?=[{_MARKS}])"), ""),
    (
        re.compile(
            rf"(?P<spaced>(?<!\S){_LETTER_ALONE}(?:[ \t]+{_LETTER_ALONE}(?!\S)){{2,}})"
            rf"|(?<=[{CONSONANTS}])(?P<tone>[{_TONES}]?)ํ?[ \t]+[าำ]"
        ),
        lambda broken: broken["spaced"] or broken["tone"] + "ำ",
    ),
)


def normalise(text: str) -> str:
    """Returns the canonical spelling of ``text`` (idempotent): sara am, mark order, แ, blanks, no zero-width signs."""
    for pattern, replacement in _NORMAL_FORMS:
        text = pattern.sub(replacement, text)
    return text


def repair_by_rule(text: str) -> str:
    """Normalises ``text`` and removes artefacts of text extraction: blanks before marks, ำ split into blank and า.

    Idempotent. Letter-spaced text (ก า ร) stays as it is: its word boundaries cannot be recovered.
    """
    text = normalise(text)
    for pattern, replacement in _REPAIRS:
        text = pattern.sub(replacement, text)
    return normalise(text)


def to_arabic_digits(text: str) -> str:
    """Replaces Thai digits by Arabic digits; the length stays the same."""
    return text.translate(_FOLD) if _THAI_DIGIT.search(text) else text


def fold(text: str) -> str:
    """Returns the form in which terms are compared: Arabic digits, lower case; same length, so offsets stay valid."""
    plain = to_arabic_digits(text)
    low = plain.lower()
    if len(low) == len(plain) and "Σ" not in plain:  # the lower case of sigma depends on its neighbours
        return low
    return "".join(low if len(low := char.lower()) == 1 else char for char in plain)


def collapse_whitespace(text: str) -> str:
    """Collapses each run of white space to one blank and strips the ends."""
    return " ".join(text.split())


@lru_cache(KEYS_KEPT)
def collation_key(text: str) -> tuple[str, str]:
    """Sort key of Thai dictionary order: leading vowels after their consonant, marks last, numbers by value.

    Case is ignored. The second element breaks ties between texts that differ only in marks.
    """
    sized = _NUMBER.sub(lambda number: number[0].zfill(_MAX_NUMBER_DIGITS), fold(normalise(text)))
    whole = _LEADING_VOWEL.sub(r"\2\1", sized)
    return _LATE_MARKS.sub("", whole), whole


def join_lines(lines: Iterable[str]) -> str:
    """Joins wrapped lines into one paragraph: no blank between Thai and Thai, one blank otherwise."""
    text = ""
    for line in (collapse_whitespace(line) for line in lines):
        if text and line:
            text += "" if _is_thai(text[-1]) and _is_thai(line[0]) else " "
        text += line
    return text


def _is_thai(char: str) -> bool:
    return "ก" <= char <= "๎" and char not in "ๆฯ฿"
