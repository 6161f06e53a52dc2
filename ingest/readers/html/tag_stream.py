"""Large web pages as a stream of tags and text: two passes over the markup, without a tree in memory.

The tree of a page of 50 MB takes gigabytes. Tags nest as BeautifulSoup nests them.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Literal

Event = tuple[Literal["open", "close", "text"], str]
"""The name of a tag that opens or closes, or text."""

Attributes = dict[str, str]

_VOID = frozenset("area base br col embed hr img input keygen link menuitem meta param source spacer track wbr".split())
"""Tags without content, also when they are not closed (HTML Living Standard 13.1.2, and older ones)."""

_CHUNK_LENGTH = 2**16
"""Letters given to the parser at a time. A guess."""


class MarkupError(Exception):
    """Markup that html.parser cannot parse."""


class _EventParser(HTMLParser):
    """Collects events; every tag is closed. The attributes go with the event that opens a tag."""

    def __init__(self) -> None:
        super().__init__()
        self.events: list[tuple[Event, Attributes]] = []
        self._open: list[str] = []
        self._open_count: Counter[str] = Counter()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.events.append((("open", tag), {name: value or "" for name, value in attrs}))
        self._open.append(tag)
        self._open_count[tag] += 1
        if tag in _VOID:
            self.handle_endtag(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        while self._open_count[tag]:
            last = self._open.pop()
            self._open_count[last] -= 1
            self.events.append((("close", last), {}))
            if last == tag:
                break

    def handle_data(self, data: str) -> None:
        self.events.append((("text", data), {}))

    def end(self) -> None:
        """Closes all open tags."""
        self.close()
        while self._open:
            self.handle_endtag(self._open[-1])


def _events(text: str) -> Iterator[tuple[Event, Attributes]]:
    parser = _EventParser()
    for start in range(0, len(text), _CHUNK_LENGTH):
        try:
            parser.feed(text[start : start + _CHUNK_LENGTH])
        except (AssertionError, ValueError) as error:
            raise MarkupError(str(error)) from error
        yield from parser.events
        parser.events.clear()
    parser.end()
    yield from parser.events


def walk(
    text: str, is_left_out: Callable[[str, Attributes, float], bool], name_of: Callable[[str, str], str]
) -> Iterator[Event]:
    """The events of the page without elements that are left out, in order.

    ``is_left_out`` gets a tag's name, its attributes and its share (0 to 1) of the page's text; ``name_of`` gets name
    and ``style`` and returns the name used in the events.
    """
    sizes = _text_sizes(text)
    page_size = max(1, sizes[0])
    tag_number = left_out_depth = 0
    open_names: list[str] = []
    for (kind, name), attributes in _events(text):
        if kind == "open":
            tag_number += 1
            open_names.append(name_of(name, attributes.get("style", "")))
            if not left_out_depth and is_left_out(name, attributes, sizes[tag_number] / page_size):
                left_out_depth = len(open_names)
        if not left_out_depth:
            yield kind, name if kind == "text" else open_names[-1]
        if kind == "close":
            left_out_depth = 0 if left_out_depth == len(open_names) else left_out_depth
            open_names.pop()


def _text_sizes(text: str) -> array[int]:
    """Letters in each tag by the order in which tags open; item 0 is the whole page."""
    sizes = array("Q", [0])
    stack = [0]
    for (kind, name), _ in _events(text):
        if kind == "open":
            stack.append(len(sizes))
            sizes.append(0)
        elif kind == "close":
            size = sizes[stack.pop()]
            sizes[stack[-1]] += size
        else:
            sizes[stack[-1]] += len(name)
    return sizes


def title_of(text: str) -> str:
    """The text of the first ``<title>``; empty without one."""
    parts: list[str] = []
    inside = False
    for (kind, name), _ in _events(text):
        if kind == "text" and inside:
            parts.append(name)
        elif name == "title" and kind != "text":
            if kind == "close":
                return "".join(parts)
            inside = True
    return ""
