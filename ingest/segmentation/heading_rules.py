"""Whether one line is a label or a heading of a form, and how sure that is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from ingest.document import Line
from ingest.forms.label_table import LabelKind, LabelTable, Match
from ingest.items.list_markers import NAMED, follows, is_part, split_heading_markers, split_line_markers, split_markers
from ingest.segmentation.value_boundaries import fits_field
from kmsearch.confidence import confidence
from kmsearch.thai.person_names import PERSON_TITLE
from kmsearch.thai.tokenizer import arabic

EXACT, NEAR, GLUED = (confidence("label", way) for way in ("exact", "misspelt", "glued"))
"""Confidence of a label met to the letter, misspelt, and with more words glued to it."""

_MOST_LINE = 90
"""Letters past which a line that begins with an everyday word is a sentence."""

_MOST_SUFFIX = 30
"""Letters that may follow a heading's label in its own line (กลยุทธ์ในการทำงานให้ประสบความสำเร็จ)."""

_MOST_HEADING = 60
"""Letters of a heading that is known by its number alone and begins with an everyday word (๖.๔ ปัญหาที่พบบ่อย…)."""

_MOST_OWNER = 200
"""Letters of a name with position and office behind it, on the line of an everyday label (โดย)."""

_EVERYDAY = 8
"""Letters below which a field's label is an everyday word (เรื่อง, โดย, วันที่)."""

_SEPARATOR = re.compile(r"\s*(?:[:：]+[-–—]*|[-–—]+(?=\s)|\.{2,}|…+)\s*")
_BRACKET = re.compile(r"\s*\([^()]{0,60}\)")
_CLOSING = re.compile(r"^[\s\"'”’*_)\]}]+")
_OPENING = re.compile(r"^[\s\"'“‘*_#(\[{]+")
_GOES_ON_TO_COLON = re.compile(r"^[ก-๎ /]{1,25}[:：]+\s*")
"""The end of a field's label that is longer than a form has it (ผู้ถ่ายทอด|องค์ความรู้ :)."""

_BARE_NUMBER = re.compile(r"(\d{1,2})\s+(?=[ก-๎])")
_GOES_ON = re.compile(r"ของ|ที่|ใน|และ|เป็น|คือ|ได้|มี|จาก|เพื่อ|ให้|นี้|ดังกล่าว|ต้อง|จะ|หรือ|กับ|โดย|ต่าง|อย่าง|ซึ่ง|นั้น")

Context = Literal["header", "story", "section", "tail"]
Number = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Where:
    """The place of a line: what it stands in, the last heading's number, and the last point's number under it."""

    context: Context
    heading: Number = ()
    point: Number = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """A line read as a label: what it names, the text behind it, the number before it, and how sure that is.

    ``weak``: an everyday word, believed only where nothing speaks against it. ``form`` is whose label it is; a heading
    that no form has is known by its ``words``.
    """

    kind: LabelKind
    target: str
    form: str
    rest: str
    number: Number
    confidence: float
    weak: bool
    line: int
    words: str = ""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A line whose head is some label; ``parted``: a colon or dots stand behind it; ``marked``: a marker before it,
    ``part``: one that counts headings only (ส่วนที่ 2)."""

    match: Match
    line: Line
    rest: str
    parted: bool
    marked: bool
    number: Number
    where: Where
    part: bool = False

    @property
    def is_next(self) -> bool:
        """The number goes on from the last heading's, not from the last point's; 3 after 2 and 2.3 is a heading's."""
        point = self.where.point
        in_points = len(point) <= len(self.number) and follows(self.number, point)
        return follows(self.number, self.where.heading) and not in_points

    @property
    def bulleted(self) -> bool:
        """A bullet stands before it and no number: more words behind the label make it a point of a list."""
        return self.marked and not self.number

    @property
    def is_value_above_story(self) -> bool:
        """A line above the story that says in one go what the story is about (เป็นการแก้ปัญหาเกี่ยวกับ …)."""
        return self.where.context == "header" and self.match.label.target == "background"

    @property
    def in_list(self) -> bool:
        """The line looks like one more point of the list it stands in."""
        begins = self.number == (1,) and self.where.context == "section"
        return self.marked and not (self.is_next or self.part) and (begins or follows(self.number, self.where.point))


