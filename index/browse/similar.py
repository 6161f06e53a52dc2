"""Similar records by their most distinctive terms (tf-idf), and the record's items that other records have too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from math import log

from whoosh.query import Or, Term

from index.browse.item_groups import ItemTexts, one_per_record
from index.engines.document_sets import EMPTY, DocumentSet
from index.engines.protocol import TEXT
from index.mapping import KNOWLEDGE
from index.query.ranking import rank
from index.reader.generation_reader import GenerationReader
from index.reader.stored_documents import StoredRecord
from index.results import GroupedItem, SimilarRecords
from kmsearch.lexicon.model import Lexicon

MAX_SIMILAR = 5
"""Similar records returned at most. A guess."""

MAX_QUERY_TERMS = 25
"""Terms that represent a record: those with the highest tf-idf. A guess, as the default of Lucene's MoreLikeThis."""

MIN_COMMON_TERMS = 3
"""Query terms that a similar record must have (minimum_should_match). A guess: one or two occur in records of any
subject."""

MIN_SCORE = 0.12
"""Lowest score of a similar record, as a share of the record's own score. A guess: below it records have only common
terms in common."""

TOPIC_BOOST = 0.5
"""Increase of the score of a record that has all topics of the record, as a share of it. A guess."""

RERANKED = 30
"""Records that are re-ranked by their topics: those with the best scores. A guess."""

TITLE_WEIGHT, KNOWLEDGE_WEIGHT = 3, 2
"""Weights in term frequency of a word in the title and in a ``KNOWLEDGE`` section; elsewhere 1. Guesses."""

LISTED_MEMBERS = 20
"""Items of other records listed with an item of the record. A guess."""


def find_similar(reader: GenerationReader, lexicon: Lexicon, id: str) -> SimilarRecords:
    """The records similar to the record ``id``, and its items that other records have too; empty for an unknown id."""
    number = reader.stored.number(id)
    if number is None:
        return SimilarRecords(id)
    records = tuple(reader.stored.refer_to("records", similar) for similar in _rank_similar(reader, number, lexicon))
    return SimilarRecords(id, records, tuple(_list_grouped_items(reader, lexicon, id)))


def _rank_similar(reader: GenerationReader, number: int, lexicon: Lexicon) -> list[int]:
    """The most similar records, without the record itself and its near-duplicates by the same author."""
    collection = reader.index("records")
    content = reader.stored.content(collection.addresses[number][0])
    terms = _pick_query_terms(content, reader, lexicon)
    query = Or([Term(TEXT, term, boost=boost) for term, boost in terms], minmatch=min(MIN_COMMON_TERMS, len(terms)))
    candidates = (
        collection.engine.match(query) - collection.collapse.with_duplicates(DocumentSet([number])) if terms else EMPTY
    )
    if not candidates:
        return []
    min_score = MIN_SCORE * collection.engine.score(query, [number])[0]
    scored = [pair for pair in rank(collection, candidates, query, RERANKED) if pair[1] >= min_score]
    topics = set(content.fields["topics"])

    def boost_by_topics(pair: tuple[int, float]) -> float:
        candidate, score = pair
        common_topics = topics & set(collection.values(candidate, "topics"))
        return score * (1 + TOPIC_BOOST * len(common_topics) / max(1, len(topics)))

    return [candidate for candidate, _ in sorted(scored, key=boost_by_topics, reverse=True)[:MAX_SIMILAR]]


def _pick_query_terms(content: StoredRecord, reader: GenerationReader, lexicon: Lexicon) -> list[tuple[str, float]]:
    """The terms with the highest tf-idf in a record, each with its boost 1 + log(tf), best first."""
    vocabulary, total = reader.words.vocabulary(), len(reader.index("records").live)
    frequencies: Counter[str] = Counter()
    for text, weight in _weighted_texts(content):
        for term in lexicon.analyzer.words(text):
            frequencies[term.text] += weight
    boosts = {
        word: 1 + log(frequency)
        for word, frequency in frequencies.items()
        if 1 < vocabulary.count(word) <= total / 2 and len(word) > 1 and not word.isdecimal()
    }
    ranked = sorted(boosts, key=lambda word: (-boosts[word] * log(total / vocabulary.count(word)), word))
    return [(word, boosts[word]) for word in ranked[:MAX_QUERY_TERMS]]


def _weighted_texts(content: StoredRecord) -> Iterator[tuple[str, int]]:
    yield content.title, TITLE_WEIGHT
    for text in content.texts:
        if text.section != "other" and text.section not in content.fields:
            yield text.text, KNOWLEDGE_WEIGHT if text.section in KNOWLEDGE else 1


def _list_grouped_items(reader: GenerationReader, lexicon: Lexicon, id: str) -> Iterator[GroupedItem]:
    """The items of the record whose item groups contain items of other records, in document order."""
    items, texts = reader.index("items"), ItemTexts(reader, lexicon)
    for number in items.numbers_of(id):
        group = one_per_record(items, items.collapse.members(number))
        other_members = [member for member in group if items.addresses[member][0] != id]
        if other_members:
            _, section, item_number = items.addresses[number]
            members = tuple(map(texts.refer_to, other_members[:LISTED_MEMBERS]))
            yield GroupedItem(section, item_number, len(other_members), members)
