"""Web pages: Blogger, WordPress, old FrontPage and plain ones. Site chrome is left out, text is read as it is shown."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator

from bs4 import BeautifulSoup, Comment, MarkupResemblesLocatorWarning, XMLParsedAsHTMLWarning
from bs4.element import Doctype, NavigableString, PageElement, Tag

from ingest.document import Document, Line
from ingest.readers.text import decode
from kmsearch.thai import normalise, squeeze

_DROPPED = frozenset(
    "script style noscript template nav aside footer iframe object svg select button head title".split()
)
_BLOCKS = frozenset(
    "address article blockquote body center dd div dl dt fieldset figure h1 h2 h3 h4 h5 h6 header hr html li main ol p "
    "pre section table tbody td tfoot th thead tr ul".split()
)
_SPACED = frozenset("p h1 h2 h3 h4 h5 h6 table ul ol blockquote hr article section".split())
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_BOLD = frozenset("b strong th".split()) | _HEADINGS

# Names that blog engines and office sites give to what is not the text; whole words of an id or a class.
_CHROME = re.compile(
    r"(?:^|[\s_-])(?:sidebar|widgets?|archives?|archivelist|blogroll|menu|navbar|navigation|nav|breadcrumbs?|comments?|respond|"
    r"related|share|sharing|social|footer|pager|pagination|profile|labels|post-footer|post-labels|attribution|"
    r"masthead|site-header|skip-link|cookie|popup|advert\w*|ads)(?:$|[\s_\d-])",
    re.IGNORECASE,
)
_NEVER_CHROME = frozenset("html body main article table tbody tr td".split())

_MOST_CHROME = 0.5
"""A part with more than this share of the page's text is its text, whatever its class says (``has-sidebar``)."""


def read(data: bytes, path: str) -> Document:
    """The text of a page as lines, without scripts and site chrome. Raises UnreadableFile when it is no text."""
    text, encoding = decode(data, path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", category=MarkupResemblesLocatorWarning)
        warnings.simplefilter("ignore", category=XMLParsedAsHTMLWarning)
        page = BeautifulSoup(text, "html.parser")
    title = squeeze(normalise(page.title.get_text())) if page.title else ""
    return Document(path, tuple(_Writer().lines(page)), title=title, encoding=encoding)


class _Writer:
    """Writes a tree as lines, the way a text browser shows it."""

    def __init__(self) -> None:
        self._text: list[str] = []
        self._bold: list[bool] = []
        self._bullet = ""
        self._depth = 0
        self._gap = False
        self._number = 0

    def lines(self, page: BeautifulSoup) -> Iterator[Line]:
        bold = preformatted = 0
        counters: list[int] = []
        for event, node in _walk(page):
            if isinstance(node, Tag):
                step = 1 if event == "open" else -1
                bold += step * (node.name in _BOLD)
                preformatted += step * (node.name == "pre")
                yield from self._boundary(event, node, counters)
            elif isinstance(node, NavigableString) and not isinstance(node, Comment | Doctype):
                yield from self._write(node, bold > 0, preformatted > 0)
        yield from self._flush()

    def _write(self, node: NavigableString, bold: bool, preformatted: bool) -> Iterator[Line]:
        parts = str(node).split("\n") if preformatted else [str(node)]
        for place, part in enumerate(parts):
            if place:
                yield from self._flush()
            self._text.append(part)
            if part.strip():
                self._bold.append(bold)

    def _boundary(self, event: str, tag: Tag, counters: list[int]) -> Iterator[Line]:
        if tag.name == "br":
            if event == "open":
                empty = not "".join(self._text).strip()
                yield from self._flush()
                self._gap |= empty
            return
        if tag.name not in _BLOCKS:
            return
        yield from self._flush()
        self._gap |= tag.name in _SPACED
        if tag.name in ("ol", "ul"):
            if event == "open":
                counters.append(0 if tag.name == "ol" else -1)
            elif counters:
                counters.pop()
        elif tag.name == "li" and event == "open":
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
            yield Line(text, self._number, self._gap, all(self._bold), self._bullet, self._depth)
            self._bullet, self._depth, self._gap = "", 0, False
        self._text, self._bold = [], []


def _walk(page: BeautifulSoup) -> Iterator[tuple[str, PageElement]]:
    """Every node that counts, tags twice (open, close); without recursion, for pages nest as deep as they like."""
    sizes = _text_sizes(page)
    most_chrome = _MOST_CHROME * sizes[id(page)]
    stack: list[tuple[Tag, Iterator[PageElement]]] = [(page, iter(page.children))]
    while stack:
        tag, children = stack[-1]
        child = next(children, None)
        if child is None:
            stack.pop()
            yield "close", tag
        elif isinstance(child, Tag):
            if child.name not in _DROPPED and not (sizes[id(child)] <= most_chrome and _is_chrome(child)):
                yield "open", child
                stack.append((child, iter(child.children)))
        else:
            yield "text", child


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
            sizes[id(tag)] += len(child) if isinstance(child, NavigableString) else 0
        else:
            stack.pop()
            if stack:
                sizes[id(stack[-1][0])] += sizes[id(tag)]
    return sizes


def _is_chrome(tag: Tag) -> bool:
    if tag.name in _NEVER_CHROME:
        return False
    names = [tag.get("id"), *(tag.get_attribute_list("class"))]
    return any(_CHROME.search(str(name)) for name in names if name)
