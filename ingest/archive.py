"""Unpacks zip archives, one at a time and within limits: the members become input files, like the files of a folder.

The member, not the archive, is kept as the original of a record: people open it, and the same file outside an
archive has the same digest.
"""

from __future__ import annotations

import re
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from lzma import LZMAError
from pathlib import Path, PurePath, PurePosixPath
from tempfile import TemporaryDirectory

from ingest.input_file import InputFile
from ingest.readers import MAX_BYTES, refuse_special
from ingest.tables import row_reader
from kmsearch.errors import IngestError, NoRecord, UnreadableFile

SUFFIX = ".zip"

MAX_TOTAL = 2 * 2**30
"""Bytes of all members together: a province's yearly documents with their pictures are some hundred megabytes."""

MAX_MEMBERS = 20_000
"""Members of an archive and of archives inside it: a month of every office of the country is some thousands."""

MAX_RATIO = 200
"""Compression ratio of a large member: Thai text compresses 5 to 15 times, blank pictures some 100, zip bombs 1000."""

_MIN_SIZE_FOR_RATIO = 2**20
"""Unpacked bytes from which the ratio is checked: a short file of blanks harms no one."""

MAX_DEPTH = 3
"""Archives inside archives: mail systems and people pack twice, seldom three times."""

_COPY_BLOCK = 2**20
"""Bytes copied at a time: bounds the memory that a large member takes."""

_UTF8_NAME_FLAG, _ENCRYPTED_FLAG = 0x800, 0x1
"""Flag bits of a member (ZIP specification, APPNOTE 4.4.4)."""

_DRIVE_LETTER = re.compile(r"[A-Za-z]:")
_SYSTEM_FILES = frozenset({"thumbs.db", "desktop.ini", "__macosx"})


@dataclass(slots=True)
class _UnpackBudget:
    """The folder that members are unpacked into, and the remaining budget of each limit."""

    folder: Path
    bytes_left: int
    members_left: int
    files: int = 0

    def next_file(self, suffix: str) -> Path:
        """The path of a new file; names of members are never used on disk."""
        self.files += 1
        return self.folder / f"{self.files:06}{suffix if re.fullmatch(r'[.][A-Za-z0-9]{1,8}', suffix) else ''}"


def accepts(path: Path) -> bool:
    """Whether the suffix of a file is that of an archive."""
    return path.suffix.lower() == SUFFIX


def is_hidden(path: PurePath) -> bool:
    """Whether to skip a file: hidden, a lock file of an office program, or one that the operating system writes."""
    return any(part.startswith((".", "~$")) and part != ".." or part.lower() in _SYSTEM_FILES for part in path.parts)


@contextmanager
def unpacked(path: Path) -> Iterator[list[InputFile]]:
    """Context manager: the members of the archive and of archives inside it, each named ``archive.zip/folder/name``.

    The files are deleted at the end of the block. A member or archive that cannot be unpacked has an ``error`` instead.
    """
    with TemporaryDirectory(prefix="kmsearch-", ignore_cleanup_errors=True) as folder:
        yield list(_open(InputFile(path, path), _UnpackBudget(Path(folder), MAX_TOTAL, MAX_MEMBERS), 1))


def _open(archive: InputFile, budget: _UnpackBudget, depth: int) -> Iterator[InputFile]:
    """The members of an archive, each unpacked; one input with an error where the archive cannot be opened."""
    with ExitStack() as stack:
        try:
            opened = stack.enter_context(_zip_file(archive))
            members = _members(opened, archive.path, budget)
        except IngestError as error:
            yield InputFile(archive.path, archive.file, error)
            return
        for name, member in members:
            path = Path(f"{archive.path}/{name.lstrip('/')}")
            yield from _unpack(opened, member, path, budget, depth)


def _zip_file(archive: InputFile) -> zipfile.ZipFile:
    """The opened archive. Raises UnreadableFile for a missing or damaged one."""
    try:
        refuse_special(archive.file)
        return zipfile.ZipFile(archive.file)
    except OSError as error:
        cause, cure = f"เปิดไฟล์ไม่ได้ ({error.strerror or error})", "ตรวจว่าไฟล์ยังอยู่และมีสิทธิ์อ่าน"
        raise UnreadableFile(cause, cure, file=archive.path) from error
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as error:
        cause, cure = f"ไฟล์ zip เสียหาย ({error})", "ขอไฟล์ใหม่ หรือคลายไฟล์เอง แล้วนำเข้าทั้งโฟลเดอร์"
        raise UnreadableFile(cause, cure, file=archive.path) from error


