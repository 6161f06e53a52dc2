"""Archives: members become records; a faulty member costs only itself."""

from __future__ import annotations

import json
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.storage.store import Store
from ingest import archive
from ingest.pipeline import ingest
from ingest.reporting.run_report import FileReport
from kmsearch.cli.main import main
from tests.documents import zipped

Write = Callable[..., Path]


@pytest.fixture
def form_bytes(form_a: Write) -> Callable[[str], bytes]:
    """The bytes of a form A record with this title."""
    return lambda title: form_a("form.txt", title=title).read_bytes()


def take(path: Path, data: bytes, store: Store) -> list[FileReport]:
    path.write_bytes(data)
    return ingest([path], store).files


def patched(data: bytes, offset: int, value: int) -> bytes:
    """The archive with a two-byte value at an offset of the first member's directory entry."""
    start = data.index(b"PK\x01\x02") + offset
    return data[:start] + struct.pack("<H", value) + data[start + 2 :]


def test_members_become_records_named_by_their_place(
    tmp_path: Path, store: Store, form_bytes: Callable[[str], bytes]
) -> None:
    one, two = form_bytes("เรื่องที่หนึ่ง"), form_bytes("เรื่องที่สอง")
    inner = zipped({"ลึก/b.txt": two})
    path = tmp_path / "km.zip"
    files = take(
        path, zipped({"ปี 2560/a.txt": one, "in.zip": inner, "__MACOSX/._a.txt": b"x", ".hidden.txt": b"x"}), store
    )
    assert [(row.status, row.path) for row in files] == [
        ("new", f"{path}/ปี 2560/a.txt"),
        ("new", f"{path}/in.zip/ลึก/b.txt"),
    ]
    sources = {record.title: record.source[0] for record in store.records()}
    assert sources["เรื่องที่หนึ่ง"].path == f"{path.resolve()}/ปี 2560/a.txt"
    assert store.original(sources["เรื่องที่สอง"].original).read_bytes() == two


def test_the_same_archive_again_and_its_member_outside_are_known(
    tmp_path: Path, store: Store, form_bytes: Callable[[str], bytes]
) -> None:
    data = zipped({"a.txt": form_bytes("เรื่องที่หนึ่ง")})
    take(tmp_path / "km.zip", data, store)
    assert [row.status for row in take(tmp_path / "km.zip", data, store)] == ["known"]
    assert [row.status for row in take(tmp_path / "a.txt", form_bytes("เรื่องที่หนึ่ง"), store)] == ["known"]


def test_a_changed_member_updates_its_record(tmp_path: Path, store: Store, form_a: Write) -> None:
    path = tmp_path / "km.zip"
    for year, status in (("2558", "new"), ("2559", "updated")):
        data = zipped({"a.txt": form_a("a.txt", year=year).read_bytes()})
        assert [row.status for row in take(path, data, store)] == [status]
    (id,) = store.ids()
    assert store.get(id).year == 2559


def test_a_table_in_an_archive(tmp_path: Path, store: Store) -> None:
    table = "".join(json.dumps({"id": f"d{n}", "title": f"เรื่อง {n}"}) + "\n" for n in range(3))
    (report,) = take(tmp_path / "km.zip", zipped({"km.jsonl": table.encode()}), store)
    assert (report.status, len(report.records), len(store)) == ("new", 3, 3)
    assert store.original(store.get("d1").source[0].original).read_text("utf-8") == table


def test_archives_among_files_keep_the_order_and_count_progress(tmp_path: Path, store: Store, form_a: Write) -> None:
    folder = tmp_path / "in"
    form_a("in/a.txt", title="ก")
    (folder / "b.zip").write_bytes(zipped({"1.txt": form_a("x", title="ข").read_bytes(), "2.bin": b"?"}))
    form_a("in/c.txt", title="ค")
    seen: list[tuple[int, int, str]] = []
    report = ingest([folder], store, lambda *step: seen.append(step))
    assert [row.status for row in report.files] == ["new", "new", "failed", "new"]
    assert [(done, Path(name).name) for done, _, name in seen] == [
        (1, "a.txt"),
        (2, "1.txt"),
        (3, "2.bin"),
        (4, "c.txt"),
    ]
    assert seen[-1][:2] == (4, 4)


@pytest.mark.slow
@pytest.mark.parametrize("jobs", [1, 2])
def test_workers_read_members(tmp_path: Path, store: Store, form_bytes: Callable[[str], bytes], jobs: int) -> None:
    (tmp_path / "km.zip").write_bytes(zipped({f"{n}.txt": form_bytes(f"เรื่องที่ {n}") for n in range(4)}))
    report = ingest([tmp_path / "km.zip"], store, jobs=jobs)
    assert [row.status for row in report.files] == ["new"] * 4


@pytest.mark.parametrize("encoding", ["utf-8", "cp874"])
def test_thai_names_without_the_flag_are_read_right(tmp_path: Path, encoding: str) -> None:
    data = zipped({"xxxxxxxxx.txt": b"x"} if encoding == "cp874" else {"x" * 27 + ".txt": b"x"})
    name = "ความรู้ที่"[:9].encode(encoding) + b".txt"
    plain = (b"x" * (len(name) - 4)) + b".txt"
    path = tmp_path / "km.zip"
    path.write_bytes(data.replace(plain, name))
    with archive.unpacked(path) as members:
        assert [member.path.name for member in members] == ["ความรู้ที่"[:9] + ".txt"]


