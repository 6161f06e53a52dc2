"""Thai text: normalisation and tokens with their offsets."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pythainlp.corpus import thai_words
from pythainlp.tokenize.newmm import segment
from pythainlp.tokenize.tcc import tcc
from pythainlp.util import Trie, collate

from kmsearch.thai.characters import CONSONANTS, TONE_MARKS, WORD_CHARACTERS
from kmsearch.thai.normalise import (
    collapse_whitespace,
    collation_key,
    fold,
    join_lines,
    normalise,
    repair_by_rule,
    to_arabic_digits,
)
from kmsearch.thai.tokenizer import Analyzer, clusters

DICTIONARY = sorted(thai_words())
MISSPELT = {"รักษาู"}
"""Words of PyThaiNLP's dictionary with misplaced marks."""

ONE_RUN = [word for word in DICTIONARY if re.fullmatch(f"[{WORD_CHARACTERS}]{{2,}}", word)]

NASTY = (
    *"กขนทผปยรสอฤเแโใไะาำัิีืุู็่้๊๋์ํฺ๎ๆฯ๐๕",
    *("ํา", "าํ", "ำา", "เเ", "ท่ี", "นํ้า", " ้", " า", " ", "  ", "\t", "\n", "\r\n", "\r", "."),
    *("\u200b", "\u200d", "\ufeff", "\xad", "\xa0", "\u2028", "\x07", "\uf70a", "\uf711", "A", "é", "2560", "😀"),
)
nasty = st.lists(st.sampled_from(NASTY), max_size=24).map("".join)
plain_texts = st.lists(
    st.sampled_from(["กลุ่มออมทรัพย์", "ที่", "OTOP", "กข.คจ.", "๒๕๖๐", "ๆ", "ฯลฯ", "(", "ปี", "ก", "Ž", "ñ", "·"])
    | st.sampled_from([" ", "\n", ". ", "-"])
    | nasty,
    max_size=8,
).map("".join)


@pytest.fixture(scope="module")
def analyzer() -> Analyzer:
    return Analyzer(["โอทอป", "กข.คจ.", "จปฐ."])


def terms(analyzer: Analyzer, text: str) -> list[str]:
    return [term.text for term in analyzer.words(normalise(text))]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("สํา", "สำ"),
        ("สาํ", "สำ"),
        ("ทำา", "ทำ"),
        ("นํ้า", "น้ำ"),
        ("น้ํา", "น้ำ"),
        ("นำ้", "น้ำ"),
        ("ท่ี", "ที่"),
        ("คา่", "ค่า"),
        ("ที่่", "ที่"),
        ("สิทธ์ิ", "สิทธิ์"),
        ("เเละ", "และ"),
        ("ก\u200bลุ่ม\ufeff", "กลุ่ม"),
        ("ปี\xa02560", "ปี 2560"),
        ("บรรทัด\r\nใหม่\rหรือ\u2028ไม่", "บรรทัด\nใหม่\nหรือ\nไม่"),
        ("ป\uf701\uf70aน", "ปิ่น"),
        ("ญ\uf718หร\uf70fา", "ญุหรญา"),
        ("ก\x00ข\x7f", "กข"),
        ("ศีล ๕ ข้อ\tค่ะ", "ศีล ๕ ข้อ\tค่ะ"),
    ],
)
def test_normalise_gives_the_canonical_spelling(written: str, meant: str) -> None:
    assert normalise(written) == meant


