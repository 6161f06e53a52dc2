"""How far confidence can be believed: the values of documents whose gold is known, by how sure ingest was of them.

    python benchmarks/confidence.py [--seed 7] [--wrong 0.01] [--show]

Reads the documents of ``tests/extraction``, as they are and twice harmed (``--wrong`` of their letters replaced, by
``--seed``; every blank line taken out and all lines run into one, as copies from PDF are). For each way of finding a
value (``how``) it prints how often it was met, the confidence it states, and the share that was right. Then, for each
threshold: which share of the values a person is asked to look at, which share of the wrong ones is among these, and
which share of those that nobody looks at is right. ``SURE`` is the threshold in use. ``--show`` prints the wrong values
that nobody would look at.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import mean
from typing import Any

from rapidfuzz import fuzz

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from corpus.record import Record  # noqa: E402
from ingest.document import Document  # noqa: E402
from ingest.readers import load, read  # noqa: E402
from ingest.record_builder import extract  # noqa: E402
from kmsearch.confidence import SURE  # noqa: E402
from kmsearch.errors import IngestError  # noqa: E402
from kmsearch.thai.tokenizer import arabic  # noqa: E402

FIXTURES = ROOT / "tests" / "extraction"
FIELDS = {"title", "author_name", "author_position", "province", "district", "category", "phone", "year"}
THRESHOLDS = (0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.98)
_SAME = 93
"""Likeness, of 100, from which a value is the gold's: a letter mistyped in fifteen is no fault of the reading."""
_LETTERS = "กขคงจชดตทนบปผพมยรลวสหอเแ"


@dataclass(frozen=True, slots=True)
class Value:
    """A value that came out: of which field, how it was found, how sure ingest was, and whether the gold has it so."""

    field: str
    how: str
    confidence: float
    right: bool
    text: str
    where: str


def as_it_is(document: Document, chance: random.Random, wrong: float) -> Document:
    """The document unharmed."""
    return document


def mistyped(document: Document, chance: random.Random, wrong: float) -> Document:
    """The share ``wrong`` of its consonants replaced."""

    def mistype(text: str) -> str:
        return re.sub("[ก-ฮ]", lambda char: chance.choice(_LETTERS) if chance.random() < wrong else char[0], text)

    return replace(document, lines=tuple(replace(line, text=mistype(line.text)) for line in document.lines))


def flattened(document: Document, chance: random.Random, wrong: float) -> Document:
    """All its lines in one."""
    if not document.lines:
        return document
    text = " ".join(f"{line.bullet} {line.text}".strip() for line in document.lines)
    return replace(document, lines=(replace(document.lines[0], text=text, bullet=""),))


def values_of(path: Path, document: Document) -> Iterator[Value]:
    """Every value that comes out of a document for a field the gold speaks of."""
    gold = json.loads((FIXTURES / "gold" / f"{path.stem}.json").read_text("utf-8"))
    wanted = gold.get("all", [gold] if gold.get("records", 1) else [])
    try:
        found = extract(document)
    except IngestError:
        return
    for record in found:
        best = max(wanted, key=lambda each: _likeness(record, each), default={})
        for name in FIELDS & record.evidence.keys():
            text = str(getattr(record, name) or "")
            how = record.evidence[name]
            yield Value(name, how.how, how.confidence, _is_right(name, text, best), text, path.stem)


def _likeness(record: Record, gold: dict[str, Any]) -> int:
    return sum(_is_right(name, str(getattr(record, name) or ""), gold) for name in FIELDS)


def _is_right(name: str, text: str, gold: dict[str, Any]) -> bool:
    key = "year_be" if name == "year" else name
    accepted = [
        _plain(name, each) for each in [gold.get(key), *gold.get(f"{key}_accept", [])] if each not in (None, "")
    ]
    found = _plain(name, text)
    return any(fuzz.ratio(found, each) >= _SAME for each in accepted)


def _plain(name: str, value: Any) -> str:
    text = arabic(" ".join(map(str, value)) if isinstance(value, list) else str(value))
    return re.sub(r"\D" if name == "phone" else r"\s", "", text)


def print_ways(values: Iterable[Value]) -> None:
    """Each way of finding a value: met, stated, right."""
    ways: dict[str, list[Value]] = defaultdict(list)
    for value in values:
        ways[re.sub("“.*?”", "“…”", value.how)].append(value)
    print(f"{'how':<60} {'met':>5} {'stated':>7} {'right':>7}")
    for how, met in sorted(ways.items(), key=lambda entry: -len(entry[1])):
        print(
            f"{how[:60]:<60} {len(met):>5} {mean(v.confidence for v in met):>7.2f} {mean(v.right for v in met):>7.2f}"
        )


def print_thresholds(values: list[Value]) -> None:
    """For each threshold: asked, wrong ones among these, right among the others."""
    wrong = [value for value in values if not value.right]
    print(f"\n{'threshold':>9} {'asked':>7} {'wrong asked':>12} {'right unasked':>14}")
    for threshold in sorted({*THRESHOLDS, SURE}):
        asked = [value for value in values if value.confidence < threshold]
        unasked = [value for value in values if value.confidence >= threshold]
        caught = sum(not value.right for value in asked) / max(1, len(wrong))
        right = mean(value.right for value in unasked) if unasked else 1.0
        mark = " ← SURE" if threshold == SURE else ""
        print(f"{threshold:>9.2f} {len(asked) / len(values):>7.1%} {caught:>12.1%} {right:>14.1%}{mark}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--wrong", type=float, default=0.01)
    parser.add_argument("--show", action="store_true")
    options = parser.parse_args()
    chance = random.Random(options.seed)
    values: list[Value] = []
    for path in sorted(path for path in FIXTURES.iterdir() if path.is_file()):
        try:
            document = read(path, load(path))
        except IngestError:
            continue
        for harm in (as_it_is, mistyped, flattened):
            values += values_of(path, harm(document, chance, options.wrong))
    print_ways(values)
    print_thresholds(values)
    if options.show:
        for value in values:
            if not value.right and value.confidence >= SURE:
                print(f"{value.where} {value.field} {value.confidence:.2f} {value.how}: {value.text[:100]}")


if __name__ == "__main__":
    main()
