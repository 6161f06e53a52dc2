"""Explains the rank of a hit: its matching terms, their form and fields, and the contribution of each to the score."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from whoosh.query import And, AndMaybe, DisjunctionMax, Or, Phrase, Prefix, Query, Term

from corpus.fields import FIELD, SECTION, section_label
from corpus.privacy.search_tokens import term_label
from index.engines.protocol import SUB, SUB_SUFFIX, TEXT
from index.mapping import PARTS, item_key
from index.query.matching import Matches, match
from index.query.planning import plan_search
from index.reader.generation_reader import GenerationReader
from index.reader.index_reader import IndexReader
from index.results import Hit, ResultPage
from kmsearch.thai.tokenizer import CLUSTER_JOINT

MIN_SHOWN_SCORE = 0.005
"""Minimum contribution to a score that is shown: a smaller one rounds to 0.00."""

_SEARCHED_PARTS = [part.name for part in sorted(PARTS, key=lambda part: -part.boost) if part.boost]


@dataclass(frozen=True, slots=True)
class ScoreReason:
    """One contribution to a score: the matched ``text``, the form of the match (``how``, Thai), the ``score`` it adds,
    and the labels of the fields and sections that contain it (``where``), highest boost first."""

    text: str
    how: str
    score: float
    where: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Returns a flat object; the score is rounded to four decimals."""
        return {"text": self.text, "how": self.how, "score": round(self.score, 4), "where": list(self.where)}


@dataclass(frozen=True, slots=True)
class HitExplanation:
    """Explanation of one hit. ``stage`` is a Thai sentence on its match tier: hits of a better tier rank before it
    whatever their scores. The scores of ``reasons``, highest first, add up to ``score``."""

    stage: str
    score: float
    reasons: tuple[ScoreReason, ...]

    def to_json(self) -> dict[str, Any]:
        """Returns the object that ``kmsearch search --explain --json`` prints for a hit."""
        return {
            "stage": self.stage,
            "score": round(self.score, 4),
            "reasons": [reason.to_json() for reason in self.reasons],
        }


def explain(reader: GenerationReader, page: ResultPage) -> tuple[HitExplanation, ...]:
    """Explains each hit of ``page``, in order."""
    matches = match(plan_search(page.request, reader.lexicon), reader)
    collection = reader.index(page.request.target)
    number_of = {key: number for number, key in enumerate(collection.engine.keys) if key}
    is_ranked = page.request.sort == "relevance" and matches.query.has_positive_clause
    return tuple(_explain_hit(collection, matches, number_of[_document_key(hit)], is_ranked) for hit in page.hits)


def _document_key(hit: Hit) -> str:
    return item_key(hit.id, hit.section, hit.number) if hit.section else hit.id


def _explain_hit(collection: IndexReader, matches: Matches, number: int, is_ranked: bool) -> HitExplanation:
    """Explains the document ``number``; the contributions of all character-cluster bigrams are one reason."""
    ranking_query = next((tier.ranking for tier in matches.tiers if number in tier.documents), None)
    if ranking_query is None or not is_ranked:
        return HitExplanation("เรียงตามปี ไม่ใช่ตามคำค้น", 0.0, ())
    typed_terms = {term for word in matches.query.words for term in word.terms}
    leaves = list(_scoring_leaves(collection, ranking_query, number, 1.0))
    bigram_score = sum(score for leaf, score in leaves if _is_bigram(leaf))
    reasons = [
        _score_reason(collection, leaf, score, number, typed_terms) for leaf, score in leaves if not _is_bigram(leaf)
    ]
    reasons.append(ScoreReason("", "ตัวอักษรเรียงเหมือนคำค้น", bigram_score, ()))
    shown = sorted((reason for reason in reasons if reason.score >= MIN_SHOWN_SCORE), key=lambda reason: -reason.score)
    return HitExplanation(
        _stage_sentence(collection, matches, number), sum(reason.score for reason in shown), tuple(shown)
    )


