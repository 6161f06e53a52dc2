"""A corpus of any size: records of random text with the word sequences of the sample corpus."""

from __future__ import annotations

import random
from bisect import bisect
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from pathlib import Path

from benchmarks.harness import sample_texts
from corpus.formats.markdown import to_markdown
from corpus.record import Item, Record, Section
from corpus.storage.store import Store
from kmsearch.config import Settings
from kmsearch.lexicon.model import Lexicon
from kmsearch.thai.normalise import repair_by_rule

RECORD_WORDS = 500
"""Words per record: about the median of the sample corpus."""

RARE_SHARE = 0.04
"""Share of words drawn from the whole dictionary: the vocabulary of the samples is too small for 10,000 records."""

ITEM_COUNTS = {
    "background": 12,
    "knowledge_assets": 5,
    "core_knowledge": 4,
    "strategies": 6,
    "methods": 5,
    "techniques": 4,
}
"""Items per section of a record."""

AUTHOR_COUNT = 700

PROVINCES = "ลำปาง เชียงใหม่ น่าน แพร่ เลย ขอนแก่น สุรินทร์ ยโสธร ตราด ชลบุรี ราชบุรี ตาก สตูล ตรัง พังงา กระบี่".split()
POSITIONS = "พัฒนากร พัฒนาการอำเภอ นักวิชาการพัฒนาชุมชน นักวิชาการพัฒนาชุมชนชำนาญการ เจ้าพนักงานพัฒนาชุมชน".split()


@dataclass(frozen=True)
class WordChain:
    """A Markov chain of words: the followers of each word in the samples, and rare words with cumulative weights."""

    followers: dict[str, list[str]]
    rare_words: Sequence[str]
    cumulative_weights: Sequence[float]

    def text(self, word_count: int, rng: random.Random) -> str:
        """A text of ``word_count`` words; a space is a word of the chain that is not counted."""
        word, words = "", list[str]()
        while word_count > 0:
            if rng.random() < RARE_SHARE:
                word = self.rare_words[bisect(self.cumulative_weights, rng.random() * self.cumulative_weights[-1])]
            else:
                word = rng.choice(self.followers.get(word) or self.followers[""])
            words.append(word)
            word_count -= word != " "
        return "".join(words).strip()


def load_word_chain(lexicon: Lexicon, rng: random.Random) -> WordChain:
    """The chain of the sample corpus; a line begins after the empty word."""
    followers: defaultdict[str, list[str]] = defaultdict(list)
    for text in sample_texts():
        for line in text.split("\n"):
            for word, following in pairwise(("", *_words(repair_by_rule(line), lexicon))):
                followers[word].append(following)
    rare_words = sorted(word for word in lexicon.analyzer.vocabulary - followers.keys() if " " not in word)
    rng.shuffle(rare_words)
    weights = accumulate(1 / (rank + 10) for rank in range(len(rare_words)))
    return WordChain(dict(followers), rare_words, list(weights))


def _words(line: str, lexicon: Lexicon) -> Iterator[str]:
    end = 0
    for term in lexicon.analyzer.words(line):
        if term.start > end:
            yield " "
        yield line[term.start : term.end]
        end = term.end


def make_record(number: int, chain: WordChain, rng: random.Random) -> Record:
    """A record of about ``RECORD_WORDS`` words with invented names."""
    length = RECORD_WORDS // sum(ITEM_COUNTS.values())
    sections = [
        Section(name, tuple(Item(chain.text(rng.randint(length // 2, length * 3 // 2), rng)) for _ in range(count)))
        for name, count in ITEM_COUNTS.items()
    ]
    return Record(
        f"bench-{number:06}",
        title=chain.text(rng.randint(4, 9), rng),
        author_name=f"นางสาวสมมติ ทดลองค้น{number % AUTHOR_COUNT}",
        author_position=rng.choice(POSITIONS),
        province=rng.choice(PROVINCES),
        year=rng.randint(2548, 2567),
        category=chain.text(3, rng),
        form=rng.choice("AB"),
        sections=tuple(sections),
    )


def make_corpus(settings: Settings, lexicon: Lexicon, count: int, seed: int) -> None:
    """Adds records to the store of ``settings`` until it has ``count``; each record is drawn by a seed of its own."""
    store = Store(settings.home)
    existing = len(store)
    if existing < count:
        chain = load_word_chain(lexicon, random.Random(seed))
        for number in range(existing, count):
            write_record(store.records_folder, make_record(number, chain, random.Random(f"{seed} {number}")))


def write_record(folder: Path, record: Record) -> None:
    """Writes a record into ``folder`` without the locks and syncs of the store."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{record.id}.md").write_text(to_markdown(record), "utf-8")
