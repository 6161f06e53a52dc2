"""Person names: titles before a name, sort keys without titles, initials. The titles are listed in
``kmsearch/data/person_titles.toml``."""

from __future__ import annotations

import re

from kmsearch.thai.characters import CONSONANTS, LEADING_VOWELS, LETTERS
from kmsearch.thai.normalise import collation_key
from kmsearch.word_lists import alternation, word_list


def _title_pattern(list_name: str, name_initials: str) -> re.Pattern[str]:
    """Compiles the titles of the lists ``both`` and ``list_name`` followed by one of ``name_initials``, which is not
    part of the match."""
    titles = (word for key in ("both", list_name) for word in word_list("kmsearch.data", "person_titles", key))
    return re.compile(rf"{alternation(titles)}\s*(?=[{name_initials}])")


PERSON_TITLE = _title_pattern("recognised", f"{LETTERS}A-Z")
"""Recognises the title of a person in a document, for extraction: also ranks, professions and monks' titles, before any
Thai letter or Latin capital. The match ends where the name begins."""

_REMOVABLE_TITLE = _title_pattern("stripped", f"{CONSONANTS}{LEADING_VOWELS}A-Z")
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
