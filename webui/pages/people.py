"""Who knows about what: ``/people`` and ``/offices``, and a page for each name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any
from urllib.parse import quote, urlencode

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from corpus.fields import SECTION
from index.browse.people import FACETED, Done, Kind, Order, PeoplePage, Person, Profile
from index.results import Mention, Request
from webui import not_found, search_params, urls
from webui.pages.item_groups import EntryView, PointLink, span
from webui.services import services
from webui.urls import SIZE
from webui.view_models import hits
from webui.view_models.facets import facet_views
from webui.view_models.hits import Link, MentionView, OthersView
from webui.view_models.pagination import listed, only, pager

pages = Blueprint("people", __name__)

TOPICS = 5
"""Topics shown with a name in the list: what somebody knows best."""

OPEN = 12
"""Topics, or people of an office, that stand open on the page of a name; the rest unfolds."""

_LABEL: dict[Kind, str] = {"author": "บุคคล", "office": "หน่วยงาน"}
_ORDERS: dict[Order, str] = {"records": "ตามจำนวนบันทึก", "name": "ตามชื่อ"}
_DONE = {"strategies": "กลยุทธ์ที่ใช้"}
"""What sections are called on the page of a name; the others as everywhere."""

_CONSONANTS = tuple(map(chr, range(ord("ก"), ord("ฮ") + 1)))
_RARE = frozenset("ฃฅฦ")
"""Consonants that no name begins with; they stand in the alphabet only where one does."""


@dataclass(frozen=True, slots=True)
class PersonView:
    """An author or an office ready to show; ``records`` opens the newest records, a single one is ``record``."""

    name: str
    href: str
    facts: tuple[str, ...]
    topics: tuple[Link, ...]
    record: MentionView | None
    records: OthersView | None


@dataclass(frozen=True, slots=True)
class DoneView:
    """What somebody's records say in one section, the newest first; ``href`` leads to all, empty where these are."""

    name: str
    label: str
    points: int
    entries: tuple[EntryView, ...]
    href: str


@dataclass(frozen=True, slots=True)
class _Asked:
    """Which names, in which order, of which initial (empty: any)."""

    request: Request
    order: Order
    letter: str

    @property
    def parameters(self) -> dict[str, str]:
        """What an address has for order and initial."""
        return {name: value for name, value in (("sort", self._sort), ("letter", self.letter)) if value}

    @property
    def _sort(self) -> str:
        return "" if self.order == "records" else self.order


@pages.get("/people")
def authors() -> ResponseReturnValue:
    """The people who wrote records."""
    return _list_page("author")


@pages.get("/offices")
def offices() -> ResponseReturnValue:
    """The offices they wrote for."""
    return _list_page("office")


@pages.get("/people/<id:record_id>")
def author(record_id: str) -> ResponseReturnValue:
    """The author of a record with all their records."""
    return _page("author", record_id)


@pages.get("/offices/<id:record_id>")
def office(record_id: str) -> ResponseReturnValue:
    """The office of a record with all its records."""
    return _page("office", record_id)


@pages.get("/api/v1/people")
def authors_twin() -> ResponseReturnValue:
    """What ``/people`` shows, with the same parameters."""
    return jsonify(_found("author", _asked()).to_json())


@pages.get("/api/v1/offices")
def offices_twin() -> ResponseReturnValue:
    """What ``/offices`` shows, with the same parameters."""
    return jsonify(_found("office", _asked()).to_json())


@pages.get("/api/v1/people/<id:record_id>")
def author_twin(record_id: str) -> ResponseReturnValue:
    """What ``/people/<id>`` shows."""
    return jsonify(_profile_json("author", record_id))


@pages.get("/api/v1/offices/<id:record_id>")
def office_twin(record_id: str) -> ResponseReturnValue:
    """What ``/offices/<id>`` shows."""
    return jsonify(_profile_json("office", record_id))


def _asked() -> _Asked:
    """What the address asks for; the order and the initial have no meaning in a search."""
    pairs = [(name, value) for name, value in request.args.items(multi=True) if name not in ("sort", "letter")]
    asked = search_params.read_request(pairs, SIZE)
    order = search_params.one_of(tuple(_ORDERS), "sort", request.args.get("sort", "").strip())
    letter = request.args.get("letter", "").strip()[:1].upper()
    return _Asked(replace(only(asked, *FACETED), text=asked.text), order, letter)


def _found(kind: Kind, asked: _Asked) -> PeoplePage:
    return services().people(kind, asked.request, asked.order, asked.letter)


def _profile(kind: Kind, record_id: str) -> Profile:
    return services().profile(kind, record_id) or not_found.person(kind, record_id)


def _profile_json(kind: Kind, record_id: str) -> dict[str, Any]:
    found = _profile(kind, record_id)
    return {**found.to_json(), "phones": _phones(found)}


def _phones(found: Profile) -> tuple[str, ...]:
    return services().phones(mention.id for mention in found.person.mentions)


def _address(path: str, asked: _Asked) -> str:
    """``path`` with all that is asked for, in one order; defaults left out."""
    there = search_params.address(path, asked.request, SIZE)
    more = urlencode(asked.parameters, quote_via=quote)
    return there + (("&" if "?" in there else "?") + more if more else "")


