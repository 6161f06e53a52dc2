"""The façade of the index: ``open_searcher`` gives a Searcher, which answers requests from the current generation."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Self, TypeVar

from corpus.privacy.boundary import Boundary
from corpus.storage.store import Store
from index.browse.browser import Browser
from index.build.builder import Progress
from index.generation_holder import GenerationHolder, Message
from index.open_generation import OpenGeneration
from index.quality.explain import HitExplanation
from index.quality.verify import Verification
from index.query.result_page import Stats
from index.results import Request, ResultPage, SimilarRecords
from index.suggest.suggester import SIZE, Suggestion
from kmsearch.config import Settings
from kmsearch.lexicon.model import Lexicon

_T = TypeVar("_T")

_log = logging.getLogger(__name__)


class Searcher:
    """Answers requests from the current generation, in any number of threads. Close it, or use it in ``with``.

    Every method raises IndexDamaged for damage that could not be repaired.
    """

    def __init__(self, settings: Settings, generations: GenerationHolder):
        self._settings = settings
        self._generations = generations

    def search(self, request: Request) -> ResultPage:
        """The page of results for ``request``. Raises QueryError for an invalid parameter or text."""
        return self._generations.read(OpenGeneration.search, request)

    def ranking(self, request: Request) -> tuple[str, ...]:
        """The record ids of that page in order, each followed by the ids of its duplicates; quicker than ``search``."""
        return self._generations.read(OpenGeneration.ranking, request)

    def explain(self, page: ResultPage) -> tuple[HitExplanation, ...]:
        """The explanation of the rank of each hit of ``page``, in order."""
        return self._generations.read(OpenGeneration.explain, page)

    def suggest(self, text: str, size: int = SIZE) -> tuple[Suggestion, ...]:
        """At most ``size`` completions of ``text``, never more than ten.

        The first call over a generation takes seconds to build the suggester; calls in the meantime return an empty
        tuple.
        """
        return self._generations.read(OpenGeneration.suggest, text, size)

    def similar(self, id: str) -> SimilarRecords:
        """The records most similar to the record ``id``, and its items that other records have too; empty for an
        unknown id."""
        return self._generations.read(OpenGeneration.similar, id)

    def browse(self, use: Callable[[Browser], _T]) -> _T:
        """The result of ``use`` over the browser of the current generation."""
        return self._generations.read(OpenGeneration.browse, use)

    def verify(self, *, sample: int | None = None, seed: int = 0, on_progress: Progress | None = None) -> Verification:
        """Checks that words sampled from each stored record find it; see ``index.quality.verify``."""
        store, boundary = Store(self._settings.home), Boundary.from_settings(self._settings)
        return self._generations.read(OpenGeneration.verify, store, boundary, sample, seed, on_progress)

    @property
    def stats(self) -> Stats:
        """Counts and facets of the whole index."""
        return self._generations.read(OpenGeneration.stats)

    @property
    def lexicon(self) -> Lexicon:
        """The lexicon that the current generation was built with."""
        return self._generations.lexicon

    @property
    def notice(self) -> str:
        """A Thai sentence for every page, about unrepaired damage or an edited lexicon that is not in force; empty if
        all is well."""
        return self._generations.notice

    @property
    def message(self) -> str:
        """The last Thai message about the index, for the administrator; empty if there was none."""
        return self._generations.message

    def warm(self) -> None:
        """Fills the caches that the first requests would wait for: seconds for 10,000 records. Later generations are
        warmed in the background."""
        self._generations.warm()

    def refresh(self) -> bool:
        """Switches to a generation that another process built; whether there was one. Cheap if there is none."""
        return self._generations.refresh()

    def close(self) -> None:
        """Closes files once the last running search ends; a build in the background is abandoned."""
        self._generations.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_searcher(
    settings: Settings,
    lexicon: Lexicon | None = None,
    *,
    on_message: Message | None = None,
    on_progress: Progress | None = None,
) -> Searcher:
    """A Searcher over the index of ``settings``; a missing, damaged or outdated index is built first.

    ``lexicon`` defaults to the one the settings name. ``on_message`` (default: the log) receives the reason of a build,
    ``on_progress`` its progress. Raises EngineMissing, ConfigError, and StoreLocked if another build does not end in
    time.
    """
    return Searcher(settings, GenerationHolder(settings, lexicon, on_message or _log.warning, on_progress))
