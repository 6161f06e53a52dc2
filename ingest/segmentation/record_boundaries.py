"""Record boundaries: finds the lines with which further records of a booklet begin. A record begins where headings are
repeated with an owner or a title between them, or where the form's own name is printed again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ingest.document import LABEL
from ingest.fields.positions import unlabelled_field
from ingest.fields.value_shapes import is_date
from ingest.items.list_markers import follows
from ingest.segmentation.headings.heading_rules import Heading
from ingest.segmentation.headings.line_classifier import ClassifiedLine
from kmsearch.thai.normalise import collapse_whitespace
from kmsearch.thai.person_names import PERSON_TITLE

_SHORTEST_TITLE, _LONGEST_TITLE = 6, 120
"""Letters of the shortest and the longest line that is taken for the title of a further record. A guess."""

SHORTEST_STORY_LINE = 60
"""Letters from which a line is a story's, not a title or a label; a story is between a title and the first
heading. A guess."""

_SHORTEST_FORM_NAME, _LONGEST_FORM_NAME = 8, 150
"""Letters of a form's own name that is printed above every record. A guess."""

_FORM_NAME_LINES = 12
"""Lines at the head of a document among which a form's own name is looked for. A guess."""

_RECORD_HEAD_LINES = 30
"""Lines at the beginning of a record that may hold its title and its owner. A guess."""

_LINES_TO_FIRST_FIELD = 3
"""Lines below a form's name that may hold its first field. A guess."""


def record_starts(lines: Sequence[ClassifiedLine], headings: Mapping[int, Heading]) -> set[int]:
    """The positions of lines that begin another record; ``headings`` are the sections' headings by position."""
    return {*_repeated_form_names(lines), *_repeated_headings(lines, headings)}


def _repeated_form_names(lines: Sequence[ClassifiedLine]) -> Iterator[int]:
    """Positions of lines like one above the first field that are above a title or an owner again."""
    first = next((position for position, line in enumerate(lines[:_FORM_NAME_LINES]) if line.naming_label), 0)
    names = {collapse_whitespace(line.line.text) for line in lines[:first]}
    names = {name for name in names if _SHORTEST_FORM_NAME <= len(name) <= _LONGEST_FORM_NAME}
    for position in range(first + 1, len(lines) if names else 0):
        below = lines[position + 1 : position + 1 + _LINES_TO_FIRST_FIELD]
        if collapse_whitespace(lines[position].line.text) in names and any(line.naming_label for line in below):
            yield position


def _repeated_headings(lines: Sequence[ClassifiedLine], headings: Mapping[int, Heading]) -> Iterator[int]:
    """Positions of the heads of records: a section's heading occurs again, with a title or an owner before it."""
    seen_sections: dict[str, int] = {}
    record_start, last_heading = 0, -1
    for position in sorted(headings):
        target = headings[position].target
        if last_heading >= 0 and headings[last_heading].target != target and target in seen_sections:
            start = _head_between(lines, last_heading, position, record_start)
            if start is not None:
                yield start
                seen_sections, record_start = (
                    {name: seen_at for name, seen_at in seen_sections.items() if seen_at > start},
                    start,
                )
        seen_sections[target] = position
        last_heading = last_heading if target == "background" else position


def _head_between(lines: Sequence[ClassifiedLine], last_heading: int, heading: int, record_start: int) -> int | None:
    """The position of the title or owner that begins a record between two headings; None without one."""
    head = range(record_start, min(record_start + _RECORD_HEAD_LINES, last_heading))
    owners = {lines[position].owner_name for position in head} - {""}
    unnamed: list[int] = []
    for position in range(last_heading + 1, heading):
        is_labelled = lines[position].naming_label == "author_name"
        if is_labelled or (_is_lone_owner(lines, position) and lines[position].owner_name not in owners):
            if position - 1 > last_heading + 1 and _is_title(lines, position - 1):
                return position - 1
            unnamed += [position] if is_labelled and lines[position].owner_name not in owners else []
    if unnamed:
        return unnamed[0]
    first_title = next((position for position in head if _is_title_over_story(lines, position, heading)), None)
    if first_title is None:
        return None
    similar_positions = (
        position
        for position in range(last_heading + 2, heading)
        if _is_styled_alike(lines[position], lines[first_title])
    )
    return next((position for position in similar_positions if _is_title_over_story(lines, position, heading)), None)


def _is_lone_owner(lines: Sequence[ClassifiedLine], position: int) -> bool:
    """Whether a line is an owner's and is not part of a list of persons."""
    return lines[position].is_owner and not lines[position + 1].is_owner


def _is_title(lines: Sequence[ClassifiedLine], position: int) -> bool:
    """Whether a short line is set apart and is no item of the list above it."""
    title, before = lines[position], lines[position - 1]
    line, text, markers = title.line, title.text, title.markers
    if not _SHORTEST_TITLE <= len(text) <= _LONGEST_TITLE or line.bullet or text.endswith((":", "：")):
        return False
    if PERSON_TITLE.match(text) or unlabelled_field(text) == "author_position" or is_date(text):
        return False
    if markers:
        return markers[0].style in ("1.", "1)") and (line.gap or not _continues_list(before, title))
    is_set_apart = line.gap or line.strong or bool(line.head) or line.begins
    return is_set_apart or (bool(before.markers) and len(text) < SHORTEST_STORY_LINE)


def _continues_list(before: ClassifiedLine, line: ClassifiedLine) -> bool:
    """Whether a line's number is the next of the list above it."""
    above, own = before.markers, line.markers
    return bool(above and own) and above[0].style == own[0].style and follows(own[0].numbers, above[0].numbers)


def _is_title_over_story(lines: Sequence[ClassifiedLine], position: int, heading: int) -> bool:
    """Whether a title in the style of a heading is right above a line of a story."""
    line = lines[position].line
    is_styled = (line.head and line.head != LABEL) or (line.gap and bool(lines[position].written_markers))
    over_story = position + 1 < heading and len(lines[position + 1].line.text) >= SHORTEST_STORY_LINE
    return bool(is_styled) and _is_title(lines, position) and over_story


def _is_styled_alike(line: ClassifiedLine, first: ClassifiedLine) -> bool:
    """Whether a line has the style of the first record's title: the same level of heading, or the next number."""
    own, before = line.written_markers, first.written_markers
    if line.line.head != first.line.head or bool(own) != bool(before):
        return False
    return not own or (own[0].style == before[0].style and own[0].numbers > before[0].numbers)
