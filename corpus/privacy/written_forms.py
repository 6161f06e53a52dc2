"""Text as people read it: markup, escapes, look-alike characters and odd separators become plain digits and dashes."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from urllib.parse import unquote

UNSEEN = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff\u20e3"
"""Characters that are not seen: soft hyphen, joiners, direction marks, variation selectors, the keycap."""

DASHES = "\\-\u05be\u1806\u2010-\u2015\u2043\u2212\u2e3a\u2e3b\u30fc\ufe58\ufe63\uff0d~\uff5e_"
DOTS = "*.\uff0e\u00b7\u2022\u2027\u2219\u22c5\u30fb"
SLASHES = "/\\\\\u2044\u2215\uff0f"
BRACKETS = "()\\[\\]{}\uff08\uff09"
ESCAPED = r"\\[nrt]"
"""The end of a line or a tab inside the JSON or the repr of a text."""

UNSEEN_CHARS = re.compile(f"[{UNSEEN}]")

_MARKUP = re.compile(
    r"<\s?/?\s?(?:a|b|i|u|s|em|strong|mark|del|ins|code|sub|sup|small|span|font|wbr|br)(?:\s[^<>\d]{0,200})?/?>|"
    r"&(?:nbsp|ensp|emsp|thinsp|ndash|mdash|minus|hyphen|shy|zwnj|zwj|#8[12]\d\d|#x20[0-2][0-9a-f]|#160|#xa0|#173|#xad|"
    r"#45|#46|#32)\b;?|\]\([^()<>\s\d]{0,200}\)|"
    r"%(?:20|2[8-9d-f]|c2%a0|e2%80%9[0-5])",
    re.IGNORECASE,
)
"""Inline tags and targets of links without a digit; escapes of blanks, dashes, dots and unseen characters."""

_NO_DECIMALS = {
    code: str(unicodedata.digit(chr(code)))
    for code in (0xB2, 0xB3, 0xB9, *range(0x2070, 0x208A), *range(0x2460, 0x2800))
    if unicodedata.digit(chr(code), None) is not None
}
_FORM = "".join(map(chr, _NO_DECIMALS))
_OTHER_DIGITS = re.compile(rf"[{_FORM}](?:\W{{0,3}}[{_FORM}]){{7,}}")
"""A number in raised, lowered or circled digits; a single one behind a number is the sign of a footnote."""

MIN_WRITTEN_DIGITS = 5
"""Minimum digits, of any shape, of a text that can hold a number: seven, of which two may be written as letters."""

_HAS_DIGITS = re.compile(rf"(?:[^\d{_FORM}]*+[\d{_FORM}]){{{MIN_WRITTEN_DIGITS}}}")

_LETTERS_FOR_DIGITS = {"O": "0", "o": "0", "I": "1", "l": "1"}
_LETTER_FOR_DIGIT = re.compile(
    r"[OoIl](?:(?<![A-Za-z\d].)(?<=[Oo])(?=[-. ]?[689][-. ]?\d)|(?<=\d.)(?=[-. ]?\d)|(?<=\d[-. ].)(?=\d))"
)
"""Letters that scans and typists put in place of digits: O81-234-5678, 08l-234-5678. The letter stands first in the
pattern, and the digit in the next one, because ``re`` searches for a first character set an order faster."""

_ODD_SIGN = (
    r"\s{0,2}(?:[,:;|'\u2018\u2019\u201c\u201d`\u00b4\"\u2026=^&!?#>\u2192\u21d2\u25a0\u25cf\u2605]|ขีด|ลบ)\s{0,2}"
)
_ODD_GAP = rf"(?:{_ODD_SIGN}|[ \t\u00a0]{{4,12}}|[ \t]{{0,4}}[\n\u2028][ \t]{{0,4}}|[-. ])"
_ODD_SEPARATED = re.compile(
    rf"\d(?<![\d,:].)(?<!\d\..)(?:\d{{2}}{_ODD_GAP}\d{{3}}{_ODD_GAP}\d{{3,4}}|\d{{3}}{_ODD_GAP}\d{{2}}{_ODD_GAP}\d{{4}}|"
    rf"\d{{2}}{_ODD_GAP}\d{{7}}|\d{{3}}{_ODD_GAP}\d{{6}})(?!\d)"
)
"""Signs, wide blanks and ends of lines that stand in a number only between the groups in which numbers are written."""

_GAP_OF_SEPARATED = re.compile(r"\D+")


@dataclass(frozen=True, slots=True)
class ReadableText:
    """``text`` without markup. ``starts[i]`` is where the text behind the ``i``-th markup begins; the original is
    ``shifts[i]`` characters longer up to there."""

    text: str
    starts: tuple[int, ...] = ()
    shifts: tuple[int, ...] = ()

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """Where ``text[start:end]`` stands in the original, without the markup around it."""
        return self._original(start), self._original(end - 1) + 1

    def _original(self, position: int) -> int:
        index = bisect_right(self.starts, position)
        return position + (self.shifts[index - 1] if index else 0)


def may_hold_number(text: str) -> bool:
    """Whether the text has digits enough for a telephone number or citizen id; a fast test, in linear time."""
    return bool(_HAS_DIGITS.match(text))


def readable(text: str) -> ReadableText:
    """``text`` with plain digits, usual separators and no markup, such as the recogniser of numbers reads it."""
    starts, shifts = list[int](), list[int]()
    plain = text
    if any(sign in text for sign in ("<", "&", "%", "](")):
        pieces, reached, length = list[str](), 0, 0
        for match in _MARKUP.finditer(text):
            sign = "" if match[0][0] in "<]" else unquote(unescape(match[0]))
            pieces += [text[reached : match.start()], sign]
            length += match.start() - reached + len(sign)
            reached = match.end()
            starts.append(length)
            shifts.append(reached - length)
        plain = "".join([*pieces, text[reached:]])
    plain = _OTHER_DIGITS.sub(lambda number: number[0].translate(_NO_DECIMALS), plain)
    plain = _LETTER_FOR_DIGIT.sub(lambda letter: _LETTERS_FOR_DIGITS[letter[0]], plain)
    return ReadableText(_ODD_SEPARATED.sub(_usual_separators, plain), tuple(starts), tuple(shifts))


def digit_positions(written: str) -> Iterator[int]:
    """Where the digits of a written number are, but for those of escapes (``%20``, ``&#8209;``)."""
    reached = 0
    for match in _MARKUP.finditer(written):
        yield from (place for place in range(reached, match.start()) if written[place].isdigit())
        reached = match.end()
    yield from (place for place in range(reached, len(written)) if written[place].isdigit())


def plain_number(text: str) -> str:
    """``text`` with ASCII digits, one kind of dash, and no characters that are not seen."""
    plain = re.sub(f"[{DASHES}]", "-", UNSEEN_CHARS.sub("", text))
    return re.sub(r"\d", lambda digit: str(unicodedata.decimal(digit[0])), plain)


def plain_gap(gap: str) -> str:
    """The characters between two groups with one sign for each kind of dash, dot, slash and blank."""
    signs = re.sub(rf"[{DOTS}]+", ".", re.sub(rf"[{DASHES}]+", "-", gap))
    return re.sub(r"\s+", " ", re.sub(rf"[{SLASHES}]+", "/", signs))


def _usual_separators(number: re.Match[str]) -> str:
    """The number with a dash in place of each odd separator, in the same length; as it is, if it is no number."""
    written = number[0]
    head = "".join(str(unicodedata.decimal(char)) for char in written[:2])
    gaps = _GAP_OF_SEPARATED.findall(written)
    digits = sum(map(str.isdecimal, written))
    is_number = digits == 10 if head in ("06", "08", "09") else head[0] == "0" and len(set(gaps)) == 1
    if not is_number or all(len(gap) == 1 and gap in "-. " for gap in gaps):
        return written
    return _GAP_OF_SEPARATED.sub(lambda gap: "-".ljust(len(gap[0]), "\u2060"), written)
