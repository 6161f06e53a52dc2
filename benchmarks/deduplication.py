"""Recall and precision of deduplication on the sample corpus, re-typed with errors.

    python benchmarks/deduplication.py [--records FOLDER ...] [--seed 7] [--store 20000]

``different``: every pair of two records; the greatest containment of shingles of any pair, and how many were taken for
duplicates. ``copies``: every record under another officer's name, and with other numbers in a template; none may be a
duplicate. ``same``: every record re-typed with wrong letters in text, title and name, with sections dropped, under
another title, as a part, without its author; how many match, by pairwise matching alone and through the candidate keys
among all other records. ``--store N`` indexes N records of mixed sentences and prints size and times of the candidate
index. ``--records`` adds the records of other folders.
"""

from __future__ import annotations

import itertools
import random
import re
import sys
import tempfile
import tracemalloc
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.harness import ROOT, SAMPLES, make_parser, timed
from corpus.record import Item, Record, Section
from corpus.storage.store import Store
from ingest.dedup.candidate_keys import KeyIndex, candidate_keys
from ingest.dedup.candidates import CACHE, CandidateIndex
from ingest.dedup.features import RecordFeatures
from ingest.dedup.matching import MIN_NUMBERS, match_pair
from ingest.file_reader import read_file
from ingest.pipeline import find_files

LETTERS = "กขคงจชซดตถทนบปผพมยรลวสหอเแาะิีุู่้ั"

LOOKUPS = 500
"""Records whose candidates are looked up with ``--store``."""

Change = Callable[[Record, random.Random], Record]


def read_records(folders: Iterable[Path]) -> list[Record]:
    """The records in the folders, each id once."""
    files = [path for path in find_files(folders) if path.suffix not in (".py", ".toml", ".json")]
    return list({record.id: record for path in files for record in read_file(path).records}.values())


def mistyped(text: str, share: float, rng: random.Random) -> str:
    """``text`` with ``share`` of its characters wrong: three in five another, one lost, one more."""
    kinds = ("wrong", "wrong", "wrong", "lost", "more")

    def typed(char: str) -> str:
        if rng.random() >= share:
            return char
        kind = rng.choice(kinds)
        return "" if kind == "lost" else (char if kind == "more" else "") + rng.choice(LETTERS)

    return "".join(map(typed, text))


def with_texts(record: Record, change: Callable[[str], str]) -> Record:
    """The record with the text of every item changed."""
    sections = tuple(
        Section(section.name, tuple(replace(item, text=change(item.text)) for item in section.items))
        for section in record.sections
    )
    return replace(record, sections=sections)


def retyped(share: float) -> Change:
    def change(record: Record, rng: random.Random) -> Record:
        typed = with_texts(record, lambda text: mistyped(text, share, rng))
        names = {name: mistyped(getattr(record, name), share, rng) for name in ("title", "author_name")}
        return replace(typed, **names)

    return change


def renamed(record: Record, rng: random.Random) -> Record:
    """The record under a title of other words and with 2 % wrong letters."""
    return replace(retyped(0.02)(record, rng), title="บทเรียนจากการทำงานในพื้นที่ของข้าพเจ้า", author_name=record.author_name)


def dropped(record: Record, rng: random.Random) -> Record:
    """The record without a third of its sections, with 3 % wrong letters."""
    kept = [section for place, section in enumerate(record.sections) if place % 3 != 1]
    return replace(
        retyped(0.03)(record, rng), sections=retyped(0.03)(replace(record, sections=tuple(kept)), rng).sections
    )


