"""Where the next record of a booklet begins: its headings come round again with an owner or a title between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from ingest.document import LABEL, Line
from ingest.fields.owners import is_owner_line, split_owner
from ingest.fields.positions import unlabelled_field
from ingest.fields.value_shapes import is_date
from ingest.forms.label_table import LabelTable
from ingest.items.list_markers import follows, split_line_markers, split_markers
from ingest.segmentation.heading_rules import Heading, Where, heading_of
from ingest.segmentation.raw_record import RawRecord
from kmsearch.thai.person_names import PERSON_TITLE
from kmsearch.thai.tokenizer import squeeze

_SHORTEST_TITLE, _LONGEST_TITLE = 6, 120
_STORY = 60
"""Letters from which a line is told, not a title or a label; a story stands between a title and the first heading."""

_SHORTEST_REPEATED, _LONGEST_REPEATED = 8, 150
"""Letters of a form's own name that is printed above every record."""

_HEAD_LINES = 12
"""Lines at the head of a document among which a form's own name stands."""

_LONGEST_HEAD = 30
"""Lines from the beginning of a record in which its title and its owner stand."""

_BELOW = 3
"""Lines below a form's name in which its first field stands."""

_NAMES = ("title", "author_name")


def record_starts(lines: Sequence[Line], known: Mapping[int, Heading], labels: LabelTable) -> set[int]:
    """The places of lines that begin another record; ``known`` are the sections' headings by their places."""
    return {*_forms_again(lines, labels), *_cycles(lines, known, labels)}


def _forms_again(lines: Sequence[Line], labels: LabelTable) -> Iterator[int]:
    """Lines that stood above the first field and stand above a title or an owner again."""
    first = next((place for place, line in enumerate(lines[:_HEAD_LINES]) if _names(line, labels)), 0)
    above = {squeeze(line.text) for line in lines[:first]}
    above = {text for text in above if _SHORTEST_REPEATED <= len(text) <= _LONGEST_REPEATED}
    for place in range(first + 1, len(lines) if above else 0):
        below = lines[place + 1 : place + 1 + _BELOW]
        if squeeze(lines[place].text) in above and any(_names(line, labels) for line in below):
            yield place


def _cycles(lines: Sequence[Line], known: Mapping[int, Heading], labels: LabelTable) -> Iterator[int]:
    """The heads of records whose first section's heading was met in the record before."""
    met: dict[str, int] = {}
    begin, last = 0, -1
    for place in sorted(known):
        target = known[place].target
        if last >= 0 and known[last].target != target and target in met:
            start = _head_between(lines, last, place, begin, labels)
            if start is not None:
                yield start
                met, begin = {name: at for name, at in met.items() if at > start}, start
        met[target] = place
        last = last if target == "background" else place


def _head_between(lines: Sequence[Line], last: int, place: int, begin: int, labels: LabelTable) -> int | None:
    """The line with which a record's head begins between two headings; None where no title or owner stands there."""
    head = range(begin, min(begin + _LONGEST_HEAD, last))
    owners = {_person(lines[at]) for at in head} - {""}
    unnamed: list[int] = []
    for at in range(last + 1, place):
        is_labelled = _names(lines[at], labels, ("author_name",))
        if is_labelled or (_is_lone_owner(lines, at) and _person(lines[at]) not in owners):
            if (title := _title_above(lines, at, last)) is not None:
                return title
            unnamed += [at] if is_labelled and _person(lines[at]) not in owners else []
    if unnamed:
        return unnamed[0]
    first = next((at for at in head if _opens_story(lines, at, place)), None)
    if first is None:
        return None
    alike = (at for at in range(last + 2, place) if _is_alike(lines[at], lines[first]))
    return next((at for at in alike if _opens_story(lines, at, place)), None)


def _names(line: Line, labels: LabelTable, targets: Sequence[str] = _NAMES) -> bool:
    """Whether a line is the label of a title or of an owner; an everyday word counts with a person behind it."""
    heading = heading_of(line, labels, Where("header"))
    if heading is None or heading.kind != "field" or heading.target not in targets:
        return False
    return bool(PERSON_TITLE.match(heading.rest)) if heading.target == "author_name" else not heading.weak


def _is_lone_owner(lines: Sequence[Line], at: int) -> bool:
    """Whether a line is an owner's and stands in no list of persons."""
    return is_owner_line(lines[at].text) and not is_owner_line(lines[at + 1].text)


def _person(line: Line) -> str:
    """The name in a line of an owner, without blanks."""
    found = PERSON_TITLE.search(line.text[:_STORY])
    return split_owner(line.text[found.start() :])["author_name"].replace(" ", "") if found else ""


def _title_above(lines: Sequence[Line], at: int, last: int) -> int | None:
    """The place of the title right above an owner's line."""
    return at - 1 if at - 1 > last + 1 and _is_title(lines, at - 1) else None


def _is_title(lines: Sequence[Line], at: int) -> bool:
    """Whether a short line stands by itself and is no point of the list above it."""
    line, before = lines[at], lines[at - 1]
    markers, text = split_line_markers(line)
    if not _SHORTEST_TITLE <= len(text) <= _LONGEST_TITLE or line.bullet or text.endswith((":", "：")):
        return False
    if PERSON_TITLE.match(text) or unlabelled_field(text) == "author_position" or is_date(text):
        return False
    apart = line.gap or line.strong or bool(line.head)
    if markers:
        return markers[0].style in ("1.", "1)") and (line.gap or not _goes_on(before, line))
    return apart or line.begins or (bool(split_line_markers(before)[0]) and len(text) < _STORY)


def _goes_on(before: Line, line: Line) -> bool:
    """Whether a line's number is the next of the list above it."""
    above, own = split_line_markers(before)[0], split_line_markers(line)[0]
    return bool(above and own) and above[0].style == own[0].style and follows(own[0].numbers, above[0].numbers)


def _opens_story(lines: Sequence[Line], at: int, place: int) -> bool:
    """Whether a title in the dress of a heading stands right above a line of a story."""
    line = lines[at]
    dressed = (line.head and line.head != LABEL) or (line.gap and bool(split_markers(line.text)[0]))
    return bool(dressed) and _is_title(lines, at) and at + 1 < place and len(lines[at + 1].text) >= _STORY


def _is_alike(line: Line, first: Line) -> bool:
    """Whether a line stands as the first record's title does: the same level of heading, or the next number."""
    own, before = split_markers(line.text)[0], split_markers(first.text)[0]
    if line.head != first.head or bool(own) != bool(before):
        return False
    return not own or (own[0].style == before[0].style and own[0].numbers > before[0].numbers)


def part_prelude(draft: RawRecord, in_booklet: bool) -> None:
    """Give the story that stands above the first section its place: below the owner or the heading of a record without
    labels, or, ``in_booklet``, below its title."""
    lines = draft.prelude
    tops = [at for at, line in enumerate(lines) if is_owner_line(line.text) or 0 < line.head < LABEL]
    if in_booklet and not tops:
        tops = [at for at, (line, after) in enumerate(pairwise(lines)) if len(line.text) < _STORY <= len(after.text)]
    story = lines[tops[-1] + 1 :] if tops else []
    if any(len(line.text) >= _STORY for line in story):
        draft.prelude = lines[: tops[-1] + 1]
        draft.sections["background"] = story
