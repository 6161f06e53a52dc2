"""Groups the records of a generation by author or by office, and lists, filters and looks up these names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from corpus.fields import FACETS, SECTION_FACET
from index.browse.item_groups import ItemTexts
from index.browse.people import PeopleOrder, PeoplePage, Person, PersonKind, Profile, ProfileSection
from index.engines.document_sets import EMPTY, DocumentSet
from index.reader.facet_counts import FacetTable
from index.reader.generation_reader import GenerationReader
from index.results import DocumentRef, Request
from kmsearch.thai.normalise import collapse_whitespace, collation_key, fold, normalise
from kmsearch.thai.person_names import initial_letter, name_sort_key

LISTED_RECORDS = 5
"""Records shown with a name in a list. A guess; the profile lists all."""

PROFILE_SECTIONS = (
    *("strategies", "core_knowledge", "methods"),
    *("techniques", "success_factors", "knowledge_assets"),
)
"""The sections that a profile may show, in order of preference. A guess: how the person works comes first."""

MAX_PROFILE_SECTIONS = 3
"""Sections shown on one profile at most. A guess."""

MAX_SECTION_ITEMS = 10
"""Items of one section shown on a profile. A guess; the pages of the records have all."""

CACHED_PERSONS = 2_000
"""Persons cached, some kilobytes each."""

PEOPLE_FACETS = tuple(facet.name for facet in FACETS if facet.name != SECTION_FACET.name)
"""The facets by which names are filtered: those of their records."""

_NAME_OF: dict[PersonKind, Callable[[DocumentRef], str]] = {
    "author": lambda record: record.author,
    "office": lambda record: record.office,
}
_LETTER = "letter"
_NO_DIGITS = {ord(digit): None for digit in "0123456789"}


@dataclass(frozen=True, slots=True, eq=False)
class _IndexedName:
    """An author or office: record numbers (newest first), search key, and by facet the values with their record
    counts."""

    name: str
    letter: str
    id: str
    records: tuple[int, ...]
    search_key: str
    values: dict[str, Counter[str]]


class PeopleIndex:
    """The authors, or the offices, of one generation. Immutable once built."""

    def __init__(self, reader: GenerationReader, kind: PersonKind, texts: ItemTexts):
        self._reader, self._kind, self._texts = reader, kind, texts
        indexed = [self._index_name(name, tuple(members)) for name, members in self._group_records().items()]
        by_name = sorted(indexed, key=lambda indexed_name: name_sort_key(indexed_name.name))
        self._names = sorted(by_name, key=lambda indexed_name: -len(indexed_name.records))
        positions = {indexed_name.name: position for position, indexed_name in enumerate(self._names)}
        self._order: dict[PeopleOrder, Sequence[int]] = {
            "records": range(len(self._names)),
            "name": [positions[indexed_name.name] for indexed_name in by_name],
        }
        rows = (
            (range(position, position + 1), indexed_name.values) for position, indexed_name in enumerate(self._names)
        )
        self._facets = FacetTable(rows)
        self._by_record = {number: indexed_name for indexed_name in self._names for number in indexed_name.records}
        self._person = lru_cache(CACHED_PERSONS)(self._make_person)

    def _group_records(self) -> dict[str, list[int]]:
        """Record numbers by name, the newest first."""
        records = self._reader.index("records")
        groups: dict[str, list[int]] = {}
        for number in records.first(records.live, "newest", records.size):
            name = collapse_whitespace(normalise(_NAME_OF[self._kind](self._reader.stored.refer_to("records", number))))
            if name:
                groups.setdefault(name, []).append(number)
        return groups

    def _index_name(self, name: str, members: tuple[int, ...]) -> _IndexedName:
        records = self._reader.index("records")
        refs = [self._reader.stored.refer_to("records", number) for number in members]
        values = {
            facet: Counter(value for number in members for value in records.values(number, facet))
            for facet in PEOPLE_FACETS
        }
        values[_LETTER] = Counter([initial_letter(name)])
        office_and_province_names = {text for ref in refs for text in (ref.office, ref.province)}
        id = min(ref.id for ref in refs)
        return _IndexedName(
            name, initial_letter(name), id, members, _search_key([name, *sorted(office_and_province_names)]), values
        )

    def list_people(self, request: Request, order: PeopleOrder = "records", letter: str = "") -> PeoplePage:
        """The page of the names whose search key contains every word of the text and that match the filters and the
        initial."""
        filters = {name: values for name, values in (request.filters or {}).items() if name in PEOPLE_FACETS and values}
        unfiltered = self._match_text(_search_key([request.text]).split())
        allowed = self._facets.allowed(filters)
        matching = unfiltered if allowed is None else unfiltered & allowed
        letters = Counter(self._names[position].letter for position in matching)
        letters.pop("", None)
        if letter:
            with_letter = self._facets.allowed({_LETTER: (letter,)}) or EMPTY
            unfiltered, matching = unfiltered & with_letter, matching & with_letter
        positions = [position for position in self._order[order] if position in matching]
        start = (request.page - 1) * request.size
        page_positions = positions[start : start + request.size]
        return PeoplePage(
            request,
            len(positions),
            self._kind,
            order,
            letter,
            tuple(sorted(letters.items())),
            tuple(self._person(self._names[position], LISTED_RECORDS) for position in page_positions),
            facets=tuple(facet for facet in self._facets.count(unfiltered, filters) if facet.name in PEOPLE_FACETS),
        )

    def _match_text(self, words: Sequence[str]) -> DocumentSet:
        """The positions of the names whose search key contains every word."""
        return DocumentSet(
            [
                position
                for position, indexed_name in enumerate(self._names)
                if all(word in indexed_name.search_key for word in words)
            ]
        )

    def find_person(self, id: str) -> Person | None:
        """The author or office of the record ``id`` with all their records; None if the record names none."""
        indexed_name = self._find_name(id)
        return self._person(indexed_name, len(indexed_name.records)) if indexed_name else None

    def find_profile(self, id: str) -> Profile | None:
        """The profile of the author or office of the record ``id``; None if the record names none."""
        indexed_name = self._find_name(id)
        if indexed_name is None:
            return None
        person = self._person(indexed_name, len(indexed_name.records))
        colleagues = tuple(_list_authors(person.records)) if self._kind == "office" else ()
        return Profile(person, tuple(self._profile_sections(indexed_name)), colleagues)

    def _find_name(self, id: str) -> _IndexedName | None:
        number = self._reader.stored.number(id)
        return None if number is None else self._by_record.get(number)

    def _profile_sections(self, indexed_name: _IndexedName) -> Iterator[ProfileSection]:
        items = self._reader.index("items")
        records = self._reader.index("records")
        own_items = [item for number in indexed_name.records for item in items.numbers_of(records.addresses[number][0])]
        by_section = {
            name: [item for item in own_items if items.addresses[item][1] == name] for name in PROFILE_SECTIONS
        }
        filled = ((name, members) for name, members in by_section.items() if members)
        for name, members in islice(filled, MAX_PROFILE_SECTIONS):
            yield ProfileSection(name, len(members), tuple(map(self._texts.refer_to, members[:MAX_SECTION_ITEMS])))

    def _make_person(self, indexed_name: _IndexedName, listed: int) -> Person:
        """The person of a name, with the newest ``listed`` records."""
        refs = [self._reader.stored.refer_to("records", number) for number in indexed_name.records]
        years = sorted(ref.year for ref in refs if ref.year)
        authors = {collapse_whitespace(normalise(ref.author)) for ref in refs} - {""}
        offices = dict.fromkeys(collapse_whitespace(normalise(ref.office)) for ref in refs if ref.office)
        return Person(
            indexed_name.id,
            indexed_name.name,
            tuple(offices) if self._kind == "author" else (),
            tuple(self._list_positions(indexed_name)) if self._kind == "author" else (),
            len(authors),
            tuple(sorted(indexed_name.values["province"], key=collation_key)),
            (years[0], years[-1]) if years else None,
            tuple(sorted(indexed_name.values["topics"].items(), key=_by_count)),
            len(refs),
            tuple(refs[:listed]),
        )

    def _list_positions(self, indexed_name: _IndexedName) -> Iterable[str]:
        records = self._reader.index("records")
        return dict.fromkeys(
            value for number in indexed_name.records for value in records.values(number, "author_position")
        )


def _list_authors(records: Iterable[DocumentRef]) -> Iterable[tuple[str, str]]:
    """Each author of the records with their newest record, sorted by name."""
    newest: dict[str, str] = {}
    for record in records:
        newest.setdefault(collapse_whitespace(normalise(record.author)), record.id)
    newest.pop("", None)
    return sorted(newest.items(), key=lambda pair: name_sort_key(pair[0]))


def _by_count(counted: tuple[str, int]) -> tuple[int, tuple[str, str]]:
    return -counted[1], collation_key(counted[0])


def _search_key(texts: Iterable[str]) -> str:
    """The form in which names are compared: folded, and without digits, which may belong to a masked phone number."""
    return collapse_whitespace(fold(normalise(" ".join(texts))).translate(_NO_DIGITS))
