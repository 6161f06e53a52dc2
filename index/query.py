"""What a user typed → Whoosh query AST, the one query language of all engines.

Free words, ``"phrases"``, ``-not``, ``OR`` or หรือ, ``field:word`` by Thai or English name, ``ปี:2555-2560``, ``ตลา*``
and brackets. Whatever else is typed is words, or nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import ceil
from typing import Any, Literal

from whoosh.qparser import QueryParser, syntax
from whoosh.qparser.plugins import FieldsPlugin, GroupPlugin, OperatorsPlugin, PrefixPlugin, TaggingPlugin
from whoosh.query import And, AndMaybe, Every, Not, Or, Phrase, Prefix, Query, Term

from corpus.fields import FIELDS, SECTIONS
from index.documents import PARTS
from index.engines.base import TEXT
from index.words import Expander, Terms, Word
from kmsearch.dates import buddhist
from kmsearch.errors import QueryError
from kmsearch.lexicon import Lexicon
from kmsearch.thai import arabic, normalise, repair, squeeze

MAX_CHARS = 500
"""Characters of a query that are read: a question in full sentences has 300."""

MAX_WORDS = 40
"""Words of a query that are searched, fields and phrases included: a full question has 30."""

MAX_BRACKETS = 20
"""With more brackets than anybody means, all are left out: each level is one more call on the stack."""

MOST = 0.6
"""The share of the words that a result must have to stand after those that have all."""

PAIR_WEIGHT = 0.5
"""What two words of the query side by side add, against a rare word: enough to bring หลัก ๕ ก before any 5 and ก."""

MAX_PAIRS = 12
"""Neighbours looked at: in a longer question, order says little."""

Stage = Literal["all", "most", "any"]

_OTHER_NAMES: dict[str, tuple[str, ...]] = {
    "title": ("ชื่อ", "เรื่อง", "ชื่อองค์ความรู้"),
    "author_name": ("ผู้เขียน", "เจ้าของ", "author", "ชื่อผู้เขียน"),
    "author_position": ("position",),
    "author_office": ("office", "หน่วยงาน"),
    "year": ("ปี", "พ.ศ.", "พศ"),
    "category": ("หมวด",),
    "topics": ("topic",),
    "form": ("แบบ",),
    "background": ("เรื่องเล่า",),
    "strategies": ("strategy",),
    "methods": ("ขั้นตอน", "method"),
    "techniques": ("technique",),
    "problems_solutions": ("ปัญหา", "วิธีแก้"),
    "theories": ("กฎระเบียบ", "แนวคิด", "ทฤษฎี"),
}
"""Names people use for a field or section beside its id and labels."""


def _name_table() -> dict[str, str]:
    known = {part.name for part in PARTS}
    rows = [(f.name, f.label) for f in FIELDS] + [(s.name, s.label) for s in SECTIONS] + [(s.name, s.short) for s in SECTIONS]
    names = {label.lower(): name for name, label in rows if name in known}
    names |= {other: name for name, others in _OTHER_NAMES.items() for other in others}
    return names | {name: name for name in known}


FIELD_NAMES: dict[str, str] = _name_table()
"""Every name a query may give a field or section, lower case → the name of the part."""
