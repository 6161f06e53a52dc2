"""The same record met again: from another page, re-typed, misread by a scanner, or only a part of it.

``keys_of`` gives a few numbers under which records that may be the same find each other (``nearby.py``); ``compare``
reads two of them and decides.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import fuzz

from corpus.record import Record
from ingest.fields.parsers import clean_title
from ingest.fields.positions import OFFICE
from kmsearch.thai.person_names import PERSON_TITLE
from kmsearch.thai.tokenizer import arabic, fold, normalise

PIECE = 5
"""Letters a piece, the unit of likeness. Over the samples, the fixtures and the real records (``benchmarks/twins.py``)
two different records share at most 23 % of their pieces, and a record with 10 % wrong letters at least 49 % with
itself; pieces of four leave less between (31 % and 56 %)."""

LIKE = 0.42
"""Share of the pieces of the smaller record, found in the larger, from which they may be the same: between the two
figures above, nearer to the second, for records of one officer share phrases."""

SPREAD, SPREAD_RENAMED = 0.65, 0.8
"""Share of the smaller record that stands in points which the larger has too. Wrong letters spread over all points,
reused text is whole points beside new ones; under an unlike title more of it must be there."""

TELLING = 400
"""Pieces, a quarter of an ordinary record, from which text alone names a record under an unlike title: no one writes so
much twice, while short records of one officer repeat each other."""

HALF = 0.5
"""Size of the smaller record to the larger below which an unlike title is believed: a page that shows a part of a
record shows its title or none, and one that runs two records together must not take in the second."""

POINT_FOUND = 0.25
"""Share of a point's pieces from which the other record has that point: short points with 10 % wrong letters have
that much but for one in fifty, points of other records one in twenty."""

COPIED = 0.6
"""Share of pieces from which a record that stays apart is named to a person: half again the least of a twin."""

OVERWHELMING = 0.86
"""Share of pieces (97 % of the letters) from which no person is asked whether two records are one."""

FEWEST_LETTERS = 80
"""Letters, two short sentences, below which a text tells nothing of two records; title and author must agree then."""

SAME_NAME, SAME_TITLE = 70, 80
"""Likeness of names and of titles, of 100: one wrong letter in a name of four; one in ten of a title."""

HALF_A_NAME = 50
"""Likeness of a name, of 100, where something else vouches for it: the same surname and telephone."""

SAME_FIGURES, FEW_FIGURES = 0.34, 4
"""A template that one officer fills for village after village changes the figures; wrong letters leave most of them
(three digits survive 10 % in seven of ten cases). Fewer than four figures in a record tell nothing."""


@dataclass(frozen=True)
class Traits:
    """What is compared of a record."""

    record: Record

    @cached_property
    def title(self) -> str:
        """The title's letters, without เรื่อง and quotes."""
        return letters(re.sub(r"^\W*(?:ชื่อ)?เรื่อง(?!ราว|เล่า)(?=\W*\w)", "", clean_title(normalise(self.record.title))))

    @cached_property
    def name(self) -> tuple[str, str]:
        """Given name and surname without the title before them; an office's name is all in the first."""
        text = fold(normalise(self.record.author_name)).strip()
        if self.is_office:
            return re.sub(r"\s", "", text), ""
        while (title := PERSON_TITLE.match(text)) and title.end():
            text = text[title.end() :]
        given, *rest = text.split() or [""]
        return given, "".join(rest)

    @cached_property
    def is_office(self) -> bool:
        """Whether the author is no person."""
        return bool(OFFICE.match(self.record.author_name.strip()))

    @cached_property
    def points(self) -> tuple[frozenset[str], ...]:
        """The pieces of each point of the body: all but theories and leftovers, unless nothing else is there."""
        return tuple(filter(None, (pieces(text) for text in _body(self.record))))

    @cached_property
    def body(self) -> frozenset[str]:
        """The pieces of the body."""
        return frozenset().union(*self.points)

    @cached_property
    def all(self) -> frozenset[str]:
        """The pieces of every section: what is a story here may be a leftover there."""
        return frozenset().union(*(pieces(item.text) for section in self.record.sections for item in section.items))

    @cached_property
    def figures(self) -> frozenset[str]:
        """The numbers of two digits and more in the text."""
        text = arabic(" ".join(_body(self.record)))
        return frozenset(re.findall(r"\d{2,}", re.sub(r"(?<=\d),(?=\d{3})", "", text)))


