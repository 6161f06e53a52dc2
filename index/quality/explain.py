"""Why a result stands where it does: the words it has, in which form and where, and what each adds to its score."""

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
"""A smaller addition to a score is not told: it shows as 0.00."""

_SEARCHED = [part.name for part in sorted(PARTS, key=lambda part: -part.boost) if part.boost]


@dataclass(frozen=True, slots=True)
class ScoreReason:
    """Something of the query that a result has: its ``text``, in which form (``how``, Thai), what it adds to the score,
    and the labels of the fields and sections where it stands, the weightiest first."""

    text: str
    how: str
    score: float
    where: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Flat."""
        return {"text": self.text, "how": self.how, "score": round(self.score, 4), "where": list(self.where)}


@dataclass(frozen=True, slots=True)
class HitExplanation:
    """Why one result stands where it does. ``stage`` is a Thai sentence on the words it has: results of a better stage
    stand before it whatever their scores. ``reasons`` add up to the score, the weightiest first."""

    stage: str
    score: float
    reasons: tuple[ScoreReason, ...]

    def to_json(self) -> dict[str, Any]:
        """The shape in ``kmsearch search --explain --json``."""
        return {
            "stage": self.stage,
            "score": round(self.score, 4),
            "reasons": [reason.to_json() for reason in self.reasons],
        }


def explain(reader: GenerationReader, page: ResultPage) -> tuple[HitExplanation, ...]:
    """Why each hit of ``page`` stands where it does, in their order."""
    found = match(plan_search(page.request, reader.lexicon), reader)
    collection = reader.index(page.request.target)
    number_of = {key: number for number, key in enumerate(collection.engine.keys) if key}
    ranked = page.request.sort == "relevance" and found.query.has_positive_clause
    return tuple(_why(collection, found, number_of[_key(hit)], ranked) for hit in page.hits)


def _key(hit: Hit) -> str:
    return item_key(hit.id, hit.section, hit.number) if hit.section else hit.id


def _why(collection: IndexReader, found: Matches, number: int, ranked: bool) -> HitExplanation:
    query = next((tier.ranking for tier in found.tiers if number in tier.documents), None)
    if query is None or not ranked:
        return HitExplanation("เรียงตามปี ไม่ใช่ตามคำค้น", 0.0, ())
    typed = {term for word in found.query.words for term in word.terms}
    leaves = list(_leaves(collection, query, number, 1.0))
    grams = sum(score for leaf, score in leaves if _is_gram(leaf))
    told = [_reason(collection, leaf, score, number, typed) for leaf, score in leaves if not _is_gram(leaf)]
    told = [
        reason
        for reason in (*told, ScoreReason("", "ตัวอักษรเรียงเหมือนคำค้น", grams, ()))
        if reason.score >= MIN_SHOWN_SCORE
    ]
    told.sort(key=lambda reason: -reason.score)
    return HitExplanation(_stage(collection, found, number), sum(reason.score for reason in told), tuple(told))


def _stage(collection: IndexReader, found: Matches, number: int) -> str:
    words = found.query.words
    had = sum(number in collection.engine.match(word.query) for word in words)
    said = "ตรงเงื่อนไขทุกข้อ" if had == len(words) else f"มี {had} จาก {len(words)} คำ"
    if words and had == len(words):
        said = "มีครบทุกคำ" if len(words) > 1 else "มีคำที่ค้น"
    if number not in found.approximate:
        return said
    return f"{said} ของ “{found.correction.text}”" if found.correction else "มีคำที่ต่างกันเพียงวรรณยุกต์"


def _leaves(collection: IndexReader, node: Query, number: int, boost: float) -> Iterator[tuple[Query, float]]:
    """The leaves that add to the score of a document, with what each adds; of alternatives, the best one's."""
    boost *= getattr(node, "boost", 1.0)
    if isinstance(node, AndMaybe):
        yield from _leaves(collection, node.a, number, boost)
        yield from _leaves(collection, node.b, number, boost)
    elif isinstance(node, DisjunctionMax):
        best = max(node, key=lambda child: _score(collection, child, number), default=None)
        if best is not None:
            yield from _leaves(collection, best, number, boost)
    elif isinstance(node, And | Or):
        for child in node:
            yield from _leaves(collection, child, number, boost)
    elif isinstance(node, Term | Phrase | Prefix):
        outside = boost / node.boost if node.boost else 0.0
        yield node, outside * _score(collection, node, number)


def _is_gram(leaf: Any) -> bool:
    return isinstance(leaf, Term) and CLUSTER_JOINT in leaf.text


def _score(collection: IndexReader, node: Query, number: int) -> float:
    return collection.engine.score(node, [number])[0]


def _reason(collection: IndexReader, leaf: Any, score: float, number: int, typed: set[str]) -> ScoreReason:
    field = leaf.fieldname
    base = field.removesuffix(SUB_SUFFIX)
    inside = field == SUB or field.endswith(SUB_SUFFIX)
    parts = [part for part in _SEARCHED if _stands_in(collection, leaf, part, inside, number)]
    where = tuple(map(_label, parts if base in (TEXT, SUB) else [base]))
    if isinstance(leaf, Phrase):
        return ScoreReason(" ".join(leaf.words), "คำอยู่ติดกัน", score, where)
    if isinstance(leaf, Prefix):
        return ScoreReason(f"{leaf.text}*", "รวมในคำประสม" if inside else "ขึ้นต้นคำ", score, where)
    if inside:
        return ScoreReason(leaf.text, "รวมในคำประสม", score, where)
    return ScoreReason(
        term_label(leaf.text), "ตรงคำ" if leaf.text in typed or base != TEXT else "คำพ้องหรือคำใกล้เคียง", score, where
    )


def _stands_in(collection: IndexReader, leaf: Any, part: str, inside: bool, number: int) -> bool:
    field = part + SUB_SUFFIX if inside else part
    if isinstance(leaf, Phrase):
        query: Query = Phrase(field, list(leaf.words))
    else:
        query = type(leaf)(field, leaf.text)
    return number in collection.engine.match(query)


def _label(part: str) -> str:
    return section_label(part) if part in SECTION else FIELD[part].label
