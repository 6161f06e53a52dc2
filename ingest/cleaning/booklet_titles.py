"""Titles in booklets that are counted (เรื่องที่ ๒ …) and have no label."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from ingest.document import Line
from ingest.vocabulary import alternation
from kmsearch.thai.normalise import to_arabic_digits
from kmsearch.thai.person_names import CIVIL_TITLE

_FILE = "page_furniture"
_COUNTED_TITLE = re.compile(
    rf"{alternation(_FILE, 'counted_with_title')}\s?\d{{1,3}}\s*[.:]?\s+(?P<title>\S.{{4,120}})"
)
_OWNER_LINE = re.compile(rf"{alternation(_FILE, 'owner_line_starts')}|{CIVIL_TITLE.pattern}")


def label_counted_titles(lines: Sequence[Line]) -> list[Line]:
    """The lines; a counted title above the line of its owner gets the label ชื่อเรื่อง instead of its number."""
    result = list(lines)
    for position, (line, after) in enumerate(pairwise(lines)):
        title = _COUNTED_TITLE.fullmatch(to_arabic_digits(line.text.strip()))
        if title and _OWNER_LINE.match(after.text.strip()) and "...." not in line.text:
            result[position] = replace(line, text=f"ชื่อเรื่อง : {line.text.strip()[title.start('title') :]}")
    return result
