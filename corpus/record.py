"""The model of a record: Record, Section, Item, Source, Evidence. Immutable; stored, indexed, shown and exported."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Annotated, ClassVar

from pydantic import AfterValidator, Strict
from pydantic import Field as Described

from corpus.fields import FIELDS, RecordFields
from kmsearch.thai.normalise import normalise

_DIGESTED_EMPTY = frozenset(
    ("title", "author_name", "author_position", "author_office", "phone", "district", "province", "region", "year")
    + ("category", "topics", "form")
)
"""Fields whose empty values are part of the digest: those of the first release. Empty fields added later are not, so
that a new field does not make every stored record look edited."""


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a section: a numbered or bulleted entry, or a paragraph of narrative.

    ``level`` is its depth in a list (0, or 1 and more for a sub-item). A ``lead`` is a sentence or sub-heading that
    only introduces items; it is shown in its place but has no number and is never a search result of its own.
    ``text`` is plain text, normalised on construction: lines are stripped, control characters removed.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    text: str
    level: Annotated[int, Strict()] = 0
    lead: Annotated[bool, Strict()] = False

    def __post_init__(self) -> None:
        lines = [line.strip() for line in normalise(self.text).split("\n")]
        object.__setattr__(self, "text", "\n".join(lines).strip())


@dataclass(frozen=True, slots=True)
class Section:
    """A section, named as in ``corpus.fields.SECTIONS``; without items if the source had only its heading."""

    name: str
    items: tuple[Item, ...] = ()

    @property
    def numbered_items(self) -> tuple[Item, ...]:
        """All items but the leads; ``numbered_items[2]`` has the anchor ``#<name>-3``."""
        return tuple(item for item in self.items if not item.lead)


@dataclass(frozen=True, slots=True)
class Source:
    """A file that the record came from: its ``path`` as given, the name of the kept copy, its SHA-256, and its lines.

    ``lines`` is ``first-last`` (1-based, in the text that the reader made), or empty if the format has no lines.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    path: Annotated[str, Described(description="ชื่อไฟล์")] = ""
    original: Annotated[str, Described(description="ชื่อของสำเนาที่เก็บไว้")] = ""
    digest: Annotated[str, Described(description="SHA-256 ของไฟล์")] = ""
    lines: Annotated[str, Described(description="บรรทัดแรกถึงบรรทัดสุดท้าย")] = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Evidence of an extracted value: ``lines`` (``first-last``), confidence (0 to 1), and the rule (``how``, Thai)."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    lines: Annotated[str, Described(description="บรรทัดแรกถึงบรรทัดสุดท้าย")] = ""
    confidence: Annotated[float, Strict(), Described(ge=0, le=1, description="ความมั่นใจ 0 ถึง 1")] = 0.0
    how: Annotated[str, Described(description="พบจาก")] = ""


@dataclass(frozen=True, slots=True)
class RecordHead(RecordFields):
    """The id, the fields and the notes of ingest: the part of a record that front matter holds.

    ``checks`` are Thai sentences for a reviewer. ``evidence`` maps the name of a field or section to how it was
    extracted. ``extracted`` is the ``content_digest`` at ingest: a different digest now means edits by hand.
    """

    source: tuple[Source, ...] = ()
    checks: tuple[str, ...] = ()
    evidence: Annotated[Mapping[str, Evidence], AfterValidator(MappingProxyType)] = field(
        default_factory=lambda: MappingProxyType({})
    )
    extracted: str = ""


@dataclass(frozen=True, slots=True)
class Record(RecordHead):
    """A record (บันทึกองค์ความรู้). ``note`` is Markdown written by curators; ingest never fills it."""

    sections: tuple[Section, ...] = ()
    note: str = ""

    def section(self, name: str) -> Section:
        """Returns the section called ``name``; an empty one if the record lacks it."""
        return next((section for section in self.sections if section.name == name), Section(name))

    def numbered_items(self) -> Iterator[tuple[str, int, Item]]:
        """Yields (section name, number, item) of every numbered item, except those of ``other``."""
        for section in self.sections:
            if section.name != "other":
                for number, item in enumerate(section.numbered_items, 1):
                    yield section.name, number, item

    def content_digest(self) -> str:
        """Returns 16 hex digits of a SHA-256 over fields and sections, without sources, evidence, checks and note."""
        values = ((row.name, getattr(self, row.name)) for row in FIELDS)
        content = [value for name, value in values if value or name in _DIGESTED_EMPTY]
        content += [(s.name, [(i.text, i.level, i.lead) for i in s.items]) for s in self.sections if s.items]
        return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()[:16]
