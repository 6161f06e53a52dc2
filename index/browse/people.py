"""Who knows about what: the authors and the offices of the records, with their topics, places and years."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from itertools import islice
from typing import Any, Literal

from corpus.fields import FACETS, SECTION_FACET
from index.browse.item_groups import Texts
from index.reader.document_sets import bitmap, flags, numbers
from index.reader.facet_counts import FacetTable
from index.reader.generation_reader import Snapshot
from index.results import Facet, Mention, Request, facets_json, filters_json, page_count
from kmsearch.thai.person_names import initial, name_key
from kmsearch.thai.tokenizer import collation_key, fold, normalise, squeeze

Kind = Literal["author", "office"]
Order = Literal["records", "name"]

SHOWN = 5
"""Records listed under one name; the page of the name has all."""

DONE = ("strategies", "core_knowledge", "methods", "techniques", "success_factors", "knowledge_assets")
"""The sections that say what somebody does, those that say most of it first."""

DONE_SHOWN = 3
"""Of them on the page of a name."""

POINTS = 10
"""Points of one section on the page of a name; the records have all."""

_NAME: dict[Kind, Callable[[Mention], str]] = {"author": lambda one: one.author, "office": lambda one: one.office}
FACETED = tuple(facet.name for facet in FACETS if facet.name != SECTION_FACET.name)
"""The facets of names: those of their records."""

PERSONS_KEPT = 2_000
"""Names that are remembered ready to show, some kilobytes each."""

_LETTER = "letter"
_NO_DIGITS = {ord(digit): None for digit in "0123456789"}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody, or an office, with records in the index: ``id`` is the first of them by id, which is the address.

    ``offices`` and ``positions`` are those of an author, the latest first; ``authors`` is how many people wrote for an
    office. ``topics`` are (topic, records), the most frequent first. ``mentions`` are records, the newest first.
    """

    id: str
    name: str
    offices: tuple[str, ...]
    positions: tuple[str, ...]
    authors: int
    provinces: tuple[str, ...]
    years: tuple[int, int] | None
    topics: tuple[tuple[str, int], ...]
    records: int
    mentions: tuple[Mention, ...]

    def to_json(self) -> dict[str, Any]:
        """``topics`` and ``mentions`` as lists of objects."""
        topics = [{"topic": topic, "records": count} for topic, count in self.topics]
        return {**asdict(self), "topics": topics, "mentions": [mention.to_json() for mention in self.mentions]}


@dataclass(frozen=True, slots=True)
class Done:
    """What somebody's ``points`` points of a section say: ``mentions`` are the first of them, newest record first."""

    section: str
    points: int
    mentions: tuple[Mention, ...]

    def to_json(self) -> dict[str, Any]:
        """``mentions`` as a list of objects."""
        mentions = [mention.to_json() for mention in self.mentions]
        return {"section": self.section, "points": self.points, "mentions": mentions}


@dataclass(frozen=True, slots=True)
class Profile:
    """Somebody, or an office, with what they do; ``people`` are (name, one of its records) of those of an office."""

    person: Person
    done: tuple[Done, ...]
    people: tuple[tuple[str, str], ...]

    def to_json(self) -> dict[str, Any]:
        """The person flat, ``done`` and ``people`` as lists of objects."""
        people = [{"name": name, "id": id} for name, id in self.people]
        return {**self.person.to_json(), "done": [one.to_json() for one in self.done], "people": people}


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """A page of ``total`` authors or offices; ``facets`` count them.

    ``letter`` is the initial they are narrowed to, empty for all; ``letters`` are (initial, names) in the order of the
    alphabet, whatever initial is asked for.
    """

    request: Request
    kind: Kind
    order: Order
    letter: str
    total: int
    letters: tuple[tuple[str, int], ...]
    people: tuple[Person, ...]
    facets: tuple[Facet, ...]

    @property
    def pages(self) -> int:
        """How many pages there are, at least 1."""
        return page_count(self.total, self.request.size)

    def to_json(self) -> dict[str, Any]:
        """The one JSON shape of ``/api/v1/people``."""
        return {
            "kind": self.kind,
            "query": self.request.text,
            "filters": filters_json(self.request.filters),
            "sort": self.order,
            "letter": self.letter,
            "page": self.request.page,
            "pages": self.pages,
            "total": self.total,
            "letters": [{"letter": letter, "names": count} for letter, count in self.letters],
            "people": [person.to_json() for person in self.people],
            "facets": facets_json(self.facets),
        }


@dataclass(frozen=True, slots=True, eq=False)
class _Known:
    """A name with its records (numbers, the newest first), what it is found by, and its values of each facet."""

    name: str
    letter: str
    first: str
    records: tuple[int, ...]
    key: str
    values: dict[str, Counter[str]]


