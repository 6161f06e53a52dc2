"""Proof of searchability: words drawn from every stored record are searched for, and each must find its record."""

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
"""Queries asked in all, unless the caller says how many a record: some minutes of work where there are 10,000 records,
one query taking 5 to 20 ms."""

MIN_QUERIES, MAX_QUERIES = 4, 40
"""Queries a record then, at least and at most: title and three others, or each part of an ordinary record thrice."""

Progress = Callable[[int, int], None]
"""Told (steps done, steps in all) after each record that was read and each query that was asked."""

QueryKind = Literal["title", "word", "inner", "phrase", "field"]

_KINDS_IN_TURN: tuple[QueryKind, ...] = ("word", "phrase", "field", "inner")
"""How a text is asked for, in turn."""

_UNTYPED = re.compile(r'[\n"“”„‟«»＂]')
"""What no phrase in quotes can hold."""

_BARE = re.compile(rf"[\w{THAI_CHARACTERS}]+")
"""What a field query needs no quotes for."""

MAX_FRUITLESS_ROUNDS = 20
"""Rounds over all parts that may bring nothing new before a record counts as exhausted."""

MIN_WORD_LETTERS = 2
"""Letters of the shortest word drawn; nobody looks for a single one."""

TARGETS: tuple[Target, ...] = ("records", "items")

_REMEMBERED = 100
"""Answers kept: names of provinces and common words are asked for by many records."""


@dataclass(frozen=True, slots=True)
class DrawnQuery:
    """A query that must find its record, and the point ``number`` of its section (0: no point, the record alone).

    ``part`` is the field or section it was drawn from.
    """

    id: str
    part: str
    number: int
    kind: QueryKind
    text: str


@dataclass(frozen=True, slots=True)
class MissedQuery:
    """A query that does not find what it was drawn from among the records or the items.

    ``loosely``: it is found, but only as a result that has some of the words or words that were not typed.
    """

    query: DrawnQuery
    target: Target
    loosely: bool = False

    def to_json(self) -> dict[str, Any]:
        """Flat."""
        query = self.query
        place = {"id": query.id, "part": query.part, "number": query.number}
        return {**place, "kind": query.kind, "query": query.text, "in": self.target, "loosely": self.loosely}


