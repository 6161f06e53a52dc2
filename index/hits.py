"""Hits as a page shows them: fields, the title marked, and the fragments that answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from typing import Any

from corpus.fields import FIELD, SECTION, SECTIONS, section_label
from index.documents import KNOWLEDGE, PARTS
from index.highlight import Highlighter, Marked
from index.results import Fragment, Hit

FRAGMENTS = 3
"""Fragments of one record: more push the next record off the screen."""

LOOKED_AT = 8
"""Texts of one record that are cut and marked to choose its fragments from."""

_BOOST = {part.name: part.boost for part in PARTS}


@dataclass(frozen=True, slots=True)
class _Text:
    """A text of a record: where it stands (``number`` 0: no item of its own) and how likely it answers."""

    section: str
    number: int
    text: str
    likely: int

    @property
    def rank(self) -> tuple[int, float]:
        return self.likely, _BOOST[self.section]


def record_hit(id: str, payload: Mapping[str, Any], score: float, highlighter: Highlighter) -> Hit:
    """The hit of a record. Without marks anywhere it shows the first of what the record teaches."""
    title = _title(payload, highlighter)
    fragments = tuple(_fragments(payload, highlighter)) or tuple(_opening(payload, highlighter))
    return Hit(id, title, payload["fields"], fragments, score)


def item_hit(
    id: str, section: str, number: int, payload: Mapping[str, Any], score: float, highlighter: Highlighter
) -> Hit:
    """The hit of an item: its record's fields, its own text as the one fragment."""
    text = next(
        text for name, items in payload["sections"] if name == section for text, place in items if place == number
    )
    fragment = _fragment(section, number, highlighter.mark(text))
    return Hit(id, _title(payload, highlighter), payload["fields"], (fragment,), score, section, number)


def _title(payload: Mapping[str, Any], highlighter: Highlighter) -> Fragment:
    return Fragment("title", FIELD["title"].label, 0, highlighter.mark(payload["title"]).whole())


def _fragments(payload: Mapping[str, Any], highlighter: Highlighter) -> Iterator[Fragment]:
    """The best texts: each the one with the most words not shown yet, then the most words."""
    texts = nlargest(LOOKED_AT, _texts(payload, highlighter), key=lambda text: text.rank)
    marked = [(text, highlighter.mark(text.text)) for text in texts]
    shown: frozenset[int] = frozenset()
    for _ in range(FRAGMENTS):
        left = [(text, one) for text, one in marked if one.words]
        if not left:
            return
        best = max(left, key=lambda pair: (len(pair[1].words - shown), len(pair[1].words), _BOOST[pair[0].section]))
        marked.remove(best)
        shown |= best[1].words
        yield _fragment(best[0].section, best[0].number, best[1])


def _texts(payload: Mapping[str, Any], highlighter: Highlighter) -> Iterator[_Text]:
    for section, items in payload["sections"]:
        for text, number in items:
            if likely := highlighter.likely(text):
                yield _Text(section, number, text, likely)
    for name, value in payload["fields"].items():
        text = ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")
        if _BOOST[name] and (likely := highlighter.likely(text)):
            yield _Text(name, 0, text, likely)


def _opening(payload: Mapping[str, Any], highlighter: Highlighter) -> Iterator[Fragment]:
    sections = dict(payload["sections"])
    order: Sequence[str] = (*KNOWLEDGE, *(section.name for section in SECTIONS))
    for name in order:
        for text, number in sections.get(name, ()):
            if number:
                yield _fragment(name, number, highlighter.mark(text))
                return


def _fragment(section: str, number: int, marked: Marked) -> Fragment:
    label = section_label(section) if section in SECTION else FIELD[section].label
    return Fragment(section, label, number, marked.piece())
