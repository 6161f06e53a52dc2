"""The JSON answers under ``/api/v1``: the content of each page, under its path and with its parameters, and
suggestions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from flask import Blueprint, jsonify, request, url_for
from flask.typing import ResponseReturnValue

from corpus.fields import FIELDS
from corpus.record import Record, Section
from index.browse.people import PersonKind
from index.results import facets_json
from index.suggest.suggester import SIZE, Suggestion
from webui import browse_requests, search_params, urls
from webui.services import services

blueprint = Blueprint("api", __name__, url_prefix=urls.API_ROOT)

_QUERY_FIELDS = {"author": "ผู้เขียน", "office": "สังกัด"}
"""Kind of suggestion → the field name of the query that searches for it."""


@blueprint.get("/overview")
def overview() -> ResponseReturnValue:
    """The content of the home page."""
    stats = services().stats()
    return jsonify(
        record_count=stats.records,
        item_count=stats.items,
        facets=facets_json(stats.facets),
        newest=[hit.to_json() for hit in stats.newest],
        strategies=[group.to_json() for group in browse_requests.list_common_strategies().groups],
    )


@blueprint.get("/search")
def search() -> ResponseReturnValue:
    """The content of ``/search``."""
    read = search_params.read_request(request.args.items(multi=True), urls.default_page_size())
    return jsonify(services().search(read).to_json())


@blueprint.get("/suggest")
def suggest() -> ResponseReturnValue:
    """Completions of the text ``q``, ``size`` at most."""
    read = search_params.read_request(request.args.items(multi=True), SIZE)
    suggestions = services().suggest(read.text, read.size)
    return jsonify(text=read.text, suggestions=list(map(_suggestion_json, suggestions)))


@blueprint.get("/records/<id:record_id>")
def record(record_id: str) -> ResponseReturnValue:
    """The content of a record's page."""
    requested_record = services().read_record(record_id)
    return jsonify(
        record_json(
            requested_record,
            services().topics_of(requested_record),
            url_for("record.page", record_id=requested_record.id),
        )
    )


@blueprint.get("/records/<id:record_id>/similar")
def similar(record_id: str) -> ResponseReturnValue:
    """The records similar to a record, and its items that other records have too."""
    return jsonify(services().find_similar(services().read_record(record_id).id).to_json())


@blueprint.get("/topics")
def topics() -> ResponseReturnValue:
    """The content of ``/topics``: every topic, each before its children."""
    return jsonify(topics=[asdict(topic) for topic in services().list_topics()])


@blueprint.get("/topics/<path:topic>")
def topic(topic: str) -> ResponseReturnValue:
    """The content of ``/topics/<topic>``: a page of item groups, or of records with the reasons for the topic."""
    details, tab, listed = browse_requests.find_requested_topic(topic)
    groups_page, records_page = browse_requests.list_topic_tab(details.topic.label, tab, listed)
    tab_pages = {"item_groups": groups_page, "records": records_page}
    return jsonify(**details.to_json(), tab=tab, **{name: page.to_json() for name, page in tab_pages.items() if page})


@blueprint.get("/strategies", defaults={"section": "strategies"})
@blueprint.get("/items/<section>")
def items(section: str) -> ResponseReturnValue:
    """The content of ``/strategies`` and ``/items/<section>``."""
    listed = browse_requests.read_item_groups_request(section)
    return jsonify(services().list_item_groups(section, listed).to_json())


@blueprint.get("/items/<section>/<id:record_id>/<int:number>")
def item_group(section: str, record_id: str, number: int) -> ResponseReturnValue:
    """The content of ``/items/<section>/<id>/<number>``."""
    return jsonify(browse_requests.find_requested_group(section, record_id, number).to_json())


@blueprint.get("/people", defaults={"kind": "author"})
@blueprint.get("/offices", defaults={"kind": "office"})
def people(kind: PersonKind) -> ResponseReturnValue:
    """The content of ``/people`` and ``/offices``."""
    return jsonify(services().list_people(kind, browse_requests.read_people_request()).to_json())


@blueprint.get("/people/<id:record_id>", defaults={"kind": "author"})
@blueprint.get("/offices/<id:record_id>", defaults={"kind": "office"})
def profile(kind: PersonKind, record_id: str) -> ResponseReturnValue:
    """The content of ``/people/<id>`` and ``/offices/<id>``."""
    requested_profile = browse_requests.find_requested_profile(kind, record_id)
    phones = services().list_phones(record.id for record in requested_profile.person.records)
    return jsonify({**requested_profile.to_json(), "phones": phones})


@blueprint.get("/coverage")
def coverage() -> ResponseReturnValue:
    """The content of ``/coverage``."""
    return jsonify(services().count_coverage(browse_requests.read_coverage_request()).to_json())


def record_json(record: Record, topics: Sequence[str], url: str) -> dict[str, Any]:
    """The JSON of a record: fields, items by section, and leads with the number of the item that follows."""
    return {
        "id": record.id,
        **{field.name: getattr(record, field.name) for field in FIELDS},
        "topics": list(topics),
        "sections": {section.name: [item.text for item in section.numbered_items] for section in record.sections},
        "leads": {section.name: leads for section in record.sections if (leads := list(_list_leads(section)))},
        "note": record.note,
        "url": url,
        "sources": [asdict(source) for source in record.source],
        "checks": record.checks,
        "evidence": {name: asdict(evidence) for name, evidence in record.evidence.items()},
    }


def _list_leads(section: Section) -> Iterator[dict[str, Any]]:
    number = 1
    for item in section.items:
        if item.lead:
            yield {"before": number, "text": item.text}
        else:
            number += 1


def _suggestion_json(suggestion: Suggestion) -> dict[str, Any]:
    """The JSON of a suggestion; ``typed`` are the [start, end) offsets into ``text`` of what the user typed."""
    typed, start = [], 0
    for piece, was_typed in suggestion.pieces:
        if was_typed:
            typed.append([start, start + len(piece)])
        start += len(piece)
    return {
        "text": suggestion.text,
        "kind": suggestion.kind,
        "count": suggestion.count,
        "typed": typed,
        "url": _suggestion_url(suggestion),
    }


def _suggestion_url(suggestion: Suggestion) -> str:
    """The page of a title's record or of a topic, the records of a province, a person or an office; else the search."""
    if suggestion.record:
        return urls.record_url(suggestion.record)
    if suggestion.kind == "topic":
        return urls.topic_url(suggestion.text)
    if suggestion.kind == "province":
        return urls.facet_url("province", suggestion.text)
    text = suggestion.text
    if suggestion.kind in _QUERY_FIELDS:
        text = f'{_QUERY_FIELDS[suggestion.kind]}:"{text.replace(chr(34), "")}"'
    return urls.search_url(urls.make_search(text=text))
