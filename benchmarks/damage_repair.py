"""Recall and precision of the repair of damaged Thai: the sample corpus, damaged in each known way and repaired.

    python benchmarks/damage_repair.py [--every 4] [--seed 7] [--share 0.1] [--show]

Each kind of damage is applied to every word of a document (``all``) and to a random ``--share`` of its words
(``some``). The table has the number of damaged words, how many were restored exactly, and how many other characters
the repair changed. ``sound`` is the corpus without damage: every change is a false positive. ``--show`` prints the
words that were not restored. ``--every 4`` takes every fourth text of the corpus (less than a minute), ``--every 1``
all; ``sound`` always takes all.
"""

from __future__ import annotations

import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from rapidfuzz.distance import Indel

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.harness import make_parser, sample_texts, timed
from kmsearch.thai.characters import (
    ABOVE_VOWELS,
    BELOW_VOWELS,
    COMBINING_MARKS,
    CONSONANTS,
    LETTERS,
    TONE_MARKS,
    WORD_CHARACTERS,
)
from kmsearch.thai.damage_repair import Repairer, default_repairer
from kmsearch.thai.normalise import repair_by_rule
from kmsearch.thai.tokenizer import Analyzer

_MARKS = ABOVE_VOWELS + BELOW_VOWELS.replace("ฺ", "") + TONE_MARKS + "์"
_INSIDE_WORD = f"(?<=[{CONSONANTS}ะาำ])(?=[{CONSONANTS}][{CONSONANTS}ะาำ{COMBINING_MARKS}])"

Damage = Callable[[re.Match[str]], str]


def _misread(wrong: str, right: str) -> Callable[[str], str]:
    """A function that makes mojibake: it encodes a text as ``right`` and decodes it as ``wrong``."""

    def misread(text: str) -> str:
        return "".join(bytes([byte]).decode(wrong, "ignore") or chr(byte) for byte in text.encode(right, "ignore"))

    return misread


WORD_DAMAGE: dict[str, tuple[str, Damage]] = {
    "am: blank + aa": ("ำ", lambda match: " า"),
    "am: nikhahit + aa": ("ำ", lambda match: "ํา"),
    "am: aa + nikhahit": ("ำ", lambda match: "าํ"),
    "am: ring, tone, aa": (f"(?P<tone>[{TONE_MARKS}])ำ", lambda match: "ํ" + match["tone"] + "า"),
    "am: lost ring": ("ำ", lambda match: "า"),
    "am: U+FFFD before": ("ำ", lambda match: "\ufffdำ"),
    "am: U+FFFD instead": ("ำ", lambda match: "\ufffd"),
    "aa made am": ("า", lambda match: "ำ"),
    "slipped, blank": (
        rf"(?P<marks>[{_MARKS}]+)(?P<next>[{CONSONANTS}])",
        lambda match: match["next"] + match["marks"] + (" " if match.end() < len(match.string) else ""),
    ),
    "slipped": (
        rf"(?P<marks>[{_MARKS}]+)(?P<next>[{CONSONANTS}])(?![{_MARKS}])",
        lambda match: match["next"] + match["marks"],
    ),
    "slipped tone": (rf"(?<=[ัิีึืุู])([{TONE_MARKS}])([{CONSONANTS}])(?![{_MARKS}])", lambda match: match[2] + match[1]),
    "order of marks": (
        rf"(?<=[{CONSONANTS}])(?P<vowel>[ิีึืุู])(?P<tone>[{TONE_MARKS}])",
        lambda match: match["tone"] + match["vowel"],
    ),
    "lost tone": (f"[{TONE_MARKS}]", lambda match: ""),
    "blank before mark": (rf"(?<=[{CONSONANTS}])[{_MARKS}]", lambda match: " " + match[0]),
    "doubled mark": (f"[{_MARKS}]", lambda match: 2 * match[0]),
    "doubled vowel": ("[แโใไ]", lambda match: 2 * match[0]),
    "blank inside": (_INSIDE_WORD, lambda match: " "),
    "page number inside": (_INSIDE_WORD, lambda match: " 12 "),
    "two sara e": ("แ", lambda match: "เเ"),
    "zero width": (rf"(?<=[{LETTERS}])(?=[{CONSONANTS}])", lambda match: "\u200b"),
    "old glyphs, high": (f"[{TONE_MARKS}์]", lambda match: chr(0xF70A + f"{TONE_MARKS}์".index(match[0]))),
    "old glyphs, left": ("[ิีึื่้๊๋์]", lambda match: chr(0xF701 + "ิีึื่้๊๋์".index(match[0]))),
    "old glyphs, low": ("[\u0e38-\u0e3a]", lambda match: chr(0xF718 + ord(match[0]) - 0xE38)),
}
"""Damage by kind: a pattern searched within runs of Thai, and the replacement of a match."""

TEXT_DAMAGE: dict[str, Callable[[str], str]] = {
    "UTF-8 as CP874": _misread("cp874", "utf-8"),
    "UTF-8 as CP1252": _misread("cp1252", "utf-8"),
    "UTF-8 as Latin-1": _misread("latin-1", "utf-8"),
    "CP874 as CP1252": _misread("cp1252", "cp874"),
}
"""Damage to a whole text, by kind."""


@dataclass
class Score:
    """Counts of damaged and restored words, and of changed and all characters outside of damaged words."""

    damaged: int = 0
    restored: int = 0
    spoilt: int = 0
    sound: int = 0
    left: Counter[str] = field(default_factory=Counter)
    """Damaged words that were not restored."""

    @property
    def share(self) -> float:
        return self.restored / self.damaged if self.damaged else 1.0


@cache
def sound_texts() -> tuple[str, ...]:
    """The texts of the sample corpus after the rule-based repair, so that each word has a single spelling."""
    return tuple(map(repair_by_rule, sample_texts()))


