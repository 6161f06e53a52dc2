"""Comparison of authors and titles of two records."""

from __future__ import annotations

from itertools import permutations

import pytest

from corpus.record import Record
from ingest.dedup.author_title import differ_in_number, same_author, same_title
from ingest.dedup.features import RecordFeatures

OFFICE = "สำนักงานพัฒนาชุมชนอำเภอแม่ทะ"


def author(name: str, **fields: str) -> RecordFeatures:
    return RecordFeatures(Record("", author_name=name, **fields))  # type: ignore[arg-type]


def title(text: str) -> RecordFeatures:
    return RecordFeatures(Record("", title=text))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (author("นางมะลิ ใจงาม"), author("น.ส.มะลิ ใจงาม"), True),
        (author("นางมะลิ ใจงาม"), author("นางมะลิ ทุ่งรวงทอง"), False),
        (author("นางมะลิ ใจงาม"), author("นายภูผา ใจงาม"), False),
        (author("นางมะลิ ใจงาม"), author(""), None),
        (author("นางมะลิ ใจงาม"), author("นางมะลิ"), True),
        (author("นางมะลิ"), author("นางมะลิ"), True),
        (author("นางมะลิ ใจงาม", phone="08-0000-1234"), author("นางมะลิ ทุ่งรวงทอง", phone="0800001234"), True),
        (author("นางมะลิ ใจงาม", phone="1234"), author("นางมะลิ ทุ่งรวงทอง", phone="1234"), False),
        (author(OFFICE), author(OFFICE), True),
        (author(OFFICE, district="แม่ทะ"), author(OFFICE, district="สันกำแพง"), False),
        (author(OFFICE, province="ลำปาง"), author(OFFICE, province="เชียงใหม่"), False),
        (author(OFFICE, province="ลำปาง"), author("นางมะลิ ใจงาม", province="ลำปาง"), False),
    ],
)
def test_same_author(one: RecordFeatures, other: RecordFeatures, expected: bool | None) -> None:
    assert [same_author(*pair) for pair in permutations((one, other))] == [expected, expected]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("ปลุกตลาดริมคลอง", "", None),
        ("ปลุกตลาดริมคลองให้คึกคัก", "ปลุกตลาดริมคลองให้คึกคก", True),
        ("ปลุกตลาดริมคลอง", "ปลุกตลาดริมคลองให้กลับมาคึกคักอีกครั้งหนึ่ง", True),
        ("ปลุกตลาดริมคลอง 1", "ปลุกตลาดริมคลอง 2", False),
        ("ทอเสื่อกกให้หายทะเลาะ", "ปลุกตลาดริมคลอง", False),
        ("ตลาดน้ำ", "ตลาดนัด", False),
        ("ตลาดน้ำ", "ตลาดน้ำ", True),
    ],
)
def test_same_title(one: str, other: str, expected: bool | None) -> None:
    assert [same_title(*pair) for pair in permutations((title(one), title(other)))] == [expected, expected]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("ปลุกตลาดริมคลอง 2559", "ปลุกตลาดริมคลอง 2560", True),
        ("ปลุกตลาดริมคลอง 2559", "ทอเสื่อกกให้หายทะเลาะ 2560", False),
        ("อบรมผู้นำ รุ่นที่ 1", "อบรมผู้นำ", False),
        ("อบรมผู้นำ รุ่นที่ 2", "อบรมผู้นำ", True),
        ("อบรมผู้นำ รุ่นที่ 2", "", False),
    ],
)
def test_differ_in_number(one: str, other: str, expected: bool) -> None:
    assert [differ_in_number(*pair) for pair in permutations((title(one), title(other)))] == [expected, expected]
