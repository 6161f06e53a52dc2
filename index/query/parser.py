"""What a user typed → Whoosh query AST, the one query language of all engines.

Free words, ``"phrases"``, ``-not``, ``OR`` or หรือ, ``field:word`` by Thai or English name, ``ปี:2555-2560``, ``ตลา*``
and brackets. Whatever else is typed is words, or nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import ceil
from typing import Literal

from whoosh.qparser import QueryParser, syntax
from whoosh.qparser.plugins import FieldsPlugin, GroupPlugin, OperatorsPlugin, PrefixPlugin, TaggingPlugin
from whoosh.query import And, AndMaybe, Every, Not, NullQuery, Or, Phrase, Prefix, Query, Term

from corpus.fields import FIELDS, SECTIONS
from corpus.privacy.search_tokens import with_tokens
from index.engines.protocol import SUB, TEXT, PhraseText
from index.mapping import PARTS
from index.query.expansion import Expander, Terms, Word
from index.query.highlighter import plain_form
from kmsearch.errors import QueryError
from kmsearch.lexicon.model import Lexicon
from kmsearch.thai.dates import buddhist
from kmsearch.thai.tokenizer import arabic, normalise, repair, squeeze

MAX_CHARS = 500
"""Characters of a query that are read: a question in full sentences has 300."""

MAX_WORDS = 40
"""Words of a query that are searched, fields and phrases included: a full question has 30."""

PREFIX_COST = 10
"""A prefix counts as so many words, for all the lists it opens."""

MAX_BRACKETS = 20
"""With more brackets than anybody means, all are left out: each level is one more call on the stack."""

MOST, MOST_AT_LEAST = 0.2, 2
"""The share of the words that a result must have to stand after those that have all, of three words and more so many at
least; measured, docs/relevance.md."""

PAIR_WEIGHT = 0.5
"""What two words of the query side by side add, against a rare word: enough to bring หลัก ๕ ก before any 5 and ก."""

GRAM_WORDS, GRAM_WEIGHT = 4, 0.3
"""From so many words on, cluster bigrams of the text add to scores, each so much against a word: a question seldom has
the words of its answer in the same form."""

MAX_PAIRS = 12
"""Neighbours looked at: in a longer question, order says little."""

Stage = Literal["all", "most", "any"]

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
"""Names people use for a field or section beside its id and labels."""


def _name_table() -> dict[str, str]:
    labels = [(field.label, field.name) for field in FIELDS]
    labels += [(label, section.name) for section in SECTIONS for label in (section.label, section.short)]
    labels += [(other, name) for name, others in _OTHER_NAMES.items() for other in others]
    known = {part.name: part.name for part in PARTS}
    return {label.lower(): name for label, name in labels if name in known} | known


FIELD_NAMES: dict[str, str] = _name_table()
"""Every name a query may give a field or section, in lower case → the name of the part."""

_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"') | {"：": ":", "（": "(", "）": ")"})
_YEARS = re.compile(r"(\d{2,4})(?:(?:-|–|—|\.\.|ถึง)(\d{2,4}))?")
_SPACED_RANGE = re.compile(r"((?:ปี|พ\.?ศ\.?|year)\s*:\s*\d{2,4})\s*(?:-|–|—)\s*(?=\d)", re.IGNORECASE)


class _PhraseNode(syntax.TextNode):  # type: ignore[misc]
    qclass = Phrase

    def query(self, parser: QueryParser) -> Query:
        """The phrase with its text uncut; cutting is ours."""
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
class Parsed:
    """A query as it was read. ``words`` are the free words, each once; ``required`` and ``excluded`` the rest.

    ``pairs`` are neighbouring words, ``grams`` cluster bigrams of the free text: both only add to scores. ``cut`` is
    how everything was cut, for the page; ``marks`` and ``prefixes`` what to mark in results. ``notes`` are Thai
    sentences on what was read otherwise than typed.
    """

    words: tuple[Word, ...] = ()
    required: tuple[Query, ...] = ()
    excluded: tuple[Query, ...] = ()
    pairs: tuple[Query, ...] = ()
    grams: tuple[Query, ...] = ()
    cut: tuple[str, ...] = ()
    marks: tuple[Terms, ...] = ()
    prefixes: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked for."""
        return not (self.words or self.required or self.excluded)

    @property
    def least(self) -> int:
        """How many of the words ``most`` of them are."""
        least = ceil(MOST * len(self.words))
        return max(least, MOST_AT_LEAST) if len(self.words) > MOST_AT_LEAST else least

    def compose(self, stage: Stage, bind: Callable[[Query], Query] = lambda query: query) -> Query:
        """The query for ``stage``. ``bind`` is given each clause that may name a field, to put another in its place."""
        wanted = [word.query for word in self.words]
        clauses = [bind(clause) for clause in self.required]
        clauses += [Not(bind(clause)) for clause in self.excluded]
        if stage == "all":
            clauses += wanted
        elif wanted:
            clauses.append(Or(wanted, minmatch=self.least if stage == "most" else 1))
        query = And(clauses) if clauses else Every()
        bonus = [*self.pairs, *self.grams]
        return AndMaybe(query, Or(bonus)) if bonus else query


