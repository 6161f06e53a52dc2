"""Reads Word files: text, numbers as Word counts them, tables cell by cell, check boxes with their state.

Read with ``zipfile`` and ``ElementTree``: no library handles what is hard in these files (numbering, check boxes, text
boxes, revisions), and one walk over the XML is faster than an object model over it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from ingest.document import Document, Line
from ingest.readers.docx.numbering import Numbering, as_number, value_of
from ingest.readers.docx.package import Package, W
from ingest.readers.docx.styles import ParagraphLook, Styles, bold_of, is_on, switch_of
from ingest.readers.docx.symbols import BOX, TICKED_BOX, symbol, symbol_font
from ingest.readers.table_labels import with_row_label
from kmsearch.errors import UnreadableFile
from kmsearch.thai.normalise import collapse_whitespace, normalise

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"

_MIN_GAP = 120
"""Space between paragraphs (twentieths of a point) that counts as a gap: half a line of small print. A guess."""

_COUNTS_A_WORD = re.compile(r"[^\W\d_]{2,}")
"""A number with a word in it (กิจกรรมที่ 1) is text; ก. and 1.1 are markers only."""

_DROPPED = frozenset(
    W + name
    for name in "del moveFrom pPr rPr sdtPr sdtEndPr tblPr tblGrid trPr tcPr instrText delText delInstrText rt".split()
)
"""Elements that show nothing: properties, deleted revisions, codes of fields."""

_NOTES_HEADING = "เชิงอรรถ"


def read(data: bytes, path: str) -> Document:
    """The lines of a Word file, without headers and footers, footnotes last.

    Raises UnreadableFile when it is damaged, encrypted, no Word file, or too large when unpacked.
    """
    package = Package(data, path)
    try:
        return Document(path, tuple(_BodyWriter(package).lines()))
    except RecursionError as error:
        raise UnreadableFile("ไฟล์ .docx ซ้อนกันลึกผิดปกติ", "เปิดด้วย Word แล้วบันทึกเป็น .docx ใหม่", file=path) from error


@dataclass(slots=True)
class _OpenParagraph:
    """The line being written, and what its paragraph sets for all its lines."""

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


class _BodyWriter:
    """Walks the body once, block by block, and writes lines."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._styles = Styles(package.xml("styles"))
        self._numbering = Numbering(package.xml("numbering"), self._styles.lists())
        self._note_references: list[tuple[str, str]] = []
        self._previous_look: ParagraphLook | None = None
        self._previous_style = ""
        self._gap = False
        self._open_cells = 0
        self._number = 0

    def lines(self) -> Iterator[Line]:
        document = self._package.xml("document")
        body = document.find(W + "body") if document is not None else None
        if body is not None:
            yield from self._blocks(body)
            yield from self._note_lines()

    def _blocks(self, container: Iterable[Element]) -> Iterator[Line]:
        for element in container:
            if element.tag == W + "p":
                yield from self._paragraph(element)
            elif element.tag == W + "tbl":
                yield from self._blocks(element)
                self._gap = True
            elif element.tag == W + "tr":
                if element.find(f"{W}trPr/{W}del") is None:
                    yield from with_row_label([list(self._blocks([cell])) for cell in element])
            elif element.tag == W + "tc":
                if not _is_merged_away(element):
                    self._gap = True
                    self._open_cells += 1
                    yield from self._blocks(element)
                    self._open_cells -= 1
            elif element.tag == _MC + "AlternateContent":
                yield from self._blocks(_current_version(element))
            elif element.tag not in _DROPPED:
                yield from self._blocks(element)

    def _paragraph(self, element: Element) -> Iterator[Line]:
        properties = element.find(W + "pPr")
        style = (value_of(properties, "pStyle") if properties is not None else "") or self._styles.default
        look = self._styles.look(style, properties)
        self._gap |= self._has_gap_above(look, style)
        paragraph = _OpenParagraph(style, look.bold)
        self._add_number(paragraph, properties)
        yield from self._inline(element, paragraph, look)
        is_empty = not "".join(paragraph.text).strip()
        yield from self._flush(paragraph, look)
        self._gap |= is_empty and not paragraph.boxes
        self._previous_look, self._previous_style = look, style
        for box in paragraph.boxes:
            yield from self._blocks(box)

    def _has_gap_above(self, look: ParagraphLook, style: str) -> bool:
        if self._previous_look is None or (look.no_gap_in_style and style == self._previous_style):
            return False
        return max(look.before, self._previous_look.after) >= _MIN_GAP

    def _add_number(self, paragraph: _OpenParagraph, properties: Element | None) -> None:
        """Counts the number of the paragraph: a marker, or text if it has a noun (กิจกรรมที่ 1)."""
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
        if _COUNTS_A_WORD.search(marker):
            paragraph.write(f"{marker} ", paragraph.bold)
        else:
            paragraph.bullet, paragraph.depth = marker, depth

    def _inline(
        self, container: Element, paragraph: _OpenParagraph, look: ParagraphLook, bold: bool = False
    ) -> Iterator[Line]:
        for element in container:
            write = _RUN_PARTS.get(element.tag)
            if write is not None:
                write(element, paragraph, bold)
            elif element.tag == W + "r":
                yield from self._run(element, paragraph, look)
            elif element.tag in (W + "br", W + "cr"):
                yield from self._flush(paragraph, look)
            elif element.tag == _MC + "AlternateContent":
                yield from self._inline(_current_version(element), paragraph, look, bold)
            elif element.tag == W + "txbxContent":
                paragraph.boxes.append(element)
            elif element.tag in (W + "footnoteReference", W + "endnoteReference"):
                self._note_references.append((element.tag[len(W) : -len("Reference")] + "s", element.get(W + "id", "")))
            elif element.tag == W + "sdt" and (box := _check_box(element)):
                paragraph.write(box, bold)
            elif element.tag not in _DROPPED:
                yield from self._inline(element, paragraph, look, bold)

    def _run(self, run: Element, paragraph: _OpenParagraph, look: ParagraphLook) -> Iterator[Line]:
        properties = run.find(W + "rPr")
        bold = paragraph.bold
        if properties is not None:
            if switch_of(properties, "vanish"):
                return
            own_bold = bold_of(properties)
            if own_bold is None:
                own_bold = self._styles.bold_in(value_of(properties, "rStyle"))
            bold = paragraph.bold if own_bold is None else own_bold
        font = symbol_font(properties.find(W + "rFonts") if properties is not None else None)
        run_start = len(paragraph.text)
        yield from self._inline(run, paragraph, look, bold)
        if font:
            paragraph.text[run_start:] = [symbol(font, char) for char in "".join(paragraph.text[run_start:])]

    def _flush(self, paragraph: _OpenParagraph, look: ParagraphLook) -> Iterator[Line]:
        text = collapse_whitespace(normalise("".join(paragraph.text)))
        if text:
            self._number += 1
            strong = look.heading or all(paragraph.strong)
            yield Line(
                *(text, self._number, self._gap, strong, paragraph.bullet, paragraph.depth),
                head=look.level,
                begins=paragraph.begins,
                cell=self._open_cells > 0,
            )
            paragraph.bullet, paragraph.depth, paragraph.begins, self._gap = "", 0, False, False
        paragraph.text, paragraph.strong = [], []

    def _note_lines(self) -> Iterator[Line]:
        """Footnotes and endnotes under a heading of their own, in the order of the references."""
        roots = {use: self._package.xml(use) for use in dict(self._note_references)}
        notes_by_id = {
            (use, note.get(W + "id", "")): note for use, root in roots.items() if root is not None for note in root
        }
        notes = [notes_by_id[key] for key in dict.fromkeys(self._note_references) if key in notes_by_id]
        if notes:
            self._number += 1
            yield Line(_NOTES_HEADING, self._number, gap=True, strong=True)
        for note in notes:
            self._gap = True
            yield from self._blocks(note)


