"""Decisions of the segmenter, as tables: the action for a line in a given state, and its effect on the last record."""

from __future__ import annotations

import pytest

from ingest.forms.label_table import load_labels
from ingest.readers.text import as_lines
from ingest.segmentation.headings.heading_style import outline_of
from ingest.segmentation.headings.line_classifier import classify
from ingest.segmentation.line_rules import Decision, decide, is_unknown_heading
from ingest.segmentation.raw_record import FieldValue
from ingest.segmentation.segment_state import DocumentFacts, SegmentState

SECTION = "วิธีการดำเนินงาน"
OWNER = "ชื่อ-สกุล : นางสาวมะลิ ใจงาม"
DATE = "วันที่ 5 มกราคม 2560"


def state_at(
    *lines: str, position: int, mode: str, pending: str = "", has_section: bool = True, known: tuple[str, ...] = ()
) -> SegmentState:
    """The state before line ``position`` of a document; the record has a section of methods unless told otherwise, and
    values of the ``known`` fields."""
    classified = classify(as_lines("\n".join(lines)), load_labels())
    outline = outline_of(classified)
    last_text = max(at for at, line in enumerate(classified) if line.role == "text")
    state = SegmentState(DocumentFacts(classified, outline, frozenset(), last_text, has_contents=False))
    state.position, state.mode, state.pending = position, mode, pending
    if has_section:
        heading = outline.known[0]
        state.record.headings["methods"] = heading
        state.record.sections["methods"] = [classified[1].line]
    state.record.values = {name: FieldValue("ค่า", 1, 1, 1.0, "") for name in known}
    return state


def decision(state: SegmentState) -> Decision:
    return decide(state, state.facts.lines[state.position], load_labels())


@pytest.mark.parametrize(
    ("mode", "pending", "has_section", "has_text_behind", "action", "begins_record"),
    [
        ("header", "event", False, True, "event_date", False),
        ("tail", "", True, True, "signature_date", False),
        ("methods", "", True, False, "signature_date", False),
        ("methods", "", True, True, "post_date", True),
        ("prelude", "", False, True, "post_date", False),
    ],
)
def test_a_date_alone_on_its_line(
    mode: str, pending: str, has_section: bool, has_text_behind: bool, action: str, begins_record: bool
) -> None:
    behind = ["ข้อความต่อจากนั้น"] if has_text_behind else []
    state = state_at(
        SECTION, "1. จัดเวที", DATE, *behind, position=2, mode=mode, pending=pending, has_section=has_section
    )
    assert state.facts.lines[2].role == "date"
    decided = decision(state)
    assert (decided.action, decided.begins_record) == (action, begins_record)


@pytest.mark.parametrize(
    ("line", "mode", "known", "has_section_behind", "expected"),
    [
        (OWNER, "header", (), True, ("field", False, False)),
        (OWNER, "methods", (), True, ("field", True, False)),
        (OWNER, "methods", (), False, ("field", False, True)),
        (OWNER, "tail", ("author_name",), True, ("field", True, False)),
        (OWNER, "tail", (), True, ("field", False, False)),
        ("ชื่อ-สกุล นางสาวมะลิ ใจงาม", "methods", (), True, ("text", False, False)),
        ("ผู้บันทึกความรู้ นางสาวมะลิ ใจงาม", "methods", (), False, ("signature", False, False)),
        ("สถานที่ ศาลากลางบ้าน", "methods", (), False, ("text", False, False)),
        ("เรื่อง การออมของหมู่บ้าน", "methods", (), True, ("text", False, False)),
    ],
)
def test_a_label_of_a_field_is_a_value_a_boundary_or_text(
    line: str, mode: str, known: tuple[str, ...], has_section_behind: bool, expected: tuple[str, bool, bool]
) -> None:
    behind = ["ผลลัพธ์", "1. มีเงินออม"] if has_section_behind else []
    decided = decision(state_at(SECTION, "1. จัดเวที", line, *behind, position=2, mode=mode, known=known))
    assert (decided.action, decided.begins_record, decided.ends_record) == expected


@pytest.mark.parametrize(
    ("line", "action"),
    [
        ("ผลลัพธ์", "section"),
        ("บรรณานุกรม", "other_section"),
        ("แบบบันทึกองค์ความรู้", "start"),
        ("ส่วนที่ 2 สาระของเรื่อง", "part"),
        ("2. ฟังทุกคน", "text"),
        ("-----", "skip"),
        ("แสดงความคิดเห็น", "close"),
    ],
)
def test_other_lines_in_a_section(line: str, action: str) -> None:
    assert decision(state_at(SECTION, "1. จัดเวที", line, position=2, mode="methods")).action == action


@pytest.mark.parametrize(
    ("line", "item", "is_heading"),
    [
        ("4. งานที่ค้างอยู่", (), True),
        ("4. งานที่ค้างอยู่", (3,), False),
        ("5. งานที่ค้างอยู่", (), False),
        ("4. " + "งาน" * 30, (), False),
    ],
)
def test_a_heading_no_form_has_continues_the_numbers_of_headings(
    line: str, item: tuple[int, ...], is_heading: bool
) -> None:
    state = state_at(SECTION, "1. จัดเวที", line, position=2, mode="methods")
    state.heading, state.item = (3,), item
    assert is_unknown_heading(state, state.facts.lines[2]) is is_heading
