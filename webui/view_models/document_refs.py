"""References to records and items: title, author, place and year; and the documents collapsed under a hit or group."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from index.results import DocumentRef
from webui.view_models.text import list_facts, title_or_untitled

RecordUrl = Callable[[str, str], str]
"""Builds the URL of a record from its id and an anchor."""


@dataclass(frozen=True, slots=True)
class DocumentRefView:
    """A record, or an item of it, with the record's title; ``text`` is the item's text, or empty."""

    title: str
    href: str
    facts: tuple[str, ...]
    text: str = ""


@dataclass(frozen=True, slots=True)
class CollapsedView:
    """Documents behind a ``label`` that unfolds; ``more`` are not listed.

    ``href`` is the page that lists all, or empty.
    """

    label: str
    documents: tuple[DocumentRefView, ...]
    more: int
    href: str = ""


def view_document(document: DocumentRef, record_url: RecordUrl) -> DocumentRefView:
    """The view of a reference."""
    facts = list_facts(
        {
            "author_name": document.author,
            "author_office": document.office,
            "province": document.province,
            "year": document.year,
        }
    )
    href = record_url(document.id, document.anchor)
    return DocumentRefView(title_or_untitled(document.title), href, tuple(facts), document.text)


def view_collapsed(
    label: str, documents: Iterable[DocumentRef], count: int, record_url: RecordUrl, href: str = ""
) -> CollapsedView | None:
    """The first ``documents`` of ``count`` collapsed ones; None if there are none."""
    views = tuple(view_document(document, record_url) for document in documents)
    return CollapsedView(label, views, count - len(views), href) if views else None
