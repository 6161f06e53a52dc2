"""The one model of a record: Record, Section, Item. Frozen; what is stored, indexed, shown and exported."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from corpus.fields import FIELDS, SECTIONS
from kmsearch.thai.tokenizer import normalise


@dataclass(frozen=True, slots=True)
class Item:
    """One point of a section: a numbered or bulleted entry, or a paragraph of narrative.

    ``level`` is its depth (0, or 1 and more for a sub-point). A ``lead`` is a sentence or sub-heading that only
    introduces points; it is shown in its place but has no number and is no result of its own.
    ``text`` is plain; it is normalised here: no blank at either end of a line, no control characters.
    """

    text: str
    level: int = 0
    lead: bool = False

    def __post_init__(self) -> None:
        lines = [line.strip() for line in normalise(self.text).split("\n")]
        object.__setattr__(self, "text", "\n".join(lines).strip())


@dataclass(frozen=True, slots=True)
class Section:
    """A section by its name in ``corpus.fields.SECTIONS``; empty when the source had only its heading."""

    name: str
    items: tuple[Item, ...] = ()

    @property
    def points(self) -> tuple[Item, ...]:
        """The items that carry a number: all but the leads. ``points[2]`` is at ``#<name>-3``."""
        return tuple(item for item in self.items if not item.lead)


@dataclass(frozen=True, slots=True)
class Source:
    """A file the record came from: its ``path`` as given, the name of its kept copy, its SHA-256, its lines there.

    ``lines`` is ``first-last`` (1-based, of the text the reader made), or empty where lines mean nothing.
    """

    path: str
    original: str = ""
    digest: str = ""
    lines: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """How a value was found: the ``lines`` (``first-last``), how sure (0 to 1), and ``how``, in Thai."""

    lines: str
    confidence: float
    how: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """One บันทึกองค์ความรู้. Text fields are empty strings, ``year`` is None, where the source gives nothing.

    ``checks`` are Thai sentences about what a person should look at. ``evidence`` maps a field or section name to
    how it was found. ``extracted`` is ``content_digest`` as ingest left it: a different one now means hand edits.
    ``note`` is Markdown that the people who curate write; ingest never fills it.
    """

    id: str
    title: str = ""
    author_name: str = ""
    author_position: str = ""
    author_office: str = ""
    phone: str = ""
    district: str = ""
    province: str = ""
    region: str = ""
    year: int | None = None
    category: str = ""
    topics: tuple[str, ...] = ()
    form: str = ""
    sections: tuple[Section, ...] = ()
    note: str = ""
    source: tuple[Source, ...] = ()
    checks: tuple[str, ...] = ()
    evidence: Mapping[str, Evidence] = field(default_factory=lambda: MappingProxyType({}))
    extracted: str = ""

    def section(self, name: str) -> Section:
        """The section ``name``, an empty one where the record has none."""
        return next((section for section in self.sections if section.name == name), Section(name))

    def points(self) -> Iterator[tuple[str, int, Item]]:
        """Every numbered item with its section and number: ``("strategies", 3, Item)``; ``other`` left out."""
        for section in self.sections:
            if section.name != "other":
                for number, item in enumerate(section.points, 1):
                    yield section.name, number, item

    def content_digest(self) -> str:
        """Sixteen hex digits over fields and sections; not over sources, evidence, checks or the note."""
        content = [getattr(self, row.name) for row in FIELDS]
        content += [(s.name, [(i.text, i.level, i.lead) for i in s.items]) for s in self.sections if s.items]
        return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()[:16]


SECTION_ORDER: dict[str, int] = {row.name: place for place, row in enumerate(SECTIONS)}
"""Where each section stands in a record that is written out."""
