"""Ids of records: how an id is made, which texts are ids, and the file name of the record with an id."""

from __future__ import annotations

import base64
import hashlib
import re

from corpus.fields import SECTIONS
from kmsearch.thai.characters import THAI_CHARACTERS
from kmsearch.thai.normalise import collapse_whitespace, fold, normalise

ID_RULE = "ใช้อักษร ตัวเลข หรือเครื่องหมาย 1–64 ตัว ไม่มีเว้นวรรคหัวท้ายและไม่ขึ้นบรรทัดใหม่"
"""Which texts are ids, for people."""

_DIGEST_LETTERS = 10
"""Letters of base 32, 50 bits: among 100,000 records, two share an id with a probability of 1 in 200,000."""

_MAX_LENGTH = 64
_MAX_STEM_BYTES = 200
"""Bytes of a file name without ``.md``; file systems allow 255, and a temporary name is longer than the name."""

# Characters that are kept in a file name. Capitals are escaped: Windows and macOS do not tell them from small letters.
_PLAIN = re.compile(rf"[a-z0-9_\-{THAI_CHARACTERS}]")
_DEVICE_NAME = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)")
_ESCAPED = re.compile(r"(?:~[0-9a-f]{2})+")
_ITEM_ADDRESS = re.compile(rf".*#(?:{'|'.join(section.name for section in SECTIONS)})-\d+", re.DOTALL)


def record_id(title: str, author_name: str, content: str = "") -> str:
    """The stable id of a record: ``km`` and ten letters or digits, a digest of title and author, blanks squeezed.

    If either is missing, ``content`` is part of the digest too: two records may well share the other.
    """
    names = [fold(collapse_whitespace(normalise(text))) for text in (title, author_name)]
    key = "\n".join(names if all(names) else [*names, fold(collapse_whitespace(normalise(content)))])
    digest = hashlib.sha256(key.encode("utf-8", "replace")).digest()
    return "km" + base64.b32encode(digest).decode()[:_DIGEST_LETTERS].lower()


def is_id(text: str) -> bool:
    """Whether ``text`` can be the id of a record (``KM-001``, ``12/2560``, ``4#0``): one short printable line.

    The address of an item (``x#strategies-3``) is not an id.
    """
    if not 0 < len(text) <= _MAX_LENGTH or not text.isprintable() or text != text.strip():
        return False
    return not _ITEM_ADDRESS.fullmatch(text) and len(file_stem(text).encode()) <= _MAX_STEM_BYTES


def file_stem(id: str) -> str:
    """The file name of record ``id`` without ``.md``: the id, with other characters escaped as ``~`` and hex digits.

    Two ids never share a stem, also on file systems that do not tell capitals from small letters.
    """
    stem = "".join(char if _PLAIN.fullmatch(char) else _escape(char) for char in id)
    return _escape(stem[0]) + stem[1:] if _DEVICE_NAME.fullmatch(stem) else stem


def id_of(stem: str) -> str:
    """The id whose ``file_stem`` is ``stem``; the inverse of ``file_stem``, also for names that it never gives."""
    return _ESCAPED.sub(_unescape, stem)


def _escape(char: str) -> str:
    return "".join(f"~{byte:02x}" for byte in char.encode("utf-8", "surrogatepass"))


def _unescape(escaped: re.Match[str]) -> str:
    try:
        return bytes.fromhex(escaped[0].replace("~", "")).decode()
    except UnicodeDecodeError:
        return escaped[0]
