"""Parses the text that a user typed into a query: Whoosh's query classes, the query language of all engines.

Syntax: free words, ``"phrases"``, ``-not``, ``OR`` or หรือ, ``field:word`` with Thai or English field names,
``ปี:2555-2560``, ``ตลา*`` and brackets. All other signs separate words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from whoosh.qparser import QueryParser, syntax
from whoosh.qparser.plugins import FieldsPlugin, GroupPlugin, OperatorsPlugin, PrefixPlugin, TaggingPlugin
from whoosh.query import And, AndMaybe, Not, NullQuery, Or, Phrase, Prefix, Query, Term

from corpus.fields import FIELDS, SECTIONS
from corpus.privacy.search_tokens import with_tokens
from index.engines.protocol import SUB, TEXT, PhraseText
from index.mapping import PARTS
from index.query.expansion import Expander, QueryTerm, Terms
from index.reader.stored_documents import plain_form
from kmsearch.errors import QueryError
from kmsearch.lexicon.model import Lexicon
from kmsearch.thai.dates import buddhist
from kmsearch.thai.normalise import collapse_whitespace, normalise, repair_by_rule, to_arabic_digits

MAX_CHARS = 500
"""Characters of a query that are read. A guess: questions in full sentences have up to 300."""

MAX_WORDS = 40
"""Words of a query that are searched, including fields and phrases. A guess: questions in full sentences have up to
30."""

PREFIX_COST = 10
"""Cost of a prefix in words, because it opens many posting lists. A guess: ``PREFIX_TERMS`` is the maximum."""

MAX_BRACKETS = 20
"""Opening brackets above which all brackets are ignored: each level is a recursive call. A guess."""

PAIR_WEIGHT = 0.5
"""Boost of two neighbouring query words side by side: enough to rank หลัก ๕ ก before any 5 and ก. Measured:
docs/relevance.md."""

MIN_GRAM_WORDS, GRAM_WEIGHT = 4, 0.3
"""Query words from which cluster bigrams of the text add to scores, and the boost of each: a question seldom has the
words of its answer in the same form. Measured: docs/relevance.md."""

MAX_PAIRS = 12
"""Pairs of neighbouring words that add to scores. A guess: the order of words in a long question matters little."""

_OTHER_NAMES: dict[str, tuple[str, ...]] = {
    "title": ("ชื่อ", "เรื่อง", "ชื่อองค์ความรู้"),
    "author_name": ("ผู้เขียน", "เจ้าของ", "author", "ชื่อผู้เขียน"),
    "author_position": ("position",),
    "author_office": ("office", "หน่วยงาน"),
    "year": ("ปี", "พ.ศ.", "พศ"),
    "category": ("หมวด",),
    "topics": ("topic",),
    "form": ("แบบ",),
    "background": ("เรื่องเล่า",),
    "strategies": ("strategy",),
    "methods": ("ขั้นตอน", "method"),
    "techniques": ("technique",),
    "problems_solutions": ("ปัญหา", "วิธีแก้"),
    "theories": ("กฎระเบียบ", "แนวคิด", "ทฤษฎี"),
}
"""Further names of fields and sections in queries, beside their ids and labels."""


def _name_table() -> dict[str, str]:
    labels = [(field.label, field.name) for field in FIELDS]
    labels += [(label, section.name) for section in SECTIONS for label in (section.label, section.short)]
    labels += [(other_name, name) for name, other_names in _OTHER_NAMES.items() for other_name in other_names]
    part_names = {part.name: part.name for part in PARTS}
    return {label.lower(): name for label, name in labels if name in part_names} | part_names


FIELD_NAMES: dict[str, str] = _name_table()
"""Names of fields and sections in queries, in lower case → the name of the part."""

_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"') | {"：": ":", "（": "(", "）": ")"})
_YEARS = re.compile(r"(\d{2,4})(?:(?:-|–|—|\.\.|ถึง)(\d{2,4}))?")
_SPACED_RANGE = re.compile(r"((?:ปี|พ\.?ศ\.?|year)\s*:\s*\d{2,4})\s*(?:-|–|—)\s*(?=\d)", re.IGNORECASE)


class _PhraseNode(syntax.TextNode):  # type: ignore[misc]
    qclass = Phrase

    def query(self, parser: QueryParser) -> Query:
        """The phrase with its text as one word, to be tokenized later."""
        return Phrase(self.fieldname or parser.fieldname, [self.text])


class _PhrasePlugin(TaggingPlugin):  # type: ignore[misc]
    expr = '"(?P<text>[^"]*)"'
    nodetype = _PhraseNode


def _parser() -> QueryParser:
    names = "|".join(sorted(map(re.escape, FIELD_NAMES), key=len, reverse=True))
    plugins = [
        _PhrasePlugin(),
        FieldsPlugin(rf"(?<![\w\u0e00-\u0e7f])(?P<text>(?i:{names}))\s*:\s*(?=\S)", remove_unknown=False),
        PrefixPlugin(r'(?<![^\s(:])(?P<text>[^\s*"()]+)[*]+(?=[\s)]|$)'),
        GroupPlugin(),
        OperatorsPlugin(
            Not=r"(?:^|(?<=[\s(]))(?:NOT(?=\s)|-(?=[^\s-]))",
            Or=r"(?<=\s)(?:OR|หรือ|\|)(?=\s)",
            And=r"(?<=\s)(?:AND|&)(?=\s)",
            AndNot=None,
            AndMaybe=None,
            Require=None,
        ),
    ]
    return QueryParser(TEXT, None, plugins)


_PARSER = _parser()


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """A parsed query: ``words`` are the free words, each once; ``required`` and ``excluded`` all other clauses.

    ``pairs`` (neighbouring words) and ``grams`` (cluster bigrams of the free text) add to scores but do not match by
    themselves. ``terms`` are all its terms in order, to show on the page; ``marks`` and ``prefixes`` are to be
    highlighted. ``notes`` are Thai sentences on text that was read otherwise than typed.
    """

    words: tuple[QueryTerm, ...] = ()
    required: tuple[Query, ...] = ()
    excluded: tuple[Query, ...] = ()
    pairs: tuple[Query, ...] = ()
    grams: tuple[Query, ...] = ()
    terms: tuple[str, ...] = ()
    marks: tuple[Terms, ...] = ()
    prefixes: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether it matches every document."""
        return not (self.words or self.required or self.excluded)

    @property
    def has_positive_clause(self) -> bool:
        """Whether it has a clause that must match, so that results can be ranked: false for an empty query and for
        exclusions alone."""
        return bool(self.words or self.required)


