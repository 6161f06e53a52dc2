"""Maps the name of a column or JSON key to a field or section of a record."""

from __future__ import annotations

import re
from functools import lru_cache

from corpus.fields import FIELD, FIELDS, SECTION, SECTIONS
from ingest.forms.label_table import LabelTable
from ingest.items.list_markers import split_markers
from ingest.vocabulary import words
from kmsearch.thai.normalise import collapse_whitespace, fold, normalise

IGNORED = "ignored"
"""Target of columns that hold nothing of a record."""

_LISTED_TARGETS = (
    *("id", "year", "author_name", "author_position", "author_office", "phone", "district", "province", "note"),
    *("sections", IGNORED),
)
"""Keys of ``vocabulary/columns.toml``."""

_TARGETS: dict[str, str] = {
    **{fold(section.short): section.name for section in SECTIONS},
    **{fold(section.label): section.name for section in SECTIONS},
    **{fold(row.label): row.name for row in FIELDS},
    **{name: name for name in (*FIELD, *SECTION)},
    **{word: target for target in _LISTED_TARGETS for word in words("columns", target)},
}
"""Folded name → target; later lines win."""

_NO_WORD = re.compile(r"(?:\s*\([^()]*\))*[\s:：*.\-–—]*")
"""Suffix of a label in the name of a column: remarks in brackets, and punctuation."""


@lru_cache(maxsize=4096)
def target_of(name: str, labels: LabelTable) -> str:
    """The field, section, ``id``, ``note``, ``sections`` or IGNORED that a name means; empty without one.

    Field names count first, then Thai names of fields and sections, then every label of every form, with tolerance for
    misspellings. Labels that are no field of a record (``event``, ``place``) come out as the forms name them.
    """
    plain = collapse_whitespace(normalise(name))
    key = fold(plain).strip(" :*")
    if key in _TARGETS:
        return _TARGETS[key]
    text = split_markers(plain)[1]
    match = labels.match(text)
    if match is None or match.label.kind == "start" or not _NO_WORD.fullmatch(text, match.end):
        return ""
    return match.label.target
