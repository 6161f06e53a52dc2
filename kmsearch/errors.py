"""The error tree. Every error names the file, the cause and the cure, in Thai.

KmsearchError
├── ConfigError            a setting cannot be used
├── CorpusError
│   ├── BrokenRecord       a record does not parse (file and line of every fault)
│   ├── RecordNotFound     no record has this id
│   └── StoreLocked        another process holds the lock of the store
├── IngestError
│   ├── UnknownFormat      no reader for this kind of file
│   ├── UnreadableFile     the reader cannot read the file
│   │   └── ProgramMissing  a program that reads this format is not installed
│   ├── NoRecord           the file was read and contains no record
│   └── FormError          the TOML of a form cannot be used
└── SearchError
    ├── IndexDamaged       the index does not open (it is rebuilt from the corpus)
    ├── EngineMissing      the search engine is unknown or not installed
    ├── QueryError         the query cannot be parsed or is too long
    │   └── ParameterError  a URL parameter has an invalid value
    ├── NameNotFound       the index has no topic, person or office of this name
    └── JudgementError     relevance judgements cannot be read or evaluated
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

VALUE_SHOWN: Final = 40
"""Maximum characters of an invalid value quoted in the error message."""

FAULTS_SHOWN: Final = 10
"""Maximum faults of one record listed in its message; the others are counted."""

_SHOWN: Final = {
    **{code: 0x2400 + code for code in range(0x20) if code != 9},
    **dict.fromkeys(
        (*range(0x7F, 0xA0), *range(0x2028, 0x202F), *range(0x2066, 0x206A), *range(0xD800, 0xE000)), 0xFFFD
    ),
}


def on_one_line(text: str) -> str:
    """Returns the text safe to print on one line of a terminal, with the same length.

    Control characters, bidirectional marks and lone surrogates, which file names may contain, are replaced by visible
    signs.
    """
    return text.translate(_SHOWN)


class KmsearchError(Exception):
    """Base of all errors of the project; shown as ``file: cause — cure``.

    ``cause`` and ``cure`` are Thai sentences; ``file`` and ``line`` are None if the error is not about a file.
    """

    def __init__(self, cause: str, cure: str = "", *, file: Path | str | None = None, line: int | None = None):
        super().__init__(cause)
        self.cause = cause
        self.cure = cure
        self.file = file
        self.line = line

    @property
    def place(self) -> str:
        """``file:line``, ``file`` or the empty string."""
        if self.file is None:
            return ""
        file = on_one_line(str(self.file))
        return f"{file}:{self.line}" if self.line else file

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        cure = f" — {self.cure}" if self.cure else ""
        return f"{where}{self.cause}{cure}"


class ConfigError(KmsearchError):
    """A setting cannot be used."""


class CorpusError(KmsearchError):
    """An error of the store or of a stored record."""


class BrokenRecord(CorpusError):
    """A record does not parse; ``file`` and ``line`` locate the fault."""

    _parts: tuple[BrokenRecord, ...] = ()

    @property
    def faults(self) -> tuple[BrokenRecord, ...]:
        """Every fault of the record, in the order of its file."""
        return self._parts or (self,)

    @classmethod
    def combined(cls, faults: Sequence[BrokenRecord]) -> BrokenRecord:
        """Returns one error for all ``faults``: a single one unchanged, several with the line and cure of each."""
        if len(faults) == 1:
            return faults[0]
        ordered = sorted(faults, key=lambda fault: fault.line or 0)
        listed, cures = [], set[str]()
        for fault in ordered[:FAULTS_SHOWN]:
            line = f"บรรทัด {fault.line} " if fault.line else ""
            listed.append(f"{line}{fault.cause}" + ("" if fault.cure in cures else f" ({fault.cure})"))
            cures.add(fault.cure)
        rest = f"; และอีก {len(faults) - FAULTS_SHOWN} แห่ง" if len(faults) > FAULTS_SHOWN else ""
        cause = f"ต้องแก้ {len(faults)} แห่ง: {'; '.join(listed)}{rest}"
        combined = BrokenRecord(cause, "แก้ให้ครบทุกแห่ง แล้วสั่งใหม่", line=ordered[0].line)
        combined._parts = tuple(ordered)
        return combined


class RecordNotFound(CorpusError):
    """No record has this id."""


class StoreLocked(CorpusError):
    """Another process holds the lock of the store."""


class IngestError(KmsearchError):
    """A file cannot be turned into records; the run goes on with the others."""


class UnknownFormat(IngestError):
    """No reader for this kind of file."""


class UnreadableFile(IngestError):
    """The reader cannot read the file."""


class ProgramMissing(UnreadableFile):
    """A program that reads this format is not installed."""


class NoRecord(IngestError):
    """The file was read and contains no record."""


class FormError(IngestError):
    """The TOML of a form cannot be used."""


class SearchError(KmsearchError):
    """An error of the index or of a query."""


class IndexDamaged(SearchError):
    """The index does not open; it is rebuilt from the corpus."""


class EngineMissing(SearchError):
    """The search engine is unknown or not installed."""


class QueryError(SearchError):
    """The query cannot be parsed or is too long."""


class ParameterError(QueryError):
    """A URL parameter has an invalid value.

    ``wrong`` is the predicate of the Thai cause, which begins with the parameter and its value. ``allowed`` lists the
    valid values of a parameter with few.
    """

    def __init__(
        self, wrong: str, cure: str = "", *, name: str = "", value: str = "", allowed: Sequence[str] = (), **where: Any
    ):
        value = value if len(value) <= VALUE_SHOWN else value[:VALUE_SHOWN] + "…"
        super().__init__(f"ค่า “{value}” ของ {name} {wrong}" if name else wrong, cure, **where)
        self.wrong = wrong
        self.name = name
        self.value = value
        self.allowed = tuple(allowed)


class NameNotFound(SearchError):
    """The index has no topic, person or office of this name; ``near`` are the most similar names, best first."""

    def __init__(self, cause: str, cure: str = "", *, near: Sequence[str] = (), **where: Any):
        super().__init__(cause, cure, **where)
        self.near = tuple(near)


class JudgementError(SearchError):
    """Relevance judgements cannot be read or evaluated."""
