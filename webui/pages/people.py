"""Authors and offices: the lists ``/people`` and ``/offices``, and a profile for each name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from corpus.fields import SECTION
from index.browse.people import PeoplePage, Person, PersonKind, ProfileSection
from index.results import DocumentRef, Request
from webui import browse_requests, search_params, urls
from webui.browse_params import PeopleRequest, list_people_parameters
from webui.labels import PEOPLE_ORDERS, PERSON_KINDS
from webui.services import services
from webui.view_models.document_refs import CollapsedView, DocumentRefView, view_document
from webui.view_models.facets import view_facets
from webui.view_models.item_groups import ItemGroupView, refer_to_record, view_items
from webui.view_models.links import Link, make_chips
from webui.view_models.pagination import make_pager
from webui.view_models.text import format_years

blueprint = Blueprint("people", __name__)

MAX_TOPICS = 5
"""Topics shown with a name in a list: those with the most records. A guess."""

OPEN_LINKS = 12
"""Topics, or people of an office, shown on a profile without unfolding. A guess."""

_SECTION_LABELS = {"strategies": "กลยุทธ์ที่ใช้"}
"""Labels of sections on a profile that differ from the usual ones."""

_CONSONANTS = tuple(map(chr, range(ord("ก"), ord("ฮ") + 1)))
_RARE_CONSONANTS = frozenset("ฃฅฦ")
"""Consonants with which hardly any Thai name begins; the alphabet shows them only if a name does."""


@dataclass(frozen=True, slots=True)
class PersonView:
    """An author or an office in a list; several records are ``collapsed``, a single one is ``record``."""

    name: str
    href: str
    facts: tuple[str, ...]
    topics: tuple[Link, ...]
    record: DocumentRefView | None
    collapsed: CollapsedView | None


@dataclass(frozen=True, slots=True)
class ProfileSectionView:
    """The items of one section on a profile; ``href`` leads to the rest, empty where all are listed."""

    name: str
    label: str
    item_count: int
    groups: tuple[ItemGroupView, ...]
    href: str


@blueprint.get("/people")
def authors() -> ResponseReturnValue:
    """The authors of records."""
    return _render_list("author")


@blueprint.get("/offices")
def offices() -> ResponseReturnValue:
    """The offices of records."""
    return _render_list("office")


@blueprint.get("/people/<id:record_id>")
def author(record_id: str) -> ResponseReturnValue:
    """The profile of a record's author."""
    return _render_profile("author", record_id)


@blueprint.get("/offices/<id:record_id>")
def office(record_id: str) -> ResponseReturnValue:
    """The profile of a record's office."""
    return _render_profile("office", record_id)


def _render_list(kind: PersonKind) -> ResponseReturnValue:
    people_request = browse_requests.read_people_request()
    listed = people_request.request

    def page_url(listed_request: Request) -> str:
        return urls.people_url(kind, replace(people_request, request=listed_request))

    if search_params.has_year_form(request.args):
        return redirect(f"{page_url(listed)}#facet-year")
    page = services().list_people(kind, people_request)
    first_page = replace(people_request, request=search_params.turn_to(listed, 1))
    any_letter = replace(first_page, letter="")
    return render_template(
        "people.html",
        kinds=[Link(label, urls.people_url(each, any_letter), each == kind) for each, label in PERSON_KINDS.items()],
        label=PERSON_KINDS[kind],
        page=page,
        people=[_view_person(kind, person) for person in page.people],
        facets=view_facets(listed, page.facets, page_url),
        chips=make_chips(listed, page.facets, page_url),
        unfiltered=page_url(search_params.drop_filters(listed)),
        action=urls.people_url(kind, PeopleRequest()),
        hidden=[pair for pair in list_people_parameters(any_letter) if pair[0] != "q"],
        orders=[
            Link(label, urls.people_url(kind, replace(any_letter, order=order)), order == people_request.order)
            for order, label in PEOPLE_ORDERS.items()
        ],
        letters=list(_link_letters(kind, page, first_page))
        if people_request.order == "name" or people_request.letter
        else [],
        pager=make_pager(listed, page.page_count, page_url),
        everyone=urls.people_url(kind, PeopleRequest()),
        json_href=urls.json_url(page_url(listed)),
    )


