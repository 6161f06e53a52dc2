"""Recovers Thai text that was decoded with the wrong encoding (mojibake)."""

from __future__ import annotations

import re
from functools import partial

_CONTROLS = range(0x80, 0xA0)
"""Range of bytes undefined in some encodings; decoders often map them to the control character of the same number."""


def _bytes_of(encoding: str) -> dict[str, int]:
    """Returns the byte behind each character that ``encoding`` decodes from 0x80 on."""
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
    """Pattern of one Thai character whose three UTF-8 bytes were decoded one by one; assigned characters only."""
    first, middle, later = (_class(table, byte, byte) for byte in (0xE0, 0xB8, 0xB9))
    return f"(?:{first}{middle}{_class(table, 0x81, 0xBF)}|{first}{later}{_class(table, 0x80, 0x9B)})"


_WRONG: tuple[tuple[re.Pattern[str], re.Pattern[str], dict[str, int], str], ...] = (
    (re.compile(r"(?:Ã\xa0Â[¸¹].{2,3}){2,}"), re.compile(_class(_LATIN, 0x80, 0xFF) + "{2,}"), _LATIN, "utf-8"),
    (re.compile(f"{_utf8(_LATIN)}{{2,}}"), re.compile(_class(_LATIN, 0x80, 0xFF) + "{2,}"), _LATIN, "utf-8"),
    (re.compile(f"{_utf8(_THAI)}{{2,}}"), re.compile(_class(_THAI, 0x80, 0xFF) + "{2,}"), _THAI, "utf-8"),
    (re.compile("[\xa1-\xfb]{6,}"), re.compile(_class(_LATIN, 0x80, 0xFB) + "+"), _LATIN, "cp874"),
)
"""Rows of (detecting pattern, stretch to decode again, byte table, right encoding); the first row is for text that was
decoded wrongly twice.

The patterns have no false positives in sound text: no European word has six letters in a row above ASCII, and no Thai
text has two consecutive Thai characters that look like UTF-8 bytes (เธ or เน before such a character, twice).
"""


def recover(text: str) -> str:
    """Returns ``text`` with wrongly decoded stretches decoded again; sound text is returned unchanged (idempotent).

    Covers UTF-8 decoded as Latin-1, CP1252 or CP874, and TIS-620/CP874 decoded as Latin-1 or CP1252. ``text`` must not
    be normalised before: blanks and control characters stand for bytes.
    """
    for detecting, stretch, table, encoding in _WRONG:
        while detecting.search(text):
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
