"""Speed of index build and search over a synthetic corpus, beside plain Whoosh.

    python benchmarks/search_speed.py [--records 10000] [--queries 200] [--seed 7] [--home FOLDER] [--profile FILE]

Generates ``--records`` records of about 500 words, builds the index and adds one record to it. Then runs
``--queries`` queries of each kind, each query once, through ``Searcher.search`` (ten hits with snippets, all facets).
Plain Whoosh answers the same terms in turn: an index of the same tokens with four sortable fields, OR of all terms,
ten hits, the four fields in ``groupedby``, no snippets. Prints the seconds of each step, p50, p95 and maximum of each
kind in milliseconds, and Whoosh's p50 divided by ours. ``--home`` keeps corpus and indexes for the next run;
``--profile`` writes a profile of our searches for ``pstats``.
"""

from __future__ import annotations

import argparse
import cProfile
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from whoosh import query
from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.fields import ID, TEXT, Schema
from whoosh.index import create_in, exists_in, open_dir

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.harness import make_corpus_parser, percentile, percentile_columns, run_in_home, timed
from benchmarks.synthetic_corpus import make_corpus
from benchmarks.synthetic_queries import QUERY_KINDS, make_queries
from corpus.storage.store import Store
from index.build.builder import build
from index.mapping import index_record
from index.results import Request
from index.searcher import open_searcher
from kmsearch.config import Settings
from kmsearch.lexicon.loader import load_lexicon
from kmsearch.lexicon.model import Lexicon

WHOOSH_FACETS = ("author_position", "province", "year", "form")


def build_whoosh(settings: Settings, lexicon: Lexicon) -> Any:
    """The plain Whoosh index of the same tokens; built unless the home folder has it."""
    folder = settings.home / "raw"
    if exists_in(folder):
        return open_dir(folder)
    folder.mkdir(parents=True, exist_ok=True)
    facets = {name: ID(sortable=True) for name in WHOOSH_FACETS}
    index = create_in(folder, Schema(id=ID(stored=True), text=TEXT(SpaceSeparatedTokenizer()), **facets))
    writer = index.writer(limitmb=256)
    for record in Store(settings.home).records():
        tokens = [word for part in index_record(record, lexicon).document.parts for word, _ in part.words]
        values = {name: str(getattr(record, name)) for name in WHOOSH_FACETS}
        writer.add_document(id=record.id, text=" ".join(tokens), **values)
    writer.commit()
    return index


def search_whoosh(searcher: Any, terms: Iterable[str], prefix: str = "") -> None:
    """The search of a plain result page: ten hits and the counts of four facets."""
    tree = query.Prefix("text", prefix) if prefix else query.Or([query.Term("text", term) for term in terms])
    results = searcher.search(tree, limit=10, groupedby=list(WHOOSH_FACETS))
    for name in WHOOSH_FACETS:
        results.groups(name)


def print_step(name: str, step: Callable[[], object], record_count: int = 0) -> None:
    """Runs a step and prints its seconds, and records per second if there is a count."""
    seconds = timed(step)
    rate = f" {record_count / seconds:8.1f} records/s" if record_count else ""
    print(f"{name:28} {seconds:8.1f} s{rate}", flush=True)


def print_single_update(settings: Settings, lexicon: Lexicon, seed: int) -> None:
    """Adds one record to store and index, and removes it again."""
    store = Store(settings.home)
    record = replace(store.get(store.ids()[seed]), id="bench-one-more")
    store.put(record)
    print_step("one record added", lambda: build(settings, lexicon))
    store.delete(record.id)
    print_step("one record removed", lambda: build(settings, lexicon))


def print_searches(settings: Settings, lexicon: Lexicon, count: int, seed: int, profile: str) -> None:
    """Runs every query on both indexes and prints the table."""
    queries = list(make_queries(Store(settings.home), lexicon, count, seed))
    our_times: defaultdict[str, list[float]] = defaultdict(list)
    whoosh_times: defaultdict[str, list[float]] = defaultdict(list)
    profiler = cProfile.Profile()
    with open_searcher(settings, lexicon) as searcher, build_whoosh(settings, lexicon).searcher() as plain:
        searcher.warm()
        searcher.search(Request("ชุมชน"))
        search_whoosh(plain, ["ชุมชน"])
        for kind, text, terms in queries:
            if profile:
                profiler.enable()
            our_times[kind].append(timed(lambda text=text: searcher.search(Request(text))))  # type: ignore[misc]
            profiler.disable()
            prefix = text.removesuffix("*") if kind == "prefix" else ""
            seconds = timed(lambda terms=terms, prefix=prefix: search_whoosh(plain, terms, prefix))  # type: ignore[misc]
            whoosh_times[kind].append(seconds)
    print(f"{'ms':12} {'p50':>8} {'p95':>8} {'max':>8} {'raw p50':>8} {'raw p95':>8} {'times':>6}")
    for kind in QUERY_KINDS:
        whoosh_p50, whoosh_p95 = (percentile(whoosh_times[kind], share) for share in (0.5, 0.95))
        ratio = whoosh_p50 / percentile(our_times[kind], 0.5)
        print(f"{kind:12} {percentile_columns(our_times[kind])} {whoosh_p50:8.1f} {whoosh_p95:8.1f} {ratio:6.1f}")
    if profile:
        profiler.dump_stats(profile)


def run(home: Path, options: argparse.Namespace) -> None:
    settings, lexicon = Settings(home=home), load_lexicon()
    print_step("corpus generated", lambda: make_corpus(settings, lexicon, options.records, options.seed))
    print_step("index built", lambda: build(settings, lexicon), options.records)
    print_step("plain Whoosh built", lambda: build_whoosh(settings, lexicon))
    print_single_update(settings, lexicon, options.seed)
    print_searches(settings, lexicon, options.queries, options.seed, options.profile)


def main() -> None:
    parser = make_corpus_parser(__doc__)
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--profile", default="")
    run_in_home(run, parser.parse_args())


if __name__ == "__main__":
    main()
