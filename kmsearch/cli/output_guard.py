"""The privacy boundary at the terminal: masks the output of commands line by line, unless a command opens the guard."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, TextIO

import click

from corpus.privacy.boundary import NOTHING_HIDDEN, Boundary

GUARD = "kmsearch.output_guard"
"""Key of the output guard in ``click.Context.meta``."""

private_option = click.option("--private", is_flag=True, help="ไม่ปิดบังข้อมูลส่วนบุคคล (สำหรับเจ้าของคลังสำรองข้อมูล)")
"""Option of commands that can print unmasked data to the owner of a corpus."""


def boundary_in_force() -> Boundary:
    """Returns the boundary of the running command; the default boundary outside of commands."""
    context = click.get_current_context(silent=True)
    guard: OutputGuard = context.meta[GUARD] if context and GUARD in context.meta else OutputGuard()
    return guard.boundary


def open_for_owner() -> None:
    """Disables masking until the running command ends: for a backup, or extraction of the caller's own file."""
    context = click.get_current_context()
    guard: OutputGuard = context.meta[GUARD]
    context.with_resource(guard.open())


class OutputGuard:
    """Masks standard output and standard error by ``boundary``, at first the default one."""

    def __init__(self) -> None:
        self.boundary = Boundary()

    @contextmanager
    def installed(self) -> Iterator[OutputGuard]:
        """Replaces both streams by guarded ones within the context."""
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
        """Disables masking within the context."""
        with ExitStack() as stack:
            stack.callback(setattr, self, "boundary", self.boundary)
            stack.callback(sys.stdout.flush)
            sys.stdout.flush()
            self.boundary = NOTHING_HIDDEN
            yield


class GuardedStream:
    """A text stream that masks each line; an incomplete last line is buffered until it is complete or flushed."""

    def __init__(self, stream: TextIO, guard: OutputGuard):
        self._stream = stream
        self._guard = guard
        self._incomplete_line = ""

    def write(self, text: str) -> int:
        """Writes the complete lines, masked, and buffers the rest."""
        lines, end, rest = (self._incomplete_line + text).rpartition("\n")
        self._incomplete_line = rest
        if end:
            self._stream.write(self._guard.boundary.text(lines + end))
        return len(text)

    def writelines(self, lines: list[str]) -> None:
        """Writes each of ``lines``."""
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        """Writes the buffered line and flushes the stream."""
        if self._incomplete_line:
            self._stream.write(self._guard.boundary.text(self._incomplete_line))
            self._incomplete_line = ""
        self._stream.flush()

    @property
    def buffer(self) -> _GuardedBytes:
        """A guarded stream of bytes in UTF-8."""
        self.flush()
        return _GuardedBytes(self._stream, self._guard)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


class _GuardedBytes:
    """The byte stream under a guarded text stream; masks complete lines of UTF-8."""

    def __init__(self, stream: TextIO, guard: OutputGuard):
        self._stream = stream
        self._guard = guard
        self._incomplete_line = b""

    def write(self, data: bytes) -> int:
        """Writes the complete lines, masked, and buffers the rest."""
        lines, end, rest = (self._incomplete_line + bytes(data)).rpartition(b"\n")
        self._incomplete_line = rest
        if end:
            self._send(lines + end)
        return len(data)

    def flush(self) -> None:
        """Writes the buffered line and flushes the stream."""
        if self._incomplete_line:
            self._send(self._incomplete_line)
            self._incomplete_line = b""
        self._stream.buffer.flush()

    def _send(self, data: bytes) -> None:
        text = data.decode("utf-8", "surrogateescape")
        masked = self._guard.boundary.text(text)
        self._stream.buffer.write(masked.encode("utf-8", "surrogateescape"))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream.buffer, name)
