"""Power cuts during a build and damaged index files: search keeps working and no record is lost."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from corpus.record import Record
from corpus.storage.store import Store
from index.build.builder import build
from index.build.generation import MANIFEST, current, current_name
from index.results import Request
from index.searcher import open_searcher
from kmsearch.config import Settings
from tests.factories import EMPTY_LEXICON, built, record

CRASHES = 12
"""Crashes of each scenario, spread evenly over its steps. A guess: more take longer than the suite may."""

STEPS = {"open", "os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir", "os.truncate"}


SUBJECTS = (
    "ข้าว ปลา ผ้าไหม ขยะ น้ำดื่ม ป่าไม้ ถนน ยาเสพติด ตลาด โรงเรียน วัด สุขภาพ ปุ๋ย วัว มะพร้าว ดนตรี กีฬา ห้องสมุด ไฟฟ้า รถยนต์ กาแฟ"
).split()


def numbered(number: int, text: str) -> Record:
    """A record whose first item no other record has, and whose second item all have."""
    first_item = f"{text}เรื่อง{SUBJECTS[number]} ของบันทึก"
    return record(f"km{number:03}", f"เรื่องที่ {number}", first_item, "ติดตามผลทุกเดือน")


def change(store: Store) -> None:
    """Changes the store after the first build, little enough for an incremental build."""
    store.put(numbered(3, "เยี่ยมบ้าน"))
    store.put(numbered(4, "เยี่ยมบ้าน"))
    store.delete("km005")
    store.put(numbered(20, "เยี่ยมบ้าน"))


@pytest.fixture(scope="module")
def built_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with fourteen records and their index; not to be changed."""
    home = tmp_path_factory.mktemp("built") / "home"
    built(home, [numbered(number, "ประชุมกลุ่ม") for number in range(14)])
    return home


def prepare_first(built_home: Path, home: Path) -> Callable[[], object]:
    """The first build."""
    shutil.copytree(built_home, home)
    shutil.rmtree(home / "index")
    return lambda: build(Settings(home=home), EMPTY_LEXICON)


def prepare_incremental(built_home: Path, home: Path) -> Callable[[], object]:
    """An incremental build."""
    shutil.copytree(built_home, home)
    change(Store(home))
    return lambda: build(Settings(home=home), EMPTY_LEXICON)


def prepare_full(built_home: Path, home: Path) -> Callable[[], object]:
    """A full build after two builds, so that an old generation is removed."""
    shutil.copytree(built_home, home)
    Store(home).put(numbered(3, "ชั่วคราว"))
    build(Settings(home=home), EMPTY_LEXICON)
    change(Store(home))
    return lambda: build(Settings(home=home), EMPTY_LEXICON, full=True)


SCENARIOS = {"first": prepare_first, "incremental": prepare_incremental, "full": prepare_full}


def count_steps(home: Path, synced: Callable[[int], object], last: int) -> Callable[[], int]:
    """Kills this process at step ``last``: a file is created, opened to write, linked, renamed, removed or synced.

    ``synced`` is called with the inode of each synced file. The function returned gives the steps so far.
    """
    steps, fsync = 0, os.fsync

    def tick() -> None:
        nonlocal steps
        steps += 1
        if steps == last:
            os.kill(os.getpid(), signal.SIGKILL)

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event in STEPS and str(arguments[0]).startswith(str(home)):
            writes = event != "open" or set(arguments[1] or "") & set("wax+") or arguments[2] & os.O_CREAT
            if writes:
                tick()

    def sync(handle: int) -> None:
        tick()
        fsync(handle)
        synced(os.fstat(handle).st_ino)
        tick()

    os.fsync = sync
    sys.addaudithook(hook)
    return lambda: steps


def run(home: Path, work: Callable[[], object], last: int) -> tuple[int, int, set[int]]:
    """Runs ``work`` in a child that dies at step ``last``: wait status, steps (0: it died), synced inodes."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            steps = count_steps(home, lambda inode: os.write(writing, b"%d\n" % inode), last)
            work()
            os.write(writing, b"steps %d\n" % steps())
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
    os.close(writing)
    with open(reading, encoding="ascii") as pipe:  # noqa: PTH123
        lines = pipe.read().split("\n")
    steps = next((int(line.split()[1]) for line in lines if line.startswith("steps")), 0)
    return os.waitpid(child, 0)[1], steps, {int(line) for line in lines if line.isdecimal()}


def files(home: Path) -> Iterator[Path]:
    return (path for path in (home / "index").rglob("*") if path.is_file())


def truncate_unsynced(home: Path, durable: set[int]) -> None:
    """Truncates files that were never synced to half their size, as a power cut may."""
    for path in files(home):
        if path.stat().st_ino not in durable:
            os.truncate(path, path.stat().st_size // 2)


def indexed_items(settings: Settings, messages: list[str] | None = None) -> dict[str, str]:
    """The first item of each record as a search shows it, by id; the searcher's messages are added to ``messages``."""
    received_messages = [] if messages is None else messages
    with open_searcher(settings, EMPTY_LEXICON, on_message=received_messages.append) as searcher:
        records = {hit.id for hit in searcher.search(Request("เรื่องที่", size=100)).hits}
        items = searcher.search(Request("บันทึก", "items", size=100)).hits
        (common_item,) = searcher.search(Request("ติดตามผล", "items")).hits
    assert records == {hit.id for hit in items}
    assert common_item.collapsed_count == len(records) - 1
    return {hit.id: hit.snippets[0].text for hit in items}


