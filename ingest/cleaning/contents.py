"""Tables of contents: their heads, entries, and the dots between a title and its page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.document import Line
from ingest.vocabulary import alternation
from kmsearch.thai.normalise import to_arabic_digits

_FILE = "page_furniture"
_HEAD = re.compile(
    rf"{alternation(_FILE, 'contents_head_thai')}\S{{0,10}}|{alternation(_FILE, 'contents_head_english')}",
    re.IGNORECASE,
)
_COLUMN_NAMES = re.compile(
    rf"(?:{alternation(_FILE, 'contents_number')}\s+)?(?:{alternation(_FILE, 'contents_title')}\s+)?"
    rf"{alternation(_FILE, 'page_thai')}"
)
_ENTRY_WITH_DOTS = re.compile(r".{3,}?\s*\.{4,}\s*\d{1,3}")
_ENTRY = re.compile(r"(?P<title>\S.*?\S)\s+(?P<page>\d{1,3})")
_MAX_ENTRY_LENGTH = 200
"""Letters above which a line is no row of a table of contents. A guess."""

_LEADER = " ........ "


def is_contents_head(text: str) -> bool:
    """Whether a line is the head of a table of contents, or the names of its columns."""
    return bool(_HEAD.fullmatch(text) or _COLUMN_NAMES.fullmatch(text))


def is_contents_entry(text: str) -> bool:
    """Whether a line (in Arabic digits) is an entry with dots before its page number."""
    return bool(_ENTRY_WITH_DOTS.fullmatch(text))


def add_leaders(lines: Sequence[Line]) -> list[Line]:
    """The lines; entries below a head whose page number follows a blank get dots, as other tables print them."""
    result: list[Line] = []
    in_contents = False
    for line in lines:
        text = line.text.strip()
        entry = _ENTRY.fullmatch(to_arabic_digits(text)) if in_contents and len(text) <= _MAX_ENTRY_LENGTH else None
        continues = in_contents and bool(entry or _COLUMN_NAMES.fullmatch(text))
        in_contents = bool(_HEAD.fullmatch(text)) or continues
        if in_contents and entry and _LEADER.strip()[:4] not in text:
            line = replace(line, text=text[: entry.end("title")] + _LEADER + entry["page"])
        result.append(line)
    return result
