"""One opened generation: both indexes, and the records as they were when it was built."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, lru_cache
from threading import Lock

from whoosh.query import Query

from index.bitmap import numbers
from index.collection import Collection
from index.documents import PARTS, SECTION_PARTS
from index.engines.base import SUB, SUB_SUFFIX, TEXT, Engine, Within
from index.generation import ITEMS, RECORDS, Generation
from index.hits import Content
from index.results import Target
from index.vocabulary import Vocabulary
from kmsearch.errors import IndexDamaged
from kmsearch.lexicon import Lexicon

CONTENTS_KEPT = 256
"""Records kept parsed: those on the pages people are turning."""


class Snapshot:
    """Serves one generation until it is closed; safe from several threads. Files of items open when first asked for."""

    def __init__(self, generation: Generation, engine: type[Engine]):
        self.generation = generation
        self._engine = engine
        self._rows = generation.rows()
        self._lock, self._wording = Lock(), Lock()
        self._vocabulary: Vocabulary | None = None
        self._open: dict[Target, Collection] = {}
        self.content = lru_cache(CONTENTS_KEPT)(self._content)
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
                self._open[target] = Collection(engine, self._rows)
            return self._open[target]

    def vocabulary(self, lexicon: Lexicon) -> Vocabulary:
        """The words a query over this generation can mean, by the lexicon it was made by; made when first asked for."""
        with self._wording:
            if self._vocabulary is None:
                self._vocabulary = Vocabulary(self._counts(lexicon), lexicon)
            return self._vocabulary

    def _counts(self, lexicon: Lexicon) -> dict[str, int]:
        """How many records have each word; of one that stands only inside compounds, how many have it so."""
        engine, is_word = self.collection("records").engine, lexicon.analyzer.is_word
        return {term: count for term, count in engine.terms(SUB).items() if is_word(term)} | dict(engine.terms(TEXT))

    def bind(self, target: Target) -> Callable[[Query], Query]:
        """What puts the answers of the records in place of clauses that items cannot answer."""
        if target == "records":
            return lambda query: query
        return lambda query: query.accept(self._bind_leaf)

    def close(self) -> None:
        """Closes the files."""
        with self._lock:
            for collection in self._open.values():
                collection.engine.close()
            self._open.clear()

    def _bind_leaf(self, leaf: Query) -> Query:
        """``จังหวัด:ลำปาง`` on an item asks for the items of the records in Lampang."""
        field = leaf.field() if leaf.is_leaf() else None
        if not field or field in (TEXT, SUB) or field.removesuffix(SUB_SUFFIX) in SECTION_PARTS:
            return leaf
        records = self.collection("records")
        ids = (records.places[number][0] for number in numbers(records.engine.match(leaf)))
        return Within(self.collection("items").of_records(ids))

    def _content(self, id: str) -> Content:
        return Content.load(self.collection("records").engine.payload(self._number[id]))

    @cached_property
    def _number(self) -> dict[str, int]:
        return {id: number for number, (id, _, _) in enumerate(self.collection("records").places) if id}
