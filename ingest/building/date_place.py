"""Year, place and office of a raw record: from its fields, else from its story, each with its evidence."""

from __future__ import annotations

import re
from collections import Counter

from corpus.record import Evidence
from ingest.document import Line
from ingest.segmentation.raw_record import RawRecord
from ingest.vocabulary import alternation
from kmsearch.confidence import confidence
from kmsearch.geo.matcher import locate
from kmsearch.thai.characters import LETTERS
from kmsearch.thai.dates import find_years

STORY_YEAR, POST_YEAR, OPENING_YEAR, TITLE_YEAR = (
    confidence("year", way) for way in ("story", "post", "opening", "title")
)
STORY_OFFICE = confidence("guess", "office_in_story")
"""Confidence of a year that no field gives (in the story, the post's date, the story's first words, the title), and of
an office in the story."""

_OPENING_LETTERS = 40
"""Letters at the head of a story in which a year is the year of the event. A guess."""

_FORM_HEADING_LINES = 3
"""Lines above a record that are searched for the year in its form's heading; a booklet's cover is further up. A
guess."""

_NAMED_YEARS = ("era", "year")
"""Kinds of matches with a word for the year (พ.ศ., ปี); a bare number or a date in a title may mean something else."""

_FOUNDING = re.compile(alternation("dates", "founding"))
_COVER_YEAR = re.compile(alternation("dates", "cover"))

_PLACE_FIELDS = ("author_office", "district", "province", "place", "author_position", "author_name", "title")
"""Fields that may name the place, the most trusted first."""

_FIELDS_WITH_ADDRESS = frozenset({"author_position", "author_name"})
"""Fields whose lines may hold an address that is no part of the value."""

_PLACE_UNITS = {"district": "อำเภอ", "province": "จังหวัด"}


def find_year(raw: RawRecord) -> tuple[int, Evidence] | None:
    """The Buddhist year of the record and its evidence; None without one. The first source with a year wins: event,
    title, form's heading, head of the story, date of the post, story, cover."""
    return (
        _year_of_field(raw, "event")
        or _year_of_field(raw, "title")
        or _year_of_form_heading(raw)
        or _year_of_opening(raw)
        or _year_of_post(raw)
        or _year_of_story(raw)
        or _year_of_cover(raw)
    )


def _evidence(line: Line, confidence: float, how: str) -> Evidence:
    return Evidence(f"{line.number}-{line.number}", confidence, how)


def _year_of_field(raw: RawRecord, field: str) -> tuple[int, Evidence] | None:
    value = raw.values.get(field)
    if value is None:
        return None
    years = [year for year in find_years(value.text) if field == "event" or year.kind in _NAMED_YEARS]
    if not years:
        return None
    confidence, how = (value.confidence, value.how) if field == "event" else (TITLE_YEAR, "ปีในชื่อเรื่อง")
    return years[-1].year, Evidence(value.lines, confidence, how)


def _year_of_form_heading(raw: RawRecord) -> tuple[int, Evidence] | None:
    """The year in the form's own heading: แบบบันทึกองค์ความรู้ ประจำปี 2563."""
    for line in raw.prelude[-_FORM_HEADING_LINES:]:
        for year in find_years(line.text):
            if year.kind in _NAMED_YEARS:
                return year.year, _evidence(line, TITLE_YEAR, "ปีในหัวแบบฟอร์ม")
    return None


def _year_of_opening(raw: RawRecord) -> tuple[int, Evidence] | None:
    """The year in the first letters of the story, unless something was founded or made law in it."""
    for line in raw.sections.get("background", [])[:1]:
        for year in find_years(line.text[:_OPENING_LETTERS]):
            if year.kind in (*_NAMED_YEARS, "month") and not _FOUNDING.search(line.text[: year.start]):
                return year.year, _evidence(line, OPENING_YEAR, "ปีที่ขึ้นต้นเนื้อเรื่อง")
    return None


def _year_of_post(raw: RawRecord) -> tuple[int, Evidence] | None:
    """The year of the post's date, or of the date beside the signature."""
    line = raw.post_date or raw.signature_date
    years = find_years(line.text) if line else []
    return (years[-1].year, _evidence(line, POST_YEAR, "วันที่เผยแพร่หรือลงชื่อ")) if line and years else None


def _year_of_story(raw: RawRecord) -> tuple[int, Evidence] | None:
    """The year that the story names most often, the latest of those named equally often."""
    named = [(year.year, line) for line in raw.sections.get("background", []) for year in find_years(line.text)]
    if not named:
        return None
    counts = Counter(year for year, _ in named)
    best = max(counts, key=lambda year: (counts[year], year))
    return best, _evidence(next(line for year, line in named if year == best), STORY_YEAR, "ปีในเนื้อเรื่อง")


def _year_of_cover(raw: RawRecord) -> tuple[int, Evidence] | None:
    """The year of a booklet, as its cover has it: รวมองค์ความรู้ … ประจำปี 2553."""
    for line in raw.cover:
        if _COVER_YEAR.search(line.text) and (years := find_years(line.text)):
            return years[-1].year, _evidence(line, STORY_YEAR, "ปีบนปกของเล่ม")
    return None


def find_office(raw: RawRecord, district: str, province: str) -> tuple[str, Evidence] | None:
    """The office that the story names first, if it is one of the record's own district."""
    if not district:
        return None
    in_province = rf"(?:\s*{_PLACE_UNITS['province']}\s?{re.escape(province)})?" if province else ""
    in_district = rf"{_PLACE_UNITS['district']}\s?{re.escape(district)}{in_province}"
    pattern = re.compile(rf"{alternation('offices', 'in_story')}[{LETTERS}]{{3,40}}?{in_district}")
    for line in raw.sections.get("background", []):
        if office := pattern.search(line.text):
            return office[0], _evidence(line, STORY_OFFICE, "สำนักงานในเนื้อเรื่อง")
    return None


def find_place(raw: RawRecord, values: dict[str, str]) -> dict[str, tuple[str, Evidence]]:
    """District, province and region with their evidence: from the fields in the order of their trust, then the story,
    then the lines around the record and its cover. ``values`` are the values already parsed."""
    texts = _place_texts(raw, values)
    story = [line for content in raw.sections.values() for line in content]
    around = [*raw.prelude, *raw.other]
    named_place = locate(
        [*texts.values(), *("\n".join(line.text for line in lines) for lines in (story, around, raw.cover))]
    )
    name = named_place.district or named_place.province
    if not name:
        return {}
    value = next((raw.values[field] for field, text in texts.items() if name in text and field in raw.values), None)
    line = next((line for line in [*story, *around, *raw.cover] if name in line.text), None)
    span = value.lines if value else f"{line.number}-{line.number}" if line else ""
    evidence = Evidence(span, named_place.confidence, named_place.how)
    parts = {"district": named_place.district, "province": named_place.province, "region": named_place.region}
    return {part: (text, evidence) for part, text in parts.items() if text}


def _place_texts(raw: RawRecord, values: dict[str, str]) -> dict[str, str]:
    """The texts of the fields that may name the place, by field, the most trusted first."""
    texts = {}
    for field in _PLACE_FIELDS:
        value = raw.values.get(field)
        raw_text = value.text if value else ""
        text = (raw_text if field in _FIELDS_WITH_ADDRESS else "") or values.get(field) or raw_text
        if text:
            texts[field] = _PLACE_UNITS.get(field, "") + text
    return texts
