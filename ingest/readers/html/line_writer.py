"""Writes the events of a page (tags that open and close, text) as lines, the way a text browser shows them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ingest.document import LABEL, Line
from ingest.readers.html.tag_stream import Event
from ingest.readers.table_labels import TableRowTracker
from kmsearch.thai.characters import CONSONANTS
from kmsearch.thai.normalise import collapse_whitespace, normalise

_BLOCK_TAGS = frozenset(
    "address article blockquote body center dd div dl dt fieldset figure h1 h2 h3 h4 h5 h6 header hr html li main ol p "
    "pre section table tbody td tfoot th thead tr ul word-entry".split()
)
_SPACED_TAGS = frozenset("p word-entry h1 h2 h3 h4 h5 h6 table ul ol blockquote hr article section".split())
"""Blocks with blank space above them."""

_HEAD_LEVELS = {f"h{level}": level for level in range(1, 7)} | {"dt": LABEL}
_BOLD_TAGS = frozenset("b strong th u h1 h2 h3 h4 h5 h6".split())
_LINE_TAGS = frozenset({"div"})
"""Blocks that editors put around every line, wrapped or not: they begin a line, but no paragraph."""

_WORD_ENTRY, _WORD_MARKER = "word-entry", "word-marker"
"""Block names of a paragraph of a list pasted from Word, and of the marker in it."""

_WORD_ENTRY_STYLE = re.compile(r"mso-list:\s*l\d", re.IGNORECASE)
_WORD_MARKER_STYLE = re.compile(r"mso-list:\s*ignore", re.IGNORECASE)
_COUNTING = re.compile(rf"\d|[{CONSONANTS}a-zA-Z][.)]")
"""A marker of a Word list that counts; all others are bullets, often letters of a symbol font."""


def block_name(tag: str, style: str) -> str:
    """The name of a tag, or its role in a list pasted from Word, by its ``style`` attribute."""
    if _WORD_MARKER_STYLE.search(style):
        return _WORD_MARKER
    return _WORD_ENTRY if tag == "p" and _WORD_ENTRY_STYLE.search(style) else tag


class LineWriter:
    """Writes events as lines; state is kept per line being written."""

    def __init__(self) -> None:
        self._text: list[str] = []
        self._bold: list[bool] = []
        self._bullet = ""
        self._depth = 0
        self._gap = False
        self._begins_paragraph = True
        self._is_entry = False
        self._marker: list[str] | None = None
        self._open_cells = 0
        self._head_level = 0
        self._number = 0

    def lines(self, events: Iterable[Event]) -> Iterator[Line]:
        """The lines of a page; first cells of table rows are marked as labels."""
        bold = preformatted = 0
        counters: list[int] = []
        written: list[Line] = []
        rows = TableRowTracker()
        for event, name in events:
            if event == "text":
                written += self._write_text(name, bold > 0, preformatted > 0)
                continue
            if name == _WORD_MARKER:
                self._write_marker(event, bold > 0)
                continue
            step = 1 if event == "open" else -1
            bold += step * (name in _BOLD_TAGS)
            preformatted += step * (name == "pre")
            written += self._cross_boundary(event, name, counters)
            rows.update(event, name, len(written))
            if name in _HEAD_LEVELS:
                self._head_level = _HEAD_LEVELS[name] if event == "open" else 0
        written += self._flush()
        yield from rows.with_labels(written)

    def _write_marker(self, event: str, bold: bool) -> None:
        """Writes the marker that Word put before a list entry: its number or letter, or a bullet."""
        if event == "open":
            self._marker = []
        elif self._marker is not None:
            marker = collapse_whitespace("".join(self._marker))
            self._text.append(f"{marker} " if _COUNTING.search(marker) else "• ")
            self._bold.append(bold)
            self._is_entry, self._marker = False, None

    def _write_text(self, text: str, bold: bool, preformatted: bool) -> Iterator[Line]:
        if self._marker is not None:
            self._marker.append(text)
            return
        parts = text.split("\n") if preformatted else [text]
        for number, part in enumerate(parts):
            if number:
                yield from self._flush()
            self._text.append(part)
            if part.strip():
                self._bold.append(bold)

    def _cross_boundary(self, event: str, tag: str, counters: list[int]) -> Iterator[Line]:
        """Ends the line at a tag that breaks the text, and keeps the state of the next line: gap, list entry,
        cell."""
        if tag == "br":
            if event == "open":
                is_empty = not "".join(self._text).strip()
                yield from self._flush()
                self._gap |= is_empty
            return
        if tag not in _BLOCK_TAGS:
            return
        yield from self._flush()
        self._is_entry = tag == _WORD_ENTRY and event == "open"
        self._gap |= tag in _SPACED_TAGS
        self._begins_paragraph |= tag not in _LINE_TAGS
        self._open_cells += (tag in ("td", "th")) * (1 if event == "open" else -1)
        if tag in ("ol", "ul"):
            if event == "open":
                counters.append(0 if tag == "ol" else -1)
            elif counters:
                counters.pop()
        elif tag == "li" and event == "open":
            self._begin_entry(counters)

    def _begin_entry(self, counters: list[int]) -> None:
        self._gap = False
        self._depth = max(0, len(counters) - 1)
        self._bullet = "•"
        if counters and counters[-1] >= 0:
            counters[-1] += 1
            self._bullet = f"{counters[-1]}."

    def _flush(self) -> Iterator[Line]:
        text = collapse_whitespace(normalise("".join(self._text)))
        if text:
            self._number += 1
            if self._is_entry:
                self._bullet, self._gap, self._is_entry = "•", False, False
            yield Line(
                *(text, self._number, self._gap, all(self._bold), self._bullet, self._depth),
                head=self._head_level,
                begins=self._begins_paragraph,
                cell=self._open_cells > 0,
            )
            self._bullet, self._depth, self._gap, self._begins_paragraph = "", 0, False, False
        self._text, self._bold = [], []