class People:
    """The names of one kind in one generation. Nothing changes after it is made."""

    def __init__(self, snapshot: Snapshot, kind: Kind, texts: Texts):
        self._snapshot, self._kind, self._texts = snapshot, kind, texts
        records = snapshot.collection("records")
        found: dict[str, list[int]] = {}
        for number in records.first(records.live, "newest", records.size):
            name = squeeze(normalise(_NAME[kind](snapshot.mention("records", number))))
            if name:
                found.setdefault(name, []).append(number)
        by_name = sorted(
            (self._known(name, tuple(members)) for name, members in found.items()),
            key=lambda one: name_key(one.name),
        )
        ordered = sorted(by_name, key=lambda one: -len(one.records))
        places = {one.name: place for place, one in enumerate(ordered)}
        self._names = ordered
        self._order: dict[Order, Sequence[int]] = {
            "records": range(len(ordered)),
            "name": [places[one.name] for one in by_name],
        }
        rows = ((range(place, place + 1), one.values) for place, one in enumerate(ordered))
        self._facets = FacetTable(rows, len(ordered))
        self._by_record = {number: one for one in ordered for number in one.records}
        self._person = lru_cache(PERSONS_KEPT)(self._make_person)

    def page(self, request: Request, order: Order = "records", letter: str = "") -> PeoplePage:
        """The names that have every word of the text, a value of every facet chosen and the initial, if one is."""
        filters = {name: values for name, values in (request.filters or {}).items() if name in FACETED and values}
        named = self._named(_key([request.text]).split())
        allowed = self._facets.allowed(filters)
        fitting = named if allowed is None else named & allowed
        letters = Counter(self._names[place].letter for place in numbers(fitting))
        letters.pop("", None)
        if letter:
            begun = self._facets.allowed({_LETTER: (letter,)}) or 0
            named, fitting = named & begun, fitting & begun
        there = flags(fitting).ljust(len(self._names), b"\0")
        found = [place for place in self._order[order] if there[place]]
        start = (request.page - 1) * request.size
        people = tuple(self._person(self._names[place], SHOWN) for place in found[start : start + request.size])
        facets = tuple(one for one in self._facets.count(named, filters) if one.name in FACETED)
        return PeoplePage(
            request, self._kind, order, letter, len(found), tuple(sorted(letters.items())), people, facets
        )

    def _named(self, words: Sequence[str]) -> int:
        """The places of the names that have every word."""
        fits = (place for place, one in enumerate(self._names) if all(word in one.key for word in words))
        return bitmap(fits, len(self._names)) if words else (1 << len(self._names)) - 1

    def person(self, id: str) -> Person | None:
        """The author or office of the record ``id`` with all their records; None where there is none."""
        one = self._of(id)
        return self._person(one, len(one.records)) if one else None

    def profile(self, id: str) -> Profile | None:
        """The author or office of the record ``id`` with what they do; None where there is none."""
        one = self._of(id)
        if one is None:
            return None
        person = self._person(one, len(one.records))
        people = tuple(_people(person.mentions)) if self._kind == "office" else ()
        return Profile(person, tuple(self._done(one)), people)

    def _of(self, id: str) -> _Known | None:
        number = self._snapshot.number(id)
        return None if number is None else self._by_record.get(number)

    def _done(self, one: _Known) -> Iterator[Done]:
        items = self._snapshot.collection("items")
        records = self._snapshot.collection("records")
        points = [point for number in one.records for point in items.numbers_of(records.places[number][0])]
        by_section = ([point for point in points if items.places[point][1] == section] for section in DONE)
        for said in islice(filter(None, by_section), DONE_SHOWN):
            yield Done(items.places[said[0]][1], len(said), tuple(map(self._texts.mention, said[:POINTS])))

    def _known(self, title: str, members: tuple[int, ...]) -> _Known:
        records = self._snapshot.collection("records")
        mentions = [self._snapshot.mention("records", number) for number in members]
        values = {name: Counter(value for one in members for value in records.values(one, name)) for name in FACETED}
        values[_LETTER] = Counter([initial(title)])
        places = {text for mention in mentions for text in (mention.office, mention.province)}
        first = min(mention.id for mention in mentions)
        return _Known(title, initial(title), first, members, _key([title, *sorted(places)]), values)

    def _make_person(self, one: _Known, shown: int) -> Person:
        mentions = [self._snapshot.mention("records", number) for number in one.records]
        years = sorted(mention.year for mention in mentions if mention.year)
        authors = {squeeze(normalise(mention.author)) for mention in mentions} - {""}
        offices = dict.fromkeys(squeeze(normalise(mention.office)) for mention in mentions if mention.office)
        return Person(
            one.first,
            one.name,
            tuple(offices) if self._kind == "author" else (),
            tuple(self._positions(one)) if self._kind == "author" else (),
            len(authors),
            tuple(sorted(one.values["province"], key=collation_key)),
            (years[0], years[-1]) if years else None,
            tuple(sorted(one.values["topics"].items(), key=_count_order)),
            len(mentions),
            tuple(mentions[:shown]),
        )

    def _positions(self, one: _Known) -> Iterable[str]:
        records = self._snapshot.collection("records")
        return dict.fromkeys(value for number in one.records for value in records.values(number, "author_position"))


def _people(mentions: Iterable[Mention]) -> Iterable[tuple[str, str]]:
    """Each author of the records with the newest of theirs, by name."""
    named: dict[str, str] = {}
    for mention in mentions:
        named.setdefault(squeeze(normalise(mention.author)), mention.id)
    named.pop("", None)
    return sorted(named.items(), key=lambda pair: name_key(pair[0]))


def _count_order(counted: tuple[str, int]) -> tuple[int, tuple[str, str]]:
    return -counted[1], collation_key(counted[0])


def _key(texts: Iterable[str]) -> str:
    """What names are compared in: without digits, which may be those of a telephone that is shown masked."""
    return squeeze(fold(normalise(" ".join(texts))).translate(_NO_DIGITS))
