"""Spelling correction over a corpus of a few words."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from index.suggest.spell_checker import Correction, Corrector
from index.suggest.spelling_model import SpellingModel
from kmsearch.lexicon.model import Lexicon
from kmsearch.thai.normalise import normalise

LEXICON = Lexicon(topics=(), synonyms=(("OTOP", "โอทอป"),), words=("โอทอป",))
COUNTS = {
    **{"บริการ": 9, "ตลาด": 20, "ชุมชน": 30, "กลุ่ม": 25, "ออมทรัพย์": 8, "ไกล่เกลี่ย": 2, "ข้าว": 12, "ขยะ": 5},
    **{"สวัสดิการ": 6, "หนี้": 9, "บรรจุภัณฑ์": 3, "facebook": 4, "marketing": 2, "การ": 40, "ของ": 50, "ที่": 50},
    **{"ท่องเที่ยว": 7, "ประชุม": 9, "ศรีพนมทอง": 1, "บริกาล": 1},
}
VOCABULARY = SpellingModel(COUNTS, LEXICON)
STANDING = {("ศรีพนมทอง",), ("ศรี", "พนมทอง"), ("ศรี", "พนม", "ทอง")}
CORRECTOR = Corrector(VOCABULARY, LEXICON, lambda terms: terms in STANDING)


def corrected_text(text: str) -> str:
    found = CORRECTOR.correct(text)
    return found.text if found else ""


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("บริกาน", "บริการ"),
        ("ไกล่เกลีย", "ไกล่เกลี่ย"),
        ("ท่องเทียว", "ท่องเที่ยว"),
        ("สวสัดิการ", "สวัสดิการ"),
        ("สวัสดการ", "สวัสดิการ"),
        ("สวัสดดิการ", "สวัสดิการ"),
        ("บรรจุภัฑณ์", "บรรจุภัณฑ์"),
        ("กลุมออมทรัพย์", "กลุ่มออมทรัพย์"),
        ("หนี่ของชุมชน", "หนี้ของชุมชน"),
        ("ตลาด  บริกาน ชุมชน", "ตลาด บริการ ชุมชน"),
        ("markting", "marketing"),
        ("บริกาน -หนี่", "บริการ -หนี่"),
        ('บริกาน "หนี่ค้าง" จังหวัด:น่าาน', 'บริการ "หนี่ค้าง" จังหวัด:น่าาน'),
    ],
)
def test_misspellings_are_corrected(typed: str, text: str) -> None:
    assert corrected_text(typed) == text


@pytest.mark.parametrize(
    "text",
    [
        *("", "   ", '"', "****", "๙๙", "2560", "ตลาดชุมชน", "ข่าว", "ขาว", "หนีหนี้", "ป้า", "บริกาล", "ศรีพนมทอง"),
        *("facebook", "tablet", "xyzzy", "ตลาด -pt", "ก" * 1000, "บริกาน " * 100),
    ],
)
def test_plausible_queries_are_unchanged(text: str) -> None:
    assert CORRECTOR.correct(text) is None


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("[ibdki", "บริการ"),
        ("l;ylfbdki", "สวัสดิการ"),
        ("-pt", "ขยะ"),
        ("9]kf ชุมชน", "ตลาด ชุมชน"),
        ("9]kf souh", "ตลาด หนี้"),
        ("ดฟแำินนา", "facebook"),
        ("นะนย", "otop"),
    ],
)
def test_the_other_keyboard_layout_is_recognised(typed: str, text: str) -> None:
    assert CORRECTOR.correct(typed) == Correction(
        text, tuple((a, b) for a, b in zip(typed.split(), text.split(), strict=True) if a != b), layout=True
    )


@pytest.mark.parametrize("word", sorted(COUNTS))
def test_words_of_the_corpus_are_unchanged(word: str) -> None:
    assert CORRECTOR.correct(word) is None


@given(st.sampled_from(sorted(LEXICON.analyzer.vocabulary)).map(normalise))
def test_dictionary_words_are_unchanged(word: str) -> None:
    assume(len(LEXICON.analyzer.words(word)) == 1)
    assert CORRECTOR.correct(word) is None


@given(st.text(max_size=40))
def test_any_text_has_a_correction_or_none(text: str) -> None:
    found = CORRECTOR.correct(text)
    assert found is None or (found.changes and found.text)


def test_tone_variants_are_of_the_corpus_most_frequent_first() -> None:
    assert VOCABULARY.tones("ขาว") == ["ข้าว"]
    assert VOCABULARY.tones("ข้าว") == []


def test_nearest_words_are_of_the_corpus_most_probable_first() -> None:
    assert VOCABULARY.nearest("บริกาน", 3) == ["บริการ"]
    assert VOCABULARY.nearest("โอทอบ", 3) == []
    assert VOCABULARY.nearest("จรวด", 3) == []
