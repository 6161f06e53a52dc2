"""Pictures of pages as rows of text, read by Tesseract where it is installed; how sure it is comes with each row.

One run gives two outputs, for neither says enough. In hOCR every Thai letter is a “word”: it has the places and the
confidences, but not the blanks. The plain text has the blanks, as the network that reads the line saw them.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from xml.etree.ElementTree import Element, ParseError, fromstring

from ingest.readers.layout.rows import Piece, Row, in_order
from kmsearch.errors import UnreadableFile

PAGE_SECONDS = 60
"""Time a page may take: one of A4 takes 2 seconds on a slow core, a dense one of A3 some 10."""

A4 = 595.0
"""Points that a page is wide if its file does not tell."""

_SETTINGS = (
    *("--oem", "1", "-c", "tessedit_create_hocr=1", "-c", "tessedit_create_txt=1"),
    *("-c", "textord_min_linesize=1.5"),
)
"""``textord_min_linesize`` is 1.25 if nothing is said, and upper vowels and tone marks may become lines of their own;
at 2 lines that stand close are lost. ``--oem 1`` is the network, the engine that every Thai language file is for."""

_COLUMN, _TURNED = "4", "1"
"""Layouts (``--psm``): one column of lines, with which 1.1 to 1.7 % of the letters were misread, against 1.9 to 3.1 %
with Tesseract's own choice (3) and 3 to 4 % with one block (6); and 1, for a page that may lie on its side."""

_UNSURE = 0.8
"""Mean confidence of a page below which it may lie on its side or upside down."""

_LEAST_SURE = 0.5
"""Confidence of a row below which it is dirt, a drawing, or marks torn from their line."""

_APART = 1.2
"""Heights of a line (Tesseract's ``x_size``, 1.1 to 1.3 ems) between letters of different columns or cells."""

_GET_IT = (
    "ติดตั้ง Tesseract OCR (ฟรี) จาก https://github.com/UB-Mannheim/tesseract/wiki โดยเลือกภาษา Thai ตอนติดตั้ง แล้วนำเข้าใหม่"
)
_SAVE_AGAIN = "เปิดภาพด้วยโปรแกรมดูภาพ แล้วบันทึกใหม่เป็น PNG หรือ JPEG"
_GET_THAI = "ติดตั้ง Tesseract ใหม่โดยเลือกภาษา Thai หรือวางไฟล์ tha.traineddata ในโฟลเดอร์ tessdata แล้วนำเข้าใหม่"
_PLACES = (("ProgramFiles", ""), ("ProgramFiles(x86)", ""), ("LOCALAPPDATA", "Programs"))
"""Where the Windows installers put it: a variable that names a folder, and a folder in it."""

_NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)
_X = "{http://www.w3.org/1999/xhtml}"


_Box = tuple[float, float, float, float]
_TURNS: dict[int, Callable[[_Box, _Box], _Box]] = {
    0: lambda box, page: box,
    90: lambda box, page: (page[3] - box[3], box[0], page[3] - box[1], box[2]),
    180: lambda box, page: (page[2] - box[2], page[3] - box[3], page[2] - box[0], page[3] - box[1]),
    270: lambda box, page: (box[1], page[2] - box[2], box[3], page[2] - box[0]),
}
"""hOCR's ``textangle`` (degrees that the text is turned, against the clock) → a box where it stands upright."""


@dataclass(frozen=True, slots=True)
class _Word:
    """What hOCR calls a word: its edges in dots, how sure Tesseract is of it (0 to 1), is there a blank before it?"""

    text: str
    left: float
    right: float
    foot: float
    sure: float
    blank: bool


@dataclass(frozen=True, slots=True)
class _Line:
    """Words on a baseline, which crosses the page's left edge at ``foot`` (dots downwards) and falls by ``slope``."""

    words: tuple[_Word, ...]
    foot: float
    slope: float
    size: float


def lacking() -> tuple[str, str] | None:
    """What is missing to read pictures, and how to get it, both in Thai; None when all is there."""
    program = _program()
    if not program:
        return "ยังไม่มีโปรแกรม Tesseract OCR สำหรับอ่านตัวอักษรจากภาพ", _GET_IT
    if "tha" not in _languages(program):
        return "โปรแกรม Tesseract OCR ในเครื่องนี้ไม่มีข้อมูลภาษาไทย (tha)", _GET_THAI
    return None


def read_picture(picture: bytes, path: str, width: float = A4, seconds: float = PAGE_SECONDS) -> list[list[Row]]:
    """The rows of each page in a picture file (or PGM), in reading order, ``width`` points wide.

    Raises UnreadableFile when Tesseract is missing, cannot open the picture, or takes longer than ``seconds``.
    """
    missing = lacking()
    if missing:
        raise UnreadableFile(missing[0], missing[1], file=path)
    pages = _pages(*_run(picture, path, _COLUMN, seconds), path, width)
    if _sure(pages) < _UNSURE and "osd" in _languages(_program()):
        turned = _pages(*_run(picture, path, _TURNED, seconds), path, width)
        pages = max(pages, turned, key=_sure)
    return [[row for row in rows if row.sure >= _LEAST_SURE and any(map(str.isalnum, row.text))] for rows in pages]


