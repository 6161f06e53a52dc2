"""How fast files are read, by format, beside the library that opens them.

    python benchmarks/formats.py [--rounds 5] [--pages 120]

For each format it prints files and megabytes a second of the reader alone, of reader and extraction, and of the
library's own raw extraction (``BeautifulSoup.get_text``, the paragraphs of python-docx, ``get_text_range`` of
pypdfium2, ``bytes.decode``). All three run in turn, ``--rounds`` times; the figures are medians, and ``share`` is the
reader's speed as a share of the raw one's. Inputs are made here, of the sample corpus and of ``tests/files``.
``zip`` and ``jsonl`` go through their own reading (members unpacked, rows to records); there is no raw one.
"""

from __future__ import annotations

import argparse
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

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from ingest.readers import (  # noqa: E402
    archive,
    load,
    read,
)
from ingest.record_builder import extract  # noqa: E402
from ingest.tables.table_records import records_of  # noqa: E402
from kmsearch.errors import NoRecord  # noqa: E402


@dataclass(frozen=True)
class Case:
    """Files of one kind, and what takes them: library, reader, reader and extraction; None where there is none."""

    name: str
    files: list[tuple[str, bytes]]
    raw: Callable[[bytes], object] | None
    reader: Callable[[str, bytes], object]
    whole: Callable[[str, bytes], object] | None


def sample_texts() -> list[str]:
    """The text files of the sample corpus, as their lines."""
    paths = sorted((ROOT / "corpus" / "samples").glob("*.txt"))
    return ["\n".join(line.text for line in read(path, load(path)).lines) for path in paths]


def as_docx(text: str) -> bytes:
    """A Word file with a paragraph a line."""
    file, out = docx.Document(), io.BytesIO()
    for line in text.split("\n"):
        file.add_paragraph(line)
    file.save(out)
    return out.getvalue()


def as_html(text: str) -> bytes:
    """A page with a paragraph a line."""
    return ("<html><body>" + "".join(f"<p>{html.escape(line)}</p>\n" for line in text.split("\n"))).encode()


def as_pdf(name: str, pages: int) -> bytes:
    """The pages of one of ``tests/files``, over and over."""
    source, target = pdfium.PdfDocument(ROOT / "tests" / "files" / name), pdfium.PdfDocument.new()
    while len(target) < pages:
        target.import_pages(source)
    out = io.BytesIO()
    target.save(out)
    return out.getvalue()


def raw_pdf(data: bytes) -> None:
    """PDFium's text of every page."""
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
    """Every case, its inputs made."""
    texts = sample_texts()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as opened:
        for number, text in enumerate(texts):
            opened.writestr(f"{number}.txt", text)
    rows = "".join(
        json.dumps({"id": f"b{n}", "title": f"เรื่อง {n}", "background": text}) + "\n" for n, text in enumerate(texts)
    )
    document = [("a.docx", as_docx(text)) for text in texts]
    long = [("a.docx", as_docx("\n".join(texts * 4)))]
    return [
        Case("txt", [("a.txt", text.encode()) for text in texts], bytes.decode, _read, _extract),
        Case("html", [("a.html", as_html(text)) for text in texts], _raw_html, _read, _extract),
        Case("docx", document, raw_docx, _read, _extract),
        Case("docx, long", long, raw_docx, _read, _extract),
        *(
            Case(f"pdf, {pages} pages, {name}", [("a.pdf", as_pdf(f"{name}.pdf", pages))], raw_pdf, _read, _extract)
            for name in ("form_a", "two_columns")
        ),
        Case("pdf, short", [("a.pdf", (ROOT / "tests/files/form_a.pdf").read_bytes())] * 20, raw_pdf, _read, _extract),
        Case("zip", [("a.zip", packed.getvalue())], None, _zip, None),
        Case("jsonl", [("a.jsonl", rows.encode())], None, _jsonl, None),
    ]


def _raw_html(data: bytes) -> str:
    return BeautifulSoup(data.decode(), "html.parser").get_text()


def seconds(work: Callable[[], object]) -> float:
    """How long ``work`` keeps the processor busy."""
    gc.collect()
    began = time.process_time()
    work()
    return time.process_time() - began


def run(case: Case, rounds: int) -> tuple[list[float], list[float], list[float]]:
    """Seconds of raw, reader and whole, a figure a round; the three in turn. Empty for what the case has not."""
    raw, reader, whole = [], [], []
    for _ in range(rounds):
        if case.raw:
            take = case.raw
            raw.append(seconds(lambda take=take: [take(data) for _, data in case.files]))  # type: ignore[misc]
        reader.append(seconds(lambda: [case.reader(name, data) for name, data in case.files]))
        if case.whole:
            take_whole = case.whole
            whole.append(seconds(lambda take=take_whole: [take(name, data) for name, data in case.files]))  # type: ignore[misc]
    return raw, reader, whole


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--pages", type=int, default=120)
    chosen = parser.parse_args()
    print(f"{'format':28} {'raw':>20} {'reader':>20} {'with extraction':>20} {'share':>7}")
    for case in cases(chosen.pages):
        run(case, 1)
        size = sum(len(data) for _, data in case.files) / 1e6
        figures = run(case, chosen.rounds)
        columns = [
            f"{len(case.files) / median(times):7.1f}/s {size / median(times):6.1f} MB/s" if times else ""
            for times in figures
        ]
        raw, reader, _ = figures
        share = f"{median(one / other for one, other in zip(raw, reader, strict=True)):7.2f}" if raw else ""
        print(f"{case.name:28} " + " ".join(f"{column:>20}" for column in columns) + f" {share}")


if __name__ == "__main__":
    main()
