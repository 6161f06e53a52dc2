"""Index builds: full, incremental, parallel, interrupted."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from multiprocessing import active_children
from pathlib import Path

import pytest
from filelock import FileLock

from corpus.record import Item, Record
from corpus.storage.store import Store
from index.build.builder import BuildReport, build
from index.build.generation import Generation, current, current_name
from index.results import Request
from index.searcher import open_searcher
from kmsearch.config import Settings
from kmsearch.errors import EngineMissing, IndexDamaged, StoreLocked
from tests.factories import EMPTY_LEXICON, fill, record


def numbered(number: int, text: str = "ประชุมกลุ่มทุกเดือน") -> Record:
    lead = Item("หัวข้อ", lead=True)
    return record(f"km{number:04}", f"เรื่องที่ {number}", lead, text, "ติดตามผล", year=2550 + number % 10)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


@pytest.fixture
def store(settings: Settings) -> Store:
    return fill(settings.home, map(numbered, range(20)))


def ids(settings: Settings, text: str) -> set[str]:
    with open_searcher(settings, EMPTY_LEXICON) as searcher:
        return {hit.id for hit in searcher.search(Request(text, size=100)).hits}


def counts(report: BuildReport) -> tuple[int, int, int, int]:
    return report.added, report.updated, report.removed, report.unchanged


def rewrite(store: Store, id: str, old: str, new: str) -> Path:
    """Edits a record's file by hand."""
    path = store.records_folder / f"{id}.md"
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    return path


def test_the_first_build_is_of_everything(settings: Settings, store: Store) -> None:
    report = build(settings, EMPTY_LEXICON)
    assert counts(report) == (20, 0, 0, 0)
    assert (report.total, report.items, report.full) == (20, 40, True)
    assert report.reason


def test_an_unchanged_store_makes_no_new_generation(settings: Settings, store: Store) -> None:
    build(settings, EMPTY_LEXICON)
    name = current_name(settings.index)
    report = build(settings, EMPTY_LEXICON)
    assert counts(report) == (0, 0, 0, 20)
    assert not report.full
    assert current_name(settings.index) == name


