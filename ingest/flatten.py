"""Lines that hold more than one label: flattened PDF text, and header lines with name, position and office in one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from ingest.document import Line
from ingest.labels import Label, LabelTable
from ingest.markers import peel
from kmsearch.thai import arabic

_SHORTEST_RUN = 60
"""Letters below which a line is taken as it stands."""

_INLINE = frozenset({"author_position", "author_office", "phone", "title", "author_name", "event"})
"""Fields whose labels are looked for behind another field's value."""

_INLINE_LENGTH = 6
"""Letters a label needs to count in mid-line (สังกัด has six); โทร counts when a digit follows."""

_BLOG_END = re.compile(r"(?<=\s)ไม่มีความคิดเห็น\s*:")

_MANY = 3
"""Different labels of fields that make a line a flattened head of a form."""

_PHONE = re.compile(r"(?<=\s)(?:โทร|มือถือ)\s?\.?\s*(?=[\d๐-๙])")


def split_labels(line: Line, labels: LabelTable) -> Iterator[Line]:
    """The line cut before every heading in its middle, and every field's label where it holds many; most are whole."""
    start = 0
    for cut in _cuts(line.text, labels) if len(line.text) > _SHORTEST_RUN else ():
        yield replace(
            line, text=line.text[start:cut].strip(), gap=line.gap or start > 0, repairs=line.repairs if not start else 0
        )
        start = cut
    yield replace(
        line, text=line.text[start:].strip(), gap=line.gap or start > 0, repairs=line.repairs if not start else 0
    )


def _cuts(text: str, labels: LabelTable) -> list[int]:
    """Where labels stand in ``text`` behind the one it begins with."""
    _, plain = peel(text)
    head = labels.match(plain)
    own = len(text) - len(plain) + head.end if head else 1
    cuts = {match.start() for pattern in (_heading_pattern(labels), _BLOG_END) for match in pattern.finditer(text)}
    named = {match.start(): match["name"] for match in _field_pattern(labels).finditer(text)}
    if len(set(named.values())) >= _MANY:
        cuts.update(named)
    return sorted(cut for cut in cuts if cut >= own)


@lru_cache(maxsize=8)
def _heading_pattern(labels: LabelTable) -> re.Pattern[str]:
    """A strong section label in mid-line: numbered before, or with a bracket, a colon or a point behind."""
    strong = [label for label in labels.labels if label.kind == "section" and label.strong and label.target != "other"]
    names = "|".join(_spaced(label) for label in strong)
    number = r"[\d๐-๙]{1,2}(?:\.[\d๐-๙]{1,2})*[.)]?\s*"
    behind = r"(?=\s*(?:[:：(]|[\d๐-๙]{1,2}[.)]|[-•–])|\s*$)"
    return re.compile(rf"(?<=\s)(?:{number}(?:{names})(?=\s|[:：(]|$)|(?:{names}){behind})")


@lru_cache(maxsize=8)
def _field_pattern(labels: LabelTable) -> re.Pattern[str]:
    """The label of a field in mid-line, parted from what stands round it, with the number before it."""
    strong = [label for label in labels.labels if label.kind == "field" and len(label.letters) >= _INLINE_LENGTH]
    names = "|".join(_spaced(label) for label in strong if label.target in _INLINE | {"category", "place", "signature"})
    return re.compile(rf"(?<=\s)(?:[\d๐-๙]{{1,2}}[.)]\s*)?(?P<name>{names})(?=[\s:：])")


def _spaced(label: Label) -> str:
    """The label as a pattern: blanks and strokes between its words as they come, its usual misspellings too."""
    words = [re.escape(word) for word in re.split(r"[\s/]+", label.text) if word]
    return r"[\s/]*(?:และ)?[\s/]*".join(words).replace("ฎ", "[ฎฏ]").replace("์", "์?")


def split_fields(target: str, text: str, labels: LabelTable) -> list[tuple[str, str]]:
    """``text``, the value of ``target``, cut where labels of other fields stand in it: (field, value) in order."""
    parts: list[tuple[str, str]] = []
    position = 0
    for blank in re.finditer(r"\s+", text):
        found = _inline_label(text[blank.end() :], labels) if blank.start() >= position else None
        if found is not None and found[0] != target:
            parts.append((target, text[position : blank.start()].strip()))
            target, position = found[0], blank.end() + found[1]
    parts.append((target, text[position:].strip()))
    return parts


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
