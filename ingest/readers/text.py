"""Reads plain text in the encodings of Thai offices: UTF-8 (with or without BOM), UTF-16, UTF-32, TIS-620/CP874."""

from __future__ import annotations

import codecs

from ingest.document import Document, Line
from kmsearch.errors import UnreadableFile
from kmsearch.thai.mojibake import recover
from kmsearch.thai.normalise import normalise

_BOMS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""Byte order mark → encoding. The order matters: the UTF-32 mark begins with the UTF-16 one."""

_SAMPLE_LENGTH = 65_536
"""Bytes or letters from which encoding and type of the data are detected. A guess."""
_THAI_HIGH_BYTE = 0x0E
"""High byte of Thai (U+0E00–U+0E7F) in UTF-16; whether it comes first or second gives the byte order."""

_MAX_STRANGE_SHARE = 0.02
"""Share of control and unassigned characters above which bytes are no text; real files have next to none."""


def read(data: bytes, path: str) -> Document:
    """The lines of a text file. Raises UnreadableFile for bytes that are no text."""
    text, encoding = decode(data, path)
    return Document(path, as_lines(text), encoding=encoding)


def as_lines(text: str) -> tuple[Line, ...]:
    """The non-blank lines of ``text``, numbered as in the text; ``gap`` where a blank line is above."""
    lines: list[Line] = []
    gap = False
    for number, line in enumerate(normalise(text).split("\n"), 1):
        if line.strip():
            line = line.expandtabs(8)
            lines.append(Line(line.strip(), number, gap, indent=len(line) - len(line.lstrip())))
        gap = not line.strip()
    return tuple(lines)


def decode(data: bytes, path: str) -> tuple[str, str]:
    """The text, with mojibake repaired, and the name of its encoding; valid UTF-8 is tried first.

    Raises UnreadableFile for bytes that no encoding reads as text.
    """
    for encoding in _candidates(data):
        try:
            text = recover(data.decode(encoding))
        except UnicodeDecodeError:
            continue
        if _reads_as_text(text):
            return text, encoding
    raise UnreadableFile("ไฟล์นี้ไม่ใช่ข้อความที่อ่านได้", "เปิดด้วยโปรแกรมเดิมแล้วบันทึกเป็นข้อความ UTF-8", file=path)


def _candidates(data: bytes) -> list[str]:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return [encoding]
    sample = data[:_SAMPLE_LENGTH]
    if b"\0" in sample or _THAI_HIGH_BYTE in sample:
        even, odd = sample[::2], sample[1::2]
        wide = ["utf-16-le", "utf-16-be"]
        high = [part.count(0) + part.count(_THAI_HIGH_BYTE) for part in (odd, even)]
        return wide if high[0] >= high[1] else wide[::-1]
    return ["utf-8", "cp874", "cp1252"]


def _reads_as_text(text: str) -> bool:
    sample = text[:_SAMPLE_LENGTH]
    strange = sum(
        not (char.isprintable() or char in "\t\n\r\f\v\u00a0\u00ad\u200b\u200c\u200d\u2060\ufeff") for char in sample
    )
    return strange <= _MAX_STRANGE_SHARE * len(sample)
