"""Places of Thailand: the provinces and districts that a text names, and where the record it belongs to comes from.

A name counts only where the text leaves no doubt that it is a place: after จังหวัด, อำเภอ and their short forms, beside a
place so marked, or as all of a value. Offsets point into the text as given; normalise it first (``locate`` does).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files

import yaml
from rapidfuzz.distance import OSA

from kmsearch.thai import normalise

BANGKOK = "กรุงเทพมหานคร"
CAPITAL = "เมือง"
"""What the district of a province's seat is called before the province's name; alone when the province is not known."""

# How sure a reading is, for a person to sort by; below UNSURE somebody should look.
_MARKED, _ATTACHED, _ALONE, _SPOKEN, _MENDED, _PASSING, _UNKNOWN = 0.95, 0.9, 0.85, 0.8, 0.7, 0.6, 0.4
_FADE = 0.95
"""What is left of a reading's confidence with each text further down the order of trust."""
UNSURE = 0.65

_LONGEST = 20
"""Characters of the longest district of the list; what is longer is no name."""

_LETTER = "ก-ฮะ-ฺเ-ๅ็-๎"
_RUN = re.compile(f"[{_LETTER}]+(?:-[{_LETTER}]+)?")
_RUN_ENDS = re.compile(r"จังหวัด|จว?\.|กรุงเทพ|กิ่ง|อำเภอ|ตำบล")
_MID_SYLLABLE = re.compile("[ะ-ฺๅ็-๎]")
_GAP = re.compile(r"[\s:.…_]*")
_BETWEEN = re.compile(r"[\s,/(ฯ]*")
_EDGES = " \t\n.,:;ฯ()\"'"

# สพจ. อบจ. and the like end in จ., สพอ. สสอ. in อ.; a known name must follow, so what stands before does not matter.
_PROVINCE_WORD = re.compile(r"(?:จังหวัด)+|จว?\.")
_DISTRICT_WORD = re.compile(r"(?P<full>(?:กิ่ง)?(?:อำเภอ)+)|(?:กิ่ง\s*)?อ\.|(?P<bangkok>เขต)")
_BANGKOK_WORD = re.compile(r"กรุงเทพมหานคร|กรุงเทพฯ|กทม\.?")
_ANY_PROVINCE = re.compile(r"(?:ต่าง|ทุก|ทั้ง|หลาย|กี่|บาง)$")
# How prose goes on after อำเภอ; no district of the list begins so where it matters: known names are read first.
_NOT_A_NAME = re.compile(
    "ก็|กับ|ของ|ขับ|ขึ้น|เข้ม|เคลื่อน|จะ|จาก|จึง|ซึ่ง|เดียว|ดัง|ดี|ได้|ต่อ|ต่าง|ต้น|ต้อง|ตาม|แต่|ถึง|ทราบ|ทั้ง|ทุก|ที่|นั้น|นำ|นี้|ใน"
    "|เป็น|ไป|พร้อม|เพื่อ|มา|มี|ไม่|ยัง|ยิ้ม|ร่วม|ระดับ|ละ|และ|แล้ว|ว่า|หนึ่ง|หรือ|หลาย|ให้|อื่น"
)


