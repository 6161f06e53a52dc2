"""What the commands do and show: progress, reports and results, in Thai. ``cli`` parses; this works and prints."""

from __future__ import annotations

import json
import socket
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from importlib.resources import as_file, files
from pathlib import Path
from threading import Thread
from typing import Any

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from corpus.export import write_file, write_stream
from corpus.fields import FACETS, FIELD, section_label
from corpus.storage.store import Store
from index.build.builder import BuildReport, build
from index.quality.explain import Why
from index.results import CorrectedQuery, Hit, Request, ResultPage, Target, ZeroResultTerm
from index.searcher import Searcher, open_searcher
from ingest import pipeline
from ingest.reporting.line_explanation import Explained, confidence_of
from ingest.reporting.review_queue import Finding, review
from ingest.reporting.run_report import STATUS_LABELS, FileReport, Report, field_labels
from kmsearch.cli.progress import progress_of
from kmsearch.confidence import SURE
from kmsearch.config import Settings
from kmsearch.errors import BrokenRecord, ConfigError, KmsearchError, QueryError, on_one_line
from kmsearch.lexicon.loader import load_lexicon

SHOWN_FAILURES = 20
"""Failed files, bad rows of a table and records with lacking fields listed in the terminal; ``--report`` has all."""

_ROLE_WIDTH = 34
"""Cells of the column that says what a line became: the longest name of a section with the number of a point."""

SERVER_THREADS = 8
"""Requests answered at once: an office has no more people searching in the same instant."""


class _Terminal(Console):
    """A console to which what files hold and are called cannot talk: control characters are printed as signs."""

    def print(self, *objects: Any, **options: Any) -> None:
        """Prints each text on one line."""
        super().print(*map(_plain, objects), **options)


def _plain(shown: Any) -> Any:
    if isinstance(shown, Text):
        shown.plain = on_one_line(shown.plain)
        return shown
    return on_one_line(shown) if isinstance(shown, str) else shown


out = _Terminal(highlight=False, soft_wrap=True)
err = _Terminal(stderr=True, highlight=False, soft_wrap=True)


def ingest_files(settings: Settings, paths: Iterable[Path], jobs: int = 0) -> Report:
    """Ingests, shows how it went, and brings the index up to date, unless Ctrl-C has stopped it."""
    with progress_of("อ่านไฟล์", "ไฟล์", err) as move:
        report = pipeline.ingest(paths, Store(settings.home), move, jobs, settings.lexicon)
    show_report(report)
    if report.stopped:
        out.print("หยุดตามคำสั่ง งานที่ทำเสร็จแล้วถูกเก็บไว้ สั่งซ้ำเพื่อทำต่อ", style="yellow")
    elif any(row.status != "failed" for row in report.files):
        build_index(settings)
    return report


def show_report(report: Report) -> None:
    """What was read, what was not and why, and which fields the records lack."""
    counts = report.counts()
    said = " · ".join(f"{STATUS_LABELS[status]} {counts[status]}" for status in STATUS_LABELS if counts[status])
    records = sum(len(row.records) for row in report.files)
    out.print(f"อ่าน {len(report.files)} ไฟล์ ได้ {records} บันทึก ใน {report.seconds:.1f} วินาที")
    if said:
        out.print(f"ไฟล์: {said}", markup=False)
    if counts["known"] and len(counts) > 1:
        out.print(f"ทำต่อจากครั้งก่อน: มีอยู่แล้ว {counts['known']} ไฟล์")
    _show_lacking(report)
    for file in report.files:
        _show_table(file)
    failures = [file for file in report.failures() if not file.problems]
    for file in failures[:SHOWN_FAILURES]:
        out.print(Text(f"  ไม่ได้บันทึก {file.path}: {file.cause} — {file.cure}", style="yellow"))
    if len(failures) > SHOWN_FAILURES:
        out.print(f"  และอีก {len(failures) - SHOWN_FAILURES} ไฟล์ (ดูทั้งหมดด้วย --report)", style="yellow")


