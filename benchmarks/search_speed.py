"""How fast the index is built and searched: a corpus made up from the samples' words, beside Whoosh as it comes.

    python benchmarks/search.py [--records 10000] [--queries 200] [--seed 7] [--home FOLDER] [--profile FILE]

Makes ``--records`` records of about 500 words, builds the index, adds one record to it, and asks ``--queries`` queries
of each kind, every one once, by ``Searcher.search`` (ten hits with fragments, and all facets). Raw Whoosh answers the
same words in turn with them: a plain index of the same words with four sortable fields, OR of all words, ten hits, the
four fields in ``groupedby``, no fragments. It prints the seconds of each step, the 50th and 95th percentile of each
kind in milliseconds, and how many times raw Whoosh's median is ours. ``--home`` keeps corpus and indexes, and finds
them there the next time; ``--profile`` writes where the time of our searches went, for ``pstats``.
"""

from __future__ import annotations

import argparse
import cProfile
import random
import sys
import time
from bisect import bisect
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from whoosh import query
from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.fields import ID, TEXT, Schema
from whoosh.index import create_in, exists_in, open_dir

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from corpus.formats.markdown import to_markdown  # noqa: E402
from corpus.record import Item, Record, Section  # noqa: E402
from corpus.storage.store import Store  # noqa: E402
from index.build.builder import build  # noqa: E402
from index.mapping import index_record  # noqa: E402
from index.results import Request  # noqa: E402
from index.searcher import open_searcher  # noqa: E402
from ingest.readers import load, read  # noqa: E402
from kmsearch.config import Settings  # noqa: E402
from kmsearch.lexicon.loader import load_lexicon  # noqa: E402
from kmsearch.lexicon.model import Lexicon  # noqa: E402
from kmsearch.thai.tokenizer import repair  # noqa: E402

WORDS = 500
"""Words of a record: what the samples have, in the middle."""

RARE = 0.04
"""Share of the words that come from the whole dictionary: the samples alone have too few to be 10,000 records."""

SHAPE = {"background": 12, "knowledge_assets": 5, "core_knowledge": 4, "strategies": 6, "methods": 5, "techniques": 4}
"""Items of each section of a record."""

RAW_FACETS = ("author_position", "province", "year", "form")

KINDS = ("one word", "three words", "question", "phrase", "field", "prefix")

_PROVINCES = "ลำปาง เชียงใหม่ น่าน แพร่ เลย ขอนแก่น สุรินทร์ ยโสธร ตราด ชลบุรี ราชบุรี ตาก สตูล ตรัง พังงา กระบี่".split()
_POSITIONS = "พัฒนากร พัฒนาการอำเภอ นักวิชาการพัฒนาชุมชน นักวิชาการพัฒนาชุมชนชำนาญการ เจ้าพนักงานพัฒนาชุมชน".split()


@dataclass(frozen=True)
class Words:
    """What texts are made of: the words that follow each word in the samples, and a rank for all others."""

    after: dict[str, list[str]]
    rare: Sequence[str]
    weights: Sequence[float]

    def text(self, count: int, rng: random.Random) -> str:
        """So many words, each as it follows the one before in the samples, or a rare one."""
        word, parts = "", list[str]()
        while count > 0:
            if rng.random() < RARE:
                word = self.rare[bisect(self.weights, rng.random() * self.weights[-1])]
            else:
                word = rng.choice(self.after.get(word) or self.after[""])
            parts.append(word)
            count -= word != " "
        return "".join(parts).strip()


def load_words(lexicon: Lexicon, rng: random.Random) -> Words:
    """The chain of words of the sample corpus; blanks are words of it, and a line begins after ''."""
    after: defaultdict[str, list[str]] = defaultdict(list)
    for path in sorted((ROOT / "corpus" / "samples").iterdir()):
        if path.suffix in (".txt", ".html"):
            for line in read(path, load(path)).lines:
                for word, following in pairwise(("", *_cut(repair(line.text), lexicon))):
                    after[word].append(following)
    rare = sorted(word for word in lexicon.analyzer.vocabulary - after.keys() if " " not in word)
    rng.shuffle(rare)
    return Words(dict(after), rare, list(accumulate(1 / (rank + 10) for rank in range(len(rare)))))


