"""Headings that no form knows: lines in the dress of the document's own headings; words only say which section."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ingest.document import LABEL, Line
from ingest.fields.value_shapes import is_option
from ingest.forms.label_table import LabelTable
from ingest.items.list_markers import NAMED, Marker, split_heading_markers, split_line_markers, split_markers
from ingest.segmentation.heading_rules import NEAR, Heading, Where, heading_of
from kmsearch.confidence import confidence
from kmsearch.thai.person_names import PERSON_TITLE
from kmsearch.thai.tokenizer import join_lines

GUESSED = confidence("label", "heading")
"""Confidence of a section whose heading is known by its dress and its words alone: below what needs no check."""

_MOST_WORDS, _MOST_INLINE = 45, 30
"""Letters of a heading that stands alone, and of one with its text in the same line; known ones are seldom longer."""

_SENTENCE = 60
"""Letters past which a line is body text and no heading."""

_FEWEST_SET_APART, _FEWEST_NUMBERED = 2, 3
"""Different sections that lines of one dress must name before they count as headings where no form's heading is met."""

_SPEAKS = re.compile(
    r"ข้าพเจ้า|ผม|ดิฉัน|ฉัน|เขา(?=[ก-๎])|(?<!ข้อ)ไม่(?!ควร)|จึง(?!สำเร็จ)|แล้ว|ก็|จะ|เคย|กำลัง|ต้อง(?!ระวัง|คำนึง)|คือ|[\d๐-๙]"
)
"""What a line says that is a sentence and no heading."""

_CUT = re.compile(r"\s*(?:[:：]+|\.{4,}|…{2,})\s*")
_BULLETS = ("•", "li")


@dataclass(frozen=True, slots=True)
class Dress:
    """How a line stands: the level of heading its format gives (0: none), bold, and the notation of its number."""

    head: int
    strong: bool
    notation: str

    @property
    def telling(self) -> bool:
        return self != _PLAIN


