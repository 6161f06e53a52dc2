"""The privacy boundary: every value that leaves for people passes it, and private data in it comes out masked.

It is applied where values are made (the index is built of disclosed records, so that facets, people, suggestions and
snippets never hold what is hidden; pages of a record disclose it when they read it) and again where they leave (JSON,
templates, responses, the streams of the commands), so that a page or a command that forgets it shows nothing either.
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
"""Raised when the same text is masked otherwise: an index that was built by older rules is then rebuilt."""

NAMES_OF_FILES = frozenset({"id", "record", "record_id", "original", "digest", "extracted"})
"""Names of values that address a record or a kept file; they are made by rule and stay as they are."""

IsKnown = Callable[[str, PrivateSpan], bool]
"""Whether the reader of a text has the private value of a span already."""

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Boundary:
    """What is hidden from people: the kinds of private data. ``Boundary()`` is the strictest that ships by default."""

    hidden: frozenset[PrivateKind] = frozenset({"phone", "citizen_id"})

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """The boundary that the settings ask for."""
        shown: dict[PrivateKind, bool] = {
            "phone": settings.show_phone,
            "citizen_id": settings.show_citizen_id,
            "email": settings.show_email,
            "line_id": settings.show_line_id,
        }
        return cls(frozenset(kind for kind, is_shown in shown.items() if not is_shown))

    @property
    def fingerprint(self) -> str:
        """Changes whenever the same record would be disclosed otherwise."""
        return hashlib.sha256(repr((RULES_VERSION, sorted(self.hidden))).encode()).hexdigest()[:16]

    def disclose(self, value: _T, is_known: IsKnown | None = None) -> _T:
        """``value`` in the same shape with every string masked: records, results, dataclasses, collections, strings.

        ``is_known`` says of a span in a text that the reader has it already. Raises TypeError for an object of which
        it is not known what it holds.
        """
        if not self.hidden:
            return value
        return map_strings(value, lambda text, name: self.string(text, name, is_known))

    def records(self, records: Iterable[Record]) -> Iterator[Record]:
        """The records as people may have them. The one place that will leave out drafts and withdrawn records."""
        return map(self.disclose, records)

    def text(self, text: str, is_known: IsKnown | None = None) -> str:
        """``text`` masked, but for the spans that ``is_known`` says the reader has already."""
        spans = find_private(text, self.hidden) if self.hidden else ()
        pieces, reached = list[str](), 0
        for span in spans:
            if is_known is None or not is_known(text, span):
                pieces += [text[reached : span.start], mask_span(text, span)]
                reached = span.end
        return "".join([*pieces, text[reached:]]) if pieces else text

    def string(self, text: str, name: str, is_known: IsKnown | None = None) -> str:
        """A text masked that stands under the field or key ``name``: of a telephone field every number, ids as they
        are."""
        if name in NAMES_OF_FILES:
            return text
        masked = self.text(text, is_known)
        is_phone = name in FIELD and FIELD[name].kind == "phone" and "phone" in self.hidden
        return mask_phone(masked) if is_phone else masked


NOTHING_HIDDEN = Boundary(frozenset())
"""For what the owner of a corpus asks for whole: a backup, or the extraction of a file of their own."""
