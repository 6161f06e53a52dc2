"""Maps the errors that unreadable index files raise to IndexDamaged; every other error is a programming error."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from pickle import UnpicklingError

from whoosh import index
from whoosh.filedb.filetables import FileFormatError
from whoosh.reading import CorruptIndexError

from kmsearch.errors import IndexDamaged

READ_ERRORS: tuple[type[Exception], ...] = (
    OSError,  # a missing file, a failing disk
    EOFError,  # a truncated file, a truncated pickle
    struct.error,  # a header or a number cut short
    zlib.error,  # a compressed block or payload
    UnpicklingError,  # the table of contents, a block's values
    ValueError,  # an offset outside of the file; terms and keys that are no UTF-8
    OverflowError,  # a length that no memory can hold
    IndexError,  # Whoosh's term info points past a table of the codec
    index.IndexError,  # no table of contents, another version, another byte order
    CorruptIndexError,  # Whoosh's own check of a posting block
    FileFormatError,  # the hash file of a segment
)
"""The errors that Whoosh's readers raise for damaged bytes, collected by truncating, blanking and flipping bytes of
every file of an index (tests/index/engines/test_damage.py). Only code that reads files runs under ``reading``, never a
query."""

CURE = "โปรแกรมจะสร้างใหม่จากบันทึกให้เอง"


@contextmanager
def reading(folder: Path) -> Iterator[None]:
    """Raises IndexDamaged, naming ``folder``, for an error of ``READ_ERRORS``."""
    try:
        yield
    except READ_ERRORS as error:
        raise damaged(folder, f"{type(error).__name__}: {error}") from error


def damaged(folder: Path, detail: str) -> IndexDamaged:
    """The error for an index in ``folder`` that does not read."""
    return IndexDamaged(f"ดัชนีค้นหาอ่านไม่ได้ ({detail})", CURE, file=folder)
