"""Authors and offices with their topics, places, years and records."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

from index.results import DocumentRef, Page

PersonKind = Literal["author", "office"]
PeopleOrder = Literal["records", "name"]


@dataclass(frozen=True, slots=True)
class Person:
    """An author, or an office, of indexed records; ``id`` is the smallest of their record ids and names their page.

    ``offices`` and ``positions`` are those of an author, the latest first; ``author_count`` is the number of authors of
    an office. ``topics`` are (topic, record count), most frequent first. ``records`` are newest first.
    """

    id: str
    name: str
    offices: tuple[str, ...]
    positions: tuple[str, ...]
    author_count: int
    provinces: tuple[str, ...]
    years: tuple[int, int] | None
    topics: tuple[tuple[str, int], ...]
    record_count: int
    records: tuple[DocumentRef, ...]

    def to_json(self) -> dict[str, Any]:
        """``topics`` and ``records`` as lists of objects."""
        topics = [{"topic": topic, "record_count": count} for topic, count in self.topics]
        return {**asdict(self), "topics": topics, "records": [record.to_json() for record in self.records]}


@dataclass(frozen=True, slots=True)
class ProfileSection:
    """The items of one section in a person's records, newest record first: the first few of ``item_count``."""

    section: str
    item_count: int
    items: tuple[DocumentRef, ...]

    def to_json(self) -> dict[str, Any]:
        """``items`` as a list of objects."""
        items = [item.to_json() for item in self.items]
        return {"section": self.section, "item_count": self.item_count, "items": items}


@dataclass(frozen=True, slots=True)
class Profile:
    """An author, or an office, with their items by section; ``colleagues`` are (name, record id) of an office."""

    person: Person
    sections: tuple[ProfileSection, ...]
    colleagues: tuple[tuple[str, str], ...]

    def to_json(self) -> dict[str, Any]:
        """The person flat, ``sections`` and ``colleagues`` as lists of objects."""
        return {
            **self.person.to_json(),
            "sections": [section.to_json() for section in self.sections],
            "colleagues": [{"name": name, "id": id} for name, id in self.colleagues],
        }


@dataclass(frozen=True, slots=True)
class PeoplePage(Page):
    """A page of authors or offices; the facets count names.

    ``letter`` is the requested initial, empty for all; ``letters`` are (initial, number of names) in alphabetical
    order, independent of ``letter``.
    """

    kind: PersonKind
    order: PeopleOrder
    letter: str
    letters: tuple[tuple[str, int], ...]
    people: tuple[Person, ...]

    def to_json(self) -> dict[str, Any]:
        """The JSON shape of ``/api/v1/people``."""
        return {
            "kind": self.kind,
            "query": self.request.text,
            "sort": self.order,
            "letter": self.letter,
            **self.list_json(),
            "letters": [{"letter": letter, "name_count": count} for letter, count in self.letters],
            "people": [person.to_json() for person in self.people],
        }