@dataclass(frozen=True, slots=True)
class Province:
    """A province with its region (ภาคเหนือ …) and the official names of its districts."""

    name: str
    region: str
    districts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlaceFound:
    """A place a text names: its official ``name``, its span with the place word, how sure (0 to 1), ``how`` in Thai.

    ``provinces`` are those it may be in (of a province: itself; of a district that no list has: none).
    ``written`` is the province that stands beside a district, ``marked`` says whether a place word stands before.
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
    """Where a record comes from; empty strings for what is not known. ``how`` says in Thai what it was read from."""

    district: str = ""
    province: str = ""
    region: str = ""
    confidence: float = 0.0
    how: str = ""


@dataclass(frozen=True, slots=True)
class _Gazetteer:
    provinces: Mapping[str, Province]
    owners: Mapping[str, tuple[str, ...]]
    spoken: Mapping[str, str]
    everyday: frozenset[str]


@lru_cache(maxsize=1)
def _gazetteer() -> _Gazetteer:
    data = yaml.safe_load((files("kmsearch.data") / "places.yaml").read_text("utf-8"))
    rows = {name: Province(name, row["region"], tuple(row["districts"])) for name, row in data["provinces"].items()}
    owners: dict[str, tuple[str, ...]] = {}
    for row in rows.values():
        for district in row.districts:
            owners[district] = (*owners.get(district, ()), row.name)
    everyday = frozenset(data["everyday_provinces"] + data["everyday_districts"])
    return _Gazetteer(rows, owners, data["spoken"], everyday)


def provinces() -> tuple[Province, ...]:
    """The 77 provinces with their 928 districts (those of Bangkok are its เขต)."""
    return tuple(_gazetteer().provinces.values())


def region_of(province: str) -> str:
    """The region of a province by its official name, the empty string for any other name."""
    row = _gazetteer().provinces.get(province)
    return row.region if row else ""


def provinces_of(district: str) -> tuple[str, ...]:
    """The provinces that have a district of this official name; empty for any other name."""
    return _gazetteer().owners.get(district, ())


def mend_province(name: str) -> tuple[str, bool]:
    """The official name of a province that is misspelt or named as it is spoken, and whether that changed it.

    A name that is right, that is a district's, or that no single province is clearly nearest to, comes back as it is.
    """
    places, plain = _gazetteer(), normalise(name).strip(_EDGES)
    if plain in places.provinces or plain in places.owners:
        return name, False
    mended = places.spoken.get(plain) or _nearest(plain, places.provinces)
    return (mended, True) if mended else (name, False)


def _nearest(name: str, names: Iterable[str]) -> str:
    """The one of ``names`` that ``name`` misspells, or the empty string.

    One wrong character from five characters on, two from nine, and the next name at least twice as far: of the
    provinces with one random edit 85 in 100 come back and no other for them, with two edits half and 1 in 3000 wrong.
    """
    allowed = (len(name) >= 5) + (len(name) >= 9)
    near = sorted((OSA.distance(name, other, score_cutoff=2 * allowed), other) for other in names) if allowed else []
    if not near or near[0][0] > allowed or len(near) > 1 and near[1][0] < 2 * near[0][0]:
        return ""
    return near[0][1]


def find_province(text: str) -> PlaceFound | None:
    """The province ``text`` names, the best marked and then the first; None where it names none for certain."""
    return next(_provinces(text), None)


def find_district(text: str, province: str = "") -> PlaceFound | None:
    """The district ``text`` names, one of ``province`` before others; None where it names none for certain.

    อำเภอเมือง is เมือง with the province beside it, else ``province``, else ``CAPITAL`` alone. A name that no list has
    is read as it stands, with low confidence, only where a province stands beside it or it is all of the text.
    """
    found = tuple(_districts(text, province))
    return next((place for place in found if province in place.provinces), found[0] if found else None)


def locate(texts: Iterable[str]) -> Place:
    """Where a record comes from, by its ``texts`` in order of trust (office first, narrative last).

    The province is the one written beside the district, else the one of the texts that has the district, else the only
    one that has it. Where the province that is written does not have the district, both stay, with low confidence.
    """
    cleaned = [normalise(text) for text in texts]
    named = [(rank, place) for rank, text in enumerate(cleaned) for place in _provinces(text)]
    for rank, text in enumerate(cleaned):
        district = find_district(text, named[0][1].name if named else "")
        trusted = next((place.name for above, place in named if above < rank), "")
        if district and not (trusted and district.provinces and trusted not in district.provinces):
            fields = [place.name for at, place in named if _fills(cleaned[at], place)]
            settled = _settle(district, [place for _, place in named], fields)
            return replace(settled, confidence=round(settled.confidence * _FADE**rank, 3))
    if not named:
        return Place()
    rank, place = named[0]
    return _place("", place.name, place.confidence * _FADE**rank, place.how)


def _settle(district: PlaceFound, named: list[PlaceFound], fields: list[str]) -> Place:
    """The district with its province. ``fields`` are the provinces that are all of a text: written for this record."""
    name, owners = district.name, district.provinces
    against = [other for other in [district.written, *fields] if other and owners and other not in owners]
    if against:
        where = " หรือ ".join(f"จังหวัด{owner}" for owner in owners)
        how = f"{district.how} แต่{_district_word(owners)}{name}อยู่ใน{where} ไม่ใช่จังหวัด{against[0]} คงไว้ตามที่เขียน"
        return _place(name, against[0], _UNKNOWN, how)
    beside = next((p for p in named if p.name == district.written or p.name in owners or not owners), None)
    if beside:
        return _place(name, beside.name, min(district.confidence, beside.confidence), f"{district.how}, {beside.how}")
    if len(owners) == 1:
        return _place(name, owners[0], district.confidence, f"{district.how}, จังหวัดได้จากชื่อ{_district_word(owners)}")
    if owners:
        how = f"{district.how}, มีชื่อนี้ใน {len(owners)} จังหวัด ({', '.join(owners)}) จึงไม่ทราบจังหวัด"
        return _place(name, "", min(district.confidence, _PASSING), how)
    return _place(name, "", min(district.confidence, _UNKNOWN), f"{district.how}, ไม่ทราบจังหวัด")


def _place(district: str, province: str, confidence: float, how: str) -> Place:
    return Place(district, province, region_of(province), round(confidence, 3), how)


def _district_word(owners: Collection[str]) -> str:
    return "เขต" if set(owners) == {BANGKOK} else "อำเภอ"


def _fills(text: str, place: PlaceFound) -> bool:
    return not (text[: place.start] + text[place.end :]).strip(_EDGES)


def _run_at(text: str, start: int) -> str:
    """The Thai letters from ``start`` on that may be a name: up to a blank or the next place word."""
    run = _RUN.match(text, start)
    if not run:
        return ""
    cut = _RUN_ENDS.search(text, start + 1)
    return text[start : min(run.end(), cut.start())] if cut else run[0]


def _prefix(run: str, names: Collection[str]) -> str:
    """The longest of ``names`` that ``run`` begins with and that no vowel or tone mark carries on."""
    for end in range(len(run), 1, -1):
        if run[:end] in names and not _MID_SYLLABLE.match(run, end):
            return run[:end]
    return ""


def _provinces(text: str) -> Iterator[PlaceFound]:
    """Every province named, the surest kind first: all of the text, after its word, after a district, Bangkok."""
    alone = _province_alone(text)
    if alone:
        yield alone
        return
    yield from _provinces_marked(text)
    for district in _districts(text):
        beside = _province_at(text, district.end)
        if beside and not beside.marked and beside.name == district.written:
            yield beside
    for word in _BANGKOK_WORD.finditer(text):
        yield PlaceFound(BANGKOK, (BANGKOK,), _PASSING, f"เอ่ยถึง “{word[0]}”", *word.span(), marked=False)


def _province_alone(text: str) -> PlaceFound | None:
    places, name = _gazetteer(), text.strip(_EDGES)
    start = text.find(name)
    if name in places.provinces:
        sure = _MENDED if name in places.everyday else _ALONE
        return PlaceFound(name, (name,), sure, "ค่าเป็นชื่อจังหวัด", start, start + len(name), marked=False)
    if full := places.spoken.get(name):
        return PlaceFound(full, (full,), _SPOKEN, f"“{name}” คือจังหวัด{full}", start, start + len(name), marked=False)
    return None


def _provinces_marked(text: str) -> Iterator[PlaceFound]:
    for word in _PROVINCE_WORD.finditer(text):
        found = _province_after(text, word)
        if found:
            yield found


def _province_after(text: str, word: re.Match[str]) -> PlaceFound | None:
    """The province named after the place word ``word``: official, as it is spoken, or misspelt."""
    places, gap = _gazetteer(), _GAP.match(text, word.end())
    start = gap.end() if gap else word.end()
    run = _run_at(text, start)
    name = _prefix(run, places.provinces)
    if name in places.everyday and (name != run or _ANY_PROVINCE.search(text, 0, word.start())):
        return None
    if name:
        return PlaceFound(name, (name,), _MARKED, f"หลังคำว่า “{word[0]}”", word.start(), start + len(name))
    sure, end = _SPOKEN, start + len(run)
    if run not in places.spoken:
        sure = _MENDED
    full, mended = mend_province(run)
    return PlaceFound(full, (full,), sure, f"เขียนว่า “{run}” คือจังหวัด{full}", word.start(), end) if mended else None


def _province_at(text: str, start: int) -> PlaceFound | None:
    """The province that stands right at ``start`` or after blanks, with its place word or without."""
    places, between = _gazetteer(), _BETWEEN.match(text, start)
    start = between.end() if between else start
    word = _PROVINCE_WORD.match(text, start)
    if word:
        return _province_after(text, word)
    run = _run_at(text, start)
    name = run if run in places.provinces else places.spoken.get(run, "")
    end = start + len(run)
    return PlaceFound(name, (name,), _ALONE, f"ต่อจากชื่ออำเภอ “{run}”", start, end, marked=False) if name else None


def _province_beside(text: str, start: int, end: int, owners: Collection[str]) -> str:
    """The province written beside the district at ``start``-``end``: after it, else before it.

    One that follows without its place word counts only if it is of ``owners``, where there are any; one before counts
    only where no other district stands before that.
    """
    after = _province_at(text, end)
    if after and (after.marked or not owners or after.name in owners):
        return after.name
    for before in _provinces_marked(text[:start]):
        if _BETWEEN.fullmatch(text, before.end, start) and not _DISTRICT_WORD.search(text, 0, before.start):
            return before.name
    return ""


def _districts(text: str, province: str = "") -> Iterator[PlaceFound]:
    """Every district named after its place word; else the one that is all of the text, or all but its province."""
    marked = [place for word in _DISTRICT_WORD.finditer(text) if (place := _read(_Mention.after(text, word, province)))]
    alone = None if marked else _district_alone(text, province)
    yield from [alone] if alone else marked


def _district_alone(text: str, province: str) -> PlaceFound | None:
    places, start = _gazetteer(), len(text) - len(text.lstrip(_EDGES))
    run = _run_at(text, start)
    end = start + len(run)
    owners = places.owners.get(run, ())
    if run in places.provinces or not (owners or run == CAPITAL):
        return None
    beside = _province_at(text, end)
    if text[beside.end if beside else end :].strip(_EDGES):
        return None
    written = beside.name if beside else ""
    if (run in places.everyday or run == CAPITAL) and not {written, province} & {*(owners or places.provinces)}:
        return None
    name, owners = _capital(written or province) if run == CAPITAL else (run, _narrow(owners, written, province))
    how = f"ค่าเป็นชื่อ{_district_word(owners)}"
    return PlaceFound(name, owners, _ALONE, how, start, end, marked=False, written=written)


def _capital(province: str) -> tuple[str, tuple[str, ...]]:
    """The district of a province's seat and its province; ``CAPITAL`` and nothing where that is not known."""
    row = _gazetteer().provinces.get(province)
    for name in (CAPITAL + province, province):
        if row and name in row.districts:
            return name, (province,)
    return CAPITAL, ()


