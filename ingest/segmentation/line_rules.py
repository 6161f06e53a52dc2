"""Rules that decide what to do with a line: pure functions of the line's evidence and the segmenter's state."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from ingest.fields.value_boundaries import fits_field
from ingest.fields.value_shapes import looks_like_value
from ingest.forms.label_table import LabelTable
from ingest.items.list_markers import Number, follows
from ingest.segmentation.headings.heading_rules import GLUED, Heading
from ingest.segmentation.headings.line_classifier import NAMING_FIELDS, ClassifiedLine
from ingest.segmentation.headings.worded_fields import worded_field
from ingest.segmentation.segment_state import SegmentState
from ingest.vocabulary import alternation

_LONGEST_UNKNOWN_HEADING = 60
"""Letters of a heading that no form knows, and of a story's line that did not run to its next line. A guess."""

_FORM_PART = re.compile(rf"{alternation('lists', 'form_part_nouns')}ที่\s?\d{{1,2}}(?:\s*[:.]|\s)?\D{{0,50}}")
"""The name of a part of a form (ส่วนที่ 2 สาระขององค์ความรู้); its sections have headings of their own."""

Action = Literal[
    "skip",
    "close",  # chrome that a site prints around a post ends it
    "end_cover",  # a table of contents ends the cover of a booklet
    "address",  # an office's address at the foot of a record
    "event_date",  # the date is the value of the label above it
    "signature_date",
    "post_date",
    "later_date",  # a second date above the record: text
    "start",  # a form's own name begins a record
    "part",  # the name of a part of a form
    "section",
    "other_section",  # a heading that ends the section and names none
    "field",
    "signature",
    "other_field",  # a label that is no field of a record
    "text",
]


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do with a line, and the ``heading`` that it was read as. ``begins_record``: another record begins with it
    (``at_label``: because a field's label stands there); ``ends_record``: the record's sections end before it."""

    action: Action
    heading: Heading | None = None
    begins_record: bool = False
    at_label: bool = False
    ends_record: bool = False


def decide(state: SegmentState, line: ClassifiedLine, labels: LabelTable) -> Decision:
    """The decision for the line at hand in this state."""
    record = state.record
    if line.role == "chrome":
        return Decision("close")
    if line.role == "date":
        return _decide_date(state)
    if line.role == "contents":
        is_cover = state.facts.has_contents and not any(raw.has_sections for raw in state.records)
        return Decision("end_cover" if is_cover else "skip")
    if line.role == "foot" and record.sections:
        return Decision("address")
    return _decide_text(state, line, labels) if line.role in ("text", "foot") else Decision("skip")


def _decide_date(state: SegmentState) -> Decision:
    """A date alone on its line: a value, the date of a signature, or that of a post, which begins a record."""
    record = state.record
    if state.pending == "event":
        return Decision("event_date")
    # A date at the foot of a document, with no text behind it, is that of the record above.
    ends_document = state.position > state.facts.last_text and state.mode != "closed"
    if state.mode == "tail" or (record.has_sections and ends_document):
        return Decision("signature_date")
    if record.has_sections:
        return Decision("post_date", begins_record=True)
    return Decision("post_date" if record.post_date is None else "later_date")


def _decide_text(state: SegmentState, line: ClassifiedLine, labels: LabelTable) -> Decision:
    heading = line.heading_in(state.context) or _styled_heading(state) or _header_field(state, line, labels)
    if heading is None:
        return Decision("part" if _FORM_PART.fullmatch(line.line.text) else "text")
    if heading.kind == "start":
        return Decision("start", begins_record=bool(state.record.values) or state.record.has_sections)
    if heading.kind == "section":
        return Decision("other_section" if heading.target == "other" else "section", heading)
    return _decide_field(state, line, heading)


def _styled_heading(state: SegmentState) -> Heading | None:
    """The heading of no form that the line is by its style, if it holds in this place."""
    guess = state.facts.outline.guessed.get(state.position)
    if guess is None or state.mode == "tail" or (guess.target == state.mode and not guess.number):
        return None
    if guess.target == "other" and not state.record.sections.get(state.mode):
        return None
    if not (state.record.has_sections or state.record.values) and guess.target != "background":
        return None
    return guess if not guess.number or _is_next_heading(state, guess.number) else None


def _header_field(state: SegmentState, line: ClassifiedLine, labels: LabelTable) -> Heading | None:
    """The field of a header whose label no form has."""
    record = state.record
    in_story = state.mode == "header" and record.sections and not line.line.head
    if state.context.kind != "header" or state.pending or in_story:
        return None
    field = worded_field(line, state.line_after, labels, record.values)
    return field if field and (field.target != "other" or record.values) else None


def _decide_field(state: SegmentState, line: ClassifiedLine, heading: Heading) -> Decision:
    """A field's label: a value, the beginning of another record, or text where the label means nothing."""
    if heading.target == "other":
        return Decision("other_field", heading)
    if _is_sentence(heading) or _continues_story(state, line, heading):
        return Decision("text")
    action: Action = "signature" if heading.target == "signature" else "field"
    context = state.context.kind
    is_known = heading.target in state.record.values
    names_record = heading.target in NAMING_FIELDS
    if context == "section" or (context == "story" and (heading.weak or is_known)):
        if action == "signature":
            return Decision(action, heading)
        if not names_record or (heading.weak and not _owner_follows(state, heading)):
            return Decision("text")
    elif not (context == "tail" and is_known and names_record):
        return Decision(action, heading)
    if state.sections_follow:
        return Decision(action, heading, begins_record=True, at_label=True)
    return Decision(action, heading, ends_record=True)


def _is_sentence(heading: Heading) -> bool:
    """Whether the apparent label of a time begins a sentence (เมื่อปี พ.ศ. 2561 ผมจึง…)."""
    is_dated = heading.target == "event" and heading.rest[:1].isdigit()
    return is_dated and not looks_like_value("event", heading.rest)


def _continues_story(state: SegmentState, line: ClassifiedLine, heading: Heading) -> bool:
    """Whether a label with more glued to it is the head of a story's next line (…แต่ละ|หน่วยงานต่างคน…)."""
    story, before = state.record.sections.get("background", []), state.line_before
    if not story or before is None or line.line.gap or heading.confidence != GLUED:
        return False
    is_inside = story[-1].number == before.line.number and len(before.line.text) > _LONGEST_UNKNOWN_HEADING
    return is_inside and not fits_field(heading.target, heading.rest)


def _owner_follows(state: SegmentState, heading: Heading) -> bool:
    """Whether an everyday word is the title of the next record: its owner's label is in the next line."""
    if heading.target not in state.record.values or state.line_after is None:
        return False
    after = state.line_after.header_heading
    return after is not None and after.kind == "field" and after.target == "author_name"


def is_unknown_heading(state: SegmentState, line: ClassifiedLine) -> bool:
    """Whether plain text is a heading no form knows: its number follows the last heading's, while the items' do not."""
    number = line.number
    is_short = len(line.heading_text) < _LONGEST_UNKNOWN_HEADING
    if not (number and state.heading and is_short and _is_next_heading(state, number)):
        return False
    is_free = not state.item or _is_item_under_heading(state)
    return state.mode in state.record.headings and len(number) == len(state.heading) and is_free


def is_below_table(state: SegmentState, line: ClassifiedLine) -> bool:
    """Whether the line is a note below a form whose headings and text are in a table."""
    content = state.record.sections.get(state.mode, [])
    return bool(content) and state.in_table and content[-1].cell and not line.line.cell


def _is_next_heading(state: SegmentState, number: Number) -> bool:
    """Whether a heading's number goes on from the last heading's, and is none of the items under that."""
    if not state.heading:
        return number == (1,)
    is_item = follows(number, state.item) and not _is_item_under_heading(state)
    return follows(number, state.heading) and not is_item


def _is_item_under_heading(state: SegmentState) -> bool:
    """Whether the last item carries its heading's number and one more (2.3 under 2)."""
    depth = len(state.heading)
    return len(state.item) > depth and state.item[:depth] == state.heading
