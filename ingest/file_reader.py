"""Reads one file into records: bytes → document → records. Errors of the file are part of the result."""

from __future__ import annotations

import hashlib
from collections.abc import Set
from pathlib import Path

from ingest.input_file import InputFile, ReadResult
from ingest.readers import load, read
from ingest.record_builder import extract
from ingest.tables import row_reader
from kmsearch.errors import IngestError, UnreadableFile


def read_file(path: Path, known: Set[str] = frozenset()) -> ReadResult:
    """The records of a document; a file whose digest is in ``known`` is not extracted again."""
    return read_input(InputFile(path, path), known)


def read_input(input: InputFile, known: Set[str] = frozenset()) -> ReadResult:
    """The same for a document whose bytes are in another file than the one it is named by.

    IngestError, and a document too deep or too large for the program, go into the result; other exceptions are
    programming errors and are raised.
    """
    digest = ""
    try:
        data = load(input.file)
        digest = hashlib.sha256(data).hexdigest()
        if digest in known:
            return ReadResult(input, digest)
        return ReadResult(input, digest, extract(read(input.path, data)))
    except IngestError as error:
        return ReadResult(input, digest, error=error)
    except (RecursionError, MemoryError) as error:
        cause = f"ไฟล์นี้ซ้อนกันลึกหรือใหญ่เกินกว่าโปรแกรมจะอ่านได้ ({type(error).__name__})"
        return ReadResult(input, digest, error=UnreadableFile(cause, "แบ่งไฟล์ให้เล็กลง แล้วนำเข้าใหม่", file=input.path))


def read_document_input(input: InputFile, known: Set[str]) -> ReadResult:
    """The same for any input of a run: an error of its archive is passed on, a table is left to the store writer."""
    if input.error or row_reader.accepts(input.path):
        return ReadResult(input, error=input.error)
    return read_input(input, known)
