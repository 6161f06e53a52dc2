"""Lazily built word models of one generation: the spelling model and the suggester."""

from __future__ import annotations

from collections.abc import Mapping
from threading import Lock

from corpus.privacy.search_tokens import is_hidden_term
from index.engines.protocol import SUB, TEXT
from index.reader.index_reader import IndexReader
from index.suggest.spelling_model import SpellingModel
from index.suggest.suggester import Suggester
from kmsearch.lexicon.model import Lexicon


class WordModels:
    """Builds each model on first use and keeps it. Thread-safe."""

    def __init__(self, records: IndexReader, lexicon: Lexicon):
        self._records, self._lexicon = records, lexicon
        self._making_vocabulary, self._making_suggester = Lock(), Lock()
        self._vocabulary: SpellingModel | None = None
        self._suggester: Suggester | None = None

    def vocabulary(self) -> SpellingModel:
        """Returns the spelling model; blocks while another thread builds it."""
        with self._making_vocabulary:
            if self._vocabulary is None:
                self._vocabulary = SpellingModel(self._document_frequencies(), self._lexicon)
            return self._vocabulary

    def suggester(self) -> Suggester | None:
        """Returns the suggester; None while another thread builds it."""
        if self._suggester is None and self._making_suggester.acquire(blocking=False):
            try:
                self._suggester = self._suggester or self._make_suggester()
            finally:
                self._making_suggester.release()
        return self._suggester

    def _make_suggester(self) -> Suggester:
        """Builds the suggester over the live records, newest first, which is the order of suggested titles."""
        records = self._records
        newest = records.first(records.live, "newest", records.size)
        payloads = ((records.addresses[number][0], records.engine.payload(number)) for number in newest)
        terms = _without_hidden(records.engine.terms(TEXT))
        return Suggester(payloads, len(newest), terms, self.vocabulary(), self._lexicon)

    def _document_frequencies(self) -> dict[str, int]:
        """Returns the document frequency of each word, as a subword if it occurs only inside compounds."""
        engine, is_word = self._records.engine, self._lexicon.analyzer.is_word
        subwords = {term: count for term, count in engine.terms(SUB).items() if is_word(term)}
        return subwords | _without_hidden(engine.terms(TEXT))


def _without_hidden(terms: Mapping[str, int]) -> dict[str, int]:
    """Returns ``terms`` without search tokens of private values and without masked digits."""
    return {term: count for term, count in terms.items() if not is_hidden_term(term)}
