"""The privacy boundary: masking in texts, telephone fields, records, results and other values."""

from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.privacy.boundary import NOTHING_HIDDEN, Boundary
from corpus.privacy.masking import mask_phone, mask_text
from corpus.privacy.restoring import restored
from corpus.record import Evidence, Item, Record, Section, Source
from index.results import Hit, Request, ResultPage, Snippet
from kmsearch.config import Settings

SAID = "โทร 08-0000-1234"
RECORD = Record(
    "r1",
    title=SAID,
    author_office=SAID,
    phone="08-0000-1234",
    category=SAID,
    year=2560,
    sections=(Section("strategies", (Item(SAID), Item(SAID, lead=True))), Section("other", (Item(SAID),))),
    note=SAID,
    source=(Source(SAID),),
    checks=(SAID,),
    evidence=MappingProxyType({"phone": Evidence("1-1", 1.0, SAID)}),
)


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
def test_a_phone_field(phone: str, masked: str) -> None:
    assert mask_phone(phone) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("โทร.0800001234 ทุกวัน", "โทร.xxxxxx1234 ทุกวัน"),
        ("โทร๐๘-๐๐๐๐-๑๒๓๔", "โทรxx-xxxx-๑๒๓๔"),
        ("ที่ (000) 000123 หรือ 08-0000-1234", "ที่ (xxx) xx0123 หรือ xx-xxxx-1234"),
    ],
)
def test_a_number_inside_a_text(text: str, masked: str) -> None:
    assert mask_text(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "ปี 2554-2560",
        "วันที่ 01-02-2560",
        "งบประมาณ 1,000,000 บาท",
        "อัตรา 0.12345678",
        "ข้อ 01 02 03 04 05",
        "เลขที่ 1000000001235",
        "รหัส A0800001234",
    ],
)
def test_other_numbers_are_not_masked(text: str) -> None:
    assert mask_text(text) == text


@given(st.text(alphabet="0๐12 -.()+ก/", max_size=40))
def test_masking_keeps_the_length_and_changes_only_digits(text: str) -> None:
    for masked in (mask_text(text), mask_phone(text)):
        assert len(masked) == len(text)
        assert all(new == old or (new == "x" and old.isdecimal()) for new, old in zip(masked, text, strict=True))


def test_a_record_is_masked_in_every_part() -> None:
    masked = Boundary().disclose(RECORD)
    assert "08-0000" not in repr(masked)
    assert repr(masked).count("xx-xxxx-1234") == repr(RECORD).count("08-0000-1234")
    assert masked.year == 2560


def test_a_number_split_by_highlights_is_masked() -> None:
    cut = Snippet("other", "อื่น ๆ", 1, (("โทร 08-", False), ("0000", True), ("-1234 ครับ", False)))
    hit = Hit("r1", cut, {"phone": "08-0000-1234", "author_office": SAID, "topics": ["ก"]}, (cut,))
    page = Boundary().disclose(ResultPage(Request(), 1, hits=(hit,)))
    assert page.hits[0].title.pieces == (("โทร xx-", False), ("xxxx", True), ("-1234 ครับ", False))
    assert page.hits[0].snippets[0] == page.hits[0].title
    assert page.hits[0].fields == {"phone": "xx-xxxx-1234", "author_office": "โทร xx-xxxx-1234", "topics": ["ก"]}


def test_an_invalid_phone_field_is_masked_too() -> None:
    assert Boundary().disclose({"phone": "12345678"}) == {"phone": "xxxx5678"}
    assert Boundary().disclose({"title": "12345678"}) == {"title": "12345678"}


def test_ids_and_file_names_are_not_masked() -> None:
    values = {"id": "0812345678", "original": "0812345678", "digest": "0812345678"}
    assert Boundary().disclose(values) == values


@pytest.mark.parametrize("value", [3, None, True, 2.5, "ก", (), [], {}, frozenset({"ก"}), Path("ก"), Item("ก")])
def test_values_without_private_data_are_the_same_object(value: object) -> None:
    assert Boundary().disclose(value) is value


def test_collections_keep_their_kind() -> None:
    assert Boundary().disclose((SAID, [SAID], {SAID: {SAID}}, Path(SAID))) == (
        *("โทร xx-xxxx-1234", ["โทร xx-xxxx-1234"]),
        *({"โทร xx-xxxx-1234": {"โทร xx-xxxx-1234"}}, Path("โทร xx-xxxx-1234")),
    )


def test_an_object_of_unknown_type_is_refused() -> None:
    class Unknown:
        pass

    with pytest.raises(TypeError, match="Unknown"):
        Boundary().disclose([Unknown()])


def test_settings_choose_the_masked_kinds() -> None:
    assert Boundary.from_settings(Settings()) == Boundary()
    closed = Settings(show_email=False, show_line_id=False)
    assert Boundary.from_settings(closed).hidden == {"phone", "citizen_id", "email", "line_id"}
    assert Boundary.from_settings(Settings(show_phone=True, show_citizen_id=True)) == NOTHING_HIDDEN
    assert (
        len({Boundary.from_settings(one).fingerprint for one in (Settings(), closed, Settings(show_phone=True))}) == 3
    )


def test_known_values_are_not_masked() -> None:
    text = "0812345678 และ 0898765432"
    known = Boundary().disclose([text], lambda text, span: span.value == "0898765432")
    assert known == ["xxxxxx5678 และ 0898765432"]


@pytest.mark.parametrize("boundary", [Boundary(), Boundary(frozenset({"phone"}))])
def test_masked_values_of_a_record_are_restored(boundary: Boundary) -> None:
    stored = Record("r1", phone="0812345678", note="อีเมล a.b@example.com โทร 0812345678", sections=RECORD.sections)
    assert restored(boundary.disclose(stored), stored) == stored


def test_edits_of_a_masked_record_are_kept() -> None:
    edited = Record("r1", title="ใหม่", phone="xx-xxxx-1234", note="โทร xx-xxxx-9999")
    assert restored(edited, RECORD) == Record("r1", title="ใหม่", phone="08-0000-1234", note="โทร xx-xxxx-9999")


def test_texts_with_the_same_masked_form_are_restored_in_order() -> None:
    items = (Item("โทร 0811115678"), Item("โทร 0822225678"))
    stored = Record("r1", sections=(Section("strategies", items),))
    assert restored(Boundary().disclose(stored), stored) == stored
