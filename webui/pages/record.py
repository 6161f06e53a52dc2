"""The page of a record, ``/records/<id>``, its Markdown source and its original files."""

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
from index.browse.people import PersonKind
from index.results import GroupedItem, Request
from kmsearch.confidence import SURE
from kmsearch.errors import QueryError, RecordNotFound
from kmsearch.thai.normalise import collapse_whitespace
from webui import search_params, urls
from webui.markdown_html import render_markdown
from webui.services import file_name, services
from webui.view_models.adjacent_results import find_adjacent_results, find_list_neighbours
from webui.view_models.back_links import read_back_link
from webui.view_models.document_refs import CollapsedView, view_collapsed, view_document
from webui.view_models.highlighting import Highlight, highlight_nothing, make_highlighter
from webui.view_models.links import Link
from webui.view_models.text import NARRATIVE_SECTIONS, UNTITLED, Pieces, list_facts

blueprint = Blueprint("record", __name__)

OPEN_TOPICS = 8
"""Topics shown above a record without unfolding. A guess."""

_PERSON_FIELDS: dict[str, PersonKind] = {"author_name": "author", "author_office": "office"}
_MAX_INDENT = 4
"""Levels of a list that are indented. A guess: a phone has no room for more."""
_NOTE_HEADING = 3
_MAX_FILE_NAME = 80
"""Characters of a download's name, of which the end is kept: file systems allow 255 bytes, a Thai character takes 3."""
_UNSAFE_IN_NAMES = re.compile(r'[\x00-\x1f\x7f<>:"|?*\u202a-\u202e\u2066-\u2069]')

CollapsedByAnchor = Mapping[str, CollapsedView | None]
"""Anchor of an item → the items of other records in its item group."""


@dataclass(frozen=True, slots=True)
class ItemView:
    """An item with its number in the section, its indentation, its highlighted text and the items of other records."""

    number: int
    anchor: str
    level: int
    pieces: Pieces
    collapsed: CollapsedView | None


@dataclass(frozen=True, slots=True)
class BlockView:
    """A part of a section: a ``lead`` without items, or the items up to the next lead."""

    lead: Pieces
    items: tuple[ItemView, ...]


@dataclass(frozen=True, slots=True)
class SectionView:
    """A section in reading order."""

    name: str
    label: str
    count: int
    narrative: bool
    blocks: tuple[BlockView, ...]


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field with its values; ``doubt`` is the Thai reason why a person should check it, or empty."""

    label: str
    values: tuple[Link, ...]
    doubt: str


@dataclass(frozen=True, slots=True)
class SourceView:
    """A source file of the record; ``href`` is empty if no copy of it is kept."""

    path: str
    lines: str
    href: str


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """How the value of a field or section was extracted."""

    label: str
    lines: str
    percent: int
    how: str


@blueprint.get("/records/<id:record_id>")
def page(record_id: str) -> ResponseReturnValue:
    """The whole record, with the terms of the query ``q`` highlighted and a link back to the search."""
    record = services().read_record(record_id)
    search = _read_search()
    highlight = make_highlighter(search.text, services().lexicon) if search else highlight_nothing
    similar = services().find_similar(record.id)
    collapsed = {item.anchor: _view_members(record.id, item) for item in similar.items}
    sections = [_view_section(section, highlight, collapsed) for section in record.sections if section.items]
    return render_template(
        "record.html",
        record=record,
        title=record.title or UNTITLED,
        heading=highlight(record.title or UNTITLED),
        byline=list(list_facts({field.name: getattr(record, field.name) for field in FIELDS})),
        topics=[Link(label, urls.topic_url(label)) for label in services().topics_of(record)],
        open_topics=OPEN_TOPICS,
        fields=list(_view_fields(record)),
        sections=[section for section in sections if section.name != "other"],
        other_sections=[section for section in sections if section.name == "other"],
        similar=[view_document(document, urls.record_url) for document in similar.records],
        note=render_markdown(record.note, _NOTE_HEADING),
        sources=[_view_source(record, number, source) for number, source in enumerate(record.source, 1)],
        evidence=list(_view_evidence(record)),
        citation=cite(record, _locate_record(record.id)),
        **_view_context(record.id, search),
        text=search.text if search else "",
        json_href=urls.json_url(url_for("record.page", record_id=record.id)),
    )


def _read_search() -> Request | None:
    """The search in the current URL, from which the record was opened; None without query and filters."""
    try:
        search = search_params.read_request(request.args.items(multi=True), urls.default_page_size())
    except QueryError:
        return None
    return search if search.text or search.filters else None


def _view_context(record_id: str, search: Request | None) -> dict[str, object]:
    """Template variables: the link back to the page from which the record was opened, and the record's neighbours on
    it."""
    if search:
        neighbours = find_adjacent_results(search, record_id)
        return {"back": Link("ผลการค้นหา", urls.search_url(search)), "neighbours": neighbours}
    back_link = read_back_link()
    return {"back": back_link, "neighbours": find_list_neighbours(back_link, record_id) if back_link else None}


@blueprint.get("/records/<id:record_id>.md")
def markdown(record_id: str) -> ResponseReturnValue:
    """The record in the Markdown format of the corpus."""
    text = to_markdown(services().read_record(record_id))
    response = Response(text, content_type="text/plain; charset=utf-8")
    response.headers.set("Content-Disposition", "attachment", filename=f"{file_stem(record_id)}.md")
    return response


@blueprint.get("/records/<id:record_id>/original/<int:number>")
def original(record_id: str, number: int) -> ResponseReturnValue:
    """The unchanged copy of the record's source file ``number`` (from 1), always as a download."""
    sources = services().read_record(record_id).source
    if not 1 <= number <= len(sources):
        raise RecordNotFound("บันทึกนี้ไม่มีไฟล์ต้นฉบับลำดับนี้", "เปิดหน้าบันทึก แล้วเลือกไฟล์จาก “ที่มาของข้อมูล”")
    source = sources[number - 1]
    path = services().store.original(source.original).resolve()
    name = _safe_file_name(source)
    return send_file(path, "application/octet-stream", as_attachment=True, download_name=name, max_age=0)