def _stage_sentence(collection: IndexReader, matches: Matches, number: int) -> str:
    """Returns the Thai sentence on how many words of the query the document matches, and whether approximately."""
    words = matches.query.words
    matched_count = sum(number in collection.engine.match(word.query) for word in words)
    sentence = "ตรงเงื่อนไขทุกข้อ" if matched_count == len(words) else f"มี {matched_count} จาก {len(words)} คำ"
    if words and matched_count == len(words):
        sentence = "มีครบทุกคำ" if len(words) > 1 else "มีคำที่ค้น"
    if number not in matches.approximate:
        return sentence
    return f"{sentence} ของ “{matches.correction.text}”" if matches.correction else "มีคำที่ต่างกันเพียงวรรณยุกต์"


def _scoring_leaves(collection: IndexReader, node: Query, number: int, boost: float) -> Iterator[tuple[Query, float]]:
    """Yields the leaf queries that contribute to the score of a document, each with its contribution.

    Of a disjunction maximum only the best child contributes; ``boost`` is the product of the boosts above ``node``.
    """
    boost *= getattr(node, "boost", 1.0)
    if isinstance(node, AndMaybe):
        yield from _scoring_leaves(collection, node.a, number, boost)
        yield from _scoring_leaves(collection, node.b, number, boost)
    elif isinstance(node, DisjunctionMax):
        best = max(node, key=lambda child: _score(collection, child, number), default=None)
        if best is not None:
            yield from _scoring_leaves(collection, best, number, boost)
    elif isinstance(node, And | Or):
        for child in node:
            yield from _scoring_leaves(collection, child, number, boost)
    elif isinstance(node, Term | Phrase | Prefix):
        boost_above = boost / node.boost if node.boost else 0.0
        yield node, boost_above * _score(collection, node, number)


def _is_bigram(leaf: Any) -> bool:
    return isinstance(leaf, Term) and CLUSTER_JOINT in leaf.text


def _score(collection: IndexReader, node: Query, number: int) -> float:
    return collection.engine.score(node, [number])[0]


def _score_reason(collection: IndexReader, leaf: Any, score: float, number: int, typed_terms: set[str]) -> ScoreReason:
    """Returns the reason for one leaf: its text, the form of the match in Thai, and the parts that contain it."""
    field = leaf.fieldname
    base = field.removesuffix(SUB_SUFFIX)
    is_subword = field == SUB or field.endswith(SUB_SUFFIX)
    parts = [part for part in _SEARCHED_PARTS if _occurs_in(collection, leaf, part, is_subword, number)]
    where = tuple(map(_part_label, parts if base in (TEXT, SUB) else [base]))
    if isinstance(leaf, Phrase):
        return ScoreReason(" ".join(leaf.words), "คำอยู่ติดกัน", score, where)
    if isinstance(leaf, Prefix):
        return ScoreReason(f"{leaf.text}*", "รวมในคำประสม" if is_subword else "ขึ้นต้นคำ", score, where)
    if is_subword:
        return ScoreReason(leaf.text, "รวมในคำประสม", score, where)
    is_typed = leaf.text in typed_terms or base != TEXT
    return ScoreReason(term_label(leaf.text), "ตรงคำ" if is_typed else "คำพ้องหรือคำใกล้เคียง", score, where)


def _occurs_in(collection: IndexReader, leaf: Any, part: str, is_subword: bool, number: int) -> bool:
    """Whether the field or section ``part`` of the document matches the leaf."""
    field = part + SUB_SUFFIX if is_subword else part
    if isinstance(leaf, Phrase):
        query: Query = Phrase(field, list(leaf.words))
    else:
        query = type(leaf)(field, leaf.text)
    return number in collection.engine.match(query)


def _part_label(part: str) -> str:
    return section_label(part) if part in SECTION else FIELD[part].label
