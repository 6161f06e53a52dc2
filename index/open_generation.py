"""The services of one open generation: search, explanation, suggestions, similar records, browsing, verification."""

from __future__ import annotations

import gc
from collections.abc import Callable
from functools import cached_property, lru_cache, partial
from typing import TypeVar

from corpus.privacy.boundary import Boundary
from corpus.storage.store import Store
from index.browse.browser import Browser
from index.browse.similar import find_similar
from index.build.builder import Progress
from index.quality.explain import HitExplanation, explain
from index.quality.verify import Verification, verify
from index.query.result_page import Stats, index_stats, ranked_ids, search
from index.reader.generation_reader import GenerationReader
from index.results import Request, ResultPage, SimilarRecords
from index.suggest.suggester import Suggestion
from kmsearch.lexicon.model import Lexicon

SIMILAR_CACHED = 1_000
"""Records whose similar records are cached: some kilobytes each. A guess."""

_T = TypeVar("_T")


class OpenGeneration:
    """Answers requests from one generation through its ``reader``.

    ``may_be_rebuilt`` is false for a generation that was built in place of a damaged one, and after a rebuild failed:
    its damage is reported, not repaired.
    """

    def __init__(self, reader: GenerationReader, *, may_be_rebuilt: bool = True):
        self.reader = reader
        self.may_be_rebuilt = may_be_rebuilt
        self._browser = Browser(reader, reader.lexicon)
        self._similar: Callable[[str], SimilarRecords] = lru_cache(SIMILAR_CACHED)(
            partial(find_similar, reader, reader.lexicon)
        )

    @property
    def lexicon(self) -> Lexicon:
        """The lexicon that it was built with."""
        return self.reader.lexicon

    @property
    def name(self) -> str:
        """The name of its folder."""
        return self.reader.generation.folder.name

    def search(self, request: Request) -> ResultPage:
        """The page of results for ``request``."""
        return search(request, self.reader)

    def ranking(self, request: Request) -> tuple[str, ...]:
        """The record ids of that page in order, each followed by the ids of its duplicates."""
        return ranked_ids(request, self.reader)

    def explain(self, page: ResultPage) -> tuple[HitExplanation, ...]:
        """The explanation of each hit of ``page``, in order."""
        return explain(self.reader, page)

    def suggest(self, text: str, size: int) -> tuple[Suggestion, ...]:
        """At most ``size`` completions of ``text``; empty while another thread makes the suggester."""
        suggester = self.reader.words.suggester()
        return suggester.suggest(text, size) if suggester else ()

    def similar(self, id: str) -> SimilarRecords:
        """The records most similar to the record ``id``, and its items that other records have too."""
        return self._similar(id)

    def browse(self, use: Callable[[Browser], _T]) -> _T:
        """The result of ``use`` over the browser."""
        return use(self._browser)

    def stats(self) -> Stats:
        """Counts and facets of everything, and the newest records."""
        return self._stats

    def verify(
        self, store: Store, boundary: Boundary, sample: int | None, seed: int, on_progress: Progress | None
    ) -> Verification:
        """The result of searching for words sampled from each stored record as ``boundary`` discloses it."""
        return verify(self.reader, store, boundary, sample=sample, seed=seed, on_progress=on_progress)

    def warm(self) -> None:
        """Fills the caches that the first requests would otherwise fill, and freezes them against garbage collection: a
        full collection over 10,000 records stops every request for a quarter of a second."""
        self.stats()
        self._browser.warm()
        self.reader.words.suggester()
        gc.unfreeze()
        gc.collect()
        gc.freeze()

    def close(self) -> None:
        """Closes the files."""
        self.reader.close()

    @cached_property
    def _stats(self) -> Stats:
        return index_stats(self.reader)
