"""Raw records: the values of fields as the document has them, and the raw lines of the sections."""

from __future__ import annotations

from dataclasses import dataclass, field

from ingest.document import Line
from ingest.segmentation.headings.heading_rules import Heading


@dataclass(frozen=True, slots=True)
class FieldValue:
    """A value as the document has it: raw text, first and last line number, confidence of its label (0 to 1), and how
    it was found (in Thai)."""

    text: str
    first: int
    last: int
    confidence: float
    how: str

    @property
    def lines(self) -> str:
        """``first-last``, as Evidence and Source write line spans."""
        return f"{self.first}-{self.last}"


@dataclass(slots=True)
class RawRecord:
    """A record before its values are parsed. ``sections`` hold raw lines by section, in order of appearance.

    ``headings`` are the first headings of the sections, ``guessed`` those that no form has. ``prelude`` is the text
    above the record, ``cover`` that above the first record of a booklet, ``other`` text that belongs to no section.
    ``met_labels`` are (form, target) of the labels found. ``started``: it has a label or heading. ``at_label``: a
    field's label began the record in the midst of a document. ``repairs`` counts the places where damaged Thai was
    repaired.
    """

    values: dict[str, FieldValue] = field(default_factory=dict)
    sections: dict[str, list[Line]] = field(default_factory=dict)
    headings: dict[str, Heading] = field(default_factory=dict)
    guessed: list[Heading] = field(default_factory=list)
    prelude: list[Line] = field(default_factory=list)
    cover: list[Line] = field(default_factory=list)
    other: list[Line] = field(default_factory=list)
    post_date: Line | None = None
    signature_date: Line | None = None
    met_labels: list[tuple[str, str]] = field(default_factory=list)
    started: bool = False
    at_label: bool = False
    repairs: int = 0

    @property
    def has_sections(self) -> bool:
        """Whether it has a heading of a section (narrative without a heading does not count)."""
        return bool(self.headings)
