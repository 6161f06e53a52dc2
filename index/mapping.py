"""Record → what is indexed: a document for the record, one for each of its items, and a row for facets and sorting."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from corpus.fields import FACETS, FIELDS, SECTION, SECTION_FACET, SECTIONS
from corpus.privacy.boundary import Boundary
from corpus.privacy.recogniser import find_private
from corpus.privacy.search_tokens import search_token
from corpus.record import Item, Record
from index.dedup.signatures import Said, said_by
from index.engines.protocol import Document, Part, PartKind
from kmsearch.lexicon.model import Lexicon
from kmsearch.thai.tokenizer import Analyzer, arabic, normalise

SCHEMA_VERSION = 4
"""Raised when documents, rows or payloads change shape; part of every index's fingerprint."""

ITEM_GAP = 100
"""Positions left free between two texts of one part, so that no phrase runs from one into the next."""

PARTS: tuple[PartKind, ...] = (
    *(PartKind(field.name, field.boost) for field in FIELDS if field.kind != "phone"),
    *(PartKind(section.name, section.boost) for section in SECTIONS),
)
"""Every part of a document that a query can name; telephone numbers are never searched."""

SECTION_PARTS = frozenset(section.name for section in SECTIONS)
"""The parts that items have too; the others only records have."""

LISTED = tuple(field.name for field in FIELDS if field.kind != "phone" and field.name != "title")
"""The fields that a list of results shows."""

_STRICT = Boundary()

_ITEM_KEY = re.compile(rf"(?P<id>.+)#(?P<section>{'|'.join(SECTION)})-(?P<number>\d+)")

KNOWLEDGE = ("knowledge_assets", "core_knowledge", "strategies")
"""The sections that, with title and category, decide what a record is about."""


@dataclass(frozen=True, slots=True)
class Indexed:
    """What one record becomes. ``row`` maps each facet to the record's values, for JSON; ``said`` is what it says."""

    document: Document
    items: tuple[Document, ...]
    row: dict[str, list[str]]
    said: Said


class _Cut(NamedTuple):
    """A text as the analyzer cuts it; ``spans`` are the offsets of its words, start and end in turn, in its normalised
    form: with them a result is marked without being cut anew. Empty where a word is not its letters in lower case.
    ``private`` are the start, the end and the search token of each private value there."""

    words: list[str]
    subwords: list[str]
    spans: list[int]
    private: list[tuple[int, int, str]]


def index_record(whole: Record, lexicon: Lexicon, boundary: Boundary = _STRICT) -> Indexed:
    """The documents and the row of ``whole`` as the boundary discloses it; its topics are its own, or else those the
    lexicon finds. Nothing hidden is in them but the search tokens of private values."""
    record = boundary.disclose(whole)
    topics = topics_of(record, lexicon)
    fields = {name: getattr(record, name) for name in LISTED} | {"topics": list(topics)}
    parts = [
        _field_part(name, value, topics if name == "topics" else getattr(whole, name), lexicon.analyzer)
        for name, value in {"title": record.title, **fields}.items()
    ]
    items: list[Document] = []
    spans: list[list[list[int]]] = []
    private: list[list[list[tuple[int, int, str]]]] = []
    for section, whole_section in zip(record.sections, whole.sections, strict=True):
        pairs = zip(section.items, whole_section.items, strict=True)
        cut = [_cut(item.text, whole_item.text, lexicon.analyzer) for item, whole_item in pairs]
        parts.append(_join(section.name, cut))
        items += _item_documents(record.id, section.name, section.items, cut)
        spans.append([one.spans for one in cut])
        private.append([one.private for one in cut])
    content: dict[str, Any] = {"title": record.title, "fields": fields, "sections": list(_texts(record))}
    content |= {"spans": spans, "private": private}
    payload = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    document = Document(record.id, tuple(part for part in parts if part.words or part.subwords), payload)
    return Indexed(document, tuple(items), _row(record, topics), said_by(record, lexicon))


def item_key(id: str, section: str, number: int) -> str:
    """The key of an item's document: ``<record>#<section>-<number>``, its address in the web UI."""
    return f"{id}#{section}-{number}"


def split_key(key: str) -> tuple[str, str, int]:
    """Record, section and number of an item's key; of a record's key the section is empty, the number 0."""
    found = _ITEM_KEY.fullmatch(key)
    return (found["id"], found["section"], int(found["number"])) if found else (key, "", 0)


def topics_of(record: Record, lexicon: Lexicon) -> tuple[str, ...]:
    """The record's own topics, or else those whose words stand in its title, category or knowledge sections."""
    return record.topics or lexicon.topics_of(topic_text(record))


def topic_text(record: Record) -> str:
    """The text that shows what the record is about."""
    texts = [item.text for name in KNOWLEDGE for item in record.section(name).items]
    return "\n".join([record.title, record.category, *texts])


def _row(record: Record, topics: Sequence[str]) -> dict[str, list[str]]:
    row: dict[str, list[str]] = {}
    for facet in FACETS:
        value = topics if facet.name == "topics" else getattr(record, facet.name, None)
        if facet is SECTION_FACET:
            value = list(dict.fromkeys(section for section, _, _ in record.points()))
        row[facet.name] = list(_values(value))
    return row | {"category": list(_values(record.category))}


def _values(value: object) -> Iterator[str]:
    for one in value if isinstance(value, tuple | list) else (value,):
        if one is not None and str(one).strip():
            yield str(one).strip()


def _texts(record: Record) -> Iterator[tuple[str, list[tuple[str, int]]]]:
    for section in record.sections:
        numbers = iter(range(1, len(section.items) + 1))
        yield section.name, [(normalise(item.text), 0 if item.lead else next(numbers)) for item in section.items]


def _item_documents(id: str, section: str, items: Iterable[Item], cut: Iterable[_Cut]) -> Iterator[Document]:
    if section == "other":
        return
    points = [one for item, one in zip(items, cut, strict=True) if not item.lead]
    for number, one in enumerate(points, 1):
        yield Document(item_key(id, section, number), (_join(section, [one]),))


def _field_part(name: str, value: Any, whole: Any, analyzer: Analyzer) -> Part:
    pairs = zip(_values(value), _values(whole), strict=True)
    return _join(name, [_cut(text, whole_text, analyzer) for text, whole_text in pairs])


def _cut(text: str, whole: str, analyzer: Analyzer) -> _Cut:
    """``text`` cut, and the private values of the ``whole`` text that it discloses."""
    plain = normalise(text)
    private = [(span.start, span.end, search_token(span)) for span in find_private(normalise(whole))]
    terms = analyzer.words(plain)
    low = arabic(plain).lower()
    as_found = all(low[term.start : term.end].replace(".", "") == term.text for term in terms)
    spans = [place for term in terms for place in (term.start, term.end)] if as_found else []
    words = [*(term.text for term in terms), *(token for _, _, token in private)]
    return _Cut(words, analyzer.subwords(plain), spans, private)


def _join(name: str, cut: Iterable[_Cut]) -> Part:
    words: list[tuple[str, int]] = []
    subwords: list[str] = []
    start = 0
    for one in cut:
        words += ((term, start + place) for place, term in enumerate(one.words))
        subwords += one.subwords
        start += len(one.words) + ITEM_GAP
    return Part(name, tuple(words), tuple(subwords))
