"""Reload of an edited lexicon while a server runs; a broken file changes nothing."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest

from corpus.storage.store import Store
from index.build.builder import build
from index.results import Request
from index.searcher import Searcher, open_searcher
from kmsearch.config import Settings
from kmsearch.errors import StoreLocked
from kmsearch.lexicon.loader import load_lexicon
from tests.factories import fill, record
from webui import create_app

PATIENCE = 30.0
"""Seconds to wait for an event before the test fails."""

PLAIN = "topics: {งานตลาด: [ตลาดนัด]}\n"
EDITED = "synonyms: [[ตลาดนัด, กาดหมั้ว]]\ntopics: {งานค้าขาย: [ตลาดนัด]}\n"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes the watch poll at every request, and wait only a moment for the file to settle."""
    monkeypatch.setattr("index.lexicon_reload.POLL_SECONDS", 0.0)
    monkeypatch.setattr("index.lexicon_reload.SETTLE_SECONDS", 0.01)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A home with two records and a lexicon file of its own."""
    home, lexicon = tmp_path / "home", tmp_path / "own.yaml"
    lexicon.write_text(PLAIN, "utf-8")
    titles = {"market": "ตลาดนัดหน้าอำเภอ", "goats": "เลี้ยงแพะหลังบ้าน"}
    fill(home, [record(id, title, "ทำบัญชีทุกวัน") for id, title in titles.items()])
    return Settings(home=home, lexicon=lexicon)


@pytest.fixture
def messages() -> list[str]:
    return []


@pytest.fixture
def searcher(settings: Settings, messages: list[str]) -> Iterator[Searcher]:
    with open_searcher(settings, on_message=messages.append) as searcher:
        messages.clear()
        yield searcher


def edit(settings: Settings, text: str) -> None:
    assert settings.lexicon
    settings.lexicon.write_text(text, "utf-8")


def wait_for(searcher: Searcher, reached: Callable[[], bool]) -> None:
    """Refreshes as a server does at each request, until ``reached``."""
    end = time.monotonic() + PATIENCE
    while not reached():
        assert time.monotonic() < end, searcher.notice
        searcher.refresh()
        time.sleep(0.01)


def exact_ids(searcher: Searcher, text: str) -> list[str]:
    return [hit.id for hit in searcher.search(Request(text, exact=True)).hits]


def topics(searcher: Searcher) -> list[str]:
    return [value.value for facet in searcher.stats.facets if facet.name == "topics" for value in facet.values]


def test_an_edited_lexicon_is_put_in_force_automatically(
    settings: Settings, searcher: Searcher, messages: list[str]
) -> None:
    assert (exact_ids(searcher, "กาดหมั้ว"), topics(searcher)) == ([], ["งานตลาด"])
    edit(settings, EDITED)
    wait_for(searcher, lambda: bool(exact_ids(searcher, "กาดหมั้ว")))
    assert (exact_ids(searcher, "กาดหมั้ว"), topics(searcher)) == (["market"], ["งานค้าขาย"])
    assert [topic.label for topic in searcher.lexicon.topics] == ["งานค้าขาย"]
    wait_for(searcher, lambda: not searcher.notice)
    assert len(messages) == 2 and all("คลังคำ" in message for message in messages)


def test_the_old_index_answers_while_the_new_one_is_built(
    settings: Settings, searcher: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, may_end = Event(), Event()

    def slow(*args: object, **options: object) -> object:
        begun.set()
        assert may_end.wait(PATIENCE)
        return build(*args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr("index.generation_holder.build", slow)
    edit(settings, EDITED)
    wait_for(searcher, begun.is_set)
    assert exact_ids(searcher, "ตลาดนัด") == ["market"]
    assert (exact_ids(searcher, "กาดหมั้ว"), topics(searcher)) == ([], ["งานตลาด"])
    assert searcher.lexicon.synonyms == ()
    assert "กำลังปรับดัชนี" in searcher.notice
    may_end.set()
    wait_for(searcher, lambda: topics(searcher) == ["งานค้าขาย"])


@pytest.mark.slow
@pytest.mark.parametrize("broken", ["words: [ก", "word: [ก]", None])
def test_a_broken_file_is_reported_and_the_old_lexicon_stays_in_force(
    settings: Settings, searcher: Searcher, messages: list[str], broken: str | None
) -> None:
    assert settings.lexicon
    if broken is None:
        settings.lexicon.unlink()
    else:
        edit(settings, broken)
    wait_for(searcher, lambda: bool(messages))
    assert "own.yaml" in messages[0] and "คลังคำเดิม" in messages[0]
    assert "own.yaml" in searcher.notice and str(settings.home.parent) not in searcher.notice
    assert (exact_ids(searcher, "ตลาดนัด"), topics(searcher)) == (["market"], ["งานตลาด"])
    Store(settings.home).put(record("new", "ตลาดนัดริมคลอง"))
    build(settings, searcher.lexicon)
    assert searcher.refresh()
    assert set(exact_ids(searcher, "ตลาดนัด")) == {"market", "new"}
    edit(settings, EDITED)
    wait_for(searcher, lambda: topics(searcher) == ["งานค้าขาย"])
    wait_for(searcher, lambda: not searcher.notice)


def test_a_new_comment_in_the_file_causes_no_build(settings: Settings, searcher: Searcher, messages: list[str]) -> None:
    before = searcher.lexicon
    edit(settings, "word: [ก]")
    wait_for(searcher, lambda: bool(searcher.notice))
    messages.clear()
    edit(settings, PLAIN + "# ตรวจแล้ว\n")
    wait_for(searcher, lambda: not searcher.notice)
    assert (searcher.lexicon, messages) == (before, [])


def test_an_index_built_by_another_process_with_the_edited_file_is_opened_without_a_build(
    settings: Settings, searcher: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(settings, EDITED)
    build(settings, load_lexicon(settings.lexicon))
    monkeypatch.setattr("index.generation_holder.build", lambda *_, **__: pytest.fail("built again"))
    wait_for(searcher, lambda: topics(searcher) == ["งานค้าขาย"])
    assert exact_ids(searcher, "กาดหมั้ว") == ["market"]


def test_an_index_built_by_another_process_with_another_lexicon_is_replaced(
    settings: Settings, searcher: Searcher, tmp_path: Path
) -> None:
    other_file = tmp_path / "other.yaml"
    other_file.write_text("topics: {อื่น: [แพะ]}\n", "utf-8")
    build(settings, load_lexicon(other_file))
    wait_for(searcher, lambda: "กำลังปรับดัชนี" in searcher.notice)
    wait_for(searcher, lambda: not searcher.notice)
    assert topics(searcher) == ["งานตลาด"]
    assert not searcher.refresh()


def test_a_failed_build_is_reported_and_tried_again(
    settings: Settings, searcher: Searcher, messages: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        monkeypatch.setattr("index.generation_holder.build", build)
        raise StoreLocked("มีผู้อื่นใช้อยู่")

    monkeypatch.setattr("index.generation_holder.build", fail)
    monkeypatch.setattr("index.lexicon_reload.RETRY_SECONDS", 0.1)
    edit(settings, EDITED)
    wait_for(searcher, lambda: any("มีผู้อื่นใช้อยู่" in message for message in messages))
    assert topics(searcher) == ["งานตลาด"]
    wait_for(searcher, lambda: topics(searcher) == ["งานค้าขาย"])
    assert exact_ids(searcher, "กาดหมั้ว") == ["market"]


def test_closing_abandons_a_running_build(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, closing = Event(), Event()

    def wait_in_the_middle(*args: object, on_progress: Callable[[int, int], None], **options: object) -> object:
        def progress(done: int, total: int) -> None:
            begun.set()
            assert closing.wait(PATIENCE)
            on_progress(done, total)

        return build(*args, on_progress=progress, **options)  # type: ignore[arg-type]

    with open_searcher(settings, on_message=lambda _: None) as searcher:
        monkeypatch.setattr("index.generation_holder.build", wait_in_the_middle)
        edit(settings, EDITED)
        wait_for(searcher, begun.is_set)
        watch = searcher._generations._watch
        assert watch
        watch._stopping.set()
        closing.set()
    assert watch._thread and not watch._thread.is_alive()
    with open_searcher(Settings(settings.home), load_lexicon(_written(settings, PLAIN)), on_message=pytest.fail):
        assert len([*(settings.home / "index").glob("gen-*")]) == 1


def _written(settings: Settings, text: str) -> Path:
    edit(settings, text)
    assert settings.lexicon
    return settings.lexicon


def test_a_lexicon_given_by_the_caller_stays(settings: Settings) -> None:
    lexicon = load_lexicon(settings.lexicon)
    with open_searcher(settings, lexicon, on_message=lambda _: None) as searcher:
        edit(settings, EDITED)
        assert not searcher.refresh()
        assert (searcher.lexicon, searcher.notice) == (lexicon, "")


def test_the_pages_follow_the_lexicon_of_the_index(settings: Settings, searcher: Searcher) -> None:
    client = create_app(settings, searcher).test_client()
    assert "งานตลาด" in client.get("/").text
    edit(settings, "word: [ก]")
    wait_for(searcher, lambda: bool(searcher.notice))
    home = client.get("/").text
    assert "งานตลาด" in home and "own.yaml" in home
    assert client.get("/api/v1/records/market").get_json()["topics"] == ["งานตลาด"]
    edit(settings, EDITED)
    wait_for(searcher, lambda: searcher.lexicon.synonyms != ())
    wait_for(searcher, lambda: not searcher.notice)
    home = client.get("/").text
    assert "งานค้าขาย" in home and "งานตลาด" not in home and "own.yaml" not in home
    assert client.get("/api/v1/records/market").get_json()["topics"] == ["งานค้าขาย"]
