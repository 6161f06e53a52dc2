"""Features of a record that deduplication compares."""

from __future__ import annotations

from ingest.dedup.features import MIN_LETTERS, RecordFeatures, body_texts, containment, letters, shingles
from tests.factories import record, section

LONG = "คุยกันก่อนแล้วค่อยทำ " * 6


def test_the_body_leaves_out_theories_and_other_text() -> None:
    assert len(letters(LONG)) >= MIN_LETTERS
    known = record("km-1", "", LONG, section("theories", "ระเบียบ"), section("other", "ปก"))
    assert body_texts(known) == [LONG.strip()]


def test_a_short_body_gives_all_texts() -> None:
    known = record("km-1", "", "สั้น", section("theories", "ระเบียบ"))
    assert body_texts(known) == ["สั้น", "ระเบียบ"]


def test_an_office_is_an_author_without_a_surname() -> None:
    features = RecordFeatures(record("km-1", author_name="สำนักงานพัฒนาชุมชน อำเภอแม่ทะ"))
    assert (features.is_office, features.author[1]) == (True, "")
    person = RecordFeatures(record("km-1", author_name="นางสาวมะลิ ใจงาม"))
    assert (person.is_office, person.author) == (False, ("มะลิ", "ใจงาม"))


def test_containment_is_the_share_of_the_part() -> None:
    part, whole = shingles("ปลุกตลาดริมคลอง"), shingles("ปลุกตลาดริมคลองให้กลับมา")
    assert containment(part, whole) == 1.0 > containment(whole, part) > 0
    assert containment(frozenset(), whole) == 0.0


def test_numbers_are_read_without_thousands_separators() -> None:
    assert RecordFeatures(record("km-1", "", "ขาย ๑,๒๐๐ บาท 5 วัน ปี 2560")).numbers == {"1200", "2560"}
