"""Facets as templates want them: lists, years as a histogram, and places from region to district.

Every address leads back to the value itself, so that the place on the page is not lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import quote

from corpus.fields import FIELD
from index.results import Facet, FacetValue, Request, ResultPage
from kmsearch.geo.gazetteer import provinces, provinces_of, region_of
from webui import search_params
from webui.view_models.year_histogram import Address, Years, is_of_years, years

SHOWN = 8
"""Values of a facet that stand open; the rest unfolds."""
FIRST_FACETS = ("topics", "province", "year", "section")
"""Facets in the order people narrow by; any other follows these."""
_PLACES = ("region", "district")
"""Facets that stand in that of the provinces."""
NO_REGION = "อื่น ๆ"

_BLANK = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Choice:
    """A facet value: with the address that chooses it or lets it go, and the values that stand ``under`` it.

    ``anchor`` is its place in the page, to which the address leads back.
    """

    anchor: str
    value: str
    label: str
    count: int
    selected: bool
    href: str
    under: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Region:
    """A region: its provinces, with the districts of those chosen. ``whole`` chooses all of it; None: not offered."""

    label: str
    count: int
    open: bool
    whole: Choice | None
    provinces: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class FacetView:
    """A facet: the values that stand open (all chosen ones among them), and the rest; or years, or regions."""

    name: str
    label: str
    chosen: int
    first: tuple[Choice, ...] = ()
    rest: tuple[Choice, ...] = ()
    years: Years | None = None
    regions: tuple[Region, ...] = ()


def facet_views(page: ResultPage, address: Address) -> tuple[FacetView, ...]:
    """The facets of a result page that have values to offer, with the address of each choice."""
    rank = {name: place for place, name in enumerate(FIRST_FACETS)}
    facets = sorted(page.facets, key=lambda facet: rank.get(facet.name, len(rank)))
    offered = {facet.name: facet for facet in facets if facet.values}
    return tuple(
        _view(facet, offered, page.request, address) for name, facet in offered.items() if not _is_within(name, offered)
    )


def _is_within(name: str, offered: Iterable[str]) -> bool:
    return name in _PLACES and "province" in offered


def _view(facet: Facet, offered: dict[str, Facet], request: Request, address: Address) -> FacetView:
    names = (facet.name, *_PLACES) if facet.name == "province" else (facet.name,)
    chosen = sum(value.selected for name in names if name in offered for value in offered[name].values)
    if is_of_years(facet):
        return FacetView(facet.name, facet.label, chosen, years=years(facet, request, address))
    if facet.name == "province":
        regions = tuple(_regions(offered, request, address))
        return FacetView(facet.name, _places_label(offered), chosen, regions=regions)
    choices = _choices(facet, request, address)
    first = tuple(choice for place, choice in enumerate(choices) if place < SHOWN or choice.selected)
    rest = tuple(choice for choice in choices if choice not in first)
    return FacetView(facet.name, facet.label, chosen, first, rest)


def _choices(facet: Facet, request: Request, address: Address) -> tuple[Choice, ...]:
    """The values with their addresses."""
    return tuple(_choice(facet.name, value, request, address) for value in facet.values)


def _choice(name: str, value: FacetValue, request: Request, address: Address) -> Choice:
    anchor = _BLANK.sub("_", f"{name}:{value.value}")
    gone = value.selected and (not value.count or name == "district")  # then it is not listed any more
    back = f"facet-{'province' if name in _PLACES else name}" if gone else quote(anchor)
    href = f"{address(search_params.toggle(request, name, value.value))}#{back}"
    return Choice(anchor, value.value, value.label, value.count, value.selected, href)


# Places


def _places_label(offered: Iterable[str]) -> str:
    names = ["region", "province", "district"] if "region" in offered else ["province"]
    return " · ".join(FIELD[name].label for name in names)


def _regions(offered: dict[str, Facet], request: Request, address: Address) -> Iterator[Region]:
    """The regions in the order of the list of places, each with its provinces, and these with their districts."""
    by_name = {name: _choices(offered[name], request, address) for name in ("province", *_PLACES) if name in offered}
    whole = {choice.value: choice for choice in by_name.get("region", ())}
    under = _districts(by_name.get("district", ()), by_name["province"])
    tree: dict[str, list[Choice]] = {name: [] for name in (*(row.region for row in provinces()), NO_REGION)}
    for choice in by_name["province"]:
        tree[region_of(choice.value) or NO_REGION].append(_with_under(choice, under.pop(choice.value, ())))
    tree[NO_REGION] += [choice for left in under.values() for choice in left]
    few = len(by_name["province"]) <= SHOWN
    for label, found in tree.items():
        if found or label in whole:
            yield _region(label, whole.get(label), tuple(found), few)


def _region(label: str, whole: Choice | None, found: tuple[Choice, ...], is_open: bool) -> Region:
    chosen = any(choice.selected or choice.under for choice in found) or bool(whole and whole.selected)
    count = whole.count if whole else sum(choice.count for choice in found)
    return Region(label, count, is_open or chosen, whole, found)


def _districts(districts: Iterable[Choice], found: Iterable[Choice]) -> dict[str, list[Choice]]:
    """The districts of the chosen provinces, and any that are chosen, by their province (empty: not known)."""
    chosen = [province.value for province in found if province.selected]
    known = {province.value for province in found}
    tree: dict[str, list[Choice]] = {}
    for district in districts:
        owners = provinces_of(district.value)
        home = next((name for name in chosen if name in owners), chosen[0] if len(chosen) == 1 and not owners else "")
        if not home and district.selected:
            home = next((name for name in owners if name in known), "")
        if home or district.selected:
            tree.setdefault(home, []).append(district)
    return tree


def _with_under(choice: Choice, under: Iterable[Choice]) -> Choice:
    return replace(choice, under=tuple(under))
