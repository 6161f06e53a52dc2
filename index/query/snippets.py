"""Hits with highlights: fields, the title, and the snippets of the texts that match best."""

from __future__ import annotations

from collections.abc import Iterator

from corpus.fields import FIELD, SECTION, SECTIONS, section_label
from index.mapping import KNOWLEDGE, PARTS
from index.query.highlighter import Highlighter, Marked
from index.reader.stored_documents import StoredRecord, StoredText
from index.results import Hit, Snippet

MAX_SNIPPETS = 3
"""Snippets of one record. A guess: more push the next record off the screen."""

MAX_TEXTS = 6
"""Texts of one record that are tokenized for its snippets at most. A guess: a text that may contain a query term nearly
always does."""

_BOOST = {part.name: part.boost for part in PARTS}


def make_hit(address: tuple[str, str, int], record: StoredRecord, score: float, highlighter: Highlighter) -> Hit:
    """The hit of the record or item at ``address`` (record id, section, item number) of ``record``.

    An item's own text is its only snippet. A record without a matching text shows its first item of knowledge.
    """
    id, section, number = address
    texts = (text for text in record.texts if (text.section, text.number) == (section, number))
    if section:
        snippets = tuple(_snippet(text, highlighter.mark(text.text, text.spans, text.private)) for text in texts)
    else:
        snippets = tuple(_snippets(record, highlighter)) or tuple(_first_item(record, highlighter))
    return Hit(id, _title(record, highlighter), record.fields, snippets, score, section, number)


def _title(record: StoredRecord, highlighter: Highlighter) -> Snippet:
    return Snippet("title", FIELD["title"].label, 0, highlighter.mark(record.title).whole())


def _snippets(record: StoredRecord, highlighter: Highlighter) -> Iterator[Snippet]:
    """Snippets of the best texts, chosen greedily: most query terms not shown yet, then most query terms, then the
    highest boost."""
    candidates = [(words, text) for text in record.texts if (words := highlighter.likely(text.plain))]
    shown_words = snippet_count = 0
    for _ in range(MAX_TEXTS):
        if not candidates or snippet_count == MAX_SNIPPETS:
            return
        best = max(candidates, key=lambda candidate: _preference(candidate[0], candidate[1], shown_words))
        candidates.remove(best)
        _, text = best
        marked = highlighter.mark(text.text, text.spans, text.private)
        if marked.marks:
            shown_words |= marked.words
            snippet_count += 1
            yield _snippet(text, marked)


def _preference(words: int, text: StoredText, shown_words: int) -> tuple[int, int, float]:
    return (words & ~shown_words).bit_count(), words.bit_count(), _BOOST[text.section]


def _first_item(record: StoredRecord, highlighter: Highlighter) -> Iterator[Snippet]:
    order = [*KNOWLEDGE, *(section.name for section in SECTIONS)]
    items = [text for text in record.texts if text.number]
    if items:
        first = min(items, key=lambda text: order.index(text.section))
        yield _snippet(first, highlighter.mark(first.text, first.spans, first.private))


def _snippet(text: StoredText, marked: Marked) -> Snippet:
    label = section_label(text.section) if text.section in SECTION else FIELD[text.section].label
    return Snippet(text.section, label, text.number, marked.piece())