@dataclass(frozen=True, slots=True)
class Likeness:
    """Whether two records are the ``same``; the ``share`` (0 to 1) of the smaller one's pieces in the larger.

    ``sure``: no person need look. ``why`` not, in Thai, where two are alike and yet not the same.
    """

    same: bool
    share: float = 0.0
    sure: bool = False
    why: str = ""

    @property
    def percent(self) -> int:
        """Letters in a hundred that agree: as many as leave that share of pieces whole."""
        return round(100 * float(self.share ** (1 / PIECE)))


def compare(one: Traits, other: Traits) -> Likeness:
    """How like two records are. The order of the two makes no difference."""
    if _named_alike(one, other):
        return Likeness(True, 1.0, sure=True)
    small, large = sorted((one, other), key=lambda traits: len(traits.body))
    share = _found(small.body, large.all)
    if share < LIKE:
        return Likeness(False, share)
    why = _conflict(one, other) or _doubt(small, large)
    if why:
        return Likeness(False, share, why=why)
    sure = share >= OVERWHELMING and bool(_same_author(one, other)) and bool(_same_title(one, other))
    return Likeness(True, share, sure)


def _named_alike(one: Traits, other: Traits) -> bool:
    """Whether title and author are given and the same to the letter: that names a record, whatever it says."""
    return bool(one.title and one.name[0]) and (one.title, one.name) == (other.title, other.name)


def told_apart(one: Traits, other: Traits) -> bool:
    """Whether two records are known for two by more than their texts: by whose they are, their year, their titles."""
    return bool(_conflict(one, other)) or _same_title(one, other) is False


def _conflict(one: Traits, other: Traits) -> str:
    """What says, in Thai, that two records are not the same, however like their texts are; empty for nothing."""
    if _same_author(one, other) is False:
        return "คนละเจ้าของความรู้"
    a, b = one.record, other.record
    if a.year and b.year and a.year != b.year and not _same_title(one, other):
        return "คนละปี"
    if _is_series(one.title, other.title) or (a.title and b.title and _serials(a) != _serials(b)):
        return "ชื่อเรื่องมีเลขต่างกัน"
    if _same_author(one, other) is None and a.province and b.province and a.province != b.province:
        return "คนละจังหวัด"
    few = min(one.figures, other.figures, key=len)
    if len(few) >= FEW_FIGURES and len(one.figures & other.figures) < SAME_FIGURES * len(few):
        return "ตัวเลขในเนื้อความต่างกัน"
    return ""


def _doubt(small: Traits, large: Traits) -> str:
    """Why two records without a conflict, alike in part, are still two; empty where they are one."""
    title, author = _same_title(small, large), _same_author(small, large)
    if len(small.body) < FEWEST_LETTERS and not (title and author):
        return "เนื้อความสั้นเกินกว่าจะบอกได้"
    if title is False and len(small.body) < max(TELLING, HALF * len(large.body)):
        return "ชื่อเรื่องต่างกัน"
    there = sum(len(point) for point in small.points if _found(point, large.all) >= POINT_FOUND)
    least = SPREAD if title or (title is None and author) else SPREAD_RENAMED
    return "" if there >= least * sum(map(len, small.points)) else "มีข้อความที่ต่างกันมาก"


def _same_author(one: Traits, other: Traits) -> bool | None:
    """Whether one person, or office, wrote both; None where either does not say who."""
    (given, surname), (given2, surname2) = one.name, other.name
    if not given or not given2:
        return None
    if one.is_office or other.is_office:
        same_place = _alike(one.record.district, other.record.district) and _alike(
            one.record.province, other.record.province
        )
        return fuzz.ratio(given, given2) >= SAME_TITLE and same_place
    if not (surname and surname2):
        return given == given2 or fuzz.ratio(given + surname, given2 + surname2) >= SAME_TITLE
    if _same_phone(one.record, other.record):
        return _same_given(given, given2) or (_alike(surname, surname2) and fuzz.ratio(given, given2) >= HALF_A_NAME)
    return _same_given(given, given2) and _alike(surname, surname2)


