"""Markdown: blocks as CommonMark parts them, lines as they were written, numbers of lists as they were typed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from corpus.fields import FIELD
from ingest.document import Document, Line
from ingest.readers.html.html_reader import shown
from ingest.readers.text import decode
from kmsearch.errors import UnreadableFile
from kmsearch.thai.tokenizer import normalise, squeeze

MAX_NESTING = 60
"""Blocks in blocks that are read, a list being two: the parser goes some calls deeper for each."""

MAX_PARAGRAPH = 20_000
"""Letters of a paragraph, some ten pages, from which its lines are parsed one by one, and such a line not at all:
the time that brackets left open take grows with the square."""

_FRONT = re.compile(
    r"\A\s*---[ \t]*\n(?P<yaml>(?:(?:[A-Za-z_][\w .-]*:.*|[ \t#-].*|)\n)*?)(?:---|\.\.\.)[ \t]*(?:\n|\Z)"
)
_NAMES = re.compile(r"^\w+(?=:)", re.MULTILINE | re.ASCII)
_OWN = {"id", "extracted"}
"""Names in the head of every record that ``ingest`` wrote."""

_TAKE_AS_IT_IS = "คัดลอกไฟล์นี้ไปไว้ในโฟลเดอร์ records ของคลัง แล้วสั่ง kmsearch index"
_NAMED = re.compile(r"^(?P<name>\w+):[ \t]+(?P<value>\S.*)$", re.MULTILINE | re.ASCII)
_ALSO_CALLED = {"author": "author_name", "tel": "phone"}
"""What other systems call our fields."""

_NO_LABEL = frozenset({"region", "topics", "form"})
"""Fields of a record that follow from the others."""

_UNSEEN_BOLD = re.compile(r"\*\*(?=\S)([^*\n]+?)(?<=\S)\*\*")
"""``**ชื่อ:**ก``: between a colon and a letter CommonMark sees no end, for it expects a blank there; Thai has none."""

_BREAKS = frozenset({"softbreak", "hardbreak"})
_TEXT = frozenset({"text", "text_special", "code_inline"})
_LISTS = {"ordered_list_open": 1, "bullet_list_open": 1, "ordered_list_close": -1, "bullet_list_close": -1}
_STRONG = {"heading_open": 1, "th_open": 1, "heading_close": -1, "th_close": -1}
_SPACED = frozenset({"heading_open", "paragraph_open", "table_open", "fence", "hr"})


def read(data: bytes, path: str) -> Document:
    """The lines of a Markdown file without its marks; fields in its YAML head are lines with their Thai labels.

    Raises UnreadableFile when it is no text, or a record of a corpus: what that holds is not to be guessed at again.
    """
    text, encoding = decode(data, path)
    text = normalise(text)
    front = _FRONT.match(text)
    head, body = (front["yaml"], text[front.end() :]) if front else ("", text)
    if _OWN.issubset(_NAMES.findall(head)):
        raise UnreadableFile("ไฟล์นี้เป็นบันทึกของคลังความรู้อยู่แล้ว", _TAKE_AS_IT_IS, file=path)
    fields = list(_fields(head))
    parser = MarkdownIt("commonmark", {"maxNesting": MAX_NESTING}).enable("table").disable(["code", "inline"])
    writer = _Writer(parser)
    lines = [*writer.labelled(fields), *writer.lines(body)]
    title = next((value for name, value in fields if name == "title"), "")
    return Document(path, tuple(lines), title=title, encoding=encoding)


def _fields(head: str) -> Iterator[tuple[str, str]]:
    """The fields of a record that a YAML head names, each with its value."""
    for found in _NAMED.finditer(head):
        name = _ALSO_CALLED.get(found["name"], found["name"])
        if name in FIELD and name not in _NO_LABEL:
            yield name, squeeze(_plain(found["value"]))


def _plain(value: str) -> str:
    """A YAML value without its quotes."""
    if value[0] not in "\"'":
        return value.partition(" #")[0]
    try:
        return str(yaml.load(value, yaml.BaseLoader))  # noqa: S506 - it makes nothing but strings
    except yaml.YAMLError:
        return value


class _Writer:
    """Writes the parser's tokens as lines."""

    def __init__(self, parser: MarkdownIt) -> None:
        self._parser = parser
        self._links: dict[str, Any] = {}
        self._number = 0
        self._bullet = ""
        self._depth = 0
        self._gap = False
        self._head = 0

    def labelled(self, fields: Iterable[tuple[str, str]]) -> Iterator[Line]:
        """A line for each field, as a form has it."""
        for name, value in fields:
            yield from self._line(f"{FIELD[name].label} {value}")

    def lines(self, body: str) -> Iterator[Line]:
        """The lines of a text, block by block."""
        lists = strong = 0
        for token in self._parser.parse(body, self._links):
            lists += _LISTS.get(token.type, 0)
            strong += _STRONG.get(token.type, 0)
            if token.type.startswith("heading_"):
                self._head = int(token.tag[1:]) if token.type == "heading_open" else 0
            self._gap |= token.type in _SPACED and not token.hidden
            if token.type == "list_item_open":
                self._depth, self._bullet = lists - 1, f"{token.info}{token.markup}" if token.info else "•"
            elif token.type == "list_item_close":
                self._depth, self._bullet = 0, ""
            elif token.type == "inline":
                for text, bold in self._inline(token.content):
                    yield from self._line(text, strong > 0 or bold)
            elif token.type == "fence":
                for text in token.content.split("\n"):
                    yield from self._line(text)
            elif token.type == "html_block":
                yield from self._page(token.content)

    def _inline(self, paragraph: str) -> Iterator[tuple[str, bool]]:
        """The lines of a paragraph without the marks in them, and whether each is wholly bold."""
        for part in [paragraph] if len(paragraph) <= MAX_PARAGRAPH else paragraph.split("\n"):
            tokens: list[Token] = []
            if len(part) <= MAX_PARAGRAPH:
                self._parser.inline.parse(part, self._parser, self._links, tokens)
                yield from _written(tokens)
            else:
                yield part, False

    def _line(self, text: str, strong: bool = False) -> Iterator[Line]:
        text = squeeze(_UNSEEN_BOLD.sub(r"\1", text))
        if text:
            self._number += 1
            yield Line(text, self._number, self._gap, strong, self._bullet, self._depth, head=self._head)
            self._bullet, self._depth, self._gap = "", 0, False

    def _page(self, markup: str) -> Iterator[Line]:
        """The lines of HTML that stands among the text."""
        for line in shown(markup)[1]:
            self._gap |= line.gap
            if line.bullet:
                self._bullet, self._depth = line.bullet, line.depth
            yield from self._line(line.text, line.strong)


def _written(children: Sequence[Token]) -> Iterator[tuple[str, bool]]:
    """The text of each line of a paragraph, and whether it is wholly bold; pictures left out."""
    text: list[str] = []
    bold: list[bool] = []
    strong = 0
    for child in children:
        strong += (child.type == "strong_open") - (child.type == "strong_close")
        if child.type in _BREAKS or (child.type == "html_inline" and child.content.lower().startswith("<br")):
            yield "".join(text), bool(bold) and all(bold)
            text, bold = [], []
        elif child.type in _TEXT:
            text.append(child.content)
            if child.content.strip():
                bold.append(strong > 0)
    yield "".join(text), bool(bold) and all(bold)