def heading_of(line: Line, labels: LabelTable, where: Where) -> Heading | None:
    """The heading that ``line`` is, or None for text."""
    markers, text = split_heading_markers(*split_line_markers(line))
    text = _OPENING.sub("", text)
    match = labels.match(text) if not NAMED.match(text) else None
    number = next((marker.numbers for marker in markers if marker.numbers), ())
    if match is None and not markers and (bare := _BARE_NUMBER.match(arabic(text))):
        number, text = (int(bare[1]),), text[bare.end() :]
        match = labels.match(text)
        match = match if match and match.end == len(text) and not match.errors else None
    if match is None:
        return None
    rest, parted = _rest(text, match)
    candidate = _Candidate(match, line, rest, parted, bool(markers), number, where, any(map(is_part, markers)))
    confidence = _ACCEPT[match.label.kind](candidate)
    if not confidence:
        return None
    label = match.label
    spelled_out = label.kind == "field" and parted and len(label.letters) >= _EVERYDAY
    return Heading(
        label.kind,
        label.target,
        label.form,
        "" if label.kind == "section" and confidence == GLUED and not parted else rest,
        number,
        min(confidence, NEAR) if match.errors else confidence,
        not (label.strong or spelled_out),
        line.number,
    )


def _rest(text: str, match: Match) -> tuple[str, bool]:
    """What stands behind the label and its brackets, and whether a colon or dots part it from the label."""
    rest = _CLOSING.sub("", text[match.end :]) if match.clean else text[match.end :]
    if not match.clean and match.label.kind == "field" and len(match.label.letters) >= _EVERYDAY - 1:
        rest = _GOES_ON_TO_COLON.sub(": ", rest)
    while bracket := _BRACKET.match(rest):
        rest = rest[bracket.end() :]
    separator = _SEPARATOR.match(rest)
    if separator and not (match.label.kind == "section" and separator[0].strip() == "-"):
        rest = rest[separator.end() :]
    return rest.strip(" \t.…_"), bool(separator)


def _accept_start(found: _Candidate) -> float:
    return EXACT if len(found.rest) <= _MOST_SUFFIX and not found.marked else 0.0


def _accept_field(found: _Candidate) -> float:
    label, clean = found.match.label, found.match.clean
    if (
        found.where.context == "section"
        and found.marked
        and (label.target not in ("title", "author_name") or not clean)
    ):
        return 0.0
    if label.target == "author_name" and clean and PERSON_TITLE.match(found.rest) and len(found.rest) <= _MOST_OWNER:
        return EXACT
    everyday = len(label.letters) < _EVERYDAY
    is_short = len(label.letters) < _EVERYDAY - 1 and not found.line.strong
    if not clean and (is_short or found.rest.startswith("ของ")):
        return 0.0
    if not found.rest or found.parted:
        return EXACT
    if not clean and found.where.context == "story" and not fits_field(label.target, found.rest):
        return 0.0
    if everyday and (not clean or len(found.rest) > _MOST_LINE) and not found.line.strong:
        return 0.0
    return EXACT if clean else GLUED


def _accept_section(found: _Candidate) -> float:
    label, clean, rest = found.match.label, found.match.clean, found.rest
    if found.in_list and (not label.strong or (rest and not found.parted)):
        return 0.0
    if clean and (not rest or found.parted):
        return EXACT
    if clean and label.strong and found.is_value_above_story and not _GOES_ON.match(rest):
        return NEAR
    if clean and split_markers(rest)[0] and (label.strong or found.marked or found.line.strong):
        return EXACT
    suffix = bool(_GOES_ON.match(rest)) and len(rest) <= _MOST_SUFFIX
    if found.is_next and clean and label.strong and not suffix:
        return NEAR
    if found.is_next and len(found.line.text) <= _MOST_HEADING:
        return GLUED
    stands_out = found.marked or found.line.strong or found.line.gap
    if not label.strong or not stands_out:
        return 0.0
    if not clean:
        return GLUED if len(rest) <= _MOST_SUFFIX and " " not in rest and not found.bulleted else 0.0
    if _GOES_ON.match(rest):
        return GLUED if suffix and (found.marked or found.line.strong) and not found.bulleted else 0.0
    return NEAR


_ACCEPT = {"start": _accept_start, "field": _accept_field, "section": _accept_section}
