"""Labels in the middle of a line: weighs the evidence of each occurrence of a label, and decides where to cut.

The words of labels occur in prose too, so each occurrence is weighed. Evidence for a heading: a number that continues
the last heading's, English in brackets behind it, a colon, a list that begins there, other labels of a form in the same
line. Evidence against it: a sentence that runs on, an open end before it, a number of the list around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from ingest.fields.value_boundaries import value_ends
from ingest.items.list_markers import Number, follows
from ingest.segmentation.splitting.label_occurrences import LabelOccurrence
from ingest.vocabulary import alternation
from kmsearch.thai.characters import LETTERS
from kmsearch.thai.dates import ENGLISH_MONTHS, MONTHS

HEADING_WEIGHT = 4
"""Weight from which a section's label in mid-line is a heading. Judged on records and invented documents flattened in
a dozen ways, and on prose that holds the same words: headings weigh 4 to 9, words in prose 3 and less."""

_FORM_LABELS, _SURE_FORM_LABELS = 3, 5
"""Different labels in one line from which it looks like a flattened form, and from which it is one beyond doubt. A
guess."""

_LIKELY_WEIGHT = HEADING_WEIGHT - 2
"""Weight from which a label counts among those of a flattened form."""

_LONG_FIELD = 12
"""Letters of a field's label that is looked for behind the heading of a story: years and days are named in stories. A
guess."""

_SHORTEST_CONTENT = 20
"""Letters that a section must hold when its label is the only evidence for it. A guess."""

_UNMISTAKABLE_LENGTH = 20
"""Letters from which a label seldom occurs in prose (วิธีการ/ขั้นตอนการจัดการความรู้). A guess."""

_FARTHEST_FIELD = 450
"""Letters from one label of a form's head to the next: the longest titles and categories have 400."""

_NAMING_FIELDS = ("author_name", "title")
_TIME_AND_PLACE = ("event", "place")

_COLON = re.compile(r"\s*(?:[:：]+|\.{3,}|…+)")
_LEADER = re.compile(rf"\s*[.…]{{4,}}\s*\d{{1,3}}(?=\s+[{LETTERS}]|$)")
_CONTENTS = re.compile(rf"^{alternation('labels', 'page')}(?:\s|$)|[.…]{{4,}}\s*\d{{1,3}}\s")
_DASH = re.compile(r"\s*[-–—](?:\s|$)")
_ENGLISH = re.compile("[A-Za-z]")
_NUMBERS = re.compile(r"(?<!\S)\(?(\d{1,2}(?:\.\d{1,2})*)\s?[.)](?!\d)|(?<!\S)(\d{1,2}(?:\.\d{1,2})+)(?=\s)")
_RUNS_ON = re.compile(rf"\s*{alternation('prose', 'after_inline_label')}")
_MAY_RUN_ON = re.compile(rf"\s*{alternation('prose', 'perhaps_after_inline_label')}")
_OPEN_END = re.compile(rf"(?:{alternation('prose', 'before_inline_label')}|[,“\"‘'/(])$")
_MAY_BE_OPEN = re.compile(rf"{alternation('prose', 'perhaps_before_inline_label')}$")
_POST_END = re.compile(
    rf"(?<=\s){alternation('web_posts', 'post_ends')}|(?<=\s)[/=_*~#]{{5,}}|(?<=[/=_*~#]{{5}})(?=\s)"
)
_POST_DATE = re.compile(
    rf"{alternation('dates', 'weekday')}\s*\d{{1,2}}\s*(?:{MONTHS})\s*(?:พ\.?ศ\.?\s*)?\d{{4}}"
    rf"|(?:Posted on )?{ENGLISH_MONTHS} \d{{1,2}}, \d{{4}}(?: by \S+)?"
)


@dataclass(frozen=True, slots=True)
class Cut:
    """An offset to cut at; ``label``: a label begins there."""

    offset: int
    label: bool


