"""State kept for the next run: files that hold no record, and the file whose records were being written at an abort."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from corpus.storage import atomic_files
from corpus.storage.store import Store
from ingest.input_file import ReadResult
from kmsearch.errors import NoRecord
from kmsearch.thai.damage_repair import lexicon_in_use

REJECTED_FILES = ".rejected.json"
UNFINISHED_FILE = ".unfinished"

_RULE_SUFFIXES = (".py", ".toml", ".yaml")
"""Suffixes of the files that decide whether a document holds a record: code, forms, word lists, lexicon."""


class RejectedFiles:
    """Files found to hold no record (a news page), by digest; read again only after the extraction rules changed."""

    def __init__(self, store: Store):
        self._path = store.home / REJECTED_FILES
        self._rules = _rules_digest()
        self._faults = _read_faults(self._path, self._rules)
        self._changed = False

    @property
    def digests(self) -> frozenset[str]:
        """The digests of the rejected files."""
        return frozenset(self._faults)

    def update(self, result: ReadResult) -> ReadResult:
        """The result as it came, remembered if it holds no record; a skipped file gets its earlier error back."""
        if isinstance(result.error, NoRecord) and result.digest:
            self._faults[result.digest] = (result.error.cause, result.error.cure)
            self._changed = True
        elif not result.error and not result.records and result.digest in self._faults:
            return _rejected(result, *self._faults[result.digest])
        return result

    def save(self) -> None:
        """Writes the digests for the next run, each fault (cause, cure) once."""
        if self._changed:
            positions = {fault: position for position, fault in enumerate(dict.fromkeys(self._faults.values()))}
            files = {digest: positions[fault] for digest, fault in self._faults.items()}
            data = json.dumps({"rules": self._rules, "faults": [*positions], "files": files}, ensure_ascii=False)
            with atomic_files.explained(self._path):
                atomic_files.write(self._path, data.encode("utf-8", "backslashreplace"))


def _rejected(result: ReadResult, cause: str, cure: str) -> ReadResult:
    return ReadResult(result.input, result.digest, error=NoRecord(cause, cure, file=result.path))


def _read_faults(path: Path, rules: str) -> dict[str, tuple[str, str]]:
    """Digest → (cause, cure); empty when other rules found them, or the file is missing or damaged."""
    try:
        table = json.loads(path.read_bytes())
        if table["rules"] == rules:
            faults = [(str(cause), str(cure)) for cause, cure in table["faults"]]
            return {str(digest): faults[position] for digest, position in table["files"].items()}
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        pass
    return {}


def _rules_digest() -> str:
    """SHA-256 over everything that extraction depends on: code, forms, word lists, and the office's own lexicon."""
    digest = hashlib.sha256()
    root = Path(__file__).parents[1]
    files = [file for package in ("ingest", "kmsearch") for file in (root / package).rglob("*")]
    rules = sorted(file for file in files if file.suffix in _RULE_SUFFIXES)
    for file in [*rules, *filter(None, [lexicon_in_use()])]:
        digest.update(file.read_bytes())
    return digest.hexdigest()


@contextmanager
def marked_unfinished(store: Store, result: ReadResult) -> Iterator[None]:
    """Marks a file of several records as unfinished until the block ends without an exception.

    A run that is killed in the block leaves the mark; the next run reads the file again (``unfinished_digest``).
    """
    mark = store.home / UNFINISHED_FILE
    several = len(result.records) > 1
    if several:
        with atomic_files.explained(mark):
            atomic_files.write(mark, result.digest.encode())
    yield
    if several:
        with atomic_files.explained(mark):
            mark.unlink()


def unfinished_digest(store: Store) -> str:
    """The digest of the file whose records were being written when the last run was killed; empty without one."""
    with suppress(OSError, UnicodeDecodeError):
        return (store.home / UNFINISHED_FILE).read_text("ascii")
    return ""
