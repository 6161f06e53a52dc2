"""Generations of the index: folders that are whole or not there, and the one that is current.

``<home>/index/CURRENT`` names a folder ``gen-<n>`` with the engine's folders ``records`` and ``items``, three tables,
``rows.json`` (facet values by record), ``said.json`` (what each record says, for the next build) and ``groups.json``
(what says the same), and ``manifest.json``, which is written last: a folder without one was never finished.
"""

from __future__ import annotations

import json
import os
import shutil
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from corpus.storage import atomic_files
from index.dedup.clustering import Groups
from index.dedup.signatures import Said
from kmsearch.errors import IndexDamaged

CURRENT, MANIFEST = "CURRENT", "manifest.json"
ROWS, SAID, GROUPS = TABLES = ("rows.json", "said.json", "groups.json")
RECORDS, ITEMS = "records", "items"

CHECKED_BYTES = 65536
"""Bytes at either end of each file that a check reads: headers and directories stand there; damage in between shows
when it is read, and a check of all would cost every command seconds."""

Row = dict[str, list[str]]
"""A record's values by facet name, and its category."""

_CURE = "โปรแกรมจะสร้างใหม่จากบันทึกให้เอง"


@dataclass(frozen=True, slots=True)
class Kept:
    """What a generation keeps of one record beside its documents."""

    row: Row
    said: Said


@dataclass(frozen=True, slots=True)
class Tables:
    """What a generation keeps beside its engines: of each record, by id, its row and what it says; the groups."""

    rows: dict[str, Row]
    said: dict[str, Said]
    groups: Groups