def _show_lacking(report: Report) -> None:
    lacking = [(record, file) for file in report.files for record in file.records if record.lacks]
    for record, file in lacking[:SHOWN_FAILURES]:
        name = Path(file.path).name
        out.print(f"  ขาด {field_labels(record.lacks)}: {record.title or record.id} ({name})", markup=False)
    if len(lacking) > SHOWN_FAILURES:
        out.print(f"  และอีก {len(lacking) - SHOWN_FAILURES} บันทึกที่ขาดข้อมูล (ดูด้วย kmsearch check)")


def _show_table(file: FileReport) -> None:
    """The rows of a table that were known, and those that gave no record."""
    if file.known or file.bad:
        name = Path(file.path).name
        out.print(f"  {name}: มีอยู่แล้ว {file.known} บันทึก ใช้ไม่ได้ {file.bad} บรรทัด", markup=False)
    for problem in file.problems[:SHOWN_FAILURES]:
        out.print(Text(f"    บรรทัดที่ {problem.line}: {problem.cause} — {problem.cure}", style="yellow"))
    if file.bad > SHOWN_FAILURES:
        out.print(f"    และอีก {file.bad - SHOWN_FAILURES} บรรทัด (ดูทั้งหมดด้วย --report)", style="yellow")


def export_records(settings: Settings, format: str, output: Path | None) -> bool:
    """Writes the whole corpus to ``output`` or standard output; whether every record could be read."""
    broken: list[BrokenRecord] = []
    records = Store(settings.home).records(on_broken=broken.append)
    if output:
        write_file(records, format, output)
        err.print(f"เขียน {output} แล้ว", markup=False)
    else:
        write_stream(records, format, sys.stdout.buffer)
    _show_broken(broken)
    return not broken


def _show_broken(broken: Iterable[BrokenRecord]) -> None:
    for fault in broken:
        err.print(Text(f"  ข้ามบันทึกที่อ่านไม่ได้ {fault}", style="yellow"))


def check_records(settings: Settings, limit: int, as_json: bool) -> bool:
    """Prints the records that need a person, worst first; whether every record could be read."""
    broken: list[BrokenRecord] = []
    findings = review(Store(settings.home).records(on_broken=broken.append))
    shown = findings[:limit]
    if as_json:
        data = {"total": len(findings), "records": [finding.to_json() for finding in shown]}
        sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=1) + "\n")
    else:
        out.print(f"ควรตรวจ {len(findings)} บันทึก" if findings else "ไม่มีบันทึกที่ต้องตรวจ")
        for place, finding in enumerate(shown, 1):
            _show_finding(place, finding)
        if len(findings) > limit:
            out.print(f"และอีก {len(findings) - limit} บันทึก (ดูเพิ่มด้วย --limit)")
    _show_broken(broken)
    return not broken


def _show_finding(place: int, finding: Finding) -> None:
    line = Text(f"{place:>3}. ", style="dim")
    line.append(finding.title or "(ไม่มีชื่อเรื่อง)", style="bold")
    line.append(f" · {finding.id}", style="dim")
    out.print(line)
    for check in finding.checks:
        out.print(Text(f"     {check}", style="yellow"))
    if finding.lacks:
        out.print(Text(f"     ขาด {field_labels(finding.lacks)}"))
    if finding.unsure:
        sure = ", ".join(f"{_label(name)} {share:.0%}" for name, share in finding.unsure.items())
        out.print(Text(f"     ไม่มั่นใจ: {sure}", style="dim"))


def _label(name: str) -> str:
    return FIELD[name].label if name in FIELD else section_label(name)


def show_explained(path: Path, lines: Iterable[Explained]) -> None:
    """Each line of a document: its number, what it became, how sure that is, its text; doubtful ones stand out."""
    out.print(Text(str(path), style="bold"))
    record = 0
    for line in lines:
        if line.record > record:
            record = line.record
            out.print(Text(f"── บันทึกที่ {record}", style="bold cyan"))
        out.print(_explained(line))


def _explained(line: Explained) -> Text:
    sure = confidence_of(line.roles)
    label = " · ".join(dict.fromkeys(role.label for role in line.roles))
    style = "dim" if not line.record else "bold yellow" if sure is not None and sure < SURE else "cyan"
    text = Text(f"{line.number:>5}  ", style="dim")
    text.append(label + " " * max(1, _ROLE_WIDTH - cell_len(label)), style=style)
    text.append("     " if sure is None else f"{sure:>4.0%} ", style=style)
    return text.append(f" {line.text}", style="" if line.record else "dim")


