"""Relevance of 176 judged queries over the sample corpus: floors by kind of query, which only move up.

``docs/relevance.md`` describes the judging. A floor is the measured value truncated to two digits; raise it when search
improves.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner

from index.quality.relevance_eval import read_judgements, read_queries
from kmsearch.cli.main import main
from tests.paths import TESTS

FOLDER = TESTS / "relevance"
TOPICS, QRELS = FOLDER / "topics.tsv", FOLDER / "qrels.tsv"

FLOORS = {  # kind: (nDCG@10, recall@100)
    "word": (0.96, 0.92),
    "compound": (0.91, 0.89),
    "words": (0.96, 0.91),
    "synonym": (0.95, 0.88),
    "question": (0.89, 0.99),
    "english": (0.88, 0.81),
    "field": (0.98, 0.98),
    "phrase": (0.91, 0.91),
    "year": (0.97, 0.99),
    "name": (0.98, 0.94),
    "typo-form": (0.93, 0.85),
    "typo-tone": (0.75, 0.60),
    "typo-swap": (0.92, 0.82),
    "typo-vowel": (0.78, 0.74),
    "typo-letter": (0.96, 0.98),
    "layout": (0.97, 0.96),
}

OVERALL = (0.93, 0.91)


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The output of ``kmsearch evaluate --json`` over the sample corpus."""
    home = str(tmp_path_factory.mktemp("relevance") / "home")
    made = CliRunner().invoke(main, ["--home", home, "demo", "--no-serve"])
    assert made.exit_code == 0, made.output
    result = CliRunner().invoke(main, ["--home", home, "evaluate", str(TOPICS), str(QRELS), "--json"])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_every_judged_record_is_in_the_sample_corpus(measured: Any) -> None:
    assert measured["notes"] == []


@pytest.mark.parametrize("kind", FLOORS)
def test_relevance_of_each_kind_does_not_decrease(measured: Any, kind: str) -> None:
    row = measured["kinds"][kind]
    worst = sorted((topic["nDCG@10"], topic["query"]) for topic in measured["topics"] if topic["kind"] == kind)[:3]
    assert (row["nDCG@10"] >= FLOORS[kind][0], row["recall@100"] >= FLOORS[kind][1]) == (True, True), (row, worst)


def test_overall_relevance_does_not_decrease(measured: Any) -> None:
    mean = measured["mean"]
    assert (mean["nDCG@10"] >= OVERALL[0], mean["recall@100"] >= OVERALL[1]) == (True, True), mean


def test_every_kind_has_a_floor_and_every_query_a_grade() -> None:
    topics, grades = read_queries(TOPICS), read_judgements(QRELS)
    assert {topic.kind for topic in topics} == set(FLOORS)
    assert {topic.id for topic in topics} == set(grades)
    assert len({topic.query for topic in topics}) == len(topics) >= 120
    assert {grade for given in grades.values() for grade in given.values()} == {0, 1, 2, 3}
