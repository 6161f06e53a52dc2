"""Relevance of questions over short articles on any subject, as written and with one typo each.

The articles of five paragraphs and the questions to each paragraph were written for this project by authors who had not
seen how search works (``docs/relevance.md``). A third of the questions use other words than their paragraph.
"""

from __future__ import annotations

import json
import random

import pytest

from index.quality.relevance_eval import JudgedQuery, evaluate, read_judgements, read_queries
from index.searcher import Searcher
from kmsearch.lexicon.loader import load_lexicon
from tests.factories import MakeSearcher, record, section
from tests.paths import TESTS

FOLDER = TESTS / "relevance" / "questions"
GRADES = read_judgements(FOLDER / "qrels.tsv")
LETTERS = [chr(code) for code in range(ord("ก"), ord("ฮ") + 1)]

SAMPLING_STEP = 3
"""Every third topic is run here; ``kmsearch evaluate`` runs all."""

FLOORS = {"question": (0.87, 0.97), "short": (0.98, 0.99)}
"""Floors of nDCG@10 and recall@100 by kind of query."""

MIN_TYPO_RATIO = {"question": 0.97, "short": 0.95}
"""Minimum ratio of nDCG@10 with a typo to nDCG@10 without, by kind of query."""


@pytest.fixture(scope="module")
def searcher(make_searcher: MakeSearcher) -> Searcher:
    articles = map(json.loads, (FOLDER / "articles.jsonl").read_text("utf-8").splitlines())
    records = [
        record(article["id"], article["title"], section("background", *article["sections"]["background"]))
        for article in articles
    ]
    return make_searcher(records, load_lexicon())


def topics(kind: str) -> list[JudgedQuery]:
    return [topic for topic in read_queries(FOLDER / "topics.tsv") if topic.kind == kind][::SAMPLING_STEP]


def with_typo(text: str, rng: random.Random) -> str:
    """Returns the text with one letter deleted, inserted, substituted, or transposed with the next."""
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


@pytest.mark.parametrize("kind", MIN_TYPO_RATIO)
def test_relevance_is_robust_to_one_typo(searcher: Searcher, kind: str) -> None:
    rng = random.Random(5)
    asked = topics(kind)
    wrong = [JudgedQuery(topic.id, with_typo(topic.query, rng), kind) for topic in asked]
    sound, typed = (evaluate(searcher, some, GRADES).mean["nDCG@10"] for some in (asked, wrong))
    assert typed >= MIN_TYPO_RATIO[kind] * sound
