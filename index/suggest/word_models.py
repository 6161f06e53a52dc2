"""The models of the words of one generation, each made when first used: vocabulary of the spell checker, suggester."""

from __future__ import annotations

from collections.abc import Mapping
from threading import Lock

from corpus.privacy.search_tokens import is_hidden_term
from index.engines.protocol import SUB, TEXT
from index.reader.index_reader import IndexReader
from index.suggest.spelling_model import Vocabulary
from index.suggest.suggester import Suggester
from kmsearch.lexicon.model import Lexicon


class WordModels:
    """Makes and keeps the models. Safe in any number of threads."""

    def __init__(self, records: IndexReader, lexicon: Lexicon):
        self._records, self._lexicon = records, lexicon
        self._making_vocabulary, self._making_suggester = Lock(), Lock()
        self._vocabulary: Vocabulary | None = None
        self._suggester: Suggester | None = None

    def vocabulary(self) -> Vocabulary:
        """The words that a query can mean, with document frequencies."""
        with self._making_vocabulary:
            if self._vocabulary is None:
                self._vocabulary = Vocabulary(self._document_frequencies(), self._lexicon)
            return self._vocabulary

    def suggester(self) -> Suggester | None:
        """The suggester; None while another thread makes it."""
        if self._suggester is None and self._making_suggester.acquire(blocking=False):
            try:
                self._suggester = self._suggester or self._make_suggester()
            finally:
                self._making_suggester.release()
        return self._suggester

    def _make_suggester(self) -> Suggester:
        """Titles are added from the newest record to the oldest."""
        records = self._records
        newest = records.first(records.live, "newest", records.size)
        payloads = ((records.addresses[number][0], records.engine.payload(number)) for number in newest)
        terms = _without_hidden(records.engine.terms(TEXT))
        return Suggester(payloads, len(newest), terms, self.vocabulary(), self._lexicon)

    def _document_frequencies(self) -> dict[str, int]:
        """The document frequency of each word among the records; as a sub-word if it only occurs inside compounds."""
        engine, is_word = self._records.engine, self._lexicon.analyzer.is_word
        subwords = {term: count for term, count in engine.terms(SUB).items() if is_word(term)}
        return subwords | _without_hidden(engine.terms(TEXT))


def _without_hidden(terms: Mapping[str, int]) -> dict[str, int]:
    """The terms without search tokens of private values and without what masking leaves of digits."""
    return {term: count for term, count in terms.items() if not is_hidden_term(term)}
