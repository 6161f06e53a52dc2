"""Hostile files: each is one clear line in the report, or is read correctly, and the run goes on."""

from __future__ import annotations

import os
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from corpus.storage.store import Store
from ingest.pipeline import find_files, ingest
from ingest.reporting.run_report import FileReport
from kmsearch.cli.main import main
from kmsearch.thai.characters import CONSONANTS
from tests.documents import zipped
from tests.paths import TESTS

FILES = TESTS / "files"
THAI = re.compile(f"[{CONSONANTS}]")

BEFORE = """ชื่อเรื่อง การเลี้ยงไก่ไข่ในสวนหลังบ้าน
เจ้าของความรู้ นางสาวมะลิ ใจงาม
ขุมความรู้
1. ไก่ต้องได้แดดเช้าทุกวัน
แก่นความรู้
1. โรงเรือนแห้งไก่ไม่ป่วย
"""
BETWEEN = """ชื่อเรื่อง การดองผักไว้กินหน้าแล้ง
เจ้าของความรู้ นายตะวัน พูนผล
ขุมความรู้
1. เกลือน้อยไปผักจะเน่าก่อนเปรี้ยว
แก่นความรู้
1. ไหต้องลวกน้ำร้อนก่อนใช้
"""
AFTER = """ชื่อเรื่อง การทอเสื่อกกลายโบราณ
เจ้าของความรู้ นางดวงดาว ศรีเรือน
ขุมความรู้
1. กกต้องตากสามแดดจึงย้อมติด
แก่นความรู้
1. ลายเก่าจำด้วยเพลงร้อง
"""
SOUND = BETWEEN.encode()


def word(document: str, **more: bytes) -> bytes:
    return zipped({"word/document.xml": document, **more})


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def body(inside: str, doctype: str = "") -> str:
    return f"{doctype}<w:document {W}><w:body>{inside}</w:body></w:document>"


def paragraphs(text: str) -> str:
    return "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in text.splitlines())


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


def pdf(*objects: str, trailer: str = "", places: bool = True) -> bytes:
    """A PDF file of these objects, the first of which is its catalog."""
    data, table = b"%PDF-1.7\n", ""
    for number, inside in enumerate(objects, 1):
        table += f"{len(data) if places else 7:010} 00000 n \n"
        data += f"{number} 0 obj\n{inside}\nendobj\n".encode()
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n<< /Size {len(objects) + 1} /Root 1 0 R "
    return data + f"{end}{trailer} >>\nstartxref\n{len(data)}\n%%EOF\n".encode()


CATALOG = "<< /Type /Catalog /Pages 2 0 R >>"
LOCK = f"/Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -44 /O <{'5a' * 32}> /U <{'a5' * 32}> >>"
LOCKED = f"{LOCK} /ID [<{'00' * 16}> <{'00' * 16}>]"
PAGES = "<< /Type /Pages /Kids [3 0 R] /Count 1 >>"


def page(box: str) -> str:
    return f"<< /Type /Page /Parent 2 0 R /MediaBox [{box}] >>"


def link(name: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name)
    member.create_system, member.external_attr = 3, 0o120777 << 16
    return member


def nested(depth: int) -> bytes:
    data = zipped({"a.txt": SOUND})
    for _ in range(depth):
        data = zipped({"in.zip": data})
    return data


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)

REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty.txt": (lambda: b"", "ว่าง"),
    "mark.txt": (lambda: b"\xef\xbb\xbf", "ว่าง"),
    "mark16.txt": (lambda: b"\xff\xfe", "ว่าง"),
    "blanks.txt": (lambda: b" " * 1_000_000, "ว่าง"),
    "program.txt": (lambda: b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff" + bytes(range(256)) * 40, "ไม่ใช่ข้อความ"),
    "zeros.txt": (lambda: bytes(100_000), "ไม่ใช่ข้อความ"),
    "folder.xyz": (lambda: SOUND, "ไม่รู้จักไฟล์"),
    "script.html": (lambda: b"<script>" * 20_000 + SOUND, "ว่าง"),
    "reference.html": (lambda: b"&#" + b"9" * 10_000 + b";" + SOUND, "อ่านหน้าเว็บนี้ไม่ได้"),
    "locked.docx": (lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "รหัสผ่าน"),
    "old.docx": (lambda: OLE + "WordDocument".encode("utf-16-le"), ""),
    "cut.docx": (lambda: word(body(paragraphs(BETWEEN)))[:-60], "เสียหาย"),
    "entity.docx": (
        lambda: word(body("&e;", '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>')),
        "ภายนอก",
    ),
    "laughs.docx": (lambda: word(body("&l9;", f'<!DOCTYPE x [<!ENTITY l0 "ฮา">{LAUGHS}]>')), "ภายนอก"),
    "bomb.docx": (lambda: word(body(" " * 30_000_000)), "ใหญ่ผิดปกติ"),
    "deep.docx": (lambda: word(body("<w:tbl>" * 5000 + os.urandom(2000).hex() + "</w:tbl>" * 5000)), "ลึก"),
    "cut.pdf": (lambda: (FILES / "form_a.pdf").read_bytes()[:3000], "ไม่ครบ"),
    "locked.pdf": (lambda: pdf(CATALOG, PAGES, page("0 0 595 842"), trailer=LOCKED), "รหัสผ่าน"),
    "other.pdf": (lambda: b"?" * 500, ""),
    "tree.pdf": (lambda: pdf(CATALOG, "<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>"), ""),
    "none.pdf": (lambda: pdf(CATALOG, "<< /Type /Pages /Kids [] /Count 0 >>"), ""),
    "count.pdf": (lambda: pdf(CATALOG, "<< /Type /Pages /Kids [] /Count 2000000000 >>"), ""),
    "huge.pdf": (lambda: pdf(CATALOG, PAGES, page("0 0 1e30 1e30")), "ว่าง"),
    "odd.pdf": (lambda: pdf(CATALOG, PAGES, page("9 9 -1e9 (x)")), "ว่าง"),
    "loop.pdf": (lambda: pdf(CATALOG, PAGES, page("0 0 9 9"), trailer="/Prev 9 /XRefStm 9", places=False), ""),
    "ratio.zip": (lambda: zipped({"a.txt": bytes(5_000_000)}), "บีบอัด"),
    "slip.zip": (lambda: zipped({"../../a.txt": SOUND}), "นอกโฟลเดอร์"),
    "root.zip": (lambda: zipped({"/etc/a.txt": SOUND}), "นอกโฟลเดอร์"),
    "link.zip": (lambda: zipped({link("a.txt"): b"../../../etc/passwd"}), "ไม่พบหัวข้อ"),
    "deep.zip": (lambda: nested(5), "ซ้อนกัน"),
    "noname.zip": (lambda: zipped({"a": SOUND}).replace(b"\x01\x00\x00\x00a", b"\0\0\0\0\0"), ""),
    "cut.zip": (lambda: zipped({"a.txt": SOUND})[:-30], "เสียหาย"),
    "deep.jsonl": (lambda: b'{"title": ' + b"[" * 10_000 + b"]" * 10_000 + b"}\n", "JSON"),
    "open.jsonl": (lambda: b"[" * 100_000 + b"\n", "JSON"),
    "number.jsonl": (lambda: b'{"title": "x", "year": ' + b"9" * 10_000 + b"}\n", "JSON"),
    "long.jsonl": (lambda: b'{"title": "' + b"a" * 9_000_000 + b'"}\n', "ยาวเกินไป"),
    "long.csv": (lambda: f'ชื่อเรื่อง,กลยุทธ์\n"{"a" * 9_000_000}",b\n'.encode(), "คำพูด"),
    "longer.csv": (lambda: f"ชื่อเรื่อง,กลยุทธ์\n{'a' * 9_000_000},b\n".encode(), "ยาวเกินไป"),
    "wide.csv": (lambda: b"," * 1_000_000 + b"\n", "หัวตาราง"),
    "open.csv": (lambda: 'ชื่อเรื่อง,กลยุทธ์\n"ก\n'.encode(), "คำพูด"),
    "bomb.md": (lambda: b"---\na: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n---\n", ""),
}
"""Name → bytes of the file, and words of the cause."""

