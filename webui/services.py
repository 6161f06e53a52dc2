"""The only access of the web UI to corpus and index; every query uses the current generation.

Records in the index are disclosed already; records read from the store pass the privacy boundary here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import PurePosixPath
from typing import TypeVar

from flask import current_app

from corpus.privacy.boundary import Boundary
from corpus.record import Record, Source
from corpus.storage.store import Store
from index.browse.browser import Browser
from index.browse.coverage import Coverage
from index.browse.item_groups import ItemGroupPage, ItemGroupsPage
from index.browse.people import PeoplePage, Person, PersonKind, Profile
from index.browse.topics import TopicDetails, TopicRecordsPage, TopicSummary
from index.mapping import topics_of
from index.query.result_page import Stats
from index.reader.facet_counts import Filters
from index.results import Request, ResultPage, SimilarRecords
from index.searcher import Searcher
from index.suggest.suggester import Suggestion
from kmsearch.config import Settings
from kmsearch.errors import BrokenRecord, RecordNotFound
from kmsearch.lexicon.model import Lexicon
from webui.browse_params import CoverageRequest, PeopleRequest

EXTENSION = "kmsearch"
"""Key of the services in ``app.extensions``."""

RECORDS_READ_FOR_PHONES = 20
"""Records read at most for the phone numbers on a profile, which the index does not have: some 2 ms each."""

MAX_PHONES = 5
"""Phone numbers shown on a profile. A guess; an office may have one per record."""

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Services:
    """The settings, the corpus and the index behind the pages."""

    settings: Settings
    store: Store
    searcher: Searcher

    def search(self, request: Request) -> ResultPage:
        """The result page of a search request."""
        self.searcher.refresh()
        return self.searcher.search(request)

    def count(self, request: Request) -> int:
        """The number of results of a search request."""
        return self.search(replace(request, page=1, size=1)).total

    def suggest(self, text: str, size: int) -> list[Suggestion]:
        """Completions of the typed text."""
        self.searcher.refresh()
        return list(self.searcher.suggest(text, size))

    def stats(self) -> Stats:
        """Counts, facets and newest records of the index."""
        self.searcher.refresh()
        return self.searcher.stats

    def find_similar(self, record_id: str) -> SimilarRecords:
        """The records similar to a record, and its items that other records have too."""
        self.searcher.refresh()
        return self.searcher.similar(record_id)

    def list_item_groups(self, section: str, request: Request) -> ItemGroupsPage:
        """The item groups of a section."""
        return self._browse(lambda browser: browser.list_item_groups(section, request))

    def find_item_group(self, section: str, record_id: str, number: int, request: Request) -> ItemGroupPage | None:
        """The item group of an item; None if there is no such item."""
        return self._browse(lambda browser: browser.find_item_group(section, record_id, number, request))

    def list_topics(self) -> tuple[TopicSummary, ...]:
        """Every topic with its counts, each before its children."""
        return self._browse(lambda browser: browser.topics)

    def find_topic(self, label: str, filters: Filters | None = None) -> TopicDetails | None:
        """A topic with its counts under the filters; None if it is unknown."""
        return self._browse(lambda browser: browser.find_topic(label, filters))

    def list_topic_records(self, label: str, request: Request) -> TopicRecordsPage:
        """The records of a topic, each with the trigger words of the topic in it."""
        return self._browse(lambda browser: browser.list_topic_records(label, request))

    def list_people(self, kind: PersonKind, people: PeopleRequest) -> PeoplePage:
        """A page of authors or offices."""
        return self._browse(lambda browser: browser.list_people(kind, people.request, people.order, people.letter))

    def find_person(self, kind: PersonKind, record_id: str) -> Person | None:
        """The author or the office of a record; None if it names none."""
        return self._browse(lambda browser: browser.find_person(kind, record_id))

    def find_profile(self, kind: PersonKind, record_id: str) -> Profile | None:
        """The author or the office of a record with their items; None if it names none."""
        return self._browse(lambda browser: browser.find_profile(kind, record_id))

    def list_phones(self, record_ids: Iterable[str]) -> tuple[str, ...]:
        """The distinct phone numbers of the first records, in the order of the records."""
        phones: dict[str, None] = {}
        for record_id in islice(record_ids, RECORDS_READ_FOR_PHONES):
            with suppress(RecordNotFound, BrokenRecord):
                phones |= dict.fromkeys(filter(None, [self.read_record(record_id).phone.strip()]))
        return tuple(phones)[:MAX_PHONES]

    def count_coverage(self, table: CoverageRequest) -> Coverage:
        """The records by topic and by place or year."""
        return self._browse(lambda browser: browser.count_coverage(table.by, table.topic, table.filters))

    @property
    def boundary(self) -> Boundary:
        """The privacy boundary that every answer passes."""
        return Boundary.from_settings(self.settings)

    @property
    def lexicon(self) -> Lexicon:
        """The lexicon that the index was built with."""
        return self.searcher.lexicon

    @property
    def notice(self) -> str:
        """A Thai sentence for every page, about unrepaired damage or an edited lexicon that is not in force; else
        empty."""
        return self.searcher.notice

    def read_record(self, record_id: str) -> Record:
        """The record as it may be shown: private data masked, source files by name without their folder.

        Raises RecordNotFound or BrokenRecord.
        """
        record = self.store.get(record_id)
        sources = tuple(replace(source, path=file_name(source)) for source in record.source)
        return self.boundary.disclose(replace(record, source=sources))

    def topics_of(self, record: Record) -> tuple[str, ...]:
        """The record's topics as the index has them."""
        return topics_of(record, self.lexicon)

    def _browse(self, use: Callable[[Browser], _T]) -> _T:
        self.searcher.refresh()
        return self.searcher.browse(use)


def file_name(source: Source) -> str:
    """The file name of a source, whose path may be of Windows or POSIX."""
    return PurePosixPath(source.path.replace("\\", "/")).name or source.original


def services() -> Services:
    """The services of the current application."""
    current: Services = current_app.extensions[EXTENSION]
    return current
