"""A file to ingest, and the result of reading it: shared by archives, readers, workers and the store writer."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from corpus.record import Record
from kmsearch.errors import IngestError, KmsearchError


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file to read: ``path`` is its name for people and records, ``file`` holds its bytes (a member of an archive is
    unpacked elsewhere). ``error``: why there are no bytes."""

    path: Path
    file: Path
    error: IngestError | None = None


@dataclass(frozen=True, slots=True)
class ReadResult:
    """A file that was read: the SHA-256 of its bytes and its records, or the error.

    The records are empty for a file whose digest is known, and for a table, which the store writer reads row by row.
    """

    input: InputFile
    digest: str = ""
    records: tuple[Record, ...] = ()
    error: KmsearchError | None = None

    @property
    def path(self) -> Path:
        """The name of the file for people."""
        return self.input.path
