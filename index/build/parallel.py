"""Parts of an index, each read, cut and written by a process of its own; whoever builds takes them in, in order.

Ctrl-C is for the process that builds: workers ignore it from their start, and are ended when the build stops. What a
worker that died has left undone is done by the process that builds.
"""

from __future__ import annotations

import shutil
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from dataclasses import dataclass, replace
from math import ceil
from multiprocessing import active_children, get_context
from pathlib import Path
from typing import Any

from corpus.privacy.boundary import Boundary
from corpus.storage.store import RecordFile, Store
from index.build.generation import ITEMS, RECORDS, BrokenFile, Kept
from index.engines.protocol import DocumentSink, Engine
from index.mapping import PARTS, Indexed, index_record
from kmsearch.errors import BrokenRecord, RecordNotFound
from kmsearch.lexicon.model import Lexicon
from kmsearch.processes import block_interrupt, cores

ENOUGH_FOR_WORKERS = 500
"""Records from which workers pay: each takes two seconds to start, a record of two pages some hundredths to index."""

PART_RECORDS = 2000
"""Records of a part at most: so many ordinary ones fill a segment of the items and bound what a worker holds."""

MOST_WORKERS = 4
"""Workers at most: each holds a dictionary and the postings of a part, 300 MB, and an office PC has 8 GB."""

TELL_SECONDS = 0.2
"""How often progress is asked of the workers."""

Found = Kept | BrokenFile


@dataclass(frozen=True, slots=True)
class Maker:
    """Reads records of the store in ``home`` and writes them as documents of ``engine``; it travels to workers."""

    engine: type[Engine]
    lexicon: Lexicon
    home: Path
    boundary: Boundary

    def add(
        self, entries: Sequence[RecordFile], to_records: DocumentSink, to_items: DocumentSink, done: Callable[[], None]
    ) -> Iterator[tuple[RecordFile, Found]]:
        """Puts the documents of each entry where they go; gives what is kept beside, or what is wrong with its file.

        One that was removed meanwhile is left out. ``done`` is called after each.
        """
        store = Store(self.home)
        for entry in entries:
            try:
                found = self._read(store, entry)
            except RecordNotFound:
                done()
                continue
            if isinstance(found, Indexed):
                to_records.add(found.document)
                for item in found.items:
                    to_items.add(item)
                yield entry, Kept(found.row, found.said)
            else:
                yield entry, found
            done()

    def write(
        self, folder: Path, entries: Sequence[RecordFile], done: Callable[[], None]
    ) -> list[tuple[RecordFile, Found]]:
        """The same into a new index of records and one of items in ``folder``."""
        create = self.engine.create
        with (
            closing(create(folder / RECORDS, PARTS)) as records,
            closing(create(folder / ITEMS, PARTS)) as items,
            records.writing() as to_records,
            items.writing() as to_items,
        ):
            return list(self.add(entries, to_records, to_items, done))

    def _read(self, store: Store, entry: RecordFile) -> Indexed | BrokenFile:
        try:
            return index_record(store.read(entry), self.lexicon, self.boundary)
        except BrokenRecord as fault:
            return BrokenFile(str(fault.file), fault.line, fault.cause, fault.cure, entry.stamp)


class Parts:
    """Makes the parts of one build in ``folder``, with as many workers as there are cores; use it in ``with``."""

    def __init__(
        self, maker: Maker, folder: Path, entries: Sequence[RecordFile], on_progress: Callable[[int, int], None]
    ):
        self._maker = maker
        self._folder = folder
        self._total = len(entries)
        self._on_progress = on_progress
        self._told = 0
        self._jobs = min(MOST_WORKERS, cores())
        size = _size(self._total, self._jobs)
        self._left = deque(
            (folder / str(start), entries[start : start + size]) for start in range(0, self._total, size)
        )
        self._context = get_context("spawn")
        self._counter = self._context.Value("L", 0)
        self._pool: ProcessPoolExecutor | None = None
        self._workers: list[Any] = []

    def __enter__(self) -> Parts:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind:
            for worker in self._workers:
                worker.terminate()
        self._end()
        shutil.rmtree(self._folder, ignore_errors=True)

    def made(self) -> Iterator[tuple[Path, list[tuple[RecordFile, Found]]]]:
        """The folder of each part, in order, for the caller to take what is in it, with what was found."""
        try:
            for future in self._start():
                found = self._result(future)
                yield self._left.popleft()[0], found
        except BrokenProcessPool:
            self._end()
        while self._left:
            folder, entries = self._left.popleft()
            shutil.rmtree(folder, ignore_errors=True)
            yield folder, self._maker.write(folder, entries, self._count)

    def _start(self) -> list[Future[list[tuple[RecordFile, Found]]]]:
        others = active_children()
        told = (replace(self._maker, lexicon=replace(self._maker.lexicon)), self._counter)
        with block_interrupt():
            self._pool = ProcessPoolExecutor(self._jobs, self._context, _tell_worker, told)
            futures = [self._pool.submit(_work, folder, entries) for folder, entries in self._left]
        self._workers = [child for child in active_children() if child not in others]
        return futures

    def _result(self, future: Future[list[tuple[RecordFile, Found]]]) -> list[tuple[RecordFile, Found]]:
        while not future.done():
            wait([future], TELL_SECONDS)
            self._tell()
        result = future.result()
        self._tell()
        return result

    def _count(self) -> None:
        with self._counter.get_lock():
            self._counter.value += 1
        self._tell()

    def _tell(self) -> None:
        """Tells progress if there is any; what a worker had done when it died counts once."""
        done = min(self._counter.value, self._total)
        if done > self._told:
            self._told = done
            self._on_progress(done, self._total)

    def _end(self) -> None:
        if self._pool:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None


def _size(total: int, jobs: int) -> int:
    """Records a part, such that all workers have equally many parts."""
    rounds = ceil(total / (jobs * PART_RECORDS))
    return ceil(total / (jobs * rounds))


_told: list[tuple[Maker, Any]] = []
"""In a worker: what it makes, and the counter of records done."""


def _tell_worker(maker: Maker, counter: Any) -> None:
    """Runs once in each worker, so that the lexicon crosses over once."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _told.append((maker, counter))


def _work(folder: Path, entries: Sequence[RecordFile]) -> list[tuple[RecordFile, Found]]:
    maker, counter = _told[0]

    def done() -> None:
        with counter.get_lock():
            counter.value += 1

    return maker.write(folder, entries, done)