def write_json(path: Path, data: Any) -> None:
    """``data`` as a JSON file. Raises ConfigError when it cannot be written."""
    try:
        path.write_text(json.dumps(data, ensure_ascii=False, indent=1), "utf-8", "backslashreplace")
    except OSError as error:
        raise ConfigError(f"เขียนไฟล์ไม่ได้ ({error.strerror})", "ตรวจโฟลเดอร์และสิทธิ์เขียน", file=path) from error


def build_index(settings: Settings, *, full: bool = False) -> BuildReport:
    """Brings the index up to date and says what changed; broken records are named."""
    with progress_of("สร้างดัชนี", "บันทึก", err) as move:
        report = build(settings, load_lexicon(settings.lexicon), full=full, on_progress=move)
    changed = f"เพิ่ม {report.added} ปรับปรุง {report.updated} ลบ {report.removed}"
    err.print(f"ดัชนีมี {report.total} บันทึก ({changed})", markup=False)
    _show_broken(report.broken)
    return report


def parse_filters(texts: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """``province=ลำปาง`` texts as values by facet. Raises QueryError for one without a name or an unknown name."""
    names = [facet.name for facet in FACETS]
    filters: dict[str, tuple[str, ...]] = {}
    for text in texts:
        name, sign, value = text.partition("=")
        if not sign or name.strip() not in names:
            raise QueryError(f"ตัวกรอง “{text}” ใช้ไม่ได้", f"เขียนเป็น ชื่อ=ค่า ชื่อที่ใช้ได้: {', '.join(names)}")
        filters[name.strip()] = (*filters.get(name.strip(), ()), value.strip())
    return filters


def open_index(settings: Settings) -> Searcher:
    """A searcher; what it has to say (an index built anew) goes to standard error."""
    return open_searcher(settings, on_message=lambda message: err.print(message, style="yellow", markup=False))


def search_once(
    settings: Settings, text: str, *, target: Target, filters: Iterable[str], explain: bool = False, **options: Any
) -> tuple[ResultPage, tuple[Why, ...]]:
    """One search from the command line, and with ``explain`` why each hit stands where it does; ``options`` are the
    rest of a Request."""
    request = Request(text, target, parse_filters(filters), **options)
    with open_index(settings) as searcher:
        page = searcher.search(request)
        return page, searcher.explain(page) if explain else ()


def results_json(page: ResultPage, reasons: tuple[Why, ...]) -> dict[str, Any]:
    """What ``kmsearch search --json`` prints: the page, each hit with its ``why`` where reasons are given."""
    found = page.to_json()
    for hit, why in zip(found["hits"], reasons, strict=False):
        hit["why"] = why.to_json()
    return found


def show_results(page: ResultPage, reasons: tuple[Why, ...] = ()) -> None:
    """Results for a person at a terminal: place, title, who and where, snippets with the matches marked, and the
    ``reasons`` where they are given."""
    noun = "บันทึก" if page.request.target == "records" else "ข้อ"
    found = f" จาก {page.document_count} {noun}" if page.document_count > page.total else ""
    out.print(f"พบ {page.total} {noun}{found} (หน้า {page.request.page}/{page.page_count})")
    if page.corrected_query:
        _show_corrected_query(page.corrected_query, page.request.text)
    if page.note:
        out.print(Text(page.note, style="yellow"))
    for term in page.zero_result_terms:
        _show_zero_result_term(term)
    for relaxation in page.filter_relaxations:
        out.print(Text(f"  ไม่กรอง{relaxation.label} จะพบ {relaxation.count} {noun}"))
    first = (page.request.page - 1) * page.request.size + 1
    for place, hit in enumerate(page.hits, first):
        _show_hit(place, hit)
        if reasons:
            _show_why(reasons[place - first])


def _show_corrected_query(corrected: CorrectedQuery, typed: str) -> None:
    said = (
        f"แสดงผลของ “{corrected.text}” แทน “{typed}”"
        if corrected.replaces_query
        else f"ต่อด้วยผลของ “{corrected.text}” ซึ่งใกล้เคียง"
    )
    out.print(Text(f"{said} (ค้นตามที่พิมพ์ด้วย --exact)", style="yellow"))


def _show_zero_result_term(term: ZeroResultTerm) -> None:
    found = f"พบ {term.count} รายการเมื่อค้นคำเดียว" if term.count else "ไม่มีในคลัง"
    near = ", ".join(f"{word} ({count})" for word, count in term.nearest)
    out.print(Text(f"  {term.term}: {found}" + (f" คำใกล้เคียง: {near}" if near else "")))


def _show_hit(place: int, hit: Hit) -> None:
    line = Text(f"{place:>3}. ", style="dim")
    line.append_text(_marked(hit.title.pieces, "bold"))
    out.print(line)
    facts = [hit.fields.get(name) for name in ("author_name", "author_office", "year")]
    address = hit.id + (f"#{hit.anchor}" if hit.anchor else "")
    near = ("คำใกล้เคียง",) if hit.approximate else ()
    out.print(Text("     " + " · ".join([*(str(fact) for fact in facts if fact), address, *near]), style="dim"))
    for snippet in hit.snippets:
        text = Text(f"     {snippet.label}: ", style="cyan")
        text.append_text(_marked(snippet.pieces, ""))
        out.print(text)
    if hit.collapsed_count:
        _show_collapsed(hit)


def _show_collapsed(hit: Hit) -> None:
    """What says the same as the hit, each by its address and who wrote it."""
    same = "ข้อกล่าวเช่นเดียวกัน" if hit.section else "บันทึกที่ใกล้เคียงกันของผู้เขียนเดียวกัน"
    out.print(Text(f"     อีก {hit.collapsed_count} {same}:", style="cyan"))
    for document in hit.collapsed:
        address = document.id + (f"#{document.anchor}" if document.anchor else "")
        facts = (document.title, document.author, document.office, document.year, address)
        out.print(Text("       " + " · ".join(str(fact) for fact in facts if fact), style="dim"))
    if hit.collapsed_count > len(hit.collapsed):
        out.print(Text(f"       และอีก {hit.collapsed_count - len(hit.collapsed)} รายการ", style="dim"))


def _show_why(why: Why) -> None:
    out.print(Text(f"     {why.stage} · คะแนน {why.score:.2f}", style="green"))
    for reason in why.reasons:
        where = f" · {', '.join(reason.where)}" if reason.where else ""
        out.print(Text(f"       {reason.score:6.2f}  {reason.text} ({reason.how}){where}", style="green"))


def _marked(pieces: Iterable[tuple[str, bool]], style: str) -> Text:
    text = Text(style=style)
    for piece, marked in pieces:
        text.append(piece, style="bold yellow" if marked else None)
    return text


def serve(settings: Settings, host: str, port: int) -> None:
    """Serves the web UI with waitress until stopped. Raises ConfigError when the port cannot be had."""
    from waitress.server import create_server

    from webui import create_app

    try:
        listener = socket.create_server((host, port))
    except OSError as error:
        cure = "ปิดโปรแกรมที่ใช้พอร์ตนี้ หรือเลือกพอร์ตอื่นด้วย --port"
        raise ConfigError(f"เปิด http://{host}:{port} ไม่ได้ ({error.strerror or error})", cure) from error
    with listener, open_index(settings) as searcher:
        server = create_server(create_app(settings, searcher), sockets=[listener], threads=SERVER_THREADS)
        out.print(f"เปิดหน้าเว็บที่ http://{host}:{port} (หยุดด้วย Ctrl-C)", markup=False)
        Thread(target=_warm, args=(searcher,), daemon=True).start()
        try:
            server.run()
        finally:
            server.close()


def _warm(searcher: Searcher) -> None:
    """Makes ready what takes time; what goes wrong is told by the first search, which meets it too."""
    with suppress(KmsearchError):
        searcher.warm()


def ingest_samples(settings: Settings) -> None:
    """Ingests the sample corpus that ships; what is there already stays as it is."""
    with as_file(files("corpus.samples")) as folder:
        paths = [path for path in sorted(folder.iterdir()) if path.suffix in (".txt", ".html")]
        report = ingest_files(settings, paths)
    for failure in report.failures():
        raise KmsearchError(failure.cause, failure.cure, file=failure.path)
