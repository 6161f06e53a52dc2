"""Result pages: hits with snippets and collapsed duplicates, facets, Thai notes, and ways out of an empty result."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.engines.document_sets import DocumentSet
from index.query.execution import Matches, execute, filtered, rank_page
from index.query.highlighter import Highlighter
from index.query.planning import TARGET_NOUNS, SearchPlan, plan_search
from index.query.snippets import item_hit, record_hit
from index.query.zero_results import clues, drops
from index.reader.generation_reader import GenerationReader
from index.results import Drop, Facet, FacetValue, Hit, Instead, Request, ResultPage

MAX_DUPLICATES = 10
"""Duplicates listed under a hit; the item's place on its record's page has them all."""

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
    matches = execute(plan, reader)
    return _PageBuilder(plan, matches, reader).build(request)


def ranked_ids(request: Request, reader: GenerationReader) -> tuple[str, ...]:
    """The record ids of that page without its contents, each followed by the ids of its duplicates among the matches.

    Raises QueryError, and IndexDamaged if the index cannot be read.
    """
    plan = plan_search(request, reader.lexicon)
    matches = execute(plan, reader)
    documents, index = filtered(plan, matches, reader), reader.index(plan.target)
    representatives = [number for number, _ in rank_page(plan, matches, reader)]
    members = (
        (number, *index.newest(other for other in index.collapse.members(number) if other != number))
        for number in representatives
    )
    numbers = (number for group in members for number in group if number in documents)
    return tuple(dict.fromkeys(index.addresses[number][0] for number in numbers))


def index_stats(reader: GenerationReader) -> Stats:
    """The statistics of a generation."""
    records = reader.index("records")
    page = search(Request(size=NEWEST_RECORDS), reader)
    categories = records.facets.values("category", records.live, {})
    return Stats(page.documents, reader.generation.manifest.items, page.facets, categories, page.hits)


class _PageBuilder:
    """Makes the page of one plan from its matches."""

    def __init__(self, plan: SearchPlan, matches: Matches, reader: GenerationReader):
        self._plan, self._matches, self._reader = plan, matches, reader
        self._index = reader.index(plan.target)
        self._documents = filtered(plan, matches, reader)

    def build(self, request: Request) -> ResultPage:
        plan, matches, all_documents = self._plan, self._matches, self._matches.documents
        drops_ = () if self._documents else drops(all_documents, plan.filters, self._index)
        return ResultPage(
            request,
            self._index.collapse.count(self._documents),
            tuple(self._hits()),
            self._index.facets.count(all_documents, plan.filters),
            matches.mode,
            matches.query.terms,
            " ".join(self._notes(all_documents, drops_)),
            self._instead(),
            () if all_documents else clues(self._reader, plan.target, matches.query, plan.text),
            drops_,
            len(self._documents),
        )

    def _hits(self) -> Iterator[Hit]:
        query = self._matches.query
        marks = (*query.marks, *self._matches.highlighted)
        highlighter = Highlighter(self._reader.lexicon.analyzer, marks, query.prefixes)
        for number, score in rank_page(self._plan, self._matches, self._reader):
            id, section, item_number = self._index.addresses[number]
            record = self._reader.stored.content(id)
            if section:
                hit = item_hit(id, section, item_number, record, score, highlighter)
            else:
                hit = record_hit(id, record, score, highlighter)
            yield self._with_duplicates(replace(hit, near=number in self._matches.approximate), number)

    def _with_duplicates(self, hit: Hit, number: int) -> Hit:
        """The hit with the duplicates of its document among the results."""
        members = self._index.collapse.members(number)
        duplicates = [other for other in members if other != number and other in self._documents]
        listed = self._index.newest(duplicates)[:MAX_DUPLICATES]
        mentions = tuple(self._reader.stored.mention(self._plan.target, other) for other in listed)
        return replace(hit, alike=len(duplicates), others=mentions)

    def _instead(self) -> Instead | None:
        correction = self._matches.correction
        if correction is None:
            return None
        return Instead(correction.text, correction.changes, self._matches.replaces_query, correction.layout)

    def _notes(self, all_documents: DocumentSet, drops_: Sequence[Drop]) -> Iterator[str]:
        """The Thai sentences of the page: how the query was read, what results lack, why there are none."""
        query, noun = self._matches.query, TARGET_NOUNS[self._plan.target]
        yield from query.notes
        if query.is_empty and self._plan.text.strip():
            yield f"ไม่มีคำที่ค้นได้ในข้อความนี้ จึงแสดง{noun}ทั้งหมด"
        if all_documents:
            if self._matches.note:
                yield self._matches.note
            if drops_:
                without = f"กรอง{drops_[0].label}" if drops_[0].name else "กรองเลย"
                yield f"ไม่พบ{noun}ตามตัวกรองที่เลือก ถ้าไม่{without} จะพบ {drops_[0].count} รายการ"
        elif not self._index.live:
            yield "คลังความรู้ยังไม่มีบันทึก นำเข้าด้วยคำสั่ง kmsearch ingest"
        else:
            tokens = f" คำค้นถูกตัดเป็น: {' · '.join(query.terms)}" if query.terms else ""
            yield f"ไม่พบ{noun}ที่ตรงกับคำค้น{tokens}"
