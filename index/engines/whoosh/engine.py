"""Whoosh behind the Engine protocol: its files, its writer, its posting lists and its query classes.

Whoosh's matchers step through postings one document at a time; ``evaluation`` reads the same lists whole instead.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.query import Query

from index.engines.protocol import DocumentSink, PartKind
from index.engines.whoosh.evaluation import Evaluator
from index.engines.whoosh.posting_reader import WhooshLists
from index.engines.whoosh.private_names import minor_version
from index.engines.whoosh.schema import Layout, schema
from index.engines.whoosh.segment_writer import Segments
from kmsearch.errors import IndexDamaged


class _Storage(FileStorage):  # type: ignore[misc]
    """Closes what Whoosh leaves open when it gives up on a damaged file."""

    def __init__(self, folder: str):
        super().__init__(folder)
        self._opened: list[Any] = []

    def open_file(self, name: str, **options: Any) -> Any:
        """The file, remembered."""
        file = super().open_file(name, **options)
        self._opened = [other for other in self._opened if not other.is_closed] + [file]
        return file

    def close_all(self) -> None:
        """Closes every file that is still open."""
        for file in self._opened:
            if not file.is_closed:
                file.close()


class WhooshEngine:
    """One Whoosh index in one folder."""

    VERSION = f"whoosh-2 {minor_version()}"
    """Of the files: our layout, and the release of whoosh3 whose codec wrote them."""

    def __init__(self, folder: Path, parts: Sequence[PartKind], *, create: bool = False):
        self._folder = folder
        self._layout = Layout(parts)
        if create:
            folder.mkdir(parents=True, exist_ok=True)
        storage = _Storage(str(folder))
        try:
            with self._damage():
                self._index = FileIndex.create(storage, schema()) if create else FileIndex(storage, schema=schema())
                self._read()
        except IndexDamaged:
            storage.close_all()
            raise

    @classmethod
    def create(cls, folder: Path, parts: Sequence[PartKind]) -> Self:
        """An empty index in ``folder``, which is made."""
        return cls(folder, parts, create=True)

    @classmethod
    def open(cls, folder: Path, parts: Sequence[PartKind]) -> Self:
        """The index in ``folder``. Raises IndexDamaged when it does not open."""
        return cls(folder, parts)

    @property
    def keys(self) -> Sequence[str]:
        """The key of each document by its number; an empty string where one was taken out."""
        return self._lists.keys

    def payload(self, number: int) -> str:
        """The payload of a document."""
        with self._damage():
            return self._lists.payload(number)

    def match(self, query: Query) -> int:
        """The bitmap of the documents that match."""
        with self._damage():
            return self._evaluator.match(query)

    def score(self, query: Query, numbers: Sequence[int]) -> list[float]:
        """The score of each of ``numbers``."""
        with self._damage():
            return self._evaluator.score(query, numbers)

    def frequency(self, field: str, term: str) -> int:
        """The number of documents that have ``term`` in ``field``."""
        with self._damage():
            return self._lists.frequency(field, term)

    def terms(self, field: str) -> Mapping[str, int]:
        """The words of ``field`` with the number of documents that have them."""
        with self._damage():
            return self._lists.terms(field)

    @contextmanager
    def writing(self, deletions: Collection[str] = ()) -> Iterator[DocumentSink]:
        """Takes out ``deletions``, then takes what is added, and reads the index anew. OSError passes through."""
        sink = Segments(self._index, self._layout)
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
        with self._damage():
            self._read()

    def close(self) -> None:
        """Closes the files."""
        self._lists.close()

    def _read(self) -> None:
        self._lists = WhooshLists(self._index, self._layout)
        self._evaluator = Evaluator(self._lists, self._lists.lengths, self._lists.live)

    @contextmanager
    def _damage(self) -> Iterator[None]:
        """Whatever Whoosh raises over files it cannot make sense of becomes IndexDamaged."""
        try:
            yield
        except Exception as error:
            cause = f"ดัชนีค้นหาอ่านไม่ได้ ({type(error).__name__}: {error})"
            raise IndexDamaged(cause, "โปรแกรมจะสร้างใหม่จากบันทึกให้เอง", file=self._folder) from error
