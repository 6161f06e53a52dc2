"""Pairwise matching: decides whether two records are duplicates, by containment of shingles, author, title, numbers."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.dedup.author_title import differ_in_number, same_author, same_title
from ingest.dedup.features import MIN_LETTERS, SHINGLE_LENGTH, RecordFeatures, containment

MIN_CONTAINMENT = 0.42
"""Share of the shingles of the smaller record, found in the larger, from which two records may be duplicates. It lies
between the two figures measured for ``SHINGLE_LENGTH``, nearer to the second, since records of one officer share
phrases."""

MIN_SHARED_ITEMS, MIN_SHARED_ITEMS_RETITLED = 0.65, 0.8
"""Share of the smaller record, by shingles, that is in items which the larger has too; the second under a different
title. Wrong letters are spread over all items, reused text is whole items beside new ones."""

MIN_SHINGLES_RETITLED = 400
"""Shingles (a quarter of an ordinary record) from which the text alone identifies a record under a different title:
nobody writes so much twice, while short records of one officer repeat each other."""

MIN_SIZE_RATIO_RETITLED = 0.5
"""Size of the smaller record to the larger below which a different title separates them: a page with a part of a record
shows its title or none, and a page that runs two records together must not absorb the second."""

MIN_ITEM_CONTAINMENT = 0.25
"""Share of the shingles of an item from which the other record has that item: of short items with 10 % wrong letters
all but one in fifty have that much, of items of other records one in twenty."""

MIN_REPORTED_CONTAINMENT = 0.6
"""Containment from which a similar record that stays separate is reported to a person: half as much again as the least
of a duplicate."""

CERTAIN_CONTAINMENT = 0.86
"""Containment (97 % of the letters) from which a match needs no check by a person."""

MIN_SHARED_NUMBERS, MIN_NUMBERS = 0.34, 4
"""A template that one officer fills in for several villages changes the numbers; wrong letters leave most of them
(three digits survive 10 % in seven of ten cases). Fewer than ``MIN_NUMBERS`` in a record say nothing."""


@dataclass(frozen=True, slots=True)
class PairMatch:
    """The result of matching two records.

    ``containment``: share (0 to 1) of the shingles of the smaller record in the larger. ``certain``: no person need
    check. ``difference``: why two similar records are no duplicates, in Thai.
    """

    is_duplicate: bool
    containment: float = 0.0
    certain: bool = False
    difference: str = ""

    @property
    def percent(self) -> int:
        """Letters in a hundred that agree, estimated from the share of shingles that are whole."""
        return round(100 * float(self.containment ** (1 / SHINGLE_LENGTH)))


EXACT_MATCH = PairMatch(True, 1.0, certain=True)


def match_pair(one: RecordFeatures, other: RecordFeatures) -> PairMatch:
    """The match of two records; symmetric."""
    if _same_title_and_author_exactly(one, other):
        return EXACT_MATCH
    small, large = sorted((one, other), key=lambda features: len(features.body))
    share = containment(small.body, large.all)
    if share < MIN_CONTAINMENT:
        return PairMatch(False, share)
    difference = _conflict(one, other) or _missing_evidence(small, large)
    if difference:
        return PairMatch(False, share, difference=difference)
    certain = share >= CERTAIN_CONTAINMENT and bool(same_author(one, other)) and bool(same_title(one, other))
    return PairMatch(True, share, certain)


def are_distinct(one: RecordFeatures, other: RecordFeatures) -> bool:
    """Whether author, year, place, numbers or title separate two records, however similar their texts are."""
    return bool(_conflict(one, other)) or same_title(one, other) is False


def _same_title_and_author_exactly(one: RecordFeatures, other: RecordFeatures) -> bool:
    """Whether title and author are given and equal to the letter: that identifies a record whatever its text."""
    return bool(one.title and one.author[0]) and (one.title, one.author) == (other.title, other.author)


def _conflict(one: RecordFeatures, other: RecordFeatures) -> str:
    """The fact that separates two records, in Thai; empty without one."""
    author = same_author(one, other)
    if author is False:
        return "คนละเจ้าของความรู้"
    a, b = one.record, other.record
    if a.year and b.year and a.year != b.year and not same_title(one, other):
        return "คนละปี"
    if differ_in_number(one, other):
        return "ชื่อเรื่องมีเลขต่างกัน"
    if author is None and a.province and b.province and a.province != b.province:
        return "คนละจังหวัด"
    fewer = min(one.numbers, other.numbers, key=len)
    if len(fewer) >= MIN_NUMBERS and len(one.numbers & other.numbers) < MIN_SHARED_NUMBERS * len(fewer):
        return "ตัวเลขในเนื้อความต่างกัน"
    return ""


def _missing_evidence(small: RecordFeatures, large: RecordFeatures) -> str:
    """The evidence, in Thai, that two similar records without a conflict lack to be duplicates; empty if complete."""
    title, author = same_title(small, large), same_author(small, large)
    if len(small.body) < MIN_LETTERS and not (title and author):
        return "เนื้อความสั้นเกินกว่าจะบอกได้"
    if title is False and len(small.body) < max(MIN_SHINGLES_RETITLED, MIN_SIZE_RATIO_RETITLED * len(large.body)):
        return "ชื่อเรื่องต่างกัน"
    shared = sum(len(item) for item in small.items if containment(item, large.all) >= MIN_ITEM_CONTAINMENT)
    required = MIN_SHARED_ITEMS if title or (title is None and author) else MIN_SHARED_ITEMS_RETITLED
    return "" if shared >= required * sum(map(len, small.items)) else "มีข้อความที่ต่างกันมาก"
