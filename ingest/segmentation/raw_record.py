"""A record in the making: its fields as the document gives them, and the raw lines of its sections."""

from __future__ import annotations

from dataclasses import dataclass, field

from ingest.document import Line
from ingest.segmentation.heading_rules import Heading


@dataclass(frozen=True, slots=True)
class FieldValue:
    """A field as the document gives it: raw text, its lines, how sure the label was (0 to 1), how it was found."""

    text: str
    first: int
    last: int
    confidence: float
    how: str

    @property
    def lines(self) -> str:
        return f"{self.first}-{self.last}"


@dataclass(slots=True)
class RawRecord:
    """A record in the making. ``sections`` hold raw lines by section name, in order of appearance; ``guessed`` are the
    headings that only their words told, ``cover`` the lines above the first record of a compendium;
    ``at_label``: a field's label began it in the midst of a document."""

    values: dict[str, FieldValue] = field(default_factory=dict)
    sections: dict[str, list[Line]] = field(default_factory=dict)
    headings: dict[str, Heading] = field(default_factory=dict)
    guessed: list[Heading] = field(default_factory=list)
    prelude: list[Line] = field(default_factory=list)
    cover: list[Line] = field(default_factory=list)
    other: list[Line] = field(default_factory=list)
    post_date: Line | None = None
    signature_date: Line | None = None
    signs: list[tuple[str, str]] = field(default_factory=list)
    started: bool = False
    at_label: bool = False
    repairs: int = 0

    @property
    def has_sections(self) -> bool:
        """Whether a heading of a section was met (narrative under no heading does not count)."""
        return bool(self.headings)
