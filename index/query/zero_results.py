"""Ways out of an empty result: each term on its own with similar terms, and the filters to remove."""

from __future__ import annotations

from collections.abc import Iterator

from corpus.privacy.search_tokens import with_tokens
from index.engines.document_sets import DocumentSet
from index.query.expansion import Expander
from index.query.parser import ParsedQuery
from index.reader.facet_counts import Filters, facet
from index.reader.generation_reader import GenerationReader
from index.reader.index_reader import IndexReader
from index.results import FilterRelaxation, ZeroResultTerm
from kmsearch.thai.normalise import fold, normalise

MAX_TERMS = 6
"""Terms of a query that are looked up; each is a search. A guess."""

NEAREST_TERMS = 4
"""Similar index terms offered for a term without results. A guess."""


def zero_result_terms(
    reader: GenerationReader, index: IndexReader, query: ParsedQuery, text: str
) -> tuple[ZeroResultTerm, ...]:
    """The number of results of each query term on its own and, for terms without results, similar terms that have some.

    Neighbouring terms of ``text`` without results are joined if the joined word has similar terms in the index.
    """
    terms = list(dict.fromkeys(term for term in query.terms if " " not in term and not term.endswith("*")))
    if not terms:
        return ()
    vocabulary, expander = reader.words.vocabulary(), Expander(reader.lexicon)

    def count(term: str) -> int:
        return len(index.engine.match(next(expander.group(expander.tokenize(with_tokens(term)[0]) or [term])).query))

    def nearest(term: str) -> tuple[tuple[str, int], ...]:
        similar = vocabulary.nearest(term, NEAREST_TERMS)
        return tuple((word, matches) for word in similar if (matches := count(word)))

    counts = {term: count(term) for term in terms[:MAX_TERMS]}
    folded_text = fold(normalise(text))
    words: list[str] = []
    for term, matches in counts.items():
        joined = words[-1] + term if words else ""
        if joined in folded_text and joined and not matches and not counts.get(words[-1]) and nearest(joined):
            words[-1] = joined
        else:
            words.append(term)
    return tuple(ZeroResultTerm(word, counts.get(word, 0), () if counts.get(word) else nearest(word)) for word in words)


def filter_relaxations(documents: DocumentSet, filters: Filters, index: IndexReader) -> tuple[FilterRelaxation, ...]:
    """The facets whose filters, removed one facet at a time, leave some of ``documents``: with the number of results,
    most first.

    Last comes the removal of all filters, if there are several or no single one helps.
    """
    if not documents:
        return ()
    single = sorted(_single_relaxations(documents, filters, index), key=lambda relaxation: -relaxation.count)
    all_filters = [FilterRelaxation("", "ทั้งหมด", len(documents))] if len(filters) > 1 or not single else []
    return (*single, *all_filters)


def _single_relaxations(documents: DocumentSet, filters: Filters, index: IndexReader) -> Iterator[FilterRelaxation]:
    for name in filters:
        allowed = index.facets.allowed(filters, without=(name,))
        count = len(documents if allowed is None else documents & allowed)
        if count:
            yield FilterRelaxation(name, facet(name).label, count)
