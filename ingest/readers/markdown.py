"""Reads Markdown: blocks as CommonMark, lines as they are written, numbers of lists as they are typed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from corpus.fields import FIELD
from ingest.document import Document, Line
from ingest.readers.html.html_reader import page_lines
from ingest.readers.text import decode
from kmsearch.errors import UnreadableFile
from kmsearch.thai.normalise import collapse_whitespace, normalise

MAX_NESTING = 60
"""Nested blocks that are read, a list being two: the parser recurses for each."""

MAX_PARAGRAPH = 20_000
"""Letters of a paragraph (some ten pages) from which its lines are parsed one by one, and longer lines not at all: the
time for open brackets grows with the square of the length."""

_FRONT_MATTER = re.compile(
    r"\A\s*---[ \t]*\n(?P<yaml>(?:(?:[A-Za-z_][\w .-]*:.*|[ \t#-].*|)\n)*?)(?:---|\.\.\.)[ \t]*(?:\n|\Z)"
)
_KEY = re.compile(r"^\w+(?=:)", re.MULTILINE | re.ASCII)
_RECORD_KEYS = {"id", "extracted"}
"""Keys in the front matter of every record that ``ingest`` wrote."""

_COPY_INTO_RECORDS = "คัดลอกไฟล์นี้ไปไว้ในโฟลเดอร์ records ของคลัง แล้วสั่ง kmsearch index"
_KEY_VALUE = re.compile(r"^(?P<name>\w+):[ \t]+(?P<value>\S.*)$", re.MULTILINE | re.ASCII)
_FIELD_ALIASES = {"author": "author_name", "tel": "phone"}
"""Keys that other systems use for our fields."""

_DERIVED_FIELDS = frozenset({"region", "topics", "form"})
"""Fields of a record that follow from the others."""

_UNPARSED_BOLD = re.compile(r"\*\*(?=\S)([^*\n]+?)(?<=\S)\*\*")
"""``**ชื่อ:**ก``: CommonMark sees no end of bold between a colon and a letter, as it expects a blank; Thai has none."""

_BREAK_TOKENS = frozenset({"softbreak", "hardbreak"})
_TEXT_TOKENS = frozenset({"text", "text_special", "code_inline"})
_LIST_DEPTH = {"ordered_list_open": 1, "bullet_list_open": 1, "ordered_list_close": -1, "bullet_list_close": -1}
_STRONG_DEPTH = {"heading_open": 1, "th_open": 1, "heading_close": -1, "th_close": -1}
_SPACED_TOKENS = frozenset({"heading_open", "paragraph_open", "table_open", "fence", "hr"})


def read(data: bytes, path: str) -> Document:
    """The lines of a Markdown file without markup; fields in its front matter become lines with their Thai labels.

    Raises UnreadableFile when it is no text, or a record of a corpus, whose fields must not be guessed again.
    """
    text, encoding = decode(data, path)
    text = normalise(text)
    front_matter = _FRONT_MATTER.match(text)
    head, body = (front_matter["yaml"], text[front_matter.end() :]) if front_matter else ("", text)
    if _RECORD_KEYS.issubset(_KEY.findall(head)):
        raise UnreadableFile("ไฟล์นี้เป็นบันทึกของคลังความรู้อยู่แล้ว", _COPY_INTO_RECORDS, file=path)
    fields = list(_fields(head))
    parser = MarkdownIt("commonmark", {"maxNesting": MAX_NESTING}).enable("table").disable(["code", "inline"])
    writer = _BlockWriter(parser, path)
    lines = [*writer.field_lines(fields), *writer.body_lines(body)]
    title = next((value for name, value in fields if name == "title"), "")
    return Document(path, tuple(lines), title=title, encoding=encoding)


def _fields(head: str) -> Iterator[tuple[str, str]]:
    """The fields of a record in the front matter: (name, value)."""
    for match in _KEY_VALUE.finditer(head):
        name = _FIELD_ALIASES.get(match["name"], match["name"])
        if name in FIELD and name not in _DERIVED_FIELDS:
            yield name, collapse_whitespace(_unquoted(match["value"]))


def _unquoted(value: str) -> str:
    """A YAML scalar without quotes and comment."""
    if value[0] not in "\"'":
        return value.partition(" #")[0]
    try:
        return str(yaml.load(value, yaml.BaseLoader))  # noqa: S506 - it makes nothing but strings
    except yaml.YAMLError:
        return value


class _BlockWriter:
    """Writes the tokens of the parser as lines."""

    def __init__(self, parser: MarkdownIt, path: str) -> None:
        self._parser = parser
        self._path = path
        self._links: dict[str, Any] = {}
        self._number = 0
        self._bullet = ""
        self._depth = 0
        self._gap = False
        self._head_level = 0

    def field_lines(self, fields: Iterable[tuple[str, str]]) -> Iterator[Line]:
        """One line per field, with its label, as a form has it."""
        for name, value in fields:
            yield from self._line(f"{FIELD[name].label} {value}")

    def body_lines(self, body: str) -> Iterator[Line]:
        """The lines of the body, block by block."""
        lists = strong = 0
        for token in self._parser.parse(body, self._links):
            lists += _LIST_DEPTH.get(token.type, 0)
            strong += _STRONG_DEPTH.get(token.type, 0)
            if token.type.startswith("heading_"):
                self._head_level = int(token.tag[1:]) if token.type == "heading_open" else 0
            self._gap |= token.type in _SPACED_TOKENS and not token.hidden
            if token.type == "list_item_open":
                self._depth, self._bullet = lists - 1, f"{token.info}{token.markup}" if token.info else "•"
            elif token.type == "list_item_close":
                self._depth, self._bullet = 0, ""
            elif token.type == "inline":
                for text, bold in self._paragraph_lines(token.content):
                    yield from self._line(text, strong > 0 or bold)
            elif token.type == "fence":
                for text in token.content.split("\n"):
                    yield from self._line(text)
            elif token.type == "html_block":
                yield from self._html_lines(token.content)

    def _paragraph_lines(self, paragraph: str) -> Iterator[tuple[str, bool]]:
        """The lines of a paragraph without inline markup, and whether each is wholly bold."""
        for part in [paragraph] if len(paragraph) <= MAX_PARAGRAPH else paragraph.split("\n"):
            tokens: list[Token] = []
            if len(part) <= MAX_PARAGRAPH:
                self._parser.inline.parse(part, self._parser, self._links, tokens)
                yield from _token_lines(tokens)
            else:
                yield part, False

    def _line(self, text: str, strong: bool = False) -> Iterator[Line]:
        text = collapse_whitespace(_UNPARSED_BOLD.sub(r"\1", text))
        if text:
            self._number += 1
            yield Line(text, self._number, self._gap, strong, self._bullet, self._depth, head=self._head_level)
            self._bullet, self._depth, self._gap = "", 0, False

    def _html_lines(self, markup: str) -> Iterator[Line]:
        """The lines of an HTML block."""
        for line in page_lines(markup, self._path)[1]:
            self._gap |= line.gap
            if line.bullet:
                self._bullet, self._depth = line.bullet, line.depth
            yield from self._line(line.text, line.strong)


def _token_lines(children: Sequence[Token]) -> Iterator[tuple[str, bool]]:
    """The lines of inline tokens, and whether each is wholly bold; images are left out."""
    text: list[str] = []
    bold: list[bool] = []
    strong = 0
    for child in children:
        strong += (child.type == "strong_open") - (child.type == "strong_close")
        if child.type in _BREAK_TOKENS or (child.type == "html_inline" and child.content.lower().startswith("<br")):
            yield "".join(text), bool(bold) and all(bold)
            text, bold = [], []
        elif child.type in _TEXT_TOKENS:
            text.append(child.content)
            if child.content.strip():
                bold.append(strong > 0)
    yield "".join(text), bool(bold) and all(bold)
