"""Response times and sizes of the web pages over a synthetic corpus.

    python benchmarks/page_speed.py [--records 10000] [--requests 100] [--seed 7] [--home FOLDER]

Generates a corpus in which a fifth of the strategies are common sentences, so that item groups have many members, and
its index, unless ``--home`` has both. Requests each kind of page ``--requests`` times through Flask's test client,
with random topics, provinces, years and page numbers. Prints the seconds that a server takes to fill its caches at
start, then by kind of page the first request, p50, p95 and maximum of the others in milliseconds, and the size of the
largest page in kB.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.harness import make_corpus_parser, percentile_columns, run_in_home
from benchmarks.synthetic_corpus import load_word_chain, make_record, write_record
from corpus.fields import SECTIONS
from corpus.record import Item, Record
from corpus.storage.store import Store
from index.build.builder import build
from index.results import Request
from index.searcher import Searcher, open_searcher
from kmsearch.config import Settings
from kmsearch.geo.matcher import region_of
from kmsearch.lexicon.loader import load_lexicon
from kmsearch.lexicon.model import Lexicon
from webui import create_app

COMMON_SENTENCES, COMMON_SHARE = 300, 0.2
"""Number of common sentences, and the share of strategies that are one of them."""

RandomUrl = Callable[[random.Random], str]


def make_corpus_with_groups(settings: Settings, lexicon: Lexicon, count: int, seed: int) -> None:
    """Adds records to the store of ``settings`` until it has ``count``."""
    store = Store(settings.home)
    if len(store) >= count:
        return
    rng = random.Random(seed)
    chain = load_word_chain(lexicon, rng)
    sentences = [chain.text(rng.randint(6, 12), rng) for _ in range(COMMON_SENTENCES)]
    for number in range(len(store), count):
        record_rng = random.Random(f"{seed} {number}")
        record = _with_common_strategies(make_record(number, chain, record_rng), sentences, record_rng)
        write_record(store.records_folder, record)


def _with_common_strategies(record: Record, sentences: list[str], rng: random.Random) -> Record:
    """The record with some strategies replaced by common sentences, of which the first are the most frequent."""
    office = f"สำนักงานพัฒนาชุมชนอำเภอที่ {rng.randint(1, 400)} จังหวัด{record.province}"
    sections = []
    for section in record.sections:
        if section.name == "strategies":
            items = (
                Item(sentences[int(COMMON_SENTENCES * rng.random() ** 2)]) if rng.random() < COMMON_SHARE else item
                for item in section.items
            )
            section = replace(section, items=tuple(items))
        sections.append(section)
    return replace(record, author_office=office, region=region_of(record.province), sections=tuple(sections))


def make_urls(searcher: Searcher, store: Store) -> dict[str, RandomUrl]:
    """A function by kind of page that returns a URL with random parameters."""
    facets = {facet.name: [value.value for value in facet.values] for facet in searcher.search(Request()).facets}
    topics, provinces, years = (facets[name] for name in ("topics", "province", "year"))
    ids = store.ids()

    def filters(rng: random.Random) -> dict[str, str]:
        values = {"topics": rng.choice(topics), "province": rng.choice(provinces), "year": rng.choice(years)}
        return {name: value for name, value in values.items() if rng.random() < 0.4}

    def filtered_list(path: str, rng: random.Random) -> str:
        return f"{path}?{urlencode({**filters(rng), 'page': rng.choice((1, 1, 2, 5))})}"

    sections = [section.name for section in SECTIONS if section.name in {*facets["section"]} - {"strategies"}]
    return {
        "home": lambda rng: "/",
        "topics": lambda rng: "/topics",
        "topic": lambda rng: f"/topics/{rng.choice(topics)}?{urlencode({'page': rng.choice((1, 2))})}",
        "topic, records": lambda rng: f"/topics/{rng.choice(topics)}?section=records&page={rng.choice((1, 2, 3))}",
        "strategies": lambda rng: filtered_list("/strategies", rng),
        "items": lambda rng: filtered_list(f"/items/{rng.choice(sections)}", rng),
        "item group": lambda rng: f"/items/strategies/{rng.choice(ids)}/1",
        "people": lambda rng: filtered_list("/people", rng),
        "people, by name": lambda rng: f"/people?{urlencode({'q': rng.choice(provinces)})}",
        "person": lambda rng: f"/people/{rng.choice(ids)}",
        "offices": lambda rng: filtered_list("/offices", rng),
        "coverage": lambda rng: f"/coverage?{urlencode({'by': 'province', 'year': rng.choice(years)})}",
        "coverage, all": lambda rng: "/coverage",
        "coverage, years": lambda rng: f"/coverage?{urlencode({'by': 'year', 'province': rng.choice(provinces)})}",
        "search": lambda rng: f"/search?{urlencode(filters(rng))}",
    }


def print_pages(settings: Settings, lexicon: Lexicon, count: int, seed: int) -> None:
    """Requests every kind of page and prints the table; a status other than 200 ends the run."""
    with open_searcher(settings, lexicon) as searcher:
        began = time.perf_counter()
        searcher.warm()
        print(f"caches filled: {time.perf_counter() - began:.1f} s")
        client = create_app(settings, searcher).test_client()
        print(f"{'ms':16} {'first':>8} {'p50':>8} {'p95':>8} {'max':>8} {'kB':>6}")
        for kind, random_url in make_urls(searcher, Store(settings.home)).items():
            rng = random.Random(f"{kind} {seed}")
            times, sizes = [], []
            for _ in range(count + 1):
                url = random_url(rng)
                began = time.perf_counter()
                response = client.get(url)
                times.append(time.perf_counter() - began)
                sizes.append(len(response.data) / 1000)
                if response.status_code != 200:
                    raise SystemExit(f"{response.status_code} {url}")
            print(f"{kind:16} {times[0] * 1000:8.1f} {percentile_columns(times[1:])} {max(sizes):6.0f}", flush=True)


def run(home: Path, options: argparse.Namespace) -> None:
    settings, lexicon = Settings(home=home), load_lexicon()
    make_corpus_with_groups(settings, lexicon, options.records, options.seed)
    build(settings, lexicon)
    print_pages(settings, lexicon, options.requests, options.seed)


def main() -> None:
    parser = make_corpus_parser(__doc__)
    parser.add_argument("--requests", type=int, default=100)
    run_in_home(run, parser.parse_args())


if __name__ == "__main__":
    main()
