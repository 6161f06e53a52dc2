"""Records, homes and searchers for tests; every value is invented."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from corpus.record import Item, Record, Section
from corpus.storage.store import Store
from index.build.builder import build
from index.searcher import Searcher
from kmsearch.config import Settings
from kmsearch.geo.gazetteer import region_of
from kmsearch.lexicon.model import Lexicon

EMPTY_LEXICON = Lexicon(topics=(), synonyms=(), words=())

MakeSearcher = Callable[..., Searcher]
"""Type of the fixture ``make_searcher``."""


def section(name: str, *texts: str) -> Section:
    """A section with an item for each text."""
    return Section(name, tuple(map(Item, texts)))


def record(id: str, title: str = "", *content: str | Item | Section, **fields: Any) -> Record:
    """A record with the fields given and nothing else.

    Texts and items of ``content`` are its strategies, in order; sections follow them.
    """
    items = [Item(part) if isinstance(part, str) else part for part in content if not isinstance(part, Section)]
    sections = [part for part in content if isinstance(part, Section)]
    if items:
        sections.insert(0, Section("strategies", tuple(items)))
    return Record(id, title=title, sections=tuple(sections), **fields)


def officer_record(id: str, title: str, *strategies: str, **fields: Any) -> Record:
    """A record with strategies and a caution; by default of an officer of its own, from น่าน, in 2560."""
    ordinary = {
        "author_name": f"นางผู้เขียน {id}",
        "author_office": "สำนักงานตัวอย่าง",
        "province": "น่าน",
        "region": region_of(fields.get("province", "น่าน")),
        "year": 2560,
    }
    return record(id, title, *strategies, section("cautions", f"ระวังเรื่อง{title}"), **{**ordinary, **fields})


def fill(home: Path, records: Iterable[Record]) -> Store:
    """The store in ``home`` after the records were put into it."""
    store = Store(home)
    for stored in records:
        store.put(stored)
    return store


def built(home: Path, records: Iterable[Record], lexicon: Lexicon = EMPTY_LEXICON) -> Settings:
    """Settings of a home with the records and their index."""
    settings = Settings(home=home)
    fill(home, records)
    build(settings, lexicon)
    return settings
