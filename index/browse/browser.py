"""Browsing without a query: one object per generation, which caches results as long as the generation is open."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property, lru_cache, partial
from threading import Lock
from typing import get_args

from corpus.fields import SECTIONS
from index.browse import coverage, item_groups, topics
from index.browse.coverage import Coverage, CoverageBy
from index.browse.item_groups import CACHED_TEXTS, ItemGroupPage, ItemGroupsPage, ItemTexts
from index.browse.people import PeopleOrder, PeoplePage, Person, PersonKind, Profile
from index.browse.people_index import PeopleIndex
from index.browse.topics import TopicDetails, TopicRecordsPage, TopicSummary
from index.reader.facet_counts import Filters, check_filters
from index.reader.generation_reader import GenerationReader
from index.results import Request
from kmsearch.lexicon.model import Lexicon

WARMED_GROUPS = 20
"""Item groups of a list that ``warm`` prepares: its first page."""

CACHED_RANKINGS = 128
"""Ranked lists of item groups cached, by section and filters: at most some hundred kilobytes each."""

_FilterKey = tuple[tuple[str, tuple[str, ...]], ...]


class Browser:
    """Lists and details of topics, item groups, people, offices and coverage of one generation. Thread-safe."""

    def __init__(self, reader: GenerationReader, lexicon: Lexicon):
        self._reader, self._lexicon = reader, lexicon
        self._lock = Lock()
        self._people: dict[PersonKind, PeopleIndex] = {}
        self._ranked_groups = lru_cache(CACHED_RANKINGS)(self._rank_groups)
        self._topic_details = lru_cache(CACHED_RANKINGS)(self._load_topic_details)
        self._texts = ItemTexts(reader, lexicon)
        self._topic_reasons = lru_cache(CACHED_TEXTS)(partial(topics.find_topic_reasons, reader, lexicon))

    def warm(self) -> None:
        """Fills the caches that the first view of each kind of list needs."""
        for collection in (self._reader.index("records"), self._reader.index("items")):
            collection.first(collection.live, "newest", 1)
        for section in SECTIONS:
            self.list_item_groups(section.name, Request(size=WARMED_GROUPS))
        for topic in self.topics:
            self.find_topic(topic.label)
            filters = {"topics": (topic.label,)}
            self.list_item_groups("strategies", Request(filters=filters, size=WARMED_GROUPS))
        for kind in get_args(PersonKind):
            self._people_index(kind)

    def list_item_groups(self, section: str, request: Request) -> ItemGroupsPage:
        """The item groups of ``section``. Raises QueryError for an unknown filter."""
        filters = check_filters(request.filters)
        ranked_groups = self._ranked_groups(section, tuple(sorted(filters.items())))
        return item_groups.list_item_groups(self._reader, section, request, ranked_groups, self._texts)

    def find_item_group(self, section: str, id: str, number: int, request: Request) -> ItemGroupPage | None:
        """The item group of one item; None if there is no such item."""
        return item_groups.find_item_group(self._reader, section, id, number, request, self._texts)

    @cached_property
    def topics(self) -> tuple[TopicSummary, ...]:
        """Every topic with its counts, each before its children."""
        return topics.count_topics(self._reader, self._lexicon)

    def find_topic(self, label: str, filters: Filters | None = None) -> TopicDetails | None:
        """A topic with its ancestors, children and sections; None if it is unknown.

        Raises QueryError for an unknown filter.
        """
        return self._topic_details(label, tuple(sorted(check_filters(filters).items())))

    def list_topic_records(self, label: str, request: Request) -> TopicRecordsPage:
        """The records of a topic, each with the words that show the topic. Raises QueryError for an unknown filter."""
        request = replace(request, filters=check_filters(request.filters))
        return topics.list_topic_records(self._reader, request, label, self._topic_reasons)

    def list_people(
        self, kind: PersonKind, request: Request, order: PeopleOrder = "records", letter: str = ""
    ) -> PeoplePage:
        """The authors or offices that match the text and the filters of ``request`` and the initial ``letter``."""
        return self._people_index(kind).list_people(request, order, letter)

    def find_person(self, kind: PersonKind, id: str) -> Person | None:
        """The author or the office of a record, with all their records; None if the record names none."""
        return self._people_index(kind).find_person(id)

    def find_profile(self, kind: PersonKind, id: str) -> Profile | None:
        """The author or the office of a record, with their items by section; None if the record names none."""
        return self._people_index(kind).find_profile(id)

    def count_coverage(self, by: CoverageBy, topic: str, filters: Filters) -> Coverage:
        """The records by topic and by place or year. Raises QueryError for an unknown filter."""
        return coverage.count_coverage(self._reader, self.topics, by, topic, check_filters(filters))

    def _people_index(self, kind: PersonKind) -> PeopleIndex:
        with self._lock:
            if kind not in self._people:
                self._people[kind] = PeopleIndex(self._reader, kind, self._texts)
            return self._people[kind]

    def _rank_groups(self, section: str, filters: _FilterKey) -> list[list[int]]:
        return item_groups.rank_groups(self._reader.index("items"), section, dict(filters))

    def _load_topic_details(self, label: str, filters: _FilterKey) -> TopicDetails | None:
        return topics.find_topic(self._reader, self.topics, label, dict(filters))
