"""Lines that hold several labels: flattened or rewrapped text cut before each label, header lines into their fields."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.cleaning.leaders import without_leaders
from ingest.document import Line
from ingest.fields.value_boundaries import fits_field
from ingest.forms.label_table import LabelTable
from ingest.segmentation.splitting.inline_labels import Cut, choose_cuts
from ingest.segmentation.splitting.label_occurrences import find_labels
from ingest.vocabulary import alternation
from kmsearch.thai.characters import LETTERS
from kmsearch.thai.normalise import join_lines, to_arabic_digits
from kmsearch.thai.person_names import PERSON_TITLE

_SHORTEST_RUN = 60
"""Letters below which a line is not split. A guess."""

_FEWEST_WRAPPED, _FEWEST_INSIDE = 3, 3
"""Lines of a block, and labels in the middle of them, from which it may have been wrapped without regard to labels. A
guess."""

_LONGEST_BLOCK = 500
"""Lines of a block: a record of ten pages without a blank line has fewer, and joining takes the square of them."""

_INLINE_FIELDS = frozenset({"author_position", "author_office", "phone", "title", "author_name", "event"})
"""Fields whose labels are looked for behind another field's value."""

_SHORTEST_INLINE_LABEL = 6
"""Letters a label needs to count in mid-line (สังกัด has six); โทร counts when a digit follows."""

_REACH, _LABEL_REACH = 300, 80
"""Letters behind a blank, or at the head of a line, in which a label is looked for, so that a long line takes linear
time."""

_LEADER_DOTS = " ...."
_PHONE = re.compile(rf"(?<=\s){alternation('labels', 'phone')}\s?\.?\s*(?=\d)")
_CUT_NUMBER = re.compile(r"\d[.-]?$")
_REST_OF_NUMBER = re.compile(rf"(?!\d{{1,2}}[.)](?:\s|[{LETTERS}]))[\d.)]")
_SEPARATOR = re.compile(r"[\s:：.…]*")


@dataclass(frozen=True, slots=True)
class _Flow:
    """Lines as one run of text; ``starts`` are the offsets at which each line begins in it."""

    lines: Sequence[Line]
    text: str
    starts: tuple[int, ...]

    def line_at(self, offset: int) -> Line:
        return self.lines[bisect_right(self.starts, offset) - 1]


def join_cut_labels(lines: Sequence[Line], labels: LabelTable) -> list[Line]:
    """The lines, with labels that a narrow cell broke over two (ที่มาและความสำคัญของ|ปัญหา) joined."""
    joined: list[Line] = []
    for line in lines:
        before = joined[-1] if joined else None
        if before and before.strong and line.strong and not (line.gap or line.bullet or line.head):
            text = join_lines([before.text, line.text])
            match = labels.match(text)
            if match and not match.errors and match.end == len(text) and not PERSON_TITLE.match(line.text):
                joined[-1] = replace(before, text=text, repairs=before.repairs + line.repairs)
                continue
        joined.append(line)
    return joined


def split_lines(lines: Iterable[Line], labels: LabelTable) -> Iterator[Line]:
    """The lines, each label at the head of one: blocks that were wrapped without regard to labels are joined first."""
    for block in _blocks(lines):
        flow = _join(block, labels) if len(block) >= _FEWEST_WRAPPED else None
        cuts = _find_cuts(flow.text, labels) if flow else []
        if flow and _is_rewrapped(flow, cuts):
            yield from _parts(flow, cuts)
        else:
            for line in block:
                yield from split_line(line, labels)


def split_line(line: Line, labels: LabelTable) -> Iterator[Line]:
    """The line cut before every label in its middle; most lines stay whole."""
    cuts = _find_cuts(line.text, labels) if len(line.text) > _SHORTEST_RUN else []
    if cuts:
        yield from _parts(_Flow([line], line.text, (0,)), cuts)
    else:
        yield line


def _find_cuts(text: str, labels: LabelTable) -> list[Cut]:
    return choose_cuts(text, find_labels(text, labels))


