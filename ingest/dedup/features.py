"""Features of a record for pairwise matching: character shingles of its text, its title, author and numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from corpus.record import Record
from ingest.fields.parsers import clean_title
from ingest.fields.positions import OFFICE
from ingest.vocabulary import alternation
from kmsearch.thai.normalise import fold, normalise, to_arabic_digits
from kmsearch.thai.person_names import PERSON_TITLE

SHINGLE_LENGTH = 5
"""Letters of a shingle. Over the samples, the fixtures and the real records (``benchmarks/deduplication.py``) two
different records share at most 23 % of their shingles, and a record with 10 % wrong letters at least 49 % with itself;
shingles of four letters leave less room between the two (31 % and 56 %)."""

MIN_LETTERS = 80
"""Letters (two short sentences) below which a text does not identify a record; title and author must agree then."""

_LABEL = re.compile(rf"^\W*{alternation('titles', 'label')}(?=\W*\w)")
"""The label before a title."""

Shingles = frozenset[str]


@dataclass(frozen=True)
class RecordFeatures:
    """The features of ``record``, each computed when first used."""

    record: Record

    @cached_property
    def title(self) -> str:
        """The title as ``letters``, without the label เรื่อง and quotation marks."""
        return letters(_LABEL.sub("", clean_title(normalise(self.record.title))))

    @cached_property
    def author(self) -> tuple[str, str]:
        """Given name and surname without the title of the person; the name of an office is all in the first."""
        text = fold(normalise(self.record.author_name)).strip()
        if self.is_office:
            return re.sub(r"\s", "", text), ""
        while (title := PERSON_TITLE.match(text)) and title.end():
            text = text[title.end() :]
        given_name, *rest = text.split() or [""]
        return given_name, "".join(rest)

    @cached_property
    def is_office(self) -> bool:
        """Whether the author is an office, not a person."""
        return bool(OFFICE.match(self.record.author_name.strip()))

    @cached_property
    def items(self) -> tuple[Shingles, ...]:
        """The shingles of each item of the body (see ``body_texts``); items shorter than a shingle are left out."""
        return tuple(filter(None, (shingles(text) for text in body_texts(self.record))))

    @cached_property
    def body(self) -> Shingles:
        """The shingles of the body."""
        return frozenset().union(*self.items)

    @cached_property
    def all(self) -> Shingles:
        """The shingles of every section; two pages may have the same text in ``background`` and in ``other``."""
        return frozenset().union(*(shingles(item.text) for section in self.record.sections for item in section.items))

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The numbers of two or more digits in the body, without thousands separators."""
        text = to_arabic_digits(" ".join(body_texts(self.record)))
        return frozenset(re.findall(r"\d{2,}", re.sub(r"(?<=\d),(?=\d{3})", "", text)))


def letters(text: str) -> str:
    """Letters and digits only, folded, without the marks above and below: OCR misreads marks first."""
    return re.sub(r"[\W_]", "", fold(text))


def shingles(text: str) -> Shingles:
    """Every run of ``SHINGLE_LENGTH`` letters of the text (character n-grams)."""
    plain = letters(text)
    return frozenset(plain[start : start + SHINGLE_LENGTH] for start in range(len(plain) - SHINGLE_LENGTH + 1))


def containment(part: Shingles, whole: Shingles) -> float:
    """Share (0 to 1) of the shingles of ``part`` that ``whole`` has too; 0 for an empty part."""
    return len(part & whole) / len(part) if part else 0.0


def body_texts(record: Record) -> list[str]:
    """The texts that identify a record: items of all sections but ``theories`` and ``other``, without lead-ins.

    Laws and theories are the same in many records. A record with fewer than ``MIN_LETTERS`` there gives all its texts.
    """
    texts = [
        item.text
        for section in record.sections
        if section.name not in ("theories", "other")
        for item in section.items
        if not item.lead
    ]
    if sum(len(letters(text)) for text in texts) >= MIN_LETTERS:
        return texts
    return [item.text for section in record.sections for item in section.items]
