"""Candidate keys of a record (title, author, MinHash sketch of its text), and the inverted index key → records."""

from __future__ import annotations

import zlib
from array import array
from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Iterable, MutableSequence

from corpus.record import Record
from ingest.dedup.features import RecordFeatures, body_texts, letters

KEYS_VERSION = 1
"""Raised when the keys of the same record change: a cache of another version is rebuilt."""

SKETCH_SIZE, SKETCH_SHINGLE_LENGTH = 32, 8
"""Bottom-k MinHash of the text: the 32 lowest hashes of its shingles of 8 letters. The more text two records share, the
more of these they share; a third of a record with 10 % wrong letters shares four on average with the whole."""

MAX_RECORDS_PER_KEY = 64
"""Records with one key from which the key is ignored: a phrase of a form, an office that signs for all. A guess."""

MIN_SHARED_KEYS = 2
"""Keys that two records share before they are compared: one alone is chance or a common phrase."""

MAX_CANDIDATES = 12
"""Records compared with a new one, those that share most keys. The next would share two or three of thirty."""

_MAX_RECENT_KEYS = 20_000
"""Keys held in one sorted list, where each insertion moves the rest: some hundred records, a few microseconds."""

_POSITION_BITS = 32
_POSITION_MASK = (1 << _POSITION_BITS) - 1
"""Low bits of a posting, which hold the position of the id; the key is above them."""


def candidate_keys(record: Record) -> tuple[int, ...]:
    """The keys of a record, 32 bits each, at most 36: two of its title, two of its author, and the MinHash sketch.

    Title and author count twice, so that an equal title, or author, reaches ``MIN_SHARED_KEYS`` by itself.
    """
    features = RecordFeatures(record)
    names = [("title", features.title), ("author", "".join(features.author))]
    name_keys = [zlib.crc32(f"{kind}{times}:{text}".encode()) for kind, text in names if text for times in "12"]
    plain = "".join(map(letters, body_texts(record))).encode("utf-16-le")
    width = 2 * SKETCH_SHINGLE_LENGTH
    hashes = {zlib.crc32(plain[at : at + width]) for at in range(0, len(plain) - width + 1, 2)}
    return (*name_keys, *sorted(hashes)[:SKETCH_SIZE])


class KeyIndex:
    """Inverted index: key → ids that have it. A posting is one 64-bit number: the key above, the id's position below.

    Postings are kept in sorted arrays of growing size (a log-structured merge), recent ones in a short list.
    """

    def __init__(self, ids: Iterable[str] = (), postings: Iterable[int] = ()):
        self.ids = list(ids)
        self._positions = {id: position for position, id in enumerate(self.ids)}
        self._sorted = [array("Q", postings)]
        self._recent: list[int] = []

    def __contains__(self, id: str) -> bool:
        return id in self._positions

    def add(self, id: str, keys: Iterable[int]) -> None:
        """Index ``id`` under these keys only; its earlier keys are dropped."""
        self.remove(id)
        position = self._positions[id] = len(self.ids)
        self.ids.append(id)
        for key in keys:
            insort(self._recent, key << _POSITION_BITS | position)
        if len(self._recent) > _MAX_RECENT_KEYS:
            self._flush_recent()

    def remove(self, id: str) -> None:
        """Forget ``id``; nothing happens where it is not known."""
        position = self._positions.pop(id, None)
        if position is not None:
            self.ids[position] = ""

    def candidates(self, keys: Iterable[int]) -> list[str]:
        """The ids that share at least ``MIN_SHARED_KEYS`` of ``keys``, most first; at most ``MAX_CANDIDATES``."""
        shared: Counter[str] = Counter()
        for key in keys:
            postings = [posting for part in (*self._sorted, self._recent) for posting in _postings(part, key)]
            if len(postings) <= MAX_RECORDS_PER_KEY:
                shared.update(filter(None, (self.ids[posting & _POSITION_MASK] for posting in postings)))
        ranked = sorted((-count, id) for id, count in shared.items() if count >= MIN_SHARED_KEYS)
        return [id for _, id in ranked[:MAX_CANDIDATES]]

    def compacted(self) -> tuple[list[str], array[int]]:
        """The ids without removed ones, and all postings in order with the new positions."""
        kept_positions = [position for position, id in enumerate(self.ids) if id]
        moved = dict(zip(kept_positions, range(len(kept_positions)), strict=True))
        self._flush_recent()
        while len(self._sorted) > 1:
            self._merge_last_two()
        live = (posting for posting in self._sorted[0] if self.ids[posting & _POSITION_MASK])
        postings = array(
            "Q", (posting >> _POSITION_BITS << _POSITION_BITS | moved[posting & _POSITION_MASK] for posting in live)
        )
        return [self.ids[position] for position in kept_positions], postings

    def _flush_recent(self) -> None:
        """Move the recent postings into an array, small arrays into larger ones: each moves a few times in all."""
        self._sorted.append(array("Q", self._recent))
        self._recent = []
        while len(self._sorted) > 1 and len(self._sorted[-2]) <= len(self._sorted[-1]):
            self._merge_last_two()

    def _merge_last_two(self) -> None:
        last = self._sorted.pop()
        self._sorted[-1] = array("Q", sorted([*self._sorted[-1], *last]))


def _postings(postings: MutableSequence[int], key: int) -> Iterable[int]:
    """The postings of ``key``; one more than ``MAX_RECORDS_PER_KEY`` at most."""
    first = bisect_left(postings, key << _POSITION_BITS)
    end = bisect_left(postings, key + 1 << _POSITION_BITS, first)
    return postings[first : min(end, first + MAX_RECORDS_PER_KEY + 1)]
