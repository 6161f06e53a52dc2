"""Text typed on the wrong keyboard layout."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmsearch.thai.keyboard_layout import KEYS, to_latin, to_thai


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("[ibdki", "บริการ"),
        ("l;ylfu", "สวัสดี"),
        ("souh", "หนี้"),
        ("-pt", "ขยะ"),
        ("dv'm6os,^j[hko", "กองทุนหมู่บ้าน"),
        ("$(&", "๓๖฿"),
        ("แผน", "แผน"),
    ],
)
def test_thai_typed_on_the_us_layout(typed: str, meant: str) -> None:
    assert to_thai(typed) == meant


@pytest.mark.parametrize(("typed", "meant"), [("นะนย", "otop"), ("ฯธฯญ", "OTOP"), ("ดฟแำินนา", "facebook")])
def test_english_typed_on_the_thai_layout(typed: str, meant: str) -> None:
    assert to_latin(typed) == meant


@given(st.text(alphabet=sorted(KEYS)))
def test_to_latin_inverts_to_thai(text: str) -> None:
    assert to_latin(to_thai(text)) == text


@pytest.mark.slow
@given(st.text(alphabet=sorted(KEYS.values())))
def test_to_thai_inverts_to_latin(text: str) -> None:
    assert to_thai(to_latin(text)) == text


def test_every_printable_key_has_its_own_character() -> None:
    assert set(KEYS) == {chr(code) for code in range(33, 127)}
    assert len(set(KEYS.values())) == len(KEYS)