_PLAIN = Dress(0, False, "")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line taken apart: its marker, the words that may be a heading, and what follows them in the line."""

    line: Line
    markers: tuple[Marker, ...]
    words: str
    rest: str
    colon: bool = False
    leader: bool = False

    @property
    def dress(self) -> Dress:
        return Dress(self.line.head, self.line.strong, self.markers[0].style if self.markers else "")

    @property
    def number(self) -> tuple[int, ...]:
        return next((marker.numbers for marker in self.markers if marker.numbers), ())

    @property
    def bulleted(self) -> bool:
        return bool(self.markers) and not self.number

    @property
    def can_be_heading(self) -> bool:
        most = _MOST_INLINE if self.rest else _MOST_WORDS
        return (
            1 < len(self.words) <= most
            and not self.bulleted
            and not (NAMED.match(self.words) or PERSON_TITLE.match(self.words) or is_option(self.line.text))
        )


@dataclass(frozen=True, slots=True)
class Outline:
    """Headings of a document by the places of their lines: those a form ``known`` to the program has, and ``guessed``
    ones. A guess whose target is ``other`` is a heading of the same rank that says nothing."""

    known: Mapping[int, Heading]
    guessed: Mapping[int, Heading]

    def last_section(self) -> int:
        """The place of the last heading of a section; -1 for none."""
        both = [*self.known.items(), *self.guessed.items()]
        return max((place for place, heading in both if heading.target != "other"), default=-1)


def outline(lines: Sequence[Line], labels: LabelTable) -> Outline:
    """The headings of ``lines``. What stands between them decides later whether a guess holds."""
    found = {place: heading_of(line, labels, Where("section")) for place, line in enumerate(lines)}
    known = {place: heading for place, heading in found.items() if heading and heading.kind == "section"}
    parts = [_take_apart(line) for line in lines]
    sure = {place for place, heading in known.items() if heading.confidence >= NEAR and not parts[place].bulleted}
    dresses = Counter(parts[place].dress for place in sure) or _own_dresses(parts, labels)
    long = Counter(part.dress for part in parts if len(part.line.text) > _SENTENCE)
    telling = {dress for dress in dresses if dress.notation or (dress.telling and long[dress] <= dresses[dress])}
    telling -= {dress for dress in telling if dress.head == LABEL and dresses[dress] < _FEWEST_SET_APART}
    style = _Style(
        frozenset(telling),
        plain=_PLAIN in dresses,
        spaced=_mostly(parts[place].line.gap for place in sure if parts[place].dress == _PLAIN) or not sure,
        inline=any(known[place].rest for place in sure),
        colon=sum(parts[place].colon and not parts[place].markers for place in sure) >= _FEWEST_SET_APART,
    )
    around = zip(range(len(parts)), [None, *parts], parts, [*parts[1:], None], strict=False)
    guessed = {
        place: heading
        for place, before, part, after in around
        if place not in known and (heading := _guess(before, part, after, style, labels))
    }
    return Outline(known, guessed)


@dataclass(frozen=True, slots=True)
class _Style:
    """How the headings of a document stand: the dresses that tell them from text; whether some stand in none and have
    blank space above, whether text follows some in their own line, and whether they end with a colon."""

    telling: frozenset[Dress]
    plain: bool
    spaced: bool
    inline: bool
    colon: bool


def _mostly(values: Iterable[bool]) -> bool:
    counts = Counter(values)
    return counts[True] > counts[False]


def _take_apart(line: Line) -> _Line:
    markers, text = split_heading_markers(*split_line_markers(line))
    if (cut := _CUT.search(text)) and cut.start() > 0:
        colon = cut[0].strip()[0] in ":："
        return _Line(line, markers, text[: cut.start()], text[cut.end() :].strip(" ._…"), colon, not colon)
    for blank in re.finditer(" ", text[: _MOST_INLINE + 2]):
        if split_markers(text[blank.end() :])[0]:
            return _Line(line, markers, text[: blank.start()], text[blank.end() :])
    return _Line(line, markers, text.strip(" ._…"), "")


def _own_dresses(parts: Sequence[_Line], labels: LabelTable) -> Counter[Dress]:
    """Where no heading of a form is met: the dresses whose lines name several sections by their words."""
    targets: dict[Dress, list[str]] = {}
    for part in parts:
        stands = part.dress.telling or (part.line.gap and not _SPEAKS.search(part.words))
        target = labels.section_by_words(part.words) if part.can_be_heading and stands and not part.rest else ""
        if target not in ("", "other"):
            targets.setdefault(part.dress, []).append(target)
    return Counter(
        {
            dress: len(named)
            for dress, named in targets.items()
            if len(set(named)) >= (_FEWEST_SET_APART if dress.strong or dress.head else _FEWEST_NUMBERED)
        }
    )


def _guess(before: _Line | None, part: _Line, after: _Line | None, style: _Style, labels: LabelTable) -> Heading | None:
    if not part.can_be_heading:
        return None
    target = labels.section_by_words(part.words)
    if part.rest:
        stands = part.leader or (style.inline and (part.dress in style.telling or part.line.gap))
        ends_list = before is None or bool(before.markers)
        stands = stands or (style.colon and part.colon and ends_list and not part.markers)
    elif part.dress.telling:
        stands = part.dress in style.telling
        ranks = part.line.head and not part.number and not _SPEAKS.search(part.words)
        target = target or ("other" if ranks else "")
    else:
        stands = style.plain and _begins_block(part, after, style)
        target = target or ("other" if part.colon and style.colon and style.spaced else "")
    if not stands or not target:
        return None
    return Heading("section", target, "", part.rest, part.number, GUESSED, True, part.line.number, part.words)


def _begins_block(part: _Line, after: _Line | None, style: _Style) -> bool:
    """Whether a plain line stands over its text as the known headings do: blank space above, or a list below."""
    if after is None or _SPEAKS.search(part.words):
        return False
    begins = bool(after.markers) and (after.bulleted or after.number[-1] == 1)
    over_text = style.spaced and not after.line.gap and len(part.words) <= _MOST_INLINE
    return (begins or over_text) and (part.line.gap or not style.spaced)


def whole_labels(lines: Sequence[Line], labels: LabelTable) -> list[Line]:
    """The lines, a label that its cell was too narrow for (ที่มาและความสำคัญของ|ปัญหา) as one."""
    whole: list[Line] = []
    for line in lines:
        before = whole[-1] if whole else None
        if before and before.strong and line.strong and not (line.gap or line.bullet or line.head):
            joined = join_lines([before.text, line.text])
            match = labels.match(joined)
            if match and not match.errors and match.end == len(joined) and not PERSON_TITLE.match(line.text):
                whole[-1] = replace(before, text=joined, repairs=before.repairs + line.repairs)
                continue
        whole.append(line)
    return whole
