"""What a page adds to its text: numbers, running heads, tables of contents, and line breaks taken for paragraphs."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from ingest.document import Line
from kmsearch.thai.tokenizer import arabic, squeeze

_MARKS = re.compile("[ัิ-ฺ็-๎]")
_NUMBER = re.compile(r"\d{1,3}")

_FAR_IN = 8
"""Blanks before a number alone on its line from which it stands in the middle or at the right of a page."""

_TABLE = 6
"""Lines at most from one number of a column to the next; a page has more."""

_MOST_STEP = 2
"""Pages at most from one running head to the next of its kind: left and right pages may have their own."""

_PARTED = r"(?:\s{3,}|\s*[|•·]\s*|\s+หน้า(?:ที่)?\s*)"
_HEAD = re.compile(rf"(?P<head>\S.{{5,90}}?){_PARTED}(?P<n>\d{{1,3}})|(?P<m>\d{{1,3}}){_PARTED}(?P<foot>\S.{{5,90}})")
_CONTENTS_HEAD = re.compile(r"สารบัญ\S{0,10}|(?:table of )?contents", re.IGNORECASE)
_LONGEST_ENTRY = 200
_ENTRY = re.compile(r"(?P<title>\S.*?\S)\s+(?P<page>\d{1,3})")
CONTENTS_COLUMNS = re.compile(r"(?:(?:ลำดับ(?:ที่)?|ที่)\s+)?(?:(?:เรื่อง|หัวข้อ|เนื้อหา|รายการ|ชื่อเรื่อง)\s+)?หน้า(?:ที่)?")
_LEADERS = " ........ "
_DOTS = " .…_"
_FEWEST_BEFORE, _FEWEST_BEHIND = 3, 4
"""Dots that a form prints; three behind a sentence are its writer's."""

_NUMBERED_TITLE = re.compile(r"(?:เรื่อง|บทความ|ผลงาน|องค์ความรู้|กรณีศึกษา)ที่\s?\d{1,3}\s*[.:]?\s+(?P<title>\S.{4,120})")
_OWNER = re.compile(r"โดย|ผู้|ชื่อ|เจ้าของ|ตำแหน่ง|สังกัด|หน่วยงาน|แบบบันทึก|องค์ความรู้|นาย|นาง|น\.ส\.")
"""How the line under a title in a booklet begins."""

_NARROWEST, _WIDEST = 60, 105
_EVEN = 0.85
_FEWEST_EVEN = 5
"""Letters that lines of a page have, the share of the widest that full ones have, and how many of these tell a page."""


def page_marks(lines: Sequence[Line]) -> set[int]:
    """The places of lines that are no more than a page's number, or a running head with its number."""
    texts = [arabic(line.text.strip()) for line in lines]
    return {*_lone_numbers(lines, texts), *_running_heads(texts)}


def _lone_numbers(lines: Sequence[Line], texts: Sequence[str]) -> Iterator[int]:
    """Numbers alone on lines that blanks set apart; not those of a column of numbers, nor in cells."""
    places = [place for place, text in enumerate(texts) if _NUMBER.fullmatch(text)]
    column = {
        place
        for pair in pairwise(places)
        if pair[1] - pair[0] <= _TABLE and int(texts[pair[1]]) == int(texts[pair[0]]) + 1
        for place in pair
    }
    for place in places:
        line = lines[place]
        ends = place + 1 == len(lines) or lines[place + 1].gap
        asked = place > 0 and texts[place - 1].endswith((":", "："))
        apart = line.gap or ends or line.indent >= _FAR_IN
        if apart and not (line.begins or line.bullet or asked or place in column):
            yield place


def _running_heads(texts: Sequence[str]) -> Iterator[int]:
    """Lines that stand again with the number of a page soon after."""
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for place, text in enumerate(texts):
        if match := _HEAD.fullmatch(text):
            found[squeeze(match["head"] or match["foot"])].append((place, int(match["n"] or match["m"])))
    for heads in found.values():
        steps = [after[1] - before[1] for before, after in pairwise(heads)]
        if steps and all(1 <= step <= _MOST_STEP for step in steps):
            yield from (place for place, _ in heads)


def with_leaders(lines: Sequence[Line]) -> list[Line]:
    """The lines; entries under สารบัญ whose page stands behind blanks get the dots that other tables print there."""
    shown: list[Line] = []
    inside = False
    for line in lines:
        text = line.text.strip()
        entry = _ENTRY.fullmatch(arabic(text)) if inside and len(text) <= _LONGEST_ENTRY else None
        inside = bool(_CONTENTS_HEAD.fullmatch(text)) or (inside and bool(entry or CONTENTS_COLUMNS.fullmatch(text)))
        if inside and entry and _LEADERS.strip()[:4] not in text:
            line = replace(line, text=text[: entry.end("title")] + _LEADERS + entry["page"])
        shown.append(line)
    return shown


def with_titles(lines: Sequence[Line]) -> list[Line]:
    """The lines; a title that is counted (เรื่องที่ ๒ …) above its owner gets the label it stands for."""
    shown = list(lines)
    for place, (line, after) in enumerate(pairwise(lines)):
        title = _NUMBERED_TITLE.fullmatch(arabic(line.text.strip()))
        if title and _OWNER.match(after.text.strip()) and "...." not in line.text:
            shown[place] = replace(line, text=f"ชื่อเรื่อง : {line.text.strip()[title.start('title') :]}")
    return shown


def without_breaks(lines: Sequence[Line]) -> list[Line]:
    """The lines; where every line of a page was made a paragraph, none is believed to be one.

    Such a text has many lines that are about as long as its longest, and none that is longer than a page is wide.
    """
    lengths = [width(line.text) for line in lines if line.begins and not line.cell]
    widest = max(lengths, default=0)
    full = sum(length >= _EVEN * widest for length in lengths)
    if not _NARROWEST <= widest <= _WIDEST or full < max(_FEWEST_EVEN, len(lengths) / 4):
        return list(lines)
    return [replace(line, begins=line.begins and line.cell) for line in lines]


def width(text: str) -> int:
    """Letters that take room on a line: marks above and below do not."""
    return len(_MARKS.sub("", text))


def without_leaders(text: str) -> str:
    """The text without the dots of a printed form before and behind what was filled in."""
    head = text[: len(text) - len(text.lstrip(_DOTS))]
    tail = text[len(text.rstrip(_DOTS)) :]
    text = text.lstrip(_DOTS) if _count(head) >= _FEWEST_BEFORE else text
    return text.rstrip(_DOTS) if _count(tail) >= _FEWEST_BEHIND else text


def _count(dots: str) -> int:
    return len(dots) - dots.count(" ") + 2 * dots.count("…")


def is_contents_head(text: str) -> bool:
    """Whether a line is the head of a table of contents or of its columns."""
    return bool(_CONTENTS_HEAD.fullmatch(text) or CONTENTS_COLUMNS.fullmatch(text))
