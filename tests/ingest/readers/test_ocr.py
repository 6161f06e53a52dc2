"""OCR: output of Tesseract made into lines, errors where it is missing, real runs where it is installed.

``tests/files`` has an invented record as pictures; most other tests run a script in place of Tesseract.
"""

from __future__ import annotations

import os
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.document import Line
from ingest.file_reader import read_file
from ingest.readers.layout.number_repair import repair_numbers
from ingest.readers.ocr import image, tesseract
from kmsearch.errors import UnreadableFile
from tests import documents
from tests.paths import TESTS

FILES = TESTS / "files"
PLACES = ("ProgramFiles", "ProgramFiles(x86)", "LOCALAPPDATA")

needs_scripts = pytest.mark.skipif(os.name == "nt", reason="a script cannot stand in for tesseract.exe")
needs_tesseract = pytest.mark.skipif(
    tesseract.missing_program() is not None,
    reason=f"no Tesseract that reads Thai: {(tesseract.missing_program() or ('',))[0]}",
)

Install = Callable[..., None]


def png(width: int = 1, height: int = 1) -> bytes:
    """A white picture; for more than one pixel, only its header."""
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = (head, b"IDAT" + zlib.compress(b"\0\xff"), b"IEND")
    parts = (struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk)) for chunk in chunks)
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch) -> None:
    """A computer without Tesseract."""
    monkeypatch.setenv("PATH", "")
    for name in PLACES:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Puts a script in the place of Tesseract: its commands when asked to read, and its languages."""

    def put(does: str, languages: str = "eng\ntha") -> None:
        program = tmp_path / "bin" / "tesseract"
        program.parent.mkdir()
        listing = f"if '--list-langs' in sys.argv: print({languages!r}); sys.exit()"
        program.write_text(f"#!{sys.executable}\nimport sys, time, pathlib\n{listing}\n{does}\n", "utf-8")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", str(program.parent))

    return put


Letters = list[tuple[str, int, int, int]]
"""Letters with their left and right edge and confidence (of 100)."""


def answer(*lines: tuple[int, float, Letters], plain: str) -> str:
    """A script that answers with ``lines`` (bottom edge, slope, letters) of a page of 1190 × 1684 pixels."""
    spans = ""
    for bottom, slope, letters in lines:
        words = "".join(
            f"<span class='ocrx_word' title='bbox {left} {bottom - 30} {right} {bottom}; x_wconf {sure}'>{text}</span>"
            for text, left, right, sure in letters
        )
        box = f"bbox {letters[0][1]} {bottom - 30} {letters[-1][2]} {bottom}"
        spans += f'<span class="ocr_line" title="{box}; baseline {slope} 0; x_size 30; x_ascenders 5">{words}</span>'
    page = f"<div class='ocr_page' title='image \"x\"; bbox 0 0 1190 1684; ppageno 0'>{spans}</div>"
    hocr = f'<html xmlns="http://www.w3.org/1999/xhtml"><body>{page}</body></html>'
    files = (("page.hocr", hocr), ("page.txt", plain))
    return f"for name, text in {files!r}:\n    pathlib.Path(name).write_text(text, 'utf-8')"


def lines_of(data: bytes = b"", path: str = "a.png") -> tuple[Line, ...]:
    return documents.lines_of(path, data or png())


def refusal(data: bytes = b"", path: str = "a.png") -> UnreadableFile:
    return documents.refusal(path, data or png())


def spread(text: str, left: int = 100, sure: int = 95) -> Letters:
    return [(letter, left + 20 * place, left + 20 * place + 18, sure) for place, letter in enumerate(text)]


@needs_scripts
def test_hocr_letters_get_the_blanks_of_the_plain_text(install: Install) -> None:
    first, second = spread("ชื่อเรื่องข้าว"), spread("ตาก")
    install(answer((200, 0, first), (260, 0, second), plain="ชื่อเรื่อง ข้าว\n\nตาก\n\f"))
    assert [line.text for line in lines_of()] == ["ชื่อเรื่อง ข้าว", "ตาก"]


@needs_scripts
def test_the_confidence_of_a_line_is_the_mean_of_its_letters(install: Install) -> None:
    install(answer((200, 0, [*spread("กข", sure=90), *spread("คง", left=140, sure=70)]), plain="กขคง"))
    assert [line.sure for line in lines_of()] == [pytest.approx(0.8)]


@needs_scripts
def test_a_skewed_page_has_one_margin(install: Install) -> None:
    rows = [(200 + 60 * row, 0.02, spread("กขคงจ", left=200 - round(1.2 * row))) for row in range(20)]
    install(answer(*rows, plain="กขคงจ\n" * 20))
    assert {(line.indent, line.gap) for line in lines_of()} == {(0, False)}


@needs_scripts
def test_gaps_and_indents_are_kept(install: Install) -> None:
    rows = [
        (200, 0, spread("กขคง")),
        (240, 0, spread("จฉชซ", left=160)),
        (340, 0, spread("ฌญฎฏ")),
        (380, 0, spread("ฐฑฒณ")),
    ]
    install(answer(*rows, plain="กขคง\nจฉชซ\nฌญฎฏ\nฐฑฒณ"))
    assert [(line.gap, line.indent > 0) for line in lines_of()] == [
        *((False, False), (False, True), (True, False), (False, False))
    ]


@needs_scripts
def test_rows_of_low_confidence_are_left_out(install: Install) -> None:
    rows = [(200, 0, spread("กขคง")), (240, 0, spread("ก๕", sure=30)), (280, 0, spread("|"))]
    install(answer(*rows, plain="กขคง\nก๕\n|"))
    assert [line.text for line in lines_of()] == ["กขคง"]


@needs_scripts
def test_low_ocr_confidence_lowers_the_field_and_adds_a_check(install: Install, tmp_path: Path) -> None:
    messages = [
        ("ชื่อ-นามสกุล นายมะขาม ทองสุข", 60),
        ("ชื่อเรื่อง ธนาคารข้าวของหมู่บ้าน", 90),
        ("บันทึกขุมความรู้", 90),
        ("1. คนยืมมากที่สุดในเดือนกันยายน", 90),
    ]
    rows = [(200 + 50 * row, 0, spread(text.replace(" ", ""), sure=sure)) for row, (text, sure) in enumerate(messages)]
    install(answer(*rows, plain="\n".join(text for text, _ in messages)))
    path = tmp_path / "a.png"
    path.write_bytes(png())
    (record,) = read_file(path).records
    assert (record.author_name, record.title) == ("นายมะขาม ทองสุข", "ธนาคารข้าวของหมู่บ้าน")
    assert record.evidence["author_name"].confidence < 0.6 < 0.75 < record.evidence["title"].confidence
    assert any("OCR" in check and "%" in check for check in record.checks)
    assert any("ชื่อ" in check and "ควรตรวจ" in check for check in record.checks)


def test_a_text_file_has_no_ocr_check(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("ชื่อเรื่อง ธนาคารข้าว\nบันทึกขุมความรู้\n1. ข้าวหมดก่อนเกี่ยว\n", "utf-8")
    (record,) = read_file(path).records
    assert record.title == "ธนาคารข้าว"
    assert [check for check in record.checks if "OCR" in check] == []


def numbered(*texts: str, sure: float = 0.9) -> list[str]:
    return [line.text for line in repair_numbers([Line(text, place, sure=sure) for place, text in enumerate(texts)])]


def test_misread_list_numbers_are_repaired_by_their_position() -> None:
    assert numbered("1. ข้าว", "2 ปลา", "3, เกลือ") == ["1. ข้าว", "2. ปลา", "3. เกลือ"]
    assert numbered("1 ข้าว", "2. ปลา") == ["1. ข้าว", "2. ปลา"]
    assert numbered("๑) ข้าว", "lo) ปลา", "om) เกลือ", "๔) น้ำ") == ["๑) ข้าว", "๒) ปลา", "๓) เกลือ", "๔) น้ำ"]
    assert numbered("©. ข้าว", "lo. ปลา", "๓. เกลือ") == ["๑. ข้าว", "๒. ปลา", "๓. เกลือ"]


@pytest.mark.parametrize(
    "texts",
    [
        ("1. มีคนมา", "5 คน", "2. ตกลงกัน"),
        ("1. ข้าว", "a. ข้าวเจ้า", "b. ข้าวเหนียว", "2. ปลา"),
        ("1. ข้าว", "- ข้าวเจ้า", "• ข้าวเหนียว", "2. ปลา"),
        ("©. สงวนไว้", "ข้าว"),
    ],
)
def test_text_that_is_no_list_number_stays(texts: tuple[str, ...]) -> None:
    assert numbered(*texts) == list(texts)


def test_numbers_not_read_by_ocr_stay() -> None:
    assert numbered("1. ข้าว", "2 ปลา", sure=1.0) == ["1. ข้าว", "2 ปลา"]


@given(st.lists(st.text("๑๒12.,) ©กข", max_size=8), max_size=12))
def test_repair_of_a_number_keeps_the_text_behind_it(texts: list[str]) -> None:
    for text, mended in zip(texts, numbered(*texts), strict=True):
        assert mended == text or text.rstrip()[-1] == mended.rstrip()[-1]


def test_without_tesseract_a_picture_is_refused_with_the_cure(without: None) -> None:
    assert "https://" in refusal().cure
    assert "สแกน" in refusal((FILES / "scan.pdf").read_bytes(), "a.pdf").cause


def test_without_tesseract_scanned_pages_are_named_in_a_note(without: None) -> None:
    (record,) = read_file(FILES / "scan_mixed.pdf").records
    assert record.title == "การตั้งธนาคารข้าวของหมู่บ้านชายแดน"
    assert {section.name for section in record.sections}.isdisjoint({"strategies", "theories"})
    (check,) = (check for check in record.checks if "หน้า 2 " in check)
    assert "Tesseract" in check


@needs_scripts
def test_tesseract_without_thai_data_is_reported(install: Install) -> None:
    install("sys.exit(1)", languages="eng\nosd")
    assert "ภาษาไทย" in refusal().cause


@needs_scripts
@pytest.mark.parametrize(
    "does", ["sys.exit(1)", "", "[pathlib.Path('page.' + end).write_text('<') for end in ('hocr', 'txt')]"]
)
def test_a_picture_that_tesseract_cannot_open_is_refused(install: Install, does: str) -> None:
    install(does)
    assert "เปิดภาพนี้ไม่ได้" in refusal().cause


@needs_scripts
def test_a_picture_over_the_time_limit_is_refused(install: Install, monkeypatch: pytest.MonkeyPatch) -> None:
    install("time.sleep(60)")
    monkeypatch.setattr(image, "MAX_SECONDS", 0.5)
    assert "นาน" in refusal().cause


@needs_scripts
def test_a_picture_without_text_is_refused(install: Install) -> None:
    install(answer(plain=""))
    assert "ไม่พบตัวอักษร" in refusal().cause


def test_a_picture_of_billions_of_pixels_is_refused() -> None:
    tags = struct.pack("<HHIIHHII", 256, 4, 1, 60_000, 257, 4, 1, 60_000)
    tiff = b"II*\0" + struct.pack("<IH", 8, 2) + tags + struct.pack("<I", 0)
    jpeg = b"\xff\xd8\xff\xe0\0\x04ab\xff\xc0\0\x11\x08" + struct.pack(">HH", 60_000, 60_000)
    for data in (png(60_000, 60_000), tiff, jpeg, b"BM" + bytes(16) + struct.pack("<ii", 60_000, -60_000)):
        assert "3,600 ล้านจุด" in refusal(data).cause


def test_other_files_are_refused() -> None:
    assert "ไม่ใช่ภาพ" in refusal(b"/etc/passwd\n").cause
    assert "เสียหาย" in refusal(png()[:18]).cause


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(begins=st.sampled_from([b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"BM"]), data=st.binary())
def test_damaged_pictures_are_refused(without: None, begins: bytes, data: bytes) -> None:
    refusal(begins + data)


@pytest.mark.tools
@needs_tesseract
@pytest.mark.parametrize("name", ["scan.png", "scan.tif", "scan.pdf", "scan_mixed.pdf"])
def test_a_scanned_record_is_read(name: str) -> None:
    (record,) = read_file(FILES / name).records
    assert (record.title, record.author_name) == ("การตั้งธนาคารข้าวของหมู่บ้านชายแดน", "นางสาวมะปราง ทองสุข")
    assert (record.district, record.province, record.year, record.phone) == ("แม่สอด", "ตาก", 2559, "08-0000-1234")
    item_counts = {section.name: len(section.items) for section in record.sections}
    second = {} if name == "scan.png" else {"strategies": 2, "theories": 1}
    assert {"background": 1, "knowledge_assets": 3, "core_knowledge": 2, **second}.items() <= item_counts.items()
    assert any("OCR" in check for check in record.checks)


@pytest.mark.tools
@needs_tesseract
def test_a_page_scanned_sideways_is_rotated(tmp_path: Path) -> None:
    if "osd" not in subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True).stdout:  # noqa: S607
        pytest.skip("this Tesseract has no osd data, which tells how a page lies")
    file = pypdfium2.PdfDocument(FILES / "scan.pdf")
    for page in file:
        page.set_rotation(90)
    file.save(tmp_path / "turned.pdf")
    (record,) = read_file(tmp_path / "turned.pdf").records
    assert (record.author_name, record.year) == ("นางสาวมะปราง ทองสุข", 2559)
