"""Reports of the commands at the terminal."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from rich.console import Console

from index.quality.relevance_eval import FIGURES, Evaluation, JudgedQuery, Outcome
from index.results import DocumentRef, Hit, Request, ResultPage, Snippet
from ingest.reporting.line_explanation import ExplainedLine, LineOutcome
from ingest.reporting.run_report import FileReport, RecordReport, Report
from kmsearch.cli.reports import ingest_report
from kmsearch.cli.reports.evaluation_report import show_evaluation
from kmsearch.cli.reports.ingest_report import show_explained, show_report
from kmsearch.cli.reports.search_report import show_results

Printed = pytest.CaptureFixture[str]


def test_a_refused_query_is_listed_with_its_fault_and_others_without(capsys: Printed) -> None:
    figures = dict.fromkeys(FIGURES, 0.0)
    refused = Outcome(JudgedQuery("a", "ปี:เก่า"), figures, (), {"km-1": 1}, "ปีใช้ไม่ได้")
    missed = Outcome(JudgedQuery("b", "จรวด"), figures, (), {"km-1": 1})
    show_evaluation(Evaluation((refused, missed)))
    lines = [line.rstrip() for line in capsys.readouterr().out.splitlines()]
    assert "  0.000 · 0.000  a  ปี:เก่า — ปีใช้ไม่ได้" in lines
    assert "  0.000 · 0.000  b  จรวด" in lines


def test_collapsed_results_are_listed_with_their_facts_and_the_rest_is_counted(capsys: Printed) -> None:
    collapsed = (DocumentRef("km-2", "ตลาดนัด", "นางผู้เขียน", "", "น่าน", 2560),)
    hit = Hit("km-1", Snippet("title", "ชื่อเรื่อง", 0, (("ตลาดเช้า", False),)), {}, collapsed_count=3, collapsed=collapsed)
    show_results(ResultPage(Request(text="ตลาด"), 1, hits=(hit,), document_count=4))
    lines = [line.strip() for line in capsys.readouterr().out.splitlines()]
    assert "พบ 1 บันทึก จาก 4 บันทึก (หน้า 1/1)" in lines
    assert "ตลาดนัด · นางผู้เขียน · 2560 · km-2" in lines
    assert "และอีก 2 รายการ" in lines


def test_a_record_with_missing_fields_is_named_by_its_title_or_else_its_id(capsys: Printed) -> None:
    records = (RecordReport("km-1", "ตลาดเช้า", "new", ("year",)), RecordReport("km-2", "", "new", ("title",)))
    show_report(Report([FileReport("/ก/a.txt", "new", records)]))
    printed = capsys.readouterr().out
    assert ": ตลาดเช้า (a.txt)" in printed
    assert ": km-2 (a.txt)" in printed


def test_explained_lines_are_coloured_by_outcome(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines outside of records have no colour, doubtful ones are yellow, others cyan."""
    terminal = Console(file=io.StringIO(), force_terminal=True, color_system="standard", width=200)
    monkeypatch.setattr(ingest_report, "out", terminal)
    sure, doubtful = LineOutcome("item", "strategies", 1, 0.97), LineOutcome("field", "title", 0, 0.3)
    lines = [
        ExplainedLine(1, "ปก", (LineOutcome("prelude"),)),
        ExplainedLine(2, "ชื่อเรื่อง", (doubtful,), 1),
        ExplainedLine(3, "ข้อแรก", (sure,), 1),
    ]
    show_explained(Path("a.txt"), lines)
    assert isinstance(terminal.file, io.StringIO)
    printed = terminal.file.getvalue()
    assert re.search(rf"\[2m{lines[0].outcomes[0].label}", printed)
    assert re.search(rf"\[[\d;]*33m{doubtful.label}", printed)
    assert re.search(rf"\[[\d;]*36m{sure.label}", printed)
