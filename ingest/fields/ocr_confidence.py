"""How far letters read from a picture can be trusted: in the evidence of each value, and as a check of the record."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from corpus.record import Evidence
from ingest.document import Document, Line


def weakened(evidence: Mapping[str, Evidence], document: Document) -> dict[str, Evidence]:
    """The evidence, each confidence times how sure the reader was of the letters in its lines."""
    if all(line.sure == 1 for line in document.lines):
        return dict(evidence)
    return {
        name: replace(found, confidence=round(found.confidence * _sure(_within(found.lines, document)), 3))
        for name, found in evidence.items()
    }


def doubts(span: str, document: Document) -> Iterator[str]:
    """Checks, in Thai, of a record in the lines ``span``: what was not read, and what was read from pictures."""
    yield from document.notes
    from_pictures = [line for line in _within(span, document) if line.sure < 1]
    if from_pictures:
        yield f"อ่านจากภาพด้วย OCR ความมั่นใจเฉลี่ย {_sure(from_pictures):.0%} ควรเทียบกับต้นฉบับ"


def _within(span: str, document: Document) -> Iterator[Line]:
    """The lines ``first-last`` of a document; all of them when ``span`` is empty."""
    numbers = [int(number) for number in re.findall(r"\d+", span)]
    if not numbers:
        return iter(document.lines)
    return (line for line in document.lines if numbers[0] <= line.number <= numbers[-1])


def _sure(lines: Iterable[Line]) -> float:
    """The mean over the letters of ``lines``; 1 when there are none."""
    weights = [(len(line.text), line.sure) for line in lines]
    letters = sum(length for length, _ in weights)
    return sum(length * sure for length, sure in weights) / letters if letters else 1.0
