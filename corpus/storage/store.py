"""The store: a folder of Markdown records and their original files, from which the index is derived.

Layout: ``<home>/records/<id>.md`` (the id escaped by ``corpus.ids.file_stem``), ``<home>/originals/<name>``,
``<home>/.lock``.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from corpus.formats.markdown import from_markdown, to_markdown
from corpus.ids import ID_RULE, file_stem, id_of, is_id
from corpus.record import Record
from corpus.storage import atomic_files
from kmsearch.errors import BrokenRecord, CorpusError, RecordNotFound, StoreLocked

LOCK_SECONDS = 10.0
"""Seconds a writer waits for the lock: many single writes fit in, and people do not wait for a long run. A guess."""

SUFFIX = ".md"

_ORIGINAL = re.compile(r"[0-9a-f]{16}(?:\.[a-z0-9]{1,8})?")
_SAFE_SUFFIX = re.compile(r"\.[a-z0-9]{1,8}")

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RecordFile:
    """A record file that is not read yet. ``stamp`` (modification time and size) changes when the file changes."""

    id: str
    path: Path
    stamp: str


class Store:
    """Records and originals under ``home``. The first write creates the folders; a store without folders is empty.

    Any number of processes may read while one writes. Every OSError is raised as a CorpusError. A store must not be
    used after a fork: each child process creates its own.
    """

    def __init__(self, home: Path, *, lock_seconds: float = LOCK_SECONDS):
        self.home = home
        self.records_folder = home / "records"
        self.originals_folder = home / "originals"
        self._lock = FileLock(home / ".lock", timeout=lock_seconds)

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Locks the store for writing; one thread may nest it. Raises StoreLocked after ``lock_seconds``."""
        with atomic_files.explained(self.home):
            atomic_files.make_folder(self.home)
            try:
                self._lock.acquire()
            except Timeout as error:
                cure = "รอให้การนำเข้าหรือการแก้ไขที่ทำอยู่เสร็จก่อน แล้วสั่งใหม่"
                raise StoreLocked("โปรแกรมอื่นกำลังเขียนคลังความรู้นี้อยู่", cure, file=self.home) from error
        try:
            if self._lock.lock_counter == 1:
                self._clean()
            yield
        finally:
            self._lock.release()

    def _clean(self) -> None:
        for folder in (self.records_folder, self.originals_folder):
            with atomic_files.explained(folder):
                atomic_files.clean(folder)

    def put(self, record: Record) -> bool:
        """Writes ``record`` durably; returns whether its file changed.

        Raises StoreLocked, and CorpusError for an invalid id or a disk error.
        """
        path = self._path(record.id)
        if path is None:
            raise CorpusError(f"รหัสบันทึก “{record.id}” ใช้ไม่ได้", ID_RULE)
        data = to_markdown(record).encode()
        with self.lock(), atomic_files.explained(path):
            if path.is_file() and path.read_bytes() == data:
                return False
            atomic_files.write(path, data)
        return True

    def delete(self, id: str) -> None:
        """Removes the record's file. Raises RecordNotFound, StoreLocked, CorpusError."""
        path = self._path(id)
        with self.lock():
            if path is None or not path.is_file():
                raise _not_found(id)
            with atomic_files.explained(path):
                atomic_files.remove(path)

    def get(self, id: str) -> Record:
        """Reads the record ``id``. Raises RecordNotFound, BrokenRecord."""
        path = self._path(id)
        if path is None:
            raise _not_found(id)
        return self.read(path)

    def read(self, file: RecordFile | Path) -> Record:
        """Reads a file from ``scan``. Raises RecordNotFound if it was deleted, BrokenRecord if it does not parse."""
        path = file.path if isinstance(file, RecordFile) else file
        try:
            data = atomic_files.patiently(path.read_bytes)
        except FileNotFoundError as error:
            raise _not_found(_id_of(path.name)) from error
        except OSError as error:
            raise BrokenRecord(*atomic_files.fault(error), file=path) from error
        record = from_markdown(_decode(data, path), path)
        expected_name = file_stem(record.id) + SUFFIX
        if path.name != expected_name:
            cause = f"id ในไฟล์คือ “{record.id}” ไม่ตรงกับชื่อไฟล์ “{path.name}”"
            raise BrokenRecord(cause, f"เปลี่ยนชื่อไฟล์เป็น {expected_name} หรือแก้ id ให้ตรง", file=path, line=2)
        return record

    def scan(self) -> Iterator[RecordFile]:
        """Yields every record file in the order of ids, unread; hidden and temporary files are left out."""
        for file in self._files():
            try:
                stat = file.stat()
            except FileNotFoundError:
                continue
            yield RecordFile(_id_of(file.name), Path(file.path), f"{stat.st_mtime_ns}-{stat.st_size}")

    def records(self, on_broken: Callable[[BrokenRecord], None] | None = None) -> Iterator[Record]:
        """Yields every record that parses, in the order of ids; passes other files to ``on_broken`` (default: log)."""
        for file in self.scan():
            try:
                yield self.read(file)
            except RecordNotFound:
                continue
            except BrokenRecord as broken:
                (on_broken or _log.warning)(broken)

    def ids(self) -> list[str]:
        """Returns the ids of all records, sorted."""
        return [_id_of(file.name) for file in self._files()]

    def __contains__(self, id: str) -> bool:
        path = self._path(id)
        return path is not None and path.is_file()

    def __len__(self) -> int:
        return len(self._files())

    def keep_original(self, path: Path, digest: str) -> str:
        """Copies a source file into the store; returns the name of the copy, derived from its SHA-256 ``digest``.

        Raises StoreLocked, CorpusError if the file cannot be read or copied, and ValueError for a malformed digest.
        """
        suffix = path.suffix.lower()
        name = digest[:16].lower() + (suffix if _SAFE_SUFFIX.fullmatch(suffix) else "")
        if not _ORIGINAL.fullmatch(name):
            raise ValueError(f"not a SHA-256 in hexadecimal: {digest!r}")
        copy = self.originals_folder / name
        with self.lock(), atomic_files.explained(path):
            if not (copy.is_file() and copy.stat().st_size == path.stat().st_size):
                atomic_files.copy(path, copy)
        return name

    def original(self, name: str) -> Path:
        """Returns the path of the original called ``name``. Raises RecordNotFound."""
        path = self.originals_folder / name
        if not (_ORIGINAL.fullmatch(name) and path.is_file()):
            raise RecordNotFound(f"ไม่พบไฟล์ต้นฉบับ “{name}”", "นำเข้าไฟล์นั้นอีกครั้ง")
        return path

    def _path(self, id: str) -> Path | None:
        return self.records_folder / f"{file_stem(id)}{SUFFIX}" if is_id(id) else None

    def _files(self) -> list[os.DirEntry[str]]:
        with atomic_files.explained(self.records_folder):
            try:
                with os.scandir(self.records_folder) as entries:
                    files = [file for file in entries if _is_record_file(file)]
            except FileNotFoundError:
                return []
        return sorted(files, key=lambda file: _id_of(file.name))


def _is_record_file(file: os.DirEntry[str]) -> bool:
    return file.name.endswith(SUFFIX) and file.name[0] != "." and file.is_file()


def _id_of(name: str) -> str:
    return id_of(name.removesuffix(SUFFIX))


def _not_found(id: str) -> RecordNotFound:
    return RecordNotFound(f"ไม่พบบันทึก “{id}”", "ตรวจรหัส หรือค้นหาบันทึกใหม่")


def _decode(data: bytes, path: Path) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise BrokenRecord("ไฟล์ไม่ได้เข้ารหัสเป็น UTF-8", "เปิดแล้วบันทึกใหม่เป็น UTF-8", file=path, line=line) from error