def stored(home: Path) -> dict[str, str]:
    return {record.id: record.section("strategies").numbered_items[0].text for record in Store(home).records()}


@pytest.fixture(scope="module")
def all_steps(built_home: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, int]:
    """The number of steps of each scenario."""
    counted = {}
    for name, prepare in SCENARIOS.items():
        home = tmp_path_factory.mktemp(name) / "home"
        status, counted[name], _ = run(home, prepare(built_home, home), last=0)
        assert status == 0
    return counted


needs_fork = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL, which Windows has not"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]


@pytest.mark.parametrize("seed", range(CRASHES))
@pytest.mark.parametrize("scenario", SCENARIOS)
class TestCrash:
    pytestmark = needs_fork

    def test_the_next_search_and_the_next_build_work(
        self, built_home: Path, tmp_path: Path, all_steps: dict[str, int], scenario: str, seed: int
    ) -> None:
        home = tmp_path / "home"
        settings = Settings(home=home)
        work = SCENARIOS[scenario](built_home, home)
        before = indexed_items(settings) if scenario != "first" else {}
        durable = {path.stat().st_ino for path in files(home)}
        last = 1 + int((seed + random.Random(seed).random()) * all_steps[scenario] / CRASHES)
        status, _, synced = run(home, work, last)
        assert os.WTERMSIG(status) == signal.SIGKILL
        truncate_unsynced(home, durable | synced)

        messages: list[str] = []
        assert indexed_items(settings, messages) in (before, stored(home))
        assert messages == [] or scenario == "first"
        report = build(settings, EMPTY_LEXICON)
        assert (report.total, report.broken) == (len(stored(home)), ())
        assert indexed_items(settings) == stored(home)


def test_an_unfinished_generation_is_removed(built_home: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    prepare_incremental(built_home, home)
    shutil.copytree(home / "index" / "gen-1", home / "index" / "gen-2")
    (home / "index" / "gen-2" / MANIFEST).unlink()
    build(Settings(home=home), EMPTY_LEXICON)
    folders = {path.name for path in (home / "index").glob("gen-*")}
    assert folders == {"gen-1", "gen-3"}


def truncate(path: Path) -> None:
    os.truncate(path, 0)


def halve(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def blank(path: Path) -> None:
    path.write_bytes(b"\0" * path.stat().st_size)


def garble(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)


def index_files(home: Path) -> list[Path]:
    """Every file that the index needs."""
    generation = current(home / "index")
    assert generation
    names = [*generation.manifest.files, MANIFEST]
    return [home / "index" / "CURRENT", *(generation.folder / name for name in names)]


@pytest.mark.parametrize("harm", [truncate, halve, blank, garble, Path.unlink], ids=lambda harm: harm.__name__)
def test_a_damaged_index_is_rebuilt_when_opened(
    built_home: Path, tmp_path: Path, harm: Callable[[Path], object]
) -> None:
    home = tmp_path / "home"
    shutil.copytree(built_home, home)
    settings, expected = Settings(home=home), stored(home)
    for position in range(len(index_files(home))):
        path = index_files(home)[position]
        if harm is garble and path.name == MANIFEST:
            continue
        harm(path)
        messages: list[str] = []
        with open_searcher(settings, EMPTY_LEXICON, on_message=messages.append) as searcher:
            items = searcher.search(Request("บันทึก", "items", size=100))
            assert {hit.id for hit in items.hits} == expected.keys(), path
            assert searcher.search(Request("เรื่องที่", size=100)).total == len(expected), path
        assert messages, path
        assert current_name(settings.index)


def test_damage_found_by_a_search_is_repaired_within_the_search(built_home: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(built_home, home)
    settings, messages = Settings(home=home), list[str]()
    with open_searcher(settings, EMPTY_LEXICON, on_message=messages.append) as searcher:
        generation = current(settings.index)
        assert generation
        for path in (generation.folder / "items").iterdir():
            blank(path)
        assert searcher.search(Request("บันทึก", "items")).total == len(stored(home))
    assert len(messages) == 1
