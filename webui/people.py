"""Who knows about what: ``/people`` and ``/offices``, and a page for each name."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import Blueprint, abort, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue

from index.people import Kind, Person
from index.results import Request
from webui import addresses, links, views
from webui.addresses import SIZE
from webui.facets import facet_views
from webui.pager import listed, only, pager
from webui.points import span
from webui.services import services
from webui.views import Link, MentionView, OthersView

pages = Blueprint("people", __name__)

TOPICS = 5
"""Topics shown with a name in the list: what somebody knows best."""

_LABEL: dict[Kind, str] = {"author": "บุคคล", "office": "หน่วยงาน"}


@dataclass(frozen=True, slots=True)
class PersonView:
    """An author or an office ready to show; ``records`` opens the newest records, a single one is ``record``."""

    name: str
    href: str
    facts: tuple[str, ...]
    topics: tuple[Link, ...]
    record: MentionView | None
    records: OthersView | None


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
    return jsonify(services().people("author", _asked()).to_json())


@pages.get("/api/v1/offices")
def offices_twin() -> ResponseReturnValue:
    """What ``/offices`` shows, with the same parameters."""
    return jsonify(services().people("office", _asked()).to_json())


@pages.get("/api/v1/people/<id:record_id>")
def author_twin(record_id: str) -> ResponseReturnValue:
    """What ``/people/<id>`` shows."""
    return jsonify(_person("author", record_id).to_json())


@pages.get("/api/v1/offices/<id:record_id>")
def office_twin(record_id: str) -> ResponseReturnValue:
    """What ``/offices/<id>`` shows."""
    return jsonify(_person("office", record_id).to_json())


def _asked() -> Request:
    asked = links.read_request(request.args.items(multi=True), SIZE)
    return replace(only(asked, "topics", "province"), text=asked.text)


def _person(kind: Kind, record_id: str) -> Person:
    return services().person(kind, record_id) or abort(404)


def _list_page(kind: Kind) -> ResponseReturnValue:
    asked = _asked()
    found = services().people(kind, asked)

    def there(to: Request) -> str:
        return addresses.people(kind, to)

    return render_template(
        "people.html",
        kinds=[
            Link(label, addresses.people(each, links.turn_to(asked, 1)), each == kind) for each, label in _LABEL.items()
        ],
        label=_LABEL[kind],
        found=found,
        people=[_view(kind, person) for person in found.people],
        facets=facet_views(listed(asked, found.facets), there),
        chips=views.chips(listed(asked, found.facets), there),
        unfiltered=there(links.drop_filters(asked)),
        action=url_for(addresses.PEOPLE[kind]),
        hidden=[pair for pair in links.parameters(links.turn_to(asked, 1), SIZE) if pair[0] != "q"],
        pager=pager(asked, found.pages, there),
        everyone=there(Request(size=SIZE)),
        twin=links.address(url_for(f"{addresses.PEOPLE[kind]}_twin"), asked, SIZE),
    )


def _page(kind: Kind, record_id: str) -> ResponseReturnValue:
    person = _person(kind, record_id)
    return render_template(
        "person.html",
        person=person,
        facts=_facts(kind, person),
        back=Link(_LABEL[kind], addresses.people(kind, Request(size=SIZE))),
        topics=[Link(topic, addresses.topic(topic), count=count) for topic, count in person.topics],
        records=[views.mention_view(mention, addresses.record) for mention in person.mentions],
        twin=url_for(f"{addresses.PERSON[kind]}_twin", record_id=person.id),
    )


def _view(kind: Kind, person: Person) -> PersonView:
    mine = [Link(topic, addresses.topic(topic), count=count) for topic, count in person.topics[:TOPICS]]
    alone, several = None, None
    if person.records == 1:
        alone = views.mention_view(person.mentions[0], addresses.record)
    else:
        several = views.others_view(f"{person.records:,} บันทึก", person.mentions, person.records, addresses.record)
    there = addresses.person(kind, person.id)
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
