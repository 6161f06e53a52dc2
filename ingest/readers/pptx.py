"""Reads PowerPoint files: slide by slide, the title first and strong, then the text on it, list entries with their
depth."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from ingest.document import Document, Line
from ingest.readers.docx.numbering import as_number, write_number
from ingest.readers.docx.package import MAX_XML, Package
from kmsearch.errors import UnreadableFile
from kmsearch.thai.normalise import collapse_whitespace, normalise

_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_DGM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"

_TEXT_SHAPES = frozenset({f"{_P}sp", f"{_A}tc"})
_TITLES = frozenset({"title", "ctrTitle"})
_FURNITURE = frozenset({"dt", "ftr", "hdr", "sldNum"})
_BULLETED = frozenset({"", "body", "obj"})
"""Types of placeholder whose paragraphs have bullets by default (ECMA-376, 19.7.10)."""

_NOTATIONS = {
    "arabic": "decimal",
    "alphaLc": "lowerLetter",
    "alphaUc": "upperLetter",
    "romanLc": "lowerRoman",
    "romanUc": "upperRoman",
    "thaiNum": "thaiNumbers",
    "thaiAlpha": "thaiLetters",
}
"""Numbering scheme (``ST_TextAutonumberScheme``) → notation of Word."""

_MARKER_FORMS = {"Period": "{}.", "ParenR": "{})", "ParenBoth": "({})"}
_SCHEME = re.compile(rf"(?P<count>{'|'.join(_NOTATIONS)})\w*?(?P<form>{'|'.join(_MARKER_FORMS)})")
_TEXT_PARTS = re.compile(r"ppt/(?:slides|diagrams)/[^/]+\.xml")
_SAVE_AGAIN = "เปิดด้วย PowerPoint หรือ LibreOffice แล้วบันทึกเป็น .pptx ใหม่ โดยไม่ใส่รหัสผ่าน"


def read(data: bytes, path: str) -> Document:
    """The lines of all slides, without speakers' notes, slide numbers and footers.

    Raises UnreadableFile when it is damaged, encrypted, no PowerPoint file, or too large when unpacked.
    """
    try:
        return Document(path, tuple(_SlideWriter(_Slides(data, path)).lines()))
    except UnreadableFile as error:
        raise UnreadableFile("ไฟล์ PowerPoint นี้เสียหาย ไม่ครบ หรือตั้งรหัสผ่านไว้", _SAVE_AGAIN, file=path) from error


class _Slides(Package):
    """The slides of a PowerPoint file, in the order in which they are shown."""

    def slides(self) -> Iterator[tuple[Element, list[Element]]]:
        """Each slide once, with the diagrams on it. Raises UnreadableFile as Package does."""
        if sum(info.file_size for info in self._zip.infolist() if _TEXT_PARTS.fullmatch(info.filename)) > MAX_XML:
            raise UnreadableFile("ไฟล์ขยายออกแล้วใหญ่ผิดปกติ จึงไม่เปิด", _SAVE_AGAIN, file=self._path)
        main = self._parts["document"]
        parts = self._targets(main, "Id")
        in_order = [parts.get(slide.get(f"{_R}id", ""), "") for slide in self._parse(main).iter(f"{_P}sldId")]
        diagrams_read: set[str] = set()
        for name in dict.fromkeys(in_order):
            if name in self._names:
                slide = self._parse(name)
                related = self._targets(name, "Id")
                diagrams = [related.get(each.get(f"{_R}dm", ""), "") for each in slide.iter(f"{_DGM}relIds")]
                fresh = [each for each in dict.fromkeys(diagrams) if each in self._names - diagrams_read]
                diagrams_read.update(fresh)
                yield slide, [self._parse(each) for each in fresh]


@dataclass(slots=True)
class _LevelCounter:
    """Numbering scheme and last number of one level."""

    scheme: str
    number: int


class _SlideWriter:
    """Writes the text shapes of the slides as lines."""

    def __init__(self, slides: _Slides) -> None:
        self._slides = slides
        self._number = 0
        self._gap = False

    def lines(self) -> Iterator[Line]:
        for slide, diagrams in self._slides.slides():
            _drop_fallbacks(slide)
            shapes = [(shape, _placeholder_type(shape)) for shape in slide.iter() if shape.tag in _TEXT_SHAPES]
            for shape, kind in sorted(shapes, key=lambda pair: pair[1] not in _TITLES):
                if kind not in _FURNITURE:
                    yield from self._shape(shape, kind)
            for node in (node for diagram in diagrams for node in diagram.iter(f"{_DGM}pt")):
                yield from self._shape(node, None)

    def _shape(self, shape: Element, kind: str | None) -> Iterator[Line]:
        self._gap = True
        counters: dict[int, _LevelCounter] = {}
        for paragraph in shape.iter(f"{_A}p"):
            properties = paragraph.find(f"{_A}pPr")
            depth = as_number(properties.get("lvl", ""), 0) if properties is not None else 0
            bullet = _bullet(properties, depth, kind in _BULLETED, counters)
            for text, bold in _paragraph_lines(paragraph):
                self._number += 1
                yield Line(text, self._number, self._gap, kind in _TITLES or bold, bullet, depth if bullet else 0)
                bullet, self._gap = "", False


def _drop_fallbacks(slide: Element) -> None:
    """Removes the version for old programs of whatever is there twice (``mc:AlternateContent``)."""
    for both in list(slide.iter(f"{_MC}AlternateContent")):
        fallback = both.find(f"{_MC}Fallback")
        if fallback is not None and both.find(f"{_MC}Choice") is not None:
            both.remove(fallback)


def _placeholder_type(shape: Element) -> str | None:
    """The type of a placeholder, empty for the default one; None for a shape that is no placeholder."""
    placeholder = shape.find(f"{_P}nvSpPr/{_P}nvPr/{_P}ph")
    return None if placeholder is None else placeholder.get("type", "")


def _bullet(properties: Element | None, depth: int, bulleted: bool, counters: dict[int, _LevelCounter]) -> str:
    """The marker of a paragraph: a bullet, the next number, or nothing; restarts the numbers of deeper levels."""
    for deeper in [level for level in counters if level > depth]:
        del counters[deeper]
    numbered = properties.find(f"{_A}buAutoNum") if properties is not None else None
    if numbered is not None:
        return _next_number(numbered, depth, counters)
    counters.pop(depth, None)
    if properties is not None and properties.find(f"{_A}buNone") is not None:
        return ""
    has_character = properties is not None and properties.find(f"{_A}buChar") is not None
    return "•" if has_character or bulleted else ""


def _next_number(numbered: Element, depth: int, counters: dict[int, _LevelCounter]) -> str:
    """The next number of the level, in its notation; begins anew with another scheme or start."""
    scheme, start = numbered.get("type", ""), as_number(numbered.get("startAt", ""), 1)
    before = counters.get(depth)
    number = before.number + 1 if before and before.scheme == f"{scheme} {start}" else start
    counters[depth] = _LevelCounter(f"{scheme} {start}", number)
    known_scheme = _SCHEME.match(scheme)
    if not known_scheme:
        return f"{number}."
    return _MARKER_FORMS[known_scheme["form"]].format(write_number(number, _NOTATIONS[known_scheme["count"]]))


def _paragraph_lines(paragraph: Element) -> Iterator[tuple[str, bool]]:
    """The non-blank lines of a paragraph, and whether each is wholly bold."""
    text: list[str] = []
    bold: list[bool] = []
    for part in [*paragraph, None]:
        if part is None or part.tag == f"{_A}br":
            if line := collapse_whitespace(normalise("".join(text))):
                yield line, all(bold)
            text, bold = [], []
            continue
        written = part.findtext(f"{_A}t") or ""
        text.append(written)
        if written.strip():
            properties = part.find(f"{_A}rPr")
            bold.append(properties is not None and properties.get("b") in ("1", "true"))
