"""Repair of damaged Thai: each kind is repaired, sound text is unchanged, benchmark figures stay above floors."""

from __future__ import annotations

import random
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pythainlp.corpus import thai_words

from ingest.cleaning.cleaner import prepare
from ingest.document import Line
from kmsearch.thai.damage_repair import Repaired, Repairer, default_repairer, lexicon_in_use, use_lexicon
from kmsearch.thai.mojibake import recover
from kmsearch.thai.normalise import normalise
from kmsearch.thai.normalise import repair_by_rule as repair_by_rule
from tests.paths import ROOT

SOUND = "กรมการพัฒนาชุมชน อำเภอภูเวียง “ปี 2560” – ๕ แห่ง ฯลฯ น้ำ"
PIECES = [
    "ตา",
    "บล",
    "ชุม",
    "ชน",
    "พฒั นา",
    "ชอื่",
    "ก",
    "า",
    "ำ",
    "่",
    "ี",
    "ั",
    "เ",
    "ไ",
    " ",
    "  ",
    "\n",
    "\ufffd",
    "ๆ",
    "5",
]
pieces = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)


@pytest.fixture(scope="module")
def repairer() -> Repairer:
    return default_repairer()


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    path = ROOT / "benchmarks" / "damage_repair.py"
    spec = spec_from_file_location("benchmark_of_repair", path)
    assert spec and spec.loader
    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("damaged", "sound"),
    [
        ("อ าเภอ จ าเป็น ส าเร็จ", "อำเภอ จำเป็น สำเร็จ"),
        ("ค าแนะน าของผู้น า", "คำแนะนำของผู้นำ"),
        ("ก ารพัฒนา", "การพัฒนา"),
        ("ตาบล", "ตำบล"),
        ("จานวน", "จำนวน"),
        ("สาหรับ", "สำหรับ"),
        ("ประชุมที่ตาบลหนองแวง", "ประชุมที่ตำบลหนองแวง"),
        ("สํานัก สาํหรับ", "สำนัก สำหรับ"),
        ("พฒั นา", "พัฒนา"),
        ("ชอื่", "ชื่อ"),
        ("ชมุ ชน", "ชุมชน"),
        ("เครอื่ ง", "เครื่อง"),
        ("กลมุ่", "กลุ่ม"),
        ("ทดี่ นิ ทดี่ ี", "ที่ดิน ที่ดี"),
        ("ไมไ่ ด้", "ไม่ได้"),
        ("ผนู้ ำชุมชน", "ผู้นำชุมชน"),
        ("ต่า ง ๆ", "ต่าง ๆ"),
        ("กำร ผลกำร", "การ ผลการ"),
        ("ต\ufffdำบล จ\ufffdาเป็น อ\ufffdเภอ", "ตำบล จำเป็น อำเภอ"),
        ("ข\ufffdาว", "ข้าว"),
        ("กลุม เครือง", "กลุ่ม เครื่อง"),
        ("การพัฒ นาชุม ชน", "การพัฒนาชุมชน"),
        ("\uf0b7 ชุมชน \uf0fc ใช่", "• ชุมชน ✓ ใช่"),
        ("เเละก\u200bาร", "และการ"),
        ("นํ้า น้ํา น้้ำ ที่ี แและ ไไม่", "น้ำ น้ำ น้ำ ที่ และ ไม่"),
        ("กลุม่", "กลุ่ม"),
        ("การพัฒนาชุม 12 ชน เศรษ3ฐกิจพอเพียง", "การพัฒนาชุมชน เศรษฐกิจพอเพียง"),
        ("จังหวัดลาพูน", "จังหวัดลำพูน"),
    ],
)
def test_each_kind_of_damage_is_repaired(repairer: Repairer, damaged: str, sound: str) -> None:
    assert repairer.repair(damaged).text == sound


@pytest.mark.parametrize(
    "text",
    [
        "ตำบล ทำการ นำ ทา นา ยา ตา ดำ ดา",
        "นายทองดา ชานิ บ้านตากลม",
        "ประชุม ชน ใจ",
        "ก า ร ป ร ะ ชุ ม",
        "เรือง ชือ วา ไม",
        "ฮาร์เลม ชนามีเดีย อนิสา",
        "ข้อ ก ข ค และ ง",
        "กลุ่ม 5 คน หมู่ 3 บ้าน ครัว 20 เรือน กิโล 10 กรัม",
        "ข้อ3 ข้อ 5 ก 5ก OTOP5 ปี 2560 โทร 081-000-0000",
        "อำเภอเปือยน้อย เปิดโปรดักชัน ทีม อ.ด่านซ้าย",
    ],
)
def test_plausible_text_is_unchanged(repairer: Repairer, text: str) -> None:
    assert repairer.repair(text) == Repaired(text, 0)


def test_systematic_damage_is_undone_inside_known_words(repairer: Repairer) -> None:
    lost = "ตาบลนี้ทานา จานวนมาก อาเภอทาโครงการ สาหรับผู้นา"
    assert repairer.repair(lost).text == "ตำบลนี้ทำนา จำนวนมาก อำเภอทำโครงการ สำหรับผู้นำ"
    assert repairer.repair("คนทาสี").text == "คนทาสี"


