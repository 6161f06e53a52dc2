"""Web pages: Blogger, WordPress, old FrontPage and plain ones. Site chrome is left out, text is read as it is shown."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Iterator, Mapping

from bs4 import BeautifulSoup, Comment, MarkupResemblesLocatorWarning, ParserRejectedMarkup, XMLParsedAsHTMLWarning
from bs4.element import Declaration, Doctype, NavigableString, PageElement, ProcessingInstruction, Tag

from ingest.document import LABEL, Document, Line
from ingest.readers.html import tag_stream
from ingest.readers.html.tag_stream import Event
from ingest.readers.table_labels import Rows
from ingest.readers.text import decode
from kmsearch.thai.tokenizer import normalise, squeeze

_DROPPED = frozenset(
    "script style noscript template nav aside footer iframe object svg select button head title".split()
)
_BLOCKS = frozenset(
    "address article blockquote body center dd div dl dt fieldset figure h1 h2 h3 h4 h5 h6 header hr html li main ol p "
    "pre section table tbody td tfoot th thead tr ul word-entry".split()
)
_SPACED = frozenset("p word-entry h1 h2 h3 h4 h5 h6 table ul ol blockquote hr article section".split())
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_HEADS = {f"h{level}": level for level in range(1, 7)} | {"dt": LABEL}
_BOLD = frozenset("b strong th u".split()) | _HEADINGS
_LINES = frozenset({"div"})
"""Blocks that editors put round every line, wrapped or not: they begin a line, and no paragraph."""

_UNSHOWN = (Comment, Declaration, Doctype, ProcessingInstruction)
"""Nodes that no browser shows; Word writes ``<![if …]>`` and ``<?xml …>`` round lists and names."""

_ENTRY, _MARKER = "word-entry", "word-marker"
_WORD_ENTRY = re.compile(r"mso-list:\s*l\d", re.IGNORECASE)
_WORD_MARKER = re.compile(r"mso-list:\s*ignore", re.IGNORECASE)
_COUNTED = re.compile(r"[\d๐-๙]|[ก-ฮa-zA-Z][.)]")
"""In the marker of a Word list: it counts. All others are bullets, often letters of a font of signs."""

# Names that blog engines and office sites give to what is not the text; whole words of an id or a class.
_CHROME = re.compile(
    r"(?:^|[\s_-])(?:sidebar|widgets?|archives?|archivelist|blogroll|menu|navbar|navigation|nav|breadcrumbs?|comments?|respond|"
    r"related|share|sharing|social|footer|pager|pagination|profile|labels|post-footer|post-labels|attribution|"
    r"masthead|site-header|skip-link|cookie|popup|advert\w*|ads)(?:$|[\s_\d-])",
    re.IGNORECASE,
)
_NEVER_CHROME = frozenset("html body main article table tbody tr td".split())

_CLOSED_BY = (("<!--", "-->"), ("<![", "]>"), ("<", ">"))
"""Markup and what ends it. The parser looks for the end anew at each that is left open: of 100,000, for hours."""

_MARKED = re.compile(r"<!\[[^>]*>?")
"""A marked section (``<![if …]>``). Browsers take one for a comment; the parser gives up at one it does not know."""

LARGE = 2**20
"""Letters from which a page is read without its tree, which takes some hundred bytes a letter."""

_MOST_CHROME = 0.5
"""A part with more than this share of the page's text is its text, whatever its class says (``has-sidebar``)."""


def read(data: bytes, path: str) -> Document:
    """The text of a page as lines, without scripts and site chrome. Raises UnreadableFile when it is no text."""
    text, encoding = decode(data, path)
    title, lines = shown(text)
    return Document(path, lines, title=title, encoding=encoding)


def shown(text: str) -> tuple[str, tuple[Line, ...]]:
    """The title of a page, or of a piece of one, and its lines."""
    if len(text) > LARGE:
        lines = _Writer().lines(tag_stream.walk(_without_open_ends(text), _is_left_out, _kind))
        return squeeze(normalise(tag_stream.title_of(text))), tuple(lines)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", category=MarkupResemblesLocatorWarning)
        warnings.simplefilter("ignore", category=XMLParsedAsHTMLWarning)
        page = _parsed(_without_open_ends(text))
    title = squeeze(normalise(page.title.get_text())) if page.title else ""
    return title, tuple(_Writer().lines(_walk(page)))


def _without_open_ends(text: str) -> str:
    """The page with markup that never ends shown as text."""
    for begins, ends in _CLOSED_BY:
        closed, end, rest = text.rpartition(ends)
        text = closed + end + rest.replace(begins, "&lt;" + begins[1:])
    return text


def _parsed(text: str) -> BeautifulSoup:
    try:
        return BeautifulSoup(text, "html.parser")
    except ParserRejectedMarkup:
        return BeautifulSoup(_MARKED.sub("", text), "html.parser")