@pytest.mark.slow
@settings(max_examples=800, deadline=None)
@given(nasty)
def test_normalise_is_idempotent(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@pytest.mark.slow
@settings(max_examples=800, deadline=None)
@given(nasty)
def test_repair_by_rule_is_idempotent(text: str) -> None:
    assert repair_by_rule(repair_by_rule(text)) == repair_by_rule(text) == normalise(repair_by_rule(text))


def test_dictionary_words_are_canonical() -> None:
    assert [word for word in DICTIONARY if normalise(word) != word] == sorted(MISSPELT)


@pytest.mark.slow
@pytest.mark.parametrize("between", [" ", "", "\n", " (", "\t"])
def test_repair_by_rule_keeps_sound_text(between: str) -> None:
    text = between.join(word for word in DICTIONARY if word not in MISSPELT)
    assert repair_by_rule(text) == text


@pytest.mark.parametrize(
    ("broken", "meant"),
    [
        ("อ าเภอ", "อำเภอ"),
        ("จ าเป็น", "จำเป็น"),
        ("ด าเนินการท าแผน", "ดำเนินการทำแผน"),
        ("ต้องท า", "ต้องทำ"),
        ("ก ำ ลัง", "กำ ลัง"),
        ("ผลิตภัณฑ ์", "ผลิตภัณฑ์"),
        ("ผลิตภัณฑ\xa0์", "ผลิตภัณฑ์"),
        ("ท ี ่ ด ิน", "ที่ ดิน"),
        ("น ้ำ", "น้ำ"),
        ("น้ ำ", "น้ำ"),
        ("น้ า", "น้ำ"),
        ("สํ านัก", "สำนัก"),
        ("สํา สาํ ท่ี นํ้า เเละ", "สำ สำ ที่ น้ำ และ"),
    ],
)
def test_repair_of_broken_extraction(broken: str, meant: str) -> None:
    assert repair_by_rule(broken) == meant


@pytest.mark.parametrize("text", ["ก า ร", "ก า ร ป ร ะ ชุ ม", "ตาก ลม", "ข้อ ๕ า", "มา ๆ", "ก ข ค", "ไป\nาก", "ปะ า"])
def test_repair_by_rule_keeps_plausible_blanks(text: str) -> None:
    assert repair_by_rule(text) == text


def test_wrapped_lines() -> None:
    assert join_lines(["การมีส่วน", "  ร่วม ของ\tชุมชน ", "", "OTOP", "ปี", "2560", "และ"]) == (
        "การมีส่วนร่วม ของ ชุมชน OTOP ปี 2560 และ"
    )
    assert join_lines(["ต่าง", "ๆ", "กรุงเทพฯ", "ไป"]) == "ต่าง ๆ กรุงเทพฯ ไป"
    assert join_lines([]) == ""


@given(st.text())
def test_one_line(text: str) -> None:
    line = collapse_whitespace(text)
    assert line.split() == text.split()
    assert line == " ".join(line.split(" ")).strip()


@pytest.mark.slow
@settings(max_examples=300)
@given(st.text() | nasty)
def test_fold_keeps_offsets(text: str) -> None:
    assert len(fold(text)) == len(to_arabic_digits(text)) == len(text)
    assert fold(fold(text)) == fold(text)


@given(st.lists(st.sampled_from([word for word in ONE_RUN if not re.search(f"[็{TONE_MARKS}์]", word)]), max_size=30))
def test_collation_agrees_with_pythainlp(words: list[str]) -> None:
    """Compares words without marks only: PyThaiNLP ignores all marks but the first."""
    assert sorted(words, key=collation_key) == collate(words)


@pytest.mark.parametrize(
    "order",
    [
        *("กก กา ก่า ก้า กาล เกม เก็ม เกิด แก ไก่ ขา", "ปา ป่า ป้า ป๋า ป่าน", "โรค ฤทธิ์ ลม", "ก กข เขา ไข่ ครู"),
        *("หมู่ 2|หมู่ 10|หมู่ ๑๑|หมู่บ้าน", "แก้ว ใจดี|แก้ว ยินดี|แก้วตา ใจดี", "abc|ABD|ก"),
    ],
)
def test_collation_is_that_of_a_thai_dictionary(order: str) -> None:
    words = order.split("|" if "|" in order else None)
    keys = [collation_key(word) for word in words]
    assert sorted(set(keys)) == keys


@given(nasty)
def test_collation_ignores_spelling_variants(text: str) -> None:
    assert collation_key(text) == collation_key(normalise(text)) == collation_key(fold(text))


def test_digits_and_case() -> None:
    assert to_arabic_digits("ปี ๒๕๖๐ ๑A") == "ปี 2560 1A"
    assert fold("ปี ๒๕๖๐ OToP İ") == "ปี 2560 otop İ"


@pytest.mark.slow
@settings(max_examples=500, deadline=None)
@given(text=plain_texts)
def test_offsets_of_terms_point_into_the_text(analyzer: Analyzer, text: str) -> None:
    found = analyzer.words(text)
    assert all(fold(text[term.start : term.end]).replace(".", "") == term.text for term in found)
    assert all(first.end <= second.start for first, second in zip(found, found[1:], strict=False))
    covered = {place for term in found for place in range(term.start, term.end)}
    uncovered = [char for place, char in enumerate(text) if place not in covered]
    assert not [char for char in uncovered if re.match(rf"[{CONSONANTS}\dA-Za-z]", char)]
    assert not [term for term in found if re.search("[ๆฯ]", term.text)]


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("OTOPกับตลาด", ["otop", "กับ", "ตลาด"]),
        ("กข.คจ.", ["กขคจ"]),
        ("โครงการกข.คจ.บ้าน", ["โครงการ", "กขคจ", "บ้าน"]),
        ("ข้อมูลจปฐ. ปี", ["ข้อมูล", "จปฐ", "ปี"]),
        ("อบต. และ อ.บ.ต.", ["อบต", "และ", "อบต"]),
        ("น.ส.สมศรี", ["นส", "สม", "ศรี"]),
        ("ต่างๆ ต่าง ๆ", ["ต่าง", "ต่าง"]),
        ("กรุงเทพฯ", ["กรุงเทพ"]),
        ("พ.ศ.๒๕๖๐", ["พศ", "2560"]),
        ("งบ 1,234.50 บาท", ["งบ", "1", "234", "50", "บาท"]),
        ("a_b@c.co", ["a", "b", "c", "co"]),
        ("โอทอป", ["โอทอป"]),
        ("“!” ฿ ๛ … ๆ", []),
        ("", []),
    ],
)
def test_segmentation(analyzer: Analyzer, text: str, cut: list[str]) -> None:
    assert terms(analyzer, text) == cut


