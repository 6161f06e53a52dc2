"""The query parser."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh.query import Not, Prefix, Query, Term

from index.engines.protocol import TEXT, PhraseText
from index.query.parser import FIELD_NAMES, MAX_CHARS, MAX_WORDS, ParsedQuery, parse
from index.query.planning import compose
from kmsearch.errors import QueryError
from kmsearch.lexicon.model import Lexicon

LEXICON = Lexicon(
    topics=(),
    synonyms=(("OTOP", "โอทอป", "หนึ่งตำบล หนึ่งผลิตภัณฑ์"), ("จปฐ.", "ความจำเป็นพื้นฐาน")),
    words=("โอทอป",),
)


def read(text: str) -> ParsedQuery:
    return parse(text, LEXICON)


def free(text: str) -> list[str]:
    return [" ".join(word.terms) for word in read(text).words]


def leaves(query: Query) -> list[Query]:
    return [query] if query.is_leaf() else [leaf for child in query.children() for leaf in leaves(child)]


def fields(text: str) -> set[str]:
    return {leaf.field() for clause in read(text).required for leaf in leaves(clause)}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ตลาดชุมชน", ["ตลาด", "ชุมชน"]),
        ("ตลาด  ตลาด", ["ตลาด"]),
        ("หลัก ๕ ก", ["หลัก", "5", "ก"]),
        ("๒๕๖๐", ["2560"]),
        ("Marketing", ["marketing"]),
        ("นํ้า", ["น้ำ"]),
        ("เเผน", ["แผน"]),
        ("ตลา\u200bด", ["ตลาด"]),
        ("จปฐ.", ["จปฐ"]),
        ("เวลา 10:30", ["เวลา", "10", "30"]),
        ("ตลาด - หนี้", ["ตลาด", "หนี้"]),
        ("กลุ่ม(สตรี)", ["กลุ่ม", "สตรี"]),
        ("ตลาดหรือหนี้", ["ตลาด", "หรือ", "หนี้"]),
        ('ตลาด "', ["ตลาด"]),
        ("หนึ่งตำบล หนึ่งผลิตภัณฑ์ ลำปาง", ["หนึ่ง ตำบล หนึ่ง ผลิตภัณฑ์", "ลำปาง"]),
    ],
)
def test_free_words_are_tokens(text: str, words: list[str]) -> None:
    assert free(text) == words


@pytest.mark.parametrize(
    "text", ["", "   ", "****", "🙂🙂", '"', '""', "(((", "-", ")-(", "\x00\x07", "ๆ", ": : :", "..."]
)
def test_text_without_words_is_an_empty_query(text: str) -> None:
    assert read(text).is_empty


def test_synonyms_match_with_a_lower_weight() -> None:
    (word,) = read("โอทอป").words
    assert ("otop",) in word.marks
    assert ("หนึ่ง", "ตำบล", "หนึ่ง", "ผลิตภัณฑ์") in word.marks
    boosts = {str(child): child.boost for child in word.query.children()}
    assert [boost for boost in boosts.values() if boost == 1.0] == [1.0]
    assert len(boosts) == 3


def test_an_unknown_word_is_also_searched_by_its_cluster_bigrams() -> None:
    searched_terms = {(leaf.field(), leaf.text) for leaf in leaves(read("ปัณณวัฒน์").words[0].query)}
    assert searched_terms == {("text", "ปัณณวัฒน์"), *(("sub", pair) for pair in ("ปั·ณ", "ณ·ณ", "ณ·วั", "วั·ฒน์"))}


def test_phrases_are_required_in_order() -> None:
    parsed = read('"กติกา ของ กลุ่ม" ตลาด')
    assert parsed.required == (PhraseText(TEXT, ("กติกา", "ของ", "กลุ่ม")),)
    assert [word.terms for word in parsed.words] == [("ตลาด",)]


@pytest.mark.parametrize("text", ["“กติกา กลุ่ม”", "„กติกา กลุ่ม”", "«กติกา กลุ่ม»"])
def test_quotes_of_any_country_make_a_phrase(text: str) -> None:
    assert read(text).required == (PhraseText(TEXT, ("กติกา", "กลุ่ม")),)


@pytest.mark.parametrize("text", ["ตลาด -หนี้", "-หนี้ ตลาด", "ตลาด NOT หนี้", "(ตลาด) -หนี้"])
def test_excluded_words(text: str) -> None:
    parsed = read(text)
    assert Term("text", "หนี้") in [leaf for clause in parsed.excluded for leaf in leaves(clause)]
    assert any(isinstance(clause, Not) for clause in compose(parsed, "all"))
    assert ("หนี้",) not in parsed.marks
    assert parsed.terms == ("ตลาด",)


@pytest.mark.parametrize("text", ["ตลาด หรือ หนี้", "ตลาด OR หนี้", "ตลาด | หนี้"])
def test_one_or_the_other(text: str) -> None:
    parsed = read(text)
    assert not parsed.words
    (clause,) = parsed.required
    assert [sorted({leaf.text for leaf in leaves(side)}) for side in clause] == [["ตลาด"], ["หนี้"]]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("กลยุทธ์:ตลาด", "strategies"),
        ("กลยุทธ์ในการทำงาน:ตลาด", "strategies"),
        ("strategies:ตลาด", "strategies"),
        ("STRATEGIES : ตลาด", "strategies"),
        ("จังหวัด:ลำปาง", "province"),
        ("จังหวัด： ลำปาง", "province"),
        ("ผู้เขียน:สมชาย", "author_name"),
        ("ที่มา/เรื่องเล่า:ตลาด", "background"),
        ('กลยุทธ์:"ตลาด นัด"', "strategies"),
        ("กลยุทธ์:(ตลาด นัด)", "strategies"),
        ("กลยุทธ์:ตลา*", "strategies"),
    ],
)
def test_fields_by_thai_and_english_name(text: str, name: str) -> None:
    assert {field.removesuffix(".sub") for field in fields(text)} == {name}
    assert not read(text).words


def test_telephone_numbers_cannot_be_searched_by_field() -> None:
    assert "phone" not in FIELD_NAMES.values()
    assert free("phone:08-0000-1234")[0] == "phone"


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("ปี:2560", {"2560"}),
        ("ปี:๒๕๖๐", {"2560"}),
        ("ปี:60", {"2560"}),
        ("ปี:2017", {"2560"}),
        ("ปี: 2555-2557", {"2555", "2556", "2557"}),
        ("ปี:2555 - 2557", {"2555", "2556", "2557"}),
        ("year:2557–2555", {"2555", "2556", "2557"}),
        ("พ.ศ.:2555ถึง2556", {"2555", "2556"}),
    ],
)
def test_years(text: str, years: set[str]) -> None:
    (clause,) = read(text).required
    assert {(leaf.field(), leaf.text) for leaf in leaves(clause)} == {("year", year) for year in years}


@pytest.mark.parametrize("text", ["ปี:เก่า", "ปี:3000", "ปี:2560-9999", "ปี:2555-2557-2559", 'ปี:"ก ข"'])
def test_the_error_for_a_malformed_year_shows_the_syntax(text: str) -> None:
    with pytest.raises(QueryError, match="2555-2560"):
        read(text)


def test_prefixes() -> None:
    parsed = read("ตลา* Mark*")
    starts = {leaf.text for clause in parsed.required for leaf in leaves(clause) if isinstance(leaf, Prefix)}
    assert starts == set(parsed.prefixes) == {"ตลา", "mark"}


def test_a_long_query_is_cut_with_a_note() -> None:
    parsed = read("ตลาด " * 5000)
    assert [word.terms for word in parsed.words] == [("ตลาด",)]
    assert str(MAX_CHARS) in " ".join(parsed.notes)
    many = read(" ".join(str(number) for number in range(100, 200)))
    assert len(many.words) == MAX_WORDS
    assert str(MAX_WORDS) in " ".join(many.notes)


def test_prefixes_cost_more_than_words() -> None:
    assert len(read(" ".join(f"ก{letter}*" for letter in "กขคงจฉชซฌญ")).prefixes) < 10


def test_a_repaired_query_has_a_note() -> None:
    assert "กำไร" in " ".join(read("ก าไร").notes)
    assert not read("กำไร").notes


SIGNS = ["ตลาด", "-", '"', "(", ")", "OR", "หรือ", "NOT", "AND", "ปี:", "กลยุทธ์:", "*", "ก*", "🙂", "25"]


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.text(max_size=80),
        st.text('ตลาดนัด5 "()-*:|&ปี.หรือ\nNOTAD', max_size=60),
        st.lists(st.sampled_from(SIGNS), max_size=30).map(" ".join),
    )
)
def test_any_text_is_read_within_bounds(text: str) -> None:
    try:
        parsed = read(text)
    except QueryError as error:
        assert error.cure
        return
    assert len(parsed.terms) <= MAX_WORDS
    for stage in ("all", "most", "any"):
        assert len(leaves(compose(parsed, stage))) < 2000


def test_brackets_without_end_are_read() -> None:
    assert free("(" * 250 + "ตลาด" + ")" * 200) == ["ตลาด"]
