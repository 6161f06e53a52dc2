"""Person names: titles, sort keys and initials."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmsearch.thai.person_names import initial_letter, name_sort_key, strip_titles


@pytest.mark.parametrize(
    ("name", "letter"),
    [
        ("นายแก้ว ทดสอบดี", "ก"),
        ("นางสาวเอมอร ทดสอบดี", "อ"),
        ("ว่าที่ ร.ต.หญิงใจเด็ด ทดสอบดี", "จ"),
        ("นายอำเภอทดสอบ", "น"),
        ("กลุ่มโอ่งทอง", "ก"),
        ("“เสือ” ทดสอบดี", "ส"),
        ("Mr. john Test", "M"),
        ("jane Test", "J"),
        ("ฤทธิ์ ทดสอบดี", "ฤ"),
        ("08-1234", ""),
        ("", ""),
    ],
)
def test_initial_letter_ignores_titles(name: str, letter: str) -> None:
    assert initial_letter(name) == letter


def test_sort_keys_ignore_titles() -> None:
    names = ["นายกล้า", "นางไก่", "นางสาวขวัญ", "เขียว", "ดร.ไพศาล", "นางแอน"]
    keys = [name_sort_key(name) for name in names]
    assert sorted(set(keys)) == keys


@given(st.text(max_size=30))
def test_stripping_titles_keeps_a_suffix_and_is_idempotent(name: str) -> None:
    assert name.endswith(strip_titles(name))
    assert strip_titles(strip_titles(name)) == strip_titles(name)
