"""Completion of a query while it is typed, over a few invented records."""

from __future__ import annotations

from threading import Event, Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.searcher import Searcher, open_searcher
from index.suggest.collocations import find_collocations
from index.suggest.suggester import MAX_CHARS, MAX_SUGGESTIONS, SIZE, Suggestion
from index.suggest.word_models import WordModels
from kmsearch.config import Settings
from kmsearch.lexicon.model import Lexicon
from kmsearch.thai.normalise import fold
from tests.factories import MakeSearcher, record

LEXICON = Lexicon(topics=(), synonyms=(), words=("โอทอป",))

# title, author, province, year, topics
ROWS = (
    ("การเลี้ยงแพะนมครบวงจร", "นายมานพ ตั้งใจ", "สตูล", 2561, ("ปศุสัตว์",)),
    ("ตั้งตลาดนัดสีเขียวหน้าอำเภอ", "นางสาวปราณี ใจเย็น", "ลำปาง", 2560, ("ตลาดและการขาย",)),
    ("ตลาดนัดเช้าวันพระ", "นางสาวปราณี ใจเย็น", "ลำพูน", 2563, ("ตลาดและการขาย",)),
    ("น้ำประปาภูเขา ๕ หมู่บ้าน", "นายมานพ ตั้งใจ", "ลำปาง", 2559, ("น้ำ",)),
    ("โครงการซ้ำชื่อ", "นางแก้วตา รุ่งเรือง", "ตรัง", 2557, ()),
    ("โครงการซ้ำชื่อ", "นางแก้วตา รุ่งเรือง", "ตรัง", 2558, ()),
    ("OTOP กับ Facebook", "นางแก้วตา รุ่งเรือง", "ตรัง", 2562, ("ตลาดและการขาย",)),
)
ITEMS = ("ชาวบ้านทำปุ๋ยหมักชีวภาพใช้เอง", "ขายปุ๋ยหมักชีวภาพให้สวนข้างเคียงของตำบล", "กรรมการคุยเรื่องสวัสดิการ")


@pytest.fixture(scope="module")
def searcher(make_searcher: MakeSearcher) -> Searcher:
    records = [
        record(f"r{number}", title, *ITEMS, author_name=author, province=province, year=year, topics=topics)
        for number, (title, author, province, year, topics) in enumerate(ROWS)
    ]
    return make_searcher(records, LEXICON)


def texts(found: tuple[Suggestion, ...], kind: str = "") -> list[str]:
    return [one.text for one in found if kind in ("", one.kind)]


def typed(found: Suggestion) -> list[str]:
    return [piece for piece, was_typed in found.pieces if was_typed]


def test_titles_match_at_any_word_prefix_matches_first(searcher: Searcher) -> None:
    found = searcher.suggest("ตลาดนัด")
    assert texts(found, "title") == ["ตลาดนัดเช้าวันพระ", "ตั้งตลาดนัดสีเขียวหน้าอำเภอ"]
    assert [one.record for one in found if one.kind == "title"] == ["r2", "r1"]
    assert [typed(one) for one in found if one.kind == "title"] == [["ตลาดนัด"]] * 2


def test_a_title_does_not_match_inside_a_word(searcher: Searcher) -> None:
    assert "การเลี้ยงแพะนมครบวงจร" in texts(searcher.suggest("แพะ"))
    assert "การเลี้ยงแพะนมครบวงจร" not in texts(searcher.suggest("ลี้ยง"))


def test_separate_words_of_a_title_match(searcher: Searcher) -> None:
    (found,) = (one for one in searcher.suggest("หน้า ตลาดนัด") if one.kind == "title")
    assert (found.text, typed(found)) == ("ตั้งตลาดนัดสีเขียวหน้าอำเภอ", ["ตลาดนัด", "หน้า"])


def test_records_of_the_same_title_are_one_suggestion_without_id(searcher: Searcher) -> None:
    (found,) = (one for one in searcher.suggest("โครงการซ้ำ") if one.kind == "title")
    assert (found.count, found.record) == (2, "")


