"""The same answers in JSON: ``/api/v1/search``, ``/api/v1/records/<id>``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from flask import Blueprint, jsonify, request, url_for
from flask.typing import ResponseReturnValue

from corpus.fields import FIELDS
from corpus.record import Record, Section
from webui import links
from webui.services import services

pages = Blueprint("api", __name__, url_prefix="/api/v1")


@pages.get("/search")
def search() -> ResponseReturnValue:
    """What ``/search`` shows, with the same parameters."""
    asked = links.read_request(request.args.items(multi=True), services().settings.page_size)
    return jsonify(services().search(asked).to_json())


@pages.get("/records/<id:record_id>")
def record(record_id: str) -> ResponseReturnValue:
    """What the page of a record shows."""
    return jsonify(record_json(services().record(record_id)))


def record_json(found: Record) -> dict[str, Any]:
    """A record for programs: its fields; points by section; leads with the number of the point they precede."""
    return {
        "id": found.id,
        **{field.name: getattr(found, field.name) for field in FIELDS},
        "topics": services().topics(found),
        "sections": {section.name: [item.text for item in section.points] for section in found.sections},
        "leads": {section.name: leads for section in found.sections if (leads := list(_leads(section)))},
        "note": found.note,
        "url": url_for("record.page", record_id=found.id),
        "sources": [asdict(source) for source in found.source],
        "checks": found.checks,
        "evidence": {name: asdict(how) for name, how in found.evidence.items()},
    }


def _leads(section: Section) -> Iterator[dict[str, Any]]:
    number = 1
    for item in section.items:
        if item.lead:
            yield {"before": number, "text": item.text}
        else:
            number += 1
