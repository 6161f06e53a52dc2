"""The topics: ``/topics``, and what officers do about one: ``/topics/<topic>``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from corpus.fields import FACETS, SECTION
from index.browse.coverage import OTHERS
from index.browse.topics import Assigned, AssignedPage, TopicCount, TopicPage
from index.results import Fragment, Request
from webui import not_found, search_params, urls
from webui.pages import item_groups
from webui.pages.item_groups import where_and_when
from webui.pages.search import address as search_address
from webui.services import services
from webui.urls import SIZE
from webui.view_models import hits
from webui.view_models.facets import facet_views
from webui.view_models.hits import Link, MentionView
from webui.view_models.pagination import listed, only, pager

pages = Blueprint("topics", __name__)

FIRST_TABS = ("strategies", "core_knowledge", "success_factors", "cautions", "problems_solutions")
"""Sections in the order in which somebody new asks: what to do, why, what helps, what to mind, what goes wrong."""

TOPIC_FACETS = tuple(facet.name for facet in FACETS if facet.name not in ("section", "topics"))
"""The facets of a topic's page; its sections are the tabs."""

RECORDS = "records"
"""The tab of the records themselves."""


@dataclass(frozen=True, slots=True)
class TopicView:
    """A topic in the tree: where its records come from, and the topics under it."""

    topic: Link
    facts: tuple[str, ...]
    under: tuple[TopicView, ...]


@dataclass(frozen=True, slots=True)
class ReasonView:
    """A word that shows a topic and where it stands; ``through`` is the narrower topic whose word it is, or empty."""

    word: str
    place: Link
    through: str


@dataclass(frozen=True, slots=True)
class AssignedView:
    """A record of a topic and the words that show it, each with the place where it stands."""

    record: MentionView
    reasons: tuple[ReasonView, ...]


@pages.get("/topics")
def tree() -> ResponseReturnValue:
    """Every topic with what there is of it."""
    topics = services().topic_tree()
    return render_template(
        "topics.html",
        broad=[_tree(topic, topics) for topic in topics if topic.known and not topic.parent],
        others=[_tree(topic, ()) for topic in topics if not topic.known],
        others_label=OTHERS,
        coverage=urls.coverage(search_params.Look()),
        twin=url_for("topics.tree_twin"),
    )


@pages.get("/topics/<path:topic>")
def page(topic: str) -> ResponseReturnValue:
    """What officers do about a topic, one section a tab; the last tab has its records and why they have the topic."""
    asked, tab, found = _asked(topic)
    label = found.topic.label

    def there(to: Request) -> str:
        return urls.topic(label, tab, to)

    if request.args.keys() & set(search_params.YEAR_ENDS):
        return redirect(f"{there(asked)}#facet-year")
    said = None if tab == RECORDS else services().points(tab, _with_topic(asked, label))
    assigned = services().assigned(label, asked) if tab == RECORDS else None
    listing, narrowed = said or assigned, search_params.turn_to(asked, 1)
    facets = tuple(facet for facet in listing.facets if facet.name in TOPIC_FACETS) if listing else ()
    return render_template(
        "topic.html",
        topic=found.topic,
        page=asked.page,
        facts=_facts(found.topic),
        above=[Link(one, urls.topic(one, asked=narrowed)) for one in found.above],
        below=[_below(one, narrowed) for one in found.below],
        tabs=list(_tabs(found, tab, asked)),
        tab_label="บันทึก" if tab == RECORDS else SECTION[tab].label,
        found=said,
        entries=item_groups.entry_views(said) if said else [],
        assigned=_assigned_views(found.topic, assigned),
        total=listing.total if listing else 0,
        unit="บันทึก" if assigned else "เรื่อง",
        facets=facet_views(listed(asked, facets), there),
        chips=hits.chips(listed(asked, facets), there),
        unfiltered=there(search_params.drop_filters(asked)),
        pager=pager(asked, listing.pages if listing else 0, there),
        matching=found.matching,
        records=search_address(replace(services().request(), filters=_with_topic(asked, label).filters)),
        people=urls.people("author", _with_topic(narrowed, label)),
        twin=_twin_address(label, asked, tab),
    )


@pages.get("/api/v1/topics")
def tree_twin() -> ResponseReturnValue:
    """What ``/topics`` shows: every topic, a broad one before those under it."""
    return jsonify(topics=[asdict(topic) for topic in services().topic_tree()])


