"""The privacy boundary: masks private data in every value that people get to see.

It is applied where values are created (the index is built from disclosed records, so that facets, people, suggestions
and snippets contain no hidden data; pages disclose a record when they read it) and again at every output (JSON,
templates, responses, streams of the commands), so that a page or command that omits it leaks nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self, TypeVar

from corpus.fields import FIELD
from corpus.privacy.masking import mask_phone, mask_span
from corpus.privacy.recogniser import PrivateKind, PrivateSpan, find_private
from corpus.privacy.strings import map_strings
from kmsearch.config import Settings

if TYPE_CHECKING:  # a record brings the tokenizer, which commands load only when they need it
    from corpus.record import Record

RULES_VERSION = 2
"""Incremented when the same text is masked differently; an index built with older rules is then rebuilt."""

NAMES_OF_FILES = frozenset({"id", "record", "record_id", "original", "digest", "extracted"})
"""Names of values that identify a record or a stored file; they are generated and never masked."""

IsKnown = Callable[[str, PrivateSpan], bool]
"""Predicate of (text, span): whether the reader already knows the private value of the span."""

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Boundary:
    """The kinds of private data that are masked. ``Boundary()`` masks the default kinds: telephone numbers and citizen
    ids."""

    hidden: frozenset[PrivateKind] = frozenset({"phone", "citizen_id"})

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """Returns the boundary of the settings ``show_*``."""
        shown: dict[PrivateKind, bool] = {
            "phone": settings.show_phone,
            "citizen_id": settings.show_citizen_id,
            "email": settings.show_email,
            "line_id": settings.show_line_id,
        }
        return cls(frozenset(kind for kind, is_shown in shown.items() if not is_shown))

    @property
    def fingerprint(self) -> str:
        """Sixteen hex digits that change whenever the same record would be disclosed differently."""
        return hashlib.sha256(repr((RULES_VERSION, sorted(self.hidden))).encode()).hexdigest()[:16]

    def disclose(self, value: _T, is_known: IsKnown | None = None) -> _T:
        """Returns ``value`` with every string masked, in the same shape: dataclasses, collections, strings.

        Spans for which ``is_known`` is true stay. Raises TypeError for an object of an unknown type.
        """
        if not self.hidden:
            return value
        return map_strings(value, lambda text, name: self.string(text, name, is_known))

    def records(self, records: Iterable[Record]) -> Iterator[Record]:
        """Yields the records disclosed. The place to leave out drafts and withdrawn records, once these exist."""
        return map(self.disclose, records)

    def text(self, text: str, is_known: IsKnown | None = None) -> str:
        """Returns ``text`` with its private spans masked, except those for which ``is_known`` is true."""
        spans = find_private(text, self.hidden) if self.hidden else ()
        pieces, reached = list[str](), 0
        for span in spans:
            if is_known is None or not is_known(text, span):
                pieces += [text[reached : span.start], mask_span(text, span)]
                reached = span.end
        return "".join([*pieces, text[reached:]]) if pieces else text

    def string(self, text: str, name: str, is_known: IsKnown | None = None) -> str:
        """Returns the value of the field or key ``name`` masked: all numbers of a telephone field; ids stay."""
        if name in NAMES_OF_FILES:
            return text
        masked = self.text(text, is_known)
        is_phone = name in FIELD and FIELD[name].kind == "phone" and "phone" in self.hidden
        return mask_phone(masked) if is_phone else masked


NOTHING_HIDDEN = Boundary(frozenset())
"""Masks nothing: for a backup by the owner of a corpus, or the extraction of the caller's own file."""
