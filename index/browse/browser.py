"""What people see who look round without a query: topics, points, people, coverage. Worked out once a generation."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property, lru_cache, partial
from threading import Lock
from typing import get_args

from corpus.fields import SECTIONS
from index.browse.coverage import By, Coverage, coverage
from index.browse.item_groups import TEXTS_KEPT, EntryPage, PointsPage, Texts, entry_page, points_page, shared_groups
from index.browse.people import Kind, Order, People, PeoplePage, Person, Profile
from index.browse.topics import AssignedPage, TopicCount, TopicPage, assigned_page, count_topics, reasons, topic_page
from index.reader.facet_counts import Filters, check_filters
from index.reader.generation_reader import Snapshot
from index.results import Request
from kmsearch.lexicon.model import Lexicon

WARM = 20
"""Entries of a list made ready: the first page of it."""

RANKED_KEPT = 128
"""Sections and filters of which is remembered what several records say: some hundred kilobytes each at most."""

_Key = tuple[tuple[str, tuple[str, ...]], ...]


class Browser:
    """One generation for people who look round; safe from several threads."""

    def __init__(self, snapshot: Snapshot, lexicon: Lexicon):
        self._snapshot, self._lexicon = snapshot, lexicon
        self._lock = Lock()
        self._people: dict[Kind, People] = {}
        self._shared = lru_cache(RANKED_KEPT)(self._find_shared)
        self._topic = lru_cache(RANKED_KEPT)(self._find_topic)
        self._texts = Texts(snapshot, lexicon)
        self._reasons = lru_cache(TEXTS_KEPT)(partial(reasons, snapshot, lexicon))

    def warm(self) -> None:
        """Makes what the first look at each kind of list would have to wait for."""
        for collection in (self._snapshot.collection("records"), self._snapshot.collection("items")):
            collection.first(collection.live, "newest", 1)
        for section in SECTIONS:
            self.points(section.name, Request(size=WARM))
        for topic in self.topics:
            self.topic(topic.label)
            self.points("strategies", Request(filters={"topics": (topic.label,)}, size=WARM))
        for kind in get_args(Kind):
            self._known(kind)

    def points(self, section: str, request: Request) -> PointsPage:
        """What the points of ``section`` say. Raises QueryError for a filter that is none."""
        filters = check_filters(request.filters)
        shared = self._shared(section, tuple(sorted(filters.items())))
        return points_page(self._snapshot, section, request, shared, self._texts)

    def entry(self, section: str, id: str, number: int, request: Request) -> EntryPage | None:
        """What a point says, with all who say it; None where there is no such point."""
        return entry_page(self._snapshot, section, id, number, request, self._texts)

    @cached_property
    def topics(self) -> tuple[TopicCount, ...]:
        """Every topic with what there is of it, a broad one before those under it."""
        return count_topics(self._snapshot, self._lexicon)

    def topic(self, label: str, filters: Filters | None = None) -> TopicPage | None:
        """A topic with its surroundings and sections; None where it is unknown. Raises QueryError for a filter that is
        none."""
        return self._topic(label, tuple(sorted(check_filters(filters).items())))

    def assigned(self, label: str, request: Request) -> AssignedPage:
        """The records of a topic on one page, each with why it has the topic. Raises QueryError for a filter that is
        none."""
        request = replace(request, filters=check_filters(request.filters))
        return assigned_page(self._snapshot, request, label, self._reasons)

    def people(self, kind: Kind, request: Request, order: Order = "records", letter: str = "") -> PeoplePage:
        """The authors or offices that ``request`` asks for by text, topic and province, of one initial or of any."""
        return self._known(kind).page(request, order, letter)

    def person(self, kind: Kind, id: str) -> Person | None:
        """The author or the office of a record, with all their records."""
        return self._known(kind).person(id)

    def profile(self, kind: Kind, id: str) -> Profile | None:
        """The author or the office of a record, with what they do."""
        return self._known(kind).profile(id)

    def coverage(self, by: By, topic: str, filters: Filters) -> Coverage:
        """Records by topic and by place or year. Raises QueryError for a filter that is none."""
        return coverage(self._snapshot, self.topics, by, topic, check_filters(filters))

    def _known(self, kind: Kind) -> People:
        with self._lock:
            if kind not in self._people:
                self._people[kind] = People(self._snapshot, kind, self._texts)
            return self._people[kind]

    def _find_shared(self, section: str, filters: _Key) -> list[list[int]]:
        return shared_groups(self._snapshot.collection("items"), section, dict(filters))

    def _find_topic(self, label: str, filters: _Key) -> TopicPage | None:
        return topic_page(self._snapshot, self.topics, label, dict(filters))
