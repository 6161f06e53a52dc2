"""The façade: ``open_searcher`` gives a Searcher, which answers Requests and mends a broken index by itself."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock, RLock
from typing import Self, TypeVar

from index import generation as generations
from index.answer import Stats, answer, overview
from index.build import Progress, build, usable
from index.engines import load_engine
from index.explain import Why, explain
from index.results import Request, ResultPage
from index.snapshot import Snapshot
from kmsearch.config import Settings
from kmsearch.errors import IndexDamaged
from kmsearch.lexicon import Lexicon, load_lexicon

REBUILD_WAIT = 600.0
"""Seconds to wait for another process that builds the index this one needs: thousands of records take minutes."""

Message = Callable[[str], None]
"""Told, in Thai, when the index is built anew."""

_T = TypeVar("_T")

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Shared:
    """A snapshot with the lexicon it was made by, and how many searches are using it."""

    snapshot: Snapshot
    lexicon: Lexicon
    users: int = 0
    retired: bool = False
    stats: Stats | None = None

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
        self._on_message = on_message or _log.warning
        self._on_progress = on_progress
        self._counting, self._opening = Lock(), RLock()
        self._shared = self._open(lexicon or load_lexicon(settings.lexicon))

    def search(self, request: Request) -> ResultPage:
        """The page that answers ``request``. Raises QueryError for a request that cannot be answered as it stands."""
        return self._read(lambda shared: answer(shared.snapshot, request, shared.lexicon))

    def explain(self, page: ResultPage) -> tuple[Why, ...]:
        """Why each hit of a page that ``search`` gave stands where it does, in their order."""
        return self._read(lambda shared: explain(shared.snapshot, page, shared.lexicon))

    @property
    def stats(self) -> Stats:
        """What is in the index."""
        return self._read(_stats)

    def refresh(self) -> bool:
        """Takes up a generation that another process has made since; whether there was one. Cheap when not."""
        if generations.current_name(self._settings.index) == self._shared.name:
            return False
        with self._opening:
            if generations.current_name(self._settings.index) == self._shared.name:
                return False
            self._replace(self._open(load_lexicon(self._settings.lexicon)))
        return True

    def close(self) -> None:
        """Gives back files and memory once the last search that runs is done."""
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
                lexicon = load_lexicon(self._settings.lexicon)
                newer = generations.current_name(self._settings.index) != damaged.name
                self._replace(self._open(lexicon) if newer else self._rebuild(reason, lexicon, damaged.name))

    def _open(self, lexicon: Lexicon) -> _Shared:
        home, name = self._settings.index, ""
        while True:
            tried, name = name, generations.current_name(home)
            try:
                generation, reason = usable(home, self._engine, lexicon)
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
        generation, reason = usable(home, self._engine, lexicon)
        if generation is None:
            raise IndexDamaged(reason, "สั่ง kmsearch index อีกครั้ง", file=home)
        return _Shared(Snapshot(generation, self._engine), lexicon)

    def _say(self, message: str) -> None:
        self.message = message
        self._on_message(message)


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
