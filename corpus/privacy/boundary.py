"""The privacy boundary: every value that leaves for people passes it, and private data in it comes out masked.

It is applied where values are made (the index is built of disclosed records, so that facets, people, suggestions and
snippets never hold what is hidden; pages of a record disclose it when they read it) and again where they leave (JSON,
templates, responses, the streams of the commands), so that a page or a command that forgets it shows nothing either.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from pathlib import PurePath
from typing import Any, Self, TypeVar, cast

from corpus.fields import FIELD
from corpus.privacy.masking import mask_phone, mask_span
from corpus.privacy.recogniser import PrivateKind, PrivateSpan, find_private
from corpus.record import Record
from kmsearch.config import Settings

RULES_VERSION = 1
"""Raised when the same text is masked otherwise: an index that was built by older rules is then rebuilt."""

NAMES_OF_FILES = frozenset({"id", "record", "record_id", "original", "digest", "extracted"})
"""Names of values that address a record or a kept file; they are made by rule and stay as they are."""

_SCALARS = (type(None), bool, int, float, Decimal, date, time)

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
        return cast(_T, _Walk(self, is_known).any(value, "")) if self.hidden else value

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


@dataclass(frozen=True, slots=True)
class _Walk:
    """Masks every string of a value; what has none that changes comes out as the same object."""

    boundary: Boundary
    is_known: IsKnown | None

    def any(self, value: Any, name: str) -> Any:
        """``value``, which stands under ``name`` (empty: none)."""
        if isinstance(value, str):
            return self._string(value, name)
        if isinstance(value, _SCALARS):
            return value
        if isinstance(value, PurePath):
            return type(value)(self.boundary.text(str(value), self.is_known))
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return self._dataclass(value)
        if isinstance(value, Mapping):
            pairs = {self.any(key, ""): self.any(each, str(key)) for key, each in value.items()}
            return pairs if any(pairs.get(key) is not each for key, each in value.items()) else value
        if isinstance(value, tuple | list | Set):
            return self._collection(value, name)
        raise TypeError(f"no rule for the disclosure of a {type(value).__qualname__}")

    def _string(self, value: str, name: str) -> str:
        if name in NAMES_OF_FILES:
            return value
        masked = self.boundary.text(value, self.is_known)
        if name in FIELD and FIELD[name].kind == "phone" and "phone" in self.boundary.hidden:
            masked = mask_phone(masked)
        return value if masked == value else type(value)(masked)

    def _dataclass(self, value: Any) -> Any:
        changed = {}
        for field in dataclasses.fields(value):
            old = getattr(value, field.name)
            new = self.any(old, field.name)
            if new is not old:
                changed[field.name] = new
        return dataclasses.replace(value, **changed) if changed else value

    def _collection(self, value: Collection[Any], name: str) -> Any:
        if isinstance(value, tuple) and value and all(map(_is_piece, value)):
            return self._pieces(value)
        masked = [self.any(each, name) for each in value]
        if all(new is old for new, old in zip(masked, value, strict=True)):
            return value
        make: Any = type(value)
        return make(*masked) if hasattr(value, "_fields") else make(masked)

    def _pieces(self, pieces: tuple[tuple[str, bool], ...]) -> tuple[tuple[str, bool], ...]:
        """The pieces of a highlighted text masked as one text: a highlight may part a number."""
        whole = "".join(piece for piece, _ in pieces)
        masked, start, parts = self.boundary.text(whole, self.is_known), 0, []
        for piece, is_marked in pieces:
            parts.append((masked[start : start + len(piece)], is_marked))
            start += len(piece)
        return pieces if masked == whole else tuple(parts)


def _is_piece(value: Any) -> bool:
    return isinstance(value, tuple) and len(value) == 2 and isinstance(value[0], str) and isinstance(value[1], bool)
