"""Random queries of several kinds, drawn from the texts of a corpus."""

from __future__ import annotations

import random
from collections.abc import Iterator

from benchmarks.synthetic_corpus import PROVINCES
from corpus.storage.store import Store
from kmsearch.lexicon.model import Lexicon

QUERY_KINDS = ("one word", "three words", "question", "phrase", "field", "prefix")


def make_queries(store: Store, lexicon: Lexicon, count: int, seed: int) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """(kind, query, terms), kinds in turn, all different; drawn from texts of records, so term frequencies are kept."""
    rng = random.Random(f"queries {seed}")
    ids, seen = store.ids(), set[str]()
    for number in range(count):
        for kind in QUERY_KINDS:
            text = ""
            while not text or text in seen:
                item = rng.choice([item for _, _, item in store.get(rng.choice(ids)).numbered_items()])
                text = _make_query(kind, item.text, number, lexicon, rng)
            seen.add(text)
            yield kind, text, tuple(term.text for term in lexicon.analyzer.words(text))


def _make_query(kind: str, source: str, number: int, lexicon: Lexicon, rng: random.Random) -> str:
    """A query of one kind from a text; empty if the text has fewer than ten words."""
    terms = [term for term in lexicon.analyzer.words(source) if len(term.text) > 1]
    if len(terms) < 10:
        return ""
    start = rng.randrange(len(terms) - 8)
    if kind == "question":
        return f"ทำอย่างไรจึงจะ{source[terms[start].start : terms[start + 8].end]}ได้"
    if kind == "phrase":
        return f'"{source[terms[start].start : terms[start + 1 + number % 2].end]}"'
    words = [term.text for term in rng.sample(terms, 3)]
    if kind == "prefix":
        return words[0][: rng.randint(2, 4)] + "*"
    if kind == "field":
        province = rng.choice(PROVINCES)
        queries = (f"กลยุทธ์:{words[0]}", f"จังหวัด:{province} {words[0]}", f"ปี:2555-2560 {words[0]}", f"ชื่อ:{words[0]}")
        return queries[number % len(queries)]
    return words[0] if kind == "one word" else " ".join(words)
