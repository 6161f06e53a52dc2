"""Builds the index from the store, fully or incrementally, beside the current generation, then swaps it in."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from filelock import FileLock, Timeout

from corpus.fields import FACETS
from corpus.privacy.boundary import Boundary
from corpus.storage import atomic_files
from corpus.storage.store import RecordFile, Store
from index.build import generation as generations
from index.build.generation import ITEMS, RECORDS, BrokenFile, Generation, Manifest, Tables
from index.build.parallel import MIN_PARALLEL_RECORDS, IndexOutcome, ParallelBuild, RecordIndexer
from index.dedup import signatures
from index.dedup.clustering import DuplicateGroups, cluster_corpus, update_clusters
from index.dedup.signatures import RecordSignatures
from index.engines import load_engine
from index.engines.protocol import DocumentSink, Engine
from index.mapping import PARTS, SCHEMA_VERSION, split_key
from kmsearch.config import Settings
from kmsearch.errors import BrokenRecord, IndexDamaged, StoreLocked
from kmsearch.lexicon.model import Lexicon

FULL_SHARE = 0.3
"""Share of the records deleted since the last full build above which a build is full. A guess: an incremental build
then takes about as long, and deleted documents in posting lists slow every search."""

MAX_REGROUPED_RECORDS = 100
"""Changed records up to which the groups of duplicates are updated incrementally: 1.1 s among 150,000 items, against 8
s for clustering all of them."""

SPARED_GENERATIONS = 1
"""Older generations that are kept, for a server that has read CURRENT but not opened the files yet."""

LOCK_SECONDS = 10.0
"""Seconds that a build waits for another one before it fails. A guess."""

Progress = Callable[[int, int], None]
"""Called with (records done, records to do) after each record."""


@dataclass(frozen=True, slots=True)
class BuildReport:
    """The result of a build, counted in records; ``total`` and ``items`` are the records and items in the index now.

    ``broken`` are the files left out, with line, cause and cure. ``full``: all records were indexed, for the Thai
    ``reason``.
    """

    added: int
    updated: int
    removed: int
    unchanged: int
    total: int
    items: int
    broken: tuple[BrokenRecord, ...] = ()
    full: bool = False
    reason: str = ""


def build(
    settings: Settings,
    lexicon: Lexicon,
    *,
    full: bool = False,
    damaged: str = "",
    on_progress: Progress | None = None,
    lock_seconds: float = LOCK_SECONDS,
) -> BuildReport:
    """Brings the index up to date with the store: incrementally, unless ``full`` or there is no usable index to start
    from.

    ``damaged`` names a generation that must not be started from. Raises StoreLocked while another build runs,
    EngineMissing, and CorpusError for a failing disk; the present index then stays in use.
    """
    home, engine = settings.index, load_engine(settings.engine)
    store = Store(settings.home)
    with _locked(home, lock_seconds), atomic_files.explained(home):
        record_files = {record_file.id: record_file for record_file in store.scan()}
        full = full or damaged == generations.current_name(home) != ""
        indexer = RecordIndexer(engine, lexicon, settings.home, Boundary.from_settings(settings))
        base, reason = (None, "สั่งให้สร้างใหม่ทั้งหมด") if full else _find_base(home, indexer, record_files)
        job = _BuildJob(home, indexer, on_progress or _ignore_progress)
        try:
            return job.run(_plan(base, record_files), reason)
        except IndexDamaged as error:
            if base is None:
                raise
            return job.run(_plan(None, record_files), str(error))


def fingerprint(engine: type[Engine], lexicon: Lexicon, boundary: Boundary) -> str:
    """A hash of everything except the records that determines an index: schema, engine, parts, facets, signatures,
    lexicon, boundary."""
    code_versions = (SCHEMA_VERSION, engine.VERSION, PARTS, FACETS)
    schema = (*code_versions, signatures.fingerprint(), lexicon.fingerprint, boundary.fingerprint)
    return hashlib.sha256(repr(schema).encode()).hexdigest()[:32]


def usable(home: Path, engine: type[Engine], lexicon: Lexicon, boundary: Boundary) -> tuple[Generation | None, str]:
    """The current generation if it is up to date; otherwise None, and the reason in Thai. Raises IndexDamaged."""
    current = generations.current(home)
    if current is None:
        return None, "ยังไม่มีดัชนี"
    if current.manifest.fingerprint != fingerprint(engine, lexicon, boundary):
        return None, "คลังคำ โครงสร้างของดัชนี หรือการปิดบังข้อมูลส่วนบุคคลเปลี่ยนไป"
    return current, ""


def _find_base(
    home: Path, indexer: RecordIndexer, record_files: dict[str, RecordFile]
) -> tuple[Generation | None, str]:
    """The generation to start from and an empty reason; or None and the Thai reason for a full build."""
    try:
        base, reason = usable(home, indexer.engine, indexer.lexicon, indexer.boundary)
    except IndexDamaged as error:
        return None, str(error)
    if base and _plan(base, record_files).stale > FULL_SHARE * len(record_files):
        return None, "บันทึกเปลี่ยนไปมาก"
    return base, reason


@contextmanager
def _locked(home: Path, seconds: float) -> Iterator[None]:
    atomic_files.make_folder(home)
    lock = FileLock(home / ".lock", timeout=seconds)
    try:
        lock.acquire()
    except Timeout as error:
        raise StoreLocked("โปรแกรมอื่นกำลังสร้างดัชนีอยู่", "รอให้เสร็จก่อน แล้วสั่งใหม่", file=home) from error
    try:
        yield
    finally:
        lock.release()


def _ignore_progress(done: int, total: int) -> None:
    pass


@dataclass(frozen=True, slots=True)
class _BuildPlan:
    """The changes to ``base`` (None: an empty index): records to index (``changed``) and record ids to ``delete``.

    ``stamps`` and ``broken`` are of the records that stay. ``stale`` counts records deleted since the last full build.
    """

    base: Generation | None
    changed: tuple[RecordFile, ...]
    delete: frozenset[str]
    stamps: dict[str, str]
    broken: dict[str, BrokenFile]
    stale: int

    @property
    def is_idle(self) -> bool:
        """Whether there is nothing to change."""
        if self.base is None or self.changed or self.delete:
            return False
        return self.broken.keys() == self.base.manifest.broken.keys()


def _plan(base: Generation | None, record_files: dict[str, RecordFile]) -> _BuildPlan:
    old = base.manifest if base else Manifest("", {}, 0)
    indexed = old.stamps | {id: fault.stamp for id, fault in old.broken.items()}
    unchanged = {id for id, record_file in record_files.items() if indexed.get(id) == record_file.stamp}
    delete = frozenset(old.stamps.keys() - unchanged)
    return _BuildPlan(
        base,
        tuple(record_file for id, record_file in record_files.items() if id not in unchanged),
        delete,
        {id: stamp for id, stamp in old.stamps.items() if id in unchanged},
        {id: fault for id, fault in old.broken.items() if id in unchanged},
        old.stale + len(delete),
    )


@dataclass(frozen=True, slots=True)
class _BuildJob:
    """Executes build plans for one index."""

    home: Path
    indexer: RecordIndexer
    on_progress: Progress

    def run(self, plan: _BuildPlan, reason: str) -> BuildReport:
        """Executes ``plan`` in a new generation and makes that the current one; an idle plan is only reported."""
        if plan.is_idle and plan.base:
            return _report(plan, plan.base.manifest, reason)
        folder = generations.begin(self.home, plan.base)
        try:
            old = plan.base.tables() if plan.base else Tables({}, {}, DuplicateGroups([], []))
            manifest, tables = self._write(folder, plan, old)
            generations.publish(self.home, folder, manifest, tables, plan.base)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        generations.clean(self.home, spare=SPARED_GENERATIONS)
        return _report(plan, manifest, reason)

    def _write(self, folder: Path, plan: _BuildPlan, old: Tables) -> tuple[Manifest, Tables]:
        """Writes the documents of ``plan`` into the engines in ``folder``; returns manifest and tables of the new
        generation."""
        values = {id: facet_values for id, facet_values in old.facet_values.items() if id not in plan.delete}
        signatures = {id: signed for id, signed in old.signatures.items() if id not in plan.delete}
        stamps, broken = dict(plan.stamps), dict(plan.broken)
        engine = self.indexer.engine
        start = engine.open if plan.base else engine.create
        with closing(start(folder / RECORDS, PARTS)) as records, closing(start(folder / ITEMS, PARTS)) as items:
            deleted_items = {key for key in items.keys if split_key(key)[0] in plan.delete}
            with records.writing(plan.delete) as record_sink, items.writing(deleted_items) as item_sink:
                for record_file, outcome in self._add(folder, plan.changed, record_sink, item_sink):
                    if isinstance(outcome, BrokenFile):
                        broken[record_file.id] = outcome
                    else:
                        values[record_file.id], signatures[record_file.id] = outcome.facet_values, outcome.signatures
                        stamps[record_file.id] = record_file.stamp
            item_count = sum(1 for key in items.keys if key)
        built_with = fingerprint(engine, self.indexer.lexicon, self.indexer.boundary)
        tables = Tables(values, signatures, _groups(old, signatures, plan))
        return Manifest(built_with, stamps, item_count, plan.stale if plan.base else 0, broken), tables

    def _add(
        self, folder: Path, record_files: tuple[RecordFile, ...], record_sink: DocumentSink, item_sink: DocumentSink
    ) -> Iterator[tuple[RecordFile, IndexOutcome]]:
        """Adds the documents of each record file to the engines, in parallel workers from ``MIN_PARALLEL_RECORDS``
        on."""
        if len(record_files) < MIN_PARALLEL_RECORDS:
            steps = count(1)
            yield from self.indexer.add(
                record_files, record_sink, item_sink, lambda: self.on_progress(next(steps), len(record_files))
            )
            return
        with ParallelBuild(self.indexer, folder / "parts", record_files, self.on_progress) as parts:
            for part, outcomes in parts.finished():
                record_sink.take(part / RECORDS)
                item_sink.take(part / ITEMS)
                yield from outcomes


def _groups(old: Tables, signatures: dict[str, RecordSignatures], plan: _BuildPlan) -> DuplicateGroups:
    """The groups of duplicates after ``plan``: updated from ``old`` for few changes, else clustered anew."""
    added = [record_file.id for record_file in plan.changed if record_file.id in signatures]
    if plan.base is None or len(added) + len(plan.delete) > MAX_REGROUPED_RECORDS:
        return cluster_corpus(signatures)
    return update_clusters(old.groups, signatures, {id: old.signatures[id] for id in plan.delete}, added)


def _report(plan: _BuildPlan, manifest: Manifest, reason: str) -> BuildReport:
    old = plan.base.manifest.stamps if plan.base else {}
    new = manifest.stamps
    return BuildReport(
        added=len(new.keys() - old.keys()),
        updated=sum(old[id] != stamp for id, stamp in new.items() if id in old),
        removed=len(old.keys() - new.keys()),
        unchanged=sum(old[id] == stamp for id, stamp in new.items() if id in old),
        total=len(new),
        items=manifest.items,
        broken=tuple(BrokenRecord(f.cause, f.cure, file=f.file, line=f.line) for f in manifest.broken.values()),
        full=plan.base is None,
        reason=reason,
    )
