"""The result of a reader: the lines of a document with light structure, and where each came from."""

from __future__ import annotations

from dataclasses import dataclass

LABEL = 9
"""``Line.head`` of a label beside its text."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text as a person would see it.

    ``number`` counts from 1 in the text the reader made; ``indent`` is the width of the white space before it. ``gap``:
    blank space is above it. ``strong``: a heading, or wholly bold. ``bullet``: the marker of a list entry of the format
    itself (``•`` or ``1.``), at ``depth``. ``repairs``: places where damaged Thai was repaired. ``wraps``: the line
    runs to the edge of its column, as the format tells. ``sure``: confidence of OCR in the letters (0 to 1); 1 for text
    that was not read from a picture. ``head``: the heading level that the format gives the line, 1 to 6 for h1–h6 and
    heading styles, ``LABEL`` for ``dt`` and for the first cell of a table row with values beside it; 0 for none.
    ``begins``: a paragraph of the format, or a cell, begins with this line; a line break within one does not. ``cell``:
    it is in a table.
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
    """A file as lines. ``title``: what the format calls so, as HTML ``<title>``, often with the name of the site.

    ``notes``: Thai sentences on what the reader could not read (scanned pages); they become checks.
    """

    path: str
    lines: tuple[Line, ...]
    title: str = ""
    encoding: str = ""
    notes: tuple[str, ...] = ()
