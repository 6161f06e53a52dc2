"""Documents from bytes, and archives, for tests of readers."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from corpus.record import Record
from ingest.document import Document, Line
from ingest.readers import read
from ingest.readers.text import as_lines
from ingest.record_builder import extract
from kmsearch.errors import UnreadableFile


def lines_of(name: str, data: bytes) -> tuple[Line, ...]:
    """The lines of a file of this name."""
    return read(Path(name), data).lines


def texts_of(name: str, data: bytes) -> list[str]:
    """The texts of these lines."""
    return [line.text for line in lines_of(name, data)]


def listed(name: str, data: bytes) -> list[tuple[str, int, str]]:
    """Bullet or number, depth and text of these lines."""
    return [(line.bullet, line.depth, line.text) for line in lines_of(name, data)]


def refusal(name: str, data: bytes) -> UnreadableFile:
    """The error for a file that cannot be read; it must name the file and a cure."""
    with pytest.raises(UnreadableFile) as raised:
        read(Path(name), data)
    assert raised.value.cure
    assert raised.value.file == name
    return raised.value


def records_of_text(text: str) -> tuple[Record, ...]:
    """The records that are extracted from a plain text."""
    return extract(Document("a.txt", as_lines(text)))


def zipped(
    members: Mapping[str, str | bytes] | Mapping[zipfile.ZipInfo, bytes], compression: int = zipfile.ZIP_DEFLATED
) -> bytes:
    """A ZIP archive with these members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()
