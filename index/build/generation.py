"""Generations of the index on disk: begins, publishes, checks, reads and removes them.

``<home>/index/CURRENT`` names a folder ``gen-<n>`` with the engine's folders ``records`` and ``items``, three tables,
``facet_values.json`` (by record), ``signatures.json`` (of each record, for the next build) and ``groups.json`` (of
duplicates), and ``manifest.json``, which is written last: a folder without a manifest is unfinished.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from corpus.storage import atomic_files
from index.dedup.clustering import DuplicateGroups
from index.dedup.signatures import RecordSignatures
from kmsearch.errors import IndexDamaged

CURRENT, MANIFEST = "CURRENT", "manifest.json"
FACET_VALUES, SIGNATURES, GROUPS = TABLES = ("facet_values.json", "signatures.json", "groups.json")
RECORDS, ITEMS = "records", "items"

CHECKED_BYTES = 65536
"""Bytes at each end of a file that its checksum covers, where headers and directories are. Damage in between is
detected when it is read; a checksum of whole files would add seconds to every command."""

FacetValues = dict[str, list[str]]
"""The values of one record by facet name, and its category."""

_CURE = "โปรแกรมจะสร้างใหม่จากบันทึกให้เอง"

_GROUP_TABLES = {field.name for field in fields(DuplicateGroups)}
_ANCHOR = re.compile(r"[a-z_]+-\d+")
_SIGNATURE = re.compile(r"(?:[0-9a-f]{8})*")


@dataclass(frozen=True, slots=True)
class RecordTables:
    """The rows of one record in the tables of a generation."""

    facet_values: FacetValues
    signatures: RecordSignatures


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of a generation: facet values and signatures by record id, and the groups of duplicates."""

    facet_values: dict[str, FacetValues]
    signatures: dict[str, RecordSignatures]
    groups: DuplicateGroups