@pytest.mark.parametrize("name", ["../out.txt", "in/../../out.txt", "/etc/out.txt", "C:/out.txt", "..\\out.txt"])
def test_a_member_name_outside_the_folder_is_refused(
    tmp_path: Path, store: Store, form_bytes: Callable[[str], bytes], name: str
) -> None:
    (tmp_path / "in").mkdir()
    files = take(tmp_path / "in" / "km.zip", zipped({name: form_bytes("นอก"), "ok.txt": form_bytes("ใน")}), store)
    assert [row.status for row in files] == ["failed", "new"]
    assert "นอกโฟลเดอร์" in files[0].cause
    assert not list(tmp_path.rglob("out.txt"))


def test_an_encrypted_member_and_an_encrypted_archive_are_refused(
    tmp_path: Path, store: Store, form_bytes: Callable[[str], bytes]
) -> None:
    one = patched(zipped({"a.txt": b"x", "b.txt": form_bytes("เรื่อง")}), 8, 1)
    assert [row.status for row in take(tmp_path / "one.zip", one, store)] == ["failed", "new"]
    (locked,) = take(tmp_path / "all.zip", patched(zipped({"a.txt": b"x"}), 8, 1), store)
    assert locked.path.endswith("all.zip")
    assert "รหัสผ่าน" in locked.cause


def test_a_broken_archive_and_a_broken_member(tmp_path: Path, store: Store, form_bytes: Callable[[str], bytes]) -> None:
    data = zipped({"a.txt": b"abcdefgh" * 10, "b.txt": form_bytes("เรื่อง")}, zipfile.ZIP_STORED)
    assert [row.status for row in take(tmp_path / "a.zip", data.replace(b"abcdefgh", b"XXXXXXXX", 1), store)] == [
        "failed",
        "new",
    ]
    unknown = patched(zipped({"a.txt": b"x", "b.txt": form_bytes("อีกเรื่อง")}), 10, 99)
    assert [row.status for row in take(tmp_path / "b.zip", unknown, store)] == ["failed", "new"]
    for name, broken in (("c", data[:-40]), ("d", b"PK\x03\x04 no archive"), ("e", b""), ("f", zipped({}))):
        (row,) = take(tmp_path / f"{name}.zip", broken, store)
        assert (row.status, bool(row.cause), bool(row.cure)) == ("failed", True, True)
    (gone,) = ingest([tmp_path / "gone.zip"], store).files
    assert gone.status == "failed"


def test_a_zip_bomb_is_refused_by_its_compression_ratio(
    tmp_path: Path, store: Store, form_bytes: Callable[[str], bytes]
) -> None:
    files = take(tmp_path / "km.zip", zipped({"a.txt": bytes(5_000_000), "b.txt": form_bytes("เรื่อง")}), store)
    assert [row.status for row in files] == ["failed", "new"]
    assert "บีบอัด" in files[0].cause


def test_limits_of_an_archive(
    tmp_path: Path, store: Store, form_bytes: Callable[[str], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    deep = zipped({"a.txt": form_bytes("ลึกเกินไป")})
    for _ in range(archive.MAX_DEPTH):
        deep = zipped({"in.zip": deep, "b.txt": form_bytes("ตื้น")})
    files = take(tmp_path / "deep.zip", deep, store)
    assert [row.status for row in files if "in.zip/in.zip/in.zip" in row.path] == ["failed"]
    assert [row.title for row in (record for file in files for record in file.records)] == ["ตื้น"]


@pytest.mark.parametrize(("bound", "most"), [("MAX_MEMBERS", 4), ("MAX_TOTAL", 500)])
def test_an_archive_over_a_limit_is_one_clear_line(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch, bound: str, most: int
) -> None:
    monkeypatch.setattr(archive, bound, most)
    for name, members in (("small", {"a.txt": b"x"}), ("large", {f"{n}.txt": b"x" * 101 for n in range(5)})):
        data = zipped(members | {"in.zip": zipped(members)} if name == "small" else members)
        files = take(tmp_path / f"{name}.zip", data, store)
        assert len(files) == (2 if name == "small" else 1)
    assert files[0].path.endswith("large.zip")
    assert str(most) in files[0].cause or "GB" in files[0].cause


def test_unpacked_files_are_gone_afterwards(tmp_path: Path) -> None:
    path = tmp_path / "km.zip"
    path.write_bytes(zipped({"a.txt": b"x", "in.zip": zipped({"b.txt": b"y"})}))
    with archive.unpacked(path) as members:
        assert [member.file.read_bytes() for member in members] == [b"x", b"y"]
    assert not any(member.file.exists() for member in members)


SOUND = zipped({"a.txt": "บันทึก".encode() * 20, "ข/in.zip": zipped({"b.txt": b"abc"}), "c.txt": b"c" * 50})


@pytest.mark.slow
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, len(SOUND) - 1), st.integers(0, 255)), min_size=1, max_size=6))
def test_damage_anywhere_gives_members_or_errors(tmp_path: Path, damage: list[tuple[int, int]]) -> None:
    data = bytearray(SOUND)
    for place, value in damage:
        data[place] = value
    path = tmp_path / "km.zip"
    path.write_bytes(data)
    with archive.unpacked(path) as members:
        assert members
        assert all(member.error or member.file.is_file() for member in members)


def test_extract_reads_archives_and_tables(tmp_path: Path, form_bytes: Callable[[str], bytes]) -> None:
    table = b'{"id": "d1", "title": "x"}\n{\n'
    path = tmp_path / "km.zip"
    path.write_bytes(zipped({"a.txt": form_bytes("เรื่อง"), "km.jsonl": table, "../b.txt": b"x"}))
    result = CliRunner().invoke(main, ["extract", str(path)])
    first, second, third = (json.loads(line) for line in result.stdout.splitlines())
    assert result.exit_code == 1
    assert first["records"][0]["title"] == "เรื่อง"
    assert (second["records"][0]["id"], second["problems"][0]["line"]) == ("d1", 2)
    assert (third["records"], len(third["problems"])) == ([], 1)
