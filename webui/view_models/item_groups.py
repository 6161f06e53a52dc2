"""View models of item groups."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from index.browse.item_groups import ItemGroup
from index.browse.topics import TopicSummary
from index.results import DocumentRef
from webui.urls import group_url_of, record_url
from webui.view_models.document_refs import CollapsedView, DocumentRefView, view_collapsed, view_document
from webui.view_models.links import Link
from webui.view_models.text import format_years


@dataclass(frozen=True, slots=True)
class ItemLink:
    """The text of an item with its URL; ``unfiltered`` links to the whole item group if filters hide members, else
    None."""

    label: str
    href: str
    unfiltered: Link | None = None


@dataclass(frozen=True, slots=True)
class ItemGroupView:
    """An item group of several records with its members ``collapsed``, or adjacent items of one ``record``.

    ``items`` is the text of the group, or the texts of the items with their URLs.
    """

    items: tuple[ItemLink, ...]
    record: DocumentRefView | None = None
    collapsed: CollapsedView | None = None


def view_item_groups(groups: Iterable[ItemGroup]) -> list[ItemGroupView]:
    """The views of item groups; adjacent groups of one and the same record are joined."""
    by_record = groupby(groups, key=lambda group: group.members[0].id if group.record_count == 1 else "")
    return [view for record_id, adjacent in by_record for view in _view_adjacent(record_id, list(adjacent))]


def view_items(items: Iterable[DocumentRef], record: DocumentRefView) -> ItemGroupView:
    """Items of one record."""
    return ItemGroupView(tuple(ItemLink(item.text, record_url(item.id, item.anchor)) for item in items), record)


def refer_to_record(item: DocumentRef) -> DocumentRef:
    """The record of an item."""
    return replace(item, section="", number=0, text="")


def count_places_and_years(counted: ItemGroup | TopicSummary) -> tuple[str, ...]:
    """The number of provinces and the years, as far as known."""
    provinces = (f"{counted.province_count} จังหวัด",) if counted.province_count else ()
    return (*provinces, *format_years(counted.years))


def _view_adjacent(record_id: str, groups: list[ItemGroup]) -> Iterator[ItemGroupView]:
    if not record_id:
        yield from map(_view_group, groups)
        return
    items = (
        ItemLink(group.text, record_url(record_id, group.members[0].anchor), _link_unfiltered(group))
        for group in groups
    )
    yield ItemGroupView(tuple(items), view_document(refer_to_record(groups[0].members[0]), record_url))


def _view_group(group: ItemGroup) -> ItemGroupView:
    label = " · ".join((f"{group.record_count:,} บันทึก", *count_places_and_years(group)))
    group_url = group_url_of(group.members[0])
    collapsed = view_collapsed(label, group.members, group.record_count, record_url, group_url)
    return ItemGroupView((ItemLink(group.text, "", _link_unfiltered(group)),), collapsed=collapsed)


def _link_unfiltered(group: ItemGroup) -> Link | None:
    if group.unfiltered_record_count == group.record_count:
        return None
    return Link(f"ทั้งคลัง {group.unfiltered_record_count:,} บันทึก", group_url_of(group.members[0]))