def _parts(flow: _Flow, cuts: Sequence[Cut]) -> Iterator[Line]:
    repairs_left = {line.number: line.repairs for line in flow.lines}
    ends = [*(cut.offset for cut in cuts), len(flow.text)]
    for cut, end in zip([Cut(0, False), *cuts], ends, strict=True):
        start = cut.offset
        line = flow.line_at(start)
        if text := flow.text[start:end].strip():
            number = flow.line_at(end - 1).number
            repairs = sum(repairs_left.pop(line_number) for line_number in [*repairs_left] if line_number <= number)
            gap, strong = line.gap or start > 0, line.strong or cut.label
            yield replace(line, text=text, gap=gap, strong=strong, repairs=repairs, wraps=False)


def _blocks(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """Runs of plain lines without blank space between them; a line that its format sets apart is a block of its own."""
    block: list[Line] = []
    for line in lines:
        ends = block and (line.gap or _is_set_apart(line) or _is_set_apart(block[-1]))
        if ends or len(block) >= _LONGEST_BLOCK:
            yield block
            block = []
        block.append(line)
    if block:
        yield block


def _is_set_apart(line: Line) -> bool:
    """Whether its format sets a line apart, or it is one of a form that is printed to be written on."""
    return line.strong or bool(line.bullet) or _LEADER_DOTS in line.text


def _join(lines: Sequence[Line], labels: LabelTable) -> _Flow:
    """The lines as one text. A blank parts two of them where letters of two scripts meet or the next is a label."""
    text, starts = "", []
    for index, line in enumerate(lines):
        if text and _CUT_NUMBER.search(text) and _REST_OF_NUMBER.match(line.text):
            starts.append(len(text))
            text += line.text
            continue
        ahead = line.text + (lines[index + 1].text if index + 1 < len(lines) else "")
        if text and _begins_label(ahead, labels):
            text += " "
        joined = join_lines([text, line.text]) if not text.endswith(" ") else text + line.text
        starts.append(len(joined) - len(line.text))
        text = joined
    return _Flow(lines, text, tuple(starts))


def _begins_label(text: str, labels: LabelTable) -> bool:
    match = labels.match(text[:_LABEL_REACH])
    if match is None or match.errors or not match.clean:
        return False
    return match.label.strong or fits_field(match.label.target, text[match.end :].strip(" :："))


def _is_rewrapped(flow: _Flow, cuts: Sequence[Cut]) -> bool:
    """Whether the lines were wrapped anew: labels are in the middle of them rather than at their heads."""
    heads = {start + blank for start in flow.starts for blank in (0, 1)}
    inside = sum(cut.offset not in heads for cut in cuts)
    return inside >= _FEWEST_INSIDE and inside > len(cuts) - inside


def split_fields(field: str, text: str, labels: LabelTable) -> list[tuple[str, str]]:
    """``text``, the value of ``field``, cut at the labels of other fields in it: (field, value) in order."""
    parts: list[tuple[str, str]] = []
    position = 0
    for blank in re.finditer(r"\s+", text):
        label = _inline_label(text[blank.end() : blank.end() + _REACH], labels) if blank.start() >= position else None
        if label is not None and label[0] != field:
            parts.append((field, _without_form_dots(text[position : blank.start()])))
            field, position = label[0], blank.end() + label[1]
    parts.append((field, _without_form_dots(text[position:])))
    return parts


def _without_form_dots(text: str) -> str:
    """The value without the leader dots of the form."""
    return without_leaders(text).replace(f"{_LEADER_DOTS} ", " ").strip()


def _inline_label(text: str, labels: LabelTable) -> tuple[str, int] | None:
    """The field whose label ``text`` begins with, and the offset of its value; None without one."""
    if phone := _PHONE.match(" " + to_arabic_digits(text), 1):
        return "phone", phone.end() - 1
    match = labels.match(text)
    if match is None or match.errors > 1 or match.label.kind != "field" or match.label.target not in _INLINE_FIELDS:
        return None
    if len(match.label.letters) < _SHORTEST_INLINE_LABEL or not (match.clean or match.label.strong):
        return None
    separator = _SEPARATOR.match(text, match.end)
    return match.label.target, separator.end() if separator else match.end
