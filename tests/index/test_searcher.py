"""The Searcher: refresh, damaged indexes, concurrent searches."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from random import Random
from threading import Event

import pytest

from corpus.storage.store import Store
from index.build.builder import build
from index.build.generation import current_name
from index.engines import load_engine
from index.engines.document_sets import DocumentSet
from index.open_generation import OpenGeneration
from index.reader.generation_reader import GenerationReader
from index.results import Request, ResultPage
from index.searcher import open_searcher
from kmsearch.config import Settings
from kmsearch.errors import IndexDamaged
from tests.factories import EMPTY_LEXICON, built, record

TITLES = {"market": "ตลาดนัดสีเขียว", "sweets": "ตลาดขนมไทย", "savings": "กลุ่มออมทรัพย์", "rules": "กติกาของกลุ่ม"}
RECORDS = [record(id, title, f"ข้อแรกของ{title}", "ติดตามผล") for id, title in TITLES.items()]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of a home with the records and their index."""
    return built(tmp_path / "home", RECORDS)


def ids(page: ResultPage) -> list[str]:
    return [hit.id for hit in page.hits]


def test_results_come_from_the_generation_not_from_changed_files(settings: Settings) -> None:
    with open_searcher(settings, EMPTY_LEXICON) as searcher:
        Store(settings.home).put(record("market", "เปลี่ยนชื่อแล้ว"))
        Store(settings.home).delete("sweets")
        assert set(ids(searcher.search(Request("ตลาด")))) == {"market", "sweets"}


def test_refresh_switches_to_a_generation_of_another_process(settings: Settings) -> None:
    with open_searcher(settings, EMPTY_LEXICON) as searcher:
        assert not searcher.refresh()
        Store(settings.home).put(record("new", "เลี้ยงแพะ"))
        assert searcher.search(Request("แพะ")).total == 0
        build(settings, EMPTY_LEXICON)
        assert searcher.refresh()
        assert ids(searcher.search(Request("แพะ"))) == ["new"]
        assert searcher.stats.records == len(RECORDS) + 1
        assert not searcher.refresh()


@pytest.mark.parametrize("warmed", [True, False])
def test_a_new_generation_is_warmed_if_the_first_was(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, warmed: bool
) -> None:
    warmed_names: list[str] = []
    done = Event()

    def warm(generation: OpenGeneration) -> None:
        warmed_names.append(generation.name)
        done.set()

    monkeypatch.setattr(OpenGeneration, "warm", warm)
    with open_searcher(settings, EMPTY_LEXICON) as searcher:
        if warmed:
            searcher.warm()
        done.clear()
        Store(settings.home).put(record("bees", "เลี้ยงผึ้งโพรง"))
        build(settings, EMPTY_LEXICON)
        assert searcher.refresh()
        assert done.wait(10 if warmed else 0.2) == warmed
    assert len(set(warmed_names)) == (2 if warmed else 0)


def test_searches_go_on_while_generations_change(settings: Settings) -> None:
    rng = Random(4)
    store = Store(settings.home)
    with open_searcher(settings, EMPTY_LEXICON) as searcher, ThreadPoolExecutor(4) as pool:

        def search(_: int) -> int:
            searcher.refresh()
            request = Request(rng.choice(["ตลาด", "กลุ่ม", "กติกา"]), rng.choice(["records", "items"]))
            return searcher.search(request).total

        running = [pool.submit(search, number) for number in range(120)]
        for number in range(4):
            store.put(record(f"new{number}", "ตลาดใหม่"))
            build(settings, EMPTY_LEXICON)
            time.sleep(0.01)
        assert min(future.result() for future in running) > 0


def test_an_old_generation_is_closed_once_no_search_uses_it(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed: list[str] = []
    close = GenerationReader.close
    monkeypatch.setattr(
        GenerationReader, "close", lambda self: (closed.append(self.generation.folder.name), close(self))
    )
    with open_searcher(settings, EMPTY_LEXICON) as searcher:
        old = current_name(settings.index)
        Store(settings.home).put(record("new", "เลี้ยงแพะ"))
        build(settings, EMPTY_LEXICON)
        assert closed == []
        assert searcher.refresh()
        assert closed == [old]
        assert ids(searcher.search(Request("แพะ"))) == ["new"]
    assert closed == [old, current_name(settings.index)]


def test_a_missing_index_is_built_when_opened(tmp_path: Path) -> None:
    Store(tmp_path).put(RECORDS[0])
    messages: list[str] = []
    with open_searcher(Settings(home=tmp_path), EMPTY_LEXICON, on_message=messages.append) as searcher:
        assert ids(searcher.search(Request("ตลาด"))) == ["market"]
        assert searcher.message == messages[0]


def test_an_undamaged_index_sends_no_message(settings: Settings) -> None:
    messages: list[str] = []
    with open_searcher(settings, EMPTY_LEXICON, on_message=messages.append) as searcher:
        assert (messages, searcher.message) == ([], "")


def test_an_index_of_another_lexicon_is_rebuilt(settings: Settings) -> None:
    messages: list[str] = []
    other_lexicon = replace(EMPTY_LEXICON, synonyms=(("ตลาด", "กาด"),))
    with open_searcher(settings, other_lexicon, on_message=messages.append) as searcher:
        assert set(ids(searcher.search(Request("กาด")))) == {"market", "sweets"}
    assert len(messages) == 1


def test_damage_found_by_a_search_is_repaired_and_the_search_answered(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    messages: list[str] = []
    with open_searcher(settings, EMPTY_LEXICON, on_message=messages.append) as searcher:
        engine = load_engine(settings.engine)
        undamaged_match, calls = engine.match, list[int]()

        def fail_once(self: object, query: object) -> DocumentSet:
            calls.append(1)
            if len(calls) == 1:
                raise IndexDamaged("ดัชนีเสีย")
            return undamaged_match(self, query)  # type: ignore[arg-type]

        monkeypatch.setattr(engine, "match", fail_once)
        assert set(ids(searcher.search(Request("ตลาด")))) == {"market", "sweets"}
    assert len(messages) == 1 and "ดัชนีเสีย" in messages[0]


def test_broken_records_are_counted_in_the_message_of_an_automatic_build(tmp_path: Path) -> None:
    settings, messages = Settings(home=tmp_path), list[str]()
    Store(tmp_path).put(RECORDS[0])
    (tmp_path / "records" / "broken.md").write_text("ไม่ใช่บันทึก", "utf-8")
    with open_searcher(settings, EMPTY_LEXICON, on_message=messages.append) as searcher:
        assert searcher.stats.records == 1
    assert any("1 ไฟล์" in message for message in messages)


def test_the_note_of_an_empty_corpus_has_the_ingest_command(tmp_path: Path) -> None:
    with open_searcher(Settings(home=tmp_path), EMPTY_LEXICON, on_message=lambda _: None) as searcher:
        for request in (Request(), Request("ตลาด"), Request("ตลาด", "items")):
            page = searcher.search(request)
            assert page.total == 0
            assert "kmsearch ingest" in page.note


@pytest.mark.slow
def test_a_warm_searcher_does_not_build_the_vocabulary_again(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_searcher(settings, EMPTY_LEXICON) as searcher:
        searcher.warm()
        monkeypatch.setattr("index.suggest.word_models.SpellingModel", lambda *_: pytest.fail("made again"))
        page = searcher.search(Request("ตลาดนดสีเขียว"))
        assert page.corrected_query is not None
        assert searcher.suggest("ตลาด")