def _is_kept(source: Source) -> bool:
    try:
        return bool(services().store.original(source.original))
    except RecordNotFound:
        return False


def _safe_file_name(source: Source) -> str:
    """The name of the source file without characters that file systems or HTTP headers reject."""
    return _UNSAFE_IN_NAMES.sub("_", collapse_whitespace(file_name(source))).lstrip(".")[-_MAX_FILE_NAME:] or "original"


def _view_fields(record: Record) -> Iterator[FieldView]:
    for field in FIELDS:
        value = getattr(record, field.name)
        values = value if isinstance(value, tuple) else (value,) if value else ()
        if values and field.name not in ("title", "topics"):
            links = tuple(_link_value(record, field, str(each)) for each in values)
            yield FieldView(field.label, links, _describe_doubt(record, field.name))


def _describe_doubt(record: Record, name: str) -> str:
    evidence = record.evidence.get(name)
    if evidence is None or evidence.confidence >= SURE:
        return ""
    return f"ความมั่นใจ {_percent(evidence)}%" + (f" พบจาก{evidence.how}" if evidence.how else "")


def _link_value(record: Record, field: Field, value: str) -> Link:
    """A value with a link to the person's profile or to the search by its facet; else without a URL."""
    kind = _PERSON_FIELDS.get(field.name)
    if kind and services().find_person(kind, record.id):
        return Link(value, urls.person_url(kind, record.id))
    return Link(value_label(field.name, value), urls.facet_url(field.name, value) if field.facet else "")


def _view_members(record_id: str, item: GroupedItem) -> CollapsedView | None:
    label = f"อีก {item.other_record_count} บันทึกพบเช่นเดียวกัน"
    group_url = urls.item_group_url(item.section, record_id, item.number)
    return view_collapsed(label, item.members, item.other_record_count, urls.record_url, group_url)


def _view_section(section: Section, highlight: Highlight, collapsed: CollapsedByAnchor) -> SectionView:
    return SectionView(
        name=section.name,
        label=section_label(section.name),
        count=len(section.numbered_items),
        narrative=section.name in NARRATIVE_SECTIONS,
        blocks=tuple(_split_blocks(section, highlight, collapsed)),
    )


def _split_blocks(section: Section, highlight: Highlight, collapsed: CollapsedByAnchor) -> Iterator[BlockView]:
    """Leads and runs of items in their order."""
    items: list[ItemView] = []
    number = 0
    for item in section.items:
        if item.lead:
            if items:
                yield BlockView((), tuple(items))
            items = []
            yield BlockView(highlight(item.text), ())
        else:
            number += 1
            anchor = f"{section.name}-{number}"
            level = min(item.level, _MAX_INDENT)
            items.append(ItemView(number, anchor, level, highlight(item.text), collapsed.get(anchor)))
    if items:
        yield BlockView((), tuple(items))


def _view_source(record: Record, number: int, source: Source) -> SourceView:
    href = url_for("record.original", record_id=record.id, number=number) if _is_kept(source) else ""
    return SourceView(source.path, source.lines, href)


def _locate_record(record_id: str) -> str:
    """The locator of the record in a citation: its URL, or its id if the host is the local computer."""
    path = url_for("record.page", record_id=record_id)
    return whereabouts(record_id, path, request.host_url, services().settings.public_url)


def _percent(evidence: Evidence) -> int:
    return round(evidence.confidence * 100)


def _view_evidence(record: Record) -> Iterator[EvidenceView]:
    for name, evidence in record.evidence.items():
        label = FIELD[name].label if name in FIELD else section_label(name)
        yield EvidenceView(label, evidence.lines, _percent(evidence), evidence.how)
