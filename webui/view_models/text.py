"""Short texts and attributes of several templates: language, locations, author-place-year, spans of years."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from markupsafe import Markup

from index.results import Snippet

Pieces = tuple[tuple[str, bool], ...]
"""(text, highlighted) in order."""

UNTITLED = "(ไม่มีชื่อเรื่อง)"

NARRATIVE_SECTIONS = frozenset({"background", "other"})
"""Sections shown as paragraphs: their items have anchors but no visible numbers."""

_LATIN_LETTER = re.compile(r"[A-Za-z]")
_THAI_CHARACTER = re.compile(r"[ก-๛]")


def lang_attribute(text: str | Pieces) -> Markup:
    """`` lang="en"`` for a text with Latin and no Thai letters, so that screen readers switch voices; else empty."""
    whole = text if isinstance(text, str) else "".join(piece for piece, _ in text)
    is_english = _LATIN_LETTER.search(whole) and not _THAI_CHARACTER.search(whole)
    return Markup(' lang="en"') if is_english else Markup()


def title_or_untitled(title: str) -> str:
    """The title of a record, or a placeholder if it has none."""
    return title.strip() or UNTITLED


def format_location(snippet: Snippet) -> str:
    """The section of a snippet, with the item's number if numbers are visible: กลยุทธ์ในการทำงาน ข้อ 3."""
    is_numbered = snippet.number and snippet.section not in NARRATIVE_SECTIONS
    return f"{snippet.label} ข้อ {snippet.number}" if is_numbered else snippet.label


def format_years(years: tuple[int, int] | None) -> tuple[str, ...]:
    """``พ.ศ. 2553–2559`` or a single year; empty if the years are unknown."""
    return (f"พ.ศ.\N{NO-BREAK SPACE}{'–'.join(dict.fromkeys(map(str, years)))}",) if years else ()


def list_facts(fields: Mapping[str, Any]) -> Iterator[str]:
    """Author, place and year of a record, as far as known."""
    names = ("author_name", "author_position", "author_office")
    yield from dict.fromkeys(str(fields[name]) for name in names if fields.get(name))
    if fields.get("province") and fields["province"] not in (fields.get("author_office") or ""):
        yield f"จ.{fields['province']}"
    if fields.get("year"):
        yield f"พ.ศ.\N{NO-BREAK SPACE}{fields['year']}"
