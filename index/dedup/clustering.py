"""Clusters near-duplicate items, and near-duplicate records of one author, at each build.

Leader clustering: every member is similar to the representative of its group, so that no chain of small differences
joins dissimilar items. A general item does not join particular ones either: every member must have some similarity to
the first member that says more than the representative. Signatures are processed by descending frequency; each joins
the most similar representative or becomes one. Candidates are representatives that share one of its rarest words: the
shortest prefix, in order of rarity, that weighs more than two similar signatures may differ (prefix filtering;
Chaudhuri et al. 2006, Bayardo et al. 2007).

After a small change only the signatures similar to the changed ones, and transitively to these, are clustered again;
the groups equal those of a full run, except for what ``MAX_REPRESENTATIVES_PER_WORD`` leaves out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from index.dedup.signatures import (
    HEAVIEST,
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
"""Minimum weighted Jaccard similarity of two records by one author to be the same text. A text reused for another year
or village keeps 0.9; two records of one officer on one subject share 0.33 (measured on the samples)."""

MAX_REPRESENTATIVES_PER_WORD = 100
"""Representatives indexed under one word, the most frequent first: bounds the work where thousands of items differ in
a name only. On 150,000 items made of the samples' words no limit changes any group."""

MAX_AFFECTED = 2_000
"""Signatures a change may reach before everything is clustered again, which then takes no longer."""

_BITS = 256

Similarity = Callable[[Signature, Signature], float]


@dataclass(frozen=True, slots=True)
class DuplicateGroups:
    """Groups of two or more, sorted: items by their document keys, records by id."""

    items: list[list[str]]
    records: list[list[str]]


def cluster_corpus(records_by_id: Mapping[str, RecordSignatures]) -> DuplicateGroups:
    """Clusters the items and records of a corpus, given by record id."""
    items = [cluster(_loaded(texts), SIMILARITY_THRESHOLD, similarity) for texts in _by_section(records_by_id).values()]
    by_author = _by_author(records_by_id).values()
    records = [cluster(signatures, COPY_THRESHOLD, weighted_jaccard) for signatures in by_author]
    return DuplicateGroups(sorted(sum(items, [])), sorted(sum(records, [])))


def update_clusters(
    old: DuplicateGroups,
    records_by_id: Mapping[str, RecordSignatures],
    before: Mapping[str, RecordSignatures],
    fresh: Collection[str],
) -> DuplicateGroups:
    """Returns ``cluster_corpus(records_by_id)`` faster after a small change since ``old``.

    ``before`` are the removed or replaced records in their former state, ``fresh`` the ids of the added ones.
    """
    now, gone = _by_section(records_by_id), _by_section(before)
    new = _by_section({id: records_by_id[id] for id in fresh})
    items: list[list[str]] = []
    for section in now.keys() | gone.keys():
        signatures = _loaded(now.get(section, {}))
        changed = {parse_signature(text) for texts in (gone, new) for text in texts.get(section, {}).values()}
        reached = _closure(changed, signatures.values(), SIMILARITY_THRESHOLD, similarity)
        affected = {name: signature for name, signature in signatures.items() if signature in reached}
        items += cluster(affected, SIMILARITY_THRESHOLD, similarity)
        items += [group for group in old.items if group[0] in signatures and group[0] not in affected]
    authors = {one.author for one in before.values()} | {records_by_id[id].author for id in fresh}
    theirs = {id: one for id, one in records_by_id.items() if one.author in authors}
    records = [cluster(signatures, COPY_THRESHOLD, weighted_jaccard) for signatures in _by_author(theirs).values()]
    kept = [group for group in old.records if group[0] in records_by_id and group[0] not in theirs]
    return DuplicateGroups(sorted(items), sorted(kept + sum(records, [])))


def cluster(signatures: Mapping[str, Signature], least: float, like: Similarity) -> list[list[str]]:
    """Clusters ``signatures`` by ``like`` at the threshold ``least``; returns groups of two or more names.

    Deterministic for the same signatures in the same order. ``like`` must not exceed the weighted Jaccard similarity
    of two signatures, which prefix filtering relies on.
    """
    same: dict[Signature, list[str]] = {}
    for name, signature in signatures.items():
        if signature:
            same.setdefault(signature, []).append(name)
    frequency = Counter(number for signature in same for number in signature)
    rank = {number: place for place, (number, _) in enumerate(reversed(frequency.most_common()))}.__getitem__
    heads, members, says_more = _Representatives(least), list[list[str]](), dict[int, Signature]()
    for signature, names in sorted(same.items(), key=lambda one: -len(one[1])):
        rarest = _prefix(sorted(signature, key=rank), total_weight(signature) * (1 - least))
        likes = ((like(signature, heads.signatures[place]), -place) for place in heads.near(signature, rarest))
        for _, place in sorted((one for one in likes if one[0] >= least), reverse=True):
            if like(signature, says_more.get(-place, signature)):
                members[-place] += names
                if not signature <= heads.signatures[-place]:
                    says_more.setdefault(-place, signature)
                break
        else:
            heads.add(signature, rarest)
            members.append(names)
    return [sorted(group) for group in members if len(group) > 1]


