"""Rewrites the clauses of a query that no engine answers: phrases inside longer words, and record fields of items."""

from __future__ import annotations

from dataclasses import replace

from whoosh.query import And, Or, Phrase, Query, Term

from index.engines.document_sets import DocumentSet
from index.engines.protocol import SUB, SUB_SUFFIX, TEXT, InDocuments, PhraseText
from index.mapping import SECTION_PARTS
from index.query.parser import ParsedQuery
from index.reader.generation_reader import GenerationReader
from index.reader.index_reader import IndexReader
from index.reader.stored_documents import plain_form
from index.results import Target
from kmsearch.thai.normalise import normalise

ENOUGH_PHRASES = 20
"""Documents that have a phrase as separate words: with so many, longer words are not searched for it. A guess: two
pages."""

MAX_PHRASE_CANDIDATES = 100
"""Documents read at most to find a phrase inside longer words: half a millisecond each."""


def bind(query: ParsedQuery, reader: GenerationReader, target: Target) -> ParsedQuery:
    """The query with every clause rewritten so that the engine of ``target`` answers it."""
    binder = _Binder(reader, target)
    required = tuple(clause.accept(binder.leaf) for clause in query.required)
    excluded = tuple(clause.accept(binder.leaf) for clause in query.excluded)
    return replace(query, required=required, excluded=excluded)


class _Binder:
    def __init__(self, reader: GenerationReader, target: Target):
        self._reader = reader
        self._target = target

    def leaf(self, node: Query) -> Query:
        """The leaf as the engine answers it: on items, ``จังหวัด:ลำปาง`` becomes the set of all items of matching
        records."""
        field = node.field() if node.is_leaf() else None
        if not field:
            return node
        is_own = self._target == "records" or field in (TEXT, SUB) or field.removesuffix(SUB_SUFFIX) in SECTION_PARTS
        index = self._reader.index(self._target if is_own else "records")
        if isinstance(node, PhraseText):
            node = self._phrase(index, node)
        return node if is_own else self._of_matching_records(index, node)

    def _of_matching_records(self, records: IndexReader, node: Query) -> Query:
        ids = (records.addresses[number][0] for number in records.engine.match(node))
        return InDocuments(self._reader.index(self._target).of_records(ids))

    def _phrase(self, index: IndexReader, node: PhraseText) -> Query:
        """Matches the words side by side, or the text inside longer words. Candidates for the latter have all its
        bigrams."""
        phrase = Phrase(node.fieldname, list(node.words))
        exact = index.engine.match(phrase)
        if len(exact) >= ENOUGH_PHRASES:
            return phrase
        sub = SUB if node.fieldname == TEXT else node.fieldname + SUB_SUFFIX
        candidates = index.engine.match(And([Term(sub, gram) for gram in node.grams])) - exact
        inside = [
            number for number in candidates[:MAX_PHRASE_CANDIDATES] if self._has_text(index.addresses[number], node)
        ]
        return Or([phrase, InDocuments(DocumentSet(inside))]) if inside else phrase

    def _has_text(self, address: tuple[str, str, int], node: PhraseText) -> bool:
        """Whether the record or item at ``address`` has the text of a phrase in the field that the phrase names."""
        id, section, number = address
        record, in_any_field = self._reader.stored.content(id), node.fieldname == TEXT
        is_record = not section
        if is_record and node.fieldname in (TEXT, "title") and node.text in plain_form(normalise(record.title)):
            return True
        texts = (text for text in record.texts if is_record or (text.section, text.number) == (section, number))
        return any(node.text in text.plain for text in texts if in_any_field or text.section == node.fieldname)
