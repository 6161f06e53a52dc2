"""Clusters near-duplicate items, and near-duplicate records of one author, at each build.

Leader clustering: every member is similar to the representative of its group, so that no chain of small differences
joins dissimilar items. A general item does not join different particular ones either: every member must have some
similarity to the first member with words that the representative lacks. Signatures are processed by descending
frequency; each joins the most similar representative or becomes one. Candidates are representatives that share one of
its rarest words: the shortest prefix, in order of rarity, that weighs more than two similar signatures may differ
(prefix filtering; Chaudhuri et al. 2006, Bayardo et al. 2007).

After a small change only the signatures similar to the changed ones, and transitively to these, are clustered again;
the groups equal those of a full run, except for what ``MAX_REPRESENTATIVES_PER_WORD`` leaves out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from index.dedup.signatures import (
    MAX_WEIGHT,
    SIMILARITY_THRESHOLD,
    WEIGHT,
    RecordSignatures,
    Signature,
    parse_signature,
    similarity,
    total_weight,
    weighted_jaccard,
)
from index.mapping import item_key

COPY_THRESHOLD = 0.7
"""Minimum weighted Jaccard similarity of two records by one author that are near-duplicates. A text reused for another
year or village keeps 0.9; two records of one officer on one subject share 0.33 (measured on the samples)."""

MAX_REPRESENTATIVES_PER_WORD = 100
"""Representatives indexed under one word, the most frequent first: bounds the work where thousands of items differ in
a name only. On 150,000 items made of the samples' words no limit changes any group."""

MAX_AFFECTED = 2_000
"""Maximum signatures affected by a change for an incremental update; beyond, clustering everything takes no longer."""

_MASK_BITS = 256
"""Bits of the mask of a signature. A guess."""

Similarity = Callable[[Signature, Signature], float]
"""Similarity measure of two signatures, 0 to 1."""


@dataclass(frozen=True, slots=True)
class DuplicateGroups:
    """Groups of two or more, sorted: items by their document keys, records by id."""

    items: list[list[str]]
    records: list[list[str]]


def cluster_corpus(records_by_id: Mapping[str, RecordSignatures]) -> DuplicateGroups:
    """Clusters the items and records of a corpus, given by record id."""
    items = [cluster(_parsed(texts), SIMILARITY_THRESHOLD, similarity) for texts in _by_section(records_by_id).values()]
    by_author = _by_author(records_by_id).values()
    records = [cluster(signatures, COPY_THRESHOLD, weighted_jaccard) for signatures in by_author]
    return DuplicateGroups(sorted(sum(items, [])), sorted(sum(records, [])))


def update_clusters(
    old: DuplicateGroups,
    records_by_id: Mapping[str, RecordSignatures],
    removed: Mapping[str, RecordSignatures],
    added_ids: Collection[str],
) -> DuplicateGroups:
    """Returns ``cluster_corpus(records_by_id)`` faster after a small change since ``old``.

    ``removed`` are the removed or replaced records in their former state; ``added_ids`` are the ids of the added or
    replacing ones.
    """
    current_texts, removed_texts = _by_section(records_by_id), _by_section(removed)
    added_texts = _by_section({id: records_by_id[id] for id in added_ids})
    items: list[list[str]] = []
    for section in current_texts.keys() | removed_texts.keys():
        signatures = _parsed(current_texts.get(section, {}))
        changed = {
            parse_signature(text) for texts in (removed_texts, added_texts) for text in texts.get(section, {}).values()
        }
        affected_signatures = _similarity_closure(changed, signatures.values(), SIMILARITY_THRESHOLD, similarity)
        affected = {name: signature for name, signature in signatures.items() if signature in affected_signatures}
        items += cluster(affected, SIMILARITY_THRESHOLD, similarity)
        items += [group for group in old.items if group[0] in signatures and group[0] not in affected]
    authors = {record.author for record in removed.values()} | {records_by_id[id].author for id in added_ids}
    affected_records = {id: record for id, record in records_by_id.items() if record.author in authors}
    by_author = _by_author(affected_records).values()
    records = [cluster(signatures, COPY_THRESHOLD, weighted_jaccard) for signatures in by_author]
    unaffected = [group for group in old.records if group[0] in records_by_id and group[0] not in affected_records]
    return DuplicateGroups(sorted(items), sorted(unaffected + sum(records, [])))


def cluster(signatures: Mapping[str, Signature], threshold: float, measure: Similarity) -> list[list[str]]:
    """Clusters ``signatures`` at the ``threshold`` of the similarity ``measure``; returns groups of two or more names.

    Deterministic for the same signatures in the same order. ``measure`` must not exceed the weighted Jaccard similarity
    of two signatures, which prefix filtering relies on.
    """
    names_by_signature: dict[Signature, list[str]] = {}
    for name, signature in signatures.items():
        if signature:
            names_by_signature.setdefault(signature, []).append(name)
    frequency = Counter(number for signature in names_by_signature for number in signature)
    rarity_rank = {number: rank for rank, (number, _) in enumerate(reversed(frequency.most_common()))}.__getitem__
    representatives, members, particulars = _Representatives(threshold), list[list[str]](), dict[int, Signature]()
    for signature, names in sorted(names_by_signature.items(), key=lambda entry: -len(entry[1])):
        rarest = _prefix(sorted(signature, key=rarity_rank), total_weight(signature) * (1 - threshold))
        candidates = representatives.candidates(signature, rarest)
        scored = ((measure(signature, representatives.signatures[index]), -index) for index in candidates)
        for _, negative_index in sorted((pair for pair in scored if pair[0] >= threshold), reverse=True):
            index = -negative_index
            if measure(signature, particulars.get(index, signature)):
                members[index] += names
                if not signature <= representatives.signatures[index]:
                    particulars.setdefault(index, signature)
                break
        else:
            representatives.add(signature, rarest)
            members.append(names)
    return [sorted(group) for group in members if len(group) > 1]


