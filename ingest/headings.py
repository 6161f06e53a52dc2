"""Whether one line is a label or a heading of a form, and how sure that is."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.document import Line
from ingest.labels import Label, LabelKind, LabelTable, Match
from ingest.markers import NAMED, peel

EXACT, NEAR, GLUED = 0.97, 0.85, 0.8
"""Confidence of a label met to the letter, misspelt, and with more words glued to it; as judged on real records."""

_MOST_HEADING = 90
"""Letters past which a line is a sentence, whatever it begins with."""

_MOST_SUFFIX = 30
"""Letters that may follow a heading's label in its own line (กลยุทธ์ในการทำงานให้ประสบความสำเร็จ)."""

_SEPARATOR = re.compile(r"\s*(?:[:：]+[-–—]*|[-–—]+(?=\s)|\.{2,}|…+)\s*")
_BRACKET = re.compile(r"\s*\([^()]{0,60}\)")
_CLOSING = re.compile(r"^[\s\"'”’*_)\]}]+")
_GOES_ON = re.compile(r"(?:ของ|ที่|ใน|และ|เป็น|คือ|ได้|มี|จาก|เพื่อ|ให้|นี้|ดังกล่าว|ต้อง|จะ|หรือ|กับ|โดย|ต่าง|อย่าง|ซึ่ง|นั้น)")
_OPENING = re.compile(r"^[\s\"'“‘*_#(\[{]+")


@dataclass(frozen=True, slots=True)
class Heading:
    """A line read as a label: what it names, the text behind it, the number before it, and how sure that is.

    ``weak``: an everyday word, believed only where nothing speaks against it.
    """

    kind: LabelKind
    target: str
    rest: str
    number: tuple[int, ...]
    confidence: float
    weak: bool
    line: int


def heading_of(line: Line, labels: LabelTable, context: str) -> Heading | None:
    """The heading that ``line`` is, or None for text. ``context`` is header, story, section or tail."""
    markers, text = peel(line.text)
    text = _OPENING.sub("", text)
    match = labels.match(text) if not NAMED.match(text) else None
    if match is None:
        return None
    number = next((marker.numbers for marker in markers if marker.numbers), ())
    rest, parted = _rest(text, match)
    accepted = _ACCEPT[match.label.kind](match, line, rest, parted, bool(markers), context)
    if not accepted:
        return None
    whole = match.label.kind == "section" and accepted == GLUED and not parted
    return Heading(
        match.label.kind,
        match.label.target,
        "" if whole else rest,
        number,
        accepted if not match.errors else min(accepted, NEAR),
        not match.label.strong and not (parted and match.label.kind == "field" and len(match.label.letters) >= 8),
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


def _accept_start(match: Match, line: Line, rest: str, parted: bool, marked: bool, context: str) -> float:
    return EXACT if len(rest) <= _MOST_SUFFIX and not marked else 0.0


def _accept_field(match: Match, line: Line, rest: str, parted: bool, marked: bool, context: str) -> float:
    label = match.label
    if context == "section" and marked and (label.target not in ("title", "author_name") or not match.clean):
        return 0.0
    if not match.clean and (len(label.letters) < 7 or rest[:1] in "ของ"[:1] and rest.startswith("ของ")):
        return 0.0
    if not rest:
        return EXACT
    if parted:
        return EXACT
    if _is_everyday(label) and (not match.clean or len(rest) > _MOST_HEADING):
        return 0.0
    return EXACT if match.clean else GLUED


def _is_everyday(label: Label) -> bool:
    return len(label.letters) < 8


def _accept_section(match: Match, line: Line, rest: str, parted: bool, marked: bool, context: str) -> float:
    label = match.label
    if not rest:
        return EXACT if match.clean else 0.0
    if not match.clean:
        fits = label.strong and len(rest) <= _MOST_SUFFIX and " " not in rest
        return GLUED if fits and (marked or line.strong or line.gap or parted) else 0.0
    if parted:
        return EXACT
    if peel(rest)[0]:
        return EXACT if label.strong or marked or line.strong else 0.0
    if not label.strong or _GOES_ON.match(rest):
        fits = label.strong and len(rest) <= _MOST_SUFFIX and (marked or line.strong)
        return GLUED if fits else 0.0
    return NEAR if marked or line.strong or line.gap else 0.0


_ACCEPT = {"start": _accept_start, "field": _accept_field, "section": _accept_section}
