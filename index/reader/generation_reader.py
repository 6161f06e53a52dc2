"""One opened generation: both indexes, and the records as they were when it was built."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property, lru_cache, partial
from threading import Lock

from whoosh.query import And, Or, Phrase, Query, Term

from corpus.privacy.search_tokens import is_hidden_term
from index.build.generation import ITEMS, RECORDS, Generation
from index.engines.protocol import SUB, SUB_SUFFIX, TEXT, Engine, PhraseText, Within
from index.mapping import PARTS, SECTION_PARTS
from index.query.highlighter import plain_form
from index.query.snippets import Content
from index.reader.document_sets import bitmap, numbers
from index.reader.index_reader import Collection
from index.results import DocumentRef, Target
from index.suggest.spelling_model import Vocabulary
from index.suggest.suggester import Suggester
from kmsearch.errors import IndexDamaged
from kmsearch.lexicon.model import Lexicon
from kmsearch.thai.tokenizer import normalise

CONTENTS_KEPT = 256
"""Records kept parsed: those on the pages people are turning."""

TEXTS_KEPT = 2_000
"""Records of which the points are kept, some ten kilobytes each: those that bear out the entries of a few lists."""


MENTIONED_KEPT = 10_000
"""Records of which title, author and place are kept: 500 bytes each."""


MANY_PHRASES = 20
"""A phrase that stands so often as words is not looked for within longer words: there are results enough."""

PHRASES_LOOKED_AT = 100
"""Documents in which a phrase is looked for within longer words: half a millisecond each."""


class Snapshot:
    """Serves one generation until it is closed; safe from several threads. Files of items open when first asked for."""

    def __init__(self, generation: Generation, engine: type[Engine]):
        self.generation = generation
        self._engine = engine
        self._rows = generation.rows()
        self._lock, self._wording = Lock(), Lock()
        self._vocabulary: Vocabulary | None = None
        self._suggesting = Lock()
        self._suggester: Suggester | None = None
        self._open: dict[Target, Collection] = {}
        self.content = lru_cache(CONTENTS_KEPT)(self._content)
        self._about = lru_cache(MENTIONED_KEPT)(self._read_about)
        self._texts = lru_cache(TEXTS_KEPT)(self._read_texts)
        self.collection("records")

    def collection(self, target: Target) -> Collection:
        """The records or the items. Raises IndexDamaged."""
        with self._lock:
            if target not in self._open:
                folder = self.generation.folder / (RECORDS if target == "records" else ITEMS)
                engine = self._engine.open(folder, PARTS)
                expected = len(self._rows) if target == "records" else self.generation.manifest.items
                if sum(map(bool, engine.keys)) != expected:
                    engine.close()
                    raise IndexDamaged("จำนวนเอกสารในดัชนีไม่ตรงกับสารบัญ", "โปรแกรมจะสร้างใหม่จากบันทึกให้เอง", file=folder)
                self._open[target] = Collection(engine, self._rows, partial(self._groups, target))
            return self._open[target]

    def vocabulary(self, lexicon: Lexicon) -> Vocabulary:
        """The words a query over this generation can mean, by the lexicon it was made by; made when first asked for."""
        with self._wording:
            if self._vocabulary is None:
                self._vocabulary = Vocabulary(self._counts(lexicon), lexicon)
            return self._vocabulary

    def suggester(self, lexicon: Lexicon) -> Suggester | None:
        """What suggests while somebody types; made when first asked for, None while another thread is making it."""
        if self._suggester is None and self._suggesting.acquire(blocking=False):
            try:
                self._suggester = self._suggester or self._make_suggester(lexicon)
            finally:
                self._suggesting.release()
        return self._suggester

    def _make_suggester(self, lexicon: Lexicon) -> Suggester:
        """Titles stand in it from the newest record to the oldest."""
        records = self.collection("records")
        newest = records.first(records.live, "newest", records.size)
        payloads = ((records.places[number][0], records.engine.payload(number)) for number in newest)
        return Suggester(payloads, len(newest), _telling(records.engine.terms(TEXT)), self.vocabulary(lexicon), lexicon)

    def _counts(self, lexicon: Lexicon) -> dict[str, int]:
        """How many records have each word; of one that stands only inside compounds, how many have it so."""
        engine, is_word = self.collection("records").engine, lexicon.analyzer.is_word
        return {term: count for term, count in engine.terms(SUB).items() if is_word(term)} | _telling(
            engine.terms(TEXT)
        )

    def number(self, id: str) -> int | None:
        """The number of a record in the collection of records; None where the index lacks it."""
        return self._number.get(id)

    def mention(self, target: Target, number: int) -> DocumentRef:
        """Who says what the document says, where and when."""
        id, section, place = self.collection(target).places[number]
        return replace(self._about(id), section=section, number=place)

    def text(self, number: int) -> str:
        """The text of an item, normalised."""
        return self._said(number)[0]

    def words(self, number: int) -> frozenset[str]:
        """The words of an item as they stand in its text."""
        text, spans = self._said(number)
        return frozenset(text[start:end] for start, end in zip(spans[::2], spans[1::2], strict=True))

    def _said(self, number: int) -> tuple[str, list[int]]:
        id, section, place = self.collection("items").places[number]
        return self._texts(id)[section, place]

    def bind(self, target: Target) -> Callable[[Query], Query]:
        """What puts what engines answer in place of phrases, and the answers of the records in place of clauses that
        items cannot answer."""
        return lambda query: query.accept(partial(self._bind_leaf, target))

    def close(self) -> None:
        """Closes the files."""
        with self._lock:
            for collection in self._open.values():
                collection.engine.close()
            self._open.clear()

    def _bind_leaf(self, target: Target, leaf: Query) -> Query:
        """``จังหวัด:ลำปาง`` on an item asks for the items of the records in Lampang."""
        field = leaf.field() if leaf.is_leaf() else None
        if not field:
            return leaf
        own = target == "records" or field in (TEXT, SUB) or field.removesuffix(SUB_SUFFIX) in SECTION_PARTS
        if isinstance(leaf, PhraseText):
            leaf = self._phrase(self.collection(target if own else "records"), leaf)
        if own:
            return leaf
        records = self.collection("records")
        ids = (records.places[number][0] for number in numbers(records.engine.match(leaf)))
        return Within(self.collection("items").of_records(ids))

    def _phrase(self, collection: Collection, node: PhraseText) -> Query:
        """The words side by side, or the text within longer words: where all its bigrams stand it is looked for."""
        engine, phrase = collection.engine, Phrase(node.fieldname, list(node.words))
        exact = engine.match(phrase)
        if exact.bit_count() >= MANY_PHRASES:
            return phrase
        sub = SUB if node.fieldname == TEXT else node.fieldname + SUB_SUFFIX
        there = numbers(engine.match(And([Term(sub, gram) for gram in node.grams])) & ~exact)[:PHRASES_LOOKED_AT]
        inside = [number for number in there if self._says(collection.places[number], node)]
        return Or([phrase, Within(bitmap(inside, collection.size))]) if inside else phrase

    def _says(self, place: tuple[str, str, int], node: PhraseText) -> bool:
        """Whether the record, or the item, has the text of a phrase in the field that the phrase names."""
        id, section, number = place
        content, anywhere = self.content(id), node.fieldname == TEXT
        if not section and node.fieldname in (TEXT, "title") and node.text in plain_form(normalise(content.title)):
            return True
        texts = (text for text in content.texts if not section or (text.section, text.number) == (section, number))
        return any(node.text in text.plain for text in texts if anywhere or text.section == node.fieldname)

    def _groups(self, target: Target) -> list[list[str]]:
        groups = self.generation.groups()
        return groups.records if target == "records" else groups.points

    def _read_about(self, id: str) -> DocumentRef:
        data = json.loads(self.collection("records").engine.payload(self._number[id]))
        fields = data["fields"]
        who = (fields["author_name"], fields["author_office"], fields["province"], fields["year"])
        return DocumentRef(id, data["title"], *who)

    def _read_texts(self, id: str) -> dict[tuple[str, int], tuple[str, list[int]]]:
        """The points of a record, with the offsets of their words, by section and number."""
        data = json.loads(self.collection("records").engine.payload(self._number[id]))
        return {
            (section, number): (text, spans)
            for (section, items), cut in zip(data["sections"], data["spans"], strict=True)
            for (text, number), spans in zip(items, cut, strict=True)
            if number
        }

    def _content(self, id: str) -> Content:
        return Content.load(self.collection("records").engine.payload(self._number[id]))

    @cached_property
    def _number(self) -> dict[str, int]:
        return {id: number for number, (id, _, _) in enumerate(self.collection("records").places) if id}


def _telling(counts: Mapping[str, int]) -> dict[str, int]:
    """The terms without search tokens of private values and without what masking leaves of digits."""
    return {term: count for term, count in counts.items() if not is_hidden_term(term)}