class _Writer:
    """Writes a tree as lines, the way a text browser shows it."""

    def __init__(self) -> None:
        self._text: list[str] = []
        self._bold: list[bool] = []
        self._bullet = ""
        self._depth = 0
        self._gap = False
        self._begins = True
        self._entry = False
        self._marker: list[str] | None = None
        self._cells = 0
        self._head = 0
        self._number = 0

    def lines(self, events: Iterable[Event]) -> Iterator[Line]:
        bold = preformatted = 0
        counters: list[int] = []
        written: list[Line] = []
        rows = Rows()
        for event, name in events:
            if event == "text":
                written += self._write(name, bold > 0, preformatted > 0)
                continue
            if name == _MARKER:
                self._mark(event, bold > 0)
                continue
            step = 1 if event == "open" else -1
            bold += step * (name in _BOLD)
            preformatted += step * (name == "pre")
            written += self._boundary(event, name, counters)
            rows.see(event, name, len(written))
            if name in _HEADS:
                self._head = _HEADS[name] if event == "open" else 0
        written += self._flush()
        yield from rows.marked(written)

    def _mark(self, event: str, bold: bool) -> None:
        """The marker that Word wrote out before an entry: its number or letter, or a bullet."""
        if event == "open":
            self._marker = []
        elif self._marker is not None:
            marker = squeeze("".join(self._marker))
            self._text.append(f"{marker} " if _COUNTED.search(marker) else "• ")
            self._bold.append(bold)
            self._entry, self._marker = False, None

    def _write(self, text: str, bold: bool, preformatted: bool) -> Iterator[Line]:
        if self._marker is not None:
            self._marker.append(text)
            return
        parts = text.split("\n") if preformatted else [text]
        for place, part in enumerate(parts):
            if place:
                yield from self._flush()
            self._text.append(part)
            if part.strip():
                self._bold.append(bold)

    def _boundary(self, event: str, tag: str, counters: list[int]) -> Iterator[Line]:
        if tag == "br":
            if event == "open":
                empty = not "".join(self._text).strip()
                yield from self._flush()
                self._gap |= empty
            return
        if tag not in _BLOCKS:
            return
        yield from self._flush()
        self._entry = tag == _ENTRY and event == "open"
        self._gap |= tag in _SPACED
        self._begins |= tag not in _LINES
        self._cells += (tag in ("td", "th")) * (1 if event == "open" else -1)
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
        text = squeeze(normalise("".join(self._text)))
        if text:
            self._number += 1
            if self._entry:
                self._bullet, self._gap, self._entry = "•", False, False
            yield Line(
                *(text, self._number, self._gap, all(self._bold), self._bullet, self._depth),
                head=self._head,
                begins=self._begins,
                cell=self._cells > 0,
            )
            self._bullet, self._depth, self._gap, self._begins = "", 0, False, False
        self._text, self._bold = [], []


def _walk(page: BeautifulSoup) -> Iterator[Event]:
    """Every node that counts, tags twice (open, close); without recursion, for pages nest as deep as they like."""
    sizes = _text_sizes(page)
    most_chrome = _MOST_CHROME * sizes[id(page)]
    stack: list[tuple[Tag, Iterator[PageElement]]] = [(page, iter(page.children))]
    while stack:
        tag, children = stack[-1]
        child = next(children, None)
        if child is None:
            stack.pop()
            if stack:
                yield "close", _kind_of(tag)
        elif isinstance(child, Tag):
            if child.name not in _DROPPED and not (sizes[id(child)] <= most_chrome and _is_chrome(child)):
                yield "open", _kind_of(child)
                stack.append((child, iter(child.children)))
        elif _is_shown(child):
            yield "text", str(child)


def _is_shown(node: PageElement) -> bool:
    return isinstance(node, NavigableString) and not isinstance(node, _UNSHOWN)


def _kind_of(tag: Tag) -> str:
    return _kind(tag.name, str(tag.get("style") or ""))


def _kind(tag: str, style: str) -> str:
    """The tag's name, or what it is in a list pasted from Word: an entry, or its marker."""
    if _WORD_MARKER.search(style):
        return _MARKER
    return _ENTRY if tag == "p" and _WORD_ENTRY.search(style) else tag


def _text_sizes(page: BeautifulSoup) -> dict[int, int]:
    """Letters in each tag, by the tag's id; each counted once, however deep the page nests."""
    sizes = {id(page): 0}
    stack: list[tuple[Tag, Iterator[PageElement]]] = [(page, iter(page.children))]
    while stack:
        tag, children = stack[-1]
        child = next(children, None)
        if isinstance(child, Tag):
            sizes[id(child)] = 0
            stack.append((child, iter(child.children)))
        elif child is not None:
            sizes[id(tag)] += len(str(child)) if _is_shown(child) else 0
        else:
            stack.pop()
            if stack:
                sizes[id(stack[-1][0])] += sizes[id(tag)]
    return sizes


def _is_chrome(tag: Tag) -> bool:
    names = [tag.get("id"), *(tag.get_attribute_list("class"))]
    return _names_chrome(tag.name, " ".join(str(name) for name in names if name))


def _names_chrome(tag: str, names: str) -> bool:
    return tag not in _NEVER_CHROME and bool(_CHROME.search(names))


def _is_left_out(tag: str, attributes: Mapping[str, str], share: float) -> bool:
    """The same of a tag met on the way, whose share of the page's text is known."""
    if tag in _DROPPED:
        return True
    names = f"{attributes.get('id', '')} {attributes.get('class', '')}"
    return share <= _MOST_CHROME and _names_chrome(tag, names)