def _narrow(owners: tuple[str, ...], *wanted: str) -> tuple[str, ...]:
    return next(((province,) for province in wanted if province in owners), owners)


@dataclass(frozen=True, slots=True)
class _Mention:
    """A place word with the letters after it (``run``) and the province beside them; ``province`` is the caller's."""

    text: str
    word: re.Match[str]
    start: int
    run: str
    written: str
    province: str

    @classmethod
    def after(cls, text: str, word: re.Match[str], province: str) -> _Mention:
        gap = _GAP.match(text, word.end())
        start = gap.end() if gap else word.end()
        run = _run_at(text, start)
        beside = _province_beside(text, word.start(), start + len(run), _gazetteer().owners.get(run, ()))
        return cls(text, word, start, run, beside, province)

    @property
    def glued(self) -> bool:
        return self.start == self.word.end()

    @property
    def ends_text(self) -> bool:
        return not self.text[self.start + len(self.run) :].strip(_EDGES)

    def owners(self, name: str) -> tuple[str, ...]:
        """The provinces with a district ``name`` that this place word can stand for: เขต is Bangkok's, อำเภอ is not."""
        owners = _gazetteer().owners.get(name, ())
        if self.word["bangkok"]:
            return tuple(owner for owner in owners if owner == BANGKOK)
        if BANGKOK in (self.written, self.province):
            return owners
        return tuple(owner for owner in owners if owner != BANGKOK)

    def found(self, name: str, owners: tuple[str, ...], confidence: float, how: str = "") -> PlaceFound:
        how = how or f"หลังคำว่า “{self.word[0]}”"
        end = self.start + len(self.run)
        return PlaceFound(name, owners, confidence, how, self.word.start(), end, written=self.written)


