"""Known-item test of the index: queries drawn from every stored record must each find the record they come from."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from random import Random
from typing import Any, Literal

from whoosh.query import Phrase

from corpus.fields import FIELD, FIELDS, SECTION
from corpus.privacy.boundary import Boundary
from corpus.record import Record
from corpus.storage.store import RecordFile, Store
from index.engines.document_sets import EMPTY, DocumentSet
from index.mapping import item_key, topics_of
from index.query.binding import bind
from index.query.matching import match
from index.query.parser import parse
from index.query.planning import compose, plan_search
from index.reader.generation_reader import GenerationReader
from index.results import Request, Target
from kmsearch.errors import BrokenRecord, QueryError, RecordNotFound
from kmsearch.lexicon.model import Lexicon
from kmsearch.thai.characters import THAI_CHARACTERS
from kmsearch.thai.normalise import collapse_whitespace, normalise
from kmsearch.thai.tokenizer import CLUSTER_JOINT

TOTAL_QUERIES = 40_000
"""Default budget of queries over the whole corpus: some minutes for 10,000 records, at 5 to 20 ms a query."""

MIN_QUERIES, MAX_QUERIES = 4, 40
"""Bounds of the default number of queries a record: the title and three others; every part of an ordinary record three
times."""

Progress = Callable[[int, int], None]
"""Callback with the steps done and their total, called after each record read and each query run."""

QueryKind = Literal["title", "word", "inner", "phrase", "field"]

_KIND_ROTATION: tuple[QueryKind, ...] = ("word", "phrase", "field", "inner")
"""Kinds of query drawn from a text, in round-robin order."""

_NOT_QUOTABLE = re.compile(r'[\n"“”„‟«»＂]')
"""Characters that a quoted phrase cannot contain."""

_UNQUOTED_VALUE = re.compile(rf"[\w{THAI_CHARACTERS}]+")
"""A value that a field query takes without quotes."""

MAX_FRUITLESS_ROUNDS = 20
"""Consecutive rounds over all parts without a new query after which a record counts as exhausted. A guess."""

MIN_WORD_LETTERS = 2
"""Minimum letters of a word that is drawn as a query: people do not search for single letters."""

TARGETS: tuple[Target, ...] = ("records", "items")

_CACHED_MATCHES = 100
"""Size of the cache of match sets: province names and common words are drawn from many records. A guess."""


@dataclass(frozen=True, slots=True)
class DrawnQuery:
    """A query that must find the record ``id`` and, if ``number`` is not 0, the item of that number.

    ``part`` is the field or section the query was drawn from.
    """

    id: str
    part: str
    number: int
    kind: QueryKind
    text: str


@dataclass(frozen=True, slots=True)
class MissedQuery:
    """A query whose exact matches in ``target`` lack the record or item it was drawn from.

    ``loosely``: an ordinary search still finds it, as a partial match or through an expanded or corrected query.
    """

    query: DrawnQuery
    target: Target
    loosely: bool = False

    def to_json(self) -> dict[str, Any]:
        """Returns a flat object: origin, kind and text of the query, and where it was searched."""
        query = self.query
        origin = {"id": query.id, "part": query.part, "number": query.number}
        return {**origin, "kind": query.kind, "query": query.text, "in": self.target, "loosely": self.loosely}


@dataclass(frozen=True, slots=True)
class Verification:
    """Result of a verification: counts of corpus and index, their differences, and the missed queries.

    ``lacking`` are ids of records missing from the index, ``surplus`` ids only in the index, ``stale`` ids of records
    changed since they were indexed. ``asked`` is the number of queries run, by kind.
    """

    records: int
    items: int
    indexed_records: int
    indexed_items: int
    lacking: tuple[str, ...]
    surplus: tuple[str, ...]
    stale: tuple[str, ...]
    unreadable: tuple[BrokenRecord, ...]
    asked: dict[str, int]
    missed: tuple[MissedQuery, ...]

    @property
    def ok(self) -> bool:
        """Whether corpus and index agree, every stored record parses, and no query was missed."""
        return not (self.lacking or self.surplus or self.stale or self.unreadable or self.missed)

    def to_json(self) -> dict[str, Any]:
        """Returns the object that ``kmsearch verify --json`` prints."""
        return {
            "ok": self.ok,
            "corpus": {"records": self.records, "items": self.items},
            "index": {"records": self.indexed_records, "items": self.indexed_items},
            "lacking": self.lacking,
            "surplus": self.surplus,
            "stale": self.stale,
            "unreadable": [str(fault) for fault in self.unreadable],
            "asked": self.asked,
            "missed": [miss.to_json() for miss in self.missed],
        }


def verify(
    reader: GenerationReader,
    store: Store,
    boundary: Boundary,
    *,
    sample: int | None = None,
    seed: int = 0,
    on_progress: Progress | None = None,
) -> Verification:
    """Compares ``store`` with the index and runs ``sample`` queries drawn from each record that is indexed unchanged.

    Without ``sample``, TOTAL_QUERIES are divided among the records, within MIN_QUERIES and MAX_QUERIES. The same
    ``seed`` draws the same queries. Raises IndexDamaged.
    """
    stamps = reader.generation.manifest.stamps
    files = list(store.scan())
    report_progress = on_progress or _no_progress
    sample = sample or max(MIN_QUERIES, min(MAX_QUERIES, TOTAL_QUERIES // max(1, len(files))))
    corpus = _CorpusScan(reader.lexicon, boundary, sample, seed)
    for done, file in enumerate(files, 1):
        corpus.add(file, store, stamps.get(file.id))
        report_progress(done, len(files) * (1 + sample))
    runner, missed = _QueryRunner(reader), list[MissedQuery]()
    for done, query in enumerate(sorted(corpus.queries, key=lambda query: query.text), len(files) + 1):
        missed += runner.misses(query)
        report_progress(done, len(files) + len(corpus.queries))
    return Verification(
        corpus.records,
        corpus.items,
        len(stamps),
        reader.generation.manifest.items,
        tuple(corpus.lacking),
        tuple(sorted(stamps.keys() - {file.id for file in files})),
        tuple(corpus.stale),
        tuple(corpus.broken),
        dict(Counter(query.kind for query in corpus.queries)),
        tuple(sorted(missed, key=lambda miss: miss.query.id)),
    )


def _no_progress(done: int, total: int) -> None:
    pass


class _CorpusScan:
    """Reads the store record by record: counts, records that differ from the index, and the queries drawn."""

    def __init__(self, lexicon: Lexicon, boundary: Boundary, sample: int, seed: int):
        self._boundary = boundary
        self.records = self.items = 0
        self.lacking: list[str] = []
        self.stale: list[str] = []
        self.broken: list[BrokenRecord] = []
        self.queries: list[DrawnQuery] = []
        self._lexicon, self._sample, self._seed = lexicon, sample, seed

    def add(self, file: RecordFile, store: Store, indexed_stamp: str | None) -> None:
        """Reads one record; draws queries from it if ``indexed_stamp``, the stamp it was indexed with, is current."""
        try:
            record = self._boundary.disclose(store.read(file))
        except RecordNotFound:
            return
        except BrokenRecord as fault:
            self.broken.append(fault)
            return
        self.records += 1
        self.items += sum(1 for _ in record.numbered_items())
        if indexed_stamp is None:
            self.lacking.append(file.id)
        elif indexed_stamp != file.stamp:
            self.stale.append(file.id)
        else:
            rng = Random(f"{self._seed} {file.id}")  # noqa: S311
            self.queries += draw(record, self._lexicon, self._sample, rng)


@dataclass(frozen=True, slots=True)
class _PartText:
    """A text that queries are drawn from, its field or section, and the number of its item (0: not an item)."""

    part: str
    number: int
    text: str


def draw(record: Record, lexicon: Lexicon, count: int, rng: Random) -> Iterator[DrawnQuery]:
    """Yields at most ``count`` distinct queries that people could type to find ``record``.

    The whole title comes first, then words, phrases, field queries and words inside compounds, round-robin over kinds
    and over fields and sections.
    """
    drawn_texts = {collapse_whitespace(normalise(record.title))}
    if "" not in drawn_texts and count:
        yield DrawnQuery(record.id, "title", 0, "title", *drawn_texts)
        count -= 1
    parts = list(_parts(record, lexicon).values())
    rng.shuffle(parts)
    turn = failed = 0
    while failed < len(parts) * MAX_FRUITLESS_ROUNDS and count:
        text = rng.choice(parts[turn % len(parts)])
        kind_and_text = _query_from(text, turn + turn // len(parts), lexicon, rng)
        turn += 1
        failed += 1
        if kind_and_text and kind_and_text[1] not in drawn_texts:
            drawn_texts.add(kind_and_text[1])
            failed, count = 0, count - 1
            yield DrawnQuery(record.id, text.part, text.number, *kind_and_text)


def _parts(record: Record, lexicon: Lexicon) -> dict[str, list[_PartText]]:
    """Returns the texts of a record by field or section, except telephone numbers; topics as the index assigns them."""
    parts: dict[str, list[_PartText]] = {}
    for field in FIELDS:
        value = topics_of(record, lexicon) if field.name == "topics" else getattr(record, field.name)
        for single_value in value if isinstance(value, tuple) else (value,):
            if single_value and field.kind != "phone":
                parts.setdefault(field.name, []).append(_PartText(field.name, 0, normalise(str(single_value))))
    for section in record.sections:
        numbers = iter(range(1, len(section.items) + 1))
        for item in section.items:
            number = 0 if item.lead or section.name == "other" else next(numbers)
            parts.setdefault(section.name, []).append(_PartText(section.name, number, item.text))
    return parts


def _query_from(text: _PartText, turn: int, lexicon: Lexicon, rng: Random) -> tuple[QueryKind, str] | None:
    """Draws a query of the first kind, from ``turn`` on, that the text supports; None if it supports no kind.

    Returns the kind and the text of the query.
    """
    is_searched = (SECTION[text.part] if text.part in SECTION else FIELD[text.part]).boost
    for offset in range(len(_KIND_ROTATION)):
        kind = _KIND_ROTATION[(turn + offset) % len(_KIND_ROTATION)]
        query_text = ""
        if kind == "field":
            query_text = _field_query(text, lexicon, rng)
        elif is_searched:
            query_text = _free_query(text.text, kind, lexicon, rng)
        if query_text:
            return kind, query_text
    return None


def _field_query(text: _PartText, lexicon: Lexicon, rng: Random) -> str:
    """Draws a field query, ``label:value``: a word or phrase of the text, or the whole value of a keyword field."""
    if text.part in SECTION:
        label, is_keyword = SECTION[text.part].short, False
    else:
        label, is_keyword = FIELD[text.part].label, FIELD[text.part].kind != "text"
    if is_keyword:
        value = _keyword_value(text.text)
    else:
        value = _free_query(text.text, rng.choice(("word", "phrase")), lexicon, rng)
    return f"{label}:{value}" if value else ""


def _keyword_value(value: str) -> str:
    """Returns the value as a field query has it, quoted if necessary; empty if it cannot be quoted."""
    if _UNQUOTED_VALUE.fullmatch(value):
        return value
    return "" if _NOT_QUOTABLE.search(value) else f'"{value}"'


def _free_query(text: str, kind: QueryKind, lexicon: Lexicon, rng: Random) -> str:
    """Draws a query without a field from a text: a word, a phrase of two or three words, or a word inside a compound.

    Empty if the text has no query of that kind.
    """
    terms = lexicon.analyzer.words(text)
    if kind == "inner":
        words_as_typed = {term.text for term in terms}
        subwords = {*lexicon.analyzer.subwords(text)} - words_as_typed
        inner_words = sorted(word for word in subwords if CLUSTER_JOINT not in word)
        return rng.choice(inner_words) if inner_words else ""
    if kind == "phrase":
        if len(terms) < 2:
            return ""
        length = rng.randint(2, min(3, len(terms)))
        start = rng.randrange(len(terms) - length + 1)
        phrase = text[terms[start].start : terms[start + length - 1].end]
        return "" if _NOT_QUOTABLE.search(phrase) else f'"{phrase}"'
    words = [term for term in terms if len(term.text) >= MIN_WORD_LETTERS]
    if not words:
        return ""
    word = rng.choice(words)
    return text[word.start : word.end]


class _QueryRunner:
    """Runs drawn queries over a reader. Sorted queries are faster: engines and this class cache recent words."""

    def __init__(self, reader: GenerationReader):
        self._reader = reader
        self._lexicon = reader.lexicon
        self._match = lru_cache(_CACHED_MATCHES)(self._match_all_words)
        self._numbers: dict[Target, dict[str, int]] = {
            target: {key: number for number, key in enumerate(reader.index(target).engine.keys) if key}
            for target in TARGETS
        }

    def misses(self, query: DrawnQuery) -> Iterator[MissedQuery]:
        """Yields a MissedQuery for each target in which the query does not find its record or item."""
        for target in TARGETS:
            expected = self._expected_numbers(query, target)
            if expected and not self._finds(query, target, expected):
                yield MissedQuery(query, target, expected <= self._match_loosely(query.text, target))

    def _expected_numbers(self, query: DrawnQuery, target: Target) -> DocumentSet:
        """Returns the document numbers the query must match in ``target``: the record, its item, or for a query of a
        record field all items of the record; empty if the query need not match there."""
        if target == "records":
            return DocumentSet([self._numbers[target][query.id]])
        if query.number:
            return DocumentSet([self._numbers[target][item_key(query.id, query.part, query.number)]])
        if query.kind == "field" and query.part in FIELD:
            return self._reader.index(target).of_records([query.id])
        return EMPTY

    def _finds(self, query: DrawnQuery, target: Target, expected: DocumentSet) -> bool:
        """Whether every ``expected`` document matches all words of the query: the first tier of a search.

        A phrase expected in one document is scored on that document alone, which is much faster than matching all.
        """
        phrase = self._single_phrase(query)
        if phrase and len(expected) == 1:
            engine = self._reader.index(target).engine
            if engine.score(phrase, [*expected])[0] > 0:
                return True
        return bool(expected <= self._match(query.text, target))

    def _single_phrase(self, query: DrawnQuery) -> Phrase | None:
        """Returns the phrase if the query consists of a single phrase, else None."""
        if query.kind != "phrase":
            return None
        parsed = parse(query.text, self._lexicon)
        is_single = len(parsed.required) == 1 and not parsed.words and not parsed.excluded
        return parsed.required[0] if is_single and isinstance(parsed.required[0], Phrase) else None

    def _match_all_words(self, text: str, target: Target) -> DocumentSet:
        """Returns the documents that match every word of the query; empty for a refused or empty query."""
        try:
            parsed = parse(text, self._lexicon)
        except QueryError:
            return EMPTY
        all_words = compose(bind(parsed, self._reader, target), "all")
        return EMPTY if parsed.is_empty else self._reader.index(target).engine.match(all_words)

    def _match_loosely(self, text: str, target: Target) -> DocumentSet:
        """Returns all documents an ordinary search for the query finds."""
        try:
            return match(plan_search(Request(text, target), self._lexicon), self._reader).documents
        except QueryError:
            return EMPTY
