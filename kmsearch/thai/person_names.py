"""Titles of persons, and names without them as sort keys. The titles are data: ``kmsearch/data/person_titles.toml``."""

from __future__ import annotations

import re

from kmsearch.thai.characters import CONSONANTS, LEADING_VOWELS, LETTERS
from kmsearch.thai.normalise import collation_key
from kmsearch.word_lists import Word, alternation, word_list


def _words(*keys: str) -> list[Word]:
    return [word for key in keys for word in word_list("kmsearch.data", "person_titles", key)]


PERSON_TITLE = re.compile(rf"{alternation(_words('both', 'civil_short', 'recognised'))}\s*(?=[{LETTERS}A-Z])")
"""A title with a name behind it, as names in documents begin; the match ends where the name begins."""

CIVIL_TITLES = tuple(map(str, _words("civil")))
"""นาย, นาง and นางสาว as plain words, for comparison with misspelt text."""

CIVIL_TITLE = re.compile(alternation(_words("civil", "civil_short")))
"""The same as a pattern, with น.ส.; whatever follows: นายก matches too."""

BARE_TITLE = re.compile(alternation(_words("civil", "bare")))
"""A title that is no name when it stands alone."""

_STRIPPED_TITLE = re.compile(rf"{alternation(_words('both', 'stripped'))}\s*(?=[{CONSONANTS}{LEADING_VOWELS}A-Z])")


def strip_titles(name: str) -> str:
    """The name without titles of address. Titles of monks and nobles stay: they are part of the name."""
    while title := _STRIPPED_TITLE.match(name):
        name = name[title.end() :]
    return name


def name_sort_key(name: str) -> tuple[str, str]:
    """Sort key of a person: the name without titles, in the order of a Thai dictionary."""
    return collation_key(strip_titles(name))


def initial_letter(name: str) -> str:
    """The first letter of the name without titles: a Thai consonant or a capital; empty for a name without letters."""
    letter = next((char for char in name_sort_key(name)[0] if char.isalpha()), "")
    return letter.upper()
