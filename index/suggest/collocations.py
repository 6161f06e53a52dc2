"""Frequent phrases of texts: two or three words that stand side by side in several records, more often than by chance.

How close two words are is measured by normalised pointwise mutual information (Bouma 2009): 0 for words that meet by
chance, 1 for words that never stand apart. 50,000 words take about 1 s, most of it to cut them, and 25 MB meanwhile.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from math import log

from kmsearch.thai.tokenizer import Analyzer, Term

LEAST = 3
"""Records a phrase stands in: what two have in common may be one that was copied from the other."""

CLOSE = 0.3
"""Least closeness of a phrase's words. Looked at over the samples: from 0.2 to this stand
neighbours by chance (เดือนหลัง, สมาชิกกลุ่ม), above it few."""

PART_OF = 0.8
"""A phrase that stands in a longer one this share of the times is a piece of that one (การมีส่วน)."""

MOST = 5_000
"""Phrases kept, the most frequent; 1 MB."""

_LINKS = frozenset(
    "ของ ที่ ซึ่ง อัน และ หรือ กับ แก่ แด่ ต่อ โดย ด้วย ใน บน จาก ถึง สู่ เพื่อ เพราะ ว่า ให้ ได้ จะ ก็ แล้ว จึง แต่ เมื่อ ถ้า หาก คือ "
    "เป็น มี อยู่ ไป มา ขึ้น ลง ออก เข้า กัน นี้ นั้น นี่ นั่น อีก ทั้ง ทุก แต่ละ บาง หลาย ต้อง ควร อาจ สามารถ ตาม ตั้งแต่ จน จนถึง ระหว่าง "
    "แห่ง ต่าง ต่างๆ เอง เขา เรา ฉัน ผม ท่าน ตน ตนเอง เช่น ได้แก่ ดังนี้ ดังกล่าว อย่าง เป็นต้น มาก น้อย กว่า ที่สุด รวมถึง รวมทั้ง "
    "ตลอดจน กำลัง เคย ยัง คง ทำให้ ส่วน เพื่อให้ เนื่องจาก เกี่ยวกับ ร่วมกับ พร้อม เพียง เท่านั้น ครับ ค่ะ นะ ไว้ เสีย ก่อน หลัง ภายใน เกิน "
    "อะไร ใคร ไหน กี่ อย่างไร ใช่ อย่า แรก เดียว เดิม ใหม่ หนึ่ง สอง สาม สี่ ห้า หก เจ็ด แปด เก้า สิบ ครึ่ง ร้อย ร้อยละ พัน หมื่น แสน ล้าน "
    "วัน เดือน ปี สัปดาห์ ชั่วโมง โมง นาที ครั้ง นาย นาง นางสาว the of and to in for on with is are by".split()
)
"""Words that join, count or point: no phrase begins or ends with one. Counts do not tell them from กลุ่ม or สมาชิก."""

_OPENERS = frozenset("การ ความ ผู้ นัก ชาว ไม่ ด้าน ทาง เรื่อง จำนวน ประมาณ คน ข้อ ที ตัว ทำ จัด ใช้ เน้น".split())
"""Words that want another after them: no phrase ends with one."""

_Words = tuple[str, ...]
_Stretch = tuple[str, list[Term]]
"""A text and words of it that follow one another."""


def phrases(records: Iterable[Iterable[str]], analyzer: Analyzer) -> dict[str, int]:
    """The phrases of ``records``, each some normalised texts, as first written, with the number of records that have
    each; the most frequent first."""
    cut = [[stretch for text in texts for stretch in _stretches(text, analyzer)] for texts in records]
    single, pairs, triples = _Counts(), _Counts(), _Counts()
    for stretches in cut:
        single.add(_rows(stretches, 1))
        pairs.add(_rows(stretches, 2))
    for stretches in cut:
        rows = _rows(stretches, 3)
        triples.add(row for row in rows if all(pairs.records[part] >= LEAST for part in pairwise(row[0])))
    times = single.times | pairs.times | triples.times
    total = max(2, sum(single.times.values()))
    found = {
        words: count
        for words, count in (pairs.records | triples.records).items()
        if count >= LEAST and _is_whole(words) and _closeness(words, times, total) >= CLOSE
    }
    written = pairs.written | triples.written
    best = sorted(_without_pieces(found, times).items(), key=lambda one: (-one[1], one[0]))[:MOST]
    return {written[words]: count for words, count in best}


def says_little(word: str) -> bool:
    """Whether a word by itself is no answer to anything: it joins others, or wants one after it."""
    return word in _LINKS or word in _OPENERS


class _Counts:
    """How often rows of words stand there, in how many records, and how each is written."""

    def __init__(self) -> None:
        self.times: Counter[_Words] = Counter()
        self.records: Counter[_Words] = Counter()
        self.written: dict[_Words, str] = {}

    def add(self, rows: Iterable[tuple[_Words, str]]) -> None:
        """Counts the rows of one record."""
        found = list(rows)
        self.times.update(words for words, _ in found)
        self.records.update({words for words, _ in found})
        for words, text in found:
            self.written.setdefault(words, text)


def _stretches(text: str, analyzer: Analyzer) -> Iterator[_Stretch]:
    """The words of a text in rows without a break; a blank parts Thai words, a number or a single letter any."""
    row: list[Term] = []
    for term in analyzer.words(text):
        if row and not _meet(text, row[-1], term):
            yield text, row
            row = []
        if len(term.text) > 1 and not term.text.isdecimal():
            row.append(term)
        elif row:
            yield text, row
            row = []
    yield text, row


def _meet(text: str, first: Term, second: Term) -> bool:
    between = text[first.end : second.start]
    return not between or (between == " " and text[first.end - 1].isascii() and text[second.start].isascii())


def _rows(stretches: Iterable[_Stretch], length: int) -> Iterator[tuple[_Words, str]]:
    """Every row of so many words, and how it is written."""
    for text, terms in stretches:
        for place in range(len(terms) - length + 1):
            row = terms[place : place + length]
            yield tuple(term.text for term in row), text[row[0].start : row[-1].end]


def _is_whole(words: _Words) -> bool:
    return not (words[0] in _LINKS or words[-1] in _LINKS or words[-1] in _OPENERS)


def _closeness(words: _Words, times: Mapping[_Words, int], total: int) -> float:
    """The normalised mutual information of the words; of three, where they hold together least."""
    share = times[words] / total
    cuts = ((words[:place], words[place:]) for place in range(1, len(words)))
    return min(log(share * total * total / (times[first] * times[rest])) / -log(share) for first, rest in cuts)


def _without_pieces(found: Mapping[_Words, int], times: Mapping[_Words, int]) -> dict[_Words, int]:
    """The phrases but for those that hardly stand outside a longer one."""
    pieces = {
        part for words in found if len(words) > 2 for part in pairwise(words) if times[words] >= PART_OF * times[part]
    }
    return {words: count for words, count in found.items() if words not in pieces}
