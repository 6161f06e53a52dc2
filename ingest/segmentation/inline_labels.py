"""Labels in the middle of a line: found at every blank, weighed by what stands round them, and where to cut.

A label's words stand in prose too. So each is weighed: a number that goes on from the last heading's, English in
brackets behind it, a colon, a list that begins there, other labels of a form in the same line speak for a heading;
a sentence that runs on, an open end before it, a number of the list it stands in speak against it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from ingest.forms.label_table import Label, LabelTable, Match
from ingest.items.list_markers import follows, split_markers
from ingest.segmentation.value_boundaries import fits_field, value_end
from kmsearch.thai.dates import ENGLISH_MONTHS, MONTHS
from kmsearch.thai.tokenizer import arabic

Number = tuple[int, ...]

ENOUGH = 4
"""Weight from which a section's label in mid-line is a heading. Judged on records and invented documents flattened in
a dozen ways, and on prose that holds the same words: headings weigh 4 to 9, words in prose 3 and less."""

_MANY = 3
"""Different labels in one line from which it looks like a flattened form."""

_MOST = 5
"""Different labels in one line from which it is one beyond doubt."""

_REACH = 90
"""Letters read at each blank: a number, the longest label and what follows it."""

_SHORTEST_FIELD = 6
"""Letters of a field's label that is looked for in mid-line (สังกัด has six)."""

_LONG_FIELD = 12
"""Letters of a field's label that is looked for behind the heading of a story: years and days are named in stories."""

_SHORTEST_CONTENT = 20
"""Letters that a section holds at least when nothing but its label tells it."""

_UNMISTAKABLE = 20
"""Letters of a label that hardly stands in prose (วิธีการ/ขั้นตอนการจัดการความรู้)."""

_FARTHEST = 450
"""Letters from one label of a form's head to the next: the longest titles and categories have 400."""

_UNSOUGHT = frozenset({"district", "province", "email"})
"""Fields whose labels are everyday words wherever they stand."""

