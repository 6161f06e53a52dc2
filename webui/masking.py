"""Phone numbers shown without all but their last four digits. Lengths stay the same, so marks stay in place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from corpus.fields import FIELD, FIELDS
from corpus.record import Evidence, Item, Record, Section
from index.browse.item_groups import ItemGroup, ItemGroupPage, ItemGroupsPage
from index.browse.people import PeoplePage, Person, Profile, ProfileSection
from index.browse.topics import TopicRecordsPage
from index.query.executor import Stats
from index.results import DocumentRef, Hit, ResultPage, SimilarRecords, Snippet

_KEPT = 4
_GAP = r"[ ().-]{0,2}"

# A 0 (or +66), then eight or nine digits in the groups phone numbers are written in: 08-0000-1234, 053-000123.
_PHONE = re.compile(
    rf"(?<![0-9A-Za-z๐-๙])(?<!\d\.)(?:\+66{_GAP}|[0๐](?!\.\d)){_GAP}\d{{1,2}}{_GAP}\d{{3,4}}{_GAP}\d{{3,4}}(?!\d)"
)
_OTHER_NUMBER = re.compile(r"([,;/\n]|หรือ|ต่อ)")


def mask_phone(phone: str) -> str:
    """A phone field masked: ``08-0000-1234`` is ``xx-xxxx-1234``; of several numbers, each."""
    return "".join(map(_mask_digits, _OTHER_NUMBER.split(phone)))


def mask_text(text: str) -> str:
    """The text with every number masked that is written like a Thai phone number."""
    return _PHONE.sub(lambda match: _mask_digits(match[0]), text)


def _mask_digits(number: str) -> str:
    hidden = [place for place, char in enumerate(number) if char.isdecimal()][:-_KEPT]
    return "".join("x" if place in hidden else char for place, char in enumerate(number))


def mask_record(record: Record) -> Record:
    """The record with its phone number, and any in its text, masked."""
    return replace(
        record,
        **{row.name: _mask_value(row.name, getattr(record, row.name)) for row in FIELDS},
        sections=tuple(map(_mask_section, record.sections)),
        note=mask_text(record.note),
        source=tuple(replace(source, path=mask_text(source.path)) for source in record.source),
        checks=tuple(map(mask_text, record.checks)),
        evidence={name: _mask_evidence(found) for name, found in record.evidence.items()},
    )


def _mask_section(section: Section) -> Section:
    return replace(section, items=tuple(_mask_item(item) for item in section.items))


def _mask_item(item: Item) -> Item:
    return replace(item, text=mask_text(item.text))


def _mask_evidence(found: Evidence) -> Evidence:
    return replace(found, how=mask_text(found.how))


def mask_results(page: ResultPage) -> ResultPage:
    """The page with the phone numbers in titles, fields and snippets masked; highlights keep their offsets."""
    return replace(page, hits=tuple(map(mask_hit, page.hits)))


def mask_hit(hit: Hit) -> Hit:
    """The hit with its phone numbers masked."""
    return replace(
        hit,
        title=_mask_snippet(hit.title),
        fields=_mask_fields(hit.fields),
        snippets=tuple(map(_mask_snippet, hit.snippets)),
        collapsed=tuple(map(_mask_ref, hit.collapsed)),
    )


def mask_stats(stats: Stats) -> Stats:
    """The statistics with the phone numbers of the newest records masked."""
    return replace(stats, newest=tuple(map(mask_hit, stats.newest)))


def mask_similar(similar: SimilarRecords) -> SimilarRecords:
    """The same with the phone numbers in texts, titles and names masked."""
    items = (replace(item, members=tuple(map(_mask_ref, item.members))) for item in similar.items)
    return replace(similar, records=tuple(map(_mask_ref, similar.records)), items=tuple(items))


def mask_groups(page: ItemGroupsPage) -> ItemGroupsPage:
    """The page with the phone numbers in texts, titles and names masked."""
    return replace(page, groups=tuple(map(_mask_group, page.groups)))


def mask_group_page(page: ItemGroupPage) -> ItemGroupPage:
    """The page with the phone numbers in its text and in its members masked."""
    return replace(page, group=_mask_group(page.group))


def _mask_group(group: ItemGroup) -> ItemGroup:
    return replace(group, text=mask_text(group.text), members=tuple(map(_mask_ref, group.members)))


def mask_topic_records(page: TopicRecordsPage) -> TopicRecordsPage:
    """The page with the phone numbers in titles and names masked."""
    return replace(page, records=tuple(replace(row, record=_mask_ref(row.record)) for row in page.records))


def mask_people(page: PeoplePage) -> PeoplePage:
    """The page with the phone numbers in names and titles masked."""
    return replace(page, people=tuple(map(mask_person, page.people)))


def mask_person(person: Person) -> Person:
    """The same with the phone numbers in names and titles masked."""
    return replace(
        person,
        name=mask_text(person.name),
        offices=tuple(map(mask_text, person.offices)),
        positions=tuple(map(mask_text, person.positions)),
        records=tuple(map(_mask_ref, person.records)),
    )


def mask_profile(profile: Profile) -> Profile:
    """The same with the phone numbers in names, titles and texts masked."""
    colleagues = ((mask_text(name), id) for name, id in profile.colleagues)
    return Profile(mask_person(profile.person), tuple(map(_mask_section_items, profile.sections)), tuple(colleagues))


def _mask_section_items(section: ProfileSection) -> ProfileSection:
    return replace(section, items=tuple(map(_mask_ref, section.items)))


def _mask_ref(ref: DocumentRef) -> DocumentRef:
    return replace(
        ref,
        title=mask_text(ref.title),
        author=mask_text(ref.author),
        office=mask_text(ref.office),
        text=mask_text(ref.text),
    )


def _mask_fields(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _mask_value(name, value) for name, value in fields.items()}


def _mask_value(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return mask_phone(value) if name in FIELD and FIELD[name].kind == "phone" else mask_text(value)


def _mask_snippet(snippet: Snippet) -> Snippet:
    masked, pieces, start = mask_text(snippet.text), [], 0
    for piece, highlighted in snippet.pieces:
        pieces.append((masked[start : start + len(piece)], highlighted))
        start += len(piece)
    return replace(snippet, pieces=tuple(pieces))