def _is_merged_away(cell: Element) -> bool:
    """Whether a cell is the hidden lower part of a cell merged over rows."""
    merged = cell.find(f"{W}tcPr/{W}vMerge")
    return merged is not None and merged.get(W + "val", "continue") == "continue"


def _current_version(alternatives: Element) -> Element:
    """The version of an ``mc:AlternateContent`` that current programs show."""
    choice = alternatives.find(_MC + "Choice")
    fallback = alternatives.find(_MC + "Fallback")
    if choice is not None and len(choice):
        return choice
    return fallback if fallback is not None else Element("nothing")


def _check_box(element: Element) -> str:
    """The character of a check-box control; empty for other controls."""
    control = element.find(f"{W}sdtPr/{_W14}checkbox")
    if control is None:
        return ""
    checked = control.find(_W14 + "checked")
    ticked = checked is not None and is_on(checked.get(_W14 + "val", "1"))
    return TICKED_BOX if ticked else BOX


def _write_text(element: Element, paragraph: _OpenParagraph, bold: bool) -> None:
    paragraph.write(element.text or "", bold)


def _write_space(_element: Element, paragraph: _OpenParagraph, bold: bool) -> None:
    paragraph.write(" ", bold)


def _write_hyphen(_element: Element, paragraph: _OpenParagraph, bold: bool) -> None:
    paragraph.write("-", bold)


def _write_symbol(element: Element, paragraph: _OpenParagraph, bold: bool) -> None:
    code = element.get(W + "char", "")
    char = chr(int(code, 16)) if re.fullmatch("[0-9A-Fa-f]{1,4}", code) else ""
    paragraph.write(symbol(element.get(W + "font", ""), char), bold)


def _write_field(element: Element, paragraph: _OpenParagraph, bold: bool) -> None:
    """Writes the box of a check box of an old form; other fields show their result, which is text of its own."""
    box = element.find(f"{W}ffData/{W}checkBox")
    if box is not None:
        checked = switch_of(box, "checked")
        ticked = switch_of(box, "default") if checked is None else checked
        paragraph.write(TICKED_BOX if ticked else BOX, bold)


_RUN_PARTS: dict[str, Callable[[Element, _OpenParagraph, bool], None]] = {
    W + "t": _write_text,
    _M + "t": _write_text,
    W + "tab": _write_space,
    W + "ptab": _write_space,
    W + "noBreakHyphen": _write_hyphen,
    W + "sym": _write_symbol,
    W + "fldChar": _write_field,
}
