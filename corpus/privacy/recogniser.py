"""Finds private data in a text: telephone numbers, citizen ids, e-mail addresses and LINE ids, however written.

Telephone numbers follow the Thai numbering plan (NBTC, Telecommunications Numbering Plan; ITU-T E.164, country 66):
``06``, ``08`` and ``09`` with eight more digits (mobile), ``02`` to ``05`` and ``07`` with seven more (fixed line), or
``66`` in place of the ``0``. Citizen ids have thirteen digits, the last a check digit modulo 11 (Department of
Provincial Administration). One recogniser serves ingest (the telephone field) and the privacy boundary.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from corpus.privacy.address_patterns import EMAIL, LINE_ID
from corpus.privacy.number_context import (
    ACCOUNT_GROUP_SIZES,
    AGENCY,
    CITIZEN_CUE,
    COORDINATE,
    CUE_WIDTH,
    DATE,
    DECIMAL_AFTER,
    DECIMAL_BEFORE,
    EXTENSION,
    LETTER_NUMBER,
    LOCAL_NUMBER,
    ODD_GROUP_SIZES,
    TIMES,
    YEARS,
    is_code,
    is_cued,
)
from corpus.privacy.written_forms import (
    BRACKETS,
    DASHES,
    DOTS,
    ESCAPED,
    SLASHES,
    UNSEEN,
    UNSEEN_CHARS,
    ReadableText,
    may_hold_number,
    plain_gap,
    plain_number,
    readable,
)

PrivateKind = Literal["phone", "citizen_id", "email", "line_id"]

EVERY_KIND: frozenset[PrivateKind] = frozenset({"phone", "citizen_id", "email", "line_id"})

MASK = "x"
"""What stands for a hidden character; a digit group that follows it directly is what masking has left."""


@dataclass(frozen=True, slots=True)
class PrivateSpan:
    """``text[start:end]`` is private data. ``value`` is its canonical form: a telephone number as ``0812345678``, a
    citizen id as thirteen digits, an e-mail address or a LINE id in lower case. ``extension`` ends after the extension
    or the range of a telephone number (``ต่อ 101``, ``-6``); it is ``end`` where there is none."""

    start: int
    end: int
    kind: PrivateKind
    value: str
    extension: int


@dataclass(frozen=True, slots=True)
class _Group:
    """A run of digits without anything between, in ASCII, and the characters before it (up to the group before)."""

    start: int
    end: int
    digits: str
    gap: str


_GAP = rf"(?:{ESCAPED}|[\s{UNSEEN}{DASHES}{DOTS}{SLASHES}{BRACKETS}+\uff0b])"

_DIGIT_RUN = re.compile(rf"\d(?:{_GAP}{{0,12}}\d)*")
_GROUPS = re.compile(r"\d+")
_LINE_END = re.compile(r"\r\n|[\n\r\v\f\x85\u2028\u2029]|" + ESCAPED)
_PUNCTUATION = re.compile(rf"[{DASHES}{DOTS}{SLASHES}{BRACKETS}+\uff0b]")
_OPENING = re.compile(r"[(\[\uff08]")
_CLOSING = re.compile(r"[)\]\uff09]")
_BRACKET = re.compile(rf"[{BRACKETS}+\uff0b]")
_PLUS = re.compile(rf"[+\uff0b][\s{UNSEEN}]?[(\uff08]?$|[+\uff0b][(\uff08]?[\s{UNSEEN}]?$")

_MAX_GAP_CHARS = 3
"""Maximum blanks, and maximum signs, between two groups of a number; wider gaps separate table columns. A guess."""

_MAX_PREFIX_DIGITS = 4
"""Maximum digits of a country or area code; an opening bracket in a number must follow one: +66 (0)81."""

_CITIZEN_DIGITS = 13
_CITIZEN_EDGES = frozenset({1, 5, 10, 12})
"""Digits before each separator of a citizen id as cards print it: 1-2345-67890-12-1."""

_NATIONAL = re.compile(r"0(?:[689]\d{8}|[2-57]\d{7})")
_INTERNATIONAL = re.compile(r"(?:00)?660?([689]\d{8}|[2-57]\d{7})")
_NO_ZERO = re.compile(r"[689]\d{8}")
"""A mobile number whose leading zero a spreadsheet removed."""

_FOREIGN = re.compile(r"(?!66)[1-9]\d{9,14}")
_FIXED_DIGITS = 9
_GLUED_MOBILES = re.compile(r"(?:0[689]\d{8}){2,9}")
"""Several numbers without a separator, as joined table cells leave them."""

_ODD = re.compile(r"0\d{8}")
"""Nine digits: a mobile number with one missing, a number of the plan before 2006 (01-234-5678), or an invented one."""


_LEFT_OF_MASK = 4
_MASKED = re.compile(rf"(?<![A-Za-z])(?:{MASK}{_GAP}{{0,4}}){{3,}}$")
"""The masked part of a number: three or more mask signs, before the four digits that masking leaves."""

_CUED = range(7, 16)
"""Number of digits of a number after a cue word; fewer are a hotline (1669) or a count."""


def find_private(text: str, kinds: Collection[PrivateKind] = EVERY_KIND) -> tuple[PrivateSpan, ...]:
    """Returns the spans of private data of the ``kinds`` in ``text``, in order, without overlap."""
    spans: list[PrivateSpan] = []
    if "email" in kinds and ("@" in text or "\uff20" in text):
        spans += (_span(match, 0, "email") for match in EMAIL.finditer(text))
    if "line_id" in kinds:
        spans += (_span(match, "id", "line_id") for match in LINE_ID.finditer(text))
    if ("phone" in kinds or "citizen_id" in kinds) and may_hold_number(text):
        read = readable(text)
        for run in _DIGIT_RUN.finditer(read.text):
            if len(run[0]) >= _CUED.start:
                numbers = (each for span in _numbers(read.text, run) for each in _with_local_numbers(read.text, span))
                spans += (_span_in(read, span) for span in numbers if span.kind in kinds)
    return tuple(_without_overlap(spans))


def find_phones(text: str) -> tuple[PrivateSpan, ...]:
    """Returns the telephone numbers of ``text``, in order."""
    return find_private(text, {"phone"})


def _span(match: re.Match[str], group: int | str, kind: PrivateKind) -> PrivateSpan:
    start, end = match.span(group)
    return PrivateSpan(start, end, kind, "".join(match[group].lower().split()), end)


def _span_in(read: ReadableText, span: PrivateSpan) -> PrivateSpan:
    """Converts a span of the readable text to a span of the original."""
    if not read.starts:
        return span
    start, end = read.original_span(span.start, span.end)
    return replace(span, start=start, end=end, extension=max(end, read.original_span(span.start, span.extension)[1]))


def _without_overlap(spans: list[PrivateSpan]) -> Iterator[PrivateSpan]:
    """Yields the spans in order; of overlapping ones only the first, or the longer of two with the same start."""
    reached = 0
    for span in sorted(spans, key=lambda one: (one.start, -one.end)):
        if span.start >= reached:
            reached = span.end
            yield span


def _numbers(text: str, run: re.Match[str]) -> Iterator[PrivateSpan]:
    """The citizen ids and telephone numbers in a run of digit groups: each group begins one or belongs to none."""
    if sum(map(str.isdecimal, run[0])) < _CUED.start:
        return
    groups = _groups_of(run)
    place, follows = 0, False
    while place < len(groups):
        candidates = list(_candidates(groups, place))
        kind: PrivateKind = "citizen_id"
        ended = _citizen_end(text, groups, place, candidates)
        if not ended:
            kind, ended = "phone", _phone_end(text, groups, place, candidates, follows)
        if ended:
            yield _number_span(text, groups[place:ended], kind)
        place, follows = ended or place + 1, bool(ended)


def _with_local_numbers(text: str, span: PrivateSpan) -> Iterator[PrivateSpan]:
    """Yields a span and, after a fixed line, more numbers of its area without the area code (053-221234, 221235)."""
    yield span
    area = 2 if span.value.startswith("02") else 3
    end = span.extension
    while span.kind == "phone" and len(span.value) == _FIXED_DIGITS and (local := LOCAL_NUMBER.match(text, end)):
        value = "".join(filter(str.isdecimal, plain_number(local["number"])))
        if len(value) != _FIXED_DIGITS - area:
            return
        end = local.end()
        yield PrivateSpan(local.start("number"), end, "phone", span.value[:area] + value, end)


def _groups_of(run: re.Match[str]) -> list[_Group]:
    """Returns the digit groups of a run; invisible characters do not separate groups."""
    groups: list[_Group] = []
    reached = run.start()
    for match in _GROUPS.finditer(run.string, run.start(), run.end()):
        gap = UNSEEN_CHARS.sub("", run.string[reached : match.start()])
        digits = match[0] if match[0].isascii() else "".join(str(unicodedata.decimal(char)) for char in match[0])
        if _GLUED_MOBILES.fullmatch(digits):
            for number in re.finditer(r"\d{10}", digits):
                begin = match.start() + number.start()
                groups.append(_Group(begin, begin + 10, number[0], gap or " "))
        elif groups and not gap:
            last = groups.pop()
            groups.append(_Group(last.start, match.end(), last.digits + digits, last.gap))
        else:
            groups.append(_Group(match.start(), match.end(), digits, gap))
        reached = match.end()
    return groups


def _candidates(groups: Sequence[_Group], start: int) -> Iterator[tuple[int, str]]:
    """``(end, digits)`` of the numbers that may begin with the group ``start``, shortest first."""
    digits, line_ends = "", 0
    for end in range(start, len(groups)):
        gap = groups[end].gap
        if end > start:
            joins, opens, ends_line = _gap_traits(gap)
            line_ends += ends_line
            if not joins or line_ends > 1 or (opens and len(digits) > _MAX_PREFIX_DIGITS):
                return
        digits += groups[end].digits
        if len(digits) > _CUED.stop:
            return
        yield end + 1, digits


@lru_cache(1024)
def _gap_traits(gap: str) -> tuple[bool, bool, bool]:
    """Whether the characters between two groups may be inside a number, include an opening bracket, only end a line."""
    blanks = sum(map(str.isspace, gap))
    signs = len(_PUNCTUATION.findall(gap))
    ends_line = bool(_LINE_END.search(gap))
    joins = signs <= _MAX_GAP_CHARS and (blanks <= _MAX_GAP_CHARS or ends_line)
    return joins, bool(_OPENING.search(gap)), ends_line and not signs


def _citizen_end(text: str, groups: Sequence[_Group], start: int, candidates: list[tuple[int, str]]) -> int:
    """Where the citizen id that begins with a group ends; 0 where none does."""
    for end, digits in candidates:
        if len(digits) == _CITIZEN_DIGITS and digits[0] != "0" and _has_check_digit(digits):
            inside = groups[start:end]
            gaps = [group.gap for group in inside[1:]]
            edges, count = set(), 0
            for group, gap in zip(inside, gaps, strict=False):
                count += len(group.digits)
                edges |= set() if _LINE_END.search(gap) else {count}
            usual = edges <= _CITIZEN_EDGES or len(edges) == _CITIZEN_DIGITS - 1
            signed = bool(gaps) and all(_PUNCTUATION.search(gap) for gap in gaps)
            cued = bool(CITIZEN_CUE.search(text, max(0, inside[0].start - 40), inside[0].start))
            bracketed = any(_BRACKET.search(gap) for gap in gaps)
            if (usual or signed or cued) and not bracketed and _is_delimited(text, inside):
                return end
    return 0


def _has_check_digit(digits: str) -> bool:
    total = sum(int(digit) * weight for digit, weight in zip(digits, range(_CITIZEN_DIGITS, 1, -1), strict=False))
    return (11 - total % 11) % 10 == int(digits[-1])


def _phone_end(
    text: str, groups: Sequence[_Group], start: int, candidates: list[tuple[int, str]], follows: bool
) -> int:
    """Where the telephone number that begins with a group ends; 0 where none does. ``follows``: after another one."""
    if not any(len(digits) >= _CUED.start for _, digits in candidates):
        return 0
    first = groups[start]
    before = text[max(0, first.start - CUE_WIDTH) : first.start]
    cued = is_cued(before)
    has_plus = bool(_PLUS.search(before))
    if not (cued or has_plus or first.digits[0] in "0689") or _is_left_of_mask(before, candidates):
        return 0
    usual = 0
    for end, digits in candidates:
        inside = groups[start:end]
        if (
            _is_planned(digits, inside, has_plus, cued)
            and not (_is_other_number(text, inside) and not cued)
            and (follows or has_plus or _may_begin_number(text, groups, start, end))
            and _is_delimited(text, inside, cued)
        ):
            usual = end
    return usual or (_cued_phone_end(text, groups, start, candidates) if cued else 0)


def _is_left_of_mask(before: str, candidates: list[tuple[int, str]]) -> bool:
    """Whether a candidate is just the digits that masking left of a number."""
    return bool(_MASKED.search(before)) and any(len(digits) == _LEFT_OF_MASK for _, digits in candidates)


def _is_planned(digits: str, inside: Sequence[_Group], has_plus: bool, cued: bool) -> bool:
    """Whether the digits are a number of the plan, in groups such as numbers are written in."""
    sizes = tuple(len(group.digits) for group in inside)
    signed = any(_PUNCTUATION.search(group.gap) for group in inside[1:])
    if has_plus and _FOREIGN.fullmatch(digits):
        return True
    if _INTERNATIONAL.fullmatch(digits):
        return has_plus or cued or digits[:2] == "00" or len(digits) > 10 or signed or len(sizes) == 1
    if _NATIONAL.fullmatch(digits):
        singles = set(sizes[1:]) == {1} and sizes[0] < 3 and (len(digits) == 10 or cued)
        return cued or singles or max(sizes) > 2 or _is_pairs(inside)
    lacks_zero = sizes == (2, 3, 4) and bool(_NO_ZERO.fullmatch(digits))
    return signed and (lacks_zero or (bool(_ODD.fullmatch(digits)) and sizes in ODD_GROUP_SIZES))


def _is_pairs(inside: Sequence[_Group]) -> bool:
    """Whether the groups are pairs with one gap between (08-12-34-56-78), and not an even series (06 07 08)."""
    pairs = [int(group.digits) for group in inside]
    steps = {later - earlier for earlier, later in zip(pairs, pairs[1:], strict=False)}
    is_one_gap = len({group.gap for group in inside[1:]}) == 1
    return is_one_gap and (bool(_PUNCTUATION.search(inside[1].gap)) or (len(pairs) == 5 and len(steps) > 1))


def _is_other_number(text: str, inside: Sequence[_Group]) -> bool:
    """Whether the groups are a date, times, the number of an official letter or account, or a decimal number."""
    written = _written(inside)
    before = text[max(0, inside[0].start - 12) : inside[0].start]
    gaps = "".join(group.gap for group in inside[1:])
    if len(_OPENING.findall(gaps)) > len(_CLOSING.findall(gaps)) or re.match(rf"0 (?:{YEARS.pattern})$", written):
        return True
    if len(inside) > 1 and (DATE.match(written) or TIMES.match(written) or LETTER_NUMBER.match(written)):
        return True
    if re.match(r"\d{4} ?[./]", written) and AGENCY.search(before):
        return True
    sizes = tuple(len(group.digits) for group in inside)
    return sizes == ACCOUNT_GROUP_SIZES or bool(re.match(r"0\.\d+(?![\d.])", written))


def _written(inside: Sequence[_Group]) -> str:
    return inside[0].digits + "".join(plain_gap(group.gap) + group.digits for group in inside[1:])


def _may_begin_number(text: str, groups: Sequence[_Group], start: int, end: int) -> bool:
    """Whether a number may begin with the group: not inside a date, a code (123-0812…) or a decimal (18.0812345678)."""
    first = groups[start]
    if not start or any(char.isspace() for char in first.gap):
        return True
    sign = plain_gap(first.gap)
    if "(" in sign or ")" in sign or "[" in sign or "]" in sign:
        return True
    may_be_date = len(first.digits) == 2 and end > start + 1 and len(groups[start + 1].digits) == 2
    if sign == "." and not may_be_date and _is_list_number(text, groups[start - 1], groups[end - 1]):
        return True
    return len(first.digits) > 2 and not (sign == "." and end == start + 1)


def _is_list_number(text: str, number: _Group, last: _Group) -> bool:
    """Whether a group before a dot numbers a list item, and is neither a coordinate nor a decimal of a series."""
    is_pair = DECIMAL_AFTER.match(text, last.end) or DECIMAL_BEFORE.search(
        text, max(0, number.start - 24), number.start
    )
    at_head = not text[: number.start].rpartition("\n")[2].strip()
    is_coordinate = not at_head and COORDINATE.search(text, max(0, number.start - 24), number.start)
    return not is_pair and not is_coordinate and 0 < int(number.digits) < 100


def _is_delimited(text: str, inside: Sequence[_Group], cued: bool = False) -> bool:
    """Whether the number is delimited: no letter or digit joins it to a code, an amount or a longer number."""
    start, end = inside[0].start, inside[-1].end
    before, after = text[max(0, start - 6) : start], text[end : end + 3]
    is_thousands = len(inside[0].digits) == 3 and re.search(r"(?:^|\D)\d{1,3},$", before)
    is_time = (re.search(r"\d:$", before) and len(inside[0].digits) < 3) or (
        re.match(r":\d\d", after) and len(inside[-1].digits) < 3
    )
    if is_thousands or is_time:
        return False
    if re.match(r",\d{3}", text[end : end + 4]) and not re.match(r",\d{4}", text[end : end + 5]):
        return False
    return cued or len(inside) > 1 or not is_code(text, start, end)


def _cued_phone_end(text: str, groups: Sequence[_Group], start: int, candidates: list[tuple[int, str]]) -> int:
    """Returns the end group of a number outside the plan after a cue word; 0 if the digits are a date or times."""
    last = 0
    for end, digits in candidates:
        inside, written = groups[start:end], _written(groups[start:end])
        signed = len(inside) > 1 and all("-" in plain_gap(group.gap) for group in inside[1:])
        if (
            len(digits) in _CUED
            and (digits[0] == "0" or signed or _NO_ZERO.fullmatch(digits))
            and not (DATE.match(written) or TIMES.match(written) or YEARS.match(written))
        ):
            last = end
    return last


def _number_span(text: str, inside: Sequence[_Group], kind: PrivateKind) -> PrivateSpan:
    start, end, digits = inside[0].start, inside[-1].end, "".join(group.digits for group in inside)
    national = _INTERNATIONAL.fullmatch(digits)
    extension = EXTENSION.match(text, end) if kind == "phone" else None
    value = f"0{national[1]}" if national else digits
    return PrivateSpan(start, end, kind, value, extension.end() if extension else end)
