"""Atomic, durable file operations: a file is there whole or not at all, also after a crash; disk errors in Thai."""

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
"""The unfinished file of a folder. Writers hold a lock, so there is one, and the next writer overwrites it."""

_TRIES, _PAUSE_SECONDS = (40, 0.05) if os.name == "nt" else (1, 0.0)
"""Windows refuses to replace a file while a process reads it; the readers of a store finish well within two seconds."""

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
    """The Thai cause and cure of an OSError, by its number."""
    for numbers, cause, cure in _FAULTS:
        if error.errno in numbers:
            return cause, cure
    return f"อ่านหรือเขียนไม่ได้ ({error.strerror or error})", "ตรวจดิสก์และโฟลเดอร์ แล้วสั่งใหม่"


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turns an OSError into a CorpusError that names the file, the cause and the cure."""
    try:
        yield
    except OSError as error:
        raise CorpusError(*fault(error), file=error.filename or path) from error


def make_folder(folder: Path) -> None:
    """Creates the folder and its parents; they are on disk when this returns."""
    if folder.is_dir():
        return
    if folder.parent != folder:
        make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    sync_folder(folder.parent)


def write(path: Path, data: bytes) -> None:
    """Writes ``data`` to ``path``, on disk when this returns; readers see the old file or the new one."""
    _put(path, lambda file: file.write(data))


def copy(source: Path, target: Path) -> None:
    """Copies ``source`` to ``target``, on disk when this returns; readers never see a part of it."""
    with source.open("rb") as original:
        _put(target, lambda file: shutil.copyfileobj(original, file))


def remove(path: Path) -> None:
    """Removes ``path``, on disk when this returns. Raises FileNotFoundError if it is not there."""
    patiently(path.unlink)
    sync_folder(path.parent)


def clean(folder: Path) -> None:
    """Removes the unfinished file that a crash left in ``folder``. The caller holds the writers' lock."""
    with suppress(FileNotFoundError, NotADirectoryError):
        (folder / TEMP_NAME).unlink()


def _put(path: Path, fill: Callable[[BinaryIO], object]) -> None:
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
    """Flushes the names in ``folder`` to disk; does nothing on Windows, which has no such call."""
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
    """The value of ``step()``; on Windows it is retried for two seconds while another process has the file open."""
    for _ in range(_TRIES - 1):
        with suppress(PermissionError):
            return step()
        time.sleep(_PAUSE_SECONDS)
    return step()