@cache
def word_spans(text: str) -> tuple[tuple[int, int], ...]:
    """[start, end) of each word of a sound text; words are the unit that is damaged and restored."""
    return tuple((term.start, term.end) for term in Analyzer().words(text) if re.search(f"[{CONSONANTS}]", term.text))


def damage(text: str, kind: str, share: float, rng: random.Random) -> tuple[str, list[tuple[int, int]]]:
    """The text with a random ``share`` of its words damaged by ``kind``, and the spans of the damaged words."""
    pattern, replacement = WORD_DAMAGE[kind]
    runs = [run.span() for run in re.finditer(f"[{WORD_CHARACTERS}ฯๆ]+", text)]
    damaged: set[tuple[int, int]] = set()
    pieces, copied_to = [], 0
    words = list(word_spans(text))
    selected = {word: rng.random() < share for word in words}
    index = 0
    for run_start, run_end in runs:
        for match in re.finditer(pattern, text[run_start:run_end]):
            start, end = run_start + match.start(), run_start + match.end()
            while index < len(words) and words[index][1] <= start:
                index += 1
            if index == len(words) or not words[index][0] <= start or not selected[words[index]]:
                continue
            if pattern == _INSIDE_WORD and words[index][0] == start:
                continue
            if kind.startswith("page") and words[index] in damaged:
                continue
            damaged.update(word for word in words[index : index + 2] if word[0] < end or word == words[index])
            pieces += [text[copied_to:start], replacement(match)]
            copied_to = end
    return "".join([*pieces, text[copied_to:]]), sorted(damaged)


def compare(sound: str, repaired: str, damaged: list[tuple[int, int]], score: Score) -> None:
    """Adds the outcome of one text to ``score``. A space inserted beside a word is no error, as it changes no word."""
    changed = set(_changed_positions(sound, repaired))
    inside: set[int] = set()
    for start, end in damaged:
        positions = range(2 * start, 2 * end)
        inside.update(positions)
        restored = changed.isdisjoint(positions)
        score.damaged += 1
        score.restored += restored
        score.left.update([] if restored else [sound[start:end]])
    score.spoilt += len(changed - inside)
    score.sound += len(sound) - len(inside) // 2


def _changed_positions(sound: str, repaired: str) -> Iterator[int]:
    """Positions that the repair changed: ``2 n`` for character ``n``, ``2 n + 1`` for an insertion behind it."""
    line_start = 0
    for line, other in zip(sound.split("\n"), repaired.split("\n"), strict=True):
        if line != other:
            for edit in Indel.opcodes(line, other):
                inserted = other[edit.dest_start : edit.dest_end]
                if edit.tag == "delete":
                    yield from (2 * (line_start + offset) for offset in range(edit.src_start, edit.src_end))
                elif edit.tag == "insert" and not _is_space_beside_word(line, edit.src_start, inserted):
                    yield 2 * (line_start + edit.src_start) - 1
        line_start += len(line) + 1


def _is_space_beside_word(line: str, offset: int, inserted: str) -> bool:
    return not inserted.strip() and any(offset in span for span in word_spans(line))


def run(repairer: Repairer, kind: str, share: float, seed: int, texts: Iterable[str]) -> Score:
    """Damages words of ``texts`` in one way and repairs them."""
    rng = random.Random(seed)
    score = Score()
    for text in texts:
        damaged_text, damaged_words = damage(text, kind, share, rng)
        compare(text, repairer.repair(damaged_text).text, damaged_words, score)
    return score


def run_text_damage(repairer: Repairer, kind: str, texts: Iterable[str]) -> Score:
    """Damages whole texts in one way and repairs them; characters outside CP874 are left out first."""
    score = Score()
    for text in texts:
        text = text.encode("cp874", "ignore").decode("cp874")
        compare(text, repairer.repair(TEXT_DAMAGE[kind](text)).text, list(word_spans(text)), score)
    return score


def run_sound(repairer: Repairer, texts: Iterable[str]) -> Score:
    """Repairs ``texts`` without damage."""
    score = Score()
    for text in texts:
        compare(text, repairer.repair(text).text, [], score)
    return score


def print_score(kind: str, extent: str, score: Score, show: bool) -> None:
    """One row of the table; with ``show`` the words that were not restored."""
    restored = f"{score.restored:6} {score.share:8.2%}" if score.damaged else " " * 15
    print(f"{kind:20} {extent:5} {score.damaged:8} {restored} {score.spoilt:7} of {score.sound}")
    if show and score.left:
        print("    " + " ".join(f"{word}:{count}" for word, count in score.left.most_common(25)))


def main() -> None:
    parser = make_parser(__doc__)
    parser.add_argument("--every", type=int, default=4)
    parser.add_argument("--share", type=float, default=0.1)
    parser.add_argument("--show", action="store_true")
    options = parser.parse_args()
    texts = sound_texts()
    some_texts = texts[:: options.every]
    repairer = default_repairer()
    print(f"{'kind':20} {'':5} {'damaged':>8} {'restored':>15} {'changed':>7}")
    seconds = timed(lambda: print_score("sound", "", run_sound(repairer, texts), options.show))
    for kind in WORD_DAMAGE:
        for extent, share in (("all", 1.0), ("some", options.share)):
            print_score(kind, extent, run(repairer, kind, share, options.seed, some_texts), options.show)
    for kind in TEXT_DAMAGE:
        print_score(kind, "all", run_text_damage(repairer, kind, some_texts), options.show)
    megabytes = sum(len(text.encode()) for text in texts) / 1e6
    print(f"sound text: {megabytes / seconds:.1f} MB/s")


if __name__ == "__main__":
    main()
