"""``kmsearch verify``: queries drawn from records, and misses of a damaged index."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh.query import Phrase, Query, Term

from corpus.record import Item, Record, Section
from corpus.storage.store import Store
from index.engines import load_engine
from index.engines.document_sets import EMPTY, DocumentSet
from index.quality.verify import Verification, draw
from index.query.parser import parse
from index.searcher import Searcher, open_searcher
from kmsearch.cli.main import main
from kmsearch.lexicon.loader import load_lexicon
from kmsearch.lexicon.model import Lexicon
from kmsearch.thai.normalise import normalise
from tests.commands import Run
from tests.factories import built

MANY_QUERIES = 150
"""Queries a record: enough to exhaust the small records of this test."""

RECORDS = (
    Record(
        "compost",
        title="ปุ๋ยหมักจากเศษผักตลาดสด : ทำเองได้ (ปี ๒)",
        author_name="นางแก้วตา สวนทอง",
        author_position="พัฒนากร",
        author_office="สำนักงานพัฒนาชุมชนอำเภอแม่ทะ จังหวัดลำปาง",
        phone="08-0000-9876",
        district="แม่ทะ",
        province="ลำปาง",
        region="ภาคเหนือ",
        year=2561,
        category="การเกษตร",
        topics=("สิ่งแวดล้อมและขยะ",),
        form="A",
        sections=(
            Section("background", (Item("แม่ค้าทิ้งเศษผักวันละร้อยกิโลกรัม ไม่มีที่ทิ้ง"),)),
            Section(
                "strategies",
                (
                    Item("ตกลงกับแม่ค้าก่อน", lead=True),
                    Item("ให้บริการถังแยกขยะถึงแผง"),
                    Item("คัดแยกทุกเช้า\nก่อนหกโมง", level=1),
                ),
            ),
            Section("other", (Item("บันทึกโดยฝ่ายธุรการ"),)),
        ),
    ),
    Record("untitled", sections=(Section("methods", (Item("ก"), Item("ๆ ๆ"), Item("“คำพูด” ของเขา"))),)),
    Record("empty"),
)


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon()


@pytest.fixture
def searcher(tmp_path: Path, lexicon: Lexicon) -> Iterator[Searcher]:
    settings = built(tmp_path / "home", RECORDS, lexicon)
    with open_searcher(settings, lexicon) as searcher:
        yield searcher


def queries(lexicon: Lexicon, count: int = MANY_QUERIES, seed: int = 0) -> list[Any]:
    return list(draw(RECORDS[0], lexicon, count, Random(seed)))


@pytest.fixture(scope="module")
def drawn_queries(lexicon: Lexicon) -> list[Any]:
    """The queries drawn with several seeds."""
    return [query for seed in range(8) for query in queries(lexicon, seed=seed)]


def test_queries_are_of_every_part_and_kind(drawn_queries: list[Any]) -> None:
    assert {query.part for query in drawn_queries} == {
        *("title", "author_name", "author_position", "author_office", "district", "province", "region", "year"),
        *("category", "topics", "form", "background", "strategies", "other"),
    }
    assert {query.kind for query in drawn_queries} == {"title", "word", "inner", "phrase", "field"}
    assert drawn_queries[0].text == RECORDS[0].title
    assert {"บริการ", "ปี พ.ศ.:2561", "จังหวัด:ลำปาง"} <= {query.text for query in drawn_queries}


def test_queries_are_distinct_and_never_the_telephone(lexicon: Lexicon) -> None:
    texts = [query.text for query in queries(lexicon)]
    assert len(texts) == len(set(texts))
    assert not any("9876" in text or "08" in text for text in texts)


@pytest.mark.parametrize("count", [0, 1, 2, 9, 30])
def test_count_and_seed_determine_the_queries(lexicon: Lexicon, count: int) -> None:
    assert len(queries(lexicon, count)) == count
    assert queries(lexicon, 9, count) == queries(lexicon, 9, count)
    assert queries(lexicon, 9, 1) != queries(lexicon, 9, 2)


def test_a_few_queries_are_spread_over_the_parts(lexicon: Lexicon) -> None:
    drawn = queries(lexicon, 9)
    assert len({query.part for query in drawn}) == len(drawn)


def test_a_query_has_the_number_of_its_item_or_zero(drawn_queries: list[Any]) -> None:
    at = {query.text: (query.part, query.number) for query in drawn_queries}
    assert at["บริการ"] == ("strategies", 1)
    assert {number for part, number in at.values() if part == "other"} == {0}


texts = st.text('กขคงตลาดชุมชน่้ๆ 2๕-:()"*.,\n', max_size=30)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(texts, st.lists(texts, max_size=3), st.integers(0, 5))
def test_queries_drawn_from_any_record_are_not_empty(title: str, items: list[str], seed: int) -> None:
    lexicon = load_lexicon()
    record = Record("r", title=normalise(title).strip(), sections=(Section("methods", tuple(map(Item, items))),))
    drawn = [query for query in draw(record, lexicon, 20, Random(seed)) if query.kind != "title"]
    assert [query.text for query in drawn if parse(query.text, lexicon).is_empty] == []


def test_a_short_record_gives_more_than_its_title(lexicon: Lexicon) -> None:
    record = Record("r", title="ตลาดชุมชน", sections=(Section("methods", (Item("ปลูกข้าว 2 หน"),)),))
    assert {query.kind for query in draw(record, lexicon, 20, Random(0))} > {"title"}


def test_an_intact_index_misses_no_query(searcher: Searcher) -> None:
    verification = searcher.verify(sample=MANY_QUERIES)
    assert [miss.to_json() for miss in verification.missed] == []
    assert verification.ok
    assert (
        (verification.records, verification.items)
        == (verification.indexed_records, verification.indexed_items)
        == (3, 6)
    )
    assert sum(verification.asked.values()) > 50


def verify_damaged(
    searcher: Searcher, monkeypatch: pytest.MonkeyPatch, is_lost: Callable[[Query], bool]
) -> Verification:
    """Verifies with an engine that matches no query with a leaf for which ``is_lost`` is true."""
    engine = load_engine("whoosh")
    sound = engine.match

    def match(self: object, query: Query) -> DocumentSet:
        lost = any(is_lost(leaf) for leaf in query.leaves())
        return EMPTY if lost else sound(self, query)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(engine, "match", match)
        patch.setattr(engine, "score", lambda self, query, numbers: [0.0] * len(numbers))
        return searcher.verify(sample=MANY_QUERIES)


def test_a_word_missing_from_the_index_is_reported_with_its_origin(
    searcher: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    verification = verify_damaged(searcher, monkeypatch, lambda leaf: isinstance(leaf, Term) and leaf.text == "ธุรการ")
    assert not verification.ok
    assert {(miss.query.part, "ธุรการ" in miss.query.text) for miss in verification.missed} == {("other", True)}
    (word,) = [miss for miss in verification.missed if miss.query.text == "ธุรการ"]
    assert (word.query.id, word.query.kind, word.target, word.loosely) == ("compost", "word", "records", False)


def test_phrases_missing_from_the_index_are_reported_as_phrases(
    searcher: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    verification = verify_damaged(searcher, monkeypatch, lambda leaf: isinstance(leaf, Phrase) and leaf.boost == 1.0)
    assert {miss.query.kind for miss in verification.missed} >= {"phrase"}
    assert {miss.target for miss in verification.missed} == {"records", "items"}


# The command


@pytest.fixture
def run(run: Run, form_a: Callable[..., Path]) -> Run:
    """Runs a command over a corpus of two records."""
    run("ingest", form_a("a.txt"), form_a("b.txt", title="การตั้งธนาคารขยะ", asset="คัดแยกขยะ"))
    return run


def test_the_command_prints_counts_and_success(run: Run) -> None:
    shown = run("verify", "--sample", "40").stdout
    assert "คลังมี 2 บันทึก" in shown and "ดัชนีมี 2 บันทึก" in shown
    assert "ทุกคำค้นพบ" in shown


def test_differences_between_corpus_and_index_are_reported(run: Run, tmp_path: Path) -> None:
    store = Store(tmp_path / "home")
    first, second = store.ids()
    store.delete(first)
    store.put(Record("new", title="บันทึกใหม่"))
    path = tmp_path / "home" / "records" / f"{second}.md"
    path.write_text(path.read_text("utf-8").replace("ติดตามทุกเดือน", "ติดตามทุกสัปดาห์"), "utf-8")
    (tmp_path / "home" / "records" / "broken.md").write_text("ไม่ใช่บันทึก", "utf-8")
    verification = json.loads(run("verify", "--json", status=1).stdout)
    assert (verification["lacking"], verification["surplus"], verification["stale"]) == (["new"], [first], [second])
    assert len(verification["unreadable"]) == 1 and "broken.md" in verification["unreadable"][0]
    assert (verification["ok"], verification["missed"], verification["asked"]) == (False, [], {})
    assert verification["corpus"]["records"] == verification["index"]["records"] == 2
    shown = run("verify", status=1).stdout
    assert all(part in shown for part in ("new", first, second, "broken.md", "kmsearch index"))


def test_missed_queries_are_printed_with_their_origin(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = load_engine("whoosh")
    monkeypatch.setattr(engine, "match", lambda self, query: EMPTY)
    shown = run("verify", "--sample", "30", status=1).stdout
    assert re.search(r"^  .+ \(.+ · ค้นบันทึก\) — km\w+ · ชื่อเรื่อง$", shown, re.MULTILINE)
    assert re.search(r"^  .+ \(.+ · ค้นบันทึก\) — km\w+ · \S+ ข้อ \d$", shown, re.MULTILINE)
    assert "และอีก" in shown
    verification = json.loads(run("verify", "--json", status=1).stdout)
    assert set(verification["missed"][0]) == {"id", "part", "number", "kind", "query", "in", "loosely"}


def test_an_empty_corpus_is_verified(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KMSEARCH_HOME", str(tmp_path / "none"))
    result = CliRunner().invoke(main, ["verify"])
    assert result.exit_code == 0
    assert "คลังมี 0 บันทึก" in result.stdout
