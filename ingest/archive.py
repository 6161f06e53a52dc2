"""Archives: the members of a zip as files of a folder, unpacked one archive at a time, within bounds.

The original that is kept of a record is the member: it is what a person wants to open, and the same file outside the
archive is known by the same digest.
"""

from __future__ import annotations

import re
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from lzma import LZMAError
from pathlib import Path, PurePath, PurePosixPath
from tempfile import TemporaryDirectory

from ingest.readers import MAX_BYTES, refuse_special
from ingest.tables import row_reader
from kmsearch.errors import IngestError, NoRecord, UnreadableFile

SUFFIX = ".zip"

MAX_TOTAL = 2 * 2**30
"""Bytes of all members together: a province's yearly documents with their pictures are some hundred megabytes."""

MAX_MEMBERS = 20_000
"""Members of an archive with those inside it: a month of every office of the country is some thousands."""

MAX_RATIO = 200
"""Times a large member may be smaller packed: Thai text packs 5 to 15 times, blank pictures some 100, bombs 1000."""

_RATIO_FROM = 2**20
"""Unpacked bytes from which the ratio counts: a short file of blanks harms no one."""

MAX_DEPTH = 3
"""Archives inside archives: mail systems and people pack twice, seldom three times."""

_BLOCK = 2**20
_UTF8_NAME, _ENCRYPTED = 0x800, 0x1
"""Flag bits of a member, by the ZIP specification (APPNOTE 4.4.4)."""

_DRIVE = re.compile(r"[A-Za-z]:")
_IGNORED = frozenset({"thumbs.db", "desktop.ini", "__macosx"})


@dataclass(frozen=True, slots=True)
class Input:
    """A file to read: its ``path`` for people and records, and the ``file`` that holds its bytes; or the error."""

    path: Path
    file: Path
    error: IngestError | None = None


@dataclass(slots=True)
class _Room:
    """Where members are unpacked, and what is left of the bounds."""

    folder: Path
    bytes: int
    members: int
    files: int = 0

    def next_file(self, suffix: str) -> Path:
        """A new file's path; members' own names never reach the disk."""
        self.files += 1
        return self.folder / f"{self.files:06}{suffix if re.fullmatch(r'[.][A-Za-z0-9]{1,8}', suffix) else ''}"


def accepts(path: Path) -> bool:
    """Whether a file's ending is that of an archive."""
    return path.suffix.lower() == SUFFIX


def is_hidden(path: PurePath) -> bool:
    """Whether a file is none of a person's: hidden, a lock of an office program, or what systems leave in folders."""
    return any(part.startswith((".", "~$")) and part != ".." or part.lower() in _IGNORED for part in path.parts)


@contextmanager
def unpacked(path: Path) -> Iterator[list[Input]]:
    """The members of the archive, archives inside it opened too, each named ``archive.zip/folder/name``.

    They lie on disk until the block ends. A member that cannot be had, or an archive, has its error instead.
    """
    with TemporaryDirectory(prefix="kmsearch-", ignore_cleanup_errors=True) as folder:
        yield list(_open(Input(path, path), _Room(Path(folder), MAX_TOTAL, MAX_MEMBERS), 1))


def _open(archive: Input, room: _Room, depth: int) -> Iterator[Input]:
    try:
        refuse_special(archive.file)
        with zipfile.ZipFile(archive.file) as opened:
            for name, member in _members(opened, archive.path, room):
                path = Path(f"{archive.path}/{name.lstrip('/')}")
                yield from _member(opened, member, path, room, depth)
    except IngestError as error:
        yield Input(archive.path, archive.file, error)
    except OSError as error:
        cause, cure = f"เปิดไฟล์ไม่ได้ ({error.strerror or error})", "ตรวจว่าไฟล์ยังอยู่และมีสิทธิ์อ่าน"
        yield Input(archive.path, archive.file, UnreadableFile(cause, cure, file=archive.path))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as error:
        cause, cure = f"ไฟล์ zip เสียหาย ({error})", "ขอไฟล์ใหม่ หรือคลายไฟล์เอง แล้วนำเข้าทั้งโฟลเดอร์"
        yield Input(archive.path, archive.file, UnreadableFile(cause, cure, file=archive.path))


