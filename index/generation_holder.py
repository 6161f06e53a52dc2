"""Holds the current generation: opens it, replaces it by a newer one, and rebuilds it once if it is damaged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Lock, RLock, Thread
from typing import Concatenate, ParamSpec, TypeVar

from corpus.privacy.boundary import Boundary
from index.build import generation as generations
from index.build.builder import Progress, build, usable
from index.build.generation import Generation
from index.engines import load_engine
from index.lexicon_reload import LexiconWatch
from index.open_generation import OpenGeneration
from index.reader.generation_reader import GenerationReader
from kmsearch.config import Settings
from kmsearch.errors import IndexDamaged, KmsearchError
from kmsearch.lexicon.model import Lexicon

REBUILD_WAIT = 600.0
"""Seconds to wait for another process that builds the same index. A guess: thousands of records take minutes."""

CURE = "แก้สาเหตุแล้วสั่ง kmsearch index --full"
"""The cure for a damaged index that the program may not rebuild by itself."""

Message = Callable[[str], None]
"""Receives messages about the index, in Thai."""

_T = TypeVar("_T")
_P = ParamSpec("_P")


class GenerationOpener:
    """Opens the current generation of one index, and builds one if there is no usable generation."""

    def __init__(self, settings: Settings, on_message: Message, on_progress: Progress | None):
        self._settings = settings
        self._engine = load_engine(settings.engine)
        self._boundary = Boundary.from_settings(settings)
        self._on_message = on_message
        self._on_progress = on_progress

    @property
    def current_name(self) -> str:
        """The name of the current generation on disk; empty if there is none."""
        return generations.current_name(self._settings.index)

    def is_current(self, lexicon: Lexicon) -> bool:
        """Whether the current generation is sound and was built with ``lexicon``."""
        try:
            return self._find_usable(lexicon)[0] is not None
        except IndexDamaged:
            return False

    def open_built_with(self, *lexicons: Lexicon) -> OpenGeneration | None:
        """The current generation, if it is sound and was built with one of ``lexicons``; else None."""
        for lexicon in lexicons:
            with suppress(IndexDamaged):
                generation, _ = self._find_usable(lexicon)
                if generation:
                    return self._open(generation, lexicon)
        return None

    def open(self, lexicon: Lexicon) -> OpenGeneration:
        """The current generation, rebuilt first if it is missing, outdated or damaged."""
        name = ""
        while True:
            previous_name, name, is_damaged = name, self.current_name, False
            try:
                generation, reason = self._find_usable(lexicon)
                if generation:
                    return self._open(generation, lexicon)
            except IndexDamaged as error:
                reason, is_damaged = str(error), True
            if name in ("", previous_name):  # tried twice: no other process has replaced the generation meanwhile
                return self.rebuild(reason, lexicon, name, may_be_rebuilt=not is_damaged)

    def rebuild(self, reason: str, lexicon: Lexicon, replaced: str, *, may_be_rebuilt: bool = False) -> OpenGeneration:
        """A generation built from the records without using the generation named ``replaced``.

        Raises StoreLocked, CorpusError and EngineMissing as ``build`` does, IndexDamaged if the new one does not open.
        """
        self._on_message(f"{reason} · กำลังสร้างดัชนีใหม่จากบันทึก")
        report = build(
            self._settings, lexicon, damaged=replaced, on_progress=self._on_progress, lock_seconds=REBUILD_WAIT
        )
        if report.broken:
            self._on_message(f"ข้ามบันทึกที่อ่านไม่ได้ {len(report.broken)} ไฟล์ ดูรายการได้ด้วยคำสั่ง kmsearch index")
        generation, reason = self._find_usable(lexicon)
        if generation is None:
            raise IndexDamaged(reason, CURE, file=self._settings.index)
        return self._open(generation, lexicon, may_be_rebuilt=may_be_rebuilt)

    def build_beside(self, lexicon: Lexicon, on_progress: Progress) -> None:
        """Builds a generation with ``lexicon`` while the present one goes on answering."""
        build(self._settings, lexicon, on_progress=on_progress, lock_seconds=REBUILD_WAIT)

    def _find_usable(self, lexicon: Lexicon) -> tuple[Generation | None, str]:
        """The current generation, or None and the Thai reason why a new one is needed. Raises IndexDamaged."""
        return usable(self._settings.index, self._engine, lexicon, self._boundary)

    def _open(self, generation: Generation, lexicon: Lexicon, *, may_be_rebuilt: bool = True) -> OpenGeneration:
        reader = GenerationReader(generation, self._engine, lexicon)
        return OpenGeneration(reader, may_be_rebuilt=may_be_rebuilt)


class GenerationHolder:
    """Lends the current generation to searches in any number of threads, and closes it after the last one.

    ``message`` is the last Thai message about the index; empty if there was none.
    """

    def __init__(
        self, settings: Settings, lexicon: Lexicon | None, on_message: Message, on_progress: Progress | None = None
    ):
        self.message = ""
        self._on_message = on_message
        self._opener = GenerationOpener(settings, self._say, on_progress)
        self._counting, self._changing = Lock(), RLock()
        self._users: Counter[OpenGeneration] = Counter()
        self._refused_name = ""
        self._damage_notice = ""
        self._keeps_warm = False
        self._watch = None if lexicon else LexiconWatch(settings.lexicon, self._follow, self._say)
        self._current = self._opener.open(lexicon or self._file_lexicon())
        self._users[self._current] += 1

    @property
    def lexicon(self) -> Lexicon:
        """The lexicon that the current generation was built with."""
        return self._current.lexicon

    @property
    def notice(self) -> str:
        """A Thai sentence for every page, about unrepaired damage or an edited lexicon that is not in force; empty if
        all is well."""
        return self._damage_notice or (self._watch.notice if self._watch else "")

    def read(self, use: Callable[Concatenate[OpenGeneration, _P], _T], *args: _P.args, **options: _P.kwargs) -> _T:
        """The result of ``use(generation, ...)`` for the current generation; if it is damaged, for a rebuilt one.

        Raises IndexDamaged for damage in a rebuilt generation and after a rebuild that failed; errors other than
        IndexDamaged pass through and never cause a rebuild.
        """
        with self._lent() as generation:
            try:
                return use(generation, *args, **options)
            except IndexDamaged as error:
                damage = error
        self._repair(generation, damage)
        with self._lent() as repaired:
            try:
                return use(repaired, *args, **options)
            except IndexDamaged as error:
                self._note_damage(repaired, error)
                raise

    def warm(self) -> None:
        """Warms the current generation, and from now on each later one in the background."""
        self._keeps_warm = True
        self.read(OpenGeneration.warm)

    def refresh(self) -> bool:
        """Switches to a generation that another process built; whether there was one. Cheap if there is none.

        If the lexicon file was edited, or the new generation was built with another lexicon, a generation is built in
        the background; the present one answers until that is finished.
        """
        if self._watch:
            self._watch.poll()
        if self._opener.current_name in (self._current.name, self._refused_name):
            return False
        with self._changing:
            name = self._opener.current_name
            if name in (self._current.name, self._refused_name):
                return False
            new = self._open_fitting()
            if new is None and self._watch:
                self._refused_name = name
                self._watch.start()
                return False
            self._replace(new or self._opener.open(self.lexicon))
        if self._keeps_warm:
            Thread(target=self._warm_again, daemon=True).start()
        return True

    def close(self) -> None:
        """Closes the generation after the last search that uses it; a build in the background is abandoned."""
        if self._watch:
            self._watch.close()
        self._release(self._current)

    @contextmanager
    def _lent(self) -> Iterator[OpenGeneration]:
        """The current generation, kept open while it is in use."""
        with self._counting:
            generation = self._current
            self._users[generation] += 1
        try:
            yield generation
        finally:
            self._release(generation)

    def _release(self, generation: OpenGeneration) -> None:
        """Ends one use of a generation, and closes it after the last. The holder itself counts as a user of the current
        one."""
        with self._counting:
            self._users[generation] -= 1
            is_last = not self._users[generation]
            if is_last:
                del self._users[generation]
        if is_last:
            generation.close()

    def _replace(self, new: OpenGeneration) -> None:
        with self._counting:
            self._users[new] += 1
            old, self._current = self._current, new
        self._damage_notice = ""
        self._release(old)

    def _repair(self, damaged: OpenGeneration, error: IndexDamaged) -> None:
        """Replaces ``damaged`` by a newer or a rebuilt generation; threads that wait here find it replaced.

        Raises IndexDamaged when it may not be rebuilt or the rebuild fails.
        """
        with self._changing:
            if self._current is not damaged:
                return
            newer = self._open_fitting() if self._opener.current_name != damaged.name else None
            if newer:
                self._replace(newer)
                return
            if not damaged.may_be_rebuilt:
                self._note_damage(damaged, error)
                raise IndexDamaged(error.cause, CURE, file=error.file) from error
            damaged.may_be_rebuilt = False
            try:
                self._replace(self._opener.rebuild(str(error), damaged.lexicon, damaged.name))
            except KmsearchError as failure:
                self._note_damage(damaged, failure)
                raise IndexDamaged(
                    f"ดัชนีเสียหาย และสร้างใหม่ไม่สำเร็จ: {failure.cause}", CURE, file=failure.file
                ) from failure

    def _note_damage(self, generation: OpenGeneration, error: KmsearchError) -> None:
        """Sets the notice and logs a message, if ``generation`` is current and will not be rebuilt."""
        if not generation.may_be_rebuilt and self._current is generation:
            self._damage_notice = "ดัชนีค้นหาเสียหายบางส่วน จึงอาจค้นได้ไม่ครบ ขอให้ผู้ดูแลสั่ง kmsearch index --full"
            self._say(f"ดัชนีเสียหายอีกหรือสร้างใหม่ไม่สำเร็จ โปรแกรมจะไม่สร้างซ้ำเอง · {error}")

    def _file_lexicon(self) -> Lexicon:
        """The lexicon last read from the watched file; without a watch, the lexicon in force."""
        return self._watch.lexicon if self._watch else self.lexicon

    def _open_fitting(self) -> OpenGeneration | None:
        """The current generation on disk, if it was built with the lexicon in force or the lexicon of the file."""
        return self._opener.open_built_with(self.lexicon, self._file_lexicon())

    def _follow(self, lexicon: Lexicon) -> None:
        """Puts an edited lexicon in force: builds a generation with it, unless there is one, and switches to it."""
        if not self._opener.is_current(lexicon):
            self._say("คลังคำเปลี่ยนไป · กำลังสร้างดัชนีใหม่จากบันทึก ระหว่างนี้ค้นด้วยดัชนีเดิม")
            self._opener.build_beside(lexicon, self._check_stopped)
            self._say("ดัชนีเป็นไปตามคลังคำใหม่แล้ว")
        with self._changing:
            if self._opener.current_name != self._current.name:
                self._replace(self._open_fitting() or self._opener.open(lexicon))

    def _check_stopped(self, done: int, total: int) -> None:
        if self._watch:
            self._watch.check_stopped()

    def _warm_again(self) -> None:
        with suppress(KmsearchError):  # the first request meets the same error and reports it
            self.read(OpenGeneration.warm)

    def _say(self, message: str) -> None:
        self.message = message
        self._on_message(message)
