"""Person names: titles before a name, sort keys without titles, initials. The titles are listed in
``kmsearch/data/person_titles.toml``."""

from __future__ import annotations

import re

from kmsearch.thai.characters import CONSONANTS, LEADING_VOWELS, LETTERS
from kmsearch.thai.normalise import collation_key
from kmsearch.word_lists import Word, alternation, word_list


def _words(*keys: str) -> list[Word]:
    """The titles of the lists under ``keys``."""
    return [word for key in keys for word in word_list("kmsearch.data", "person_titles", key)]


PERSON_TITLE = re.compile(rf"{alternation(_words('both', 'civil_short', 'recognised'))}\s*(?=[{LETTERS}A-Z])")
"""Recognises the title of a person in a document, for extraction: also ranks, professions and monks' titles, before any
Thai letter or Latin capital. The match ends where the name begins."""

CIVIL_TITLES = tuple(map(str, _words("civil")))
"""นาย, นาง and นางสาว as plain words, for comparison with misspelt text."""

CIVIL_TITLE = re.compile(alternation(_words("civil", "civil_short")))
"""The same as a pattern, with น.ส.; whatever follows: นายก matches too."""

BARE_TITLE = re.compile(alternation(_words("civil", "bare")))
"""A title that is no name when it stands alone."""

_REMOVABLE_TITLE = re.compile(rf"{alternation(_words('both', 'stripped'))}\s*(?=[{CONSONANTS}{LEADING_VOWELS}A-Z])")
"""Matches the titles that are removed from a name before it is sorted or cited: only titles of address, before a letter
that can begin a Thai name (consonant or leading vowel) or a Latin capital."""


def strip_titles(name: str) -> str:
    """Returns the name without its titles of address; titles of monks and nobles stay, as parts of the name."""
    while title := _REMOVABLE_TITLE.match(name):
        name = name[title.end() :]
    return name


def name_sort_key(name: str) -> tuple[str, str]:
    """Returns the sort key of a person: the collation key of the name without titles."""
    return collation_key(strip_titles(name))


def initial_letter(name: str) -> str:
    """Returns the first letter of the name without titles: a Thai consonant or a capital; empty without letters."""
    letter = next((char for char in name_sort_key(name)[0] if char.isalpha()), "")
    return letter.upper()
