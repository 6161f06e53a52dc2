"""Runs Tesseract on pictures of pages, where it is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree.ElementTree import ParseError

from ingest.readers.layout.rows import LayoutRow
from ingest.readers.ocr.hocr import mean_confidence, pages_of
from kmsearch.errors import UnreadableFile

MAX_PAGE_SECONDS = 60
"""Time for one page: A4 takes 2 seconds on a slow core, a dense page of A3 some 10."""

A4_WIDTH = 595.0
"""Width of a page in points, if its file does not give one."""

_SETTINGS = (
    *("--oem", "1", "-c", "tessedit_create_hocr=1", "-c", "tessedit_create_txt=1"),
    *("-c", "textord_min_linesize=1.5"),
)
"""``--oem 1`` is the LSTM engine, which every Thai language file is for. With ``textord_min_linesize`` at its default
of 1.25, upper vowels and tone marks may become lines of their own; at 2, lines close together are lost."""

_SINGLE_COLUMN, _DETECT_ORIENTATION = "4", "1"
"""Layouts (``--psm``): 4, one column of lines, misread 1.1 to 1.7 % of the letters, against 1.9 to 3.1 % with automatic
layout (3) and 3 to 4 % with one block (6). 1 detects the orientation of a page that may be rotated."""

_MIN_UPRIGHT_CONFIDENCE = 0.8
"""Mean confidence of a page below which it may be rotated. A guess."""

_MIN_ROW_CONFIDENCE = 0.5
"""Confidence below which a row is dropped as dirt, a drawing, or marks torn from their line. A guess."""

_INSTALL_IT = (
    "ติดตั้ง Tesseract OCR (ฟรี) จาก https://github.com/UB-Mannheim/tesseract/wiki โดยเลือกภาษา Thai ตอนติดตั้ง แล้วนำเข้าใหม่"
)
_SAVE_AGAIN = "เปิดภาพด้วยโปรแกรมดูภาพ แล้วบันทึกใหม่เป็น PNG หรือ JPEG"
_INSTALL_THAI = "ติดตั้ง Tesseract ใหม่โดยเลือกภาษา Thai หรือวางไฟล์ tha.traineddata ในโฟลเดอร์ tessdata แล้วนำเข้าใหม่"
_INSTALL_FOLDERS = (("ProgramFiles", ""), ("ProgramFiles(x86)", ""), ("LOCALAPPDATA", "Programs"))
"""Where the Windows installers put it: environment variable of a folder, and a folder in it."""

_NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)


def missing_program() -> tuple[str, str] | None:
    """The program or language that OCR lacks, and how to install it, both in Thai; None if OCR is complete."""
    program = _program()
    if not program:
        return "ยังไม่มีโปรแกรม Tesseract OCR สำหรับอ่านตัวอักษรจากภาพ", _INSTALL_IT
    if "tha" not in _languages(program):
        return "โปรแกรม Tesseract OCR ในเครื่องนี้ไม่มีข้อมูลภาษาไทย (tha)", _INSTALL_THAI
    return None


def read_picture(
    picture: bytes, path: str, width: float = A4_WIDTH, seconds: float = MAX_PAGE_SECONDS
) -> list[list[LayoutRow]]:
    """The rows of each page of a picture file (or PGM), in reading order, ``width`` points wide.

    Raises UnreadableFile when Tesseract is not installed, cannot open the picture, or takes longer than ``seconds``.
    """
    missing = missing_program()
    if missing:
        raise UnreadableFile(missing[0], missing[1], file=path)
    pages = _recognise(picture, path, _SINGLE_COLUMN, seconds, width)
    if mean_confidence(pages) < _MIN_UPRIGHT_CONFIDENCE and "osd" in _languages(_program()):
        rotated = _recognise(picture, path, _DETECT_ORIENTATION, seconds, width)
        pages = max(pages, rotated, key=mean_confidence)
    return [
        [row for row in rows if row.confidence >= _MIN_ROW_CONFIDENCE and any(map(str.isalnum, row.text))]
        for rows in pages
    ]


def _program() -> str:
    """The path of Tesseract; empty if it is neither in PATH nor in its install folders."""
    folders = [
        Path(os.environ[name], inside, "Tesseract-OCR") for name, inside in _INSTALL_FOLDERS if os.environ.get(name)
    ]
    return shutil.which("tesseract") or shutil.which("tesseract", path=os.pathsep.join(map(str, folders))) or ""


@lru_cache(maxsize=4)
def _languages(program: str) -> frozenset[str]:
    try:
        listing = subprocess.run(  # noqa: S603
            [program, "--list-langs"],
            capture_output=True,
            timeout=MAX_PAGE_SECONDS,
            creationflags=_NO_WINDOW,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return frozenset()
    return frozenset((listing.stdout + b"\n" + listing.stderr).decode("utf-8", "replace").split())


def _recognise(picture: bytes, path: str, layout: str, seconds: float, width: float) -> list[list[LayoutRow]]:
    """The rows of each page, by a layout of Tesseract."""
    try:
        return pages_of(*_run(picture, path, layout, seconds), width)
    except ParseError as error:
        raise UnreadableFile("Tesseract OCR เปิดภาพนี้ไม่ได้", _SAVE_AGAIN, file=path) from error


def _run(picture: bytes, path: str, layout: str, seconds: float) -> tuple[str, str]:
    """The output of Tesseract for a picture: hOCR and plain text.

    Files are named without folders: on Windows it cannot open files in folders with Thai names.
    """
    program = _program()
    languages = "+".join(name for name in ("tha", "eng") if name in _languages(program))
    command = [program, "picture", "page", "-l", languages, "--psm", layout, *_SETTINGS]
    with TemporaryDirectory(prefix="kmsearch-ocr-") as folder:
        Path(folder, "picture").write_bytes(picture)
        try:
            subprocess.run(  # noqa: S603
                command,
                cwd=folder,
                env={**os.environ, "OMP_THREAD_LIMIT": "1"},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=seconds,
                creationflags=_NO_WINDOW,
                check=True,
            )
            return Path(folder, "page.hocr").read_text("utf-8"), Path(folder, "page.txt").read_text("utf-8")
        except subprocess.TimeoutExpired as error:
            cure = "ลดขนาดหรือแบ่งภาพ แล้วนำเข้าใหม่"
            raise UnreadableFile(f"อ่านตัวอักษรจากภาพนานเกิน {seconds:.0f} วินาที", cure, file=path) from error
        except (OSError, ValueError, subprocess.CalledProcessError) as error:
            raise UnreadableFile("Tesseract OCR เปิดภาพนี้ไม่ได้", _SAVE_AGAIN, file=path) from error
