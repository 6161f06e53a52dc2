"""Year and place of a draft: from its fields, else from the story, with how each was found."""

from __future__ import annotations

from collections import Counter

from corpus.record import Evidence
from ingest.drafts import Draft, Value
from kmsearch.dates import YearFound, find_years
from kmsearch.places import locate

STORY_YEAR, POST_YEAR, TITLE_YEAR = 0.6, 0.65, 0.75
"""Confidence of a year that no field gives: from the story, from the post's date, from the title."""

_PLACE_FIELDS = ("author_office", "district", "province", "place", "author_position", "author_name", "title")
_PLACE_WORDS = {"district": "อำเภอ", "province": "จังหวัด"}

_NEAREST = 3
"""Lines above a record that its year is looked for in; further up stands the cover of a booklet."""

_POST_REACH = 2
"""A story is posted within so many years of its event; older years in it are history."""


def find_year(draft: Draft) -> tuple[int, Evidence] | None:
    """The Buddhist year of the record and how it was found: field, title, story near the post's date, post's date."""
    return (
        _year_of_field(draft, "event")
        or _year_of_field(draft, "title")
        or _year_of_heading(draft)
        or _year_of_story(draft)
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


def _year_of_story(draft: Draft) -> tuple[int, Evidence] | None:
    told = [
        (year, line)
        for line in draft.sections.get("background", [])
        for year in find_years(line.text)
        if _is_told(year)
    ]
    dated = draft.post_date or draft.signed
    posted = find_years(dated.text)[-1:] if dated else []
    if posted and dated:
        near = [(year, line) for year, line in told if 0 <= posted[0].year - year.year <= _POST_REACH]
        if not near:
            at = str(dated.number)
            return posted[0].year, Evidence(f"{at}-{at}", POST_YEAR, "วันที่เผยแพร่หรือลงชื่อ")
        told = near
    if not told:
        return None
    counts = Counter(year.year for year, _ in told)
    best = max(counts, key=lambda year: (counts[year], year))
    line = next(line for year, line in told if year.year == best)
    return best, Evidence(f"{line.number}-{line.number}", STORY_YEAR, "ปีในเนื้อเรื่อง")


def _is_told(found: YearFound) -> bool:
    return found.kind != "bare" or found.year > 2500


def find_place(draft: Draft, values: dict[str, str]) -> dict[str, tuple[str, Evidence]]:
    """District, province and region, from what says so best: office, place, position, title; then the story."""
    lines = _place_lines(draft, values)
    found = locate(text for text, _ in lines)
    if not (found.district or found.province):
        return {}
    spot = next((at for text, at in lines if found.district and found.district in text), lines[0][1])
    evidence = Evidence(spot, found.confidence, found.how)
    parts = {"district": found.district, "province": found.province, "region": found.region}
    return {name: (text, evidence) for name, text in parts.items() if text}


def _place_lines(draft: Draft, values: dict[str, str]) -> list[tuple[str, str]]:
    """Texts that may name the place, the most trusted first, each with its lines."""
    lines = []
    for name in _PLACE_FIELDS:
        value = draft.values.get(name)
        text = values.get(name) or (value.text if value else "")
        if text:
            lines.append((_PLACE_WORDS.get(name, "") + text, lines_of(value) if value else ""))
    story = [line for content in draft.sections.values() for line in content]
    return lines + [(line.text, f"{line.number}-{line.number}") for line in [*draft.prelude, *story, *draft.other]]


def lines_of(value: Value) -> str:
    """``first-last`` of a value, as Evidence and Source write lines."""
    return f"{value.first}-{value.last}"
