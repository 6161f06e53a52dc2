"""Titles of persons, and names without them as sort keys. The titles are data: ``kmsearch/data/person_titles.toml``."""

from __future__ import annotations

import re

from kmsearch.thai.characters import CONSONANTS, LEADING_VOWELS, LETTERS
from kmsearch.thai.tokenizer import collation_key
from kmsearch.word_lists import alternation, word_list


def _titles(kind: str, name_start: str) -> re.Pattern[str]:
    listed = (word for key in ("both", kind) for word in word_list("kmsearch.data", "person_titles", key))
    return re.compile(rf"{alternation(listed)}\s*(?=[{name_start}])")


PERSON_TITLE = _titles("recognised", f"{LETTERS}A-Z")
"""A title with a name behind it, as names in documents begin; the match ends where the name begins."""

_STRIPPED_TITLE = _titles("stripped", f"{CONSONANTS}{LEADING_VOWELS}A-Z")


def without_title(name: str) -> str:
    """The name without titles of address. Titles of monks and nobles stay: they are part of the name."""
    while title := _STRIPPED_TITLE.match(name):
        name = name[title.end() :]
    return name


def name_key(name: str) -> tuple[str, str]:
    """Sort key of a person: the name without titles, in the order of a Thai dictionary."""
    return collation_key(without_title(name))


def initial(name: str) -> str:
    """The first letter of the name without titles: a Thai consonant or a capital; empty for a name without letters."""
    letter = next((char for char in name_key(name)[0] if char.isalpha()), "")
    return letter.upper()
