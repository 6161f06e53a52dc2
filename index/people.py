"""Who knows about what: the authors and the offices of the records, with their topics, places and years."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from index.facets import Filters, facet
from index.points import Texts
from index.results import Facet, FacetValue, Mention, Request
from index.snapshot import Snapshot
from kmsearch.names import initial, name_key
from kmsearch.thai import collation_key, fold, normalise, squeeze

Kind = Literal["author", "office"]
Order = Literal["records", "name"]

SHOWN = 5
"""Records listed under one name; the page of the name has all."""

DONE = ("strategies", "core_knowledge")
"""The sections that say what somebody does."""

POINTS = 10
"""Points of one section on the page of a name; the records have all."""

_NAME: dict[Kind, Callable[[Mention], str]] = {"author": lambda one: one.author, "office": lambda one: one.office}
_FACETS = ("topics", "province")
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
        return max(1, -(-self.total // self.request.size))

    def to_json(self) -> dict[str, Any]:
        """The one JSON shape of ``/api/v1/people``."""
        return {
            "kind": self.kind,
            "query": self.request.text,
            "filters": {name: list(values) for name, values in (self.request.filters or {}).items() if values},
            "sort": self.order,
            "letter": self.letter,
            "page": self.request.page,
            "pages": self.pages,
            "total": self.total,
            "letters": [{"letter": letter, "names": count} for letter, count in self.letters],
            "people": [person.to_json() for person in self.people],
            "facets": {facet.name: [value.to_json() for value in facet.values] for facet in self.facets},
        }


@dataclass(frozen=True, slots=True)
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
        known = [self._known(name, tuple(members)) for name, members in found.items()]
        by_name = sorted(known, key=lambda one: name_key(one.name))
        by_records = sorted(by_name, key=lambda one: -len(one.records))
        self._ordered: dict[Order, list[_Known]] = {"records": by_records, "name": by_name}
        self._by_record = {number: one for one in known for number in one.records}

    def page(self, request: Request, order: Order = "records", letter: str = "") -> PeoplePage:
        """The names that have every word of the text, a value of every facet chosen and the initial, if one is."""
        filters = {name: values for name, values in (request.filters or {}).items() if name in _FACETS and values}
        words = _key([request.text]).split()
        named = [one for one in self._ordered[order] if all(word in one.key for word in words)]
        letters = Counter(one.letter for one in named if one.letter and _has(one, filters))
        begun = [one for one in named if letter in ("", one.letter)]
        found = [one for one in begun if _has(one, filters)]
        start = (request.page - 1) * request.size
        people = tuple(self._person(one, SHOWN) for one in found[start : start + request.size])
        facets = tuple(_facets(begun, filters))
        return PeoplePage(
            request, self._kind, order, letter, len(found), tuple(sorted(letters.items())), people, facets
        )

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
        for section in DONE:
            said = [point for point in points if items.places[point][1] == section]
            mentions = (replace(self._snapshot.mention("items", n), text=self._texts.shown(n)) for n in said[:POINTS])
            if said:
                yield Done(section, len(said), tuple(mentions))

    def _known(self, title: str, members: tuple[int, ...]) -> _Known:
        records = self._snapshot.collection("records")
        mentions = [self._snapshot.mention("records", number) for number in members]
        values = {name: Counter(value for one in members for value in records.values(one, name)) for name in _FACETS}
        places = {text for mention in mentions for text in (mention.office, mention.province)}
        first = min(mention.id for mention in mentions)
        return _Known(title, initial(title), first, members, _key([title, *sorted(places)]), values)

    def _person(self, one: _Known, shown: int) -> Person:
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


def _has(one: _Known, filters: Filters, without: str = "") -> bool:
    return all(
        any(value in one.values[name] for value in values) for name, values in filters.items() if name != without
    )


def _facets(named: Sequence[_Known], filters: Filters) -> Iterable[Facet]:
    """Each facet with how many names have each value, its own choice left out."""
    for name in _FACETS:
        counts = Counter(value for one in named if _has(one, filters, name) for value in one.values[name])
        chosen = filters.get(name, ())
        counts.update(dict.fromkeys(chosen, 0))
        ordered = sorted(counts.items(), key=_count_order)
        values = tuple(FacetValue(value, value, count, value in chosen) for value, count in ordered)
        yield Facet(name, facet(name).label, values)