@dataclass(frozen=True, slots=True)
class Verification:
    """What was asked and missed, beside the counts of corpus and index.

    ``lacking`` are ids of records that the index lacks, ``surplus`` of records that are in the index alone, ``stale``
    of records that changed since they were indexed. ``asked`` counts the queries of each kind.
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
        """Whether every record that is stored reads, is indexed as it stands, and was found by all that was asked."""
        return not (self.lacking or self.surplus or self.stale or self.unreadable or self.missed)

    def to_json(self) -> dict[str, Any]:
        """What ``kmsearch verify --json`` prints."""
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
    """Asks ``sample`` queries drawn from each record of ``store`` that ``reader`` has as it stands.

    Without ``sample`` there are as many as bring ``ENOUGH`` in all. The same ``seed`` draws the same queries. Raises
    IndexDamaged.
    """
    stamps = reader.generation.manifest.stamps
    entries = list(store.scan())
    tell = on_progress or _silent
    sample = sample or max(MIN_QUERIES, min(MAX_QUERIES, TOTAL_QUERIES // max(1, len(entries))))
    corpus = _Corpus(reader.lexicon, boundary, sample, seed)
    for done, entry in enumerate(entries, 1):
        corpus.look_at(entry, store, stamps.get(entry.id))
        tell(done, len(entries) * (1 + sample))
    asker, missed = _Asker(reader), list[MissedQuery]()
    for done, query in enumerate(sorted(corpus.queries, key=lambda query: query.text), len(entries) + 1):
        missed += asker.misses(query)
        tell(done, len(entries) + len(corpus.queries))
    return Verification(
        corpus.records,
        corpus.items,
        len(stamps),
        reader.generation.manifest.items,
        tuple(corpus.lacking),
        tuple(sorted(stamps.keys() - {entry.id for entry in entries})),
        tuple(corpus.stale),
        tuple(corpus.broken),
        dict(Counter(query.kind for query in corpus.queries)),
        tuple(sorted(missed, key=lambda miss: miss.query.id)),
    )


def _silent(done: int, total: int) -> None:
    pass


class _Corpus:
    """What the store has, record by record, and the queries drawn from it."""

    def __init__(self, lexicon: Lexicon, boundary: Boundary, sample: int, seed: int):
        self._boundary = boundary
        self.records = self.items = 0
        self.lacking: list[str] = []
        self.stale: list[str] = []
        self.broken: list[BrokenRecord] = []
        self.queries: list[DrawnQuery] = []
        self._lexicon, self._sample, self._seed = lexicon, sample, seed

    def look_at(self, entry: RecordFile, store: Store, indexed: str | None) -> None:
        """Reads a record; ``indexed`` is the stamp it was indexed with. Draws where it is indexed as it stands."""
        try:
            record = self._boundary.disclose(store.read(entry))
        except RecordNotFound:
            return
        except BrokenRecord as fault:
            self.broken.append(fault)
            return
        self.records += 1
        self.items += sum(1 for _ in record.numbered_items())
        if indexed is None:
            self.lacking.append(entry.id)
        elif indexed != entry.stamp:
            self.stale.append(entry.id)
        else:
            rng = Random(f"{self._seed} {entry.id}")  # noqa: S311
            self.queries += draw(record, self._lexicon, self._sample, rng)


@dataclass(frozen=True, slots=True)
class _Text:
    """A text that words are drawn from, with the part it stands in and the number of its point (0: none)."""

    part: str
    number: int
    text: str


def draw(record: Record, lexicon: Lexicon, count: int, rng: Random) -> Iterator[DrawnQuery]:
    """At most ``count`` queries as a person would type them from ``record``, no two the same.

    First its title as it stands, then words, phrases, words inside compounds and field queries by turns, from each of
    its fields and sections by turns.
    """
    seen = {collapse_whitespace(normalise(record.title))}
    if "" not in seen and count:
        yield DrawnQuery(record.id, "title", 0, "title", *seen)
        count -= 1
    parts = list(_parts(record, lexicon).values())
    rng.shuffle(parts)
    turn = failed = 0
    while failed < len(parts) * MAX_FRUITLESS_ROUNDS and count:
        text = rng.choice(parts[turn % len(parts)])
        asked = _ask(text, turn + turn // len(parts), lexicon, rng)
        turn += 1
        failed += 1
        if asked and asked[1] not in seen:
            seen.add(asked[1])
            failed, count = 0, count - 1
            yield DrawnQuery(record.id, text.part, text.number, *asked)


def _parts(record: Record, lexicon: Lexicon) -> dict[str, list[_Text]]:
    """The texts of each part of a record that is searched; topics are those the index has."""
    parts: dict[str, list[_Text]] = {}
    for field in FIELDS:
        value = topics_of(record, lexicon) if field.name == "topics" else getattr(record, field.name)
        for one in value if isinstance(value, tuple) else (value,):
            if one and field.kind != "phone":
                parts.setdefault(field.name, []).append(_Text(field.name, 0, normalise(str(one))))
    for section in record.sections:
        numbers = iter(range(1, len(section.items) + 1))
        for item in section.items:
            number = 0 if item.lead or section.name == "other" else next(numbers)
            parts.setdefault(section.name, []).append(_Text(section.name, number, item.text))
    return parts


def _ask(text: _Text, turn: int, lexicon: Lexicon, rng: Random) -> tuple[QueryKind, str] | None:
    """A query from a text, of the kind whose turn it is or the next that the text gives; None where it gives none."""
    searched = (SECTION[text.part] if text.part in SECTION else FIELD[text.part]).boost
    for place in range(len(_KINDS_IN_TURN)):
        kind = _KINDS_IN_TURN[(turn + place) % len(_KINDS_IN_TURN)]
        asked = ""
        if kind == "field":
            asked = _ask_field(text, lexicon, rng)
        elif searched:
            asked = _ask_free(text.text, kind, lexicon, rng)
        if asked:
            return kind, asked
    return None


def _ask_field(text: _Text, lexicon: Lexicon, rng: Random) -> str:
    """A word or phrase asked for by the label of its part; of a field with fixed values the value."""
    if text.part in SECTION:
        label, fixed = SECTION[text.part].short, False
    else:
        label, fixed = FIELD[text.part].label, FIELD[text.part].kind != "text"
    if fixed:
        asked = text.text if _BARE.fullmatch(text.text) else "" if _UNTYPED.search(text.text) else f'"{text.text}"'
    else:
        asked = _ask_free(text.text, rng.choice(("word", "phrase")), lexicon, rng)
    return f"{label}:{asked}" if asked else ""


def _ask_free(text: str, kind: QueryKind, lexicon: Lexicon, rng: Random) -> str:
    terms = lexicon.analyzer.words(text)
    if kind == "inner":
        whole = {term.text for term in terms}
        inside = sorted(word for word in {*lexicon.analyzer.subwords(text)} - whole if CLUSTER_JOINT not in word)
        return rng.choice(inside) if inside else ""
    if kind == "phrase":
        if len(terms) < 2:
            return ""
        length = rng.randint(2, min(3, len(terms)))
        start = rng.randrange(len(terms) - length + 1)
        said = text[terms[start].start : terms[start + length - 1].end]
        return "" if _UNTYPED.search(said) else f'"{said}"'
    words = [term for term in terms if len(term.text) >= MIN_WORD_LETTERS]
    if not words:
        return ""
    word = rng.choice(words)
    return text[word.start : word.end]


class _Asker:
    """Asks a reader. Queries with the same words should follow one another, for the sake of what engines remember."""

    def __init__(self, reader: GenerationReader):
        self._reader = reader
        self._lexicon = reader.lexicon
        self._match = lru_cache(_REMEMBERED)(self._find_match)
        self._numbers: dict[Target, dict[str, int]] = {
            target: {key: number for number, key in enumerate(reader.index(target).engine.keys) if key}
            for target in TARGETS
        }

    def misses(self, query: DrawnQuery) -> Iterator[MissedQuery]:
        """Where the query does not find what it must."""
        for target in TARGETS:
            wanted = self._wanted(query, target)
            if wanted and not self._finds(query, target, wanted):
                yield MissedQuery(query, target, wanted <= self._loosely(query.text, target))

    def _wanted(self, query: DrawnQuery, target: Target) -> DocumentSet:
        """What the query must find: the record, or its point; its field asked by name finds all its points."""
        if target == "records":
            return DocumentSet([self._numbers[target][query.id]])
        if query.number:
            return DocumentSet([self._numbers[target][item_key(query.id, query.part, query.number)]])
        if query.kind == "field" and query.part in FIELD:
            return self._reader.index(target).of_records([query.id])
        return EMPTY

    def _finds(self, query: DrawnQuery, target: Target, wanted: DocumentSet) -> bool:
        """Whether ``wanted`` has all of the query, which stands first among the results of a search.

        A phrase is looked for in the one document alone, which is quicker by far than in all.
        """
        phrase = self._phrase(query)
        if phrase and len(wanted) == 1:
            engine = self._reader.index(target).engine
            if engine.score(phrase, [*wanted])[0] > 0:
                return True
        return bool(wanted <= self._match(query.text, target))

    def _phrase(self, query: DrawnQuery) -> Phrase | None:
        """The one phrase that is all of the query, if it is so."""
        if query.kind != "phrase":
            return None
        parsed = parse(query.text, self._lexicon)
        alone = len(parsed.required) == 1 and not parsed.words and not parsed.excluded
        return parsed.required[0] if alone and isinstance(parsed.required[0], Phrase) else None

    def _find_match(self, text: str, target: Target) -> DocumentSet:
        try:
            parsed = parse(text, self._lexicon)
        except QueryError:
            return EMPTY
        whole = compose(bind(parsed, self._reader, target), "all")
        return EMPTY if parsed.is_empty else self._reader.index(target).engine.match(whole)

    def _loosely(self, text: str, target: Target) -> DocumentSet:
        """Everything a search for the query finds."""
        try:
            return match(plan_search(Request(text, target), self._lexicon), self._reader).documents
        except QueryError:
            return EMPTY
