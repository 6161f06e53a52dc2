"""Facets as the templates show them: value lists, a histogram of years, and a tree of places.

Every URL ends in the anchor of its value, so that the page keeps its scroll position.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote

from corpus.fields import FIELD
from index.results import Facet, FacetValue, Request
from kmsearch.geo.gazetteer import provinces, provinces_of, region_of
from webui import search_params
from webui.view_models.links import RequestUrl
from webui.view_models.year_histogram import YearHistogram, has_years, make_histogram

OPEN_VALUES = 8
"""Values of a facet shown without unfolding. A guess."""
FIRST_FACETS = ("topics", "province", "year", "section")
"""The facets shown first, in this order. A guess: those that people filter by most."""
NO_REGION = "อื่น ๆ"
"""Label of the provinces without a region."""

_PROVINCE_LEVELS = ("region", "district")
"""Facets shown inside the facet of provinces."""
_BLANK = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class FacetChoice:
    """A facet value with the URL that adds or removes its filter, and the values ``below`` it in the hierarchy.

    ``anchor`` is its id in the page.
    """

    anchor: str
    value: str
    label: str
    count: int
    selected: bool
    href: str
    below: tuple[FacetChoice, ...] = ()


@dataclass(frozen=True, slots=True)
class RegionView:
    """A region with its provinces, and these with their districts; ``whole`` is the choice of the region itself, if
    offered."""

    label: str
    count: int
    open: bool
    whole: FacetChoice | None
    provinces: tuple[FacetChoice, ...]


@dataclass(frozen=True, slots=True)
class FacetView:
    """A facet: ``open_values`` (including all selected ones) and ``more_values``, or ``years``, or ``regions``."""

    name: str
    label: str
    selected_count: int
    open_values: tuple[FacetChoice, ...] = ()
    more_values: tuple[FacetChoice, ...] = ()
    years: YearHistogram | None = None
    regions: tuple[RegionView, ...] = ()


def view_facets(request: Request, facets: Iterable[Facet], request_url: RequestUrl) -> tuple[FacetView, ...]:
    """The facets that have values, in the order in which they are shown."""
    rank = {name: position for position, name in enumerate(FIRST_FACETS)}
    ordered = sorted(facets, key=lambda facet: rank.get(facet.name, len(rank)))
    offered = {facet.name: facet for facet in ordered if facet.values}
    return tuple(
        _view_facet(facet, offered, request, request_url)
        for name, facet in offered.items()
        if not (name in _PROVINCE_LEVELS and "province" in offered)
    )


def _view_facet(facet: Facet, offered: dict[str, Facet], request: Request, request_url: RequestUrl) -> FacetView:
    names = (facet.name, *_PROVINCE_LEVELS) if facet.name == "province" else (facet.name,)
    selected = sum(value.selected for name in names if name in offered for value in offered[name].values)
    if has_years(facet):
        return FacetView(facet.name, facet.label, selected, years=make_histogram(facet, request, request_url))
    if facet.name == "province":
        regions = tuple(_view_regions(offered, request, request_url))
        return FacetView(facet.name, _label_places(offered), selected, regions=regions)
    choices = _make_choices(facet, request, request_url)
    is_open = [position < OPEN_VALUES or choice.selected for position, choice in enumerate(choices)]
    open_values = tuple(choice for choice, is_shown in zip(choices, is_open, strict=True) if is_shown)
    more_values = tuple(choice for choice, is_shown in zip(choices, is_open, strict=True) if not is_shown)
    return FacetView(facet.name, facet.label, selected, open_values, more_values)


def _make_choices(facet: Facet, request: Request, request_url: RequestUrl) -> tuple[FacetChoice, ...]:
    return tuple(_make_choice(facet.name, value, request, request_url) for value in facet.values)


def _make_choice(name: str, value: FacetValue, request: Request, request_url: RequestUrl) -> FacetChoice:
    anchor = _BLANK.sub("_", f"{name}:{value.value}")
    disappears = value.selected and (not value.count or name == "district")
    target = f"facet-{'province' if name in _PROVINCE_LEVELS else name}" if disappears else quote(anchor)
    href = f"{request_url(search_params.toggle(request, name, value.value))}#{target}"
    return FacetChoice(anchor, value.value, value.label, value.count, value.selected, href)


# Places


def _label_places(offered: Iterable[str]) -> str:
    names = ["region", "province", "district"] if "region" in offered else ["province"]
    return " · ".join(FIELD[name].label for name in names)


def _view_regions(offered: dict[str, Facet], request: Request, request_url: RequestUrl) -> Iterator[RegionView]:
    """The regions in the order of the gazetteer, each with its provinces, and these with their districts."""
    names = [name for name in ("province", *_PROVINCE_LEVELS) if name in offered]
    choices = {name: _make_choices(offered[name], request, request_url) for name in names}
    whole_regions = {choice.value: choice for choice in choices.get("region", ())}
    districts = _group_districts(choices.get("district", ()), choices["province"])
    by_region: dict[str, list[FacetChoice]] = {name: [] for name in (*(row.region for row in provinces()), NO_REGION)}
    for choice in choices["province"]:
        below = tuple(districts.pop(choice.value, ()))
        by_region[region_of(choice.value) or NO_REGION].append(replace(choice, below=below))
    by_region[NO_REGION] += [choice for unplaced in districts.values() for choice in unplaced]
    few_provinces = len(choices["province"]) <= OPEN_VALUES
    for label, members in by_region.items():
        if members or label in whole_regions:
            yield _view_region(label, whole_regions.get(label), tuple(members), few_provinces)


def _view_region(label: str, whole: FacetChoice | None, members: tuple[FacetChoice, ...], is_open: bool) -> RegionView:
    has_selected = any(choice.selected or choice.below for choice in members) or bool(whole and whole.selected)
    count = whole.count if whole else sum(choice.count for choice in members)
    return RegionView(label, count, is_open or has_selected, whole, members)


def _group_districts(
    districts: Iterable[FacetChoice], offered_provinces: Sequence[FacetChoice]
) -> dict[str, list[FacetChoice]]:
    """The districts of the selected provinces, and all selected districts, by province (empty: unknown)."""
    selected = [province.value for province in offered_provinces if province.selected]
    offered = {province.value for province in offered_provinces}
    groups: dict[str, list[FacetChoice]] = {}
    for district in districts:
        owners = provinces_of(district.value)
        fallback = selected[0] if len(selected) == 1 and not owners else ""
        home = next((name for name in selected if name in owners), fallback)
        if not home and district.selected:
            home = next((name for name in owners if name in offered), "")
        if home or district.selected:
            groups.setdefault(home, []).append(district)
    return groups
