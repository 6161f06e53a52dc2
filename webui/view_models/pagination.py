"""Pagination: links to the other pages of a list and to other page sizes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from index.results import Request
from webui import search_params
from webui.browse_params import LIST_SIZE
from webui.view_models.links import Link, RequestUrl

PAGE_SIZES = (50, 100)
"""Page sizes offered in addition to the default one. A guess: for reading on, and for printing a whole list."""


@dataclass(frozen=True, slots=True)
class Pager:
    """Links to pages, None for a gap; ``previous`` and ``next`` are empty at the ends. A single page has no links.

    ``last`` is the URL of the last page if a page behind it was requested. ``sizes`` are links to page sizes, empty if
    the whole list is on one page.
    """

    links: tuple[Link | None, ...]
    previous: str
    next: str
    page_count: int
    last: str = ""
    sizes: tuple[Link, ...] = ()


def make_pager(request: Request, page_count: int, request_url: RequestUrl, default_size: int = LIST_SIZE) -> Pager:
    """The pager of the page that ``request`` asks for."""
    if request.page > page_count:
        last = request_url(search_params.turn_to(request, page_count)) if page_count else ""
        return Pager((), "", "", page_count, last)
    sizes = tuple(
        Link(str(size), request_url(replace(request, page=1, size=size)), size == request.size)
        for size in sorted({default_size, *PAGE_SIZES})
    )
    if page_count < 2:
        return Pager((), "", "", page_count, sizes=sizes if request.size > default_size else ())
    previous_page, next_page = request.page - 1, request.page + 1
    return Pager(
        tuple(_link_pages(request, page_count, request_url)),
        request_url(search_params.turn_to(request, previous_page)) if previous_page else "",
        request_url(search_params.turn_to(request, next_page)) if next_page <= page_count else "",
        page_count,
        sizes=sizes,
    )


def _link_pages(request: Request, page_count: int, request_url: RequestUrl) -> Iterator[Link | None]:
    """Links to the first, the last and the neighbouring pages, with None for a gap."""
    near = {number for number in range(request.page - 2, request.page + 3) if 1 <= number <= page_count}
    linked_pages = sorted({1, page_count} | near)
    for before, number in zip([0, *linked_pages], linked_pages, strict=False):
        if number - before > 1:
            yield None
        yield Link(str(number), request_url(search_params.turn_to(request, number)), number == request.page)
