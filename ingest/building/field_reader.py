"""Fields of a raw record: its values parsed, what no label gives guessed, each with its evidence."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from corpus.fields import FIELDS
from corpus.record import Evidence
from ingest.building.date_place import find_office, find_place, find_year
from ingest.cleaning.line_roles import role_of
from ingest.document import Document, Line
from ingest.fields.owners import is_owner_line, split_owner
from ingest.fields.parsers import chosen_category, clean_phone, clean_title
from ingest.fields.positions import clean_position, strip_edges
from ingest.forms.label_table import LabelTable
from ingest.items.list_markers import split_markers
from ingest.segmentation.raw_record import RawRecord
from ingest.segmentation.splitting.line_splitter import split_fields
from ingest.vocabulary import alternation
from kmsearch.confidence import confidence
from kmsearch.thai.person_names import PERSON_TITLE

_GUESSED_TITLE, _GUESSED_AUTHOR = confidence("guess", "title_above"), confidence("guess", "author_above")
_TITLE_LETTERS, _LONGEST_AUTHOR_LINE = (8, 150), 90
"""Letters of a line above a record that can be its title, and of one that can be its author's."""

_NARROWEST_PARAGRAPH = 55
"""Letters from which a line can be the first of a paragraph that a page's width broke."""

_MID_SENTENCE = re.compile(rf"(?:{alternation('prose', 'mid_sentence_heads')}|\()")
_SITE_NAME = re.compile(r"\s*[|:»–—-]\s*[^|:»–—-]*$")
"""The name of the site behind the title of a page."""


@dataclass(slots=True)
class ParsedFields:
    """Values and evidence by field; the first to give a value wins."""

    values: dict[str, str] = field(default_factory=dict)
    evidence: dict[str, Evidence] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """The value of a field; empty for none."""
        return self.values.get(name, "")

    def give(self, name: str, text: str, evidence: Evidence) -> None:
        """Set a field that has no value yet."""
        if text and name not in self.values:
            self.values[name] = text
            self.evidence[name] = evidence


def read_fields(raw: RawRecord, document: Document, labels: LabelTable) -> tuple[ParsedFields, int | None]:
    """The fields of a record with their evidence, and its year."""
    fields = ParsedFields()
    _parse_values(raw, fields)
    _guess_title(raw, document, fields, labels)
    _guess_author(raw, fields, labels)
    year = find_year(raw)
    if year:
        fields.evidence["year"] = year[1]
    for name, (text, evidence) in find_place(raw, fields.values).items():
        fields.give(name, text, evidence)
    office = find_office(raw, fields.text("district"), fields.text("province"))
    if office:
        fields.give("author_office", *office)
    return fields, year[0] if year else None


_DERIVED = frozenset({"district", "province", "region", "year", "topics", "form"})
"""Fields that no label gives as it is written: place and year are searched for, the others follow from the record."""

_PARSERS: dict[str, Callable[[str], str]] = {
    **{row.name: strip_edges for row in FIELDS if row.name not in _DERIVED},
    "title": clean_title,
    "author_office": clean_title,
    "category": chosen_category,
    "phone": clean_phone,
}
"""Field → its parser, for fields whose label gives that one field; without one of its own a field stays as written."""


def _parse_values(raw: RawRecord, fields: ParsedFields) -> None:
    """Parse the labelled values; the signature's come last, for it only fills what the header left open."""
    for name, value in sorted(raw.values.items(), key=lambda labelled: labelled[0] == "signature"):
        evidence = Evidence(value.lines, value.confidence, value.how)
        for part, text in _parse(name, value.text).items():
            if part == name == "author_office" and text:
                fields.values.pop(name, None)
            fields.give(part, text, evidence)


def _parse(name: str, text: str) -> dict[str, str]:
    """The fields that the value of one label gives: a name may bring position and office with it."""
    if name in ("author_name", "signature"):
        return split_owner(text)
    if name == "author_position":
        position, office = clean_position(text)
        return {"author_position": position, "author_office": office}
    return {name: _PARSERS[name](text)} if name in _PARSERS else {}


def _guess_title(raw: RawRecord, document: Document, fields: ParsedFields, labels: LabelTable) -> None:
    """A post without a title field: the heading above it, or the page's own title."""
    for line in reversed(_single_lines(raw.prelude)):
        if _can_be_title(line, labels):
            evidence = Evidence(f"{line.number}-{line.number}", _GUESSED_TITLE, "หัวเรื่องเหนือบันทึก")
            fields.give("title", clean_title(without_number(line.text)), evidence)
            return
    if document.title:
        title = clean_title(_SITE_NAME.sub("", document.title))
        fields.give("title", title, Evidence("", _GUESSED_TITLE, "ชื่อหน้าเว็บ"))


def without_number(title: str) -> str:
    """A title without its place in a booklet (2. …)."""
    markers, text = split_markers(title)
    return text if len(markers) == 1 and len(markers[0].numbers) == 1 else title


def _single_lines(lines: Sequence[Line]) -> list[Line]:
    """The lines that are no part of a paragraph that a page's width broke."""
    broken: set[int] = set()
    for line, after in pairwise(lines):
        is_separate = after.gap or after.strong or line.strong or after.begins
        if not is_separate and len(line.text) > max(_NARROWEST_PARAGRAPH, len(after.text)):
            broken |= {line.number, after.number}
    return [line for line in lines if line.number not in broken]


def _can_be_title(line: Line, labels: LabelTable) -> bool:
    fewest, most = _TITLE_LETTERS
    fits = fewest <= len(line.text) <= most and not _MID_SENTENCE.match(line.text)
    is_text = fits and not PERSON_TITLE.match(line.text) and role_of(line.text) == "text"
    return is_text and not labels.is_form_name(line.text)


def _guess_author(raw: RawRecord, fields: ParsedFields, labels: LabelTable) -> None:
    """The first person named above the record."""
    for line in raw.prelude:
        is_person = bool(PERSON_TITLE.match(line.text)) and len(line.text) < _LONGEST_AUTHOR_LINE
        if is_person or is_owner_line(line.text):
            evidence = Evidence(f"{line.number}-{line.number}", _GUESSED_AUTHOR, "ชื่อบุคคลเหนือบันทึก")
            for name, value in split_fields("author_name", line.text, labels):
                for part, text in _parse(name, value).items():
                    fields.give(part, text, evidence)
            return
