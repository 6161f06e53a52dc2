"""Numbers of points that OCR misread, mended by their place in the row: 1. ?. 3. is 1. 2. 3.

Thai digits are what it misreads most (๓ becomes “om”, ๑ “©”), and the dot behind a number is what it loses most.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.document import Line
from kmsearch.thai.tokenizer import arabic

_NUMBER = re.compile(r"(?P<digits>[\d๐-๙]{1,2})(?P<end>[.)])\s*(?=[^\s\d๐-๙])")
_BARE = re.compile(r"(?P<digits>[\d๐-๙]{1,2})\s?(?P<end>[,;:.]{0,2})\s+(?=\S)")
_JUNK = re.compile(r"(?![a-zA-Z][.)])(?P<digits>[^\sก-๎\d๐-๙(\"“]{1,3}?)\s?(?P<end>[,.)]{1,2})\s*(?=\S)")
"""A number as it should be; one that lost its dot or has another mark for it; what a Thai digit is misread as."""

_SAME_INDENT = 1
_AHEAD = 8
"""Lines among which the next number of a row is looked for: points seldom take more."""


@dataclass(frozen=True, slots=True)
class _Number:
    """A number as it stands: its value, its digits as written, and the mark behind it."""

    value: int
    digits: str
    end: str

    def next(self) -> str:
        """The number after it, written alike."""
        value = str(self.value + 1)
        if "๐" <= self.digits[0] <= "๙":
            value = "".join(chr(ord("๐") + int(digit)) for digit in value)
        return f"{value}{self.end} "


def with_numbers(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines, with the numbers of points mended in those that were read from a picture."""
    if all(line.sure == 1 for line in lines):
        return tuple(lines)
    mended: list[Line] = []
    last: dict[int, _Number] = {}
    for place, line in enumerate(lines):
        if line.sure < 1 and not _NUMBER.match(line.text):
            line = _mended(line, _last_at(line.indent, last), lines[place + 1 : place + 1 + _AHEAD])
        found = _number(line)
        if found:
            last = {indent: number for indent, number in last.items() if indent < line.indent - _SAME_INDENT}
            last[line.indent] = found
        mended.append(line)
    return tuple(mended)


def _mended(line: Line, last: _Number | None, following: Sequence[Line]) -> Line:
    after, between = _next_at(line.indent, following)
    first = _Number(0, after.digits, after.end) if after and after.value - between == 2 else None
    bare = _BARE.match(line.text)
    for before in (last, first):
        if bare and before and int(arabic(bare["digits"])) == before.value + 1:
            return replace(line, text=before.next() + line.text[bare.end() :])
    junk = _JUNK.match(line.text)
    for before in (last, first):
        if junk and before and (after is None or after.value in (1, before.value + between + 2)):
            return replace(line, text=before.next() + line.text[junk.end() :])
    return line


def _number(line: Line) -> _Number | None:
    found = _NUMBER.match(line.text)
    return _Number(int(arabic(found["digits"])), found["digits"], found["end"]) if found else None


def _last_at(indent: int, last: dict[int, _Number]) -> _Number | None:
    near = [number for at, number in last.items() if abs(at - indent) <= _SAME_INDENT]
    return near[-1] if near else None


def _next_at(indent: int, lines: Sequence[Line]) -> tuple[_Number | None, int]:
    """The next sound number at this indent, and how many misread ones stand before it."""
    misread = 0
    for line in lines:
        if abs(line.indent - indent) <= _SAME_INDENT:
            number = _number(line)
            if number:
                return number, misread
            misread += bool(_BARE.match(line.text) or _JUNK.match(line.text))
    return None, misread
