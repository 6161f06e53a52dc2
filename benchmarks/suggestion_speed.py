"""How fast suggestions while typing come: over the made-up corpus of ``benchmarks/search.py``.

    python benchmarks/suggest.py [--records 10000] [--queries 300] [--seed 7] [--home FOLDER]

Makes the corpus and its index, unless ``--home`` has them, opens the index, and prints the seconds and the memory that
the tables of suggestions take, apart from the vocabulary of corrections, which they share. Then it types the beginnings
of titles and of points of the corpus, one to twenty keys of each, some with a word before, some on the other keyboard
layout, some with a wrong letter, and prints the 50th and 95th percentile and the longest of ``Searcher.suggest`` in
milliseconds, by kind, and the share of the texts that got a suggestion.
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

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.search import in_home, make_corpus, percentile  # noqa: E402
from corpus.storage.store import Store  # noqa: E402
from index.build.builder import build  # noqa: E402
from index.build.generation import current  # noqa: E402
from index.engines import load_engine  # noqa: E402
from index.reader.generation_reader import Snapshot  # noqa: E402
from index.searcher import open_searcher  # noqa: E402
from kmsearch.config import Settings  # noqa: E402
from kmsearch.lexicon.loader import load_lexicon  # noqa: E402
from kmsearch.lexicon.model import Lexicon  # noqa: E402
from kmsearch.thai.keyboard_layout import to_latin  # noqa: E402

KEYS = 20
"""Keys typed of each text at most."""

KINDS = ("title", "point", "word before", "other layout", "wrong letter")

_LETTERS = "กขคงจชดตทนบปพมยรลวสหอ"


def texts(store: Store, count: int, seed: int) -> Iterator[tuple[str, str]]:
    """(kind, text typed so far), ``count`` texts of each kind."""
    rng = random.Random(f"suggest {seed}")
    ids = store.ids()
    for _ in range(count):
        record = store.get(rng.choice(ids))
        point = rng.choice([item.text for _, _, item in record.points()])
        keys = rng.randint(1, KEYS)
        place = rng.randint(1, max(1, keys - 1))
        yield "title", record.title[:keys]
        yield "point", point[:keys]
        yield "word before", f"ชุมชน {point[:keys]}"
        yield "other layout", to_latin(record.title[:keys])
        yield "wrong letter", point[:place] + rng.choice(_LETTERS) + point[place + 1 : keys]


def make(settings: Settings, lexicon: Lexicon) -> None:
    """Prints what making takes: the time by itself, then the memory, which cannot be measured at full speed."""
    for measured in (False, True):
        generation = current(settings.index)
        if generation is None:
            raise SystemExit("no index")
        snapshot = Snapshot(generation, load_engine(settings.engine))
        for what, use in (("vocabulary", snapshot.vocabulary), ("suggestions", snapshot.suggester)):
            if measured:
                tracemalloc.start()
            began = time.perf_counter()
            use(lexicon)
            seconds = time.perf_counter() - began
            if measured:
                kept, peak = (size / 1e6 for size in tracemalloc.get_traced_memory())
                tracemalloc.stop()
                print(f"{what:12} {kept:8.1f} MB kept {peak:8.1f} MB at most", flush=True)
            else:
                print(f"{what:12} {seconds:8.2f} s", flush=True)
        snapshot.close()


def type_all(settings: Settings, lexicon: Lexicon, count: int, seed: int) -> None:
    """Asks for every text, and prints the table."""
    times: defaultdict[str, list[float]] = defaultdict(list)
    answered: defaultdict[str, int] = defaultdict(int)
    typed = list(texts(Store(settings.home), count, seed))
    with open_searcher(settings, lexicon) as searcher:
        searcher.suggest("")
        for kind, text in typed:
            began = time.perf_counter()
            found = searcher.suggest(text)
            times[kind].append(time.perf_counter() - began)
            answered[kind] += bool(found)
    print(f"{'ms':14} {'p50':>8} {'p95':>8} {'max':>8} {'answered':>9}")
    for kind in KINDS:
        row = " ".join(f"{percentile(times[kind], share):8.2f}" for share in (0.5, 0.95, 1))
        print(f"{kind:14} {row} {answered[kind] / len(times[kind]):9.2f}")


def run(home: Path, chosen: argparse.Namespace) -> None:
    """All of it, in ``home``."""
    settings, lexicon = Settings(home=home), load_lexicon()
    make_corpus(settings, lexicon, chosen.records, chosen.seed)
    build(settings, lexicon)
    make(settings, lexicon)
    type_all(settings, lexicon, chosen.queries, chosen.seed)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=10_000)
    parser.add_argument("--queries", type=int, default=300)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--home", type=Path)
    chosen = parser.parse_args()
    in_home(run, chosen)


if __name__ == "__main__":
    main()
