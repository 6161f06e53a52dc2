"""``kmsearch export`` and ``show``: the corpus as one file, and one record as Markdown."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kmsearch.config import Settings
from kmsearch.errors import BrokenRecord

EXISTING = click.Path(path_type=Path)


@click.command()
@click.option("--format", "format_", type=click.Choice(["jsonl", "csv"]), help="รูปแบบ (ถ้าไม่ระบุ ดูจากนามสกุลของไฟล์)")
@click.option("--output", type=EXISTING, help="เขียนลงไฟล์นี้ (ถ้าไม่ระบุ แสดงออกทางหน้าจอ)")
@click.pass_obj
def export(settings: Settings, format_: str | None, output: Path | None) -> None:
    """ส่งออกทั้งคลังเป็น JSON บรรทัดละบันทึก หรือเป็นตาราง CSV

    สถานะออกเป็น 0 เมื่อส่งออกได้ทุกบันทึก มิฉะนั้นเป็น 1
    """
    from corpus.export import write_file, write_stream
    from corpus.storage.store import Store
    from kmsearch.cli.terminal import err, warn_broken

    by_suffix = "csv" if output and output.suffix.lower() == ".csv" else "jsonl"
    broken: list[BrokenRecord] = []
    records = Store(settings.home).records(on_broken=broken.append)
    if output:
        write_file(records, format_ or by_suffix, output)
        err.print(f"เขียน {output} แล้ว", markup=False)
    else:
        write_stream(records, format_ or by_suffix, sys.stdout.buffer)
    warn_broken(broken)
    if broken:
        sys.exit(1)


@click.command()
@click.argument("record_id")
@click.pass_obj
def show(settings: Settings, record_id: str) -> None:
    """แสดงบันทึก RECORD_ID เป็น Markdown ตามที่เก็บไว้"""
    from corpus.formats.markdown import to_markdown
    from corpus.storage.store import Store

    click.echo(to_markdown(Store(settings.home).get(record_id)))
