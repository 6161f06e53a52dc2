"""Restores masked texts of a record from the stored record, so that a masked export can be imported again."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from itertools import combinations

from corpus.privacy.boundary import Boundary
from corpus.privacy.recogniser import PrivateKind, find_private
from corpus.privacy.strings import map_strings
from corpus.record import Record


def restored(record: Record, stored: Record) -> Record:
    """Returns ``record`` with each text that equals a masked text of ``stored`` replaced by the original text.

    All combinations of masked kinds are tried. Texts with the same masked form are restored in order.
    """
    originals = _originals_by_masked_text(stored)
    if not originals:
        return record

    def restore(text: str, name: str) -> str:
        texts = originals.get(text)
        if not texts:
            return text
        return texts.popleft() if len(texts) > 1 else texts[0]

    return map_strings(record, restore)


def _originals_by_masked_text(stored: Record) -> dict[str, deque[str]]:
    """Returns every masked form of the texts of a record → the original texts, in order."""
    originals: dict[str, deque[str]] = {}

    def collect(text: str, name: str) -> str:
        for masked in dict.fromkeys(boundary.string(text, name) for boundary in _boundaries_for(text, name)):
            if masked != text:
                originals.setdefault(masked, deque()).append(text)
        return text

    map_strings(stored, collect)
    return originals


def _boundaries_for(text: str, name: str) -> Iterator[Boundary]:
    """Yields a boundary for each non-empty set of the kinds of private data in a text."""
    kinds: list[PrivateKind] = sorted(
        {span.kind for span in find_private(text)} | ({"phone"} if name == "phone" else set())
    )
    for count in range(1, len(kinds) + 1):
        for hidden in combinations(kinds, count):
            yield Boundary(frozenset(hidden))
