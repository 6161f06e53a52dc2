"""Values of fields that run on in the next line."""

import pytest

from ingest.fields.value_shapes import is_rest_of_value


@pytest.mark.parametrize(
    ("value", "rest", "joined"),
    [
        ("นางสาวมะลิ", "ใจงาม", True),
        ("นางสาวมะลิ ใจงาม", "รักดี", False),
        ("กลุ่มทอผ้า", "ใจงาม", False),
        ("นางสาวมะลิ", "นายก่อ", False),
        ("นางสาวมะลิ", "ไปประชุมที่อำเภอในวันรุ่งขึ้น", False),
    ],
)
def test_a_surname_in_the_next_line_belongs_to_a_given_name(value: str, rest: str, joined: bool) -> None:
    assert is_rest_of_value("author_name", value, rest) == joined