def _list_page(kind: Kind) -> ResponseReturnValue:
    asked = _asked()
    path = url_for(urls.PEOPLE[kind])

    def there(to: Request) -> str:
        return _address(path, replace(asked, request=to))

    if request.args.keys() & set(search_params.YEAR_ENDS):
        return redirect(f"{there(asked.request)}#facet-year")
    found = _found(kind, asked)
    first = replace(asked, request=search_params.turn_to(asked.request, 1))
    every = replace(first, letter="")
    return render_template(
        "people.html",
        kinds=[
            Link(label, _address(url_for(urls.PEOPLE[each]), every), each == kind) for each, label in _LABEL.items()
        ],
        label=_LABEL[kind],
        found=found,
        people=[_view(kind, person) for person in found.people],
        facets=facet_views(listed(asked.request, found.facets), there),
        chips=hits.chips(listed(asked.request, found.facets), there),
        unfiltered=there(search_params.drop_filters(asked.request)),
        action=path,
        hidden=_hidden(every),
        orders=[
            Link(label, _address(path, replace(every, order=one)), one == asked.order) for one, label in _ORDERS.items()
        ],
        letters=list(_letters(path, found, first)) if asked.order == "name" or asked.letter else [],
        pager=pager(asked.request, found.pages, there),
        everyone=urls.people(kind, Request(size=SIZE)),
        twin=_address(url_for(f"{urls.PEOPLE[kind]}_twin"), asked),
    )


def _hidden(asked: _Asked) -> list[tuple[str, str]]:
    kept = [pair for pair in search_params.parameters(asked.request, SIZE) if pair[0] != "q"]
    return [*kept, *asked.parameters.items()]


def _letters(path: str, found: PeoplePage, asked: _Asked) -> Iterator[Link]:
    """The alphabet, and the first letters of other names: those with a name, or chosen, have an address."""
    counts = dict(found.letters)
    yield Link("ทั้งหมด", _address(path, replace(asked, letter="")), not asked.letter)
    for letter in sorted({*_CONSONANTS, *counts} - (_RARE - counts.keys()), key=lambda one: (one < "ก", one)):
        count = counts.get(letter, 0)
        there = _address(path, replace(asked, letter=letter)) if count else ""
        yield Link(letter, there, letter == asked.letter, count)


def _page(kind: Kind, record_id: str) -> ResponseReturnValue:
    found = _profile(kind, record_id)
    person = found.person
    return render_template(
        "person.html",
        person=person,
        facts=_facts(kind, person),
        phones=_phones(found),
        back=Link(_LABEL[kind], urls.people(kind, Request(size=SIZE))),
        topics=[Link(topic, urls.topic(topic), count=count) for topic, count in person.topics],
        people=[Link(name, urls.person("author", id)) for name, id in found.people],
        open=OPEN,
        done=[_done_view(kind, person, done) for done in found.done],
        records=[_mention_view(kind, mention) for mention in person.mentions],
        twin=url_for(f"{urls.PERSON[kind]}_twin", record_id=person.id),
    )


def _done_view(kind: Kind, person: Person, done: Done) -> DoneView:
    label = _DONE.get(done.section, SECTION[done.section].label)
    everything = urls.record(person.id, done.section) if person.records == 1 else "#records"
    more = everything if done.points > len(done.mentions) else ""
    return DoneView(done.section, label, done.points, tuple(_entries(kind, done)), more)


def _entries(kind: Kind, done: Done) -> Iterator[EntryView]:
    """The points, those of one record together."""
    for _, group in groupby(done.mentions, key=lambda mention: mention.id):
        said = list(group)
        points = (PointLink(one.text, urls.record(one.id, one.anchor), None) for one in said)
        yield EntryView(tuple(points), _mention_view(kind, replace(said[0], section="", number=0, text="")), None)


def _mention_view(kind: Kind, mention: Mention) -> MentionView:
    """A record or a point under the name itself, which its facts need not say again."""
    plain = replace(mention, author="") if kind == "author" else replace(mention, office="")
    return hits.mention_view(plain, urls.record)


def _view(kind: Kind, person: Person) -> PersonView:
    mine = [
        Link(topic, urls.topic(topic), count=count if count > 1 else None) for topic, count in person.topics[:TOPICS]
    ]
    alone, several = None, None
    if person.records == 1:
        alone = _mention_view(kind, person.mentions[0])
    else:
        mentions = tuple(_mention_view(kind, mention) for mention in person.mentions)
        several = OthersView(f"{person.records:,} บันทึก", mentions, person.records - len(mentions))
    there = urls.person(kind, person.id)
    return PersonView(person.name, there, _facts(kind, person), tuple(mine), alone, several)


def _facts(kind: Kind, person: Person) -> tuple[str, ...]:
    """The latest position and office, or how many people; the provinces these do not name; the years."""
    first = (
        (*person.positions[:1], *person.offices[:1])
        if kind == "author"
        else (f"{person.authors} คน",)
        if person.authors
        else ()
    )
    where = [province for province in person.provinces if province not in "".join(first) + person.name]
    years = (f"พ.ศ.\N{NO-BREAK SPACE}{span(person.years)}",) if person.years else ()
    return (*first, *(f"จ.{province}" for province in where), *years)
