"""What templates are given: chips, hits and page links with their addresses, so that they need no logic."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from corpus.fields import FACETS, SECTION
from index.results import Fragment, Hit, Mention, Request, ResultPage
from webui import search_params, urls

Pieces = tuple[tuple[str, bool], ...]
Address = Callable[[Request], str]
RecordAddress = Callable[[str, str], str]
"""The address of a record by its id, at an anchor."""

HIT_TOPICS = 4
"""Topics shown with a hit; enough to tell it from its neighbours without a second line on a phone."""
NARRATIVE = frozenset({"background", "other"})
"""Sections that are read as paragraphs: their items have an address but show no number."""
UNTITLED = "(ไม่มีชื่อเรื่อง)"

_ENGLISH = re.compile(r"[A-Za-z]")
_THAI = re.compile(r"[ก-๛]")


@dataclass(frozen=True, slots=True)
class Link:
    """A link in a list; ``count`` is None where nothing is counted."""

    label: str
    href: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class FragmentView:
    """A matching piece: where it stands, the address of that place, the marked text."""

    place: str
    href: str
    pieces: Pieces


@dataclass(frozen=True, slots=True)
class OthersView:
    """What says the same: a ``label`` that opens ``links``, each with who, where and when; ``more`` are not listed.

    ``href`` is the page that has all of them, empty where there is none.
    """

    label: str
    links: tuple[MentionView, ...]
    more: int
    href: str = ""


@dataclass(frozen=True, slots=True)
class MentionView:
    """A record or a point of it, by the title of the record; ``text`` is what the point says, where that is shown."""

    title: str
    href: str
    facts: tuple[str, ...]
    text: str = ""


@dataclass(frozen=True, slots=True)
class HitView:
    """A hit. For an item ``quote`` is its text and ``place`` says where it stands; only a record lists its topics.

    ``near``: it stands among others that have the words as typed, and has only words near them. ``others`` say the
    same.
    """

    title: Pieces
    record_href: str
    href: str
    place: str
    quote: Pieces
    facts: tuple[str, ...]
    fragments: tuple[FragmentView, ...]
    topics: tuple[Link, ...]
    near: bool = False
    others: OthersView | None = None


def lang(text: str | Pieces) -> Markup:
    """The attribute of an element that holds this text, so that English is not read with a Thai voice; mostly empty."""
    whole = text if isinstance(text, str) else "".join(piece for piece, _ in text)
    return Markup(' lang="en"') if _ENGLISH.search(whole) and not _THAI.search(whole) else Markup()


def chips(page: ResultPage, address: Address) -> tuple[Link, ...]:
    """The choices in force, each with the address of the search without it."""
    labels = {(facet.name, v.value): v.label for facet in page.facets for v in facet.values}
    filters = page.request.filters or {}
    return tuple(
        Link(
            f"{facet.label}: {labels.get((facet.name, value), value)}",
            address(search_params.toggle(page.request, facet.name, value)),
        )
        for facet in FACETS
        for value in sorted(filters.get(facet.name, ()))
    )


def page_links(request: Request, pages: int, address: Address) -> Iterator[Link | None]:
    """Links to the first, the last and the neighbouring pages; None stands for a gap."""
    shown = sorted({1, pages} | {n for n in range(request.page - 2, request.page + 3) if 1 <= n <= pages})
    for before, number in zip([0, *shown], shown, strict=False):
        if number - before > 1:
            yield None
        yield Link(str(number), address(search_params.turn_to(request, number)), number == request.page)


def hit_view(hit: Hit, record_address: RecordAddress, *, tell_near: bool = True) -> HitView:
    """A hit ready to show. ``tell_near``: whether one that is near says so; where all are, none does."""
    quote = hit.fragments[0] if hit.section and hit.fragments else None
    fragments = hit.fragments[1:] if quote else hit.fragments
    topics = () if quote else tuple(hit.fields.get("topics") or ())[:HIT_TOPICS]
    return HitView(
        title=hit.title.pieces if hit.title.text.strip() else ((UNTITLED, False),),
        record_href=record_address(hit.id, ""),
        href=record_address(hit.id, hit.anchor),
        place=place_name(quote) if quote else "",
        quote=quote.pieces if quote else (),
        facts=tuple(facts(hit.fields)),
        fragments=tuple(_fragment_view(hit.id, fragment, record_address) for fragment in fragments),
        topics=tuple(Link(topic, urls.topic(topic)) for topic in topics),
        near=hit.near and tell_near,
        others=others_view(_others_label(hit), hit.others, hit.alike, record_address, _everyone(hit)),
    )


def others_view(
    label: str, mentions: Iterable[Mention], count: int, record_address: RecordAddress, href: str = ""
) -> OthersView | None:
    """What says the same; None where nothing does. Of ``count`` in all, ``mentions`` are listed, ``href`` has all."""
    mention_views = tuple(mention_view(mention, record_address) for mention in mentions)
    return OthersView(label, mention_views, count - len(mention_views), href) if mention_views else None


def mention_view(mention: Mention, record_address: RecordAddress) -> MentionView:
    """A mention ready to show."""
    who = {"author_name": mention.author, "author_office": mention.office}
    where = {"province": mention.province, "year": mention.year}
    href = record_address(mention.id, mention.anchor)
    return MentionView(mention.title.strip() or UNTITLED, href, tuple(facts({**who, **where})), mention.text)


def _everyone(hit: Hit) -> str:
    """The page of all who say what an item says; of a record there is none."""
    if not hit.section:
        return ""
    return urls.entry(Mention(hit.id, "", section=hit.section, number=hit.number))


def _others_label(hit: Hit) -> str:
    if hit.section:
        return f"อีก {hit.alike} ข้อกล่าวเช่นเดียวกัน"
    return f"และอีก {hit.alike} บันทึกที่ใกล้เคียงกันของผู้เขียนเดียวกัน"


def _fragment_view(record_id: str, fragment: Fragment, record_address: RecordAddress) -> FragmentView:
    if fragment.section not in SECTION:
        return FragmentView(fragment.label, "", fragment.pieces)
    anchor = f"{fragment.section}-{fragment.number}" if fragment.number else fragment.section
    return FragmentView(place_name(fragment), record_address(record_id, anchor), fragment.pieces)


def place_name(fragment: Fragment) -> str:
    """The section of a fragment and, where its items show numbers, the number: กลยุทธ์ในการทำงาน ข้อ 3."""
    numbered = fragment.number and fragment.section not in NARRATIVE
    return f"{fragment.label} ข้อ {fragment.number}" if numbered else fragment.label


def facts(fields: Mapping[str, Any]) -> Iterator[str]:
    """Who, where and when, as short texts, of what is known."""
    names = ("author_name", "author_position", "author_office")
    yield from dict.fromkeys(str(fields[name]) for name in names if fields.get(name))
    if fields.get("province") and fields["province"] not in (fields.get("author_office") or ""):
        yield f"จ.{fields['province']}"
    if fields.get("year"):
        yield f"พ.ศ.\N{NO-BREAK SPACE}{fields['year']}"
