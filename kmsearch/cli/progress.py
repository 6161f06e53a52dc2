"""Progress of a long command: a bar at a terminal, periodic lines otherwise."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from kmsearch.errors import on_one_line

LOG_EVERY = 10.0
"""Seconds between two log lines: a nightly run of hours writes a few thousand."""

_MIN_RATE_SECONDS = 1.0
"""Minimum elapsed seconds for a rate to be shown. A guess."""

Move = Callable[..., None]
"""Callback with the number done, the total, and the name of the last item."""


@contextmanager
def progress_of(what: str, unit: str, console: Console, log_every: float = LOG_EVERY) -> Iterator[Move]:
    """Shows the progress of ``what`` on ``console``: done of total, ``unit`` per second, and the time left."""
    if console.is_terminal:
        with _bar(what, unit, console) as move:
            yield move
    else:
        yield _log(what, unit, console, log_every)


@contextmanager
def _bar(what: str, unit: str, console: Console) -> Iterator[Move]:
    columns = (
        *(TextColumn(what), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}", markup=False)),
        *(TextColumn("เหลือ"), TimeRemainingColumn(compact=True), TextColumn("{task.fields[name]}", markup=False)),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(what, total=None, name="", rate="")
        began = time.monotonic()

        def move(done: int, total: int, name: str = "") -> None:
            rate = rate_of(done, time.monotonic() - began, unit)
            bar.update(task, completed=done, total=total, name=on_one_line(_last_part(name)), rate=rate)

        yield move


def _log(what: str, unit: str, console: Console, every: float) -> Move:
    began = last_logged = time.monotonic()

    def move(done: int, total: int, name: str = "") -> None:
        nonlocal last_logged
        now = time.monotonic()
        if now - last_logged >= every:
            last_logged = now
            parts = (f"{what} {done:,}/{total:,} {unit}", rate_of(done, now - began, unit))
            console.print(" · ".join([*filter(None, parts), left_of(done, total, now - began)]), markup=False)

    return move


def _last_part(name: str) -> str:
    return name.replace("\\", "/").rpartition("/")[2]


def rate_of(done: int, seconds: float, unit: str) -> str:
    """Returns ``12.3 ไฟล์/วินาที``; empty before a rate is meaningful."""
    return f"{done / seconds:,.1f} {unit}/วินาที" if done and seconds >= _MIN_RATE_SECONDS else ""


def left_of(done: int, total: int, seconds: float) -> str:
    """Returns the estimated time left in Thai, rounded to minutes, or to seconds in the last minute."""
    if not done:
        return "ยังบอกเวลาที่เหลือไม่ได้"
    left = round(seconds / done * max(0, total - done))
    hours, minutes = left // 3600, left % 3600 // 60
    if not left // 60:
        return f"เหลือราว {left} วินาที"
    return "เหลือราว " + (f"{hours} ชั่วโมง " if hours else "") + f"{minutes} นาที"
