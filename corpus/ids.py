"""Record ids: deriving an id from title and author, validation, and file names."""

from __future__ import annotations

import base64
import hashlib
import re

from corpus.fields import SECTIONS
from kmsearch.thai.characters import THAI_CHARACTERS
from kmsearch.thai.normalise import collapse_whitespace, fold, normalise

ID_RULE = "ใช้อักษร ตัวเลข หรือเครื่องหมาย 1–64 ตัว ไม่มีเว้นวรรคหัวท้ายและไม่ขึ้นบรรทัดใหม่"
"""The rule of ``is_id`` in Thai, for error messages."""

_DIGEST_LETTERS = 10
"""Letters of base 32, 50 bits: among 100,000 records, two share an id with a probability of 1 in 200,000."""

_MAX_LENGTH = 64
_MAX_STEM_BYTES = 200
"""Bytes of a file name without ``.md``; file systems allow 255, and a temporary name is longer than the name."""

# Characters kept in a file name. Capitals are escaped: the file systems of Windows and macOS are case-insensitive.
_PLAIN = re.compile(rf"[a-z0-9_\-{THAI_CHARACTERS}]")
_DEVICE_NAME = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)")
_ESCAPED = re.compile(r"(?:~[0-9a-f]{2})+")
_ITEM_ADDRESS = re.compile(rf".*#(?:{'|'.join(section.name for section in SECTIONS)})-\d+", re.DOTALL)


def record_id(title: str, author_name: str, content: str = "") -> str:
    """Returns a stable record id: ``km`` and ten base-32 letters of a SHA-256 over the normalised title and author.

    If either is missing, ``content`` is part of the digest too, since several records may share the other.
    """
    names = [fold(collapse_whitespace(normalise(text))) for text in (title, author_name)]
    key = "\n".join(names if all(names) else [*names, fold(collapse_whitespace(normalise(content)))])
    digest = hashlib.sha256(key.encode("utf-8", "replace")).digest()
    return "km" + base64.b32encode(digest).decode()[:_DIGEST_LETTERS].lower()


def is_id(text: str) -> bool:
    """Whether ``text`` is a valid record id (``KM-001``, ``12/2560``, ``4#0``): a printable line of 1 to 64 characters.

    The address of an item (``x#strategies-3``) is not an id.
    """
    if not 0 < len(text) <= _MAX_LENGTH or not text.isprintable() or text != text.strip():
        return False
    return not _ITEM_ADDRESS.fullmatch(text) and len(file_stem(text).encode()) <= _MAX_STEM_BYTES


def file_stem(id: str) -> str:
    """Returns the file name of record ``id`` without ``.md``: the id with unsafe characters escaped as ``~`` and hex.

    Injective, also on case-insensitive file systems.
    """
    stem = "".join(char if _PLAIN.fullmatch(char) else _escape(char) for char in id)
    return _escape(stem[0]) + stem[1:] if _DEVICE_NAME.fullmatch(stem) else stem


def id_of(stem: str) -> str:
    """Returns the id of a file stem: the inverse of ``file_stem``, extended to stems it never returns."""
    return _ESCAPED.sub(_unescape, stem)


def _escape(char: str) -> str:
    return "".join(f"~{byte:02x}" for byte in char.encode("utf-8", "surrogatepass"))


def _unescape(escaped: re.Match[str]) -> str:
    try:
        return bytes.fromhex(escaped[0].replace("~", "")).decode()
    except UnicodeDecodeError:
        return escaped[0]
