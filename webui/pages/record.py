"""The page of a record, its Markdown source and its original files: ``/records/<id>``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from corpus.citation import cite, whereabouts
from corpus.fields import FIELD, FIELDS, Field, section_label, value_label
from corpus.formats.markdown import to_markdown
from corpus.ids import file_stem
from corpus.record import Evidence, Record, Section, Source
from index.browse.people import Kind
from index.results import Mention, Request, Shared
from kmsearch.confidence import SURE
from kmsearch.errors import QueryError, RecordNotFound
from kmsearch.thai.tokenizer import squeeze
from webui import search_params, urls
from webui.pages.search import address, facet_address
from webui.services import file_name, services
from webui.urls import entry, person, topic
from webui.view_models.back_links import way_back
from webui.view_models.highlighting import Marker, marker, plain
from webui.view_models.hits import NARRATIVE, UNTITLED, Link, OthersView, Pieces, facts, mention_view, others_view
from webui.view_models.markdown_html import render_markdown
from webui.view_models.result_neighbours import listed_beside, neighbours

pages = Blueprint("record", __name__)

Others = Mapping[str, OthersView | None]
"""Who else makes each point, by its anchor."""

_NAMED: dict[str, Kind] = {"author_name": "author", "author_office": "office"}

TOPICS = 8
"""Topics that stand open above a record; the rest unfolds."""

_DEEPEST = 4
"""Sub-levels that still move to the right; a phone has no room for more."""
_NOTE_HEADING = 3
_LONGEST_NAME = 80
"""Characters of a download's name at most, its end kept; 255 bytes is what file systems take, Thai needs 3 each."""
_UNSAFE_IN_NAMES = re.compile(r'[\x00-\x1f\x7f<>:"|?*\u202a-\u202e\u2066-\u2069]')


@dataclass(frozen=True, slots=True)
class PointView:
    """A numbered item: its number in the section, its anchor, how deep it stands, its marked text, who says it too."""

    number: int
    anchor: str
    level: int
    pieces: Pieces
    others: OthersView | None


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a section: a ``lead`` on its own, or the points up to the next lead."""

    lead: Pieces
    points: tuple[PointView, ...]


@dataclass(frozen=True, slots=True)
class SectionView:
    """A section as it is read, from first to last line."""

    name: str
    label: str
    count: int
    narrative: bool
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class FactView:
    """A field with its values; a value with no address is plain text.

    ``doubt`` says why a person should look at it; mostly empty.
    """

    label: str
    values: tuple[Link, ...]
    doubt: str


@dataclass(frozen=True, slots=True)
class SourceView:
    """A file the record came from; ``href`` is empty when no copy of it is kept."""

    path: str
    lines: str
    href: str


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """How a field or section was found."""

    label: str
    lines: str
    percent: int
    how: str


@pages.get("/records/<id:record_id>")
def page(record_id: str) -> ResponseReturnValue:
    """Everything in a record; the words of ``q`` are marked and the search it came from is a link."""
    record = services().record(record_id)
    asked = _asked()
    mark = marker(asked.text, services().lexicon) if asked else plain
    similar = services().similar(record.id)
    others = {point.anchor: _others(record.id, point) for point in similar.points}
    shown = [_section_view(section, mark, others) for section in record.sections if section.items]
    return render_template(
        "record.html",
        record=record,
        title=record.title or UNTITLED,
        heading=mark(record.title or UNTITLED),
        byline=list(facts({field.name: getattr(record, field.name) for field in FIELDS})),
        topics=[Link(label, topic(label)) for label in services().topics(record)],
        open_topics=TOPICS,
        facts=list(_facts(record)),
        sections=[section for section in shown if section.name != "other"],
        other=[section for section in shown if section.name == "other"],
        similar=[mention_view(mention, urls.record) for mention in similar.records],
        note=render_markdown(record.note, _NOTE_HEADING),
        sources=[_source_view(record, number, source) for number, source in enumerate(record.source, 1)],
        evidence=list(_evidence(record)),
        citation=cite(record, _whereabouts(record.id)),
        **_around(record.id, asked),
        text=asked.text if asked else "",
        twin=url_for("api.record", record_id=record.id),
    )


def _around(record_id: str, asked: Request | None) -> dict[str, object]:
    """The way back to where the record was opened, and the records beside it there."""
    if asked:
        return {"back": Link("ผลการค้นหา", address(asked)), "beside": neighbours(asked, record_id)}
    origin = way_back()
    return {"back": origin, "beside": listed_beside(origin, record_id) if origin else None}


def _asked() -> Request | None:
    """The search the reader came from, None when there is none to go back to."""
    try:
        asked = search_params.read_request(request.args.items(multi=True), services().settings.page_size)
    except QueryError:
        return None
    return asked if asked.text or asked.filters else None


@pages.get("/records/<id:record_id>.md")
def source(record_id: str) -> ResponseReturnValue:
    """The record as the Markdown the corpus keeps."""
    text = to_markdown(services().record(record_id))
    response = Response(text, content_type="text/plain; charset=utf-8")
    response.headers.set("Content-Disposition", "attachment", filename=f"{file_stem(record_id)}.md")
    return response


@pages.get("/records/<id:record_id>/original/<int:number>")
def original(record_id: str, number: int) -> ResponseReturnValue:
    """The kept copy of the record's source file ``number`` (from 1), as it was, always as a download."""
    sources = services().record(record_id).source
    if not 1 <= number <= len(sources):
        raise RecordNotFound("บันทึกนี้ไม่มีไฟล์ต้นฉบับลำดับนี้", "เปิดหน้าบันทึก แล้วเลือกไฟล์จาก “ที่มาของข้อมูล”")
    chosen = sources[number - 1]
    path = services().store.original(chosen.original).resolve()
    name = _safe_name(chosen)
    return send_file(path, "application/octet-stream", as_attachment=True, download_name=name, max_age=0)


