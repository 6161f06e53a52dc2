"""The store: one writer, many readers, atomic writes."""

from __future__ import annotations

import errno
import os
import stat
import threading
from pathlib import Path
from typing import Any

import pytest

from corpus.record import Item, Record, Section
from corpus.storage import atomic_files
from corpus.storage.store import Store
from kmsearch.errors import BrokenRecord, CorpusError, RecordNotFound, StoreLocked

RECORD = Record("kma", title="การบริหารหนี้", sections=(Section("techniques", (Item("เยี่ยมบ้าน"),)),))
DIGEST = "0123456789abcdef" * 4


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "new" / "home", lock_seconds=0.2)


@pytest.fixture
def other(store: Store) -> Store:
    """A second Store over the same folder, as in another process."""
    return Store(store.home, lock_seconds=0.2)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "บันทึก.TXT"
    path.write_bytes(b"\xa1\x00 \r\n")
    return path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_missing_store_is_empty_and_reading_creates_nothing(store: Store) -> None:
    assert (list(store.scan()), list(store.records()), store.ids(), len(store)) == ([], [], [], 0)
    with pytest.raises(RecordNotFound):
        store.get("kma")
    with pytest.raises(RecordNotFound):
        store.original("0123456789abcdef.txt")
    assert not store.home.exists()


def test_get_returns_what_put_stored(store: Store, other: Store) -> None:
    assert store.put(RECORD)
    assert other.get("kma") == RECORD
    assert [other.read(entry) for entry in other.scan()] == list(other.records()) == [RECORD]
    assert names(store.records_folder) == ["kma.md"]


def test_putting_the_same_record_does_not_write(store: Store) -> None:
    store.put(RECORD)
    before = list(store.scan())
    assert not store.put(RECORD)
    assert list(store.scan()) == before


def test_putting_another_version_replaces_it_and_changes_the_stamp(store: Store) -> None:
    store.put(RECORD)
    (before,) = store.scan()
    assert store.put(Record("kma", title="ใหม่"))
    (after,) = store.scan()
    assert store.get("kma") == Record("kma", title="ใหม่")
    assert (before.id, before.path) == (after.id, after.path)
    assert before.stamp != after.stamp


def test_ids_are_sorted_and_counted(store: Store) -> None:
    for id in ("kmb", "kma-1", "kma", "kmc"):
        store.put(Record(id))
    assert store.ids() == [entry.id for entry in store.scan()] == ["kma", "kma-1", "kmb", "kmc"]
    assert len(store) == 4


def test_delete_removes_the_record(store: Store) -> None:
    store.put(RECORD)
    store.delete("kma")
    assert store.ids() == []
    for forget in (store.get, store.delete):
        with pytest.raises(RecordNotFound, match="kma"):
            forget("kma")


@pytest.mark.parametrize("id", ["", " ", " kma", "a" * 65, "a\x00", "a\n", "\u202ekma", "😀" * 40, "kma#strategies-3"])
def test_a_text_that_is_not_an_id_names_no_record(store: Store, id: str) -> None:
    store.put(RECORD)
    with pytest.raises(CorpusError, match="ใช้ไม่ได้"):
        store.put(Record(id))
    for use in (store.get, store.delete):
        with pytest.raises(RecordNotFound):
            use(id)
    assert names(store.records_folder) == ["kma.md"]


def test_files_of_editors_and_systems_are_ignored(store: Store) -> None:
    store.put(RECORD)
    for name in (".kma.md.swp", "kma.md~", ".#kmb.md", "kmb.txt", atomic_files.TEMP_NAME):
        (store.records_folder / name).write_text("x")
    (store.records_folder / "folder.md").mkdir()
    assert store.ids() == ["kma"]


@pytest.mark.parametrize(
    ("content", "line", "cause"),
    [
        ("---\nid: kmb\n---\n## กลยุด\n".encode(), 4, "ไม่รู้จักหัวข้อ"),
        (b"---\nid: kmb\ntitle: " + "ก".encode("cp874") + b"\n---\n", 3, "UTF-8"),
        (b"---\nid: kmc\n---\n", 2, "“kmc” ไม่ตรงกับชื่อไฟล์ “kmb.md”"),
        (b"", 1, "หัวเอกสาร"),
    ],
)
def test_a_broken_file_is_reported_and_the_others_are_read(store: Store, content: bytes, line: int, cause: str) -> None:
    for id in ("kma", "kmb", "kmc"):
        store.put(Record(id))
    path = store.records_folder / "kmb.md"
    path.write_bytes(content)
    broken: list[BrokenRecord] = []
    assert [record.id for record in store.records(broken.append)] == ["kma", "kmc"]
    assert [(fault.file, fault.line) for fault in broken] == [(path, line)]
    assert cause in broken[0].cause and broken[0].cure
    with pytest.raises(BrokenRecord):
        store.get("kmb")


