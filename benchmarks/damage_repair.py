"""How much damaged Thai is mended: the sample corpus, damaged in each known way, repaired and compared.

    python benchmarks/repair.py [--every 4] [--seed 7] [--share 0.1] [--show]

For each kind of damage, and for documents damaged throughout (``all``) and here and there (``some``: ``--share`` of
the words, chosen by ``--seed``), it prints how many words were damaged, how many of these stand again as they were,
and how many other characters came out changed. ``sound`` is the corpus as it is: every change is a fault. ``--show``
prints the words that stayed damaged. ``--every 4`` takes every fourth text of the corpus (less than a minute),
``--every 1`` all; ``sound`` always takes all.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from rapidfuzz.distance import Indel

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from ingest.readers import load, read  # noqa: E402
from kmsearch.thai.damage_repair import Repairer, default_repairer  # noqa: E402
from kmsearch.thai.tokenizer import Analyzer, repair  # noqa: E402

_MARKS = "ัิีึืุู็่้๊๋์"
_INSIDE = r"(?<=[ก-ฮะาำ])(?=[ก-ฮ][ก-ฮะ-ฺ็-๎])"

Damage = Callable[[re.Match[str]], str]


def _misread(wrong: str, right: str) -> Callable[[str], str]:
    """What ``text`` looks like whose bytes, in the encoding ``right``, were read as ``wrong``."""

    def damage(text: str) -> str:
        return "".join(bytes([byte]).decode(wrong, "ignore") or chr(byte) for byte in text.encode(right, "ignore"))

    return damage


KINDS: dict[str, tuple[str, Damage]] = {
    "am: blank + aa": ("ำ", lambda place: " า"),
    "am: nikhahit + aa": ("ำ", lambda place: "ํา"),
    "am: aa + nikhahit": ("ำ", lambda place: "าํ"),
    "am: ring, tone, aa": ("(?P<tone>[่-๋])ำ", lambda place: "ํ" + place["tone"] + "า"),
    "am: lost ring": ("ำ", lambda place: "า"),
    "am: U+FFFD before": ("ำ", lambda place: "\ufffdำ"),
    "am: U+FFFD instead": ("ำ", lambda place: "\ufffd"),
    "aa made am": ("า", lambda place: "ำ"),
    "slipped, blank": (
        rf"(?P<marks>[{_MARKS}]+)(?P<next>[ก-ฮ])",
        lambda place: place["next"] + place["marks"] + (" " if place.end() < len(place.string) else ""),
    ),
    "slipped": (rf"(?P<marks>[{_MARKS}]+)(?P<next>[ก-ฮ])(?![{_MARKS}])", lambda place: place["next"] + place["marks"]),
    "slipped tone": (rf"(?<=[ัิีึืุู])([่-๋])([ก-ฮ])(?![{_MARKS}])", lambda place: place[2] + place[1]),
    "order of marks": (r"(?<=[ก-ฮ])(?P<vowel>[ิีึืุู])(?P<tone>[่-๋])", lambda place: place["tone"] + place["vowel"]),
    "lost tone": (r"[่-๋]", lambda place: ""),
    "blank before mark": (rf"(?<=[ก-ฮ])[{_MARKS}]", lambda place: " " + place[0]),
    "doubled mark": (f"[{_MARKS}]", lambda place: 2 * place[0]),
    "doubled vowel": ("[แโใไ]", lambda place: 2 * place[0]),
    "blank inside": (_INSIDE, lambda place: " "),
    "page number inside": (_INSIDE, lambda place: " 12 "),
    "two sara e": ("แ", lambda place: "เเ"),
    "zero width": (r"(?<=[ก-๎])(?=[ก-ฮ])", lambda place: "\u200b"),
    "old glyphs, high": ("[่-์]", lambda place: chr(0xF70A + "่้๊๋์".index(place[0]))),
    "old glyphs, left": ("[ิีึื่้๊๋์]", lambda place: chr(0xF701 + "ิีึื่้๊๋์".index(place[0]))),
    "old glyphs, low": ("[\u0e38-\u0e3a]", lambda place: chr(0xF718 + ord(place[0]) - 0xE38)),
}
"""Each kind of damage: where it can be done, inside a run of Thai, and what it makes of the place."""

WHOLE: dict[str, Callable[[str], str]] = {
    "UTF-8 as CP874": _misread("cp874", "utf-8"),
    "UTF-8 as CP1252": _misread("cp1252", "utf-8"),
    "UTF-8 as Latin-1": _misread("latin-1", "utf-8"),
    "CP874 as CP1252": _misread("cp1252", "cp874"),
}
"""Damage that is done to a whole text."""


@dataclass
class Score:
    """Words damaged and restored; characters changed outside damaged words, of all that stand there."""

    damaged: int = 0
    restored: int = 0
    spoilt: int = 0
    sound: int = 0
    left: Counter[str] = field(default_factory=Counter)

    @property
    def share(self) -> float:
        return self.restored / self.damaged if self.damaged else 1.0


@cache
def sample_texts() -> tuple[str, ...]:
    """The sample corpus, a text a file, repaired by rule so that what is compared has one spelling."""
    files = sorted(path for path in (ROOT / "corpus" / "samples").iterdir() if path.suffix in (".txt", ".html"))
    return tuple(repair("\n".join(line.text for line in read(path, load(path)).lines)) for path in files)


@cache
def words_of(text: str) -> tuple[tuple[int, int], ...]:
    """Where the words of a sound text stand: the unit that is damaged and restored."""
    return tuple((term.start, term.end) for term in Analyzer().words(text) if re.search("[ก-ฮ]", term.text))


def damage(text: str, kind: str, share: float, rng: random.Random) -> tuple[str, list[tuple[int, int]]]:
    """``text`` with ``share`` of the words that a kind can damage damaged, and where those words stood."""
    pattern, change = KINDS[kind]
    runs = [run.span() for run in re.finditer("[ก-ฺเ-๎]+", text)]
    hit: set[tuple[int, int]] = set()
    parts, done = [], 0
    words = list(words_of(text))
    chosen = {word: rng.random() < share for word in words}
    at = 0
    for start, end in runs:
        for place in re.finditer(pattern, text[start:end]):
            first = start + place.start()
            while at < len(words) and words[at][1] <= first:
                at += 1
            if at == len(words) or not words[at][0] <= first or not chosen[words[at]]:
                continue
            if pattern == _INSIDE and words[at][0] == first or kind.startswith("page") and words[at] in hit:
                continue
            hit.update(word for word in words[at : at + 2] if word[0] < start + place.end() or word == words[at])
            parts += [text[done:first], change(place)]
            done = start + place.end()
    return "".join([*parts, text[done:]]), sorted(hit)


def compare(sound: str, mended: str, hit: list[tuple[int, int]], score: Score) -> None:
    """Adds to ``score`` how a text came out. A blank more beside a word is no fault: it is no part of it."""
    changed = set(_changed(sound, mended))
    inside: set[int] = set()
    for first, last in hit:
        inside.update(range(2 * first, 2 * last))
        wrong = any(place in changed for place in range(2 * first, 2 * last))
        score.damaged += 1
        score.restored += not wrong
        score.left.update([sound[first:last]] if wrong else [])
    score.spoilt += len(changed - inside)
    score.sound += len(sound) - len(inside) // 2


def _changed(sound: str, mended: str) -> Iterator[int]:
    """What ``mended`` changed: the character at ``n`` as ``2 n``, what came to stand behind it as ``2 n + 1``."""
    start = 0
    for line, other in zip(sound.split("\n"), mended.split("\n"), strict=True):
        if line != other:
            for edit in Indel.opcodes(line, other):
                if edit.tag == "delete":
                    yield from (2 * (start + place) for place in range(edit.src_start, edit.src_end))
                elif edit.tag == "insert" and not _is_beside(
                    line, edit.src_start, other[edit.dest_start : edit.dest_end]
                ):
                    yield 2 * (start + edit.src_start) - 1
        start += len(line) + 1


def _is_beside(line: str, place: int, new: str) -> bool:
    return not new.strip() and any(place == border for word in words_of(line) for border in word)


def run(repairer: Repairer, kind: str, share: float, seed: int, texts: Iterable[str]) -> Score:
    """What comes of ``texts`` damaged in one way and repaired."""
    rng = random.Random(seed)
    score = Score()
    for text in texts:
        damaged, hit = damage(text, kind, share, rng)
        compare(text, repairer.repair(damaged).text, hit, score)
    return score


def run_whole(repairer: Repairer, kind: str, texts: Iterable[str]) -> Score:
    """The same for damage to whole texts; what the other encoding cannot hold is not asked for."""
    score = Score()
    for text in texts:
        text = text.encode("cp874", "ignore").decode("cp874")
        compare(text, repairer.repair(WHOLE[kind](text)).text, list(words_of(text)), score)
    return score


def run_sound(repairer: Repairer, texts: Iterable[str]) -> Score:
    """What comes of ``texts`` repaired as they are."""
    score = Score()
    for text in texts:
        compare(text, repairer.repair(text).text, [], score)
    return score


def _print(kind: str, how: str, score: Score, show: bool) -> None:
    share = f"{score.restored:6} {score.share:8.2%}" if score.damaged else " " * 15
    print(f"{kind:20} {how:5} {score.damaged:8} {share} {score.spoilt:7} of {score.sound}")
    if show and score.left:
        print("    " + " ".join(f"{word}:{count}" for word, count in score.left.most_common(25)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--every", type=int, default=4)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--share", type=float, default=0.1)
    parser.add_argument("--show", action="store_true")
    chosen = parser.parse_args()
    texts = sample_texts()
    some = texts[:: chosen.every]
    repairer = default_repairer()
    size = sum(len(text.encode()) for text in texts)
    began = time.perf_counter()
    sound = run_sound(repairer, texts)
    seconds = time.perf_counter() - began
    print(f"{'kind':20} {'':5} {'damaged':>8} {'restored':>15} {'changed':>7}")
    _print("sound", "", sound, chosen.show)
    for kind in KINDS:
        for how, share in (("all", 1.0), ("some", chosen.share)):
            _print(kind, how, run(repairer, kind, share, chosen.seed, some), chosen.show)
    for kind in WHOLE:
        _print(kind, "all", run_whole(repairer, kind, some), chosen.show)
    print(f"sound text: {size / seconds / 1e6:.1f} MB/s")


if __name__ == "__main__":
    main()
