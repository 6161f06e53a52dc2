"""How well and how fast points that say the same are found: the judged pairs, then made-up corpora with planted copies.

    python benchmarks/alike.py [--records 2000 10000] [--seed 7] [--home FOLDER]

Prints precision and recall of pairs of points over ``tests/alike/pairs.tsv`` at thresholds round the one in force,
those drawn from the corpus and those written for the purpose apart, and the pairs that are found and judged otherwise.
Then, for each number of records of 15 points, of which one in five copies a point of another record, one in thirty of
the records its author's last: the seconds of grouping everything and of bringing the groups up to date after three
records changed, the groups found, the memory; of the last corpus, which is built in ``--home`` (and found there the
next time), also the milliseconds of searches for items with groups and without, and of ``Searcher.similar``. Seconds
and milliseconds of these are of the processor.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from search import ROOT, Words, in_home, load_words, make_queries, percentile

from corpus.formats.markdown import to_markdown
from corpus.record import Item, Record, Section
from corpus.storage.store import Store
from index.build.builder import build
from index.dedup.clustering import find_groups, update_groups
from index.dedup.signatures import ALIKE, NARRATIVE, Gist, Gists, Said, likeness, said_by
from index.reader.collapse import Folds
from index.reader.index_reader import Collection
from index.results import Request
from index.searcher import Searcher, open_searcher
from kmsearch.config import Settings
from kmsearch.lexicon.loader import load_lexicon
from kmsearch.lexicon.model import Lexicon
from kmsearch.thai.tokenizer import normalise

THRESHOLDS = (0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.8)

SHAPE = {"background": 3, "knowledge_assets": 2, "core_knowledge": 2, "strategies": 3, "methods": 3, "techniques": 2}

COPY_POINT, COPY_RECORD = 0.2, 1 / 30

AUTHORS = 700

QUERIES = 60

SOURCES = ("corpus", "own", "blind", "heldout")
"""Where judged pairs are from; the last are never tuned on."""


def judged_pairs(lexicon: Lexicon) -> Iterator[tuple[str, bool, float, str, str]]:
    """(where from, judged the same, likeness, one point, the other) of each pair."""
    gists = Gists(lexicon)

    def gist(text: str, section: str) -> Gist:
        plain = normalise(text)
        return gists.of(plain, lexicon.analyzer.words(plain), whole=section in NARRATIVE)

    for name in ("pairs", "heldout"):
        for line in (ROOT / "tests" / "alike" / f"{name}.tsv").read_text("utf-8").splitlines():
            if not line.startswith("#"):
                *first, section, one, other = line.split("\t")
                source, judged = first if name == "pairs" else (name, first[0])
                yield source, judged == "same", likeness(gist(one, section), gist(other, section)), one, other


def show_pairs(lexicon: Lexicon) -> None:
    """The curve, and the pairs on the wrong side."""
    pairs = list(judged_pairs(lexicon))
    print("likeness " + " ".join(f"{source + ' P':>9} {'R':>8}" for source in SOURCES))
    for threshold in THRESHOLDS:
        shares = []
        for source in SOURCES:
            chosen = [(same, like >= threshold) for of, same, like, _, _ in pairs if source == of]
            right = sum(same and found for same, found in chosen)
            shares += [right / max(1, sum(found for _, found in chosen)), right / sum(same for same, _ in chosen)]
        print(f"{threshold:8.2f} " + " ".join(f"{share:9.3f}" for share in shares))
    for _, same, like, one, other in pairs:
        if like >= ALIKE and not same:
            print(f"found, judged different: {like:.2f}  {one} | {other}")


def make_records(count: int, words: Words, seed: int) -> Iterator[Record]:
    """Records of the samples' words with points and records copied from those before."""
    made: list[Record] = []
    last: dict[str, Record] = {}
    for number in range(count):
        rng = random.Random(f"{seed} {number}")
        author = f"นางสาวสมมติ ลอกแบบ{number % AUTHORS}"
        id, year = f"alike-{number:06}", rng.randint(2548, 2567)
        if author in last and rng.random() < COPY_RECORD:
            one = replace(last[author], id=id, year=year)
        else:
            sections = [_section(name, size, words, made, rng) for name, size in SHAPE.items()]
            title = words.text(rng.randint(4, 9), rng)
            one = Record(id, title=title, author_name=author, year=year, form="A", sections=tuple(sections))
        made.append(one)
        last[author] = one
        yield one