def _members(opened: zipfile.ZipFile, path: Path, room: _Room) -> list[tuple[str, zipfile.ZipInfo]]:
    """The files in an archive by their names. Raises UnreadableFile, NoRecord for an archive that gives none."""
    named = [(name_of(member), member) for member in opened.infolist() if not member.filename.endswith("/")]
    named = [(name, member) for name, member in named if not is_hidden(PurePosixPath(name))]
    room.members -= len(named)
    room.bytes -= sum(member.file_size for _, member in named)
    if room.members < 0:
        raise UnreadableFile(f"ในไฟล์ zip มีเกิน {MAX_MEMBERS:,} ไฟล์", "แบ่งเป็นไฟล์ zip ย่อย หรือคลายไฟล์เอง", file=path)
    if room.bytes < 0:
        cure = "ถ้าเชื่อถือที่มา ให้คลายไฟล์เอง แล้วนำเข้าทั้งโฟลเดอร์"
        raise UnreadableFile(f"คลายไฟล์ zip แล้วใหญ่เกิน {MAX_TOTAL // 2**30} GB", cure, file=path)
    if not named:
        raise NoRecord("ไฟล์ zip ว่าง", "ตรวจว่าเลือกไฟล์ถูก", file=path)
    if all(member.flag_bits & _ENCRYPTED for _, member in named):
        raise _locked(path)
    return named


def _locked(path: Path) -> UnreadableFile:
    return UnreadableFile("ไฟล์ zip มีรหัสผ่าน", "คลายไฟล์ด้วยรหัสผ่าน แล้วนำเข้าทั้งโฟลเดอร์", file=path)


def name_of(member: zipfile.ZipInfo) -> str:
    """A member's name. Without the UTF-8 flag it is UTF-8 all the same, or CP874 as Thai Windows writes it."""
    if member.flag_bits & _UTF8_NAME:
        return member.filename.replace("\\", "/")
    raw = member.orig_filename.partition("\0")[0].encode("cp437", "replace")
    for encoding in ("utf-8", "cp874"):
        try:
            return raw.decode(encoding).replace("\\", "/")
        except UnicodeDecodeError:
            continue
    return member.filename.replace("\\", "/")


def _member(opened: zipfile.ZipFile, member: zipfile.ZipInfo, path: Path, room: _Room, depth: int) -> Iterator[Input]:
    """A member unpacked, or its error; the members of one that is an archive."""
    try:
        _check(member, path, depth)
        file = room.next_file(path.suffix)
        with opened.open(member) as packed, file.open("wb") as plain:
            shutil.copyfileobj(packed, plain, _BLOCK)
    except IngestError as error:
        yield Input(path, path, error)
    except (zipfile.BadZipFile, zlib.error, LZMAError, EOFError, OSError, RuntimeError, ValueError) as error:
        cause = f"คลายไฟล์นี้ออกจาก zip ไม่ได้ ({error})"
        yield Input(path, path, UnreadableFile(cause, "ขอไฟล์ใหม่ หรือคลายไฟล์เองแล้วนำเข้า", file=path))
    else:
        yield from _open(Input(path, file), room, depth + 1) if accepts(path) else [Input(path, file)]


def _check(member: zipfile.ZipInfo, path: Path, depth: int) -> None:
    """Raises UnreadableFile for a member that is not to be unpacked."""
    name = name_of(member)
    if name.startswith("/") or ".." in name.split("/") or _DRIVE.match(name):
        cause, cure = "ชื่อไฟล์ใน zip ชี้ออกนอกโฟลเดอร์", "ถ้าเชื่อถือที่มา ให้คลายไฟล์เอง แล้วนำเข้า"
        raise UnreadableFile(cause, cure, file=path)
    if member.flag_bits & _ENCRYPTED:
        raise _locked(path)
    if member.file_size > max(_RATIO_FROM, MAX_RATIO * member.compress_size):
        cause, cure = f"ไฟล์ใน zip บีบอัดไว้เกิน {MAX_RATIO} เท่า อาจเป็นไฟล์อันตราย", "ถ้าเชื่อถือที่มา ให้คลายไฟล์เอง แล้วนำเข้า"
        raise UnreadableFile(cause, cure, file=path)
    if member.file_size > MAX_BYTES and not (accepts(path) or row_reader.accepts(path)):
        raise UnreadableFile("ไฟล์ใหญ่เกินไป", f"แบ่งไฟล์ให้เล็กกว่า {MAX_BYTES // 2**20} MB", file=path)
    if accepts(path) and depth >= MAX_DEPTH:
        raise UnreadableFile(f"ไฟล์ zip ซ้อนกันเกิน {MAX_DEPTH} ชั้น", "คลายไฟล์ชั้นในเอง แล้วนำเข้า", file=path)
