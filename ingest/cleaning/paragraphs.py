"""False paragraphs: every line of a page is a paragraph of its own, detected by the widths of the lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.document import Line
from kmsearch.thai.characters import COMBINING_MARKS

_MARKS = re.compile(f"[{COMBINING_MARKS}]")

_MIN_PAGE_WIDTH, _MAX_PAGE_WIDTH = 60, 105
"""Letters of the widest line of a page. A guess."""

_FULL_LINE_SHARE = 0.85
"""Share of the widest line from which a line is full. A guess."""

_MIN_FULL_LINES = 5
"""Full lines from which a text was broken by the width of a page. A guess."""


def ignore_false_paragraphs(lines: Sequence[Line]) -> list[Line]:
    """The lines; if every line of a page is a paragraph, lines outside of cells lose that mark (``begins``).

    Such a text has many lines about as long as its longest, which fits into the width of a page.
    """
    widths = [text_width(line.text) for line in lines if line.begins and not line.cell]
    widest = max(widths, default=0)
    full_lines = sum(width >= _FULL_LINE_SHARE * widest for width in widths)
    if not _MIN_PAGE_WIDTH <= widest <= _MAX_PAGE_WIDTH or full_lines < max(_MIN_FULL_LINES, len(widths) / 4):
        return list(lines)
    return [replace(line, begins=line.begins and line.cell) for line in lines]


def text_width(text: str) -> int:
    """Letters that take up width: all but the marks above and below."""
    return len(_MARKS.sub("", text))
