"""The facet of years: a histogram whose bars filter, a form for a span of years, and a table of all years."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from index.reader.facet_counts import years_of
from index.results import Facet, FacetValue, Request
from webui import search_params
from webui.view_models.links import RequestUrl

YEAR_FACET = "year"

MAX_SINGLE_YEARS = 8
"""Years up to which each is one bar: the column of facets has room for as many bars of 24 px (WCAG 2.2 target size)."""
MAX_JOINED_BARS = 6
"""Bars at most if several years share a bar: the column has room for as many labels such as 52–54."""

SWEPT_YEARS = "\0"
"""Placeholder in a URL for the years of a sweep of the mouse; no year contains it."""


@dataclass(frozen=True, slots=True)
class YearBar:
    """A bar for the years ``first`` to ``last``; ``percent`` is its height relative to the highest bar.

    ``selected``: the filter contains all its years that have records; ``partly_selected``: some of them. ``href`` is
    empty for years without records.
    """

    first: int
    last: int
    count: int
    percent: int
    selected: bool
    partly_selected: bool
    href: str

    @property
    def label(self) -> str:
        """2552, or 2552–2554."""
        return "–".join(dict.fromkeys((str(self.first), str(self.last))))

    @property
    def short_label(self) -> str:
        """52, or 52–54."""
        return "–".join(dict.fromkeys((f"{self.first % 100:02}", f"{self.last % 100:02}")))


@dataclass(frozen=True, slots=True)
class YearTableRow:
    """A year in the table; ``href`` adds or removes its filter and leads back to ``anchor``."""

    anchor: str
    label: str
    count: int
    selected: bool
    href: str


@dataclass(frozen=True, slots=True)
class YearSpanForm:
    """The form for a span of years, with the parameters it keeps.

    ``first`` and ``last`` are the span in force, ``oldest`` and ``newest`` the ends of all years, all as texts;
    ``all_years_href`` removes the filter; empty without a filter.
    """

    action: str
    hidden: tuple[tuple[str, str], ...]
    first: str
    last: str
    oldest: str
    newest: str
    all_years_href: str


@dataclass(frozen=True, slots=True)
class YearHistogram:
    """The bars, oldest year first, the table, newest first, and the form.

    ``swept_href`` is the URL of a span, with ``SWEPT_YEARS`` as placeholder.
    """

    bars: tuple[YearBar, ...]
    rows: tuple[YearTableRow, ...]
    form: YearSpanForm
    swept_href: str


def has_years(facet: Facet) -> bool:
    """Whether the facet is that of years and has numeric values to draw; other values are shown as chips only."""
    return facet.name == YEAR_FACET and any(value.value.isdecimal() for value in facet.values)


def make_histogram(facet: Facet, request: Request, request_url: RequestUrl) -> YearHistogram:
    """The histogram of the facet; if the filter is one span of years, of that span only."""
    by_year = {int(value.value): value for value in facet.values if value.value.isdecimal()}
    filtered = (request.filters or {}).get(YEAR_FACET, ())
    spans = [span for value in filtered if (span := years_of(value))]
    all_years = range(min(by_year), max(by_year) + 1)
    unfiltered_url = request_url(search_params.drop_facet(request, YEAR_FACET))
    return YearHistogram(
        tuple(_make_bars(by_year, spans, _drawn_years(all_years, spans), request, request_url)),
        tuple(_make_rows(facet, by_year, request, request_url)),
        make_span_form(filtered, all_years, unfiltered_url, f"#facet-{YEAR_FACET}"),
        _facet_url(search_params.set_facet(request, YEAR_FACET, SWEPT_YEARS), request_url),
    )


def make_span_form(filtered: Sequence[str], all_years: range, unfiltered_url: str, fragment: str = "") -> YearSpanForm:
    """The form over ``all_years``; ``filtered`` are the filter values in force."""
    parts = urlsplit(unfiltered_url)
    oldest, newest = (str(all_years[0]), str(all_years[-1])) if all_years else ("", "")
    return YearSpanForm(
        parts.path + fragment,
        tuple(parse_qsl(parts.query)),
        *_split_span(filtered),
        oldest,
        newest,
        unfiltered_url + fragment if filtered else "",
    )


def make_timeline(values: Iterable[FacetValue], year_url: Callable[[str], str]) -> tuple[YearBar, ...]:
    """One bar per year from the oldest to the newest, including years without records."""
    counts = {int(value.value): value.count for value in values if value.value.isdecimal()}
    highest = max(counts.values(), default=1)
    return tuple(
        YearBar(year, year, counts[year], _percent(counts[year], highest), False, False, year_url(str(year)))
        if year in counts
        else YearBar(year, year, 0, 0, False, False, "")
        for year in range(min(counts, default=1), max(counts, default=0) + 1)
    )


def _drawn_years(all_years: range, spans: list[range]) -> range:
    """The years of the one filtered span, if it has several; otherwise all years."""
    if len(spans) != 1:
        return all_years
    span = range(max(all_years[0], spans[0][0]), min(all_years[-1], spans[0][-1]) + 1)
    return span if len(span) > 1 else all_years


def _make_bars(
    by_year: Mapping[int, FacetValue], spans: list[range], drawn: range, request: Request, request_url: RequestUrl
) -> Iterator[YearBar]:
    bars = _split_years(drawn)
    highest = max(_count(by_year, years) for years in bars)
    for years in bars:
        years_with_records = [year for year in years if year in by_year]
        filtered = [
            year for year in years_with_records if by_year[year].selected or any(year in span for span in spans)
        ]
        is_selected = bool(filtered) and len(filtered) == len(years_with_records)
        is_partly_selected = bool(filtered) and not is_selected
        count = _count(by_year, years)
        href = _facet_url(_filter_years(request, years), request_url) if years_with_records else ""
        percent = _percent(count, highest)
        yield YearBar(years[0], years[-1], count, percent, is_selected, is_partly_selected, href)


def _split_years(drawn: range) -> list[range]:
    """The years of each bar, oldest first; all bars have the same number of years except the oldest, which may have
    fewer."""
    width = 1 if len(drawn) <= MAX_SINGLE_YEARS else -(-len(drawn) // MAX_JOINED_BARS)
    ends = range(drawn[-1], drawn[0] - 1, -width)
    return [range(max(drawn[0], end - width + 1), end + 1) for end in reversed(ends)]


def _count(by_year: Mapping[int, FacetValue], years: range) -> int:
    return sum(by_year[year].count for year in years if year in by_year)


def _filter_years(request: Request, years: range) -> Request:
    if len(years) == 1:
        return search_params.toggle(request, YEAR_FACET, str(years[0]))
    return search_params.set_facet(request, YEAR_FACET, f"{years[0]}-{years[-1]}")


def _make_rows(
    facet: Facet, by_year: Mapping[int, FacetValue], request: Request, request_url: RequestUrl
) -> Iterator[YearTableRow]:
    for value in facet.values:
        if value in by_year.values():
            anchor = f"{YEAR_FACET}:{value.value}"
            href = f"{request_url(search_params.toggle(request, YEAR_FACET, value.value))}#{anchor}"
            yield YearTableRow(anchor, value.label, value.count, value.selected, href)


def _facet_url(request: Request, request_url: RequestUrl) -> str:
    return f"{request_url(request)}#facet-{YEAR_FACET}"


def _percent(count: int, highest: int) -> int:
    return round(100 * count / highest) if highest else 0


def _split_span(filtered: Sequence[str]) -> tuple[str, str]:
    """First and last year of the one year or span in force, as the form shows them; an open end is empty."""
    if len(filtered) != 1 or not (years_of(filtered[0]) or filtered[0].isdecimal()):
        return "", ""
    first, separator, last = filtered[0].partition("-")
    return first, last if separator else first