def choose_cuts(text: str, occurrences: Sequence[LabelOccurrence]) -> list[Cut]:
    """The cuts of ``text``, in order: before each label, and at the end of a value that runs on as a story."""
    if not any(occurrence.start for occurrence in occurrences) and not _POST_END.search(text):
        return []
    weights = [_weight(text, occurrence, after) for occurrence, after in zip_longest(occurrences, occurrences[1:])]
    weighed = list(zip(occurrences, weights, strict=True))
    sections = [(occurrence, weight) for occurrence, weight in weighed if _can_be_section(text, occurrence)]
    likely = {occurrence.label.target for occurrence, weight in sections if weight >= _LIKELY_WEIGHT}
    heads = _form_heads(text, weighed, len(likely) >= _FORM_LABELS)
    fields = [occurrence for head in heads for occurrence in head]
    form_weight = (len(likely) >= _FORM_LABELS) + (len(likely) >= _SURE_FORM_LABELS) + bool(heads)
    contents, post_heads = _contents_entries(text, heads), set(_post_heads(text, heads))
    post_ends = {match.start() for match in _POST_END.finditer(text)}
    label_offsets = {*_headings(text, sections, fields, form_weight), *(field.start for field in fields)}
    values = [(field.label.target, field.start, field.end) for field in fields]
    value_offsets = set(value_ends(text, values, sorted(label_offsets | post_ends)))
    cut_offsets = {
        offset
        for offset in label_offsets | post_ends | value_offsets | post_heads
        if not contents or offset > contents[-1]
    }
    return [
        Cut(offset, offset in label_offsets) for offset in sorted(cut_offsets | set(contents)) if 0 < offset < len(text)
    ]


def _can_be_section(text: str, occurrence: LabelOccurrence) -> bool:
    return occurrence.label.kind == "section" and text[occurrence.start] != "("


def _weight(text: str, occurrence: LabelOccurrence, after: LabelOccurrence | None) -> int:
    """Weight of the label itself and the text around it; numbers and other labels are weighed later."""
    rest, bracket = occurrence.rest, occurrence.bracket
    is_leader = bool(_LEADER.match(rest))
    is_list = occurrence.list_follows or bool(_DASH.match(rest))
    is_separated = bool(_COLON.match(rest)) and not is_leader
    is_long = len(occurrence.label.letters) >= _UNMISTAKABLE_LENGTH
    weight = (
        2 * occurrence.label.strong - (not occurrence.clean) + is_long + 2 * is_list + 2 * is_separated - 4 * is_leader
    )
    if bracket is not None:
        weight += 2 if _ENGLISH.search(bracket) else 1
    elif not (is_list or is_separated or occurrence.number):
        weight -= 3 if _RUNS_ON.match(rest) else bool(_MAY_RUN_ON.match(rest))
        is_bare = occurrence.content_length < _SHORTEST_CONTENT and not (after and after.is_evident)
        weight -= 3 * is_bare
    if not (is_list or is_separated or occurrence.number):
        before = text[: occurrence.start].rstrip()
        may_be_open = bool(_MAY_BE_OPEN.search(before))
        weight -= 3 if _OPEN_END.search(before) else (2 if bracket is None else 1) * may_be_open
    return weight


def _headings(
    text: str, sections: Sequence[tuple[LabelOccurrence, int]], fields: Sequence[LabelOccurrence], form_weight: int
) -> Iterator[int]:
    """Indices of the section labels that are headings; ``form_weight``: weight of other labels in the line."""
    heading: Number = ()
    seen_sections: set[str] = set()
    last: LabelOccurrence | None = None
    position = 0
    for occurrence, weight in sections:
        passed = [field for field in fields if position <= field.start < occurrence.start]
        heading = next((field.number for field in reversed(passed) if field.number), heading)
        seen_sections = set() if any(field.label.target in _NAMING_FIELDS for field in passed) else seen_sections
        position = max([position, *(field.end for field in passed)])
        item = _last_number(text[position : occurrence.start])
        total = weight + form_weight + _weight_of_number(occurrence.number, heading, item)
        total += _weight_of_repeat(occurrence, last) if occurrence.label.target in seen_sections else 1
        if total >= HEADING_WEIGHT or occurrence.start == 0:
            yield occurrence.start
            heading, position = occurrence.number or heading, occurrence.end
            seen_sections.add(occurrence.label.target)
            last = occurrence


def _weight_of_repeat(occurrence: LabelOccurrence, last: LabelOccurrence | None) -> int:
    """Weight against a repeated section; two labels of one section may follow each other (ปัญหา … แนวทางแก้ไข)."""
    is_second = (
        last is not None and last.label.target == occurrence.label.target and last.label.text != occurrence.label.text
    )
    return 0 if is_second else -4


