"""What every page asks of the other rooms: searches and records, as the privacy boundary discloses them.

The index is built of disclosed records; only what is read from the store passes the boundary here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import PurePosixPath
from typing import Any, TypeVar

from flask import current_app

from corpus.privacy.boundary import Boundary
from corpus.record import Record, Source
from corpus.storage.store import Store
from index.browse.browser import Browser
from index.browse.coverage import Coverage
from index.browse.item_groups import EntryPage, PointsPage
from index.browse.people import Kind, Order, PeoplePage, Person, Profile
from index.browse.topics import AssignedPage, TopicCount, TopicPage
from index.mapping import topics_of
from index.query.executor import Stats
from index.reader.facet_counts import Filters
from index.results import Request, ResultPage, Similar
from index.searcher import Searcher
from kmsearch.config import Settings
from kmsearch.errors import BrokenRecord, RecordNotFound
from kmsearch.lexicon.model import Lexicon
from webui.search_params import Look

EXTENSION = "kmsearch"

ASKED_FOR_PHONES = 20
"""Records that are read for their telephone numbers, which no index has: some 2 ms each."""

PHONES = 5
"""Telephone numbers shown with a name; an office may have one a record."""

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Services:
    """The settings, the corpus and the index behind the pages."""

    settings: Settings
    store: Store
    searcher: Searcher

    def search(self, request: Request) -> ResultPage:
        """The answer to a request, over what is indexed now."""
        self.searcher.refresh()
        return self.searcher.search(request)

    def request(self, **parts: Any) -> Request:
        """A request for the usual number of results."""
        return Request(**{"size": self.settings.page_size, **parts})

    def count(self, request: Request) -> int:
        """How many results a request has."""
        return self.search(replace(request, page=1, size=1)).total

    def stats(self) -> Stats:
        """What is indexed now."""
        self.searcher.refresh()
        return self.searcher.stats

    def similar(self, record_id: str) -> Similar:
        """What is like a record, over what is indexed now."""
        self.searcher.refresh()
        return self.searcher.similar(record_id)

    def points(self, section: str, request: Request) -> PointsPage:
        """What the points of a section say."""
        return self._browse(lambda browser: browser.points(section, request))

    def entry(self, section: str, record_id: str, number: int, request: Request) -> EntryPage | None:
        """What a point says, with all who say it; None where there is no such point."""
        return self._browse(lambda browser: browser.entry(section, record_id, number, request))

    def topic_tree(self) -> tuple[TopicCount, ...]:
        """Every topic with what there is of it."""
        return self._browse(lambda browser: browser.topics)

    def topic(self, label: str, filters: Filters | None = None) -> TopicPage | None:
        """A topic with what stands round it, and what the filters allow of it; None where it is unknown."""
        return self._browse(lambda browser: browser.topic(label, filters))

    def assigned(self, label: str, request: Request) -> AssignedPage:
        """The records of a topic, with why they have it."""
        return self._browse(lambda browser: browser.assigned(label, request))

    def people(self, kind: Kind, request: Request, order: Order = "records", letter: str = "") -> PeoplePage:
        """The authors or offices that are asked for."""
        return self._browse(lambda browser: browser.people(kind, request, order, letter))

    def person(self, kind: Kind, record_id: str) -> Person | None:
        """The author or the office of a record; None where it names none."""
        return self._browse(lambda browser: browser.person(kind, record_id))

    def profile(self, kind: Kind, record_id: str) -> Profile | None:
        """The author or the office of a record with what they do; None where it names none."""
        return self._browse(lambda browser: browser.profile(kind, record_id))

    def phones(self, record_ids: Iterable[str]) -> tuple[str, ...]:
        """The telephone numbers of some records, each once, those of the first records first."""
        found: dict[str, None] = {}
        for record_id in islice(record_ids, ASKED_FOR_PHONES):
            with suppress(RecordNotFound, BrokenRecord):
                found |= dict.fromkeys(filter(None, [self.record(record_id).phone.strip()]))
        return tuple(found)[:PHONES]

    def coverage(self, look: Look) -> Coverage:
        """Records by topic and by place or year."""
        return self._browse(lambda browser: browser.coverage(look.by, look.topic, look.filters))

    def _browse(self, use: Callable[[Browser], _T]) -> _T:
        self.searcher.refresh()
        return self.searcher.browse(use)

    @property
    def boundary(self) -> Boundary:
        """What all that leaves passes."""
        return Boundary.from_settings(self.settings)

    @property
    def lexicon(self) -> Lexicon:
        """The lexicon by which the index was built."""
        return self.searcher.lexicon

    @property
    def notice(self) -> str:
        """What readers may know of an edited lexicon that is not in force (yet); mostly empty."""
        return self.searcher.notice

    def record(self, record_id: str) -> Record:
        """The record as it may be shown: its sources by name, not by where they lay; numbers masked.

        Raises RecordNotFound or BrokenRecord.
        """
        record = self.store.get(record_id)
        sources = tuple(replace(source, path=file_name(source)) for source in record.source)
        record = replace(record, source=sources)
        return self.boundary.disclose(record)

    def topics(self, record: Record) -> tuple[str, ...]:
        """The record's topics, as the index has them."""
        return topics_of(record, self.lexicon)


def file_name(source: Source) -> str:
    """The last part of the path a source was read from, on whatever system that was."""
    return PurePosixPath(source.path.replace("\\", "/")).name or source.original


def services() -> Services:
    """The services of the application that is answering."""
    found: Services = current_app.extensions[EXTENSION]
    return found
