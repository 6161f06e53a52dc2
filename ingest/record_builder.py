"""Document + forms → records, with a confidence and a line span for every field."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from corpus.fields import FIELDS, SECTION_ORDER, section_label
from corpus.ids import record_id
from corpus.record import Evidence, Item, Record, Section, Source
from ingest.cleaning.cleaner import role_of
from ingest.dedup.candidates import Keys
from ingest.dedup.matching import Likeness, Traits, compare, keys_of
from ingest.dedup.merging import joined, with_check
from ingest.dedup.reingestion import text_length
from ingest.document import Document, Line
from ingest.fields.date_place import find_office, find_place, find_year, lines_of
from ingest.fields.ocr_confidence import doubts, weakened
from ingest.fields.parsers import PERSON, chosen_category, clean_phone, clean_position, clean_title, split_owner
from ingest.fields.validators import doubted
from ingest.forms.label_table import EXTRA_FIELDS, LabelTable, load_labels
from ingest.items.item_builder import items_of
from ingest.items.list_markers import peel
from ingest.segmentation.line_splitter import split_fields
from ingest.segmentation.raw_record import Draft
from ingest.segmentation.record_header import is_owner
from ingest.segmentation.segmenter import cut
from kmsearch.confidence import SURE, confidence
from kmsearch.errors import NoRecord
from kmsearch.thai.tokenizer import squeeze

_KNOWLEDGE = frozenset(SECTION_ORDER) - {"background", "other"}
_GUESSED_TITLE, _GUESSED_AUTHOR = confidence("guess", "title_above"), confidence("guess", "author_above")
_UNHEADED = confidence("guess", "unheaded")
_LONGEST_TITLE, _LONGEST_NAME = 150, 90
_NARROW = 55
"""Letters from which a line can be the first of a paragraph that a page's width broke."""

_MID_SENTENCE = re.compile(r"(?:และ|หรือ|ซึ่ง|จึง|แต่|ที่(?!มา)|เพื่อ|ของ|\()")
_SITE = re.compile(r"\s*[|:»–—-]\s*[^|:»–—-]*$")


def extract(document: Document, labels: LabelTable | None = None) -> tuple[Record, ...]:
    """The records in a document; the same record twice in it is one. Raises NoRecord that says why there is none."""
    labels = labels or load_labels()
    drafts = cut(document, labels)
    records = [record_of(draft, document, labels) for draft in drafts if holds_record(draft)]
    if not records:
        raise NoRecord(_why_none(document, drafts), "ถ้าเป็นบันทึกองค์ความรู้ ให้ตรวจว่ามีหัวข้อตามแบบฟอร์ม", file=document.path)
    return tuple(merge_same(records))


def holds_record(draft: Draft) -> bool:
    """A record has knowledge under a heading and says whose or what it is, or has two such sections (a slice)."""
    filled = [name for name in _KNOWLEDGE if items_of(name, draft.sections.get(name, ()))]
    known = set(filled) - {heading.target for heading in draft.guessed}
    named = [name for name in ("title", "author_name") if _has_value(draft, name)]
    story = bool(draft.sections.get("background"))
    return len(known) >= 2 or (bool(named) and bool(filled)) or (len(named) == 2 and story)


def _has_value(draft: Draft, name: str) -> bool:
    value = draft.values.get(name)
    return value is not None and any(char.isalnum() for char in value.text)


def _why_none(document: Document, drafts: Iterable[Draft]) -> str:
    if not document.lines:
        return "ไฟล์ว่าง ไม่มีข้อความ"
    if any(draft.signs for draft in drafts):
        return "มีหัวข้อของแบบฟอร์ม แต่ไม่มีเนื้อความในหัวข้อความรู้"
    return "ไม่พบหัวข้อของบันทึกองค์ความรู้ (เช่น ขุมความรู้ แก่นความรู้ วิธีการ)"


@dataclass(slots=True)
class _Fields:
    """Fields gathered for one record, each with its evidence; the first to give a value wins."""

    values: dict[str, str]
    evidence: dict[str, Evidence]

    def text(self, name: str) -> str:
        return self.values.get(name, "")

    def give(self, name: str, text: str, evidence: Evidence) -> None:
        if text and name not in self.values:
            self.values[name] = text
            self.evidence[name] = evidence


