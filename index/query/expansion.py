"""Query expansion: a word also matches inside compounds, by its synonyms and, if it is a year, in every notation."""

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
from kmsearch.thai.normalise import fold, normalise

INNER_WEIGHT = 0.4
"""Weight of a word inside a compound, relative to the word itself: records with the exact word rank first. Measured:
docs/relevance.md."""

UNKNOWN_WEIGHT = 0.3
"""Weight of all cluster bigrams of an out-of-dictionary word together, relative to the word itself. Measured:
docs/relevance.md."""

SYNONYM_WEIGHT = 0.6
"""Weight of a synonym relative to the word as typed, which ranks first if all else is equal. Measured:
docs/relevance.md."""

YEAR_WORDS = ("ปี", "ปีงบประมาณ", "ปีการศึกษา", "พศ", "คศ")
"""Words before a year, as the analyzer tokenizes them; together with the year they are one word of the query."""

MAX_YEAR_TERMS = 3
"""Terms of the longest form of a year, ปี พ.ศ. 2560."""

_THAI_RUN = re.compile(r"[ก-ฺเ-๎]+")
_NO_LETTER = re.compile(r"[^\wก-ฺเ-๎]|_")

Terms = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QueryTerm:
    """A unit of the query that may match or not: a term, a year, or a phrase that has synonyms; and the ``query`` that
    matches it.

    ``marks`` are the term sequences to highlight: its own terms and its synonyms.
    """

    terms: Terms
    query: Query
    marks: tuple[Terms, ...]


class Expander:
    """Makes queries from terms, with the synonyms and the analyzer of one lexicon."""

    def __init__(self, lexicon: Lexicon):
        self._lexicon = lexicon
        self._analyzer = lexicon.analyzer

    def tokenize(self, text: str) -> Terms:
        """The terms of ``text`` as in the index, private values as their search tokens."""
        return tuple(as_index_term(term.text) for term in self._analyzer.words(normalise(text)))

    def normalise_prefix(self, text: str) -> str:
        """``text`` normalised as a prefix of index terms; empty if it has no letter or digit."""
        return _NO_LETTER.sub("", fold(normalise(text)))

    def cluster_bigrams(self, text: str) -> Iterator[str]:
        """The cluster bigrams of ``text``, as in the index."""
        for run in _THAI_RUN.findall(fold(normalise(text))):
            yield from self._analyzer.bigrams(run)

    def group(self, terms: Sequence[str], field: str = TEXT) -> Iterator[QueryTerm]:
        """Groups ``terms`` into query terms: years, the longest phrases that have synonyms, and single terms."""
        start, max_terms = 0, max(MAX_YEAR_TERMS, self._lexicon.longest_phrase)
        while start < len(terms):
            word = self._word(tuple(terms[start : start + max_terms]), field)
            yield word
            start += len(word.terms)

    def literal(self, term: str, field: str = TEXT) -> Query:
        """Matches the term and, at a lower weight, the term inside compounds, or the cluster bigrams of an unknown
        word."""
        inner = SUB if field == TEXT else field + SUB_SUFFIX
        alternatives: list[Query] = [Term(field, term)]
        if self._analyzer.is_word(term):
            alternatives.append(Term(inner, term, boost=INNER_WEIGHT))
        elif _is_thai(term) and (bigrams := self._analyzer.bigrams(term)):
            weight = UNKNOWN_WEIGHT / len(bigrams)
            alternatives.append(And([Term(inner, bigram) for bigram in bigrams], boost=weight))
        return Or(alternatives)

    def phrase(self, terms: Terms, field: str = TEXT) -> Query:
        """Matches the terms side by side; a single term as ``literal`` does."""
        return self.literal(terms[0], field) if len(terms) == 1 else Phrase(field, list(terms))

    def prefix(self, start: str, field: str = TEXT) -> Query:
        """Matches the words with the prefix ``start``, at a lower weight also inside compounds."""
        inner = SUB if field == TEXT else field + SUB_SUFFIX
        return Or([Prefix(field, start), Prefix(inner, start, boost=INNER_WEIGHT)])

    def _word(self, ahead: Terms, field: str) -> QueryTerm:
        year = _year(ahead)
        if year:
            return self._year_word(*year, field)
        for length in range(len(ahead), 0, -1):
            terms = ahead[:length]
            synonyms = self._lexicon.synonyms_of(terms)
            if synonyms or length == 1:
                break
        literal = And([self.literal(term, field) for term in terms])
        alternatives = [self.phrase(synonym, field).with_boost(SYNONYM_WEIGHT) for synonym in synonyms if synonym]
        query = DisjunctionMax([literal, *alternatives]) if alternatives else literal
        own_marks = ((term,) for term in terms)
        return QueryTerm(terms, query, (*own_marks, *(synonym for synonym in synonyms if synonym)))

    def _year_word(self, terms: Terms, year: str, field: str) -> QueryTerm:
        """Matches a year in every notation: 2560, ปี 60, พ.ศ. 60; also the number as typed, if it has four digits."""
        forms: dict[Terms, float] = {(year,): 1.0}
        if len(terms[-1]) == 4:
            forms.setdefault(terms[-1:], 1.0)
        forms |= {(word, year[2:]): SYNONYM_WEIGHT for word in YEAR_WORDS[:-1]}
        if len(terms) > 1 and len(terms[-1]) == 2:
            forms[terms] = 1.0
        alternatives = [self.phrase(form, field).with_boost(weight) for form, weight in forms.items()]
        return QueryTerm(terms, DisjunctionMax(alternatives), tuple(forms))


def _year(ahead: Terms) -> tuple[Terms, str] | None:
    """The terms at the beginning of ``ahead`` that name a year, and that year in the Buddhist era; None without one.

    A number with two digits, or of the Christian era, is a year only after one of ``YEAR_WORDS``.
    """
    year_words = sum(1 for _ in takewhile(YEAR_WORDS.__contains__, ahead))
    number = ahead[year_words] if year_words < len(ahead) else ""
    if not (number.isdecimal() and len(number) in (2, 4)):
        return None
    year = buddhist(int(number))
    return (ahead[: year_words + 1], str(year)) if year and (year_words or year == int(number)) else None


def _is_thai(term: str) -> bool:
    return all("ก" <= char <= "๎" for char in term)
