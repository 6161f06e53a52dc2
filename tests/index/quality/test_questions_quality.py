"""How well search answers questions over short articles of any subject, as they are and with one typo each.

The articles, five paragraphs each, and the questions to each paragraph are our own writing, by people who had not seen
how search works (``docs/relevance.md``). A third of the questions use other words than their paragraph.
"""

from __future__ import annotations

import json
import random

import pytest

from index.quality.relevance_eval import Topic, evaluate, read_judgements, read_topics
from index.searcher import Searcher
from kmsearch.lexicon.loader import load_lexicon
from tests.factories import MakeSearcher, record, section
from tests.paths import TESTS

FOLDER = TESTS / "relevance" / "questions"
GRADES = read_judgements(FOLDER / "qrels.tsv")
LETTERS = [chr(code) for code in range(ord("ก"), ord("ฮ") + 1)]

EVERY = 3
"""One topic in so many is asked here; ``kmsearch evaluate`` asks them all."""

FLOORS = {"question": (0.87, 0.97), "short": (0.98, 0.99)}
"""nDCG@10 and recall@100 of each kind."""

KEPT = {"question": 0.97, "short": 0.95}
"""Share of nDCG@10 that is left after a typo."""


@pytest.fixture(scope="module")
def searcher(make_searcher: MakeSearcher) -> Searcher:
    articles = map(json.loads, (FOLDER / "articles.jsonl").read_text("utf-8").splitlines())
    records = [
        record(article["id"], article["title"], section("background", *article["sections"]["background"]))
        for article in articles
    ]
    return make_searcher(records, load_lexicon())


def topics(kind: str) -> list[Topic]:
    return [topic for topic in read_topics(FOLDER / "topics.tsv") if topic.kind == kind][::EVERY]


def mistyped(text: str, rng: random.Random) -> str:
    """The text with a letter left out, put in, put in another's place, or swapped with the next."""
    while True:
        place = rng.randrange(len(text))
        before, letter, after = text[:place], text[place], text[place + 1 :]
        found = rng.choice(
            (before + after, before + rng.choice(LETTERS) + letter + after, before + rng.choice(LETTERS) + after)
            + ((before + after[0] + letter + after[1:],) if after else ())
        )
        if letter.strip() and found != text:
            return found


@pytest.mark.parametrize("kind", FLOORS)
def test_questions_stay_above_the_floors(searcher: Searcher, kind: str) -> None:
    mean = evaluate(searcher, topics(kind), GRADES).mean
    assert mean["nDCG@10"] >= FLOORS[kind][0]
    assert mean["recall@100"] >= FLOORS[kind][1]


@pytest.mark.parametrize("kind", KEPT)
def test_a_typo_costs_little(searcher: Searcher, kind: str) -> None:
    rng = random.Random(5)
    asked = topics(kind)
    wrong = [Topic(topic.id, mistyped(topic.query, rng), kind) for topic in asked]
    sound, typed = (evaluate(searcher, some, GRADES).mean["nDCG@10"] for some in (asked, wrong))
    assert typed >= KEPT[kind] * sound