def parse(text: str, lexicon: Lexicon, *, plain: bool = False) -> ParsedQuery:
    """The query in ``text``; with ``plain`` all of it is free words, without operators.

    Raises QueryError for ``ปี:`` without a year; all other text can be parsed.
    """
    notes: list[str] = []
    text = text[: 10 * MAX_CHARS]
    readable = collapse_whitespace(repair_by_rule(text)).translate(_QUOTES)
    if readable != collapse_whitespace(normalise(text)).translate(_QUOTES):
        notes.append(f"อ่านคำค้นเป็น “{readable[:MAX_CHARS]}”")
    if len(readable) > MAX_CHARS:
        readable = readable[:MAX_CHARS]
        notes.append(f"คำค้นยาวมาก จึงค้นเฉพาะ {MAX_CHARS} อักขระแรก")
    readable, values = with_tokens(readable)
    if plain:
        return _TreeReader(lexicon, notes, values).read(Term(TEXT, readable))
    if readable.count("(") > MAX_BRACKETS:
        readable = readable.replace("(", " ").replace(")", " ")
    readable = _SPACED_RANGE.sub(r"\1-", readable)
    return _TreeReader(lexicon, notes, values).read(_PARSER.parse(readable, normalize=False))


class _TreeReader:
    """Turns Whoosh's tree of one query, whose leaves hold raw text, into a ParsedQuery."""

    def __init__(self, lexicon: Lexicon, notes: list[str], values: Mapping[str, str]):
        """``values`` are the private values of the query by their search tokens."""
        self._values = values
        self._expander = Expander(lexicon)
        self._notes = notes
        self._left = MAX_WORDS
        self._free: list[str] = []
        self._grams: list[str] = []
        self._terms: list[str] = []
        self._marks: list[Terms] = []
        self._prefixes: list[str] = []

    def read(self, tree: Query) -> ParsedQuery:
        """Reads the whole tree."""
        required: list[Query] = []
        excluded: list[Query] = []
        for node in _clauses(tree):
            if isinstance(node, Term) and node.fieldname == TEXT:
                self._free += self._take(node.text)
                self._grams += self._expander.cluster_bigrams(node.text)
            elif isinstance(node, Not):
                excluded += self._excluded(node.query)
            else:
                required += self._clause(node)
        words = {word.terms: word for word in self._expander.group(self._free)}
        pairs = dict.fromkeys(pair for pair in pairwise(self._free) if pair[0] != pair[1])
        marks = [mark for word in words.values() for mark in word.marks] + self._marks
        grams = dict.fromkeys(self._grams if len(words) >= MIN_GRAM_WORDS else ())
        return ParsedQuery(
            tuple(words.values()),
            tuple(required),
            tuple(excluded),
            tuple(Phrase(TEXT, list(pair), boost=PAIR_WEIGHT) for pair in list(pairs)[:MAX_PAIRS]),
            tuple(Term(SUB, gram, boost=GRAM_WEIGHT) for gram in grams),
            tuple(self._values.get(term, term) for term in self._terms),
            tuple(dict.fromkeys(marks)),
            tuple(self._prefixes),
            tuple(self._notes),
        )

    def _clause(self, node: Query) -> list[Query]:
        """The query of one node as a list of one; an empty list if the node has no searchable term. Raises
        QueryError."""
        if isinstance(node, And | Or):
            children = [query for child in node for query in self._clause(child)]
            return [type(node)(children)] if children else []
        if isinstance(node, Not):
            return [Not(query) for query in self._excluded(node.query)]
        if isinstance(node, Prefix):
            return self._prefix(node)
        name = FIELD_NAMES.get(node.fieldname.lower(), TEXT)
        text = node.text if isinstance(node, Term) else " ".join(node.words)
        if name == "year":
            years = _years(text)
            self._terms.append("ปี " + "-".join(dict.fromkeys((years[0], years[-1]))))
            return [Or([Term(name, year) for year in years])]
        terms = tuple(self._take(text))
        if not terms:
            return []
        if isinstance(node, Phrase):
            return [self._phrase(text, terms, name)]
        words = list(self._expander.group(terms, name))
        self._marks += [mark for word in words for mark in word.marks]
        query = And([word.query for word in words])
        return [AndMaybe(query, Phrase(name, list(terms))) if len(terms) > 1 else query]

    def _phrase(self, text: str, terms: Terms, name: str) -> Query:
        """Matches the phrase; several Thai words also inside longer words (see ``PhraseText``)."""
        self._marks.append(terms)
        if len(terms) > 1 and not self._values.keys().isdisjoint(terms):  # search tokens are next to no word
            return And([self._expander.literal(term, name) for term in terms])
        grams = tuple(dict.fromkeys(self._expander.cluster_bigrams(text)))
        if len(terms) == 1 or not grams:
            return self._expander.phrase(terms, name)
        self._marks.append(("".join(terms),))
        return PhraseText(name, terms, plain_form(normalise(text)), grams)

    def _prefix(self, node: Prefix) -> list[Query]:
        text = self._expander.normalise_prefix(node.text)
        name = FIELD_NAMES.get(node.fieldname.lower(), TEXT)
        if not text or name == "year" or not self._spend(PREFIX_COST):
            return []
        self._terms.append(text + "*")
        self._prefixes.append(text)
        return [self._expander.prefix(text, name)]

    def _excluded(self, node: Query) -> list[Query]:
        """The query of a node that must not match; none of its terms is highlighted or shown."""
        marks, prefixes, terms = len(self._marks), len(self._prefixes), len(self._terms)
        queries = self._clause(node)
        del self._marks[marks:], self._prefixes[prefixes:], self._terms[terms:]
        return queries

    def _take(self, text: str) -> Terms:
        """The terms of ``text``, as many as ``MAX_WORDS`` still allows."""
        terms = tuple(term for term in self._expander.tokenize(text) if self._spend(1))
        self._terms += terms
        return terms

    def _spend(self, cost: int) -> bool:
        """Takes ``cost`` words off the budget of ``MAX_WORDS``; False, with a note, if the budget is exceeded."""
        if self._left < cost:
            note = f"คำค้นมีหลายคำ จึงค้นเฉพาะ {MAX_WORDS} คำแรก"
            self._notes += [note] if note not in self._notes else []
            self._left = 0
            return False
        self._left -= cost
        return True


def _clauses(node: Query) -> Iterator[Query]:
    """The clauses of the top-level conjunction."""
    if isinstance(node, And):
        for child in node:
            yield from _clauses(child)
    elif node is not NullQuery:
        yield node


def _years(text: str) -> list[str]:
    """The years of ``2560`` or ``2555-2560``, in either era, with two or four digits. Raises QueryError."""
    match = _YEARS.fullmatch(to_arabic_digits(text).strip())
    ends = [buddhist(int(digits)) for digits in match.groups() if digits] if match else []
    years = [year for year in ends if year is not None]
    if not years or len(years) < len(ends):
        raise QueryError(f"อ่านปี “{text[:40]}” ไม่ได้", "พิมพ์เป็น ปี:2560 หรือ ปี:2555-2560")
    return [str(year) for year in range(min(years), max(years) + 1)]
