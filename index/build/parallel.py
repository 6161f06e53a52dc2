"""Parallel indexing: worker processes index parts of the records; the building process merges the parts in order.

Only the building process handles Ctrl-C: workers ignore SIGINT and are terminated when the build stops. Parts that a
dead worker leaves unfinished are indexed by the building process.
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
from index.build.generation import ITEMS, RECORDS, BrokenFile, RecordTables
from index.engines.protocol import DocumentSink, Engine
from index.mapping import PARTS, IndexedRecord, index_record
from kmsearch.errors import BrokenRecord, RecordNotFound
from kmsearch.lexicon.model import Lexicon
from kmsearch.processes import block_interrupt, cores

MIN_PARALLEL_RECORDS = 500
"""Records from which workers save time: a worker starts in two seconds, a record of two pages takes some hundredths of
a second."""

PART_RECORDS = 2000
"""Records of a part at most, which bounds the memory of a worker: about as many as fill a segment of items."""

MAX_WORKERS = 4
"""Workers at most: each takes 300 MB for the dictionary and the postings of a part; an office PC has 8 GB."""

PROGRESS_SECONDS = 0.2
"""Seconds between two reports of the workers' progress. A guess."""

IndexOutcome = RecordTables | BrokenFile
"""The result of indexing one record."""


@dataclass(frozen=True, slots=True)
class RecordIndexer:
    """Reads records of the store in ``home`` and adds them as documents of ``engine``; pickled to workers."""

    engine: type[Engine]
    lexicon: Lexicon
    home: Path
    boundary: Boundary

    def add(
        self,
        record_files: Sequence[RecordFile],
        record_sink: DocumentSink,
        item_sink: DocumentSink,
        on_done: Callable[[], None],
    ) -> Iterator[tuple[RecordFile, IndexOutcome]]:
        """Adds the documents of each record file to the sinks; yields its rows of the tables, or the fault of the file.

        Records removed meanwhile are left out. ``on_done`` is called after each file.
        """
        store = Store(self.home)
        for record_file in record_files:
            try:
                indexed = self._read(store, record_file)
            except RecordNotFound:
                on_done()
                continue
            if isinstance(indexed, IndexedRecord):
                record_sink.add(indexed.document)
                for item in indexed.items:
                    item_sink.add(item)
                yield record_file, RecordTables(indexed.facet_values, indexed.signatures)
            else:
                yield record_file, indexed
            on_done()

    def write(
        self, folder: Path, record_files: Sequence[RecordFile], on_done: Callable[[], None]
    ) -> list[tuple[RecordFile, IndexOutcome]]:
        """Adds the documents to new indexes of records and items in ``folder``; see ``add``."""
        create = self.engine.create
        with (
            closing(create(folder / RECORDS, PARTS)) as records,
            closing(create(folder / ITEMS, PARTS)) as items,
            records.writing() as record_sink,
            items.writing() as item_sink,
        ):
            return list(self.add(record_files, record_sink, item_sink, on_done))

    def _read(self, store: Store, record_file: RecordFile) -> IndexedRecord | BrokenFile:
        try:
            return index_record(store.read(record_file), self.lexicon, self.boundary)
        except BrokenRecord as fault:
            return BrokenFile(str(fault.file), fault.line, fault.cause, fault.cure, record_file.stamp)


class ParallelBuild:
    """Indexes the parts of one build in ``folder``, with one worker per core; to be used in ``with``."""

    def __init__(
        self,
        indexer: RecordIndexer,
        folder: Path,
        record_files: Sequence[RecordFile],
        on_progress: Callable[[int, int], None],
    ):
        self._indexer = indexer
        self._folder = folder
        self._total = len(record_files)
        self._on_progress = on_progress
        self._reported = 0
        self._jobs = min(MAX_WORKERS, cores())
        size = _part_size(self._total, self._jobs)
        self._unfinished = deque(
            (folder / str(start), record_files[start : start + size]) for start in range(0, self._total, size)
        )
        self._context = get_context("spawn")
        self._counter = self._context.Value("L", 0)
        self._pool: ProcessPoolExecutor | None = None
        self._workers: list[Any] = []

    def __enter__(self) -> ParallelBuild:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind:
            for worker in self._workers:
                worker.terminate()
        self._shut_down()
        shutil.rmtree(self._folder, ignore_errors=True)

    def finished(self) -> Iterator[tuple[Path, list[tuple[RecordFile, IndexOutcome]]]]:
        """Each part in order: its folder, whose indexes the caller moves into its own, and the outcomes of its
        records."""
        try:
            for future in self._start():
                outcomes = self._result(future)
                yield self._unfinished.popleft()[0], outcomes
        except BrokenProcessPool:
            self._shut_down()
        while self._unfinished:
            folder, record_files = self._unfinished.popleft()
            shutil.rmtree(folder, ignore_errors=True)
            yield folder, self._indexer.write(folder, record_files, self._count)

    def _start(self) -> list[Future[list[tuple[RecordFile, IndexOutcome]]]]:
        earlier_children = active_children()
        arguments = (replace(self._indexer, lexicon=replace(self._indexer.lexicon)), self._counter)
        with block_interrupt():
            self._pool = ProcessPoolExecutor(self._jobs, self._context, _init_worker, arguments)
            futures = [self._pool.submit(_work, folder, record_files) for folder, record_files in self._unfinished]
        self._workers = [child for child in active_children() if child not in earlier_children]
        return futures

    def _result(self, future: Future[list[tuple[RecordFile, IndexOutcome]]]) -> list[tuple[RecordFile, IndexOutcome]]:
        while not future.done():
            wait([future], PROGRESS_SECONDS)
            self._report()
        result = future.result()
        self._report()
        return result

    def _count(self) -> None:
        with self._counter.get_lock():
            self._counter.value += 1
        self._report()

    def _report(self) -> None:
        """Reports progress if it has increased; records that a dead worker had already counted are not counted
        again."""
        done = min(self._counter.value, self._total)
        if done > self._reported:
            self._reported = done
            self._on_progress(done, self._total)

    def _shut_down(self) -> None:
        if self._pool:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None


def _part_size(total: int, jobs: int) -> int:
    """The number of records in a part, such that every worker gets the same number of parts."""
    rounds = ceil(total / (jobs * PART_RECORDS))
    return ceil(total / (jobs * rounds))


_worker_state: list[tuple[RecordIndexer, Any]] = []
"""In a worker: the indexer, and the shared counter of records done."""


def _init_worker(indexer: RecordIndexer, counter: Any) -> None:
    """Initialises a worker, so that the lexicon is pickled once per worker, not once per part."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _worker_state.append((indexer, counter))


def _work(folder: Path, record_files: Sequence[RecordFile]) -> list[tuple[RecordFile, IndexOutcome]]:
    indexer, counter = _worker_state[0]

    def on_done() -> None:
        with counter.get_lock():
            counter.value += 1

    return indexer.write(folder, record_files, on_done)
