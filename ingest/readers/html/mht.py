"""Reads saved web pages (MHTML): finds the page among the parts and reads it as HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message

from ingest.document import Document
from ingest.readers.html import html_reader
from kmsearch.errors import UnreadableFile

MAX_CONTAINERS = 50
"""Parts that hold parts: a saved page has one or two. The email parser recurses into each. A guess."""

_CONTAINER = re.compile(rb"^content-type:\s*(?:multipart|message)/", re.IGNORECASE | re.MULTILINE)
_CURE = "เปิดหน้าเว็บนั้น หรือเปิดไฟล์นี้ด้วยเบราว์เซอร์ แล้วบันทึกใหม่เป็น .html"


def read(data: bytes, path: str) -> Document:
    """The lines of the saved page; of a page of frames, of the first frame that shows text.

    Raises UnreadableFile when there is no page in it, or more than ``MAX_CONTAINERS`` parts that hold parts.
    """
    pages = [html_reader.read(part, path) for part in _pages(_parsed(data, path))]
    if not pages:
        raise UnreadableFile("ไฟล์หน้าเว็บนี้เสียหาย หรือไม่มีหน้าเว็บอยู่ข้างใน", _CURE, file=path)
    return next((page for page in pages if page.lines), pages[0])


def _parsed(data: bytes, path: str) -> Message:
    if len(_CONTAINER.findall(data)) > MAX_CONTAINERS:
        raise UnreadableFile("ไฟล์หน้าเว็บนี้มีส่วนซ้อนกันมากผิดปกติ จึงไม่เปิด", _CURE, file=path)
    return message_from_bytes(data.lstrip())


def _pages(message: Message) -> Iterator[bytes]:
    """The HTML parts: first the one that the header names as ``start``, then the others in order."""
    parts = [part for part in message.walk() if part.get_content_type() in ("text/html", "application/xhtml+xml")]
    start = str(message.get_param("start") or "").strip()
    for part in sorted(parts, key=lambda part: not start or str(part.get("Content-ID", "")).strip() != start):
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes) and payload.strip():
            yield payload