@dataclass(frozen=True, slots=True)
class BrokenFile:
    """A record's file that did not read when the index was built."""

    file: str
    line: int | None
    cause: str
    cure: str
    stamp: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation was made from: the ``stamps`` of its records by id; the checks of its ``files``.

    ``stale`` counts the records taken out since the last full build.
    """

    fingerprint: str
    stamps: dict[str, str]
    items: int
    stale: int = 0
    broken: dict[str, BrokenFile] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Generation:
    """A finished generation: its folder and its manifest."""

    folder: Path
    manifest: Manifest

    def rows(self) -> dict[str, Row]:
        """The row of each record by id. Raises IndexDamaged."""
        rows: dict[str, Row] = _read_json(self.folder / ROWS)
        if rows.keys() != self.manifest.stamps.keys():
            raise IndexDamaged("แถวข้อมูลของดัชนีไม่ครบ", _CURE, file=self.folder / ROWS)
        return rows

    def said(self) -> dict[str, Said]:
        """What each record says, by id; gists as they were dumped, not checked. Raises IndexDamaged."""
        path = self.folder / SAID
        try:
            said = {id: Said(author, gists) for id, (author, gists) in _read_json(path).items()}
        except (ValueError, TypeError) as error:
            raise IndexDamaged(f"ไฟล์ของดัชนีไม่ใช่ข้อมูลที่คาดไว้ ({error})", _CURE, file=path) from error
        if said.keys() != self.manifest.stamps.keys():
            raise IndexDamaged("ข้อมูลเทียบบันทึกของดัชนีไม่ครบ", _CURE, file=path)
        return said

    def groups(self) -> Groups:
        """The groups of points and of records. Raises IndexDamaged."""
        path = self.folder / GROUPS
        try:
            return Groups(**_read_json(path))
        except TypeError as error:
            raise IndexDamaged(f"ไฟล์ของดัชนีไม่ใช่ข้อมูลที่คาดไว้ ({error})", _CURE, file=path) from error

    def tables(self) -> Tables:
        """All of them. Raises IndexDamaged."""
        return Tables(self.rows(), self.said(), self.groups())


def current_name(home: Path) -> str:
    """The name of the current generation; empty where there is none."""
    try:
        return atomic_files.patiently((home / CURRENT).read_bytes).decode().strip()
    except (OSError, UnicodeDecodeError):
        return ""


def current(home: Path) -> Generation | None:
    """The current generation, its files checked; None where there is none. Raises IndexDamaged."""
    name = current_name(home)
    if not (home / CURRENT).exists():
        return None
    folder = home / name
    if _number(folder) is None or not folder.is_dir():
        raise IndexDamaged(f"{CURRENT} ไม่ได้ชี้ไปยังดัชนีที่มีอยู่ (“{name}”)", _CURE, file=home / CURRENT)
    manifest = _read_manifest(folder / MANIFEST)
    for path, expected in manifest.files.items():
        if _check(folder / path) != expected:
            raise IndexDamaged("ไฟล์ของดัชนีหายหรือเสียหาย", _CURE, file=folder / path)
    return Generation(folder, manifest)


def begin(home: Path, base: Generation | None) -> Path:
    """The folder of a new generation: empty, or holding what ``base`` holds, files shared where the disk can."""
    numbers = [number for folder in _folders(home) if (number := _number(folder)) is not None]
    folder = home / f"gen-{max(numbers, default=0) + 1}"
    atomic_files.make_folder(folder)
    for path in base.manifest.files if base else ():
        if base and path not in TABLES:
            (folder / path).parent.mkdir(exist_ok=True)
            _share(base.folder / path, folder / path)
    return folder


def publish(home: Path, folder: Path, manifest: Manifest, tables: Tables, base: Generation | None) -> Generation:
    """Puts everything on disk, the manifest last, then makes ``folder`` the current generation.

    Files shared with ``base``, from which ``folder`` began, are on disk already.
    """
    said = {id: (one.author, one.gists) for id, one in tables.said.items()}
    for name, table in ((ROWS, tables.rows), (SAID, said), (GROUPS, asdict(tables.groups))):
        (folder / name).write_text(json.dumps(table, ensure_ascii=False), "utf-8")
    checks = {}
    for path in _files(folder):
        name = path.relative_to(folder).as_posix()
        if not (base and name in base.manifest.files and path.samefile(base.folder / name)):
            _sync(path)
        checks[name] = _check(path)
    for inner in (folder / RECORDS, folder / ITEMS):
        atomic_files.sync_folder(inner)
    whole = replace(manifest, files=checks)
    atomic_files.write(folder / MANIFEST, json.dumps(asdict(whole), ensure_ascii=False).encode())
    atomic_files.write(home / CURRENT, folder.name.encode() + b"\n")
    return Generation(folder, whole)


def clean(home: Path, *, spare: int) -> None:
    """Removes generations but the current one and the ``spare`` finished ones before it; for the holder of the lock.

    What Windows holds open stays until the next time.
    """
    name = current_name(home)
    finished = [folder for folder in _folders(home) if folder.name != name and (folder / MANIFEST).is_file()]
    finished.sort(key=lambda folder: _number(folder) or 0, reverse=True)
    spared = {home / name, *finished[:spare]}
    for folder in _folders(home):
        if folder not in spared:
            with suppress(OSError):
                (folder / MANIFEST).unlink(missing_ok=True)
            shutil.rmtree(folder, ignore_errors=True)
    atomic_files.clean(home)


def _folders(home: Path) -> list[Path]:
    return [path for path in home.glob("gen-*") if path.is_dir()] if home.is_dir() else []


def _number(folder: Path) -> int | None:
    digits = folder.name.removeprefix("gen-")
    return int(digits) if digits.isdecimal() and digits != folder.name else None


def _files(folder: Path) -> Iterator[Path]:
    """The files a generation needs: no locks, nothing unfinished."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != MANIFEST and not path.name.endswith(("LOCK", ".tmp")):
            yield path


def _share(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def _sync(path: Path) -> None:
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def _check(path: Path) -> str:
    """Size and checksum of both ends of a file; empty where it does not read."""
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            ends = file.read(CHECKED_BYTES)
            file.seek(max(0, size - CHECKED_BYTES))
            ends += file.read(CHECKED_BYTES)
    except OSError:
        return ""
    return f"{size}-{zlib.crc32(ends):08x}"


def _read_manifest(path: Path) -> Manifest:
    data = _read_json(path)
    try:
        broken = {id: BrokenFile(**fault) for id, fault in data.pop("broken").items()}
        manifest = Manifest(**data, broken=broken)
        if not (isinstance(manifest.stamps, dict) and isinstance(manifest.files, dict) and manifest.files):
            raise ValueError("stamps, files")
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise IndexDamaged(f"สารบัญของดัชนีไม่ครบ ({error})", _CURE, file=path) from error
    return manifest


def _read_json(path: Path) -> dict[str, Any]:
    try:
        data = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise IndexDamaged(f"อ่านไฟล์ของดัชนีไม่ได้ ({error})", _CURE, file=path) from error
    if not isinstance(data, dict):
        raise IndexDamaged("ไฟล์ของดัชนีไม่ใช่ข้อมูลที่คาดไว้", _CURE, file=path)
    return data
