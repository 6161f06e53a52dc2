"""Groups of points that say the same, and of records in which one author says nearly the same; found at each build.

A group has a representative to which every member is alike, so that no chain of small steps joins what is unlike; nor
does a general point join the particular ones: the first member that says more than the representative must not be
quite unlike any other. Gists are taken one by one, those that stand most often first; each joins the representative it
is most like, or becomes one. It is compared with the representatives that share one of its rarest words: as many words
as weigh more than what two gists that are alike may differ in (prefix filtering).

Where few gists changed, only what is alike to them, and to that in turn, is grouped anew; the groups are those that
grouping everything would give, but for what ``COMMON`` leaves out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from index.dedup.signatures import ALIKE, HEAVIEST, WEIGHT, Gist, Said, likeness, load, share, weight
from index.mapping import item_key

COPIED = 0.7
"""Share of the weight of the words of two records by one author from which they are one text: a text used again for
another year or village keeps nine tenths, two records of one officer on one subject share a third."""

COMMON = 100
"""Representatives that are found by one word, those that stand most often: it bounds the work where thousands of points
differ in a name. Among 150,000 points of the samples' words no group is another with any number of them."""

MOST_AFFECTED = 2_000
"""Gists that a change may reach; grouping everything anew takes no longer than following more."""

_BITS = 256

Likeness = Callable[[Gist, Gist], float]


@dataclass(frozen=True, slots=True)
class Groups:
    """Groups of two and more, in order: points by the keys of their documents, records by id."""

    points: list[list[str]]
    records: list[list[str]]


def find_groups(said: Mapping[str, Said]) -> Groups:
    """The groups among all records, given by id."""
    points = [groups(_loaded(texts), ALIKE, likeness) for texts in _by_section(said).values()]
    records = [groups(gists, COPIED, share) for gists in _by_author(said).values()]
    return Groups(sorted(sum(points, [])), sorted(sum(records, [])))


def update_groups(old: Groups, said: Mapping[str, Said], before: Mapping[str, Said], fresh: Collection[str]) -> Groups:
    """``find_groups(said)``, in less time where little changed since ``old``: ``before`` are the records that were
    taken out, as they were, ``fresh`` the ids of those that were put in."""
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
    records = [groups(gists, COPIED, share) for gists in _by_author(theirs).values()]
    kept = [group for group in old.records if group[0] in said and group[0] not in theirs]
    return Groups(sorted(points), sorted(kept + sum(records, [])))


def groups(gists: Mapping[str, Gist], least: float, like: Likeness) -> list[list[str]]:
    """Groups of two and more names whose gists are alike, ``like`` at ``least``; the same for the same gists in the
    same order. ``like`` is no more than the ``share`` of two gists."""
    same: dict[Gist, list[str]] = {}
    for name, gist in gists.items():
        if gist:
            same.setdefault(gist, []).append(name)
    frequency = Counter(number for gist in same for number in gist)
    rank = {number: place for place, (number, _) in enumerate(reversed(frequency.most_common()))}.__getitem__
    heads, members, says_more = _Heads(least), list[list[str]](), dict[int, Gist]()
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
    """``changed``, what of ``gists`` is alike to one of them, and so on; everything where that is very much."""
    everything = {*gists, *changed} if changed else set()
    frontier, rest = changed, everything - changed
    while frontier and len(everything) - len(rest) <= MOST_AFFECTED:
        heads = _Heads(least)
        for gist in frontier:
            heads.add(gist, _first(sorted(gist, key=lambda number: -(number & WEIGHT)), weight(gist) * (1 - least)))
        frontier = {
            gist
            for gist in rest
            if heads.may_know(gist) and any(like(gist, heads.gists[place]) >= least for place in heads.near(gist, gist))
        }
        rest -= frontier
    return everything if frontier else everything - rest


class _Heads:
    """Representatives, found by their rarest words."""

    def __init__(self, least: float):
        self.gists: list[Gist] = []
        self._bound = least / (1 + least)
        self._bounds: list[float] = []
        self._masks: list[int] = []
        self._found_by: dict[int, list[int]] = {}

    def add(self, gist: Gist, rarest: Iterable[int]) -> None:
        """One more."""
        for number in rarest:
            places = self._found_by.setdefault(number, [])
            if len(places) < COMMON:
                places.append(len(self.gists))
        self.gists.append(gist)
        self._bounds.append(self._bound * weight(gist))
        self._masks.append(_mask(gist))

    def may_know(self, gist: Gist) -> bool:
        """Whether any of them is found by a word of ``gist``."""
        return not gist.isdisjoint(self._found_by)

    def near(self, gist: Gist, words: Iterable[int]) -> list[int]:
        """The places of those that are found by one of ``words`` and may share enough of all with ``gist``."""
        mask, masks, bounds = _mask(gist), self._masks, self._bounds
        hidden = len(gist) - mask.bit_count()
        bound = self._bound * weight(gist) - hidden * HEAVIEST
        places = {place for number in words for place in self._found_by.get(number, ())}
        return [place for place in places if (mask & masks[place]).bit_count() * HEAVIEST >= bound + bounds[place]]


def _mask(gist: Gist) -> int:
    """A bit for each number; of several numbers with the same bit all but one are hidden."""
    mask = 0
    for number in gist:
        mask |= 1 << (number >> 4) % _BITS
    return mask


def _first(numbers: Iterable[int], least: float) -> list[int]:
    """The first numbers, as many as together weigh more than ``least``."""
    found, total = [], 0
    for number in numbers:
        found.append(number)
        total += number & WEIGHT
        if total > least:
            break
    return found


def _by_section(said: Mapping[str, Said]) -> dict[str, dict[str, str]]:
    """The gists of the points, as they were dumped, by section and key, in the order of ids."""
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
    """Everything that each record says by author and id, in the order of ids; of authors with one record nothing."""
    authors: dict[str, list[str]] = {}
    for id in sorted(said):
        authors.setdefault(said[id].author, []).append(id)
    several = {author: ids for author, ids in authors.items() if author and len(ids) > 1}
    return {author: {id: _everything(said[id]) for id in ids} for author, ids in several.items()}


def _everything(said: Said) -> Gist:
    return frozenset().union(*map(load, said.gists.values()))
