"""Links, and the chips of the filters in force."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from corpus.fields import FACETS
from index.results import Facet, Request
from webui import search_params

RequestUrl = Callable[[Request], str]
"""Builds the URL of a list for another request."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link in a list; ``count`` is the number of results behind it, or None."""

    label: str
    href: str
    current: bool = False
    count: int | None = None


def make_chips(request: Request, facets: Iterable[Facet], request_url: RequestUrl) -> tuple[Link, ...]:
    """The filters in force, each with the URL of the list without it."""
    labels = {(facet.name, value.value): value.label for facet in facets for value in facet.values}
    filters = request.filters or {}
    return tuple(
        Link(
            f"{facet.label}: {labels.get((facet.name, value), value)}",
            request_url(search_params.toggle(request, facet.name, value)),
        )
        for facet in FACETS
        for value in sorted(filters.get(facet.name, ()))
    )