def _members(opened: zipfile.ZipFile, path: Path, budget: _UnpackBudget) -> list[tuple[str, zipfile.ZipInfo]]:
    """The files in an archive by name.

    Raises UnreadableFile for an archive over the limits or encrypted, NoRecord for an empty one.
    """
    named = [(name_of(member), member) for member in opened.infolist() if not member.filename.endswith("/")]
    named = [(name, member) for name, member in named if not is_hidden(PurePosixPath(name))]
    budget.members_left -= len(named)
    budget.bytes_left -= sum(member.file_size for _, member in named)
    if budget.members_left < 0:
        raise UnreadableFile(f"ในไฟล์ zip มีเกิน {MAX_MEMBERS:,} ไฟล์", "แบ่งเป็นไฟล์ zip ย่อย หรือคลายไฟล์เอง", file=path)
    if budget.bytes_left < 0:
        cure = "ถ้าเชื่อถือที่มา ให้คลายไฟล์เอง แล้วนำเข้าทั้งโฟลเดอร์"
        raise UnreadableFile(f"คลายไฟล์ zip แล้วใหญ่เกิน {MAX_TOTAL // 2**30} GB", cure, file=path)
    if not named:
        raise NoRecord("ไฟล์ zip ว่าง", "ตรวจว่าเลือกไฟล์ถูก", file=path)
    if all(member.flag_bits & _ENCRYPTED_FLAG for _, member in named):
        raise _password_error(path)
    return named


def _password_error(path: Path) -> UnreadableFile:
    return UnreadableFile("ไฟล์ zip มีรหัสผ่าน", "คลายไฟล์ด้วยรหัสผ่าน แล้วนำเข้าทั้งโฟลเดอร์", file=path)


def name_of(member: zipfile.ZipInfo) -> str:
    """The name of a member. Without the UTF-8 flag it may still be UTF-8, or CP874 as Thai Windows writes it."""
    if member.flag_bits & _UTF8_NAME_FLAG:
        return member.filename.replace("\\", "/")
    raw = member.orig_filename.partition("\0")[0].encode("cp437", "replace")
    for encoding in ("utf-8", "cp874"):
        try:
            return raw.decode(encoding).replace("\\", "/")
        except UnicodeDecodeError:
            continue
    return member.filename.replace("\\", "/")


def _unpack(
    opened: zipfile.ZipFile, member: zipfile.ZipInfo, path: Path, budget: _UnpackBudget, depth: int
) -> Iterator[InputFile]:
    """The member unpacked, or its error; for an archive, its members."""
    try:
        _refuse_unsafe(member, path, depth)
        file = budget.next_file(path.suffix)
        with opened.open(member) as packed, file.open("wb") as plain:
            shutil.copyfileobj(packed, plain, _COPY_BLOCK)
    except IngestError as error:
        yield InputFile(path, path, error)
    except (zipfile.BadZipFile, zlib.error, LZMAError, EOFError, OSError, RuntimeError, ValueError) as error:
        cause = f"คลายไฟล์นี้ออกจาก zip ไม่ได้ ({error})"
        yield InputFile(path, path, UnreadableFile(cause, "ขอไฟล์ใหม่ หรือคลายไฟล์เองแล้วนำเข้า", file=path))
    else:
        yield from _open(InputFile(path, file), budget, depth + 1) if accepts(path) else [InputFile(path, file)]


def _refuse_unsafe(member: zipfile.ZipInfo, path: Path, depth: int) -> None:
    """Raises UnreadableFile for a member that must not be unpacked: unsafe name, encrypted, too large, nested too
    deep."""
    name = name_of(member)
    if name.startswith("/") or ".." in name.split("/") or _DRIVE_LETTER.match(name):
        cause, cure = "ชื่อไฟล์ใน zip ชี้ออกนอกโฟลเดอร์", "ถ้าเชื่อถือที่มา ให้คลายไฟล์เอง แล้วนำเข้า"
        raise UnreadableFile(cause, cure, file=path)
    if member.flag_bits & _ENCRYPTED_FLAG:
        raise _password_error(path)
    if member.file_size > max(_MIN_SIZE_FOR_RATIO, MAX_RATIO * member.compress_size):
        cause, cure = f"ไฟล์ใน zip บีบอัดไว้เกิน {MAX_RATIO} เท่า อาจเป็นไฟล์อันตราย", "ถ้าเชื่อถือที่มา ให้คลายไฟล์เอง แล้วนำเข้า"
        raise UnreadableFile(cause, cure, file=path)
    if member.file_size > MAX_BYTES and not (accepts(path) or row_reader.accepts(path)):
        raise UnreadableFile("ไฟล์ใหญ่เกินไป", f"แบ่งไฟล์ให้เล็กกว่า {MAX_BYTES // 2**20} MB", file=path)
    if accepts(path) and depth >= MAX_DEPTH:
        raise UnreadableFile(f"ไฟล์ zip ซ้อนกันเกิน {MAX_DEPTH} ชั้น", "คลายไฟล์ชั้นในเอง แล้วนำเข้า", file=path)
