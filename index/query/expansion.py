"""The words of a query and what each may match: itself, itself inside compounds, its synonyms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from whoosh.query import And, DisjunctionMax, Or, Phrase, Prefix, Query, Term

from corpus.privacy.search_tokens import as_index_term
from index.engines.protocol import SUB, SUB_SUFFIX, TEXT
from kmsearch.lexicon.model import Lexicon
from kmsearch.thai.dates import buddhist
from kmsearch.thai.tokenizer import fold, normalise

INNER_WEIGHT = 0.4
"""A word inside a compound against the word itself: low enough that a record with the exact word stands first."""

UNKNOWN_WEIGHT = 0.3
"""All cluster bigrams of a word no dictionary knows, together, against the word itself."""

SYNONYM_WEIGHT = 0.6
"""A synonym against the word as typed, which stands first where all else is equal."""

YEAR_WORDS = ("ปี", "ปีงบประมาณ", "ปีการศึกษา", "พศ", "คศ")
"""Words before a year, as the analyzer cuts them; they and the year are one word of the query."""

YEAR_REACH = 3
"""Terms of the longest way to name a year, ปี พ.ศ. 2560."""

_THAI_RUN = re.compile(r"[ก-ฺเ-๎]+")
_NO_LETTER = re.compile(r"[^\wก-ฺเ-๎]|_")

Terms = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the query, or a phrase that has synonyms: its ``terms``, and every phrase that stands for it.

    ``marks`` are the term sequences to mark in a result, its own among them.
    """

    terms: Terms
    query: Query
    marks: tuple[Terms, ...]


class Expander:
    """Makes queries of terms for one lexicon."""

    def __init__(self, lexicon: Lexicon):
        self._lexicon = lexicon
        self._analyzer = lexicon.analyzer

    def cut(self, text: str) -> Terms:
        """The terms of ``text``, as the index holds them."""
        return tuple(as_index_term(term.text) for term in self._analyzer.words(normalise(text)))

    def start(self, text: str) -> str:
        """The beginning of words that ``text`` is, as the index holds them; empty where it holds no letter."""
        return _NO_LETTER.sub("", fold(normalise(text)))

    def grams(self, text: str) -> Iterator[str]:
        """The cluster bigrams of ``text``, as the index holds them."""
        for run in _THAI_RUN.findall(fold(normalise(text))):
            yield from self._analyzer.bigrams(run)

    def words(self, terms: Sequence[str], field: str = TEXT) -> Iterator[Word]:
        """The words that ``terms`` are: the longest phrases that have synonyms, or else single terms."""
        start, reach = 0, max(YEAR_REACH, self._lexicon.longest_phrase)
        while start < len(terms):
            word = self._word(tuple(terms[start : start + reach]), field)
            yield word
            start += len(word.terms)

    def literal(self, term: str, field: str = TEXT) -> Query:
        """The term itself; inside compounds for less; or, if no dictionary knows it, its bigrams for less."""
        inner = SUB if field == TEXT else field + SUB_SUFFIX
        alternatives: list[Query] = [Term(field, term)]
        if self._analyzer.is_word(term):
            alternatives.append(Term(inner, term, boost=INNER_WEIGHT))
        elif _is_thai(term) and (bigrams := self._analyzer.bigrams(term)):
            weight = UNKNOWN_WEIGHT / len(bigrams)
            alternatives.append(And([Term(inner, bigram) for bigram in bigrams], boost=weight))
        return Or(alternatives)

    def phrase(self, terms: Terms, field: str = TEXT) -> Query:
        """The terms side by side."""
        return self.literal(terms[0], field) if len(terms) == 1 else Phrase(field, list(terms))

    def prefix(self, start: str, field: str = TEXT) -> Query:
        """Every word that begins with ``start``, also inside compounds for less."""
        inner = SUB if field == TEXT else field + SUB_SUFFIX
        return Or([Prefix(field, start), Prefix(inner, start, boost=INNER_WEIGHT)])

    def _word(self, ahead: Terms, field: str) -> Word:
        year = _year(ahead)
        if year:
            return self._year_word(*year, field)
        for length in range(len(ahead), 0, -1):
            terms = ahead[:length]
            others = self._lexicon.synonyms_of(terms)
            if others or length == 1:
                break
        literal = And([self.literal(term, field) for term in terms])
        synonyms = [self.phrase(other, field).with_boost(SYNONYM_WEIGHT) for other in others if other]
        query = DisjunctionMax([literal, *synonyms]) if synonyms else literal
        own = ((term,) for term in terms)
        return Word(terms, query, (*own, *(other for other in others if other)))

    def _year_word(self, terms: Terms, year: str, field: str) -> Word:
        """A year however it is written: 2560, ปี 60, พ.ศ. 60; the number as typed too, where it is of four digits."""
        forms: dict[Terms, float] = {(year,): 1.0}
        if len(terms[-1]) == 4:
            forms.setdefault(terms[-1:], 1.0)
        forms |= {(word, year[2:]): SYNONYM_WEIGHT for word in YEAR_WORDS[:-1]}
        if len(terms) > 1 and len(terms[-1]) == 2:
            forms[terms] = 1.0
        alternatives = [self.phrase(form, field).with_boost(weight) for form, weight in forms.items()]
        return Word(terms, DisjunctionMax(alternatives), tuple(forms))


def _year(ahead: Terms) -> tuple[Terms, str] | None:
    """The terms at the beginning of ``ahead`` that name a year, and that year in the Buddhist era.

    A number of two digits, or one of the Christian era, is a year only behind a word that says so.
    """
    said = sum(1 for _ in takewhile(YEAR_WORDS.__contains__, ahead))
    number = ahead[said] if said < len(ahead) else ""
    if not (number.isdecimal() and len(number) in (2, 4)):
        return None
    year = buddhist(int(number))
    return (ahead[: said + 1], str(year)) if year and (said or year == int(number)) else None


def _is_thai(term: str) -> bool:
    return all("ก" <= char <= "๎" for char in term)