@pytest.mark.parametrize(
    ("text", "kind", "name", "count"),
    [
        ("ลำ", "province", "ลำปาง", 2),
        ("ปศุ", "topic", "ปศุสัตว์", 1),
        ("ขาย", "topic", "ตลาดและการขาย", 3),
        ("นางสาว", "author", "นางสาวปราณี ใจเย็น", 2),
        ("ใจเย็น", "author", "นางสาวปราณี ใจเย็น", 2),
    ],
)
def test_names_have_document_counts(searcher: Searcher, text: str, kind: str, name: str, count: int) -> None:
    assert (kind, name, count) in [(one.kind, one.text, one.count) for one in searcher.suggest(text)]


@pytest.mark.parametrize(
    ("text", "completed"),
    [
        ("ปุ๋ยหมัก", "ปุ๋ยหมักชีวภาพ"),
        ("แพะ ปุ๋ยหมัก", "แพะ ปุ๋ยหมักชีวภาพ"),
        ("ขายปุ๋ยหมักชี", "ขายปุ๋ยหมักชีวภาพ"),
        ("-หนี้ ปุ๋ยหมัก", "-หนี้ ปุ๋ยหมักชีวภาพ"),
        ('"ปุ๋ยหมัก', '"ปุ๋ยหมักชีวภาพ'),
        ("กลยุทธ์:สวัสดิ", "กลยุทธ์:สวัสดิการ"),
    ],
)
def test_the_end_is_completed_and_the_rest_is_kept(searcher: Searcher, text: str, completed: str) -> None:
    found = next(one for one in searcher.suggest(text) if one.text == completed)
    assert found.kind in ("word", "phrase")
    assert found.pieces == ((text, True), (completed.removeprefix(text), False))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("เเพะ", "การเลี้ยงแพะนมครบวงจร"),
        ("น\u0e4dาประ", ""),
        ("น้ํา", "น้ำประปาภูเขา ๕ หมู่บ้าน"),
        ("5 หมู่", "น้ำประปาภูเขา ๕ หมู่บ้าน"),
        ("๕ หมู่", "น้ำประปาภูเขา ๕ หมู่บ้าน"),
        ("otop", "OTOP กับ Facebook"),
        ("FACE", "OTOP กับ Facebook"),
        ("\u200bแพะ\x00", "การเลี้ยงแพะนมครบวงจร"),
        ("crt", "การเลี้ยงแพะนมครบวงจร"),
        ("นะนย", "OTOP กับ Facebook"),
    ],
)
def test_typed_text_is_normalised_like_the_index(searcher: Searcher, text: str, name: str) -> None:
    assert texts(searcher.suggest(text), "title") == ([name] if name else [])


def test_a_last_chunk_on_the_other_keyboard_layout_is_completed(searcher: Searcher) -> None:
    assert "แพะ สวัสดิการ" in texts(searcher.suggest("แพะ l;yl"))


def test_a_misspelt_word_is_corrected(searcher: Searcher) -> None:
    assert texts(searcher.suggest("แพะ สวสัดิการ")) == ["แพะ สวัสดิการ"]


def test_completion_does_not_begin_inside_a_word(searcher: Searcher) -> None:
    suggested = texts(searcher.suggest("โครงการ"))
    assert "โครงการซ้ำชื่อ" in suggested
    assert [text for text in suggested if "การเลี้ยง" in text or "การขาย" in text] == []


def test_no_piece_begins_with_a_combining_mark(searcher: Searcher) -> None:
    found = next(one for one in searcher.suggest("น") if one.kind == "title")
    assert found.pieces[0] == ("น้ำ", True)


@pytest.mark.parametrize(
    "text",
    ["", "  ", "\x00\x1b\u200b", "ก" * 10_000, "แพะ" * MAX_CHARS, "ฃฅฃฅ", "()()", "*", '"', "\ud800", "%", "่้", "\n\n"],
)
def test_text_without_completion_gives_nothing(searcher: Searcher, text: str) -> None:
    assert searcher.suggest(text) == ()