def record_of(draft: Draft, document: Document, labels: LabelTable) -> Record:
    """The record that ``draft`` holds, with evidence for each value."""
    found = _Fields({}, {})
    _read_fields(draft, found)
    _guess_title(draft, document, found)
    _guess_author(draft, found, labels)
    year = find_year(draft)
    if year:
        found.evidence["year"] = year[1]
    for name, (text, evidence) in find_place(draft, found.values).items():
        found.give(name, text, evidence)
    office = find_office(draft, found.text("district"), found.text("province"))
    if office:
        found.give("author_office", *office)
    sections = _sections(draft, found)
    found.evidence = doubted(found.values, weakened(found.evidence, document))
    record = Record(
        id="",
        title=found.text("title"),
        author_name=found.text("author_name"),
        author_position=found.text("author_position"),
        author_office=found.text("author_office"),
        phone=found.text("phone"),
        district=found.text("district"),
        province=found.text("province"),
        region=found.text("region"),
        category=found.text("category"),
        year=year[0] if year else None,
        form=labels.form_of(draft.signs),
        sections=sections,
        checks=(*doubts(_span(draft), document), *_checks(found, draft)),
        evidence=found.evidence,
        source=(Source(document.path, lines=_span(draft)),),
    )
    content = " ".join(item.text for section in sections for item in section.items)
    record = replace(record, id=record_id(record.title, record.author_name, content))
    return replace(record, extracted=record.content_digest())


_CLEANERS: dict[str, Callable[[str], str]] = {
    "title": clean_title,
    "author_office": clean_title,
    "category": chosen_category,
    "phone": clean_phone,
}


def _read_fields(draft: Draft, found: _Fields) -> None:
    late = ("signature",)
    for name, value in sorted(draft.values.items(), key=lambda entry: entry[0] in late):
        evidence = Evidence(lines_of(value), value.confidence, value.how)
        for part, text in _parts(name, value.text).items():
            if part == name == "author_office" and text:
                found.values.pop(name, None)
            found.give(part, text, evidence)


def _parts(name: str, text: str) -> dict[str, str]:
    """The fields that the value of one label gives: a name may bring position and office with it."""
    if name in ("author_name", "signature"):
        return split_owner(text)
    if name == "author_position":
        position, office = clean_position(text)
        return {"author_position": position, "author_office": office}
    return {name: _CLEANERS[name](text)} if name in _CLEANERS else {}


def _guess_title(draft: Draft, document: Document, found: _Fields) -> None:
    """A post without a title field: the heading above it, or the page's own title."""
    for line in reversed(_alone(draft.prelude)):
        if _can_be_title(line):
            evidence = Evidence(f"{line.number}-{line.number}", _GUESSED_TITLE, "หัวเรื่องเหนือบันทึก")
            found.give("title", clean_title(_without_number(line.text)), evidence)
            return
    if document.title:
        title = clean_title(_SITE.sub("", document.title))
        found.give("title", title, Evidence("", _GUESSED_TITLE, "ชื่อหน้าเว็บ"))


def _without_number(title: str) -> str:
    """A title without its place in a booklet (2. …)."""
    markers, text = peel(title)
    return text if len(markers) == 1 and len(markers[0].numbers) == 1 else title


def _alone(lines: Sequence[Line]) -> list[Line]:
    """The lines that are no part of a paragraph that a page's width broke."""
    parts = [
        {line.number, after.number}
        for line, after in pairwise(lines)
        if not (after.gap or after.strong or line.strong or after.begins)
        and len(line.text) > max(_NARROW, len(after.text))
    ]
    broken = set().union(*parts) if parts else set()
    return [line for line in lines if line.number not in broken]


def _can_be_title(line: Line) -> bool:
    fits = 8 <= len(line.text) <= _LONGEST_TITLE and not _MID_SENTENCE.match(line.text)
    return fits and not PERSON.match(line.text) and role_of(line.text) == "text" and not _is_start(line)


