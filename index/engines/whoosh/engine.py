"""The Engine protocol over Whoosh's files and codec.

Whoosh's matchers iterate over postings document by document; ``evaluation`` reads whole posting lists instead.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.query import Query

from index.engines.document_sets import DocumentSet
from index.engines.protocol import DocumentSink, PartKind
from index.engines.whoosh.damage import reading
from index.engines.whoosh.evaluation import Evaluator
from index.engines.whoosh.posting_reader import PostingReader
from index.engines.whoosh.private_names import minor_version
from index.engines.whoosh.schema import FieldLayout, schema
from index.engines.whoosh.segment_writer import SegmentSink


class _Storage(FileStorage):  # type: ignore[misc]
    """File storage that can close its files, because Whoosh leaves them open when it fails on a damaged one."""

    def __init__(self, folder: str):
        super().__init__(folder)
        self._opened: list[Any] = []

    def open_file(self, name: str, **options: Any) -> Any:
        """Opens a file and remembers it."""
        file = super().open_file(name, **options)
        self._opened = [opened_file for opened_file in self._opened if not opened_file.is_closed] + [file]
        return file

    def close_all(self) -> None:
        """Closes every file that is still open."""
        for file in self._opened:
            if not file.is_closed:
                file.close()


class WhooshEngine:
    """One Whoosh index in one folder."""

    VERSION = f"whoosh-3 {minor_version()}"
    """Version of our field layout, and of the whoosh3 release whose codec writes the files."""

    def __init__(self, folder: Path, parts: Sequence[PartKind], *, create: bool = False):
        self._folder = folder
        self._layout = FieldLayout(parts)
        if create:
            folder.mkdir(parents=True, exist_ok=True)
        storage = _Storage(str(folder))
        try:
            with reading(folder):
                self._index = FileIndex.create(storage, schema()) if create else FileIndex(storage, schema=schema())
            self._read()
        except BaseException:
            storage.close_all()
            raise

    @classmethod
    def create(cls, folder: Path, parts: Sequence[PartKind]) -> Self:
        """An empty index in ``folder``, which is created."""
        return cls(folder, parts, create=True)

    @classmethod
    def open(cls, folder: Path, parts: Sequence[PartKind]) -> Self:
        """The index in ``folder``. Raises IndexDamaged if it does not open."""
        return cls(folder, parts)

    @property
    def keys(self) -> Sequence[str]:
        """The key of each document by number; an empty string for a deleted document."""
        return self._postings.keys

    def payload(self, number: int) -> str:
        """The payload of a document."""
        return self._postings.payload(number)

    def match(self, query: Query) -> DocumentSet:
        """The documents that match. Raises TypeError for an unknown node, KeyError for an unknown field."""
        return self._evaluator.match(query)

    def score(self, query: Query, numbers: Sequence[int]) -> list[float]:
        """The BM25F score of each of ``numbers``, in their order."""
        return self._evaluator.score(query, numbers)

    def frequency(self, field: str, term: str) -> int:
        """The document frequency of ``term`` in ``field``."""
        return self._postings.frequency(field, term)

    def terms(self, field: str) -> Mapping[str, int]:
        """The words of ``field`` with their document frequencies."""
        return self._postings.terms(field)

    @contextmanager
    def writing(self, deletions: Collection[str] = ()) -> Iterator[DocumentSink]:
        """Deletes ``deletions``, adds documents, and reopens the index. OSError passes through."""
        sink = SegmentSink(self._index, self._layout)
        try:
            for number, key in enumerate(self.keys):
                if key in deletions:
                    sink.delete(number)
            yield sink
        except BaseException:
            sink.cancel()
            raise
        sink.commit(merge=bool(deletions))
        self.close()
        self._read()

    def close(self) -> None:
        """Closes the files."""
        self._postings.close()

    def _read(self) -> None:
        self._postings = PostingReader(self._index, self._layout, self._folder)
        self._evaluator = Evaluator(self._postings, self._postings.lengths, self._postings.live)
