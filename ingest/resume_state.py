"""What a run remembers for the next one: files that hold no record, and the file being stored when it ended."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from corpus.storage import atomic_files
from corpus.storage.store import Store
from ingest.store_writer import Read
from kmsearch.errors import NoRecord
from kmsearch.thai.damage_repair import lexicon_in_use

REFUSED = ".refused.json"
STORING = ".storing"

_RULES = (".py", ".toml", ".yaml")
"""Endings of what decides whether a file holds a record: the program, its forms, its words."""


class Refused:
    """Files found to hold no record (a news page), by digest: read again only when the rules have changed."""

    def __init__(self, store: Store):
        self._path = store.home / REFUSED
        self._rules = _rules()
        self._faults = _read_faults(self._path, self._rules)
        self._changed = False

    @property
    def digests(self) -> frozenset[str]:
        """The digests of these files."""
        return frozenset(self._faults)

    def learn(self, result: Read) -> Read:
        """The same result, remembered if there was no record, or with the error it had when it was read."""
        if isinstance(result.error, NoRecord) and result.digest:
            self._faults[result.digest] = (result.error.cause, result.error.cure)
            self._changed = True
        elif not result.error and not result.records and result.digest in self._faults:
            return _refused(result, *self._faults[result.digest])
        return result

    def save(self) -> None:
        """Write what was learnt for the next run."""
        if self._changed:
            faults = {fault: place for place, fault in enumerate(dict.fromkeys(self._faults.values()))}
            files = {digest: faults[fault] for digest, fault in self._faults.items()}
            data = json.dumps({"rules": self._rules, "faults": [*faults], "files": files}, ensure_ascii=False)
            with atomic_files.explained(self._path):
                atomic_files.write(self._path, data.encode("utf-8", "backslashreplace"))


def _refused(result: Read, cause: str, cure: str) -> Read:
    return Read(result.input, result.digest, error=NoRecord(cause, cure, file=result.path))


def _read_faults(path: Path, rules: str) -> dict[str, tuple[str, str]]:
    """Cause and cure by digest; nothing when they were found by other rules, or the file is damaged."""
    try:
        table = json.loads(path.read_bytes())
        if table["rules"] == rules:
            faults = [(str(cause), str(cure)) for cause, cure in table["faults"]]
            return {str(digest): faults[place] for digest, place in table["files"].items()}
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        pass
    return {}


def _rules() -> str:
    """A digest of all that decides what a file gives: program, forms, words, and the office's own lexicon."""
    digest = hashlib.sha256()
    root = Path(__file__).parents[1]
    rules = [file for room in ("ingest", "kmsearch") for file in (root / room).rglob("*") if file.suffix in _RULES]
    for file in [*sorted(rules), *filter(None, [lexicon_in_use()])]:
        digest.update(file.read_bytes())
    return digest.hexdigest()


@contextmanager
def storing(store: Store, result: Read) -> Iterator[None]:
    """The records of one file are stored in the block, all or, for the next run, none: see ``unfinished``."""
    mark = store.home / STORING
    several = len(result.records) > 1
    if several:
        with atomic_files.explained(mark):
            atomic_files.write(mark, result.digest.encode())
    yield
    if several:
        with atomic_files.explained(mark):
            mark.unlink()


def unfinished(store: Store) -> str:
    """The digest of the file whose records the last run was storing when it was ended; empty for none."""
    with suppress(OSError, UnicodeDecodeError):
        return (store.home / STORING).read_text("ascii")
    return ""
