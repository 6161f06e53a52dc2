"""Shared by the benchmarks: arguments, folder of the corpus, timing, percentiles, texts of the sample corpus."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from ingest.readers import load, read

ROOT = Path(__file__).resolve().parents[1]

SAMPLES = ROOT / "corpus" / "samples"


def make_parser(description: str | None) -> argparse.ArgumentParser:
    """A parser with ``--seed``; the module's docstring is its help."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=7)
    return parser


def make_corpus_parser(description: str | None) -> argparse.ArgumentParser:
    """A parser with ``--seed``, ``--records`` and ``--home``, for a benchmark over a synthetic corpus."""
    parser = make_parser(description)
    parser.add_argument("--records", type=int, default=10_000)
    parser.add_argument("--home", type=Path)
    return parser


def run_in_home(run: Callable[[Path, argparse.Namespace], None], options: argparse.Namespace) -> None:
    """Calls ``run`` with the folder ``--home``, or with a temporary folder if there is none."""
    if options.home:
        run(options.home, options)
    else:
        with TemporaryDirectory() as folder:
            run(Path(folder), options)


def sample_texts(suffixes: Collection[str] = (".txt", ".html")) -> list[str]:
    """The text of each file of the sample corpus, one line of the document per line."""
    paths = sorted(path for path in SAMPLES.iterdir() if path.suffix in suffixes)
    return ["\n".join(line.text for line in read(path, load(path)).lines) for path in paths]


def timed(work: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    """Seconds that ``work`` takes by ``clock``."""
    began = clock()
    work()
    return clock() - began


def percentile(seconds: Sequence[float], share: float) -> float:
    """The time in milliseconds that ``share`` of ``seconds`` do not exceed."""
    return sorted(seconds)[min(len(seconds) - 1, int(share * len(seconds)))] * 1000


def percentile_columns(seconds: Sequence[float], decimals: int = 1) -> str:
    """Columns of a table: p50, p95 and maximum in milliseconds."""
    return " ".join(f"{percentile(seconds, share):8.{decimals}f}" for share in (0.5, 0.95, 1))
