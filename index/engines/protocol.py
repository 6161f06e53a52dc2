"""The Engine protocol, and the documents and queries that every engine receives.

The query language is Whoosh's own query classes. Their field names mean the same to every engine:

- ``text``: the words of all parts that free words search; ``sub``: the sub-words of the same parts.
- the name of a part, such as ``title`` or ``strategies``: the words of that part alone; ``<part>.sub`` its sub-words.

Nodes an engine answers: Term, Phrase (adjacent words), Prefix, And, Or (with ``minmatch``), Not, AndMaybe,
DisjunctionMax, Every, NullQuery and Within.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from pathlib import Path
from typing import Protocol, Self

from whoosh.query import Query

TEXT, SUB = "text", "sub"
SUB_SUFFIX = ".sub"

PREFIX_TERMS = 32
"""A prefix stands for at most so many terms, the most frequent: more cost time and change no first page."""


@dataclass(frozen=True, slots=True)
class PartKind:
    """A part of a document that a query can name. ``boost`` weighs its words; 0: free words do not search it."""

    name: str
    boost: float


@dataclass(frozen=True, slots=True)
class Part:
    """The finished tokens of one part: ``words`` with their positions, ascending, and ``subwords``."""

    name: str
    words: tuple[tuple[str, int], ...]
    subwords: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """What an engine indexes: a unique ``key``, parts, and a ``payload`` that it gives back as it is."""

    key: str
    parts: tuple[Part, ...]
    payload: str = ""


class Within(Query):  # type: ignore[misc]
    """Matches the documents whose numbers are in the set ``bits``; adds nothing to their scores."""

    def __init__(self, bits: int):
        self.bits = bits

    def __repr__(self) -> str:
        return f"Within({self.bits.bit_count()})"


@dataclass(frozen=True)
class PhraseText(Query):  # type: ignore[misc]
    """A phrase as typed: its ``words`` side by side, or its ``text`` (in plain form) within longer words.

    No engine answers it: ``Snapshot.bind`` puts what engines answer in its place, with the cluster bigrams ``grams``.
    """

    fieldname: str
    words: tuple[str, ...]
    text: str = dataclass_field(compare=False, default="")
    grams: tuple[str, ...] = dataclass_field(compare=False, default=())

    def field(self) -> str:
        """The field it names."""
        return self.fieldname


class DocumentSink(Protocol):
    """Where documents to be indexed go."""

    def add(self, document: Document) -> None:
        """Indexes one document, whose key must be new."""

    def take(self, folder: Path) -> None:
        """Moves in all documents of the finished index in ``folder``, in their order, behind what was added.

        That index is of the same engine and parts and on the same disk; it is of no use afterwards.
        """


class Engine(Protocol):
    """One index in one folder. Document numbers run from 0 and hold until the next writing.

    Reading is safe from several threads. Every fault of the underlying library is raised as IndexDamaged.
    """

    VERSION: str
    """Changes when an index written before can no longer be read."""

    @classmethod
    def create(cls, folder: Path, parts: Sequence[PartKind]) -> Self:
        """An empty index in ``folder``, which is made."""

    @classmethod
    def open(cls, folder: Path, parts: Sequence[PartKind]) -> Self:
        """The index in ``folder``. Raises IndexDamaged when it does not open."""

    def writing(self, deletions: Collection[str] = ()) -> AbstractContextManager[DocumentSink]:
        """Takes out the keys ``deletions``, then takes what is added; all is searchable when the context ends well.

        After an exception the index is of no use: write into a copy. OSError passes through.
        """

    @property
    def keys(self) -> Sequence[str]:
        """The key of each document by its number; an empty string where one was taken out."""

    def payload(self, number: int) -> str:
        """The payload of a document."""

    def match(self, query: Query) -> int:
        """The bitmap of the documents that match."""

    def score(self, query: Query, numbers: Sequence[int]) -> list[float]:
        """How well each of ``numbers`` matches (BM25F), in their order; 0.0 for one that does not."""

    def frequency(self, field: str, term: str) -> int:
        """How many documents have ``term`` in ``text`` or ``sub``, those taken out perhaps among them; cheap."""

    def terms(self, field: str) -> Mapping[str, int]:
        """Every word of ``text`` or ``sub`` with the number of documents that have it, those taken out perhaps among
        them; cluster bigrams left out."""

    def close(self) -> None:
        """Gives back files and memory."""
