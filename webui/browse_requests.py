"""Reads the request for a browse page or its JSON answer, and checks it against the index."""

from __future__ import annotations

from dataclasses import replace

from flask import request

from corpus.fields import FACETS, SECTIONS
from index.browse.coverage import OTHER_TOPICS
from index.browse.item_groups import ItemGroupPage, ItemGroupsPage
from index.browse.people import PersonKind, Profile
from index.browse.topics import TopicDetails, TopicRecordsPage
from index.results import Request
from kmsearch.errors import ParameterError
from webui import browse_params, not_found
from webui.browse_params import LIST_SIZE, CoverageRequest, PeopleRequest
from webui.labels import RECORDS_TAB
from webui.search_params import check_choice, keep_facets, read_request
from webui.services import services

GROUPED_SECTIONS = tuple(section.name for section in SECTIONS if section.name != "other")
"""The sections whose items have item groups."""

ITEM_FACETS = tuple(facet.name for facet in FACETS if facet.name != "section")
"""The facets of a list of item groups."""

TOPIC_FACETS = tuple(facet.name for facet in FACETS if facet.name not in ("section", "topics"))
"""The facets of a topic's page; the sections are its tabs."""

COMMON_STRATEGIES = 5
"""Strategies of several records shown in the overview. A guess; a link leads to all."""

_FIRST_TABS = ("strategies", "core_knowledge", "success_factors", "cautions", "problems_solutions")
"""The first tabs of a topic, in the order of a new officer's questions (a guess): what to do, why, what helps, what to
mind, what goes wrong."""


def read_item_groups_request(section: str) -> Request:
    """The request for a section's item groups. Raises NameNotFound for a section without item groups."""
    if section not in GROUPED_SECTIONS:
        not_found.raise_for_section(section)
    return keep_facets(_read_list_request(), *ITEM_FACETS)


def list_common_strategies() -> ItemGroupsPage:
    """The strategies with the most records, without those of a single record."""
    page = services().list_item_groups("strategies", Request(size=COMMON_STRATEGIES))
    return replace(page, groups=tuple(group for group in page.groups if group.record_count > 1))


def find_requested_group(section: str, record_id: str, number: int) -> ItemGroupPage:
    """The requested page of an item's group. Raises NameNotFound if there is no such item."""
    listed = keep_facets(_read_list_request())
    page = services().find_item_group(section, record_id, number, listed) if section in GROUPED_SECTIONS else None
    return page or not_found.raise_for_item(section, record_id, number)


def find_requested_topic(label: str) -> tuple[TopicDetails, str, Request]:
    """The topic under the filters, the tab (a section or ``records``), and the request for the list on the tab.

    Raises NameNotFound for an unknown topic, ParameterError for an unknown tab.
    """
    listed = _read_list_request()
    requested_tab = next(iter((listed.filters or {}).get("section", ())), "")
    listed = keep_facets(listed, *TOPIC_FACETS)
    details = services().find_topic(label, listed.filters) or not_found.raise_for_topic(label)
    default_tab = next(iter(list_section_tabs(details)), RECORDS_TAB)
    tabs = tuple(dict.fromkeys((default_tab, *GROUPED_SECTIONS, RECORDS_TAB)))
    return details, check_choice(tabs, "section", requested_tab), listed


def list_section_tabs(details: TopicDetails) -> list[str]:
    """The sections with items of a topic, in the order of the tabs; narrative sections have no tab."""
    names = [name for name, _ in details.sections if name != "background"]
    return [name for name in _FIRST_TABS if name in names] + [name for name in names if name not in _FIRST_TABS]


def list_topic_tab(label: str, tab: str, listed: Request) -> tuple[ItemGroupsPage | None, TopicRecordsPage | None]:
    """(page of item groups, None) for a section's tab; (None, page of records) for the tab ``records``."""
    if tab == RECORDS_TAB:
        return None, services().list_topic_records(label, listed)
    return services().list_item_groups(tab, filter_by_topic(listed, label)), None


def filter_by_topic(listed: Request, label: str) -> Request:
    """The request with a filter on one topic."""
    return replace(listed, filters={**(listed.filters or {}), "topics": (label,)})


def read_people_request() -> PeopleRequest:
    """The people request in the current URL. Raises QueryError."""
    return browse_params.read_people(request.args.items(multi=True))


def find_requested_profile(kind: PersonKind, record_id: str) -> Profile:
    """The profile of the author or office of a record. Raises NameNotFound if the record names none."""
    return services().find_profile(kind, record_id) or not_found.raise_for_person(kind, record_id)


def read_coverage_request() -> CoverageRequest:
    """The coverage request in the current URL. Raises ParameterError for an unknown topic."""
    table = browse_params.read_coverage(request.args.items(multi=True))
    if table.topic not in ("", OTHER_TOPICS) and not services().find_topic(table.topic):
        similar = not_found.list_similar_topics(table.topic)
        cure = f"ที่ชื่อคล้ายกัน: {' · '.join(similar)}" if similar else "เลือกหัวข้อจากหน้า “หัวข้อ”"
        raise ParameterError("ไม่มีในคลัง", cure, name="topic", value=table.topic)
    return table


def _read_list_request() -> Request:
    return read_request(request.args.items(multi=True), LIST_SIZE)
