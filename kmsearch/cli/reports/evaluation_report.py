"""Runs judged queries and prints the evaluation: means by kind of query, and the worst queries."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from unicodedata import category

from corpus.storage.store import Store
from index.quality.relevance_eval import FIGURES, Evaluation, Outcome, evaluate, read_judgements, read_queries
from kmsearch.cli.terminal import open_index, out
from kmsearch.config import Settings

SHOWN_WORST = 10
"""Worst queries shown in the terminal; ``--json`` has all."""

PERFECT = 0.9995
"""Minimum nDCG@10 that rounds to 1.000; such queries are not listed among the worst."""

_WIDTH = 14


def measure(settings: Settings, topics: Path, judgements: Path) -> Evaluation:
    """Evaluates the index of ``settings`` on the queries of ``topics`` and their ``judgements``."""
    queries, grades = read_queries(topics), read_judgements(judgements)
    with open_index(settings) as searcher:
        return evaluate(searcher, queries, grades, set(Store(settings.home).ids()))


def show_evaluation(evaluation: Evaluation) -> None:
    """Prints the means, by kind of query if the topics name kinds, and the worst queries."""
    out.print(f"{'':{_WIDTH}}  คำค้น  " + "  ".join(f"{name:>10}" for name in FIGURES), markup=False)
    for kind, (count, mean) in evaluation.kinds.items():
        _show_row(kind, count, mean)
    _show_row("ทั้งหมด", len(evaluation.outcomes), evaluation.mean)
    worst = [outcome for outcome in evaluation.worst if outcome.figures["nDCG@10"] < PERFECT][:SHOWN_WORST]
    if worst:
        out.print("คำค้นที่ได้ผลต่ำสุด (nDCG@10 · recall@100)")
    for outcome in worst:
        _show_outcome(outcome)
    for note in evaluation.notes:
        out.print(note, style="yellow", markup=False)


def _show_row(name: str, count: int, mean: Mapping[str, float]) -> None:
    figures = "  ".join(f"{mean[figure]:>10.3f}" for figure in FIGURES)
    marks = sum(category(char) == "Mn" for char in name)
    out.print(f"{name:{_WIDTH + marks}} {count:>5}  {figures}", markup=False)


def _show_outcome(outcome: Outcome) -> None:
    topic, figures = outcome.topic, outcome.figures
    line = f"  {figures['nDCG@10']:.3f} · {figures['recall@100']:.3f}  {topic.id}  {topic.query}"
    out.print(line + (f" — {outcome.fault}" if outcome.fault else ""), markup=False)