def _read(mention: _Mention) -> PlaceFound | None:
    return next((place for rule in _RULES if (place := rule(mention))), None) if mention.run else None


def _read_known(mention: _Mention) -> PlaceFound | None:
    owners = mention.owners(mention.run)
    if not owners:
        return None
    sure = _MARKED
    if mention.run in _gazetteer().everyday and mention.written not in owners:
        whole_word = mention.word["full"] and (mention.glued or mention.ends_text)
        if not whole_word and not (mention.glued and mention.province in owners):
            return None
        sure = _MENDED
    return mention.found(mention.run, _narrow(owners, mention.written, mention.province), sure)


def _read_capital(mention: _Mention) -> PlaceFound | None:
    """อำเภอเมือง, also with the province as it is spoken: อำเภอเมืองอุบลฯ."""
    rest = mention.run.removeprefix(CAPITAL)
    spoken = _gazetteer().spoken.get(rest, "")
    if mention.word["bangkok"] or rest == mention.run or (rest and not spoken):
        return None
    name, owners = _capital(spoken or mention.written or mention.province)
    beside = "จังหวัดที่เขียนติดกัน" if mention.written else "จังหวัดในเอกสาร"
    how = f"“{mention.word[0]}{mention.run}” กับ{beside}" if owners else "เขียนเพียง “อำเภอเมือง”"
    return mention.found(name, owners, (_MARKED if mention.written else _ALONE) if owners else _UNKNOWN, how)


