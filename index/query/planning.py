"""Search plans: the tiers in which a query is answered, each with a matching and a ranking query. Pure functions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from math import ceil
from typing import Literal

from whoosh.query import And, AndMaybe, Every, Not, Or, Query, Term

from index.engines.protocol import TEXT
from index.query.expansion import QueryTerm, Terms
from index.query.parser import ParsedQuery, parse
from index.reader.facet_counts import Filters, check_filters
from index.results import Mode, Request, Sort, Target
from kmsearch.errors import QueryError
from kmsearch.lexicon.model import Lexicon

MAX_PAGE_SIZE = 100
"""Results on a page at most: snippets are made for each."""

ENOUGH_MATCHES = 3
"""Matches of all words below which matches of most words are added. A guess: one or two results leave a reader no
choice."""

MIN_MATCH_SHARE, MIN_MATCH_WORDS = 0.2, 2
"""``minimum_should_match`` of the second tier: the share of the query words that a document must have, and the least
number of words if the query has three or more. Measured: docs/relevance.md."""

TermMatch = Literal["all", "most", "any"]
"""The number of its words that a query requires."""

TONE_WEIGHT = 0.5
"""Weight of a word with other tone marks, relative to the word as typed. A guess."""

MAX_TONE_WORDS, MAX_TONE_VARIANTS = 6, 3
"""Words up to which a query is searched with tone variants, and variants of each word. Guesses: in a longer query no
single word decides."""

MAX_GRAMS = 24
"""Cluster bigrams of a query that are scored: the rarest discriminate most and cost least. With all of them nDCG@10 of
720 questions was no better (docs/relevance.md)."""

MAX_GRAM_POSTINGS = 20_000
"""Postings of these bigrams that are read, at most: some 5 ms. In a corpus of 800 records and less all 24 are read."""

SORTS: tuple[Sort, ...] = ("relevance", "newest", "oldest")

TARGET_NOUNS: dict[Target, str] = {"records": "บันทึก", "items": "ข้อ"}
"""Target → the Thai noun for its documents in notes."""


@dataclass(frozen=True, slots=True)
class Tier:
    """A step of answering a query: the documents that match ``query``, ranked by their scores under ``ranking``.

    It is executed if the earlier tiers have fewer than ``run_below`` documents (None: always). ``note`` is the Thai
    sentence for the page if the earlier tiers are empty, ``following_note`` if they have ``{count}`` documents.
    """

    mode: Mode
    query: Query
    ranking: Query
    run_below: int | None = None
    note: str = ""
    following_note: str = ""


@dataclass(frozen=True, slots=True)
class QueryPlan:
    """A query, reduced to the cluster bigrams that are scored, and its tiers."""

    query: ParsedQuery
    tiers: tuple[Tier, ...]


@dataclass(frozen=True, slots=True)
class SearchPlan:
    """A request, checked: what to search, how to filter and sort it, which results to show (``start`` to ``stop``).

    ``query`` is the QueryError if the text cannot be parsed and ``may_relax``: then, or if it has few matches, the text
    is also read as plain words, corrected, and searched with other tone marks.
    """

    text: str
    target: Target
    query: ParsedQuery | QueryError
    filters: Filters
    sort: Sort
    start: int
    stop: int
    may_relax: bool
    counts_facets: bool


def plan_search(request: Request, lexicon: Lexicon, *, counts_facets: bool = True) -> SearchPlan:
    """The plan of ``request``. Raises QueryError for an invalid parameter, and for text that cannot be parsed if the
    request is exact."""
    _check(request)
    may_relax = not request.exact and bool(request.text.strip())
    query: ParsedQuery | QueryError
    try:
        query = parse(request.text, lexicon)
    except QueryError as error:
        if not may_relax:
            raise
        query = error
    return SearchPlan(
        request.text,
        request.target,
        query,
        check_filters(request.filters),
        request.sort,
        start=(request.page - 1) * request.size,
        stop=request.page * request.size,
        may_relax=may_relax,
        counts_facets=counts_facets,
    )


def plan_query(query: ParsedQuery, target: Target, document_frequency: Callable[[str, str], int]) -> QueryPlan:
    """The tiers of a query: all words; most words, if all words match too few; any word, if those match nothing.

    ``document_frequency`` takes a field and a term.
    """
    query = _with_rarest_grams(query, document_frequency)
    noun, word_count = TARGET_NOUNS[target], len(query.words)
    all_words = compose(query, "all")
    first = Tier("browse" if query.is_empty else "all", all_words, all_words)
    if word_count < 2:
        return QueryPlan(query, (first,))
    any_word = compose(query, "any")
    none_has_all = f"ไม่มี{noun}ที่มีครบทุกคำ จึงแสดง"
    tiers = [first, Tier("any", any_word, any_word, run_below=1, note=f"{none_has_all}{noun}ที่มีบางคำ")]
    minimum = minimum_should_match(word_count)
    if minimum < word_count:
        have_most = f"{noun}ที่มีอย่างน้อย {minimum} จาก {word_count} คำ"
        few_have_all = f"มี{noun}ที่มีครบทุกคำเพียง {{count}} รายการ จึงต่อด้วย"
        most_words = Tier(
            "most",
            compose(query, "most"),
            any_word,
            run_below=ENOUGH_MATCHES,
            note=none_has_all + have_most,
            following_note=few_have_all + have_most,
        )
        tiers.insert(1, most_words)
    return QueryPlan(query, tuple(tiers))


def compose(query: ParsedQuery, match: TermMatch) -> Query:
    """The Whoosh query for the documents with all, most or any of the words and every other clause."""
    words = [word.query for word in query.words]
    clauses = [*query.required, *(Not(clause) for clause in query.excluded)]
    if match == "all":
        clauses += words
    elif words:
        clauses.append(Or(words, minmatch=minimum_should_match(len(words)) if match == "most" else 1))
    matching = And(clauses) if clauses else Every()
    bonus = [*query.pairs, *query.grams]
    return AndMaybe(matching, Or(bonus)) if bonus else matching


def minimum_should_match(word_count: int) -> int:
    """The number of ``word_count`` words that a document of the second tier must have."""
    minimum = ceil(MIN_MATCH_SHARE * word_count)
    return max(minimum, MIN_MATCH_WORDS) if word_count > MIN_MATCH_WORDS else minimum


def _with_rarest_grams(query: ParsedQuery, document_frequency: Callable[[str, str], int]) -> ParsedQuery:
    """The query with its rarest cluster bigrams alone, within ``MAX_GRAMS`` and ``MAX_GRAM_POSTINGS``."""
    frequency = {gram: document_frequency(gram.fieldname, gram.text) for gram in query.grams}
    rarest = sorted((gram for gram in query.grams if frequency[gram]), key=frequency.__getitem__)[:MAX_GRAMS]
    postings = accumulate(frequency[gram] for gram in rarest)
    affordable = (gram for gram, total in zip(rarest, postings, strict=True) if total <= MAX_GRAM_POSTINGS)
    return replace(query, grams=tuple(affordable))


def is_satisfied(query: ParsedQuery, mode: Mode, count: int) -> bool:
    """Whether ``count`` matches in ``mode`` are enough to show them without a correction or tone variants."""
    return query.has_positive_clause and mode == "all" and count >= ENOUGH_MATCHES


def words_with_tone_variants(query: ParsedQuery, has_matches: bool) -> tuple[QueryTerm, ...]:
    """The words of a query that are searched with other tone marks; empty for a long query, and for a single word that
    has matches as typed."""
    if len(query.words) > MAX_TONE_WORDS or (has_matches and len(query.words) == 1):
        return ()
    return tuple(word for word in query.words if len(word.terms) == 1)


def with_tone_variants(query: ParsedQuery, variants: Mapping[Terms, Sequence[str]]) -> ParsedQuery:
    """The query whose words may also match their ``variants``, at ``TONE_WEIGHT``."""
    return replace(query, words=tuple(_with_variants(word, variants.get(word.terms, ())) for word in query.words))


def _with_variants(word: QueryTerm, variants: Sequence[str]) -> QueryTerm:
    forms = [Term(TEXT, variant, boost=TONE_WEIGHT) for variant in variants]
    return replace(word, query=Or([word.query, *forms])) if forms else word


def _check(request: Request) -> None:
    if request.target not in TARGET_NOUNS or request.sort not in SORTS:
        raise QueryError("ไม่รู้จักชนิดผลลัพธ์หรือการเรียงลำดับที่ขอ", "ใช้ records หรือ items และ relevance, newest หรือ oldest")
    if request.page < 1 or not 1 <= request.size <= MAX_PAGE_SIZE:
        raise QueryError("เลขหน้าหรือจำนวนต่อหน้าใช้ไม่ได้", f"หน้าเริ่มที่ 1 และแสดงได้หน้าละ 1 ถึง {MAX_PAGE_SIZE}")
