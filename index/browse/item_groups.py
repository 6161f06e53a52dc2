"""Item groups: near-duplicate items of one section, listed once with counts and members."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from typing import Any

from index.engines.document_sets import DocumentSet
from index.query.highlighter import WHOLE, Highlighter
from index.reader.facet_counts import Filters
from index.reader.generation_reader import GenerationReader
from index.reader.index_reader import IndexReader
from index.results import DocumentRef, Page, Request
from kmsearch.lexicon.model import Lexicon

LISTED_MEMBERS = 5
"""Members shown with each item group of a list. A guess; the page of the group lists all."""

CACHED_TEXTS = 20_000
"""Items whose text and words are cached: some hundred bytes each."""


@dataclass(frozen=True, slots=True)
class ItemGroup:
    """An item group: ``item_count`` items of ``record_count`` records in ``province_count`` provinces.

    ``text`` is that of the most typical member. ``unfiltered_record_count`` ignores the filters. ``years`` are the
    first and the last known year, None if none is known. ``members`` are items, one per record, the newest first.
    """

    text: str
    item_count: int
    record_count: int
    unfiltered_record_count: int
    province_count: int
    years: tuple[int, int] | None
    members: tuple[DocumentRef, ...]

    def to_json(self) -> dict[str, Any]:
        """``members`` as a list of objects."""
        return {**asdict(self), "members": [member.to_json() for member in self.members]}


@dataclass(frozen=True, slots=True)
class ItemGroupsPage(Page):
    """A page of the item groups of one section; ``total`` counts groups and the facets count items.

    ``item_count`` is the number of items in all groups, ``multi_record_count`` the number of groups that have items of
    more than one record. Of the request only filters, page and size are used.
    """

    section: str
    item_count: int
    multi_record_count: int
    groups: tuple[ItemGroup, ...]

    def to_json(self) -> dict[str, Any]:
        """The JSON shape of ``/api/v1/items/<section>``."""
        return {
            "section": self.section,
            **self.list_json(),
            "item_count": self.item_count,
            "multi_record_count": self.multi_record_count,
            "groups": [group.to_json() for group in self.groups],
        }


@dataclass(frozen=True, slots=True)
class ItemGroupPage(Page):
    """One item group with one page of its members; ``total`` counts the records, ``section`` is that of the items."""

    section: str
    group: ItemGroup

    def to_json(self) -> dict[str, Any]:
        """The JSON shape of ``/api/v1/items/<section>/<record>/<number>``."""
        return {"section": self.section, **self.paging_json(), "group": self.group.to_json()}


class ItemTexts:
    """Caches the texts of items and picks the most typical item of a group. Thread-safe."""

    def __init__(self, reader: GenerationReader, lexicon: Lexicon):
        self._reader, self._lexicon = reader, lexicon
        self.shorten = lru_cache(CACHED_TEXTS)(self._shorten)
        self._words = lru_cache(CACHED_TEXTS)(reader.stored.words)
        self.find_typical = lru_cache(CACHED_TEXTS)(self._find_typical)

    def _shorten(self, number: int) -> str:
        """The text of an item, cut between words when it is long."""
        text = self._reader.stored.text(number)
        if len(text) <= WHOLE:
            return text
        return "".join(piece for piece, _ in Highlighter(self._lexicon.analyzer, ()).mark(text).piece())

    def refer_to(self, number: int) -> DocumentRef:
        """The reference to an item, with its text."""
        return replace(self._reader.stored.refer_to("items", number), text=self.shorten(number))

    def _find_typical(self, numbers: tuple[int, ...]) -> int:
        """The medoid: the item with the highest sum of Jaccard similarities of words to the others; ties go to the
        fewest words."""
        if len(numbers) == 1:
            return numbers[0]
        words = {number: self._words(number) for number in numbers}

        def sum_similarities(number: int) -> float:
            item_words = words[number]
            return sum(
                len(item_words & other_words) / len(item_words | other_words)
                for other_words in words.values()
                if item_words | other_words
            )

        return min(numbers, key=lambda number: (-round(sum_similarities(number), 6), len(words[number])))


def list_item_groups(
    reader: GenerationReader, section: str, request: Request, ranked_groups: Sequence[Sequence[int]], texts: ItemTexts
) -> ItemGroupsPage:
    """The requested page: first ``ranked_groups``, then the items that occur in one record only, newest first.

    ``ranked_groups`` is the value of ``rank_groups`` for the same section and filters.
    """
    items = reader.index("items")
    filters = request.filters or {}
    matching = section_documents(items, section, filters)
    start, stop = (request.page - 1) * request.size, request.page * request.size
    groups = list(ranked_groups[start:stop])
    if len(groups) < request.size:
        ungrouped = matching - DocumentSet(number for group in ranked_groups for number in group)
        skipped = max(0, start - len(ranked_groups))
        needed_count = skipped + request.size - len(groups)
        newest = items.first(ungrouped, "newest", needed_count, collapse=True)[skipped:]
        groups += [_matching_members(items, matching, number) for number in newest]
    whole_section = section_documents(items, section, {})
    return ItemGroupsPage(
        request,
        items.collapse.count(matching),
        section,
        len(matching),
        len(ranked_groups),
        tuple(_make_group(reader, group, texts, range(LISTED_MEMBERS)) for group in groups),
        facets=tuple(facet for facet in items.facets.count(whole_section, filters) if facet.name != "section"),
    )


def section_documents(items: IndexReader, section: str, filters: Filters) -> DocumentSet:
    """The items of a section that match the filters."""
    allowed = items.facets.allowed({**filters, "section": (section,)})
    return items.live if allowed is None else allowed


def rank_groups(items: IndexReader, section: str, filters: Filters) -> list[list[int]]:
    """The item groups of a section that span several records, as document numbers: most records first, then most
    provinces, then the newest year."""
    ranked = []
    for group in items.collapse.groups_within(section_documents(items, section, filters)):
        ids = {items.addresses[number][0] for number in group}
        if len(ids) > 1:
            provinces = {province for number in group for province in items.values(number, "province")}
            newest_year = max((year for number in group for year in items.values(number, "year")), default="")
            ranked.append((len(ids), len(provinces), newest_year, -group[0], group))
    ranked.sort(key=lambda row: row[:4], reverse=True)
    return [group for *_, group in ranked]


def _matching_members(items: IndexReader, matching: DocumentSet, number: int) -> list[int]:
    """The items of ``matching`` in the group of the item ``number``."""
    return [member for member in items.collapse.members(number) if member in matching]


def find_item_group(
    reader: GenerationReader, section: str, id: str, number: int, request: Request, texts: ItemTexts
) -> ItemGroupPage | None:
    """The whole item group of an item, without filters, with the page of its members; None if there is no such item."""
    items = reader.index("items")
    item = next((item for item in items.numbers_of(id) if items.addresses[item] == (id, section, number)), None)
    if item is None:
        return None
    start = (request.page - 1) * request.size
    group = _make_group(reader, items.collapse.members(item), texts, range(start, start + request.size))
    return ItemGroupPage(request, group.record_count, section, group)


def _make_group(reader: GenerationReader, group: Sequence[int], texts: ItemTexts, listed: range) -> ItemGroup:
    """The item group of the items ``group``, with the members at the positions ``listed``."""
    items = reader.index("items")
    members = one_per_record(items, group)
    years = sorted(int(year) for number in group for year in items.values(number, "year"))
    provinces = {province for number in group for province in items.values(number, "province")}
    return ItemGroup(
        texts.shorten(texts.find_typical(tuple(members[:LISTED_MEMBERS]))),
        len(group),
        len(members),
        len({items.addresses[number][0] for number in items.collapse.members(group[0])}),
        len(provinces),
        (years[0], years[-1]) if years else None,
        tuple(map(texts.refer_to, members[listed.start : listed.stop])),
    )


def one_per_record(items: IndexReader, group: Sequence[int]) -> list[int]:
    """One item of each record, the newest record first."""
    first_items: dict[str, int] = {}
    for number in items.newest(group):
        first_items.setdefault(items.addresses[number][0], number)
    return list(first_items.values())
