"""A damaged generation is rebuilt at most once, then reported; a programming error never causes a rebuild."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from whoosh.query import Term

from corpus.record import Item, Record, Section
from corpus.storage.store import Store
from index import generation_holder
from index.build import generation as generations
from index.build.builder import build
from index.engines import load_engine
from index.results import Request
from index.searcher import Searcher, open_searcher
from kmsearch.config import Settings
from kmsearch.errors import CorpusError, IndexDamaged
from kmsearch.lexicon.model import Lexicon

LEXICON = Lexicon(topics=(), synonyms=(), words=())
ITEMS = Request("ติดตาม", "items")
RECORDS = Request("ตลาด")
COUNT = 12


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A home with a built index."""
    settings = Settings(home=tmp_path)
    for number in range(COUNT):
        items = (Item(f"เปิดตลาดนัดครั้งที่ {number} ในหมู่บ้าน"), Item(f"ติดตามผลเดือนที่ {number}"))
        Store(tmp_path).put(Record(f"km{number:02}", title=f"ตลาดแห่งที่ {number}", sections=(Section("methods", items),)))
    build(settings, LEXICON)
    return settings


@pytest.fixture
def builds(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the generations that a searcher replaced by a build, one for each build."""
    replaced: list[str] = []
    real = generation_holder.build

    def counted(*args: Any, damaged: str = "", **options: Any) -> object:
        replaced.append(damaged)
        return real(*args, damaged=damaged, **options)

    monkeypatch.setattr(generation_holder, "build", counted)
    return replaced


@pytest.fixture
def searcher(settings: Settings) -> Iterator[Searcher]:
    with open_searcher(settings, LEXICON, on_message=lambda _: None) as searcher:
        yield searcher


def damage_items(monkeypatch: pytest.MonkeyPatch, settings: Settings, times: int) -> None:
    """Makes ``match`` of the index of items raise IndexDamaged the first ``times`` times."""
    engine = load_engine(settings.engine)
    undamaged_match, calls = engine.match, list[int]()

    def match(self: Any, query: Any) -> Any:
        if len(self.keys) > COUNT and len(calls) < times:
            calls.append(1)
            raise IndexDamaged("ดัชนีของข้อเสีย")
        return undamaged_match(self, query)

    monkeypatch.setattr(engine, "match", match)


def test_damage_inside_any_file_is_repaired_by_one_rebuild(
    settings: Settings, builds: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(generations, "CHECKED_BYTES", 2000)
    build(settings, LEXICON, full=True)
    generation = generations.current(settings.index)
    assert generation
    large = [name for name in generation.manifest.files if (generation.folder / name).stat().st_size > 6000]
    assert {Path(name).suffix for name in large} >= {".seg"}
    for name in large:
        current = generations.current(settings.index)
        assert current
        for path in current.folder.glob(str(Path(name).with_name("*" + Path(name).suffix))):
            content = bytearray(path.read_bytes())
            content[2000:-2000] = b"\0" * len(content[2000:-2000])
            path.write_bytes(content)
        assert generations.current(settings.index), "the check of both ends must not see it"
        builds.clear()
        with open_searcher(settings, LEXICON, on_message=lambda _: None) as searcher:
            assert searcher.search(RECORDS).document_count == COUNT
            assert searcher.search(ITEMS).document_count == COUNT
            assert searcher.search(Request('"ตลาดนัด"', "items")).document_count == COUNT
            assert searcher.similar("km00").id == "km00"
            assert not searcher.notice
        assert builds == [current.folder.name], name


def test_a_programming_error_passes_through_and_causes_no_rebuild(searcher: Searcher, builds: list[str]) -> None:
    for _ in range(2):
        with pytest.raises(KeyError, match="nosuch"):
            searcher.browse(lambda browser: browser._reader.index("items").engine.match(Term("nosuch", "ตลาด")))
    assert (builds, searcher.notice) == ([], "")


def test_a_rebuilt_generation_is_not_rebuilt_again_and_other_requests_are_answered(
    settings: Settings, searcher: Searcher, builds: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    damage_items(monkeypatch, settings, times=4)
    for _ in range(3):
        with pytest.raises(IndexDamaged, match="ดัชนีของข้อเสีย"):
            searcher.search(ITEMS)
    assert len(builds) == 1
    assert "เสียหาย" in searcher.notice
    assert searcher.search(RECORDS).document_count == COUNT


def test_a_rebuild_that_fails_is_reported_and_not_tried_again(
    settings: Settings, searcher: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempts: list[int] = []

    def fail(*_: object, **__: object) -> None:
        attempts.append(1)
        raise CorpusError("ดิสก์เต็ม")

    monkeypatch.setattr(generation_holder, "build", fail)
    damage_items(monkeypatch, settings, times=2)
    with pytest.raises(IndexDamaged, match="ดิสก์เต็ม"):
        searcher.search(ITEMS)
    assert "เสียหาย" in searcher.notice
    with pytest.raises(IndexDamaged) as raised:
        searcher.search(ITEMS)
    assert "kmsearch index --full" in raised.value.cure
    assert searcher.search(RECORDS).document_count == COUNT
    assert len(attempts) == 1


def test_the_notice_ends_with_the_next_generation(
    settings: Settings, searcher: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    damage_items(monkeypatch, settings, times=2)
    with pytest.raises(IndexDamaged):
        searcher.search(ITEMS)
    assert searcher.notice
    build(settings, LEXICON, full=True)
    assert searcher.refresh()
    assert searcher.notice == ""
    assert searcher.search(ITEMS).document_count == COUNT


def test_several_requests_that_meet_the_damage_cause_one_rebuild(
    settings: Settings, searcher: Searcher, builds: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    undamaged_match: Callable[..., Any] = load_engine(settings.engine).match
    damaged = searcher.browse(lambda browser: browser._reader.index("items").engine)

    def match(self: Any, query: Any) -> Any:
        if self is damaged:
            raise IndexDamaged("ดัชนีของข้อเสีย")
        return undamaged_match(self, query)

    monkeypatch.setattr(load_engine(settings.engine), "match", match)
    with ThreadPoolExecutor(4) as pool:
        totals = list(pool.map(lambda _: searcher.search(ITEMS).document_count, range(8)))
    assert totals == [COUNT] * 8
    assert len(builds) == 1
