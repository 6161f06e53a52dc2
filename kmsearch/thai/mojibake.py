"""Thai read in the wrong encoding, read again in the right one."""

from __future__ import annotations

import re
from functools import partial

_CONTROLS = range(0x80, 0xA0)
"""Bytes that an encoding leaves without a character often stand as the control character of the same number."""


def _bytes_of(encoding: str) -> dict[str, int]:
    """The character that each byte from 0x80 on was read as, and the byte."""
    table = {chr(byte): byte for byte in _CONTROLS}
    for byte in range(0x80, 0x100):
        char = bytes([byte]).decode(encoding, "ignore")
        if char:
            table[char] = byte
    return table


_LATIN = _bytes_of("latin-1") | _bytes_of("cp1252")
_THAI = _bytes_of("cp874")


def _class(table: dict[str, int], low: int, high: int) -> str:
    chars = (char for char, byte in table.items() if low <= byte <= high)
    return "[" + "".join(map(re.escape, chars)) + "]"


def _utf8(table: dict[str, int]) -> str:
    """A Thai character in UTF-8, its three bytes read one by one; only bytes that make an assigned character."""
    first, middle, later = (_class(table, byte, byte) for byte in (0xE0, 0xB8, 0xB9))
    return f"(?:{first}{middle}{_class(table, 0x81, 0xBF)}|{first}{later}{_class(table, 0x80, 0x9B)})"


_WRONG: tuple[tuple[re.Pattern[str], re.Pattern[str], dict[str, int], str], ...] = (
    (re.compile(r"(?:Ã\xa0Â[¸¹].{2,3}){2,}"), re.compile(_class(_LATIN, 0x80, 0xFF) + "{2,}"), _LATIN, "utf-8"),
    (re.compile(f"{_utf8(_LATIN)}{{2,}}"), re.compile(_class(_LATIN, 0x80, 0xFF) + "{2,}"), _LATIN, "utf-8"),
    (re.compile(f"{_utf8(_THAI)}{{2,}}"), re.compile(_class(_THAI, 0x80, 0xFF) + "{2,}"), _THAI, "utf-8"),
    (re.compile("[\xa1-\xfb]{6,}"), re.compile(_class(_LATIN, 0x80, 0xFB) + "+"), _LATIN, "cp874"),
)
"""What betrays a wrong encoding, what to read again once it is betrayed, the bytes, and the right encoding; the first
row is for text misread twice.

Six letters in a row that are all above ASCII stand in no European word; two whole Thai characters in UTF-8 read byte
by byte stand in no Thai text, for none has เธ or เน before a letter that low, twice.
"""


def recover(text: str) -> str:
    """``text`` with what was read in the wrong encoding read in the right one; sound text as it is (idempotent).

    UTF-8 read as Latin-1, CP1252 or CP874; TIS-620/CP874 read as Latin-1 or CP1252. Give it text as decoded, before
    anything is normalised: blanks and control characters are part of what it reads.
    """
    for betrayed, stretch, table, encoding in _WRONG:
        while betrayed.search(text):
            again = stretch.sub(partial(_read_again, table, encoding), text)
            if again == text:
                break
            text = again
    return text


def _read_again(table: dict[str, int], encoding: str, stretch: re.Match[str]) -> str:
    try:
        return bytes(table[char] for char in stretch[0]).decode(encoding)
    except UnicodeDecodeError:
        return stretch[0]
