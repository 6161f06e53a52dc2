"""Reads web pages (Blogger, WordPress, FrontPage, hand-written): shown text as lines, without site chrome."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator

from bs4 import BeautifulSoup, Comment, MarkupResemblesLocatorWarning, ParserRejectedMarkup, XMLParsedAsHTMLWarning
from bs4.element import Declaration, Doctype, NavigableString, PageElement, ProcessingInstruction, Tag

from ingest.document import Document, Line
from ingest.readers.html import tag_stream
from ingest.readers.html.line_writer import LineWriter, block_name
from ingest.readers.html.site_chrome import is_left_out
from ingest.readers.html.tag_stream import Event, MarkupError
from ingest.readers.text import decode
from kmsearch.errors import UnreadableFile
from kmsearch.thai.normalise import collapse_whitespace, normalise

_UNSHOWN = (Comment, Declaration, Doctype, ProcessingInstruction)
"""Nodes that no browser shows; Word writes ``<![if …]>`` and ``<?xml …>`` around lists and names."""

_MARKUP_ENDS = (("<!--", "-->"), ("<![", "]>"), ("<", ">"))
"""Markup and its end. The parser searches for the end anew at each that is left open: of 100,000, for hours."""

_MARKED_SECTION = re.compile(r"<!\[[^>]*>?")
"""A marked section (``<![if …]>``). Browsers take it for a comment; the parser rejects those it does not know."""

LARGE_PAGE = 2**20
"""Letters from which a page is read as a stream of tags: a tree takes some hundred bytes a letter."""


def read(data: bytes, path: str) -> Document:
    """The shown text of a page as lines.

    Raises UnreadableFile for bytes that are no text, and for markup that cannot be parsed.
    """
    text, encoding = decode(data, path)
    title, lines = page_lines(text, path)
    return Document(path, lines, title=title, encoding=encoding)


def page_lines(text: str, path: str) -> tuple[str, tuple[Line, ...]]:
    """The title and the lines of a page, or of a fragment of HTML. Raises UnreadableFile as ``read`` does."""
    markup = _without_open_ends(text)
    try:
        if len(text) > LARGE_PAGE:
            lines = LineWriter().lines(tag_stream.walk(markup, is_left_out, block_name))
            return collapse_whitespace(normalise(tag_stream.title_of(text))), tuple(lines)
        page = _parse(markup)
    except MarkupError as error:
        cause, cure = "อ่านหน้าเว็บนี้ไม่ได้ โครงสร้าง HTML เสียหาย", "เปิดด้วยเบราว์เซอร์ แล้วบันทึกใหม่เป็น .html"
        raise UnreadableFile(cause, cure, file=path) from error
    title = collapse_whitespace(normalise(page.title.get_text())) if page.title else ""
    return title, tuple(LineWriter().lines(_walk(page)))


def _without_open_ends(text: str) -> str:
    """The page with markup that never ends escaped, so that it is shown as text."""
    for start, end in _MARKUP_ENDS:
        closed, last_end, rest = text.rpartition(end)
        text = closed + last_end + rest.replace(start, "&lt;" + start[1:])
    return text


def _parse(markup: str) -> BeautifulSoup:
    """The tree of a page. Raises MarkupError for what html.parser cannot parse, as a character reference of many
    digits."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", category=MarkupResemblesLocatorWarning)
        warnings.simplefilter("ignore", category=XMLParsedAsHTMLWarning)
        try:
            try:
                return BeautifulSoup(markup, "html.parser")
            except ParserRejectedMarkup:
                return BeautifulSoup(_MARKED_SECTION.sub("", markup), "html.parser")
        except (ParserRejectedMarkup, ValueError) as error:
            raise MarkupError(str(error)) from error


def _walk(page: BeautifulSoup) -> Iterator[Event]:
    """The events of all shown nodes; iterative, as pages nest to any depth."""
    sizes = _text_sizes(page)
    page_size = max(1, sizes[id(page)])
    stack: list[tuple[Tag, Iterator[PageElement]]] = [(page, iter(page.children))]
    while stack:
        tag, children = stack[-1]
        child = next(children, None)
        if child is None:
            stack.pop()
            if stack:
                yield "close", _block_name_of(tag)
        elif isinstance(child, Tag):
            if not is_left_out(child.name, _attributes(child), sizes[id(child)] / page_size):
                yield "open", _block_name_of(child)
                stack.append((child, iter(child.children)))
        elif _is_shown(child):
            yield "text", str(child)


def _is_shown(node: PageElement) -> bool:
    return isinstance(node, NavigableString) and not isinstance(node, _UNSHOWN)


def _block_name_of(tag: Tag) -> str:
    return block_name(tag.name, str(tag.get("style") or ""))


def _attributes(tag: Tag) -> dict[str, str]:
    classes = " ".join(str(name) for name in tag.get_attribute_list("class") if name)
    return {"id": str(tag.get("id") or ""), "class": classes}


def _text_sizes(page: BeautifulSoup) -> dict[int, int]:
    """Letters of shown text in each tag, by ``id(tag)``; each node is visited once, whatever the depth."""
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
