"""What every page asks of the other rooms: searches and records, with phone numbers masked unless allowed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import current_app

from corpus.record import Record
from corpus.store import Store
from index.answer import Stats
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
        """The record as it may be shown. Raises RecordNotFound or BrokenRecord."""
        record = self.store.get(record_id)
        return record if self.settings.show_phone else mask_record(record)


@lru_cache(maxsize=2)
def _lexicon(path: Path | None, stamp: int) -> Lexicon:
    return load_lexicon(path)


def services() -> Services:
    """The services of the application that is answering."""
    found: Services = current_app.extensions[EXTENSION]
    return found