_BRACKET = re.compile(r"\s*\(([^()]{0,60})\)")
_COLON = re.compile(r"\s*(?:[:：]+|\.{3,}|…+)")
_LEADER = re.compile(r"\s*[.…]{4,}\s*[\d๐-๙]{1,3}(?=\s+[ก-๎]|$)")
_CONTENTS = re.compile(r"^หน้า(?:\s|$)|[.…]{4,}\s*[\d๐-๙]{1,3}\s")
_DASH = re.compile(r"\s*[-–—](?:\s|$)")
_OPENING = re.compile(r"[\"'“‘*_#\[{(]*")
_NUMBERS = re.compile(r"(?<!\S)\(?(\d{1,2}(?:\.\d{1,2})*)\s?[.)](?!\d)|(?<!\S)(\d{1,2}(?:\.\d{1,2})+)(?=\s)")
_RUNS_ON = re.compile(r"\s*(?:ของ|ที่(?!ผ่านมา)|และ|คือ|นี้|ดังกล่าว|ต้อง|จะ|หรือ|กับ|ซึ่ง|นั้น|ต่าง|ก็|ว่า|ไม่ใช่)")
_MAY_RUN_ON = re.compile(r"\s*(?:ใน(?!ปี|ช่วง|เดือน)|เป็น|ได้|มี|จาก|เพื่อ|ให้|โดย|อย่าง|ไป|มา|แล้ว|ลง)")
_OPEN_END = re.compile(r"(?:และ|หรือ|ได้แก่|คือ|เช่น|หัวข้อ|ช่อง|ว่า|เรียก|[,“\"‘'/(])$")
_MAY_BE_OPEN = re.compile(r"(?:ที่|ของ|ใน|กับ|โดย|เพื่อ|จาก|เป็น|ให้|การ|ต่อ|เรื่อง|ตาม|มี|เขียน|ใช้|เกิด)$")
_BLOG_END = re.compile(
    r"(?<=\s)(?:ไม่มีความคิดเห็น\s*:|แสดงความคิดเห็น|สมัครสมาชิก\s?:|ป้ายกำกับ\s?:|Share this|Leave a Reply|Powered by)"
    r"|(?<=\s)[/=_*~#]{5,}|(?<=[/=_*~#]{5})(?=\s)"
)
_POST_DATE = re.compile(
    rf"วัน\S{{3,10}}ที่\s*\d{{1,2}}\s*(?:{MONTHS})\s*(?:พ\.?ศ\.?\s*)?\d{{4}}"
    rf"|(?:Posted on )?{ENGLISH_MONTHS} \d{{1,2}}, \d{{4}}(?: by \S+)?"
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A label in a text, from its number (``start``) to behind its words (``end``); ``weight`` speaks for it."""

    start: int
    end: int
    label: Label
    clean: bool
    number: Number
    weight: int = 0


@dataclass(frozen=True, slots=True)
class Cut:
    """An offset to cut at; ``label``: a label begins there."""

    offset: int
    label: bool


def cuts_of(text: str, labels: LabelTable) -> list[Cut]:
    """Where ``text`` is to be cut, in order: before each label, and where a value ends that runs on as a story."""
    found = list(_candidates(text, labels))
    if not any(found.start for found in found) and not _BLOG_END.search(text):
        return []
    weighed = [
        replace(candidate, weight=_weight(text, candidate, after)) for candidate, after in zip_longest(found, found[1:])
    ]
    sections = [
        candidate for candidate in weighed if candidate.label.kind == "section" and text[candidate.start] != "("
    ]
    likely = {candidate.label.target for candidate in sections if candidate.weight >= ENOUGH - 2}
    heads = _field_chains(text, weighed, len(likely) >= _MANY)
    fields = [candidate for chain in heads for candidate in chain]
    company = (len(likely) >= _MANY) + (len(likely) >= _MOST) + bool(heads)
    taken = {*_headings(text, sections, fields, company), *(field.start for field in fields)}
    others = {match.start() for match in _BLOG_END.finditer(text)}
    others |= set(_value_ends(text, fields, sorted(taken | others))) | set(_post_heads(text, heads))
    contents = _contents(text, heads)
    cuts = {cut for cut in taken | others if not contents or cut > contents[-1]} | set(contents)
    return [Cut(cut, cut in taken) for cut in sorted(cuts) if 0 < cut < len(text)]


def _candidates(text: str, labels: LabelTable) -> Iterator[Candidate]:
    """Every label behind a blank, with the number before it; the longer of two that overlap."""
    end = 0
    for blank in re.finditer(r"^|\s+", text):
        start = blank.end()
        if start < end or start >= len(text):
            continue
        ahead = text[start : start + _REACH]
        markers, plain = split_markers(ahead)
        plain = plain[_opened(plain) :]
        number = next((marker.numbers for marker in markers if marker.numbers), ())
        match = labels.match(plain)
        if match is None or not _is_sought(match, bool(number)):
            continue
        head = start + len(ahead) - len(plain)
        end = _end_of(text, head + match.end, match)
        begin = start if number or match.label.kind == "section" else head
        yield Candidate(begin, end, match.label, match.clean, number)


def _end_of(text: str, end: int, match: Match) -> int:
    """Behind the label's words: those glued to it, and a bracket that says it in another language."""
    if match.label.kind != "section":
        return end
    glued = re.compile(r"\S*").match(text, end) if not match.clean else None
    return glued.end() if glued else end


def _opened(text: str) -> int:
    opening = _OPENING.match(text)
    return opening.end() if opening else 0


def _is_sought(match: Match, numbered: bool) -> bool:
    label, clean = match.label, match.clean
    if label.kind == "section":
        return clean or (numbered and not match.errors)
    if label.kind == "start":
        return clean and not match.errors
    is_long = len(label.letters) >= _SHORTEST_FIELD
    return label.target not in _UNSOUGHT and (clean or (not match.errors and is_long))


def _weight(text: str, found: Candidate, after: Candidate | None) -> int:
    """What the label itself and the text round it say; numbers and other labels are weighed later."""
    rest = text[found.end :]
    bracket = _BRACKET.match(rest)
    rest = rest[bracket.end() :] if bracket else rest
    content = rest[: after.start - found.end] if after else rest
    is_list = _begins_list(rest) or bool(_DASH.match(rest))
    parted = bool(_COLON.match(rest)) and not _LEADER.match(rest)
    weight = (
        2 * found.label.strong
        - (not found.clean)
        + (len(found.label.letters) >= _UNMISTAKABLE)
        + 2 * is_list
        + 2 * parted
    )
    weight += (2 if re.search("[A-Za-z]", bracket[1]) else 1) if bracket else 0
    if _LEADER.match(rest):
        weight -= 4
    if not (bracket or is_list or parted or found.number):
        weight -= 3 if _RUNS_ON.match(rest) else bool(_MAY_RUN_ON.match(rest))
        is_bare = len(content.strip(" -–—.")) < _SHORTEST_CONTENT
        weight -= 3 * (is_bare and not (after and _is_evident(text, after)))
    before = text[: found.start].rstrip()
    if not (is_list or parted or found.number):
        weight -= 3 if _OPEN_END.search(before) else (1 if bracket else 2) * bool(_MAY_BE_OPEN.search(before))
    return weight


def _is_evident(text: str, found: Candidate) -> bool:
    """Whether a number, or a list behind the label, says on its own that it is a heading."""
    return found.label.kind == "section" and (bool(found.number) or _begins_list(text[found.end :]))


def _begins_list(text: str) -> bool:
    markers, _ = split_markers(text.lstrip(" :：.…")[:40])
    return bool(markers) and (not markers[0].numbers or markers[0].numbers[-1] == 1)


def _headings(text: str, weighed: Sequence[Candidate], fields: Sequence[Candidate], company: int) -> Iterator[int]:
    """Where the section labels stand that are headings; ``company``: how much of a form the line holds besides."""
    heading: Number = ()
    met: set[str] = set()
    last: Candidate | None = None
    position = 0
    for candidate in weighed:
        passed = [field for field in fields if position <= field.start < candidate.start]
        heading = next((field.number for field in reversed(passed) if field.number), heading)
        met = set() if any(field.label.target in ("author_name", "title") for field in passed) else met
        position = max([position, *(field.end for field in passed)])
        point = _last_number(text[position : candidate.start])
        weight = candidate.weight + company + _weight_of_number(candidate.number, heading, point)
        weight += _weight_of_repeat(candidate, last) if candidate.label.target in met else 1
        if weight >= ENOUGH or candidate.start == 0:
            yield candidate.start
            heading, position = candidate.number or heading, candidate.end
            met.add(candidate.label.target)
            last = candidate


def _weight_of_repeat(found: Candidate, last: Candidate | None) -> int:
    """A section does not come twice; but two labels of one may follow each other (ปัญหา … แนวทางแก้ไข)."""
    is_second = last is not None and last.label.target == found.label.target and last.label.text != found.label.text
    return 0 if is_second else -4


def _last_number(text: str) -> Number:
    found = [match[1] or match[2] for match in _NUMBERS.finditer(text)]
    return tuple(int(part) for part in arabic(found[-1]).split(".")) if found else ()


def _weight_of_number(number: Number, heading: Number, point: Number) -> int:
    """For a number that goes on from the last heading's, against one that goes on from the last point's."""
    if not number:
        return 0
    is_next = follows(number, heading) or (len(number) > 1 and number[:-1] in (heading, heading[:-1]))
    if follows(number, point):
        return 1 if is_next else -4
    return 3 if is_next else 0 if heading else 1


def _field_chains(text: str, found: Sequence[Candidate], is_form: bool) -> list[list[Candidate]]:
    """The heads of forms: labels of fields that stand near each other and have values such as these fields have.

    ``is_form``: the line holds headings enough to be a form, so that before them short labels (เรื่อง, โดย) count too.
    """
    chains: list[list[Candidate]] = [[]]
    told = False
    for candidate, after in zip_longest(found, found[1:]):
        if candidate.label.kind == "section":
            ends = candidate.label.strong and candidate.label.target != "background"
            told = told or (candidate.label.target == "background" and candidate.weight + bool(candidate.number) >= 2)
            if chains[-1] and ends and candidate.weight >= ENOUGH:
                chains.append([])
            continue
        value = text[candidate.end : after.start if after else len(text)].lstrip(" :：.…")
        is_short = len(candidate.label.letters) < _SHORTEST_FIELD
        if (is_short and not (is_form and len(chains) == 1)) or not _can_be_field(text, candidate, value):
            continue
        if told and candidate.label.target in ("event", "place") and len(candidate.label.letters) < _LONG_FIELD:
            continue
        if chains[-1] and candidate.start - chains[-1][-1].end > _FARTHEST:
            chains.append([])
        chains[-1].append(candidate)
        told = told and candidate.label.target not in ("author_name", "title")
    begun = (_without_lead(chain) for chain in chains)
    return [chain for chain in begun if _is_head(text, chain)]


def _without_lead(chain: list[Candidate]) -> list[Candidate]:
    """The chain without years and places before it: those are a cover's, no form begins with them."""
    first = next(
        (place for place, found in enumerate(chain) if found.label.target not in ("event", "place")), len(chain)
    )
    return chain[first:]


def _can_be_field(text: str, found: Candidate, value: str) -> bool:
    if _CONTENTS.search(value):
        return False
    if found.label.kind == "start":
        return not _OPEN_END.search(text[: found.start].rstrip())
    if found.label.target == "signature" and _COLON.match(text, found.end):
        return True
    if found.number:
        return found.clean or found.label.strong or fits_field(found.label.target, value)
    if _OPEN_END.search(text[: found.start].rstrip()):
        return False
    if fits_field(found.label.target, value):
        return True
    spoken = _RUNS_ON.match(text[found.end :]) or not value
    return (
        not spoken
        and (found.clean or found.label.strong)
        and found.label.target in ("title", "category", "event", "place")
    )


def _is_head(text: str, chain: Sequence[Candidate]) -> bool:
    targets = {candidate.label.target for candidate in chain}
    if len(targets) >= _MANY and targets & {"author_name", "title", "signature"}:
        return True
    first = next((found for found in chain if found.label.target in ("signature", "author_name")), None)
    named = first is not None and fits_field("author_name", text[first.end :].lstrip(" :：.…"))
    return named and (len(targets) >= 2 or chain[0].label.target == "signature")


def _value_ends(text: str, fields: Sequence[Candidate], cuts: Sequence[int]) -> Iterator[int]:
    """Where the value of a field ends and a story begins that has no label of its own."""
    for field in fields:
        end = next((cut for cut in cuts if cut > field.start), len(text))
        blank = len(text[field.end : end]) - len(text[field.end : end].lstrip(" :：.…"))
        value = text[field.end + blank : end]
        if stop := value_end(field.label.target, value, text[: field.start]):
            yield field.end + blank + stop


def _contents(text: str, heads: Sequence[Sequence[Candidate]]) -> list[int]:
    """Behind each entry of a table of contents above the first form; a cover has no other lines worth cutting."""
    leaders = [match.end() for match in _LEADER.finditer(text, 0, heads[0][0].start)] if heads else []
    return leaders if len(leaders) > 1 else []


def _post_heads(text: str, heads: Sequence[Sequence[Candidate]]) -> Iterator[int]:
    """The date of a post above a form's head, and behind it the post's own heading."""
    for chain in heads:
        near = max(0, chain[0].start - _FARTHEST)
        for match in _POST_DATE.finditer(arabic(text), near, chain[0].start):
            yield from match.span()
