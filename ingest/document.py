"""What a reader returns: lines with light structure, and where each came from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text as a person would see it.

    ``number`` counts from 1 in the text the reader made; ``indent`` is the width of the white space before it.
    ``gap``: blank space stands above it. ``strong``: a heading or wholly bold. ``bullet``: the marker of a list entry
    of the format itself (``•`` or ``1.``), at ``depth``. ``repairs``: places where damaged Thai was mended.
    ``wraps``: the line runs to the edge of its column, as the format itself tells.
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


@dataclass(frozen=True, slots=True)
class Document:
    """A file as lines. ``title`` is what the format calls so: an HTML ``<title>``, often with the site's name."""

    path: str
    lines: tuple[Line, ...]
    title: str = ""
    encoding: str = ""