@given(st.text(max_size=MAX_CHARS + 5), st.integers(-5, 30))
def test_any_text_gives_few_distinct_suggestions(searcher: Searcher, text: str, size: int) -> None:
    found = searcher.suggest(text, size)
    assert len(found) <= max(0, min(size, MAX_SUGGESTIONS))
    assert len({fold(one.text) for one in found}) == len(found)


@pytest.mark.parametrize("text", ["ก", "ต", "น", "เ", "ลำ", "ปุ๋ย", "นาง"])
def test_marked_pieces_are_the_typed_text(searcher: Searcher, text: str) -> None:
    found = searcher.suggest(text)
    assert 0 < len(found) <= SIZE
    assert all(piece.startswith(text) for one in found for piece in typed(one))


def test_other_threads_get_nothing_while_one_builds_the_tables(
    searcher: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = searcher._generations._current.reader.words
    ready, begun, go_on = words.suggester(), Event(), Event()

    def make(self: WordModels) -> object:
        begun.set()
        go_on.wait(10)
        return ready

    monkeypatch.setattr(WordModels, "_make_suggester", make)
    monkeypatch.setattr(words, "_suggester", None)
    maker = Thread(target=searcher.suggest, args=("",))
    maker.start()
    assert begun.wait(10)
    assert searcher.suggest("แพะ") == ()
    go_on.set()
    maker.join()
    assert searcher.suggest("แพะ")


def test_an_empty_corpus_suggests_nothing(tmp_path_factory: pytest.TempPathFactory) -> None:
    settings = Settings(home=tmp_path_factory.mktemp("empty"))
    with open_searcher(settings, LEXICON, on_message=lambda _: None) as searcher:
        assert searcher.suggest("ก") == ()


# Phrases


def counted(*texts: str) -> dict[str, int]:
    return find_collocations([[text] for text in texts], LEXICON.analyzer)


FILLER = ("สมุดบัญชีหาย", "ฝนตกถนนลื่น", "ประชุมเย็นวันศุกร์", "ปลูกผักหลังบ้าน", "ซ่อมเครื่องสูบน้ำ")


def test_a_phrase_needs_three_records() -> None:
    assert counted(*["แปลงผักสาธิต"] * 3, *FILLER) == {"แปลงผักสาธิต": 3}
    assert counted("แปลงผักสาธิต แปลงผักสาธิต แปลงผักสาธิต", "แปลงผักสาธิต", *FILLER) == {}


def test_chance_neighbours_are_not_a_phrase() -> None:
    texts = [f"{first}{second}" for first in ("กลุ่ม", "ตลาด", "ชุมชน") for second in ("บ้าน", "วัด", "โรงเรียน")]
    assert counted(*texts * 4) == {}


def test_function_words_and_numbers_are_at_neither_end() -> None:
    found = counted(*["ผลผลิตของการเกษตรและที่ 25 ไร่"] * 4, *FILLER)
    assert found
    assert not [
        text for text in found if text.startswith(("ของ", "และ", "ที่")) or text.endswith(("ของ", "การ", "และ", "ที่"))
    ]
    assert not [text for text in found if "25" in text]


def test_a_blank_separates_words_unless_they_are_latin() -> None:
    found = counted(*["แปลงผัก สาธิต Smart Farmer"] * 4, *FILLER)
    assert set(found) == {"Smart Farmer"}


def test_a_fragment_of_a_longer_phrase_is_dropped() -> None:
    assert set(counted(*["ผ้าฝ้ายย้อมคราม"] * 4, *FILLER)) == {"ผ้าฝ้ายย้อมคราม"}
    assert "ย้อมคราม" in counted(*["ผ้าฝ้ายย้อมคราม"] * 4, *["เสื้อย้อมคราม"] * 4, *FILLER)
