"""Result pages: hits with snippets and collapsed duplicates, facets, Thai notes, and ways out of an empty result."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.query.execution import EnginePage, execute
from index.query.highlighter import Highlighter
from index.query.matching import Matches
from index.query.planning import TARGET_NOUNS, SearchPlan, plan_search
from index.query.snippets import make_hit
from index.query.zero_results import filter_relaxations, zero_result_terms
from index.reader.generation_reader import GenerationReader
from index.results import CorrectedQuery, DocumentRef, Facet, FacetValue, FilterRelaxation, Hit, Request, ResultPage

MAX_DUPLICATES = 10
"""Duplicates listed under a hit. A guess: one screen; the page of the record or item group has all."""

NEWEST_RECORDS = 6
"""Newest records in the statistics of an index."""


@dataclass(frozen=True, slots=True)
class Stats:
    """The contents of an index: counts, every facet with its values, the categories, and the newest records."""

    records: int
    items: int
    facets: tuple[Facet, ...]
    categories: tuple[FacetValue, ...]
    newest: tuple[Hit, ...]


def search(request: Request, reader: GenerationReader) -> ResultPage:
    """The page of results for ``request``. Raises QueryError, and IndexDamaged if the index cannot be read."""
    plan = plan_search(request, reader.lexicon)
    return _PageBuilder(plan, execute(plan, reader), reader).build(request)


def ranked_ids(request: Request, reader: GenerationReader) -> tuple[str, ...]:
    """The record ids of that page without its contents, each followed by the ids of its duplicates among the results.

    Raises QueryError, and IndexDamaged if the index cannot be read.
    """
    page = execute(plan_search(request, reader.lexicon, counts_facets=False), reader)
    groups = ((number, *_duplicates(page, number)) for number, _ in page.ranked)
    return tuple(dict.fromkeys(page.index.addresses[number][0] for group in groups for number in group))


def index_stats(reader: GenerationReader) -> Stats:
    """The statistics of a generation."""
    records = reader.index("records")
    page = search(Request(size=NEWEST_RECORDS), reader)
    categories = records.facets.values("category", records.live, {})
    return Stats(page.document_count, reader.generation.manifest.items, page.facets, categories, page.hits)


class _PageBuilder:
    """Makes the result page of one plan from its engine page."""

    def __init__(self, plan: SearchPlan, page: EnginePage, reader: GenerationReader):
        self._plan, self._page, self._reader = plan, page, reader

    def build(self, request: Request) -> ResultPage:
        page, matches = self._page, self._page.matches
        relaxations = () if page.results else filter_relaxations(matches.documents, self._plan.filters, page.index)
        return ResultPage(
            request,
            page.total,
            facets=page.facets,
            hits=tuple(self._hits()),
            mode=matches.mode,
            terms=matches.query.terms,
            note=" ".join(self._notes(relaxations)),
            corrected_query=_corrected_query(matches),
            zero_result_terms=()
            if matches.documents
            else zero_result_terms(self._reader, page.index, matches.query, self._plan.text),
            filter_relaxations=relaxations,
            document_count=len(page.results),
        )

    def _hits(self) -> Iterator[Hit]:
        page, matches = self._page, self._page.matches
        marks = (*matches.query.marks, *matches.highlighted)
        highlighter = Highlighter(self._reader.lexicon.analyzer, marks, matches.query.prefixes)
        for number, score in page.ranked:
            address, duplicates = page.index.addresses[number], _duplicates(page, number)
            hit = make_hit(address, self._reader.stored.content(address[0]), score, highlighter)
            yield replace(
                hit,
                approximate=number in matches.approximate,
                collapsed_count=len(duplicates),
                collapsed=tuple(self._ref(duplicate) for duplicate in duplicates[:MAX_DUPLICATES]),
            )

    def _ref(self, number: int) -> DocumentRef:
        return self._reader.stored.refer_to(self._plan.target, number)

    def _notes(self, relaxations: Sequence[FilterRelaxation]) -> Iterator[str]:
        """The Thai sentences of the page: how the query was parsed and relaxed, and why there are no results."""
        query, noun = self._page.matches.query, TARGET_NOUNS[self._plan.target]
        yield from query.notes
        if query.is_empty and self._plan.text.strip():
            yield f"ไม่มีคำที่ค้นได้ในข้อความนี้ จึงแสดง{noun}ทั้งหมด"
        if self._page.matches.documents:
            if self._page.matches.note:
                yield self._page.matches.note
            if relaxations:
                without = f"กรอง{relaxations[0].label}" if relaxations[0].name else "กรองเลย"
                yield f"ไม่พบ{noun}ตามตัวกรองที่เลือก ถ้าไม่{without} จะพบ {relaxations[0].count} รายการ"
        elif not self._page.index.live:
            yield "คลังความรู้ยังไม่มีบันทึก นำเข้าด้วยคำสั่ง kmsearch ingest"
        else:
            tokens = f" คำค้นถูกตัดเป็น: {' · '.join(query.terms)}" if query.terms else ""
            yield f"ไม่พบ{noun}ที่ตรงกับคำค้น{tokens}"


def _duplicates(page: EnginePage, number: int) -> list[int]:
    """The results that are collapsed under a document, newest first."""
    members = page.index.collapse.members(number)
    return page.index.newest(member for member in members if member != number and member in page.results)


def _corrected_query(matches: Matches) -> CorrectedQuery | None:
    correction = matches.correction
    if correction is None:
        return None
    return CorrectedQuery(correction.text, correction.changes, matches.replaces_query, correction.layout)
