"""Repairs list numbers that OCR misread, by their position in the list: 1. ?. 3. becomes 1. 2. 3.

OCR misreads Thai digits most (๓ becomes “om”, ๑ “©”), and most often loses the dot behind a number.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.document import Line
from kmsearch.thai.characters import LETTERS
from kmsearch.thai.normalise import to_arabic_digits

_SOUND = re.compile(r"(?P<digits>\d{1,2})(?P<end>[.)])\s*(?=[^\s\d])")
_WITHOUT_DOT = re.compile(r"(?P<digits>\d{1,2})\s?(?P<end>[,;:.]{0,2})\s+(?=\S)")
_MISREAD = re.compile(rf"(?![a-zA-Z][.)])(?P<digits>[^\s{LETTERS}\d(\"“]{{1,3}}?)\s?(?P<end>[,.)]{{1,2}})\s*(?=\S)")
"""A number as it should be; one that lost its dot or has another mark for it; what a Thai digit is misread as. ``\\d``
matches Thai digits too."""

_MAX_INDENT_SHIFT = 1
"""Letters of indent by which the numbers of one list may differ. A guess."""

_LOOKAHEAD = 8
"""Lines among which the next number of a list is looked for: items seldom have more. A guess."""


@dataclass(frozen=True, slots=True)
class _ListNumber:
    """A list number: its value, its digits as written, and the mark behind it."""

    value: int
    digits: str
    end: str

    def next(self) -> str:
        """The number after it in the same digits, with its mark."""
        value = str(self.value + 1)
        if "๐" <= self.digits[0] <= "๙":
            value = "".join(chr(ord("๐") + int(digit)) for digit in value)
        return f"{value}{self.end} "


def repair_numbers(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines, with the list numbers repaired in lines that OCR read."""
    if all(line.sure == 1 for line in lines):
        return tuple(lines)
    repaired: list[Line] = []
    last: dict[int, _ListNumber] = {}
    for position, line in enumerate(lines):
        if line.sure < 1 and not _SOUND.match(line.text):
            line = _repaired(line, _last_at(line.indent, last), lines[position + 1 : position + 1 + _LOOKAHEAD])
        number = _number(line)
        if number:
            last = {indent: other for indent, other in last.items() if indent < line.indent - _MAX_INDENT_SHIFT}
            last[line.indent] = number
        repaired.append(line)
    return tuple(repaired)


def _repaired(line: Line, last: _ListNumber | None, following: Sequence[Line]) -> Line:
    """The line with its number, if the numbers before and after it in the list determine it."""
    after, misread_between = _next_at(line.indent, following)
    first = _ListNumber(0, after.digits, after.end) if after and after.value - misread_between == 2 else None
    without_dot = _WITHOUT_DOT.match(line.text)
    for before in (last, first):
        if without_dot and before and int(to_arabic_digits(without_dot["digits"])) == before.value + 1:
            return replace(line, text=before.next() + line.text[without_dot.end() :])
    misread = _MISREAD.match(line.text)
    for before in (last, first):
        if misread and before and (after is None or after.value in (1, before.value + misread_between + 2)):
            return replace(line, text=before.next() + line.text[misread.end() :])
    return line


def _number(line: Line) -> _ListNumber | None:
    match = _SOUND.match(line.text)
    return _ListNumber(int(to_arabic_digits(match["digits"])), match["digits"], match["end"]) if match else None


def _last_at(indent: int, last: dict[int, _ListNumber]) -> _ListNumber | None:
    near = [number for at, number in last.items() if abs(at - indent) <= _MAX_INDENT_SHIFT]
    return near[-1] if near else None


def _next_at(indent: int, lines: Sequence[Line]) -> tuple[_ListNumber | None, int]:
    """The next sound number at this indent, and how many misread ones are before it."""
    misread = 0
    for line in lines:
        if abs(line.indent - indent) <= _MAX_INDENT_SHIFT:
            number = _number(line)
            if number:
                return number, misread
            misread += bool(_WITHOUT_DOT.match(line.text) or _MISREAD.match(line.text))
    return None, misread