def test_a_broken_file_is_logged_by_default(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    store.put(RECORD)
    (store.records_folder / "kma.md").write_text("x")
    assert list(store.records()) == []
    assert "kma.md:1" in caplog.text


def test_a_record_deleted_during_iteration_is_skipped(store: Store) -> None:
    for id in ("kma", "kmb", "kmc"):
        store.put(Record(id))
    reading = store.records()
    first = next(reading)
    store.delete("kmb")
    assert [first.id, *(record.id for record in reading)] == ["kma", "kmc"]


def test_an_edit_by_hand_is_read(store: Store) -> None:
    store.put(RECORD)
    (entry,) = store.scan()
    edited = entry.path.read_text("utf-8").replace("เยี่ยมบ้าน", "เยี่ยมทุกบ้าน").replace("\n", "\r\n")
    entry.path.write_bytes(b"\xef\xbb\xbf" + edited.encode())
    assert [item.text for item in store.get("kma").section("techniques").items] == ["เยี่ยมทุกบ้าน"]
    assert [each.stamp for each in store.scan()] != [entry.stamp]


def test_the_lock_excludes_writers_but_not_readers(store: Store, other: Store) -> None:
    with store.lock():
        store.put(RECORD)
        with store.lock():
            store.put(Record("kmb"))
        with pytest.raises(StoreLocked) as caught:
            other.put(Record("kmc"))
        assert other.ids() == ["kma", "kmb"]
    assert caught.value.cause and caught.value.cure
    assert other.put(Record("kmc"))


@pytest.mark.slow
def test_threads_of_one_process_write_in_turn(tmp_path: Path) -> None:
    store = Store(tmp_path)
    threads = [
        threading.Thread(target=lambda n=n: [store.put(Record(f"km{n}-{i}")) for i in range(10)]) for n in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(list(store.records())) == 40


@pytest.mark.slow
def test_a_reader_sees_the_old_or_the_new_record_whole(store: Store) -> None:
    versions = [Record("kma", title=str(n), note="ก" * n * 20_000) for n in (1, 2, 3)]
    store.put(versions[0])
    done = threading.Event()

    def write() -> None:
        for turn in range(60):
            store.put(versions[turn % 3])
        done.set()

    writer = threading.Thread(target=write)
    writer.start()
    seen = [store.get("kma") in versions]
    while not done.is_set():
        seen.append(store.get("kma") in versions)
    writer.join()
    assert len(seen) > 1
    assert all(seen)


def test_an_unfinished_file_is_ignored_and_removed_by_the_next_write(store: Store, source: Path) -> None:
    name = store.keep_original(source, DIGEST)
    store.put(RECORD)
    for folder in (store.records_folder, store.originals_folder):
        (folder / atomic_files.TEMP_NAME).write_bytes(b"half")
    assert list(store.records()) == [RECORD]
    store.put(RECORD)
    assert (names(store.records_folder), names(store.originals_folder)) == (["kma.md"], [name])


def test_an_original_is_kept_unchanged_under_its_digest(store: Store, source: Path) -> None:
    name = store.keep_original(source, DIGEST)
    assert name == "0123456789abcdef.txt"
    assert store.original(name).read_bytes() == source.read_bytes()
    assert names(store.originals_folder) == [name]


def test_an_original_is_copied_again_only_if_its_copy_is_truncated(store: Store, source: Path) -> None:
    kept = store.original(store.keep_original(source, DIGEST))
    before = kept.stat().st_mtime_ns, kept.stat().st_ino
    store.keep_original(source, DIGEST)
    assert (kept.stat().st_mtime_ns, kept.stat().st_ino) == before
    kept.write_bytes(b"\xa1")
    store.keep_original(source, DIGEST)
    assert kept.read_bytes() == source.read_bytes()


@pytest.mark.parametrize("name", ["บันทึก", "a.ไทย", "a.b c", "a." + "x" * 20])
def test_an_unsafe_suffix_is_left_out(store: Store, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"x")
    assert store.keep_original(tmp_path / name, DIGEST) == "0123456789abcdef"


@pytest.mark.parametrize(
    "name", ["", "..", "../records/kma.md", "0123456789abcdef/../x", "kma.md", atomic_files.TEMP_NAME]
)
def test_an_original_outside_the_folder_is_not_found(store: Store, source: Path, name: str) -> None:
    store.keep_original(source, DIGEST)
    with pytest.raises(RecordNotFound):
        store.original(name)


def test_a_malformed_digest_is_refused(store: Store, source: Path) -> None:
    with pytest.raises(ValueError, match="hexadecimal"):
        store.keep_original(source, "../../x")


def test_a_missing_source_file_is_named(store: Store, tmp_path: Path) -> None:
    with pytest.raises(CorpusError) as caught:
        store.keep_original(tmp_path / "none.txt", DIGEST)
    assert "none.txt" in str(caught.value.file)


@pytest.mark.parametrize(
    ("number", "cause"),
    [(errno.ENOSPC, "ดิสก์เต็ม"), (errno.EACCES, "ไม่มีสิทธิ์"), (errno.EROFS, "ไม่มีสิทธิ์"), (errno.EIO, "อ่านหรือเขียนไม่ได้")],
)
def test_a_failed_write_leaves_the_old_record(
    store: Store, monkeypatch: pytest.MonkeyPatch, number: int, cause: str
) -> None:
    store.put(RECORD)

    def fail(handle: int) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch, pytest.raises(CorpusError) as caught:
        patch.setattr(os, "fsync", fail)
        store.put(Record("kma", title="ใหม่"))
    assert cause in caught.value.cause and caught.value.cure
    assert isinstance(caught.value.__cause__, OSError)
    assert (store.get("kma"), names(store.records_folder)) == (RECORD, ["kma.md"])
    assert store.put(Record("kma", title="ใหม่"))


@pytest.mark.parametrize("work", ["put", "delete", "keep_original", "scan", "records", "ids"])
def test_a_home_that_is_not_a_folder_raises_corpus_error(tmp_path: Path, source: Path, work: str) -> None:
    home = tmp_path / "home"
    home.write_text("x")
    store = Store(home, lock_seconds=0)
    steps: dict[str, Any] = {
        "put": lambda: store.put(RECORD),
        "delete": lambda: store.delete("kma"),
        "keep_original": lambda: store.keep_original(source, DIGEST),
        "scan": lambda: list(store.scan()),
        "records": lambda: list(store.records()),
        "ids": store.ids,
    }
    with pytest.raises(CorpusError) as caught:
        steps[work]()
    assert caught.value.cause and caught.value.cure and caught.value.file


def test_a_record_without_read_permission_is_broken(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.put(RECORD)

    def refuse(path: Path) -> bytes:
        raise PermissionError(errno.EACCES, "refused", str(path))

    monkeypatch.setattr(Path, "read_bytes", refuse)
    broken: list[BrokenRecord] = []
    assert list(store.records(broken.append)) == []
    assert "ไม่มีสิทธิ์" in broken[0].cause


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Logs the disk operations in order: ``file`` or ``folder`` for a flush, ``name`` for a rename."""
    done: list[str] = []
    fsync, replace, unlink = os.fsync, Path.replace, Path.unlink

    def log_fsync(handle: int) -> None:
        fsync(handle)
        done.append("folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file")

    monkeypatch.setattr(os, "fsync", log_fsync)
    monkeypatch.setattr(Path, "replace", lambda path, to: (replace(path, to), done.append("name")))
    monkeypatch.setattr(Path, "unlink", lambda path: (unlink(path), done.append("name")))
    return done


@pytest.mark.skipif(os.name == "nt", reason="Windows cannot flush a folder")
def test_every_write_is_on_disk_before_it_is_acknowledged(store: Store, source: Path, steps: list[str]) -> None:
    store.put(Record("kma"))
    assert steps == ["folder", "folder", "folder", "file", "name", "folder"]  # new/, home/ and records/ are made first
    steps.clear()
    store.put(RECORD)
    assert steps == ["file", "name", "folder"]
    steps.clear()
    store.delete("kma")
    assert steps == ["name", "folder"]
    steps.clear()
    store.keep_original(source, DIGEST)
    assert steps == ["folder", "file", "name", "folder"]


def test_a_reader_on_windows_only_delays_a_writer(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.put(RECORD)
    refusals = [PermissionError(errno.EACCES, "in use")] * 3
    replace = Path.replace

    def refuse(path: Path, target: Path) -> Path:
        if refusals:
            raise refusals.pop()
        return replace(path, target)

    monkeypatch.setattr(atomic_files, "_TRIES", 5)
    monkeypatch.setattr(Path, "replace", refuse)
    store.put(Record("kma", title="ใหม่"))
    assert store.get("kma") == Record("kma", title="ใหม่")
