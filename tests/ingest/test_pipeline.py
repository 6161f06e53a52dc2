"""The ingest run: new, known and changed files, and files that fail."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.record import Item, Record, Section
from corpus.storage.store import Store
from ingest import file_reader
from ingest.document import Document
from ingest.file_reader import read_file
from ingest.pipeline import find_files, ingest
from ingest.record_builder import extract
from kmsearch.errors import NoRecord, UnknownFormat, UnreadableFile

Write = Callable[..., Path]


def statuses(store: Store, *paths: Path) -> list[str]:
    return [row.status for row in ingest(paths, store).files]


def test_a_file_becomes_a_record_with_its_original_and_its_evidence(form_a: Write, store: Store) -> None:
    path = form_a("a.txt")
    report = ingest([path], store)
    (row,) = report.files[0].records
    record = store.get(row.id)
    assert report.ok
    assert (record.title, record.year, record.province) == ("การฟื้นกลุ่มออมทรัพย์", 2558, "ลำปาง")
    assert store.original(record.source[0].original).read_bytes() == path.read_bytes()
    assert record.evidence["title"].lines == "6-6"


def test_the_same_file_again_changes_nothing(form_a: Write, store: Store) -> None:
    path = form_a("a.txt")
    ingest([path], store)
    before = {entry.id: entry.stamp for entry in store.scan()}
    report = ingest([path], store)
    assert report.ok
    assert report.files[0].status == "known"
    assert {entry.id: entry.stamp for entry in store.scan()} == before


def test_a_copy_in_another_folder_is_known(form_a: Write, store: Store) -> None:
    assert statuses(store, form_a("a.txt"), form_a("copy/b.txt")) == ["new", "known"]
    assert len(store) == 1


def test_a_changed_file_updates_its_record(form_a: Write, store: Store) -> None:
    ingest([form_a("a.txt", year="2558")], store)
    (before,) = store.ids()
    assert statuses(store, form_a("a.txt", year="2559")) == ["updated"]
    assert store.ids() == [before]
    assert store.get(before).year == 2559


def test_a_changed_title_keeps_the_id(form_a: Write, store: Store) -> None:
    ingest([form_a("a.txt")], store)
    (before,) = store.ids()
    ingest([form_a("a.txt", title="วิธีใหม่ในการฟื้นกลุ่ม")], store)
    assert store.ids() == [before]
    assert store.get(before).title == "วิธีใหม่ในการฟื้นกลุ่ม"


def test_the_same_record_on_another_page_is_one_record_with_two_sources(form_a: Write, store: Store) -> None:
    page, archive = form_a("page.txt"), form_a("archive.txt", asset="สมาชิกต้องรู้ยอดเงินของตนเองทุกเดือนโดยไม่ต้องถาม")
    assert statuses(store, page, archive) == ["new", "merged"]
    (id,) = store.ids()
    assert [Path(source.path).name for source in store.get(id).source] == ["page.txt", "archive.txt"]


def test_two_records_of_one_officer_stay_two(form_a: Write, store: Store) -> None:
    ingest([form_a("a.txt"), form_a("b.txt", title="การตั้งธนาคารขยะ")], store)
    assert len(store) == 2


def test_hand_edits_are_not_overwritten(form_a: Write, store: Store) -> None:
    ingest([form_a("a.txt")], store)
    (id,) = store.ids()
    edited = replace(store.get(id), sections=(Section("strategies", (Item("แก้ด้วยมือ"),)),))
    store.put(edited)
    assert statuses(store, form_a("a.txt", year="2560")) == ["kept"]
    assert store.get(id).section("strategies").items == (Item("แก้ด้วยมือ"),)


def test_a_record_broken_by_hand_is_named_and_left_alone(form_a: Write, store: Store) -> None:
    ingest([form_a("a.txt")], store)
    (id,) = store.ids()
    path = store.records_folder / f"{id}.md"
    path.write_text("---\nid: [\n---\n", "utf-8")
    report = ingest([form_a("a.txt", year="2560"), form_a("b.txt", title="เรื่องอื่น")], store)
    assert [row.status for row in report.files] == ["failed", "new"]
    assert str(path) in report.files[0].cause
    assert path.read_text("utf-8") == "---\nid: [\n---\n"


def test_a_bad_file_never_stops_a_run(form_a: Write, store: Store, tmp_path: Path) -> None:
    binary = tmp_path / "x.txt"
    binary.write_bytes(bytes(range(256)) * 40)
    news = tmp_path / "news.html"
    news.write_text("<p>นายอำเภอเปิดงานประจำปี มีผู้ร่วมงานสามร้อยคน</p>", "utf-8")
    unknown = tmp_path / "y.xyz"
    unknown.write_text("?")
    report = ingest([binary, news, unknown, tmp_path / "gone.txt", form_a("a.txt")], store)
    assert [row.status for row in report.files] == ["failed"] * 4 + ["new"]
    assert not report.ok
    assert all(row.cause and row.cure for row in report.failures())


@pytest.mark.parametrize(
    ("name", "data", "error"),
    [
        ("empty.txt", b"", NoRecord),
        ("blank.html", b"<html><body> </body></html>", NoRecord),
        ("binary.txt", bytes(range(256)) * 40, UnreadableFile),
        ("picture.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)), UnreadableFile),
        ("unknown.bin", b"x", UnknownFormat),
    ],
)
def test_the_error_of_a_file_without_a_record(tmp_path: Path, name: str, data: bytes, error: type[Exception]) -> None:
    (tmp_path / name).write_bytes(data)
    assert type(read_file(tmp_path / name).error) is error


def test_a_document_too_deep_for_the_program_fails_alone(
    form_a: Write, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_deep(document: Document) -> tuple[Record, ...]:
        if document.path.endswith("b.txt"):
            raise RecursionError
        return extract(document)

    monkeypatch.setattr(file_reader, "extract", too_deep)
    report = ingest([form_a("a.txt"), form_a("b.txt", title="การตั้งธนาคารขยะ")], store, jobs=1)
    assert [row.status for row in report.files] == ["new", "failed"]
    assert "RecursionError" in report.files[1].cause


def test_a_programming_error_is_raised(form_a: Write, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(document: Document) -> tuple[Record, ...]:
        raise TypeError("a mistake of ours")

    monkeypatch.setattr(file_reader, "extract", broken)
    with pytest.raises(TypeError, match="a mistake of ours"):
        ingest([form_a("a.txt")], store, jobs=1)


def test_folders_are_walked_and_hidden_files_left_out(form_a: Write, tmp_path: Path) -> None:
    wanted = [form_a("in/a.txt"), form_a("in/deep/b.txt")]
    form_a("in/.hidden.txt")
    form_a("in/~$lock.txt")
    assert find_files([tmp_path / "in", wanted[0]]) == wanted


@pytest.mark.slow
def test_workers_give_the_results_of_one_process(form_a: Write, tmp_path: Path) -> None:
    for number in range(6):
        form_a(f"in/{number}.txt", title=f"เรื่องที่ {number}")
    homes = Store(tmp_path / "one"), Store(tmp_path / "two")
    reports = [ingest([tmp_path / "in"], home, jobs=jobs) for home, jobs in zip(homes, (1, 2), strict=True)]
    assert reports[0].files == reports[1].files
    assert list(homes[0].records()) == list(homes[1].records())


def test_a_report_names_missing_fields(tmp_path: Path, store: Store) -> None:
    path = tmp_path / "a.txt"
    path.write_text("ชื่อเรื่อง การทำปุ๋ย\nขุมความรู้\n1. ใช้มูลวัว\nแก่นความรู้\n1. หมักให้นานพอ\n", "utf-8")
    report = ingest([path], store)
    assert report.files[0].records[0].missing_fields == (
        *("author_name", "author_position", "author_office"),
        *("district", "province", "year"),
    )
    assert json.loads(json.dumps(report.to_json()))["counts"]["new"] == 1
