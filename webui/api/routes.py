"""The same answers in JSON under ``/api/v1``: search, records and what is like them; and suggestions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from flask import Blueprint, jsonify, request, url_for
from flask.typing import ResponseReturnValue

from corpus.fields import FIELDS
from corpus.record import Record, Section
from index.suggest.suggester import SIZE, Suggestion
from webui import search_params, urls
from webui.pages.search import address, facet_address, record_address
from webui.services import services

pages = Blueprint("api", __name__, url_prefix="/api/v1")

_FIELDS = {"author": "ผู้เขียน", "office": "สังกัด"}


@pages.get("/search")
def search() -> ResponseReturnValue:
    """What ``/search`` shows, with the same parameters."""
    asked = search_params.read_request(request.args.items(multi=True), services().settings.page_size)
    return jsonify(services().search(asked).to_json())


@pages.get("/suggest")
def suggest() -> ResponseReturnValue:
    """What the text typed so far may go on to; ``size`` suggestions at most."""
    asked = search_params.read_request(request.args.items(multi=True), SIZE)
    searcher = services().searcher
    searcher.refresh()
    found = [_suggestion_json(one) for one in searcher.suggest(asked.text, asked.size)]
    return jsonify(text=asked.text, suggestions=found)


@pages.get("/records/<id:record_id>")
def record(record_id: str) -> ResponseReturnValue:
    """What the page of a record shows."""
    found = services().record(record_id)
    return jsonify(as_json(found, services().topics(found), url_for("record.page", record_id=found.id)))


@pages.get("/records/<id:record_id>/similar")
def similar(record_id: str) -> ResponseReturnValue:
    """The records most like one, and which of its points others make too."""
    return jsonify(services().similar(services().record(record_id).id).to_json())


def as_json(found: Record, topics: Sequence[str], url: str) -> dict[str, Any]:
    """A record for programs: its fields; points by section; leads with the number of the point they precede."""
    return {
        "id": found.id,
        **{field.name: getattr(found, field.name) for field in FIELDS},
        "topics": list(topics),
        "sections": {section.name: [item.text for item in section.points] for section in found.sections},
        "leads": {section.name: leads for section in found.sections if (leads := list(_leads(section)))},
        "note": found.note,
        "url": url,
        "sources": [asdict(source) for source in found.source],
        "checks": found.checks,
        "evidence": {name: asdict(how) for name, how in found.evidence.items()},
    }


def _suggestion_json(found: Suggestion) -> dict[str, Any]:
    """A suggestion for programs: ``typed`` are [start, end) offsets into ``text`` of what was typed of it."""
    typed, start = [], 0
    for piece, was_typed in found.pieces:
        if was_typed:
            typed.append([start, start + len(piece)])
        start += len(piece)
    url = _suggestion_url(found)
    return {"text": found.text, "kind": found.kind, "count": found.count, "typed": typed, "url": url}


def _suggestion_url(found: Suggestion) -> str:
    """The page of a title's record or of a topic, the records of a province, a person or an office; else the search."""
    if found.record:
        return record_address(services().request(), found.record)
    if found.kind == "topic":
        return urls.topic(found.text)
    if found.kind == "province":
        return facet_address("province", found.text)
    if found.kind in _FIELDS:
        return address(services().request(text=f'{_FIELDS[found.kind]}:"{found.text.replace(chr(34), "")}"'))
    return address(services().request(text=found.text))


def _leads(section: Section) -> Iterator[dict[str, Any]]:
    number = 1
    for item in section.items:
        if item.lead:
            yield {"before": number, "text": item.text}
        else:
            number += 1
