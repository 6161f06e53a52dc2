"""The document model: what every reader returns, lines of text with light structure."""

from __future__ import annotations

from dataclasses import dataclass

LABEL = 9
"""``Line.head`` of a label beside its text: ``dt``, or the first cell of a table's row."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text as a person would see it.

    ``number``    counts from 1 in the text that the reader made
    ``gap``       blank space is above it
    ``strong``    a heading, or wholly bold
    ``bullet``    the marker that the format itself gives a list item (``•`` or ``1.``), at ``depth``
    ``indent``    width of the white space before it, in characters
    ``repairs``   places where damaged Thai was repaired
    ``wraps``     it runs to the edge of its column, as the format says
    ``sure``      the reader's confidence in the letters (0 to 1); below 1 only for OCR
    ``head``      level of heading in the format: 1 to 6 for h1–h6 and heading styles, ``LABEL``, or 0 for none
    ``begins``    it begins a paragraph of the format, or a cell; a line break within one does not
    ``cell``      it is in a table
    """

    text: str
    number: int
    gap: bool = False
    strong: bool = False
    bullet: str = ""
    depth: int = 0
    indent: int = 0
    repairs: int = 0
    wraps: bool = False
    sure: float = 1.0
    head: int = 0
    begins: bool = False
    cell: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A file as lines.

    ``title`` is the format's own, an HTML ``<title>``, often with the site's name. ``notes`` are Thai sentences on
    pages that the reader could not read (pictures); they go into the record's checks.
    """

    path: str
    lines: tuple[Line, ...]
    title: str = ""
    encoding: str = ""
    notes: tuple[str, ...] = ()
