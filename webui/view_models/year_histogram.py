"""Years as templates want them: a histogram whose bars choose years, a form for a span, and the table of all years."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from index.reader.facet_counts import years_of
from index.results import Facet, FacetValue, Request
from webui import search_params

Address = Callable[[Request], str]

NAME = "year"

SINGLE = 8
"""Years that stand each in a bar of its own: as many bars of 24 px as the column of the facets has room for."""
JOINED = 6
"""Bars at most where years are joined: as many labels such as 52–54."""

SWEPT = "\0"
"""Stands in an address for the years that somebody sweeps over; no year is it."""


@dataclass(frozen=True, slots=True)
class Bar:
    """The years from ``first`` to ``last``: ``percent`` is the height against the fullest bar.

    ``inside``: each that has something is chosen, or lies in a span that is; ``partly``: some. ``href`` is empty where
    there is nothing.
    """

    first: int
    last: int
    count: int
    percent: int
    inside: bool
    partly: bool
    href: str

    @property
    def label(self) -> str:
        """2552, or 2552–2554."""
        return "–".join(dict.fromkeys((str(self.first), str(self.last))))

    @property
    def short(self) -> str:
        """52, or 52–54."""
        return "–".join(dict.fromkeys((f"{self.first % 100:02}", f"{self.last % 100:02}")))


@dataclass(frozen=True, slots=True)
class YearRow:
    """A year of the table behind the histogram, with the address that chooses it or lets it go, which leads back to
    its ``anchor``."""

    anchor: str
    label: str
    count: int
    selected: bool
    href: str


@dataclass(frozen=True, slots=True)
class SpanForm:
    """The form that asks for a span of years: its address, and the parameters it keeps.

    ``first`` and ``last`` are what is chosen, ``oldest`` and ``newest`` the ends of all years, as texts; ``everything``
    is the address of all years, empty where none is chosen.
    """

    action: str
    hidden: tuple[tuple[str, str], ...]
    first: str
    last: str
    oldest: str
    newest: str
    everything: str


@dataclass(frozen=True, slots=True)
class Years:
    """The histogram, oldest year first, the table, newest first, and the form; ``swept`` is the address of a span."""

    bars: tuple[Bar, ...]
    rows: tuple[YearRow, ...]
    form: SpanForm
    swept: str


def is_of_years(facet: Facet) -> bool:
    """Whether a facet has years to draw; years that are no number stand in the chips only."""
    return facet.name == NAME and any(value.value.isdecimal() for value in facet.values)


def years(facet: Facet, request: Request, address: Address) -> Years:
    """The facet of years; every address leads back to it. Of a span that is chosen the years in it are drawn alone."""
    singles = {int(value.value): value for value in facet.values if value.value.isdecimal()}
    chosen = (request.filters or {}).get(NAME, ())
    spans = [span for value in chosen if (span := years_of(value))]
    every = range(min(singles), max(singles) + 1)
    return Years(
        tuple(_bars(singles, spans, _shown(every, spans), request, address)),
        tuple(_rows(facet, singles, request, address)),
        span_form(chosen, every, address(search_params.drop_facet(request, NAME)), f"#facet-{NAME}"),
        _there(search_params.choose(request, NAME, SWEPT), address),
    )


def span_form(chosen: Sequence[str], every: range, everything: str, anchor: str = "") -> SpanForm:
    """The form over the years of ``every``; ``everything`` is the address without a choice of years."""
    asked = urlsplit(everything)
    oldest, newest = (str(every[0]), str(every[-1])) if every else ("", "")
    return SpanForm(
        asked.path + anchor,
        tuple(parse_qsl(asked.query)),
        *_ends(chosen),
        oldest,
        newest,
        everything + anchor if chosen else "",
    )


def timeline(values: Iterable[FacetValue], address: Callable[[str], str]) -> tuple[Bar, ...]:
    """A bar for each year from the oldest to the newest, those without anything too; ``address`` is that of a year."""
    counts = {int(value.value): value.count for value in values if value.value.isdecimal()}
    shown = range(min(counts, default=1), max(counts, default=0) + 1)
    fullest = max(counts.values(), default=1)
    return tuple(
        Bar(year, year, counts.get(year, 0), _percent(counts.get(year, 0), fullest), False, False, address(str(year)))
        if year in counts
        else Bar(year, year, 0, 0, False, False, "")
        for year in shown
    )


def _shown(every: range, spans: list[range]) -> range:
    """The years of the one span that is chosen, where it has several; else every year."""
    if len(spans) != 1:
        return every
    inner = range(max(every[0], spans[0][0]), min(every[-1], spans[0][-1]) + 1)
    return inner if len(inner) > 1 else every


def _bars(
    singles: Mapping[int, FacetValue], spans: list[range], shown: range, request: Request, address: Address
) -> Iterator[Bar]:
    width = 1 if len(shown) <= SINGLE else -(-len(shown) // JOINED)
    parts = [range(max(shown[0], end - width + 1), end + 1) for end in range(shown[-1], shown[0] - 1, -width)]
    counts = [sum(singles[year].count for year in part if year in singles) for part in parts]
    fullest = max(counts)
    for part, count in reversed(list(zip(parts, counts, strict=True))):
        known = [year for year in part if year in singles]
        chosen = [year for year in known if singles[year].selected or any(year in span for span in spans)]
        inside = bool(chosen) and len(chosen) == len(known)
        there = search_params.toggle(request, NAME, str(part[0])) if len(part) == 1 else _span(request, part)
        href = _there(there, address) if known else ""
        yield Bar(part[0], part[-1], count, _percent(count, fullest), inside, bool(chosen) and not inside, href)


def _span(request: Request, part: range) -> Request:
    return search_params.choose(request, NAME, f"{part[0]}-{part[-1]}")


def _rows(facet: Facet, singles: Mapping[int, FacetValue], request: Request, address: Address) -> Iterator[YearRow]:
    for value in facet.values:
        if value in singles.values():
            anchor = f"{NAME}:{value.value}"
            href = f"{address(search_params.toggle(request, NAME, value.value))}#{anchor}"
            yield YearRow(anchor, value.label, value.count, value.selected, href)


def _there(request: Request, address: Address) -> str:
    return f"{address(request)}#facet-{NAME}"


def _percent(count: int, fullest: int) -> int:
    return round(100 * count / fullest) if fullest else 0


def _ends(chosen: Sequence[str]) -> tuple[str, str]:
    """The ends of the one year or span that is chosen, as the form shows them; an open end is empty."""
    if len(chosen) != 1 or not (years_of(chosen[0]) or chosen[0].isdecimal()):
        return "", ""
    first, _, last = chosen[0].partition("-")
    return first, last if "-" in chosen[0] else first
