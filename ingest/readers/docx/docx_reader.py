"""Word files: text as it stands, numbers as Word counts them, tables cell by cell, boxes ticked or not.

Read with ``zipfile`` and ``ElementTree`` alone: what makes these files hard (numbering, check boxes, text boxes,
revisions) no library does for us, and walking the XML once is faster than any object model over it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from ingest.document import Document, Line
from ingest.readers.docx.numbering import Numbering, as_number, value_of
from ingest.readers.docx.package import Package, W
from ingest.readers.docx.styles import Look, Styles, bold_of, is_on, switch_of
from ingest.readers.docx.symbols import BOX, TICKED_BOX, symbol, symbols
from ingest.readers.table_labels import with_label
from kmsearch.errors import UnreadableFile
from kmsearch.thai.tokenizer import normalise, squeeze

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"

_BLANK_SPACE = 120
"""Twentieths of a point between paragraphs that a reader sees as blank space: half a line of small print."""

_WORDED = re.compile(r"[^\W\d_]{2,}")
"""A number that says what it counts (กิจกรรมที่ 1) is text; ก. and 1.1 only mark."""

_DROPPED = frozenset(
    W + name
    for name in "del moveFrom pPr rPr sdtPr sdtEndPr tblPr tblGrid trPr tcPr instrText delText delInstrText rt".split()
)
"""Parts that show nothing: properties, deleted revisions, codes of fields."""

_NOTES_HEADING = "เชิงอรรถ"


def read(data: bytes, path: str) -> Document:
    """The lines of a Word file; headers and footers left out, footnotes last.

    Raises UnreadableFile when it is damaged, encrypted, no Word file, or unpacks to more than any text needs.
    """
    package = Package(data, path)
    try:
        return Document(path, tuple(_Writer(package).lines()))
    except RecursionError as error:
        raise UnreadableFile("ไฟล์ .docx ซ้อนกันลึกผิดปกติ", "เปิดด้วย Word แล้วบันทึกเป็น .docx ใหม่", file=path) from error


@dataclass(slots=True)
class _Paragraph:
    """The line being written, and what its paragraph says of all its lines."""

    style: str
    bold: bool
    bullet: str = ""
    depth: int = 0
    begins: bool = True
    text: list[str] = field(default_factory=list)
    strong: list[bool] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)

    def write(self, text: str, bold: bool) -> None:
        self.text.append(text)
        if text.strip():
            self.strong.append(bold)


class _Writer:
    """Walks the body once, block by block, and writes lines."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._styles = Styles(package.xml("styles"))
        self._numbering = Numbering(package.xml("numbering"), self._styles.lists())
        self._notes: list[tuple[str, str]] = []
        self._before: Look | None = None
        self._style_before = ""
        self._gap = False
        self._cells = 0
        self._number = 0

    def lines(self) -> Iterator[Line]:
        document = self._package.xml("document")
        body = document.find(W + "body") if document is not None else None
        if body is not None:
            yield from self._blocks(body)
            yield from self._noted()

    def _blocks(self, container: Iterable[Element]) -> Iterator[Line]:
        for element in container:
            if element.tag == W + "p":
                yield from self._paragraph(element)
            elif element.tag == W + "tbl":
                yield from self._blocks(element)
                self._gap = True
            elif element.tag == W + "tr":
                if element.find(f"{W}trPr/{W}del") is None:
                    yield from with_label([list(self._blocks([cell])) for cell in element])
            elif element.tag == W + "tc":
                if not _is_merged_away(element):
                    self._gap = True
                    self._cells += 1
                    yield from self._blocks(element)
                    self._cells -= 1
            elif element.tag == _MC + "AlternateContent":
                yield from self._blocks(_one_of(element))
            elif element.tag not in _DROPPED:
                yield from self._blocks(element)

    def _paragraph(self, element: Element) -> Iterator[Line]:
        properties = element.find(W + "pPr")
        style = (value_of(properties, "pStyle") if properties is not None else "") or self._styles.default
        look = self._styles.look(style, properties)
        self._gap |= self._stands_apart(look, style)
        paragraph = _Paragraph(style, look.bold)
        self._mark(paragraph, properties)
        yield from self._inline(element, paragraph, look)
        empty = not "".join(paragraph.text).strip()
        yield from self._flush(paragraph, look)
        self._gap |= empty and not paragraph.boxes
        self._before, self._style_before = look, style
        for box in paragraph.boxes:
            yield from self._blocks(box)

    def _stands_apart(self, look: Look, style: str) -> bool:
        if self._before is None or (look.close_to_same and style == self._style_before):
            return False
        return max(look.before, self._before.after) >= _BLANK_SPACE

    def _mark(self, paragraph: _Paragraph, properties: Element | None) -> None:
        """Give the paragraph its number, counted; one that says what it counts is written as text."""
        own = properties.find(W + "numPr") if properties is not None else None
        inherited = self._styles.list_of(paragraph.style) or ("", 0)
        list_id, depth = inherited
        if own is not None:
            list_id = value_of(own, "numId") or list_id
            depth = as_number(value_of(own, "ilvl"), depth)
        elif (level := self._numbering.level_of_style(list_id, paragraph.style)) is not None:
            depth = level
        if not list_id or list_id == "0":
            return
        marker = self._numbering.count(list_id, depth)
        if _WORDED.search(marker):
            paragraph.write(f"{marker} ", paragraph.bold)
        else:
            paragraph.bullet, paragraph.depth = marker, depth

    def _inline(self, container: Element, paragraph: _Paragraph, look: Look, bold: bool = False) -> Iterator[Line]:
        for element in container:
            write = _RUN_PARTS.get(element.tag)
            if write is not None:
                write(element, paragraph, bold)
            elif element.tag == W + "r":
                yield from self._run(element, paragraph, look)
            elif element.tag in (W + "br", W + "cr"):
                yield from self._flush(paragraph, look)
            elif element.tag == _MC + "AlternateContent":
                yield from self._inline(_one_of(element), paragraph, look, bold)
            elif element.tag == W + "txbxContent":
                paragraph.boxes.append(element)
            elif element.tag in (W + "footnoteReference", W + "endnoteReference"):
                self._notes.append((element.tag[len(W) : -len("Reference")] + "s", element.get(W + "id", "")))
            elif element.tag == W + "sdt" and (box := _check_box(element)):
                paragraph.write(box, bold)
            elif element.tag not in _DROPPED:
                yield from self._inline(element, paragraph, look, bold)

    def _run(self, run: Element, paragraph: _Paragraph, look: Look) -> Iterator[Line]:
        properties = run.find(W + "rPr")
        bold = paragraph.bold
        if properties is not None:
            if switch_of(properties, "vanish"):
                return
            said = bold_of(properties)
            if said is None:
                said = self._styles.bold_in(value_of(properties, "rStyle"))
            bold = paragraph.bold if said is None else said
        symbol_font = symbols(properties.find(W + "rFonts") if properties is not None else None)
        before = len(paragraph.text)
        yield from self._inline(run, paragraph, look, bold)
        if symbol_font:
            paragraph.text[before:] = [symbol(symbol_font, char) for char in "".join(paragraph.text[before:])]

    def _flush(self, paragraph: _Paragraph, look: Look) -> Iterator[Line]:
        text = squeeze(normalise("".join(paragraph.text)))
        if text:
            self._number += 1
            strong = look.heading or all(paragraph.strong)
            yield Line(
                *(text, self._number, self._gap, strong, paragraph.bullet, paragraph.depth),
                head=look.level,
                begins=paragraph.begins,
                cell=self._cells > 0,
            )
            paragraph.bullet, paragraph.depth, paragraph.begins, self._gap = "", 0, False, False
        paragraph.text, paragraph.strong = [], []

    def _noted(self) -> Iterator[Line]:
        """Footnotes and endnotes under a heading of their own, in the order the text refers to them."""
        roots = {use: self._package.xml(use) for use in dict(self._notes)}
        found = {
            (use, note.get(W + "id", "")): note for use, root in roots.items() if root is not None for note in root
        }
        notes = [found[key] for key in dict.fromkeys(self._notes) if key in found]
        if notes:
            self._number += 1
            yield Line(_NOTES_HEADING, self._number, gap=True, strong=True)
        for note in notes:
            self._gap = True
            yield from self._blocks(note)


