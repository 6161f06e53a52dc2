"""Detects the type of a file by its first bytes (magic numbers), as suffixes are often wrong."""

from __future__ import annotations

import re

_HEAD_SIZE = 4096
"""Bytes in which the signs of text formats are looked for: the headers of a saved page take some hundred."""

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
"""(Suffix, first bytes, pattern found anywhere) of binary formats; the first match wins."""

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
"""(Suffix, pattern of the beginning) of text formats, in either case and any encoding."""

_BINARY = [(suffix, begins, re.compile(holds, re.DOTALL)) for suffix, begins, holds in BINARY_SIGNS]
_TEXT = [(suffix, re.compile(begins, re.DOTALL | re.IGNORECASE | re.MULTILINE)) for suffix, begins in TEXT_SIGNS]
_BOM = b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"


def suffix_of(data: bytes) -> str:
    """The suffix that fits the type of ``data``; empty for an unknown type, such as plain text."""
    for suffix, start, content in _BINARY:
        if data.startswith(start) and content.search(data):
            return suffix
    head = _ascii_head(data[:_HEAD_SIZE])
    return next((suffix for suffix, start in _TEXT if start.match(head)), "")


def _ascii_head(head: bytes) -> bytes:
    """The text as one byte a letter, without byte order mark and leading blanks."""
    for mark in _BOM:
        head = head.removeprefix(mark)
    return head.replace(b"\0", b"").lstrip()
