"""``kmsearch export`` (the corpus as one file) and ``show`` (a record as Markdown)."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kmsearch.cli.output_guard import boundary_in_force, open_for_owner, private_option
from kmsearch.config import Settings
from kmsearch.errors import BrokenRecord

MASKED_EXPORT = "ปิดบังข้อมูลส่วนบุคคลไว้ · ใช้ --private เมื่อต้องการสำรองข้อมูลทั้งหมดตามที่เก็บไว้"
"""Message for a masked export, which is not a full backup."""

EXISTING = click.Path(path_type=Path)


@click.command()
@click.option("--format", "format_", type=click.Choice(["jsonl", "csv"]), help="รูปแบบ (ถ้าไม่ระบุ ดูจากนามสกุลของไฟล์)")
@click.option("--output", type=EXISTING, help="เขียนลงไฟล์นี้ (ถ้าไม่ระบุ แสดงออกทางหน้าจอ)")
@private_option
@click.pass_obj
def export(settings: Settings, format_: str | None, output: Path | None, private: bool) -> None:
    """ส่งออกทั้งคลังเป็น JSON บรรทัดละบันทึก หรือเป็นตาราง CSV

    ปิดบังหมายเลขโทรศัพท์และข้อมูลส่วนบุคคลตามการตั้งค่า สำรองข้อมูลครบถ้วนด้วย --private

    สถานะออกเป็น 0 เมื่อส่งออกได้ทุกบันทึก มิฉะนั้นเป็น 1
    """
    from corpus.export import write_file, write_stream
    from corpus.storage.store import Store
    from kmsearch.cli.terminal import err, warn_broken

    if private:
        open_for_owner()
    boundary = boundary_in_force()
    if boundary.hidden:
        err.print(MASKED_EXPORT, style="yellow", markup=False)
    by_suffix = "csv" if output and output.suffix.lower() == ".csv" else "jsonl"
    broken: list[BrokenRecord] = []
    records = Store(settings.home).records(on_broken=broken.append)
    if output:
        write_file(records, format_ or by_suffix, output, boundary)
        err.print(f"เขียน {output} แล้ว", markup=False)
    else:
        write_stream(records, format_ or by_suffix, sys.stdout.buffer, boundary)
    warn_broken(broken)
    if broken:
        sys.exit(1)


@click.command()
@click.argument("record_id")
@private_option
@click.pass_obj
def show(settings: Settings, record_id: str, private: bool) -> None:
    """แสดงบันทึก RECORD_ID เป็น Markdown โดยปิดบังข้อมูลส่วนบุคคลตามการตั้งค่า"""
    from corpus.formats.markdown import to_markdown
    from corpus.storage.store import Store

    if private:
        open_for_owner()
    click.echo(to_markdown(boundary_in_force().disclose(Store(settings.home).get(record_id))))
