"""Thai characters by class (Unicode block Thai, U+0E00 to U+0E7F).

Each constant is a string of characters: iterate over it, make a set of it, or put it between ``[`` and ``]`` of a
regular expression. None contains a character that is special there.
"""

from __future__ import annotations

from typing import Final


def _span(first: str, last: str) -> str:
    """Returns the characters from ``first`` to ``last``, inclusive, in code point order."""
    return "".join(map(chr, range(ord(first), ord(last) + 1)))


CONSONANTS: Final = _span("ก", "ฮ")
"""ก to ฮ, with ฤ and ฦ, which Unicode places among them."""

LEADING_VOWELS: Final = "เแโใไ"
"""Vowels written before the consonant that they follow in speech."""

FOLLOWING_VOWELS: Final = "ะาำๅ"
"""Vowels written after the consonant, on the line."""

ABOVE_VOWELS: Final = "ัิีึื็"
BELOW_VOWELS: Final = "ฺุู"
"""Vowel signs above and below a consonant; phinthu (ฺ) counts as one below."""

TONE_MARKS: Final = "่้๊๋"
OTHER_ABOVE_MARKS: Final = "์ํ๎"
"""Thanthakhat (the silencer), nikhahit and yamakkan."""

COMBINING_MARKS: Final = ABOVE_VOWELS + BELOW_VOWELS + TONE_MARKS + OTHER_ABOVE_MARKS
"""Every sign above or below a consonant: zero width, never first in a word."""

VOWELS: Final = LEADING_VOWELS + FOLLOWING_VOWELS + ABOVE_VOWELS + BELOW_VOWELS

DEPENDENT_SIGNS: Final = COMBINING_MARKS + "าำ"
"""Signs that belong to the preceding consonant: no word begins with one or ends before one."""

WORD_CHARACTERS: Final = CONSONANTS + VOWELS + TONE_MARKS + OTHER_ABOVE_MARKS
"""Characters that spell Thai words; not ฯ (abbreviation), ๆ (repetition), ฿ (baht)."""

LETTERS: Final = _span("ก", "๎")
"""Word characters, ฯ, ๆ and ฿: the range ``[ก-๎]``."""

DIGITS: Final = _span("๐", "๙")
"""Thai digits; ``\\d`` of a regular expression matches them too."""

THAI_CHARACTERS: Final = _span("ก", "ฺ") + _span("฿", "๛")
"""Every assigned character of the block: letters, ฿, digits, and the signs ๏ ๚ ๛."""
