"""Search plans: the tiers of a query, their notes, and the relaxations that a plan allows."""

from __future__ import annotations

from dataclasses import replace

import pytest
from whoosh.query import AndMaybe, Every, Term

from index.query.parser import ParsedQuery, parse
from index.query.planning import (
    ENOUGH_MATCHES,
    MAX_GRAM_POSTINGS,
    MAX_GRAMS,
    MAX_TONE_WORDS,
    TONE_WEIGHT,
    compose,
    is_satisfied,
    minimum_should_match,
    plan_query,
    plan_search,
    with_tone_variants,
    words_with_tone_variants,
)
from index.results import Request, Target
from kmsearch.errors import QueryError
from kmsearch.lexicon.model import Lexicon

LEXICON = Lexicon(topics=(), synonyms=(), words=())
WORDS = "ตลาด หนี้ ป่า วัว ข้าว ปลา ขยะ น้ำ".split()


def query(count: int) -> ParsedQuery:
    """A query of ``count`` words."""
    parsed = parse(" ".join(WORDS[:count]), LEXICON)
    assert len(parsed.words) == count
    return parsed


def no_postings(field: str, term: str) -> int:
    return 0


@pytest.mark.parametrize(
    ("words", "tiers"),
    [
        (0, [("browse", None)]),
        (1, [("all", None)]),
        (2, [("all", None), ("most", ENOUGH_MATCHES), ("any", 1)]),
        (3, [("all", None), ("most", ENOUGH_MATCHES), ("any", 1)]),
        (8, [("all", None), ("most", ENOUGH_MATCHES), ("any", 1)]),
    ],
)
def test_the_tiers_of_a_query(words: int, tiers: list[tuple[str, int | None]]) -> None:
    plan = plan_query(query(words), "records", no_postings)
    assert [(tier.mode, tier.run_below) for tier in plan.tiers] == tiers


@pytest.mark.parametrize(("words", "minimum"), [(1, 1), (2, 1), (3, 2), (5, 2), (10, 2), (11, 3), (20, 4)])
def test_minimum_should_match(words: int, minimum: int) -> None:
    assert minimum_should_match(words) == minimum


def test_only_the_first_tier_requires_all_words_and_each_keeps_the_other_clauses() -> None:
    parsed = parse("ตลาด หนี้ จังหวัด:ลำปาง -ป่า", LEXICON)
    for tier in plan_query(parsed, "records", no_postings).tiers:
        fields = [leaf.fieldname for leaf in tier.query.leaves()]
        assert "province" in fields
    (first, *_) = plan_query(parsed, "records", no_postings).tiers
    assert first.query == first.ranking == compose(parsed, "all")


def test_a_query_without_clauses_is_everything() -> None:
    assert compose(parse("", LEXICON), "all") == Every()


@pytest.mark.parametrize(("target", "noun"), [("records", "บันทึก"), ("items", "ข้อ")])
def test_notes_state_how_many_words_results_have(target: Target, noun: str) -> None:
    first, most_words, any_word = plan_query(query(3), target, no_postings).tiers
    assert (first.note, first.following_note) == ("", "")
    assert most_words.note == f"ไม่มี{noun}ที่มีครบทุกคำ จึงแสดง{noun}ที่มีอย่างน้อย 2 จาก 3 คำ"
    following = f"มี{noun}ที่มีครบทุกคำเพียง 2 รายการ จึงต่อด้วย{noun}ที่มีอย่างน้อย 2 จาก 3 คำ"
    assert most_words.following_note.format(count=2) == following
    assert any_word.note == f"ไม่มี{noun}ที่มีครบทุกคำ จึงแสดง{noun}ที่มีบางคำ"


def test_grams_are_the_rarest_ones_that_occur() -> None:
    grams = tuple(Term("sub", f"g{number}") for number in range(MAX_GRAMS + 10))
    frequency = {gram.text: 100 - number for number, gram in enumerate(grams)} | {"g0": 0}
    plan = plan_query(replace(query(2), grams=grams), "records", lambda _, term: frequency[term])
    assert [gram.text for gram in plan.query.grams] == [f"g{n}" for n in reversed(range(10, MAX_GRAMS + 10))]


def test_grams_keep_within_the_budget_of_postings() -> None:
    grams = tuple(Term("sub", f"g{number}") for number in range(5))
    plan = plan_query(replace(query(2), grams=grams), "records", lambda *_: MAX_GRAM_POSTINGS // 2)
    assert len(plan.query.grams) == 2
    assert isinstance(plan.tiers[0].query, AndMaybe)


@pytest.mark.parametrize(
    ("text", "mode", "count", "satisfied"),
    [
        ("ตลาด", "all", ENOUGH_MATCHES, True),
        ("ตลาด", "all", ENOUGH_MATCHES - 1, False),
        ("ตลาด หนี้", "most", 100, False),
        ("ตลาด หนี้", "any", 100, False),
        ("-ตลาด", "all", 100, False),
        ("จังหวัด:ลำปาง", "all", ENOUGH_MATCHES, True),
        ("", "browse", 100, False),
    ],
)
def test_enough_matches_of_all_words_need_no_relaxation(text: str, mode: str, count: int, satisfied: bool) -> None:
    assert is_satisfied(parse(text, LEXICON), mode, count) == satisfied  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("words", "has_matches", "expected_count"),
    [
        (1, False, 1),
        (1, True, 0),
        (2, True, 2),
        (MAX_TONE_WORDS, False, MAX_TONE_WORDS),
        (MAX_TONE_WORDS + 1, False, 0),
    ],
)
def test_words_that_are_tried_with_other_tone_marks(words: int, has_matches: bool, expected_count: int) -> None:
    assert len(words_with_tone_variants(query(words), has_matches)) == expected_count


def test_a_tone_variant_weighs_less_than_the_word() -> None:
    varied = with_tone_variants(query(1), {("ตลาด",): ["ตล้าด"]})
    weights = {leaf.text: leaf.boost for leaf in varied.words[0].query.leaves() if leaf.fieldname == "text"}
    assert weights == {"ตลาด": 1.0, "ตล้าด": TONE_WEIGHT}


@pytest.mark.parametrize(
    "request_",
    [
        Request("ตลาด", "persons"),  # type: ignore[arg-type]
        Request("ตลาด", sort="best"),  # type: ignore[arg-type]
        Request("ตลาด", page=0),
        Request("ตลาด", size=0),
        Request("ตลาด", size=101),
        Request("ตลาด", filters={"colour": ("red",)}),
        Request("ปี:9", exact=True),
    ],
    ids=str,
)
def test_a_request_that_cannot_be_answered_is_refused(request_: Request) -> None:
    with pytest.raises(QueryError):
        plan_search(request_, LEXICON)


def test_text_that_cannot_be_read_is_left_to_relaxation() -> None:
    plan = plan_search(Request("ปี:9", page=3, size=20), LEXICON)
    assert isinstance(plan.query, QueryError) and plan.may_relax
    assert (plan.start, plan.stop) == (40, 60)
