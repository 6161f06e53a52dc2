"""Files → store, in parallel, with a report. One bad file never stops a run; the same file again changes nothing."""

from __future__ import annotations

import hashlib
import os
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Set
from concurrent.futures import Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from functools import partial
from itertools import groupby, islice
from multiprocessing import get_context
from pathlib import Path

from corpus.store import Store
from ingest import archive, rows
from ingest.archive import Input, is_hidden
from ingest.extract import extract
from ingest.known import Known
from ingest.readers import load, read
from ingest.report import FileReport, Report
from ingest.storing import Read, store_file, store_table
from kmsearch.errors import IngestError, UnreadableFile

Progress = Callable[[int, int, str], None]
"""Called after each file, and now and then within a table, with files done, files in all, and the file's path."""

ENOUGH_FOR_WORKERS = 40
"""Files from which workers pay: each takes about a second to start, a file some hundredths to read."""

AHEAD = 4
"""Files in hand a worker: enough to keep it busy, few enough to bound memory whatever the folder holds."""


def find_files(paths: Iterable[Path]) -> list[Path]:
    """The files named and those in the folders named, each once, sorted within a folder; hidden ones left out."""
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            found.update((file, None) for file in sorted(path.rglob("*")) if _is_wanted(file, path))
        else:
            found[path] = None
    return list(found)


def _is_wanted(file: Path, root: Path) -> bool:
    return not is_hidden(file.relative_to(root)) and file.is_file()


def ingest(paths: Iterable[Path], store: Store, on_progress: Progress | None = None, jobs: int = 0) -> Report:
    """Reads files, folders and archives into the store; what came of each file, in order.

    ``jobs``: worker processes (0: one a core when there are files enough). Stops only for errors of the store
    itself (CorpusError, StoreLocked); every record reported is stored.
    """
    began = time.monotonic()
    progress = on_progress or _say_nothing
    report = Report()
    files = find_files(paths)
    total = len(files)
    with store.lock():
        known = Known.load(store)
        for inputs, named in _batches(files):
            total += len(inputs) - named
            for result in _read_all(inputs, known.digests.keys(), jobs or _jobs_for(len(inputs))):
                report.files.append(_store(result, store, known, partial(progress, len(report.files), total)))
                progress(len(report.files), total, str(result.path))
        known.save()
    report.seconds = time.monotonic() - began
    return report


def _say_nothing(done: int, total: int, name: str) -> None:
    """Progress that no one asked for."""


def _batches(files: Iterable[Path]) -> Iterator[tuple[list[Input], int]]:
    """Files to read together, a run of them or the members of an archive while it is unpacked; how many ``files``."""
    for are_archives, run in groupby(files, archive.accepts):
        if not are_archives:
            inputs = [Input(path, path) for path in run]
            yield inputs, len(inputs)
            continue
        for path in run:
            with archive.unpacked(path) as members:
                yield members, 1


def _store(result: Read, store: Store, known: Known, tell: Callable[[str], None]) -> FileReport:
    if result.error is None and rows.accepts(result.path):
        return store_table(result.input, store, known, lambda line: tell(f"{result.path}:{line}"))
    return store_file(result, store, known)


def _jobs_for(files: int) -> int:
    return (os.cpu_count() or 1) if files >= ENOUGH_FOR_WORKERS else 1


def _read_all(inputs: list[Input], known: Set[str], jobs: int) -> Iterator[Read]:
    """Every file read, in order; with one job in this process. A file that ends its worker is read once more, alone."""
    if jobs <= 1:
        yield from (_read(input, known) for input in inputs)
        return
    waiting = deque(inputs)
    while waiting:
        with suppress(BrokenProcessPool), _workers(jobs, known) as pool:
            for result in _in_order(pool, list(waiting), jobs * AHEAD):
                waiting.popleft()
                yield result
        if waiting:
            yield _read_alone(waiting.popleft(), known)


def _workers(jobs: int, known: Set[str]) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(jobs, get_context("spawn"), _tell_worker, (frozenset(known),))


def _in_order(pool: Executor, inputs: list[Input], ahead: int) -> Iterator[Read]:
    waiting = iter(inputs)
    running = deque(pool.submit(_work, input) for input in islice(waiting, ahead))
    while running:
        result = running.popleft().result()
        running.extend(pool.submit(_work, input) for input in islice(waiting, 1))
        yield result


def _read_alone(input: Input, known: Set[str]) -> Read:
    try:
        with _workers(1, known) as pool:
            return pool.submit(_work, input).result()
    except BrokenProcessPool:
        cause, cure = "โปรแกรมที่อ่านไฟล์นี้ล้มลง", "ไฟล์อาจใหญ่เกินหน่วยความจำ แบ่งไฟล์ แล้วนำเข้าใหม่"
        return Read(input, error=UnreadableFile(cause, cure, file=input.path))


_known_to_worker: frozenset[str] = frozenset()


def _tell_worker(known: frozenset[str]) -> None:
    """Runs once in each worker, so that the digests cross over once and not with every file."""
    global _known_to_worker
    _known_to_worker = known


def _work(input: Input) -> Read:
    return _read(input, _known_to_worker)


def _read(input: Input, known: Set[str]) -> Read:
    """A document read; a table is left for the store, which takes its rows one by one."""
    if input.error or rows.accepts(input.path):
        return Read(input, error=input.error)
    return read_input(input, known)


def read_file(path: Path, known: Set[str] = frozenset()) -> Read:
    """One document read and its records extracted; one whose digest is ``known`` is not extracted again.

    Never raises for what is in a file: the error is in the result.
    """
    return read_input(Input(path, path), known)


def read_input(input: Input, known: Set[str] = frozenset()) -> Read:
    """The same for a document whose bytes lie in another file than the one it is known by."""
    try:
        data = load(input.file)
        digest = hashlib.sha256(data).hexdigest()
        if digest in known:
            return Read(input, digest)
        return Read(input, digest, extract(read(input.path, data)))
    except IngestError as error:
        return Read(input, error=error)
    except (RecursionError, MemoryError, ValueError, LookupError, AssertionError) as error:
        cause = f"อ่านไฟล์นี้ไม่ได้ ({type(error).__name__}: {error})"
        return Read(input, error=UnreadableFile(cause, "ส่งไฟล์นี้ให้ผู้ดูแลระบบ", file=input.path))
