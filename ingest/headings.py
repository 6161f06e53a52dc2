"""Whether one line is a label or a heading of a form, and how sure that is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from ingest.document import Line
from ingest.labels import LabelKind, LabelTable, Match
from ingest.markers import NAMED, peel, peel_line

EXACT, NEAR, GLUED = 0.97, 0.85, 0.8
"""Confidence of a label met to the letter, misspelt, and with more words glued to it; as judged on real records."""

_MOST_LINE = 90
"""Letters past which a line that begins with an everyday word is a sentence."""

_MOST_SUFFIX = 30
"""Letters that may follow a heading's label in its own line (กลยุทธ์ในการทำงานให้ประสบความสำเร็จ)."""

_MOST_HEADING = 60
"""Letters of a heading that is known by its number alone and begins with an everyday word (๖.๔ ปัญหาที่พบบ่อย…)."""

_EVERYDAY = 8
"""Letters below which a field's label is an everyday word (เรื่อง, โดย, วันที่)."""

_SEPARATOR = re.compile(r"\s*(?:[:：]+[-–—]*|[-–—]+(?=\s)|\.{2,}|…+)\s*")
_BRACKET = re.compile(r"\s*\([^()]{0,60}\)")
_CLOSING = re.compile(r"^[\s\"'”’*_)\]}]+")
_OPENING = re.compile(r"^[\s\"'“‘*_#(\[{]+")
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

    ``weak``: an everyday word, believed only where nothing speaks against it. ``form`` is whose label it is.
    """

    kind: LabelKind
    target: str
    form: str
    rest: str
    number: Number
    confidence: float
    weak: bool
    line: int


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A line whose head is some label; ``parted``: a colon or dots stand behind it; ``marked``: a marker before it."""

    match: Match
    line: Line
    rest: str
    parted: bool
    marked: bool
    number: Number
    where: Where

    @property
    def is_next(self) -> bool:
        """The number goes on from the last heading's and not from the last point's."""
        return follows(self.number, self.where.heading) and not follows(self.number, self.where.point)

    @property
    def in_list(self) -> bool:
        """The line looks like one more point of the list it stands in."""
        begins = self.number == (1,) and self.where.context == "section"
        return self.marked and not self.is_next and (begins or follows(self.number, self.where.point))


def follows(number: Number, before: Number) -> bool:
    """Whether ``number`` comes after ``before`` in a numbering: 6.4 after 6.3, 7 after 6 or 6.3."""
    depth = len(number)
    return 0 < depth <= len(before) and number[:-1] == before[: depth - 1] and number[-1] == before[depth - 1] + 1


def heading_of(line: Line, labels: LabelTable, where: Where) -> Heading | None:
    """The heading that ``line`` is, or None for text."""
    markers, text = peel_line(line)
    text = _OPENING.sub("", text)
    match = labels.match(text) if not NAMED.match(text) else None
    if match is None:
        return None
    number = next((marker.numbers for marker in markers if marker.numbers), ())
    rest, parted = _rest(text, match)
    candidate = _Candidate(match, line, rest, parted, bool(markers), number, where)
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
    while bracket := _BRACKET.match(rest):
        rest = rest[bracket.end() :]
    separator = _SEPARATOR.match(rest)
    rest = rest[separator.end() :] if separator else rest
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
    everyday = len(label.letters) < _EVERYDAY
    if not clean and (len(label.letters) < _EVERYDAY - 1 or found.rest.startswith("ของ")):
        return 0.0
    if not found.rest or found.parted:
        return EXACT
    if everyday and (not clean or len(found.rest) > _MOST_LINE):
        return 0.0
    return EXACT if clean else GLUED


def _accept_section(found: _Candidate) -> float:
    label, clean, rest = found.match.label, found.match.clean, found.rest
    if found.in_list and (not label.strong or (rest and not found.parted)):
        return 0.0
    if clean and (not rest or found.parted):
        return EXACT
    if clean and peel(rest)[0] and (label.strong or found.marked or found.line.strong):
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
        return GLUED if len(rest) <= _MOST_SUFFIX and " " not in rest else 0.0
    if _GOES_ON.match(rest):
        return GLUED if suffix and (found.marked or found.line.strong) else 0.0
    return NEAR


_ACCEPT = {"start": _accept_start, "field": _accept_field, "section": _accept_section}
