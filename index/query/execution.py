"""Executes a search plan: matching, filters, ranking, collapsing and facet counts."""

from __future__ import annotations

from dataclasses import dataclass

from index.engines.document_sets import DocumentSet
from index.query.matching import Matches, match
from index.query.planning import SearchPlan
from index.query.ranking import rank
from index.reader.generation_reader import GenerationReader
from index.reader.index_reader import IndexReader
from index.results import Facet


@dataclass(frozen=True, slots=True)
class EnginePage:
    """The result of a plan as document numbers of ``index``: ``results`` are the ``matches`` that pass the filters.

    ``ranked`` are the documents of the page with their scores, duplicates collapsed; ``total`` counts results after
    collapsing. ``facets`` is empty if the plan asks for none.
    """

    index: IndexReader
    matches: Matches
    results: DocumentSet
    total: int
    ranked: tuple[tuple[int, float], ...]
    facets: tuple[Facet, ...]


def execute(plan: SearchPlan, reader: GenerationReader) -> EnginePage:
    """The page that ``plan`` asks for. Raises what ``match`` raises."""
    index, matches = reader.index(plan.target), match(plan, reader)
    allowed = index.facets.allowed(plan.filters)
    results = matches.documents if allowed is None else matches.documents & allowed
    return EnginePage(
        index,
        matches,
        results,
        index.collapse.count(results),
        tuple(_rank(plan, index, matches, results)),
        index.facets.count(matches.documents, plan.filters) if plan.counts_facets else (),
    )


def _rank(plan: SearchPlan, index: IndexReader, matches: Matches, results: DocumentSet) -> list[tuple[int, float]]:
    """The documents of the page with their scores: by tier and score, or by year."""
    if plan.sort != "relevance" or not matches.query.has_positive_clause:
        numbers = index.first(results, plan.sort, plan.stop, collapse=True)
        return [(number, 0.0) for number in numbers[plan.start :]]
    ranked: list[tuple[int, float]] = []
    unranked = results
    for tier in matches.tiers:
        if len(ranked) < plan.stop:
            ranked += rank(index, tier.documents & unranked, tier.ranking, plan.stop - len(ranked))
            unranked = unranked - index.collapse.with_duplicates(tier.documents & unranked)
    return ranked[plan.start :]
