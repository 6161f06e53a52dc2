"""The records most like one, and what of it others say too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from math import log

from whoosh.query import Or, Term

from index.browse.item_groups import Texts, first_of_each
from index.engines.protocol import TEXT
from index.mapping import KNOWLEDGE
from index.query.snippets import Content
from index.reader.generation_reader import Snapshot
from index.results import Shared, Similar
from kmsearch.lexicon.model import Lexicon

RECORDS = 5
"""Similar records shown."""

TELLING = 25
"""Words that stand for a record: those that are frequent in it and rare elsewhere."""

SHARED_WORDS = 3
"""Telling words that a similar record has at least; one or two stand in records of any subject."""

LEAST = 0.12
"""Score of a similar record against the record's own, at least: below it only common words are shared."""

TOPICS = 0.5
"""What having all its topics adds to the score of a similar record, as a share of it."""

LOOKED_AT = 30
"""Records whose topics are compared: those with the best scores."""

TITLE_TIMES, KNOWLEDGE_TIMES = 3, 2
"""How often a word of the title, and of the sections that say what a record is about, counts."""

MENTIONS = 20
"""Records named that make a point too."""


def similar(snapshot: Snapshot, lexicon: Lexicon, id: str) -> Similar:
    """What is like the record ``id``; nothing where the index lacks it."""
    number = snapshot.number(id)
    if number is None:
        return Similar(id)
    records = tuple(snapshot.mention("records", one) for one in _records(snapshot, number, lexicon))
    return Similar(id, records, tuple(_points(snapshot, lexicon, id)))


def _records(snapshot: Snapshot, number: int, lexicon: Lexicon) -> list[int]:
    """The most similar records, neither the record itself nor what the same author wrote nearly the same."""
    collection = snapshot.collection("records")
    content = snapshot.content(collection.places[number][0])
    words = _telling(content, snapshot, lexicon)
    query = Or([Term(TEXT, word, boost=boost) for word, boost in words], minmatch=min(SHARED_WORDS, len(words)))
    others = collection.engine.match(query) & ~collection.folds.spread(1 << number) if words else 0
    if not others:
        return []
    least = LEAST * collection.engine.score(query, [number])[0]
    best = [one for one in collection.best(others, query, LOOKED_AT) if one[1] >= least]
    topics = set(content.fields["topics"])

    def worth(one: tuple[int, float]) -> float:
        same = topics & set(collection.values(one[0], "topics"))
        return one[1] * (1 + TOPICS * len(same) / max(1, len(topics)))

    return [one for one, _ in sorted(best, key=worth, reverse=True)[:RECORDS]]


def _telling(content: Content, snapshot: Snapshot, lexicon: Lexicon) -> list[tuple[str, float]]:
    """The words that tell most of a record with what they count, the best first."""
    vocabulary, total = snapshot.vocabulary(lexicon), snapshot.collection("records").live.bit_count()
    counts: Counter[str] = Counter()
    for text, times in _texts(content):
        for term in lexicon.analyzer.words(text):
            counts[term.text] += times
    boosts = {
        word: 1 + log(count)
        for word, count in counts.items()
        if 1 < vocabulary.count(word) <= total / 2 and len(word) > 1 and not word.isdecimal()
    }
    ranked = sorted(boosts, key=lambda word: (-boosts[word] * log(total / vocabulary.count(word)), word))
    return [(word, boosts[word]) for word in ranked[:TELLING]]


def _texts(content: Content) -> Iterator[tuple[str, int]]:
    yield content.title, TITLE_TIMES
    for text in content.texts:
        if text.section != "other" and text.section not in content.fields:
            yield text.text, KNOWLEDGE_TIMES if text.section in KNOWLEDGE else 1


def _points(snapshot: Snapshot, lexicon: Lexicon, id: str) -> Iterator[Shared]:
    """The points of the record that others make too, in their order."""
    items, texts = snapshot.collection("items"), Texts(snapshot, lexicon)
    for number in items.numbers_of(id):
        others = [one for one in first_of_each(items, items.folds.members(number)) if items.places[one][0] != id]
        if others:
            _, section, place = items.places[number]
            mentions = map(texts.mention, others[:MENTIONS])
            yield Shared(section, place, len(others), tuple(mentions))
