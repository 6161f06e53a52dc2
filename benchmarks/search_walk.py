"""Control flow of one search through the modules of ``index``: calls between modules, stays and returns.

    python benchmarks/search_walk.py --home FOLDER [--text QUERY] [--target records]

Runs the same request twice over the index in ``--home``, so that everything is loaded and cached, and follows the
second run with ``sys.setprofile``. It prints:

- stays: the modules in the order in which a reader of the code meets them. Each pair (calling function, called
  function) counts once, the first time it occurs; a stay ends when the next pair is in another module;
- returns: stays in a module that was left before;
- the calls from one module into another, and the pairs of modules that call each other.

Only functions of ``index`` count; a call through another package counts as made by the last module of ``index``.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.harness import ROOT
from index.results import Request
from index.searcher import Searcher, open_searcher
from kmsearch.config import Settings

FOLDER = str(ROOT / "index") + "/"


class Walk:
    """Follows calls and returns; ``moves`` counts (caller's module, callee's module)."""

    def __init__(self) -> None:
        self.moves: Counter[tuple[str, str]] = Counter()
        self.stays: list[str] = []
        self._seen: set[tuple[CodeType, CodeType]] = set()
        self._stack: list[tuple[str, CodeType]] = []

    def __call__(self, frame: FrameType, event: str, _: Any) -> None:
        path = frame.f_code.co_filename
        if not path.startswith(FOLDER):
            return
        module = path.removeprefix(FOLDER)
        if event == "call":
            if self._stack and self._stack[-1][0] != module:
                self.moves[self._stack[-1][0], module] += 1
                if (self._stack[-1][1], frame.f_code) not in self._seen:
                    self._seen.add((self._stack[-1][1], frame.f_code))
                    self._stay(self._stack[-1][0])
                    self._stay(module)
            self._stack.append((module, frame.f_code))
        elif event == "return" and self._stack:
            self._stack.pop()

    def _stay(self, module: str) -> None:
        if self.stays[-1:] != [module]:
            self.stays.append(module)


def follow(searcher: Searcher, request: Request) -> Walk:
    """Follows the second of two equal requests, when caches are filled."""
    searcher.search(request)
    walk = Walk()
    sys.setprofile(walk)
    try:
        searcher.search(request)
    finally:
        sys.setprofile(None)
    return walk


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--text", default="หนีนอกระบบ จังหวัด:ลำปาง")
    parser.add_argument("--target", choices=("records", "items"), default="records")
    options = parser.parse_args()
    with open_searcher(Settings(home=options.home)) as searcher:
        walk = follow(searcher, Request(options.text, options.target))
    both_ways = [pair for pair in walk.moves if pair[0] < pair[1] and pair[::-1] in walk.moves]
    modules = {module for pair in walk.moves for module in pair}
    print(f"{len(walk.stays)} stays in {len(modules)} modules, {len(walk.stays) - len(set(walk.stays))} returns")
    print(f"{len(modules)} modules, {walk.moves.total()} calls between modules, {len(walk.moves)} pairs")
    print(f"{len(both_ways)} pairs in both directions: {', '.join(' <-> '.join(pair) for pair in both_ways)}")
    print(" > ".join(walk.stays))
    for (caller, callee), count in walk.moves.most_common():
        print(f"{count:6}  {caller} -> {callee}")


if __name__ == "__main__":
    main()
