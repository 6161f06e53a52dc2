"""Stored texts of records and items as of the build of the generation; parsed once and cached."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any, Self

from index.mapping import PARTS
from index.reader.index_reader import IndexReader
from index.results import DocumentRef, Target
from kmsearch.thai.normalise import to_arabic_digits

CACHED_RECORDS = 256
"""Records cached with all their texts. A guess: those on the result pages in use."""

CACHED_ITEM_TEXTS = 2_000
"""Records whose item texts are cached, some ten kilobytes each. A guess: those behind a few lists of item groups."""

CACHED_REFERENCES = 10_000
"""Records whose title, author and place are cached: 500 bytes each."""

_BOOST = {part.name: part.boost for part in PARTS}


@dataclass(frozen=True, slots=True)
class StoredText:
    """One text of a record: its section or field, and its item number there (0: no item).

    ``plain`` is the text in ``plain_form`` with its search tokens; ``spans`` the [start, end) offsets of its words in
    one sequence, empty if unknown. ``private`` has (start, end, search token) of each private value in it, masked or
    not.
    """

    section: str
    number: int
    text: str
    plain: str
    spans: tuple[int, ...] = ()
    private: tuple[tuple[int, int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """A record as of the build of the generation: ``fields`` by name, and the searched texts of its sections and
    fields."""

    title: str
    fields: Mapping[str, Any]
    texts: tuple[StoredText, ...]

    @classmethod
    def load(cls, payload: str) -> Self:
        """The record in the payload of a document."""
        data = json.loads(payload)
        texts = [
            StoredText(section, number, text, _plain_with_tokens(text, tokens), tuple(spans), tuple(map(tuple, tokens)))
            for (section, items), all_spans, private in zip(
                data["sections"], data["spans"], data["private"], strict=True
            )
            for (text, number), spans, tokens in zip(items, all_spans, private, strict=True)
        ]
        fields = [(name, str(value)) for name, value in data["fields"].items() if value and _BOOST[name]]
        texts += [StoredText(name, 0, value, plain_form(value)) for name, value in fields]
        return cls(data["title"], data["fields"], tuple(texts))


class StoredDocuments:
    """Reads the payloads of the records of one generation. Safe in any number of threads."""

    def __init__(self, index: Callable[[Target], IndexReader]):
        self._index = index
        self.content = lru_cache(CACHED_RECORDS)(self._read_record)
        self._reference = lru_cache(CACHED_REFERENCES)(self._read_reference)
        self._item_texts = lru_cache(CACHED_ITEM_TEXTS)(self._read_item_texts)

    def number(self, id: str) -> int | None:
        """The document number of a record in the index of records; None for an unknown id."""
        return self._number_of.get(id)

    def refer_to(self, target: Target, number: int) -> DocumentRef:
        """Title, author, place and year of the record of a document, with the document's address."""
        id, section, item_number = self._index(target).addresses[number]
        return replace(self._reference(id), section=section, number=item_number)

    def text(self, number: int) -> str:
        """The normalised text of an item."""
        return self._item(number)[0]

    def words(self, number: int) -> frozenset[str]:
        """The words of an item as written."""
        text, spans = self._item(number)
        return frozenset(text[start:end] for start, end in zip(spans[::2], spans[1::2], strict=True))

    def _item(self, number: int) -> tuple[str, list[int]]:
        id, section, item_number = self._index("items").addresses[number]
        return self._item_texts(id)[section, item_number]

    def _payload(self, id: str) -> str:
        return self._index("records").engine.payload(self._number_of[id])

    def _read_record(self, id: str) -> StoredRecord:
        return StoredRecord.load(self._payload(id))

    def _read_reference(self, id: str) -> DocumentRef:
        data = json.loads(self._payload(id))
        fields = data["fields"]
        source = (fields["author_name"], fields["author_office"], fields["province"], fields["year"])
        return DocumentRef(id, data["title"], *source)

    def _read_item_texts(self, id: str) -> dict[tuple[str, int], tuple[str, list[int]]]:
        """The items of a record by section and number: text, and offsets of its words."""
        data = json.loads(self._payload(id))
        return {
            (section, number): (text, spans)
            for (section, items), item_spans in zip(data["sections"], data["spans"], strict=True)
            for (text, number), spans in zip(items, item_spans, strict=True)
            if number
        }

    @cached_property
    def _number_of(self) -> dict[str, int]:
        return {id: number for number, (id, _, _) in enumerate(self._index("records").addresses) if id}


def _plain_with_tokens(text: str, private: Iterable[tuple[int, int, str]]) -> str:
    return " ".join([plain_form(text), *(token for _, _, token in private)])


def plain_form(text: str) -> str:
    """A normalised text with Arabic digits, in lower case and without full stops, for substring search without
    tokenizing."""
    return to_arabic_digits(text).lower().replace(".", "")
