"""Ways on from a search without results: the words one by one with those near them, the filters to drop."""

from __future__ import annotations

from collections.abc import Iterator

from corpus.privacy.search_tokens import with_tokens
from index.query.expansion import Expander
from index.query.parser import Parsed
from index.reader.facet_counts import Filters, facet
from index.reader.generation_reader import Snapshot
from index.reader.index_reader import Collection
from index.results import FilterRelaxation, Target, ZeroResultTerm
from kmsearch.lexicon.model import Lexicon
from kmsearch.thai.tokenizer import fold, normalise

MOST_WORDS = 6
"""Words of a query that are looked into; each is a search."""

NEAREST = 4
"""Words of the corpus offered for one that it lacks."""


def clues(
    snapshot: Snapshot, target: Target, parsed: Parsed, text: str, lexicon: Lexicon
) -> tuple[ZeroResultTerm, ...]:
    """What the words of a query find one by one, and for those that find nothing the nearest words that do.

    Pieces side by side in ``text`` that find nothing are one word where it has words near it.
    """
    terms = list(dict.fromkeys(term for term in parsed.cut if " " not in term and not term.endswith("*")))
    if not terms:
        return ()
    vocabulary, engine = snapshot.vocabulary(lexicon), snapshot.collection(target).engine
    expander = Expander(lexicon)

    def count(term: str) -> int:
        return engine.match(next(expander.words(expander.cut(with_tokens(term)[0]) or [term])).query).bit_count()

    def nearest(term: str) -> tuple[tuple[str, int], ...]:
        return tuple((word, found) for word in vocabulary.nearest(term, NEAREST) if (found := count(word)))

    found = {term: count(term) for term in terms[:MOST_WORDS]}
    whole = fold(normalise(text))
    words: list[str] = []
    for term, own in found.items():
        joined = words[-1] + term if words else ""
        if joined in whole and joined and not own and not found.get(words[-1]) and nearest(joined):
            words[-1] = joined
        else:
            words.append(term)
    return tuple(ZeroResultTerm(word, found.get(word, 0), () if found.get(word) else nearest(word)) for word in words)


def drops(bits: int, filters: Filters, collection: Collection) -> tuple[FilterRelaxation, ...]:
    """The facets whose choices, dropped, bring some of ``bits``, the one that brings most first; last, all of them."""
    if not bits:
        return ()
    found = list(_single(bits, filters, collection))
    found.sort(key=lambda drop: -drop.count)
    everything = [FilterRelaxation("", "ทั้งหมด", bits.bit_count())] if len(filters) > 1 or not found else []
    return (*found, *everything)


def _single(bits: int, filters: Filters, collection: Collection) -> Iterator[FilterRelaxation]:
    for name in filters:
        allowed = collection.facets.allowed(filters, without=(name,))
        count = (bits if allowed is None else bits & allowed).bit_count()
        if count:
            yield FilterRelaxation(name, facet(name).label, count)
