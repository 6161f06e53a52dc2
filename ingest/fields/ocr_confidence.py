"""Confidence of values read by OCR: lower evidence for each value, and checks of the record for a reviewer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from corpus.record import Evidence
from ingest.document import Document, Line


def weaken_evidence(evidence: Mapping[str, Evidence], document: Document) -> dict[str, Evidence]:
    """The evidence, each confidence multiplied by the mean OCR confidence of the lines the value was read from."""
    if all(line.sure == 1 for line in document.lines):
        return dict(evidence)
    return {
        field: replace(before, confidence=round(before.confidence * _confidence_in(before.lines, document), 3))
        for field, before in evidence.items()
    }


def ocr_checks(span: str, document: Document) -> Iterator[str]:
    """Checks, in Thai, of a record in the lines ``span`` (first-last): the reader's notes, and lines read by OCR."""
    yield from document.notes
    ocr_lines = [line for line in _lines_in(span, document) if line.sure < 1]
    if ocr_lines:
        yield f"อ่านจากภาพด้วย OCR ความมั่นใจเฉลี่ย {_mean_confidence(ocr_lines):.0%} ควรเทียบกับต้นฉบับ"


def _lines_in(span: str, document: Document) -> Iterator[Line]:
    """The lines ``first-last`` of a document; all of them when ``span`` is empty."""
    numbers = [int(number) for number in re.findall(r"\d+", span)]
    if not numbers:
        return iter(document.lines)
    return (line for line in document.lines if numbers[0] <= line.number <= numbers[-1])


def _confidence_in(span: str, document: Document) -> float:
    return _mean_confidence(_lines_in(span, document))


def _mean_confidence(lines: Iterable[Line]) -> float:
    """The mean over the letters of ``lines``; 1 without letters."""
    weights = [(len(line.text), line.sure) for line in lines]
    letters = sum(length for length, _ in weights)
    return sum(length * sure for length, sure in weights) / letters if letters else 1.0
