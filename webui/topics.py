"""The topics: ``/topics``, and what officers do about one: ``/topics/<topic>``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass

from flask import Blueprint, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue

from corpus.fields import SECTION
from index.coverage import OTHERS
from index.results import Fragment, Request
from index.topics import Assigned, TopicCount, TopicPage
from webui import addresses, links, missing, points, views
from webui.addresses import SIZE
from webui.pager import only, pager
from webui.points import EntryView, where_and_when
from webui.search import facet_address
from webui.services import services
from webui.views import Link, MentionView

pages = Blueprint("topics", __name__)

FIRST_TABS = ("strategies", "core_knowledge", "success_factors", "cautions", "problems_solutions")
"""Sections in the order in which somebody new asks: what to do, why, what helps, what to mind, what goes wrong."""

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
        coverage=addresses.coverage(links.Look()),
        twin=url_for("topics.tree_twin"),
    )


@pages.get("/topics/<path:topic>")
def page(topic: str) -> ResponseReturnValue:
    """What officers do about a topic, one section a tab; the last tab has its records and why they have the topic."""
    found = _found(topic)
    asked, tab = _asked(found)
    known = found.topic
    return render_template(
        "topic.html",
        topic=known,
        page=asked.page,
        facts=_facts(known),
        above=[Link(label, addresses.topic(label)) for label in found.above],
        below=[Link(one.label, addresses.topic(one.label), count=one.records) for one in found.below],
        tabs=list(_tabs(found, tab)),
        tab_label="บันทึก" if tab == RECORDS else SECTION[tab].label,
        **(_records(known, asked) if tab == RECORDS else _entries(known.label, tab, asked)),
        records=facet_address("topics", known.label),
        people=addresses.people("author", Request(filters={"topics": (known.label,)}, size=SIZE)),
        points=addresses.points(
            tab if tab != RECORDS else "strategies", Request(filters={"topics": (known.label,)}, size=SIZE)
        ),
        twin=_twin_address(known.label, asked, tab),
    )


@pages.get("/api/v1/topics")
def tree_twin() -> ResponseReturnValue:
    """What ``/topics`` shows: every topic, a broad one before those under it."""
    return jsonify(topics=[asdict(topic) for topic in services().topic_tree()])


@pages.get("/api/v1/topics/<path:topic>")
def twin(topic: str) -> ResponseReturnValue:
    """What ``/topics/<topic>`` shows, with the same parameters: a page of entries, or of records with reasons."""
    found = _found(topic)
    asked, tab = _asked(found)
    if tab == RECORDS:
        assigned = services().assigned(found.topic.label, asked)
        return jsonify(**found.to_json(), tab=tab, page=asked.page, assigned=[one.to_json() for one in assigned])
    said = services().points(tab, _with_topic(asked, found.topic.label))
    return jsonify(**found.to_json(), tab=tab, page=asked.page, said=said.to_json())


def _found(topic: str) -> TopicPage:
    return services().topic(topic) or missing.topic(topic)


def _asked(found: TopicPage) -> tuple[Request, str]:
    """The page that is asked for and the tab: a section, or ``records``. Raises ParameterError for any other."""
    asked = links.read_request(request.args.items(multi=True), SIZE)
    given = next(iter((asked.filters or {}).get("section", ())), "")
    first = next(iter(_sections(found)), RECORDS)
    tabs = dict.fromkeys((first, *points.LISTED, RECORDS))
    return only(asked), links.one_of(tuple(tabs), "section", given)


def _sections(found: TopicPage) -> list[str]:
    """The sections with entries, in the order of the tabs; stories are not broken up into points."""
    names = [name for name, _ in found.sections if name != "background"]
    return [name for name in FIRST_TABS if name in names] + [name for name in names if name not in FIRST_TABS]


def _tabs(found: TopicPage, current: str) -> Iterator[Link]:
    counts, label = dict(found.sections), found.topic.label
    for name in _sections(found):
        yield Link(SECTION[name].short, addresses.topic(label, name), name == current, counts[name])
    yield Link("บันทึก", addresses.topic(label, RECORDS), current == RECORDS, found.topic.records)


def _entries(label: str, tab: str, asked: Request) -> dict[str, object]:
    found = services().points(tab, _with_topic(asked, label))
    turned = pager(asked, found.pages, lambda to: addresses.topic(label, tab, to.page, to.size))
    return {"found": found, "entries": points.entry_views(found), "assigned": (), "pager": turned}


def _records(topic: TopicCount, asked: Request) -> dict[str, object]:
    narrower = _narrower_words(topic)
    assigned = [_assigned_view(one, narrower) for one in services().assigned(topic.label, asked)]
    pages = max(1, -(-topic.records // asked.size))
    turned = pager(asked, pages, lambda to: addresses.topic(topic.label, RECORDS, to.page, to.size))
    no_entries: tuple[EntryView, ...] = ()
    return {"found": None, "entries": no_entries, "assigned": assigned, "pager": turned}


def _with_topic(asked: Request, label: str) -> Request:
    return Request(filters={"topics": (label,)}, page=asked.page, size=asked.size)


def _twin_address(label: str, asked: Request, tab: str) -> str:
    shown = Request(filters={"section": (tab,)}, page=asked.page, size=asked.size)
    return links.address(url_for("topics.twin", topic=label), shown, SIZE)


def _tree(topic: TopicCount, topics: Iterable[TopicCount]) -> TopicView:
    under = tuple(_tree(one, topics) for one in topics if one.parent == topic.label)
    return TopicView(Link(topic.label, addresses.topic(topic.label), count=topic.records), _facts(topic), under)


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


def _assigned_view(assigned: Assigned, narrower: Mapping[str, str]) -> AssignedView:
    reasons = tuple(
        ReasonView(one.text, _place(assigned.record.id, one), narrower.get(one.text, "")) for one in assigned.reasons
    )
    return AssignedView(views.mention_view(assigned.record, addresses.record), reasons)


def _place(record_id: str, reason: Fragment) -> Link:
    anchor = f"{reason.section}-{reason.number}" if reason.number else reason.section
    there = addresses.record(record_id, anchor) if reason.section in SECTION else ""
    return Link(views.place_name(reason), there)
