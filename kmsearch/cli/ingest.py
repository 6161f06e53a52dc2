"""``kmsearch ingest`` and ``extract`` (files to records) and ``check`` (records that need review)."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kmsearch.cli.output_guard import boundary_in_force, open_for_owner
from kmsearch.config import Settings
from kmsearch.errors import BrokenRecord

if TYPE_CHECKING:
    from ingest.reporting.run_report import Report

EXISTING = click.Path(path_type=Path)

STOPPED = 130
"""Exit status after Ctrl-C, by the convention of shells: 128 plus the signal number."""


@click.command()
@click.argument("paths", nargs=-1, required=True, type=EXISTING)
@click.option("--report", "report_file", type=EXISTING, help="เขียนรายงานทั้งหมดเป็น JSON ลงไฟล์นี้")
@click.option("--jobs", type=click.IntRange(0, 64), default=0, help="จำนวนงานที่ทำพร้อมกัน (0 = เลือกให้)")
@click.pass_obj
def ingest(settings: Settings, paths: tuple[Path, ...], report_file: Path | None, jobs: int) -> None:
    """นำเข้าไฟล์หรือโฟลเดอร์ PATHS สู่คลังความรู้

    หยุดด้วย Ctrl-C ได้ทุกเมื่อ สั่งซ้ำเพื่อทำต่อ (สถานะออก 130)
    สถานะออกเป็น 0 เมื่อทุกไฟล์ให้บันทึกหรือมีอยู่แล้ว มิฉะนั้นเป็น 1
    """
    from kmsearch.cli.terminal import write_json

    report = ingest_files(settings, paths, jobs)
    if report_file:
        write_json(report_file, report.to_json())
    if not report.ok:
        sys.exit(STOPPED if report.stopped else 1)


@click.command()
@click.argument("files", nargs=-1, required=True, type=EXISTING)
@click.option("--explain", is_flag=True, help="แสดงทีละบรรทัดว่าแต่ละบรรทัดกลายเป็นอะไร และมั่นใจเพียงใด")
@click.pass_obj
def extract(settings: Settings, files: tuple[Path, ...], explain: bool) -> None:
    """แสดงบันทึกที่อ่านได้จาก FILES เป็น JSON บรรทัดละไฟล์ โดยไม่เก็บ

    เป็นไฟล์ของผู้สั่งเอง จึงแสดงหมายเลขโทรศัพท์และข้อมูลส่วนบุคคลตามที่อ่านได้ทั้งหมด

    สถานะออกเป็น 0 เมื่อทุกไฟล์ให้บันทึก มิฉะนั้นเป็น 1
    """
    from ingest.reporting.extract_json import explain_file, extract_files
    from kmsearch.thai.damage_repair import use_lexicon

    use_lexicon(settings.lexicon)
    open_for_owner()
    if explain:
        from kmsearch.cli.reports.ingest_report import show_explained

        for file in files:
            show_explained(file, explain_file(file))
        return
    complete = True
    for extracted in (extracted for file in files for extracted in extract_files(file)):
        complete &= bool(extracted["records"])
        click.echo(json.dumps(extracted, ensure_ascii=False))
    if not complete:
        sys.exit(1)


@click.command()
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="จำนวนบันทึกที่แสดง")
@click.option("--json", "as_json", is_flag=True, help="แสดงผลเป็น JSON")
@click.pass_obj
def check(settings: Settings, limit: int, as_json: bool) -> None:
    """แสดงบันทึกที่ควรมีคนตรวจ ที่ควรตรวจที่สุดขึ้นก่อน

    สถานะออกเป็น 0 เมื่ออ่านได้ทุกบันทึก มิฉะนั้นเป็น 1
    """
    from corpus.storage.store import Store
    from ingest.reporting.review_queue import review
    from kmsearch.cli.reports.ingest_report import show_review_queue
    from kmsearch.cli.terminal import print_json, warn_broken

    broken: list[BrokenRecord] = []
    findings = boundary_in_force().disclose(review(Store(settings.home).records(on_broken=broken.append)))
    if as_json:
        print_json({"total": len(findings), "records": [finding.to_json() for finding in findings[:limit]]})
    else:
        show_review_queue(findings, limit)
    warn_broken(broken)
    if broken:
        sys.exit(1)


def ingest_files(settings: Settings, paths: Iterable[Path], jobs: int = 0) -> Report:
    """Ingests ``paths``, prints the report, and updates the index unless Ctrl-C stopped the run."""
    from corpus.storage.store import Store
    from ingest import pipeline
    from kmsearch.cli.progress import progress_of
    from kmsearch.cli.reports.ingest_report import show_report
    from kmsearch.cli.search import build_index
    from kmsearch.cli.terminal import err, out

    with progress_of("อ่านไฟล์", "ไฟล์", err) as move:
        report = pipeline.ingest(paths, Store(settings.home), move, jobs, settings.lexicon)
    show_report(report)
    if report.stopped:
        out.print("หยุดตามคำสั่ง งานที่ทำเสร็จแล้วถูกเก็บไว้ สั่งซ้ำเพื่อทำต่อ", style="yellow")
    elif any(row.status != "failed" for row in report.files):
        build_index(settings)
    return report
