"""Text typed on the wrong keyboard layout: what the same keys give on the other one, US or Thai Kedmanee.

The Kedmanee layout is that of TIS 820-2538 as Windows and X11 have it: row by row, each key alone and with shift.
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
"""Keys of the US layout, and in the same order what they give on Kedmanee; then the same with shift."""

KEYS: dict[str, str] = {us: thai for row in _ROWS for us, thai in zip(*row, strict=True)}
"""US character → Kedmanee character, all 94 keys and shifted keys; no two give the same."""

_TO_THAI = str.maketrans(KEYS)
_TO_LATIN = str.maketrans({thai: us for us, thai in KEYS.items()})


def to_thai(text: str) -> str:
    """What the keys that gave ``text`` on the US layout give on Kedmanee; other characters stay."""
    return text.translate(_TO_THAI)


def to_latin(text: str) -> str:
    """What the keys that gave ``text`` on Kedmanee give on the US layout; other characters stay."""
    return text.translate(_TO_LATIN)
