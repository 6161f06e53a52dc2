"""The topic tree: counts of records and items per topic, and the trigger words of a topic in a record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from corpus.fields import FIELD, SECTIONS, section_label
from index.browse.item_groups import section_documents
from index.engines.document_sets import EMPTY
from index.mapping import KNOWLEDGE
from index.reader.facet_counts import Filters
from index.reader.generation_reader import GenerationReader
from index.results import DocumentRef, Page, Request, Snippet, filters_json
from kmsearch.lexicon.model import Lexicon, Topic

MAX_REASONS = 4
"""Trigger words listed as reasons why a record has a topic. A guess."""


@dataclass(frozen=True, slots=True)
class TopicSummary:
    """A topic with its counts. ``parent`` is the topic above, empty for a top-level one; ``words`` are its triggers.

    ``in_lexicon`` is false for a topic that only records name. ``years`` are the first and the last year; None if no
    record has a year.
    """

    label: str
    parent: str
    words: tuple[str, ...]
    in_lexicon: bool
    record_count: int
    item_count: int
    province_count: int
    years: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class TopicDetails:
    """A topic with its ``ancestors`` (the top-level one first), its direct ``children``, and its sections.

    ``sections`` are (section, number of item groups under ``filters``) in the order of ``SECTIONS``;
    ``matching_record_count`` counts the records under the filters.
    """

    topic: TopicSummary
    ancestors: tuple[str, ...]
    children: tuple[TopicSummary, ...]
    filters: Filters
    sections: tuple[tuple[str, int], ...]
    matching_record_count: int

    def to_json(self) -> dict[str, Any]:
        """The topic flat, ``sections`` as a list of objects."""
        sections = [{"section": section, "group_count": count} for section, count in self.sections]
        return {
            **asdict(self.topic),
            "ancestors": list(self.ancestors),
            "children": [asdict(topic) for topic in self.children],
            "filters": filters_json(self.filters),
            "sections": sections,
            "matching_record_count": self.matching_record_count,
        }


@dataclass(frozen=True, slots=True)
class TopicRecord:
    """A record of a topic. Each of ``reasons`` is a trigger word of the topic with its location in the record.

    They are empty if the record names the topic itself.
    """

    record: DocumentRef
    reasons: tuple[Snippet, ...]

    def to_json(self) -> dict[str, Any]:
        """The record flat, each reason with its word."""
        reasons = [
            {"word": reason.text, "section": reason.section, "label": reason.label, "number": reason.number}
            for reason in self.reasons
        ]
        return {**self.record.to_json(), "reasons": reasons}


@dataclass(frozen=True, slots=True)
class TopicRecordsPage(Page):
    """A page of the records of a topic; the facets count records."""

    records: tuple[TopicRecord, ...]

    def to_json(self) -> dict[str, Any]:
        """The records, the paging and the facets."""
        return {**self.list_json(), "records": [record.to_json() for record in self.records]}


def count_topics(reader: GenerationReader, lexicon: Lexicon) -> tuple[TopicSummary, ...]:
    """Every topic of the lexicon in its order, including topics without records; then the topics that only records
    name."""
    labels = {topic.label for topic in lexicon.topics}
    records = reader.index("records")
    indexed = [value.value for value in records.facets.values("topics", records.live, {}, limit=None)]
    record_topics = [Topic(label, ()) for label in indexed if label not in labels]
    return tuple(_count_topic(reader, topic, topic.label in labels) for topic in (*lexicon.topics, *record_topics))


def _count_topic(reader: GenerationReader, topic: Topic, in_lexicon: bool) -> TopicSummary:
    records, items = reader.index("records").facets, reader.index("items").facets
    filters = {"topics": (topic.label,)}
    matching = records.allowed(filters) or EMPTY
    years = sorted(int(year.value) for year in records.values("year", matching, {}))
    return TopicSummary(
        topic.label,
        topic.parent,
        topic.words,
        in_lexicon,
        len(matching),
        len(items.allowed(filters) or EMPTY),
        len(records.values("province", matching, {})),
        (years[0], years[-1]) if years else None,
    )


def find_topic(
    reader: GenerationReader, summaries: Iterable[TopicSummary], label: str, filters: Filters
) -> TopicDetails | None:
    """The details of a topic under the filters; None if neither the lexicon nor a record has it."""
    by_label = {topic.label: topic for topic in summaries}
    if label not in by_label:
        return None
    items, of_topic = reader.index("items"), {"topics": (label,)}
    filled = [section.name for section in SECTIONS if section_documents(items, section.name, of_topic)]
    counts = [(name, items.collapse.count(section_documents(items, name, {**filters, **of_topic}))) for name in filled]
    matching = reader.index("records").facets.allowed({**filters, **of_topic}) or EMPTY
    ancestors, parent = list[str](), by_label[label].parent
    while parent:
        ancestors.insert(0, parent)
        parent = by_label[parent].parent
    children = tuple(topic for topic in by_label.values() if topic.parent == label)
    return TopicDetails(by_label[label], tuple(ancestors), children, filters, tuple(counts), len(matching))


def list_topic_records(
    reader: GenerationReader, request: Request, label: str, find_reasons: Callable[[int, str], tuple[Snippet, ...]]
) -> TopicRecordsPage:
    """The page of a topic's records that ``request`` asks for, newest first.

    ``find_reasons`` takes a record's number and a topic, as ``find_topic_reasons`` does.
    """
    records, of_topic = reader.index("records"), {"topics": (label,)}
    filters = request.filters or {}
    unfiltered = records.facets.allowed(of_topic) or EMPTY
    matching = records.facets.allowed({**filters, **of_topic}) or EMPTY
    start, stop = (request.page - 1) * request.size, request.page * request.size
    numbers = records.first(matching, "newest", stop)[start:]
    listed = tuple(
        TopicRecord(reader.stored.refer_to("records", number), find_reasons(number, label)) for number in numbers
    )
    return TopicRecordsPage(request, len(matching), listed, facets=records.facets.count(unfiltered, filters))


def find_topic_reasons(reader: GenerationReader, lexicon: Lexicon, number: int, label: str) -> tuple[Snippet, ...]:
    """The trigger words of a topic in a record, each at its first location, ``MAX_REASONS`` at most."""
    texts = list(_topic_texts(reader, number))
    missing = list(lexicon.words_showing(label, "\n".join(text for _, _, text in texts)))[:MAX_REASONS]
    reasons: list[Snippet] = []
    for name, item_number, text in texts:
        words = [word for word in lexicon.words_showing(label, text) if word in missing] if missing else []
        missing = [word for word in missing if word not in words]
        name_label = FIELD[name].label if name in FIELD else section_label(name)
        reasons += [Snippet(name, name_label, item_number, ((word, True),)) for word in words]
    return tuple(reasons)


def _topic_texts(reader: GenerationReader, number: int) -> Iterator[tuple[str, int, str]]:
    """The texts from which topics are assigned: (field or section name, item number or 0, text)."""
    content = reader.stored.content(reader.index("records").addresses[number][0])
    yield "title", 0, content.title
    yield "category", 0, str(content.fields.get("category") or "")
    yield from ((text.section, text.number, text.text) for text in content.texts if text.section in KNOWLEDGE)
