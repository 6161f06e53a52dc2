"""Text that moves between raw records once their boundaries are known."""

from __future__ import annotations

import pytest

from ingest.document import LABEL, Line
from ingest.segmentation.raw_record import RawRecord
from ingest.segmentation.record_assembly import return_leftovers, split_prelude

STORY = "น้ำในบ่อปลาของหมู่บ้านเน่าทุกเดือนเมษายน ผมจึงชวนเด็กโรงเรียนมาวัดความลึกทุกเช้าแล้วเขียนติดไว้หน้าศาลา"


@pytest.mark.parametrize(
    ("head", "in_booklet", "moves"),
    [
        (Line("นายก่อ ดีมาก นักวิชาการพัฒนาชุมชน สพอ.ลอง", 1), False, True),
        (Line("บ่อปลาที่เด็กเฝ้า", 1, head=2), False, True),
        (Line("บ่อปลาที่เด็กเฝ้า", 1, head=LABEL), False, False),
        (Line("บ่อปลาที่เด็กเฝ้า", 1), False, False),
        (Line("บ่อปลาที่เด็กเฝ้า", 1), True, True),
    ],
    ids=["owner", "heading", "label", "plain title", "title in a booklet"],
)
def test_text_below_the_head_of_a_record_is_its_story(head: Line, in_booklet: bool, moves: bool) -> None:
    story = Line(STORY, 2)
    record = RawRecord(prelude=[head, story])
    split_prelude(record, in_booklet)
    assert record.prelude == ([head] if moves else [head, story])
    assert record.sections == ({"background": [story]} if moves else {})


def test_short_text_below_the_head_is_no_story() -> None:
    record = RawRecord(prelude=[Line("บ่อปลาที่เด็กเฝ้า", 1, head=2), Line("ปี 2560", 2)])
    split_prelude(record, False)
    assert (len(record.prelude), record.sections) == (2, {})


def test_leftovers_of_a_label_go_back_to_the_record_above() -> None:
    first, rest = RawRecord(), RawRecord(prelude=[Line("ท้าย", 9)], other=[Line("ปก", 10)], at_label=True)
    return_leftovers([first, rest])
    assert [line.text for line in first.other] == ["ท้าย", "ปก"]
    assert (rest.prelude, rest.other) == ([], [])
