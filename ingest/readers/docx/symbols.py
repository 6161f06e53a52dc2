"""Maps characters of symbol fonts (Wingdings, Webdings) to Unicode: boxes and ticks as such, all others as a bullet."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from ingest.readers.docx.package import W

BOX, TICKED_BOX = "☐", "☑"
_CROSSED_BOX, _TICK, _CROSS, _BULLET = "☒", "✓", "✗", "•"

_SYMBOL_CODES: dict[str, dict[str, str]] = {
    "wingdings": {
        BOX: "\x6f\x70\x71\x72\xa8",
        TICKED_BOX: "\xfe",
        _CROSSED_BOX: "\x78\xfd",
        _TICK: "\xfc",
        _CROSS: "\xfb",
    },
    "wingdings 2": {
        BOX: "\x2a\x30\xa3",
        TICKED_BOX: "\x52",
        _CROSSED_BOX: "\x51\x53\x54",
        _TICK: "\x50",
        _CROSS: "\x4f",
    },
    "webdings": {BOX: "\x63", TICKED_BOX: "\x67", _TICK: "\x61", _CROSS: "\x72"},
    "symbol": {},
}
"""Font → character → its codes, by the charts of these fonts that Microsoft publishes."""

_CHARACTERS = {
    font: {code: character for character, codes in characters.items() for code in codes}
    for font, characters in _SYMBOL_CODES.items()
}
"""Font → code → character."""


def symbol_font(fonts: Element | None) -> str:
    """The symbol font that a run (its ``w:rFonts``) is set in; empty for fonts of letters."""
    names = [fonts.get(W + side, "").lower() for side in ("ascii", "hAnsi")] if fonts is not None else []
    return next((name for name in names if name in _CHARACTERS and name != "symbol"), "")


def symbol(font: str, char: str) -> str:
    """The character shown for ``char`` in ``font``; a bullet for private-use characters that are not known."""
    private = "\uf000" <= char <= "\uf0ff"
    characters = _CHARACTERS.get(font.lower())
    if characters is None:
        return _BULLET if private else char
    code = chr(ord(char) - 0xF000) if private else char
    if not code or code.isspace() or ord(code) > 0xFF:
        return char
    return characters.get(code, _BULLET)
