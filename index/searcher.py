"""The façade: ``open_searcher`` gives a Searcher, which answers Requests, mends a broken index by itself, and follows
the lexicon's file."""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import lru_cache, partial
from threading import Lock, RLock, Thread
from typing import Self, TypeVar

from corpus.privacy.boundary import Boundary
from corpus.storage.store import Store
from index.browse.browser import Browser
from index.browse.similar import find_similar
from index.build import generation as generations
from index.build.builder import Progress, build, usable
from index.build.generation import Generation
from index.engines import load_engine
from index.lexicon_watch import LexiconWatch
from index.quality.explain import Why, explain
from index.quality.verify import Verification, verify
from index.query.executor import Stats, answer, overview, ranking
from index.reader.generation_reader import Snapshot
from index.results import Request, ResultPage, SimilarRecords
from index.suggest.suggester import SIZE, Suggestion
from kmsearch.config import Settings
from kmsearch.errors import IndexDamaged, KmsearchError
from kmsearch.lexicon.model import Lexicon

REBUILD_WAIT = 600.0
"""Seconds to wait for another process that builds the index this one needs: thousands of records take minutes."""

SIMILAR_KEPT = 1_000
"""Records of which is remembered what is like them: some kilobytes each."""

Message = Callable[[str], None]
"""Told, in Thai, when the index is built anew."""

_T = TypeVar("_T")

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Shared:
    """A snapshot with the lexicon it was made by, and how many searches are using it.

    ``similar`` gives what is like a record, and remembers it.
    """

    snapshot: Snapshot
    lexicon: Lexicon
    users: int = 0
    retired: bool = False
    stats: Stats | None = None
    similar: Callable[[str], SimilarRecords] = field(init=False)
    browser: Browser = field(init=False)

    def __post_init__(self) -> None:
        self.similar = lru_cache(SIMILAR_KEPT)(partial(find_similar, self.snapshot, self.lexicon))
        self.browser = Browser(self.snapshot, self.lexicon)

    @property
    def name(self) -> str:
        return self.snapshot.generation.folder.name


