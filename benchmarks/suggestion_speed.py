"""Speed and memory of suggestions while typing, over a synthetic corpus.

    python benchmarks/suggestion_speed.py [--records 10000] [--queries 300] [--seed 7] [--home FOLDER]

Generates the corpus and its index unless ``--home`` has them. Prints seconds and memory to build the tables of the
suggester, separately from the vocabulary, which it shares with spelling correction. Then types prefixes of one to
twenty keys of titles and items: as they are, after another word, on the other keyboard layout, and with a wrong
letter. Prints p50, p95 and maximum of ``Searcher.suggest`` in milliseconds by kind, and the share of texts that have
a suggestion.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
import tracemalloc
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.harness import make_corpus_parser, percentile_columns, run_in_home
from benchmarks.synthetic_corpus import make_corpus
from corpus.storage.store import Store
from index.build.builder import build
from index.build.generation import current
from index.engines import load_engine
from index.reader.generation_reader import GenerationReader
from index.searcher import open_searcher
from kmsearch.config import Settings
from kmsearch.lexicon.loader import load_lexicon
from kmsearch.lexicon.model import Lexicon
from kmsearch.thai.keyboard_layout import to_latin

MAX_KEYS = 20
"""Maximum keys typed of a text."""

KINDS = ("title", "item", "word before", "other layout", "wrong letter")

TYPO_LETTERS = "กขคงจชดตทนบปพมยรลวสหอ"


def typed_texts(store: Store, count: int, seed: int) -> Iterator[tuple[str, str]]:
    """(kind, text typed so far), ``count`` texts of each kind."""
    rng = random.Random(f"suggest {seed}")
    ids = store.ids()
    for _ in range(count):
        record = store.get(rng.choice(ids))
        item_text = rng.choice([item.text for _, _, item in record.numbered_items()])
        keys = rng.randint(1, MAX_KEYS)
        typo = rng.randint(1, max(1, keys - 1))
        yield "title", record.title[:keys]
        yield "item", item_text[:keys]
        yield "word before", f"ชุมชน {item_text[:keys]}"
        yield "other layout", to_latin(record.title[:keys])
        yield "wrong letter", item_text[:typo] + rng.choice(TYPO_LETTERS) + item_text[typo + 1 : keys]


def print_build(settings: Settings, lexicon: Lexicon) -> None:
    """Prints build times, then memory of a second build, because tracing slows the first figure down."""
    for measured in (False, True):
        generation = current(settings.index)
        if generation is None:
            raise SystemExit("no index")
        reader = GenerationReader(generation, load_engine(settings.engine), lexicon)
        for table, build_table in (("vocabulary", reader.words.vocabulary), ("suggestions", reader.words.suggester)):
            if measured:
                tracemalloc.start()
            began = time.perf_counter()
            build_table()
            seconds = time.perf_counter() - began
            if measured:
                kept, peak = (size / 1e6 for size in tracemalloc.get_traced_memory())
                tracemalloc.stop()
                print(f"{table:12} {kept:8.1f} MB kept {peak:8.1f} MB at most", flush=True)
            else:
                print(f"{table:12} {seconds:8.2f} s", flush=True)
        reader.close()


def print_suggestions(settings: Settings, lexicon: Lexicon, count: int, seed: int) -> None:
    """Asks for suggestions for every typed text and prints the table."""
    times: defaultdict[str, list[float]] = defaultdict(list)
    answered: defaultdict[str, int] = defaultdict(int)
    texts = list(typed_texts(Store(settings.home), count, seed))
    with open_searcher(settings, lexicon) as searcher:
        searcher.suggest("")
        for kind, text in texts:
            began = time.perf_counter()
            suggestions = searcher.suggest(text)
            times[kind].append(time.perf_counter() - began)
            answered[kind] += bool(suggestions)
    print(f"{'ms':14} {'p50':>8} {'p95':>8} {'max':>8} {'answered':>9}")
    for kind in KINDS:
        print(f"{kind:14} {percentile_columns(times[kind], 2)} {answered[kind] / len(times[kind]):9.2f}")


def run(home: Path, options: argparse.Namespace) -> None:
    settings, lexicon = Settings(home=home), load_lexicon()
    make_corpus(settings, lexicon, options.records, options.seed)
    build(settings, lexicon)
    print_build(settings, lexicon)
    print_suggestions(settings, lexicon, options.queries, options.seed)


def main() -> None:
    parser = make_corpus_parser(__doc__)
    parser.add_argument("--queries", type=int, default=300)
    run_in_home(run, parser.parse_args())


if __name__ == "__main__":
    main()
