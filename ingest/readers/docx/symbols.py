"""Symbols of fonts whose letters are pictures: boxes and ticks as Unicode has them, all else a bullet."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from ingest.readers.docx.package import W

BOX, TICKED_BOX = "☐", "☑"
_CROSSED_BOX, _TICK, _CROSS, _BULLET = "☒", "✓", "✗", "•"

_PICTURES: dict[str, dict[str, str]] = {
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
"""Font → what it shows → its codes, by the charts of these fonts that Microsoft publishes."""

_SHOWN = {
    font: {code: shown for shown, codes in pictures.items() for code in codes} for font, pictures in _PICTURES.items()
}


def symbols(fonts: Element | None) -> str:
    """The font of pictures that a run (its ``w:rFonts``) is set in; empty for letters."""
    named = [fonts.get(W + side, "").lower() for side in ("ascii", "hAnsi")] if fonts is not None else []
    return next((name for name in named if name in _SHOWN and name != "symbol"), "")


def symbol(font: str, char: str) -> str:
    """What ``char`` shows in ``font``; a character of a private-use area is a bullet when its picture is not known."""
    private = "\uf000" <= char <= "\uf0ff"
    pictures = _SHOWN.get(font.lower())
    if pictures is None:
        return _BULLET if private else char
    code = chr(ord(char) - 0xF000) if private else char
    if not code or code.isspace() or ord(code) > 0xFF:
        return char
    return pictures.get(code, _BULLET)
