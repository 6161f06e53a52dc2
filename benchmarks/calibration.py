"""Calibration of confidence: the share of correct values by how they were found and by confidence.

    python benchmarks/calibration.py [--seed 7] [--wrong 0.01] [--show]

Extracts the documents of ``tests/extraction`` in three variants: unchanged, with ``--wrong`` of their consonants
replaced, and with all lines joined into one, as text copied from PDF. Compares each field value with the gold. The
first table has for each method (``how``) the number of values, the mean confidence and the share that is correct. The
second has for each threshold the share of values below it, which go to review, the recall of wrong values among
these, and the precision of the values that are not reviewed. ``SURE`` is the threshold in use. ``--show`` prints the
wrong values above it.
"""

from __future__ import annotations

import json
import random
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import mean
from typing import Any

from rapidfuzz import fuzz

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.harness import ROOT, make_parser
from corpus.record import Record
from ingest.document import Document
from ingest.readers import load, read
from ingest.record_builder import extract
from kmsearch.confidence import SURE
from kmsearch.errors import IngestError
from kmsearch.thai.characters import CONSONANTS
from kmsearch.thai.normalise import to_arabic_digits

FIXTURES = ROOT / "tests" / "extraction"
COMPARED_FIELDS = {"title", "author_name", "author_position", "province", "district", "category", "phone", "year"}
THRESHOLDS = (0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.98)

MIN_SIMILARITY = 93
"""Similarity, of 100, from which a value counts as correct: one wrong letter in fifteen is a typo of the variant, no
error of extraction."""

TYPO_LETTERS = "กขคงจชดตทนบปผพมยรลวสหอเแ"

Variant = Callable[[Document, random.Random, float], Document]


@dataclass(frozen=True, slots=True)
class FieldValue:
    """An extracted value, how it was found, and whether it agrees with the gold of its document."""

    field: str
    how: str
    confidence: float
    correct: bool
    text: str
    document: str


def unchanged(document: Document, rng: random.Random, typo_share: float) -> Document:
    return document


def with_typos(document: Document, rng: random.Random, typo_share: float) -> Document:
    """The document with ``typo_share`` of its consonants replaced at random."""

    def replace_letters(text: str) -> str:
        return re.sub(
            f"[{CONSONANTS}]", lambda letter: rng.choice(TYPO_LETTERS) if rng.random() < typo_share else letter[0], text
        )

    return replace(document, lines=tuple(replace(line, text=replace_letters(line.text)) for line in document.lines))


def flattened(document: Document, rng: random.Random, typo_share: float) -> Document:
    """The document with all lines joined into one."""
    if not document.lines:
        return document
    text = " ".join(f"{line.bullet} {line.text}".strip() for line in document.lines)
    return replace(document, lines=(replace(document.lines[0], text=text, bullet=""),))


VARIANTS: tuple[Variant, ...] = (unchanged, with_typos, flattened)


def field_values(name: str, document: Document) -> Iterator[FieldValue]:
    """Every extracted value of a compared field; each record is compared with the gold record it agrees with most."""
    gold = json.loads((FIXTURES / "gold" / f"{name}.json").read_text("utf-8"))
    gold_records = gold.get("all", [gold] if gold.get("records", 1) else [])
    try:
        records = extract(document)
    except IngestError:
        return
    for record in records:
        best: dict[str, Any] = max(gold_records, key=lambda gold: _agreement(record, gold), default={})
        for field in COMPARED_FIELDS & record.evidence.keys():
            text = str(getattr(record, field) or "")
            evidence = record.evidence[field]
            yield FieldValue(field, evidence.how, evidence.confidence, _is_correct(field, text, best), text, name)


def _agreement(record: Record, gold: dict[str, Any]) -> int:
    return sum(_is_correct(field, str(getattr(record, field) or ""), gold) for field in COMPARED_FIELDS)


def _is_correct(field: str, text: str, gold: dict[str, Any]) -> bool:
    key = "year_be" if field == "year" else field
    accepted = [value for value in [gold.get(key), *gold.get(f"{key}_accept", [])] if value not in (None, "")]
    comparable = _comparable(field, text)
    return any(fuzz.ratio(comparable, _comparable(field, value)) >= MIN_SIMILARITY for value in accepted)


def _comparable(field: str, value: Any) -> str:
    """The value without spaces, a telephone number as its digits."""
    text = to_arabic_digits(" ".join(map(str, value)) if isinstance(value, list) else str(value))
    return re.sub(r"\D" if field == "phone" else r"\s", "", text)


def print_methods(values: Iterable[FieldValue]) -> None:
    """A row per method: number of values, mean confidence, share correct."""
    by_method: dict[str, list[FieldValue]] = defaultdict(list)
    for value in values:
        by_method[re.sub("“.*?”", "“…”", value.how)].append(value)
    print(f"{'how':<60} {'count':>5} {'stated':>7} {'correct':>7}")
    for how, group in sorted(by_method.items(), key=lambda method: -len(method[1])):
        stated, correct = mean(value.confidence for value in group), mean(value.correct for value in group)
        print(f"{how[:60]:<60} {len(group):>5} {stated:>7.2f} {correct:>7.2f}")


def print_thresholds(values: list[FieldValue]) -> None:
    """A row per threshold: share reviewed, recall of wrong values, precision of the values not reviewed."""
    wrong_count = sum(not value.correct for value in values)
    print(f"\n{'threshold':>9} {'reviewed':>8} {'wrong caught':>12} {'rest correct':>14}")
    for threshold in sorted({*THRESHOLDS, SURE}):
        reviewed = [value for value in values if value.confidence < threshold]
        rest = [value for value in values if value.confidence >= threshold]
        recall = sum(not value.correct for value in reviewed) / max(1, wrong_count)
        precision = mean(value.correct for value in rest) if rest else 1.0
        in_use = " ← SURE" if threshold == SURE else ""
        print(f"{threshold:>9.2f} {len(reviewed) / len(values):>8.1%} {recall:>12.1%} {precision:>14.1%}{in_use}")


def main() -> None:
    parser = make_parser(__doc__)
    parser.add_argument("--wrong", type=float, default=0.01)
    parser.add_argument("--show", action="store_true")
    options = parser.parse_args()
    rng = random.Random(options.seed)
    values: list[FieldValue] = []
    for path in sorted(path for path in FIXTURES.iterdir() if path.is_file()):
        try:
            document = read(path, load(path))
        except IngestError:
            continue
        for variant in VARIANTS:
            values += field_values(path.stem, variant(document, rng, options.wrong))
    print_methods(values)
    print_thresholds(values)
    if options.show:
        for value in values:
            if not value.correct and value.confidence >= SURE:
                print(f"{value.document} {value.field} {value.confidence:.2f} {value.how}: {value.text[:100]}")


if __name__ == "__main__":
    main()
