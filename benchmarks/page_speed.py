"""How fast the pages for those who look round are: over the made-up corpus of ``benchmarks/search.py``.

    python benchmarks/web.py [--records 10000] [--requests 100] [--seed 7] [--home FOLDER]

Makes the corpus, in which officers also say the same: of the strategies a fifth are one of some common sentences. Then
builds the index, unless ``--home`` has both, and asks for each kind of page ``--requests`` times, topics, provinces,
years and pages drawn anew each time, by Flask's test client. It prints what a server makes ready at its start took, the
first request of each kind, the 50th and 95th percentile and the longest of the others, in milliseconds
of the server, and the size of a page in kB.
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

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.search import in_home, load_words, make_record, percentile  # noqa: E402
from corpus.fields import SECTIONS  # noqa: E402
from corpus.formats.markdown import to_markdown  # noqa: E402
from corpus.record import Item, Record  # noqa: E402
from corpus.storage.store import Store  # noqa: E402
from index.build.builder import build  # noqa: E402
from index.results import Request  # noqa: E402
from index.searcher import Searcher, open_searcher  # noqa: E402
from kmsearch.config import Settings  # noqa: E402
from kmsearch.geo.matcher import region_of  # noqa: E402
from kmsearch.lexicon.loader import load_lexicon  # noqa: E402
from kmsearch.lexicon.model import Lexicon  # noqa: E402
from webui import create_app  # noqa: E402

COMMON, SHARE = 300, 0.2
"""Common sentences, and the share of the strategies that are one of them."""

Address = Callable[[random.Random], str]


def make_home(settings: Settings, lexicon: Lexicon, count: int, seed: int) -> None:
    """``count`` records in the store of ``settings``, unless they are there."""
    store = Store(settings.home)
    if len(store) >= count:
        return
    rng = random.Random(seed)
    words = load_words(lexicon, rng)
    common = [words.text(rng.randint(6, 12), rng) for _ in range(COMMON)]
    store.records_folder.mkdir(parents=True, exist_ok=True)
    for number in range(len(store), count):
        own = random.Random(f"{seed} {number}")
        record = _with_common(make_record(number, words, own), common, own)
        (store.records_folder / f"{record.id}.md").write_text(to_markdown(record), "utf-8")


def _with_common(record: Record, common: list[str], rng: random.Random) -> Record:
    """The record with some of its strategies said as others say them; the first sentences are the most frequent."""
    office = f"สำนักงานพัฒนาชุมชนอำเภอที่ {rng.randint(1, 400)} จังหวัด{record.province}"
    sections = []
    for section in record.sections:
        if section.name == "strategies":
            drawn = [common[int(COMMON * rng.random() ** 2)] if rng.random() < SHARE else "" for _ in section.items]
            section = replace(
                section,
                items=tuple(Item(text) if text else item for text, item in zip(drawn, section.items, strict=True)),
            )
        sections.append(section)
    return replace(record, author_office=office, region=region_of(record.province), sections=tuple(sections))


def pages(searcher: Searcher, store: Store) -> dict[str, Address]:
    """Addresses by kind of page, each with parameters drawn anew."""
    facets = {facet.name: [value.value for value in facet.values] for facet in searcher.search(Request()).facets}
    topics, provinces, years = (facets[name] for name in ("topics", "province", "year"))
    ids = store.ids()

    def filters(rng: random.Random) -> dict[str, str]:
        chosen = {"topics": rng.choice(topics), "province": rng.choice(provinces), "year": rng.choice(years)}
        return {name: value for name, value in chosen.items() if rng.random() < 0.4}

    def listed(path: str, rng: random.Random) -> str:
        return f"{path}?{urlencode({**filters(rng), 'page': rng.choice((1, 1, 2, 5))})}"

    sections = [section.name for section in SECTIONS if section.name in {*facets["section"]} - {"strategies"}]
    return {
        "home": lambda rng: "/",
        "topics": lambda rng: "/topics",
        "topic": lambda rng: f"/topics/{rng.choice(topics)}?{urlencode({'page': rng.choice((1, 2))})}",
        "topic, records": lambda rng: f"/topics/{rng.choice(topics)}?section=records&page={rng.choice((1, 2, 3))}",
        "strategies": lambda rng: listed("/strategies", rng),
        "points": lambda rng: listed(f"/points/{rng.choice(sections)}", rng),
        "entry": lambda rng: f"/points/strategies/{rng.choice(ids)}/1",
        "people": lambda rng: listed("/people", rng),
        "people, by name": lambda rng: f"/people?{urlencode({'q': rng.choice(provinces)})}",
        "person": lambda rng: f"/people/{rng.choice(ids)}",
        "offices": lambda rng: listed("/offices", rng),
        "coverage": lambda rng: f"/coverage?{urlencode({'by': 'province', 'year': rng.choice(years)})}",
        "coverage, all": lambda rng: "/coverage",
        "coverage, years": lambda rng: f"/coverage?{urlencode({'by': 'year', 'province': rng.choice(provinces)})}",
        "search": lambda rng: f"/search?{urlencode(filters(rng))}",
    }


def ask(settings: Settings, lexicon: Lexicon, count: int, seed: int) -> None:
    """Asks for every page, and prints the table."""
    with open_searcher(settings, lexicon) as searcher:
        began = time.perf_counter()
        searcher.warm()
        print(f"made ready as a server does at its start: {time.perf_counter() - began:.1f} s")
        client = create_app(settings, searcher).test_client()
        print(f"{'ms':16} {'first':>8} {'p50':>8} {'p95':>8} {'max':>8} {'kB':>6}")
        for kind, address in pages(searcher, Store(settings.home)).items():
            rng = random.Random(f"{kind} {seed}")
            times, sizes = [], []
            for _ in range(count + 1):
                url = address(rng)
                began = time.perf_counter()
                response = client.get(url)
                times.append(time.perf_counter() - began)
                sizes.append(len(response.data) / 1000)
                if response.status_code != 200:
                    raise SystemExit(f"{response.status_code} {url}")
            row = " ".join(f"{percentile(times[1:], share):8.1f}" for share in (0.5, 0.95, 1))
            print(f"{kind:16} {times[0] * 1000:8.1f} {row} {max(sizes):6.0f}", flush=True)


def run(home: Path, chosen: argparse.Namespace) -> None:
    """All of it, in ``home``."""
    settings, lexicon = Settings(home=home), load_lexicon()
    make_home(settings, lexicon, chosen.records, chosen.seed)
    build(settings, lexicon)
    ask(settings, lexicon, chosen.requests, chosen.seed)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=10_000)
    parser.add_argument("--requests", type=int, default=100)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--home", type=Path)
    chosen = parser.parse_args()
    in_home(run, chosen)


if __name__ == "__main__":
    main()
