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
from dataclasses import dataclass
from typing import Literal

from corpus.privacy.address_patterns import EMAIL, LINE_ID
from kmsearch.thai.characters import CONSONANTS, LETTERS

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


# Characters that are not seen: soft hyphen, joiners, direction marks, variation selectors, the keycap.
_UNSEEN = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff\u20e3"
_DASHES = "\\-\u05be\u1806\u2010-\u2015\u2043\u2212\u2e3a\u2e3b\u30fc\ufe58\ufe63\uff0d~\uff5e_"
_DOTS = "*.\uff0e\u00b7\u2022\u2027\u2219\u22c5\u30fb"
_SLASHES = "/\\\\\u2044\u2215\uff0f"
_BRACKETS = "()\\[\\]\uff08\uff09"
_ESCAPED = r"\\[nrt]"
"""The end of a line or a tab inside the JSON or the repr of a text."""

_GAP = rf"(?:{_ESCAPED}|[\s{_UNSEEN}{_DASHES}{_DOTS}{_SLASHES}{_BRACKETS}+\uff0b])"

_DIGIT_RUN = re.compile(rf"\d(?:{_GAP}{{0,12}}\d)*")
_GROUPS = re.compile(r"\d+")
_UNSEEN_CHARS = re.compile(f"[{_UNSEEN}]")
_ODD_SIGN = re.compile(r"(?<![\d,:])\d{3}([,:|'\u2019])\d{3}\1\d{4}(?!\d)")
"""Signs that stand in a number only between groups of 3, 3 and 4 digits: sums and times have other groups."""

_LINE_END = re.compile(r"\r\n|[\n\r\v\f\x85\u2028\u2029]|" + _ESCAPED)
_PUNCTUATION = re.compile(rf"[{_DASHES}{_DOTS}{_SLASHES}{_BRACKETS}+\uff0b]")
_OPENING = re.compile(r"[(\[\uff08]")
_CLOSING = re.compile(r"[)\]\uff09]")
_BRACKET = re.compile(rf"[{_BRACKETS}+\uff0b]")
_PLUS = re.compile(rf"[+\uff0b][\s{_UNSEEN}]?[(\uff08]?$|[+\uff0b][(\uff08]?[\s{_UNSEEN}]?$")

_LONGEST_GAP = 3
"""Blanks between two groups of a number, and signs between them; wider ones part the columns of a table."""

_LONGEST_HEAD = 4
"""Digits of a country or area code; an opening bracket stands in a number only behind one: +66 (0)81."""

_CITIZEN_DIGITS = 13
_CITIZEN_EDGES = frozenset({1, 5, 10, 12})
"""Digits before each separator of a citizen id as cards print it: 1-2345-67890-12-1."""

_NATIONAL = re.compile(r"0(?:[689]\d{8}|[2-57]\d{7})")
_INTERNATIONAL = re.compile(r"(?:00)?660?([689]\d{8}|[2-57]\d{7})")
_FOREIGN = re.compile(r"(?!66)[1-9]\d{9,14}")
_ODD = re.compile(r"0\d{8}")
"""Nine digits: a mobile number one short, one of the plan before 2006 (01-234-5678), or an invented one."""

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
"""Words before a telephone number: then one that the plan lacks is taken for one, too."""

_CUE_PARTS = (
    "โทร",
    "มือถือ",
    "เบอร์",
    "แฟก",
    "แฟ็ก",
    "tel",
    "phone",
    "mobile",
    "fax",
    "call",
    *"\u2706\u260e\u260f\U0001f4de\U0001f4f1\U0001f4f2",
)
"""A part of each such word: most texts have none, and the search for the words is slow."""

_CUE_WIDTH = 28
_CUED = range(7, 16)
"""Digits of a number behind such a word; fewer are a hotline (1669) or a number of something."""

_CITIZEN_CUE = re.compile(r"(?:ประชาชน|เลขบัตร|เลขประจำตัว|\bid)[^\d\n]{0,20}$", re.IGNORECASE)

_RANGE_END = rf"(?:[{_DASHES}]|[ \u00a0]?ถึง|/)[ \u00a0]?\d{{1,2}}(?!\d|[./-]\d)"
_INTERNAL_NUMBER = (
    rf"[ \u00a0{_UNSEEN}]{{0,2}}(?:[,(]\s?)?(?:ต่อ|ภายใน|กด|ext(?:ension)?|x|\#)[.:\s]{{0,2}}"
    rf"\d{{1,5}}(?:\s?[,/-]\s?\d{{1,4}}(?!\d|[./-]\d))*\)?"
)
_EXTENSION = re.compile(rf"{_RANGE_END}(?:{_INTERNAL_NUMBER})?|{_INTERNAL_NUMBER}", re.IGNORECASE)
"""What may follow a number: the last digits of a range of numbers, an internal extension, or both."""


def find_private(text: str, kinds: Collection[PrivateKind] = EVERY_KIND) -> tuple[PrivateSpan, ...]:
    """Every place of ``text`` that holds private data of the ``kinds``, in order, without overlap."""
    spans: list[PrivateSpan] = []
    if "email" in kinds and ("@" in text or "\uff20" in text):
        spans += (_span(match, 0, "email") for match in EMAIL.finditer(text))
    if "line_id" in kinds:
        spans += (_span(match, "id", "line_id") for match in LINE_ID.finditer(text))
    if "phone" in kinds or "citizen_id" in kinds:
        dashed = _ODD_SIGN.sub(lambda number: number[0].replace(number[1], "-"), text)
        for run in _DIGIT_RUN.finditer(dashed):
            if run.end() - run.start() >= _CUED.start:
                spans += (span for span in _numbers(dashed, run) if span.kind in kinds)
    return tuple(_apart(spans))


