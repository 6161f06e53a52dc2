"""Worker processes that read files, one pool for the whole run; a file that kills its worker costs only itself.

Ctrl-C is handled by the parent process, which stores: workers ignore it and are terminated when the run stops.
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

from ingest.input_file import InputFile, ReadResult
from kmsearch.errors import UnreadableFile
from kmsearch.processes import block_interrupt, cores
from kmsearch.thai.damage_repair import lexicon_in_use, use_lexicon

MIN_FILES_FOR_WORKERS = 40
"""Files from which workers pay off: each takes about a second to start, a file some hundredths to read."""

QUEUED_FILES_PER_WORKER = 4
"""Files submitted ahead for each worker: enough to keep it busy, few enough to bound memory in any folder. A guess."""

ReadFunction = Callable[[InputFile, Set[str]], ReadResult]
"""Reads a file, given the digests that need no extraction; a function of a module, so that it can be pickled."""


class Workers:
    """Context manager that reads files with ``jobs`` processes (0: one per core once there are files enough).

    ``known``: digests that need no extraction, as they are when the processes start.
    """

    def __init__(self, read_function: ReadFunction, known: Set[str], jobs: int = 0):
        self._read_function = read_function
        self._known = known
        self._jobs = jobs or cores()
        self._min_files = 0 if jobs else MIN_FILES_FOR_WORKERS
        self._file_count = 0
        self._pool: ProcessPoolExecutor | None = None
        self._other_children = {child.pid for child in active_children()}

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._pool and kind:
            for child in active_children():
                if child.pid not in self._other_children:
                    child.terminate()
        self._shut_down()

    def read(self, inputs: list[InputFile]) -> Iterator[ReadResult]:
        """The result of every file, in order; read in this process while files are few.

        When a worker dies, the next file is read again in a worker of its own: it is the one that may have killed it.
        """
        self._file_count += len(inputs)
        if self._jobs <= 1 or self._file_count < self._min_files:
            yield from (self._read_function(input, self._known) for input in inputs)
            return
        waiting = deque(inputs)
        while waiting:
            try:
                for result in self._read_in_order(list(waiting)):
                    waiting.popleft()
                    yield result
            except BrokenProcessPool:
                self._shut_down()
                yield self._read_alone(waiting.popleft())

    def _read_in_order(self, inputs: list[InputFile]) -> Iterator[ReadResult]:
        waiting = iter(inputs)
        running = deque(map(self._submit, islice(waiting, self._jobs * QUEUED_FILES_PER_WORKER)))
        while running:
            result = running.popleft().result()
            running.extend(map(self._submit, islice(waiting, 1)))
            yield result

    def _submit(self, input: InputFile) -> Future[ReadResult]:
        with block_interrupt():
            self._pool = self._pool or self._start(self._jobs)
            return self._pool.submit(_read_in_worker, input)

    def _start(self, jobs: int) -> ProcessPoolExecutor:
        arguments = (self._read_function, frozenset(self._known), lexicon_in_use())
        return ProcessPoolExecutor(jobs, get_context("spawn"), _initialise_worker, arguments)

    def _read_alone(self, input: InputFile) -> ReadResult:
        """Reads one file in a pool of one; if that dies too, the file is reported as unreadable."""
        self._pool = self._start(1)
        try:
            return self._submit(input).result()
        except BrokenProcessPool:
            cause, cure = "โปรแกรมที่อ่านไฟล์นี้ล้มลง", "ไฟล์อาจใหญ่เกินหน่วยความจำ แบ่งไฟล์ แล้วนำเข้าใหม่"
            return ReadResult(input, error=UnreadableFile(cause, cure, file=input.path))
        finally:
            self._shut_down()

    def _shut_down(self) -> None:
        if self._pool:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None


def _not_initialised(input: InputFile, known: Set[str]) -> ReadResult:
    raise RuntimeError("_initialise_worker has not run in this process")


_read_function: ReadFunction = _not_initialised
_known: frozenset[str] = frozenset()


def _initialise_worker(read_function: ReadFunction, known: frozenset[str], lexicon: Path | None) -> None:
    """Runs once in each worker: the digests are sent once, not with every file."""
    global _read_function, _known
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    use_lexicon(lexicon)
    _read_function, _known = read_function, known


def _read_in_worker(input: InputFile) -> ReadResult:
    return _read_function(input, _known)