def _last_number(text: str) -> Number:
    numbers = [match[1] or match[2] for match in _NUMBERS.finditer(text)]
    return tuple(int(part) for part in numbers[-1].split(".")) if numbers else ()


def _weight_of_number(number: Number, heading: Number, item: Number) -> int:
    """Weight for a number that continues the last heading's, and against one that continues the last item's."""
    if not number:
        return 0
    is_next = follows(number, heading) or (len(number) > 1 and number[:-1] in (heading, heading[:-1]))
    if follows(number, item):
        return 1 if is_next else -4
    return 3 if is_next else 0 if heading else 1


def _form_heads(
    text: str, weighed: Sequence[tuple[LabelOccurrence, int]], is_form: bool
) -> list[list[LabelOccurrence]]:
    """The heads of forms: labels of fields near each other, whose values have the shapes of these fields.

    ``is_form``: the line holds headings enough to be a form, so that before them short labels (เรื่อง, โดย) count too.
    """
    heads: list[list[LabelOccurrence]] = [[]]
    in_story = False
    for occurrence, weight in weighed:
        label = occurrence.label
        if label.kind == "section":
            is_story = label.target == "background"
            in_story = in_story or (is_story and weight + bool(occurrence.number) >= _LIKELY_WEIGHT)
            if heads[-1] and label.strong and not is_story and weight >= HEADING_WEIGHT:
                heads.append([])
            continue
        if (occurrence.is_short and not (is_form and len(heads) == 1)) or not _can_be_field(text, occurrence):
            continue
        if in_story and label.target in _TIME_AND_PLACE and len(label.letters) < _LONG_FIELD:
            continue
        if heads[-1] and occurrence.start - heads[-1][-1].end > _FARTHEST_FIELD:
            heads.append([])
        heads[-1].append(occurrence)
        in_story = in_story and label.target not in _NAMING_FIELDS
    return [head for head in map(_without_cover, heads) if _is_form_head(head)]


def _without_cover(head: list[LabelOccurrence]) -> list[LabelOccurrence]:
    """The head without leading years and places: they belong to a cover, and no form begins with them."""
    first = next((index for index, field in enumerate(head) if field.label.target not in _TIME_AND_PLACE), len(head))
    return head[first:]


def _can_be_field(text: str, occurrence: LabelOccurrence) -> bool:
    label = occurrence.label
    if _CONTENTS.search(occurrence.value):
        return False
    is_after_open_end = _OPEN_END.search(text[: occurrence.start].rstrip())
    if label.kind == "start":
        return not is_after_open_end
    if label.target == "signature" and _COLON.match(text, occurrence.end):
        return True
    if occurrence.number:
        return occurrence.clean or label.strong or occurrence.fits
    if is_after_open_end:
        return False
    if occurrence.fits:
        return True
    is_spoken = _RUNS_ON.match(text[occurrence.end :]) or not occurrence.value
    has_free_value = label.target in ("title", "category", *_TIME_AND_PLACE)
    return not is_spoken and (occurrence.clean or label.strong) and has_free_value


def _is_form_head(head: Sequence[LabelOccurrence]) -> bool:
    targets = {occurrence.label.target for occurrence in head}
    if len(targets) >= _FORM_LABELS and targets & {"author_name", "title", "signature"}:
        return True
    owner = next((field for field in head if field.label.target in ("signature", "author_name")), None)
    is_named = owner is not None and owner.names_owner
    return is_named and (len(targets) >= 2 or head[0].label.target == "signature")


def _contents_entries(text: str, heads: Sequence[Sequence[LabelOccurrence]]) -> list[int]:
    """Offsets behind each row of a table of contents above the first form; other lines of a cover are not cut."""
    leaders = [match.end() for match in _LEADER.finditer(text, 0, heads[0][0].start)] if heads else []
    return leaders if len(leaders) > 1 else []


def _post_heads(text: str, heads: Sequence[Sequence[LabelOccurrence]]) -> Iterator[int]:
    """Offsets of the date of a post above a form's head, and of the post's own heading behind it."""
    for head in heads:
        near = max(0, head[0].start - _FARTHEST_FIELD)
        for match in _POST_DATE.finditer(text, near, head[0].start):
            yield from match.span()
