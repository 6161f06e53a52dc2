"""Watches the lexicon file of a server: puts an edited lexicon in force in a thread, and reports a broken file."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event, Lock, Thread

from kmsearch.errors import ConfigError
from kmsearch.lexicon.loader import lexicon_path, load_lexicon
from kmsearch.lexicon.model import Lexicon

POLL_SECONDS = 1.0
"""Seconds between two checks of the file; a request in between only reads the clock. A guess."""

SETTLE_SECONDS = 1.0
"""Seconds that a file must stay unchanged before it is read: an editor may still be writing it. A guess."""

RETRY_SECONDS = 60.0
"""Seconds after which a failed build (full disk, another build) is retried. A guess."""

CLOSE_SECONDS = 10.0
"""Seconds that ``close`` waits for a build to stop. A guess; a build that goes on ends with the process and leaves the
index as it was."""

_log = logging.getLogger(__name__)


class Stopped(Exception):
    """Raised in the thread after ``close``: the build is to be abandoned."""


class LexiconWatch:
    """Polls a lexicon file and calls ``on_change`` with the lexicon of a changed file, in a thread.

    ``on_change`` calls ``check_stopped`` regularly. ``lexicon`` is the last one read without a fault; ``notice`` is a
    Thai sentence for every page while an edited lexicon is not in force, else empty. ``on_message`` receives details.
    """

    def __init__(self, path: Path | None, on_change: Callable[[Lexicon], None], on_message: Callable[[str], None]):
        """Raises ConfigError for a file that cannot be read."""
        self.notice = ""
        self._path = lexicon_path(path)
        self._on_change = on_change
        self._on_message = on_message
        self._read_stamp = _stamp(self._path)
        self._next_poll = time.monotonic() + POLL_SECONDS
        self._starting, self._stopping = Lock(), Event()
        self._thread: Thread | None = None
        self.lexicon = load_lexicon(path)

    def poll(self) -> None:
        """Starts the thread if the file was edited; checks at most every ``POLL_SECONDS``."""
        now = time.monotonic()
        if now >= self._next_poll:
            self._next_poll = now + POLL_SECONDS
            if _stamp(self._path) != self._read_stamp:
                self.start()

    def start(self) -> None:
        """Starts the thread that puts the lexicon in force, unless it is running."""
        with self._starting:
            if not self._stopping.is_set() and not (self._thread and self._thread.is_alive()):
                self._thread = Thread(target=self._run, name="lexicon", daemon=True)
                self._thread.start()

    def check_stopped(self) -> None:
        """Raises Stopped after ``close``."""
        if self._stopping.is_set():
            raise Stopped

    def close(self) -> None:
        """Starts no more threads, and waits up to ``CLOSE_SECONDS`` for a running one to stop."""
        self._stopping.set()
        with self._starting:
            thread = self._thread
        if thread:
            thread.join(CLOSE_SECONDS)

    def _run(self) -> None:
        try:
            self._read_stamp = self._settled_stamp()
            self.lexicon = load_lexicon(self._path)
            self.notice = "กำลังปรับดัชนีตามคลังคำที่แก้ไข ระหว่างนี้ค้นด้วยคลังคำเดิม"
            self._on_change(self.lexicon)
            self.notice = ""
        except Stopped:
            pass
        except ConfigError as error:
            where = f"{self._path.name} บรรทัด {error.line}" if error.line else self._path.name
            self.notice = f"คลังคำที่แก้ไขใช้ไม่ได้ ({where}) จึงยังใช้คลังคำเดิม ดูสาเหตุด้วยคำสั่ง kmsearch lexicon check"
            self._on_message(f"คลังคำที่แก้ไขใช้ไม่ได้ จึงยังใช้คลังคำเดิม · {error}")
        except Exception as error:
            self._read_stamp, self._next_poll = "", time.monotonic() + RETRY_SECONDS
            self.notice = "ปรับดัชนีตามคลังคำที่แก้ไขไม่ได้ จึงยังใช้คลังคำเดิม ดูสาเหตุในบันทึกการทำงานของเครื่องแม่ข่าย"
            self._on_message(f"ปรับดัชนีตามคลังคำที่แก้ไขไม่ได้ จะลองใหม่ใน {RETRY_SECONDS:.0f} วินาที · {error}")
            _log.error("the edited lexicon is not in force", exc_info=error)

    def _settled_stamp(self) -> str:
        """The file's stamp once it stays the same for ``SETTLE_SECONDS``. Raises Stopped."""
        stamp = None
        while stamp != (now := _stamp(self._path)):
            stamp = now
            self._stopping.wait(SETTLE_SECONDS)
            self.check_stopped()
        return now


def _stamp(path: Path) -> str:
    """Modification time, size and inode of a file; empty if there is none."""
    try:
        stat = path.stat()
    except OSError:
        return ""
    return f"{stat.st_mtime_ns}-{stat.st_size}-{stat.st_ino}"