def _cut(line: str, lexicon: Lexicon) -> Iterator[str]:
    place = 0
    for term in lexicon.analyzer.words(line):
        if term.start > place:
            yield " "
        yield line[term.start : term.end]
        place = term.end


def make_record(number: int, words: Words, rng: random.Random) -> Record:
    """One record of about ``WORDS`` words; its names are invented."""
    length = WORDS // sum(SHAPE.values())
    sections = [
        Section(name, tuple(Item(words.text(rng.randint(length // 2, length * 3 // 2), rng)) for _ in range(count)))
        for name, count in SHAPE.items()
    ]
    return Record(
        f"bench-{number:06}",
        title=words.text(rng.randint(4, 9), rng),
        author_name=f"นางสาวสมมติ ทดลองค้น{number % 700}",
        author_position=rng.choice(_POSITIONS),
        province=rng.choice(_PROVINCES),
        year=rng.randint(2548, 2567),
        category=words.text(3, rng),
        form=rng.choice("AB"),
        sections=tuple(sections),
    )


def make_corpus(settings: Settings, lexicon: Lexicon, count: int, seed: int) -> None:
    """``count`` records in the store of ``settings``, unless they are there; each is drawn by a seed of its own."""
    store = Store(settings.home)
    there = len(store)
    if there < count:
        words = load_words(lexicon, random.Random(seed))
        store.records_folder.mkdir(parents=True, exist_ok=True)
        for number in range(there, count):
            record = make_record(number, words, random.Random(f"{seed} {number}"))
            (store.records_folder / f"{record.id}.md").write_text(to_markdown(record), "utf-8")


def build_raw(settings: Settings, lexicon: Lexicon) -> Any:
    """The plain Whoosh index of the same words, made unless it is there."""
    folder = settings.home / "raw"
    if exists_in(folder):
        return open_dir(folder)
    folder.mkdir(parents=True, exist_ok=True)
    facets = {name: ID(sortable=True) for name in RAW_FACETS}
    index = create_in(folder, Schema(id=ID(stored=True), text=TEXT(SpaceSeparatedTokenizer()), **facets))
    writer = index.writer(limitmb=256)
    for record in Store(settings.home).records():
        terms = [word for part in index_record(record, lexicon).document.parts for word, _ in part.words]
        values = {name: str(getattr(record, name)) for name in RAW_FACETS}
        writer.add_document(id=record.id, text=" ".join(terms), **values)
    writer.commit()
    return index


def ask_raw(searcher: Any, terms: Iterable[str], prefix: str = "") -> None:
    """What a plain search page over Whoosh would ask."""
    wanted = query.Prefix("text", prefix) if prefix else query.Or([query.Term("text", term) for term in terms])
    results = searcher.search(wanted, limit=10, groupedby=list(RAW_FACETS))
    for name in RAW_FACETS:
        results.groups(name)


def make_queries(store: Store, lexicon: Lexicon, count: int, seed: int) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """(kind, query, its words), kinds in turn; the words are drawn from records, so that frequent ones come often."""
    rng = random.Random(f"queries {seed}")
    ids, seen = store.ids(), set[str]()
    for number in range(count):
        for kind in KINDS:
            text = ""
            while not text or text in seen:
                item = rng.choice([item for _, _, item in store.get(rng.choice(ids)).points()])
                text = _query(kind, item.text, number, lexicon, rng)
            seen.add(text)
            yield kind, text, tuple(term.text for term in lexicon.analyzer.words(text))


def _query(kind: str, source: str, number: int, lexicon: Lexicon, rng: random.Random) -> str:
    """A query of one kind from a text; '' where the text has too few words for it."""
    terms = [term for term in lexicon.analyzer.words(source) if len(term.text) > 1]
    if len(terms) < 10:
        return ""
    start = rng.randrange(len(terms) - 8)
    if kind == "question":
        return f"ทำอย่างไรจึงจะ{source[terms[start].start : terms[start + 8].end]}ได้"
    if kind == "phrase":
        return f'"{source[terms[start].start : terms[start + 1 + number % 2].end]}"'
    words = [term.text for term in rng.sample(terms, 3)]
    if kind == "prefix":
        return words[0][: rng.randint(2, 4)] + "*"
    if kind == "field":
        province = rng.choice(_PROVINCES)
        forms = (f"กลยุทธ์:{words[0]}", f"จังหวัด:{province} {words[0]}", f"ปี:2555-2560 {words[0]}", f"ชื่อ:{words[0]}")
        return forms[number % len(forms)]
    return words[0] if kind == "one word" else " ".join(words)


def _timed(use: Callable[[], object]) -> float:
    began = time.perf_counter()
    use()
    return time.perf_counter() - began


def _told(what: str, use: Callable[[], object], records: int = 0) -> None:
    seconds = _timed(use)
    print(f"{what:28} {seconds:8.1f} s" + (f" {records / seconds:8.1f} records/s" if records else ""), flush=True)


def add_one(settings: Settings, lexicon: Lexicon, seed: int) -> None:
    """One record more in store and index, and out again."""
    store = Store(settings.home)
    record = replace(store.get(store.ids()[seed]), id="bench-one-more")
    store.put(record)
    _told("one record added", lambda: build(settings, lexicon))
    store.delete(record.id)
    _told("one record taken out", lambda: build(settings, lexicon))


def percentile(times: Sequence[float], share: float) -> float:
    """The time in milliseconds that ``share`` of ``times`` do not exceed."""
    return sorted(times)[min(len(times) - 1, int(share * len(times)))] * 1000


def search(settings: Settings, lexicon: Lexicon, count: int, seed: int, profile: str) -> None:
    """Asks every query of both, and prints the table."""
    queries = list(make_queries(Store(settings.home), lexicon, count, seed))
    ours: defaultdict[str, list[float]] = defaultdict(list)
    raw: defaultdict[str, list[float]] = defaultdict(list)
    profiler = cProfile.Profile()
    with open_searcher(settings, lexicon) as searcher, build_raw(settings, lexicon).searcher() as plain:
        searcher.warm()
        searcher.search(Request("ชุมชน"))
        ask_raw(plain, ["ชุมชน"])
        for kind, text, terms in queries:
            if profile:
                profiler.enable()
            ours[kind].append(_timed(lambda text=text: searcher.search(Request(text))))  # type: ignore[misc]
            profiler.disable()
            prefix = text.removesuffix("*") if kind == "prefix" else ""
            raw[kind].append(_timed(lambda terms=terms, prefix=prefix: ask_raw(plain, terms, prefix)))  # type: ignore[misc]
    print(f"{'ms':12} {'p50':>8} {'p95':>8} {'max':>8} {'raw p50':>8} {'raw p95':>8} {'times':>6}")
    for kind in KINDS:
        mine = [percentile(ours[kind], share) for share in (0.5, 0.95, 1)]
        other = [percentile(raw[kind], share) for share in (0.5, 0.95)]
        print(f"{kind:12} " + " ".join(f"{ms:8.1f}" for ms in mine + other) + f" {other[0] / mine[0]:6.1f}")
    if profile:
        profiler.dump_stats(profile)


def run(home: Path, chosen: argparse.Namespace) -> None:
    """All of it, in ``home``."""
    settings, lexicon = Settings(home=home), load_lexicon()
    _told("corpus made", lambda: make_corpus(settings, lexicon, chosen.records, chosen.seed))
    _told("index built", lambda: build(settings, lexicon), chosen.records)
    _told("raw Whoosh built", lambda: build_raw(settings, lexicon))
    add_one(settings, lexicon, chosen.seed)
    search(settings, lexicon, chosen.queries, chosen.seed, chosen.profile)


def in_home(run: Callable[[Path, argparse.Namespace], None], chosen: argparse.Namespace) -> None:
    """Runs in the folder that ``--home`` names, else in one that is gone afterwards."""
    if chosen.home:
        run(chosen.home, chosen)
    else:
        with TemporaryDirectory() as folder:
            run(Path(folder), chosen)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=10_000)
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--profile", default="")
    chosen = parser.parse_args()
    in_home(run, chosen)


if __name__ == "__main__":
    main()
