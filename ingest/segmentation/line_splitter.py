"""Lines that hold more than one label: text flattened or wrapped anew, and header lines with name and office in one."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.cleaning.leaders import without_leaders
from ingest.document import Line
from ingest.forms.label_table import LabelTable
from ingest.segmentation.inline_labels import Cut, cuts_of
from ingest.segmentation.value_boundaries import fits_field
from kmsearch.thai.tokenizer import arabic, join_lines

_SHORTEST_RUN = 60
"""Letters below which a line is taken as it stands."""

_FEWEST_WRAPPED, _FEWEST_INSIDE = 3, 3
"""Lines of a block, and labels in the middle of them, from which it may have been wrapped without regard to labels."""

_MOST_WRAPPED = 500
"""Lines of a block: a record of ten pages without a blank line has fewer, and joining takes the square of them."""

_INLINE = frozenset({"author_position", "author_office", "phone", "title", "author_name", "event"})
"""Fields whose labels are looked for behind another field's value."""

_INLINE_LENGTH = 6
"""Letters a label needs to count in mid-line (สังกัด has six); โทร counts when a digit follows."""

_REACH = 300
"""Letters behind a blank in which a label is looked for, so that a long line takes linear time."""

_PHONE = re.compile(r"(?<=\s)(?:โทร|มือถือ)\s?\.?\s*(?=[\d๐-๙])")
_CUT_NUMBER = re.compile(r"[\d๐-๙][.-]?$")
_NUMBER_GOES_ON = re.compile(r"(?![\d๐-๙]{1,2}[.)](?:\s|[ก-๎]))[\d๐-๙.)]")


@dataclass(frozen=True, slots=True)
class _Flow:
    """Lines as one run of text; ``starts`` are the offsets at which each line begins in it."""

    lines: Sequence[Line]
    text: str
    starts: tuple[int, ...]

    def line_at(self, offset: int) -> Line:
        return self.lines[bisect_right(self.starts, offset) - 1]


def part_lines(lines: Iterable[Line], labels: LabelTable) -> Iterator[Line]:
    """The lines, each label at the head of one: blocks that were wrapped without regard to labels are joined first."""
    for block in _blocks(lines):
        flow = _join(block, labels) if len(block) >= _FEWEST_WRAPPED else None
        cuts = cuts_of(flow.text, labels) if flow else []
        if flow and _is_rewrapped(flow, cuts):
            yield from _parts(flow, cuts)
        else:
            for line in block:
                yield from split_labels(line, labels)


def split_labels(line: Line, labels: LabelTable) -> Iterator[Line]:
    """The line cut before every label that stands in its middle; most are whole."""
    cuts = cuts_of(line.text, labels) if len(line.text) > _SHORTEST_RUN else []
    if cuts:
        yield from _parts(_Flow([line], line.text, (0,)), cuts)
    else:
        yield line


def _parts(flow: _Flow, cuts: Sequence[Cut]) -> Iterator[Line]:
    mended = {line.number: line.repairs for line in flow.lines}
    ends = [*(cut.offset for cut in cuts), len(flow.text)]
    for cut, end in zip([Cut(0, False), *cuts], ends, strict=True):
        start = cut.offset
        line = flow.line_at(start)
        if text := flow.text[start:end].strip():
            number = flow.line_at(end - 1).number
            repairs = sum(mended.pop(place) for place in [*mended] if place <= number)
            gap, strong = line.gap or start > 0, line.strong or cut.label
            yield replace(line, text=text, gap=gap, strong=strong, repairs=repairs, wraps=False)


def _blocks(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """Runs of plain lines without blank space between them; a line that its format sets apart stands alone."""
    block: list[Line] = []
    for line in lines:
        apart = block and (line.gap or _is_apart(line) or _is_apart(block[-1]))
        if apart or len(block) >= _MOST_WRAPPED:
            yield block
            block = []
        block.append(line)
    if block:
        yield block


def _is_apart(line: Line) -> bool:
    """Whether its format sets a line apart, or it is one of a form that is printed to be written on."""
    return line.strong or bool(line.bullet) or " ...." in line.text


def _join(lines: Sequence[Line], labels: LabelTable) -> _Flow:
    """The lines as one text. A blank parts two of them where letters of two scripts meet or the next is a label."""
    text, starts = "", []
    for place, line in enumerate(lines):
        if text and _CUT_NUMBER.search(text) and _NUMBER_GOES_ON.match(line.text):
            starts.append(len(text))
            text += line.text
            continue
        ahead = line.text + (lines[place + 1].text if place + 1 < len(lines) else "")
        if text and _begins_label(ahead, labels):
            text += " "
        joined = join_lines([text, line.text]) if not text.endswith(" ") else text + line.text
        starts.append(len(joined) - len(line.text))
        text = joined
    return _Flow(lines, text, tuple(starts))


def _begins_label(text: str, labels: LabelTable) -> bool:
    match = labels.match(text[:80])
    if match is None or match.errors or not match.clean:
        return False
    return match.label.strong or fits_field(match.label.target, text[match.end :].strip(" :："))


def _is_rewrapped(flow: _Flow, cuts: Sequence[Cut]) -> bool:
    """Whether labels stand in the middle of these lines, rather than at their heads as they were written."""
    heads = {start + blank for start in flow.starts for blank in (0, 1)}
    inside = sum(cut.offset not in heads for cut in cuts)
    return inside >= _FEWEST_INSIDE and inside > len(cuts) - inside


def split_fields(target: str, text: str, labels: LabelTable) -> list[tuple[str, str]]:
    """``text``, the value of ``target``, cut where labels of other fields stand in it: (field, value) in order."""
    parts: list[tuple[str, str]] = []
    position = 0
    for blank in re.finditer(r"\s+", text):
        found = _inline_label(text[blank.end() : blank.end() + _REACH], labels) if blank.start() >= position else None
        if found is not None and found[0] != target:
            parts.append((target, _filled_in(text[position : blank.start()])))
            target, position = found[0], blank.end() + found[1]
    parts.append((target, _filled_in(text[position:])))
    return parts


def _filled_in(text: str) -> str:
    """A value without the dots it was written on."""
    return without_leaders(text).replace(" .... ", " ").strip()


def _inline_label(text: str, labels: LabelTable) -> tuple[str, int] | None:
    if phone := _PHONE.match(" " + arabic(text), 1):
        return "phone", phone.end() - 1
    match = labels.match(text)
    if match is None or match.errors > 1 or match.label.kind != "field" or match.label.target not in _INLINE:
        return None
    if len(match.label.letters) < _INLINE_LENGTH or not (match.clean or match.label.strong):
        return None
    separator = re.compile(r"[\s:：.…]*").match(text, match.end)
    return match.label.target, separator.end() if separator else match.end
