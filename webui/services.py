"""What every page asks of the other rooms: searches and records, with phone numbers masked unless allowed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any

from flask import current_app

from corpus.record import Record, Source
from corpus.store import Store
from index.answer import Stats
from index.documents import topics_of
from index.results import Request, ResultPage
from index.search import Searcher
from kmsearch.config import Settings
from kmsearch.lexicon import Lexicon, load_lexicon
from webui.mask import mask_hit, mask_record, mask_results

EXTENSION = "kmsearch"


@dataclass(frozen=True, slots=True)
class Services:
    """The settings, the corpus and the index behind the pages."""

    settings: Settings
    store: Store
    searcher: Searcher

    def search(self, request: Request) -> ResultPage:
        """The answer to a request, over what is indexed now."""
        self.searcher.refresh()
        page = self.searcher.search(request)
        return page if self.settings.show_phone else mask_results(page)

    def request(self, **parts: Any) -> Request:
        """A request for the usual number of results."""
        return Request(**{"size": self.settings.page_size, **parts})

    def count(self, request: Request) -> int:
        """How many results a request has."""
        return self.search(replace(request, page=1, size=1)).total

    def stats(self) -> Stats:
        """What is indexed now."""
        self.searcher.refresh()
        stats = self.searcher.stats
        return stats if self.settings.show_phone else replace(stats, newest=tuple(map(mask_hit, stats.newest)))

    @property
    def lexicon(self) -> Lexicon:
        """The lexicon as its file stands now. Raises ConfigError."""
        path = self.settings.lexicon
        return _lexicon(path, path.stat().st_mtime_ns if path and path.is_file() else 0)

    def record(self, record_id: str) -> Record:
        """The record as it may be shown: its sources by name, not by where they lay; numbers masked.

        Raises RecordNotFound or BrokenRecord.
        """
        record = self.store.get(record_id)
        sources = tuple(replace(source, path=file_name(source)) for source in record.source)
        record = replace(record, source=sources)
        return record if self.settings.show_phone else mask_record(record)

    def topics(self, record: Record) -> tuple[str, ...]:
        """The record's topics, as the index has them."""
        return topics_of(record, self.lexicon)


def file_name(source: Source) -> str:
    """The last part of the path a source was read from, on whatever system that was."""
    return PurePosixPath(source.path.replace("\\", "/")).name or source.original


@lru_cache(maxsize=2)
def _lexicon(path: Path | None, stamp: int) -> Lexicon:
    return load_lexicon(path)


def services() -> Services:
    """The services of the application that is answering."""
    found: Services = current_app.extensions[EXTENSION]
    return found
