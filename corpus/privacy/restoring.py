"""What masking took from a record is given back by the record it was made of: a masked export can be taken in again."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from itertools import combinations

from corpus.privacy.boundary import Boundary
from corpus.privacy.recogniser import PrivateKind, find_private
from corpus.privacy.strings import map_strings
from corpus.record import Record


def restored(record: Record, stored: Record) -> Record:
    """``record`` with each text that is a masked text of ``stored`` whole again, whichever kinds were hidden.

    Of several texts that look alike when masked, the first takes the place of the first.
    """
    wholes = _wholes(stored)
    if not wholes:
        return record

    def whole(text: str, name: str) -> str:
        texts = wholes.get(text)
        if not texts:
            return text
        return texts.popleft() if len(texts) > 1 else texts[0]

    return map_strings(record, whole)


def _wholes(stored: Record) -> dict[str, deque[str]]:
    """Every masked form of the texts of a record that have one → the texts, in order."""
    wholes: dict[str, deque[str]] = {}

    def note(text: str, name: str) -> str:
        for masked in dict.fromkeys(boundary.string(text, name) for boundary in _boundaries_for(text, name)):
            if masked != text:
                wholes.setdefault(masked, deque()).append(text)
        return text

    map_strings(stored, note)
    return wholes


def _boundaries_for(text: str, name: str) -> Iterator[Boundary]:
    """A boundary for each set of kinds that may be hidden in a text."""
    kinds: list[PrivateKind] = sorted(
        {span.kind for span in find_private(text)} | ({"phone"} if name == "phone" else set())
    )
    for count in range(1, len(kinds) + 1):
        for hidden in combinations(kinds, count):
            yield Boundary(frozenset(hidden))