@pages.get("/api/v1/topics/<path:topic>")
def twin(topic: str) -> ResponseReturnValue:
    """What ``/topics/<topic>`` shows, with the same parameters: a page of entries, or of records with reasons."""
    asked, tab, found = _asked(topic)
    if tab == RECORDS:
        assigned = services().assigned(found.topic.label, asked)
        return jsonify(**found.to_json(), tab=tab, page=asked.page, **assigned.to_json())
    said = services().points(tab, _with_topic(asked, found.topic.label))
    return jsonify(**found.to_json(), tab=tab, page=asked.page, said=said.to_json())


def _asked(topic: str) -> tuple[Request, str, TopicPage]:
    """The list that is asked for, the tab (a section, or ``records``) and the topic by the filters.

    Raises NameNotFound, and ParameterError for a tab that is none.
    """
    asked = search_params.read_request(request.args.items(multi=True), SIZE)
    given = next(iter((asked.filters or {}).get("section", ())), "")
    asked = only(asked, *TOPIC_FACETS)
    found = services().topic(topic, asked.filters) or not_found.topic(topic)
    first = next(iter(_sections(found)), RECORDS)
    tabs = dict.fromkeys((first, *item_groups.LISTED, RECORDS))
    return asked, search_params.one_of(tuple(tabs), "section", given), found


def _sections(found: TopicPage) -> list[str]:
    """The sections with entries, in the order of the tabs; stories are not broken up into points."""
    names = [name for name, _ in found.sections if name != "background"]
    return [name for name in FIRST_TABS if name in names] + [name for name in names if name not in FIRST_TABS]


def _tabs(found: TopicPage, current: str, asked: Request) -> Iterator[Link]:
    counts, label, first = dict(found.sections), found.topic.label, search_params.turn_to(asked, 1)
    for name in _sections(found):
        there = urls.topic(label, name, first)
        yield Link(SECTION[name].short, f"{there}#results", name == current, counts[name])
    yield Link("บันทึก", f"{urls.topic(label, RECORDS, first)}#results", current == RECORDS, found.matching)


def _below(topic: TopicCount, narrowed: Request) -> Link:
    """A narrower topic by the same filters; its records are counted where there are none."""
    count = None if narrowed.filters else topic.records
    return Link(topic.label, urls.topic(topic.label, asked=narrowed), count=count)


def _with_topic(asked: Request, label: str) -> Request:
    return replace(asked, filters={**(asked.filters or {}), "topics": (label,)})


def _twin_address(label: str, asked: Request, tab: str) -> str:
    shown = replace(asked, filters={**(asked.filters or {}), "section": (tab,)})
    return search_params.address(url_for("topics.twin", topic=label), shown, SIZE)


def _tree(topic: TopicCount, topics: Iterable[TopicCount]) -> TopicView:
    under = tuple(_tree(one, topics) for one in topics if one.parent == topic.label)
    return TopicView(Link(topic.label, urls.topic(topic.label), count=topic.records), _facts(topic), under)


def _facts(topic: TopicCount) -> tuple[str, ...]:
    return (*((f"{topic.points:,} ข้อ",) if topic.points else ()), *where_and_when(topic))


def _narrower_words(topic: TopicCount) -> dict[str, str]:
    """The words that show the topic by way of a topic under it, each with that topic."""
    below, words = {topic.label}, dict[str, str]()
    for one in services().topic_tree():
        if one.parent in below:
            below.add(one.label)
            words |= {word: one.label for word in one.words if word not in words}
    return {word: label for word, label in words.items() if word not in topic.words}


def _assigned_views(topic: TopicCount, page: AssignedPage | None) -> list[AssignedView]:
    narrower = _narrower_words(topic) if page else {}
    return [_assigned_view(one, narrower) for one in page.assigned] if page else []


def _assigned_view(assigned: Assigned, narrower: Mapping[str, str]) -> AssignedView:
    reasons = tuple(
        ReasonView(one.text, _place(assigned.record.id, one), narrower.get(one.text, "")) for one in assigned.reasons
    )
    return AssignedView(hits.mention_view(assigned.record, urls.record), reasons)


def _place(record_id: str, reason: Fragment) -> Link:
    anchor = f"{reason.section}-{reason.number}" if reason.number else reason.section
    there = urls.record(record_id, anchor) if reason.section in SECTION else ""
    return Link(hits.place_name(reason), there)
