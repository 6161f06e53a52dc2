"""Conformance suite of search engines, run for every engine of ENGINES."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whoosh.query import And, AndMaybe, DisjunctionMax, Every, Not, NullQuery, Or, Phrase, Prefix, Query, Term, Wildcard

from index.engines import ENGINES, load_engine
from index.engines.document_sets import EMPTY, DocumentSet
from index.engines.protocol import PREFIX_TERMS, Engine, IndexDocument, InDocuments, Part
from index.mapping import ITEM_GAP, PARTS
from kmsearch.errors import EngineMissing, IndexDamaged


def document(key: str, payload: str = "", **parts: str) -> IndexDocument:
    """A document of ``part="words with blanks|second text"``; subwords: the words and their first two letters."""
    return IndexDocument(key, tuple(_part(name, texts.split("|")) for name, texts in parts.items()), payload)


def _part(name: str, texts: list[str]) -> Part:
    words: list[tuple[str, int]] = []
    for text in texts:
        start = words[-1][1] + ITEM_GAP if words else 0
        words += ((word, start + position) for position, word in enumerate(text.split()))
    subwords = tuple(sub for word, _ in words for sub in {word, word[:2]})
    return Part(name, tuple(words), subwords)


CORPUS = (
    document("a", "ก", title="ตลาด ชุมชน", strategies="จัด ตลาด นัด ทุก เดือน|หา เครือข่าย", province="ลำปาง"),
    document("b", "ข" * 5000, title="กลุ่ม ออมทรัพย์", background="สมาชิก ไป ตลาด", strategies="ตั้ง กติกา ร่วม กัน"),
    document("c", title="การตลาด", techniques="เล่า เรื่อง ของ ชุมชน", form="A"),
    document("d", background="หนี้ หนี้ หนี้ ของ สมาชิก", form="ตลาด"),
)


@pytest.fixture(params=sorted(ENGINES))
def engine_class(request: pytest.FixtureRequest) -> type[Engine]:
    return load_engine(request.param)


@pytest.fixture
def make(engine_class: type[Engine], tmp_path: Path) -> Iterator[Callable[..., Engine]]:
    """Makes an engine with batches of documents, each added in one write transaction."""
    engines: list[Engine] = []

    def build(*batches: Iterable[IndexDocument]) -> Engine:
        engine = engine_class.create(tmp_path / f"index{len(engines)}", PARTS)
        engines.append(engine)
        for batch in batches:
            with engine.writing() as sink:
                for item in batch:
                    sink.add(item)
        return engine

    yield build
    for engine in engines:
        engine.close()


def matching_keys(engine: Engine, query: Query) -> set[str]:
    return {engine.keys[number] for number in engine.match(query)}


def ranked(engine: Engine, query: Query) -> list[str]:
    numbers = list(engine.match(query))
    scores = engine.score(query, numbers)
    return [engine.keys[number] for _, number in sorted(zip(scores, numbers, strict=True), reverse=True)]


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        (Term("text", "ตลาด"), "ab"),
        (Term("text", "ไม่มี"), ""),
        (Term("sub", "กา"), "c"),
        (Term("title", "ตลาด"), "a"),
        (Term("strategies", "ตลาด"), "a"),
        (Term("background", "ตลาด"), "b"),
        (Term("background.sub", "ตล"), "b"),
        (Term("techniques.sub", "ตล"), ""),
        (Term("form", "ตลาด"), "d"),
        (Term("form.sub", "ตล"), "d"),
        (Term("province", "ลำปาง"), "a"),
        (Phrase("text", ["จัด", "ตลาด", "นัด"]), "a"),
        (Phrase("text", ["ตลาด", "จัด"]), ""),
        (Phrase("text", ["เดือน", "หา"]), ""),
        (Phrase("text", ["ชุมชน", "จัด"]), ""),
        (Phrase("strategies", ["ตลาด", "นัด"]), "a"),
        (Phrase("title", ["ตลาด", "นัด"]), ""),
        (Phrase("text", ["หนี้", "หนี้", "หนี้"]), "d"),
        (Phrase("text", ["หนี้", "ไม่มี"]), ""),
        (Prefix("text", "ตล"), "ab"),
        (Prefix("text", "ก"), "bc"),
        (Prefix("title", "ก"), "bc"),
        (Prefix("text", "ฮ"), ""),
        (And([Term("text", "ตลาด"), Term("text", "สมาชิก")]), "b"),
        (And([]), "abcd"),
        (Or([Term("text", "หนี้"), Term("title", "ตลาด")]), "ad"),
        (Or([Term("text", "ตลาด"), Term("text", "สมาชิก"), Term("text", "ชุมชน")], minmatch=2), "ab"),
        (Or([Term("text", "ตลาด"), Term("text", "สมาชิก"), Term("text", "ชุมชน")], minmatch=3), ""),
        (DisjunctionMax([Term("text", "หนี้"), Term("text", "ตลาด")]), "abd"),
        (Not(Term("text", "ตลาด")), "cd"),
        (And([Every(), Not(Term("text", "ตลาด"))]), "cd"),
        (AndMaybe(Term("text", "ตลาด"), Term("text", "สมาชิก")), "ab"),
        (Every(), "abcd"),
        (NullQuery, ""),
    ],
    ids=str,
)
def test_a_query_matches_these_documents(make: Callable[..., Engine], query: Query, keys: str) -> None:
    assert matching_keys(make(CORPUS), query) == set(keys)
    assert matching_keys(make(CORPUS[:1], CORPUS[1:3], CORPUS[3:]), query) == set(keys)


def test_in_documents_limits_matches_to_the_set(make: Callable[..., Engine]) -> None:
    engine = make(CORPUS)
    some = DocumentSet([engine.keys.index("b"), engine.keys.index("d")])
    assert matching_keys(engine, And([Term("text", "ตลาด"), InDocuments(some)])) == {"b"}


def test_an_unsupported_node_raises_type_error(make: Callable[..., Engine]) -> None:
    with pytest.raises(TypeError, match="Wildcard"):
        make(CORPUS).match(Wildcard("text", "*าด"))


def test_a_title_outweighs_narrative(make: Callable[..., Engine]) -> None:
    filler = "ไป มา หา สู่ กัน"
    engine = make(
        [document("low", title=filler, background="ตลาด " + filler), document("high", title="ตลาด " + filler)]
    )
    assert ranked(engine, Term("text", "ตลาด")) == ["high", "low"]


def test_a_rare_word_outweighs_a_common_one(make: Callable[..., Engine]) -> None:
    common = [document(f"common{n}", methods="งาน ทั่วไป") for n in range(9)]
    engine = make([*common, document("rare", methods="งาน เฉพาะ")])
    assert ranked(engine, Or([Term("text", "ทั่วไป"), Term("text", "เฉพาะ")]))[0] == "rare"


def test_scores_add_up_and_boosts_weigh(make: Callable[..., Engine]) -> None:
    engine = make(CORPUS)
    numbers = range(len(engine.keys))
    market, member = engine.score(Term("text", "ตลาด"), numbers), engine.score(Term("text", "สมาชิก"), numbers)
    both = engine.score(Or([Term("text", "ตลาด"), Term("text", "สมาชิก", boost=0.5)]), numbers)
    best = engine.score(DisjunctionMax([Term("text", "ตลาด"), Term("text", "สมาชิก")]), numbers)
    assert both == pytest.approx(
        [market_score + member_score / 2 for market_score, member_score in zip(market, member, strict=True)]
    )
    assert best == pytest.approx(list(map(max, market, member)))


def test_documents_score_in_any_order_and_zero_without_a_match(make: Callable[..., Engine]) -> None:
    engine = make(CORPUS)
    a, d = engine.keys.index("a"), engine.keys.index("d")
    first, second = engine.score(Term("text", "ตลาด"), [d, a])
    assert first == 0.0 < second
    assert engine.score(Not(Term("text", "ตลาด")), [d]) == [0.0]


def test_a_score_does_not_depend_on_the_other_documents_scored(make: Callable[..., Engine]) -> None:
    engine = make([document(f"n{n}", methods="งาน " * (1 + n % 7)) for n in range(60)])
    query = Term("text", "งาน")
    whole = engine.score(query, range(60))
    assert [engine.score(query, [number])[0] for number in range(60)] == whole


def test_payloads_are_returned_unchanged(make: Callable[..., Engine]) -> None:
    engine = make(CORPUS[:2], CORPUS[2:])
    assert {key: engine.payload(number) for number, key in enumerate(engine.keys)} == {
        indexed.key: indexed.payload for indexed in CORPUS
    }


def test_deleted_documents_do_not_match_and_added_ones_do(make: Callable[..., Engine]) -> None:
    engine = make(CORPUS)
    with engine.writing({"a", "no such key"}) as sink:
        sink.add(document("a", title="เปลี่ยน ชื่อ"))
        sink.add(document("e", title="ตลาด"))
    assert matching_keys(engine, Term("text", "ตลาด")) == {"b", "e"}
    assert matching_keys(engine, Term("text", "เปลี่ยน")) == {"a"}
    assert matching_keys(engine, Every()) == set("abcde")
    assert sorted(filter(None, engine.keys)) == list("abcde")


def test_many_updates_give_the_index_of_one_writing(make: Callable[..., Engine]) -> None:
    rng, words = Random(7), "ตลาด หนี้ กลุ่ม ชุมชน งาน คน เงิน ป่า".split()
    texts = {f"k{n}": " ".join(rng.choices(words, k=rng.randint(1, 9))) for n in range(40)}
    engine = make([document(key, methods=text) for key, text in texts.items()])
    for _ in range(12):
        changed = {key: " ".join(rng.choices(words, k=rng.randint(1, 9))) for key in rng.sample(sorted(texts), 4)}
        with engine.writing(changed) as sink:
            for key, text in changed.items():
                sink.add(document(key, methods=text))
        texts |= changed
    fresh = make([document(key, methods=text) for key, text in texts.items()])
    for query in (Term("text", "หนี้"), Phrase("text", ["งาน", "คน"]), Or([Term("text", word) for word in words])):
        assert _scores(engine, query) == pytest.approx(_scores(fresh, query))


def _scores(engine: Engine, query: Query) -> dict[str, float]:
    numbers = list(engine.match(query))
    return {engine.keys[n]: score for n, score in zip(numbers, engine.score(query, numbers), strict=True)}


def test_take_moves_an_index_in_between_added_documents(engine_class: type[Engine], tmp_path: Path) -> None:
    part, whole = engine_class.create(tmp_path / "other", PARTS), engine_class.create(tmp_path / "whole", PARTS)
    with closing(part), part.writing() as sink:
        for indexed in CORPUS[1:3]:
            sink.add(indexed)
    with closing(whole):
        with whole.writing() as sink:
            sink.add(document("old", title="ตลาด"))
        with whole.writing({"old"}) as sink:
            sink.add(CORPUS[0])
            sink.take(tmp_path / "other")
            sink.add(CORPUS[3])
    with closing(engine_class.open(tmp_path / "whole", PARTS)) as opened:
        assert [key for key in opened.keys if key] == ["a", "b", "c", "d"]
        assert matching_keys(opened, Term("text", "ตลาด")) == {"a", "b"}
        assert matching_keys(opened, Phrase("background", ["ไป", "ตลาด"])) == {"b"}
        assert matching_keys(opened, Term("sub", "ชุ")) == {"a", "c"}
        assert opened.payload(list(opened.keys).index("b")) == CORPUS[1].payload


def test_an_index_opens_again(engine_class: type[Engine], tmp_path: Path) -> None:
    with closing(engine_class.create(tmp_path / "index", PARTS)) as engine, engine.writing() as sink:
        for indexed in CORPUS:
            sink.add(indexed)
    with closing(engine_class.open(tmp_path / "index", PARTS)) as engine:
        assert matching_keys(engine, Term("text", "ตลาด")) == {"a", "b"}


def test_an_empty_index_answers(make: Callable[..., Engine]) -> None:
    engine = make()
    assert (engine.match(Every()), engine.match(Term("text", "ตลาด")), list(engine.keys)) == (EMPTY, EMPTY, [])


def test_a_missing_or_unreadable_index_is_damage(engine_class: type[Engine], tmp_path: Path) -> None:
    with pytest.raises(IndexDamaged):
        engine_class.open(tmp_path / "nowhere", PARTS)
    with closing(engine_class.create(tmp_path / "index", PARTS)):
        pass
    for path in (tmp_path / "index").iterdir():
        path.write_bytes(b"\0" * path.stat().st_size)
    with pytest.raises(IndexDamaged):
        engine_class.open(tmp_path / "index", PARTS)


def test_threads_get_the_same_matches(make: Callable[..., Engine]) -> None:
    rng, words = Random(3), [f"คำ{n}" for n in range(60)]
    engine = make([document(f"k{n}", methods=" ".join(rng.choices(words, k=30))) for n in range(50)])
    queries = [Phrase("text", [first, second]) for first in words[:20] for second in words[:20]]
    empty = make([document(f"k{n}", methods="") for n in range(0)])
    assert empty.match(queries[0]) == EMPTY
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(engine.match, queries))
    assert together == [engine.match(query) for query in queries]
    assert any(together)


def test_an_unknown_engine_is_named_with_the_known_ones() -> None:
    with pytest.raises(EngineMissing, match="whoosh"):
        load_engine("nosuch")


LETTERS = "กขคง"
texts = st.lists(st.text(LETTERS, min_size=1, max_size=2), max_size=6).map(" ".join)
terms = st.text(LETTERS, min_size=1, max_size=2)
leaves = st.one_of(
    st.builds(Term, st.sampled_from(["text", "title", "methods", "form"]), terms),
    st.builds(Phrase, st.sampled_from(["text", "methods"]), st.lists(terms, min_size=2, max_size=3)),
    st.builds(Prefix, st.sampled_from(["text", "title"]), st.sampled_from(LETTERS)),
)


def _trees(children: st.SearchStrategy[Query]) -> st.SearchStrategy[Query]:
    lists = st.lists(children, min_size=1, max_size=4)
    return st.one_of(
        st.builds(And, lists),
        st.builds(Or, lists, minmatch=st.integers(0, 4)),
        st.builds(DisjunctionMax, lists),
        st.builds(Not, children),
        st.builds(AndMaybe, children, children),
    )


def _matches(query: Any, fields: dict[str, str]) -> bool:
    """Whether a document matches, by the definition of each node."""
    if isinstance(query, And | Or | DisjunctionMax):
        count = sum(_matches(child, fields) for child in query)
        return count == len(query) if isinstance(query, And) else count >= max(1, getattr(query, "minmatch", 1))
    if isinstance(query, Not):
        return not _matches(query.query, fields)
    if isinstance(query, AndMaybe):
        return _matches(query.a, fields)
    names = ("title", "methods") if query.fieldname == "text" else (query.fieldname,)
    inside = [fields[name].split() for name in names]
    if isinstance(query, Phrase):
        size = len(query.words)
        return any(words[n : n + size] == query.words for words in inside for n in range(len(words)))
    if isinstance(query, Prefix):
        return any(word.startswith(query.text) for words in inside for word in words)
    return any(query.text in words for words in inside)


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.fixed_dictionaries({"title": texts, "methods": texts, "form": texts}), min_size=1, max_size=6),
    st.lists(st.recursive(leaves, _trees, max_leaves=6), min_size=1, max_size=4),
)
def test_any_query_matches_by_the_definition_of_its_nodes(
    engine_class: type[Engine],
    tmp_path_factory: pytest.TempPathFactory,
    documents: Sequence[dict[str, str]],
    queries: Sequence[Query],
) -> None:
    with closing(engine_class.create(tmp_path_factory.mktemp("index"), PARTS)) as engine:
        with engine.writing() as sink:
            for number, fields in enumerate(documents):
                sink.add(document(str(number), **fields))
        for query in queries:
            expected = {str(number) for number, fields in enumerate(documents) if _matches(query, fields)}
            assert matching_keys(engine, query) == expected


def test_a_prefix_expands_to_its_most_frequent_terms(make: Callable[..., Engine]) -> None:
    words = [f"ก{number:03}" for number in range(PREFIX_TERMS + 8)]
    frequent = words[8:]
    documents = [document(word, title=word) for word in words]
    engine = make([*documents, document("all", title=" ".join(frequent))])
    assert matching_keys(engine, Prefix("title", "ก")) == {"all", *frequent}