READ: dict[str, Callable[[], bytes]] = {
    "tables.html": lambda: b"<table><tr><td>" * 3000 + to_html(),
    "lists.html": lambda: b"<ol><li>" * 10_000 + to_html(),
    "bold.html": lambda: b"<b>" * 20_000 + to_html(),
    "attributes.html": lambda: b"<p " + b" ".join(b"a%d=1" % number for number in range(50_000)) + b">" + to_html(),
    "classes.html": lambda: b"<p class='" + b"side- " * 50_000 + b"'>" + to_html(),
    "tags.html": lambda: to_html() + b"<a b='" * 4000,
    "comments.html": lambda: to_html() + b"<!--" * 30_000,
    "sections.html": lambda: to_html() + b"<![CDATA[" * 8000,
    "instructions.html": lambda: to_html() + b"<?" * 30_000,
    "marked.html": lambda: b"<![odd]>" + to_html(),
    "marked_thai.html": lambda: "<![ก".encode() + b"x>" + to_html(),
    "lines.txt": lambda: b"\n" * 1_000_000 + SOUND,
    "marks.txt": lambda: SOUND + ("ก" + "่้ิ" * 20_000).encode(),
    "accents.txt": lambda: SOUND + ("e" + "\u0301" * 100_000).encode(),
    "line.txt": lambda: SOUND + ("การพัฒนาชุมชน " * 2000).encode(),
    "letters.txt": lambda: SOUND + ("ก" * 50_000).encode(),
    "dots.txt": lambda: SOUND + b"." * 200_000 + b"x",
    "brackets.txt": lambda: SOUND + b"(" * 50_000,
    "offices.txt": lambda: SOUND + ("จังหวัด" * 2000).encode(),
    "surrogate.txt": lambda: b"\xff\xfe" + BETWEEN.encode("utf-16-le"),
    "twice.docx": lambda: word(body(paragraphs(BETWEEN)), **{"../word/x.xml": b"x", "/etc/x": b"x"}),
    "absolute.docx": lambda: word(body(paragraphs(BETWEEN))),
}
"""Name → bytes of odd files that are read."""


