"""The Engine protocol, and the documents and queries that every engine takes.

Queries are trees of Whoosh's query classes. Their field names mean the same to every engine:

- ``text``: the words of all parts that free words search; ``sub``: the subwords of the same parts.
- the name of a part, such as ``title`` or ``strategies``: the words of that part alone; ``<part>.sub`` its subwords.

An engine answers the nodes Term, Phrase (adjacent words), Prefix, And, Or (with ``minmatch``), Not, AndMaybe,
DisjunctionMax, Every, NullQuery and InDocuments.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from pathlib import Path
from typing import Protocol, Self

from whoosh.query import Query

from index.engines.document_sets import DocumentSet

TEXT, SUB = "text", "sub"
SUB_SUFFIX = ".sub"

PREFIX_TERMS = 32
"""Terms that a prefix expands to at most, the most frequent ones. A guess: rarer terms seldom change a first page."""


@dataclass(frozen=True, slots=True)
class PartKind:
    """A part of a document that a query can name. ``boost`` weights its words; with 0, free words do not search it."""

    name: str
    boost: float


@dataclass(frozen=True, slots=True)
class Part:
    """The tokens of one part: ``words`` with their positions, ascending, and ``subwords``."""

    name: str
    words: tuple[tuple[str, int], ...]
    subwords: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IndexDocument:
    """A document to be indexed: a unique ``key``, its parts, and a ``payload`` that is stored unchanged."""

    key: str
    parts: tuple[Part, ...]
    payload: str = ""


class InDocuments(Query):  # type: ignore[misc]
    """Matches the members of a set of documents; adds nothing to their scores."""

    def __init__(self, documents: DocumentSet):
        self.documents = documents

    def __repr__(self) -> str:
        return f"InDocuments({len(self.documents)})"


@dataclass(frozen=True)
class PhraseText(Query):  # type: ignore[misc]
    """A phrase as typed: matches its ``words`` side by side, or its ``text`` (in ``plain_form``) inside longer words.

    No engine answers it: ``index.query.binding`` replaces it, using the cluster bigrams ``grams`` of the text.
    """

    fieldname: str
    words: tuple[str, ...]
    text: str = dataclass_field(compare=False, default="")
    grams: tuple[str, ...] = dataclass_field(compare=False, default=())

    def field(self) -> str:
        """The field that it searches."""
        return self.fieldname


class DocumentSink(Protocol):
    """Takes the documents of one write transaction."""

    def add(self, document: IndexDocument) -> None:
        """Indexes one document, whose key must be new."""

    def take(self, folder: Path) -> None:
        """Moves in all documents of the finished index in ``folder``, in their order, after those added before.

        That index has the same engine and parts and is on the same disk; it cannot be used afterwards.
        """


class Engine(Protocol):
    """One index in one folder. Document numbers start at 0 and stay valid until the next write.

    Reading is safe in any number of threads. Unreadable files raise IndexDamaged; a query that no engine answers, or
    that names an unknown field, raises TypeError or KeyError.
    """

    VERSION: str
    """Version of the files on disk: changes when an older index can no longer be read."""

    @classmethod
    def create(cls, folder: Path, parts: Sequence[PartKind]) -> Self:
        """An empty index in ``folder``, which is created."""

    @classmethod
    def open(cls, folder: Path, parts: Sequence[PartKind]) -> Self:
        """The index in ``folder``. Raises IndexDamaged if it does not open."""

    def writing(self, deletions: Collection[str] = ()) -> AbstractContextManager[DocumentSink]:
        """Deletes the documents with the keys ``deletions``, then adds documents; all are searchable after the context.

        After an exception the index cannot be used: write into a copy. OSError passes through.
        """

    @property
    def keys(self) -> Sequence[str]:
        """The key of each document by number; an empty string for a deleted document."""

    def payload(self, number: int) -> str:
        """The payload of a document."""

    def match(self, query: Query) -> DocumentSet:
        """The documents that match."""

    def score(self, query: Query, numbers: Sequence[int]) -> list[float]:
        """The BM25F score of each of ``numbers``, in their order; 0.0 for a document that does not match."""

    def frequency(self, field: str, term: str) -> int:
        """The document frequency of ``term`` in ``text`` or ``sub``; may count deleted documents; cheap."""

    def terms(self, field: str) -> Mapping[str, int]:
        """Every word of ``text`` or ``sub`` with its document frequency, which may count deleted documents; without
        cluster bigrams."""

    def close(self) -> None:
        """Closes files and frees memory."""
