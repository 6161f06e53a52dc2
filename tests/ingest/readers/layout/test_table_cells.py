"""Boxes and cells of a page, from the positions of its rows."""

from __future__ import annotations

import pytest

from ingest.readers.layout.rows import LayoutRow
from ingest.readers.layout.table_cells import box_edges, continues_value, join_label_lines


def row(text: str, left: float, right: float, top: float, bold: bool = False) -> LayoutRow:
    """A row in letters of 10 points."""
    return LayoutRow(text, left, right, top, 10.0, bold)


def test_lines_beside_other_text_have_the_right_edge_of_their_box() -> None:
    box = [row("ก", 50, 240, 100), row("ข", 50, 250, 115), row("ค", 50, 120, 130)]
    beside = row("ภาพ", 300, 400, 115)
    assert box_edges(box, [*box, beside]) == {id(line): 250 for line in box}


@pytest.mark.parametrize(
    "beside",
    [row("ล่าง", 300, 400, 300), row("ใกล้", 100, 400, 115), row("ซ้าย", 10, 40, 115)],
    ids=["below the box", "indented text", "left of the box"],
)
def test_lines_without_text_beside_their_box_have_no_edge(beside: LayoutRow) -> None:
    box = [row("ก", 50, 240, 100), row("ข", 50, 250, 115), row("ค", 50, 120, 130)]
    assert box_edges(box, [*box, beside]) == {}


def test_two_lines_are_no_box() -> None:
    box = [row("ก", 50, 240, 100), row("ข", 50, 250, 115)]
    assert box_edges(box, [*box, row("ภาพ", 300, 400, 115)]) == {}


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (row("พัฒนาชุมชน", 120, 220, 114), True),
        (row("พัฒนาชุมชน", 55, 155, 114), False),
        (row("พัฒนาชุมชน", 120, 220, 140), False),
        (row("ณ ที่นี้", 120, 160, 114), False),
    ],
    ids=["no room for its word", "not indented", "too far below", "room for its word"],
)
def test_a_value_continues_below_where_its_next_word_had_no_room(after: LayoutRow, expected: bool) -> None:
    first = row("สังกัด สำนักงาน", 50, 250, 100)
    cells = [first, after, row("โทร", 320, 350, 100)]
    assert continues_value(first, after, cells) is expected


def test_a_label_broken_over_the_lines_of_its_cell_is_joined_before_its_value() -> None:
    label = [row("ชื่อ", 50, 80, 100), row("เรื่อง", 50, 85, 112)]
    value = row("การทำฝาย", 150, 250, 100)
    assert [line.text for line in join_label_lines([*label, value])] == ["ชื่อเรื่อง", "การทำฝาย"]
    assert [line.text for line in join_label_lines([label[0], row("1. ก", 50, 85, 112), value])] == [
        "ชื่อ",
        "1. ก",
        "การทำฝาย",
    ]
