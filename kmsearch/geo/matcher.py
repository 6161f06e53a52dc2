"""Finds provinces and districts in a text, and decides the place of origin of a record.

A name matches only in a context that marks it as a place: after จังหวัด, อำเภอ or their abbreviations, beside a place
marked so, or as a whole value. Offsets point into the text as given; normalise it first (``locate`` does).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from kmsearch.confidence import confidence
from kmsearch.geo.gazetteer import (
    BANGKOK,
    CAPITAL,
    EDGES,
    Province,
    capital_of,
    gazetteer,
    mend_province,
    nearest,
    provinces,
    provinces_of,
    region_of,
)
from kmsearch.thai.characters import COMBINING_MARKS, FOLLOWING_VOWELS, WORD_CHARACTERS
from kmsearch.thai.normalise import normalise
from kmsearch.word_lists import alternation, word_list

__all__ = ["Place", "PlaceFound", "find_district", "find_province", "locate"]
__all__ += ["BANGKOK", "CAPITAL", "Province", "mend_province", "provinces", "provinces_of", "region_of"]

_MARKED, _ATTACHED, _ALONE, _SPOKEN, _DOUBTFUL, _PASSING, _UNKNOWN = (
    confidence("place", way) for way in ("marked", "attached", "alone", "spoken", "doubtful", "passing", "unknown")
)
_FADE = confidence("place", "fade")
"""Factor applied to the confidence for each step down the order of trust of the texts."""

_MAX_NAME_CHARS = 20
"""Characters of the longest district name in the gazetteer; longer runs are not names."""
_MIN_MISSPELT_CHARS = 8
"""Minimum characters of a misspelt district corrected without its province; shorter ones resemble words. A guess."""
_REACH = 60
"""Characters before a district in which its province may begin: longest name, place word, blanks of a form. A guess."""

_LETTER = WORD_CHARACTERS
_RUN = re.compile(f"[{_LETTER}]{{1,40}}(?:-[{_LETTER}]{{1,40}})?")
"""A run of letters that may be a name; bounded, so that matching takes linear time."""
_RUN_ENDS = re.compile(r"จังหวัด|จว?\.|กรุงเทพ|กิ่ง|อำเภอ|ตำบล")
_MID_SYLLABLE = re.compile(f"[{FOLLOWING_VOWELS}{COMBINING_MARKS}]")
_GAP = re.compile(r"[\s:.…_]*")
_BETWEEN = re.compile(r"[\s,/(ฯ.…_]*")

# Abbreviations of offices end in จ. (สพจ. อบจ.) or อ. (สพอ. สสอ.) too; a known name must follow, so no left context.
_PROVINCE_WORD = re.compile(r"(?:จังหวัด)+|จว?\.")
_DISTRICT_WORD = re.compile(r"(?P<full>(?:กิ่ง)?(?:อำเภอ)+)|(?:กิ่ง\s*)?อ\.|(?P<bangkok>เขต)")
_BANGKOK_WORD = re.compile(r"กรุงเทพมหานคร|กรุงเทพฯ|กทม\.?")
_QUANTIFIERS = tuple(map(str, word_list("kmsearch.data", "place_words", "quantifiers")))
_NOT_A_DISTRICT = re.compile(alternation(word_list("kmsearch.data", "place_words", "not_a_district")))


@dataclass(frozen=True, slots=True)
class PlaceFound:
    """A place in a text: official ``name``, span with its place word, confidence (0 to 1), evidence (``how``, Thai).

    ``provinces`` are the possible provinces (a province: itself; a district outside the gazetteer: none). ``written``
    is the province beside a district; ``marked``: a place word precedes the name.
    """

    name: str
    provinces: tuple[str, ...]
    confidence: float
    how: str
    start: int
    end: int
    marked: bool = True
    written: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """The place of origin of a record; empty strings for unknown parts. ``how`` names the evidence, in Thai."""

    district: str = ""
    province: str = ""
    region: str = ""
    confidence: float = 0.0
    how: str = ""


def find_province(text: str) -> PlaceFound | None:
    """Returns the province named in ``text``: the most reliable kind of candidate, then the first; None without one."""
    return next(_provinces(text), None)


def find_district(text: str, province: str = "") -> PlaceFound | None:
    """Returns the district named in ``text``, preferring one of ``province``; None without a certain one.

    อำเภอเมือง is completed with the province beside it, else with ``province``, else it stays ``CAPITAL``. A name
    outside the gazetteer is accepted with low confidence, and only beside a province or as the whole text.
    """
    districts = _districts(text, province)
    return next((place for place in districts if province in place.provinces), districts[0] if districts else None)


def locate(texts: Iterable[str]) -> Place:
    """Determines the place of origin of a record from its ``texts`` in order of trust (office first, narrative last).

    The province is the one written beside the district, else a province named in the texts that has the district, else
    the only province that has it. If the written province does not have the district, both are kept with low
    confidence. A district outside the province named by a more trusted text is ignored.
    """
    cleaned = [normalise(text) for text in texts]
    named = [(rank, place) for rank, text in enumerate(cleaned) for place in _provinces(text)]
    named.sort(key=lambda entry: entry[1].confidence <= _PASSING)
    for rank, text in enumerate(cleaned):
        district = find_district(text, named[0][1].name if named else "")
        trusted = next((place.name for above, place in named if above < rank), "")
        if district and not (trusted and trusted not in (district.provinces or (district.written or trusted,))):
            fields = [place.name for at, place in named if _fills(cleaned[at], place)]
            settled = _settle(district, [place for _, place in named], fields)
            return replace(settled, confidence=round(settled.confidence * _FADE**rank, 3))
    if not named:
        return Place()
    rank, place = named[0]
    return _place("", place.name, place.confidence * _FADE**rank, f"จังหวัด: {place.how}")


def _settle(district: PlaceFound, named: list[PlaceFound], fields: list[str]) -> Place:
    """Combines a district with its province. ``fields`` are provinces that fill a whole text, as form fields do."""
    name, owners = district.name, district.provinces
    word = "เขต" if owners == (BANGKOK,) else "อำเภอ"
    how = f"{word}: {district.how}"
    against = [other for other in (district.written, *fields) if other and owners and other not in owners]
    if against:
        where = " ".join(owners)
        clash = f"{word}{name}อยู่ใน {where} แต่เอกสารเขียนจังหวัด{against[0]} คงไว้ตามที่เขียน"
        return _place(name, against[0], _UNKNOWN, f"{how} · {clash}")
    wanted = (district.written,) if district.written else owners
    beside = next((place for place in named if place.name in wanted or not wanted), None)
    if beside:
        sure = min(district.confidence, beside.confidence) if district.written or not owners else district.confidence
        return _place(name, beside.name, sure, f"{how} · จังหวัด: {beside.how}")
    if len(owners) == 1:
        return _place(name, owners[0], district.confidence, f"{how} · จังหวัด: ได้จากชื่อ{word}")
    if owners:
        how += f" · ไม่ทราบจังหวัด มีชื่อนี้ใน {' '.join(owners)}"
    return _place(name, "", min(district.confidence, _PASSING), how)


def _place(district: str, province: str, confidence: float, how: str) -> Place:
    return Place(district, province, region_of(province), round(confidence, 3), how)


def _fills(text: str, place: PlaceFound) -> bool:
    return not (text[: place.start] + text[place.end :]).strip(EDGES)


def _run_at(text: str, start: int) -> str:
    """Returns the Thai letters from ``start`` that may be a name: up to a blank or the next place word."""
    run = _RUN.match(text, start)
    if not run:
        return ""
    cut = _RUN_ENDS.search(text, start + text.startswith("กรุงเทพ", start), run.end() + 1)
    return text[start : cut.start()] if cut else run[0]


def _skip(blanks: re.Pattern[str], text: str, start: int) -> int:
    match = blanks.match(text, start)
    return match.end() if match else start


def _prefix(run: str, names: Collection[str]) -> str:
    """Returns the longest of ``names`` that ``run`` begins with and that does not end inside a syllable."""
    lengths = range(min(len(run), _MAX_NAME_CHARS), 1, -1)
    return next((run[:end] for end in lengths if run[:end] in names and not _MID_SYLLABLE.match(run, end)), "")


def _provinces(text: str) -> Iterator[PlaceFound]:
    """Yields every province, most reliable kind first: whole text, after its place word, after a district, Bangkok."""
    alone = _province_alone(text)
    if alone:
        yield alone
        return
    yield from _provinces_marked(text, 0, len(text))
    for district in _districts(text):
        beside = _province_at(text, district.end)
        if beside and not beside.marked and beside.name == district.written:
            yield beside
    for word in _BANGKOK_WORD.finditer(text):
        yield PlaceFound(BANGKOK, (BANGKOK,), _PASSING, f"เอ่ยถึง “{word[0]}”", *word.span(), marked=False)


def _province_alone(text: str) -> PlaceFound | None:
    name = text.strip(EDGES)
    full = gazetteer().spoken.get(name, name)
    if full not in gazetteer().provinces:
        return None
    sure = _DOUBTFUL if name in gazetteer().everyday else _ALONE if name == full else _SPOKEN
    start = text.find(name)
    return PlaceFound(full, (full,), sure, "ค่าเป็นชื่อจังหวัด", start, start + len(name), marked=False)


def _provinces_marked(text: str, start: int, end: int) -> Iterator[PlaceFound]:
    for word in _PROVINCE_WORD.finditer(text, start, end):
        if province := _province_after(text, word):
            yield province


def _province_after(text: str, word: re.Match[str]) -> PlaceFound | None:
    """Returns the province after the place word ``word``: official, alternative or misspelt name."""
    places, start = gazetteer(), _skip(_GAP, text, word.end())
    run = _run_at(text, start)
    name = _prefix(run, places.provinces)
    if name in places.everyday and (name != run or text[: word.start()].endswith(_QUANTIFIERS)):
        return None
    if name:
        return PlaceFound(name, (name,), _MARKED, f"หลังคำว่า “{word[0]}”", word.start(), start + len(name))
    full, mended = mend_province(run)
    sure, how = _SPOKEN if run in places.spoken else _DOUBTFUL, f"เขียนว่า “{word[0]}{run}”"
    return PlaceFound(full, (full,), sure, how, word.start(), start + len(run)) if mended else None


def _province_at(text: str, start: int) -> PlaceFound | None:
    """Returns the province at ``start`` or after blanks, with or without its place word."""
    start = _skip(_BETWEEN, text, start)
    word = _PROVINCE_WORD.match(text, start)
    if word:
        return _province_after(text, word)
    run = _run_at(text, start)
    name = gazetteer().spoken.get(run, run)
    if name not in gazetteer().provinces:
        return None
    return PlaceFound(name, (name,), _ALONE, f"ต่อจากชื่ออำเภอ “{run}”", start, start + len(run), marked=False)


def _province_beside(text: str, start: int, end: int, owners: Collection[str]) -> str:
    """Returns the province written beside the district at ``start``-``end``: after it, else before it.

    A following province without its place word must be one of ``owners`` if there are any; a preceding province must
    not belong to another district before it.
    """
    after = _province_at(text, end)
    if after and (after.marked or not owners or after.name in owners):
        return after.name
    reach = max(0, start - _REACH)
    for before in _provinces_marked(text, reach, start):
        if _BETWEEN.fullmatch(text, before.end, start) and not _DISTRICT_WORD.search(text, reach, before.start):
            return before.name
    return ""


def _districts(text: str, province: str = "") -> list[PlaceFound]:
    """Returns every district after a place word; else the one that is the whole text, apart from its province."""
    candidates = (_candidate(text, word, province) for word in _DISTRICT_WORD.finditer(text))
    marked = [place for candidate in candidates if (place := _read(candidate))]
    alone = None if marked else _district_alone(text, province)
    return [alone] if alone else marked


def _district_alone(text: str, province: str) -> PlaceFound | None:
    start = len(text) - len(text.lstrip(EDGES))
    run = _run_at(text, start)
    end, owners = start + len(run), provinces_of(run)
    if not (owners or run == CAPITAL):
        return None
    beside = _province_at(text, end)
    if (region_of(run) and not beside) or text[beside.end if beside else end :].strip(EDGES):
        return None
    written = beside.name if beside else ""
    known = written or province
    if run == CAPITAL:
        run, owners = capital_of(known), provinces_of(capital_of(known))
    if not owners or (run in gazetteer().everyday and known not in owners):
        return None
    how = "ค่าเป็นชื่ออำเภอ"
    return PlaceFound(run, _narrow(owners, known), _ALONE, how, start, end, marked=False, written=written)


def _narrow(owners: tuple[str, ...], *wanted: str) -> tuple[str, ...]:
    return next(((province,) for province in wanted if province in owners), owners)


@dataclass(frozen=True, slots=True)
class _DistrictCandidate:
    """A candidate district: place word, letters after it (``run``) and the province beside them (``written``);
    ``province`` is the one expected by the caller."""

    text: str
    word: re.Match[str]
    start: int
    run: str
    written: str
    province: str

    @property
    def glued(self) -> bool:
        return self.start == self.word.end()

    @property
    def ends_text(self) -> bool:
        return not self.text[self.start + len(self.run) :].strip(EDGES)

    def owners(self, name: str) -> tuple[str, ...]:
        """Returns the provinces with a district ``name`` that fit the place word: เขต in Bangkok, อำเภอ elsewhere."""
        owners = provinces_of(name)
        if BANGKOK in (self.written, self.province) and not self.word["bangkok"]:
            return owners
        return tuple(owner for owner in owners if (owner == BANGKOK) == bool(self.word["bangkok"]))

    def place(self, name: str, owners: tuple[str, ...], confidence: float, how: str = "") -> PlaceFound:
        """Returns the candidate as a place called ``name``; ``how`` defaults to the place word."""
        how = how or f"หลังคำว่า “{self.word[0]}”"
        end = self.start + len(self.run)
        return PlaceFound(name, owners, confidence, how, self.word.start(), end, written=self.written)


def _candidate(text: str, word: re.Match[str], province: str) -> _DistrictCandidate:
    start = _skip(_GAP, text, word.end())
    run = _run_at(text, start)
    beside = _province_beside(text, word.start(), start + len(run), provinces_of(run))
    return _DistrictCandidate(text, word, start, run, beside, province)


def _read(candidate: _DistrictCandidate) -> PlaceFound | None:
    rules = _RULES[:1] if candidate.word["bangkok"] else _RULES
    return next((place for rule in rules if (place := rule(candidate))), None) if candidate.run else None


def _read_known(candidate: _DistrictCandidate) -> PlaceFound | None:
    owners, run = candidate.owners(candidate.run), candidate.run
    if not owners:
        return None
    known = _narrow(owners, candidate.written, candidate.province)
    if run not in gazetteer().everyday or candidate.written in owners:
        return candidate.place(run, known, _MARKED)
    sure_word = candidate.word["full"] and (candidate.glued or candidate.ends_text)
    sure_place = candidate.glued and candidate.province in owners
    return candidate.place(run, known, _DOUBTFUL) if sure_word or sure_place else None


def _read_capital(candidate: _DistrictCandidate) -> PlaceFound | None:
    """Matches อำเภอเมือง, also with an alternative province name: อำเภอเมืองอุบลฯ."""
    rest = candidate.run.removeprefix(CAPITAL)
    spoken = gazetteer().spoken.get(rest, "")
    if rest == candidate.run or (rest and not spoken):
        return None
    name = capital_of(spoken or candidate.written or candidate.province)
    sure = _UNKNOWN if name == CAPITAL else _MARKED if candidate.written else _ALONE
    return candidate.place(name, provinces_of(name), sure, f"เขียนว่า “{candidate.word[0]}{candidate.run}”")


def _read_misspelt(candidate: _DistrictCandidate) -> PlaceFound | None:
    known = candidate.written or candidate.province
    min_chars = 1 if known else _MIN_MISSPELT_CHARS
    if candidate.owners(candidate.run) or not min_chars <= len(candidate.run) <= _MAX_NAME_CHARS + 2:
        return None
    names = (name for name, owners in gazetteer().owners.items() if not known or known in owners)
    name = nearest(candidate.run, names, max_edits=2 if known else 1)
    owners = _narrow(candidate.owners(name), known)
    begins = _prefix(candidate.run, gazetteer().owners)
    if not owners or not (begins in gazetteer().everyday or name.startswith(begins)):
        return None
    return candidate.place(name, owners, _DOUBTFUL, f"เขียนว่า “{candidate.word[0]}{candidate.run}”")


def _read_prefix(candidate: _DistrictCandidate) -> PlaceFound | None:
    """Matches a known name followed by other words without a blank: อำเภอสบปราบได้จัดงาน."""
    name = _prefix(candidate.run, gazetteer().owners)
    owners = candidate.owners(name)
    if not owners or name in gazetteer().everyday:
        return None
    end = candidate.start + len(name)
    written = _province_beside(candidate.text, candidate.word.start(), end, owners)
    place = candidate.place(name, _narrow(owners, written, candidate.province), _ATTACHED)
    return replace(place, end=end, written=written)


def _read_unknown(candidate: _DistrictCandidate) -> PlaceFound | None:
    run, before = candidate.run, candidate.text[: candidate.word.start()]
    all_there_is = candidate.word["full"] and candidate.ends_text and not before.strip(EDGES)
    if not (candidate.written or all_there_is) or candidate.written == BANGKOK or len(run) > _MAX_NAME_CHARS:
        return None
    if _NOT_A_DISTRICT.match(run) or region_of(run) or _prefix(run, gazetteer().everyday) or candidate.owners(run):
        return None
    return candidate.place(run, (), _UNKNOWN, f"“{run}” ไม่มีในรายชื่ออำเภอ")


# In order of priority. A misspelt name is tried before a known name that is its prefix (บ้านนาสาน, บ้านนา).
_RULES: tuple[Callable[[_DistrictCandidate], PlaceFound | None], ...] = (
    _read_known,
    _read_capital,
    _read_misspelt,
    _read_prefix,
    _read_unknown,
)
