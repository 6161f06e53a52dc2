"""Power cuts: a writer is killed at one of its steps; acknowledged records survive and writing goes on."""

from __future__ import annotations

import io
import os
import random
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from corpus.record import Item, Record, Section
from corpus.storage import atomic_files, store
from corpus.storage.store import Store
from kmsearch.errors import BrokenRecord

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL, which Windows has not"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]

CRASHES = 80
WATCHED = {store.__file__, atomic_files.__file__}
State = dict[str, object]


def version(id: str, number: int) -> Record:
    items = tuple(Item(f"ข้อ {n} ฉบับที่ {number} " + "ก" * 200) for n in range(20))
    return Record(id, title=f"ฉบับที่ {number}", sections=(Section("techniques", items),))


def plan(source: Path) -> list[tuple[str, Any]]:
    """Returns the operations of the writer in order: new records, new versions, an original, deletions."""
    work: list[tuple[str, Any]] = []
    for id in ("kma", "kmb", "kmc"):
        work += [("put", version(id, 1)), ("put", version(id, 2)), ("put", version(id, 2))]
        work += [("keep", (source, f"{id.encode().hex():0<16}")), ("delete", id), ("put", version(id, 3))]
    return work


def do(target: Store, step: tuple[str, Any]) -> None:
    match step:
        case "put", record:
            target.put(record)
        case "keep", (path, digest):
            target.keep_original(path, digest)
        case "delete", id:
            target.delete(id)


def after(state: State, step: tuple[str, Any]) -> State:
    match step:
        case "put", record:
            return state | {record.id: record}
        case "keep", (path, digest):
            return state | {digest + path.suffix: path.read_bytes()}
        case _, id:
            return {name: value for name, value in state.items() if name != id}


def stored_state(target: Store) -> State:
    """Returns the records a reader gets; fails on a broken one."""
    broken: list[BrokenRecord] = []
    state: State = {record.id: record for record in target.records(broken.append)}
    assert broken == []
    originals = target.originals_folder.iterdir() if target.originals_folder.is_dir() else ()
    return state | {path.name: path.read_bytes() for path in originals if path.name != atomic_files.TEMP_NAME}


class Torn(io.FileIO):
    """A file that writes all data in two halves with a step in between."""

    tick: Callable[[], None]

    def write(self, data: Any) -> int:
        half = len(data) // 2
        super().write(data[:half])
        Torn.tick()
        super().write(data[half:])
        return len(data)


def watch(tick: Callable[[], None]) -> None:
    """Calls ``tick`` before every line that the store runs, and in the middle of every write."""

    def trace(frame: FrameType, event: str, argument: object) -> Any:
        if frame.f_code.co_filename not in WATCHED:
            return None
        if event == "line":
            tick()
        return trace

    opened = Path.open
    Torn.tick = staticmethod(tick)
    Path.open = lambda path, mode="r", *rest: Torn(path, mode) if mode == "wb" else opened(path, mode, *rest)  # type: ignore
    sys.settrace(trace)


def write_until(home: Path, source: Path, last: int, acknowledge: Callable[[int], object]) -> int:
    """Runs the plan and returns its number of steps; kills the process at step ``last``."""
    steps = 0

    def tick() -> None:
        nonlocal steps
        steps += 1
        if steps == last:
            os.kill(os.getpid(), signal.SIGKILL)

    target = Store(home)
    watch(tick)
    for number, step in enumerate(plan(source), 1):
        do(target, step)
        acknowledge(number)
    sys.settrace(None)
    return steps


def run(home: Path, source: Path, last: int) -> tuple[int, list[int]]:
    """Returns the wait status of a child that writes until step ``last``, and its output: acknowledgements, steps."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            steps = write_until(home, source, last, lambda number: os.write(writing, b"%d\n" % number))
            os.write(writing, b"%d\n" % steps)
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
    os.close(writing)
    with open(reading, encoding="ascii") as told:  # noqa: PTH123
        numbers = [int(line) for line in told]
    return os.waitpid(child, 0)[1], numbers


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("source") / "บันทึก.txt"
    path.write_bytes(random.Random(0).randbytes(200_000))
    return path


@pytest.fixture(scope="module")
def all_steps(tmp_path_factory: pytest.TempPathFactory, source: Path) -> int:
    """The number of steps of the whole plan."""
    status, told = run(tmp_path_factory.mktemp("whole") / "home", source, last=0)
    assert status == 0
    return told[-1]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(CRASHES))
def test_after_a_crash_acknowledged_writes_are_there_and_writing_works(
    tmp_path: Path, source: Path, all_steps: int, seed: int
) -> None:
    home = tmp_path / "home"
    last = 1 + int((seed + random.Random(seed).random()) * all_steps / CRASHES)
    status, acknowledged = run(home, source, last)
    assert os.WTERMSIG(status) == signal.SIGKILL

    work = plan(source)
    before: State = {}
    for step in work[: len(acknowledged)]:
        before = after(before, step)
    survivor = Store(home, lock_seconds=1)
    assert stored_state(survivor) in (before, after(before, work[len(acknowledged)]))

    assert survivor.put(version("kmz", 1))
    assert survivor.get("kmz") == version("kmz", 1)
    left = [path.name for path in home.rglob("*") if path.name.endswith(Path(atomic_files.TEMP_NAME).suffix)]
    assert left == []


@pytest.mark.slow
def test_the_whole_plan_leaves_the_expected_records(tmp_path: Path, source: Path) -> None:
    status, told = run(tmp_path, source, last=0)
    expected: State = {}
    for step in plan(source):
        expected = after(expected, step)
    assert (status, len(told) - 1, stored_state(Store(tmp_path))) == (0, len(plan(source)), expected)