def part(record: Record, rng: random.Random) -> Record:
    """The first half of the items, the last cut in its middle, with อ่านต่อ."""
    items = [(section.name, item) for section in record.sections for item in section.items]
    kept = items[: max(2, len(items) // 2)]
    name, last = kept[-1]
    kept[-1] = (name, Item(last.text[: len(last.text) // 2] + " อ่านต่อ"))
    names = dict.fromkeys(name for name, _ in kept)
    sections = (Section(name, tuple(item for where, item in kept if where == name)) for name in names)
    return replace(record, sections=tuple(sections))


def without(*fields: str) -> Change:
    return lambda record, rng: replace(retyped(0.03)(record, rng), **dict.fromkeys(fields, ""))


def unnamed_title(record: Record, rng: random.Random) -> Record:
    """The record with its label before the title, no title of the person, and 2 % wrong letters in the text."""
    name = re.sub(r"^(?:นาย|นางสาว|นาง)", "", record.author_name)
    typed = with_texts(record, lambda text: mistyped(text, 0.02, rng))
    return replace(typed, title=f"เรื่อง {record.title}", author_name=name)


def copied(record: Record, rng: random.Random) -> Record:
    """The record under another officer's name."""
    return replace(record, author_name="นางสาวทอฝัน รุ่งฟ้าสาง", phone="")


def template(record: Record, rng: random.Random) -> Record:
    """The record filled in by the same officer for another village: another title, other numbers, the same text."""
    changed = with_texts(record, lambda text: re.sub(r"\d", lambda _: str(rng.randrange(10)), text))
    return replace(changed, title=f"{record.title} รุ่นที่ 2")


SAME: dict[str, Change] = {
    "letters 0 %": retyped(0),
    "letters 2 %": retyped(0.02),
    "letters 5 %": retyped(0.05),
    "letters 7 %": retyped(0.07),
    "letters 10 %": retyped(0.1),
    "เรื่อง, no นาย": unnamed_title,
    "other title": renamed,
    "sections dropped": dropped,
    "a part": part,
    "no author": without("author_name"),
    "no title": without("title"),
    "neither": without("title", "author_name"),
}
DIFFERENT: dict[str, Change] = {"other's name": copied, "template": template}


def print_pairs(records: list[Record]) -> None:
    features = list(map(RecordFeatures, records))
    matches = [match_pair(one, other) for one, other in itertools.combinations(features, 2)]
    most = max(match.containment for match in matches)
    false_positives = sum(match.is_duplicate for match in matches)
    print(f"different {len(matches):7} pairs: greatest containment {most:.0%}, false duplicates {false_positives}")


def print_copies(records: list[Record], seed: int) -> None:
    for name, change in DIFFERENT.items():
        rng = random.Random(seed)
        some = [
            record for record in records if name != "template" or len(RecordFeatures(record).numbers) >= MIN_NUMBERS
        ]
        matches = [match_pair(RecordFeatures(record), RecordFeatures(change(record, rng))) for record in some]
        false_positives = sum(match.is_duplicate for match in matches)
        print(f"copies    {name:17} {len(matches):4} false duplicates {false_positives}")


def print_same(records: list[Record], seed: int) -> None:
    keys = KeyIndex()
    for record in records:
        keys.add(record.id, candidate_keys(record))
    for name, change in SAME.items():
        rng = random.Random(seed)
        matched = retrieved = checked = 0
        for record in records:
            again = change(record, rng)
            match = match_pair(RecordFeatures(record), RecordFeatures(again))
            matched += match.is_duplicate
            checked += match.is_duplicate and not match.certain
            retrieved += match.is_duplicate and record.id in keys.candidates(candidate_keys(again))
        count = len(records)
        recall = f"matched {matched / count:7.1%} with candidate keys {retrieved / count:7.1%}"
        print(f"same      {name:17} {count:4} {recall} to check {checked}")


def mixed(records: list[Record], count: int, seed: int) -> Iterator[Record]:
    """``count`` records of items drawn from all records, with 30 % wrong letters: as similar as real records are."""
    rng = random.Random(seed)
    points = [item.text for record in records for _, _, item in record.numbered_items()]
    for number in range(count):
        texts = [mistyped(text, 0.3, rng) for text in rng.sample(points, 12)]
        section = Section("strategies", tuple(map(Item, texts)))
        yield Record(
            f"n{number}", f"{texts[0][:40]} {number}", f"นาย{texts[1][:6]} {texts[2][:8]}", sections=(section,)
        )


def print_store(records: list[Record], count: int, seed: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        many = list(mixed(records, count, seed))
        tracemalloc.start()
        before = tracemalloc.get_traced_memory()[0]
        all_keys = KeyIndex()
        for record in many:
            all_keys.add(record.id, candidate_keys(record))
        size = (tracemalloc.get_traced_memory()[0] - before) / count
        tracemalloc.stop()
        store = Store(Path(folder))
        CandidateIndex(store, all_keys).save()
        load_seconds = timed(lambda: CandidateIndex.load(store))
        lookup_seconds = timed(lambda: [all_keys.candidates(candidate_keys(record)) for record in many[:LOOKUPS]])
        on_disk = sum(path.stat().st_size for path in Path(folder).glob(CACHE)) / count
    print(f"store of {count}: {size:.0f} bytes per record in memory, {on_disk:.0f} on disk")
    milliseconds = lookup_seconds * 1000 / len(many[:LOOKUPS])
    print(f"loaded in {load_seconds:.2f} s; keys made and looked up in {milliseconds:.1f} ms per record")


def main() -> None:
    parser = make_parser(__doc__)
    parser.add_argument("--records", type=Path, nargs="*", default=[])
    parser.add_argument("--store", type=int, default=0)
    options = parser.parse_args()
    records = read_records([SAMPLES, ROOT / "tests" / "extraction", *options.records])
    print_pairs(records)
    print_copies(records, options.seed)
    print_same(records, options.seed)
    if options.store:
        print_store(records, options.store, options.seed)


if __name__ == "__main__":
    main()
