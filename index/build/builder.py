"""Store → index: all of it or what changed, built beside the current generation and swapped in when it is whole."""

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
from index.build.parallel import ENOUGH_FOR_WORKERS, Found, Maker, Parts
from index.dedup import signatures
from index.dedup.clustering import Groups, find_groups, update_groups
from index.dedup.signatures import Said
from index.engines import load_engine
from index.engines.protocol import DocumentSink, Engine
from index.mapping import PARTS, SCHEMA_VERSION, split_key
from kmsearch.config import Settings
from kmsearch.errors import BrokenRecord, IndexDamaged, StoreLocked
from kmsearch.lexicon.model import Lexicon

FULL_SHARE = 0.3
"""With more than this share of the records changed since the last full build, all is built anew: it costs about as
much, and lists full of what was taken out slow every search."""

FEW = 100
"""Records put in or taken out up to which groups are only brought up to date: 1.1 s among 150,000 points, which take
8 s to group anew."""

SPARED_GENERATIONS = 1
"""Older generations that stay, for a server that has not looked at CURRENT yet."""

LOCK_SECONDS = 10.0
"""How long a build waits for another one before it gives up."""

Progress = Callable[[int, int], None]
"""Told (records done, records to do) after each record."""


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did, in records. ``total`` are in the index now, with so many ``items``.

    ``broken`` are the files left out, with place, cause and cure. ``full`` says all was built anew, ``reason`` why.
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
    distrust: str = "",
    on_progress: Progress | None = None,
    lock_seconds: float = LOCK_SECONDS,
) -> BuildReport:
    """Brings the index up to the store; only what changed, unless ``full`` or there is no sound index to start from.

    ``distrust`` names a generation that turned out to be damaged. Raises StoreLocked when another build runs,
    EngineMissing, and CorpusError when the disk says no; the index that was there then still serves.
    """
    home, engine = settings.index, load_engine(settings.engine)
    store = Store(settings.home)
    with _locked(home, lock_seconds), atomic_files.explained(home):
        entries = {entry.id: entry for entry in store.scan()}
        full = full or distrust == generations.current_name(home) != ""
        maker = Maker(engine, lexicon, settings.home, Boundary.from_settings(settings))
        base, reason = (None, "สั่งให้สร้างใหม่ทั้งหมด") if full else _find_base(home, maker, entries)
        run = _Run(home, maker, on_progress or _silent)
        try:
            return run.build(_plan(base, entries), reason)
        except IndexDamaged as error:
            if base is None:
                raise
            return run.build(_plan(None, entries), str(error))


def fingerprint(engine: type[Engine], lexicon: Lexicon, boundary: Boundary) -> str:
    """Changes whenever the same records would be indexed otherwise."""
    own = (SCHEMA_VERSION, engine.VERSION, PARTS, FACETS)
    schema = (*own, signatures.fingerprint(), lexicon.fingerprint, boundary.fingerprint)
    return hashlib.sha256(repr(schema).encode()).hexdigest()[:32]


def usable(home: Path, engine: type[Engine], lexicon: Lexicon, boundary: Boundary) -> tuple[Generation | None, str]:
    """The current generation if it is sound and up to date; otherwise None, and in Thai why."""
    try:
        current = generations.current(home)
    except IndexDamaged as error:
        return None, str(error)
    if current is None:
        return None, "ยังไม่มีดัชนี"
    if current.manifest.fingerprint != fingerprint(engine, lexicon, boundary):
        return None, "คลังคำ โครงสร้างของดัชนี หรือการปิดบังข้อมูลส่วนบุคคลเปลี่ยนไป"
    return current, ""


def _find_base(home: Path, maker: Maker, entries: dict[str, RecordFile]) -> tuple[Generation | None, str]:
    """The generation to start from, or None and why there is none."""
    base, reason = usable(home, maker.engine, maker.lexicon, maker.boundary)
    if base and _plan(base, entries).stale > FULL_SHARE * len(entries):
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


def _silent(done: int, total: int) -> None:
    pass


@dataclass(frozen=True, slots=True)
class _Plan:
    """What to do to ``base`` (None: start from nothing): read ``changed``, take out ``gone``; the rest stays.

    ``stamps`` and ``broken`` are of what stays. ``stale`` counts records taken out since the last full build.
    """

    base: Generation | None
    entries: dict[str, RecordFile]
    changed: tuple[RecordFile, ...]
    gone: frozenset[str]
    stamps: dict[str, str]
    broken: dict[str, BrokenFile]
    stale: int

    @property
    def is_idle(self) -> bool:
        """Whether the base is what is wanted."""
        if self.base is None or self.changed or self.gone:
            return False
        return self.broken.keys() == self.base.manifest.broken.keys()


