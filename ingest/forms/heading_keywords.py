"""Maps headings and labels that no form has to sections and fields, by the ``[keywords]`` of the forms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.vocabulary import alternation
from kmsearch.thai.characters import DEPENDENT_SIGNS
from kmsearch.thai.normalise import fold, normalise

_IGNORED = re.compile(r"[\s:：\-–—._…“”\"'*()\[\]{}]+")
"""Blanks and punctuation, in which headings of the same words differ."""

_PARTS = re.compile(rf"[/,|+&]|{alternation('lists', 'heading_joints')}|\s-\s")
_GLOSS = re.compile(r"\([^()]{0,60}\)?")
"""Words in brackets behind a heading, mostly its English."""


@dataclass(frozen=True, slots=True)
class KeywordRule:
    """A target, and the groups of words of which each must have one in the text."""

    target: str
    groups: tuple[re.Pattern[str], ...]

    def fits(self, letters: str) -> bool:
        """Whether the letters of a text hold a word of every group."""
        return all(group.search(letters) for group in self.groups)


def read_rules(table: Iterable[Sequence[str]], known: frozenset[str]) -> list[KeywordRule]:
    """The rules ``[target, words, …]`` of a form; ``|`` separates words, ``^`` and ``$`` tie one to the head or the
    end.

    Raises ValueError for a target that is not ``known``, a rule without words, and an empty word.
    """
    rules = []
    for target, *groups in table:
        if target not in known:
            raise ValueError(f"ไม่รู้จัก “{target}”")
        if not groups or not all(word.strip("^$ ") for group in groups for word in group.split("|")):
            raise ValueError(f"“{target}” มีคำว่าง")
        rules.append(KeywordRule(target, tuple(_pattern(group) for group in groups)))
    return rules


def _pattern(group: str) -> re.Pattern[str]:
    """Any word of the group. A word does not end where a sign follows that goes with its last letter (ผล in ผลิต)."""
    words = (
        ("^" if word.startswith("^") else "")
        + re.escape(_comparable(word.strip("^$")))
        + ("$" if word.endswith("$") else f"(?![{DEPENDENT_SIGNS}])")
        for word in group.split("|")
    )
    return re.compile("|".join(words))


def _comparable(text: str) -> str:
    """The text as keywords are compared with it: folded, in small letters, without blanks and punctuation."""
    return _IGNORED.sub("", fold(normalise(text))).lower()


def target_of(text: str, rules: Sequence[KeywordRule]) -> str:
    """The target of the first rule that fits, tried on the parts of “A/B” and “A และ B”, then on the whole text, then
    on the text with its English in brackets; empty without one."""
    without_gloss = _GLOSS.sub(" ", text)
    parts = [part for part in _PARTS.split(without_gloss) if part.strip()]
    for piece in (*parts, without_gloss, text):
        letters = _comparable(piece)
        target = next((rule.target for rule in rules if rule.fits(letters)), "")
        if target:
            return target
    return ""