def _is_kept(source: Source) -> bool:
    try:
        return bool(services().store.original(source.original))
    except RecordNotFound:
        return False


def _safe_name(source: Source) -> str:
    """The last part of the path the file was read from, without what file systems or headers stumble over."""
    name = file_name(source)
    return _UNSAFE_IN_NAMES.sub("_", squeeze(name)).lstrip(".")[-_LONGEST_NAME:] or "original"


def _facts(record: Record) -> Iterator[FactView]:
    for field in FIELDS:
        value = getattr(record, field.name)
        values = value if isinstance(value, tuple) else (value,) if value else ()
        if values and field.name not in ("title", "topics"):
            yield FactView(
                field.label, tuple(_fact(record, field, str(each)) for each in values), _doubt(record, field.name)
            )


def _doubt(record: Record, name: str) -> str:
    found = record.evidence.get(name)
    if found is None or found.confidence >= SURE:
        return ""
    return f"ความมั่นใจ {_percent(found)}%" + (f" พบจาก{found.how}" if found.how else "")


def _fact(record: Record, field: Field, value: str) -> Link:
    """A value that leads to all that has it: to the person, the topic, or the results of its facet."""
    kind = _NAMED.get(field.name)
    if kind and services().person(kind, record.id):
        return Link(value, person(kind, record.id))
    return Link(value_label(field.name, value), facet_address(field.name, value) if field.facet else "")


def _others(record_id: str, point: Shared) -> OthersView | None:
    everyone = entry(Mention(record_id, "", section=point.section, number=point.number))
    return others_view(f"อีก {point.records} บันทึกพบเช่นเดียวกัน", point.mentions, point.records, urls.record, everyone)


def _section_view(section: Section, mark: Marker, others: Others) -> SectionView:
    return SectionView(
        name=section.name,
        label=section_label(section.name),
        count=len(section.points),
        narrative=section.name in NARRATIVE,
        blocks=tuple(_blocks(section, mark, others)),
    )


def _blocks(section: Section, mark: Marker, others: Others) -> Iterator[Block]:
    """Leads and runs of points in their order; a lead of a deeper list stays with its level."""
    points: list[PointView] = []
    number = 0
    for item in section.items:
        if item.lead:
            if points:
                yield Block((), tuple(points))
            points = []
            yield Block(mark(item.text), ())
        else:
            number += 1
            level = min(item.level, _DEEPEST)
            anchor = f"{section.name}-{number}"
            points.append(PointView(number, anchor, level, mark(item.text), others.get(anchor)))
    if points:
        yield Block((), tuple(points))


def _source_view(record: Record, number: int, source: Source) -> SourceView:
    href = url_for("record.original", record_id=record.id, number=number) if _is_kept(source) else ""
    return SourceView(source.path, source.lines, href)


def _whereabouts(record_id: str) -> str:
    there = url_for("record.page", record_id=record_id)
    return whereabouts(record_id, there, request.host_url, services().settings.public_url)


def _percent(found: Evidence) -> int:
    return round(found.confidence * 100)


def _evidence(record: Record) -> Iterator[EvidenceView]:
    for name, found in record.evidence.items():
        label = FIELD[name].label if name in FIELD else section_label(name)
        yield EvidenceView(label, found.lines, _percent(found), found.how)
