"""View models of search hits."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.fields import SECTION
from index.results import Hit, Snippet
from webui.urls import item_group_url, topic_url
from webui.view_models.document_refs import CollapsedView, RecordUrl, view_collapsed
from webui.view_models.links import Link
from webui.view_models.text import UNTITLED, Pieces, format_location, list_facts

MAX_HIT_TOPICS = 4
"""Topics shown with a hit. A guess: more need a second line on a phone."""


@dataclass(frozen=True, slots=True)
class SnippetView:
    """A highlighted snippet with its location in the record and the URL of that location."""

    location: str
    href: str
    pieces: Pieces


@dataclass(frozen=True, slots=True)
class HitView:
    """A hit. For an item ``quote`` is its text and ``location`` its section and number; only records have ``topics``.

    ``approximate``: it matches corrected words, while other hits of the page match the words as typed.
    """

    title: Pieces
    record_href: str
    href: str
    location: str
    quote: Pieces
    facts: tuple[str, ...]
    snippets: tuple[SnippetView, ...]
    topics: tuple[Link, ...]
    approximate: bool = False
    collapsed: CollapsedView | None = None


def view_hit(hit: Hit, record_url: RecordUrl, *, mark_approximate: bool = True) -> HitView:
    """The view of a hit; without ``mark_approximate`` (if all hits of the page are approximate) it is never marked
    so."""
    quote = hit.snippets[0] if hit.section and hit.snippets else None
    snippets = hit.snippets[1:] if quote else hit.snippets
    topics = () if quote else tuple(hit.fields.get("topics") or ())[:MAX_HIT_TOPICS]
    return HitView(
        title=hit.title.pieces if hit.title.text.strip() else ((UNTITLED, False),),
        record_href=record_url(hit.id, ""),
        href=record_url(hit.id, hit.anchor),
        location=format_location(quote) if quote else "",
        quote=quote.pieces if quote else (),
        facts=tuple(list_facts(hit.fields)),
        snippets=tuple(_view_snippet(hit.id, snippet, record_url) for snippet in snippets),
        topics=tuple(Link(topic, topic_url(topic)) for topic in topics),
        approximate=hit.approximate and mark_approximate,
        collapsed=_view_collapsed(hit, record_url),
    )


def _view_collapsed(hit: Hit, record_url: RecordUrl) -> CollapsedView | None:
    if hit.section:
        label = f"อีก {hit.collapsed_count} ข้อกล่าวเช่นเดียวกัน"
        group_url = item_group_url(hit.section, hit.id, hit.number)
        return view_collapsed(label, hit.collapsed, hit.collapsed_count, record_url, group_url)
    label = f"และอีก {hit.collapsed_count} บันทึกที่ใกล้เคียงกันของผู้เขียนเดียวกัน"
    return view_collapsed(label, hit.collapsed, hit.collapsed_count, record_url)


def _view_snippet(record_id: str, snippet: Snippet, record_url: RecordUrl) -> SnippetView:
    if snippet.section not in SECTION:
        return SnippetView(snippet.label, "", snippet.pieces)
    anchor = f"{snippet.section}-{snippet.number}" if snippet.number else snippet.section
    return SnippetView(format_location(snippet), record_url(record_id, anchor), snippet.pieces)
