"""Files → store, in parallel, with a report. One bad file never stops a run; the same file again changes nothing."""

from __future__ import annotations

import hashlib
import os
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

from corpus.record import Record, Source
from corpus.store import Store
from ingest.extract import extract
from ingest.known import Known
from ingest.merge import merge_records, pair_with_previous
from ingest.readers import load, read
from ingest.report import FileReport, RecordReport, Report, Status, lacks
from kmsearch.errors import BrokenRecord, IngestError, KmsearchError, RecordNotFound, UnreadableFile

Progress = Callable[[int, int, str], None]
"""Called after each file with files done, files in all, and the file's path."""

ENOUGH_FOR_WORKERS = 40
"""Files from which workers pay: each takes about a second to start, a file some hundredths to read."""

AHEAD = 4
"""Files in hand a worker: enough to keep it busy, few enough to bound memory whatever the folder holds."""

_IGNORED = frozenset({"thumbs.db", "desktop.ini"})


@dataclass(frozen=True, slots=True)
class Read:
    """A file as a worker gives it back: its SHA-256, its records, or the error."""

    path: Path
    digest: str = ""
    records: tuple[Record, ...] = ()
    error: KmsearchError | None = None


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
    hidden = any(part.startswith((".", "~$")) for part in file.relative_to(root).parts)
    return file.is_file() and not hidden and file.name.lower() not in _IGNORED


def ingest(paths: Iterable[Path], store: Store, on_progress: Progress | None = None, jobs: int = 0) -> Report:
    """Reads files and folders into the store; what came of each file, in order.

    ``jobs``: worker processes (0: one a core when there are files enough). Stops only for errors of the store
    itself (CorpusError, StoreLocked); every record reported is stored.
    """
    began = time.monotonic()
    files = find_files(paths)
    report = Report()
    with store.lock():
        known = Known.load(store)
        for done, result in enumerate(_read_all(files, frozenset(known.digests), jobs or _jobs_for(len(files))), 1):
            report.files.append(_store_file(result, store, known))
            if on_progress:
                on_progress(done, len(files), str(result.path))
        known.save()
    report.seconds = time.monotonic() - began
    return report


def _jobs_for(files: int) -> int:
    return (os.cpu_count() or 1) if files >= ENOUGH_FOR_WORKERS else 1


def _read_all(files: list[Path], known: frozenset[str], jobs: int) -> Iterator[Read]:
    """Every file read, in order; with one job in this process. A file that ends its worker is read once more, alone."""
    if jobs <= 1:
        yield from (read_file(path, known) for path in files)
        return
    waiting = deque(files)
    while waiting:
        with suppress(BrokenProcessPool), _workers(jobs, known) as pool:
            for result in _in_order(pool, list(waiting), jobs * AHEAD):
                waiting.popleft()
                yield result
        if waiting:
            yield _read_alone(waiting.popleft(), known)


def _workers(jobs: int, known: frozenset[str]) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(jobs, get_context("spawn"), _tell_worker, (known,))


def _in_order(pool: Executor, files: list[Path], ahead: int) -> Iterator[Read]:
    waiting = iter(files)
    running = deque(pool.submit(_work, path) for path in islice(waiting, ahead))
    while running:
        result = running.popleft().result()
        running.extend(pool.submit(_work, path) for path in islice(waiting, 1))
        yield result


def _read_alone(path: Path, known: frozenset[str]) -> Read:
    try:
        with _workers(1, known) as pool:
            return pool.submit(_work, path).result()
    except BrokenProcessPool:
        cause, cure = "โปรแกรมที่อ่านไฟล์นี้ล้มลง", "ไฟล์อาจใหญ่เกินหน่วยความจำ แบ่งไฟล์ แล้วนำเข้าใหม่"
        return Read(path, error=UnreadableFile(cause, cure, file=path))


_known_to_worker: frozenset[str] = frozenset()


def _tell_worker(known: frozenset[str]) -> None:
    """Runs once in each worker, so that the digests cross over once and not with every file."""
    global _known_to_worker
    _known_to_worker = known


def _work(path: Path) -> Read:
    return read_file(path, _known_to_worker)


def read_file(path: Path, known: frozenset[str] = frozenset()) -> Read:
    """One file read and its records extracted; a file whose digest is ``known`` is not extracted again.

    Never raises for what is in a file: the error is in the result.
    """
    try:
        data = load(path)
        digest = hashlib.sha256(data).hexdigest()
        if digest in known:
            return Read(path, digest)
        return Read(path, digest, extract(read(path, data)))
    except IngestError as error:
        return Read(path, error=error)
    except (RecursionError, MemoryError, ValueError, LookupError, AssertionError) as error:
        cause = f"อ่านไฟล์นี้ไม่ได้ ({type(error).__name__}: {error})"
        return Read(path, error=UnreadableFile(cause, "ส่งไฟล์นี้ให้ผู้ดูแลระบบ", file=path))


def _store_file(result: Read, store: Store, known: Known) -> FileReport:
    path = str(result.path)
    if result.error is not None:
        return FileReport(path, "failed", cause=result.error.cause, cure=result.error.cure)
    if result.digest in known.digests:
        return FileReport(path, "known")
    try:
        rows = _store_records(result, store, known)
    except BrokenRecord as broken:
        return FileReport(path, "failed", cause=f"{broken.place}: {broken.cause}", cure=broken.cure)
    return FileReport(path, _worst(rows), tuple(rows))


def _store_records(result: Read, store: Store, known: Known) -> list[RecordReport]:
    path = str(result.path.resolve())
    original = store.keep_original(result.path, result.digest)
    before = [store.get(id) for id in known.ids_of(path)]
    rows = []
    for record in pair_with_previous(result.records, before):
        source = Source(path, original, result.digest, record.source[0].lines if record.source else "")
        rows.append(_store_record(replace(record, source=(source,)), store))
        known.add(rows[-1].id, source)
    return rows


def _store_record(record: Record, store: Store) -> RecordReport:
    status: Status = "new"
    with suppress(RecordNotFound):
        record, status = merge_records(store.get(record.id), record)
    store.put(record)
    return RecordReport(record.id, record.title, status, lacks(record), record.checks)


def _worst(rows: list[RecordReport]) -> Status:
    """The status that says most about a file: something new before something changed before something kept."""
    order: tuple[Status, ...] = ("new", "updated", "merged", "kept", "known")
    return min((row.status for row in rows), key=order.index)
