"""Finds private data in a text: telephone numbers, citizen ids, e-mail addresses and LINE ids in any notation.

Telephone numbers follow the Thai numbering plan (NBTC, Telecommunications Numbering Plan; ITU-T E.164, country 66):
``06``, ``08`` and ``09`` with eight more digits (mobile), ``02`` to ``05`` and ``07`` with seven more (fixed line), or
``66`` in place of the ``0``. Citizen ids have thirteen digits, the last a check digit modulo 11 (Department of
Provincial Administration). One recogniser serves ingest (the telephone field) and the privacy boundary.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from corpus.privacy.address_patterns import EMAIL, LINE_ID
from kmsearch.thai.characters import CONSONANTS, LETTERS

PrivateKind = Literal["phone", "citizen_id", "email", "line_id"]

EVERY_KIND: frozenset[PrivateKind] = frozenset({"phone", "citizen_id", "email", "line_id"})

MASK = "x"
"""Replacement of a masked character; a digit group directly after it is the visible end of a masked number."""


@dataclass(frozen=True, slots=True)
class PrivateSpan:
    """``text[start:end]`` is private data. ``value`` is its canonical form: a telephone number as ``0812345678``, a
    citizen id as thirteen digits, an e-mail address or a LINE id in lower case. ``extension`` ends after the extension
    or the range of a telephone number (``ต่อ 101``, ``-6``); it equals ``end`` without either."""

    start: int
    end: int
    kind: PrivateKind
    value: str
    extension: int


@dataclass(frozen=True, slots=True)
class _Group:
    """A run of consecutive digits, in ASCII, and the ``gap``: the characters between it and the previous group."""

    start: int
    end: int
    digits: str
    gap: str


# Invisible characters: soft hyphen, joiners, direction marks, variation selectors, the keycap.
_UNSEEN = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff\u20e3"
_DASHES = "\\-\u05be\u1806\u2010-\u2015\u2043\u2212\u2e3a\u2e3b\u30fc\ufe58\ufe63\uff0d~\uff5e_"
_DOTS = "*.\uff0e\u00b7\u2022\u2027\u2219\u22c5\u30fb"
_SLASHES = "/\\\\\u2044\u2215\uff0f"
_BRACKETS = "()\\[\\]\uff08\uff09"
_ESCAPED = r"\\[nrt]"
"""An escaped line end or tab, as in JSON or a repr."""

_GAP = rf"(?:{_ESCAPED}|[\s{_UNSEEN}{_DASHES}{_DOTS}{_SLASHES}{_BRACKETS}+\uff0b])"

_DIGIT_RUN = re.compile(rf"\d(?:{_GAP}{{0,12}}\d)*")
_GROUPS = re.compile(r"\d+")
_UNSEEN_CHARS = re.compile(f"[{_UNSEEN}]")
_ODD_SIGN = re.compile(r"(?<![\d,:])\d{3}([,:|'\u2019])\d{3}\1\d{4}(?!\d)")
"""Signs accepted as separators only between groups of 3, 3 and 4 digits: amounts and times have other groups."""

_LINE_END = re.compile(r"\r\n|[\n\r\v\f\x85\u2028\u2029]|" + _ESCAPED)
_PUNCTUATION = re.compile(rf"[{_DASHES}{_DOTS}{_SLASHES}{_BRACKETS}+\uff0b]")
_OPENING = re.compile(r"[(\[\uff08]")
_CLOSING = re.compile(r"[)\]\uff09]")
_BRACKET = re.compile(rf"[{_BRACKETS}+\uff0b]")
_PLUS = re.compile(rf"[+\uff0b][\s{_UNSEEN}]?[(\uff08]?$|[+\uff0b][(\uff08]?[\s{_UNSEEN}]?$")

_MAX_GAP_CHARS = 3
"""Maximum blanks, and maximum signs, between two groups of a number; wider gaps separate table columns. A guess."""

_MAX_PREFIX_DIGITS = 4
"""Maximum digits of a country or area code; an opening bracket in a number must follow one: +66 (0)81."""

_CITIZEN_DIGITS = 13
_CITIZEN_EDGES = frozenset({1, 5, 10, 12})
"""Number of digits before each separator of a citizen id as printed on cards: 1-2345-67890-12-1."""

_NATIONAL = re.compile(r"0(?:[689]\d{8}|[2-57]\d{7})")
_INTERNATIONAL = re.compile(r"(?:00)?660?([689]\d{8}|[2-57]\d{7})")
_FOREIGN = re.compile(r"(?!66)[1-9]\d{9,14}")
_ODD = re.compile(r"0\d{8}")
"""Nine digits: a mobile number with one missing, a number of the plan before 2006 (01-234-5678), or an invented one."""

_ODD_SIZES = frozenset({(2, 3, 4), (2, 7), (3, 3, 3), (3, 6), (1, 4, 4), (3, 2, 4), (2, 4, 3), (5, 4), (2, 3, 2, 2)})
_ACCOUNT_SIZES = (3, 1, 5, 1)
"""Groups of an account number of Thai banks (012-3-45678-9)."""

_DATE = re.compile(
    r"(?:0?[1-9]|[12]\d|3[01])[-/. ](?:0?[1-9]|[12]\d|3[01])[-/. ](?:2[3-6]\d\d|19\d\d|20\d\d)(?!\d)|"
    r"(?:2[3-6]\d\d|19\d\d|20\d\d)[-/. ](?:0?[1-9]|1[0-2])[-/. ](?:0?[1-9]|[12]\d|3[01])(?!\d)"
)
_TIMES = re.compile(r"(?:[01]\d|2[0-4])\.[0-5]\d(?: ?[-/] ?(?:[01]\d|2[0-4])\.[0-5]\d)")
_YEARS = re.compile(r"(?:2[3-6]\d\d|19\d\d|20\d\d) ?[-/] ?(?:2[3-6]\d\d|19\d\d|20\d\d)")
_LETTER_NUMBER = re.compile(r"\d{4}(?:\.\d{1,3})+ ?/ ?\d+")
"""Number of an official letter: 0411.1/1234 (regulations on official correspondence, B.E. 2526)."""

_AGENCY = re.compile(rf"(?:^|[^{LETTERS}])[{CONSONANTS}]{{2}}\.?[ ]?$")
"""The two letters of a ministry before the number of a letter (มท 0812/345678)."""

_CUE = re.compile(
    r"(?:โทร(?:ศัพท์|สาร)?(?:มือถือ)?|มือถือ|เบอร์(?:โทร(?:ศัพท์)?|มือถือ|ติดต่อ)*|แฟกซ์|แฟ็กซ์|(?<![a-z])(?:tel|telephone|phone|mobile|fax|call)|"
    r"[\u2706\u260e\u260f]|[\U0001f4de\U0001f4f1\U0001f4f2]\ufe0f?)[.\s:\uff1a=(\uff08\-]{0,6}$",
    re.IGNORECASE,
)
"""Cue words before a telephone number; after one, numbers outside the numbering plan are accepted too."""

_CUE_PARTS = (
    *("โทร", "มือถือ", "เบอร์", "แฟก", "แฟ็ก", "tel", "phone", "mobile", "fax", "call"),
    *"\u2706\u260e\u260f\U0001f4de\U0001f4f1\U0001f4f2",
)
"""A substring of every cue word, as a fast test: most texts have none, and the search by pattern is slow."""

_CUE_WIDTH = 28
"""Characters before a number in which a cue word is looked for. A guess."""

_CUED = range(7, 16)
"""Number of digits of a number after a cue word; fewer are a hotline (1669) or a count."""

_CITIZEN_CUE = re.compile(r"(?:ประชาชน|เลขบัตร|เลขประจำตัว|\bid)[^\d\n]{0,20}$", re.IGNORECASE)

_RANGE_END = rf"(?:[{_DASHES}]|[ \u00a0]?ถึง|/)[ \u00a0]?\d{{1,2}}(?!\d|[./-]\d)"
_INTERNAL_NUMBER = (
    rf"[ \u00a0{_UNSEEN}]{{0,2}}(?:[,(]\s?)?(?:ต่อ|ภายใน|กด|ext(?:ension)?|x|\#)[.:\s]{{0,2}}"
    rf"\d{{1,5}}(?:\s?[,/-]\s?\d{{1,4}}(?!\d|[./-]\d))*\)?"
)
_EXTENSION = re.compile(rf"{_RANGE_END}(?:{_INTERNAL_NUMBER})?|{_INTERNAL_NUMBER}", re.IGNORECASE)
"""Suffix of a number: the last digits of a range of numbers, an internal extension, or both."""


def find_private(text: str, kinds: Collection[PrivateKind] = EVERY_KIND) -> tuple[PrivateSpan, ...]:
    """Returns the spans of private data of the ``kinds`` in ``text``, in order, without overlap."""
    spans: list[PrivateSpan] = []
    if "email" in kinds and ("@" in text or "\uff20" in text):
        spans += (_span(match, 0, "email") for match in EMAIL.finditer(text))
    if "line_id" in kinds:
        spans += (_span(match, "id", "line_id") for match in LINE_ID.finditer(text))
    if "phone" in kinds or "citizen_id" in kinds:
        dashed = _ODD_SIGN.sub(lambda number: number[0].replace(number[1], "-"), text)
        for run in _DIGIT_RUN.finditer(dashed):
            if run.end() - run.start() >= _CUED.start:
                spans += (span for span in _number_spans(dashed, run) if span.kind in kinds)
    return tuple(_without_overlap(spans))


def find_phones(text: str) -> tuple[PrivateSpan, ...]:
    """Returns the spans of telephone numbers in ``text``, in order."""
    return find_private(text, {"phone"})


def plain_number(text: str) -> str:
    """Returns ``text`` with ASCII digits, hyphens for all dashes, and without invisible characters."""
    plain = re.sub(f"[{_DASHES}]", "-", _UNSEEN_CHARS.sub("", text))
    return re.sub(r"\d", lambda digit: str(unicodedata.decimal(digit[0])), plain)


def _span(match: re.Match[str], group: int | str, kind: PrivateKind) -> PrivateSpan:
    start, end = match.span(group)
    return PrivateSpan(start, end, kind, "".join(match[group].lower().split()), end)


def _without_overlap(spans: list[PrivateSpan]) -> Iterator[PrivateSpan]:
    """Yields the spans in order; of overlapping ones only the first, or the longer of two with the same start."""
    reached = 0
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if span.start >= reached:
            reached = span.end
            yield span


def _number_spans(text: str, run: re.Match[str]) -> Iterator[PrivateSpan]:
    """Yields the citizen ids and telephone numbers in a run of digit groups, scanned from left to right."""
    if sum(map(str.isdecimal, run[0])) < _CUED.start:
        return
    groups = _groups_of(run)
    start, follows = 0, False
    while start < len(groups):
        candidates = list(_candidates(groups, start))
        kind: PrivateKind = "citizen_id"
        ended = _citizen_end(text, groups, start, candidates)
        if not ended:
            kind, ended = "phone", _phone_end(text, groups, start, candidates, follows)
        if ended:
            yield _number_span(text, groups[start:ended], kind)
        start, follows = ended or start + 1, bool(ended)


def _groups_of(run: re.Match[str]) -> list[_Group]:
    """Returns the digit groups of a run; invisible characters do not separate groups."""
    groups: list[_Group] = []
    reached = run.start()
    for match in _GROUPS.finditer(run.string, run.start(), run.end()):
        gap = _UNSEEN_CHARS.sub("", run.string[reached : match.start()])
        digits = match[0] if match[0].isascii() else "".join(str(unicodedata.decimal(char)) for char in match[0])
        if groups and not gap:
            last = groups.pop()
            groups.append(_Group(last.start, match.end(), last.digits + digits, last.gap))
        else:
            groups.append(_Group(match.start(), match.end(), digits, gap))
        reached = match.end()
    return groups


def _candidates(groups: Sequence[_Group], start: int) -> Iterator[tuple[int, str]]:
    """Yields (end group, digits) of the numbers that may begin with the group ``start``, shortest first."""
    digits, line_ends = "", 0
    for end in range(start, len(groups)):
        gap = groups[end].gap
        if end > start:
            line_ends += bool(_LINE_END.search(gap)) and not _PUNCTUATION.search(gap)
            opens_late = bool(_OPENING.search(gap)) and len(digits) > _MAX_PREFIX_DIGITS
            if not _may_join(gap) or line_ends > 1 or opens_late:
                return
        digits += groups[end].digits
        if len(digits) > _CUED.stop:
            return
        yield end + 1, digits


def _may_join(gap: str) -> bool:
    """Whether the characters between two groups may be inside a number."""
    blanks = sum(map(str.isspace, gap))
    signs = len(_PUNCTUATION.findall(gap))
    return signs <= _MAX_GAP_CHARS and (blanks <= _MAX_GAP_CHARS or bool(_LINE_END.search(gap)))


def _citizen_end(text: str, groups: Sequence[_Group], start: int, candidates: list[tuple[int, str]]) -> int:
    """Returns the end group of the citizen id that begins with the group ``start``; 0 without one."""
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
            cued = bool(_CITIZEN_CUE.search(text, max(0, inside[0].start - 40), inside[0].start))
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
    """Returns the end group of the telephone number that begins with the group ``start``; 0 without one.

    ``follows``: another number ends directly before it.
    """
    if not any(len(digits) >= _CUED.start for _, digits in candidates):
        return 0
    first = groups[start]
    before = text[max(0, first.start - _CUE_WIDTH) : first.start]
    cued = _is_cued(before)
    has_plus = bool(_PLUS.search(before))
    if not (cued or has_plus or first.digits[0] in "06") or _follows_mask(before):
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


def _is_cued(before: str) -> bool:
    """Whether the text before a number ends with a cue word."""
    lower_case = before.lower()
    return any(part in lower_case for part in _CUE_PARTS) and bool(_CUE.search(_UNSEEN_CHARS.sub("", before)))


def _follows_mask(before: str) -> bool:
    """Whether the text before a number ends with the masked part of a number."""
    return bool(re.search(rf"(?<![A-Za-z]){MASK}+{_GAP}{{0,4}}$|{MASK}{_GAP}{{1,4}}{MASK}+{_GAP}{{0,4}}$", before))


def _is_planned(digits: str, inside: Sequence[_Group], has_plus: bool, cued: bool) -> bool:
    """Whether the digits are a number of the numbering plan, in usual groups."""
    sizes = tuple(len(group.digits) for group in inside)
    signed = any(_PUNCTUATION.search(group.gap) for group in inside[1:])
    if has_plus and _FOREIGN.fullmatch(digits):
        return True
    if _INTERNATIONAL.fullmatch(digits):
        return has_plus or cued or digits[:2] == "00" or len(digits) > 10 or signed or len(sizes) == 1
    if _NATIONAL.fullmatch(digits):
        singles = set(sizes) == {1} and (len(digits) == 10 or cued)
        return cued or singles or max(sizes) > 2 or _is_pairs(inside)
    return bool(_ODD.fullmatch(digits)) and signed and sizes in _ODD_SIZES


def _is_pairs(inside: Sequence[_Group]) -> bool:
    """Whether all groups are separated by the same sign (08-12-34-56-78)."""
    return len({group.gap for group in inside[1:]}) == 1 and bool(_PUNCTUATION.search(inside[1].gap))


def _is_other_number(text: str, inside: Sequence[_Group]) -> bool:
    """Whether the groups are a date, times, the number of an official letter or account, or a decimal number."""
    written = _written(inside)
    before = text[max(0, inside[0].start - 12) : inside[0].start]
    gaps = "".join(group.gap for group in inside[1:])
    if len(_OPENING.findall(gaps)) > len(_CLOSING.findall(gaps)) or re.match(rf"0 (?:{_YEARS.pattern})$", written):
        return True
    if len(inside) > 1 and (_DATE.match(written) or _TIMES.match(written) or _LETTER_NUMBER.match(written)):
        return True
    if re.match(r"\d{4} ?[./]", written) and _AGENCY.search(before):
        return True
    sizes = tuple(len(group.digits) for group in inside)
    return sizes == _ACCOUNT_SIZES or bool(re.match(r"0\.\d+(?![\d.])", written))


def _written(inside: Sequence[_Group]) -> str:
    return inside[0].digits + "".join(_plain_gap(group.gap) + group.digits for group in inside[1:])


def _plain_gap(gap: str) -> str:
    """Normalises a gap: one hyphen, full stop, slash or blank for each run of its variants."""
    signs = re.sub(rf"[{_DOTS}]+", ".", re.sub(rf"[{_DASHES}]+", "-", gap))
    return re.sub(r"\s+", " ", re.sub(rf"[{_SLASHES}]+", "/", signs))


def _may_begin_number(text: str, groups: Sequence[_Group], start: int, end: int) -> bool:
    """Whether a number may begin with the group: not inside a date, a code (123-0812…) or a decimal (18.0812345678)."""
    first = groups[start]
    if not start or any(char.isspace() for char in first.gap):
        return True
    sign = _plain_gap(first.gap)
    if "(" in sign or ")" in sign or "[" in sign or "]" in sign:
        return True
    if sign == "." and end == start + 1:
        return _is_list_number(text, groups[start - 1], groups[end - 1])
    return len(first.digits) > 2


def _is_list_number(text: str, number: _Group, last: _Group) -> bool:
    """Whether a group before a dot numbers a list item, and is not a latitude (Thailand: 5 to 21 degrees)."""
    at_head = not text[: number.start].rpartition("\n")[2].strip()
    pair = re.match(r"\s*[,/ ]\s*\d{1,3}\.\d", text[last.end : last.end + 12])
    return not pair and (len(number.digits) < 3 if at_head else number.digits in ("1", "2", "3", "4"))


def _is_delimited(text: str, inside: Sequence[_Group], cued: bool = False) -> bool:
    """Whether the number is delimited: no letter or digit joins it to a code, an amount or a longer number."""
    start, end = inside[0].start, inside[-1].end
    before, after = text[max(0, start - 6) : start], text[end : end + 3]
    is_thousands = len(inside[0].digits) == 3 and re.search(r"(?:^|\D)\d{1,3},$", before)
    if is_thousands or re.search(r"\d:$", before) or re.match(r":\d\d", after):
        return False
    if re.match(r",\d{3}", text[end : end + 4]) and not re.match(r",\d{4}", text[end : end + 5]):
        return False
    is_one_word = len(inside) == 1
    if re.search(r"[A-Za-z]$", before) and not cued and is_one_word:
        return False
    return not (is_one_word and not cued and re.match(r"[A-Za-z]", after) and not _EXTENSION.match(text, end))


def _cued_phone_end(text: str, groups: Sequence[_Group], start: int, candidates: list[tuple[int, str]]) -> int:
    """Returns the end group of a number outside the plan after a cue word; 0 if the digits are a date or times."""
    last = 0
    for end, digits in candidates:
        inside = groups[start:end]
        written = _written(inside)
        signed = len(inside) > 1 and all("-" in _plain_gap(group.gap) for group in inside[1:])
        if (
            len(digits) in _CUED
            and (digits[0] == "0" or signed)
            and not (_DATE.match(written) or _TIMES.match(written) or _YEARS.match(written))
        ):
            last = end
    return last


def _number_span(text: str, inside: Sequence[_Group], kind: PrivateKind) -> PrivateSpan:
    digits = "".join(group.digits for group in inside)
    start, end = inside[0].start, inside[-1].end
    national = _INTERNATIONAL.fullmatch(digits)
    extension = _EXTENSION.match(text, end) if kind == "phone" else None
    value = f"0{national[1]}" if national else digits
    return PrivateSpan(start, end, kind, value, extension.end() if extension else end)
