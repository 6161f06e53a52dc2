"""Control flow of one document through the modules of ingest: calls between modules, stays and returns.

    python benchmarks/document_walk.py [FILE …]        (default: three documents of tests/extraction)

A profile hook follows every function of ``ingest`` that is called while ``extract`` runs; reading the file is not
measured, nor are constructors of dataclasses and properties, which are data. A *stay* is a run of consecutive calls and
returns in one module, a *return* a stay in a module that was left before. All grow with the lines of a document, so
they are given per line too. ``pairs`` counts the pairs of modules of which one calls the other, ``two-way`` those
that call each other. The table lists the most frequent calls from one module into another.
"""

from __future__ import annotations

import sys
from collections import Counter
from functools import cache, cached_property
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.harness import ROOT
from ingest import readers
from ingest.forms.label_table import load_labels
from ingest.record_builder import extract

DEFAULT = ("01-form-a-clean.txt", "31-english-in-brackets.txt", "100-cp874-bullets.txt")
CALLS_SHOWN = 15


class Walk:
    """The sequence of ingest modules that control passes through while the hook is set."""

    def __init__(self) -> None:
        self.stays: list[str] = []
        self.calls: Counter[tuple[str, str]] = Counter()

    def __call__(self, frame: FrameType, event: str, argument: object) -> None:
        here = _module(frame)
        if not here or event not in ("call", "return") or _is_data(frame.f_code, frame.f_globals["__name__"]):
            return
        caller = _nearest(frame.f_back)
        if event == "call" and caller and caller != here:
            self.calls[caller, here] += 1
        self._enter(here if event == "call" else caller or here)

    def _enter(self, module: str) -> None:
        if not self.stays or self.stays[-1] != module:
            self.stays.append(module)


@cache
def _is_data(code: CodeType, module: str) -> bool:
    """Whether a function is the constructor of a dataclass, or a property."""
    owner: Any = sys.modules[module]
    for name in code.co_qualname.split("."):
        owner = getattr(owner, name, None)
    return code.co_filename == "<string>" or isinstance(owner, property | cached_property)


def _module(frame: FrameType) -> str:
    name = str(frame.f_globals.get("__name__", ""))
    return name.removeprefix("ingest.") if name.startswith("ingest.") else ""


def _nearest(frame: FrameType | None) -> str:
    """The ingest module of the innermost frame that has one; library code in between is passed over."""
    while frame is not None:
        if module := _module(frame):
            return module
        frame = frame.f_back
    return ""


def main() -> None:
    paths = [Path(path) for path in sys.argv[1:]] or [
        path for path in sorted((ROOT / "tests/extraction").iterdir()) if path.name in DEFAULT
    ]
    load_labels()
    for path in paths:
        document = readers.read(path, readers.load(path))
        walk = Walk()
        sys.setprofile(walk)
        try:
            extract(document)
        finally:
            sys.setprofile(None)
        stays, modules, lines = len(walk.stays), len(set(walk.stays)), max(len(document.lines), 1)
        total, two_way = sum(walk.calls.values()), sum((called, caller) in walk.calls for caller, called in walk.calls)
        print(f"{path.name}: {lines} lines, {modules} modules, {stays} stays ({stays / lines:.0f} a line),", end=" ")
        print(f"{stays - modules} returns; {total} calls between modules ({total / lines:.0f} a line),", end=" ")
        print(f"{len(walk.calls)} pairs, {two_way // 2} two-way")
        for (caller, called), count in walk.calls.most_common(CALLS_SHOWN):
            print(f"{count:8d}  {caller} -> {called}")


if __name__ == "__main__":
    main()