class Searcher:
    """Answers Requests from the current generation; safe from several threads. Close it, or use it in ``with``.

    ``message`` is the last thing it had to say about the index, in Thai; empty if all was well.
    """

    def __init__(
        self,
        settings: Settings,
        lexicon: Lexicon | None = None,
        *,
        on_message: Message | None = None,
        on_progress: Progress | None = None,
    ):
        self.message = ""
        self._settings = settings
        self._engine = load_engine(settings.engine)
        self._boundary = Boundary.from_settings(settings)
        self._on_message = on_message or _log.warning
        self._on_progress = on_progress
        self._counting, self._opening = Lock(), RLock()
        self._unfit = ""
        self._keeps_warm = False
        self._watch = None if lexicon else LexiconWatch(settings.lexicon, self._follow, self._say)
        self._shared = self._open(lexicon or self._watched())

    def search(self, request: Request) -> ResultPage:
        """The page that answers ``request``. Raises QueryError for a request that cannot be answered as it stands."""
        return self._read(lambda shared: answer(shared.snapshot, request, shared.lexicon))

    def ranking(self, request: Request) -> tuple[str, ...]:
        """The ids of the records on the page that answers ``request``, and of those under them; quicker than it."""
        return self._read(lambda shared: ranking(shared.snapshot, request, shared.lexicon))

    def explain(self, page: ResultPage) -> tuple[Why, ...]:
        """Why each hit of a page that ``search`` gave stands where it does, in their order."""
        return self._read(lambda shared: explain(shared.snapshot, page, shared.lexicon))

    def suggest(self, text: str, size: int = SIZE) -> tuple[Suggestion, ...]:
        """What a query that begins with ``text`` may go on to, at most ``size`` and never more than ten.

        The first call over a generation takes seconds (any text, an empty one too), and others meanwhile get nothing.
        """
        return self._read(lambda shared: _suggest(shared, text, size))

    def warm(self) -> None:
        """Makes what the first look at a list, the first misspelt query and the first suggestion would have to wait
        for: seconds for 10,000 records. So for every generation that is taken up from now on, in the background."""
        self._keeps_warm = True
        self._read(_warm)

    def _warm_again(self) -> None:
        with suppress(KmsearchError):  # the first request meets it too, and tells
            self._read(_warm)

    def similar(self, id: str) -> SimilarRecords:
        """The records most like the record ``id``, and which of its points others make too; empty for an unknown id."""
        return self._read(lambda shared: shared.similar(id))

    def browse(self, use: Callable[[Browser], _T]) -> _T:
        """What ``use`` finds by looking round in the current generation; of another one if this one is damaged."""
        return self._read(lambda shared: use(shared.browser))

    @property
    def stats(self) -> Stats:
        """What is in the index."""
        return self._read(_stats)

    def verify(self, *, sample: int | None = None, seed: int = 0, on_progress: Progress | None = None) -> Verification:
        """Whether words drawn from each stored record find it; see ``index.quality.verify``."""
        store = Store(self._settings.home)
        return self._read(
            lambda shared: verify(
                shared.snapshot,
                store,
                shared.lexicon,
                self._boundary,
                sample=sample,
                seed=seed,
                on_progress=on_progress,
            )
        )

    @property
    def lexicon(self) -> Lexicon:
        """The lexicon that the current generation was made by."""
        return self._shared.lexicon

    @property
    def notice(self) -> str:
        """In Thai, what everybody may know of an edited lexicon that is not in force (yet); mostly empty."""
        return self._watch.notice if self._watch else ""

    def refresh(self) -> bool:
        """Takes up a generation that another process has made since; whether there was one. Cheap when not.

        Where the lexicon's file was edited, or the new generation is of neither lexicon, one is built in the
        background; the old one answers until it is whole.
        """
        if self._watch:
            self._watch.look()
        if generations.current_name(self._settings.index) in (self._shared.name, self._unfit):
            return False
        with self._opening:
            name = generations.current_name(self._settings.index)
            if name in (self._shared.name, self._unfit):
                return False
            new = self._fitting()
            if new is None and self._watch:
                self._unfit = name
                self._watch.start()
                return False
            self._replace(new or self._open(self.lexicon))
        if self._keeps_warm:
            Thread(target=self._warm_again, daemon=True).start()
        return True

    def close(self) -> None:
        """Gives back files and memory once the last search that runs is done; an index built meanwhile is given up."""
        if self._watch:
            self._watch.close()
        self._retire(self._shared)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _read(self, use: Callable[[_Shared], _T]) -> _T:
        """What ``use`` makes of the current generation; of a new one if this one turns out to be damaged."""
        try:
            with self._held() as shared:
                return use(shared)
        except IndexDamaged as error:
            self._mend(shared, str(error))
        with self._held() as shared:
            return use(shared)

    @contextmanager
    def _held(self) -> Iterator[_Shared]:
        """The current generation, which stays open as long as somebody holds it."""
        with self._counting:
            shared = self._shared
            shared.users += 1
        try:
            yield shared
        finally:
            with self._counting:
                shared.users -= 1
                done = shared.retired and not shared.users
            if done:
                shared.snapshot.close()

    def _retire(self, shared: _Shared) -> None:
        with self._counting:
            shared.retired = True
            done = not shared.users
        if done:
            shared.snapshot.close()

    def _replace(self, new: _Shared) -> None:
        old, self._shared = self._shared, new
        self._retire(old)

    def _mend(self, damaged: _Shared, reason: str) -> None:
        with self._opening:
            if self._shared is damaged:
                lexicon = damaged.lexicon
                newer = generations.current_name(self._settings.index) != damaged.name
                mended = self._fitting() or self._open(lexicon) if newer else None
                self._replace(mended or self._rebuild(reason, lexicon, damaged.name))

    def _watched(self) -> Lexicon:
        """What the lexicon's file said when it was last read without fault; else the lexicon in force."""
        return self._watch.lexicon if self._watch else self.lexicon

    def _fitting(self) -> _Shared | None:
        """The current generation, where it is sound and made by the lexicon in force or the file's."""
        for lexicon in (self.lexicon, self._watched()):
            with suppress(IndexDamaged):
                generation, _ = self._usable(lexicon)
                if generation:
                    return _Shared(Snapshot(generation, self._engine), lexicon)
        return None

    def _usable(self, lexicon: Lexicon) -> tuple[Generation | None, str]:
        """The current generation if it is sound and made by ``lexicon`` and the boundary in force, else why not."""
        return usable(self._settings.index, self._engine, lexicon, self._boundary)

    def _follow(self, lexicon: Lexicon) -> None:
        """Makes ``lexicon`` the one in force: builds a generation by it, beside the one that answers meanwhile."""
        home = self._settings.index
        if self._usable(lexicon)[0] is None:
            self._say("คลังคำเปลี่ยนไป · กำลังสร้างดัชนีใหม่จากบันทึก ระหว่างนี้ค้นด้วยดัชนีเดิม")
            build(self._settings, lexicon, on_progress=self._go_on, lock_seconds=REBUILD_WAIT)
            self._say("ดัชนีเป็นไปตามคลังคำใหม่แล้ว")
        with self._opening:
            if generations.current_name(home) != self._shared.name:
                self._replace(self._fitting() or self._open(lexicon))

    def _go_on(self, done: int, total: int) -> None:
        if self._watch:
            self._watch.go_on()

    def _open(self, lexicon: Lexicon) -> _Shared:
        home, name = self._settings.index, ""
        while True:
            tried, name = name, generations.current_name(home)
            try:
                generation, reason = self._usable(lexicon)
                if generation:
                    return _Shared(Snapshot(generation, self._engine), lexicon)
            except IndexDamaged as error:
                reason = str(error)
            if name in ("", tried):  # otherwise another process may just have put a new one in its place
                return self._rebuild(reason, lexicon, name)

    def _rebuild(self, reason: str, lexicon: Lexicon, damaged: str) -> _Shared:
        home = self._settings.index
        self._say(f"{reason} · กำลังสร้างดัชนีใหม่จากบันทึก")
        report = build(
            self._settings, lexicon, distrust=damaged, on_progress=self._on_progress, lock_seconds=REBUILD_WAIT
        )
        if report.broken:
            self._say(f"ข้ามบันทึกที่อ่านไม่ได้ {len(report.broken)} ไฟล์ ดูรายการได้ด้วยคำสั่ง kmsearch index")
        generation, reason = self._usable(lexicon)
        if generation is None:
            raise IndexDamaged(reason, "สั่ง kmsearch index อีกครั้ง", file=home)
        return _Shared(Snapshot(generation, self._engine), lexicon)

    def _say(self, message: str) -> None:
        self.message = message
        self._on_message(message)


def _warm(shared: _Shared) -> None:
    """Makes all that, and keeps it out of later garbage collections, each of which stops every request while it looks
    through all there is: a quarter of a second for 10,000 records."""
    _stats(shared)
    shared.browser.warm()
    shared.snapshot.suggester(shared.lexicon)
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def _suggest(shared: _Shared, text: str, size: int) -> tuple[Suggestion, ...]:
    suggester = shared.snapshot.suggester(shared.lexicon)
    return suggester.suggest(text, size) if suggester else ()


def _stats(shared: _Shared) -> Stats:
    shared.stats = shared.stats or overview(shared.snapshot, shared.lexicon)
    return shared.stats


def open_searcher(
    settings: Settings,
    lexicon: Lexicon | None = None,
    *,
    on_message: Message | None = None,
    on_progress: Progress | None = None,
) -> Searcher:
    """A Searcher over the index of ``settings``; one that is missing, damaged or outdated is built first.

    ``lexicon`` defaults to the one the settings name. ``on_message`` (default: the log) is told why something is built,
    ``on_progress`` how far it is. Raises EngineMissing, ConfigError, and StoreLocked when another build does not end.
    """
    return Searcher(settings, lexicon, on_message=on_message, on_progress=on_progress)