def test_only_changed_records_are_read(settings: Settings, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    build(settings, EMPTY_LEXICON)
    rewrite(store, "km0003", "ประชุมกลุ่ม", "เยี่ยมบ้าน")
    store.put(numbered(99, "ปลูกผักสวนครัว"))
    store.delete("km0005")
    read_ids: list[str] = []
    read = Store.read
    monkeypatch.setattr(
        Store, "read", lambda self, record_file: read_ids.append(record_file.id) or read(self, record_file)
    )
    report = build(settings, EMPTY_LEXICON)
    assert sorted(read_ids) == ["km0003", "km0099"]
    assert counts(report) == (1, 1, 1, 18)
    assert (report.total, report.items, report.full, report.reason) == (20, 40, False, "")
    assert ids(settings, "เยี่ยมบ้าน") == {"km0003"}
    assert ids(settings, "ปลูกผัก") == {"km0099"}
    assert ids(settings, '"เรื่องที่ 5"') == set()


def test_updates_give_the_index_of_a_full_build(settings: Settings, store: Store) -> None:
    build(settings, EMPTY_LEXICON)
    for number in range(4):
        store.put(numbered(number, "เยี่ยมบ้านสมาชิก"))
        assert not build(settings, EMPTY_LEXICON).full
    queries = [Request("กลุ่ม"), Request("สมาชิก"), Request('"เยี่ยมบ้าน"', target="items"), Request("", sort="oldest")]
    updated = pages(settings, queries)
    assert build(settings, EMPTY_LEXICON, full=True).full
    assert pages(settings, queries) == updated


def pages(settings: Settings, requests: Iterable[Request]) -> list[object]:
    with open_searcher(settings, EMPTY_LEXICON) as searcher:
        return [searcher.search(request).to_json() for request in requests]


def test_many_changes_cause_a_full_build(settings: Settings, store: Store) -> None:
    build(settings, EMPTY_LEXICON)
    for number in range(10):
        store.put(numbered(number, "เปลี่ยนใหม่"))
    report = build(settings, EMPTY_LEXICON)
    assert report.full and report.reason
    assert counts(report) == (20, 0, 0, 0)


def test_a_broken_file_is_reported_and_the_other_records_are_indexed(settings: Settings, store: Store) -> None:
    path = rewrite(store, "km0003", "---", "@@@")
    report = build(settings, EMPTY_LEXICON)
    (fault,) = report.broken
    assert fault.file == str(path)
    assert fault.line and fault.cause and fault.cure
    assert report.total == 19


def test_a_record_whose_file_breaks_leaves_the_index_until_it_is_repaired(settings: Settings, store: Store) -> None:
    build(settings, EMPTY_LEXICON)
    rewrite(store, "km0003", "---", "@@@")
    report = build(settings, EMPTY_LEXICON)
    assert (len(report.broken), report.removed, report.full) == (1, 1, False)
    again = build(settings, EMPTY_LEXICON)
    assert (len(again.broken), counts(again)) == (1, (0, 0, 0, 19))
    assert ids(settings, '"เรื่องที่ 3"') == set()
    rewrite(store, "km0003", "@@@", "---")
    assert counts(build(settings, EMPTY_LEXICON)) == (1, 0, 0, 19)
    assert ids(settings, '"เรื่องที่ 3"') == {"km0003"}


def test_a_broken_file_that_is_deleted_is_forgotten(settings: Settings, store: Store) -> None:
    rewrite(store, "km0003", "---", "@@@")
    build(settings, EMPTY_LEXICON)
    store.delete("km0003")
    assert not build(settings, EMPTY_LEXICON).broken
    assert not build(settings, EMPTY_LEXICON).broken


def test_a_changed_lexicon_builds_all_anew(settings: Settings, store: Store) -> None:
    build(settings, EMPTY_LEXICON)
    report = build(settings, replace(EMPTY_LEXICON, synonyms=(("กลุ่ม", "คณะ"),)))
    assert report.full and "คลังคำ" in report.reason


@pytest.fixture
def parts(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Makes builds of two or more records use two workers with four records per part; no worker outlives the test."""
    monkeypatch.setattr("index.build.builder.MIN_PARALLEL_RECORDS", 2)
    monkeypatch.setattr("index.build.parallel.PART_RECORDS", 4)
    monkeypatch.setattr("index.build.parallel.cores", lambda: 2)
    yield
    assert not active_children()


def die(*_: object) -> None:
    """Kills the worker process that calls it."""
    os._exit(9)


def fail(*_: object) -> None:
    """Raises an error in a worker process."""
    raise RuntimeError("disk on fire")


QUERIES = [Request("กลุ่ม", sort="oldest"), Request("เรื่องที่ 7"), Request('"ติดตามผล"', target="items", size=100)]


def test_workers_give_the_index_of_one_process(
    settings: Settings, store: Store, request: pytest.FixtureRequest
) -> None:
    rewrite(store, "km0003", "---", "@@@")
    alone = build(settings, EMPTY_LEXICON)
    answers = pages(settings, QUERIES)
    request.getfixturevalue("parts")
    progress: list[tuple[int, int]] = []
    report = build(settings, EMPTY_LEXICON, full=True, on_progress=lambda done, total: progress.append((done, total)))
    assert (counts(report), report.items) == (counts(alone), alone.items)
    assert [fault.file for fault in report.broken] == [fault.file for fault in alone.broken]
    assert pages(settings, QUERIES) == answers
    assert progress == sorted(set(progress)) and progress[-1] == (20, 20)
    assert not (current_generation(settings).folder / "parts").exists()
    store.put(numbered(30))
    assert counts(build(settings, EMPTY_LEXICON)) == (1, 0, 0, 19)


def test_the_part_of_a_dead_worker_is_indexed_by_the_build(
    settings: Settings, store: Store, parts: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.build.parallel._work", die)
    assert counts(build(settings, EMPTY_LEXICON)) == (20, 0, 0, 0)
    assert len(ids(settings, '"ติดตามผล"')) == 20


def test_a_build_that_fails_in_a_worker_leaves_the_index_as_it_was(
    settings: Settings, store: Store, parts: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(settings, EMPTY_LEXICON)
    name = current_name(settings.index)
    monkeypatch.setattr("index.build.parallel._work", fail)
    with pytest.raises(RuntimeError, match="disk on fire"):
        build(settings, EMPTY_LEXICON, full=True)
    assert [path.name for path in settings.index.glob("gen-*")] == [name]
    assert len(ids(settings, '"ติดตามผล"')) == 20


def test_a_build_that_is_stopped_ends_its_workers(settings: Settings, store: Store, parts: None) -> None:
    build(settings, EMPTY_LEXICON)
    name = current_name(settings.index)

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(settings, EMPTY_LEXICON, full=True, on_progress=stop)
    assert [path.name for path in settings.index.glob("gen-*")] == [name]
    assert current_name(settings.index) == name


def test_a_build_reports_its_progress(settings: Settings, store: Store) -> None:
    progress: list[tuple[int, int]] = []
    build(settings, EMPTY_LEXICON, on_progress=lambda done, total: progress.append((done, total)))
    assert progress == [(number, 20) for number in range(1, 21)]


def test_a_build_is_refused_while_another_runs(settings: Settings, store: Store) -> None:
    build(settings, EMPTY_LEXICON)
    with FileLock(settings.index / ".lock"), pytest.raises(StoreLocked, match="ดัชนี"):
        build(settings, EMPTY_LEXICON, lock_seconds=0.01)


def test_an_unknown_engine_is_an_error(settings: Settings) -> None:
    with pytest.raises(EngineMissing):
        build(replace(settings, engine="nosuch"), EMPTY_LEXICON)


def test_a_build_that_fails_leaves_the_index_as_it_was(
    settings: Settings, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(settings, EMPTY_LEXICON)
    name = current_name(settings.index)
    store.put(numbered(50, "ของใหม่"))
    store.put(numbered(51, "ของใหม่"))
    read = Store.read

    def fail(self: Store, record_file: Record) -> Record:
        if record_file.id == "km0051":
            raise RuntimeError("disk on fire")
        return read(self, record_file)

    with monkeypatch.context() as patch:
        patch.setattr(Store, "read", fail)
        with pytest.raises(RuntimeError):
            build(settings, EMPTY_LEXICON)
    assert current_name(settings.index) == name
    assert ids(settings, "ของใหม่") == set()
    assert counts(build(settings, EMPTY_LEXICON)) == (2, 0, 0, 20)


def test_old_generations_are_deleted(settings: Settings, store: Store) -> None:
    for number in range(5):
        store.put(numbered(100 + number))
        build(settings, EMPTY_LEXICON)
    folders = {path.name for path in settings.index.glob("gen-*")}
    assert len(folders) == 2
    assert current_name(settings.index) in folders


def test_leftovers_of_a_crash_are_deleted(settings: Settings, store: Store) -> None:
    build(settings, EMPTY_LEXICON)
    unfinished = settings.index / "gen-7"
    (unfinished / "records").mkdir(parents=True)
    (unfinished / "records" / "half").write_text("x")
    store.put(numbered(30))
    build(settings, EMPTY_LEXICON)
    assert not unfinished.exists()
    assert current_name(settings.index) == "gen-8"


def test_a_hard_linked_file_is_never_written_into(settings: Settings, store: Store) -> None:
    build(settings, EMPTY_LEXICON)
    before = current_generation(settings)
    bytes_before = {path: path.read_bytes() for path in before.folder.rglob("*") if path.is_file()}
    store.put(numbered(3, "เยี่ยมบ้าน"))
    store.delete("km0004")
    build(settings, EMPTY_LEXICON)
    assert {path: path.read_bytes() for path in bytes_before} == bytes_before


def test_disks_without_hard_links_get_copies(settings: Settings, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError("no links here")

    build(settings, EMPTY_LEXICON)
    store.put(numbered(3, "เยี่ยมบ้าน"))
    monkeypatch.setattr("os.link", refuse)
    assert not build(settings, EMPTY_LEXICON).full
    assert ids(settings, "เยี่ยมบ้าน") == {"km0003"}


def current_generation(settings: Settings) -> Generation:
    generation = current(settings.index)
    assert generation
    return generation


@pytest.mark.parametrize("name", ["", "nosuch", "../home", "gen-99", "gen-x"])
def test_a_pointer_to_nothing_is_damage(settings: Settings, store: Store, name: str) -> None:
    build(settings, EMPTY_LEXICON)
    (settings.index / "CURRENT").write_text(name)
    with pytest.raises(IndexDamaged):
        current(settings.index)
    assert build(settings, EMPTY_LEXICON).full


def test_an_empty_store_makes_an_empty_index(settings: Settings) -> None:
    report = build(settings, EMPTY_LEXICON)
    assert (report.total, report.items) == (0, 0)
    assert build(settings, EMPTY_LEXICON).reason == ""
