"""Query expansion: all notations of a year match each other."""

from __future__ import annotations

import pytest

from index.query.parser import parse
from index.results import Request
from index.searcher import Searcher
from kmsearch.lexicon.loader import load_lexicon
from tests.factories import MakeSearcher, record, section

LEXICON = load_lexicon()
WRITTEN = ("ปี 2560", "พ.ศ. ๒๕๖๐", "ปี 60", "๒๕๖๐", "ปีงบประมาณ 60")


@pytest.fixture(scope="module")
def searcher(make_searcher: MakeSearcher) -> Searcher:
    """One record per notation of the year, one of another year, and one in which the number is not a year."""
    texts = (*WRITTEN, "ปี 61", "ช่วย 60 ครัวเรือน")
    backgrounds = [section("background", f"เริ่ม{text} ที่วัด") for text in texts]
    return make_searcher(
        [record(f"r{number}", "งานกลุ่ม", background) for number, background in enumerate(backgrounds)], LEXICON
    )


@pytest.mark.parametrize("text", [*WRITTEN, "ปีพ.ศ.2560", "ปี ค.ศ. 2017", "2560", "ปี2560"])
def test_every_way_to_write_a_year_finds_the_others(searcher: Searcher, text: str) -> None:
    page = searcher.search(Request(text))
    assert {hit.id for hit in page.hits} == {f"r{number}" for number in range(len(WRITTEN))}


@pytest.mark.parametrize("text", ["60", "60 ครัวเรือน", "ปีนี้ 60", "1234", "ปี 9999", "ปี"])
def test_text_without_a_year_is_its_words(text: str) -> None:
    parsed = parse(text, LEXICON)
    assert parsed.terms
    assert [word.terms for word in parsed.words] == [(term,) for term in parsed.terms]


def test_a_year_as_typed_ranks_before_its_other_forms(searcher: Searcher) -> None:
    assert searcher.search(Request("ปี 60")).hits[0].id == "r2"