def to_html() -> bytes:
    return "".join(f"<p>{line}</p>" for line in BETWEEN.splitlines()).encode()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a sound file first and last in its order."""
    made = tmp_path / "in"
    made.mkdir()
    (made / "A.txt").write_text(BEFORE, "utf-8")
    (made / "zz.txt").write_text(AFTER, "utf-8")
    return made


def rows_of(bad: Path, folder: Path, store: Store) -> list[FileReport]:
    """The report on the bad file, after checking that the other files are stored."""
    files = ingest([folder], store, jobs=1).files
    by_name = {Path(row.path).name: row.status for row in files}
    assert (by_name["A.txt"], by_name["zz.txt"]) == ("new", "new")
    assert {"การเลี้ยงไก่ไข่ในสวนหลังบ้าน", "การทอเสื่อกกลายโบราณ"} <= {record.title for record in store.records()}
    return [row for row in files if row.path.startswith(str(bad))]


def is_clear(row: FileReport) -> bool:
    """Whether cause and cure are one line of Thai each."""
    message = f"{row.cause}{row.cure}"
    one_line = not any(char in message for char in "\n\r\x1b") and "Traceback" not in message and len(message) < 900
    return row.status == "failed" and one_line and bool(THAI.search(row.cause) and THAI.search(row.cure))


@pytest.mark.parametrize("name", REFUSED)
def test_an_unreadable_file_is_one_clear_line(name: str, folder: Path, store: Store) -> None:
    make, cause = REFUSED[name]
    (folder / name).write_bytes(make())
    (row,) = rows_of(folder / name, folder, store)
    assert is_clear(row)
    assert cause in row.cause


@pytest.mark.slow
@pytest.mark.parametrize("name", READ)
def test_an_odd_file_is_read(name: str, folder: Path, store: Store) -> None:
    (folder / name).write_bytes(READ[name]())
    (row,) = rows_of(folder / name, folder, store)
    assert row.status == "new"
    assert "การดองผักไว้กินหน้าแล้ง" in {record.title for record in store.records()}


def test_a_file_that_vanishes_before_its_turn(folder: Path, store: Store) -> None:
    gone = folder / "gone.txt"
    gone.write_bytes(SOUND)
    report = ingest([folder], store, lambda *_: gone.unlink(missing_ok=True), jobs=1)
    assert [row.status for row in report.files] == ["new", "failed", "new"]
    assert is_clear(report.files[1])


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
@pytest.mark.parametrize("name", ["pipe.txt", "pipe.zip", "pipe.csv", "pipe.pdf"])
def test_a_pipe_is_not_waited_for(name: str, folder: Path, store: Store) -> None:
    os.mkfifo(folder / name)
    (row,) = rows_of(folder / name, folder, store)
    assert is_clear(row)
    assert "ท่อ" in row.cause


def test_broken_and_circular_symlinks_are_reported(folder: Path, store: Store) -> None:
    (folder / "circle.txt").symlink_to(folder / "circle.txt")
    (folder / "nowhere.txt").symlink_to(folder / "missing.txt")
    (folder / "up").symlink_to(folder, target_is_directory=True)
    rows = [*rows_of(folder / "circle.txt", folder, store), *ingest([folder / "nowhere.txt"], store).files]
    assert [is_clear(row) for row in rows] == [True, True]
    assert [path.name for path in find_files([folder])] == ["A.txt", "circle.txt", "nowhere.txt", "zz.txt"]


def test_a_folder_with_the_name_of_a_document(folder: Path, store: Store) -> None:
    (folder / "x.pdf").mkdir()
    (folder / "x.pdf" / "b.txt").write_bytes(SOUND)
    (row,) = rows_of(folder / "x.pdf", folder, store)
    assert (row.status, Path(row.path).name) == ("new", "b.txt")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may read every file")
def test_a_file_that_may_not_be_read(folder: Path, store: Store) -> None:
    (folder / "mine.txt").write_bytes(SOUND)
    (folder / "mine.txt").chmod(0)
    (row,) = rows_of(folder / "mine.txt", folder, store)
    assert is_clear(row)


def test_a_name_that_no_system_takes_is_one_line(folder: Path, store: Store) -> None:
    report = ingest([folder / ("ก" * 5000 + ".txt"), folder], store)
    assert [row.status for row in report.files] == ["failed", "new", "new"]
    assert THAI.search(report.files[0].cause)


NAMES = {
    "a newline": "a\nb",
    "a turn of direction": "a\u202etxt",
    "an emoji": "a😀",
    "a long name": "a" + "ก" * 80,
    "an escape": "a\x1b[31m\x1b]0;x\x07\x9b1m",
    "bytes that are no text": os.fsdecode(b"a\xff\xfe"),
    "markup of the console": "a[bold][b]",
}
UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]")


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows takes no such names")
@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_file_name_cannot_send_terminal_codes(name: str, folder: Path, tmp_path: Path) -> None:
    (folder / f"{name}.txt").write_bytes(SOUND)
    (folder / f"{name}.xyz").write_bytes(b"?")
    home, report = tmp_path / "home", tmp_path / "report.json"
    result = CliRunner().invoke(main, ["--home", str(home), "ingest", str(folder), "--report", str(report)])
    assert result.exit_code == 1
    assert len(Store(home)) == 3
    assert not UNSAFE.search(result.output)
    assert sum("ไม่รู้จักไฟล์แบบ" in line and "in/a" in line for line in result.output.splitlines()) == 1
    assert report.is_file()
    again = CliRunner().invoke(main, ["--home", str(home), "ingest", str(folder)])
    assert "มีอยู่แล้ว 3" in again.output


def test_a_missing_file_with_an_escape_in_its_name(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["extract", "--explain", str(tmp_path / "a\x1b[31m.txt")])
    assert result.exit_code == 1
    assert not UNSAFE.search(result.output)
