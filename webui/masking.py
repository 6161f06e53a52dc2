"""Phone numbers shown without all but their last four digits. Lengths stay the same, so marks stay in place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from corpus.fields import FIELD, FIELDS
from corpus.record import Evidence, Item, Record, Section
from index.browse.item_groups import Entry, PointsPage
from index.browse.people import Done, Person, Profile
from index.browse.topics import Assigned
from index.results import Fragment, Hit, Mention, ResultPage, Similar

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
    """The page with the phone numbers in titles, fields and fragments masked; marks stay where they were."""
    return replace(page, hits=tuple(map(mask_hit, page.hits)))


def mask_hit(hit: Hit) -> Hit:
    """The hit with its phone numbers masked."""
    return replace(
        hit,
        title=_mask_fragment(hit.title),
        fields=_mask_fields(hit.fields),
        fragments=tuple(map(_mask_fragment, hit.fragments)),
        others=tuple(map(_mask_mention, hit.others)),
    )


def mask_similar(similar: Similar) -> Similar:
    """The same with the phone numbers in texts, titles and names masked."""
    points = (replace(point, mentions=tuple(map(_mask_mention, point.mentions))) for point in similar.points)
    return replace(similar, records=tuple(map(_mask_mention, similar.records)), points=tuple(points))


def mask_points(page: PointsPage) -> PointsPage:
    """The page with the phone numbers in texts, titles and names masked."""
    return replace(page, entries=tuple(map(mask_entry, page.entries)))


def mask_entry(entry: Entry) -> Entry:
    """The entry with the phone numbers in its text and in its sources masked."""
    return replace(entry, text=mask_text(entry.text), sources=tuple(map(_mask_mention, entry.sources)))


def mask_assigned(assigned: Assigned) -> Assigned:
    """The same with the phone numbers in title and names masked."""
    return replace(assigned, record=_mask_mention(assigned.record))


def mask_person(person: Person) -> Person:
    """The same with the phone numbers in names and titles masked."""
    return replace(
        person,
        name=mask_text(person.name),
        offices=tuple(map(mask_text, person.offices)),
        positions=tuple(map(mask_text, person.positions)),
        mentions=tuple(map(_mask_mention, person.mentions)),
    )


def mask_profile(profile: Profile) -> Profile:
    """The same with the phone numbers in names, titles and texts masked."""
    people = ((mask_text(name), id) for name, id in profile.people)
    return Profile(mask_person(profile.person), tuple(map(_mask_done, profile.done)), tuple(people))


def _mask_done(done: Done) -> Done:
    return replace(done, mentions=tuple(map(_mask_mention, done.mentions)))


def _mask_mention(mention: Mention) -> Mention:
    return replace(
        mention,
        title=mask_text(mention.title),
        author=mask_text(mention.author),
        office=mask_text(mention.office),
        text=mask_text(mention.text),
    )


def _mask_fields(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _mask_value(name, value) for name, value in fields.items()}


def _mask_value(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return mask_phone(value) if name in FIELD and FIELD[name].kind == "phone" else mask_text(value)


def _mask_fragment(fragment: Fragment) -> Fragment:
    masked, pieces, start = mask_text(fragment.text), [], 0
    for piece, marked in fragment.pieces:
        pieces.append((masked[start : start + len(piece)], marked))
        start += len(piece)
    return replace(fragment, pieces=tuple(pieces))
