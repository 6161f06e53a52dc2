"""The ingest run: files → store, in parallel, with a report. One bad file never stops a run; known files are skipped.

This module plans (which files, in which batches, which are known); ``store_writer`` and ``table_writer`` write.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial
from itertools import groupby
from pathlib import Path

from corpus.storage.store import Store
from ingest import archive
from ingest.archive import is_hidden
from ingest.file_reader import read_document_input
from ingest.input_file import InputFile, ReadResult
from ingest.known_sources import KnownSources
from ingest.reporting.run_report import FileReport, Report
from ingest.resume_state import RejectedFiles, marked_unfinished, unfinished_digest
from ingest.store_writer import StoreWriter
from ingest.table_writer import write_table
from ingest.tables import row_reader
from ingest.workers import Workers
from kmsearch.thai.damage_repair import use_lexicon

Progress = Callable[[int, int, str], None]
"""Called after each file, and every few hundred rows of a table: files done, files in all, the path of the file."""


def find_files(paths: Iterable[Path]) -> list[Path]:
    """The files in ``paths`` and in the folders among them, each once; sorted within a folder, without hidden ones."""
    files: dict[Path, None] = {}
    for path in paths:
        if _is_folder(path):
            files.update((file, None) for file in sorted(path.rglob("*")) if _is_wanted(file, path))
        else:
            files[path] = None
    return list(files)


def _is_folder(path: Path) -> bool:
    """Whether it is a folder; a name that the system refuses counts as a file, so that the report names it."""
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
    """Ingests files, folders and archives into the store; returns one report per file, in order.

    ``jobs``: worker processes (0: one per core once there are files enough). ``lexicon``: a file whose words count as
    words when damaged Thai is repaired (default: the one that ships). Raises errors of the store itself (CorpusError,
    StoreLocked) and of the lexicon (ConfigError). Ctrl-C ends the run with ``stopped`` in the report: every record
    reported is stored, and the same call again continues.
    """
    use_lexicon(lexicon)
    began = time.monotonic()
    report = Report()
    with store.lock():
        try:
            _run(find_files(paths), store, on_progress or _no_progress, jobs, report)
        except KeyboardInterrupt:
            report.stopped = True
    report.seconds = time.monotonic() - began
    return report


def _run(files: list[Path], store: Store, progress: Progress, jobs: int, report: Report) -> None:
    """Reads and stores ``files``, adding to ``report``; saves what the next run can skip, however the run ends."""
    known_sources, rejected = KnownSources.load(store), RejectedFiles(store)
    known_sources.digests.pop(unfinished_digest(store), None)
    writer = StoreWriter(store, known_sources)
    total = len(files)
    try:
        with Workers(read_document_input, known_sources.digests.keys() | rejected.digests, jobs) as workers:
            for inputs, file_count in _batches(files):
                total += len(inputs) - file_count
                for result in map(rejected.update, workers.read(inputs)):
                    report.files.append(_write(result, writer, partial(progress, len(report.files), total)))
                    progress(len(report.files), total, str(result.path))
    finally:
        writer.save()
        rejected.save()


def _no_progress(done: int, total: int, name: str) -> None:
    """The default progress callback; does nothing."""


def _batches(files: Iterable[Path]) -> Iterator[tuple[list[InputFile], int]]:
    """Inputs to read together, and how many of ``files`` they come from: consecutive files, or one unpacked archive.

    The members of an archive are on disk only until the next batch is asked for.
    """
    for are_archives, run in groupby(files, archive.accepts):
        if not are_archives:
            inputs = [InputFile(path, path) for path in run]
            yield inputs, len(inputs)
            continue
        for path in run:
            with archive.unpacked(path) as members:
                yield members, 1


def _write(result: ReadResult, writer: StoreWriter, show: Callable[[str], None]) -> FileReport:
    if result.error is None and row_reader.accepts(result.path):
        return write_table(result.input, writer, lambda line: show(f"{result.path}:{line}"))
    with marked_unfinished(writer.store, result):
        return writer.write_document(result)
