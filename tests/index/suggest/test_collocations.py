"""Phrases inside compound words, and pasted titles with the signs of the query language."""

from __future__ import annotations

import pytest

from index.results import Request
from index.searcher import Searcher
from kmsearch.lexicon.loader import load_lexicon
from tests.factories import MakeSearcher, record

# id: title, strategy
TEXTS = {
    "compound": ("งานสำนักงาน", "ลดขั้นตอนการให้บริการประชาชนหน้าเคาน์เตอร์"),
    "apart": ("งานอนามัย", "บริการดี ประชาชนพอใจ"),
    "colon": ("กลยุทธ์: ขายก่อนผลิต", "รับคำสั่งซื้อแล้วจึงทอ"),
    "dash": ("ปุ๋ยหมักจากเศษผัก -ทำเองได้", "กองใต้ร่มไม้"),
    "year": ("ปี : เก็บเกี่ยวสองหน", "หว่านถั่วหลังนา"),
}


@pytest.fixture(scope="module")
def searcher(make_searcher: MakeSearcher) -> Searcher:
    records = [record(id, title, text, province="น่าน") for id, (title, text) in TEXTS.items()]
    return make_searcher(records, load_lexicon())


def found(searcher: Searcher, text: str, **options: str) -> list[str]:
    return [hit.id for hit in searcher.search(Request(text, **options)).hits]  # type: ignore[arg-type]


@pytest.mark.parametrize("target", ["records", "items"])
@pytest.mark.parametrize("text", ['"บริการประชาชน"', '"ให้บริการประชาชน"', 'กลยุทธ์:"บริการประชาชน"', '"ขั้นตอนการให้"'])
def test_a_phrase_matches_from_or_to_the_inside_of_a_word(searcher: Searcher, text: str, target: str) -> None:
    assert found(searcher, text, target=target) == ["compound"]


def test_a_phrase_inside_a_word_is_highlighted(searcher: Searcher) -> None:
    (hit,) = searcher.search(Request('"บริการประชาชน"')).hits
    assert [piece for piece, marked in hit.snippets[0].pieces if marked] == ["บริการประชาชน"]


@pytest.mark.parametrize("text", ['"ประชาชนบริการ"', 'ชื่อเรื่อง:"บริการประชาชน"', 'วิธีการ:"บริการประชาชน"'])
def test_an_absent_phrase_is_not_found(searcher: Searcher, text: str) -> None:
    assert searcher.search(Request(text, exact=True)).hits == ()


@pytest.mark.parametrize("id", ["colon", "dash", "year"])
def test_a_pasted_title_is_found(searcher: Searcher, id: str) -> None:
    page = searcher.search(Request(TEXTS[id][0]))
    assert page.hits[0].id == id
    assert "คำธรรมดา" in page.note


def test_operators_that_match_are_operators(searcher: Searcher) -> None:
    assert found(searcher, "จังหวัด:น่าน -ปุ๋ยหมัก บริการ") == ["apart", "compound"]


def test_a_phrase_inside_a_word_of_a_title_is_found(make_searcher: MakeSearcher) -> None:
    titles = {"inside": "ลดขั้นตอนการให้บริการประชาชน", "other": "งานอนามัย"}
    searcher = make_searcher([record(id, title, "กองใต้ร่มไม้") for id, title in titles.items()], load_lexicon())
    assert found(searcher, '"บริการประชาชน"') == ["inside"]
    assert found(searcher, 'ชื่อเรื่อง:"บริการประชาชน"') == ["inside"]
