"""Cleaning, before forms are looked for: lines repaired and rejoined, without page numbers and running heads."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ingest.cleaning.booklet_titles import label_counted_titles
from ingest.cleaning.contents import add_leaders
from ingest.cleaning.leaders import set_leaders_apart
from ingest.cleaning.line_roles import MAX_HEAD_LENGTH, role_of
from ingest.cleaning.page_numbers import page_number_positions
from ingest.cleaning.paragraphs import ignore_false_paragraphs
from ingest.cleaning.table_head_rows import join_head_rows
from ingest.document import Line
from kmsearch.thai.damage_repair import default_repairer
from kmsearch.thai.normalise import collapse_whitespace, join_lines

_NUMBER = re.compile(r"\d{1,3}")
_WORD_MARKUP = re.compile(
    r"<!--\[if [^\]]{1,40}\]>.{0,2000}?<!\[endif\]-->|<?!?(?:--)?\[(?:if\s[^\]<>]{1,40}|endif)\](?:--)?>?"
    r"|if !supportLists|(?<=\s)endif(?=\s|$)"
)
"""Conditional comments of Word that text copied from its web pages keeps."""

_MAX_BRACKET_LENGTH = 60
"""Letters in a bracket that a line break cut in two. A guess."""

_MAX_LINE_LENGTH = 20_000
"""Letters above which a line is split, as rules look back and forth in a line: a whole record written as one line has
some 10,000, and the output of a machine has millions."""


def prepare(lines: Iterable[Line]) -> list[Line]:
    """The lines of a document, repaired, without page numbers and running heads; brackets cut by a break are joined."""
    prepared: list[Line] = []
    unpaged_lines = _without_page_breaks(_with_structure([part for line in lines for part in _split_long(line)]))
    repaired = default_repairer().repair_lines([line.text for line in unpaged_lines])
    for line, repair in zip(unpaged_lines, repaired, strict=True):
        text = collapse_whitespace(_WORD_MARKUP.sub(" ", repair.text))
        text = set_leaders_apart(text) if role_of(text) == "text" else text
        if prepared and text and _is_cut_bracket(prepared[-1].text, text):
            last = prepared[-1]
            joined = join_lines([last.text, text]).replace("( ", "(")
            prepared[-1] = replace(last, text=joined, repairs=last.repairs + repair.changes)
        elif text:
            prepared.append(replace(line, text=text, repairs=repair.changes))
    return prepared


def _with_structure(lines: list[Line]) -> list[Line]:
    """The lines with structure found in their layout: head rows of tables, paragraphs, contents, counted titles."""
    return label_counted_titles(add_leaders(ignore_false_paragraphs(join_head_rows(lines))))


def _split_long(line: Line) -> Iterator[Line]:
    """The line in parts of at most ``_MAX_LINE_LENGTH``, cut at blanks where there are any; all but the last wrap."""
    text = line.text
    while len(text) > _MAX_LINE_LENGTH:
        cut = text.rfind(" ", 1, _MAX_LINE_LENGTH) + 1 or _MAX_LINE_LENGTH
        yield replace(line, text=text[:cut].strip(), wraps=True)
        text, line = text[cut:], replace(line, gap=False, bullet="")
    yield replace(line, text=text)


def _without_page_breaks(lines: Sequence[Line]) -> list[Line]:
    """The lines without page numbers, and without lines beside them that other pages repeat; text runs on over both."""
    numbers = {position for position, line in enumerate(lines) if role_of(line.text) == "page"}
    numbers |= page_number_positions(lines)
    left_out = numbers | _repeated_heads(lines, numbers)
    left_out |= {position for position in range(len(lines)) if _splits_word(lines, position)}
    kept_lines: list[Line] = []
    after_break = False
    for position, line in enumerate(lines):
        if position in left_out:
            after_break = True
        else:
            kept_lines.append(replace(line, gap=line.gap and not after_break))
            after_break = False
    return kept_lines


def _repeated_heads(lines: Sequence[Line], numbers: set[int]) -> set[int]:
    """Positions of short lines beside a page number that are repeated there, or at the beginning of the document."""
    positions = range(len(lines))
    beside = [position for position in positions if position not in numbers and numbers & {position - 1, position + 1}]
    counts = Counter(lines[position].text for position in {*beside, *range(min(2, len(lines)))})
    return {
        position
        for position in beside
        if counts[lines[position].text] > 1 and len(lines[position].text) < MAX_HEAD_LENGTH
    }


def _splits_word(lines: Sequence[Line], position: int) -> bool:
    """Whether a number alone on its line is between the halves of a word: it is a page number."""
    if not 0 < position < len(lines) - 1 or not _NUMBER.fullmatch(lines[position].text.strip()):
        return False
    return default_repairer().parts_word(lines[position - 1].text.rstrip(), lines[position + 1].text.lstrip())


def _is_cut_bracket(text: str, after: str) -> bool:
    """Whether a line break cut a bracket: it opens at the end of one line and closes at the beginning of the next."""
    start = text.rfind("(")
    end = after.find(")")
    return start >= 0 <= end and ")" not in text[start:] and len(text) - start + end <= _MAX_BRACKET_LENGTH
