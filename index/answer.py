"""One Request answered from one Snapshot: stages, filters, order, hits, facets and the sentence that explains them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from whoosh.query import Query

from index.bitmap import union
from index.collection import Collection
from index.facets import Filters, check_filters, facet
from index.highlight import Highlighter
from index.hits import item_hit, record_hit
from index.query import Parsed, parse
from index.results import Facet, FacetValue, Hit, Mode, Request, ResultPage, Target
from index.snapshot import Snapshot
from kmsearch.errors import QueryError
from kmsearch.lexicon import Lexicon

ENOUGH = 3
"""With fewer results than this that have all words, those with most follow: one or two leave a reader no choice."""

MAX_SIZE = 100
"""Results a page at most; each is cut and marked."""

NEWEST = 6
"""Newest records that an overview shows."""

_UNITS: dict[Target, str] = {"records": "บันทึก", "items": "ข้อ"}


@dataclass(frozen=True, slots=True)
class Stats:
    """What is in the index: counts, every facet with its values, the categories, and the newest records."""

    records: int
    items: int
    facets: tuple[Facet, ...]
    categories: tuple[FacetValue, ...]
    newest: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    """Sets of matches, the better ones first, each with the query that orders it."""

    tiers: tuple[tuple[int, Query], ...]
    mode: Mode
    note: str = ""

    @property
    def bits(self) -> int:
        return union(bits for bits, _ in self.tiers)


def answer(snapshot: Snapshot, request: Request, lexicon: Lexicon) -> ResultPage:
    """The page that answers ``request``. Raises QueryError, and IndexDamaged where the index does not read."""
    _check(request)
    filters = check_filters(request.filters)
    collection = snapshot.collection(request.target)
    parsed = parse(request.text, lexicon)
    found = _find(snapshot, request.target, parsed)
    allowed = collection.facets.allowed(filters)
    bits = found.bits if allowed is None else found.bits & allowed
    ranked = _rank(collection, found, bits, request, parsed)
    highlighter = Highlighter(lexicon.analyzer, parsed.marks, parsed.prefixes)
    return ResultPage(
        request,
        bits.bit_count(),
        tuple(_hits(snapshot, collection, ranked, highlighter)),
        collection.facets.count(found.bits, filters),
        found.mode,
        parsed.cut,
        " ".join(_notes(request, parsed, found, bits, filters, collection)),
    )


def overview(snapshot: Snapshot, lexicon: Lexicon) -> Stats:
    """What the generation holds."""
    records = snapshot.collection("records")
    page = answer(snapshot, Request(size=NEWEST), lexicon)
    categories = records.facets.values("category", records.live, {})
    return Stats(page.total, snapshot.generation.manifest.items, page.facets, categories, page.hits)


def _check(request: Request) -> None:
    if request.target not in _UNITS or request.sort not in ("relevance", "newest", "oldest"):
        raise QueryError("ไม่รู้จักชนิดผลลัพธ์หรือการเรียงลำดับที่ขอ", "ใช้ records หรือ items และ relevance, newest หรือ oldest")
    if request.page < 1 or not 1 <= request.size <= MAX_SIZE:
        raise QueryError("เลขหน้าหรือจำนวนต่อหน้าใช้ไม่ได้", f"หน้าเริ่มที่ 1 และแสดงได้หน้าละ 1 ถึง {MAX_SIZE}")


def _find(snapshot: Snapshot, target: Target, parsed: Parsed) -> _Found:
    """Everything with all words; where that is little, then what has most of them; where that is nothing, any."""
    engine, bind, unit = snapshot.collection(target).engine, snapshot.bind(target), _UNITS[target]
    whole = parsed.compose("all", bind)
    everything = engine.match(whole)
    if parsed.is_empty:
        return _Found(((everything, whole),), "browse")
    enough = everything.bit_count() >= ENOUGH
    if enough or len(parsed.words) < 2:
        return _Found(((everything, whole),), "all")
    most = engine.match(parsed.compose("most", bind)) & ~everything if parsed.least < len(parsed.words) else 0
    loose = parsed.compose("any", bind)
    if most:
        had = f"ไม่มี{unit}ที่มีครบทุกคำ จึงแสดง"
        if everything:
            had = f"มี{unit}ที่มีครบทุกคำเพียง {everything.bit_count()} รายการ จึงต่อด้วย"
        note = f"{had}{unit}ที่มีคำส่วนใหญ่ (อย่างน้อย {parsed.least} จาก {len(parsed.words)} คำ)"
        return _Found(((everything, whole), (most, loose)), "most", note)
    if everything:
        return _Found(((everything, whole),), "all")
    return _Found(((engine.match(loose), loose),), "any", f"ไม่มี{unit}ที่มีครบทุกคำ จึงแสดง{unit}ที่มีบางคำ")


def _rank(
    collection: Collection, found: _Found, bits: int, request: Request, parsed: Parsed
) -> list[tuple[int, float]]:
    """The documents of the page with their scores."""
    start, stop = (request.page - 1) * request.size, request.page * request.size
    if request.sort != "relevance" or not (parsed.words or parsed.required):
        return [(number, 0.0) for number in collection.first(bits, request.sort, stop)[start:]]
    ranked: list[tuple[int, float]] = []
    for tier, query in found.tiers:
        if len(ranked) < stop:
            ranked += collection.best(tier & bits, query, stop - len(ranked))
    return ranked[start:]


def _hits(
    snapshot: Snapshot, collection: Collection, ranked: Iterable[tuple[int, float]], highlighter: Highlighter
) -> Iterable[Hit]:
    for number, score in ranked:
        id, section, place = collection.places[number]
        content = snapshot.content(id)
        if section:
            yield item_hit(id, section, place, content, score, highlighter)
        else:
            yield record_hit(id, content, score, highlighter)


def _notes(
    request: Request, parsed: Parsed, found: _Found, bits: int, filters: Filters, collection: Collection
) -> Iterable[str]:
    unit = _UNITS[request.target]
    yield from parsed.notes
    if parsed.is_empty and request.text.strip():
        yield f"ไม่มีคำที่ค้นได้ในข้อความนี้ จึงแสดง{unit}ทั้งหมด"
    if found.bits:
        yield from (note for note in (found.note,) if note)
        if not bits:
            yield _filters_to_drop(found.bits, filters, collection, unit)
    elif not collection.live:
        yield "คลังความรู้ยังไม่มีบันทึก นำเข้าด้วยคำสั่ง kmsearch ingest"
    else:
        cut = f" คำค้นถูกตัดเป็น: {' · '.join(parsed.cut)}" if parsed.cut else ""
        yield f"ไม่พบ{unit}ที่ตรงกับคำค้น{cut}"


def _filters_to_drop(bits: int, filters: Filters, collection: Collection, unit: str) -> str:
    """Which one choice, dropped, brings most; the choices together brought nothing."""
    brought = []
    for name in filters:
        allowed = collection.facets.allowed(filters, without=name)
        brought.append(((bits if allowed is None else bits & allowed).bit_count(), facet(name).label))
    count, label = max(brought)
    if count:
        return f"ไม่พบ{unit}ตามตัวกรองที่เลือก ถ้าไม่กรอง{label} จะพบ {count} รายการ"
    return f"ไม่พบ{unit}ตามตัวกรองที่เลือก ถ้าไม่กรองเลย จะพบ {bits.bit_count()} รายการ"