def test_terms_ignore_thai_digits_and_extra_blanks(analyzer: Analyzer) -> None:
    assert terms(analyzer, "หลัก ๕ ก") == ["หลัก", *terms(analyzer, "5ก")]


@pytest.mark.parametrize(
    ("word", "compound"),
    [
        ("บริการ", "การให้บริการ"),
        ("พัฒนา", "การพัฒนาชุมชน"),
        ("ออมทรัพย์", "กลุ่มออมทรัพย์เพื่อการผลิต"),
        ("จัดการ", "การจัดการความรู้"),
    ],
)
def test_words_inside_compounds(analyzer: Analyzer, word: str, compound: str) -> None:
    assert word in analyzer.subwords(compound)
    assert analyzer.is_word(word)


@pytest.mark.slow
@settings(max_examples=400, deadline=None)
@given(words=st.lists(st.sampled_from(ONE_RUN), min_size=1, max_size=5))
def test_every_dictionary_word_is_a_subword_of_a_text_with_it(analyzer: Analyzer, words: list[str]) -> None:
    text = "".join(words)
    cut = {term.text for term in analyzer.words(text)}
    assume(all(map(analyzer.is_word, cut)))
    assert set(words) <= cut | set(analyzer.subwords(text))


@pytest.fixture(scope="module")
def trie() -> Trie:
    return Trie(DICTIONARY)


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(parts=st.lists(st.sampled_from(ONE_RUN) | st.text("กขคตนมยรสหอะาิีุูเแโ่้์็", max_size=6), max_size=40))
def test_words_and_clusters_equal_pythainlp(trie: Trie, parts: list[str]) -> None:
    text = "".join(parts)
    words = [word for word in segment(text, trie, safe_mode=True) if re.search(f"[{CONSONANTS}]", word)]
    assert [term.text for term in Analyzer().words(text)] == words
    assert list(clusters(text)) == list(tcc(text))


@settings(max_examples=300, deadline=None)
@given(name=st.text("กขคงจชดตนบปมยรลวสหอะาิีุูเแโ่้", min_size=2, max_size=8), before=st.sampled_from(["", "บ้าน", "นาย"]))
def test_bigrams_match_words_outside_the_dictionary(analyzer: Analyzer, name: str, before: str) -> None:
    run = normalise(name)
    inside = analyzer.subwords(before + " " + run)
    assert set(analyzer.bigrams(run)) <= set(inside)
    assert "".join(clusters(run)) == run
    assert len(analyzer.bigrams(run)) == max(0, len(list(clusters(run))) - 1)
    assert not set(analyzer.bigrams(run)) & {term.text for term in analyzer.words(run)}


def test_own_words_are_single_terms() -> None:
    assert terms(Analyzer(), "ตลาดประชารัฐสามัคคีใหม่") != terms(Analyzer(["ประชารัฐสามัคคี"]), "ตลาดประชารัฐสามัคคีใหม่")
    assert "ประชารัฐสามัคคี" in terms(Analyzer(["ประชารัฐสามัคคี"]), "ตลาดประชารัฐสามัคคีใหม่")


def test_the_longest_own_abbreviation_matches() -> None:
    assert terms(Analyzer(["ศอช.ต.", "ศอช.ต.ก.", "ศอช.ต."]), "ที่ศอช.ต.ก. และศอช.ต.") == ["ที่", "ศอชตก", "และ", "ศอชต"]


@pytest.mark.slow
def test_the_fingerprint_follows_the_own_words() -> None:
    plain = Analyzer().fingerprint
    assert re.fullmatch("[0-9a-f]{16}", plain)
    assert Analyzer([]).fingerprint == Analyzer(["การ", " "]).fingerprint == plain
    others = [["นวัตวิถีใหม่"], ["นวัตวิถีใหม่", "ขพงฉ"], ["ขพ.งฉ."], ["ขพงฉ"]]
    assert len({plain, *(Analyzer(words).fingerprint for words in others)}) == 5
    assert Analyzer(["ขพงฉ", "นวัตวิถีใหม่"]).fingerprint == Analyzer(others[1]).fingerprint
