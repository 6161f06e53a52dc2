"""Follows the lexicon file of a server: an edited one is taken up in a thread of its own, a broken one never."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event, Lock, Thread

from kmsearch.errors import ConfigError
from kmsearch.lexicon.loader import lexicon_path, load_lexicon
from kmsearch.lexicon.model import Lexicon

LOOK_EVERY = 1.0
"""Seconds between two looks at the file, so that no request pays for more than a clock."""

SETTLE = 1.0
"""Seconds that a file must stay as it is before it is read: an editor may be writing still."""

RETRY = 60.0
"""Seconds after which a build that failed, for a full disk or another build that holds the lock, is tried again."""

CLOSE_WAIT = 10.0
"""Seconds that closing waits for a build to give up; one that still runs ends with the process, and does no harm."""

_log = logging.getLogger(__name__)


class Stopped(Exception):
    """Raised in the thread when nobody wants what it makes any more."""


class LexiconWatch:
    """Looks at a lexicon file and gives what it says, when that changes, to ``take_up``, in a thread.

    ``take_up`` calls ``go_on`` now and then. ``lexicon`` is the last one that read; ``notice`` a Thai sentence for
    everybody while an edited one is taken up or where it cannot be, else empty; ``say`` is told more.
    """

    def __init__(self, path: Path | None, take_up: Callable[[Lexicon], None], say: Callable[[str], None]):
        """Raises ConfigError for a file that cannot be read."""
        self.notice = ""
        self._path = lexicon_path(path)
        self._take_up = take_up
        self._say = say
        self._known = _stamp(self._path)
        self._next_look = time.monotonic() + LOOK_EVERY
        self._starting, self._stopping = Lock(), Event()
        self._thread: Thread | None = None
        self.lexicon = load_lexicon(path)

    def look(self) -> None:
        """Takes up the lexicon in the background if its file was edited; cheap if not."""
        now = time.monotonic()
        if now >= self._next_look:
            self._next_look = now + LOOK_EVERY
            if _stamp(self._path) != self._known:
                self.start()

    def start(self) -> None:
        """Takes up the lexicon in the background, unless that is being done."""
        with self._starting:
            if not self._stopping.is_set() and not (self._thread and self._thread.is_alive()):
                self._thread = Thread(target=self._run, name="lexicon", daemon=True)
                self._thread.start()

    def go_on(self) -> None:
        """Raises Stopped after ``close``."""
        if self._stopping.is_set():
            raise Stopped

    def close(self) -> None:
        """Looks no more, and waits a while for what is being done to be given up."""
        self._stopping.set()
        with self._starting:
            thread = self._thread
        if thread:
            thread.join(CLOSE_WAIT)

    def _run(self) -> None:
        try:
            self._known = self._settled()
            self.lexicon = load_lexicon(self._path)
            self.notice = "กำลังปรับดัชนีตามคลังคำที่แก้ไข ระหว่างนี้ค้นด้วยคลังคำเดิม"
            self._take_up(self.lexicon)
            self.notice = ""
        except Stopped:
            pass
        except ConfigError as error:
            where = f"{self._path.name} บรรทัด {error.line}" if error.line else self._path.name
            self.notice = f"คลังคำที่แก้ไขใช้ไม่ได้ ({where}) จึงยังใช้คลังคำเดิม ดูสาเหตุด้วยคำสั่ง kmsearch lexicon check"
            self._say(f"คลังคำที่แก้ไขใช้ไม่ได้ จึงยังใช้คลังคำเดิม · {error}")
        except Exception as error:
            self._known, self._next_look = "", time.monotonic() + RETRY
            self.notice = "ปรับดัชนีตามคลังคำที่แก้ไขไม่ได้ จึงยังใช้คลังคำเดิม ดูสาเหตุในบันทึกการทำงานของเครื่องแม่ข่าย"
            self._say(f"ปรับดัชนีตามคลังคำที่แก้ไขไม่ได้ จะลองใหม่ใน {RETRY:.0f} วินาที · {error}")
            _log.error("the edited lexicon is not in force", exc_info=error)

    def _settled(self) -> str:
        """The file's stamp once it stays the same. Raises Stopped."""
        stamp = None
        while stamp != (now := _stamp(self._path)):
            stamp = now
            self._stopping.wait(SETTLE)
            self.go_on()
        return now


def _stamp(path: Path) -> str:
    """Changes when the file does; empty where there is none."""
    try:
        stat = path.stat()
    except OSError:
        return ""
    return f"{stat.st_mtime_ns}-{stat.st_size}-{stat.st_ino}"
