"""One Request answered from one Snapshot: stages, filters, order, hits, facets and the sentence that explains them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from index.query.highlighter import Highlighter
from index.query.relaxation import UNITS, Found, find
from index.query.snippets import item_hit, record_hit
from index.query.zero_results import clues, drops
from index.reader.facet_counts import check_filters
from index.reader.generation_reader import Snapshot
from index.reader.index_reader import Collection
from index.results import CorrectedQuery, Facet, FacetValue, FilterRelaxation, Hit, Request, ResultPage
from kmsearch.errors import QueryError
from kmsearch.lexicon.model import Lexicon

MAX_SIZE = 100
"""Results a page at most; each is cut and marked."""

OTHERS = 10
"""Results shown under one that says the same; the point on its record's page has them all."""

NEWEST = 6
"""Newest records that an overview shows."""


@dataclass(frozen=True, slots=True)
class Stats:
    """What is in the index: counts, every facet with its values, the categories, and the newest records."""

    records: int
    items: int
    facets: tuple[Facet, ...]
    categories: tuple[FacetValue, ...]
    newest: tuple[Hit, ...]


def answer(snapshot: Snapshot, request: Request, lexicon: Lexicon) -> ResultPage:
    """The page that answers ``request``. Raises QueryError, and IndexDamaged where the index does not read."""
    _check(request)
    filters = check_filters(request.filters)
    collection = snapshot.collection(request.target)
    found = find(snapshot, request, lexicon)
    allowed = collection.facets.allowed(filters)
    bits = found.bits if allowed is None else found.bits & allowed
    ranked = _rank(collection, found, bits, request)
    highlighter = Highlighter(lexicon.analyzer, (*found.parsed.marks, *found.marks), found.parsed.prefixes)
    hits = _hits(snapshot, collection, ranked, found.near, highlighter)
    ways = () if bits else drops(found.bits, filters, collection)
    return ResultPage(
        request,
        collection.folds.count(bits),
        tuple(_with_others(hit, number, bits, request, snapshot) for number, hit in hits),
        found.mode,
        found.parsed.cut,
        " ".join(_notes(request, found, ways, collection)),
        _corrected_query(found),
        () if found.bits else clues(snapshot, request.target, found.parsed, request.text, lexicon),
        ways,
        bits.bit_count(),
        facets=collection.facets.count(found.bits, filters),
    )


def ranking(snapshot: Snapshot, request: Request, lexicon: Lexicon) -> tuple[str, ...]:
    """The ids of the records of the page that answers ``request``, without what a page shows of them; behind each those
    that stand under it. Raises QueryError, and IndexDamaged where the index does not read."""
    _check(request)
    filters = check_filters(request.filters)
    collection = snapshot.collection(request.target)
    found = find(snapshot, request, lexicon)
    allowed = collection.facets.allowed(filters)
    bits = found.bits if allowed is None else found.bits & allowed
    heads = [number for number, _ in _rank(collection, found, bits, request)]
    folded = (collection.newest(one for one in collection.folds.members(head) if one != head) for head in heads)
    every = (number for head, same in zip(heads, folded, strict=True) for number in (head, *same) if bits >> number & 1)
    return tuple(dict.fromkeys(collection.places[number][0] for number in every))


def overview(snapshot: Snapshot, lexicon: Lexicon) -> Stats:
    """What the generation holds."""
    records = snapshot.collection("records")
    page = answer(snapshot, Request(size=NEWEST), lexicon)
    categories = records.facets.values("category", records.live, {})
    return Stats(page.document_count, snapshot.generation.manifest.items, page.facets, categories, page.hits)


def _check(request: Request) -> None:
    if request.target not in UNITS or request.sort not in ("relevance", "newest", "oldest"):
        raise QueryError("ไม่รู้จักชนิดผลลัพธ์หรือการเรียงลำดับที่ขอ", "ใช้ records หรือ items และ relevance, newest หรือ oldest")
    if request.page < 1 or not 1 <= request.size <= MAX_SIZE:
        raise QueryError("เลขหน้าหรือจำนวนต่อหน้าใช้ไม่ได้", f"หน้าเริ่มที่ 1 และแสดงได้หน้าละ 1 ถึง {MAX_SIZE}")


def _rank(collection: Collection, found: Found, bits: int, request: Request) -> list[tuple[int, float]]:
    """The documents of the page with their scores."""
    parsed = found.parsed
    start, stop = (request.page - 1) * request.size, request.page * request.size
    if request.sort != "relevance" or not (parsed.words or parsed.required):
        return [(number, 0.0) for number in collection.first(bits, request.sort, stop, once=True)[start:]]
    ranked: list[tuple[int, float]] = []
    for tier, query in found.tiers:
        if len(ranked) < stop:
            ranked += collection.best(tier & bits, query, stop - len(ranked))
            bits &= ~collection.folds.spread(tier & bits)
    return ranked[start:]


def _hits(
    snapshot: Snapshot, collection: Collection, ranked: Iterable[tuple[int, float]], near: int, highlighter: Highlighter
) -> Iterable[tuple[int, Hit]]:
    for number, score in ranked:
        id, section, place = collection.places[number]
        content = snapshot.content(id)
        if section:
            hit = item_hit(id, section, place, content, score, highlighter)
        else:
            hit = record_hit(id, content, score, highlighter)
        yield number, replace(hit, approximate=True) if near >> number & 1 else hit


def _with_others(hit: Hit, number: int, bits: int, request: Request, snapshot: Snapshot) -> Hit:
    """The hit of a document with those of ``bits`` that say the same."""
    collection = snapshot.collection(request.target)
    same = [other for other in collection.folds.members(number) if other != number and bits >> other & 1]
    shown = collection.newest(same)[:OTHERS]
    return replace(
        hit, collapsed_count=len(same), collapsed=tuple(snapshot.mention(request.target, other) for other in shown)
    )


def _corrected_query(found: Found) -> CorrectedQuery | None:
    meant = found.correction
    return CorrectedQuery(meant.text, meant.changes, found.instead, meant.layout) if meant else None


def _notes(request: Request, found: Found, ways: Sequence[FilterRelaxation], collection: Collection) -> Iterable[str]:
    unit = UNITS[request.target]
    yield from found.parsed.notes
    if found.parsed.is_empty and request.text.strip():
        yield f"ไม่มีคำที่ค้นได้ในข้อความนี้ จึงแสดง{unit}ทั้งหมด"
    if found.bits:
        yield from (note for note in (found.note,) if note)
        if ways:
            without = f"กรอง{ways[0].label}" if ways[0].name else "กรองเลย"
            yield f"ไม่พบ{unit}ตามตัวกรองที่เลือก ถ้าไม่{without} จะพบ {ways[0].count} รายการ"
    elif not collection.live:
        yield "คลังความรู้ยังไม่มีบันทึก นำเข้าด้วยคำสั่ง kmsearch ingest"
    else:
        cut = f" คำค้นถูกตัดเป็น: {' · '.join(found.parsed.cut)}" if found.parsed.cut else ""
        yield f"ไม่พบ{unit}ที่ตรงกับคำค้น{cut}"
