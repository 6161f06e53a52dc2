"""Fields of a record, filled line by line."""

from __future__ import annotations

from tests.documents import records_of_text


def test_a_second_owner_that_begins_no_record_is_kept_as_other_text() -> None:
    (record,) = records_of_text(
        "ชื่อเรื่อง การทำฝาย\nชื่อ-นามสกุล นางมะลิ ใจงาม\nชื่อ-นามสกุล นายภูผา ทุ่งกว้าง\nขุมความรู้\n1. คุยกันก่อน\n2. ทำบัญชี\n"
    )
    assert record.author_name == "นางมะลิ ใจงาม"
    assert [item.text for item in record.section("other").items] == ["ชื่อ-นามสกุล นายภูผา ทุ่งกว้าง"]