def test_changes_are_counted_and_sound_text_has_none(repairer: Repairer) -> None:
    assert repairer.repair(SOUND).changes == 0
    assert repairer.repair("ก\u200bาร").changes == 0
    assert repairer.repair("ตาบล\nอำเภอ\nจานวน").changes == 2
    assert [line.changes for line in repairer.repair_lines(["ตาบล", "อำเภอ", "จานวน"])] == [1, 0, 1]
    assert repairer.repair_lines([]) == []


def test_documents_are_repaired_by_extraction() -> None:
    lines = [Line("ประชุมที่ตาบล", 1), Line("จานวน 5 คน", 2)]
    assert [line.text for line in prepare(lines)] == ["ประชุมที่ตำบล", "จำนวน 5 คน"]


def test_a_page_number_that_splits_a_word_is_removed() -> None:
    def texts(*lines: str) -> list[str]:
        return [line.text for line in prepare([Line(text, number) for number, text in enumerate(lines, 1)])]

    assert texts("การประชุมสมา", "๗", "ชิกทั้งหมด") == ["การประชุมสมา", "ชิกทั้งหมด"]
    assert texts("จำนวนสมาชิก", "12", "คน") == ["จำนวนสมาชิก", "12", "คน"]


def test_own_words_of_the_lexicon_in_use_are_known(tmp_path: Path) -> None:
    lexicon = tmp_path / "lexicon.yaml"
    lexicon.write_text("words: [กาลัง]", "utf-8")
    assert default_repairer().repair("บ้านกาลัง").text == "บ้านกำลัง"
    try:
        use_lexicon(lexicon)
        assert lexicon_in_use() == lexicon
        assert default_repairer().repair("บ้านกาลัง") == Repaired("บ้านกาลัง", 0)
    finally:
        use_lexicon(None)
    assert lexicon_in_use() is None


def decode_wrongly(text: str, right: str, wrong: str) -> str:
    return "".join(bytes([byte]).decode(wrong, "ignore") or chr(byte) for byte in text.encode(right))


@pytest.mark.parametrize(
    ("right", "wrong"),
    [("utf-8", "latin-1"), ("utf-8", "cp1252"), ("utf-8", "cp874"), ("cp874", "latin-1"), ("cp874", "cp1252")],
)
def test_mojibake_is_recovered(right: str, wrong: str) -> None:
    assert recover(decode_wrongly(SOUND, right, wrong)) == SOUND
    if right == "utf-8":
        assert recover(decode_wrongly(decode_wrongly(SOUND, right, wrong), right, wrong)) == SOUND


@pytest.mark.parametrize("text", [SOUND, "Ça coûte déjà été à l'œuvre, ÄÖÜß naïve", "เธอ เนก เธก", "à la carte", ""])
def test_text_without_mojibake_is_unchanged(text: str) -> None:
    assert recover(text) == text


@settings(max_examples=150, deadline=None)
@given(st.text() | pieces)
def test_recover_is_idempotent(text: str) -> None:
    assert recover(recover(text)) == recover(text)


@settings(max_examples=150, deadline=None)
@given(pieces)
def test_repair_is_idempotent(text: str) -> None:
    once = default_repairer().repair(text).text
    assert default_repairer().repair(once) == Repaired(once, 0)
    assert normalise(once) == once


@pytest.mark.slow
def test_dictionary_words_are_unchanged(repairer: Repairer) -> None:
    words = sorted(word for word in thai_words() if repair_by_rule(word) == word)
    random.Random(3).shuffle(words)
    text = "\n".join(" ".join(words[place : place + 12]) for place in range(0, len(words), 12))
    changed = [
        pair
        for pair in zip(text.split("\n"), repairer.repair(text).text.split("\n"), strict=True)
        if len(set(pair)) > 1
    ]
    assert len(changed) <= len(text) / 100_000


def test_the_sample_corpus_is_unchanged(repairer: Repairer, bench: ModuleType) -> None:
    score = bench.run_sound(repairer, bench.sound_texts())
    assert score.sound > 100_000
    assert score.spoilt <= score.sound / 100_000


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "floor"),
    [
        ("am: blank + aa", 0.99),
        ("am: nikhahit + aa", 0.99),
        ("am: aa + nikhahit", 0.99),
        ("am: lost ring", 0.95),
        ("am: U+FFFD before", 0.98),
        ("am: U+FFFD instead", 0.96),
        ("aa made am", 0.98),
        ("slipped, blank", 0.98),
        ("slipped", 0.98),
        ("order of marks", 0.99),
        ("lost tone", 0.8),
        ("blank before mark", 0.99),
    ],
)
def test_floors(repairer: Repairer, bench: ModuleType, kind: str, floor: float) -> None:
    texts = [text[:2500] for text in bench.sound_texts()[1::10]]
    score = bench.run(repairer, kind, 1.0, 7, texts)
    assert score.damaged > 80
    assert score.share >= floor, score.left
