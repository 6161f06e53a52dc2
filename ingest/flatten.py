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

_PHONE = re.compile(r"(?<=\s)(?:โทร|มือถือ)\s?\.?\s*(?=[\d๐-๙])")


def split_labels(line: Line, labels: LabelTable) -> Iterator[Line]:
    """The line cut before every strong section heading in its middle; most lines come back whole."""
    start = 0
    if len(line.text) > _SHORTEST_RUN:
        _, text = peel(line.text)
        head = labels.match(text)
        own = len(line.text) - len(text) + head.end if head else 0
        for match in _heading_pattern(labels).finditer(line.text):
            if match.start() > start and match.start() >= own:
                yield replace(line, text=line.text[start : match.start()].strip(), gap=line.gap and not start)
                start = match.start()
    yield replace(line, text=line.text[start:].strip(), gap=line.gap or start > 0)


@lru_cache(maxsize=8)
def _heading_pattern(labels: LabelTable) -> re.Pattern[str]:
    """A strong section label in mid-line: numbered before, or with a bracket, a colon or a point behind."""
    strong = [label for label in labels.labels if label.kind == "section" and label.strong and label.target != "other"]
    names = "|".join(_spaced(label) for label in strong)
    number = r"[\d๐-๙]{1,2}(?:\.[\d๐-๙]{1,2})*[.)]?\s*"
    behind = r"(?=\s*(?:[:：(]|[\d๐-๙]{1,2}[.)]|[-•–])|\s*$)"
    return re.compile(rf"(?<=\s)(?:{number}(?:{names})(?=\s|[:：(]|$)|(?:{names}){behind})")


def _spaced(label: Label) -> str:
    return r"\s*".join(re.escape(part) for part in re.split(r"\s+|(?<=/)|(?=/)", label.text) if part)


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
