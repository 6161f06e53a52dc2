"""The way of one document through the modules of ingest: stays, returns, and the calls between modules.

    python benchmarks/document_walk.py [FILE …]        (default: three documents of tests/extraction)

A profile hook records the ``ingest`` module of every function that is entered or resumed while ``extract`` runs;
reading the file is not measured. A *stay* is a run of consecutive events in one module, a *return* a stay in a module
that was left before. Both grow with the lines of a document, so they are also given per line. The table lists the
most frequent calls from one module into another.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from ingest import readers  # noqa: E402
from ingest.forms.label_table import load_labels  # noqa: E402
from ingest.record_builder import extract  # noqa: E402

DEFAULT = ("01-form-a-clean.txt", "31-english-in-brackets.txt", "100-cp874-bullets.txt")
CALLS_SHOWN = 15


class Walk:
    """The sequence of ingest modules that control passes through while the hook is set."""

    def __init__(self) -> None:
        self.stays: list[str] = []
        self.calls: Counter[tuple[str, str]] = Counter()

    def __call__(self, frame: FrameType, event: str, argument: object) -> None:
        here = _module(frame)
        if event == "call" and here:
            caller = _nearest(frame.f_back)
            if caller and caller != here:
                self.calls[caller, here] += 1
            self._enter(here)
        elif event == "return" and here:
            self._enter(_nearest(frame.f_back) or here)

    def _enter(self, module: str) -> None:
        if not self.stays or self.stays[-1] != module:
            self.stays.append(module)


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
        stays, modules, lines = len(walk.stays), len(set(walk.stays)), len(document.lines)
        returns = stays - modules
        print(f"{path.name}: {lines} lines, {stays} stays in {modules} modules, {returns} returns,", end=" ")
        print(f"{stays / max(lines, 1):.1f} stays a line; {sum(walk.calls.values())} calls between modules")
        for (caller, called), count in walk.calls.most_common(CALLS_SHOWN):
            print(f"{count:8d}  {caller} -> {called}")


if __name__ == "__main__":
    main()
