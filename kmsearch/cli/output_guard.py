"""The privacy boundary at the terminal: all that a command prints is masked, line by line, unless it asks otherwise."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, TextIO

import click

from corpus.privacy.boundary import NOTHING_HIDDEN, Boundary

GUARD = "kmsearch.output_guard"
"""Key of the guard of a command in ``click.Context.meta``."""

private_option = click.option("--private", is_flag=True, help="ไม่ปิดบังข้อมูลส่วนบุคคล (สำหรับเจ้าของคลังสำรองข้อมูล)")
"""The option of commands that may give the owner of a corpus all of it."""


def boundary_in_force() -> Boundary:
    """The boundary of the command that runs; the strictest where none does."""
    context = click.get_current_context(silent=True)
    guard: OutputGuard = context.meta[GUARD] if context and GUARD in context.meta else OutputGuard()
    return guard.boundary


def open_for_owner() -> None:
    """Lets all through to the end of the command that runs: a backup, or the extraction of the caller's own file."""
    context = click.get_current_context()
    guard: OutputGuard = context.meta[GUARD]
    context.with_resource(guard.open())


class OutputGuard:
    """Masks standard output and standard error by ``boundary``, which may be changed; the strictest until it is."""

    def __init__(self) -> None:
        self.boundary = Boundary()

    @contextmanager
    def installed(self) -> Iterator[OutputGuard]:
        """Puts the guard before both streams."""
        streams = sys.stdout, sys.stderr
        guarded = GuardedStream(streams[0], self), GuardedStream(streams[1], self)
        sys.stdout, sys.stderr = guarded
        try:
            yield self
        finally:
            for stream in guarded:
                stream.flush()
            sys.stdout, sys.stderr = streams

    @contextmanager
    def open(self) -> Iterator[None]:
        """Lets all through meanwhile."""
        with ExitStack() as stack:
            stack.callback(setattr, self, "boundary", self.boundary)
            stack.callback(sys.stdout.flush)
            sys.stdout.flush()
            self.boundary = NOTHING_HIDDEN
            yield


class GuardedStream:
    """A text stream that masks each line; what is behind the last line's end waits for the next, or for a flush."""

    def __init__(self, stream: TextIO, guard: OutputGuard):
        self._stream = stream
        self._guard = guard
        self._waiting = ""

    def write(self, text: str) -> int:
        """Writes the whole lines that there are now."""
        lines, end, rest = (self._waiting + text).rpartition("\n")
        self._waiting = rest
        if end:
            self._stream.write(self._guard.boundary.text(lines + end))
        return len(text)

    def writelines(self, lines: list[str]) -> None:
        """Writes each of ``lines``."""
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        """Writes what was waiting, and flushes the stream."""
        if self._waiting:
            self._stream.write(self._guard.boundary.text(self._waiting))
            self._waiting = ""
        self._stream.flush()

    @property
    def buffer(self) -> _GuardedBytes:
        """The same for bytes in UTF-8."""
        self.flush()
        return _GuardedBytes(self._stream, self._guard)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


class _GuardedBytes:
    """The bytes under a guarded stream; each write is whole lines of UTF-8, as exports write them."""

    def __init__(self, stream: TextIO, guard: OutputGuard):
        self._stream = stream
        self._guard = guard
        self._waiting = b""

    def write(self, data: bytes) -> int:
        """Writes the whole lines that there are now."""
        lines, end, rest = (self._waiting + bytes(data)).rpartition(b"\n")
        self._waiting = rest
        if end:
            self._send(lines + end)
        return len(data)

    def flush(self) -> None:
        """Writes what was waiting, and flushes the stream."""
        if self._waiting:
            self._send(self._waiting)
            self._waiting = b""
        self._stream.buffer.flush()

    def _send(self, data: bytes) -> None:
        text = data.decode("utf-8", "surrogateescape")
        masked = self._guard.boundary.text(text)
        self._stream.buffer.write(masked.encode("utf-8", "surrogateescape"))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream.buffer, name)