def _program() -> str:
    """The path of Tesseract; empty if it is neither in PATH nor where installers put it."""
    usual = [Path(os.environ[name], inside, "Tesseract-OCR") for name, inside in _PLACES if os.environ.get(name)]
    return shutil.which("tesseract") or shutil.which("tesseract", path=os.pathsep.join(map(str, usual))) or ""


@lru_cache(maxsize=4)
def _languages(program: str) -> frozenset[str]:
    try:
        said = subprocess.run(  # noqa: S603
            [program, "--list-langs"], capture_output=True, timeout=PAGE_SECONDS, creationflags=_NO_WINDOW, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return frozenset()
    return frozenset((said.stdout + b"\n" + said.stderr).decode("utf-8", "replace").split())


def _run(picture: bytes, path: str, layout: str, seconds: float) -> tuple[str, str]:
    """What Tesseract makes of a picture, as hOCR and as plain text.

    It is told names without folders: on Windows it cannot open files in folders with Thai names.
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


def _pages(hocr: str, plain: str, path: str, width: float) -> list[list[Row]]:
    try:
        root = fromstring(hocr)  # noqa: S314
    except ParseError as error:
        raise UnreadableFile("Tesseract OCR เปิดภาพนี้ไม่ได้", _SAVE_AGAIN, file=path) from error
    blanks = _Blanks(plain)
    return [_rows(page, blanks, width) for page in root.iter(f"{_X}div") if page.get("class") == "ocr_page"]


class _Blanks:
    """The plain text, walked through with the words of hOCR, which are the same letters in the same order."""

    def __init__(self, plain: str) -> None:
        self._plain = plain
        self._place = 0

    def before(self, word: str) -> bool:
        """Whether a blank stands before ``word``, the next one."""
        start = self._place
        while self._plain[start : start + 1].isspace():
            start += 1
        blank = start > self._place
        if self._plain.startswith(word, start):
            self._place = start + len(word)
        return blank


def _rows(page: Element, blanks: _Blanks, width: float) -> list[Row]:
    """The rows of one page, upright and ``width`` points wide."""
    box = _box(page)
    lines = [line for span in page.iter(f"{_X}span") if (line := _line(span, box, blanks))]
    if not lines:
        return []
    scale = width / max(box[2], 1.0)
    slope = median(line.slope for line in lines)
    size = median(line.size for line in lines) * scale
    pieces = [piece for line in lines for piece in _pieces(line, scale, slope, size)]
    return in_order(pieces, 0.0)


def _line(span: Element, page: _Box, blanks: _Blanks) -> _Line | None:
    title = span.get("title", "")
    size = re.search(r"x_size ([0-9.]+)", title)
    if not size:
        return None
    angle = re.search(r"textangle (\d+)", title)
    turn = _TURNS[int(angle[1]) if angle else 0]
    children = [word for word in span.iter(f"{_X}span") if word.get("class") == "ocrx_word"]
    words = [word for child in children if (word := _word(child, turn(_box(child), page), blanks)).text]
    if not words:
        return None
    slope, foot = _baseline(title, turn(_box(span), page), words)
    return _Line(tuple(words), foot, slope, max(float(size[1]), 1.0))


def _baseline(title: str, box: _Box, words: list[_Word]) -> tuple[float, float]:
    """The slope of a line and where it crosses the page's left edge; hOCR does not tell for a page that was turned."""
    found = re.search(r"baseline (\S+) ([^\s;]+)", title)
    if not found:
        return 0.0, median(word.foot for word in words)
    slope, down = float(found[1]), float(found[2])
    return slope, box[3] + down - slope * box[0]


def _box(element: Element) -> _Box:
    """Left, top, right and bottom edge in dots."""
    left, top, right, bottom = re.findall(r"-?\d+", element.get("title", "").partition("bbox ")[2])[:4]
    return float(left), float(top), float(right), float(bottom)


def _word(span: Element, box: _Box, blanks: _Blanks) -> _Word:
    text = "".join("".join(span.itertext()).split())
    sure = re.search(r"x_wconf (\d+)", span.get("title", ""))
    return _Word(text, box[0], box[2], box[3], int(sure[1]) / 100 if sure else 0.0, blanks.before(text))


def _pieces(line: _Line, scale: float, slope: float, size: float) -> Iterator[Piece]:
    """The line parted at wide gaps, turned upright by ``slope``."""
    foot = -line.foot * scale
    group: list[_Word] = []
    for word in line.words:
        if group and word.left - group[-1].right > _APART * line.size:
            yield _piece(group, foot, scale, slope, size)
            group = []
        group.append(word)
    yield _piece(group, foot, scale, slope, size)


def _piece(words: list[_Word], foot: float, scale: float, slope: float, size: float) -> Piece:
    text = "".join(" " * word.blank + word.text for word in words).strip()
    aside = -slope * foot
    sure = sum(word.sure * len(word.text) for word in words) / max(sum(len(word.text) for word in words), 1)
    left, right = words[0].left * scale + aside, max(word.right for word in words) * scale + aside
    return Piece(text, left, right, foot, size, False, sure)


def _sure(pages: Iterable[Iterable[Row]]) -> float:
    rows = [row for page in pages for row in page]
    return sum(row.sure * len(row.text) for row in rows) / max(sum(len(row.text) for row in rows), 1)
