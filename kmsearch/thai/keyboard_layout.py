"""Converts text typed on the wrong keyboard layout, US or Thai Kedmanee.

The Kedmanee layout is TIS 820-2538 as Windows and X11 implement it, row by row, without and with shift.
"""

from __future__ import annotations

_ROWS: tuple[tuple[str, str], ...] = (
    ("`1234567890-=", "_ๅ/-ภถุึคตจขช"),
    ("qwertyuiop[]\\", "ๆไำพะัีรนยบลฃ"),
    ("asdfghjkl;'", "ฟหกดเ้่าสวง"),
    ("zxcvbnm,./", "ผปแอิืทมใฝ"),
    ("~!@#$%^&*()_+", "%+๑๒๓๔ู฿๕๖๗๘๙"),
    ("QWERTYUIOP{}|", '๐"ฎฑธํ๊ณฯญฐ,ฅ'),
    ('ASDFGHJKL:"', "ฤฆฏโฌ็๋ษศซ."),
    ("ZXCVBNM<>?", "()ฉฮฺ์?ฒฬฦ"),
)
"""Rows of the US layout and, in the same order, of Kedmanee; first without, then with shift."""

KEYS: dict[str, str] = {us: thai for row in _ROWS for us, thai in zip(*row, strict=True)}
"""US character → Kedmanee character for all 94 keys and shifted keys; the mapping is one to one."""

_TO_THAI = str.maketrans(KEYS)
_TO_LATIN = str.maketrans({thai: us for us, thai in KEYS.items()})


def to_thai(text: str) -> str:
    """Converts text typed on the US layout to the characters of the same keys on Kedmanee; other characters stay."""
    return text.translate(_TO_THAI)


def to_latin(text: str) -> str:
    """Converts text typed on Kedmanee to the characters of the same keys on the US layout; other characters stay."""
    return text.translate(_TO_LATIN)