def _section(name: str, size: int, words: Words, made: Sequence[Record], rng: random.Random) -> Section:
    items = [Item(words.text(rng.randint(6, 22), rng)) for _ in range(size)]
    if made and rng.random() < COPY_POINT * len(SHAPE) / sum(SHAPE.values()) * size:
        items[0] = rng.choice(rng.choice(made).section(name).items)
    return Section(name, tuple(items))


def timed(use: Callable[[], object]) -> float:
    """Seconds of the processor."""
    began = time.process_time()
    use()
    return time.process_time() - began


def show_grouping(said: dict[str, Said], seed: int) -> None:
    """Times, and what was found."""
    began = time.process_time()
    groups = find_groups(said)
    whole = time.process_time() - began
    gone = random.Random(seed).sample(sorted(said), 3)
    before = {id: said[id] for id in gone}
    fresh = {f"new-{id}": said[id] for id in gone}
    now = {id: one for id, one in said.items() if id not in before} | fresh
    part = timed(lambda: update_groups(groups, now, before, fresh))
    points = sum(len(one.gists) for one in said.values())
    print(f"{len(said)} records, {points} points: {whole:.1f} s, updated {part:.1f} s")
    for name, found in (("points", groups.points), ("records", groups.records)):
        sizes = [len(group) for group in found] or [0]
        print(f"  {len(found)} groups of {name}, {sum(sizes)} in them, {max(sizes)} in the largest")
    print(f"  memory of the process at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


def show_searches(settings: Settings, lexicon: Lexicon, seed: int) -> None:
    """What groups add to a search for items, each query asked once with and once without, and ``similar``."""
    store = Store(settings.home)
    queries = [text for _, text, _ in make_queries(store, lexicon, QUERIES, seed)]
    with open_searcher(settings, lexicon) as grouped, open_searcher(settings, lexicon) as plain:
        _unfold(plain)
        for text in ("", *queries):
            for searcher in (grouped, plain):
                searcher.search(Request(text, "items"))
        for name, asked in (("everything", [""] * 20), ("queries", queries)):
            both = [[timed(lambda s=s, t=t: s.search(Request(t, "items"))) for t in asked] for s in (grouped, plain)]  # type: ignore[misc]
            for label, times in zip(("with groups", "without"), both, strict=True):
                show_times(f"items, {name}, {label}", times)
        ids = random.Random(seed).sample(store.ids(), min(200, len(store)))
        grouped.similar(ids[0])
        times = [timed(lambda id=id: grouped.similar(id)) for id in ids[1:]]  # type: ignore[misc]
        show_times("similar", times)


def show_times(name: str, times: Sequence[float]) -> None:
    """A line of the table."""
    print(f"{name:32} p50 {percentile(times, 0.5):6.1f} ms  p95 {percentile(times, 0.95):6.1f} ms")


def _unfold(searcher: Searcher) -> None:
    """Makes a searcher answer as if nothing said the same."""
    collection: Collection = searcher._shared.snapshot.collection("items")
    collection.folds = Folds([], collection.size)


def run(home: Path, chosen: argparse.Namespace) -> None:
    """All of it; the last corpus in ``home``."""
    lexicon, settings = load_lexicon(), Settings(home=home)
    show_pairs(lexicon)
    words = load_words(lexicon, random.Random(chosen.seed))
    for count in chosen.records:
        show_grouping({one.id: said_by(one, lexicon) for one in make_records(count, words, chosen.seed)}, chosen.seed)
    store = Store(home)
    if len(store) < count:
        store.records_folder.mkdir(parents=True, exist_ok=True)
        for one in make_records(count, words, chosen.seed):
            (store.records_folder / f"{one.id}.md").write_text(to_markdown(one), "utf-8")
    began = time.perf_counter()
    build(settings, lexicon)
    print(f"index of {count} records built in {time.perf_counter() - began:.1f} s")
    first = store.get(store.ids()[0])
    more = replace(first, id="alike-one-more")
    store.put(more)
    print(f"one record more in {timed(lambda: build(settings, lexicon)):.1f} s")
    store.delete(more.id)
    build(settings, lexicon)
    show_searches(settings, lexicon, chosen.seed)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, nargs="+", default=[2_000, 10_000])
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--home", type=Path)
    chosen = parser.parse_args()
    in_home(run, chosen)


if __name__ == "__main__":
    main()
