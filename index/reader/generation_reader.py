"""Opens the files of one generation: its two indexes, its stored documents, and its word models."""

from __future__ import annotations

from functools import partial
from threading import Lock

from index.build.generation import ITEMS, RECORDS, Generation
from index.engines.protocol import Engine
from index.mapping import PARTS
from index.reader.index_reader import IndexReader
from index.reader.stored_documents import StoredDocuments
from index.results import Target
from index.suggest.word_models import WordModels
from kmsearch.errors import IndexDamaged
from kmsearch.lexicon.model import Lexicon


class GenerationReader:
    """Reads one generation until it is closed. Thread-safe; the index of items opens when first used.

    ``lexicon`` is the one that the generation was built with.
    """

    def __init__(self, generation: Generation, engine: type[Engine], lexicon: Lexicon):
        self.generation = generation
        self.lexicon = lexicon
        self._engine = engine
        self._values = generation.facet_values()
        self._lock = Lock()
        self._opened: dict[Target, IndexReader] = {}
        self.stored = StoredDocuments(self.index)
        self.words = WordModels(self.index("records"), lexicon)

    def index(self, target: Target) -> IndexReader:
        """The index of records or of items. Raises IndexDamaged."""
        with self._lock:
            if target not in self._opened:
                self._opened[target] = self._open(target)
            return self._opened[target]

    def close(self) -> None:
        """Closes the files."""
        with self._lock:
            for index in self._opened.values():
                index.engine.close()
            self._opened.clear()

    def _open(self, target: Target) -> IndexReader:
        folder = self.generation.folder / (RECORDS if target == "records" else ITEMS)
        engine = self._engine.open(folder, PARTS)
        expected = len(self._values) if target == "records" else self.generation.manifest.items
        if sum(map(bool, engine.keys)) != expected:
            engine.close()
            raise IndexDamaged("จำนวนเอกสารในดัชนีไม่ตรงกับสารบัญ", "โปรแกรมจะสร้างใหม่จากบันทึกให้เอง", file=folder)
        return IndexReader(engine, self._values, partial(self._read_groups, target))

    def _read_groups(self, target: Target) -> list[list[str]]:
        groups = self.generation.groups()
        return groups.records if target == "records" else groups.items
