"""Classes of Thai characters against the Unicode database."""

from __future__ import annotations

import unicodedata

from kmsearch.thai import characters

THAI = [chr(code) for code in range(0x0E00, 0x0E80) if unicodedata.name(chr(code), "")]


def names(text: str, prefix: str) -> list[str]:
    return [unicodedata.name(char).removeprefix(f"THAI CHARACTER {prefix} ") for char in text]


def test_combining_marks_are_the_nonspacing_marks_of_the_block() -> None:
    assert set(characters.COMBINING_MARKS) == {char for char in THAI if unicodedata.category(char) == "Mn"}


def test_leading_vowels_are_the_exceptions_to_logical_order() -> None:
    assert names(characters.LEADING_VOWELS, "SARA") == ["E", "AE", "O", "AI MAIMUAN", "AI MAIMALAI"]


def test_tone_marks_are_the_four_tones() -> None:
    assert names(characters.TONE_MARKS, "MAI") == ["EK", "THO", "TRI", "CHATTAWA"]


def test_letters_are_word_characters_and_three_signs() -> None:
    assert {char for char in THAI if char in characters.LETTERS} - set(characters.WORD_CHARACTERS) == set("ฯๆ฿")


def test_digits_run_from_zero_to_nine() -> None:
    assert [unicodedata.digit(char) for char in characters.DIGITS] == list(range(10))