def _read_misspelt(mention: _Mention) -> PlaceFound | None:
    """A name one or two characters off; without its province only a long one, short ones being too near to words."""
    hint = _gazetteer().provinces.get(mention.written or mention.province)
    if mention.word["bangkok"] or mention.run in _gazetteer().owners or not (hint or len(mention.run) >= 8):
        return None
    name = _nearest(mention.run, hint.districts if hint else _gazetteer().owners)
    owners = (hint.name,) if hint else mention.owners(name)
    how = f"เขียนว่า “{mention.run}” คืออำเภอ{name}"
    return mention.found(name, owners, _MENDED, how) if name and owners else None


def _read_prefix(mention: _Mention) -> PlaceFound | None:
    """A known name with more words after it and no blank between: อำเภอสบปราบได้จัดงาน."""
    name = _prefix(mention.run, _gazetteer().owners)
    owners = mention.owners(name)
    if mention.word["bangkok"] or not owners or name in _gazetteer().everyday:
        return None
    end = mention.start + len(name)
    written = _province_beside(mention.text, mention.word.start(), end, owners)
    place = mention.found(name, _narrow(owners, written, mention.province), _ATTACHED)
    return replace(place, end=end, written=written)


def _read_unknown(mention: _Mention) -> PlaceFound | None:
    places, run = _gazetteer(), mention.run
    all_there_is = mention.word["full"] and mention.ends_text and not mention.text[: mention.word.start()].strip(_EDGES)
    if mention.word["bangkok"] or not (mention.written or all_there_is):
        return None
    if _NOT_A_NAME.match(run) or run in places.provinces or run in places.owners or len(run) > _LONGEST:
        return None
    return mention.found(run, (), _UNKNOWN, f"“{run}” ไม่มีในรายชื่ออำเภอ")


# The order is the priority. A misspelt name is tried before a known one that it begins with (พนมสาคาม, พนม).
_RULES: tuple[Callable[[_Mention], PlaceFound | None], ...] = (
    _read_known,
    _read_capital,
    _read_misspelt,
    _read_prefix,
    _read_unknown,
)
