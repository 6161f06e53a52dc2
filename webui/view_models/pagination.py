"""The links that turn the pages of a list."""

from __future__ import annotations

from dataclasses import dataclass, replace

from index.results import Facet, Request, ResultPage
from webui import search_params
from webui.urls import SIZE
from webui.view_models.hits import Address, Link, page_links

SIZES = (50, 100)
"""How many a page may be asked for beside what is usual: to read on, or to print a whole list."""


@dataclass(frozen=True, slots=True)
class Pager:
    """Links to pages, None for a gap; ``before`` and ``after`` are empty at the ends. A list of one page has none.

    ``pages`` is how many there are; ``last`` is the last one's address, where a page behind it is asked for. ``sizes``
    are how many a page there may be, none where all stand on one.
    """

    links: tuple[Link | None, ...]
    before: str
    after: str
    pages: int
    last: str = ""
    sizes: tuple[Link, ...] = ()


def pager(request: Request, pages: int, address: Address, usual: int = SIZE) -> Pager:
    """The links from the page that ``request`` asks for to the others; ``usual`` is how many stand on one as a rule."""
    if request.page > pages:
        return Pager((), "", "", pages, address(search_params.turn_to(request, pages)) if pages else "")
    sizes = tuple(
        Link(str(size), address(replace(request, page=1, size=size)), size == request.size)
        for size in sorted({usual, *SIZES})
    )
    if pages < 2:
        return Pager((), "", "", pages, sizes=sizes if request.size > usual else ())
    before = address(search_params.turn_to(request, request.page - 1)) if request.page > 1 else ""
    after = address(search_params.turn_to(request, request.page + 1)) if request.page < pages else ""
    return Pager(tuple(page_links(request, pages, address)), before, after, pages, sizes=sizes)


def listed(request: Request, facets: tuple[Facet, ...]) -> ResultPage:
    """A list as the views of facets and chips want it."""
    return ResultPage(request, 0, (), facets)


def only(request: Request, *facets: str) -> Request:
    """The request with nothing but the choices of ``facets`` and the page: what a list without a query asks for."""
    filters = {name: values for name, values in (request.filters or {}).items() if name in facets}
    return replace(Request(), filters=filters, page=request.page, size=request.size)
