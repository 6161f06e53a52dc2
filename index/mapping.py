"""Maps a record to its documents (one for the record, one for each item), facet values and signatures."""

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
from index.dedup.signatures import RecordSignatures, sign_record
from index.engines.protocol import IndexDocument, Part, PartKind
from kmsearch.lexicon.model import Lexicon
from kmsearch.thai.normalise import normalise, to_arabic_digits
from kmsearch.thai.tokenizer import Analyzer

SCHEMA_VERSION = 4
"""Increased when documents, tables or payloads change shape; part of the fingerprint of every index."""

ITEM_GAP = 100
"""Gap in positions between two texts of one part, so that no phrase matches across them."""

PARTS: tuple[PartKind, ...] = (
    *(PartKind(field.name, field.boost) for field in FIELDS if field.kind != "phone"),
    *(PartKind(section.name, section.boost) for section in SECTIONS),
)
"""Every part of a document that a query can name; telephone numbers are not indexed."""

SECTION_PARTS = frozenset(section.name for section in SECTIONS)
"""The parts that documents of items have; all other parts are of records only."""

STORED_FIELDS = tuple(field.name for field in FIELDS if field.kind != "phone" and field.name != "title")
"""The fields stored in payloads, because hits show them."""

_STRICT = Boundary()

_ITEM_KEY = re.compile(rf"(?P<id>.+)#(?P<section>{'|'.join(SECTION)})-(?P<number>\d+)")

KNOWLEDGE = ("knowledge_assets", "core_knowledge", "strategies")
"""The sections from which, with title and category, topics are assigned."""


@dataclass(frozen=True, slots=True)
class IndexedRecord:
    """The documents of one record, its values by facet, and the signatures of its texts."""

    document: IndexDocument
    items: tuple[IndexDocument, ...]
    facet_values: dict[str, list[str]]
    signatures: RecordSignatures


class _AnalyzedText(NamedTuple):
    """The tokens of a text. ``spans`` are the [start, end) offsets of its words in its normalised text, in one
    sequence, so that a hit is highlighted without being tokenized again; empty if a token is not its span in lower
    case.

    ``private`` has (start, end, search token) of each private value in the text.
    """

    words: list[str]
    subwords: list[str]
    spans: list[int]
    private: list[tuple[int, int, str]]


def index_record(whole: Record, lexicon: Lexicon, boundary: Boundary = _STRICT) -> IndexedRecord:
    """The documents, facet values and signatures of ``whole`` as ``boundary`` discloses it.

    Topics are its own, or those that the lexicon assigns. Of values that the boundary masks only search tokens are
    indexed.
    """
    record = boundary.disclose(whole)
    topics = topics_of(record, lexicon)
    fields = {name: getattr(record, name) for name in STORED_FIELDS} | {"topics": list(topics)}
    parts = [
        _field_part(name, value, topics if name == "topics" else getattr(whole, name), lexicon.analyzer)
        for name, value in {"title": record.title, **fields}.items()
    ]
    items: list[IndexDocument] = []
    spans: list[list[list[int]]] = []
    private: list[list[list[tuple[int, int, str]]]] = []
    for section, whole_section in zip(record.sections, whole.sections, strict=True):
        pairs = zip(section.items, whole_section.items, strict=True)
        analyzed = [_analyze(item.text, whole_item.text, lexicon.analyzer) for item, whole_item in pairs]
        parts.append(_join(section.name, analyzed))
        items += _item_documents(record.id, section.name, section.items, analyzed)
        spans.append([text.spans for text in analyzed])
        private.append([text.private for text in analyzed])
    content: dict[str, Any] = {"title": record.title, "fields": fields, "sections": list(_texts(record))}
    content |= {"spans": spans, "private": private}
    payload = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    document = IndexDocument(record.id, tuple(part for part in parts if part.words or part.subwords), payload)
    return IndexedRecord(document, tuple(items), _facet_values(record, topics), sign_record(record, lexicon))


def item_key(id: str, section: str, number: int) -> str:
    """The key of an item's document: ``<record>#<section>-<number>``, which is also the end of its URL."""
    return f"{id}#{section}-{number}"


def split_key(key: str) -> tuple[str, str, int]:
    """Record id, section and number of an item's key; for a record's key the section is empty and the number 0."""
    match = _ITEM_KEY.fullmatch(key)
    return (match["id"], match["section"], int(match["number"])) if match else (key, "", 0)


def topics_of(record: Record, lexicon: Lexicon) -> tuple[str, ...]:
    """The record's own topics, or else those whose words occur in its title, category or knowledge sections."""
    return record.topics or lexicon.topics_of(topic_text(record))


def topic_text(record: Record) -> str:
    """The text from which topics are assigned: title, category and knowledge sections."""
    texts = [item.text for name in KNOWLEDGE for item in record.section(name).items]
    return "\n".join([record.title, record.category, *texts])


def _facet_values(record: Record, topics: Sequence[str]) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for facet in FACETS:
        value = topics if facet.name == "topics" else getattr(record, facet.name, None)
        if facet is SECTION_FACET:
            value = list(dict.fromkeys(section for section, _, _ in record.numbered_items()))
        values[facet.name] = list(_values(value))
    return values | {"category": list(_values(record.category))}


def _values(field: object) -> Iterator[str]:
    """The values of a field as stripped strings, without empty ones."""
    for value in field if isinstance(field, tuple | list) else (field,):
        if value is not None and str(value).strip():
            yield str(value).strip()


def _texts(record: Record) -> Iterator[tuple[str, list[tuple[str, int]]]]:
    for section in record.sections:
        numbers = iter(range(1, len(section.items) + 1))
        yield section.name, [(normalise(item.text), 0 if item.lead else next(numbers)) for item in section.items]


def _item_documents(
    id: str, section: str, items: Iterable[Item], analyzed: Iterable[_AnalyzedText]
) -> Iterator[IndexDocument]:
    if section == "other":
        return
    numbered = [text for item, text in zip(items, analyzed, strict=True) if not item.lead]
    for number, text in enumerate(numbered, 1):
        yield IndexDocument(item_key(id, section, number), (_join(section, [text]),))


def _field_part(name: str, value: Any, whole: Any, analyzer: Analyzer) -> Part:
    pairs = zip(_values(value), _values(whole), strict=True)
    return _join(name, [_analyze(text, whole_text, analyzer) for text, whole_text in pairs])


def _analyze(text: str, whole: str, analyzer: Analyzer) -> _AnalyzedText:
    """The tokens of ``text``, and the search tokens of the private values in ``whole``, the same text unmasked."""
    plain = normalise(text)
    private = [(span.start, span.end, search_token(span)) for span in find_private(normalise(whole))]
    terms = analyzer.words(plain)
    lower = to_arabic_digits(plain).lower()
    as_written = all(lower[term.start : term.end].replace(".", "") == term.text for term in terms)
    spans = [offset for term in terms for offset in (term.start, term.end)] if as_written else []
    words = [*(term.text for term in terms), *(token for _, _, token in private)]
    return _AnalyzedText(words, analyzer.subwords(plain), spans, private)


def _join(name: str, texts: Iterable[_AnalyzedText]) -> Part:
    """The part with the tokens of all ``texts``, ``ITEM_GAP`` apart."""
    words: list[tuple[str, int]] = []
    subwords: list[str] = []
    start = 0
    for text in texts:
        words += ((term, start + position) for position, term in enumerate(text.words))
        subwords += text.subwords
        start += len(text.words) + ITEM_GAP
    return Part(name, tuple(words), tuple(subwords))