def _closure(
    changed: set[Signature], signatures: Iterable[Signature], least: float, like: Similarity
) -> set[Signature]:
    """Returns the closure of ``changed`` under similarity within ``signatures``; everything if that is large."""
    everything = {*signatures, *changed} if changed else set()
    frontier, rest = changed, everything - changed
    while frontier and len(everything) - len(rest) <= MAX_AFFECTED:
        heads = _Representatives(least)
        for signature in frontier:
            heaviest = sorted(signature, key=lambda number: -(number & WEIGHT))
            heads.add(signature, _prefix(heaviest, total_weight(signature) * (1 - least)))
        frontier = {one for one in rest if heads.may_know(one) and heads.has_similar(one, least, like)}
        rest -= frontier
    return everything if frontier else everything - rest


class _Representatives:
    """Representatives in an inverted index over their rarest words."""

    def __init__(self, least: float):
        self.signatures: list[Signature] = []
        self._bound = least / (1 + least)
        self._bounds: list[float] = []
        self._masks: list[int] = []
        self._found_by: dict[int, list[int]] = {}

    def add(self, signature: Signature, rarest: Iterable[int]) -> None:
        """Adds a representative, indexed under its ``rarest`` words."""
        for number in rarest:
            places = self._found_by.setdefault(number, [])
            if len(places) < MAX_REPRESENTATIVES_PER_WORD:
                places.append(len(self.signatures))
        self.signatures.append(signature)
        self._bounds.append(self._bound * total_weight(signature))
        self._masks.append(_mask(signature))

    def may_know(self, signature: Signature) -> bool:
        """Whether any representative is indexed under a word of ``signature``."""
        return not signature.isdisjoint(self._found_by)

    def has_similar(self, signature: Signature, least: float, like: Similarity) -> bool:
        """Whether a representative is similar to ``signature``: ``like`` of at least ``least``."""
        return any(like(signature, self.signatures[place]) >= least for place in self.near(signature, signature))

    def near(self, signature: Signature, words: Iterable[int]) -> list[int]:
        """Returns the positions of representatives indexed under one of ``words`` whose upper bound of the common
        weight with ``signature`` (by bit masks) reaches the threshold."""
        mask, masks, bounds = _mask(signature), self._masks, self._bounds
        hidden = len(signature) - mask.bit_count()
        bound = self._bound * total_weight(signature) - hidden * HEAVIEST
        places = {place for number in words for place in self._found_by.get(number, ())}
        return [place for place in places if (mask & masks[place]).bit_count() * HEAVIEST >= bound + bounds[place]]


def _mask(signature: Signature) -> int:
    """Returns a bit mask of the signature; numbers that share a bit collide."""
    mask = 0
    for number in signature:
        mask |= 1 << (number >> 4) % _BITS
    return mask


def _prefix(numbers: Iterable[int], least: float) -> list[int]:
    """Returns the shortest prefix of ``numbers`` that weighs more than ``least``."""
    found, total = [], 0
    for number in numbers:
        found.append(number)
        total += number & WEIGHT
        if total > least:
            break
    return found


def _by_section(records_by_id: Mapping[str, RecordSignatures]) -> dict[str, dict[str, str]]:
    """Returns the serialised signatures of items by section and document key, in id order."""
    sections: dict[str, dict[str, str]] = {}
    for id in sorted(records_by_id):
        for anchor, text in records_by_id[id].by_anchor.items():
            section, _, number = anchor.rpartition("-")
            if section != "other":
                sections.setdefault(section, {})[item_key(id, section, int(number))] = text
    return sections


def _loaded(texts: Mapping[str, str]) -> dict[str, Signature]:
    return {key: parse_signature(text) for key, text in texts.items()}


def _by_author(records_by_id: Mapping[str, RecordSignatures]) -> dict[str, dict[str, Signature]]:
    """Returns the signature of each whole record by author and id, for authors with several records, in id order."""
    authors: dict[str, list[str]] = {}
    for id in sorted(records_by_id):
        authors.setdefault(records_by_id[id].author, []).append(id)
    several = {author: ids for author, ids in authors.items() if author and len(ids) > 1}
    return {author: {id: _whole_record(records_by_id[id]) for id in ids} for author, ids in several.items()}


def _whole_record(records_by_id: RecordSignatures) -> Signature:
    return frozenset().union(*map(parse_signature, records_by_id.by_anchor.values()))
