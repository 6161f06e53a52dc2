"""Large web pages, read as they come: what is open, and how much text each part holds, but never the whole tree.

A tree of a page of 50 MB takes gigabytes; two walks over its text take none. Tags nest as BeautifulSoup nests them.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Literal

Event = tuple[Literal["open", "close", "text"], str]
"""A tag's name as it opens or closes, or text."""

Attributes = dict[str, str]

_VOID = frozenset("area base br col embed hr img input keygen link menuitem meta param source spacer track wbr".split())
"""Tags that hold nothing, also when they are not closed (HTML Living Standard 13.1.2, and older ones)."""

_CHUNK = 2**16


class _Parser(HTMLParser):
    """Gathers what it is fed as events, each tag closed; the attributes go with those that open."""

    def __init__(self) -> None:
        super().__init__()
        self.events: list[tuple[Event, Attributes]] = []
        self._open: list[str] = []
        self._count: Counter[str] = Counter()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.events.append((("open", tag), {name: value or "" for name, value in attrs}))
        self._open.append(tag)
        self._count[tag] += 1
        if tag in _VOID:
            self.handle_endtag(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        while self._count[tag]:
            last = self._open.pop()
            self._count[last] -= 1
            self.events.append((("close", last), {}))
            if last == tag:
                break

    def handle_data(self, data: str) -> None:
        self.events.append((("text", data), {}))

    def end(self) -> None:
        """Closes what is open."""
        self.close()
        while self._open:
            self.handle_endtag(self._open[-1])


def _events(text: str) -> Iterator[tuple[Event, Attributes]]:
    parser = _Parser()
    for start in range(0, len(text), _CHUNK):
        parser.feed(text[start : start + _CHUNK])
        yield from parser.events
        parser.events.clear()
    parser.end()
    yield from parser.events


def walk(
    text: str, is_left_out: Callable[[str, Attributes, float], bool], kind_of: Callable[[str, str], str]
) -> Iterator[Event]:
    """What the page shows, in order. ``is_left_out`` is told a tag's name, its attributes and its share of the text.

    ``kind_of`` says, from a tag's name and style, what it is called in the events.
    """
    sizes = _sizes(text)
    whole = max(1, sizes[0])
    place = left_out = 0
    called: list[str] = []
    for (kind, name), attributes in _events(text):
        if kind == "open":
            place += 1
            called.append(kind_of(name, attributes.get("style", "")))
            if not left_out and is_left_out(name, attributes, sizes[place] / whole):
                left_out = len(called)
        if not left_out:
            yield kind, name if kind == "text" else called[-1]
        if kind == "close":
            left_out = 0 if left_out == len(called) else left_out
            called.pop()


def _sizes(text: str) -> array[int]:
    """Letters in each tag by its place in the order they open; first those of the whole page."""
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
    """What stands in the first ``<title>``; empty where there is none."""
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