def _is_merged_away(cell: Element) -> bool:
    """Whether a cell is the hidden lower part of one merged over rows."""
    merged = cell.find(f"{W}tcPr/{W}vMerge")
    return merged is not None and merged.get(W + "val", "continue") == "continue"


def _one_of(alternatives: Element) -> Element:
    """The one of several printings of the same thing that new programs show."""
    choice = alternatives.find(_MC + "Choice")
    fallback = alternatives.find(_MC + "Fallback")
    if choice is not None and len(choice):
        return choice
    return fallback if fallback is not None else Element("nothing")


def _check_box(element: Element) -> str:
    """The box of a check-box control; empty for other controls."""
    control = element.find(f"{W}sdtPr/{_W14}checkbox")
    if control is None:
        return ""
    checked = control.find(_W14 + "checked")
    ticked = checked is not None and is_on(checked.get(_W14 + "val", "1"))
    return TICKED_BOX if ticked else BOX


def _write_text(element: Element, paragraph: _Paragraph, bold: bool) -> None:
    paragraph.write(element.text or "", bold)


def _write_blank(_element: Element, paragraph: _Paragraph, bold: bool) -> None:
    paragraph.write(" ", bold)


def _write_hyphen(_element: Element, paragraph: _Paragraph, bold: bool) -> None:
    paragraph.write("-", bold)


def _write_symbol(element: Element, paragraph: _Paragraph, bold: bool) -> None:
    code = element.get(W + "char", "")
    char = chr(int(code, 16)) if re.fullmatch("[0-9A-Fa-f]{1,4}", code) else ""
    paragraph.write(symbol(element.get(W + "font", ""), char), bold)


def _write_field(element: Element, paragraph: _Paragraph, bold: bool) -> None:
    """The box of a check box in an old form; other fields show their result, which is text of its own."""
    box = element.find(f"{W}ffData/{W}checkBox")
    if box is not None:
        checked = switch_of(box, "checked")
        ticked = switch_of(box, "default") if checked is None else checked
        paragraph.write(TICKED_BOX if ticked else BOX, bold)


_RUN_PARTS: dict[str, Callable[[Element, _Paragraph, bool], None]] = {
    W + "t": _write_text,
    _M + "t": _write_text,
    W + "tab": _write_blank,
    W + "ptab": _write_blank,
    W + "noBreakHyphen": _write_hyphen,
    W + "sym": _write_symbol,
    W + "fldChar": _write_field,
}
