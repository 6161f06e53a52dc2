"""Patterns of e-mail addresses and LINE ids."""

from __future__ import annotations

import re

EMAIL = re.compile(
    r"(?<![\w.+-])[A-Za-z0-9][\w.+-]{0,63}\s?[@\uff20]\s?(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,24}", re.ASCII
)

_LINE_WORD = r"(?:(?<![a-z])line|ไลน์|ไลน)"
_ID_WORD = r"(?:(?<![a-z])i\.?d\.?|ไอดี)"
_SIGN = r"\s*[:\uff1a=@\uff20-]\s*[@\uff20]?"
LINE_ID = re.compile(
    rf"(?:{_LINE_WORD}\s*[@\uff20]?\s*{_ID_WORD}(?:{_SIGN}|\s*(?:คือ|is)?\s*)|"
    rf"{_ID_WORD}\s*(?:ของ)?\s*{_LINE_WORD}(?:{_SIGN}|\s*(?:คือ|is)?\s*)|"
    rf"{_LINE_WORD}{_SIGN})(?P<id>[a-z0-9][a-z0-9._-]{{2,18}}[a-z0-9])(?![a-z0-9@])",
    re.IGNORECASE,
)
"""A LINE id: 4 to 20 of these characters (LINE's own help) after the word LINE and a sign or the word id."""
