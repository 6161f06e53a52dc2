"""Year and place of a draft: from its fields, else from the story, with how each was found."""

from __future__ import annotations

import re
from collections import Counter

from corpus.record import Evidence
from ingest.segmentation.raw_record import Draft, Value
from kmsearch.confidence import confidence
from kmsearch.geo.matcher import locate
from kmsearch.thai.dates import find_years

STORY_YEAR, POST_YEAR, OPENING_YEAR, TITLE_YEAR = (
    confidence("year", way) for way in ("story", "post", "opening", "title")
)
STORY_OFFICE = confidence("guess", "office_in_story")
"""Confidence of a year that no field gives (in the story, the post's date, the story's first words, the title), and of
an office in the story."""

_OPENING = 40
"""Letters at the head of a story in which a year says when it happened."""

_FOUNDED = re.compile(r"ตั้งแต่|ก่อตั้ง|จัดตั้ง|ตั้งขึ้น|เกิดขึ้น|พระราชบัญญัติ|พ\.ร\.บ\.|ระเบียบ|แผน|นโยบาย|ยุทธศาสตร์|ก่อน|เดิม")

_PLACE_FIELDS = ("author_office", "district", "province", "place", "author_position", "author_name", "title")
_TOLD_WITH_PLACE = frozenset({"author_position", "author_name"})
"""Fields whose lines may hold an address that is no part of the value."""

_PLACE_WORDS = {"district": "อำเภอ", "province": "จังหวัด"}

_COVER_YEAR = re.compile(r"ประจำปี|ปีงบประมาณ|พ\.\s?ศ\.|ปี\s?[\d๐-๙]{4}")

_NEAREST = 3
"""Lines above a record that its year is looked for in; further up stands the cover of a booklet."""


def find_year(draft: Draft) -> tuple[int, Evidence] | None:
    """The Buddhist year of the record and how it was found: field, title, form's heading, opening, date, story,
    cover."""
    return (
        _year_of_field(draft, "event")
        or _year_of_field(draft, "title")
        or _year_of_heading(draft)
        or _year_of_opening(draft)
        or _year_of_date(draft)
        or _year_of_story(draft)
        or _year_of_cover(draft)
    )


def _year_of_field(draft: Draft, name: str) -> tuple[int, Evidence] | None:
    value = draft.values.get(name)
    found = (
        [year for year in find_years(value.text) if name == "event" or year.kind in ("era", "year")] if value else []
    )
    if not value or not found:
        return None
    confidence, how = (value.confidence, value.how) if name == "event" else (TITLE_YEAR, "ปีในชื่อเรื่อง")
    return found[-1].year, Evidence(lines_of(value), confidence, how)


def _year_of_heading(draft: Draft) -> tuple[int, Evidence] | None:
    """The year of a form's own heading: แบบบันทึกองค์ความรู้ ประจำปี 2563."""
    for line in draft.prelude[-_NEAREST:]:
        for year in find_years(line.text):
            if year.kind in ("era", "year"):
                return year.year, Evidence(f"{line.number}-{line.number}", TITLE_YEAR, "ปีในหัวแบบฟอร์ม")
    return None


def _year_of_opening(draft: Draft) -> tuple[int, Evidence] | None:
    """The year that the story begins with, unless it is when something was founded or made law."""
    for line in draft.sections.get("background", [])[:1]:
        for year in find_years(line.text[:_OPENING]):
            if year.kind in ("era", "year", "month") and not _FOUNDED.search(line.text[: year.start]):
                return year.year, Evidence(f"{line.number}-{line.number}", OPENING_YEAR, "ปีที่ขึ้นต้นเนื้อเรื่อง")
    return None


def _year_of_date(draft: Draft) -> tuple[int, Evidence] | None:
    """The year of the post's date, or of the date beside the signature."""
    dated = draft.post_date or draft.signed
    years = find_years(dated.text) if dated else []
    if not dated or not years:
        return None
    return years[-1].year, Evidence(f"{dated.number}-{dated.number}", POST_YEAR, "วันที่เผยแพร่หรือลงชื่อ")


def _year_of_story(draft: Draft) -> tuple[int, Evidence] | None:
    """The year the story names most often, the later of two."""
    told = [(year.year, line) for line in draft.sections.get("background", []) for year in find_years(line.text)]
    if not told:
        return None
    counts = Counter(year for year, _ in told)
    best = max(counts, key=lambda year: (counts[year], year))
    line = next(line for year, line in told if year == best)
    return best, Evidence(f"{line.number}-{line.number}", STORY_YEAR, "ปีในเนื้อเรื่อง")


def _year_of_cover(draft: Draft) -> tuple[int, Evidence] | None:
    """The year of a compendium, as its cover has it: รวมองค์ความรู้ … ประจำปี 2553."""
    for line in draft.cover:
        if _COVER_YEAR.search(line.text) and (years := find_years(line.text)):
            return years[-1].year, Evidence(f"{line.number}-{line.number}", STORY_YEAR, "ปีบนปกของเล่ม")
    return None


def find_office(draft: Draft, district: str, province: str) -> tuple[str, Evidence] | None:
    """The office the story names first, when it is that of the record's own district."""
    if not district:
        return None
    where = rf"(?:\s*จังหวัด\s?{re.escape(province)})?" if province else ""
    pattern = re.compile(rf"สำนักงาน[ก-๎]{{3,40}}?อำเภอ\s?{re.escape(district)}{where}")
    for line in draft.sections.get("background", []):
        if found := pattern.search(line.text):
            return found[0], Evidence(f"{line.number}-{line.number}", STORY_OFFICE, "สำนักงานในเนื้อเรื่อง")
    return None


def find_place(draft: Draft, values: dict[str, str]) -> dict[str, tuple[str, Evidence]]:
    """District, province and region, from what says so best: office, place, position, title; then the story."""
    named = _place_fields(draft, values)
    story = [line for content in draft.sections.values() for line in content]
    around, cover = [*draft.prelude, *draft.other], draft.cover
    found = locate([*named.values(), *("\n".join(line.text for line in lines) for lines in (story, around, cover))])
    name = found.district or found.province
    if not name:
        return {}
    field = next((draft.values[field] for field, text in named.items() if name in text and field in draft.values), None)
    line = next((line for line in [*story, *around, *cover] if name in line.text), None)
    spot = lines_of(field) if field else f"{line.number}-{line.number}" if line else ""
    evidence = Evidence(spot, found.confidence, found.how)
    parts = {"district": found.district, "province": found.province, "region": found.region}
    return {part: (text, evidence) for part, text in parts.items() if text}


def _place_fields(draft: Draft, values: dict[str, str]) -> dict[str, str]:
    """The fields that may name the place, the most trusted first."""
    texts = {}
    for name in _PLACE_FIELDS:
        value = draft.values.get(name)
        told = value.text if value and name in _TOLD_WITH_PLACE else ""
        text = told or values.get(name) or (value.text if value else "")
        if text:
            texts[name] = _PLACE_WORDS.get(name, "") + text
    return texts


def lines_of(value: Value) -> str:
    """``first-last`` of a value, as Evidence and Source write lines."""
    return f"{value.first}-{value.last}"