def _link_letters(kind: PersonKind, page: PeoplePage, people_request: PeopleRequest) -> Iterator[Link]:
    """All names, then the alphabet and other initials; an initial without names has no URL."""
    counts = dict(page.letters)
    yield Link("ทั้งหมด", urls.people_url(kind, replace(people_request, letter="")), not people_request.letter)
    letters = {*_CONSONANTS, *counts} - (_RARE_CONSONANTS - counts.keys())
    for letter in sorted(letters, key=lambda letter: (letter < "ก", letter)):
        count = counts.get(letter, 0)
        href = urls.people_url(kind, replace(people_request, letter=letter)) if count else ""
        yield Link(letter, href, letter == people_request.letter, count)


def _view_person(kind: PersonKind, person: Person) -> PersonView:
    record, collapsed = None, None
    if person.record_count == 1:
        record = _view_document(kind, person.records[0])
    else:
        records = tuple(_view_document(kind, record) for record in person.records)
        collapsed = CollapsedView(f"{person.record_count:,} บันทึก", records, person.record_count - len(records))
    topics = tuple(
        Link(topic, urls.topic_url(topic), count=count if count > 1 else None)
        for topic, count in person.topics[:MAX_TOPICS]
    )
    href = urls.person_url(kind, person.id)
    return PersonView(person.name, href, _list_person_facts(kind, person), topics, record, collapsed)


def _render_profile(kind: PersonKind, record_id: str) -> ResponseReturnValue:
    profile = browse_requests.find_requested_profile(kind, record_id)
    person = profile.person
    return render_template(
        "person.html",
        person=person,
        facts=_list_person_facts(kind, person),
        phones=services().list_phones(record.id for record in person.records),
        back=Link(PERSON_KINDS[kind], urls.people_url(kind, PeopleRequest())),
        topics=[Link(topic, urls.topic_url(topic), count=count) for topic, count in person.topics],
        colleagues=[Link(name, urls.person_url("author", id)) for name, id in profile.colleagues],
        open_links=OPEN_LINKS,
        sections=[_view_section(kind, person, section) for section in profile.sections],
        records=[_view_document(kind, record) for record in person.records],
        json_href=urls.json_url(urls.person_url(kind, person.id)),
    )


def _view_section(kind: PersonKind, person: Person, section: ProfileSection) -> ProfileSectionView:
    label = _SECTION_LABELS.get(section.section, SECTION[section.section].label)
    all_items = urls.record_url(person.id, section.section) if person.record_count == 1 else "#records"
    href = all_items if section.item_count > len(section.items) else ""
    return ProfileSectionView(section.section, label, section.item_count, tuple(_group_items(kind, section)), href)


def _group_items(kind: PersonKind, section: ProfileSection) -> Iterator[ItemGroupView]:
    """The items as groups, one per record."""
    for _, adjacent in groupby(section.items, key=lambda item: item.id):
        items = list(adjacent)
        yield view_items(items, _view_document(kind, refer_to_record(items[0])))


def _view_document(kind: PersonKind, document: DocumentRef) -> DocumentRefView:
    """The view of a record or item, without the author or office that the page is about."""
    unnamed = replace(document, author="") if kind == "author" else replace(document, office="")
    return view_document(unnamed, urls.record_url)


def _list_person_facts(kind: PersonKind, person: Person) -> tuple[str, ...]:
    """Latest position and office, or the number of authors; the provinces that these do not contain; the years."""
    if kind == "author":
        affiliation = (*person.positions[:1], *person.offices[:1])
    else:
        affiliation = (f"{person.author_count} คน",) if person.author_count else ()
    provinces = [province for province in person.provinces if province not in "".join(affiliation) + person.name]
    return (*affiliation, *(f"จ.{province}" for province in provinces), *format_years(person.years))
