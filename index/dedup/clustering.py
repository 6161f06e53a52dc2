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

from index.dedup.signatures import ALIKE, HEAVIEST, WEIGHT, Gist, Said, likeness, load, share, weight
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

Likeness = Callable[[Gist, Gist], float]


@dataclass(frozen=True, slots=True)
class Groups:
    """Groups of two or more, sorted: items by their document keys, records by id."""

    points: list[list[str]]
    records: list[list[str]]


def find_groups(said: Mapping[str, Said]) -> Groups:
    """Clusters the items and records of a corpus, given by record id."""
    points = [groups(_loaded(texts), ALIKE, likeness) for texts in _by_section(said).values()]
    records = [groups(gists, COPY_THRESHOLD, share) for gists in _by_author(said).values()]
    return Groups(sorted(sum(points, [])), sorted(sum(records, [])))


def update_groups(old: Groups, said: Mapping[str, Said], before: Mapping[str, Said], fresh: Collection[str]) -> Groups:
    """Returns ``find_groups(said)`` faster after a small change since ``old``.

    ``before`` are the removed or replaced records in their former state, ``fresh`` the ids of the added ones.
    """
    now, gone = _by_section(said), _by_section(before)
    new = _by_section({id: said[id] for id in fresh})
    points: list[list[str]] = []
    for section in now.keys() | gone.keys():
        gists = _loaded(now.get(section, {}))
        changed = {load(text) for texts in (gone, new) for text in texts.get(section, {}).values()}
        reached = _reached(changed, gists.values(), ALIKE, likeness)
        affected = {name: gist for name, gist in gists.items() if gist in reached}
        points += groups(affected, ALIKE, likeness)
        points += [group for group in old.points if group[0] in gists and group[0] not in affected]
    authors = {one.author for one in before.values()} | {said[id].author for id in fresh}
    theirs = {id: one for id, one in said.items() if one.author in authors}
    records = [groups(gists, COPY_THRESHOLD, share) for gists in _by_author(theirs).values()]
    kept = [group for group in old.records if group[0] in said and group[0] not in theirs]
    return Groups(sorted(points), sorted(kept + sum(records, [])))


def groups(gists: Mapping[str, Gist], least: float, like: Likeness) -> list[list[str]]:
    """Clusters ``gists`` by the similarity ``like`` at the threshold ``least``; returns groups of two or more names.

    Deterministic for the same signatures in the same order. ``like`` must not exceed the ``share`` of two signatures,
    which prefix filtering relies on.
    """
    same: dict[Gist, list[str]] = {}
    for name, gist in gists.items():
        if gist:
            same.setdefault(gist, []).append(name)
    frequency = Counter(number for gist in same for number in gist)
    rank = {number: place for place, (number, _) in enumerate(reversed(frequency.most_common()))}.__getitem__
    heads, members, says_more = _Representatives(least), list[list[str]](), dict[int, Gist]()
    for gist, names in sorted(same.items(), key=lambda one: -len(one[1])):
        rarest = _first(sorted(gist, key=rank), weight(gist) * (1 - least))
        likes = ((like(gist, heads.gists[place]), -place) for place in heads.near(gist, rarest))
        for _, place in sorted((one for one in likes if one[0] >= least), reverse=True):
            if like(gist, says_more.get(-place, gist)):
                members[-place] += names
                if not gist <= heads.gists[-place]:
                    says_more.setdefault(-place, gist)
                break
        else:
            heads.add(gist, rarest)
            members.append(names)
    return [sorted(group) for group in members if len(group) > 1]


def _reached(changed: set[Gist], gists: Iterable[Gist], least: float, like: Likeness) -> set[Gist]:
    """Returns the transitive closure of ``changed`` under similarity within ``gists``; everything if it is large."""
    everything = {*gists, *changed} if changed else set()
    frontier, rest = changed, everything - changed
    while frontier and len(everything) - len(rest) <= MAX_AFFECTED:
        heads = _Representatives(least)
        for gist in frontier:
            heads.add(gist, _first(sorted(gist, key=lambda number: -(number & WEIGHT)), weight(gist) * (1 - least)))
        frontier = {
            gist
            for gist in rest
            if heads.may_know(gist) and any(like(gist, heads.gists[place]) >= least for place in heads.near(gist, gist))
        }
        rest -= frontier
    return everything if frontier else everything - rest


class _Representatives:
    """Representatives in an inverted index over their rarest words."""

    def __init__(self, least: float):
        self.gists: list[Gist] = []
        self._bound = least / (1 + least)
        self._bounds: list[float] = []
        self._masks: list[int] = []
        self._found_by: dict[int, list[int]] = {}

    def add(self, gist: Gist, rarest: Iterable[int]) -> None:
        """Adds a representative, indexed under its ``rarest`` words."""
        for number in rarest:
            places = self._found_by.setdefault(number, [])
            if len(places) < MAX_REPRESENTATIVES_PER_WORD:
                places.append(len(self.gists))
        self.gists.append(gist)
        self._bounds.append(self._bound * weight(gist))
        self._masks.append(_mask(gist))

    def may_know(self, gist: Gist) -> bool:
        """Whether any representative is indexed under a word of ``gist``."""
        return not gist.isdisjoint(self._found_by)

    def near(self, gist: Gist, words: Iterable[int]) -> list[int]:
        """Returns the positions of representatives indexed under one of ``words`` whose upper bound of the common
        weight with ``gist`` (by bit masks) reaches the threshold."""
        mask, masks, bounds = _mask(gist), self._masks, self._bounds
        hidden = len(gist) - mask.bit_count()
        bound = self._bound * weight(gist) - hidden * HEAVIEST
        places = {place for number in words for place in self._found_by.get(number, ())}
        return [place for place in places if (mask & masks[place]).bit_count() * HEAVIEST >= bound + bounds[place]]


def _mask(gist: Gist) -> int:
    """Returns a bit mask of the signature; numbers that share a bit collide."""
    mask = 0
    for number in gist:
        mask |= 1 << (number >> 4) % _BITS
    return mask


def _first(numbers: Iterable[int], least: float) -> list[int]:
    """Returns the shortest prefix of ``numbers`` that weighs more than ``least``."""
    found, total = [], 0
    for number in numbers:
        found.append(number)
        total += number & WEIGHT
        if total > least:
            break
    return found


def _by_section(said: Mapping[str, Said]) -> dict[str, dict[str, str]]:
    """Returns the serialised signatures of items by section and document key, in id order."""
    sections: dict[str, dict[str, str]] = {}
    for id in sorted(said):
        for anchor, text in said[id].gists.items():
            section, _, number = anchor.rpartition("-")
            if section != "other":
                sections.setdefault(section, {})[item_key(id, section, int(number))] = text
    return sections


def _loaded(texts: Mapping[str, str]) -> dict[str, Gist]:
    return {key: load(text) for key, text in texts.items()}


def _by_author(said: Mapping[str, Said]) -> dict[str, dict[str, Gist]]:
    """Returns the signature of each whole record by author and id, for authors with several records, in id order."""
    authors: dict[str, list[str]] = {}
    for id in sorted(said):
        authors.setdefault(said[id].author, []).append(id)
    several = {author: ids for author, ids in authors.items() if author and len(ids) > 1}
    return {author: {id: _everything(said[id]) for id in ids} for author, ids in several.items()}


def _everything(said: Said) -> Gist:
    return frozenset().union(*map(load, said.gists.values()))
