"""Ends of values of fields that a story follows without a label."""

import pytest

from ingest.fields.value_boundaries import value_end

STORY = " ข้าพเจ้าเริ่มทำงานที่ตำบลนี้เมื่อสิบปีก่อนและได้เห็นหลายอย่างเปลี่ยนไปตามกาลเวลา"


@pytest.mark.parametrize(
    ("target", "value"),
    [
        ("phone", "08-0000-1234"),
        ("event", "ปี พ.ศ. 2558"),
        ("author_office", "สำนักงานพัฒนาชุมชนอำเภอแม่ทะ จังหวัดลำปาง"),
    ],
)
def test_a_long_value_ends_where_its_pattern_ends(target: str, value: str) -> None:
    assert value_end(target, value + STORY, "") == len(value)
    assert value_end(target, value, "") == 0


def test_a_field_without_a_pattern_keeps_all_of_its_value() -> None:
    assert value_end("author_name", "นางสาวมะลิ ใจงาม" + STORY, "") == 0
    assert value_end("category", "เทคนิค" + STORY, "") == 0
