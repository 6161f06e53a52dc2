"""Files read in worker processes, one pool for the whole run; a file that ends its worker costs only itself.

Ctrl-C is for the process that stores: workers ignore it from their start, and are ended when the run stops.
"""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Callable, Iterator, Set
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import active_children, get_context
from pathlib import Path
from types import TracebackType

from ingest.readers.archive import Input
from ingest.store_writer import Read
from kmsearch.errors import UnreadableFile
from kmsearch.processes import block_interrupt, cores
from kmsearch.thai.damage_repair import lexicon_in_use, use_lexicon

ENOUGH_FOR_WORKERS = 40
"""Files from which workers pay: each takes about a second to start, a file some hundredths to read."""

AHEAD = 4
"""Files in hand a worker: enough to keep it busy, few enough to bound memory whatever the folder holds."""

Reading = Callable[[Input, Set[str]], Read]
"""Reads a file, told the digests that need no reading; a function of a module, so that workers find it."""


class Workers:
    """Reads files with ``jobs`` processes (0: one a core, once there are files enough), which end with the context.

    ``known``: digests that need no reading, as they stand when the processes start.
    """

    def __init__(self, reading: Reading, known: Set[str], jobs: int = 0):
        self._reading = reading
        self._known = known
        self._jobs = jobs or cores()
        self._enough = 0 if jobs else ENOUGH_FOR_WORKERS
        self._seen = 0
        self._pool: ProcessPoolExecutor | None = None
        self._others = {child.pid for child in active_children()}

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._pool and kind:
            for child in active_children():
                if child.pid not in self._others:
                    child.terminate()
        self._end()

    def read(self, inputs: list[Input]) -> Iterator[Read]:
        """Every file read, in order; in this process while files are few. A worker's death is looked into, alone."""
        self._seen += len(inputs)
        if self._jobs <= 1 or self._seen < self._enough:
            yield from (self._reading(input, self._known) for input in inputs)
            return
        waiting = deque(inputs)
        while waiting:
            try:
                for result in self._in_order(list(waiting)):
                    waiting.popleft()
                    yield result
            except BrokenProcessPool:
                self._end()
                yield self._read_alone(waiting.popleft())

    def _in_order(self, inputs: list[Input]) -> Iterator[Read]:
        waiting = iter(inputs)
        running = deque(map(self._submit, islice(waiting, self._jobs * AHEAD)))
        while running:
            result = running.popleft().result()
            running.extend(map(self._submit, islice(waiting, 1)))
            yield result

    def _submit(self, input: Input) -> Future[Read]:
        with block_interrupt():
            self._pool = self._pool or self._start(self._jobs)
            return self._pool.submit(_work, input)

    def _start(self, jobs: int) -> ProcessPoolExecutor:
        told = (self._reading, frozenset(self._known), lexicon_in_use())
        return ProcessPoolExecutor(jobs, get_context("spawn"), _tell_worker, told)

    def _read_alone(self, input: Input) -> Read:
        self._pool = self._start(1)
        try:
            return self._submit(input).result()
        except BrokenProcessPool:
            cause, cure = "โปรแกรมที่อ่านไฟล์นี้ล้มลง", "ไฟล์อาจใหญ่เกินหน่วยความจำ แบ่งไฟล์ แล้วนำเข้าใหม่"
            return Read(input, error=UnreadableFile(cause, cure, file=input.path))
        finally:
            self._end()

    def _end(self) -> None:
        if self._pool:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None


def _cannot_read(input: Input, known: Set[str]) -> Read:
    raise RuntimeError("a worker reads only after it was told how")


_reading: Reading = _cannot_read
_known: frozenset[str] = frozenset()


def _tell_worker(reading: Reading, known: frozenset[str], lexicon: Path | None) -> None:
    """Runs once in each worker, so that the digests cross over once and not with every file."""
    global _reading, _known
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    use_lexicon(lexicon)
    _reading, _known = reading, known


def _work(input: Input) -> Read:
    return _reading(input, _known)