def parse(text: str, lexicon: Lexicon, *, plain: bool = False) -> Parsed:
    """The query that ``text`` is; ``plain``: nothing but words, whatever signs it has.

    Raises QueryError for a year that is none; all else means something or nothing.
    """
    notes: list[str] = []
    text = text[: 10 * MAX_CHARS]
    sound = squeeze(repair(text)).translate(_QUOTES)
    if sound != squeeze(normalise(text)).translate(_QUOTES):
        notes.append(f"อ่านคำค้นเป็น “{sound[:MAX_CHARS]}”")
    if len(sound) > MAX_CHARS:
        sound = sound[:MAX_CHARS]
        notes.append(f"คำค้นยาวมาก จึงค้นเฉพาะ {MAX_CHARS} อักขระแรก")
    sound, values = with_tokens(sound)
    if plain:
        return _Reading(lexicon, notes, values).read(Term(TEXT, sound))
    if sound.count("(") > MAX_BRACKETS:
        sound = sound.replace("(", " ").replace(")", " ")
    sound = _SPACED_RANGE.sub(r"\1-", sound)
    return _Reading(lexicon, notes, values).read(_PARSER.parse(sound, normalize=False))


class _Reading:
    """Turns the tree of one query, whose leaves hold raw text, into a Parsed."""

    def __init__(self, lexicon: Lexicon, notes: list[str], values: Mapping[str, str]):
        """``values`` are the private values of the query by their search tokens."""
        self._values = values
        self._expander = Expander(lexicon)
        self._notes = notes
        self._left = MAX_WORDS
        self._free: list[str] = []
        self._grams: list[str] = []
        self._cut: list[str] = []
        self._marks: list[Terms] = []
        self._prefixes: list[str] = []

    def read(self, tree: Query) -> Parsed:
        """Reads the whole tree."""
        required: list[Query] = []
        excluded: list[Query] = []
        for node in _clauses(tree):
            if isinstance(node, Term) and node.fieldname == TEXT:
                self._free += self._take(node.text)
                self._grams += self._expander.grams(node.text)
            elif isinstance(node, Not):
                excluded += self._quietly(node.query)
            else:
                required += self._clause(node)
        words = {word.terms: word for word in self._expander.words(self._free)}
        pairs = dict.fromkeys(pair for pair in pairwise(self._free) if pair[0] != pair[1])
        marks = [mark for word in words.values() for mark in word.marks] + self._marks
        grams = dict.fromkeys(self._grams if len(words) >= GRAM_WORDS else ())
        return Parsed(
            tuple(words.values()),
            tuple(required),
            tuple(excluded),
            tuple(Phrase(TEXT, list(pair), boost=PAIR_WEIGHT) for pair in list(pairs)[:MAX_PAIRS]),
            tuple(Term(SUB, gram, boost=GRAM_WEIGHT) for gram in grams),
            tuple(self._values.get(term, term) for term in self._cut),
            tuple(dict.fromkeys(marks)),
            tuple(self._prefixes),
            tuple(self._notes),
        )

    def _clause(self, node: Query) -> list[Query]:
        """The query of one node in a list; an empty one where nothing in it can be searched."""
        if isinstance(node, And | Or):
            children = [query for child in node for query in self._clause(child)]
            return [type(node)(children)] if children else []
        if isinstance(node, Not):
            return [Not(query) for query in self._quietly(node.query)]
        if isinstance(node, Prefix):
            return self._prefix(node)
        name = FIELD_NAMES.get(node.fieldname.lower(), TEXT)
        text = node.text if isinstance(node, Term) else " ".join(node.words)
        if name == "year":
            years = _years(text)
            self._cut.append("ปี " + "-".join(dict.fromkeys((years[0], years[-1]))))
            return [Or([Term(name, year) for year in years])]
        terms = tuple(self._take(text))
        if not terms:
            return []
        if isinstance(node, Phrase):
            return [self._phrase(text, terms, name)]
        words = list(self._expander.words(terms, name))
        self._marks += [mark for word in words for mark in word.marks]
        query = And([word.query for word in words])
        return [AndMaybe(query, Phrase(name, list(terms))) if len(terms) > 1 else query]

    def _phrase(self, text: str, terms: Terms, name: str) -> Query:
        """The phrase; of several Thai words also where it stands within longer ones."""
        self._marks.append(terms)
        if len(terms) > 1 and not self._values.keys().isdisjoint(terms):  # a token stands beside no word
            return And([self._expander.literal(term, name) for term in terms])
        grams = tuple(dict.fromkeys(self._expander.grams(text)))
        if len(terms) == 1 or not grams:
            return self._expander.phrase(terms, name)
        self._marks.append(("".join(terms),))
        return PhraseText(name, terms, plain_form(normalise(text)), grams)

    def _prefix(self, node: Prefix) -> list[Query]:
        text = self._expander.start(node.text)
        name = FIELD_NAMES.get(node.fieldname.lower(), TEXT)
        if not text or name == "year" or not self._spend(PREFIX_COST):
            return []
        self._cut.append(text + "*")
        self._prefixes.append(text)
        return [self._expander.prefix(text, name)]

    def _quietly(self, node: Query) -> list[Query]:
        """The query of a node that must not match: nothing of it is marked or shown as a word."""
        kept = [(held, len(held)) for held in (self._marks, self._prefixes, self._cut)]
        queries = self._clause(node)
        for held, length in kept:
            del held[length:]
        return queries

    def _take(self, text: str) -> Terms:
        """The terms of ``text``, as many as may still be searched."""
        terms = tuple(term for term in self._expander.cut(text) if self._spend(1))
        self._cut += terms
        return terms

    def _spend(self, cost: int) -> bool:
        """Whether so many more words may be searched; a note says so the first time they may not."""
        if self._left < cost:
            note = f"คำค้นมีหลายคำ จึงค้นเฉพาะ {MAX_WORDS} คำแรก"
            self._notes += [note] if note not in self._notes else []
            self._left = 0
            return False
        self._left -= cost
        return True


def _clauses(node: Query) -> Iterator[Query]:
    """What must hold at the top level."""
    if isinstance(node, And):
        for child in node:
            yield from _clauses(child)
    elif node is not NullQuery:
        yield node


def _years(text: str) -> list[str]:
    """The years that ``2560`` or ``2555-2560`` names, of either era, with two digits or four."""
    match = _YEARS.fullmatch(arabic(text).strip())
    ends = [buddhist(int(digits)) for digits in match.groups() if digits] if match else []
    years = [year for year in ends if year is not None]
    if not years or len(years) < len(ends):
        raise QueryError(f"อ่านปี “{text[:40]}” ไม่ได้", "พิมพ์เป็น ปี:2560 หรือ ปี:2555-2560")
    return [str(year) for year in range(min(years), max(years) + 1)]
