"""Names of persons: titles, sort order and initials."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmsearch.thai.person_names import initial, name_key, without_title


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
def test_the_letter_a_list_has_a_name_by(name: str, letter: str) -> None:
    assert initial(name) == letter


def test_titles_do_not_count_in_the_order() -> None:
    names = ["นายกล้า", "นางไก่", "นางสาวขวัญ", "เขียว", "ดร.ไพศาล", "นางแอน"]
    keys = [name_key(name) for name in names]
    assert sorted(set(keys)) == keys


@given(st.text(max_size=30))
def test_a_name_without_its_title_is_the_end_of_it(name: str) -> None:
    assert name.endswith(without_title(name))
    assert without_title(without_title(name)) == without_title(name)
