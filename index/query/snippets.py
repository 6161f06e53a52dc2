"""Hits as a page shows them: fields, the title marked, and the snippets that answer."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self

from corpus.fields import FIELD, SECTION, SECTIONS, section_label
from index.mapping import KNOWLEDGE, PARTS
from index.query.highlighter import Highlighter, Marked, plain_form
from index.results import Hit, Snippet

MAX_SNIPPETS = 3
"""Snippets of one record: more push the next record off the screen."""

LOOKED_AT = 6
"""Texts of one record that are cut and marked at most; in nearly every one that may answer a word does stand."""

_BOOST = {part.name: part.boost for part in PARTS}


@dataclass(frozen=True, slots=True)
class Text:
    """A text of a record: its section or field, its number there (0: none), as written and in plain form.

    ``spans`` are the offsets of its words, start and end in turn; empty where they are not known. ``private`` are the
    start, the end and the search token of each private value in it, masked or not; the tokens stand in ``plain`` too.
    """

    section: str
    number: int
    text: str
    plain: str
    spans: tuple[int, ...] = ()
    private: tuple[tuple[int, int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Content:
    """A record as it was when the index was built: what a hit shows of it."""

    title: str
    fields: Mapping[str, Any]
    texts: tuple[Text, ...]

    @classmethod
    def load(cls, payload: str) -> Self:
        """The content from the payload of a record's document."""
        data = json.loads(payload)
        texts = [
            Text(section, number, text, _plain_with_tokens(text, private), tuple(spans), tuple(map(tuple, private)))
            for (section, items), cut, hidden in zip(data["sections"], data["spans"], data["private"], strict=True)
            for (text, number), spans, private in zip(items, cut, hidden, strict=True)
        ]
        fields = [(name, str(value)) for name, value in data["fields"].items() if value and _BOOST[name]]
        texts += [Text(name, 0, value, plain_form(value)) for name, value in fields]
        return cls(data["title"], data["fields"], tuple(texts))


def _plain_with_tokens(text: str, private: Iterable[tuple[int, int, str]]) -> str:
    return " ".join([plain_form(text), *(token for _, _, token in private)])


def record_hit(id: str, content: Content, score: float, highlighter: Highlighter) -> Hit:
    """The hit of a record. Where no text answers it shows the first of what the record teaches."""
    snippets = tuple(_snippets(content, highlighter)) or tuple(_opening(content, highlighter))
    return Hit(id, _title(content, highlighter), content.fields, snippets, score)


def item_hit(id: str, section: str, number: int, content: Content, score: float, highlighter: Highlighter) -> Hit:
    """The hit of an item: its record's fields, its own text as the one snippet."""
    text = next(text for text in content.texts if (text.section, text.number) == (section, number))
    snippet = _snippet(text, highlighter.mark(text.text, text.spans, text.private))
    return Hit(id, _title(content, highlighter), content.fields, (snippet,), score, section, number)


def _title(content: Content, highlighter: Highlighter) -> Snippet:
    return Snippet("title", FIELD["title"].label, 0, highlighter.mark(content.title).whole())


def _snippets(content: Content, highlighter: Highlighter) -> Iterator[Snippet]:
    """The best texts: each the one with the most words not shown yet, then the most words, then the weightiest."""
    left = [(likely, text) for text in content.texts if (likely := highlighter.likely(text.plain))]
    shown = given = 0
    for _ in range(LOOKED_AT):
        if not left or given == MAX_SNIPPETS:
            return
        best = max(left, key=lambda one: _worth(one[0], one[1], shown))
        left.remove(best)
        marked = highlighter.mark(best[1].text, best[1].spans, best[1].private)
        if marked.marks:
            shown |= marked.words
            given += 1
            yield _snippet(best[1], marked)


def _worth(likely: int, text: Text, shown: int) -> tuple[int, int, float]:
    return (likely & ~shown).bit_count(), likely.bit_count(), _BOOST[text.section]


def _opening(content: Content, highlighter: Highlighter) -> Iterator[Snippet]:
    order = [*KNOWLEDGE, *(section.name for section in SECTIONS)]
    points = [text for text in content.texts if text.number]
    if points:
        first = min(points, key=lambda text: order.index(text.section))
        yield _snippet(first, highlighter.mark(first.text, first.spans, first.private))


def _snippet(text: Text, marked: Marked) -> Snippet:
    label = section_label(text.section) if text.section in SECTION else FIELD[text.section].label
    return Snippet(text.section, label, text.number, marked.piece())