def _same_given(given: str, other: str) -> bool:
    """Whether two given names are one, misspelt, also where a title too misspelt to be known stands before one."""
    if _alike(given, other):
        return True
    short, long = sorted((given, other), key=len)
    before, rest = long[: len(long) - len(short)], long[len(long) - len(short) :]
    return _alike(short, rest) and any(fuzz.ratio(before, title) >= HALF_A_NAME for title in ("นาย", "นาง", "นางสาว"))


def _alike(text: str, other: str) -> bool:
    return not (text and other) or fuzz.ratio(text, other) >= SAME_NAME


def _same_phone(one: Record, other: Record) -> bool:
    phones = [re.sub(r"\D", "", record.phone) for record in (one, other)]
    return len(phones[0]) >= 9 and phones[0] == phones[1]


def _same_title(one: Traits, other: Traits) -> bool | None:
    """Whether two titles are one, misspelt or cut short, with the same numbers in them; None where one is missing."""
    if not (one.title and other.title):
        return None
    if _numbers(one.title) != _numbers(other.title):
        return False
    short, long = sorted((one.title, other.title), key=len)
    cut = len(short) >= 10 and fuzz.ratio(short, long[: len(short)]) >= 90
    return cut or short == long or (len(short) >= 10 and fuzz.ratio(short, long) >= SAME_TITLE)


def _is_series(title: str, other: str) -> bool:
    """Whether two titles are the same but for their numbers: of two years, of two classes."""
    numbers, others = _numbers(title), _numbers(other)
    return bool(numbers and others) and numbers != others and fuzz.ratio(title, other) >= SAME_TITLE


def _serials(record: Record) -> set[str]:
    """Which of a series the title says the record is of: รุ่นที่ 2, ครั้งที่ 3; of one without, the first."""
    said = re.findall(r"(?:รุ่น|ครั้ง|ระยะ|ตอน|ภาค|เล่ม)(?:ที่)?\s*(\d{1,2})(?!\d)", arabic(record.title))
    return set(said) or {"1"}


def _numbers(title: str) -> list[str]:
    return re.findall(r"\d+", title)


def letters(text: str) -> str:
    """Letters and digits only, folded, without the marks above and below: what a scanner mistakes first."""
    return re.sub(r"[\W_]", "", fold(text))


def pieces(text: str) -> frozenset[str]:
    """Every run of five letters."""
    plain = letters(text)
    return frozenset(plain[at : at + PIECE] for at in range(len(plain) - PIECE + 1))


def _body(record: Record) -> list[str]:
    """The texts that tell a record from others; laws and theories are the same in many."""
    texts = [
        item.text
        for section in record.sections
        if section.name not in ("theories", "other")
        for item in section.items
        if not item.lead
    ]
    if sum(len(letters(text)) for text in texts) >= FEWEST_LETTERS:
        return texts
    return [item.text for section in record.sections for item in section.items]


def _found(small: frozenset[str], large: frozenset[str]) -> float:
    return len(small & large) / len(small) if small else 0.0


SAMPLED, STRETCH = 32, 8
"""Keys of the text of a record: the 32 lowest hashes of its runs of 8 letters. Two records share the more of them the
more of their text is the same; of a third of a record with 10 % wrong letters, four on average."""


def keys_of(record: Record) -> tuple[int, ...]:
    """The keys (32 bits each, at most 34) under which a record is found: of title, of author, and of its text."""
    traits = Traits(record)
    named = [("title", traits.title), ("author", "".join(traits.name))]
    plain = "".join(map(letters, _body(record))).encode("utf-16-le")
    width = 2 * STRETCH
    hashes = {zlib.crc32(plain[at : at + width]) for at in range(0, len(plain) - width + 1, 2)}
    # A name counts twice, so that it is enough by itself: two keys of the text are.
    names = [zlib.crc32(f"{kind}{times}:{text}".encode()) for kind, text in named if text for times in "12"]
    return (*names, *sorted(hashes)[:SAMPLED])