def find_phones(text: str) -> tuple[PrivateSpan, ...]:
    """The telephone numbers of ``text`` in order."""
    return find_private(text, {"phone"})


def plain_number(text: str) -> str:
    """``text`` with ASCII digits, one kind of dash, and no characters that are not seen."""
    plain = re.sub(f"[{_DASHES}]", "-", _UNSEEN_CHARS.sub("", text))
    return re.sub(r"\d", lambda digit: str(unicodedata.decimal(digit[0])), plain)


def _span(match: re.Match[str], group: int | str, kind: PrivateKind) -> PrivateSpan:
    start, end = match.span(group)
    return PrivateSpan(start, end, kind, "".join(match[group].lower().split()), end)


def _apart(spans: list[PrivateSpan]) -> Iterator[PrivateSpan]:
    """The spans in order; of two that overlap only the one that begins first (the longer of those)."""
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


def _groups_of(run: re.Match[str]) -> list[_Group]:
    """The digit groups of a run; characters that are not seen part no group."""
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
    """``(end, digits)`` of the numbers that may begin with the group ``start``, shortest first."""
    digits, line_ends = "", 0
    for end in range(start, len(groups)):
        gap = groups[end].gap
        if end > start:
            line_ends += bool(_LINE_END.search(gap)) and not _PUNCTUATION.search(gap)
            opens_late = bool(_OPENING.search(gap)) and len(digits) > _LONGEST_HEAD
            if not _joins(gap) or line_ends > 1 or opens_late:
                return
        digits += groups[end].digits
        if len(digits) > _CUED.stop:
            return
        yield end + 1, digits


def _joins(gap: str) -> bool:
    """Whether the characters between two groups may stand inside a number."""
    blanks = sum(map(str.isspace, gap))
    signs = len(_PUNCTUATION.findall(gap))
    return signs <= _LONGEST_GAP and (blanks <= _LONGEST_GAP or bool(_LINE_END.search(gap)))


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
            cued = bool(_CITIZEN_CUE.search(text, max(0, inside[0].start - 40), inside[0].start))
            bracketed = any(_BRACKET.search(gap) for gap in gaps)
            if (usual or signed or cued) and not bracketed and _stands_alone(text, inside):
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
    before = text[max(0, first.start - _CUE_WIDTH) : first.start]
    cued = _is_cued(before)
    has_plus = bool(_PLUS.search(before))
    if not (cued or has_plus or first.digits[0] in "06") or _is_left_of_mask(before):
        return 0
    usual = 0
    for end, digits in candidates:
        inside = groups[start:end]
        if (
            _is_planned(digits, inside, has_plus, cued)
            and not (_is_other(text, inside) and not cued)
            and (follows or has_plus or _may_begin(text, groups, start, end))
            and _stands_alone(text, inside, cued)
        ):
            usual = end
    return usual or (_cued_end(text, groups, start, candidates) if cued else 0)


def _is_cued(before: str) -> bool:
    """Whether the text before a number ends with a word for telephone."""
    seen = before.lower()
    return any(part in seen for part in _CUE_PARTS) and bool(_CUE.search(_UNSEEN_CHARS.sub("", before)))


def _is_left_of_mask(before: str) -> bool:
    """Whether what follows are the digits that masking has left of a number."""
    return bool(re.search(rf"(?<![A-Za-z]){MASK}+{_GAP}{{0,4}}$|{MASK}{_GAP}{{1,4}}{MASK}+{_GAP}{{0,4}}$", before))


def _is_planned(digits: str, inside: Sequence[_Group], has_plus: bool, cued: bool) -> bool:
    """Whether the digits are a number of the plan, in groups such as numbers are written in."""
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
    """Whether the groups are pairs with one and the same sign between (08-12-34-56-78)."""
    return len({group.gap for group in inside[1:]}) == 1 and bool(_PUNCTUATION.search(inside[1].gap))


def _is_other(text: str, inside: Sequence[_Group]) -> bool:
    """Whether the groups are a date, times, the number of an official letter or of an account, or a decimal."""
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
    """The characters between two groups with one sign for each kind of dash, dot, slash and blank."""
    signs = re.sub(rf"[{_DOTS}]+", ".", re.sub(rf"[{_DASHES}]+", "-", gap))
    return re.sub(r"\s+", " ", re.sub(rf"[{_SLASHES}]+", "/", signs))


def _may_begin(text: str, groups: Sequence[_Group], start: int, end: int) -> bool:
    """Whether a number may begin here: not inside a date, a code (123-0812…) or a decimal (18.0812345678)."""
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
    """Whether a group before a dot is the number of a list item, and no latitude (Thailand: 5 to 21 degrees)."""
    at_head = not text[: number.start].rpartition("\n")[2].strip()
    pair = re.match(r"\s*[,/ ]\s*\d{1,3}\.\d", text[last.end : last.end + 12])
    return not pair and (len(number.digits) < 3 if at_head else number.digits in ("1", "2", "3", "4"))


def _stands_alone(text: str, inside: Sequence[_Group], cued: bool = False) -> bool:
    """Whether no letter or figure joins the number to a code, a sum or a longer number."""
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


def _cued_end(text: str, groups: Sequence[_Group], start: int, candidates: list[tuple[int, str]]) -> int:
    """Where a number that the plan lacks ends behind a word for telephone; 0 where the digits are something else."""
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