def _plan(base: Generation | None, entries: dict[str, RecordFile]) -> _Plan:
    old = base.manifest if base else Manifest("", {}, 0)
    known = old.stamps | {id: fault.stamp for id, fault in old.broken.items()}
    same = {id for id, entry in entries.items() if known.get(id) == entry.stamp}
    gone = frozenset(old.stamps.keys() - same)
    return _Plan(
        base,
        entries,
        tuple(entry for id, entry in entries.items() if id not in same),
        gone,
        {id: stamp for id, stamp in old.stamps.items() if id in same},
        {id: fault for id, fault in old.broken.items() if id in same},
        old.stale + len(gone),
    )


@dataclass(frozen=True, slots=True)
class _Run:
    """What every attempt of one build uses."""

    home: Path
    maker: Maker
    on_progress: Progress

    def build(self, plan: _Plan, reason: str) -> BuildReport:
        """Carries out ``plan`` in a new generation and makes it the current one; an idle plan is only reported."""
        if plan.is_idle and plan.base:
            return _report(plan, plan.base.manifest, reason)
        folder = generations.begin(self.home, plan.base)
        try:
            old = plan.base.tables() if plan.base else Tables({}, {}, Groups([], []))
            manifest, tables = self._write(folder, plan, old)
            generations.publish(self.home, folder, manifest, tables, plan.base)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        generations.clean(self.home, spare=SPARED_GENERATIONS)
        return _report(plan, manifest, reason)

    def _write(self, folder: Path, plan: _Plan, old: Tables) -> tuple[Manifest, Tables]:
        """Changes the engines as planned; the manifest, and the tables that were ``old`` as they are now."""
        rows = {id: row for id, row in old.rows.items() if id not in plan.gone}
        said = {id: one for id, one in old.said.items() if id not in plan.gone}
        stamps, broken = dict(plan.stamps), dict(plan.broken)
        engine = self.maker.engine
        start = engine.open if plan.base else engine.create
        with closing(start(folder / RECORDS, PARTS)) as records, closing(start(folder / ITEMS, PARTS)) as items:
            gone_items = {key for key in items.keys if split_key(key)[0] in plan.gone}
            with records.writing(plan.gone) as to_records, items.writing(gone_items) as to_items:
                for entry, found in self._add(folder, plan.changed, to_records, to_items):
                    if isinstance(found, BrokenFile):
                        broken[entry.id] = found
                    else:
                        rows[entry.id], said[entry.id], stamps[entry.id] = found.row, found.said, entry.stamp
            total = sum(1 for key in items.keys if key)
        of = fingerprint(engine, self.maker.lexicon, self.maker.boundary)
        tables = Tables(rows, said, _groups(old, said, plan))
        return Manifest(of, stamps, total, plan.stale if plan.base else 0, broken), tables

    def _add(
        self, folder: Path, entries: tuple[RecordFile, ...], to_records: DocumentSink, to_items: DocumentSink
    ) -> Iterator[tuple[RecordFile, Found]]:
        """Puts the documents of each entry into the engines, by way of parts where entries are many."""
        if len(entries) < ENOUGH_FOR_WORKERS:
            steps = count(1)
            yield from self.maker.add(
                entries, to_records, to_items, lambda: self.on_progress(next(steps), len(entries))
            )
            return
        with Parts(self.maker, folder / "parts", entries, self.on_progress) as parts:
            for part, found in parts.made():
                to_records.take(part / RECORDS)
                to_items.take(part / ITEMS)
                yield from found


def _groups(old: Tables, said: dict[str, Said], plan: _Plan) -> Groups:
    """The groups among what is ``said`` now. Raises IndexDamaged where what was kept of it does not read."""
    fresh = [entry.id for entry in plan.changed if entry.id in said]
    try:
        if plan.base is None or len(fresh) + len(plan.gone) > FEW:
            return find_groups(said)
        return update_groups(old.groups, said, {id: old.said[id] for id in plan.gone}, fresh)
    except (ValueError, TypeError, AttributeError, LookupError) as error:
        raise IndexDamaged(f"ข้อมูลเทียบบันทึกของดัชนีอ่านไม่ได้ ({error})", "โปรแกรมจะสร้างใหม่จากบันทึกให้เอง") from error


def _report(plan: _Plan, manifest: Manifest, reason: str) -> BuildReport:
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
