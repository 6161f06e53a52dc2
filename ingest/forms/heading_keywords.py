"""What a heading or a label that no form knows is about, by the words in it, which ``[keywords]`` of a form names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kmsearch.thai.tokenizer import fold, normalise

_MARKS = "ัาำิีึืฺุู็่้๊๋์ํ"
"""Signs that go with the letter before them: a word does not end where one follows (ผล in ผลิต)."""

_BLANKS = re.compile(r"[\s:：\-–—._…“”\"'*()\[\]{}]+")
_PARTS = re.compile(r"[/,|+&]|และ(?!ะ)|หรือ|\s-\s")
_GLOSS = re.compile(r"\([^()]{0,60}\)?")


@dataclass(frozen=True, slots=True)
class Row:
    """A target, and the words of which each group must have one in the text."""

    target: str
    groups: tuple[re.Pattern[str], ...]

    def fits(self, letters: str) -> bool:
        return all(group.search(letters) for group in self.groups)


def read_rows(table: Iterable[Sequence[str]], known: frozenset[str]) -> list[Row]:
    """The rows ``[target, words, …]`` of a form; ``|`` parts words, ``^`` and ``$`` tie one to the head or the end.

    Raises ValueError for a target that is not ``known``, a row without words, and an empty word.
    """
    rows = []
    for target, *groups in table:
        if target not in known:
            raise ValueError(f"ไม่รู้จัก “{target}”")
        if not groups or not all(word.strip("^$ ") for group in groups for word in group.split("|")):
            raise ValueError(f"“{target}” มีคำว่าง")
        rows.append(Row(target, tuple(_pattern(group) for group in groups)))
    return rows


def _pattern(group: str) -> re.Pattern[str]:
    words = (
        ("^" if word.startswith("^") else "")
        + re.escape(letters_of(word.strip("^$")))
        + ("$" if word.endswith("$") else f"(?![{_MARKS}])")
        for word in group.split("|")
    )
    return re.compile("|".join(words))


def letters_of(text: str) -> str:
    """The text as words are looked for in it: folded, in small letters, without blanks and punctuation."""
    return _BLANKS.sub("", fold(normalise(text))).lower()


def target_of(text: str, rows: Sequence[Row]) -> str:
    """The target of the first row that fits: the whole text where it is one thing, else the first part of “A/B” or
    “A และ B” that is known, else the English in brackets; empty for none."""
    plain = _GLOSS.sub(" ", text)
    parts = [part for part in _PARTS.split(plain) if part.strip()]
    for piece in (*parts, plain, text):
        letters = letters_of(piece)
        found = next((row.target for row in rows if row.fits(letters)), "")
        if found:
            return found
    return ""