def _similarity_closure(
    changed: set[Signature], signatures: Iterable[Signature], threshold: float, measure: Similarity
) -> set[Signature]:
    """Returns the closure of ``changed`` under similarity within ``signatures``; everything if that is large."""
    everything = {*signatures, *changed} if changed else set()
    frontier, rest = changed, everything - changed
    while frontier and len(everything) - len(rest) <= MAX_AFFECTED:
        representatives = _Representatives(threshold)
        for signature in frontier:
            heaviest = sorted(signature, key=lambda number: -(number & WEIGHT))
            representatives.add(signature, _prefix(heaviest, total_weight(signature) * (1 - threshold)))
        frontier = {
            signature
            for signature in rest
            if representatives.shares_word(signature) and representatives.has_similar(signature, threshold, measure)
        }
        rest -= frontier
    return everything if frontier else everything - rest


class _Representatives:
    """Representatives in an inverted index over their rarest words."""

    def __init__(self, threshold: float):
        self.signatures: list[Signature] = []
        self._bound = threshold / (1 + threshold)
        self._bounds: list[float] = []
        self._masks: list[int] = []
        self._by_word: dict[int, list[int]] = {}

    def add(self, signature: Signature, rarest: Iterable[int]) -> None:
        """Adds a representative, indexed under its ``rarest`` words."""
        for number in rarest:
            indexes = self._by_word.setdefault(number, [])
            if len(indexes) < MAX_REPRESENTATIVES_PER_WORD:
                indexes.append(len(self.signatures))
        self.signatures.append(signature)
        self._bounds.append(self._bound * total_weight(signature))
        self._masks.append(_mask(signature))

    def shares_word(self, signature: Signature) -> bool:
        """Whether any representative is indexed under a word of ``signature``."""
        return not signature.isdisjoint(self._by_word)

    def has_similar(self, signature: Signature, threshold: float, measure: Similarity) -> bool:
        """Whether the similarity ``measure`` of ``signature`` and any representative reaches ``threshold``."""
        candidates = self.candidates(signature, signature)
        return any(measure(signature, self.signatures[index]) >= threshold for index in candidates)

    def candidates(self, signature: Signature, words: Iterable[int]) -> list[int]:
        """Returns the indexes of representatives indexed under one of ``words`` whose upper bound of the common
        weight with ``signature`` (by bit masks) reaches the threshold."""
        mask, masks, bounds = _mask(signature), self._masks, self._bounds
        collisions = len(signature) - mask.bit_count()
        bound = self._bound * total_weight(signature) - collisions * MAX_WEIGHT
        indexes = {index for number in words for index in self._by_word.get(number, ())}
        return [index for index in indexes if (mask & masks[index]).bit_count() * MAX_WEIGHT >= bound + bounds[index]]


def _mask(signature: Signature) -> int:
    """Returns a bit mask of the signature; numbers that share a bit collide."""
    mask = 0
    for number in signature:
        mask |= 1 << (number >> 4) % _MASK_BITS
    return mask


def _prefix(numbers: Iterable[int], weight: float) -> list[int]:
    """Returns the shortest prefix of ``numbers`` that weighs more than ``weight``."""
    prefix, total = [], 0
    for number in numbers:
        prefix.append(number)
        total += number & WEIGHT
        if total > weight:
            break
    return prefix


def _by_section(records_by_id: Mapping[str, RecordSignatures]) -> dict[str, dict[str, str]]:
    """Returns the serialised signatures of items by section and document key, in id order."""
    sections: dict[str, dict[str, str]] = {}
    for id in sorted(records_by_id):
        for anchor, text in records_by_id[id].by_anchor.items():
            section, _, number = anchor.rpartition("-")
            if section != "other":
                sections.setdefault(section, {})[item_key(id, section, int(number))] = text
    return sections


def _parsed(texts: Mapping[str, str]) -> dict[str, Signature]:
    return {key: parse_signature(text) for key, text in texts.items()}


def _by_author(records_by_id: Mapping[str, RecordSignatures]) -> dict[str, dict[str, Signature]]:
    """Returns the signature of each whole record by author and id, for authors with several records, in id order."""
    authors: dict[str, list[str]] = {}
    for id in sorted(records_by_id):
        authors.setdefault(records_by_id[id].author, []).append(id)
    several = {author: ids for author, ids in authors.items() if author and len(ids) > 1}
    return {author: {id: _whole_record(records_by_id[id]) for id in ids} for author, ids in several.items()}


def _whole_record(record: RecordSignatures) -> Signature:
    """Returns the signature of a record: the union of those of its items."""
    return frozenset().union(*map(parse_signature, record.by_anchor.values()))
