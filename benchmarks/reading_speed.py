"""Speed of the readers by file format, relative to the library that parses the format.

    python benchmarks/reading_speed.py [--rounds 5] [--pages 120]

Prints files and megabytes per second of CPU time for raw extraction by the library alone (``BeautifulSoup.get_text``,
paragraphs of python-docx, ``get_text_range`` of pypdfium2, ``bytes.decode``), for the reader, and for reader and
extraction. The three run in turn, ``--rounds`` times; the figures are medians, and ``share`` is the speed of the
reader relative to raw extraction. Inputs are made from the sample corpus and ``tests/files``. ``zip`` and ``jsonl``
have no raw extraction: their members and rows are unpacked and extracted.
"""

from __future__ import annotations

import gc
import html
import io
import json
import sys
import time
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import docx
import pypdfium2 as pdfium
from bs4 import BeautifulSoup

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.harness import ROOT, make_parser, sample_texts, timed
from ingest import archive
from ingest.readers import load, read
from ingest.record_builder import extract
from ingest.tables.table_records import records_of
from kmsearch.errors import NoRecord


@dataclass(frozen=True)
class Case:
    """Files of one format with three functions over a file: the library alone, the reader, reader and extraction.

    ``raw`` and ``whole`` are None if the format has none.
    """

    name: str
    files: list[tuple[str, bytes]]
    raw: Callable[[bytes], object] | None
    reader: Callable[[str, bytes], object]
    whole: Callable[[str, bytes], object] | None


def as_docx(text: str) -> bytes:
    """A Word file with one paragraph per line."""
    file, out = docx.Document(), io.BytesIO()
    for line in text.split("\n"):
        file.add_paragraph(line)
    file.save(out)
    return out.getvalue()


def as_html(text: str) -> bytes:
    """An HTML page with one paragraph per line."""
    return ("<html><body>" + "".join(f"<p>{html.escape(line)}</p>\n" for line in text.split("\n"))).encode()


def as_pdf(name: str, pages: int) -> bytes:
    """A PDF file of at least ``pages`` pages: those of a file of ``tests/files``, repeated."""
    source, target = pdfium.PdfDocument(ROOT / "tests" / "files" / name), pdfium.PdfDocument.new()
    while len(target) < pages:
        target.import_pages(source)
    out = io.BytesIO()
    target.save(out)
    return out.getvalue()


def raw_pdf(data: bytes) -> None:
    """Extracts the text of every page with PDFium."""
    with pdfium.PdfDocument(data) as file:
        for number in range(len(file)):
            page = file[number]
            text = page.get_textpage()
            text.get_text_range()
            text.close()
            page.close()


def raw_docx(data: bytes) -> list[str]:
    """The text of every paragraph."""
    return [paragraph.text for paragraph in docx.Document(io.BytesIO(data)).paragraphs]


def _read(name: str, data: bytes) -> object:
    return read(Path(name), data)


def _extract(name: str, data: bytes) -> object:
    with suppress(NoRecord):
        return extract(read(Path(name), data))
    return None


def _zip(name: str, data: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        with archive.unpacked(path) as members:
            for member in members:
                _extract(member.path.name, load(member.file))


def _jsonl(name: str, data: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        for _ in records_of(path, path, {}):
            pass


def cases(pages: int) -> list[Case]:
    """All cases with their inputs."""
    texts = sample_texts([".txt"])
    archive_bytes = io.BytesIO()
    with zipfile.ZipFile(archive_bytes, "w", zipfile.ZIP_DEFLATED) as zip_file:
        for number, text in enumerate(texts):
            zip_file.writestr(f"{number}.txt", text)
    rows = "".join(
        json.dumps({"id": f"b{n}", "title": f"เรื่อง {n}", "background": text}) + "\n" for n, text in enumerate(texts)
    )
    short_docx = [("a.docx", as_docx(text)) for text in texts]
    long_docx = [("a.docx", as_docx("\n".join(texts * 4)))]
    return [
        Case("txt", [("a.txt", text.encode()) for text in texts], bytes.decode, _read, _extract),
        Case("html", [("a.html", as_html(text)) for text in texts], _raw_html, _read, _extract),
        Case("docx", short_docx, raw_docx, _read, _extract),
        Case("docx, long", long_docx, raw_docx, _read, _extract),
        *(
            Case(f"pdf, {pages} pages, {name}", [("a.pdf", as_pdf(f"{name}.pdf", pages))], raw_pdf, _read, _extract)
            for name in ("form_a", "two_columns")
        ),
        Case("pdf, short", [("a.pdf", (ROOT / "tests/files/form_a.pdf").read_bytes())] * 20, raw_pdf, _read, _extract),
        Case("zip", [("a.zip", archive_bytes.getvalue())], None, _zip, None),
        Case("jsonl", [("a.jsonl", rows.encode())], None, _jsonl, None),
    ]


def _raw_html(data: bytes) -> str:
    return BeautifulSoup(data.decode(), "html.parser").get_text()


def measure(case: Case, rounds: int) -> tuple[list[float], list[float], list[float]]:
    """CPU seconds of raw, reader and whole, one figure per round; empty for a function that the case does not have."""
    raw_times, reader_times, whole_times = [], [], []
    for _ in range(rounds):
        if case.raw:
            raw = case.raw
            raw_times.append(cpu_seconds(lambda raw=raw: [raw(data) for _, data in case.files]))  # type: ignore[misc]
        reader_times.append(cpu_seconds(lambda: [case.reader(name, data) for name, data in case.files]))
        if case.whole:
            whole = case.whole
            whole_times.append(cpu_seconds(lambda whole=whole: [whole(name, data) for name, data in case.files]))  # type: ignore[misc]
    return raw_times, reader_times, whole_times


def cpu_seconds(work: Callable[[], object]) -> float:
    gc.collect()
    return timed(work, time.process_time)


def main() -> None:
    parser = make_parser(__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--pages", type=int, default=120)
    options = parser.parse_args()
    print(f"{'format':28} {'raw':>20} {'reader':>20} {'with extraction':>20} {'share':>7}")
    for case in cases(options.pages):
        measure(case, 1)
        times = measure(case, options.rounds)
        megabytes = sum(len(data) for _, data in case.files) / 1e6
        columns = [
            f"{len(case.files) / median(seconds):7.1f}/s {megabytes / median(seconds):6.1f} MB/s" if seconds else ""
            for seconds in times
        ]
        raw_times, reader_times, _ = times
        ratios = [raw / reader for raw, reader in zip(raw_times, reader_times, strict=False)]
        share = f"{median(ratios):7.2f}" if ratios else ""
        print(f"{case.name:28} " + " ".join(f"{column:>20}" for column in columns) + f" {share}")


if __name__ == "__main__":
    main()
