"""Which documents answer a query, in tiers: all words, what was meant instead, other tone marks, most words, any."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from whoosh.query import Or, Phrase, Query, Term

from index.engines.protocol import TEXT, Engine
from index.query.expansion import Terms, Word
from index.query.parser import Parsed, parse
from index.reader.document_sets import union
from index.reader.generation_reader import Snapshot
from index.results import Mode, Request, Target
from index.suggest.spell_checker import Correction, Corrector
from kmsearch.errors import QueryError
from kmsearch.lexicon.model import Lexicon

ENOUGH = 3
"""With fewer results than this that have all words, those with most follow: one or two leave a reader no choice."""

TONE_WEIGHT = 0.5
"""A word with other tone marks against the word as typed."""

TONE_WORDS, TONE_VARIANTS = 6, 3
"""Words of a query that may have other tone marks (in longer ones no single word matters), and forms of each."""

RAREST_GRAMS = 24
"""Cluster bigrams of a query that are looked up: the rarest tell most and cost least. With all of them nDCG@10 of 720
questions was no better (docs/relevance.md)."""

GRAM_POSTINGS = 20_000
"""Postings of them that are read, about: some 5 ms. In a corpus of 800 records and less all 24 are read."""

UNITS: dict[Target, str] = {"records": "บันทึก", "items": "ข้อ"}


@dataclass(frozen=True, slots=True)
class Found:
    """Sets of matches, the better ones first, each with the query that orders it.

    ``parsed`` is the query that most of them answer; ``marks`` are what else to mark. ``near`` are the matches of
    words that were not typed so; with ``correction``, of the query in its ``text``, ``instead`` when it stands in
    place of the query as typed.
    """

    parsed: Parsed
    tiers: tuple[tuple[int, Query], ...]
    mode: Mode
    note: str = ""
    near: int = 0
    correction: Correction | None = None
    instead: bool = False
    marks: tuple[Terms, ...] = ()

    @property
    def bits(self) -> int:
        """All matches."""
        return union(bits for bits, _ in self.tiers)


def find(snapshot: Snapshot, request: Request, lexicon: Lexicon) -> Found:
    """What answers ``request``, filters aside. Raises QueryError where neither the query as typed nor what was meant
    can be read."""
    forgive = not request.exact and bool(request.text.strip())
    try:
        parsed = parse(request.text, lexicon)
    except QueryError:
        corrected = _corrected(snapshot, request, lexicon) if forgive else None
        if corrected:
            return replace(corrected, instead=True)
        words = _as_words(snapshot, request, lexicon) if forgive else None
        if words is None:
            raise
        return words
    found = _literal(snapshot, request.target, parsed)
    asks = parsed.words or parsed.required
    if forgive and not found.bits:
        found = _as_words(snapshot, request, lexicon) or found
    if not forgive or (asks and found.mode == "all" and found.bits.bit_count() >= ENOUGH):
        return found
    corrected = _corrected(snapshot, request, lexicon)
    if corrected:
        return _joined(found, corrected)
    return _other_tones(snapshot, request.target, found, lexicon)


def _literal(snapshot: Snapshot, target: Target, parsed: Parsed) -> Found:
    """Everything with all words; where that is little, then what has most of them; where that is nothing, any."""
    engine, bind, unit = snapshot.collection(target).engine, snapshot.bind(target), UNITS[target]
    parsed = replace(parsed, grams=_rarest(engine, parsed.grams))
    whole = parsed.compose("all", bind)
    everything = engine.match(whole)
    if parsed.is_empty:
        return Found(parsed, ((everything, whole),), "browse")
    enough = everything.bit_count() >= ENOUGH
    if enough or len(parsed.words) < 2:
        return Found(parsed, ((everything, whole),), "all")
    most = engine.match(parsed.compose("most", bind)) & ~everything if parsed.least < len(parsed.words) else 0
    loose = parsed.compose("any", bind)
    if most:
        had = f"ไม่มี{unit}ที่มีครบทุกคำ จึงแสดง"
        if everything:
            had = f"มี{unit}ที่มีครบทุกคำเพียง {everything.bit_count()} รายการ จึงต่อด้วย"
        note = f"{had}{unit}ที่มีอย่างน้อย {parsed.least} จาก {len(parsed.words)} คำ"
        return Found(parsed, ((everything, whole), (most, loose)), "most", note)
    if everything:
        return Found(parsed, ((everything, whole),), "all")
    return Found(parsed, ((engine.match(loose), loose),), "any", f"ไม่มี{unit}ที่มีครบทุกคำ จึงแสดง{unit}ที่มีบางคำ")


def _as_words(snapshot: Snapshot, request: Request, lexicon: Lexicon) -> Found | None:
    """What has all words of a text whose signs, read as conditions, find nothing: a title with a colon or a dash."""
    parsed = parse(request.text, lexicon, plain=True)
    found = _literal(snapshot, request.target, parsed)
    return replace(found, note="ค้นเป็นคำธรรมดา เพราะอ่านเครื่องหมายเป็นเงื่อนไขแล้วไม่พบ") if _whole(found) else None


def _rarest(engine: Engine, grams: Sequence[Term]) -> tuple[Term, ...]:
    """The rarest of the bigrams that stand in the index, as many as may be read."""
    counts = {gram: engine.frequency(gram.fieldname, gram.text) for gram in grams}
    ranked = sorted((gram for gram in grams if counts[gram]), key=counts.__getitem__)[:RAREST_GRAMS]
    read = accumulate(counts[gram] for gram in ranked)
    return tuple(gram for gram, postings in zip(ranked, read, strict=True) if postings <= GRAM_POSTINGS)


def _corrected(snapshot: Snapshot, request: Request, lexicon: Lexicon) -> Found | None:
    """What answers the query that was meant; None where there is no other, or it finds nothing."""
    engine = snapshot.collection("records").engine

    def stands(terms: Terms) -> bool:
        return bool(terms and engine.match(Phrase(TEXT, list(terms)) if len(terms) > 1 else Term(TEXT, terms[0])))

    correction = Corrector(snapshot.vocabulary(lexicon), lexicon, stands).correct(request.text)
    if correction is None:
        return None
    try:
        found = _literal(snapshot, request.target, parse(correction.text, lexicon))
    except QueryError:
        return None
    return replace(found, correction=correction, near=found.bits) if found.bits and found.mode != "browse" else None


def _whole(found: Found) -> int:
    """The matches of all words; none where nothing but what to leave out is asked for."""
    asks = found.parsed.words or found.parsed.required
    return found.tiers[0][0] if asks and found.mode != "any" else 0


def _joined(typed: Found, meant: Found) -> Found:
    """What has all words as typed, then what was meant; what was meant alone where there is nothing of the first."""
    exact = _whole(typed)
    if not exact:
        return replace(meant, instead=True)
    tiers = tuple((bits & ~exact, query) for bits, query in meant.tiers)
    marks = tuple(mark for word in typed.parsed.words for mark in word.marks)
    return replace(meant, tiers=((exact, typed.tiers[0][1]), *tiers), near=meant.bits & ~exact, marks=marks)


def _other_tones(snapshot: Snapshot, target: Target, found: Found, lexicon: Lexicon) -> Found:
    """``found`` with what has all words when tone marks may differ, behind what has them all as typed.

    A single word that is found as typed is right.
    """
    parsed, exact = found.parsed, _whole(found)
    if not 0 < len(parsed.words) <= TONE_WORDS or (exact and len(parsed.words) == 1):
        return found
    vocabulary = snapshot.vocabulary(lexicon)
    others = {word.terms: vocabulary.tones(word.terms[0])[:TONE_VARIANTS] for word in parsed.words if _is_single(word)}
    if not any(others.values()):
        return found
    words = tuple(_with_tones(word, others.get(word.terms, [])) for word in parsed.words)
    query = replace(parsed, words=words).compose("all", snapshot.bind(target))
    near = snapshot.collection(target).engine.match(query) & ~exact
    if not near:
        return found
    forms = [form for own in others.values() for form in own]
    note = f"รวมผลของคำที่ต่างกันเพียงวรรณยุกต์: {' · '.join(forms)}"
    tiers = [(bits & ~near, order) for bits, order in found.tiers]
    place = 1 if exact else 0
    tiers.insert(place, (near, query))
    notes = " ".join(filter(None, (found.note, note)))
    return replace(found, tiers=tuple(tiers), note=notes, near=near, marks=tuple((form,) for form in forms))


def _is_single(word: Word) -> bool:
    return len(word.terms) == 1


def _with_tones(word: Word, others: list[str]) -> Word:
    """The word or, for less, one of the others."""
    forms = [Term(TEXT, other, boost=TONE_WEIGHT) for other in others]
    return replace(word, query=Or([word.query, *forms])) if forms else word
