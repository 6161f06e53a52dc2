"""Prints the report of an ingest run, the review queue, and the explanation of a document's lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from rich.cells import cell_len
from rich.text import Text

from corpus.fields import FIELD, section_label
from ingest.reporting.line_explanation import ExplainedLine, confidence_of
from ingest.reporting.review_queue import Finding
from ingest.reporting.run_report import STATUS_LABELS, FileReport, Report, field_labels
from kmsearch.cli.terminal import out
from kmsearch.confidence import SURE

SHOWN_FAILURES = 20
"""Failed files, bad rows of a table and records with missing fields listed in the terminal; ``--report`` has all."""

_ROLE_WIDTH = 34
"""Width in cells of the column with the outcome of a line: the longest section name with an item number."""


def show_report(report: Report) -> None:
    """Prints the counts of a run, the files that failed and why, and the records with missing fields."""
    counts = report.counts()
    status_counts = " · ".join(
        f"{STATUS_LABELS[status]} {counts[status]}" for status in STATUS_LABELS if counts[status]
    )
    records = sum(len(row.records) for row in report.files)
    out.print(f"อ่าน {len(report.files)} ไฟล์ ได้ {records} บันทึก ใน {report.seconds:.1f} วินาที")
    if status_counts:
        out.print(f"ไฟล์: {status_counts}", markup=False)
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
    incomplete = [(record, file) for file in report.files for record in file.records if record.missing_fields]
    for record, file in incomplete[:SHOWN_FAILURES]:
        name = Path(file.path).name
        out.print(f"  ขาด {field_labels(record.missing_fields)}: {record.title or record.id} ({name})", markup=False)
    if len(incomplete) > SHOWN_FAILURES:
        out.print(f"  และอีก {len(incomplete) - SHOWN_FAILURES} บันทึกที่ขาดข้อมูล (ดูด้วย kmsearch check)")


def _show_table(file: FileReport) -> None:
    """Prints the number of known rows of a table, and the rows that are not a record."""
    if file.known or file.bad:
        name = Path(file.path).name
        out.print(f"  {name}: มีอยู่แล้ว {file.known} บันทึก ใช้ไม่ได้ {file.bad} บรรทัด", markup=False)
    for problem in file.problems[:SHOWN_FAILURES]:
        out.print(Text(f"    บรรทัดที่ {problem.line}: {problem.cause} — {problem.cure}", style="yellow"))
    if file.bad > SHOWN_FAILURES:
        out.print(f"    และอีก {file.bad - SHOWN_FAILURES} บรรทัด (ดูทั้งหมดด้วย --report)", style="yellow")


def show_review_queue(findings: Sequence[Finding], limit: int) -> None:
    """Prints the first ``limit`` records that need a person, worst first."""
    out.print(f"ควรตรวจ {len(findings)} บันทึก" if findings else "ไม่มีบันทึกที่ต้องตรวจ")
    for rank, finding in enumerate(findings[:limit], 1):
        _show_finding(rank, finding)
    if len(findings) > limit:
        out.print(f"และอีก {len(findings) - limit} บันทึก (ดูเพิ่มด้วย --limit)")


def _show_finding(rank: int, finding: Finding) -> None:
    line = Text().append(f"{rank:>3}. ", style="dim")
    line.append(finding.title or "(ไม่มีชื่อเรื่อง)", style="bold")
    line.append(f" · {finding.id}", style="dim")
    out.print(line)
    for check in finding.checks:
        out.print(Text(f"     {check}", style="yellow"))
    if finding.missing_fields:
        out.print(Text(f"     ขาด {field_labels(finding.missing_fields)}"))
    if finding.unsure:
        sure = ", ".join(f"{_label(name)} {share:.0%}" for name, share in finding.unsure.items())
        out.print(Text(f"     ไม่มั่นใจ: {sure}", style="dim"))


def _label(name: str) -> str:
    return FIELD[name].label if name in FIELD else section_label(name)


def show_explained(path: Path, lines: Iterable[ExplainedLine]) -> None:
    """Prints each line of a document with its number, outcome, confidence and text; doubtful lines are highlighted."""
    out.print(Text(str(path), style="bold"))
    record = 0
    for line in lines:
        if line.record > record:
            record = line.record
            out.print(Text(f"── บันทึกที่ {record}", style="bold cyan"))
        out.print(_explained(line))


def _explained(line: ExplainedLine) -> Text:
    sure = confidence_of(line.outcomes)
    label = " · ".join(dict.fromkeys(outcome.label for outcome in line.outcomes))
    style = "dim" if not line.record else "bold yellow" if sure is not None and sure < SURE else "cyan"
    text = Text().append(f"{line.number:>5}  ", style="dim")
    text.append(label + " " * max(1, _ROLE_WIDTH - cell_len(label)), style=style)
    text.append("     " if sure is None else f"{sure:>4.0%} ", style=style)
    return text.append(f" {line.text}", style="" if line.record else "dim")
