"""What a file is, by its first bytes: its ending is often wrong, for a web system or a person chose it."""

from __future__ import annotations

import re

_HEAD = 4096
"""Bytes in which the signs of text formats stand: the headers of a saved page take some hundred."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MEMBER = rb"PK\x03\x04.{26}"
_MIMETYPE = _MEMBER + rb"mimetypeapplication/vnd\."

BINARY_SIGNS: tuple[tuple[str, bytes, bytes], ...] = (
    (".pdf", b"%PDF-", b""),
    (".odt", b"PK\x03\x04", rb"\A" + _MIMETYPE + rb"(?:oasis\.opendocument\.text|sun\.xml\.writer)"),
    (".odp", b"PK\x03\x04", rb"\A" + _MIMETYPE + rb"(?:oasis\.opendocument\.presentation|sun\.xml\.impress)"),
    (".pptx", b"PK\x03\x04", _MEMBER + rb"ppt/"),
    (".docx", b"PK\x03\x04", _MEMBER + rb"word/"),
    (".doc", _OLE, re.escape("WordDocument".encode("utf-16-le"))),
    (".ppt", _OLE, re.escape("PowerPoint Document".encode("utf-16-le"))),
)
"""The ending a file should have, what it begins with, and a pattern found in it. The order is the priority."""

_HEADERS = rb"(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*?)*?"
_COMMENTS = rb"(?:<!--(?:(?!-->).)*-->\s*)*"
_XML = rb"(?:<\?xml[^>]*>\s*)?"

TEXT_SIGNS: tuple[tuple[str, bytes], ...] = (
    (".rtf", rb"\{\\rtf"),
    (".doc", _XML + _COMMENTS + rb"(?:<\?mso-application\s+progid=.Word\.Document|<w:wordDocument)"),
    (".odt", _XML + _COMMENTS + rb"<office:document\s(?:(?!office:mimetype)[^>])*office:mimetype=.[^>]{0,60}\.text"),
    (".html", _XML + _COMMENTS + rb"<(?:!doctype\s+html|html|head|meta|body)[\s>]"),
    (".mht", _HEADERS + rb"MIME-Version:.*?^Content-Type:\s*(?:multipart/|text/html)"),
)
"""The ending a file should have, and how its text begins; letters of either case, in any encoding."""

_BINARY = [(suffix, begins, re.compile(holds, re.DOTALL)) for suffix, begins, holds in BINARY_SIGNS]
_TEXT = [(suffix, re.compile(begins, re.DOTALL | re.IGNORECASE | re.MULTILINE)) for suffix, begins in TEXT_SIGNS]
_BOM = b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"


def suffix_of(data: bytes) -> str:
    """The ending that fits what ``data`` is; empty where nothing tells, as with plain text."""
    for suffix, begins, holds in _BINARY:
        if data.startswith(begins) and holds.search(data):
            return suffix
    head = _plain(data[:_HEAD])
    return next((suffix for suffix, begins in _TEXT if begins.match(head)), "")


def _plain(head: bytes) -> bytes:
    """The text as one byte a letter, without the mark of its encoding and leading blanks."""
    for mark in _BOM:
        head = head.removeprefix(mark)
    return head.replace(b"\0", b"").lstrip()
