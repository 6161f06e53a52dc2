"""Masking of phone numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.record import Evidence, Item, Record, Section, Source
from index.results import Fragment, Hit, Request, ResultPage
from webui.masking import mask_phone, mask_record, mask_results, mask_text


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("08-0000-1234", "xx-xxxx-1234"),
        ("0800001234", "xxxxxx1234"),
        ("000-000123", "xxx-xx0123"),
        ("0 2000 1234", "x xxxx 1234"),
        ("(000) 000123", "(xxx) xx0123"),
        ("๐๘-๐๐๐๐-๑๒๓๔", "xx-xxxx-๑๒๓๔"),
        ("+66 80 000 1234", "+xx xx xxx 1234"),
        ("08-0000-1234, 000-000567", "xx-xxxx-1234, xxx-xx0567"),
        ("0-0000-1234 ต่อ 15", "x-xxxx-1234 ต่อ 15"),
        ("", ""),
    ],
)
def test_a_phone_field_shows_its_last_four_digits(phone: str, masked: str) -> None:
    assert mask_phone(phone) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("โทร.0800001234 ทุกวัน", "โทร.xxxxxx1234 ทุกวัน"),
        ("โทร๐๘-๐๐๐๐-๑๒๓๔", "โทรxx-xxxx-๑๒๓๔"),
        ("ที่ (000) 000123 หรือ 08-0000-1234", "ที่ (xxx) xx0123 หรือ xx-xxxx-1234"),
    ],
)
def test_a_number_inside_a_text_is_masked(text: str, masked: str) -> None:
    assert mask_text(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "ปี 2554-2560",
        "วันที่ 01-02-2560",
        "งบประมาณ 1,000,000 บาท",
        "อัตรา 0.12345678",
        "ข้อ 01 02 03 04 05",
        "เลขที่ 1000000001234",
        "รหัส A0800001234",
    ],
)
def test_other_numbers_are_not_masked(text: str) -> None:
    assert mask_text(text) == text


@given(st.text(alphabet="0๐12 -.()+ก/", max_size=40))
def test_lengths_stay_and_nothing_but_digits_changes(text: str) -> None:
    for masked in (mask_text(text), mask_phone(text)):
        assert len(masked) == len(text)
        assert all(new == old or (new == "x" and old.isdecimal()) for new, old in zip(masked, text, strict=True))


def test_a_record_is_masked_in_every_part() -> None:
    said = "โทร 08-0000-1234"
    record = Record(
        "r1",
        title=said,
        author_office=said,
        phone="08-0000-1234",
        category=said,
        year=2560,
        sections=(Section("strategies", (Item(said), Item(said, lead=True))), Section("other", (Item(said),))),
        note=said,
        source=(Source(said),),
        checks=(said,),
        evidence={"phone": Evidence("1-1", 1.0, said)},
    )
    masked = mask_record(record)
    assert "08-0000" not in repr(masked)
    assert repr(masked).count("xx-xxxx-1234") == repr(record).count("08-0000-1234")
    assert masked.year == 2560


def test_a_result_is_masked_though_marks_cut_the_number() -> None:
    cut = Fragment("other", "อื่น ๆ", 1, (("โทร 08-", False), ("0000", True), ("-1234 ครับ", False)))
    hit = Hit("r1", cut, {"phone": "08-0000-1234", "author_office": "โทร 08-0000-1234", "topics": ["ก"]}, (cut,))
    page = mask_results(ResultPage(Request(), 1, (hit,), ()))
    assert page.hits[0].title.pieces == (("โทร xx-", False), ("xxxx", True), ("-1234 ครับ", False))
    assert page.hits[0].fragments[0] == page.hits[0].title
    assert page.hits[0].fields == {"phone": "xx-xxxx-1234", "author_office": "โทร xx-xxxx-1234", "topics": ["ก"]}
