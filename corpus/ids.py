"""Ids of records: how one is made, what can be one, and the name of the file that holds its record."""

from __future__ import annotations

import base64
import hashlib
import re

from corpus.fields import SECTIONS
from kmsearch.thai.tokenizer import fold, normalise, squeeze

ID_RULE = "ใช้อักษร ตัวเลข หรือเครื่องหมาย 1–64 ตัว ไม่มีเว้นวรรคหัวท้ายและไม่ขึ้นบรรทัดใหม่"
"""What can be an id, for people."""

_MADE_LETTERS = 10
"""50 bits: among 100,000 records, one chance in two hundred thousand that two share an id."""

_LONGEST = 64
_LONGEST_STEM = 200
"""Bytes of a file's name without ``.md``; file systems hold 255, and a temporary name is longer than the name."""

# Letters that stand in a file's name as they are. Capitals do not, for Windows and macOS take them for the small ones.
_PLAIN = re.compile(r"[a-z0-9_\-\u0e01-\u0e3a\u0e3f-\u0e5b]")
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)")
_ESCAPED = re.compile(r"(?:~[0-9a-f]{2})+")
_ITEM = re.compile(rf".*#(?:{'|'.join(section.name for section in SECTIONS)})-\d+", re.DOTALL)


def record_id(title: str, author_name: str, content: str = "") -> str:
    """The stable id of a record: ``km`` and ten letters or digits, from title and author however they are spaced.

    ``content`` counts too where either is missing, for then two records may well share the other.
    """
    named = [fold(squeeze(normalise(text))) for text in (title, author_name)]
    key = "\n".join(named if all(named) else [*named, fold(squeeze(normalise(content)))])
    digest = hashlib.sha256(key.encode("utf-8", "replace")).digest()
    return "km" + base64.b32encode(digest).decode()[:_MADE_LETTERS].lower()


def is_id(text: str) -> bool:
    """Whether ``text`` can be the id of a record (``KM-001``, ``12/2560``, ``4#0``): one short line that prints.

    What looks like the address of an item (``x#strategies-3``) cannot.
    """
    if not 0 < len(text) <= _LONGEST or not text.isprintable() or text != text.strip():
        return False
    return not _ITEM.fullmatch(text) and len(file_stem(text).encode()) <= _LONGEST_STEM


def file_stem(id: str) -> str:
    """The name, without ``.md``, of the file of record ``id``: the id itself, what no file name holds as ``~`` and hex.

    Two ids never share a stem, not even where a file system takes capitals for small letters.
    """
    stem = "".join(char if _PLAIN.fullmatch(char) else _escape(char) for char in id)
    return _escape(stem[0]) + stem[1:] if _DEVICE.fullmatch(stem) else stem


def id_of(stem: str) -> str:
    """The id whose ``file_stem`` is ``stem``; of a name that is none's, the name with its escapes read."""
    return _ESCAPED.sub(_unescape, stem)


def _escape(char: str) -> str:
    return "".join(f"~{byte:02x}" for byte in char.encode("utf-8", "surrogatepass"))


def _unescape(escaped: re.Match[str]) -> str:
    try:
        return bytes.fromhex(escaped[0].replace("~", "")).decode()
    except UnicodeDecodeError:
        return escaped[0]