def _is_start(line: Line) -> bool:
    match = load_labels().match(line.text)
    return match is not None and match.label.kind == "start"


def _guess_author(draft: Draft, found: _Fields, labels: LabelTable) -> None:
    for line in draft.prelude:
        if is_owner(line.text) or (PERSON.match(line.text) and len(line.text) < _LONGEST_NAME):
            evidence = Evidence(f"{line.number}-{line.number}", _GUESSED_AUTHOR, "ชื่อบุคคลเหนือบันทึก")
            for field, value in split_fields("author_name", line.text, labels):
                for name, text in _parts(field, value).items():
                    found.give(name, text, evidence)
            return


def _sections(draft: Draft, found: _Fields) -> tuple[Section, ...]:
    sections: list[Section] = []
    for name in sorted(draft.sections, key=SECTION_ORDER.__getitem__):
        lines = draft.sections[name]
        sections.append(Section(name, items_of(name, lines)))
        heading = draft.headings.get(name)
        guess = next((found for found in draft.guessed if found.target == name), None)
        numbers = [line.number for line in lines] + ([heading.line] if heading else [])
        confidence, how = (heading.confidence, "หัวข้อในเอกสาร") if heading else (_UNHEADED, "ข้อความก่อนหัวข้อแรก")
        if guess:
            confidence, how = guess.confidence, f"หัวข้อ “{guess.words}” ไม่มีในแบบฟอร์ม จัดเข้าตามคำในหัวข้อ"
        found.evidence[name] = Evidence(f"{min(numbers)}-{max(numbers)}", confidence, how)
    rest = [Item(line.text) for line in draft.prelude if _says_more(line, found)]
    rest += [Item(value.text) for name, value in draft.values.items() if name in EXTRA_FIELDS and value.text]
    rest += [Item(line.text) for line in draft.other]
    if rest:
        sections.append(Section("other", tuple(rest)))
    return tuple(sections)


def _says_more(line: Line, found: _Fields) -> bool:
    """Whether a line above the record is more than its title or the form's own name."""
    return squeeze(clean_title(_without_number(line.text))) != found.text("title") and not _is_start(line)


def _checks(found: _Fields, draft: Draft) -> Iterable[str]:
    if draft.repairs:
        yield f"ข้อความเสียหายถูกซ่อม {draft.repairs} แห่ง ควรเทียบกับต้นฉบับ"
    labels = {row.name: row.label for row in FIELDS}
    for name, evidence in found.evidence.items():
        if evidence.confidence < SURE:
            label = labels.get(name) or section_label(name)
            yield f"{label}: {evidence.how} (ความมั่นใจ {evidence.confidence:.0%}) ควรตรวจ"


def _span(draft: Draft) -> str:
    numbers = [line.number for lines in draft.sections.values() for line in lines]
    numbers += [line.number for line in [*draft.prelude, *draft.other]]
    numbers += [number for value in draft.values.values() for number in (value.first, value.last)]
    return f"{min(numbers)}-{max(numbers)}" if numbers else ""


def merge_same(records: Iterable[Record]) -> list[Record]:
    """The records with each that stands twice kept once: the fuller of the two, in the place of the first."""
    kept: list[Record] = []
    keys = Keys()
    for record in records:
        place, likeness = _same_among(record, kept, keys)
        if place is None:
            place = len(kept)
            kept.append(record)
        else:
            less, more = sorted((kept[place], record), key=text_length)
            kept[place] = more if likeness.sure else with_check(more, joined(less, likeness))
        keys.add(str(place), keys_of(kept[place]))
    return kept


def _same_among(record: Record, kept: list[Record], keys: Keys) -> tuple[int | None, Likeness]:
    """Where the same record stands in ``kept``, if it does, and how like it is."""
    traits = Traits(record)
    for place in map(int, keys.near(keys_of(record))):
        likeness = compare(traits, Traits(kept[place]))
        if likeness.same:
            return place, likeness
    same = (place for place, other in enumerate(kept) if other.id == record.id)
    return next(same, None), Likeness(True, 1.0, sure=True)
