"""The topic tree, ``/topics``, and the page of a topic, ``/topics/<topic>``, with one tab per section."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from corpus.fields import SECTION
from index.browse.coverage import OTHER_TOPICS
from index.browse.topics import TopicDetails, TopicRecord, TopicRecordsPage, TopicSummary
from index.results import Request, Snippet
from webui import browse_requests, search_params, urls
from webui.browse_params import CoverageRequest, PeopleRequest
from webui.browse_requests import TOPIC_FACETS, filter_by_topic
from webui.labels import RECORDS_TAB, TARGETS
from webui.services import services
from webui.view_models.document_refs import DocumentRefView, view_document
from webui.view_models.facets import view_facets
from webui.view_models.item_groups import count_places_and_years, view_item_groups
from webui.view_models.links import Link, make_chips
from webui.view_models.pagination import make_pager
from webui.view_models.text import format_location

blueprint = Blueprint("topics", __name__)


@dataclass(frozen=True, slots=True)
class TopicView:
    """A topic in the tree with its counts and the topics below it."""

    topic: Link
    facts: tuple[str, ...]
    below: tuple[TopicView, ...]


@dataclass(frozen=True, slots=True)
class ReasonView:
    """A trigger word of a topic with its location; ``narrower_topic`` is the descendant topic that it triggers, or
    empty."""

    word: str
    location: Link
    narrower_topic: str


@dataclass(frozen=True, slots=True)
class TopicRecordView:
    """A record of a topic with the trigger words of the topic in it."""

    record: DocumentRefView
    reasons: tuple[ReasonView, ...]


@blueprint.get("/topics")
def tree() -> ResponseReturnValue:
    """Every topic with its counts."""
    topics = services().list_topics()
    return render_template(
        "topics.html",
        top_topics=[_view_tree(topic, topics) for topic in topics if topic.in_lexicon and not topic.parent],
        other_topics=[_view_tree(topic, ()) for topic in topics if not topic.in_lexicon],
        other_label=OTHER_TOPICS,
        coverage=urls.coverage_url(CoverageRequest()),
        json_href=urls.json_url(url_for("topics.tree")),
    )


def _view_tree(topic: TopicSummary, topics: Iterable[TopicSummary]) -> TopicView:
    below = tuple(_view_tree(child, topics) for child in topics if child.parent == topic.label)
    return TopicView(
        Link(topic.label, urls.topic_url(topic.label), count=topic.record_count), _list_facts(topic), below
    )


@blueprint.get("/topics/<path:topic>")
def page(topic: str) -> ResponseReturnValue:
    """A topic: tabs with the item groups of each section, and a last tab with the records and the reasons for the
    topic."""
    details, tab, listed = browse_requests.find_requested_topic(topic)
    label = details.topic.label

    def page_url(listed_request: Request) -> str:
        return urls.topic_url(label, tab, listed_request)

    if search_params.has_year_form(request.args):
        return redirect(f"{page_url(listed)}#facet-year")
    groups_page, records_page = browse_requests.list_topic_tab(label, tab, listed)
    shown_page = groups_page or records_page
    first_page = search_params.turn_to(listed, 1)
    facets = tuple(facet for facet in shown_page.facets if facet.name in TOPIC_FACETS) if shown_page else ()
    return render_template(
        "topic.html",
        topic=details.topic,
        page_number=listed.page,
        facts=_list_facts(details.topic),
        ancestors=[Link(ancestor, urls.topic_url(ancestor, listed=first_page)) for ancestor in details.ancestors],
        children=[_link_child(child, first_page) for child in details.children],
        tabs=list(_link_tabs(details, tab, first_page)),
        tab_label=TARGETS["records"] if tab == RECORDS_TAB else SECTION[tab].label,
        page=groups_page,
        groups=view_item_groups(groups_page.groups) if groups_page else [],
        topic_records=_view_records(details.topic, records_page) if records_page else [],
        total=shown_page.total if shown_page else 0,
        unit="บันทึก" if records_page else "เรื่อง",
        facets=view_facets(listed, facets, page_url),
        chips=make_chips(listed, facets, page_url),
        unfiltered=page_url(search_params.drop_filters(listed)),
        pager=make_pager(listed, shown_page.page_count if shown_page else 0, page_url),
        matching_record_count=details.matching_record_count,
        record_search=urls.search_url(urls.make_search(filters=filter_by_topic(listed, label).filters)),
        people=urls.people_url("author", PeopleRequest(filter_by_topic(first_page, label))),
        json_href=urls.json_url(page_url(listed)),
    )


def _link_child(topic: TopicSummary, first_page: Request) -> Link:
    """The link to a child topic under the same filters; with its count only if there are no filters, because counts
    ignore them."""
    count = None if first_page.filters else topic.record_count
    return Link(topic.label, urls.topic_url(topic.label, listed=first_page), count=count)


def _link_tabs(details: TopicDetails, current_tab: str, first_page: Request) -> Iterator[Link]:
    counts, label = dict(details.sections), details.topic.label
    for name in browse_requests.list_section_tabs(details):
        href = f"{urls.topic_url(label, name, first_page)}#results"
        yield Link(SECTION[name].short, href, name == current_tab, counts[name])
    href = f"{urls.topic_url(label, RECORDS_TAB, first_page)}#results"
    yield Link(TARGETS["records"], href, current_tab == RECORDS_TAB, details.matching_record_count)


def _list_facts(topic: TopicSummary) -> tuple[str, ...]:
    items = (f"{topic.item_count:,} ข้อ",) if topic.item_count else ()
    return (*items, *count_places_and_years(topic))


def _view_records(topic: TopicSummary, page: TopicRecordsPage) -> list[TopicRecordView]:
    narrower_topics = _map_narrower_words(topic)
    return [_view_record(record, narrower_topics) for record in page.records]


def _map_narrower_words(topic: TopicSummary) -> dict[str, str]:
    """Trigger word → descendant topic, for the words that trigger ``topic`` only through a descendant."""
    below, topic_by_word = {topic.label}, dict[str, str]()
    for narrower in services().list_topics():
        if narrower.parent in below:
            below.add(narrower.label)
            topic_by_word |= {word: narrower.label for word in narrower.words if word not in topic_by_word}
    return {word: label for word, label in topic_by_word.items() if word not in topic.words}


def _view_record(topic_record: TopicRecord, narrower_topics: Mapping[str, str]) -> TopicRecordView:
    reasons = tuple(
        ReasonView(reason.text, _link_location(topic_record.record.id, reason), narrower_topics.get(reason.text, ""))
        for reason in topic_record.reasons
    )
    return TopicRecordView(view_document(topic_record.record, urls.record_url), reasons)


def _link_location(record_id: str, reason: Snippet) -> Link:
    anchor = f"{reason.section}-{reason.number}" if reason.number else reason.section
    href = urls.record_url(record_id, anchor) if reason.section in SECTION else ""
    return Link(format_location(reason), href)
