"""Files → store, in parallel, with a report. One bad file never stops a run; the same file again changes nothing."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator, Set
from contextlib import suppress
from functools import partial
from itertools import groupby
from pathlib import Path

from corpus.storage.store import Store
from ingest import archive
from ingest.archive import Input, is_hidden
from ingest.known_sources import Known
from ingest.readers import load, read
from ingest.record_builder import extract
from ingest.reporting.run_report import FileReport, Report
from ingest.resume_state import Refused, storing, unfinished
from ingest.store_writer import Read, store_file, store_table
from ingest.tables import row_reader
from ingest.workers import Workers
from kmsearch.errors import IngestError, UnreadableFile
from kmsearch.thai.damage_repair import use_lexicon

Progress = Callable[[int, int, str], None]
"""Called after each file, and now and then within a table, with files done, files in all, and the file's path."""

_MOST_SAID = 200
"""Letters of a library's own message that a report repeats."""


def find_files(paths: Iterable[Path]) -> list[Path]:
    """The files named and those in the folders named, each once, sorted within a folder; hidden ones left out."""
    found: dict[Path, None] = {}
    for path in paths:
        if _is_folder(path):
            found.update((file, None) for file in sorted(path.rglob("*")) if _is_wanted(file, path))
        else:
            found[path] = None
    return list(found)


def _is_folder(path: Path) -> bool:
    """Whether it is one; a name that the system refuses to look up is read, and so reported, as a file."""
    with suppress(OSError):
        return path.is_dir()
    return False


def _is_wanted(file: Path, root: Path) -> bool:
    return not is_hidden(file.relative_to(root)) and not _is_folder(file)


def ingest(
    paths: Iterable[Path],
    store: Store,
    on_progress: Progress | None = None,
    jobs: int = 0,
    lexicon: Path | None = None,
) -> Report:
    """Reads files, folders and archives into the store; what came of each file, in order.

    ``jobs``: worker processes (0: one a core when there are files enough). ``lexicon``: a file whose words count
    as words when damaged Thai is repaired, otherwise the one that ships. Stops only for errors of the store itself
    (CorpusError, StoreLocked) and of the lexicon (ConfigError), and for Ctrl-C, which the report says; every record
    reported is stored, and the same call again goes on from there.
    """
    use_lexicon(lexicon)
    began = time.monotonic()
    report = Report()
    with store.lock():
        try:
            _take(find_files(paths), store, on_progress or _say_nothing, jobs, report)
        except KeyboardInterrupt:
            report.stopped = True
    report.seconds = time.monotonic() - began
    return report


def _take(files: list[Path], store: Store, progress: Progress, jobs: int, report: Report) -> None:
    """Reads and stores ``files``, adding to ``report``; whatever ends this, the next run knows what it can skip."""
    known, refused = Known.load(store), Refused(store)
    known.digests.pop(unfinished(store), None)
    total = len(files)
    try:
        with Workers(_read, known.digests.keys() | refused.digests, jobs) as workers:
            for inputs, named in _batches(files):
                total += len(inputs) - named
                for result in map(refused.learn, workers.read(inputs)):
                    report.files.append(_store(result, store, known, partial(progress, len(report.files), total)))
                    progress(len(report.files), total, str(result.path))
    finally:
        known.save()
        refused.save()


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
    if result.error is None and row_reader.accepts(result.path):
        return store_table(result.input, store, known, lambda line: tell(f"{result.path}:{line}"))
    with storing(store, result):
        return store_file(result, store, known)


def _read(input: Input, known: Set[str]) -> Read:
    """A document read; a table is left for the store, which takes its rows one by one."""
    if input.error or row_reader.accepts(input.path):
        return Read(input, error=input.error)
    return read_input(input, known)


def read_file(path: Path, known: Set[str] = frozenset()) -> Read:
    """One document read and its records extracted; one whose digest is ``known`` is not extracted again.

    Never raises for what is in a file: the error is in the result.
    """
    return read_input(Input(path, path), known)


def read_input(input: Input, known: Set[str] = frozenset()) -> Read:
    """The same for a document whose bytes lie in another file than the one it is known by."""
    digest = ""
    try:
        data = load(input.file)
        digest = hashlib.sha256(data).hexdigest()
        if digest in known:
            return Read(input, digest)
        return Read(input, digest, extract(read(input.path, data)))
    except IngestError as error:
        return Read(input, digest, error=error)
    except Exception as error:
        said = " ".join(str(error).split())[:_MOST_SAID]
        cause = f"อ่านไฟล์นี้ไม่ได้ ({type(error).__name__}: {said})"
        return Read(input, error=UnreadableFile(cause, "ส่งไฟล์นี้ให้ผู้ดูแลระบบ", file=input.path))
