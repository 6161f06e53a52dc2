"""Finds the documents that match a plan: runs its tiers and, if they match too few, relaxed readings of the text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from whoosh.query import Phrase, Query, Term

from index.engines.document_sets import EMPTY, DocumentSet, union
from index.engines.protocol import TEXT
from index.query.binding import bind
from index.query.expansion import Terms
from index.query.parser import ParsedQuery, parse
from index.query.planning import (
    MAX_TONE_VARIANTS,
    SearchPlan,
    compose,
    is_satisfied,
    plan_query,
    with_tone_variants,
    words_with_tone_variants,
)
from index.reader.generation_reader import GenerationReader
from index.results import Mode, Target
from index.suggest.spell_checker import Correction, Corrector
from kmsearch.errors import QueryError


@dataclass(frozen=True, slots=True)
class MatchedTier:
    """The documents of one tier, and the query that ranks them."""

    documents: DocumentSet
    ranking: Query


@dataclass(frozen=True)
class Matches:
    """The documents that match a plan before filters, in disjoint tiers, the best first.

    The first tier has the matches of all words of ``query``. ``approximate`` are the documents that match only a
    corrected query or a tone variant; ``highlighted`` are term sequences to highlight in addition to those of
    ``query``. ``replaces_query``: the ``correction`` was searched in place of the typed text, not in addition to it.
    """

    query: ParsedQuery
    tiers: tuple[MatchedTier, ...]
    mode: Mode
    note: str = ""
    approximate: DocumentSet = EMPTY
    correction: Correction | None = None
    replaces_query: bool = False
    highlighted: tuple[Terms, ...] = ()

    @cached_property
    def documents(self) -> DocumentSet:
        """The matches of all tiers."""
        return union(tier.documents for tier in self.tiers)

    @property
    def of_all_words(self) -> DocumentSet:
        """The matches of all words; empty for a query that only excludes."""
        return self.tiers[0].documents if self.query.has_positive_clause else EMPTY


def match(plan: SearchPlan, reader: GenerationReader) -> Matches:
    """The documents that match ``plan``, filters aside.

    Raises QueryError if the text cannot be parsed and no relaxed reading of it matches; IndexDamaged if the index is
    unreadable.
    """
    return _Matcher(reader, plan.target).match(plan)


class _Matcher:
    """Runs queries over the index of one target."""

    def __init__(self, reader: GenerationReader, target: Target):
        self._reader = reader
        self._target: Target = target
        self._engine = reader.index(target).engine

    def match(self, plan: SearchPlan) -> Matches:
        if isinstance(plan.query, QueryError):
            return self._run_unreadable(plan.text, plan.query)
        matches = self._run_query(plan.query)
        if not plan.may_relax:
            return matches
        if not matches.documents:
            matches = self._run_as_words(plan.text) or matches
        if is_satisfied(matches.query, matches.mode, len(matches.documents)):
            return matches
        corrected = self._run_corrected(plan.text)
        return _add_corrected(matches, corrected) if corrected else self._add_tone_variants(matches)

    def _run_unreadable(self, text: str, error: QueryError) -> Matches:
        """The matches of text that cannot be parsed: corrected, or read as plain words. Raises ``error`` if neither
        matches."""
        corrected = self._run_corrected(text)
        if corrected:
            return replace(corrected, replaces_query=True)
        matches = self._run_as_words(text)
        if matches is None:
            raise error
        return matches

    def _run_query(self, parsed: ParsedQuery) -> Matches:
        """The matches of a query, tier by tier; a tier is run only if the ones before it have fewer than ``run_below``
        matches."""
        query_plan = plan_query(bind(parsed, self._reader, self._target), self._target, self._engine.frequency)
        tiers: list[MatchedTier] = []
        total: DocumentSet = EMPTY
        mode: Mode = "all"
        note = ""
        for tier in query_plan.tiers:
            if tier.run_below is None or len(total) < tier.run_below:
                documents = self._engine.match(tier.query) - total
                tiers.append(MatchedTier(documents, tier.ranking))
                if documents or not total:
                    mode, note = tier.mode, tier.following_note.format(count=len(total)) if total else tier.note
                total = total | documents
        return Matches(query_plan.query, tuple(tiers), mode, note)

    def _run_as_words(self, text: str) -> Matches | None:
        """The matches of the text without operators, for a title with a colon or a dash; None if no document has all
        its words."""
        matches = self._run_query(parse(text, self._reader.lexicon, plain=True))
        note = "ค้นเป็นคำธรรมดา เพราะอ่านเครื่องหมายเป็นเงื่อนไขแล้วไม่พบ"
        return replace(matches, note=note) if matches.of_all_words else None

    def _run_corrected(self, text: str) -> Matches | None:
        """The matches of the spelling-corrected text; None if there is no correction, or it matches nothing."""
        vocabulary, lexicon = self._reader.words.vocabulary(), self._reader.lexicon
        correction = Corrector(vocabulary, lexicon, self._occurs).correct(text)
        if correction is None:
            return None
        try:
            matches = self._run_query(parse(correction.text, lexicon))
        except QueryError:
            return None
        if not matches.documents or matches.mode == "browse":
            return None
        return replace(matches, correction=correction, approximate=matches.documents)

    def _occurs(self, terms: Terms) -> bool:
        """Whether any record has ``terms`` side by side."""
        query = Phrase(TEXT, list(terms)) if len(terms) > 1 else Term(TEXT, terms[0]) if terms else None
        return query is not None and bool(self._reader.index("records").engine.match(query))

    def _add_tone_variants(self, matches: Matches) -> Matches:
        """``matches`` with a second tier: documents that have all words, some of them with other tone marks."""
        variants = self._tone_variants(matches)
        if not any(variants.values()):
            return matches
        exact = matches.of_all_words
        query = compose(with_tone_variants(matches.query, variants), "all")
        approximate = self._engine.match(query) - exact
        if not approximate:
            return matches
        first, *later_tiers = matches.tiers
        tiers = [MatchedTier(tier.documents - approximate, tier.ranking) for tier in later_tiers]
        tiers.insert(0, MatchedTier(approximate, query))
        forms = [form for term_forms in variants.values() for form in term_forms]
        note = f"รวมผลของคำที่ต่างกันเพียงวรรณยุกต์: {' · '.join(forms)}"
        return replace(
            matches,
            tiers=(MatchedTier(exact, first.ranking), *tiers),
            note=" ".join(filter(None, (matches.note, note))),
            approximate=approximate,
            highlighted=tuple((form,) for form in forms),
        )

    def _tone_variants(self, matches: Matches) -> dict[Terms, Sequence[str]]:
        words = words_with_tone_variants(matches.query, bool(matches.of_all_words))
        if not words:
            return {}
        vocabulary = self._reader.words.vocabulary()
        return {word.terms: vocabulary.tones(word.terms[0])[:MAX_TONE_VARIANTS] for word in words}


def _add_corrected(typed: Matches, corrected: Matches) -> Matches:
    """The matches of all words as typed, then those of the corrected query; only the latter if no document has all
    words as typed."""
    exact = typed.of_all_words
    if not exact:
        return replace(corrected, replaces_query=True)
    tiers = (MatchedTier(tier.documents - exact, tier.ranking) for tier in corrected.tiers)
    return replace(
        corrected,
        tiers=(MatchedTier(exact, typed.tiers[0].ranking), *tiers),
        approximate=corrected.documents - exact,
        highlighted=tuple(mark for word in typed.query.words for mark in word.marks),
    )
