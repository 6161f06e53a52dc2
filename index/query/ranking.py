"""Ranks a set of documents by score, within a budget of scores, and collapses duplicates."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from heapq import nlargest

from whoosh.query import Prefix, Query, Term

from index.engines.document_sets import DocumentSet, in_at_least
from index.reader.index_reader import IndexReader

SCORE_BUDGET = 100_000
"""Scores computed for one page at most: documents times posting lists. A guess."""

MIN_SCORED = 2_000
"""Documents that are scored at least, however many posting lists there are. A guess: 20 of the largest pages."""

_COLLAPSED = -1.0


def rank(index: IndexReader, documents: DocumentSet, query: Query, limit: int) -> list[tuple[int, float]]:
    """The top ``limit`` of ``documents`` as (number, score), ties by id; of each group of duplicates only the best.

    If there are more documents than ``SCORE_BUDGET`` allows, those with few of the words follow unscored, newest first.
    """
    scored = _select_scored(index, documents, query)
    numbers: Sequence[int] = scored.to_array()
    scores = index.engine.score(query, numbers)
    for group in index.collapse.groups_within(scored):
        _keep_best(index, [bisect_left(numbers, number) for number in group], numbers, scores)
    threshold = max(0.0, min(nlargest(limit, scores), default=0.0))
    best = [result for result in zip(numbers, scores, strict=True) if result[1] >= threshold]
    best = sorted(best, key=lambda result: (-result[1], index.addresses[result[0]]))[:limit]
    unscored = documents - index.collapse.with_duplicates(scored) if len(scored) < len(documents) else None
    newest_unscored = index.first(unscored, "newest", limit - len(best), collapse=True) if unscored else []
    return best + [(number, 0.0) for number in newest_unscored]


def _keep_best(index: IndexReader, positions: Iterable[int], numbers: Sequence[int], scores: list[float]) -> None:
    """Marks all documents at ``positions`` except the best one as collapsed, in ``scores``."""
    best = min(positions, key=lambda position: (-scores[position], index.addresses[numbers[position]]))
    for position in positions:
        if position != best:
            scores[position] = _COLLAPSED


def _select_scored(index: IndexReader, documents: DocumentSet, query: Query) -> DocumentSet:
    """All of ``documents`` if the budget allows; else those with the most query terms, as many as it allows."""
    leaves = [leaf for leaf in query.leaves() if isinstance(leaf, Term | Prefix)]
    budget = max(MIN_SCORED, SCORE_BUDGET // max(1, len(leaves)))
    if len(documents) <= budget:
        return documents
    sets = [index.engine.match(leaf) & documents for leaf in leaves]
    selected = documents
    for minimum in range(2, len(sets) + 1):
        with_more_words = in_at_least(sets, minimum)
        if not with_more_words:
            break
        selected = with_more_words
        if len(selected) <= budget:
            return selected
    return selected[:budget]
