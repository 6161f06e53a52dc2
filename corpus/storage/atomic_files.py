"""Atomic, durable file operations: after a crash a file is complete or absent. Disk errors are explained in Thai."""

from __future__ import annotations

import errno
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, TypeVar

from kmsearch.errors import CorpusError

_T = TypeVar("_T")

TEMP_NAME = ".writing.tmp"
"""Name of the temporary file of a folder. Writers hold a lock, so there is at most one, which the next writer
overwrites."""

_TRIES, _PAUSE_SECONDS = (40, 0.05) if os.name == "nt" else (1, 0.0)
"""Attempts and pause: Windows refuses to replace a file while a process reads it; readers of a store finish well within
two seconds."""

_FAULTS: tuple[tuple[frozenset[int], str, str], ...] = (
    (frozenset({errno.ENOSPC, errno.EDQUOT}), "ดิสก์เต็ม", "ลบไฟล์ที่ไม่ใช้ หรือตั้ง KMSEARCH_HOME ไปยังดิสก์ที่มีที่ว่าง แล้วสั่งใหม่"),
    (
        frozenset({errno.EACCES, errno.EPERM, errno.EROFS}),
        "ไม่มีสิทธิ์อ่านหรือเขียน",
        "ปิดโปรแกรมที่เปิดไฟล์นี้อยู่ และตรวจสิทธิ์ของโฟลเดอร์ แล้วสั่งใหม่",
    ),
    (frozenset({errno.ENOENT}), "ไม่พบไฟล์หรือโฟลเดอร์", "ตรวจชื่อและที่อยู่ของไฟล์ แล้วสั่งใหม่"),
)


def fault(error: OSError) -> tuple[str, str]:
    """Returns the Thai cause and cure of an OSError, by its ``errno``."""
    for numbers, cause, cure in _FAULTS:
        if error.errno in numbers:
            return cause, cure
    return f"อ่านหรือเขียนไม่ได้ ({error.strerror or error})", "ตรวจดิสก์และโฟลเดอร์ แล้วสั่งใหม่"


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Raises a CorpusError with file, cause and cure in place of an OSError."""
    try:
        yield
    except OSError as error:
        raise CorpusError(*fault(error), file=error.filename or path) from error


def make_folder(folder: Path) -> None:
    """Creates the folder and its parents durably."""
    if folder.is_dir():
        return
    if folder.parent != folder:
        make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    sync_folder(folder.parent)


def write(path: Path, data: bytes) -> None:
    """Writes ``data`` to ``path`` atomically and durably: readers see the old file or the new one."""
    _put(path, lambda file: file.write(data))


def copy(source: Path, target: Path) -> None:
    """Copies ``source`` to ``target`` atomically and durably: readers never see a partial file."""
    with source.open("rb") as original:
        _put(target, lambda file: shutil.copyfileobj(original, file))


def remove(path: Path) -> None:
    """Removes ``path`` durably. Raises FileNotFoundError if it does not exist."""
    patiently(path.unlink)
    sync_folder(path.parent)


def clean(folder: Path) -> None:
    """Removes the temporary file that a crash left in ``folder``. The caller must hold the writers' lock."""
    with suppress(FileNotFoundError, NotADirectoryError):
        (folder / TEMP_NAME).unlink()


def _put(path: Path, fill: Callable[[BinaryIO], object]) -> None:
    """Writes a temporary file with ``fill``, flushes it, renames it to ``path`` and flushes the folder."""
    make_folder(path.parent)
    temp = path.with_name(TEMP_NAME)
    try:
        with temp.open("wb") as file:
            fill(file)
            file.flush()
            os.fsync(file.fileno())
        patiently(lambda: temp.replace(path))
    except BaseException:
        with suppress(OSError):
            temp.unlink()
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Flushes the directory entries of ``folder`` to disk; no effect on Windows, which has no such call."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(handle)


def patiently(step: Callable[[], _T]) -> _T:
    """Returns ``step()``; on Windows retries for two seconds while another process has the file open."""
    for _ in range(_TRIES - 1):
        with suppress(PermissionError):
            return step()
        time.sleep(_PAUSE_SECONDS)
    return step()