@dataclass(frozen=True, slots=True)
class BrokenFile:
    """A record's file that could not be read when the index was built."""

    file: str
    line: int | None
    cause: str
    cure: str
    stamp: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """The inputs of a generation (``fingerprint``, ``stamps`` of the record files by id), its number of ``items``, the
    ``broken`` record files by id, and the checksums of its own ``files``.

    ``stale`` counts the records deleted since the last full build.
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

    def facet_values(self) -> dict[str, FacetValues]:
        """The facet values of each record by id. Raises IndexDamaged."""
        path = self.folder / FACET_VALUES
        values: dict[str, FacetValues] = _read_json(path)
        if values.keys() != self.manifest.stamps.keys():
            raise IndexDamaged("แถวข้อมูลของดัชนีไม่ครบ", _CURE, file=path)
        return values

    def signatures(self) -> dict[str, RecordSignatures]:
        """The signatures of each record by id, in serialised form. Raises IndexDamaged."""
        path = self.folder / SIGNATURES
        table = _read_json(path)
        if not all(map(_is_signature_row, table.values())):
            raise IndexDamaged("ข้อมูลเทียบบันทึกของดัชนีไม่ใช่ข้อมูลที่คาดไว้", _CURE, file=path)
        signatures = {id: RecordSignatures(author, dumped) for id, (author, dumped) in table.items()}
        if signatures.keys() != self.manifest.stamps.keys():
            raise IndexDamaged("ข้อมูลเทียบบันทึกของดัชนีไม่ครบ", _CURE, file=path)
        return signatures

    def groups(self) -> DuplicateGroups:
        """The groups of duplicate items and records. Raises IndexDamaged."""
        path = self.folder / GROUPS
        table = _read_json(path)
        if table.keys() != _GROUP_TABLES or not all(map(_is_group_list, table.values())):
            raise IndexDamaged("กลุ่มข้อความในดัชนีไม่ใช่ข้อมูลที่คาดไว้", _CURE, file=path)
        return DuplicateGroups(**table)

    def tables(self) -> Tables:
        """All three tables. Raises IndexDamaged."""
        return Tables(self.facet_values(), self.signatures(), self.groups())


def current_name(home: Path) -> str:
    """The name of the current generation; empty if there is none."""
    try:
        return atomic_files.patiently((home / CURRENT).read_bytes).decode().strip()
    except (OSError, UnicodeDecodeError):
        return ""


def current(home: Path) -> Generation | None:
    """The current generation, after a check of its files; None if there is none. Raises IndexDamaged."""
    name = current_name(home)
    if not (home / CURRENT).exists():
        return None
    folder = home / name
    if _number(folder) is None or not folder.is_dir():
        raise IndexDamaged(f"{CURRENT} ไม่ได้ชี้ไปยังดัชนีที่มีอยู่ (“{name}”)", _CURE, file=home / CURRENT)
    manifest = _read_manifest(folder / MANIFEST)
    for path, expected in manifest.files.items():
        if _checksum(folder / path) != expected:
            raise IndexDamaged("ไฟล์ของดัชนีหายหรือเสียหาย", _CURE, file=folder / path)
    return Generation(folder, manifest)


def begin(home: Path, base: Generation | None) -> Path:
    """Creates the folder of a new generation: empty, or with the files of ``base``, hard-linked if the file system
    can."""
    numbers = [number for folder in _folders(home) if (number := _number(folder)) is not None]
    folder = home / f"gen-{max(numbers, default=0) + 1}"
    atomic_files.make_folder(folder)
    for path in base.manifest.files if base else ():
        if base and path not in TABLES:
            (folder / path).parent.mkdir(exist_ok=True)
            _share(base.folder / path, folder / path)
    return folder


def publish(home: Path, folder: Path, manifest: Manifest, tables: Tables, base: Generation | None) -> Generation:
    """Writes and syncs all files, the manifest last, then makes ``folder`` the current generation.

    Files that ``folder`` shares with ``base`` are synced already.
    """
    signatures = {id: (signed.author, signed.by_anchor) for id, signed in tables.signatures.items()}
    contents = {FACET_VALUES: tables.facet_values, SIGNATURES: signatures, GROUPS: asdict(tables.groups)}
    for name, table in contents.items():
        (folder / name).write_text(json.dumps(table, ensure_ascii=False), "utf-8")
    checksums = {}
    for path in _files(folder):
        name = path.relative_to(folder).as_posix()
        if not (base and name in base.manifest.files and path.samefile(base.folder / name)):
            _sync(path)
        checksums[name] = _checksum(path)
    for inner in (folder / RECORDS, folder / ITEMS):
        atomic_files.sync_folder(inner)
    complete = replace(manifest, files=checksums)
    atomic_files.write(folder / MANIFEST, json.dumps(asdict(complete), ensure_ascii=False).encode())
    atomic_files.write(home / CURRENT, folder.name.encode() + b"\n")
    return Generation(folder, complete)


def clean(home: Path, *, spare: int) -> None:
    """Removes all generations but the current one and the ``spare`` finished ones before it. The caller holds the lock.

    Files that a process has open on Windows are removed by a later call.
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
    """The files of a generation, without its manifest, locks and temporary files."""
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


def _checksum(path: Path) -> str:
    """``<size>-<CRC-32 of both ends>`` of a file; empty if it cannot be read."""
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            ends = file.read(CHECKED_BYTES)
            file.seek(max(0, size - CHECKED_BYTES))
            ends += file.read(CHECKED_BYTES)
    except OSError:
        return ""
    return f"{size}-{zlib.crc32(ends):08x}"


def _is_signature_row(row: object) -> bool:
    """Whether a row of the table is [author, {anchor: serialised signature}]."""
    match row:
        case [str(), dict() as dumped]:
            return all(
                isinstance(text, str) and _ANCHOR.fullmatch(anchor) and _SIGNATURE.fullmatch(text)
                for anchor, text in dumped.items()
            )
    return False


def _is_group_list(groups: object) -> bool:
    """Whether a value of the table is a list of non-empty groups of document keys."""
    return isinstance(groups, list) and all(
        isinstance(group, list) and group and all(isinstance(key, str) for key in group) for group in groups
    )


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
