r"""Loads word lists from TOML files and compiles them to regular expressions.

A list is an array of words. In a word these signs have a meaning; all others stand for themselves:

    [a|b]   an optional part, one of the alternatives: ``เรื่องเล่า[เร้าพลัง]``
    (a|b)   a part that is one of the alternatives: ``(ชำนาญ|ปฏิบัติ)การ``
    _       an optional blank: ``พ._ศ.``
    …       up to 20 more characters, none of them a blank: ``วิธีการ…``
    *, +    any number of characters, or at least one, none of them a blank: ``พันจ่า*``
    \       before one of these signs: the sign itself

A word that matches only in some contexts is a table instead of a string:

    { word = "นาย", not_before = ["อำเภอ", "ช่าง"] }    not followed by one of these
    { word = "ด่าน", before = ["ศุลกากร"] }              followed by one of these, which is not part of the match
    { word = "ไม่", not_behind = ["ข้อ"] }               not preceded by one of these
    { word = "ม._", ahead = '\d' }                       followed by this regular expression, not part of the match
    { word = "สิบ", tail = '\S{2,4}' }                   followed by this regular expression, part of the match

``THAI`` in ``before``, ``not_before``, ``ahead`` and ``tail`` is any Thai letter; ``END`` in the first two is a
blank or the end of the text.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from kmsearch.thai.characters import LETTERS

LONGEST_TAIL = 20
"""Maximum characters matched by ``…``: about a word, so that it never spans a sentence. A guess, not measured."""

_SIGNS = {
    "[": "(?:",
    "]": ")?",
    "(": "(?:",
    ")": ")",
    "|": "|",
    "_": r"\s?",
    "*": r"\S*",
    "+": r"\S+",
    "…": rf"\S{{0,{LONGEST_TAIL}}}",
}
_NEIGHBOURS = {"THAI": f"[{LETTERS}]", "END": r"(?:\s|$)"}

Word = str | Mapping[str, Any]


@cache
def read_lists(package: str, file: str) -> dict[str, Any]:
    """Returns the content of ``file``.toml in ``package``, cached. Raises ValueError with its path if not TOML."""
    path = files(package) / f"{file}.toml"
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{path}: {error}") from error


def word_list(package: str, file: str, key: str) -> tuple[Word, ...]:
    """Returns the list under ``key`` (``table.list`` for a nested one) of a file. Raises KeyError with file and key."""
    value: Any = read_lists(package, file)
    for part in key.split("."):
        if part not in value:
            raise KeyError(f"{package}/{file}.toml: {key}")
        value = value[part]
    return tuple(value)


def alternation(words: Iterable[Word]) -> str:
    """Returns a regular expression, a non-capturing group, that matches any of ``words``, the longest first."""
    ordered = sorted(words, key=lambda word: -len(_spelling(word)))
    return f"(?:{'|'.join(map(pattern_of, ordered))})"


def pattern_of(word: Word) -> str:
    """Returns the regular expression of one word of a list."""
    if isinstance(word, str):
        return _translate(word)
    behind = "".join(f"(?<!{re.escape(text)})" for text in word.get("not_behind", ()))
    ahead = "".join(
        f"({sign}{'|'.join(_NEIGHBOURS.get(text) or _translate(text) for text in word[key])})"
        for key, sign in (("before", "?="), ("not_before", "?!"))
        if key in word
    )
    if "ahead" in word:
        ahead += f"(?={_with_classes(word['ahead'])})"
    return behind + _translate(word["word"]) + ahead + _with_classes(word.get("tail", ""))


def _with_classes(expression: str) -> str:
    return expression.replace("THAI", _NEIGHBOURS["THAI"])


def _spelling(word: Word) -> str:
    return word if isinstance(word, str) else str(word["word"])


def _translate(text: str) -> str:
    pieces = re.findall(r"\\.|.", text)
    return "".join(
        re.escape(piece[1]) if piece[0] == "\\" else _SIGNS.get(piece) or re.escape(piece) for piece in pieces
    )
