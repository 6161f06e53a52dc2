"""Precision, recall and speed of the grouping of items that say the same.

    python benchmarks/grouping.py [--records 2000 10000] [--seed 7] [--home FOLDER]

Quality: precision and recall over the judged pairs of ``tests/grouping`` at thresholds around ``ALIKE``, by origin of
the pairs, and the false positives at ``ALIKE``.

Speed: for each number of records, a synthetic corpus of 15 items per record, in which one of five items is copied
from another record and one of thirty records from an earlier record of its author. Prints CPU seconds to group
everything and to update the groups after three changed records, the sizes of the groups, and the peak memory. Over
the last corpus, which is built in ``--home`` and reused there, also CPU milliseconds of searches for items with and
without groups, and of ``Searcher.similar``.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.harness import ROOT, make_parser, percentile, run_in_home, timed
from benchmarks.synthetic_corpus import AUTHOR_COUNT, WordChain, load_word_chain, write_record
from benchmarks.synthetic_queries import make_queries
from corpus.record import Item, Record, Section
from corpus.storage.store import Store
from index.build.builder import build
from index.dedup.clustering import cluster_corpus, update_clusters
from index.dedup.signatures import (
    NARRATIVE,
    SIMILARITY_THRESHOLD,
    RecordSignatures,
    Signature,
    SignatureBuilder,
    sign_record,
    similarity,
)
from index.reader.collapse import CollapseGroups
from index.reader.index_reader import IndexReader
from index.results import Request
from index.searcher import Searcher, open_searcher
from kmsearch.config import Settings
from kmsearch.lexicon.loader import load_lexicon
from kmsearch.lexicon.model import Lexicon
from kmsearch.thai.normalise import normalise

THRESHOLDS = (0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.8)

ITEM_COUNTS = {
    "background": 3,
    "knowledge_assets": 2,
    "core_knowledge": 2,
    "strategies": 3,
    "methods": 3,
    "techniques": 2,
}
"""Items per section of a record."""

COPIED_ITEM_SHARE, COPIED_RECORD_SHARE = 0.2, 1 / 30

QUERIES_PER_KIND = 60

SIMILAR_CALLS = 200

ORIGINS = ("corpus", "own", "blind", "heldout")
"""Origins of the judged pairs; no parameter is ever tuned on ``heldout``."""


@dataclass(frozen=True)
class JudgedPair:
    """Two items of one section, their similarity, and whether people judged that they say the same."""

    origin: str
    same: bool
    similarity: float
    first: str
    second: str


def judged_pairs(lexicon: Lexicon) -> Iterator[JudgedPair]:
    builder = SignatureBuilder(lexicon)

    def signature(text: str, section: str) -> Signature:
        plain = normalise(text)
        return builder.of(plain, lexicon.analyzer.words(plain), whole=section in NARRATIVE)

    for name in ("pairs", "heldout"):
        for line in (ROOT / "tests" / "grouping" / f"{name}.tsv").read_text("utf-8").splitlines():
            if not line.startswith("#"):
                *labels, section, first, second = line.split("\t")
                origin, verdict = labels if name == "pairs" else (name, labels[0])
                measured = similarity(signature(first, section), signature(second, section))
                yield JudgedPair(origin, verdict == "same", measured, first, second)


def print_quality(lexicon: Lexicon) -> None:
    """Precision and recall by threshold and origin, then the false positives."""
    pairs = list(judged_pairs(lexicon))
    print("threshold " + " ".join(f"{origin + ' P':>9} {'R':>9}" for origin in ORIGINS))
    for threshold in THRESHOLDS:
        figures = [figure for origin in ORIGINS for figure in precision_recall(pairs, origin, threshold)]
        print(f"{threshold:9.2f} " + " ".join(f"{figure:9.3f}" for figure in figures))
    for pair in pairs:
        if pair.similarity >= SIMILARITY_THRESHOLD and not pair.same:
            print(f"false positive: {pair.similarity:.2f}  {pair.first} | {pair.second}")


def precision_recall(pairs: Sequence[JudgedPair], origin: str, threshold: float) -> tuple[float, float]:
    """(precision, recall) of the pairs of one origin."""
    of_origin = [pair for pair in pairs if pair.origin == origin]
    grouped = [pair for pair in of_origin if pair.similarity >= threshold]
    true_positives = sum(pair.same for pair in grouped)
    return true_positives / max(1, len(grouped)), true_positives / sum(pair.same for pair in of_origin)


def make_records(count: int, chain: WordChain, seed: int) -> Iterator[Record]:
    """Records of random text, with items and records copied from earlier ones."""
    earlier: list[Record] = []
    last_by_author: dict[str, Record] = {}
    for number in range(count):
        rng = random.Random(f"{seed} {number}")
        author = f"นางสาวสมมติ ลอกแบบ{number % AUTHOR_COUNT}"
        id, year = f"alike-{number:06}", rng.randint(2548, 2567)
        if author in last_by_author and rng.random() < COPIED_RECORD_SHARE:
            record = replace(last_by_author[author], id=id, year=year)
        else:
            sections = [_make_section(name, size, chain, earlier, rng) for name, size in ITEM_COUNTS.items()]
            title = chain.text(rng.randint(4, 9), rng)
            record = Record(id, title=title, author_name=author, year=year, form="A", sections=tuple(sections))
        earlier.append(record)
        last_by_author[author] = record
        yield record


def _make_section(name: str, size: int, chain: WordChain, earlier: Sequence[Record], rng: random.Random) -> Section:
    items = [Item(chain.text(rng.randint(6, 22), rng)) for _ in range(size)]
    if earlier and rng.random() < COPIED_ITEM_SHARE * len(ITEM_COUNTS) / sum(ITEM_COUNTS.values()) * size:
        items[0] = rng.choice(rng.choice(earlier).section(name).items)
    return Section(name, tuple(items))


def cpu_seconds(work: Callable[[], object]) -> float:
    return timed(work, time.process_time)


def print_grouping(signatures: dict[str, RecordSignatures], seed: int) -> None:
    """Seconds of a full grouping and of an update, sizes of the groups, peak memory."""
    began = time.process_time()
    groups = cluster_corpus(signatures)
    full_seconds = time.process_time() - began
    changed_ids = random.Random(seed).sample(sorted(signatures), 3)
    removed = {id: signatures[id] for id in changed_ids}
    added = {f"new-{id}": signatures[id] for id in changed_ids}
    current = {id: texts for id, texts in signatures.items() if id not in removed} | added
    update_seconds = cpu_seconds(lambda: update_clusters(groups, current, removed, added))
    item_count = sum(len(texts.by_anchor) for texts in signatures.values())
    print(f"{len(signatures)} records, {item_count} items: {full_seconds:.1f} s, updated {update_seconds:.1f} s")
    for name, members in (("items", groups.items), ("records", groups.records)):
        sizes = [len(group) for group in members] or [0]
        print(f"  {len(members)} groups of {name}, {sum(sizes)} in them, {max(sizes)} in the largest")
    print(f"  peak memory of the process {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


def print_searches(settings: Settings, lexicon: Lexicon, seed: int) -> None:
    """Times of searches for items with and without groups, each query once, and of ``similar``."""
    store = Store(settings.home)
    queries = [text for _, text, _ in make_queries(store, lexicon, QUERIES_PER_KIND, seed)]
    with open_searcher(settings, lexicon) as grouped, open_searcher(settings, lexicon) as plain:
        _remove_groups(plain)
        for text in ("", *queries):
            for searcher in (grouped, plain):
                searcher.search(Request(text, "items"))
        for name, texts in (("everything", [""] * 20), ("queries", queries)):
            print_times(f"items, {name}, with groups", [search_seconds(grouped, text) for text in texts])
            print_times(f"items, {name}, without", [search_seconds(plain, text) for text in texts])
        ids = random.Random(seed).sample(store.ids(), min(SIMILAR_CALLS, len(store)))
        grouped.similar(ids[0])
        print_times("similar", [cpu_seconds(lambda id=id: grouped.similar(id)) for id in ids[1:]])  # type: ignore[misc]


def search_seconds(searcher: Searcher, text: str) -> float:
    return cpu_seconds(lambda: searcher.search(Request(text, "items")))


def print_times(name: str, seconds: Sequence[float]) -> None:
    print(f"{name:32} p50 {percentile(seconds, 0.5):6.1f} ms  p95 {percentile(seconds, 0.95):6.1f} ms")


def _remove_groups(searcher: Searcher) -> None:
    """Removes the groups of items from a searcher."""
    reader: IndexReader = searcher._generations._current.reader.index("items")
    reader.collapse = CollapseGroups([], reader.size)


def run(home: Path, options: argparse.Namespace) -> None:
    lexicon, settings = load_lexicon(), Settings(home=home)
    print_quality(lexicon)
    chain = load_word_chain(lexicon, random.Random(options.seed))
    for count in options.records:
        records = make_records(count, chain, options.seed)
        print_grouping({record.id: sign_record(record, lexicon) for record in records}, options.seed)
    store = Store(home)
    if len(store) < options.records[-1]:
        for record in make_records(options.records[-1], chain, options.seed):
            write_record(store.records_folder, record)
    print(f"index of {len(store)} records built in {timed(lambda: build(settings, lexicon)):.1f} s")
    added = replace(store.get(store.ids()[0]), id="alike-one-more")
    store.put(added)
    print(f"one record added in {cpu_seconds(lambda: build(settings, lexicon)):.1f} s")
    store.delete(added.id)
    build(settings, lexicon)
    print_searches(settings, lexicon, options.seed)


def main() -> None:
    parser = make_parser(__doc__)
    parser.add_argument("--records", type=int, nargs="+", default=[2_000, 10_000])
    parser.add_argument("--home", type=Path)
    run_in_home(run, parser.parse_args())


if __name__ == "__main__":
    main()
