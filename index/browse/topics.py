"""The tree of topics: how many records and points each has, where and when, and why a record has it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from corpus.fields import FIELD, SECTIONS, section_label
from index.browse.item_groups import section_bits
from index.mapping import KNOWLEDGE
from index.reader.facet_counts import Filters
from index.reader.generation_reader import Snapshot
from index.results import Facet, Fragment, Mention, Request, facets_json, filters_json, page_count
from kmsearch.lexicon.model import Lexicon, Topic

REASONS = 4
"""Words that are named as the reason why a record has a topic."""


@dataclass(frozen=True, slots=True)
class TopicCount:
    """A topic with what is there of it. ``parent`` is the topic above, empty for a broad one; ``words`` show it.

    ``known``: the lexicon has it; otherwise records name it. ``years`` are the first and the last, None without any.
    """

    label: str
    parent: str
    words: tuple[str, ...]
    known: bool
    records: int
    points: int
    provinces: int
    years: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class TopicPage:
    """A topic, the ones ``above`` (the broadest first) and right ``below`` it, and the sections officers filled.

    ``sections`` are (section, entries) in the order of ``SECTIONS``: how many different things its points say, as far
    as the ``filters`` allow; ``matching`` are the records that they allow.
    """

    topic: TopicCount
    above: tuple[str, ...]
    below: tuple[TopicCount, ...]
    filters: Filters
    sections: tuple[tuple[str, int], ...]
    matching: int

    def to_json(self) -> dict[str, Any]:
        """The topic flat, ``sections`` as a list of objects."""
        sections = [{"section": section, "entries": count} for section, count in self.sections]
        return {
            **asdict(self.topic),
            "above": list(self.above),
            "below": [asdict(topic) for topic in self.below],
            "filters": filters_json(self.filters),
            "sections": sections,
            "matching": self.matching,
        }


@dataclass(frozen=True, slots=True)
class Assigned:
    """A record of a topic. ``reasons``: words that show the topic, each marked, with the place where it stands.

    Where there are none, the record itself names the topic.
    """

    record: Mention
    reasons: tuple[Fragment, ...]

    def to_json(self) -> dict[str, Any]:
        """Each reason with its word."""
        reasons = [
            {"word": one.text, "section": one.section, "label": one.label, "number": one.number} for one in self.reasons
        ]
        return {**self.record.to_json(), "reasons": reasons}


@dataclass(frozen=True, slots=True)
class AssignedPage:
    """The records of a topic on the page that ``request`` asks for, of ``total``; ``facets`` count records."""

    request: Request
    total: int
    assigned: tuple[Assigned, ...]
    facets: tuple[Facet, ...]

    @property
    def pages(self) -> int:
        """How many pages there are, at least 1."""
        return page_count(self.total, self.request.size)

    def to_json(self) -> dict[str, Any]:
        """The records and the facets."""
        return {
            "assigned": [one.to_json() for one in self.assigned],
            "facets": facets_json(self.facets),
        }


def count_topics(snapshot: Snapshot, lexicon: Lexicon) -> tuple[TopicCount, ...]:
    """Every topic of the lexicon in its order, those without records too; then those that only records name."""
    known = {topic.label: topic for topic in lexicon.topics}
    records = snapshot.collection("records")
    named = [value.value for value in records.facets.values("topics", records.live, {}, most=None)]
    others = [Topic(label, ()) for label in named if label not in known]
    return tuple(_count(snapshot, topic, topic.label in known) for topic in (*lexicon.topics, *others))


def _count(snapshot: Snapshot, topic: Topic, known: bool) -> TopicCount:
    records, items = snapshot.collection("records").facets, snapshot.collection("items").facets
    chosen = {"topics": (topic.label,)}
    bits = records.allowed(chosen) or 0
    years = sorted(int(year.value) for year in records.values("year", bits, {}))
    return TopicCount(
        topic.label,
        topic.parent,
        topic.words,
        known,
        bits.bit_count(),
        (items.allowed(chosen) or 0).bit_count(),
        len(records.values("province", bits, {})),
        (years[0], years[-1]) if years else None,
    )


def topic_page(snapshot: Snapshot, topics: Iterable[TopicCount], label: str, filters: Filters) -> TopicPage | None:
    """The page of a topic, with what the filters allow of it; None where neither the lexicon nor a record has it."""
    found = {topic.label: topic for topic in topics}
    if label not in found:
        return None
    items, own = snapshot.collection("items"), {"topics": (label,)}
    there = [one.name for one in SECTIONS if section_bits(items, one.name, own)]
    counts = [(name, items.folds.count(section_bits(items, name, {**filters, **own}))) for name in there]
    matching = snapshot.collection("records").facets.allowed({**filters, **own}) or 0
    above, parent = list[str](), found[label].parent
    while parent:
        above.insert(0, parent)
        parent = found[parent].parent
    below = tuple(topic for topic in found.values() if topic.parent == label)
    return TopicPage(found[label], tuple(above), below, filters, tuple(counts), matching.bit_count())


def assigned_page(
    snapshot: Snapshot, request: Request, label: str, why: Callable[[int, str], tuple[Fragment, ...]]
) -> AssignedPage:
    """The records of a topic that the filters of ``request`` allow, the newest first, on the page that it asks for;
    ``why`` is what ``reasons`` gives for a record and a topic."""
    records, own = snapshot.collection("records"), {"topics": (label,)}
    filters = request.filters or {}
    everything = records.facets.allowed(own) or 0
    bits = records.facets.allowed({**filters, **own}) or 0
    start, stop = (request.page - 1) * request.size, request.page * request.size
    found = records.first(bits, "newest", stop)[start:]
    listed = tuple(Assigned(snapshot.mention("records", number), why(number, label)) for number in found)
    facets = records.facets.count(everything, filters)
    return AssignedPage(request, bits.bit_count(), listed, facets)


def reasons(snapshot: Snapshot, lexicon: Lexicon, number: int, label: str) -> tuple[Fragment, ...]:
    """The words that show a record's topic, each where it stands first."""
    texts = list(_telling(snapshot, number))
    left = list(lexicon.words_showing(label, "\n".join(text for _, _, text in texts)))[:REASONS]
    found = []
    for place, at, text in texts:
        there = [word for word in lexicon.words_showing(label, text) if word in left] if left else []
        left = [word for word in left if word not in there]
        name = FIELD[place].label if place in FIELD else section_label(place)
        found += [Fragment(place, name, at, ((word, True),)) for word in there]
    return tuple(found)


def _telling(snapshot: Snapshot, number: int) -> Iterator[tuple[str, int, str]]:
    """The texts of a record that decide its topics: the field or section, the number there (0: none), the text."""
    content = snapshot.content(snapshot.collection("records").places[number][0])
    yield "title", 0, content.title
    yield "category", 0, str(content.fields.get("category") or "")
    yield from ((text.section, text.number, text.text) for text in content.texts if text.section in KNOWLEDGE)
